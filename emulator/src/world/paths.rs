//! What the paths of the spec say of things: which list holds them, and what names them.

use modelarts_codegen::model::{Api, Field, Method, Operation, Parameter, ParameterType, Reference, Segment, Type};

/// Collections that have code of their own.
const OWN: &[&str] = &["/v1/{project_id}/training-jobs/{}/versions"];

/// Things of one kind, by the path before what names one of them.
#[derive(Debug)]
pub(super) struct Collection {
    pub(super) path: String,
    /// The table that shows a thing.
    pub(super) item: Reference,
    /// Pointer to what names a thing, and the name of the parameter; nothing where no operation names one.
    pub(super) named: Option<(String, String)>,
    /// Whether there are things from the start: not of those that only a call creates and nothing lists.
    pub(super) is_seeded: bool,
}

/// The parameters of a path, and the path before each. Parameters before it are `{}`: their names do not matter.
pub(super) fn parameters(api: &Api, operation: &Operation) -> Vec<(String, usize)> {
    let (mut path, mut found) = (String::new(), Vec::new());
    for segment in &operation.path {
        match segment {
            Segment::Literal(text) => path.push_str(text),
            Segment::Client(index) => path += &format!("{{{}}}", api.service.path_parameters[*index].name),
            Segment::Parameter(index) => {
                found.push((path.trim_end_matches('/').to_owned(), *index));
                path += "{}";
            }
        }
    }
    found
}

/// The whole path, as [`parameters`] has it.
pub(super) fn path(api: &Api, operation: &Operation) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Literal(text) => text.clone(),
        Segment::Client(index) => format!("{{{}}}", api.service.path_parameters[*index].name),
        Segment::Parameter(_) => "{}".to_owned(),
    };
    operation.path.iter().map(segment).collect()
}

/// The collection at a path: a list, or things that operations name although nothing lists them.
pub(super) fn collection(api: &Api, at: &str) -> Option<Collection> {
    if OWN.contains(&at) {
        return None;
    }
    let is_at = |operation: &&Operation| path(api, operation) == at;
    let list = api.operations().filter(is_at).find_map(|operation| match operation.method {
        Method::Get => Some(operation.pages.as_ref()?.item),
        _ => None,
    });
    let naming = naming(api, at).filter(|parameter| list.is_some() || parameter.not_found.is_some());
    if list.is_none() && naming.is_none() {
        return None;
    }
    let item = list.or_else(|| shown(api, at))?;
    let named = naming.map(|parameter| (id(api, item, &parameter.name), parameter.name.clone()));
    let is_created = || api.operations().filter(is_at).any(|operation| operation.method == Method::Post);
    Some(Collection { path: at.to_owned(), item, named, is_seeded: list.is_some() || !is_created() })
}

/// The collection whose things a list shows: that at its own path, or another one of the same table where nothing
/// names an item of its own.
pub(super) fn listed(api: &Api, list: &Operation, item: Reference) -> Collection {
    let own = path(api, list);
    let at_own = collection(api, &own);
    if let Some(collection) = at_own.filter(|collection| collection.named.is_some()) {
        return collection;
    }
    let parameters = parameters(api, list).len();
    let is_alike = |other: &&Operation| {
        other.pages.as_ref().is_some_and(|pages| pages.item == item) && self::parameters(api, other).len() == parameters
    };
    let others = api.operations().filter(is_alike).filter_map(|other| collection(api, &path(api, other)));
    let other = others.into_iter().find(|other| other.named.is_some());
    other.unwrap_or(Collection { path: own, item, named: None, is_seeded: true })
}

/// The parameter that names a thing of a collection. Codes and booleans name none.
fn naming<'a>(api: &'a Api, at: &str) -> Option<&'a Parameter> {
    let parameters = api.operations().flat_map(|operation| {
        parameters(api, operation).into_iter().map(|(path, index)| (path, &operation.parameters[index]))
    });
    let mut naming = parameters.filter(|(path, _)| path == at).map(|(_, parameter)| parameter);
    naming.find(|parameter| matches!(parameter.ty, ParameterType::Number { .. } | ParameterType::Text { .. }))
}

/// The table that shows a thing which nothing lists: that of the operation at its path. Where no operation shows it,
/// any table does: only whether the thing exists matters.
fn shown(api: &Api, at: &str) -> Option<Reference> {
    let item = format!("{at}/{{}}");
    let mut showing = api.operations().filter(|operation| path(api, operation) == item);
    let shown = showing.find_map(|operation| operation.response);
    shown.or_else(|| {
        let mut resources = api.resources.iter().enumerate();
        let resource = resources.find(|(_, described)| !described.tables.is_empty())?.0;
        Some(Reference { resource, index: 0 })
    })
}

/// Pointer to the field of an item that a parameter names: that of its name, or of the end of its name, as `id` of
/// `box_id`, or the only one that ends in `id`; in the item or else in an object of it. A field that the table does
/// not show where there is none.
fn id(api: &Api, item: Reference, parameter: &str) -> String {
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
    let is_plain = |ty: &Type| matches!(ty, Type::Number(_) | Type::Text | Type::Timestamp);
    let names = || fields.iter().filter(|field| is_plain(&field.ty)).map(|field| field.name.as_str());
    let ends = std::iter::successors(Some(parameter), |name| name.split_once('_').map(|(_, end)| end));
    let by_name = ends.filter_map(|end| names().find(|name| *name == end)).next();
    by_name.or_else(|| {
        let mut ids = names().filter(|name| name.to_ascii_lowercase().ends_with("id"));
        ids.next().filter(|_| ids.next().is_none())
    })
}
