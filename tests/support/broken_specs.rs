//! Errors that writers of a spec make: one each, in a spec that is correct otherwise.

use modelarts_codegen::Sources;

use crate::feature;

/// Name, feature, file, correct text, and wrong text.
pub type BrokenSpec = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// Specs with one error each.
pub const BROKEN_SPECS: &[BrokenSpec] = &[
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
    ("rule_of_one_field", "bodies", "bodies.yaml", "together: [size, volume]", "together: [size]"),
    ("unknown_rule", "bodies", "bodies.yaml", "at_most_one: [others", "at_most_on: [others"),
    ("rule_between_unknown_parts_of_a_body", "bodies", "bodies.yaml", "[others, colour]", "[other, colour]"),
    ("unknown_table_in_a_body", "bodies", "bodies.yaml", "first: { type: Part,", "first: { type: Prat,"),
    ("range_of_an_object", "bodies", "bodies.yaml", "first: { type: Part,", "first: { type: Part, range: 1..2,"),
    ("default_of_a_field_outside_its_range", "bodies", "bodies.yaml", "default: 7", "default: 25"),
    ("default_of_an_object", "bodies", "bodies.yaml", "items: Part, doc: All", "items: Part, default: 1, doc: All"),
    ("object_in_a_query", "bodies", "bodies.yaml", "quietly: { type: Boolean", "quietly: { type: Part"),
    (
        "content_type_without_a_body",
        "responses",
        "reports.yaml",
        "success: [200, 204]",
        "content_type: application/json",
    ),
    ("unknown_content_type", "patches", "boxes.yaml", "merge-patch+json", "merge-path+json"),
    ("one_name_in_path_and_body", "patches", "boxes.yaml", "new_name: { name: name,", "name: {"),
    (
        "field_named_as_one_that_clears",
        "patches",
        "boxes.yaml",
        "      size: { type: Integer, range: 1..,",
        "      clear_title: { type: Integer, range: 1..,",
    ),
    (
        "data_that_is_data_anyway",
        "failures_as_data",
        "checks.yaml",
        "is_success: { type: Boolean, doc",
        "is_success: { type: Boolean, data: true, doc",
    ),
    (
        "data_of_another_name",
        "failures_as_data",
        "checks.yaml",
        "error_code: { type: String, optional: true, doc: Code of the fault of the checked",
        "error_code: { type: String, data: true, doc: Code of the fault of the checked",
    ),
    (
        "failure_of_an_unknown_table",
        "failures_as_data",
        "checks.yaml",
        "failure: CheckFailure",
        "failure: CheckFailrue",
    ),
    ("success_of_a_list_that_is_none", "responses", "reports.yaml", "success: [200, 204]", "success: [200, 400]"),
    ("success_of_nothing", "responses", "reports.yaml", "success: [200, 204]", "success: []"),
    ("success_twice", "responses", "reports.yaml", "success: [200, 204]", "success: [200, 204, 200]"),
    ("success_that_is_a_text", "responses", "reports.yaml", "success: [200, 204]", "success: created"),
    ("response_of_unknown_items", "responses", "reports.yaml", "Array<Report>", "Array<Reprot>"),
    ("response_that_is_a_list_without_items", "responses", "reports.yaml", "Array<Report>", "JSON Array"),
    ("pages_of_a_list", "pages", "pages.yaml", "response: Page\n", "response: Array<Page>\n"),
    (
        "pages_that_may_lack_a_body",
        "pages",
        "pages.yaml",
        "response: Page\n",
        "success: [200, 204]\n    response: Page\n",
    ),
    (
        "table_named_as_a_response",
        "responses",
        "reports.yaml",
        "tables:\n",
        "tables:\n  Bytes: { doc: Bytes., fields: { a: { type: Long, doc: A. } } }\n",
    ),
    (
        "pages_by_cursor_and_offset",
        "cursors",
        "pools.yaml",
        "{ cursor: continue,",
        "{ cursor: continue, offset: limit,",
    ),
    (
        "cursor_without_the_next",
        "cursors",
        "pools.yaml",
        "{ cursor: marker, size: limit, items: volumes, key: volume_id }",
        "{ cursor: marker, size: limit, items: volumes }",
    ),
    ("cursor_with_a_number_of_the_first", "cursors", "pools.yaml", "{ cursor: marker,", "{ cursor: marker, first: 1,"),
    ("next_without_a_cursor", "cursors", "pools.yaml", "{ offset: offset,", "{ offset: offset, next: result,"),
    ("next_in_an_unknown_field", "cursors", "pools.yaml", "next: metadata.continue", "next: metadata.contniue"),
    ("next_that_is_an_object", "cursors", "pools.yaml", "next: metadata.continue", "next: metadata"),
    (
        "items_in_something_that_is_no_object",
        "cursors",
        "pools.yaml",
        "items: result.topics, total",
        "items: result.topics.all, total",
    ),
    (
        "items_in_an_optional_object",
        "cursors",
        "pools.yaml",
        "result: { type: TopicResult, doc",
        "result: { type: TopicResult, optional: true, doc",
    ),
    (
        "cursor_that_is_mandatory",
        "cursors",
        "pools.yaml",
        "continue: { type: String, doc",
        "continue: { type: String, mandatory: true, doc",
    ),
    ("offset_in_a_text_that_is_no_number", "cursors", "pools.yaml", "default: \"10\"", "default: ten"),
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
    ("single_of_no_list", "second_version", "v2_things.yaml", "sensitive: true, doc", "single_or_list: true, doc"),
    ("secret_that_is_no_text", "second_version", "v2_things.yaml", "String>\", doc", "String>\", sensitive: true, doc"),
    ("other_type_of_a_parameter", "second_version", "v2_things.yaml", "also_type: String", "also_type: Strign"),
    ("no_default_to_send", "second_version", "v2_things.yaml", "default: terminate, send", "send"),
    ("list_of_unknown_lists", "second_version", "v2_things.yaml", "Array<Integer>", "Array<Intger>"),
    ("version_of_a_file", "second_version", "v2_things.yaml", "codes:\n", "version: v2\ncodes:\n"),
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
    ("list_of_another_languages_type", "vendor_types", "parcels.yaml", "Array of Part objects", "Array of int"),
    ("misspelled_list", "vendor_types", "parcels.yaml", "type: Array of Part objects", "type: Aray of Part objects"),
    ("misspelled_map", "vendor_types", "parcels.yaml", "type: Map<String, Part>", "type: Mpa<String, Part>"),
    ("object_that_is_no_table", "vendor_types", "parcels.yaml", "type: Part object", "type: Mood object"),
    (
        "unknown_object",
        "vendor_types",
        "parcels.yaml",
        "Array of Part objects, doc: Parts. }\n      more",
        "Array of Prat objects, doc: Parts. }\n      more",
    ),
    ("unknown_value_of_a_map", "vendor_types", "parcels.yaml", "type: Map<String, Part>", "type: Map<String, Prat>"),
    (
        "map_with_keys_that_are_numbers",
        "vendor_types",
        "parcels.yaml",
        "type: Map<String, Part>",
        "type: Map<Long, Part>",
    ),
    ("map_without_quotes_in_braces", "vendor_types", "parcels.yaml", "\"Map<String, Long>\"", "Map<String, Long>"),
    ("name_of_two_fields", "field_names", "pods.yaml", "name: 1st,", "name: sfs_id,"),
    ("name_of_two_fields_with_names", "field_names", "pods.yaml", "name: 1st,", "name: sfsId,"),
    ("alias_that_is_a_name", "field_names", "pods.yaml", "alias: colour", "alias: 1st"),
    ("empty_name_of_a_field", "field_names", "pods.yaml", "name: 1st,", "name: \"\","),
    ("part_of_a_body_without_a_rust_name", "field_names", "pods.yaml", "size_class: { name: 1stSize,", "1stSize: {"),
    ("rule_with_a_name_on_the_wire", "field_names", "pods.yaml", "[first, sfs_id]", "[1st, sfs_id]"),
    (
        "list_of_objects_in_a_query",
        "query_values",
        "searches.yaml",
        "Array of strings, mandatory",
        "Array of JSON, mandatory",
    ),
    ("join_of_a_number", "query_values", "searches.yaml", "type: Float", "type: Float, join: \",\""),
    ("join_of_a_text", "query_values", "searches.yaml", "type: Level, default", "type: Level, join: \",\", default"),
    ("empty_join", "query_values", "searches.yaml", "join: \",\"", "join: \"\""),
    ("constant_of_another_type", "constants", "networks.yaml", "constant: 3", "constant: three"),
    ("constant_that_is_no_code", "constants", "networks.yaml", "constant: Network", "constant: Netwrok"),
    ("mandatory_constant", "constants", "networks.yaml", "constant: 3", "constant: 3, mandatory: true"),
    ("constant_with_a_default", "constants", "networks.yaml", "constant: 3", "constant: 3, default: 3"),
    (
        "constant_of_a_field_of_another_type",
        "constants",
        "networks.yaml",
        "isPublic: { type: Boolean, constant: true",
        "isPublic: { type: Boolean, constant: on",
    ),
    (
        "constant_of_an_object",
        "constants",
        "networks.yaml",
        "metadata: { type: Metadata,",
        "metadata: { type: Metadata, constant: a,",
    ),
    (
        "constant_of_a_field_with_a_default",
        "constants",
        "networks.yaml",
        "constant: true",
        "constant: true, default: true",
    ),
    (
        "constant_that_is_mandatory_in_a_table",
        "constants",
        "networks.yaml",
        "constant: true",
        "constant: true, mandatory: true",
    ),
    ("constant_of_a_secret", "secrets", "keys.yaml", "mandatory: true, doc: The key", "constant: a, doc: The key"),
    ("secret_in_a_query", "secrets", "keys.yaml", "in: header, ", ""),
    ("secret_number_in_a_body", "secrets", "keys.yaml", "secret_key: { type: String", "secret_key: { type: Long"),
    ("secret_with_a_length", "secrets", "keys.yaml", "mandatory: true, doc: The key", "length: 1..8, doc: The key"),
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
    ("operation_not_in_snake_case", "operation", "operations.yaml", "ask_plainly", "askPlainly"),
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
    ("key_of_an_unknown_field", "pages", "pages.yaml", "key: name", "key: nmae"),
    ("key_in_no_object", "pages", "pages.yaml", "key: name", "key: name.id"),
    ("key_that_is_an_object", "pages", "pages.yaml", "key: inner.id", "key: inner"),
    ("total_that_is_no_number", "pages", "pages.yaml", "total: total", "total: things"),
    ("sort_by_a_text", "pages", "pages.yaml", "sort: { by: by", "sort: { by: named"),
    ("selects_an_unknown_field", "pages", "pages.yaml", "filters_by: name", "filters_by: nmae"),
    ("searches_an_unknown_field", "pages", "pages.yaml", "searches_in: [name]", "searches_in: [nmae]"),
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
        "regions: [somewhere]\n    endpoints:\n      modelarts: https://modelarts.{region}.example.com",
        "regions: [somewhere, elsewhere]\n    endpoints:\n      modelarts: https://modelarts.example.com",
    ),
    (
        "failure_in_an_object_with_a_flag",
        "operation",
        "service.yaml",
        "failure: { success",
        "failure: { object: error, success",
    ),
    ("endpoint_missing", "operation", "service.yaml", "iam: https", "aim: https"),
    ("no_regions", "operation", "service.yaml", "[somewhere]", "[]"),
    ("name_of_the_service_with_a_space", "operation", "service.yaml", "service: modelarts", "service: model arts"),
    (
        "optional_in_a_body",
        "bodies",
        "bodies.yaml",
        "doc: Where the part lies.",
        "optional: true, doc: Where the part lies.",
    ),
    (
        "optional_table_in_a_body",
        "bodies",
        "bodies.yaml",
        "    doc: A table that lists of lists hold.\n",
        "    doc: A table that lists of lists hold.\n    optional: true\n",
    ),
    ("region_twice", "operation", "service.yaml", "[somewhere]", "[somewhere, somewhere]"),
    ("unknown_path_parameter", "operation", "service.yaml", "project_id: {", "project: {"),
    ("status_that_asks_for_something_odd", "operation", "service.yaml", "action: authenticate", "action: autenticate"),
    ("error_code_without_a_status", "error_codes", "error_codes.yaml", "[500]", "[]"),
    (
        "unknown_error_code",
        "error_codes",
        "things.yaml",
        "thing_id: { type: Long, mandatory: true, not_found: Service.0002",
        "thing_id: { type: Long, mandatory: true, not_found: Service.002",
    ),
    (
        "error_code_far_from_any",
        "error_codes",
        "things.yaml",
        "String, not_found: Service.0002",
        "String, not_found: Nothing",
    ),
    (
        "error_code_of_no_failure",
        "error_codes",
        "things.yaml",
        "String, not_found: Service.0002",
        "String, not_found: Service.0003",
    ),
    (
        "not_found_on_an_object",
        "error_codes",
        "things.yaml",
        "copy: { type: NewCopy",
        "copy: { type: NewCopy, not_found: Service.0002",
    ),
    (
        "not_found_on_a_field_of_an_answer",
        "error_codes",
        "things.yaml",
        "name: { type: String, doc: Name of the thing",
        "name: { type: String, not_found: Service.0002, doc: Name of the thing",
    ),
    (
        "not_found_on_a_header",
        "error_codes",
        "things.yaml",
        "shelf_name: { type",
        "mark: { type: String, in: header, not_found: Service.0002, doc: A mark. }\n      shelf_name: { type",
    ),
    (
        "not_found_on_the_project",
        "error_codes",
        "service.yaml",
        "project_id: { type: String,",
        "project_id: { type: String, not_found: Service.0002,",
    ),
    ("service_missing", "operation", "service.yaml", "*", "operations_too.yaml"),
    (
        "no_in_place_of_a_boolean",
        "parameters",
        "parameters.yaml",
        "mandatory: true, doc: A text",
        "mandatory: no, doc: A text",
    ),
    (
        "octal_number",
        "operation",
        "service.yaml",
        "200: {",
        "0o310: { reason: Ok, action: proceed, doc: A. }\n  200: {",
    ),
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
    ("empty_range_key", "parameters", "parameters.yaml", "range: 1..1000", "range:"),
    ("empty_length_key", "parameters", "parameters.yaml", "length: 1..8", "length: ~"),
    ("empty_default", "parameters", "parameters.yaml", "default: abc", "default: null"),
    ("response_of_nothing", "operation", "operations.yaml", "response: Answer", "response: ~"),
    ("documentation_of_nothing", "operation", "operations.yaml", "doc: Asks.", "doc: ~"),
    ("key_without_a_colon_in_braces", "tables", "tables.yaml", "optional: true, doc: It", "optional, doc: It"),
    ("typographic_quotes", "parameters", "parameters.yaml", "default: abc", "default: “abc”"),
    ("parameter_after_a_colon", "path_parameters", "paths.yaml", "{job_id}", ":job_id"),
    ("parameter_after_a_dollar", "path_parameters", "paths.yaml", "{job_id}", "${job_id}"),
    ("query_in_a_path", "operation", "operations.yaml", "{project_id}/question", "{project_id}/question?a=1"),
    ("empty_part_of_a_path", "operation", "operations.yaml", "{project_id}/question", "{project_id}//question"),
    ("blank_in_a_path", "operation", "operations.yaml", "{project_id}/question", "{project_id}/a question"),
    ("path_that_ends_in_a_slash", "operation", "operations.yaml", "{project_id}/question", "{project_id}/question/"),
    ("path_of_steps", "operation", "operations.yaml", "{project_id}/question", "{project_id}/../question"),
    ("encoded_path", "operation", "operations.yaml", "{project_id}/question", "{project_id}/a%20question"),
    ("parameter_twice_in_a_path", "operation", "operations.yaml", "{project_id}/question", "{project_id}/{project_id}"),
    (
        "part_of_a_body_in_a_path",
        "bodies",
        "bodies.yaml",
        "{project_id}/things\n    doc: Makes",
        "{project_id}/{name}\n    doc: Makes",
    ),
    ("total_of_a_failure", "second_version", "v2_things.yaml", "*", TOTAL_OF_A_FAILURE),
    (
        "rules_that_contradict",
        "bodies",
        "bodies.yaml",
        "- exactly_one: [path, address]",
        "- exactly_one: [path, address]\n      - together: [path, address]",
    ),
    (
        "field_that_can_never_be_set",
        "bodies",
        "bodies.yaml",
        "- together: [size, volume]",
        "- together: [size, volume]\n      - at_most_one: [size, volume]",
    ),
    (
        "field_twice_in_a_rule",
        "bodies",
        "bodies.yaml",
        "- exactly_one: [path, address]",
        "- exactly_one: [path, address, path]",
    ),
    (
        "paths_alike_but_for_a_name",
        "bodies",
        "bodies.yaml",
        "  break_thing:",
        "  burn_thing:\n    http: DELETE /v1/{project_id}/things/{id}\n    doc: Burns.\n    parameters: { id: { type: Long, doc: ID. } }\n  break_thing:",
    ),
    ("header_that_is_none", "second_version", "v2_things.yaml", "name: X-Language", "name: X Language"),
    ("header_of_the_client", "second_version", "v2_things.yaml", "name: X-Language", "name: authorization"),
    ("header_in_a_body", "bodies", "bodies.yaml", "count: { type", "count: { in: header, type"),
    ("other_name_of_two_fields", "tables", "tables.yaml", "alias: string", "alias: long"),
    ("other_name_twice", "tables", "tables.yaml", "camelCase: { type", "camelCase: { alias: string, type"),
    ("body_of_a_get", "bodies", "bodies.yaml", "POST /v1/{project_id}/things", "GET /v1/{project_id}/things"),
    (
        "get_with_body_without_one",
        "operation",
        "operations.yaml",
        "    doc: Asks.",
        "    get_with_body: true\n    doc: Asks.",
    ),
    ("code_too_large_for_its_type", "number_codes", "numbers.yaml", "code: 7", "code: 140"),
    ("status_out_of_range", "error_codes", "error_codes.yaml", "[500]", "[5000]"),
    ("status_twice", "error_codes", "error_codes.yaml", "[500]", "[500, 500]"),
    ("code_twice_in_a_group", "number_codes", "numbers.yaml", "[OFF, half-way]", "[OFF, OFF]"),
    ("codes_alike_on_the_wire", "text_codes", "texts.yaml", "name: very-bad", "name: good"),
    (
        "group_named_as_a_code",
        "number_codes",
        "numbers.yaml",
        "*",
        "doc: Codes.\ncodes:\n  State:\n    type: Byte\n    doc: A state.\n    values: { A: { code: 3, doc: A. } }\n    groups: { a: { doc: A., values: [A] } }\n",
    ),
    ("example_of_another_type", "tables", "tables.yaml", "long: { type: Long", "long: { example: abc, type: Long"),
    ("selects_by_another_type", "pages", "pages.yaml", "named: { type: String", "named: { type: Integer"),
    ("searches_for_a_number", "pages", "pages.yaml", "like: { type: String", "like: { type: Integer"),
    ("selects_without_pages", "operation", "operations.yaml", "*", SELECTS_WITHOUT_PAGES),
    (
        "failure_in_no_response",
        "tables",
        "tables.yaml",
        "children: {",
        "error_msg: { type: String, absent_on: success, doc: A message. }\n      children: {",
    ),
    (
        "flag_of_success_that_is_a_text",
        "tables",
        "tables.yaml",
        "is_success: { type: Boolean",
        "is_success: { type: String",
    ),
    ("range_of_a_field_wider_than_its_type", "bodies", "bodies.yaml", "range: 0..24", "range: 0..9999999999"),
    (
        "default_of_a_path_parameter",
        "bodies",
        "bodies.yaml",
        "thing_id: { type: Long",
        "thing_id: { default: 1, type: Long",
    ),
    ("operation_that_cannot_be_a_builder", "operation", "operations.yaml", "ask_plainly", "self"),
    ("parameter_named_as_a_method", "parameters", "parameters.yaml", "any_text:", "send:"),
    ("file_that_windows_cannot_have", "operation", "operations.yaml", "", "aux.yaml"),
    ("file_named_twice", "operation", "operations.yaml", "", "things.yaml.yaml"),
    ("odd_error_code", "error_codes", "error_codes.yaml", "Service.0001:", "\"A [b]\":"),
    ("source_that_is_no_page", "tables", "tables.yaml", "source: everything.rst", "source: every thing.rst"),
    (
        "lists_too_deep",
        "second_version",
        "v2_things.yaml",
        "Array<Integer>",
        "Array<Array<Array<Array<Array<Array<Array<Array<Array<Integer>>>>>>>>>",
    ),
    ("region_that_is_none", "operation", "service.yaml", "[somewhere]", "[some where]"),
    (
        "page_and_size_in_one_parameter",
        "pages",
        "pages.yaml",
        "size: size, items: things, total",
        "size: number, items: things, total",
    ),
    (
        "first_page_outside_the_range",
        "pages",
        "pages.yaml",
        "{ page: number, size: size, items: things, total",
        "{ page: number, first: -1, size: size, items: things, total",
    ),
    (
        "first_item_that_is_not_0",
        "second_version",
        "v2_things.yaml",
        "{ offset: offset,",
        "{ offset: offset, first: 1,",
    ),
    ("other_items_of_the_same_page", "pages", "pages.yaml", "*", OTHER_ITEMS),
    ("outcome_in_another_table", "tables", "tables.yaml", "*", HELD_OUTCOME),
    (
        "mandatory_field_of_a_response",
        "tables",
        "tables.yaml",
        "long: { type: Long",
        "long: { mandatory: true, type: Long",
    ),
    (
        "mandatory_and_optional",
        "bodies",
        "bodies.yaml",
        "label: { type: String, mandatory: true",
        "label: { type: String, optional: true, mandatory: true",
    ),
    (
        "default_of_a_mandatory_field",
        "bodies",
        "bodies.yaml",
        "label: { type: String, mandatory: true",
        "label: { type: String, default: a, mandatory: true",
    ),
    ("unit_of_a_text", "tables", "tables.yaml", "camelCase: { type: String", "camelCase: { unit: bytes, type: String"),
    (
        "single_of_texts",
        "tables",
        "tables.yaml",
        "numbers: { type: JSON Array",
        "numbers: { single_or_list: true, type: JSON Array",
    ),
    (
        "fact_of_a_flag",
        "tables",
        "tables.yaml",
        "is_success: { type: Boolean",
        "is_success: { alias: ok, type: Boolean",
    ),
    ("example_of_an_object", "tables", "tables.yaml", "inner: { type: Inner", "inner: { example: abc, type: Inner"),
    (
        "name_of_a_path_parameter",
        "bodies",
        "bodies.yaml",
        "thing_id: { type: Long",
        "thing_id: { name: thingId, type: Long",
    ),
    (
        "other_type_of_a_text",
        "bodies",
        "bodies.yaml",
        "name: { type: String, mandatory: true, length: 1..64",
        "name: { also_type: String, type: String, mandatory: true, length: 1..64",
    ),
    (
        "selects_in_a_body",
        "bodies",
        "bodies.yaml",
        "count: { type: Integer",
        "count: { filters_by: nowhere, type: Integer",
    ),
    ("sort_without_pages", "operation", "operations.yaml", "*", SORT_WITHOUT_PAGES),
    (
        "sort_by_the_direction",
        "pages",
        "pages.yaml",
        "sort: { by: by, order: direction }",
        "sort: { by: by, order: by }",
    ),
    ("empty_rule", "bodies", "bodies.yaml", "- together: [size, volume]", "- {}"),
    ("rule_of_a_default_that_is_sent", "second_version", "v2_things.yaml", "*", SENT_DEFAULT),
    (
        "project_that_is_a_number",
        "operation",
        "service.yaml",
        "project_id: { type: String, length: 1..64,",
        "project_id: { type: Integer,",
    ),
    (
        "endpoint_that_nothing_uses",
        "operation",
        "service.yaml",
        "      iam: https",
        "      obs: https://obs.{region}.example.com\n      iam: https",
    ),
    (
        "endpoint_with_an_odd_port",
        "operation",
        "service.yaml",
        "iam: https://iam.{region}.example.com",
        "iam: https://iam.{region}.example.com:99999",
    ),
    ("failure_of_one_field", "operation", "service.yaml", "code: error_code", "code: is_success"),
    (
        "header_default_that_cannot_be_sent",
        "second_version",
        "v2_things.yaml",
        "name: X-Language, in: header, type: String",
        "name: X-Language, in: header, type: String, default: \"é\"",
    ),
    ("old_name_of_action", "operation", "service.yaml", "action: authenticate", "asks: authenticate"),
    ("old_name_of_alias", "tables", "tables.yaml", "alias: string", "also: string"),
    ("old_name_of_filters_by", "pages", "pages.yaml", "filters_by: name", "selects: name"),
    ("old_name_of_searches_in", "pages", "pages.yaml", "searches_in: [name]", "searches: [name]"),
    ("old_name_of_single_or_list", "second_version", "v2_things.yaml", "single_or_list: true", "or_single: true"),
    (
        "field_of_a_table_named_as_one_that_clears",
        "patches",
        "boxes.yaml",
        "      color: {",
        "      clear_type: { type: String, doc: Clear. }\n      color: {",
    ),
    ("no_edition", "operation", "service.yaml", "edition: 2\n", ""),
    ("first_edition", "operation", "service.yaml", "edition: 2", "edition: 1"),
    ("newer_edition", "operation", "service.yaml", "edition: 2", "edition: 3"),
    ("edition_that_is_a_text", "operation", "service.yaml", "edition: 2", "edition: two"),
    ("tag", "operation", "operations.yaml", "doc: Asks.", "doc: !!binary QQ=="),
    ("space_missing_after_a_colon", "parameters", "parameters.yaml", "range: 1..1000", "range:1..1000"),
    ("quote_open_in_braces", "parameters", "parameters.yaml", "doc: A long. }", "doc: \"A long. }"),
    ("name_of_one_space_too_much", "bodies", "bodies.yaml", "  Part:\n", "   Part:\n"),
    ("no_break_space", "parameters", "parameters.yaml", "range: 1..1000", "range:\u{a0}1..1000"),
    ("full_width_colon", "operation", "operations.yaml", "doc: Asks.", "doc\u{ff1a}Asks."),
    (
        "mandatory_field_of_its_own_table",
        "recursion",
        "folders.yaml",
        "parent: { type: Folder,",
        "parent: { type: Folder, mandatory: true,",
    ),
    ("range_of_fractions_that_is_empty", "value_rules", "models.yaml", "range: 0<..1", "range: 1..0.5"),
    ("range_of_fractions_without_a_number", "value_rules", "models.yaml", "range: 0<..1", "range: 0<..<0"),
    ("range_of_fractions_that_is_none", "value_rules", "models.yaml", "range: 0<..1", "range: 0 to 1"),
    ("default_outside_a_range_of_fractions", "value_rules", "models.yaml", "default: 0.5", "default: 1.5"),
    ("default_that_is_no_fraction", "value_rules", "models.yaml", "default: 0.5", "default: half"),
    ("default_that_is_not_finite", "value_rules", "models.yaml", "default: 0.5", "default: .inf"),
    (
        "constant_with_a_fraction",
        "value_rules",
        "models.yaml",
        "loss: { type: Float, range: -1.5..<2.25",
        "loss: { type: Float, constant: 0.5",
    ),
    (
        "item_count_of_a_text",
        "value_rules",
        "models.yaml",
        "name: { type: String,",
        "name: { type: String, item_count: 1..2,",
    ),
    ("length_of_a_list", "value_rules", "models.yaml", "item_count: 1..2", "length: 1..2"),
    ("negative_item_count", "value_rules", "models.yaml", "item_count: 1..2", "item_count: -1..2"),
    ("range_without_numbers_between", "value_rules", "models.yaml", "range: 0<..<10", "range: 0<..<1"),
    ("whole_number_with_a_fraction", "value_rules", "models.yaml", "range: 0<..<10", "range: 0<..<10, default: 0.5"),
    (
        "operation_that_is_deprecated_without_a_reason",
        "deprecations",
        "items.yaml",
        "deprecated: \"Use `make`.\"",
        "deprecated: \"\"",
    ),
    (
        "parameter_that_is_deprecated_without_a_reason",
        "deprecations",
        "items.yaml",
        "deprecated: The service ignores it.",
        "deprecated: \" \"",
    ),
    (
        "field_that_is_deprecated_without_a_reason",
        "deprecations",
        "items.yaml",
        "title: { type: String, deprecated: \"Use `name`.\"",
        "title: { type: String, deprecated: \"\"",
    ),
    (
        "code_that_is_deprecated_without_a_reason",
        "deprecations",
        "items.yaml",
        "deprecated: \"Use `fast`.\"",
        "deprecated: \"\"",
    ),
    (
        "join_of_several_characters_in_a_table",
        "query_values",
        "searches.yaml",
        "sizes: { type: Array of numbers, join: \"|\"",
        "sizes: { type: Array of numbers, join: \"||\"",
    ),
    (
        "join_of_lists_in_a_table",
        "query_values",
        "searches.yaml",
        "sizes: { type: Array of numbers,",
        "sizes: { type: Array of Array of numbers,",
    ),
    (
        "join_of_an_encoded_list",
        "query_values",
        "searches.yaml",
        "sizes: { type: Array of numbers,",
        "sizes: { type: Array of numbers, encoded: true,",
    ),
    ("time_in_bytes", "tables", "tables.yaml", "format: duration, unit: milliseconds", "format: duration, unit: bytes"),
    (
        "time_as_a_text_with_a_unit",
        "times",
        "reservations.yaml",
        "begin: { type: String, format: timestamp, mandatory: true, doc: Time at which it begins. }\n      end",
        "begin: { type: String, format: timestamp, unit: seconds, mandatory: true, doc: Time at which it begins. }\n      end",
    ),
    (
        "duration_as_a_text",
        "times",
        "reservations.yaml",
        "pause: { type: Long, format: duration, unit: seconds",
        "pause: { type: String, format: duration",
    ),
    (
        "time_of_a_list",
        "times",
        "reservations.yaml",
        "pause: { type: Long, format: duration",
        "pause: { type: Array of longs, format: duration",
    ),
    (
        "time_in_a_path",
        "path_parameters",
        "paths.yaml",
        "job_id: { type: Long,",
        "job_id: { type: Long, format: timestamp, unit: seconds,",
    ),
    (
        "time_of_a_parameter_without_a_unit",
        "times",
        "reservations.yaml",
        "until: { type: Long, format: timestamp, unit: seconds",
        "until: { type: Long, format: timestamp",
    ),
    (
        "time_with_a_range",
        "times",
        "reservations.yaml",
        "until: { type: Long, format: timestamp,",
        "until: { type: Long, range: 0..9, format: timestamp,",
    ),
    (
        "time_with_a_constant",
        "times",
        "reservations.yaml",
        "until: { type: Long, format: timestamp,",
        "until: { type: Long, constant: 3, format: timestamp,",
    ),
    (
        "unit_of_a_text_in_a_query",
        "times",
        "reservations.yaml",
        "size: { type: Integer, unit: bytes",
        "size: { type: String, unit: bytes",
    ),
    ("encoded_time", "times", "reservations.yaml", "rest: { type: Long,", "rest: { type: Long, encoded: true,"),
    (
        "example_of_a_time_that_is_none",
        "times",
        "reservations.yaml",
        "doc: Time at which it begins. }\n      end",
        "example: yesterday, doc: Time at which it begins. }\n      end",
    ),
    ("number_for_a_range", "parameters", "parameters.yaml", "1..1000", "1000"),
    ("rule_without_brackets", "bodies", "bodies.yaml", "exactly_one: [path, address]", "exactly_one: path, address"),
    ("map_without_quotes", "second_version", "v2_things.yaml", "\"Map<String,String>\"", "Map<String,String>"),
    ("type_of_another_language", "tables", "tables.yaml", "type: Short", "type: int"),
    (
        "required_for_mandatory",
        "parameters",
        "parameters.yaml",
        "mandatory: true, doc: A text",
        "required: true, doc: A text",
    ),
    ("description_for_doc", "operation", "operations.yaml", "doc: Asks.", "description: Asks."),
    ("code_in_upper_case", "pages", "pages.yaml", "default: asc", "default: ASC"),
    (
        "default_of_a_page_size_that_is_a_word",
        "pages",
        "pages.yaml",
        "size: { type: Integer, range: 1..100, default: 10, doc: Things on a page. }\n      number: { type: Integer, range: 0.., default: 0, doc: Number of the page. }\n      named",
        "size: { type: Integer, range: 1..100, default: ten, doc: Things on a page. }\n      number: { type: Integer, range: 0.., default: 0, doc: Number of the page. }\n      named",
    ),
    ("lost_code", "pages", "pages.yaml", "asc: Up., ", ""),
    ("lost_line_of_a_section", "operation", "operations.yaml", "operations:\n", ""),
    ("lost_line_of_fields", "bodies", "bodies.yaml", "    fields:\n      label", "      label"),
    ("lost_name_of_a_table", "bodies", "bodies.yaml", "  Part:\n", ""),
    ("renamed_code_table", "text_codes", "texts.yaml", "  Sent:\n", "  SentText:\n"),
    (
        "merge_conflict",
        "operation",
        "operations.yaml",
        "    doc: Asks.",
        "<<<<<<< HEAD\n    doc: Asks.\n=======\n    doc: Asks a question.\n>>>>>>> other",
    ),
    ("tables_too_deep", "operation", "operations.yaml", "*", TABLES_TOO_DEEP),
    ("operation_of_a_resource_that_is_unknown", "resources", "tasks.yaml", "get: get\n    list", "get: gat\n    list"),
    ("update_that_is_unknown", "resources", "tasks.yaml", "update: [rename]", "update: [renam]"),
    ("operation_of_a_resource_that_names_none", "resources", "tasks.yaml", "delete: delete", "delete: create"),
    ("action_that_is_no_operation", "resources", "tasks.yaml", "stop: { from", "stopp: { from"),
    ("action_that_names_no_thing", "resources", "tasks.yaml", "stop: { from", "list: { from"),
    ("action_in_no_state", "resources", "tasks.yaml", "from: [new, running]", "from: []"),
    (
        "states_that_nothing_shows",
        "resources",
        "tasks.yaml",
        "    get: get\n    list: list\n    update",
        "    list: list\n    update",
    ),
    ("state_in_an_unknown_field", "resources", "tasks.yaml", "field: status.state", "field: status.stat"),
    ("state_in_no_code", "resources", "tasks.yaml", "field: status.state", "field: name"),
    ("state_in_no_object", "resources", "tasks.yaml", "field: status.state", "field: name.state"),
    ("initial_state_that_is_unknown", "resources", "tasks.yaml", "initial: new", "initial: now"),
    (
        "move_from_an_unknown_state",
        "resources",
        "tasks.yaml",
        "        new: { to: running",
        "        now: { to: running",
    ),
    ("move_to_an_unknown_state", "resources", "tasks.yaml", "to: done, after: 5m", "to: dome, after: 5m"),
    ("move_in_no_time", "resources", "tasks.yaml", "after: 5m", "after: 5 minutes"),
    (
        "move_out_of_a_terminal_state",
        "resources",
        "tasks.yaml",
        "stopping: { to: broken, after: 1h }",
        "done: { to: broken, after: 1h }\n        stopping: { to: broken, after: 1h }",
    ),
    ("state_that_cannot_be_reached", "resources", "tasks.yaml", "      unplanned: [lost]\n", ""),
    ("state_that_is_never_left", "resources", "tasks.yaml", "        stopping: { to: broken, after: 1h }\n", ""),
    ("unknown_group_of_terminal_states", "resources", "tasks.yaml", "terminal: terminal\n", "terminal: final\n"),
    (
        "action_that_is_refused_with_an_unknown_code",
        "resources",
        "tasks.yaml",
        "refused: Tasks.0002 }",
        "refused: Tasks.9999 }",
    ),
    ("unique_name_of_no_parameter", "resources", "tasks.yaml", "unique: { name: name,", "unique: { name: names,"),
    (
        "unique_name_of_no_item",
        "resources",
        "tasks.yaml",
        "name: { type: String, doc: Name of the task. }",
        "title: { type: String, doc: Title of the task. }",
    ),
    ("unique_name_that_nothing_lists", "resources", "tasks.yaml", "    list: list\n    update", "    update"),
    (
        "unique_name_that_is_refused_with_an_unknown_code",
        "resources",
        "tasks.yaml",
        "refused: Tasks.0003 }",
        "refused: Tasks.9999 }",
    ),
    (
        "parameter_named_as_a_wait",
        "resources",
        "tasks.yaml",
        "      task_id: { type: Long, not_found: Tasks.0001, doc: ID of the task. }\n    response: Task\n",
        "      task_id: { type: Long, not_found: Tasks.0001, doc: ID of the task. }\n      wait_for: { type: Long, doc: Time. }\n    response: Task\n",
    ),
    ("missing_colon_of_http", "parameters", "parameters.yaml", "    http: GET", "    http GET"),
    ("open_quote_far_from_the_next_one", "tables", "tables.yaml", "doc: All types.", "doc: \"All types."),
    ("key_with_too_little_indentation", "pages", "pages.yaml", "    response: Page\n", "  response: Page\n"),
    ("code_table_without_codes", "text_codes", "texts.yaml", "{ first: The first., second_one: The second. }", "{}"),
    ("lost_line_of_operations", "pages", "pages.yaml", "operations:\n", ""),
    ("key_of_a_resource_in_no_path", "resources", "tasks.yaml", "key: task_id", "key: id"),
    ("lost_line_of_states", "resources", "tasks.yaml", "    states:\n", ""),
    ("lost_line_of_moves", "resources", "tasks.yaml", "      moves:\n", ""),
    ("lost_line_of_actions", "resources", "tasks.yaml", "    actions:\n", ""),
    ("lost_line_of_resources", "resources", "tasks.yaml", "resources:\n", ""),
    ("lost_initial_state", "resources", "tasks.yaml", "      initial: new\n", ""),
    ("lost_terminal_states", "resources", "tasks.yaml", "      terminal: terminal\n", ""),
    ("state_in_brackets", "resources", "tasks.yaml", "initial: new", "initial: [new]"),
    ("field_of_an_inner_object", "resources", "tasks.yaml", "field: status.state", "field: state"),
    ("path_of_a_field_with_slashes", "resources", "tasks.yaml", "field: status.state", "field: status/state"),
    ("operation_with_the_name_of_its_file", "resources", "tasks.yaml", "    get: get", "    get: tasks.get"),
    ("states_in_one_text", "resources", "tasks.yaml", "from: [new, running]", "from: new running"),
    ("state_of_an_unknown_type", "resources", "tasks.yaml", "type: TaskState, doc", "type: TaskStat, doc"),
    ("code_of_a_state_that_was_renamed", "resources", "tasks.yaml", "values: { new: It", "values: { waiting: It"),
    ("last_line_cut_off", "operation", "operations.yaml", "    response: Answer\n", "    resp"),
    (
        "last_line_that_does_not_belong",
        "operation",
        "operations.yaml",
        "    response: Answer\n",
        "    response: Answer\nEOF\n",
    ),
    ("first_line_indented", "operation", "operations.yaml", "doc: An operation", " doc: An operation"),
    (
        "value_not_indented",
        "parameters",
        "parameters.yaml",
        "any_integer: { type: Integer, doc: An integer. }",
        "any_integer:\n      type: Integer\n      doc: An integer.",
    ),
    ("lost_line_of_a_body", "bodies", "bodies.yaml", "    body:\n", ""),
    (
        "missing_braces",
        "parameters",
        "parameters.yaml",
        "{ type: Integer, doc: An integer. }",
        "type: Integer, doc: An integer.",
    ),
    (
        "type_without_its_key",
        "parameters",
        "parameters.yaml",
        "{ type: Integer, doc: An integer. }",
        "{ Integer, doc: An integer. }",
    ),
    ("colon_after_the_method", "parameters", "parameters.yaml", "http: GET /v1", "http: GET: /v1"),
    ("comma_in_a_number", "parameters", "parameters.yaml", "range: 1..1000", "range: 1..1,000"),
    ("table_for_a_range", "parameters", "parameters.yaml", "range: 1..1000", "range: { min: 1, max: 1000 }"),
    ("minimum_and_maximum", "parameters", "parameters.yaml", "range: 1..1000", "min: 1, max: 1000"),
    ("default_in_brackets", "parameters", "parameters.yaml", "default: 10,", "default: [10],"),
    ("type_in_brackets", "parameters", "parameters.yaml", "{ type: Integer, doc: An", "{ type: [Integer], doc: An"),
    ("response_in_brackets", "parameters", "parameters.yaml", "response: NoAnswer", "response: [NoAnswer]"),
    (
        "http_as_a_table",
        "parameters",
        "parameters.yaml",
        "http: GET /v1/{project_id}/parameters",
        "http: { method: GET, path: /parameters }",
    ),
    (
        "flag_without_a_value",
        "parameters",
        "parameters.yaml",
        "mandatory: true, doc: A number",
        "mandatory, doc: A number",
    ),
    ("misspelled_flag", "tables", "tables.yaml", "optional: true, doc: It", "optional: treu, doc: It"),
    (
        "optional_parameter",
        "parameters",
        "parameters.yaml",
        "mandatory: true, doc: A number",
        "optional: false, doc: A number",
    ),
    (
        "place_of_a_parameter",
        "parameters",
        "parameters.yaml",
        "{ type: Integer, doc: An integer. }",
        "{ type: Integer, in: query, doc: An integer. }",
    ),
    (
        "status_with_its_reason",
        "parameters",
        "parameters.yaml",
        "    response: NoAnswer",
        "    success: 200 OK\n    response: NoAnswer",
    ),
    (
        "similar_key_that_is_set_already",
        "parameters",
        "parameters.yaml",
        "    response: NoAnswer",
        "    response: NoAnswer\n    reponse: NoAnswer",
    ),
    ("outcome_in_brackets", "tables", "tables.yaml", "absent_on: success", "absent_on: [success]"),
    ("text_that_begins_a_comment_in_braces", "tables", "tables.yaml", "doc: A byte. }", "doc: #1 byte. }"),
    ("text_that_begins_with_a_dash", "tables", "tables.yaml", "doc: A byte. }", "doc: - byte }"),
    ("semicolon_in_a_rule", "bodies", "bodies.yaml", "[path, address]", "[path; address]"),
    ("rule_without_brackets_and_commas", "bodies", "bodies.yaml", "[path, address]", "path address"),
    ("key_of_an_inner_object", "pages", "pages.yaml", "key: inner.id", "key: id"),
    ("misspelled_key_of_an_inner_object", "pages", "pages.yaml", "key: inner.id", "key: inner.ids"),
    (
        "codes_without_documentation",
        "text_codes",
        "texts.yaml",
        "{ first: The first., second_one: The second. }",
        "{ first, second_one }",
    ),
    ("comma_in_the_text_of_a_code", "text_codes", "texts.yaml", "first: The first.", "first: The first, really."),
    ("code_without_a_text", "text_codes", "texts.yaml", "good: It is good.", "good:"),
    ("code_with_the_name_of_its_table", "text_codes", "texts.yaml", "default: first", "default: Sent.first"),
    ("status_of_an_error_code_that_is_none", "error_codes", "error_codes.yaml", "http: [400, 403]", "http: [4000]"),
    ("error_code_without_a_failure_used_often", "error_codes", "error_codes.yaml", "http: [400, 403]", "http: [204]"),
    ("lost_name_of_the_first_table", "pages", "pages.yaml", "  Page:\n", ""),
    ("lost_name_of_the_first_operation", "pages", "pages.yaml", "  list_things:\n", ""),
    ("lost_name_of_an_operation", "resources", "tasks.yaml", "  list:\n", ""),
    (
        "lost_parameter_of_a_path",
        "resources",
        "tasks.yaml",
        "  stop:\n    http: POST /v1/{project_id}/tasks/{task_id}/stop\n    doc: Stops a task.\n    parameters:\n      task_id: { type: Long, not_found: Tasks.0001, doc: ID of the task. }\n",
        "  stop:\n    http: POST /v1/{project_id}/tasks/{task_id}/stop\n    doc: Stops a task.\n",
    ),
    (
        "lost_line_of_parameters",
        "resources",
        "tasks.yaml",
        "    doc: Stops a task.\n    parameters:\n",
        "    doc: Stops a task.\n",
    ),
    (
        "lost_line_of_pages",
        "pages",
        "pages.yaml",
        "    pages: { page: number, size: size, items: things, total: total, key: name }\n",
        "",
    ),
    ("first_table_indented_too_much", "pages", "pages.yaml", "  Page:\n", "    Page:\n"),
    ("two_lines_joined", "pages", "pages.yaml", "    response: Page\n    pages", "    response: Page pages"),
    (
        "two_lines_with_a_text_joined",
        "operation",
        "operations.yaml",
        "An operation, and no more.\ntables:",
        "An operation, and no more. tables:",
    ),
    (
        "two_entries_joined",
        "pages",
        "pages.yaml",
        "doc: How many there are. }\n      things",
        "doc: How many there are. } things",
    ),
    (
        "section_joined_with_its_entry",
        "tables",
        "tables.yaml",
        "    fields:\n      is_success",
        "    fields: is_success",
    ),
];

const OTHER_ITEMS: &str = "\
doc: Two lists.
tables:
  Things:
    doc: Things.
    fields:
      left: { type: JSON Array, items: Thing, doc: The things. }
      right: { type: JSON Array, items: Thing, doc: Other things. }
  Thing: { doc: A thing., fields: { name: { type: String, doc: Its name. } } }
operations:
  list_left:
    http: GET /v1/{project_id}/left
    doc: Lists things.
    parameters: &pages
      size: { type: Integer, range: 1..100, default: 10, doc: Things on a page. }
      number: { type: Integer, range: 0.., default: 0, doc: Number of the page. }
    response: Things
    pages: { page: number, size: size, items: left }
  list_right:
    http: GET /v1/{project_id}/right
    doc: Lists other things.
    parameters: *pages
    response: Things
    pages: { page: number, size: size, items: right }
";

const HELD_OUTCOME: &str = "\
doc: An outcome in a table.
tables:
  Outcome: { doc: Whether it worked., fields: { is_success: { type: Boolean, doc: Whether it worked. } } }
  Outcomes: { doc: Several., fields: { all: { type: JSON Array, items: Outcome, doc: All of them. } } }
operations:
  do_one: { http: \"POST /v1/{project_id}/one\", doc: Does one., response: Outcome }
  show_all: { http: \"GET /v1/{project_id}/all\", doc: Shows all., response: Outcomes }
";

const SORT_WITHOUT_PAGES: &str = "\
doc: No list.
codes:
  Key: { type: String, doc: A key., values: { name: The name. } }
  Direction: { type: String, doc: A direction., values: { asc: Up., desc: Down. } }
operations:
  ask_plainly:
    http: GET /v1/{project_id}/question
    doc: Asks.
    parameters:
      by: { type: Key, default: name, doc: What to sort by. }
      direction: { type: Direction, default: asc, doc: How to sort. }
    sort: { by: by, order: direction }
";

const SENT_DEFAULT: &str = "\
doc: A default that is always sent.
operations:
  make_thing:
    http: POST /v1/{project_id}/things
    doc: Makes a thing.
    body:
      a: { type: String, default: x, send_default: true, doc: One. }
      b: { type: String, doc: Another. }
    rules:
      - exactly_one: [a, b]
";

const TABLES_TOO_DEEP: &str = include_str!("../specs/tables_too_deep.txt");

const TOTAL_OF_A_FAILURE: &str = "\
doc: A list.
tables:
  Things:
    doc: Things.
    fields:
      is_success: { type: Boolean, doc: Whether the call succeeded. }
      things: { type: JSON Array, items: Thing, doc: The things. }
  Thing: { doc: A thing., fields: { name: { type: String, doc: Its name. } } }
operations:
  list_things:
    http: GET /v1/{project_id}/things
    doc: Lists things.
    parameters:
      size: { type: Integer, range: 1..100, default: 10, doc: Things on a page. }
      number: { type: Integer, range: 0.., default: 0, doc: Number of the page. }
    response: Things
    pages: { page: number, size: size, items: things, total: is_success }
";

const SELECTS_WITHOUT_PAGES: &str = "\
doc: No list.
operations:
  ask_plainly:
    http: GET /v1/{project_id}/question
    doc: Asks.
    parameters:
      named: { type: String, filters_by: name, doc: A name. }
";

/// Aliases that expand to ten million texts.
const BOMB: &str = "\
doc: [&a [x, x, x, x, x, x, x, x, x, x], &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a], &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b],
  &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c], &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d], &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e],
  &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]]
";
const DEEP: &str = include_str!("../specs/deep.txt");

/// Returns the spec of a feature with an error.
///
/// # Panics
///
/// If the spec does not contain the text to replace.
pub fn broken((_, name, file, from, to): &BrokenSpec) -> Sources {
    let files = feature(name).files().to_vec();
    assert!(files.iter().any(|known| known.0 == *file), "{name} has no file {file}");
    Sources::new(files.into_iter().filter_map(|(known, text)| match (*from, *to) {
        _ if known != *file => Some((known, text)),
        // A file that is missing, or has another name.
        ("*", to) if to.ends_with(".yaml") => None,
        ("", to) => Some((to.to_owned(), text)),
        ("*", to) => Some((known, to.to_owned())),
        (from, to) => {
            assert!(text.contains(from), "{file} does not hold {from}");
            Some((known, text.replace(from, to)))
        }
    }))
}
