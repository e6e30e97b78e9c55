//! What goes over the wire, compared.

use std::collections::BTreeMap;

use super::{Change, Changes, Class, Side};
use crate::model::{
    Api, Code, CodeKind, Field, Literal, Location, Operation, Parameter, ParameterType, Resource, Rule, Table, Type,
    ValueRule, WireName,
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

/// Calls `compare` for what is in both lists, by a name; what is new or gone is told by the other side.
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
    /// Notes a fact that is another one now.
    fn fact<T: PartialEq>(
        &mut self,
        class: Class,
        place: &str,
        what: &str,
        was: &T,
        is: &T,
        words: impl Fn(&T) -> String,
    ) {
        if was != is {
            self.push(class, place, format!("{what} is {}, was {}", words(is), words(was)));
        }
    }
}

fn literal(value: &Option<Literal>) -> String {
    match value {
        None => "nothing".to_owned(),
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
            None => changes.push(Class::Breaking, region, "the region is gone"),
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
            changes.fact(Class::Compatible, name, "what the status asks for", &was.asks, &is.asks, quoted);
        },
    );
    let codes = |api: &Api| api.error_codes.iter().map(|code| code.code.clone()).collect::<Vec<_>>();
    let (was, is) = (codes(old), codes(new));
    for code in was.iter().filter(|code| !is.contains(code)) {
        changes.push(Class::Compatible, code, "the error code is not known any more");
    }
    for code in is.iter().filter(|code| !was.contains(code)) {
        changes.push(Class::Compatible, code, "the error code is known now");
    }
}

fn operation(name: &str, (old, was): (&Api, &Operation), (new, is): (&Api, &Operation), changes: &mut Changes) {
    let address = |api: &Api, operation: &Operation| {
        format!("{} {}", operation.method.as_str(), operation.template(&api.service))
    };
    changes.fact(Class::Compatible, name, "the call", &address(old, was), &address(new, is), quoted);
    changes.fact(Class::Compatible, name, "the status of success", &was.success, &is.success, ToString::to_string);
    let repeated = |idempotent: &bool| if *idempotent { "yes" } else { "no" }.to_owned();
    changes.fact(Class::Compatible, name, "whether it may be sent again", &was.idempotent, &is.idempotent, repeated);
    changes.fact(Class::Compatible, name, "the list", &paging(old, was), &paging(new, is), Clone::clone);
    let mandatory = |operation: &Operation| -> Vec<String> {
        let parameters = operation.parameters.iter().filter(|parameter| parameter.mandatory);
        parameters.map(|parameter| parameter.name.clone()).collect()
    };
    arguments(name, &mandatory(was), &mandatory(is), changes);
    let names =
        |operation: &Operation| operation.parameters.iter().map(|parameter| parameter.name.clone()).collect::<Vec<_>>();
    rules(name, (&was.rules, &names(was)), (&is.rules, &names(is)), changes);
    both(
        was.parameters.iter(),
        is.parameters.iter(),
        |parameter| parameter.name.clone(),
        |part, was, is| {
            parameter(&format!("{name}, {part}"), was, is, changes);
        },
    );
}

/// How a list is paged, in words.
fn paging(api: &Api, operation: &Operation) -> String {
    let (Some(pages), Some(response)) = (&operation.pages, operation.response) else { return "not paged".to_owned() };
    let what = if pages.by_item { "items" } else { "pages" };
    let fields = &api.table(response).fields;
    let total =
        pages.total.map_or_else(|| "no total".to_owned(), |total| format!("the total `{}`", fields[total].name));
    let (page, size) = (&operation.parameters[pages.page].name, &operation.parameters[pages.size].name);
    format!(
        "told by `{page}` in {what} from {} and by `{size}` ({} by default), with the items `{}` and {total}",
        pages.first, pages.default_size, fields[pages.items].name,
    )
}

/// Notes that arguments stand for something else. A caller names none of them: what compiles on would send the values
/// the wrong way round. Where there are more or fewer of them, callers see it.
fn arguments(place: &str, was: &Vec<String>, is: &Vec<String>, changes: &mut Changes) {
    if was.len() == is.len() {
        changes.fact(Class::Breaking, place, "the order of arguments", was, is, |names| names.join(", "));
    }
}

fn parameter(place: &str, was: &Parameter, is: &Parameter, changes: &mut Changes) {
    let words = |wire: &WireName| {
        if wire.ak_sk == wire.account { quoted(&wire.ak_sk) } else { format!("`{}` or `{}`", wire.ak_sk, wire.account) }
    };
    changes.fact(Class::Compatible, place, "the name", &was.wire, &is.wire, words);
    changes.fact(Class::Compatible, place, "the place", &was.location, &is.location, place_of);
    changes.fact(Class::Compatible, place, "the default", &was.default, &is.default, literal);
    changes.fact(
        Class::Compatible,
        place,
        "whether the default is sent",
        &was.sends_default,
        &is.sends_default,
        ToString::to_string,
    );
    not_found(place, &was.not_found, &is.not_found, changes);
    limits(place, rule(&was.ty), rule(&is.ty), changes);
}

fn not_found(place: &str, was: &Option<String>, is: &Option<String>, changes: &mut Changes) {
    let words = |code: &Option<String>| code.as_ref().map_or_else(|| "not known".to_owned(), quoted);
    changes.fact(Class::Compatible, place, "the error code if it does not exist", was, is, words);
}

/// The limits of a parameter's values. Where the type itself has changed, callers see it.
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
    let words = |rule: ValueRule| {
        let words = rule.words();
        if words.is_empty() { "anything".to_owned() } else { words }
    };
    let ((min, max), (new_min, new_max)) = (bounds(was), bounds(is));
    if (min, max) == (new_min, new_max)
        || std::mem::discriminant(&was) != std::mem::discriminant(&is) && was != ValueRule::Any && is != ValueRule::Any
    {
        return;
    }
    // What was accepted and is refused now fails before it is sent.
    let class = if new_min > min || new_max < max { Class::Breaking } else { Class::Compatible };
    changes.push(class, place, format!("allowed is {}, was {}", words(is), words(was)));
}

fn rules(
    place: &str,
    (was, old_names): (&[Rule], &[String]),
    (is, new_names): (&[Rule], &[String]),
    changes: &mut Changes,
) {
    let words = |rules: &[Rule], names: &[String]| -> Vec<String> {
        rules.iter().map(|rule| rule.words(|index| &names[index])).collect()
    };
    let (was, is) = (words(was, old_names), words(is, new_names));
    for rule in was.iter().filter(|rule| !is.contains(rule)) {
        changes.push(Class::Compatible, place, format!("this holds no more: {rule}"));
    }
    for rule in is.iter().filter(|rule| !was.contains(rule)) {
        changes.push(Class::Breaking, place, format!("this holds now: {rule}"));
    }
}

fn tables(old: &Api, new: &Api, changes: &mut Changes) {
    let [old, new] = [old, new].map(|api| named(api, |resource| &resource.tables, |table| &table.name));
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

/// What all resources have of a kind, by its path.
fn named<T>(api: &Api, of: fn(&Resource) -> &Vec<T>, name: fn(&T) -> &str) -> Vec<(String, &T)> {
    let resources = api.resources.iter();
    resources
        .flat_map(|resource| of(resource).iter().map(|item| (format!("{}::{}", resource.module, name(item)), item)))
        .collect()
}

fn field(place: &str, was: &Field, is: &Field, changes: &mut Changes) {
    changes.fact(Class::Compatible, place, "the name", &was.name, &is.name, quoted);
    let other = |name: &Option<String>| name.as_ref().map_or_else(|| "none".to_owned(), quoted);
    changes.fact(Class::Compatible, place, "the other name", &was.also, &is.also, other);
    changes.fact(
        Class::Compatible,
        place,
        "whether it comes as a text of JSON",
        &was.encoded,
        &is.encoded,
        ToString::to_string,
    );
    not_found(place, &was.not_found, &is.not_found, changes);
    if matches!((&was.ty, &is.ty), (Type::Number(_), Type::Number(_)) | (Type::Text, Type::Text)) {
        limits(place, was.rule, is.rule, changes);
    }
}

fn codes(old: &Api, new: &Api, changes: &mut Changes) {
    let [old, new] = [old, new].map(|api| named(api, |resource| &resource.codes, |codes| &codes.name));
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
