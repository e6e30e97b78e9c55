//! What a change of the spec means: each with the bump that follows.

use modelarts_codegen::diagnostic::explanation::example;
use modelarts_codegen::diff::Bump::{self, Major, Minor, Patch};
use modelarts_codegen::diff::{Class, bump, diff};
use modelarts_codegen::{Api, Sources, read};

use crate::snapshots::assert_snapshot;

/// What is written in place of what, and the bump that follows.
pub(crate) const CHANGES: &[(&str, &str, &str, Option<Bump>)] = &[
    ("a comment", "tables:\n", "# Tables.\ntables:\n", None),
    ("documentation of a table", "doc: A thing.", "doc: The thing.", Some(Patch)),
    ("documentation of a field", "doc: Size of the thing.", "doc: How large it is.", Some(Patch)),
    ("documentation of an operation", "doc: Lists things.", "doc: Lists all things.", Some(Patch)),
    ("documentation of a parameter", "doc: Number of things to create.", "doc: How many to create.", Some(Patch)),
    ("documentation of a code", "doc: Red.", "doc: As red as blood.", Some(Patch)),
    (
        "an operation more",
        "  make_thing:",
        "  count_things:\n    http: GET /v1/{project_id}/count\n    doc: Counts.\n  make_thing:",
        Some(Minor),
    ),
    (
        "an operation less",
        "  get_thing:\n    http: GET /v1/{project_id}/things/{thing_id}\n    doc: Returns a thing.\n    parameters:\n      thing_id: { type: Long, mandatory: true, not_found: ModelArts.0104, doc: ID of the thing. }\n    response: Thing\n",
        "",
        Some(Major),
    ),
    ("an operation by another name", "  get_thing:", "  show_thing:", Some(Major)),
    ("another method", "http: POST /v1", "http: PUT /v1", Some(Minor)),
    ("another path", "/things/{thing_id}", "/thing/{thing_id}", Some(Minor)),
    (
        "a parameter more",
        "      number: {",
        "      colour: { type: Boolean, doc: Whether they have one. }\n      number: {",
        Some(Minor),
    ),
    ("a parameter less", ", searches_in: [name] }\n", " }\n", None),
    (
        "an optional parameter less",
        "      text: { type: String, length: 0..64, doc: What names must hold., searches_in: [name] }\n",
        "",
        Some(Major),
    ),
    (
        "a parameter that is mandatory now",
        "text: { type: String,",
        "text: { type: String, mandatory: true,",
        Some(Major),
    ),
    (
        "a mandatory part of a body more",
        "      count: {",
        "      owner: { type: String, mandatory: true, doc: Whose it is. }\n      count: {",
        Some(Major),
    ),
    (
        "a part of a body more",
        "      count: {",
        "      owner: { type: String, doc: Whose it is. }\n      count: {",
        Some(Minor),
    ),
    (
        "a mandatory part of a body that is optional now",
        "thing: { type: NewThing, mandatory: true,",
        "thing: { type: NewThing,",
        Some(Major),
    ),
    ("a parameter of another type", "thing_id: { type: Long,", "thing_id: { type: String,", Some(Major)),
    ("a wider range", "range: 1..1000", "range: 1..2000", Some(Minor)),
    ("a narrower range", "range: 1..1000", "range: 1..500", Some(Major)),
    ("a range that may be negative now", "range: 1..1000", "range: -1..1000", Some(Major)),
    ("a longer text", "text: { type: String, length: 0..64", "text: { type: String, length: 0..128", Some(Minor)),
    ("a shorter text", "text: { type: String, length: 0..64", "text: { type: String, length: 0..32", Some(Major)),
    ("another default", "default: 10, doc: Things", "default: 20, doc: Things", Some(Minor)),
    ("another name on the wire", "ak_sk: sortBy,", "ak_sk: sort-by,", Some(Minor)),
    ("another status of success", "success: 201", "success: 200", Some(Minor)),
    ("an answer that there is now", "    success: 201", "    success: 201\n    response: Thing", Some(Major)),
    (
        "no pages any more",
        ", searches_in: [name] }\n    response: ThingList\n    pages: { page: number, size: per_page, items: things, total: total }\n    sort: { by: sort_by, order: order }\n",
        " }\n    response: ThingList\n",
        Some(Major),
    ),
    (
        "another way of paging",
        "page: number, || range: 1.., default: 1, doc: Number",
        "offset: number, || range: 0.., doc: Number",
        Some(Minor),
    ),
    ("no total any more", "items: things, total: total }", "items: things }", Some(Minor)),
    (
        "a field more",
        "      size: { type: Integer, doc: Size of the thing. }",
        "      size: { type: Integer, doc: Size of the thing. }\n      weight: { type: Integer, doc: Weight. }",
        Some(Minor),
    ),
    ("a field less", "      size: { type: Integer, doc: Size of the thing. }\n", "", Some(Major)),
    ("a field of another type", "size: { type: Integer, doc: Size", "size: { type: Long, doc: Size", Some(Major)),
    (
        "a field that is optional now",
        "size: { type: Integer, doc: Size",
        "size: { type: Integer, optional: true, doc: Size",
        Some(Major),
    ),
    (
        "a field that is a time now",
        "size: { type: Integer, doc: Size",
        "size: { type: Long, format: duration, unit: milliseconds, doc: Size",
        Some(Major),
    ),
    (
        "a field with another name, too",
        "size: { type: Integer, doc: Size",
        "size: { type: Integer, alias: length, doc: Size",
        Some(Minor),
    ),
    (
        "a field of a request that is optional now",
        "name: { type: String, mandatory: true, length",
        "name: { type: String, length",
        Some(Major),
    ),
    ("a rule less", "    rules:\n      - exactly_one: [path, address]\n", "", Some(Minor)),
    (
        "a rule more",
        "      - exactly_one: [path, address]",
        "      - exactly_one: [path, address]\n      - at_most_one: [address, path]",
        Some(Major),
    ),
    (
        "a shorter field that is sent",
        "name: { type: String, mandatory: true, length: 1..64",
        "name: { type: String, mandatory: true, length: 1..32",
        Some(Major),
    ),
    ("a code more", "      BLUE: {", "      GREEN: { code: 7, doc: Green. }\n      BLUE: {", Some(Minor)),
    ("a code less", "      BLUE: { code: 1, doc: Blue. }\n", "", Some(Major)),
    ("another number of a code", "BLUE: { code: 1,", "BLUE: { code: 2,", Some(Minor)),
    ("a code by another name", "desc: Downwards.", "descending: { name: desc, doc: Downwards. }", Some(Major)),
    ("a group less", "    groups:\n      warm: { doc: Colours of fire., values: [RED] }\n", "", Some(Major)),
    (
        "codes that answers use now",
        "      size: { type: Integer, doc: Size of the thing. }",
        "      size: { type: Integer, doc: Size of the thing. }\n      order: { type: Order, doc: Its order. }",
        Some(Major),
    ),
    ("an error code of what does not exist less", ", not_found: ModelArts.0104", "", Some(Minor)),
    ("a region more", "regions: [here, there]", "regions: [here, there, elsewhere]", Some(Minor)),
    ("a region less", "regions: [here, there]", "regions: [here]", Some(Major)),
    ("another endpoint", "https://modelarts.{region}.example.com", "https://ma.{region}.example.com", Some(Minor)),
    ("an error code more", "  ModelArts.0104:", "  ModelArts.0103: { http: [400] }\n  ModelArts.0104:", Some(Minor)),
    ("another thing that a status asks for", "action: correct", "action: report", Some(Minor)),
];

pub(crate) fn changed(from: &str, to: &str) -> Api {
    let before = example();
    let is_there = |from| before.files().iter().any(|(_, text)| text.contains(from));
    assert!(from.split(" || ").all(is_there), "nothing holds {from}");
    // Several changes are written with bars between them.
    let pairs: Vec<_> = from.split(" || ").zip(to.split(" || ")).collect();
    let change = |text: &String| pairs.iter().fold(text.clone(), |text, (from, to)| text.replacen(from, to, 1));
    let files = before.files().iter().map(|(name, text)| (name.clone(), change(text)));
    read(&Sources::new(files)).unwrap_or_else(|found| panic!("{from} -> {to}: {found}"))
}

#[test]
fn each_change_asks_for_its_bump() {
    let old = read(&example()).unwrap();
    let (mut said, mut wrong) = (String::new(), Vec::new());
    for (name, from, to, expected) in CHANGES {
        let changes = diff(&old, &changed(from, to));
        if bump(&changes) != *expected {
            wrong.push((name, bump(&changes), changes.clone()));
        }
        said += &format!("# {name}\n");
        for change in changes.iter().filter(|change| change.class != Class::Documentation || *expected == Some(Patch)) {
            said += &format!("{change}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_snapshot!(said);
}

#[test]
fn a_reverted_change_is_reported() {
    let old = read(&example()).unwrap();
    for (name, from, to, expected) in CHANGES {
        let new = changed(from, to);
        assert_eq!(diff(&new, &old).is_empty(), expected.is_none(), "{name}");
        assert_eq!(diff(&new, &new), [], "{name}");
    }
}

/// Calls do not name them: they would still compile, and mean something else.
#[test]
fn arguments_of_one_type_in_another_order_break_callers() {
    let path = "/things/{thing_id}\n    doc: Returns a thing.\n    parameters:\n";
    let (thing, part) = (
        "      thing_id: { type: Long, mandatory: true, not_found: ModelArts.0104, doc: ID of the thing. }\n",
        "      part_id: { type: Long, mandatory: true, doc: ID of the part. }\n",
    );
    let with = |first: &str, second: &str| {
        let to =
            format!("/things/{{thing_id}}/{{part_id}}\n    doc: Returns a thing.\n    parameters:\n{first}{second}");
        changed(&format!("{path}{thing}"), &to)
    };
    let changes = diff(&with(thing, part), &with(part, thing));
    assert_eq!(bump(&changes), Some(Major), "{changes:?}");
}

/// A constructor takes what is mandatory in the order of the spec, and most of it is text.
#[test]
fn a_changed_order_of_arguments_is_breaking() {
    let kind = "      kind: { type: String, mandatory: true, doc: Kind of the thing. }\n";
    let name = "      name: { type: String, mandatory: true, length: 1..64, doc: Name of the thing. }\n";
    let old = changed(name, &format!("{kind}{name}"));
    let new = changed(name, &format!("{name}{kind}"));
    let breaking = diff(&old, &new).into_iter().filter(|change| change.class == Class::Breaking);
    let said: Vec<_> = breaking.map(|change| change.to_string()).collect();
    assert_eq!(
        said,
        ["breaking (wire): things::NewThing: the order of arguments changes from kind, name to name, kind"]
    );
    // One that takes the place of another is as bad.
    let renamed = changed(name, &format!("{}{name}", kind.replace("kind:", "sort:")));
    assert_eq!(bump(&diff(&old, &renamed)), Some(Major));
    let said: Vec<_> = diff(&old, &renamed).iter().map(ToString::to_string).collect();
    assert!(
        said.contains(
            &"breaking (wire): things::NewThing: the order of arguments changes from kind, name to sort, name"
                .to_owned()
        ),
        "{said:?}"
    );
}
