//! Compares operations.

use super::change::{Judgment, SAME_CODE, SAME_WIRE, State};
use super::collect::{Callers, Collector, DOCUMENTED, Entry, FROM_CODE, FROM_DOCUMENTED_CODE, Id, Pairs, UNCHANGED};
use super::parameters::{self, Owner};
use super::rules::{self, Rules};
use super::types;
use super::usage::Directions;
use crate::check::words;
use crate::model::{Api, Field, Group, Location, Operation, PageBy, Pages, Parameter, Reference, ResponseBody, Sort};

/// An operation and its group.
pub(super) type Located<'a> = (&'a Group, &'a Operation);

pub(super) fn id((group, operation): Located<'_>) -> Id {
    Id::new(&group.file, &["operations", &operation.name])
}

/// Returns the place of a parameter in an operation.
pub(super) fn parameter_id(operation: &Id, parameter: &Parameter) -> Id {
    let section = if parameter.location == Location::Body { "body" } else { "parameters" };
    operation.child(section, &parameter.name)
}

/// Returns the full name of an operation: names may repeat in other files.
fn subject((_, operation): Located<'_>) -> String {
    format!("`{}`", operation.id)
}

pub(super) fn compare<'a>(changes: &mut Collector<'a>) {
    let all = |api: &'a Api| -> Vec<Located<'a>> {
        let located = |group: &'a Group| group.operations.iter().map(move |operation| (group, operation));
        api.groups.iter().flat_map(located).collect()
    };
    let (old, new) = (all(changes.old), all(changes.new));
    let (old_api, new_api) = (changes.old, changes.new);
    let pairs = Pairs::new(&old, &new, |(_, operation)| &operation.id)
        .or_by(|state, (_, operation)| address(if state == State::Old { old_api } else { new_api }, operation));
    for was in pairs.removed() {
        let wire = Judgment::breaking("the service does not know it any more");
        changes.removed(id(*was), format!("operation {}", subject(*was)), http(old_api, was.1), FROM_CODE, wire);
    }
    for is in pairs.added() {
        let wire = Judgment::compatible("other requests stay the same");
        changes.added(id(*is), format!("operation {}", subject(*is)), http(new_api, is.1), FROM_CODE, wire);
    }
    for (was, is) in pairs.both() {
        let entry = changes.entry(format!("operation {}", subject(*is)), id(*was), id(*is));
        changes.text(&entry, "file", (&was.0.file, &is.0.file), FROM_DOCUMENTED_CODE, SAME_WIRE);
        operation(&entry, (*was, *is), changes);
    }
}

/// Returns method and path without the names of parameters, which are not on the wire.
fn address(api: &Api, operation: &Operation) -> String {
    let is_parameter = |segment: &&str| segment.starts_with('{');
    let http = http(api, operation);
    http.split('/').map(|segment| if is_parameter(&segment) { "{}" } else { segment }).collect::<Vec<_>>().join("/")
}

/// Returns method and path.
fn http(api: &Api, operation: &Operation) -> String {
    format!("{} {}", operation.method.as_str(), operation.template(&api.service))
}

fn operation<'a>(entry: &Entry, (was, is): (Located<'a>, Located<'a>), changes: &mut Collector<'a>) {
    let (old, new) = (was.1, is.1);
    let Operation {
        name,
        id,
        // Follow from the name.
        ident: _,
        builder: _,
        constant: _,
        method: _,
        path,
        doc,
        source,
        deprecated,
        parameters,
        content_type,
        rules,
        success,
        idempotent,
        response: _,
        failure,
        pages,
        sort,
    } = new;
    changes.text(entry, "key", (&old.name, name), FROM_DOCUMENTED_CODE, SAME_WIRE);
    if old.name == *name {
        let exported = Judgment::documentation("exported documents name it differently");
        changes.text(entry, "full name", (&old.id, id), FROM_DOCUMENTED_CODE, exported);
    }
    let wire = match address(changes.old, old) == address(changes.new, new) {
        true => Judgment::documentation("only exported documents show the names of parameters in a path"),
        false => Judgment::breaking("the service does not know the request of clients of the old state"),
    };
    let http = (http(changes.old, old), http(changes.new, new));
    changes.text(entry, "http", (&http.0, &http.1), DOCUMENTED, wire);
    changes.doc(entry, (&old.doc, doc));
    changes.deprecated(entry, (&old.deprecated, deprecated));
    changes.optional(entry, "source", (&old.source, source), DOCUMENTED, SAME_WIRE);
    let wire = match success.iter().all(|status| old.success.contains(status)) {
        true => Judgment::compatible("clients of the old state expect all of the statuses"),
        false => Judgment::breaking("clients of the old state expect the old status"),
    };
    let statuses = |all: &Vec<u16>| Some(all.iter().map(u16::to_string).collect::<Vec<_>>().join(", "));
    changes.fact(entry, "success", (&old.success, success), statuses, FROM_CODE, wire);
    let wire = Judgment::breaking("clients of the old state send another content type, and fields mean something else");
    changes.optional(entry, "content_type", (&old.content_type, content_type), FROM_CODE, wire);
    let wire = match idempotent {
        true => {
            Judgment::breaking("the client repeats a request that may have taken effect, so it may take effect twice")
        }
        false => Judgment::compatible("the client does not repeat a request that may have taken effect"),
    };
    changes.fact(entry, "idempotent", (&old.idempotent, idempotent), |it| Some(it.to_string()), UNCHANGED, wire);
    self::response(entry, (old, new), changes);
    let name = |api: &Api, at: Option<Reference>| at.map(|at| api.table(at).name.clone());
    let failures = (name(changes.old, old.failure), name(changes.new, *failure));
    let exported = Judgment::documentation("only exported documents show it");
    changes.optional(entry, "failure", (&failures.0, &failures.1), UNCHANGED, exported);
    let items = (item_fields(changes.old, &old.pages), item_fields(changes.new, pages));
    let owner = Owner { subject: &subject(is), old: &entry.old, new: &entry.new, items, paths: (&old.path, path) };
    parameters::compare(&owner, (&old.parameters, parameters), parameter_id, changes);
    let names =
        |operation: &'a Operation| operation.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    let (was_rules, is_rules) = (Rules { rules: &old.rules, names: names(old) }, Rules { rules, names: names(new) });
    rules::compare(entry, &was_rules, &is_rules, true, changes);
    self::pages(entry, (old, new), changes);
    let sort_text = |operation: &Operation, sort: &Option<Sort>| {
        sort.as_ref().map(|Sort { by, order }| {
            format!("by {}, order {}", operation.parameters[*by].name, operation.parameters[*order].name)
        })
    };
    let wire = Judgment::compatible("requests stay the same, but lists are sorted by other parameters");
    changes.optional(entry, "sort", (&sort_text(old, &old.sort), &sort_text(new, sort)), UNCHANGED, wire);
}

fn response(entry: &Entry, (was, is): (&Operation, &Operation), changes: &mut Collector<'_>) {
    let wire = match (&was.response, &is.response) {
        (Some(ResponseBody::Json(was)), Some(ResponseBody::Json(is))) => {
            changes.judge_types(was, is, Directions::RECEIVED)
        }
        (Some(ResponseBody::Bytes | ResponseBody::Stream), Some(_)) => {
            Judgment::compatible("clients of the old state read any body")
        }
        (Some(_), Some(_)) => Judgment::breaking("clients of the old state cannot read the body"),
        (Some(_), None) => Judgment::breaking("clients of the old state expect a body"),
        (None, _) => Judgment::compatible("clients of the old state ignore the body"),
    };
    let text = |api: &Api, operation: &Operation| {
        operation.response.as_ref().map(|body| match body {
            ResponseBody::Json(ty) => types::name(api, ty),
            ResponseBody::Text => "String".to_owned(),
            ResponseBody::Bytes => words::BYTES.to_owned(),
            ResponseBody::Stream => words::STREAM.to_owned(),
        })
    };
    let texts = (text(changes.old, was), text(changes.new, is));
    changes.optional(entry, "response", (&texts.0, &texts.1), FROM_CODE, wire);
}

/// Returns the fields of the items of a list.
fn item_fields<'a>(api: &'a Api, pages: &Option<Pages>) -> &'a [Field] {
    pages.as_ref().map_or(&[], |pages| &api.table(pages.item).fields)
}

/// Compares how a list is split into pages.
fn pages(entry: &Entry, (was, is): (&Operation, &Operation), changes: &mut Collector<'_>) {
    let (old, new) = match (&was.pages, &is.pages) {
        (Some(old), Some(new)) => (Shown::new(changes.old, was, old), Shown::new(changes.new, is, new)),
        (None, None) => return,
        (old, new) => {
            let wire = Judgment::compatible("requests stay the same, but programs read the list in another way");
            let text = |api: &Api, operation: &Operation, pages: &Option<Pages>| {
                pages.as_ref().map(|pages| format!("items {}", Shown::new(api, operation, pages).items))
            };
            let texts = (text(changes.old, was, old), text(changes.new, is, new));
            return changes.optional(entry, "pages", (&texts.0, &texts.1), FROM_CODE, wire);
        }
    };
    let at = |id: &Id| id.child("pages", "");
    let entry = Entry { subject: format!("`pages` of {}", entry.subject), old: at(&entry.old), new: at(&entry.new) };
    let wire = Judgment::breaking("clients of the old state ask for other pages, and may miss or repeat items");
    changes.text(&entry, "page", (&old.page, &new.page), FROM_CODE, wire.clone());
    changes.optional(&entry, "next", (&old.next, &new.next), UNCHANGED, wire.clone());
    changes.fact(&entry, "first", (&old.first, &new.first), |first| Some(first.to_string()), UNCHANGED, wire.clone());
    changes.text(&entry, "size", (&old.size, &new.size), UNCHANGED, wire);
    let wire = Judgment::breaking("clients of the old state read the items from another field");
    let is_same_item = changes.type_names.get(old.item) == Some(&new.item);
    let callers = if is_same_item { SAME_CODE } else { Judgment::breaking("`.items()` returns items of another type") };
    changes.text(&entry, "items", (&old.items, &new.items), Callers::Is(callers), wire);
    let wire = Judgment::compatible("the client knows in another way when a list ends");
    changes.optional(&entry, "total", (&old.total, &new.total), UNCHANGED, wire);
    let callers = Judgment::compatible("`.items()` recognizes repeated items by another field");
    changes.optional(&entry, "key", (&old.key, &new.key), Callers::Is(callers), SAME_WIRE);
}

/// `pages` with names instead of indexes.
struct Shown<'a> {
    page: String,
    next: Option<String>,
    first: i64,
    size: String,
    items: String,
    item: &'a str,
    total: Option<String>,
    key: Option<String>,
}

impl<'a> Shown<'a> {
    fn new(api: &'a Api, operation: &Operation, pages: &Pages) -> Self {
        // The default size is the default of the parameter.
        let Pages { page, by, first, size, default_size: _, items, item, total, key } = pages;
        let field = |path: &[usize]| operation.table().map(|at| self::path(api, at, path)).unwrap_or_default();
        let parameter = |index: usize| operation.parameters[index].name.as_str();
        let (kind, next) = match by {
            PageBy::Number => ("page", None),
            PageBy::Item => ("offset", None),
            PageBy::Cursor(next) => ("cursor", Some(field(next))),
            PageBy::Marker => ("cursor", None),
        };
        Self {
            page: format!("{kind}: {}", parameter(*page)),
            next,
            first: *first,
            size: parameter(*size).to_owned(),
            items: field(items),
            item: &api.table(*item).name,
            total: total.as_deref().map(field),
            key: (!key.is_empty()).then(|| path(api, *item, key)),
        }
    }
}

/// Returns the names of fields that lead to a value, as in `metadata.id`.
pub(super) fn path(api: &Api, table: Reference, path: &[usize]) -> String {
    api.fields(table, path).map(|field| field.key.as_str()).collect::<Vec<_>>().join(".")
}
