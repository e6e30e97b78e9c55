//! Creates, changes and shows the items of a collection.

use modelarts_codegen::model::{Api, Location, Operation, Parameter, Reference, TimeForm, Type};
use serde_json::Value;

use super::call::Call;
use super::collection::{self, Collection};
use super::declared::Declared;
use super::json::{merge, path_text, put};
use super::paths;
use super::quota::Quota;
use super::registry::{Item, Registry};
use super::seed;
use super::store::{NamedItem, Store};
use crate::rules::refusal::Refusal;

/// The IDs of created items are larger.
const FIRST_ID: u64 = 1_000_000_000;

/// Returns the collection that a call creates an item of, if its items have IDs.
pub(super) fn collection(call: &Call<'_>) -> Option<Collection> {
    let collection = collection::at(call.api, &paths::path(call.api, call.operation));
    collection.filter(|collection| collection.id.is_some())
}

/// Returns an item as the response shows it. The ID has the name of its field and that of the parameter.
pub(super) fn show(call: &Call<'_>, items: &Registry, named: &NamedItem) -> Result<Value, Refusal> {
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

/// Creates an item from the fields of the body. `complete` adds what the service itself sets.
///
/// # Errors
///
/// Returns the refusal if the name or the ID is in use, or the quota is exhausted.
pub(super) fn create(
    call: &Call<'_>,
    store: &mut Store,
    collection: Collection,
    complete: impl FnOnce(&mut Item),
) -> Result<Value, Refusal> {
    let parameters = call.path_parameters();
    let owners: Vec<_> = parameters.iter().map(|(_, index)| call.key_at(*index)).collect();
    let number = store.next_id();
    let Some((pointer, parameter)) = collection.id.clone() else { return Ok(call.made_up()) };
    let mut fields = body(call);
    let id = id(call, &collection, &fields, number);
    let key = path_text(&id);
    let items = store.registries.read(call.api, &collection, &owners);
    check_name(call, items, &fields, &key)?;
    put(&mut fields, &pointer, id);
    for (pointer, form) in creation_times(call.api, collection.item) {
        put(&mut fields, &pointer, seed::time(form, call.now.timestamp()));
    }
    let mut item = Item { lifecycle: items.created_lifecycle(call.now), ..Item::created(key.clone(), fields) };
    complete(&mut item);
    item.size = store.quota.take(&item.fields)?;
    let named = NamedItem { collection, parameter, owners, key };
    let size = item.size;
    match store.registries.write(call, &named, &mut store.quota) {
        Ok(items) => items.insert(item),
        Err(refusal) => {
            store.quota.release(size);
            return Err(refusal);
        }
    }
    show(call, store.registries.read(call.api, &named.collection, &named.owners), &named)
}

/// Returns the ID of a new item: that of the body, or a new one.
fn id(call: &Call<'_>, collection: &Collection, fields: &Value, number: u64) -> Value {
    let (pointer, parameter) = collection.id.as_ref().map_or(("", ""), |(pointer, name)| (pointer, name));
    let kind = Declared::at(call.api, &collection.path).map(|declared| declared.resource.name.as_str());
    match fields.pointer(pointer) {
        Some(id) if !id.is_null() => id.clone(),
        _ if seed::at(call.api, collection.item, pointer, 0).is_string() => {
            format!("{}-{number:06}", kind.unwrap_or(parameter.trim_end_matches("_id"))).into()
        }
        _ => FIRST_ID.saturating_add(number).into(),
    }
}

/// Refuses a name or an ID that is in use.
pub(super) fn check_name(call: &Call<'_>, items: &mut Registry, fields: &Value, key: &str) -> Result<(), Refusal> {
    let name = items.kind().unique_name.as_ref().and_then(|pointer| fields.pointer(pointer)).map(path_text);
    let in_use = match name {
        _ if items.has(key) => key.to_owned(),
        Some(name) if items.has_name(call.api, &name) => name,
        _ => return Ok(()),
    };
    Err(Refusal::name_conflict(call.api, items.kind().in_use.as_deref(), &in_use))
}

/// Changes the fields of an item that the body sets. If it sets all that the body of a creation does, it replaces them.
///
/// # Errors
///
/// Returns the refusal if the item does not exist, or the quota is exhausted.
pub(super) fn update(
    call: &Call<'_>,
    items: &mut Registry,
    named: &NamedItem,
    quota: &mut Quota,
) -> Result<(), Refusal> {
    let settable = Declared::at(call.api, &named.collection.path).map(settable).unwrap_or_default();
    let own = field_names(call.operation);
    let not_found = || named.not_found(call);
    let item = items.get(call.api, &named.key).ok_or_else(not_found)?;
    let mut fields = items.show(call.api, &item, call.now);
    let kept = kept_pointers(call.api, &named.collection).into_iter();
    let kept: Vec<_> = kept.filter_map(|at| fields.pointer(&at).cloned().map(|value| (at, value))).collect();
    let replaces = !settable.is_empty() && settable.iter().all(|name| own.contains(name));
    if let Some(fields) = fields.as_object_mut().filter(|_| replaces) {
        fields.retain(|name, _| !settable.contains(name));
    }
    let mut more = Value::Object(serde_json::Map::new());
    for (name, value) in body(call).as_object_mut().into_iter().flatten() {
        let pointer = match settable.contains(name) {
            true => format!("/{name}"),
            false => field_pointer(call.api, named.collection.item, name),
        };
        put(&mut more, &pointer, value.take());
    }
    let item = items.get_mut(call.api, &named.key).ok_or_else(not_found)?;
    if replaces {
        merge(&mut fields, &more);
        restore(&mut fields, kept);
        item.replace(fields, quota)
    } else {
        let kept = kept.into_iter().filter(|(at, _)| more.pointer(at).is_some()).collect();
        restore(&mut more, kept);
        item.update(&more, quota)
    }
}

fn restore(fields: &mut Value, kept: Vec<(String, Value)>) {
    for (pointer, value) in kept {
        put(fields, &pointer, value);
    }
}

/// Returns the fields that the creation of a thing sets, without its key.
fn settable(declared: Declared<'_>) -> Vec<String> {
    let create = declared.resource.create.map(|create| field_names(&declared.group.operations[create]));
    create.into_iter().flatten().filter(|name| *name != declared.resource.key).collect()
}

/// Returns the pointers to what no update changes: the ID and the times of creation.
fn kept_pointers(api: &Api, collection: &Collection) -> Vec<String> {
    let id = collection.id.iter().map(|(pointer, _)| pointer.clone());
    id.chain(creation_times(api, collection.item).into_iter().map(|(pointer, _)| pointer)).collect()
}

/// Returns the pointers to the times of creation, in an item or in an object of it.
fn creation_times(api: &Api, item: Reference) -> Vec<(String, TimeForm)> {
    let times = |at: Reference| {
        let fields = api.table(at).fields.iter().filter(|field| field.name.starts_with("create"));
        fields.filter_map(|field| match field.ty {
            Type::Timestamp(form) => Some((format!("/{}", field.name), form)),
            _ => None,
        })
    };
    let objects = api.table(item).fields.iter().filter_map(|field| match field.ty {
        Type::Table(at) => Some((&field.name, at)),
        _ => None,
    });
    let inner = objects.flat_map(|(name, at)| times(at).map(move |(time, form)| (format!("/{name}{time}"), form)));
    times(item).chain(inner).collect()
}

/// Returns the pointer to a field of an item: its own, or else that of the first object that has it.
fn field_pointer(api: &Api, item: Reference, name: &str) -> String {
    let fields = &api.table(item).fields;
    let mut objects = fields.iter().filter(|field| match field.ty {
        Type::Table(at) => api.table(at).fields.iter().any(|inner| inner.name == name),
        _ => false,
    });
    match objects.next().filter(|_| fields.iter().all(|field| field.name != name)) {
        Some(object) => format!("/{}/{name}", object.name),
        None => format!("/{name}"),
    }
}

/// Returns the fields of the body.
fn body(call: &Call<'_>) -> Value {
    let fields = body_parameters(call.operation);
    let fields = fields.filter_map(|parameter| Some((field_name(parameter), call.get(&parameter.name)?.clone())));
    Value::Object(fields.collect())
}

fn body_parameters(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(|parameter| parameter.location == Location::Body)
}

fn field_names(operation: &Operation) -> Vec<String> {
    body_parameters(operation).map(field_name).collect()
}

/// Returns the name of the item's field that a field of a body sets: that on the wire, unless it depends on the
/// authentication scheme.
fn field_name(parameter: &Parameter) -> String {
    let wire = &parameter.wire;
    if wire.ak_sk == wire.account { wire.ak_sk.clone() } else { parameter.name.clone() }
}
