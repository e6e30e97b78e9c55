//! Names of a spec: each is refused where it is written, or emitted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use modelarts_codegen::write::{self, Output};
use modelarts_codegen::{HandWritten, Sources, read_with};
use modelarts_tests::feature;

/// The keywords of every edition: strict, reserved, weak.
const KEYWORDS: &str = "abstract as async auto await become box break const continue crate default do dyn else enum \
    extern false final fn for gen if impl in let loop macro macro_rules match mod move mut override priv pub raw ref \
    return safe self Self static struct super trait true try type typeof union unsafe unsized use virtual where while \
    yield";

/// The prelude of the edition of 2024, its macros, primitive types, and crates that code can name.
const PRELUDE: &str = "AsFnMut AsFnOnce AsyncFn AsMut AsRef Box Clone Copy Debug Default DoubleEndedIterator Drop Eq Err \
    ExactSizeIterator Extend Fn FnMut FnOnce From FromIterator Future Hash Into IntoFuture IntoIterator Iterator None \
    Ok Option Ord PartialEq PartialOrd Result Send Sized Some String Sync ToOwned ToString TryFrom TryInto Unpin Vec \
    assert concat derive drop env format include line matches module_path panic print size_of stringify test todo \
    unreachable vec write bool char f32 f64 i128 i16 i32 i64 i8 isize str u128 u16 u32 u64 u8 usize alloc core std \
    proc_macro serde serde_json tokio modelarts modelarts_runtime reqwest bytes";

/// What derived and blanket implementations give to every type.
const DERIVED: &str = "borrow borrow_mut clone clone_from clone_into cmp deserialize eq fmt from from_str ge gt hash into \
    into_future le lt max min ne partial_cmp poll serialize to_owned to_string try_from try_into type_id";

/// Names that generated code, its modules and its documentation use.
const GENERATED: &str = "BTreeMap Call Client Duration Error ErrorCode ErrorKind Items Paged Pages ApiValue Record \
    ResponseFuture Schema Secret Timestamp Unrecognized Client Value all call client codegen crate_ enums error_codes find follow generated lib main \
    new new_ page record self_ service signing unrecognized v2 wire zz";

/// Every item of the runtime's code that generated code expands to.
fn of_the_runtime() -> BTreeSet<String> {
    let sources = [
        "codegen.rs",
        "client/call.rs",
        "client/operation_builder.rs",
        "client/page.rs",
        "client/response_future.rs",
        "service.rs",
        "service/cloud.rs",
        "service/error_code.rs",
        "service/operation.rs",
        "service/parameter.rs",
        "service/status.rs",
        "value/enums.rs",
        "value/fields.rs",
        "value/record.rs",
        "value/rule.rs",
        "value/schema.rs",
        "value/serde_impls.rs",
        "value/setters.rs",
        "value/slot.rs",
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/src");
    let mut names = BTreeSet::new();
    for file in sources {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let words: Vec<_> = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
        let items = words.windows(2).filter(|pair| {
            ["fn", "const", "type", "static", "trait", "struct", "enum", "macro_rules"].contains(&pair[0])
        });
        names.extend(items.map(|pair| pair[1].to_owned()).filter(|name| !name.is_empty()));
    }
    names
}

fn all_names() -> BTreeSet<String> {
    let listed = [KEYWORDS, PRELUDE, DERIVED, GENERATED].into_iter().flat_map(str::split_whitespace).map(str::to_owned);
    let names: BTreeSet<_> = listed.chain(of_the_runtime()).collect();
    // As it is, and in the case of a type.
    let cases = |name: &String| {
        let first = |word: &str| word.get(..1).unwrap_or_default().to_uppercase() + word.get(1..).unwrap_or_default();
        [name.clone(), name.split('_').map(first).collect(), name.to_lowercase()]
    };
    names.iter().flat_map(cases).collect()
}

/// The names in a module of a spec, at each place.
#[derive(Clone)]
struct Names {
    file: String,
    tables: Vec<String>,
    number_codes: Vec<String>,
    open_codes: Vec<String>,
    closed_codes: Vec<String>,
    operations: Vec<String>,
    fields: Vec<String>,
    codes: Vec<String>,
    groups: Vec<String>,
    parameters: Vec<String>,
    body: Vec<String>,
}

impl Names {
    /// Names that are in nobody's way.
    fn neutral(index: usize) -> Self {
        Self {
            file: format!("zz_file_{index}"),
            tables: vec![format!("ZzTable{index}")],
            number_codes: vec![format!("ZzNumbers{index}")],
            open_codes: vec![format!("ZzOpen{index}")],
            closed_codes: vec![format!("ZzClosed{index}")],
            operations: vec![format!("zz_list_{index}")],
            fields: vec!["zz_field".to_owned()],
            codes: vec!["zz_code".to_owned()],
            groups: vec!["zz_group".to_owned()],
            parameters: vec!["zz_parameter".to_owned()],
            body: vec!["zz_body".to_owned()],
        }
    }

    /// A module in which each name is used in every way that its place has.
    fn module(&self, index: usize) -> (String, String) {
        let mut text = "doc: Names.\ncodes:\n".to_owned();
        self.write_codes(&mut text);
        self.write_tables(index, &mut text);
        self.write_operations(index, &mut text);
        (format!("{}.yaml", self.file), text)
    }

    fn write_codes(&self, text: &mut String) {
        let numbers: String = self
            .codes
            .iter()
            .enumerate()
            .map(|(at, code)| format!("{code:?}: {{ code: {at}, doc: A code. }}, "))
            .collect();
        let texts = entries(&self.codes, "doc: A code.");
        let groups = entries(&self.groups, &format!("doc: A group., values: [{:?}]", self.codes[0]));
        let texts = [&self.open_codes, &self.closed_codes].into_iter().flatten().map(|name| (name, "String", &texts));
        for (name, ty, values) in self.number_codes.iter().map(|name| (name, "Byte", &numbers)).chain(texts) {
            *text +=
                &format!("  {name:?}: {{ type: {ty}, doc: Codes., values: {{ {values} }}, groups: {{ {groups} }} }}\n");
        }
    }

    fn write_tables(&self, index: usize, text: &mut String) {
        *text += "tables:\n";
        let received = entries(&self.fields, "type: String, doc: A field.");
        let codes = [&self.number_codes, &self.open_codes].into_iter().flatten().enumerate();
        let codes: String =
            codes.map(|(at, name)| format!("zz_codes_{at}: {{ type: {name:?}, doc: A code. }}, ")).collect();
        for table in &self.tables {
            *text += &format!(
                "  {table:?}: {{ doc: A table., fields: {{ {received} zz_list: {{ type: JSON Array, items: {table:?}, doc: A list. }} }} }}\n"
            );
        }
        let first = &self.tables[0];
        *text += &format!(
            r#"  ZzPage{index}:
    doc: A page.
    fields:
      zz_total: {{ type: Integer, doc: How many. }}
      zz_items: {{ type: JSON Array, items: {first:?}, doc: The items. }}
  ZzCoded{index}: {{ doc: Codes., fields: {{ {codes} }} }}
  ZzAll{index}:
    doc: A field of each type.
    fields:
      zz_map: {{ type: "Map<String,String>", optional: true, doc: A map. }}
      zz_json: {{ type: JSON, doc: Anything. }}
      zz_time: {{ type: Long, format: timestamp, unit: milliseconds, doc: A time. }}
      zz_span: {{ type: Long, format: duration, unit: milliseconds, doc: A span. }}
      zz_secret: {{ type: String, sensitive: true, doc: A secret. }}
      zz_texts: {{ type: JSON Array, items: String, doc: Texts. }}
  ZzSent{index}:
    doc: A table that is sent.
    fields: {{ {mandatory} zz_inner: {{ type: ZzSetters{index}, mandatory: true, doc: A table. }} }}
  ZzSetters{index}:
    doc: A table with setters.
    fields: {{ {received} zz_map: {{ type: "Map<String,String>", doc: A map. }} }}
"#,
            mandatory = entries(&self.fields, "type: String, mandatory: true, doc: A field."),
        );
    }

    fn write_operations(&self, index: usize, text: &mut String) {
        let code = &self.codes[0];
        let codes = [&self.number_codes, &self.closed_codes].into_iter().flatten().enumerate();
        let codes: String = codes
            .map(|(at, name)| format!("zz_codes_{at}: {{ type: {name:?}, default: {code:?}, doc: A code. }}, "))
            .collect();
        *text += "operations:\n";
        for (at, operation) in self.operations.iter().enumerate() {
            *text += &format!(
                "  {operation:?}: {{ http: \"GET /v1/{{project_id}}/zz-{index}-{at}\", doc: Reads., response: ZzAll{index} }}\n"
            );
        }
        let arguments = format!("type: {:?}, mandatory: true, doc: A parameter.", self.closed_codes[0]);
        *text += &format!(
            r#"  zz_pages_{index}:
    http: GET /v1/{{project_id}}/zz-{index}
    doc: Lists.
    parameters:
      zz_size: {{ type: Integer, range: 1..100, default: 10, doc: Items on a page. }}
      zz_page: {{ type: Integer, range: 0.., default: 0, doc: Number of the page. }}
    response: ZzPage{index}
    pages: {{ page: zz_page, size: zz_size, items: zz_items, total: zz_total }}
  zz_codes_{index}:
    http: GET /v2/{{project_id}}/zz-{index}
    doc: Lists.
    parameters: {{ {parameters} {codes} }}
    response: ZzCoded{index}
  zz_make_{index}:
    http: POST /v1/{{project_id}}/zz-{index}
    doc: Makes.
    parameters: {{ {arguments} }}
    body: {{ {body} zz_open: {{ type: {open:?}, mandatory: true, doc: A code. }} }}
  zz_change_{index}:
    http: PUT /v1/{{project_id}}/zz-{index}
    doc: Changes.
    body: {{ {parts} }}
"#,
            parameters = entries(&self.parameters, "type: String, doc: A parameter."),
            arguments = entries(&self.parameters, &arguments),
            body = entries(&self.body, &format!("type: ZzSent{index}, mandatory: true, doc: A part.")),
            open = self.open_codes[0],
            parts = entries(&self.body, &format!("type: JSON Array, items: ZzSent{index}, doc: A part.")),
        );
    }
}

/// Entries of a table in braces, each with the same facts.
fn entries(names: &[String], facts: &str) -> String {
    names.iter().map(|name| format!("{name:?}: {{ {facts} }}, ")).collect()
}

/// A place where a spec names something: what it is, and how a module gets names there.
type Place = (&'static str, fn(&mut Names, &[String]));

const FILE: Place = ("file", |names, name| names.file.clone_from(&name[0]));
const OPERATION: Place = ("operation", |names, name| names.operations = name.to_vec());

/// The places of types, of which a spec has each name once.
const TYPES: &[Place] = &[
    ("table", |names, name| names.tables = name.to_vec()),
    ("codes that are numbers", |names, name| names.number_codes = name.to_vec()),
    ("codes that responses use", |names, name| names.open_codes = name.to_vec()),
    ("codes that requests use", |names, name| names.closed_codes = name.to_vec()),
];

/// The places whose names are known in their table or operation alone.
const MEMBERS: &[Place] = &[
    ("field", |names, name| names.fields = name.to_vec()),
    ("code", |names, name| names.codes = name.to_vec()),
    ("group", |names, name| names.groups = name.to_vec()),
    ("parameter", |names, name| names.parameters = name.to_vec()),
    ("body field", |names, name| names.body = name.to_vec()),
];
/// How many names a module has at a place.
const ROOM: usize = 20;

fn spec(modules: impl IntoIterator<Item = (String, String)>) -> Sources {
    let files = feature("operation").files().to_vec().into_iter();
    Sources::new(files.filter(|(name, _)| name == "service.yaml").chain(modules))
}

/// Whether a name is accepted at a place; if not, that place is named.
fn is_accepted(place: &Place, name: &str, hand_written: &HandWritten) -> bool {
    // These files hold something else.
    if place.0 == "file" && matches!(name, "service" | "error_codes") {
        return false;
    }
    let mut names = Names::neutral(0);
    (place.1)(&mut names, &[name.to_owned()]);
    let (file, text) = names.module(0);
    match read_with(&spec([(file.clone(), text)]), hand_written) {
        Ok(_) => true,
        Err(found) => {
            for entry in found.entries() {
                assert_eq!(entry.place.file, file, "{name} as a {}: {found}", place.0);
                let is_there = place.0 == "file" || entry.place.path.iter().any(|key| key == name);
                assert!(is_there && entry.code == "E0013", "{name} as a {}: {found}", place.0);
                assert!(entry.help.is_some(), "{name} as a {}: {found}", place.0);
            }
            false
        }
    }
}

/// Of names that are the same in Rust, one.
fn distinct(accepted: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let alike = |name: &str| name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "");
    accepted.iter().filter(|name| seen.insert(alike(name))).cloned().collect()
}

/// Specs that hold every name that is accepted, each at its place.
fn specs(accepted: &dyn Fn(&Place) -> Vec<String>) -> Vec<Sources> {
    let files = accepted(&FILE).into_iter().enumerate().map(|(index, file)| {
        let text =
            "doc: A file.\noperations:\n  zz_read_INDEX: { http: \"GET /v1/{project_id}/zz-INDEX\", doc: Reads. }\n";
        (format!("{file}.yaml"), text.replace("INDEX", &index.to_string()))
    });
    let mut modules: Vec<_> = files.collect();
    let rooms = |place: &Place, names: Vec<String>, base: usize| -> Vec<(usize, Names)> {
        let rooms = names.chunks(ROOM).enumerate();
        let named = rooms.map(|(turn, room)| {
            let mut names = Names::neutral(base + turn);
            (place.1)(&mut names, room);
            (base + turn, names)
        });
        named.collect()
    };
    let written = |rooms: Vec<(usize, Names)>| rooms.into_iter().map(|(index, names)| names.module(index));
    modules.extend(written(rooms(&OPERATION, accepted(&OPERATION), 1_000_000)));
    for (turn, place) in MEMBERS.iter().enumerate() {
        modules.extend(written(rooms(place, distinct(&accepted(place)), 2_000_000 + turn * 1000)));
    }
    let types = TYPES.iter().enumerate();
    let types = types.map(|(turn, place)| spec(written(rooms(place, accepted(place), 3_000_000 + turn * 1000))));
    [spec(modules)].into_iter().chain(types).collect()
}

/// The names that are accepted, by place, next to the client's hand-written code. Tries one name in `step`.
fn accepted(step: usize) -> (HandWritten, BTreeMap<&'static str, Vec<String>>) {
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client/src");
    let hand_written = HandWritten::around(&client.join("generated"));
    assert!(hand_written.at_root("client").is_some() && hand_written.method("Client", "from_env").is_some());
    let names: Vec<_> = all_names().into_iter().step_by(step).collect();
    let places: Vec<&Place> = [&FILE, &OPERATION].into_iter().chain(TYPES).chain(MEMBERS).collect();
    let accepted_at =
        &|place: &Place| names.iter().filter(|name| is_accepted(place, name, &hand_written)).cloned().collect();
    let accepted: BTreeMap<&str, Vec<String>> = std::thread::scope(|scope| {
        let places: Vec<_> = places.iter().map(|place| (place.0, scope.spawn(move || accepted_at(place)))).collect();
        places.into_iter().map(|(place, accepted)| (place, accepted.join().unwrap())).collect()
    });
    let (pairs, count) = (names.len() * places.len(), accepted.values().map(Vec::len).sum::<usize>());
    println!("{pairs} pairs of a name and a place, {count} accepted");
    assert!(pairs >= 1_500 / step && count >= 1_500 / step && count < pairs, "{count} of {pairs}");
    (hand_written, accepted)
}

/// What is emitted for specs that hold every name that is accepted. Tries one name in `step`.
pub(crate) fn emitted(step: usize) -> Vec<Vec<Output>> {
    let (hand_written, accepted) = accepted(step);
    let read = |sources: &Sources| read_with(sources, &hand_written).unwrap_or_else(|found| panic!("{found}"));
    let specs = specs(&|place| accepted[place.0].clone());
    specs.iter().map(|sources| write::render(&read(sources)).unwrap()).collect()
}

/// `slow::names` tries every name, and compiles what is emitted.
#[test]
fn names_are_refused_at_their_place_or_emitted() {
    assert!(emitted(4).len() > TYPES.len());
}

#[test]
fn names_of_hand_written_code_are_refused() {
    let mut hand_written = HandWritten::default();
    hand_written.add(
        "src/lib.rs",
        "mod client; pub use runtime::{signing, inner::{self, Other as renamed}}; pub mod a { mod b; }",
    );
    hand_written.add(
        "src/client.rs",
        "#[derive(Debug, Clone)] pub struct Client(u8); impl Client { pub fn from_env() {} } mod inside {}",
    );
    for name in ["client", "signing", "inner", "renamed", "a"] {
        assert_eq!(hand_written.at_root(name), Some("src/lib.rs"), "{name}");
    }
    assert_eq!(
        (hand_written.at_root("b"), hand_written.at_root("inside"), hand_written.at_root("Other")),
        (None, None, None)
    );
    for name in ["from_env", "clone"] {
        assert_eq!(hand_written.method("Client", name), Some("src/client.rs"));
        assert!(!is_accepted(&FILE, name, &hand_written), "a method of the client returns the operations of the file");
    }
    assert!(!is_accepted(&FILE, "signing", &hand_written));
    assert!(is_accepted(&OPERATION, "signing", &hand_written) && is_accepted(&OPERATION, "from_env", &hand_written));
    hand_written.add("src/follow.rs", "impl ZzFile0 { pub fn follow_log() {} }");
    assert!(!is_accepted(&OPERATION, "follow_log", &hand_written));
    // A folder without a library has no hand-written code.
    assert_eq!(HandWritten::around(Path::new("/nowhere/generated")), HandWritten::default());
}
