//! Compares tables and their fields.

use super::change::{Judgment, NOT_ON_WIRE, SAME_WIRE, State};
use super::collect::{
    Callers, Collector, DOCUMENTED, Entry, FROM_CODE, FROM_DOCUMENTED_CODE, Id, NEW_ORDER, Pairs, SWAPPED, UNCHANGED,
};
use super::rules::{self, Rules};
use super::usage::Directions;
use super::{parameters, types};
use crate::model::{Api, Constant, Field, Group, Literal, Table};

/// A table and its group.
pub(super) type Located<'a> = (&'a Group, &'a Table);

pub(super) fn id((group, table): Located<'_>) -> Id {
    Id::new(&group.file, &["tables", &table.name])
}

pub(super) fn field_id(table: &Id, field: &Field) -> Id {
    table.child("fields", &field.key)
}

/// Pairs the tables of both states. A table with the same fields under another name is a renamed one.
pub(super) fn pairs<'a>(old: &'a Api, new: &'a Api) -> Vec<(Located<'a>, Located<'a>)> {
    let (was, is) = (all(old), all(new));
    let pairs = Pairs::new(&was, &is, |(_, table)| &table.name).or_by(|state, (_, table)| {
        let api = if state == State::Old { old } else { new };
        let field = |field: &Field| (field.name.clone(), types::name(api, &field.ty).replace(&table.name, "Self"));
        table.fields.iter().map(field).collect::<Vec<_>>()
    });
    pairs.both().map(|(was, is)| (*was, *is)).collect()
}

fn all(api: &Api) -> Vec<Located<'_>> {
    api.groups.iter().flat_map(|group| group.tables.iter().map(move |table| (group, table))).collect()
}

pub(super) fn compare<'a>(pairs: &[(Located<'a>, Located<'a>)], changes: &mut Collector<'a>) {
    let listed = |table: &Table| {
        let names: Vec<_> = table.fields.iter().map(|field| field.key.as_str()).collect();
        if names.is_empty() { "no fields".to_owned() } else { names.join(", ") }
    };
    // What holds the table is a change of its own.
    for was in all(changes.old).into_iter().filter(|was| !pairs.iter().any(|pair| std::ptr::eq(pair.0.1, was.1))) {
        changes.removed(id(was), format!("table `{}`", was.1.name), listed(was.1), FROM_CODE, NOT_ON_WIRE);
    }
    for is in all(changes.new).into_iter().filter(|is| !pairs.iter().any(|pair| std::ptr::eq(pair.1.1, is.1))) {
        changes.added(id(is), format!("table `{}`", is.1.name), listed(is.1), FROM_CODE, NOT_ON_WIRE);
    }
    for (was, is) in pairs {
        let entry = changes.entry(format!("table `{}`", is.1.name), id(*was), id(*is));
        changes.text(&entry, "file", (&was.0.file, &is.0.file), FROM_DOCUMENTED_CODE, SAME_WIRE);
        table(&entry, (was.1, is.1), changes);
    }
}

fn table<'a>(entry: &Entry, (was, is): (&'a Table, &'a Table), changes: &mut Collector<'a>) {
    let Table { name, doc, source, fields: _, constants: _, has_outcome, is_sent, cleared, rules } = is;
    let exported = Judgment::documentation("only exported documents show the name");
    changes.text(entry, "key", (&was.name, name), FROM_DOCUMENTED_CODE, exported);
    changes.doc(entry, (&was.doc, doc));
    changes.optional(entry, "source", (&was.source, source), DOCUMENTED, SAME_WIRE);
    let wire = match has_outcome {
        true => Judgment::compatible("a response that reports a failure is an error"),
        false => Judgment::breaking("a response that reports a failure is no error any more"),
    };
    changes.flag(entry, "outcome of the call", (was.has_outcome, *has_outcome), FROM_CODE, wire);
    changes.flag(entry, "use in a body", (was.is_sent, *is_sent), FROM_DOCUMENTED_CODE, SAME_WIRE);
    let patched = (was.cleared.is_some(), cleared.is_some());
    changes.flag(entry, "use in a merge patch", patched, FROM_DOCUMENTED_CODE, SAME_WIRE);
    let (old, new) = (changes.old_usage.directions(&was.name), changes.new_usage.directions(name));
    let directions = Directions { sent: old.sent && new.sent, received: old.received && new.received };
    self::fields(entry, (was, is), directions, changes);
    constants(entry, (was, is), directions, changes);
    let names = |table: &'a Table| table.fields.iter().map(|field| field.key.as_str()).collect();
    let (old, new) = (Rules { rules: &was.rules, names: names(was) }, Rules { rules, names: names(is) });
    rules::compare(entry, &old, &new, directions.sent, changes);
    let pairs = field_pairs(was, is);
    order(entry, &pairs, directions, changes);
}

fn fields<'a>(entry: &Entry, (was, is): (&'a Table, &'a Table), directions: Directions, changes: &mut Collector<'a>) {
    let subject = |table: &Table, field: &Field| format!("field `{}` of `{}`", field.key, table.name);
    let text = |api: &Api, field: &Field| {
        let ty = types::name(api, &field.ty);
        let mandatory = if field.mandatory { ", mandatory" } else { "" };
        let optional = if field.optional && !field.mandatory { ", optional" } else { "" };
        format!("{ty}{mandatory}{optional}")
    };
    let pairs = field_pairs(was, is);
    for field in pairs.removed() {
        let wire = match (directions, field.optional) {
            (Directions { sent: true, .. }, _) => {
                Judgment::breaking("the service does not know it any more, and clients of the old state may send it")
            }
            (Directions { received: true, .. }, false) => {
                Judgment::breaking("clients of the old state cannot read responses without it")
            }
            (Directions { received: true, .. }, true) => {
                Judgment::compatible("clients of the old state read responses without it")
            }
            _ => SAME_WIRE,
        };
        changes.removed(field_id(&entry.old, field), subject(was, field), text(changes.old, field), FROM_CODE, wire);
    }
    for field in pairs.added() {
        let wire = match (directions, field.mandatory) {
            (Directions { sent: true, .. }, true) => {
                Judgment::breaking("clients of the old state do not send it, and it is required")
            }
            (Directions { sent: true, .. }, false) => {
                Judgment::compatible("requests without it are accepted as before")
            }
            (Directions { received: true, .. }, _) => Judgment::compatible("clients of the old state ignore it"),
            _ => SAME_WIRE,
        };
        changes.added(field_id(&entry.new, field), subject(is, field), text(changes.new, field), FROM_CODE, wire);
    }
    for (old, new) in pairs.both() {
        let ids = (field_id(&entry.old, old), field_id(&entry.new, new));
        let entry = changes.entry(subject(is, new), ids.0, ids.1);
        field(&entry, (old, new), directions, changes);
    }
}

/// Compares the fields that always have the same value. Callers do not see them.
fn constants<'a>(
    entry: &Entry,
    (was, is): (&'a Table, &'a Table),
    directions: Directions,
    changes: &mut Collector<'a>,
) {
    let used = |wire| if directions.sent { wire } else { SAME_WIRE };
    let subject = |table: &Table, constant: &Constant| format!("field `{}` of `{}`", constant.field.key, table.name);
    let literal = |value: &Literal| types::literal(&Some(value.clone()));
    let shown = |constant: &Constant| format!("constant {}", literal(&constant.value).unwrap_or_default());
    let pairs = Pairs::new(&was.constants, &is.constants, |constant| &constant.field.name);
    for old in pairs.removed() {
        let wire = used(Judgment::breaking("the service does not know it any more, or accepts other values"));
        changes.removed(field_id(&entry.old, &old.field), subject(was, old), shown(old), FROM_CODE, wire);
    }
    for new in pairs.added() {
        let wire = used(Judgment::breaking("clients of the old state do not send it, or send other values"));
        changes.added(field_id(&entry.new, &new.field), subject(is, new), shown(new), FROM_CODE, wire);
    }
    for (old, new) in pairs.both() {
        let Constant { field, value } = new;
        let ids = (field_id(&entry.old, &old.field), field_id(&entry.new, field));
        let entry = changes.entry(subject(is, new), ids.0, ids.1);
        let wire = used(Judgment::breaking("clients of the old state send another value"));
        changes.optional(&entry, "constant", (&literal(&old.value), &literal(value)), UNCHANGED, wire);
        self::field(&entry, (&old.field, field), directions, changes);
    }
    changes.order(entry, "constants", &pairs, |constant| &constant.field.key);
}

/// Pairs the fields of both states. A field with the same name on the wire under another key is a renamed one.
fn field_pairs<'a>(was: &'a Table, is: &'a Table) -> Pairs<'a, Field> {
    Pairs::new(&was.fields, &is.fields, |field| &field.ident).or_by(|_, field| &field.name)
}

/// The constructor takes required fields by position. If they are in another order, programs may compile as before, but
/// send values under wrong names.
fn order(entry: &Entry, pairs: &Pairs<'_, Field>, directions: Directions, changes: &mut Collector<'_>) {
    let Some((old, new)) = pairs.reordered(|_, _| true) else { return };
    let is_swapped = directions.sent && pairs.reordered(|was, is| was.mandatory && is.mandatory).is_some();
    let callers = if is_swapped { SWAPPED } else { NEW_ORDER };
    let names = |all: &[&Field]| Some(all.iter().map(|field| field.key.as_str()).collect::<Vec<_>>().join(", "));
    changes.change(entry, "fields", (names(&old), names(&new)), Callers::Is(callers), SAME_WIRE);
}

fn field(entry: &Entry, (was, is): (&Field, &Field), directions: Directions, changes: &mut Collector<'_>) {
    let Field {
        key,
        name,
        alias,
        // Follows from the key.
        ident: _,
        setter,
        // Follows from the use of the table in a merge patch.
        clear: _,
        ty,
        join,
        encoded,
        single_or_list,
        marked_mandatory,
        mandatory,
        optional,
        // Follows from the types.
        is_boxed: _,
        rule,
        default,
        doc,
        deprecated,
        unit,
        note,
        not_found,
        example,
    } = is;
    let used = |judgment| if directions.sent || directions.received { judgment } else { SAME_WIRE };
    let is_read = |old: &String| old == name || Some(old) == alias.as_ref();
    let wire = match !directions.sent && is_read(&was.name) {
        true => used(Judgment::compatible("the client reads the old name as well")),
        false => used(Judgment::breaking("clients of the old state read and send the old name")),
    };
    let names = if (&was.key, key) == (&was.name, name) { "key" } else { "name" };
    changes.text(entry, names, (&was.name, name), UNCHANGED, wire);
    if was.name == *name {
        changes.text(entry, "key", (&was.key, key), FROM_CODE, SAME_WIRE);
    }
    changes.text(entry, "setter", (&was.setter, setter), FROM_CODE, SAME_WIRE);
    let wire = match was.alias.as_ref().is_none_or(is_read) {
        true => used(Judgment::compatible("the client reads all names that it read")),
        false => used(Judgment::breaking("responses with the old alias are not read any more")),
    };
    changes.optional(entry, "alias", (&was.alias, alias), UNCHANGED, wire);
    parameters::type_and_rule(entry, (&was.ty, ty), (was.rule, *rule), directions, changes);
    let wire = used(match (encoded, directions.sent) {
        (true, false) => Judgment::compatible("the client reads both forms"),
        _ => Judgment::breaking("clients of the old state use another form of the value"),
    });
    let form = used(Judgment::breaking("clients of the old state use another form of the value"));
    changes.fact(entry, "join", (&was.join, join), |join| join.map(String::from), UNCHANGED, form);
    changes.flag(entry, "encoded", (was.encoded, *encoded), UNCHANGED, wire);
    let wire = used(match single_or_list {
        true => Judgment::compatible("the client reads one more form"),
        false => Judgment::breaking("an item alone is not read any more"),
    });
    changes.flag(entry, "single_or_list", (was.single_or_list, *single_or_list), UNCHANGED, wire);
    let exported = Judgment::documentation("only exported documents show it");
    changes.flag(entry, "marked_mandatory", (was.marked_mandatory, *marked_mandatory), UNCHANGED, exported);
    let wire = match (directions.sent, mandatory) {
        (false, _) => SAME_WIRE,
        (true, true) => Judgment::breaking("requests without it are refused"),
        (true, false) => Judgment::compatible("requests with it are accepted as before"),
    };
    changes.flag(entry, "mandatory", (was.mandatory, *mandatory), FROM_CODE, wire);
    if was.mandatory == *mandatory || directions.received {
        self::optional(entry, (was.optional, *optional), directions, changes);
    }
    let defaults = (&types::literal(&was.default), &types::literal(default));
    parameters::default(entry, defaults, directions, changes);
    changes.doc(entry, (&was.doc, doc));
    changes.deprecated(entry, (&was.deprecated, deprecated));
    parameters::unit(entry, (was.unit, *unit), directions.sent || directions.received, changes);
    changes.optional(entry, "note", (&was.note, note), DOCUMENTED, SAME_WIRE);
    parameters::not_found(entry, (&was.not_found, not_found), changes);
    let wire = Judgment::documentation("only exported documents and the emulator show it");
    changes.optional(entry, "example", (&was.example, example), UNCHANGED, wire);
}

fn optional(entry: &Entry, (was, is): (bool, bool), directions: Directions, changes: &mut Collector<'_>) {
    let wire = match (directions.received, is) {
        (false, _) => SAME_WIRE,
        (true, true) => Judgment::breaking("clients of the old state cannot read responses without it"),
        (true, false) => Judgment::compatible("responses with it are read as before"),
    };
    changes.flag(entry, "optional", (was, is), FROM_CODE, wire);
}
