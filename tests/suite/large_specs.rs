//! Large and unusual specs make a client or errors. Time and memory grow with their size only.

use annotate_snippets::Renderer;
use modelarts_codegen::{Sources, lint, openapi, read, write};
use modelarts_tests::{amount, feature};

/// Does all that the generator does with a spec; the codes of what is wrong with it.
fn codes(text: String) -> Vec<&'static str> {
    let service = feature("operation").text("service.yaml").unwrap().to_owned();
    let sources = Sources::new([("service.yaml".to_owned(), service), ("large.yaml".to_owned(), text)]);
    let found = match read(&sources) {
        Ok(api) => {
            write::render(&api).unwrap();
            assert!(openapi::document(&api).is_object());
            lint::lint(&api)
        }
        Err(found) => found,
    };
    assert_eq!(found.render(&sources, &Renderer::plain()).is_empty(), found.entries().is_empty());
    assert_eq!(found.json_lines(&sources).is_empty(), found.entries().is_empty());
    found.entries().iter().map(|entry| entry.code).collect()
}

fn tables(count: usize, fields: impl Fn(usize) -> String) -> String {
    let table = |index| format!("  T{index}: {{ doc: A table., fields: {{ {} }} }}\n", fields(index));
    let tables: String = (0..count).map(table).collect();
    format!(
        "doc: Large.\ntables:\n{tables}operations:\n  make_it:\n    http: POST /v1/{{project_id}}/things\n    doc: Makes it.\n    body:\n      it: {{ type: T0, mandatory: true, doc: A table. }}\n"
    )
}

#[test]
fn tables_in_each_other_are_limited() {
    let next =
        |count: usize, index: usize| if index + 1 < count { format!("T{}", index + 1) } else { "Long".to_owned() };
    let chain =
        |count| tables(count, |index| format!("a: {{ type: {}, mandatory: true, doc: A field. }}", next(count, index)));
    assert_eq!(codes(chain(32)), [""; 0]);
    assert!(codes(chain(2_000)).contains(&"E0047"));
    let doubled = |count| {
        tables(count, |index| {
            let field = |name| format!("{name}: {{ type: {}, mandatory: true, doc: A field. }}", next(count, index));
            format!("{}, {}", field("a"), field("b"))
        })
    };
    assert_eq!(codes(doubled(8)), [""; 0]);
    assert!(codes(doubled(26)).contains(&"E0047"));
    let lists = |count| {
        tables(count, |index| match index + 1 < count {
            true => format!("a: {{ type: JSON Array, items: T{}, doc: A field. }}", index + 1),
            false => "a: { type: Long, doc: A field. }".to_owned(),
        })
    };
    assert_eq!(codes(lists(64)), [""; 0]);
    assert!(codes(lists(300)).contains(&"E0047"));
}

#[test]
fn many_errors_and_warnings_are_all_reported() {
    let undocumented = tables(1, |_| "a: { type: Long, doc: \"\" }".to_owned());
    assert_eq!(codes(undocumented), ["W0002"]);
    let fields = |table: usize| {
        (0..60).map(move |field| format!("f{field}: {{ type: Unknown{table}x{field}, doc: \"\" }}, ")).collect()
    };
    let found = codes(tables(20, fields));
    assert_eq!(found.len(), 20 * 60);
    assert!(found.iter().all(|code| *code == "E0010"));
}

#[test]
fn rules_that_take_long_to_check_are_accepted() {
    let fields: String = (0..60).map(|field| format!("      f{field}: {{ type: String, doc: A field. }}\n")).collect();
    let mut seed = 7_usize;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % 60
    };
    let rules: String =
        (0..44).map(|_| format!("      - exactly_one: [f{}, f{}, f{}]\n", next(), next(), next())).collect();
    let spec = |rules: &str| {
        format!(
            "doc: Rules.\noperations:\n  make_it:\n    http: POST /v1/{{project_id}}/things\n    doc: Makes it.\n    rules:\n{rules}    body:\n{fields}"
        )
    };
    codes(spec(&rules));
    codes(spec(&"      - at_most_one: [f1, f2]\n".repeat(2_000)));
}

#[test]
fn documentation_of_any_length_is_shown() {
    for piece in ["[", "![", "[^", "[](", "<!--", "\\", "`", "> ", "* ", "https://a.b/"] {
        let doc = piece.repeat(amount("LENGTH", 4_000, 20_000));
        codes(tables(1, |_| format!("a: {{ type: Long, doc: {doc:?} }}")));
    }
}

#[test]
fn brackets_in_strings_and_comments_do_not_count_as_nesting() {
    let fields: String =
        (0..60).map(|field| format!("f{field}: {{ type: Long, doc: \"A value in [0, 1).\" }}, ")).collect();
    let text = tables(3, |_| fields.clone());
    for text in [format!("# {}\n{text}", "[".repeat(200)), text.replace("doc: Large.", "doc: Large [0, 1).")] {
        let found = codes(text);
        assert!(found.iter().all(|code| *code == "W0001"), "{found:?}");
    }
}

#[test]
fn long_paths_and_lists_of_statuses_are_errors() {
    let path = "a/".repeat(500_000);
    let operation =
        |http: &str| format!("doc: Large.\noperations:\n  read_it: {{ http: \"GET /{http}\", doc: Reads it. }}\n");
    assert_eq!(codes(operation(&path)), ["E0020"]);
}
