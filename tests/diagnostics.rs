//! What the writer of a spec is told: one mistake each in a spec that is right without it.

use annotate_snippets::Renderer;
use modelarts_codegen::diagnostic::explanation::{self, Example};
use modelarts_codegen::lint::lint;
use modelarts_codegen::{Sources, read};
use modelarts_tests::feature;

/// Name, feature, file, what stands there, and what is written in its place.
const MISTAKES: &[(&str, &str, &str, &str, &str)] = &[
    ("broken_yaml", "operation", "operations.yaml", "doc: Asks.", "doc: [Asks."),
    ("tab", "operation", "operations.yaml", "    doc: Asks.", "\tdoc: Asks."),
    ("empty_file", "error_codes", "error_codes.yaml", "*", ""),
    ("empty_resource", "operation", "operations.yaml", "*", ""),
    ("two_documents", "operation", "operations.yaml", "tables:", "---\ntables:"),
    (
        "rule_of_an_unknown_field",
        "bodies",
        "bodies.yaml",
        "exactly_one: [path, address]",
        "exactly_one: [path, adress]",
    ),
    (
        "rule_of_a_mandatory_field",
        "bodies",
        "bodies.yaml",
        "exactly_one: [path, address]",
        "exactly_one: [path, label]",
    ),
    ("field_named_as_the_maker", "bodies", "bodies.yaml", "weight: {", "new: {"),
    (
        "operation_named_as_what_stands_on_top",
        "second_version",
        "v2_things.yaml",
        "stop_thing:",
        "follow_training_job_log:",
    ),
    ("table_named_as_a_type_of_the_client", "paging_off", "versions.yaml", "Version", "Secret"),
    ("rule_of_one_field", "bodies", "bodies.yaml", "together: [size, volume]", "together: [size]"),
    ("unknown_rule", "bodies", "bodies.yaml", "at_most_one: [others", "at_most_on: [others"),
    ("rule_between_unknown_parts_of_a_body", "bodies", "bodies.yaml", "[others, colour]", "[other, colour]"),
    ("unknown_table_in_a_body", "bodies", "bodies.yaml", "first: { type: Part,", "first: { type: Prat,"),
    ("range_of_an_object", "bodies", "bodies.yaml", "first: { type: Part,", "first: { type: Part, range: 1..2,"),
    ("default_of_a_field_outside_its_range", "bodies", "bodies.yaml", "default: 7", "default: 25"),
    ("default_of_an_object", "bodies", "bodies.yaml", "items: Part, doc: All", "items: Part, default: 1, doc: All"),
    ("object_in_a_query", "bodies", "bodies.yaml", "quietly: { type: Boolean", "quietly: { type: Part"),
    ("success_that_is_none", "second_version", "v2_things.yaml", "success: 200", "success: 404"),
    (
        "pages_by_page_and_offset",
        "second_version",
        "v2_things.yaml",
        "{ offset: offset,",
        "{ page: offset, offset: offset,",
    ),
    ("pages_by_nothing", "second_version", "v2_things.yaml", "{ offset: offset,", "{"),
    ("pages_that_begin_nowhere", "second_version", "v2_things.yaml", "{ offset: offset,", "{ page: offset,"),
    ("single_of_no_list", "second_version", "v2_things.yaml", "sensitive: true, doc", "or_single: true, doc"),
    ("secret_that_is_no_text", "second_version", "v2_things.yaml", "String>\", doc", "String>\", sensitive: true, doc"),
    ("other_type_of_a_parameter", "second_version", "v2_things.yaml", "also_type: String", "also_type: Strign"),
    ("no_default_to_send", "second_version", "v2_things.yaml", "default: terminate, send", "send"),
    ("list_of_unknown_lists", "second_version", "v2_things.yaml", "Array<Integer>", "Array<Intger>"),
    ("unknown_version", "second_version", "v2_things.yaml", "version: v2", "version: v3"),
    ("pages_without_an_answer", "paging_off", "versions.yaml", "    response: VersionList\n", ""),
    ("unknown_key", "parameters", "parameters.yaml", "range: 1..1000", "rnage: 1..1000"),
    ("unknown_section", "operation", "operations.yaml", "tables:", "objects:"),
    ("missing_key", "parameters", "parameters.yaml", "any_integer: { type: Integer, doc", "any_integer: { doc"),
    ("duplicate_entry", "parameters", "parameters.yaml", "any_long:", "any_integer:"),
    (
        "duplicate_key",
        "parameters",
        "parameters.yaml",
        "counted: { type: Integer",
        "counted: { type: Long, type: Integer",
    ),
    ("list_for_a_range", "parameters", "parameters.yaml", "1..1000", "[1, 1000]"),
    ("wrong_kind_of_value", "operation", "operations.yaml", "doc: Asks.", "doc: [Asks]"),
    ("unknown_format", "tables", "tables.yaml", "format: timestamp", "format: timestmap"),
    ("unknown_type", "tables", "tables.yaml", "type: Short", "type: Shrot"),
    ("unknown_item", "tables", "tables.yaml", "items: Long", "items: Lnog"),
    ("list_without_items", "tables", "tables.yaml", ", items: Long", ""),
    ("items_without_list", "tables", "tables.yaml", "type: Boolean, doc: A", "type: Boolean, items: Long, doc: A"),
    ("unknown_response", "operation", "operations.yaml", "response: Answer", "response: Anwser"),
    ("table_of_another_kind", "number_codes", "numbers.yaml", "response: StateAnswer", "response: State"),
    (
        "type_declared_twice",
        "two_files",
        "b_lists.yaml",
        "tables:",
        "tables:\n  SharedThing: { doc: Again., fields: {} }",
    ),
    ("type_not_in_camel_case", "operation", "operations.yaml", "Answer", "answer"),
    ("type_of_the_client", "operation", "operations.yaml", "Answer", "Client"),
    ("operation_not_in_snake_case", "operation", "operations.yaml", "ask_plainly", "askPlainly"),
    ("operation_named_as_a_method", "operation", "operations.yaml", "ask_plainly", "from_env"),
    ("builder_named_as_a_type", "operation", "operations.yaml", "ask_plainly", "answer"),
    ("field_without_a_rust_name", "tables", "tables.yaml", "camelCase", "ß"),
    ("fields_alike_in_rust", "tables", "tables.yaml", "camelCase", "Boolean"),
    ("parameters_alike_on_the_wire", "names_by_authentication", "names.yaml", "resourceKind", "sortBy"),
    ("code_without_a_rust_name", "text_codes", "texts.yaml", "good:", "2good:"),
    ("codes_alike_in_rust", "text_codes", "texts.yaml", "good:", "very_bad:"),
    ("code_of_the_client", "text_codes", "texts.yaml", "good:", "unrecognized:"),
    ("file_that_is_no_module", "operation", "operations.yaml", "", "match.yaml"),
    ("empty_range", "parameters", "parameters.yaml", "1..1000", "1000..1"),
    ("no_range", "parameters", "parameters.yaml", "1..1000", "1-1000"),
    ("range_wider_than_the_type", "parameters", "parameters.yaml", "-2..2", "-40000..2"),
    (
        "range_of_a_text",
        "parameters",
        "parameters.yaml",
        "any_text: { type: String",
        "any_text: { type: String, range: 1..2",
    ),
    (
        "length_of_a_number",
        "parameters",
        "parameters.yaml",
        "any_long: { type: Long",
        "any_long: { type: Long, length: 1..2",
    ),
    ("negative_length", "parameters", "parameters.yaml", "1..8", "-1..8"),
    ("default_outside_the_range", "parameters", "parameters.yaml", "default: 10", "default: 1001"),
    ("default_outside_the_length", "parameters", "parameters.yaml", "default: abc", "default: abcdefghi"),
    ("default_of_another_type", "parameters", "parameters.yaml", "default: 10", "default: ten"),
    ("default_that_is_no_code", "text_codes", "texts.yaml", "default: first", "default: frist"),
    (
        "default_of_a_mandatory_parameter",
        "parameters",
        "parameters.yaml",
        "mandatory: true, doc: A text",
        "mandatory: true, default: a, doc: A text",
    ),
    ("unknown_way_of_authentication", "names_by_authentication", "names.yaml", "ak_sk: sortBy", "ak_ks: sortBy"),
    ("way_of_authentication_left_out", "names_by_authentication", "names.yaml", "ak_sk: sortBy, ", ""),
    ("unknown_way_in_the_service", "operation", "service.yaml", "account: A token.", "acount: A token."),
    ("http_without_a_path", "operation", "operations.yaml", "POST /v1/{project_id}/question", "POST"),
    ("http_with_an_unknown_method", "operation", "operations.yaml", "POST /v1", "SEND /v1"),
    ("path_parameter_not_declared", "path_parameters", "paths.yaml", "/{job_id}/", "/{jobs_id}/"),
    ("path_not_closed", "path_parameters", "paths.yaml", "{version_name}", "{version_name"),
    ("same_method_and_path", "pages", "pages.yaml", "GET /v2/", "GET /v1/"),
    (
        "pages_by_an_unknown_parameter",
        "pages",
        "pages.yaml",
        "page: number, size: size, items: things, total",
        "page: numbr, size: size, items: things, total",
    ),
    (
        "pages_by_a_text",
        "pages",
        "pages.yaml",
        "page: number, size: size, items: things, total",
        "page: like, size: size, items: things, total",
    ),
    ("pages_of_an_unknown_field", "pages", "pages.yaml", "items: things, total: total", "items: thing, total: total"),
    ("pages_of_no_list", "pages", "pages.yaml", "items: things, total: total", "items: total, total: total"),
    ("total_that_is_no_number", "pages", "pages.yaml", "total: total", "total: things"),
    ("sort_by_a_text", "pages", "pages.yaml", "sort: { by: by", "sort: { by: named"),
    ("selects_an_unknown_field", "pages", "pages.yaml", "selects: name", "selects: nmae"),
    ("searches_an_unknown_field", "pages", "pages.yaml", "searches: [name]", "searches: [nmae]"),
    ("duplicate_code", "number_codes", "numbers.yaml", "code: 7", "code: 0"),
    ("code_without_a_number", "number_codes", "numbers.yaml", "{ code: 7, doc", "{ doc"),
    ("text_code_with_a_number", "text_codes", "texts.yaml", "name: very-bad", "code: 3, name: very-bad"),
    ("codes_of_an_odd_type", "number_codes", "numbers.yaml", "type: Byte", "type: Bite"),
    ("group_of_an_unknown_code", "number_codes", "numbers.yaml", "[OFF, half-way]", "[OFF, halfway]"),
    ("absent_field_of_no_failure", "tables", "tables.yaml", "error_msg:", "eror_msg:"),
    ("time_without_a_unit", "tables", "tables.yaml", "format: duration, unit: milliseconds", "format: duration"),
    ("time_of_a_short_type", "tables", "tables.yaml", "timestamp: { type: Long", "timestamp: { type: Integer"),
    (
        "table_that_holds_itself",
        "tables",
        "tables.yaml",
        "type: JSON Array, items: Inner, doc: More",
        "type: Inner, doc: More",
    ),
    (
        "endpoint_without_a_region",
        "operation",
        "service.yaml",
        "iam: https://iam.{region}.example.com",
        "iam: https://iam.example.com",
    ),
    ("endpoint_missing", "operation", "service.yaml", "iam: https", "aim: https"),
    ("region_twice", "operation", "service.yaml", "[somewhere]", "[somewhere, somewhere]"),
    ("unknown_path_parameter", "operation", "service.yaml", "project_id: {", "project: {"),
    ("status_that_asks_for_something_odd", "operation", "service.yaml", "asks: authenticate", "asks: autenticate"),
    ("error_code_without_a_status", "error_codes", "error_codes.yaml", "[500]", "[]"),
    ("service_missing", "operation", "service.yaml", "*", "operations_too.yaml"),
    (
        "no_in_place_of_a_boolean",
        "parameters",
        "parameters.yaml",
        "mandatory: true, doc: A text",
        "mandatory: no, doc: A text",
    ),
    ("octal_number", "operation", "service.yaml", "200: {", "0o310: { reason: Ok, asks: proceed, doc: A. }\n  200: {"),
    ("unclosed_quote", "operation", "operations.yaml", "doc: Asks.", "doc: \"Asks."),
    ("colon_in_a_text", "operation", "operations.yaml", "doc: Asks.", "doc: Asks: how?"),
    ("alias_of_nothing", "operation", "operations.yaml", "doc: Asks.", "doc: *asks"),
    ("text_that_begins_oddly", "operation", "operations.yaml", "doc: Asks.", "doc: @asks"),
    ("wrong_indentation", "operation", "operations.yaml", "    doc: Asks.", "   doc: Asks."),
    ("missing_colon", "operation", "operations.yaml", "    doc: Asks.", "    doc Asks."),
    ("anchor_bomb", "operation", "operations.yaml", "*", BOMB),
    ("too_deep", "operation", "operations.yaml", "*", DEEP),
    (
        "table_is_a_text",
        "tables",
        "tables.yaml",
        "type: JSON Array, items: Inner, doc: More",
        "type: JSON Array, items: [Inner], doc: More",
    ),
    ("number_too_large_for_a_status", "operation", "service.yaml", "200: {", "70000: {"),
];

/// Aliases that stand for ten million texts.
const BOMB: &str = "\
doc: [&a [x, x, x, x, x, x, x, x, x, x], &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a], &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b],
  &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c], &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d], &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e],
  &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]]
";
const DEEP: &str = include_str!("specs/deep.txt");

/// Name, feature, file, and what is written in place of what.
type Several = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Specs with several mistakes.
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
            ("selects: name", "selects: nmae"),
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
        "several_in_the_service",
        "operation",
        "service.yaml",
        &[
            ("asks: authenticate", "asks: autenticate"),
            ("200: { reason: OK,", "200: { raeson: OK,"),
            ("regions: [somewhere]", "regions: somewhere"),
        ],
    ),
];

/// A feature's spec with a mistake in it.
fn broken((_, name, file, from, to): &(&str, &str, &str, &str, &str)) -> Sources {
    let files = feature(name).files().to_vec();
    assert!(files.iter().any(|known| known.0 == *file), "{name} has no file {file}");
    Sources::new(files.into_iter().filter_map(|(known, text)| match (*from, *to) {
        _ if known != *file => Some((known, text)),
        // A file that is not there, or has another name.
        ("*", to) if to.ends_with(".yaml") => None,
        ("", to) => Some((to.to_owned(), text)),
        ("*", to) => Some((known, to.to_owned())),
        (from, to) => {
            assert!(text.contains(from), "{file} does not hold {from}");
            Some((known, text.replace(from, to)))
        }
    }))
}

#[test]
fn every_mistake() {
    for mistake in MISTAKES {
        let sources = broken(mistake);
        let Err(found) = read(&sources) else { panic!("{} is not found", mistake.0) };
        insta::with_settings!({ description => format!("{} -> {:.120}", mistake.3, mistake.4), omit_expression => true }, {
            insta::assert_snapshot!(mistake.0, found.render(&sources, &Renderer::plain()));
        });
    }
}

#[test]
fn every_mistake_is_told_once() {
    for mistake in MISTAKES {
        let Err(found) = read(&broken(mistake)) else { panic!("{} is not found", mistake.0) };
        assert_eq!(found.entries().len(), 1, "{}: {found}", mistake.0);
    }
}

#[test]
fn several_mistakes_are_told_at_once() {
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
            insta::assert_snapshot!(*name, read(&sources).unwrap_err().render(&sources, &Renderer::plain()));
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
    let resource = &api.resources[0];
    assert_eq!((&*resource.operations[0].doc, &*resource.tables[0].fields[0].name), ("1.10", "no"));
}

#[test]
fn none_is_told_in_the_words_of_a_library() {
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
    for mistake in MISTAKES {
        let sources = broken(mistake);
        let said = read(&sources).unwrap_err().render(&sources, &Renderer::plain());
        assert!(!words.iter().any(|word| said.contains(word)), "{}: {said}", mistake.0);
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
        read(&sources).unwrap_err().render(&sources, &Renderer::plain())
    };
    insta::assert_snapshot!("not_utf8", read_with("things.yaml", b"doc: Things.\ntables: \xff\xfe"));
    insta::assert_snapshot!("too_large", read_with("things.yaml", &vec![b'#'; 50 << 20]));
    std::fs::remove_dir_all(&folder).unwrap();
    let error = Sources::read(&folder).unwrap_err();
    assert!(error.to_string().ends_with("cannot be read"), "{error}");
    std::fs::create_dir_all(&folder).unwrap();
    let error = std::error::Error::source(&Sources::read(&folder).unwrap_err()).unwrap().to_string();
    assert_eq!(error, "there is no file that ends in .yaml");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn each_mistake_is_explained() {
    let example = explanation::example();
    assert!(lint(&read(&example).unwrap()).entries().is_empty());
    for code in MISTAKES.iter().flat_map(|mistake| read(&broken(mistake)).unwrap_err().entries().to_vec()) {
        assert!(explanation::find(code.code).is_some(), "{} is not explained", code.code);
    }
    for explanation in explanation::ALL {
        let Some(Example { file, right, wrong }) = &explanation.example else { continue };
        let files = example.files().iter().map(|(name, text)| {
            (name.clone(), if name == file { text.replacen(right, wrong, 1) } else { text.clone() })
        });
        let found = match read(&Sources::new(files)) {
            Ok(api) => lint(&api),
            Err(found) => found,
        };
        let codes: Vec<_> = found.entries().iter().map(|entry| entry.code).collect();
        assert_eq!(codes, [explanation.code], "{found}");
    }
}

/// The real spec, in which a letter is left out of the word at a byte.
fn misspelt(name: &str, from: usize, word: &str) -> Sources {
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

/// Words of the language, and of names that stand for something else in the spec, wherever they occur.
#[test]
fn a_misspelt_name_is_set_right() {
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
    let values =
        ["type: ", "items: ", "response: ", "total: ", "size: ", "by: ", "order: ", "selects: ", "unit: ", "format: "];
    let mut places = 0;
    for (name, text) in
        real_spec().files().iter().filter(|(name, _)| name != "service.yaml" && name != "error_codes.yaml")
    {
        let mut words = Vec::new();
        for key in keys {
            words.extend(text.match_indices(&format!("{key}: ")).map(|(at, _)| (at, key)).skip(3).take(1));
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
            let sources = misspelt(name, at, word);
            let Err(found) = read(&sources) else { panic!("{name}: {word} at {at} is not missed") };
            let helps: Vec<_> = found.entries().iter().map(|entry| entry.help.as_deref().unwrap_or_default()).collect();
            let is_meant = |help: &&str| **help == help_of(word) || (word == "JSON" && help.contains("`JSON Array`"));
            assert!(helps.len() == 1 && helps.iter().any(is_meant), "{name}: {word} at {at}: {found} {helps:?}");
            places += 1;
        }
    }
    assert!(places >= 50, "{places}");
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
    insta::assert_snapshot!(found.render(&sources, &Renderer::plain()));
}
