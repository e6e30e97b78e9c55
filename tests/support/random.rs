//! Random specs, always the same ones for a seed: valid ones that use the whole language, and broken ones.

use std::fmt::Write as _;

use modelarts_codegen::Sources;

use crate::feature;

/// Numbers that look random (splitmix64).
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// Those of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// One of several.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len())]
    }

    /// True once in so many times.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// Of both files together.
const OPERATIONS: usize = 24;
const TABLES: usize = 8;

/// A valid spec of two files, with 24 operations in all.
pub fn right_spec(seed: u64) -> Sources {
    let mut random = Random::new(seed);
    let shared = feature("operation");
    let service = shared.text("service.yaml").unwrap_or_default().to_owned();
    let service = service.replace("  202:", "  201: { reason: Created, action: proceed, doc: Made. }\n  202:");
    let service = match random.once_in(2) {
        true => service
            .replace("path_parameters:\n", "path_parameters:\n  domain_id: { type: String, doc: Which domain. }\n"),
        false => service.replace("https://iam.{region}", "https://iam"),
    };
    let in_object = random.once_in(3);
    let service = if in_object { failures_in_an_object(&service) } else { service };
    let files = [("service.yaml".to_owned(), service)];
    let resources = (0..2).map(|file| {
        // Several clients are compiled as one crate.
        let name = if file == 0 { "things" } else { "others" };
        (format!("{name}_{seed}.yaml"), resource(&mut random, seed, file, !in_object))
    });
    Sources::new(files.into_iter().chain(resources))
}

/// Puts the fields of a failure into an object. No flag reports success then.
fn failures_in_an_object(service: &str) -> String {
    let line = |line: &str| match line.starts_with("failure: ") {
        true => "failure: { object: \"*\", code: code, message: [message] }\n".to_owned(),
        false => format!("{line}\n"),
    };
    service.lines().map(line).collect()
}

fn resource(random: &mut Random, seed: u64, file: usize, has_flag: bool) -> String {
    let mut text = format!("doc: Things {file}.\ncodes:\n");
    // Writing to a `String` cannot fail.
    let _ =
        writeln!(text, "  Sent{file}: {{ type: String, doc: Sent., values: {{ asc: A., desc: B., \"self\": C. }} }}");
    let _ = writeln!(
        text,
        "  Known{file}: {{ type: String, doc: Known., values: {{ a-b: A., 1x: {{ name: 1x, doc: B. }} }} }}"
    );
    let _ = writeln!(
        text,
        "  State{file}: {{ type: {}, doc: States., values: {{ ON: {{ code: {}, doc: On. }}, OFF: {{ code: 9, name: off, doc: Off. }} }}, groups: {{ bright: {{ doc: Seen., values: [ON] }} }} }}",
        random.one(&["Byte", "Long", "Integer"]),
        random.below(9)
    );
    text = text.replace("1x: {", "X1: {");
    text.push_str("tables:\n");
    for index in 0..TABLES {
        table(&mut text, random, file, index, has_flag);
    }
    if has_next(seed) {
        let _ = writeln!(
            text,
            "  Position{file}:\n    doc: A position.\n    fields: {{ next: {{ type: String, optional: true, doc: Next. }} }}"
        );
        let page = format!("  Table{file}x0:\n    doc: Table 0.\n    fields:\n");
        text = text.replace(&page, &format!("{page}      position: {{ type: Position{file}, doc: Where it is. }}\n"));
    }
    text.push_str("operations:\n");
    for index in 0..OPERATIONS / 2 {
        operation(&mut text, random, seed, file, index);
    }
    text
}

/// Returns whether the lists of a spec have a field with the next cursor. All lists of a table are read in one way.
fn has_next(seed: u64) -> bool {
    seed.is_multiple_of(3)
}

fn table(text: &mut String, random: &mut Random, file: usize, index: usize, has_flag: bool) {
    let _ = writeln!(text, "  Table{file}x{index}:\n    doc: Table {index}.");
    // A page has its items.
    if index > 0 && random.once_in(4) {
        text.push_str("    optional: true\n");
    }
    // The second table is sent, and so are those that it holds.
    if index == 1 {
        text.push_str("    rules:\n      - at_most_one: [left, right]\n      - together: [left, other]\n");
    }
    text.push_str("    fields:\n");
    // Only a page is always a response, and never sent. In all other tables the field is data.
    if index == 0 && has_flag && random.once_in(3) {
        text.push_str("      is_success: { type: Boolean, data: true, doc: Whether it is well. }\n");
    } else if index == 0 && has_flag && random.once_in(2) {
        text.push_str("      is_success: { type: Boolean, doc: Whether it is well. }\n      error_msg: { type: String, absent_on: success, doc: Why not. }\n");
    } else if random.once_in(2) {
        text.push_str("      error_code: { type: String, doc: What went wrong with it. }\n");
    }
    if index == 0 {
        let _ = writeln!(
            text,
            "      items: {{ type: JSON Array, items: Table{file}x2, doc: The items. }}\n      total: {{ type: Long, doc: How many. }}"
        );
    }
    if index == 1 {
        text.push_str("      needed: { type: String, mandatory: true, length: 1..9, doc: Needed. }\n");
        // A response is the table.
        if random.once_in(2) {
            text.push_str("      often: { type: Long, mandatory: true, optional: true, doc: Needed in requests. }\n");
        }
        for name in ["left", "right", "other"] {
            let _ = writeln!(text, "      {name}: {{ type: String, doc: One of three. }}");
        }
    }
    if random.once_in(3) {
        text.push_str("      objectKind: { type: String, constant: Thing, doc: Kind of the object. }\n");
        text.push_str("      revision: { type: Long, constant: 7, doc: Revision. }\n");
    }
    if index == 2 {
        text.push_str("      name: { type: String, doc: A name., example: thing }\n");
    }
    let names = ["size", "camelCase", "type", "match", "with-dash", "UPPER", "x1", "loop", "async_", "a_b_c"];
    for (place, name) in names.iter().enumerate().skip(random.below(4)) {
        let wire = if random.once_in(6) { format!("name: \"{place}.a/{name}\", ") } else { String::new() };
        let _ =
            writeln!(text, "      {name}: {{ {wire}{}, doc: \"Field {place}: {{it}}.\" }}", field(random, file, index));
    }
}

/// A type that fields may have, with all that goes with it.
fn field(random: &mut Random, file: usize, index: usize) -> String {
    let plain = [
        "Boolean",
        "Byte",
        "Short",
        "Integer",
        "Long",
        "Float",
        "Double",
        "String",
        "JSON",
        "Number",
        "Int",
        "Object",
        "\"Map<String,String>\"",
    ];
    let mut text = match random.below(13) {
        // A table holds only tables that come later, or lists of any.
        0 if index + 1 < TABLES => format!("type: Table{file}x{}", index + 1 + random.below(TABLES - index - 1)),
        1 => format!("type: JSON Array, items: Table{}x{}", random.below(2), 1 + random.below(TABLES - 1)),
        2 => {
            format!(
                "type: JSON Array, items: {}",
                random.one(&["String", "Long", "Boolean", "Array<Integer>", "JSON", "Array of numbers"])
            )
        }
        3 => format!("type: {}{file}", random.one(&["Known", "State"])),
        4 => match random.below(3) {
            0 => "type: String, format: timestamp".to_owned(),
            1 => format!("type: Long, format: {}, unit: milliseconds", random.one(&["timestamp", "duration"])),
            _ => format!("type: Integer, format: {}, unit: seconds", random.one(&["timestamp", "duration"])),
        },
        5 => "type: String, sensitive: true".to_owned(),
        6 => format!(
            "type: {}",
            random.one(&[
                "Integer, range: 0..10",
                "Double, range: 0.5..<1.5",
                "Float, range: 0<..",
                "Array of strings, item_count: 0..3",
                "Array of integers, join: \",\"",
                "String, length: 1..9, characters: letters digits -_",
                "String, characters: not <>&, first_character: uppercase, last_character: letters .",
            ])
        ),
        7 => format!("type: \"Map<String, Table{}x{}>\"", random.below(2), 1 + random.below(TABLES - 1)),
        8 => format!("type: \"Map<String, {}{file}>\"", random.one(&["Known", "State"])),
        // A table that is no page holds itself as an optional field.
        10 if index > 0 => format!("type: Table{file}x{index}, optional: true"),
        9 => format!("type: Array of Table{}x{} objects", random.below(2), 1 + random.below(TABLES - 1)),
        _ => format!("type: {}", random.one(&plain)),
    };
    if random.once_in(3) && !text.contains("optional") {
        text += ", optional: true";
    }
    if random.once_in(9) {
        text += ", deprecated: Use another.";
    }
    if random.once_in(9) {
        let _ = write!(text, ", alias: other_name{}", random.next());
    }
    let is_of_objects = text.contains("items: Table") || text.contains("items: JSON");
    if is_of_objects && random.once_in(3) {
        text += ", single_or_list: true";
    }
    text
}

fn operation(text: &mut String, random: &mut Random, seed: u64, file: usize, index: usize) {
    let version = if file == 1 { "v2" } else { "v1" };
    // One at least has a body, and one is a list: rules of tables that are never sent are an error.
    let kind = match index {
        0 => 1,
        1 => 0,
        _ => random.below(3),
    };
    let in_path = random.once_in(2);
    let path = if in_path { "/{thing_id}" } else { "" };
    let method = ["GET", *random.one(&["POST", "POST", "PATCH", "PUT"]), "DELETE"][kind];
    let _ = writeln!(
        text,
        "  do_{seed}_{index}:\n    http: {method} /{version}/{{project_id}}/things-{index}{path}\n    doc: Does it.\n    source: page.rst\n    parameters:"
    );
    if in_path {
        let _ = writeln!(
            text,
            "      thing_id: {{ type: {}, mandatory: true, doc: Which. }}",
            random.one(&["Long", "String"])
        );
    }
    let _ = writeln!(
        text,
        "      per_page: {{ type: Integer, range: 1..{}, default: 1, doc: How many. }}",
        1 + random.below(1000)
    );
    let first = *random.one(&["0", "1"]);
    let page = match random.once_in(4) {
        true => format!("type: String, default: \"{first}\""),
        false => format!("type: Integer, range: 0.., default: {first}"),
    };
    let _ = writeln!(text, "      page: {{ {page}, doc: Where. }}");
    let _ = writeln!(
        text,
        "      sort_by: {{ name: {{ ak_sk: sortBy, account: sort_by }}, type: Sent{file}, default: asc, doc: By what. }}"
    );
    let _ = writeln!(text, "      order: {{ type: Sent{file}, deprecated: No need., doc: Which way. }}");
    let _ = writeln!(
        text,
        "      among: {{ type: Array of integers, join: \"{}\", doc: Among which. }}",
        random.one(&[",", "|", ";"])
    );
    let _ = writeln!(text, "      kinds: {{ type: JSON Array, items: State{file}, doc: Kinds. }}");
    text.push_str(
        "      since: { type: String, format: timestamp, doc: Since when. }\n      at_most: { type: Integer, format: duration, unit: seconds, doc: How long. }\n",
    );
    text.push_str(
        "      ratio: { type: Number, range: 0..1, default: 0.5, doc: A ratio. }\n      scope: { type: String, constant: all, doc: A scope. }\n",
    );
    let _ = writeln!(text, "      flag: {{ name: X-Flag, type: Boolean, in: header, doc: A flag. }}");
    if kind == 0 {
        text.push_str("      text: { type: String, length: 0..9, doc: What., filters_by: name }\n");
        let _ = writeln!(text, "    response: Table{file}x0");
        let pages =
            *random.one(if first == "0" { &["page: page", "offset: page"] } else { &["page: page", "page: page"] });
        // A cursor goes with a key, which is then the cursor.
        let pages = if random.once_in(4) { "cursor: text, key: name" } else { pages };
        let pages = if has_next(seed) { "cursor: text, next: position.next" } else { pages };
        // All lists of a table are read in one way.
        let total = if seed.is_multiple_of(2) { ", total: total" } else { "" };
        let _ = writeln!(
            text,
            "    pages: {{ {pages}, size: per_page, items: items{total} }}\n    sort: {{ by: sort_by, order: order }}"
        );
        return;
    }
    if kind == 1 {
        let _ = writeln!(
            text,
            "    body:\n      what: {{ type: Table{file}x1, mandatory: true, doc: What. }}\n      many: {{ type: JSON Array, items: Table{file}x1, doc: Many. }}\n      count: {{ type: Long, range: 0..7, default: 3, send_default: true, doc: Count. }}\n      also: {{ type: Sent{file}, doc: Also. }}\n      apiVersion: {{ type: String, constant: v1, doc: Version. }}\n      secretKey: {{ type: String, sensitive: true, doc: A secret. }}"
        );
        text.push_str("    rules:\n      - at_most_one: [many, also]\n");
        if random.once_in(2) {
            text.push_str("    content_type: application/merge-patch+json\n");
        }
    }
    if random.once_in(4) {
        let _ = writeln!(text, "    failure: Table{file}x{}", random.below(TABLES));
    }
    match random.below(3) {
        _ if index == 0 => _ = writeln!(text, "    response: Table{file}x1"),
        0 => {}
        1 => text.push_str("    success: 201\n"),
        _ => _ = writeln!(text, "    response: {}", response(random, file)),
    }
}

/// A response, with its statuses.
fn response(random: &mut Random, file: usize) -> String {
    let body = match random.below(8) {
        0 => format!("Array<Table{file}x{}>", 1 + random.below(TABLES - 1)),
        1 => format!("Array<Array<State{file}>>"),
        2 => (*random.one(&["JSON", "\"Map<String,String>\"", "String", "Bytes", "Stream"])).to_owned(),
        _ => format!("Table{file}x{}", random.below(TABLES)),
    };
    let success =
        *random.one(&["", "", "\n    success: 201", "\n    success: [200, 201]", "\n    success: [201, 204]"]);
    body + success
}

/// Words of the language and of YAML, to be put anywhere.
const WORDS: &[&str] = &[
    "type: ",
    "items: ",
    "doc: ",
    "fields:",
    "tables:",
    "operations:",
    "codes:",
    "JSON Array",
    "Long",
    "1..",
    "..",
    "-1",
    "1e999",
    "{",
    "}",
    "[",
    "]",
    ": ",
    ", ",
    "\n",
    "\n  ",
    "\t",
    "- ",
    "&a ",
    "*a",
    "!!str ",
    "? ",
    "| ",
    "> ",
    "'",
    "\"",
    "#",
    "%",
    "@",
    "`",
    "---\n",
    "...\n",
    "<<: *a\n",
    "~",
    "null",
    "true",
    "\u{feff}",
    "\u{0}",
    "ü",
    "🦀",
    "\u{2028}",
    "self",
    "Self",
    "r#type",
    "_",
    "0x10",
    "99999999999999999999",
];

/// A spec that is changed in a few places, at random.
pub fn broken_spec(random: &mut Random, right: &Sources) -> Sources {
    let mut files = right.files().to_vec();
    for _ in 0..=random.below(3) {
        let file = random.below(files.len());
        let text = &mut files[file].1;
        let mut at = || {
            let at = random.below(text.len() + 1);
            (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0)
        };
        let (from, to) = (at(), at());
        let (from, to) = (from.min(to), to.max(from));
        // Most of what is cut or moved is short.
        let to = (from + (to - from).min(1 + random.below(40))..=text.len())
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or(from);
        match random.below(5) {
            0 => text.replace_range(from..to, ""),
            1 => text.insert_str(from, random.word()),
            2 => text.replace_range(from..to, random.word()),
            3 => {
                let copied = text[from..to].to_owned();
                text.insert_str(to, &copied);
            }
            _ => {
                let moved = text[from..to].to_owned();
                text.replace_range(from..to, "");
                let end =
                    (random.below(text.len() + 1)..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
                text.insert_str(end, &moved);
            }
        }
    }
    Sources::new(files)
}
