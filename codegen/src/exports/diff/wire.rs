//! Compares what is on the wire.
//!
//! Parts of the model are destructured in full: whoever adds a field decides here whether it is on the wire. What
//! callers see (names in Rust, types, documentation) is compared in `api`.

use std::collections::BTreeMap;

use super::change::{Change, Changes, Class, Side};
use crate::model::{
    Api, Code, CodeKind, Field, Group, Literal, Location, Operation, Pages, Parameter, ParameterType, Rule, Table,
    Type, ValueRule, WireName,
};

pub(super) fn changes(old: &Api, new: &Api) -> Vec<Change> {
    let mut changes = Changes { side: Side::Wire, found: Vec::new() };
    service(old, new, &mut changes);
    both(
        old.operations(),
        new.operations(),
        |operation| operation.id.clone(),
        |name, was, is| {
            operation(name, (old, was), (new, is), &mut changes);
        },
    );
    tables(old, new, &mut changes);
    codes(old, new, &mut changes);
    changes.found
}

/// Calls `compare` for the items that are in both lists, by name. New and removed items are found in the generated code.
fn both<'a, T: 'a>(
    old: impl Iterator<Item = &'a T>,
    new: impl Iterator<Item = &'a T>,
    name: impl Fn(&T) -> String,
    mut compare: impl FnMut(&str, &'a T, &'a T),
) {
    let new: BTreeMap<String, &T> = new.map(|item| (name(item), item)).collect();
    for was in old {
        let name = name(was);
        if let Some(is) = new.get(&name) {
            compare(&name, was, is);
        }
    }
}

impl Changes {
    /// Adds a change if a fact differs.
    fn fact<T: PartialEq>(
        &mut self,
        class: Class,
        place: &str,
        what: &str,
        was: &T,
        is: &T,
        show: impl Fn(&T) -> String,
    ) {
        if was != is {
            self.push(class, place, format!("{what} changes from {} to {}", show(was), show(is)));
        }
    }
}

fn literal(value: &Option<Literal>) -> String {
    match value {
        None => "none".to_owned(),
        Some(Literal::Boolean(value)) => quoted(value),
        Some(Literal::Integer(value)) => quoted(value),
        Some(Literal::Text(value)) => quoted(value),
    }
}

fn place_of(location: &Location) -> String {
    let place = match location {
        Location::Path => "the path",
        Location::Query => "the query",
        Location::Body => "the body",
        Location::Header => "a header",
    };
    place.to_owned()
}

fn quoted(text: &impl ToString) -> String {
    format!("`{}`", text.to_string())
}

fn service(old: &Api, new: &Api, changes: &mut Changes) {
    let (old_service, new_service) = (&old.service, &new.service);
    let regions = |api: &Api| -> BTreeMap<String, (String, String)> {
        let clouds = api.service.clouds.iter();
        clouds
            .flat_map(|cloud| {
                cloud
                    .regions
                    .iter()
                    .map(|region| (region.clone(), (cloud.endpoint.clone(), cloud.iam_endpoint.clone())))
            })
            .collect()
    };
    let (was, is) = (regions(old), regions(new));
    for (region, endpoints) in &was {
        match is.get(region) {
            None => changes.push(Class::Breaking, region, "the region is removed"),
            Some(now) => changes.fact(Class::Compatible, region, "the endpoint", endpoints, now, |it| quoted(&it.0)),
        }
    }
    for region in is.keys().filter(|region| !was.contains_key(*region)) {
        changes.push(Class::Compatible, region, "the region is new");
    }
    both(
        old_service.statuses.iter(),
        new_service.statuses.iter(),
        |status| status.status.to_string(),
        |name, was, is| {
            changes.fact(Class::Compatible, name, "the action after this status", &was.action, &is.action, quoted);
        },
    );
    let codes = |api: &Api| api.error_codes.iter().map(|code| code.code.clone()).collect::<Vec<_>>();
    let (was, is) = (codes(old), codes(new));
    for code in was.iter().filter(|code| !is.contains(code)) {
        changes.push(Class::Compatible, code, "the error code is removed");
    }
    for code in is.iter().filter(|code| !was.contains(code)) {
        changes.push(Class::Compatible, code, "the error code is new");
    }
}

fn operation(name: &str, (old, was): (&Api, &Operation), (new, is): (&Api, &Operation), changes: &mut Changes) {
    let Operation {
        name: _,
        id: _,
        ident: _,
        builder: _,
        constant: _,
        method: _,
        path: _,
        doc: _,
        source: _,
        parameters,
        rules,
        success,
        idempotent,
        response: _,
        pages: _,
        sort: _,
    } = is;
    let address = |api: &Api, operation: &Operation| {
        format!("{} {}", operation.method.as_str(), operation.template(&api.service))
    };
    changes.fact(Class::Compatible, name, "the request", &address(old, was), &address(new, is), quoted);
    changes.fact(Class::Compatible, name, "the status of success", &was.success, success, ToString::to_string);
    let yes_or_no = |idempotent: &bool| if *idempotent { "yes" } else { "no" }.to_owned();
    changes.fact(Class::Compatible, name, "idempotent", &was.idempotent, idempotent, yes_or_no);
    changes.fact(Class::Compatible, name, "paging", &paging(old, was), &paging(new, is), Clone::clone);
    let mandatory = |operation: &Operation| -> Vec<String> {
        let parameters = operation.parameters.iter().filter(|parameter| parameter.mandatory);
        parameters.map(|parameter| parameter.name.clone()).collect()
    };
    arguments(name, &mandatory(was), &mandatory(is), changes);
    let names =
        |operation: &Operation| operation.parameters.iter().map(|parameter| parameter.name.clone()).collect::<Vec<_>>();
    self::rules(name, (&was.rules, &names(was)), (rules, &names(is)), changes);
    both(
        was.parameters.iter(),
        parameters.iter(),
        |parameter| parameter.name.clone(),
        |part, was, is| {
            parameter(&format!("{name}, {part}"), was, is, changes);
        },
    );
}

/// Describes how a list is split into pages.
fn paging(api: &Api, operation: &Operation) -> String {
    let (Some(pages), Some(response)) = (&operation.pages, operation.response) else { return "none".to_owned() };
    let Pages { page, by_item, first, size, default_size, items, item: _, total, key: _ } = pages;
    let unit = if *by_item { "items" } else { "pages" };
    let fields = &api.table(response).fields;
    let total = total.map_or_else(|| "no total".to_owned(), |total| format!("the total `{}`", fields[total].name));
    let (page, size) = (&operation.parameters[*page].name, &operation.parameters[*size].name);
    format!(
        "`{page}` (in {unit}, from {first}) and `{size}` (default {default_size}), with the items `{}` and {total}",
        fields[*items].name,
    )
}

/// Adds a change if arguments are in another order. A program may compile as before, but sends its values under wrong
/// names. If their number changes, that is found in the generated code.
fn arguments(place: &str, was: &Vec<String>, is: &Vec<String>, changes: &mut Changes) {
    if was.len() == is.len() {
        changes.fact(Class::Breaking, place, "the order of arguments", was, is, |names| names.join(", "));
    }
}

fn parameter(place: &str, was: &Parameter, is: &Parameter, changes: &mut Changes) {
    let Parameter {
        name: _,
        ident: _,
        wire,
        location,
        ty,
        mandatory: _,
        marked_mandatory: _,
        sends_default,
        also_text: _,
        default,
        doc: _,
        note: _,
        not_found,
        filters_by: _,
        searches_in: _,
    } = is;
    let show = |wire: &WireName| {
        if wire.ak_sk == wire.account { quoted(&wire.ak_sk) } else { format!("`{}` or `{}`", wire.ak_sk, wire.account) }
    };
    changes.fact(Class::Compatible, place, "the name", &was.wire, wire, show);
    changes.fact(Class::Compatible, place, "the place", &was.location, location, place_of);
    changes.fact(Class::Compatible, place, "the default", &was.default, default, literal);
    let sent = "whether the default is sent";
    changes.fact(Class::Compatible, place, sent, &was.sends_default, sends_default, ToString::to_string);
    self::not_found(place, &was.not_found, not_found, changes);
    limits(place, rule(&was.ty), rule(ty), changes);
}

fn not_found(place: &str, was: &Option<String>, is: &Option<String>, changes: &mut Changes) {
    let show = |code: &Option<String>| code.as_ref().map_or_else(|| "none".to_owned(), quoted);
    changes.fact(Class::Compatible, place, "the error code of a missing thing", was, is, show);
}

/// Returns the rule for a parameter's values. A change of its type is found in the generated code.
fn rule(ty: &ParameterType) -> ValueRule {
    match ty {
        ParameterType::Number { min, max, .. } => ValueRule::Range(*min, *max),
        ParameterType::Text { min, max } => ValueRule::Length(*min, *max),
        _ => ValueRule::Any,
    }
}

fn limits(place: &str, was: ValueRule, is: ValueRule, changes: &mut Changes) {
    let bounds = |rule: ValueRule| match rule {
        ValueRule::Any => (i128::MIN, i128::MAX),
        ValueRule::Range(min, max) => (min.into(), max.into()),
        ValueRule::Length(min, max) => (min.into(), max.map_or(i128::MAX, Into::into)),
    };
    let show = |rule: ValueRule| match rule.describe().trim_end_matches('.') {
        "" => "none".to_owned(),
        text => quoted(&text),
    };
    let ((min, max), (new_min, new_max)) = (bounds(was), bounds(is));
    if (min, max) == (new_min, new_max)
        || std::mem::discriminant(&was) != std::mem::discriminant(&is) && was != ValueRule::Any && is != ValueRule::Any
    {
        return;
    }
    // A value that was accepted may be refused now.
    let class = if new_min > min || new_max < max { Class::Breaking } else { Class::Compatible };
    changes.push(class, place, format!("the rule changes from {} to {}", show(was), show(is)));
}

fn rules(
    place: &str,
    (was, old_names): (&[Rule], &[String]),
    (is, new_names): (&[Rule], &[String]),
    changes: &mut Changes,
) {
    let describe = |rules: &[Rule], names: &[String]| -> Vec<String> {
        rules.iter().map(|rule| rule.describe(|index| &names[index])).collect()
    };
    let (was, is) = (describe(was, old_names), describe(is, new_names));
    for rule in was.iter().filter(|rule| !is.contains(rule)) {
        changes.push(Class::Compatible, place, format!("the rule is removed: {rule}"));
    }
    for rule in is.iter().filter(|rule| !was.contains(rule)) {
        changes.push(Class::Breaking, place, format!("the rule is new: {rule}"));
    }
}

fn tables(old: &Api, new: &Api, changes: &mut Changes) {
    let [old, new] = [old, new].map(|api| named(api, |group| &group.tables, |table| &table.name));
    both(
        old.iter(),
        new.iter(),
        |(name, _)| name.clone(),
        |name, (_, was), (_, is)| {
            let names = |fields: &[Field]| fields.iter().map(|field| field.name.clone()).collect::<Vec<_>>();
            if was.is_sent && is.is_sent {
                let mandatory = |table: &Table| -> Vec<String> {
                    let fields = table.fields.iter().filter(|field| !field.optional);
                    fields.map(|field| field.name.clone()).collect()
                };
                arguments(name, &mandatory(was), &mandatory(is), changes);
            }
            rules(name, (&was.rules, &names(&was.fields)), (&is.rules, &names(&is.fields)), changes);
            both(
                was.fields.iter(),
                is.fields.iter(),
                |field| field.ident.clone(),
                |part, was, is| {
                    field(&format!("{name}.{part}"), was, is, changes);
                },
            );
        },
    );
}

/// Returns the items of one kind of all groups, by their paths.
fn named<T>(api: &Api, of: fn(&Group) -> &Vec<T>, name: fn(&T) -> &str) -> Vec<(String, &T)> {
    let groups = api.groups.iter();
    groups.flat_map(|group| of(group).iter().map(|item| (format!("{}::{}", group.module, name(item)), item))).collect()
}

fn field(place: &str, was: &Field, is: &Field, changes: &mut Changes) {
    let Field {
        name,
        alias,
        ident: _,
        setter: _,
        ty,
        encoded,
        single_or_list: _,
        marked_mandatory: _,
        optional: _,
        rule,
        default: _,
        doc: _,
        unit: _,
        note: _,
        not_found,
        example: _,
    } = is;
    changes.fact(Class::Compatible, place, "the name", &was.name, name, quoted);
    let other = |name: &Option<String>| name.as_ref().map_or_else(|| "none".to_owned(), quoted);
    changes.fact(Class::Compatible, place, "the alias", &was.alias, alias, other);
    let json = "whether it is a string of JSON";
    changes.fact(Class::Compatible, place, json, &was.encoded, encoded, ToString::to_string);
    self::not_found(place, &was.not_found, not_found, changes);
    if matches!((&was.ty, ty), (Type::Number(_), Type::Number(_)) | (Type::Text, Type::Text)) {
        limits(place, was.rule, *rule, changes);
    }
}

fn codes(old: &Api, new: &Api, changes: &mut Changes) {
    let [old, new] = [old, new].map(|api| named(api, |group| &group.codes, |codes| &codes.name));
    both(
        old.iter(),
        new.iter(),
        |(name, _)| name.clone(),
        |name, (_, was), (_, is)| {
            both(
                was.values.iter(),
                is.values.iter(),
                |code| code.variant.clone(),
                |variant, was_code, is_code| {
                    let place = format!("{name}.{variant}");
                    let wire = |code: &Code, kind| match kind {
                        CodeKind::Number => code.number.to_string(),
                        CodeKind::Text => code.name.clone(),
                    };
                    let (was, is) = (wire(was_code, was.kind), wire(is_code, is.kind));
                    changes.fact(Class::Compatible, &place, "the code", &was, &is, quoted);
                },
            );
        },
    );
}
