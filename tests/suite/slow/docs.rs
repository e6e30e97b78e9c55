//! Arbitrary documentation in a spec: rustdoc shows it without a warning, and finds no failing test in it.

use std::path::PathBuf;

use annotate_snippets::Renderer;
use modelarts_codegen::{Sources, read, write};
use modelarts_tests::{Random, feature};

use super::copied_client::{add_to_library, cargo_in, copy_client};

/// Texts that rustdoc, or Markdown, could take for something else.
const TEXTS: &[&str] = &[
    "A [text] in brackets, [two][three], [four](five), and [six]: seven.",
    "[start]: of a line",
    "#[attr] or #![attr]",
    "An <id>, a List<Integer>, a </close>, <!-- a comment, <br/>.",
    "See https://example.com/a_b*c?d=[e], or http://example.com.",
    "[An address](https://example.com) and <https://example.com/>",
    "[A page](../page.html), [`Vec<u8>`], [crate::Client], ![picture](a.png)",
    "A fence:\n\n```\nlet a = b;\n```",
    "```rust\nlet a = [b];\n```\n\nBehind.",
    "```ignore\nlet a;",
    "~~~should_panic,edition2021\nlet a;\n~~~",
    "```json,rust\n{ \"a\": 1 }\n```",
    "Indented:\n\n    let a = b;\n\nBehind.",
    "    all of it",
    "- a list\n\n      let a = b;\n- [b]",
    "> a quote\n>\n>     let a = b;",
    "One `backtick, *one star, _one line.",
    "``two``, ` one ` and ``` three ```",
    "a\rb\r\nc\u{2028}d",
    "\u{202e}backwards\u{202c}, \u{200b}nothing\u{feff}, \u{7}bell",
    "A tab\there.\n\n\tlet a = b;",
    "Backslashes \\[ \\\\[a] \\< \\",
    "# A heading\n\nwith [text]",
    "| a | b |\n|---|---|\n| [c] | <d> |",
    "A note[^1].\n\n[^1]: The [note].",
    "&lt;id&gt; &nbsp; &#91;a&#93;",
    "Two  \nlines, and \\\nthree.",
    "*/ /* // /// //! {} \"quotes\" 'single' $crate #a",
    "+ plus\n1. one\n2) two\n- [ ] task",
    "<script>alert(1)</script>",
    "ends with [",
    "[",
    "`",
    "```",
    "<",
    "    ",
    "---\na: b\n---",
];

/// A module that has a text wherever documentation can be.
fn module(index: usize, text: &str) -> (String, String) {
    let module = format!(
        r#"
doc: {text:?}
codes:
  Numbers{index}:
    type: Integer
    doc: {text:?}
    values: {{ one: {{ code: 1, doc: {text:?} }} }}
    groups: {{ some: {{ doc: {text:?}, values: [one] }} }}
  Texts{index}: {{ type: String, doc: {text:?}, values: {{ one: {text:?}, two: {{ name: {text:?}, doc: {text:?} }} }} }}
tables:
  Table{index}:
    doc: {text:?}
    fields:
      one: {{ type: Texts{index}, doc: {text:?}, note: {text:?} }}
      two: {{ type: Numbers{index}, doc: {text:?} }}
  Sent{index}:
    doc: {text:?}
    fields:
      one: {{ type: Integer, mandatory: true, range: 1..9, doc: {text:?}, note: {text:?} }}
      two: {{ type: String, length: 0..400, default: {text:?}, doc: {text:?} }}
operations:
  read_{index}:
    http: GET /v1/{{project_id}}/docs-{index}/{{id}}
    doc: {text:?}
    parameters:
      id: {{ type: String, length: 1..99, doc: {text:?}, note: {text:?} }}
      limit: {{ type: Integer, range: 1..9, default: 5, doc: {text:?}, note: {text:?} }}
      word: {{ type: String, default: {text:?}, doc: {text:?} }}
      code: {{ type: Texts{index}, default: two, doc: {text:?} }}
    response: Table{index}
  make_{index}:
    http: POST /v1/{{project_id}}/docs-{index}
    doc: {text:?}
    body:
      part: {{ type: Sent{index}, mandatory: true, doc: {text:?}, note: {text:?} }}
      code: {{ type: Numbers{index}, mandatory: true, doc: {text:?} }}
"#
    );
    (format!("docs_{index}.yaml"), yaml(&module))
}

/// Rust escapes more than YAML knows.
fn yaml(text: &str) -> String {
    let text = text.replace("\\'", "'");
    let mut parts = text.split("\\u{");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| {
        let (code, rest) = part.split_once('}').unwrap();
        format!("{out}\\u{:0>4}{rest}", code)
    })
}

/// A module whose fields have documentation of random pieces.
fn random_module(random: &mut Random, index: usize) -> (String, String) {
    let pieces = [
        "[a]",
        "<b>",
        "```",
        "\n",
        "\n\n",
        "    ",
        "- ",
        "> ",
        "`",
        "https://c.d/e_f",
        "[x](y)",
        "*",
        "_",
        "\\",
        "<!--",
        "| a |\n|---|\n",
        "~~~rust\n",
        "# ",
        "word",
        "1. ",
    ];
    let mut text = format!("doc: Random.\ntables:\n  Random{index}:\n    doc: Random.\n    fields:\n");
    for field in 0..60 {
        let doc: String = (0..1 + random.below(8)).map(|_| pieces[random.below(pieces.len())]).collect();
        text += &format!("      field_{field}: {{ type: String, doc: {doc:?} }}\n");
    }
    text += &format!(
        "operations:\n  read_random_{index}: {{ http: 'GET /v1/{{project_id}}/random-{index}', doc: Random., response: Random{index} }}\n"
    );
    (format!("random_docs_{index}.yaml"), text)
}

fn spec() -> (Sources, Vec<String>) {
    let mut random = Random::new(11);
    let mut files: Vec<_> = TEXTS.iter().enumerate().map(|(index, text)| module(index, text)).collect();
    files.extend((0..5).map(|index| random_module(&mut random, index)));
    let modules = files.iter().map(|(file, _)| file.trim_end_matches(".yaml").to_owned()).collect();
    let codes: String = TEXTS
        .iter()
        .enumerate()
        .map(|(index, text)| format!("  Docs.{index:04}: {{ http: [400], doc: {text:?} }}\n"))
        .collect();
    let codes = ("error_codes.yaml".to_owned(), yaml(&format!("error_codes:\n{codes}")));
    let service = feature("operation").text("service.yaml").unwrap().replacen(
        "doc: A service.",
        &format!("doc: {:?}", TEXTS[0]),
        1,
    );
    let service = ("service.yaml".to_owned(), service);
    (Sources::new(files.into_iter().chain([codes, service])), modules)
}

#[test]
fn arbitrary_documentation_has_no_warning_and_no_failing_test() {
    let (sources, modules) = spec();
    let api = read(&sources).unwrap_or_else(|found| panic!("{}", found.render(&sources, &Renderer::plain())));
    let copy = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("docs");
    copy_client(&copy).unwrap();
    write::write(&copy.join("client/src/docs"), &write::render(&api).unwrap()).unwrap();
    let shown = modules.join(", ");
    let module = format!(
        "/// Docs.\n#[allow(dead_code)]\n#[path = \"docs/mod.rs\"]\npub mod docs;\npub use docs::{{{shown}}};\n"
    );
    add_to_library(&copy, &module).unwrap();
    let output = cargo_in(&copy, &["doc", "--no-deps"]).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("warning"), "{said}");
    let output = cargo_in(&copy, &["test", "--doc"]).unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains(&format!("make_{} ", TEXTS.len() - 1)), "{said}");
}
