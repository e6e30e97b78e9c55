//! The safety net: entries that differ although no change of them is reported.
//!
//! Generated code, exported documents and the emulator depend on nothing but the model. If an entry of the model is the
//! same in both states, so is everything that is made of it.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Judgment;
use super::collect::{Callers, Collector, Entry, Id};
use super::{codes, operations, resources, service, tables};
use crate::exports::resources::described;
use crate::model::{Api, Group, Operation, PageBy, Reference, Resource, Type};
use crate::sources::ERROR_CODES_FILE;

/// An entry of the model.
struct Print {
    /// Everything that the model says about it.
    text: String,
    /// The entries whose names or positions are part of the text.
    related: Vec<Id>,
}

/// Reports the entries that differ and have no change. There are none, unless a comparison is incomplete.
pub(super) fn unclassified(changes: &mut Collector<'_>) {
    let (old, new) = (prints(changes.old), prints(changes.new));
    let changed: BTreeSet<Id> = changes.found.iter().flat_map(|found| prefixes(&found.entry)).collect();
    for (id, print) in &new {
        let Some(was) = old.get(id).filter(|was| was.text != print.text) else { continue };
        if [id].into_iter().chain(&was.related).chain(&print.related).any(|id| changed.contains(id)) {
            continue;
        }
        let subject = format!("`{}`", id.path.last().unwrap_or(&id.file));
        let entry = Entry { subject, old: id.clone(), new: id.clone() };
        let unknown =
            || Judgment::breaking("this change is not classified: compare the generated code and the OpenAPI document");
        changes.change(&entry, "content", (None, None), Callers::Is(unknown()), unknown());
    }
}

/// Returns an entry and all that hold it.
fn prefixes(id: &Id) -> impl Iterator<Item = Id> {
    (0..=id.path.len()).map(|length| Id { file: id.file.clone(), path: id.path[..length].to_vec() })
}

fn prints(api: &Api) -> BTreeMap<Id, Print> {
    let named = |value: &dyn std::fmt::Debug| with_names(api, &format!("{value:?}"));
    let mut prints = BTreeMap::new();
    prints.insert(service::id(), Print { text: named(&api.service), related: Vec::new() });
    prints.insert(Id::new(ERROR_CODES_FILE, &[]), Print { text: named(&api.error_codes), related: Vec::new() });
    for group in &api.groups {
        for table in &group.tables {
            prints.insert(tables::id((group, table)), Print { text: named(table), related: Vec::new() });
        }
        for codes in &group.codes {
            prints.insert(codes::id((group, codes)), Print { text: named(codes), related: Vec::new() });
        }
        for operation in &group.operations {
            let print = Print { text: named(operation), related: related(api, operation) };
            prints.insert(operations::id((group, operation)), print);
        }
        for resource in &group.resources {
            let text = described(api, group, resource).to_string();
            let related = related_to_states(api, group, resource);
            prints.insert(resources::id((group, resource)), Print { text, related });
        }
        let names = |all: Vec<&String>| format!("{all:?}");
        let text = [
            named(&(&group.module, &group.doc)),
            names(group.tables.iter().map(|table| &table.name).collect()),
            names(group.codes.iter().map(|codes| &codes.name).collect()),
            names(group.operations.iter().map(|operation| &operation.name).collect()),
            names(group.resources.iter().map(|resource| &resource.name).collect()),
        ];
        prints.insert(Id::new(&group.file, &[]), Print { text: text.join("\n"), related: Vec::new() });
    }
    prints
}

/// Returns the entries to whose fields an operation refers by position.
fn related(api: &Api, operation: &Operation) -> Vec<Id> {
    let table = |at: Reference| tables::id((&api.groups[at.group], api.table(at)));
    let (Some(response), Some(pages)) = (operation.table(), &operation.pages) else {
        return operation.table().into_iter().map(table).collect();
    };
    let next = if let PageBy::Cursor(next) = &pages.by { next.as_slice() } else { &[] };
    let total = pages.total.as_deref().unwrap_or_default();
    let paths = [(response, pages.items.as_slice()), (response, total), (response, next), (pages.item, &pages.key)];
    let inner = paths.iter().flat_map(|(at, path)| api.fields(*at, path)).filter_map(|field| match field.ty {
        Type::Table(inner) => Some(table(inner)),
        _ => None,
    });
    [table(response), table(pages.item)].into_iter().chain(inner).collect()
}

/// Returns the entries that show the states of a resource.
fn related_to_states(api: &Api, group: &Group, resource: &Resource) -> Vec<Id> {
    let (Some(states), Some(get)) = (&resource.states, resource.get) else { return Vec::new() };
    let table = |at: Reference| tables::id((&api.groups[at.group], api.table(at)));
    let shown = group.operations[get].table();
    let duration = states.duration.as_ref().map_or(&[][..], |duration| &duration.field);
    let fields = shown.into_iter().flat_map(|at| api.fields(at, &states.field).chain(api.fields(at, duration)));
    let inner = fields.filter_map(|field| if let Type::Table(at) = field.ty { Some(table(at)) } else { None });
    let codes = codes::id((&api.groups[states.codes.group], api.codes(states.codes)));
    shown.map(table).into_iter().chain(inner).chain([codes]).collect()
}

/// Replaces references, which are positions, by names. Positions depend on other entries.
fn with_names(api: &Api, text: &str) -> String {
    const BEGIN: &str = "Reference { group: ";
    let mut parts = text.split(BEGIN);
    let mut named = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let reference = part.split_once(" }").and_then(|(numbers, rest)| {
            let (group, index) = numbers.split_once(", index: ")?;
            Some((Reference { group: group.parse().ok()?, index: index.parse().ok()? }, rest))
        });
        let Some((at, rest)) = reference else {
            named += part;
            continue;
        };
        let name = if named.ends_with("Codes(") { &api.codes(at).name } else { &api.table(at).name };
        named += name;
        named += rest;
    }
    named
}

#[cfg(test)]
mod tests {
    use super::{Collector, unclassified};
    use crate::diagnostic::explanation::example;
    use crate::exports::diff::Class;
    use crate::sources::Sources;

    /// Returns the places of what differs between the example and a changed one, if nothing is compared.
    fn differing(from: &str, to: &str) -> Vec<String> {
        let files = example().files().to_vec();
        assert!(files.iter().any(|(_, text)| text.contains(from)), "{from}");
        let changed = files.into_iter().map(|(name, text)| (name, text.replacen(from, to, 1)));
        let (old, new) = (crate::read(&example()).unwrap(), crate::read(&Sources::new(changed)).unwrap());
        let mut changes = Collector::new(&old, &new);
        unclassified(&mut changes);
        let found = changes.found.iter().map(|found| &found.change);
        assert!(found.clone().all(|change| change.class() == Class::Breaking));
        found.map(|change| format!("{}: {}", change.place.file, change.place.path.join("."))).collect()
    }

    #[test]
    fn what_differs_and_is_not_reported_is_reported_with_its_entry() {
        for (from, to, place) in [
            ("doc: Size of the thing.", "doc: How large.", "things.yaml: tables.Thing.content"),
            ("doc: Red.", "doc: As red as blood.", "things.yaml: codes.Color.content"),
            ("success: 201", "success: 200", "things.yaml: operations.make_thing.content"),
            ("doc: Things for", "doc: Some things for", "things.yaml: content"),
            ("request_id: X-Request-Id", "request_id: X-Id", "service.yaml: content"),
            ("doc: A parameter is", "doc: It is", "error_codes.yaml: content"),
            ("tables:\n", "# Tables.\ntables:\n", ""),
        ] {
            assert_eq!(differing(from, to).join("; "), place);
        }
    }

    #[test]
    fn resources_that_differ_and_are_not_reported_are_reported_with_their_entries() {
        let resources = "resources:\n  thing: { doc: A thing., key: thing_id, get: get_thing, create: make_thing }\n";
        let spec = |resources: &str| {
            let files = example().files().to_vec();
            let add = |(name, text): (String, String)| match name.as_str() {
                "things.yaml" => (name, text + resources),
                _ => (name, text),
            };
            crate::read(&Sources::new(files.into_iter().map(add))).unwrap()
        };
        for (from, to) in
            [(", create: make_thing", ""), ("doc: A thing.", "doc: It."), ("key:", "note: It is new., key:")]
        {
            let (old, new) = (spec(resources), spec(&resources.replacen(from, to, 1)));
            let mut changes = Collector::new(&old, &new);
            unclassified(&mut changes);
            let found = changes.found.iter().map(|found| found.change.place.path.join("."));
            assert_eq!(found.collect::<Vec<_>>(), ["resources.thing.content"], "{to}");
        }
    }

    /// All references to later tables are other numbers, and mean the same.
    #[test]
    fn positions_of_tables_do_not_matter() {
        let table = "tables:\n  First:\n    doc: The first.\n    fields: { id: { type: Long, doc: ID. } }\n";
        assert_eq!(differing("tables:\n", table), ["things.yaml: content"]);
    }
}
