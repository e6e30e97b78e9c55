//! What writers of a spec get wrong: one mistake each in a spec that is right without it.

use modelarts_codegen::Sources;

use crate::feature;

/// Name, feature, file, what stands there, and what is written in its place.
pub type Mistake = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// Specs with one mistake each.
pub const MISTAKES: &[Mistake] = &[
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
    (
        "pages_of_a_list_that_may_be_left_out",
        "pages",
        "pages.yaml",
        "there are. }\n      things: {",
        "there are. }\n      things: { optional: true,",
    ),
    ("number_too_large_for_a_status", "operation", "service.yaml", "200: {", "70000: {"),
];

/// Aliases that stand for ten million texts.
const BOMB: &str = "\
doc: [&a [x, x, x, x, x, x, x, x, x, x], &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a], &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b],
  &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c], &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d], &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e],
  &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]]
";
const DEEP: &str = include_str!("../specs/deep.txt");

/// A feature's spec with a mistake in it.
///
/// # Panics
///
/// If the feature is not as the mistake expects it.
pub fn broken((_, name, file, from, to): &Mistake) -> Sources {
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
