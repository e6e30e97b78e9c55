//! Compares code tables, their codes and groups.

use std::collections::BTreeSet;

use super::change::{Judgment, NOT_ON_WIRE, SAME_WIRE, State};
use super::collect::{Callers, Collector, DOCUMENTED, Entry, FROM_CODE, FROM_DOCUMENTED_CODE, Id, Pairs};
use super::usage::Directions;
use crate::model::{Api, Code, CodeGroup, CodeKind, Codes, Group};

/// A code table and its group.
pub(super) type Located<'a> = (&'a Group, &'a Codes);

pub(super) fn id((group, codes): Located<'_>) -> Id {
    Id::new(&group.file, &["codes", &codes.name])
}

pub(super) fn code_id(codes: &Id, code: &Code) -> Id {
    codes.child("values", &code.key)
}

pub(super) fn group_id(codes: &Id, group: &CodeGroup) -> Id {
    codes.child("groups", &group.key)
}

/// Pairs the code tables of both states. A table with the same codes under another name is a renamed one.
pub(super) fn pairs<'a>(old: &'a Api, new: &'a Api) -> Vec<(Located<'a>, Located<'a>)> {
    let (was, is) = (all(old), all(new));
    let pairs = Pairs::new(&was, &is, |(_, codes)| &codes.name);
    let pairs =
        pairs.or_by(|_, (_, codes)| codes.values.iter().map(|code| wire_text(code, codes.kind)).collect::<Vec<_>>());
    pairs.both().map(|(was, is)| (*was, *is)).collect()
}

fn all(api: &Api) -> Vec<Located<'_>> {
    api.groups.iter().flat_map(|group| group.codes.iter().map(move |codes| (group, codes))).collect()
}

/// Returns a code as it is on the wire.
fn wire_text(code: &Code, kind: CodeKind) -> String {
    match kind {
        CodeKind::Number => code.number.to_string(),
        CodeKind::Text => code.name.clone(),
    }
}

pub(super) fn compare<'a>(pairs: &[(Located<'a>, Located<'a>)], changes: &mut Collector<'a>) {
    let listed = |codes: &Codes| codes.values.iter().map(|code| code.key.as_str()).collect::<Vec<_>>().join(", ");
    // What holds the codes is a change of its own.
    for was in all(changes.old).into_iter().filter(|was| !pairs.iter().any(|pair| std::ptr::eq(pair.0.1, was.1))) {
        changes.removed(id(was), format!("code table `{}`", was.1.name), listed(was.1), FROM_CODE, NOT_ON_WIRE);
    }
    for is in all(changes.new).into_iter().filter(|is| !pairs.iter().any(|pair| std::ptr::eq(pair.1.1, is.1))) {
        changes.added(id(is), format!("code table `{}`", is.1.name), listed(is.1), FROM_CODE, NOT_ON_WIRE);
    }
    for (was, is) in pairs {
        let entry = changes.entry(format!("code table `{}`", is.1.name), id(*was), id(*is));
        changes.text(&entry, "file", (&was.0.file, &is.0.file), FROM_DOCUMENTED_CODE, SAME_WIRE);
        table(&entry, (was.1, is.1), changes);
    }
}

fn table<'a>(entry: &Entry, (was, is): (&'a Codes, &'a Codes), changes: &mut Collector<'a>) {
    let Codes { name, kind, open, doc, source, values, groups: _ } = is;
    let exported = Judgment::documentation("only exported documents show the name");
    changes.text(entry, "key", (&was.name, name), FROM_DOCUMENTED_CODE, exported);
    let text = |kind: &CodeKind| Some(if *kind == CodeKind::Text { "String" } else { "number" }.to_owned());
    let wire = Judgment::breaking("clients of the old state use another form of the codes");
    changes.fact(entry, "type", (&was.kind, kind), text, FROM_CODE, wire);
    let wire = Judgment::compatible("responses or objects in bodies hold them, so clients accept unknown codes");
    changes.flag(entry, "use in responses or objects", (was.open, *open), FROM_CODE, wire);
    changes.doc(entry, (&was.doc, doc));
    changes.optional(entry, "source", (&was.source, source), DOCUMENTED, SAME_WIRE);
    let (old, new) = (changes.old_usage.directions(&was.name), changes.new_usage.directions(name));
    let directions = Directions { sent: old.sent && new.sent, received: old.received && new.received };
    let pairs = Pairs::new(&was.values, values, |code| &code.variant)
        .or_by(|state, code| wire_text(code, if state == State::Old { was.kind } else { *kind }));
    default(entry, (was, is), &pairs, changes);
    let subject = |code: &Code| format!("code `{}` of `{name}`", code.key);
    for code in pairs.removed() {
        let wire = match directions {
            Directions { sent: true, .. } => Judgment::breaking("the service does not know it any more"),
            Directions { received: true, .. } => Judgment::compatible("clients of the old state read all other codes"),
            _ => SAME_WIRE,
        };
        changes.removed(code_id(&entry.old, code), subject(code), wire_text(code, was.kind), FROM_CODE, wire);
    }
    for code in pairs.added() {
        let wire = match directions {
            Directions { sent: false, received: false } => SAME_WIRE,
            _ => Judgment::compatible("clients of the old state do not send it, and read it as an unknown code"),
        };
        changes.added(code_id(&entry.new, code), subject(code), wire_text(code, *kind), FROM_CODE, wire);
    }
    for (old, new) in pairs.both() {
        let entry = changes.entry(subject(new), code_id(&entry.old, old), code_id(&entry.new, new));
        code(&entry, (old, was.kind), (new, *kind), directions, changes);
    }
    changes.order(entry, "values", &pairs, |code| &code.key);
    self::groups(entry, (was, is), changes);
}

/// The first code is the default of the enumeration.
fn default<'a>(entry: &Entry, (was, is): (&'a Codes, &'a Codes), pairs: &Pairs<'a, Code>, changes: &mut Collector<'_>) {
    let (Some(old), Some(new)) = (was.values.first(), is.values.first()) else { return };
    if !pairs.both().any(|(was, is)| std::ptr::eq(was, old) && std::ptr::eq(is, new)) {
        let callers = Callers::Is(Judgment::breaking("`default()` returns another code"));
        changes.change(entry, "first code", (Some(old.key.clone()), Some(new.key.clone())), callers, SAME_WIRE);
    }
}

fn code(
    entry: &Entry,
    (was, was_kind): (&Code, CodeKind),
    (is, kind): (&Code, CodeKind),
    directions: Directions,
    changes: &mut Collector<'_>,
) {
    // The variant follows from the key. The number of a text is its position.
    let Code { key, variant: _, number: _, name, deprecated, doc } = is;
    changes.text(entry, "key", (&was.key, key), FROM_DOCUMENTED_CODE, SAME_WIRE);
    let judgment = match directions {
        Directions { sent: false, received: false } => SAME_WIRE,
        _ => Judgment::breaking("clients of the old state use the old code for it"),
    };
    let key = if kind == CodeKind::Number { "code" } else { "name" };
    changes.text(entry, key, (&wire_text(was, was_kind), &wire_text(is, kind)), DOCUMENTED, judgment);
    if (was_kind, kind) == (CodeKind::Number, CodeKind::Number) {
        let callers = Callers::Is(Judgment::compatible("`Display` shows another name"));
        changes.text(entry, "name", (&was.name, name), callers, SAME_WIRE);
    }
    changes.doc(entry, (&was.doc, doc));
    changes.deprecated(entry, (&was.deprecated, deprecated));
}

fn groups<'a>(entry: &Entry, (was, is): (&'a Codes, &'a Codes), changes: &mut Collector<'a>) {
    let pairs = Pairs::new(&was.groups, &is.groups, |group| &group.key);
    let subject = |group: &CodeGroup| format!("group `{}` of `{}`", group.key, is.name);
    let members = |codes: &'a Codes, group: &'a CodeGroup| -> Vec<&'a str> {
        group.values.iter().map(|index| codes.values[*index].variant.as_str()).collect()
    };
    for group in pairs.removed() {
        let text = members(was, group).join(", ");
        changes.removed(group_id(&entry.old, group), subject(group), text, FROM_CODE, SAME_WIRE);
    }
    for group in pairs.added() {
        let text = members(is, group).join(", ");
        changes.added(group_id(&entry.new, group), subject(group), text, FROM_CODE, SAME_WIRE);
    }
    for (old, new) in pairs.both() {
        let CodeGroup { key: _, constant: _, predicate: _, doc, values: _ } = new;
        let entry = changes.entry(subject(new), group_id(&entry.old, old), group_id(&entry.new, new));
        changes.doc(&entry, (&old.doc, doc));
        let (old, new) = (members(was, old), members(is, new));
        // Codes of one state only are changes of their own.
        let common = |members: &[&'a str]| -> BTreeSet<&'a str> {
            let is_in = |codes: &Codes, name: &str| codes.values.iter().any(|code| code.variant == name);
            members.iter().copied().filter(|name| is_in(was, name) && is_in(is, name)).collect()
        };
        let callers = match common(&old) == common(&new) {
            true => Judgment::compatible("codes that both states have are in the group as before"),
            false => Judgment::breaking("the constant and the method of the group hold for other codes"),
        };
        let shown = (Some(old.join(", ")), Some(new.join(", ")));
        if shown.0 != shown.1 {
            changes.change(&entry, "values", shown, Callers::Is(callers), SAME_WIRE);
        }
    }
    changes.order(entry, "groups", &pairs, |group| &group.key);
}
