//! Changes of a spec, each with the judgments for callers and for the wire.

use modelarts_codegen::Sources;
use modelarts_codegen::diagnostic::explanation::example;
use modelarts_codegen::diff::Class::{self, Breaking, Compatible, Documentation, None as Same};

/// A change of the spec [`changing_spec`].
#[derive(Debug)]
pub struct SpecChange {
    /// The change, in words.
    pub name: &'static str,
    /// The old text. Several texts have bars between them.
    pub from: &'static str,
    /// The new text.
    pub to: &'static str,
    /// The judgment for callers.
    pub callers: Class,
    /// The judgment for the wire.
    pub wire: Class,
}

impl SpecChange {
    /// Returns the changed spec.
    ///
    /// # Panics
    ///
    /// If the spec does not hold the old text.
    #[must_use]
    pub fn apply(&self) -> Sources {
        let mut files = changing_spec().files().to_vec();
        for (from, to) in self.from.split(" || ").zip(self.to.split(" || ")) {
            let file = files.iter_mut().find(|(_, text)| text.contains(from));
            let (_, text) = file.unwrap_or_else(|| panic!("{}: no file holds {from}", self.name));
            *text = text.replacen(from, to, 1);
        }
        Sources::new(files)
    }
}

/// Returns the spec that the changes are about: the example of the explanations, and what it does not show.
#[must_use]
pub fn changing_spec() -> Sources {
    let files = example().files().to_vec();
    let more = [("boxes.yaml".to_owned(), BOXES.to_owned()), ("labels.yaml".to_owned(), LABELS.to_owned())];
    Sources::new(files.into_iter().chain(more))
}

const BOXES: &str = "\
doc: Boxes.
codes:
  Kind:
    type: Integer
    doc: Kind of a box.
    values:
      WOOD: { code: 14, name: KIND_WOOD, doc: Wood. }
      IRON: { code: 15, name: KIND_IRON, doc: Iron. }
      GLASS: { code: 16, name: KIND_GLASS, doc: Glass. }
    groups:
      solid: { doc: Solid kinds., values: [WOOD, IRON] }
      broken: { doc: Broken kinds., values: [GLASS] }
  Filter:
    type: String
    doc: Filter of a list.
    values: { open: Open., shut: Shut. }
tables:
  Outcome:
    doc: Whether the call succeeded.
    fields:
      is_success: { type: Boolean, doc: Whether the call succeeded. }
  Crate:
    doc: A crate.
    fields:
      id: { type: Long, doc: ID of the crate. }
      other_id: { type: Long, doc: Another ID. }
      title: { type: String, alias: label, doc: Title., example: crate }
      kind: { type: Kind, doc: Kind of the crate. }
      parts: { type: JSON Array, items: Lid, single_or_list: true, encoded: true, optional: true, doc: Lids. }
      weight: { type: Long, unit: bytes, note: Pages disagree., doc: Weight. }
      short: { type: Short, doc: A short number. }
      any: { type: JSON, optional: true, marked_mandatory: true, doc: Anything. }
  CrateList:
    doc: A page of crates.
    source: crates.rst
    fields:
      count: { type: Integer, doc: Number of all crates. }
      crates: { type: JSON Array, items: Crate, doc: The crates. }
  Lid:
    doc: A lid.
    fields:
      size: { type: Long, doc: Size. }
  Pallet:
    doc: A pallet to create.
    rules:
      - at_most_one: [left, right]
      - together: [width, height]
    fields:
      name: { type: String, mandatory: true, doc: Name of the pallet. }
      owner: { type: String, mandatory: true, doc: Owner of the pallet. }
      left: { type: String, doc: Left. }
      right: { type: String, doc: Right. }
      width: { type: Integer, range: 1..9, default: 3, doc: Width. }
      height: { type: Integer, doc: Height. }
      source: { type: String, length: 1..9, not_found: ModelArts.0104, doc: Source. }
      depth: { type: Short, doc: Depth. }
operations:
  list_crates:
    http: GET /v1/{project_id}/crates
    doc: Lists crates.
    source: crates.rst
    parameters:
      offset: { type: Integer, range: 0.., default: 0, doc: First crate. }
      limit: { type: Integer, range: 1..100, default: 10, doc: Crates on a page. }
      filter: { type: Filter, doc: Filter. }
      title: { type: String, doc: Title., filters_by: title }
      flag: { name: X-Flag, type: Boolean, in: header, doc: A flag. }
      number: { type: Integer, range: 0..7, default: 3, send_default: true, also_type: String, doc: A number. }
      like: { type: String, marked_mandatory: true, note: Only one page has it., doc: Part of the title. }
    response: CrateList
    pages: { offset: offset, size: limit, items: crates, total: count, key: id }
  make_pallet:
    http: POST /v1/{project_id}/pallets
    doc: Creates a pallet.
    body:
      pallet: { type: Pallet, mandatory: true, doc: The pallet. }
      more: { type: JSON Array, items: Pallet, doc: More pallets. }
      first: { type: String, doc: First. }
      second: { type: String, doc: Second. }
      title: { type: String, doc: Title. }
    rules:
      - exactly_one: [first, second]
    response: Outcome
  swap:
    http: PUT /v1/{project_id}/crates/{from}/to/{to}
    doc: Swaps two crates.
    parameters:
      from: { type: Long, mandatory: true, doc: First crate. }
      to: { type: Long, mandatory: true, doc: Second crate. }
  get_crate:
    http: GET /v1/{project_id}/crates/{crate_id}
    doc: Returns a crate.
    parameters: { crate_id: { type: Long, doc: ID of the crate. } }
    response: Crate
  break_crate:
    http: POST /v1/{project_id}/crates/{crate_id}/break
    doc: Breaks a crate.
    parameters: { crate_id: { type: Long, doc: ID of the crate. } }
resources:
  crate:
    doc: A crate with lids.
    key: crate_id
    create: make_pallet
    get: get_crate
    list: list_crates
    states:
      field: kind
      initial: WOOD
      moves: { WOOD: { to: IRON, after: 5s } }
      terminal: broken
      unplanned: [IRON]
    actions:
      break_crate: { from: [WOOD, IRON], to: GLASS }
";

const LABELS: &str = "\
doc: Labels, and their values.
codes:
  Font:
    type: String
    doc: A font.
    values: { plain: Plain., quick: { doc: Quick., deprecated: Write `plain`. } }
tables:
  Label:
    doc: A label.
    fields:
      owner: { name: os.modelarts/owner, type: String, mandatory: true, doc: Owner. }
      size: { type: Long, mandatory: true, optional: true, doc: Size of the label. }
      caption: { type: String, deprecated: Write `owner`., doc: Caption. }
      ratio: { type: Double, range: 0<..1, default: 0.5, doc: Ratio. }
      sizes: { type: Array of integers, join: \"|\", doc: Sizes. }
      tag: { type: String, characters: letters digits, first_character: letters, doc: Tag. }
      lines: { type: Array of strings, item_count: 1..3, doc: Lines. }
      counts: { type: \"Map<String, Long>\", doc: Numbers by name. }
      rows: { type: Array of Array of numbers, doc: Rows. }
      version: { type: String, constant: v1, doc: Version of the object. }
      format: { type: String, constant: pdf, doc: Format of the label. }
      printed: { type: String, format: timestamp, doc: Time of printing. }
      valid: { type: Long, format: duration, unit: seconds, doc: How long it is valid. }
operations:
  print_labels:
    http: POST /v1/{project_id}/labels
    doc: Prints labels.
    parameters:
      fonts: { type: JSON Array, items: Font, join: \",\", doc: Fonts. }
      since: { type: Long, format: timestamp, unit: seconds, doc: First label. }
      bytes: { type: Integer, unit: bytes, doc: Size. }
      quality: { type: Float, range: 0..1, doc: Quality. }
      threshold: { type: Float, doc: A threshold. }
      printer: { type: String, deprecated: There is one printer., doc: Printer. }
    body:
      kind: { type: String, constant: Label, doc: Kind of the object. }
      level: { type: Integer, constant: 3, doc: Level. }
      pin: { type: String, sensitive: true, doc: PIN of the printer. }
      label: { type: Label, mandatory: true, doc: The label. }
  get_label:
    http: GET /v1/{project_id}/label
    doc: Returns a label.
    response: Label
  print_label:
    http: POST /v1/{project_id}/label
    doc: Prints one label.
    deprecated: Call `print_labels`.
";

const fn row(name: &'static str, from: &'static str, to: &'static str, callers: Class, wire: Class) -> SpecChange {
    SpecChange { name, from, to, callers, wire }
}

/// The changes.
#[rustfmt::skip]
pub const SPEC_CHANGES: &[SpecChange] = &[
    // Layout.
    row("a comment", "tables:\n", "# Tables.\ntables:\n", Same, Same),
    row("quotes", "doc: Lists crates.", "doc: \"Lists crates.\"", Same, Same),
    row("keys of an entry in another order", "{ type: Long, doc: ID of the crate. }", "{ doc: ID of the crate., type: Long }", Same, Same),
    row("an entry in block style", "id: { type: Long, doc: ID of the crate. }", "id:\n        type: Long\n        doc: ID of the crate.", Same, Same),
    row("a default that is written", "    response: Thing\n", "    response: Thing\n    success: 200\n    idempotent: true\n", Same, Same),
    row("a flag that is written", "id: { type: Long, doc: ID of the crate. }", "id: { type: Long, optional: false, doc: ID of the crate. }", Same, Same),
    row("a wider type of codes", "type: Byte\n", "type: Short\n", Same, Same),
    row("sections in another order", "pages: { offset: offset, size: limit", "pages: { size: limit, offset: offset", Same, Same),
    row("statuses in another order", "  200: { reason: OK, action: proceed, doc: The call succeeded. }\n  201: { reason: Created, action: proceed, doc: The resource has been created. }\n", "  201: { reason: Created, action: proceed, doc: The resource has been created. }\n  200: { reason: OK, action: proceed, doc: The call succeeded. }\n", Same, Same),
    // Documentation.
    row("documentation of a table", "doc: A thing.", "doc: The thing.", Documentation, Same),
    row("documentation of a field", "doc: Size of the thing.", "doc: How large it is.", Documentation, Same),
    row("documentation of an operation", "doc: Lists things.", "doc: Lists all things.", Documentation, Same),
    row("documentation of a parameter", "doc: Number of things to create.", "doc: How many to create.", Documentation, Same),
    row("documentation of a code", "doc: Red.", "doc: As red as blood.", Documentation, Same),
    row("documentation of a group", "doc: Solid kinds.", "doc: Kinds that are solid.", Documentation, Same),
    row("documentation of a code table", "doc: Kind of a box.", "doc: The kind of a box.", Documentation, Same),
    row("documentation of a resource", "doc: Boxes.", "doc: All boxes.", Documentation, Same),
    row("documentation of the service", "doc: A service for", "doc: The service for", Documentation, Same),
    row("documentation of a cloud", "doc: A cloud.", "doc: The cloud.", Same, Documentation),
    row("documentation of a status", "doc: The call succeeded.", "doc: It succeeded.", Documentation, Same),
    row("documentation of an error code", "doc: A parameter is invalid.", "doc: Invalid.", Documentation, Same),
    row("base address of documents", "documents: https://docs.example.com/", "documents: https://docs.example.com/v2/", Documentation, Same),
    row("page of an operation", "doc: Lists crates.\n    source: crates.rst", "doc: Lists crates.\n    source: list.rst", Documentation, Same),
    row("page of a table", "doc: A page of crates.\n    source: crates.rst", "doc: A page of crates.\n    source: list.rst", Documentation, Same),
    row("page of a code table", "    doc: Kind of a box.\n", "    doc: Kind of a box.\n    source: kinds.rst\n", Documentation, Same),
    row("note of a field", "note: Pages disagree.", "note: Two pages disagree.", Documentation, Same),
    row("note of a parameter", "note: Only one page has it., ", "", Documentation, Same),
    row("example of a field", "example: crate", "example: box", Same, Documentation),
    row("mark of a field", "optional: true, marked_mandatory: true", "optional: true", Same, Documentation),
    row("mark of a parameter", "like: { type: String, marked_mandatory: true", "like: { type: String", Same, Documentation),
    row("other type of a parameter", "also_type: String, ", "", Same, Documentation),
    row("reason of a status", "reason: Not Found", "reason: NotFound", Documentation, Same),
    row("name of the service", "service: modelarts || modelarts: https", "service: arts || arts: https", Same, Documentation),
    row("order of operations", "  get_thing:\n    http: GET /v1/{project_id}/things/{thing_id}\n    doc: Returns a thing.\n    parameters:\n      thing_id: { type: Long, mandatory: true, not_found: ModelArts.0104, doc: ID of the thing. }\n    response: Thing\n || operations:\n  list_things:", " || operations:\n  get_thing:\n    http: GET /v1/{project_id}/things/{thing_id}\n    doc: Returns a thing.\n    parameters:\n      thing_id: { type: Long, mandatory: true, not_found: ModelArts.0104, doc: ID of the thing. }\n    response: Thing\n  list_things:", Documentation, Same),
    row("order of fields of responses", "      id: { type: Long, doc: ID of the crate. }\n      other_id: { type: Long, doc: Another ID. }\n", "      other_id: { type: Long, doc: Another ID. }\n      id: { type: Long, doc: ID of the crate. }\n", Documentation, Same),
    row("order of optional parameters", "      filter: { type: Filter, doc: Filter. }\n      title: { type: String, doc: Title., filters_by: title }\n", "      title: { type: String, doc: Title., filters_by: title }\n      filter: { type: Filter, doc: Filter. }\n", Documentation, Same),
    row("order of codes after the first", "      IRON: { code: 15, name: KIND_IRON, doc: Iron. }\n      GLASS: { code: 16, name: KIND_GLASS, doc: Glass. }\n", "      GLASS: { code: 16, name: KIND_GLASS, doc: Glass. }\n      IRON: { code: 15, name: KIND_IRON, doc: Iron. }\n", Documentation, Same),
    row("order of regions", "regions: [here, there]", "regions: [there, here]", Same, Documentation),
    row("name of a cloud", "  example:\n    doc: A cloud.", "  sample:\n    doc: A cloud.", Same, Documentation),
    // Operations.
    row("a new operation", "  make_thing:", "  count_things:\n    http: GET /v1/{project_id}/count\n    doc: Counts.\n  make_thing:", Compatible, Compatible),
    row("a removed operation", "  get_thing:\n    http: GET /v1/{project_id}/things/{thing_id}\n    doc: Returns a thing.\n    parameters:\n      thing_id: { type: Long, mandatory: true, not_found: ModelArts.0104, doc: ID of the thing. }\n    response: Thing\n", "", Breaking, Breaking),
    row("a renamed operation", "  get_thing:", "  show_thing:", Breaking, Same),
    row("another method", "http: POST /v1/{project_id}/things", "http: PUT /v1/{project_id}/things", Documentation, Breaking),
    row("another path", "/things/{thing_id}", "/thing/{thing_id}", Documentation, Breaking),
    row("another status of success", "success: 201", "success: 200", Same, Breaking),
    row("a POST that is repeated", "    doc: Creates a thing.\n", "    doc: Creates a thing.\n    idempotent: true\n", Same, Breaking),
    row("a PUT that is not repeated", "    doc: Swaps two crates.\n", "    doc: Swaps two crates.\n    idempotent: false\n", Same, Compatible),
    row("a new response", "    success: 201", "    success: 201\n    response: Thing", Breaking, Compatible),
    row("a response without data", "    success: 201", "    success: 201\n    response: Outcome", Same, Compatible),
    row("a removed response", "    response: Thing\n", "", Breaking, Breaking),
    row("another response", "    response: Thing\n", "    response: Lid\n", Breaking, Breaking),
    row("one more status of success", "success: 201", "success: [201, 200]", Same, Breaking),
    row("a response that may lack a body", "    response: Thing\n", "    success: [200, 204]\n    response: Thing\n", Breaking, Breaking),
    row("a response that becomes a list", "    response: Thing\n", "    response: Array<Thing>\n", Breaking, Breaking),
    row("a response that becomes bytes", "    response: Thing\n", "    response: Bytes\n", Breaking, Breaking),
    row("a body that becomes a merge patch", "    success: 201", "    content_type: application/merge-patch+json\n    success: 201", Compatible, Breaking),
    row("a table for failures", "    success: 201", "    failure: Thing\n    success: 201", Same, Documentation),
    // Parameters.
    row("a new parameter", "      number: {", "      color: { type: Boolean, doc: Whether they have one. }\n      number: {", Compatible, Compatible),
    row("a removed parameter", "      filter: { type: Filter, doc: Filter. }\n || doc: Part of the title. }", " || doc: Part of the title. }\n      shown: { type: Filter, doc: Shown. }", Breaking, Breaking),
    row("a renamed parameter", "      filter: { type: Filter,", "      shown: { name: filter, type: Filter,", Breaking, Same),
    row("a renamed argument", "/things/{thing_id} || thing_id: { type: Long,", "/things/{id} || id: { type: Long,", Documentation, Documentation),
    row("arguments in another order with other names", "/crates/{from}/to/{to} ||       from: { type: Long, mandatory: true, doc: First crate. }\n      to: { type: Long, mandatory: true, doc: Second crate. }\n", "/crates/{a}/to/{b} ||       b: { type: Long, mandatory: true, doc: Second crate. }\n      a: { type: Long, mandatory: true, doc: First crate. }\n", Breaking, Documentation),
    row("a parameter that becomes mandatory", "text: { type: String,", "text: { type: String, mandatory: true,", Breaking, Breaking),
    row("a parameter that becomes optional", "thing: { type: NewThing, mandatory: true,", "thing: { type: NewThing,", Breaking, Compatible),
    row("a new mandatory field of a body", "      count: { type: Integer, range", "      owner: { type: String, mandatory: true, doc: Whose it is. }\n      count: { type: Integer, range", Breaking, Breaking),
    row("a new optional field of a body", "      count: { type: Integer, range", "      owner: { type: String, doc: Whose it is. }\n      count: { type: Integer, range", Compatible, Compatible),
    row("an argument of another type", "thing_id: { type: Long,", "thing_id: { type: String,", Breaking, Breaking),
    row("a wider argument", "thing_id: { type: Long,", "thing_id: { type: Integer,", Breaking, Breaking),
    row("arguments in another order", "      from: { type: Long, mandatory: true, doc: First crate. }\n      to: { type: Long, mandatory: true, doc: Second crate. }\n", "      to: { type: Long, mandatory: true, doc: Second crate. }\n      from: { type: Long, mandatory: true, doc: First crate. }\n", Breaking, Same),
    row("a wider range", "range: 1..1000", "range: 1..2000", Documentation, Compatible),
    row("a narrower range", "range: 1..1000", "range: 1..500", Documentation, Breaking),
    row("a range with negative numbers", "range: 1..1000", "range: -1..1000", Breaking, Compatible),
    row("a removed range", "range: 0..7, default: 3, send_default", "default: 3, send_default", Breaking, Compatible),
    row("a longer text", "text: { type: String, length: 0..64", "text: { type: String, length: 0..128", Documentation, Compatible),
    row("a shorter text", "text: { type: String, length: 0..64", "text: { type: String, length: 0..32", Documentation, Breaking),
    row("a length where there was none", "like: { type: String,", "like: { type: String, length: 1..9,", Documentation, Breaking),
    row("another default", "default: 10, doc: Things", "default: 20, doc: Things", Documentation, Compatible),
    row("a removed default", "default: 1, doc: Number of things", "doc: Number of things", Documentation, Compatible),
    row("a default that is not sent", "send_default: true, ", "", Same, Compatible),
    row("another name on the wire", "ak_sk: sortBy,", "ak_sk: sort-by,", Same, Breaking),
    row("another header", "name: X-Flag", "name: X-Option", Same, Breaking),
    row("a header that becomes a query parameter", "in: header, ", "", Same, Breaking),
    row("another error code of a missing thing", ", not_found: ModelArts.0104, doc: ID", ", doc: ID", Documentation, Compatible),
    row("a parameter that selects by another field", "filters_by: title", "searches_in: [title]", Same, Compatible),
    row("a parameter that searches nothing", ", searches_in: [name] }\n", " }\n", Same, Compatible),
    row("items of another type", "more: { type: JSON Array, items: Pallet", "more: { type: JSON Array, items: JSON", Breaking, Compatible),
    // Pages.
    row("no pages", ", searches_in: [name] }\n    response: ThingList\n    pages: { page: number, size: per_page, items: things, total: total }\n    sort: { by: sort_by, order: order }\n", " }\n    response: ThingList\n", Breaking, Compatible),
    row("pages by items", "page: number, || range: 1.., default: 1, doc: Number", "offset: number, || range: 0.., doc: Number", Documentation, Breaking),
    row("pages by a cursor", "pages: { page: number,", "pages: { cursor: text, key: name,", Compatible, Breaking),
    row("another first page", "pages: { page: number,", "pages: { page: number, first: 1,", Same, Same),
    row("no total", "items: things, total: total }", "items: things }", Same, Compatible),
    row("another key of the items", "total: count, key: id }", "total: count, key: other_id }", Compatible, Same),
    row("no key of the items", "total: count, key: id }", "total: count }", Compatible, Same),
    row("no sort", "    sort: { by: sort_by, order: order }\n", "", Same, Compatible),
    // Fields.
    row("a new field of a response", "      size: { type: Integer,", "      weight: { type: Integer, doc: Weight. }\n      size: { type: Integer,", Compatible, Compatible),
    row("a removed field of a response", "      size: { type: Integer, doc: Size of the thing. }\n", "", Breaking, Breaking),
    row("a removed optional field of a response", "      parts: { type: JSON Array, items: Lid, single_or_list: true, encoded: true, optional: true, doc: Lids. }\n || kind: { type: Kind, doc", " || kind: { type: Kind, doc", Breaking, Compatible),
    row("a renamed field of a response", "other_id: { type", "second_id: { type", Breaking, Breaking),
    row("a field with the same name in Rust", "other_id: { type", "otherId: { type", Same, Breaking),
    row("a field with the same name in Rust and the old name as alias", "other_id: { type", "otherId: { alias: other_id, type", Same, Compatible),
    row("a new field with the old name as alias", "other_id: { type", "second_id: { alias: other_id, type", Breaking, Breaking),
    row("a wider field of a response", "short: { type: Short", "short: { type: Long", Breaking, Breaking),
    row("a narrower field of a response", "size: { type: Integer, doc: Size", "size: { type: Byte, doc: Size", Breaking, Compatible),
    row("a wider field of a request", "depth: { type: Short", "depth: { type: Long", Breaking, Compatible),
    row("a narrower field of a request", "depth: { type: Short", "depth: { type: Byte", Breaking, Breaking),
    row("a field that becomes optional", "size: { type: Integer, doc: Size", "size: { type: Integer, optional: true, doc: Size", Breaking, Breaking),
    row("a field that becomes guaranteed", "encoded: true, optional: true", "encoded: true", Breaking, Compatible),
    row("a field that becomes a duration", "size: { type: Integer, doc: Size", "size: { type: Long, format: duration, unit: milliseconds, doc: Size", Breaking, Breaking),
    row("a number that becomes a time", "other_id: { type: Long, doc", "other_id: { type: Long, format: timestamp, unit: milliseconds, doc", Breaking, Same),
    row("a secret that becomes a text", "key: { type: String, sensitive: true", "key: { type: String", Breaking, Same),
    row("a new alias", "size: { type: Integer, doc: Size", "size: { type: Integer, alias: length, doc: Size", Same, Compatible),
    row("a removed alias", "alias: label, ", "", Same, Breaking),
    row("another alias", "alias: label, ", "alias: caption, ", Same, Breaking),
    row("another unit", "unit: bytes", "unit: seconds", Documentation, Breaking),
    row("no unit", "unit: bytes, ", "", Documentation, Same),
    row("a field that is no text of JSON", "encoded: true, ", "", Same, Breaking),
    row("a list that never is an item", "single_or_list: true, ", "", Same, Breaking),
    row("a field that may be an item", "things: { type: JSON Array, items: Thing, doc", "things: { type: JSON Array, items: Thing, single_or_list: true, doc", Same, Compatible),
    row("a field of a request that becomes optional", "name: { type: String, mandatory: true, length", "name: { type: String, length", Breaking, Compatible),
    row("a field of a request that becomes mandatory", "height: { type: Integer, || width, height]", "height: { type: Integer, mandatory: true, || width, left]", Breaking, Breaking),
    row("a new mandatory field of a request", "      depth: {", "      age: { type: Long, mandatory: true, doc: Age. }\n      depth: {", Breaking, Breaking),
    row("a new optional field of a request", "      depth: {", "      age: { type: Long, doc: Age. }\n      depth: {", Compatible, Compatible),
    row("a removed field of a request", "      depth: { type: Short, doc: Depth. }\n", "", Breaking, Breaking),
    row("arguments of a constructor in another order", "      name: { type: String, mandatory: true, doc: Name of the pallet. }\n      owner: { type: String, mandatory: true, doc: Owner of the pallet. }\n", "      owner: { type: String, mandatory: true, doc: Owner of the pallet. }\n      name: { type: String, mandatory: true, doc: Name of the pallet. }\n", Breaking, Same),
    row("a shorter field of a request", "name: { type: String, mandatory: true, length: 1..64", "name: { type: String, mandatory: true, length: 1..32", Documentation, Breaking),
    row("a wider range of a request", "width: { type: Integer, range: 1..9", "width: { type: Integer, range: 1..19", Documentation, Compatible),
    row("another default of a field", "default: 3, doc: Width", "default: 4, doc: Width", Documentation, Compatible),
    row("another error code of a field", "not_found: ModelArts.0104, doc: Source", "doc: Source", Documentation, Compatible),
    row("no outcome in the response", "      is_success: { type: Boolean, doc: Whether the call succeeded. }\n      error_msg: { type: String, absent_on: success, doc: Message of the failure. }\n", "", Same, Breaking),
    // Values.
    row("another name of a field", "name: os.modelarts/owner", "name: os.modelarts/user", Same, Breaking),
    row("a field without a name of its own", "name: os.modelarts/owner, ", "", Same, Breaking),
    row("a field with the old key as its name", "caption: { type: String", "title: { name: caption, type: String", Breaking, Same),
    row("a map of other values", "Map<String, Long>", "Map<String, String>", Breaking, Breaking),
    row("a list of other items", "Array of Array of numbers", "Array of numbers", Breaking, Breaking),
    row("another text between items", "join: \",\"", "join: \";\"", Same, Breaking),
    row("a list that is not in one text", "join: \",\", ", "", Same, Breaking),
    row("a parameter without a fraction", "threshold: { type: Float", "threshold: { type: Integer", Breaking, Breaking),
    row("another constant", "constant: Label", "constant: Tag", Same, Breaking),
    row("a parameter that is no constant any more", "constant: 3, ", "", Compatible, Compatible),
    row("a parameter that becomes a constant", "printer: { type: String, ", "printer: { type: String, constant: main, ", Breaking, Breaking),
    row("a field that responses always have", "size: { type: Long, mandatory: true, optional: true", "size: { type: Long, mandatory: true", Breaking, Compatible),
    row("a field that requests may lack", "size: { type: Long, mandatory: true, optional: true", "size: { type: Long, optional: true", Breaking, Compatible),
    row("a wider range of fractions", "range: 0<..1", "range: 0..1.5", Documentation, Compatible),
    row("a range without its end", "range: 0<..1", "range: 0<..<1", Documentation, Breaking),
    row("a range of fractions without an end", "range: 0<..1", "range: 0<..", Documentation, Compatible),
    row("a new range of fractions", "threshold: { type: Float", "threshold: { type: Float, range: 0..", Documentation, Breaking),
    row("a removed range of fractions", "quality: { type: Float, range: 0..1", "quality: { type: Float", Documentation, Compatible),
    row("another default with a fraction", "default: 0.5", "default: 0.25", Documentation, Compatible),
    row("another character between items", "join: \"|\"", "join: \";\"", Same, Breaking),
    row("more characters", "characters: letters digits", "characters: letters digits _", Documentation, Compatible),
    row("other characters", "characters: letters digits", "characters: digits _ letters -", Documentation, Compatible),
    row("fewer characters", "characters: letters digits", "characters: lowercase digits", Documentation, Breaking),
    row("the same characters in other words", "characters: letters digits", "characters: digits uppercase lowercase", Same, Same),
    row("removed characters", "characters: letters digits, ", "", Documentation, Compatible),
    row("another first character", "first_character: letters", "first_character: digits", Documentation, Breaking),
    row("a last character", "first_character: letters", "first_character: letters, last_character: digits", Documentation, Breaking),
    row("more items", "item_count: 1..3", "item_count: 1..4", Documentation, Compatible),
    row("fewer items", "item_count: 1..3", "item_count: 2..3", Documentation, Breaking),
    row("a time in another form", "printed: { type: String, format: timestamp", "printed: { type: Long, unit: milliseconds, format: timestamp", Same, Breaking),
    row("a narrower duration", "valid: { type: Long, format: duration, unit: seconds", "valid: { type: Integer, format: duration, unit: seconds", Same, Breaking),
    row("a duration in another unit", "valid: { type: Long, format: duration, unit: seconds", "valid: { type: Long, format: duration, unit: milliseconds", Same, Breaking),
    row("a text that becomes a time", "caption: { type: String,", "caption: { type: String, format: timestamp,", Breaking, Breaking),
    row("a time that becomes a text", "printed: { type: String, format: timestamp,", "printed: { type: String,", Breaking, Breaking),
    row("a parameter in another unit of time", "since: { type: Long, format: timestamp, unit: seconds", "since: { type: Long, format: timestamp, unit: milliseconds", Same, Breaking),
    row("a number of a parameter in another unit", "bytes: { type: Integer, unit: bytes", "bytes: { type: Integer, unit: seconds", Documentation, Breaking),
    row("another constant of a field", "constant: v1", "constant: v2", Same, Breaking),
    row("a new constant of a field", "      version: {", "      shape: { type: Boolean, constant: true, doc: Shape. }\n      version: {", Same, Breaking),
    row("a removed constant of a field", "      version: { type: String, constant: v1, doc: Version of the object. }\n", "", Same, Breaking),
    row("a field that is no constant any more", "constant: pdf, ", "", Compatible, Breaking),
    row("a secret of a request that becomes a text", "pin: { type: String, sensitive: true", "pin: { type: String", Breaking, Same),
    row("a deprecated operation", "    doc: Prints labels.\n", "    doc: Prints labels.\n    deprecated: Print them elsewhere.\n", Compatible, Same),
    row("an operation that is not deprecated any more", "    deprecated: Call `print_labels`.\n", "", Compatible, Same),
    row("a parameter that is not deprecated any more", "deprecated: There is one printer., ", "", Compatible, Same),
    row("a deprecated field", "counts: {", "counts: { deprecated: Write `rows`.,", Compatible, Same),
    row("another advice for a deprecated field", "deprecated: Write `owner`.", "deprecated: Write `rows`.", Documentation, Same),
    row("a code that is not deprecated any more", ", deprecated: Write `plain`. }", " }", Compatible, Same),
    // Tables.
    row("a renamed table", "  Lid:\n || items: Lid", "  Cover:\n || items: Cover", Breaking, Documentation),
    row("a new table", "  Lid:\n || kind: { type: Kind,", "  Tag:\n    doc: A tag.\n    fields:\n      id: { type: Long, doc: ID. }\n  Lid:\n || tag: { type: Tag, doc: Tag. }\n      kind: { type: Kind,", Compatible, Compatible),
    // Rules.
    row("a removed rule", "    rules:\n      - exactly_one: [path, address]\n", "", Documentation, Compatible),
    row("a new rule", "      - at_most_one: [left, right]\n", "      - at_most_one: [left, right]\n      - together: [left, source]\n", Documentation, Breaking),
    row("a rule that follows from another", "      - exactly_one: [path, address]", "      - exactly_one: [path, address]\n      - at_most_one: [address, path]", Documentation, Compatible),
    row("a relaxed rule", "exactly_one: [path, address]", "at_most_one: [path, address]", Documentation, Compatible),
    row("a stricter rule", "at_most_one: [left, right]", "exactly_one: [left, right]", Documentation, Breaking),
    row("a rule with one more field", "at_most_one: [left, right]", "at_most_one: [left, right, source]", Documentation, Breaking),
    row("a rule with one field less", "at_most_one: [left, right]\n || together: [width, height]", "at_most_one: [left, right]\n || together: [width, height, source]", Documentation, Breaking),
    row("rules in another order", "      - at_most_one: [left, right]\n      - together: [width, height]\n", "      - together: [width, height]\n      - at_most_one: [left, right]\n", Documentation, Same),
    row("a relaxed rule of a body", "exactly_one: [first, second]", "at_most_one: [first, second]", Documentation, Compatible),
    // Codes.
    row("a new code", "      BLUE: {", "      GREEN: { code: 7, doc: Green. }\n      BLUE: {", Compatible, Compatible),
    row("a new first code", "      RED: {", "      GREEN: { code: 7, doc: Green. }\n      RED: {", Breaking, Compatible),
    row("a removed code of a response", "      BLUE: { code: 1, doc: Blue. }\n", "", Breaking, Compatible),
    row("a removed code of a request", ", desc: Downwards.", "", Breaking, Breaking),
    row("another number of a code", "code: 14,", "code: 44,", Documentation, Breaking),
    row("another text of a code", "shut: Shut.", "shut: { name: closed, doc: Shut. }", Documentation, Breaking),
    row("another name of a code", "name: KIND_WOOD", "name: WOOD", Compatible, Same),
    row("two codes that swap their numbers", "WOOD: { code: 14 || IRON: { code: 15", "WOOD: { code: 15 || IRON: { code: 14", Documentation, Breaking),
    row("a renamed code", "desc: Downwards.", "descending: { name: desc, doc: Downwards. }", Breaking, Same),
    row("a removed group", "    groups:\n      warm: { doc: Colors of fire., values: [RED] }\n", "", Breaking, Same),
    row("a new group", "    groups:\n      solid:", "    groups:\n      clear: { doc: Clear., values: [GLASS] }\n      solid:", Compatible, Same),
    row("a group that loses a code", "values: [WOOD, IRON]", "values: [WOOD]", Breaking, Same),
    row("a group that gains a code", "values: [WOOD, IRON]", "values: [WOOD, IRON, GLASS]", Breaking, Same),
    row("a group that gains a new code", "values: [WOOD, IRON] || GLASS: { || unplanned: [IRON]", "values: [WOOD, IRON, TIN] || TIN: { code: 20, doc: Tin. }\n      GLASS: { || unplanned: [IRON, TIN]", Compatible, Compatible),
    row("a group in another order", "values: [WOOD, IRON]", "values: [IRON, WOOD]", Compatible, Same),
    row("codes that responses use now", "      size: { type: Integer, doc: Size of the thing. }", "      size: { type: Integer, doc: Size of the thing. }\n      order: { type: Order, doc: Its order. }", Breaking, Compatible),
    row("a renamed code table", "  Kind:\n || type: Kind,", "  Sort:\n || type: Sort,", Breaking, Documentation),
    // The service.
    row("failures in an object", "{ success: is_success, || type: String, absent_on: success, doc", "{ object: error, || type: String, doc", Breaking, Breaking),
    row("a new region", "regions: [here, there]", "regions: [here, there, elsewhere]", Compatible, Compatible),
    row("a removed region", "regions: [here, there]", "regions: [here]", Breaking, Breaking),
    row("another endpoint", "https://modelarts.{region}.example.com", "https://ma.{region}.example.com", Same, Breaking),
    row("another endpoint of the identity service", "https://iam.{region}.example.com", "https://login.{region}.example.com", Same, Breaking),
    row("a new cloud", "authentication:\n", "  other:\n    doc: Another cloud.\n    regions: [far]\n    endpoints: { modelarts: \"https://m.{region}.example.org\", iam: \"https://i.{region}.example.org\" }\nauthentication:\n", Compatible, Compatible),
    row("a shorter project ID", "mandatory: true, length: 1..64, doc: ID of the project.", "mandatory: true, length: 1..32, doc: ID of the project.", Documentation, Breaking),
    row("another field of a failure", "code: error_code", "code: error", Same, Breaking),
    row("another name of the message", "message: [error_msg]", "message: [error_msg, error_message]", Same, Compatible),
    row("names of the message in another order", "message: [error_msg]", "message: [error_message, error_msg]", Same, Compatible),
    row("another message", "message: [error_msg] || type: String, absent_on: success, doc: Message", "message: [error_message] || type: String, doc: Message", Compatible, Breaking),
    row("a field with the solution", "message: [error_msg] }", "message: [error_msg], solution: hint }", Same, Compatible),
    row("another header of the request's ID", "request_id: X-Request-Id", "request_id: X-Id", Same, Breaking),
    row("a status that is reported", "action: correct", "action: report", Same, Compatible),
    row("a status that is repeated", "action: correct", "action: wait", Same, Breaking),
    row("a status of success", "action: correct", "action: proceed", Same, Compatible),
    row("a new status", "  404: {", "  403: { reason: Forbidden, action: correct, doc: Not allowed. }\n  404: {", Documentation, Compatible),
    row("a new status that is repeated", "  404: {", "  429: { reason: Busy, action: wait, doc: Busy. }\n  404: {", Documentation, Breaking),
    row("a removed status", "  404: { reason: Not Found, action: correct, doc: The resource does not exist. }\n", "", Documentation, Compatible),
    row("a new error code", "  ModelArts.0104:", "  ModelArts.0103: { http: [400] }\n  ModelArts.0104:", Compatible, Compatible),
    row("a status after which the client logs in again", "  404: { reason: Not Found, action: correct", "  404: { reason: Not Found, action: authenticate", Same, Compatible),
    row("a removed error code", "  ModelArts.0104: || , not_found: ModelArts.0104, doc: ID || , not_found: ModelArts.0104, doc: Source", "  ModelArts.0105: || , doc: ID || , doc: Source", Breaking, Compatible),
    row("another status of an error code", "http: [400]", "http: [404]", Compatible, Breaking),
    row("one more status of an error code", "http: [400]", "http: [400, 404]", Compatible, Compatible),
    row("the name of an error code", "http: [400],", "http: [400], name: INVALID,", Compatible, Same),
    // Resources.
    row("another initial state", "initial: WOOD || unplanned: [IRON]", "initial: IRON || unplanned: [WOOD]", Documentation, Documentation),
    row("a move to another state", "WOOD: { to: IRON, after: 5s }", "WOOD: { to: GLASS, after: 5s }", Documentation, Documentation),
    row("a move that takes longer", "after: 5s", "after: 6s", Documentation, Documentation),
    row("an action in another state", "from: [WOOD, IRON]", "from: [IRON]", Documentation, Documentation),
    row("an action with an error code", "to: GLASS }", "to: GLASS, refused: ModelArts.0104 }", Documentation, Documentation),
    row("a unique name", "    list: list_crates\n    states:", "    list: list_crates\n    unique: { name: title, refused: ModelArts.0104 }\n    states:", Documentation, Documentation),
    row("a note of a resource", "    key: crate_id\n", "    note: The times are assumed.\n    key: crate_id\n", Documentation, Documentation),
    row("a resource without states", "    states:\n      field: kind\n      initial: WOOD\n      moves: { WOOD: { to: IRON, after: 5s } }\n      terminal: broken\n      unplanned: [IRON]\n    actions:\n      break_crate: { from: [WOOD, IRON], to: GLASS }\n", "", Breaking, Documentation),
    row("a removed resource", "resources:\n  crate:\n    doc: A crate with lids.\n    key: crate_id\n    create: make_pallet\n    get: get_crate\n    list: list_crates\n    states:\n      field: kind\n      initial: WOOD\n      moves: { WOOD: { to: IRON, after: 5s } }\n      terminal: broken\n      unplanned: [IRON]\n    actions:\n      break_crate: { from: [WOOD, IRON], to: GLASS }\n", "", Breaking, Documentation),
];
