//! Compares the parameters of operations, and those that the client itself puts into paths.

use super::change::{Judgment, SAME_WIRE, State};
use super::collect::{
    Callers, Collector, DOCUMENTED, Entry, FROM_CODE, FROM_DOCUMENTED_CODE, Id, NEW_ORDER, Pairs, SWAPPED, UNCHANGED,
};
use super::types;
use super::usage::Directions;
use crate::model::{Api, Field, Location, Parameter, Segment, Type, ValueRule, WireName};

/// Where parameters are defined.
pub(super) struct Owner<'a> {
    /// Who has the parameters, as in `` `list_jobs` ``.
    pub(super) subject: &'a str,
    pub(super) old: &'a Id,
    pub(super) new: &'a Id,
    /// The fields of the items that parameters select by, in both states.
    pub(super) items: (&'a [Field], &'a [Field]),
    /// The paths that hold parameters, in both states.
    pub(super) paths: (&'a [Segment], &'a [Segment]),
}

pub(super) fn compare<'a>(
    owner: &Owner<'_>,
    (old, new): (&'a [Parameter], &'a [Parameter]),
    id: impl Fn(&Id, &Parameter) -> Id,
    changes: &mut Collector<'a>,
) {
    let pairs = Pairs::new(old, new, |parameter| &parameter.name).or_by(|state, parameter| {
        let (all, path) = if state == State::Old { (old, owner.paths.0) } else { (new, owner.paths.1) };
        on_the_wire(parameter, all, path)
    });
    let subject = |parameter: &Parameter| format!("{} `{}` of {}", kind(parameter), parameter.name, owner.subject);
    for was in pairs.removed() {
        let wire =
            Judgment::breaking("the service does not know it any more, and clients of the old state may send it");
        changes.removed(id(owner.old, was), subject(was), text(changes.old, was), FROM_CODE, wire);
    }
    for is in pairs.added() {
        let wire = match is.mandatory {
            true => Judgment::breaking("clients of the old state do not send it, and it is required"),
            false => Judgment::compatible("requests without it are accepted as before"),
        };
        changes.added(id(owner.new, is), subject(is), text(changes.new, is), FROM_CODE, wire);
    }
    for (was, is) in pairs.both() {
        let entry = changes.entry(subject(is), id(owner.old, was), id(owner.new, is));
        parameter(&entry, (was, is), owner.items, changes);
    }
    let entry = Entry { subject: owner.subject.to_owned(), old: owner.old.clone(), new: owner.new.clone() };
    order(&entry, &pairs, changes);
}

/// Returns what identifies a parameter on the wire: in a path its position, otherwise its names.
fn on_the_wire(parameter: &Parameter, all: &[Parameter], path: &[Segment]) -> (&'static str, String) {
    let WireName { ak_sk, account } = &parameter.wire;
    let is_here =
        |segment: &Segment| matches!(segment, Segment::Parameter(index) if all[*index].name == parameter.name);
    let names = match path.iter().position(is_here) {
        Some(position) => position.to_string(),
        None => format!("{ak_sk} {account}"),
    };
    (place(parameter.location), names)
}

fn kind(parameter: &Parameter) -> &'static str {
    if parameter.location == Location::Body { "body field" } else { "parameter" }
}

fn text(api: &Api, parameter: &Parameter) -> String {
    let ty = types::name(api, &parameter.ty.as_field().0);
    if parameter.mandatory { format!("{ty}, mandatory") } else { ty }
}

/// Arguments of the method are passed by position. If they are in another order, programs may compile as before, but
/// send values under wrong names.
fn order(entry: &Entry, pairs: &Pairs<'_, Parameter>, changes: &mut Collector<'_>) {
    let Some((old, new)) = pairs.reordered(|_, _| true) else { return };
    let is_swapped = pairs.reordered(|was, is| was.mandatory && is.mandatory).is_some();
    let callers = if is_swapped { SWAPPED } else { NEW_ORDER };
    let names = |all: &[&Parameter]| Some(all.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", "));
    changes.change(entry, "parameters", (names(&old), names(&new)), Callers::Is(callers), SAME_WIRE);
}

fn parameter(
    entry: &Entry,
    (was, is): (&Parameter, &Parameter),
    items: (&[Field], &[Field]),
    changes: &mut Collector<'_>,
) {
    let Parameter {
        name,
        // Follows from the name.
        ident: _,
        // Follows from the content type of the operation.
        clear: _,
        wire,
        location,
        ty,
        mandatory,
        marked_mandatory,
        join,
        constant,
        sends_default,
        also_text,
        default,
        deprecated,
        unit,
        doc,
        note,
        not_found,
        filters_by,
        searches_in,
    } = is;
    changes.text(entry, "key", (&was.name, name), FROM_DOCUMENTED_CODE, SAME_WIRE);
    let moved = match location {
        Location::Path => Judgment::documentation("only exported documents show the name of a parameter in a path"),
        _ => Judgment::breaking("clients of the old state send it under the old name"),
    };
    changes.fact(entry, "name", (&was.wire, wire), |name| Some(wire_name(name)), UNCHANGED, moved);
    let moved = Judgment::breaking("clients of the old state send it in another part of the request");
    changes.fact(
        entry,
        "in",
        (&was.location, location),
        |location| Some(place(*location).to_owned()),
        UNCHANGED,
        moved,
    );
    let ((was_type, was_rule), (is_type, is_rule)) = (was.ty.as_field(), ty.as_field());
    type_and_rule(entry, (&was_type, &is_type), (was_rule, is_rule), Directions::SENT, changes);
    let wire = match mandatory {
        true => Judgment::breaking("requests without it are refused"),
        false => Judgment::compatible("requests with it are accepted as before"),
    };
    changes.flag(entry, "mandatory", (was.mandatory, *mandatory), FROM_CODE, wire);
    let exported = Judgment::documentation("only exported documents show it");
    changes.flag(entry, "marked_mandatory", (was.marked_mandatory, *marked_mandatory), UNCHANGED, exported.clone());
    changes.flag(entry, "also_type", (was.also_text, *also_text), UNCHANGED, exported);
    let wire = Judgment::compatible("requests without a value are valid as before, but hold another default or none");
    changes.flag(entry, "send_default", (was.sends_default, *sends_default), UNCHANGED, wire);
    let wire = Judgment::breaking("clients of the old state send the list in another form");
    changes.optional(entry, "join", (&was.join, join), UNCHANGED, wire);
    self::constant(entry, (&types::literal(&was.constant), &types::literal(constant)), changes);
    self::default(entry, (&types::literal(&was.default), &types::literal(default)), Directions::SENT, changes);
    changes.doc(entry, (&was.doc, doc));
    changes.deprecated(entry, (&was.deprecated, deprecated));
    self::unit(entry, (was.unit, *unit), true, changes);
    changes.optional(entry, "note", (&was.note, note), DOCUMENTED, SAME_WIRE);
    self::not_found(entry, (&was.not_found, not_found), changes);
    let name = |fields: &[Field], index: &usize| fields.get(*index).map(|field| field.key.clone());
    let selects = Judgment::compatible("requests stay the same, but select other items");
    let (old, new) = (was.filters_by.and_then(|it| name(items.0, &it)), filters_by.and_then(|it| name(items.1, &it)));
    changes.optional(entry, "filters_by", (&old, &new), UNCHANGED, selects.clone());
    let names = |fields: &[Field], all: &[usize]| {
        let names: Vec<_> = all.iter().filter_map(|index| name(fields, index)).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let (old, new) = (names(items.0, &was.searches_in), names(items.1, searches_in));
    changes.optional(entry, "searches_in", (&old, &new), UNCHANGED, selects);
}

/// Compares the type of a parameter or a field, and the rule for its values.
pub(super) fn type_and_rule(
    entry: &Entry,
    (was, is): (&Type, &Type),
    (was_rule, is_rule): (ValueRule, ValueRule),
    directions: Directions,
    changes: &mut Collector<'_>,
) {
    let names = (types::name(changes.old, was), types::name(changes.new, is));
    let wire = changes.judge_types(was, is, directions);
    changes.text(entry, "type", (&names.0, &names.1), FROM_CODE, wire);
    let (was_parts, is_parts) = (rule_parts(was_rule), rule_parts(is_rule));
    let part = |parts: &[(&str, ValueRule)], key: &str| {
        parts.iter().find(|(known, _)| *known == key).map_or(ValueRule::Any, |(_, rule)| *rule)
    };
    for key in ["range", "length", "characters", "first_character", "last_character", "item_count"] {
        let (was, is) = (part(&was_parts, key), part(&is_parts, key));
        let wire = match directions.sent {
            true => types::judge_rules(was, is),
            false => Judgment::documentation("the client does not check responses"),
        };
        changes.fact(entry, key, (&was, &is), |rule| types::rule(*rule), FROM_DOCUMENTED_CODE, wire);
    }
}

/// Returns the rules of which a rule consists, by the keys that they have in the spec.
fn rule_parts(rule: ValueRule) -> Vec<(&'static str, ValueRule)> {
    match rule {
        ValueRule::Any => Vec::new(),
        ValueRule::Range(..) | ValueRule::Fraction(..) => vec![("range", rule)],
        ValueRule::Items(..) => vec![("item_count", rule)],
        ValueRule::Text(rule) => rule.parts().into_iter().map(|(key, part)| (key, ValueRule::Text(part))).collect(),
    }
}

/// Compares the unit of a number.
pub(super) fn unit(entry: &Entry, (was, is): (Option<&str>, Option<&str>), is_used: bool, changes: &mut Collector<'_>) {
    let wire = match (was, is) {
        (Some(_), Some(_)) if is_used => Judgment::breaking("the same number is another amount"),
        _ => SAME_WIRE,
    };
    changes.fact(entry, "unit", (&was, &is), |unit| unit.map(str::to_owned), DOCUMENTED, wire);
}

/// Compares the constant of a parameter, which no caller passes.
fn constant(entry: &Entry, constants: (&Option<String>, &Option<String>), changes: &mut Collector<'_>) {
    let wire = match constants.1 {
        Some(_) => Judgment::breaking("clients of the old state send another value"),
        None => Judgment::compatible("the service accepts other values, too"),
    };
    changes.optional(entry, "constant", constants, FROM_CODE, wire);
}

pub(super) fn default(
    entry: &Entry,
    defaults: (&Option<String>, &Option<String>),
    directions: Directions,
    changes: &mut Collector<'_>,
) {
    let wire = match directions.sent {
        true => Judgment::compatible("requests stay the same, but those without a value have another effect"),
        false => SAME_WIRE,
    };
    changes.optional(entry, "default", defaults, DOCUMENTED, wire);
}

pub(super) fn not_found(entry: &Entry, codes: (&Option<String>, &Option<String>), changes: &mut Collector<'_>) {
    let wire = Judgment::compatible("requests stay the same, but a missing thing is rejected with another error code");
    changes.optional(entry, "not_found", codes, DOCUMENTED, wire);
}

fn wire_name(name: &WireName) -> String {
    let WireName { ak_sk, account } = name;
    if ak_sk == account { ak_sk.clone() } else { format!("ak_sk: {ak_sk}, account: {account}") }
}

fn place(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Body => "body",
        Location::Header => "header",
    }
}
