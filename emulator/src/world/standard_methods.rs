//! Operations that need no code of their own: they list, show, change and delete the items at the paths of the spec.

use modelarts_codegen::model::{Api, Method, Pages, Segment};
use serde_json::{Map, Value};

use super::call::Call;
use super::clock::Now;
use super::collection::{self, Collection};
use super::declared::Declared;
use super::registry::{Item, Registry};
use super::search::{self, Query};
use super::store::{NamedItem, Registries, Store};
use super::{edit, seed, training_job_configs};
use crate::rules::refusal::Refusal;

/// Returns the items that a call has at a path.
fn collection_at(call: &Call<'_>, path: &str) -> Option<Collection> {
    collection::at(call.api, path).map(|collection| training_job_configs::requested(call, collection))
}

/// Refuses a call whose path names an unknown thing of a resource.
pub(super) fn check_named_items(call: &Call<'_>, store: &mut Store) -> Result<(), Refusal> {
    named_items(call, store, |path| Declared::at(call.api, path).is_some()).map(drop)
}

/// Returns the items that a path names, of some collections.
///
/// # Errors
///
/// Returns the refusal if one of them does not exist.
fn named_items(
    call: &Call<'_>,
    store: &mut Store,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Vec<NamedItem>, Refusal> {
    let mut found = Vec::new();
    let mut owners = Vec::new();
    for (path, parameter) in call.path_parameters() {
        let key = call.key_at(parameter);
        let collection = if is_wanted(&path) { collection_at(call, &path) } else { None };
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
    let named = named_items(call, store, |_| true)?.into_iter().find(|named| named.parameter == parameter);
    let items = store.registries.write(call, &named.ok_or_else(not_found)?, &mut store.quota)?;
    change(items.get_mut(call.api, &key).ok_or_else(not_found)?)?;
    if call.operation.table().is_none_or(|at| call.api.table(at).is_only_outcome()) {
        return Ok(Value::Null);
    }
    let item = items.get(call.api, &key).ok_or_else(not_found)?;
    Ok(call.item_response(&items.show(call.api, &item, call.now), item.seed))
}

/// Handles an operation by its path and method.
pub(super) fn handle(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let mut named = named_items(call, store, |_| true)?;
    if let Some(pages) = &call.operation.pages {
        let query = Query::new(call, pages.item)?;
        let items = listed(call, pages, &mut store.registries);
        let found = items.find(call.api, &query, call.now);
        return call.page(items, &found, &Value::Null);
    }
    let last = call.path_parameters().pop();
    let is_item = call.operation.path.last().is_some_and(|segment| matches!(segment, Segment::Parameter(_)));
    let is_create = !is_item && call.operation.method == Method::Post;
    if is_create && let Some(collection) = edit::collection(call) {
        return edit::create(call, store, collection, |_| ());
    }
    match named.pop().filter(|named| last.is_some_and(|(path, _)| path == named.collection.path)) {
        Some(named) if is_item => handle_item(call, store, &named),
        Some(named) if call.operation.table() == Some(named.collection.item) => {
            edit::show(call, store.registries.read(call.api, &named.collection, &named.owners), &named)
        }
        _ => Ok(call.made_up()),
    }
}

/// Returns the items of a list.
fn listed<'a>(call: &Call<'_>, pages: &Pages, registries: &'a mut Registries) -> &'a mut Registry {
    let owners: Vec<_> = call.path_parameters().into_iter().map(|(_, index)| call.key_at(index)).collect();
    let collection = collection::listed(call.api, call.operation, pages.item);
    registries.read(call.api, &training_job_configs::requested(call, collection), &owners)
}

/// Returns the items of the list with a table, with the fields that the list can be sorted by although its table
/// lacks them.
pub(super) fn records(store: &mut Store, api: &Api, table: &str, now: Now) -> Vec<Map<String, Value>> {
    let lists = || api.operations().filter_map(|list| Some((list, list.pages.as_ref()?)));
    let Some((list, pages)) = lists().find(|(_, pages)| api.table(pages.item).name == table) else {
        return Vec::new();
    };
    let hidden = search::hidden_keys(api, list, pages);
    let registry = store.registries.shared(api, &collection::listed(api, list, pages.item));
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

/// Shows, changes or deletes an item.
fn handle_item(call: &Call<'_>, store: &mut Store, named: &NamedItem) -> Result<Value, Refusal> {
    if call.operation.method == Method::Get {
        return edit::show(call, store.registries.read(call.api, &named.collection, &named.owners), named);
    }
    let items = store.registries.write(call, named, &mut store.quota)?;
    if call.operation.method == Method::Delete {
        let response = match call.operation.table() {
            Some(table) if table == named.collection.item => edit::show(call, items, named)?,
            _ => call.made_up(),
        };
        let size = items.remove(call.api, &named.key);
        let keys: Vec<_> = named.owners.iter().chain([&named.key]).cloned().collect();
        let owned = store.registries.drop_owned(&named.collection.path, &keys);
        store.quota.release(size.saturating_add(owned));
        return Ok(response);
    }
    edit::update(call, items, named, &mut store.quota)?;
    edit::show(call, items, named)
}
