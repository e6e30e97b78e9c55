//! Compares resources: the operations on a kind of thing, and its states.

use super::change::Judgment;
use super::collect::{Collector, DOCUMENTED, Entry, FROM_CODE, Id, Pairs};
use super::operations;
use crate::model::{Action, Api, Group, Move, Resource, States, Unique};

/// A resource and its group.
type Located<'a> = (&'a Group, &'a Resource);

/// What follows from a changed resource on the wire.
const SERVED: Judgment = Judgment::documentation("the same requests are sent; the emulator serves the new states");

pub(super) fn id((group, resource): Located<'_>) -> Id {
    Id::new(&group.file, &["resources", &resource.name])
}

fn subject(resource: &Resource) -> String {
    format!("resource `{}`", resource.name)
}

/// Compares the resources of a file.
pub(super) fn compare<'a>(entry: &Entry, (was, is): (&'a Group, &'a Group), changes: &mut Collector<'a>) {
    let pairs = Pairs::new(&was.resources, &is.resources, |resource| &resource.name);
    for resource in pairs.removed() {
        changes.removed(id((was, resource)), subject(resource), resource.doc.clone(), FROM_CODE, SERVED);
    }
    for resource in pairs.added() {
        changes.added(id((is, resource)), subject(resource), resource.doc.clone(), FROM_CODE, SERVED);
    }
    for (old, new) in pairs.both() {
        let entry = changes.entry(subject(new), id((was, old)), id((is, new)));
        compare_one(&entry, (was, old), (is, new), changes);
    }
    changes.order(entry, "resources", &pairs, |resource| &resource.name);
}

fn compare_one<'a>(entry: &Entry, was: Located<'a>, is: Located<'a>, changes: &mut Collector<'a>) {
    let Resource { name: _, doc, note, key, create, get, list, update, delete, unique, states } = is.1;
    changes.doc(entry, (&was.1.doc, doc));
    changes.optional(entry, "note", (&was.1.note, note), DOCUMENTED, SERVED);
    changes.text(entry, "key", (&was.1.key, key), FROM_CODE, SERVED);
    let name = |group: &Group, index: usize| group.operations[index].name.clone();
    let one = |(group, index): (&Group, Option<usize>)| index.map(|index| name(group, index));
    let operations = [
        ("create", was.1.create, *create),
        ("get", was.1.get, *get),
        ("list", was.1.list, *list),
        ("delete", was.1.delete, *delete),
    ];
    for (key, old, new) in operations {
        changes.optional(entry, key, (&one((was.0, old)), &one((is.0, new))), FROM_CODE, SERVED);
    }
    let all = |group: &Group, indices: &[usize]| indices.iter().map(|index| name(group, *index)).collect::<Vec<_>>();
    let (old, new) = (all(was.0, &was.1.update).join(", "), all(is.0, update).join(", "));
    changes.text(entry, "update", (&old, &new), FROM_CODE, SERVED);
    let shown = |unique: &Option<Unique>| {
        let refused = |Unique { name, refused }: &Unique| match refused {
            Some(code) => format!("{name}, refused with {code}"),
            None => name.clone(),
        };
        unique.as_ref().map(refused)
    };
    changes.optional(entry, "unique", (&shown(&was.1.unique), &shown(unique)), DOCUMENTED, SERVED);
    let shown = |api: &Api, (group, resource): Located<'_>, states: &Option<States>| {
        states.as_ref().map(|states| text(api, group, resource, states))
    };
    let texts = (shown(changes.old, was, &was.1.states), shown(changes.new, is, states));
    for (key, part) in [("field", 0), ("states", 1), ("actions", 2)] {
        let part = |text: &Option<[String; 3]>| text.as_ref().map(|text| text[part].clone());
        changes.optional(entry, key, (&part(&texts.0), &part(&texts.1)), DOCUMENTED, SERVED);
    }
}

/// Returns the field, the states and the actions as texts.
fn text(api: &Api, group: &Group, resource: &Resource, states: &States) -> [String; 3] {
    let States { field, codes, initial, moves, duration, terminal, failed, unplanned, actions } = states;
    let codes = api.codes(*codes);
    let name = |index: usize| codes.values[index].key.as_str();
    let names = |indices: &[usize]| indices.iter().map(|index| name(*index)).collect::<Vec<_>>().join(", ");
    let moves = moves.iter().enumerate().filter_map(|(from, next)| next.map(|next| (from, next)));
    let moves = moves.map(|(from, Move { to, after })| format!("{} to {} after {after:?}", name(from), name(to)));
    let moves = moves.collect::<Vec<_>>().join(", ");
    let group_name = |index: usize| codes.groups[index].key.as_str();
    let failed = failed.map(group_name).unwrap_or_default();
    let (initial, terminal, unplanned) = (name(*initial), group_name(*terminal), names(unplanned));
    let action = |Action { operation, from, to, refused }: &Action| {
        let (operation, refused) = (&group.operations[*operation].name, refused.as_deref().unwrap_or("-"));
        format!("{operation} from {} to {}, refused with {refused}", names(from), name(*to))
    };
    let shown = resource.get.and_then(|get| group.operations[get].table());
    let path = |field: &[usize]| shown.map(|at| operations::path(api, at, field)).unwrap_or_default();
    let timed = duration.as_ref().map(|duration| format!("{} in {}", path(&duration.field), names(&duration.states)));
    let timed = timed.unwrap_or_default();
    [
        format!("{} of `{}`", path(field), codes.name),
        format!(
            "from {initial}: {moves}; terminal: {terminal}; failed: {failed}; unplanned: {unplanned}; timed: {timed}"
        ),
        actions.iter().map(action).collect::<Vec<_>>().join("; "),
    ]
}
