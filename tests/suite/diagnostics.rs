//! The diagnostics of a spec: one error each in a spec that is otherwise valid.

use std::path::Path;
use std::sync::LazyLock;

use annotate_snippets::Renderer;
use modelarts_codegen::diagnostic::{self, explanation, foreign_types};
use modelarts_codegen::lint::lint;
use modelarts_codegen::{Diagnostics, Sources, read};
use modelarts_tests::{BROKEN_SPECS, BrokenSpec, amount, broken, feature};
use serde_json::Value;

use crate::snapshots::assert_snapshot;

/// Name, feature, file, and what is written in place of what.
type Several = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Specs with several errors.
const SEVERAL: &[Several] = &[
    (
        "several_in_one_table",
        "tables",
        "tables.yaml",
        &[
            ("type: Short", "type: Shrot"),
            ("items: Long", "itmes: Long"),
            ("format: timestamp", "format: timestmap"),
            ("camelCase:", "ß:"),
        ],
    ),
    (
        "several_in_one_file",
        "parameters",
        "parameters.yaml",
        &[
            ("range: 1..1000", "rnage: 1..1000"),
            ("any_integer: { type: Integer, doc", "any_integer: { doc"),
            ("-2..2", "2..-2"),
            ("default: abc", "default: abcdefghi"),
            ("any_text: { type: String", "any_text: { type: String, length: [1, 2]"),
        ],
    ),
    (
        "several_in_one_operation",
        "pages",
        "pages.yaml",
        &[
            (
                "page: number, size: size, items: things, total: total",
                "page: numbr, size: sise, items: thing, total: totl",
            ),
            ("filters_by: name", "filters_by: nmae"),
            ("sort: { by: by", "sort: { by: named"),
        ],
    ),
    (
        "a_table_that_cannot_be_read_is_missed_by_nobody",
        "bodies",
        "bodies.yaml",
        &[("    fields:\n      label", "    feilds:\n      label")],
    ),
    ("a_file_that_cannot_be_read_is_missed_by_nobody", "two_files", "b_lists.yaml", &[("tables:", "tables: [")]),
    (
        "missing_colon_before_an_unknown_key",
        "parameters",
        "parameters.yaml",
        &[("{ type: Integer, doc: An integer. }", "{ type Integer, docmentation: An integer. }")],
    ),
    (
        "several_in_the_service",
        "operation",
        "service.yaml",
        &[
            ("action: authenticate", "action: autenticate"),
            ("200: { reason: OK,", "200: { raeson: OK,"),
            ("regions: [somewhere]", "regions: somewhere"),
        ],
    ),
];

/// The keys of edition 1 that edition 2 does not have: the key, a feature and its file, the new text, and the old one.
const OLD_KEYS: &[(&str, &str, &str, &str, &str)] = &[
    ("also", "tables", "tables.yaml", "alias: string", "also: string"),
    ("asks", "operation", "service.yaml", "action: authenticate", "asks: authenticate"),
    ("or_single", "second_version", "v2_things.yaml", "single_or_list: true", "or_single: true"),
    ("searches", "pages", "pages.yaml", "searches_in: [name]", "searches: [name]"),
    ("selects", "pages", "pages.yaml", "filters_by: name", "selects: name"),
    ("version", "operation", "operations.yaml", "operations:\n", "version: v1\noperations:\n"),
];

#[test]
fn every_key_that_edition_2_renamed_or_removed_is_an_error_that_says_what_to_write() {
    let readme = std::fs::read_to_string(modelarts_tests::workspace().join("spec/README.md")).unwrap();
    let (_, editions) = readme.split_once("| edition 1 | edition 2 |\n|---|---|\n").unwrap();
    let rows: Vec<_> = editions.lines().map_while(|line| line.strip_prefix("| `")?.split_once("` | ")).collect();
    let documented: Vec<_> = rows.iter().map(|(old, _)| *old).collect();
    assert_eq!(documented, OLD_KEYS.iter().map(|case| case.0).collect::<Vec<_>>());
    for ((old, feature, file, new_text, old_text), (_, row)) in OLD_KEYS.iter().zip(&rows) {
        let found = read(&broken(&(old, feature, file, new_text, old_text))).unwrap_err();
        let [error] = found.entries() else { panic!("{old}: {found}") };
        let help = error.help.as_deref().unwrap();
        match row.strip_prefix('`') {
            Some(new) => assert_eq!(help, format!("write `{}`", new.strip_suffix("` |").unwrap()), "{old}"),
            None => assert!(row.starts_with("none: ") && help.starts_with("remove it: "), "{old}: {row}, {help}"),
        }
    }
}

/// What is found in each broken spec.
static FOUND: LazyLock<Vec<(&'static BrokenSpec, Diagnostics, String)>> = LazyLock::new(|| {
    let found = |case: &'static BrokenSpec| {
        let sources = broken(case);
        let Err(found) = read(&sources) else { panic!("{} is not found", case.0) };
        let text = found.render(&sources, &Renderer::plain());
        (case, found, text)
    };
    BROKEN_SPECS.iter().map(found).collect()
});

#[test]
fn every_mistake() {
    for (case, _, text) in &*FOUND {
        insta::with_settings!({ description => format!("{} -> {:.120}", case.3, case.4), omit_expression => true }, {
            assert_snapshot!(case.0, text);
        });
    }
}

#[test]
fn every_error_is_reported_once() {
    for (case, found, _) in &*FOUND {
        assert_eq!(found.entries().len(), 1, "{}: {found}", case.0);
    }
}

#[test]
fn several_errors_are_reported_in_one_run() {
    for (name, spec, file, changes) in SEVERAL {
        let files = feature(spec).files().to_vec().into_iter().map(|(known, mut text)| {
            for (from, to) in changes.iter().filter(|_| known == *file) {
                assert!(text.contains(from), "{file} does not hold {from}");
                text = text.replacen(from, to, 1);
            }
            (known, text)
        });
        let sources = Sources::new(files);
        insta::with_settings!({ omit_expression => true }, {
            assert_snapshot!(*name, read(&sources).unwrap_err().render(&sources, &Renderer::plain()));
        });
    }
}

/// What YAML readers of old took for something else.
#[test]
fn names_and_texts_are_what_is_written() {
    let files = feature("operation").files().to_vec().into_iter();
    let sources = Sources::new(files.map(|(name, text)| {
        let text = text.replace("doc: Asks.", "doc: 1.10").replace("text: {", "no: {");
        (name, text)
    }));
    let api = read(&sources).unwrap();
    let group = &api.groups[0];
    assert_eq!((&*group.operations[0].doc, &*group.tables[0].fields[0].name), ("1.10", "no"));
}

#[test]
fn no_diagnostic_quotes_a_library() {
    let words = [
        "serde",
        "invalid type",
        "invalid value",
        "Some(",
        "did not find",
        "while parsing",
        "expected `",
        "struct ",
        "u16",
        "i64",
    ];
    for (case, _, text) in &*FOUND {
        assert!(!words.iter().any(|word| text.contains(word)), "{}: {text}", case.0);
    }
}

/// What is a folder of a spec only at first sight.
#[test]
fn odd_files_and_folders() {
    let folder = std::env::temp_dir().join(format!("modelarts-odd-files-{}", std::process::id()));
    let read_with = |name: &str, bytes: &[u8]| {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, text) in feature("operation").files() {
            std::fs::write(folder.join(name), text).unwrap();
        }
        std::fs::write(folder.join(name), bytes).unwrap();
        let sources = Sources::read(&folder).unwrap();
        let said = read(&sources).unwrap_err().render(&sources, &Renderer::plain());
        said.replace(folder.to_str().unwrap(), "spec")
    };
    assert_snapshot!("not_utf8", read_with("things.yaml", b"doc: Things.\ntables: \xff\xfe"));
    assert_snapshot!("too_large", read_with("things.yaml", &vec![b'#'; 50 << 20]));
    std::fs::remove_dir_all(&folder).unwrap();
    let error = Sources::read(&folder).unwrap_err();
    assert!(error.to_string().starts_with("cannot read the spec in "), "{error}");
    std::fs::create_dir_all(&folder).unwrap();
    let error = std::error::Error::source(&Sources::read(&folder).unwrap_err()).unwrap().to_string();
    assert_eq!(error, "no file in it ends in `.yaml`");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn each_error_has_an_explanation() {
    let example = explanation::example();
    assert!(lint(&read(&example).unwrap()).entries().is_empty());
    for code in FOUND.iter().flat_map(|(_, found, _)| found.entries()) {
        assert!(explanation::find(code.code).is_some(), "{} is not explained", code.code);
    }
    for explanation in explanation::ALL {
        let Some(example) = &explanation.example else { continue };
        let found = match read(&example.broken()) {
            Ok(api) => lint(&api),
            Err(found) => found,
        };
        let codes: Vec<_> = found.entries().iter().map(|entry| entry.code).collect();
        assert_eq!(codes, [explanation.code], "{found}");
    }
}

/// The real spec without one letter of the word at a byte.
fn misspelled(name: &str, from: usize, word: &str) -> Sources {
    Sources::new(real_spec().files().iter().map(|(known, text)| {
        let mut text = text.clone();
        if known == name {
            text.remove(from + word.len() / 2);
        }
        (known.clone(), text)
    }))
}

fn real_spec() -> Sources {
    Sources::read(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")).unwrap()
}

/// Keys of the language, and names that refer to something else in the spec.
#[test]
fn a_misspelled_name_gets_a_suggestion() {
    let keys = [
        "http",
        "type",
        "items",
        "range",
        "length",
        "default",
        "optional",
        "mandatory",
        "response",
        "parameters",
        "fields",
    ];
    let values = [
        "type: ",
        "items: ",
        "response: ",
        "total: ",
        "size: ",
        "by: ",
        "order: ",
        "filters_by: ",
        "unit: ",
        "format: ",
    ];
    let mut places = 0;
    let (spec, step) = (real_spec(), amount("STEP", 9, 1));
    let files = spec.files().iter().filter(|(name, _)| name != "service.yaml" && name != "error_codes.yaml");
    for (name, text) in files.step_by(step) {
        let mut words = Vec::new();
        for key in keys {
            // A field may have the name of a key.
            let is_key = |(at, _): &(usize, &str)| !text[at + key.len()..].starts_with(": {");
            let pattern = format!("{key}: ");
            let places = text.match_indices(&pattern).filter(is_key);
            words.extend(places.map(|(at, _)| (at, key)).skip(3).take(1));
        }
        for value in values {
            let stands_alone = |(at, _): &(usize, &str)| text[..*at].ends_with([' ', '\n']);
            for (at, _) in text.match_indices(value).filter(stands_alone).skip(2).step_by(23) {
                let from = at + value.len();
                let word = text[from..].split([',', ' ', '\n', '}']).next().unwrap();
                words.push((from, word));
            }
        }
        let help_of = |word: &str| format!("did you mean `{word}`?");
        let is_word = |at: usize| text[..at].ends_with([' ', '\n']);
        let is_name = |word: &str| word.len() > 3 && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        for (at, word) in words.into_iter().filter(|(at, word)| is_word(*at) && is_name(word)) {
            let sources = misspelled(name, at, word);
            let Err(found) = read(&sources) else { panic!("{name}: {word} at {at} is not missed") };
            let helps: Vec<_> = found.entries().iter().map(|entry| entry.help.as_deref().unwrap_or_default()).collect();
            let is_meant = |help: &&str| **help == help_of(word) || (word == "JSON" && help.contains("`JSON Array`"));
            assert!(helps.len() == 1 && helps.iter().any(is_meant), "{name}: {word} at {at}: {found} {helps:?}");
            places += 1;
        }
    }
    assert!(places >= 50 / step, "{places}");
}

#[test]
fn all_mistakes_of_all_files_are_told_in_order() {
    let text = |from: &str, to: &str, text: &str| text.replacen(from, to, 1);
    let sources = Sources::new(feature("two_files").files().iter().map(|(name, spec)| {
        let spec = text("type: SharedKind", "type: SharedKnid", spec);
        let spec = text("response: SharedList", "response: SharedLits", &spec);
        (name.clone(), text("range: 1..", "range: 1...", &spec))
    }));
    let found = read(&sources).unwrap_err();
    assert_snapshot!(found.render(&sources, &Renderer::plain()));
}

/// Returns the spec of a feature with replacements in one of its files.
fn changed(name: &str, file: &str, changes: &[(&str, &str)]) -> Sources {
    let sources = feature(name);
    let text = changes.iter().fold(sources.text(file).unwrap().to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{file} does not hold {from}");
        text.replacen(from, to, 1)
    });
    sources.with(file, &text)
}

#[test]
fn a_text_that_is_not_yaml_hides_no_other_error() {
    let changes = [
        ("range: 1..1000", "range:1..1000"),
        ("any_text: { type: String", "any_text { type: String"),
        ("default: abc", "default: abcdefghi"),
        ("-2..2", "2..-2"),
    ];
    let sources = changed("parameters", "parameters.yaml", &changes);
    let found = read(&sources).unwrap_err();
    let messages: Vec<_> = found.entries().iter().map(|entry| entry.message.as_str()).collect();
    let expected =
        ["missing space after `range:`", "missing `:` after `any_text`", "empty range `2..-2`", "invalid default"];
    assert!(messages.len() == 4 && expected.iter().all(|message| messages.contains(message)), "{found}");
}

#[test]
fn an_unknown_type_does_not_hide_errors_of_json_fields() {
    let changes = [
        ("items: things, total: total, key: name", "items: blob, total: total, key: name"),
        ("total: { type: Integer", "blob: { type: JSON, doc: Anything. }\n      total: { type: Integer"),
        ("id: { type: Long", "id: { type: Lnog"),
    ];
    let sources = changed("pages", "pages.yaml", &changes);
    let said = read(&sources).unwrap_err().render(&sources, &Renderer::plain());
    assert!(said.contains("`blob` is not a JSON Array") && said.contains("unknown type `Lnog`"), "{said}");
}

#[test]
fn an_error_in_an_entry_that_others_repeat_is_one_error() {
    let sources = real_spec();
    let text = sources.text("auto_search.yaml").unwrap();
    assert!(text.contains("parameters: &trial") && text.contains("parameters: *trial"));
    for (from, to) in [
        ("response: TrialTable", "response: [TrialTable]"),
        ("parameters: &trial", "parameters: &trial\n    parameters: &trial"),
    ] {
        let sources = sources.with("auto_search.yaml", &text.replacen(from, to, 1));
        let found = read(&sources).unwrap_err();
        assert_eq!(found.entries().len(), 1, "{to}: {found}");
    }
}

/// A body may hold JSON, but the number of a page is none.
#[test]
fn an_unknown_type_of_a_page_in_a_body_is_one_error() {
    let sources = real_spec();
    let text = sources.text("training_jobs.yaml").unwrap();
    let changed = text.replace("offset: { type: Integer, range", "offset: { type: int, range");
    let found = read(&sources.with("training_jobs.yaml", &changed)).unwrap_err();
    assert!(found.entries().len() == 1 && found.entries()[0].code == "E0010", "{found}");
}

/// Whatever holds the type: `TYPE` is its place.
const COMPOUND_TYPES: &[&str] = &[
    "type: TYPE",
    "type: 'TYPE'",
    "type: JSON Array, items: TYPE",
    "type: Array of TYPE",
    "type: Array of TYPE objects",
    "type: TYPE object",
    "type: Array<TYPE>",
    "type: \"Array<TYPE>\"",
    "type: Array of Array of TYPE",
    "type: Array<Array<TYPE>>",
    "type: \"Map<String,TYPE>\"",
    "type: 'Map<String, TYPE>'",
    "type: \"Map<String, TYPE objects>\"",
    "type: \"Map<String, Array<TYPE>>\"",
    "type: \"Array of Map<String, TYPE>\"",
];

/// Returns a spec with a table that has a field of each type.
fn with_fields<'a>(compound: &str, types: impl Iterator<Item = &'a str>) -> Sources {
    let fields = types.enumerate().map(|(index, ty)| {
        let ty = compound.replace("TYPE", ty);
        format!("      f{index}: {{ {ty}, doc: A value. }}\n")
    });
    let fields = "      words: { type: Array of strings, doc: Words. }\n".to_owned() + &fields.collect::<String>();
    changed("vendor_types", "parcels.yaml", &[("      words: { type: Array of strings, doc: Words. }\n", &fields)])
}

/// The list or the map that holds the type stays as it is.
#[test]
fn types_of_other_languages_are_corrected_wherever_they_are() {
    for compound in COMPOUND_TYPES {
        let (wrong, right): (Vec<_>, Vec<_>) = foreign_types().unzip();
        let sources = with_fields(compound, wrong.into_iter());
        let (fixed, _) = diagnostic::fix(sources, |sources| read(sources).err().unwrap_or_default());
        let expected = with_fields(&compound.replace(" objects", "").replace(" object", ""), right.into_iter());
        assert_eq!(fixed.text("parcels.yaml"), expected.text("parcels.yaml"), "{compound}");
        assert!(read(&fixed).is_ok(), "{compound}");
    }
}

/// Where the text of a value is not what is written, nothing is replaced.
#[test]
fn types_with_escapes_and_over_several_lines_are_not_corrected() {
    for wrong in ["\"Array of \\x69nt\"", ">-\n          Array of\n          int", "Array of\n          int"] {
        let sources = changed("vendor_types", "parcels.yaml", &[("type: Part object\n", &format!("type: {wrong}\n"))]);
        let found = read(&sources).unwrap_err();
        assert!(matches!(found.entries(), [entry] if entry.code == "E0010"), "{found}");
        assert_eq!(found.fixes(&sources), [], "{wrong}");
    }
}

/// Whatever the name is, and however often it is used.
#[test]
fn a_renamed_type_is_one_error_with_all_its_uses() {
    let sources = real_spec();
    let mut renamed = 0;
    for (file, text) in sources.files() {
        let names = text.lines().filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':'));
        for name in names.filter(|name| name.starts_with(char::is_uppercase)).step_by(amount("STEP", 7, 1)) {
            let is_free = |new: &String| sources.files().iter().all(|(_, text)| !text.contains(new.as_str()));
            let new = ["Info", "Data"].map(|end| format!("{name}{end}")).into_iter().find(is_free).unwrap();
            let sources = sources.with(file, &text.replacen(&format!("\n  {name}:\n"), &format!("\n  {new}:\n"), 1));
            let Err(found) = read(&sources) else { panic!("{name} is used by nothing") };
            let is_name = |rest: &str| {
                let end = rest.strip_prefix(name).map(|rest| rest.chars().next());
                end.is_some_and(|next| next.is_none_or(|next| !next.is_alphanumeric() && next != '_'))
            };
            // Not the same word in a text.
            let places = ["type: ", "items: ", "response: ", "failure: ", "<", "<String, ", "Array of "];
            let uses = sources.files().iter().flat_map(|(_, text)| {
                places.iter().flat_map(|place| text.match_indices(place).map(|(at, _)| &text[at + place.len()..]))
            });
            let uses = uses.filter(|rest| is_name(rest));
            let [entry] = found.entries() else { panic!("{name}: {found}") };
            let report: Value = serde_json::from_str(&found.json_lines(&sources)).unwrap();
            // All uses, and the place where the new name is defined. An alias is not another use.
            let count = |key: &str| report[key].as_array().unwrap().len();
            let uses = uses.count();
            assert_eq!((count("spans"), count("replacements")), (uses + 1, uses), "{name}: {report}");
            let proposal = format!("did you mean `{new}`?");
            assert_eq!(entry.help.as_deref(), Some(proposal.as_str()), "{name}");
            for replacement in report["replacements"].as_array().unwrap() {
                assert_eq!((replaced(replacement, &sources), &replacement["text"]), (name, &Value::from(new.as_str())));
            }
            renamed += 1;
        }
    }
    assert!(renamed > 5, "{renamed}");
}

/// Returns the text that a replacement of a report replaces.
fn replaced<'a>(replacement: &Value, sources: &'a Sources) -> &'a str {
    let byte = |key: &str| usize::try_from(replacement[key].as_u64().unwrap()).unwrap();
    let file = Path::new(replacement["file"].as_str().unwrap()).file_name().unwrap();
    &sources.text(file.to_str().unwrap()).unwrap()[byte("byte_start")..byte("byte_end")]
}
