//! Operations that need no code of their own: lists and items by the paths of the spec.

use modelarts_codegen::model::{Api, Location, Method, Pages, Parameter, Segment, Type};
use serde_json::{Map, Value, json};

use super::call::Call;
use super::clock::Now;
use super::json::{merge, path_text, put};
use super::kind::Resource;
use super::paths::{self, Collection};
use super::registry::{Item, Registry};
use super::search::{self, Query};
use super::store::{NamedItem, Registries, Store};
use super::{algorithms, seed, training_job_configs, training_jobs, training_jobs_v1, visualization_jobs};
use crate::rules::refusal::Refusal;

/// The resources that the emulator implements beyond what the spec describes.
const RESOURCES: &[&Resource] = &[
    &training_jobs_v1::TRAINING_JOBS_V1,
    &training_job_configs::CONFIGS,
    &visualization_jobs::VISUALIZATION_JOBS,
    &training_jobs::TRAINING_JOBS,
    &algorithms::ALGORITHMS,
];

/// The IDs of created items are larger.
const FIRST_ID: u64 = 1_000_000_000;

/// Returns the resource of the items at a path.
fn resource(call: &Call<'_>, path: &str) -> Option<&'static Resource> {
    let resource = RESOURCES.iter().find(|resource| resource.collection == path)?;
    let is_config = resource.name == training_job_configs::CONFIGS.name;
    Some(if is_config { training_job_configs::requested(call) } else { resource })
}

/// Refuses a call whose path names an unknown item of a resource.
pub(super) fn check_named_items(call: &Call<'_>, store: &mut Store) -> Result<(), Refusal> {
    for (path, index) in call.path_parameters() {
        let items = resource(call, &path).and_then(|resource| store.registries.get(call.api, resource).ok());
        if items.is_some_and(|items| !items.has(&call.key_at(index))) {
            return Err(call.not_found(&call.operation.parameters[index].name));
        }
    }
    Ok(())
}

/// Returns the items that a path names, of collections that only the spec describes.
///
/// # Errors
///
/// Returns the refusal if one of them does not exist.
fn named_items(call: &Call<'_>, store: &mut Store) -> Result<Vec<NamedItem>, Refusal> {
    let mut found = Vec::new();
    let mut owners = Vec::new();
    for (path, parameter) in call.path_parameters() {
        let key = call.key_at(parameter);
        let collection = if resource(call, &path).is_some() { None } else { paths::collection(call.api, &path) };
        if let Some(collection) = collection.filter(|collection| collection.id.is_some()) {
            let parameter = call.operation.parameters[parameter].name.clone();
            let named = NamedItem { collection, parameter, owners: owners.clone(), key: key.clone() };
            if !store.registries.read(call.api, &named.collection, &named.owners).has(&key) {
                return Err(named.not_found(call));
            }
            found.push(named);
        }
        owners.push(key);
    }
    Ok(found)
}

/// Changes the item that a parameter of the path names. Returns the response, which shows the item if it has a body.
///
/// # Errors
///
/// Returns the refusal if the item does not exist, or that of the change.
pub(super) fn change(
    call: &Call<'_>,
    store: &mut Store,
    parameter: &str,
    change: impl FnOnce(&mut Item) -> Result<(), Refusal>,
) -> Result<Value, Refusal> {
    let key = call.key(parameter);
    let not_found = || call.not_found(parameter);
    let items = match named_by(call, parameter) {
        Some(resource) => store.registries.get(call.api, resource)?,
        None => {
            let named = named_items(call, store)?.into_iter().find(|named| named.parameter == parameter);
            store.registries.write(call, &named.ok_or_else(not_found)?, &mut store.quota)?
        }
    };
    change(items.get_mut(call.api, &key).ok_or_else(not_found)?)?;
    if call.operation.table().is_none_or(|at| call.api.table(at).is_only_outcome()) {
        return Ok(Value::Null);
    }
    let item = items.get(call.api, &key).ok_or_else(not_found)?;
    Ok(call.item_response(&items.show(call.api, &item, call.now), item.seed))
}

/// Returns the resource whose items a parameter of the path names.
fn named_by(call: &Call<'_>, parameter: &str) -> Option<&'static Resource> {
    let named = |index: usize| call.operation.parameters[index].name == parameter;
    call.path_parameters().into_iter().find(|(_, index)| named(*index)).and_then(|(path, _)| resource(call, &path))
}

/// Handles an operation by its path and method.
pub(super) fn handle(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let mut named = named_items(call, store)?;
    if let Some(pages) = &call.operation.pages {
        let query = Query::new(call, pages.item)?;
        let items = listed(call, pages, &mut store.registries)?;
        let found = items.find(call.api, &query, call.now);
        return call.page(items, &found, &Value::Null);
    }
    let last = call.path_parameters().pop();
    let is_item = call.operation.path.last().is_some_and(|segment| matches!(segment, Segment::Parameter(_)));
    if let Some(resource) = last.as_ref().filter(|_| is_item).and_then(|(path, _)| resource(call, path)) {
        return handle_resource(call, store, resource);
    }
    if !is_item && call.operation.method == Method::Post {
        let collection = paths::collection(call.api, &paths::path(call.api, call.operation));
        if let Some(collection) = collection.filter(|collection| collection.id.is_some()) {
            return create(call, store, collection);
        }
    }
    match named.pop().filter(|named| last.is_some_and(|(path, _)| path == named.collection.path)) {
        Some(named) if is_item => handle_item(call, store, &named),
        Some(named) if call.operation.table() == Some(named.collection.item) => {
            show(call, store.registries.read(call.api, &named.collection, &named.owners), &named)
        }
        _ => Ok(call.made_up()),
    }
}

/// Returns the items of a list.
fn listed<'a>(call: &Call<'_>, pages: &Pages, registries: &'a mut Registries) -> Result<&'a mut Registry, Refusal> {
    let table = &call.api.table(pages.item).name;
    if let Some(resource) = RESOURCES.iter().find(|resource| resource.table == *table) {
        let is_configs = call.operation.id == "training_job_configs.list";
        return registries.get(call.api, if is_configs { training_job_configs::requested(call) } else { resource });
    }
    let owners: Vec<_> = call.path_parameters().into_iter().map(|(_, index)| call.key_at(index)).collect();
    Ok(registries.read(call.api, &paths::listed(call.api, call.operation, pages.item), &owners))
}

/// Returns the items of the list with a table, with the fields that the list can be sorted by although its table
/// lacks them.
pub(super) fn records(store: &mut Store, api: &Api, table: &str, now: Now) -> Vec<Map<String, Value>> {
    let lists = || api.operations().filter_map(|list| Some((list, list.pages.as_ref()?)));
    let Some((list, pages)) = lists().find(|(_, pages)| api.table(pages.item).name == table) else {
        return Vec::new();
    };
    let hidden = search::hidden_keys(api, list, pages);
    let registry = match RESOURCES.iter().find(|resource| resource.table == table) {
        Some(resource) => match store.registries.get(api, resource) {
            Ok(registry) => registry,
            Err(_) => return Vec::new(),
        },
        None => store.registries.shared(api, &paths::listed(api, list, pages.item)),
    };
    let (created, seeded): (Vec<_>, Vec<_>) = registry.positions().partition(|position| *position < 0);
    let positions = seeded.into_iter().chain(created.into_iter().rev());
    let record = |position| {
        let item = registry.at(api, position)?;
        let mut shown = registry.show(api, &item, now);
        for key in hidden.iter().filter(|_| item.seed.is_some()) {
            shown[key] = seed::at(api, pages.item, &format!("/{key}"), item.seed.unwrap_or(0));
        }
        shown.as_object().cloned()
    };
    positions.filter_map(record).collect()
}

/// Shows, changes or deletes an item of a resource.
fn handle_resource(call: &Call<'_>, store: &mut Store, resource: &Resource) -> Result<Value, Refusal> {
    let Some((_, parameter)) = call.path_parameters().pop() else { return Ok(call.made_up()) };
    let key = call.key_at(parameter);
    let not_found = || call.not_found(&call.operation.parameters[parameter].name);
    let items = store.registries.get(call.api, resource)?;
    match call.operation.method {
        Method::Get => {
            let item = items.get(call.api, &key).ok_or_else(not_found)?;
            Ok(call.item_response(&items.show(call.api, &item, call.now), item.seed))
        }
        Method::Delete => {
            let size = items.remove(call.api, &key);
            let owned = store.registries.drop_owned(resource.collection, &[key]);
            store.quota.release(size.saturating_add(owned));
            Ok(call.made_up())
        }
        Method::Put | Method::Patch => {
            let item = items.get_mut(call.api, &key).ok_or_else(not_found)?;
            item.update(&body(call), &mut store.quota)?;
            Ok(call.made_up())
        }
        Method::Post => Ok(call.made_up()),
    }
}

/// Shows, changes or deletes an item that only the spec describes.
fn handle_item(call: &Call<'_>, store: &mut Store, named: &NamedItem) -> Result<Value, Refusal> {
    if call.operation.method == Method::Get {
        return show(call, store.registries.read(call.api, &named.collection, &named.owners), named);
    }
    let items = store.registries.write(call, named, &mut store.quota)?;
    if call.operation.method == Method::Delete {
        let size = items.remove(call.api, &named.key);
        let keys: Vec<_> = named.owners.iter().chain([&named.key]).cloned().collect();
        let owned = store.registries.drop_owned(&named.collection.path, &keys);
        store.quota.release(size.saturating_add(owned));
        return Ok(call.made_up());
    }
    let mut more = body(call);
    if let Some(((id, _), fields)) = named.collection.id.as_ref().zip(more.as_object_mut()) {
        // The ID never changes.
        fields.remove(id.trim_start_matches('/'));
    }
    let item = items.get_mut(call.api, &named.key).ok_or_else(|| named.not_found(call))?;
    item.update(&more, &mut store.quota)?;
    show(call, items, named)
}

/// Returns an item as the response shows it. The ID has the name of its field and that of the parameter.
fn show(call: &Call<'_>, items: &Registry, named: &NamedItem) -> Result<Value, Refusal> {
    let item = items.get(call.api, &named.key).ok_or_else(|| named.not_found(call))?;
    let mut shown = items.show(call.api, &item, call.now);
    if let Some((id, parameter)) = &named.collection.id
        && shown.get(parameter).is_none()
        && let Some(id) = shown.pointer(id).cloned()
    {
        shown[parameter] = id;
    }
    Ok(call.item_response(&shown, item.seed))
}

/// Creates an item from the fields of the body.
fn create(call: &Call<'_>, store: &mut Store, collection: Collection) -> Result<Value, Refusal> {
    let parameters = call.path_parameters();
    let owners: Vec<_> = parameters.iter().map(|(_, index)| call.key_at(*index)).collect();
    let number = store.next_id();
    let Some((pointer, parameter)) = collection.id.clone() else { return Ok(call.made_up()) };
    let mut fields = body(call);
    let id = match fields.pointer(&pointer) {
        Some(id) if !id.is_null() => id.clone(),
        _ if seed::at(call.api, collection.item, &pointer, 0).is_string() => {
            format!("{}-{number:06}", parameter.trim_end_matches("_id")).into()
        }
        _ => FIRST_ID.saturating_add(number).into(),
    };
    let key = path_text(&id);
    if store.registries.read(call.api, &collection, &owners).has(&key) {
        return Err(Refusal::name_conflict(&key));
    }
    put(&mut fields, &pointer, id);
    let times = call.api.table(collection.item).fields.iter().filter(|field| field.ty == Type::Timestamp);
    for field in times.filter(|field| field.name.starts_with("create")) {
        merge(&mut fields, &json!({ field.name.as_str(): call.now.timestamp() }));
    }
    let named = NamedItem { collection, parameter, owners, key: key.clone() };
    let size = store.quota.take(&fields)?;
    match store.registries.write(call, &named, &mut store.quota) {
        Ok(items) => items.insert(Item { size, ..Item::created(key, fields) }),
        Err(refusal) => {
            store.quota.release(size);
            return Err(refusal);
        }
    }
    show(call, store.registries.read(call.api, &named.collection, &named.owners), &named)
}

/// Returns the fields of the body.
fn body(call: &Call<'_>) -> Value {
    let parameters = call.operation.parameters.iter().filter(|parameter| parameter.location == Location::Body);
    let fields = parameters.filter_map(|parameter| Some((field_name(parameter), call.get(&parameter.name)?.clone())));
    Value::Object(fields.collect())
}

/// Returns the name of the item's field that a field of a body sets: that on the wire, unless it depends on the
/// authentication scheme.
fn field_name(parameter: &Parameter) -> String {
    let wire = &parameter.wire;
    if wire.ak_sk == wire.account { wire.ak_sk.clone() } else { parameter.name.clone() }
}
