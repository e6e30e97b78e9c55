//! The lists and items that the paths of the spec name.

use modelarts_codegen::model::{Api, Field, Method, Operation, Parameter, ParameterType, Reference, Type};

use super::declared::Declared;
use super::paths::{parameters, path};

/// Resources with code of their own.
const IMPLEMENTED: &[&str] = &["training_job_versions.version"];

/// The items of one kind.
#[derive(Debug)]
pub(super) struct Collection {
    /// The path of the list, which is the path of an item without its ID.
    pub(super) path: String,
    /// The table of an item.
    pub(super) item: Reference,
    /// The pointer to the ID and the name of its parameter, unless no operation names an item.
    pub(super) id: Option<(String, String)>,
    /// Whether items are seeded. They are not if a `POST` creates them and no operation lists them.
    pub(super) is_seeded: bool,
}

/// Returns the collection at a path: a list, or items that operations name although none lists them.
pub(super) fn at(api: &Api, at: &str) -> Option<Collection> {
    let declared = Declared::at(api, at);
    if declared.is_some_and(|declared| IMPLEMENTED.contains(&declared.name().as_str())) {
        return None;
    }
    let is_at = |operation: &&Operation| path(api, operation) == at;
    let is_below = |operation: &&Operation| parent(&path(api, operation)) == Some(at);
    let page = |operation: &Operation| match operation.method {
        Method::Get => Some(operation.pages.as_ref()?.item),
        _ => None,
    };
    let list = declared.and_then(Declared::item);
    let list = list.or_else(|| api.operations().filter(is_at).find_map(page));
    // A resource says itself which operation lists its things.
    let below = || api.operations().filter(|_| declared.is_none()).filter(is_below).find_map(page);
    let list = list.or_else(below);
    let naming = naming(api, at).filter(|parameter| list.is_some() || parameter.not_found.is_some());
    if list.is_none() && naming.is_none() {
        return None;
    }
    let item = list.or_else(|| unlisted_table(api, at))?;
    let id = naming.map(|parameter| {
        let declared = declared.and_then(|declared| declared.key(api));
        (declared.unwrap_or_else(|| id_pointer(api, item, &parameter.name)), parameter.name.clone())
    });
    let is_created = || api.operations().filter(is_at).any(|operation| operation.method == Method::Post);
    Some(Collection { path: at.to_owned(), item, id, is_seeded: list.is_some() || !is_created() })
}

/// Returns the path of the items of a list such as `…/boxes/detail`.
fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').filter(|(_, last)| *last != "{}").map(|(parent, _)| parent)
}

/// Returns the collection of a list: the one at its own path or at the path before its last segment, or another one
/// with the same table if no operation names an item of the list.
pub(super) fn listed(api: &Api, list: &Operation, item: Reference) -> Collection {
    let own = path(api, list);
    let declared = Declared::listed_by(api, list).and_then(|declared| declared.path(api));
    let at_own = at(api, declared.as_deref().unwrap_or(&own));
    let has_id = |collection: &Collection| collection.id.is_some();
    if let Some(collection) = at_own.filter(has_id) {
        return collection;
    }
    let at_parent = parent(&own).and_then(|parent| at(api, parent));
    if let Some(collection) = at_parent.filter(|collection| has_id(collection) && collection.item == item) {
        return collection;
    }
    let depth = parameters(api, list).len();
    let is_alike = |other: &&Operation| {
        other.pages.as_ref().is_some_and(|pages| pages.item == item) && parameters(api, other).len() == depth
    };
    let others = api.operations().filter(is_alike).filter_map(|other| at(api, &path(api, other)));
    let other = others.into_iter().find(|other| other.id.is_some());
    other.unwrap_or(Collection { path: own, item, id: None, is_seeded: true })
}

/// Returns the parameter that is the ID of an item. Codes and booleans are no IDs.
fn naming<'a>(api: &'a Api, at: &str) -> Option<&'a Parameter> {
    let parameters = api.operations().flat_map(|operation| {
        parameters(api, operation).into_iter().map(|(path, index)| (path, &operation.parameters[index]))
    });
    let mut naming = parameters.filter(|(path, _)| path == at).map(|(_, parameter)| parameter);
    naming.find(|parameter| matches!(parameter.ty, ParameterType::Number { .. } | ParameterType::Text(_)))
}

/// Returns the table of an item that no operation lists: that of the operation at its path, or else of the one that
/// creates it.
///
/// If no operation shows the item, any table is right: then only its existence matters.
fn unlisted_table(api: &Api, at: &str) -> Option<Reference> {
    let item = format!("{at}/{{}}");
    let mut showing = api.operations().filter(|operation| path(api, operation) == item);
    let shown = showing.find_map(Operation::table);
    let mut creating =
        api.operations().filter(|operation| operation.method == Method::Post && path(api, operation) == at);
    shown.or_else(|| creating.find_map(Operation::table)).or_else(|| {
        let mut groups = api.groups.iter().enumerate();
        let group = groups.find(|(_, described)| !described.tables.is_empty())?.0;
        Some(Reference { group, index: 0 })
    })
}

/// Returns the pointer to the ID in an item.
///
/// The ID is the field with the name of the parameter, or with the end of that name (`id` for `box_id`), or the only
/// field that ends in `id`; in the item or else in an object of it. If there is none, the ID is not shown.
fn id_pointer(api: &Api, item: Reference, parameter: &str) -> String {
    let fields = &api.table(item).fields;
    if let Some(name) = id_field(fields, parameter) {
        return format!("/{name}");
    }
    let mut inner = fields.iter().filter_map(|field| match field.ty {
        Type::Table(at) => Some((&field.name, id_field(&api.table(at).fields, parameter)?)),
        _ => None,
    });
    inner.next().map_or_else(|| format!("/{parameter}"), |(object, name)| format!("/{object}/{name}"))
}

fn id_field<'a>(fields: &'a [Field], parameter: &str) -> Option<&'a str> {
    let is_plain = |ty: &Type| matches!(ty, Type::Number(_) | Type::Text | Type::Timestamp(_));
    let names = || fields.iter().filter(|field| is_plain(&field.ty)).map(|field| field.name.as_str());
    let ends = std::iter::successors(Some(parameter), |name| name.split_once('_').map(|(_, end)| end));
    let by_name = ends.filter_map(|end| names().find(|name| *name == end)).next();
    by_name.or_else(|| {
        let mut ids = names().filter(|name| name.to_ascii_lowercase().ends_with("id"));
        ids.next().filter(|_| ids.next().is_none())
    })
}
