//! Lists and their items by the paths of the spec: what needs no code of its own.

use std::collections::HashMap;

use modelarts_codegen::model::{Api, Location, Method, Pages, Segment, Type};
use serde_json::{Map, Value, json};

use super::call::{Call, name_conflict};
use super::lifecycle::Now;
use super::paths::{self, Collection};
use super::quota::Quota;
use super::registry::{Kind, Registry, Resource, Thing, merge, put, text};
use super::search::{self, Query};
use super::{State, seed, table, timestamp};
use super::{training_job_configs, training_jobs, v2_algorithms, v2_training_jobs, visualization_jobs};
use crate::refusal::Refusal;

/// What the emulator knows more of than the spec says.
const RESOURCES: &[&Resource] = &[
    &training_jobs::TRAINING_JOBS,
    &training_job_configs::CONFIGS,
    &visualization_jobs::VISUALIZATION_JOBS,
    &v2_training_jobs::V2_TRAINING_JOBS,
    &v2_algorithms::ALGORITHMS,
];

/// The IDs of things that callers create are larger.
const FIRST_ID: u64 = 1_000_000_000;

/// The things of all kinds, each seeded when it is first needed.
#[derive(Debug)]
pub(super) struct Registries {
    seeded: usize,
    open: HashMap<String, Registry>,
    /// Things that belong to other things, once they have changed: until then they are alike for all of those.
    inner: HashMap<Owner, Inner>,
}

/// The path of a collection, and what names the things that it belongs to.
type Owner = (String, Vec<String>);

/// Things that belong to others.
#[derive(Debug)]
struct Inner {
    things: Registry,
    /// What they take of the quota in addition to what each takes.
    held: usize,
}

impl Registries {
    pub(super) fn new(seeded: usize) -> Self {
        Self { seeded, open: HashMap::new(), inner: HashMap::new() }
    }

    /// The things of a kind that the emulator knows.
    ///
    /// # Errors
    ///
    /// The refusal, if the spec lacks its table.
    pub(super) fn get(&mut self, api: &Api, resource: &Resource) -> Result<&mut Registry, Refusal> {
        let table = table(api, resource.table)?;
        let Resource { id, unique_name, states, show_parts, .. } = *resource;
        let kind = || Kind { table, id: Some(id.to_owned()), unique_name, states, show_parts };
        let seeded = self.seeded;
        Ok(self.open.entry(resource.name.to_owned()).or_insert_with(|| Registry::new(api, kind(), seeded)))
    }

    /// The things of a collection; as they are seeded, if they belong to others.
    fn open(&mut self, api: &Api, collection: &Collection) -> &mut Registry {
        seeded_things(&mut self.open, self.seeded, api, collection)
    }

    /// The things of a collection that belong to others, to be looked at.
    fn look(&mut self, api: &Api, collection: &Collection, owners: &[String]) -> &mut Registry {
        let Self { seeded, open, inner } = self;
        match inner.get_mut(&(collection.path.clone(), owners.to_vec())) {
            Some(inner) => &mut inner.things,
            None => seeded_things(open, *seeded, api, collection),
        }
    }

    /// The things of a collection that belong to others, to be changed.
    ///
    /// # Errors
    ///
    /// The refusal, if the quota has no room for what tells them from those of others.
    fn change(&mut self, call: &Call<'_>, named: &Named, quota: &mut Quota) -> Result<&mut Registry, Refusal> {
        let Named { collection, owners, .. } = named;
        if owners.is_empty() {
            return Ok(self.open(call.api, collection));
        }
        let owner = (collection.path.clone(), owners.clone());
        if !self.inner.contains_key(&owner) {
            let held = quota.take(&owners.iter().map(String::as_str).collect())?;
            let things = self.open(call.api, collection).clone();
            self.inner.insert(owner.clone(), Inner { things, held });
        }
        let inner = self.inner.get_mut(&owner).ok_or_else(|| named.missing(call))?;
        if call.operation.method == Method::Delete {
            // That a seeded thing is gone takes room, too.
            inner.held = inner.held.saturating_add(quota.take(&Value::Null)?);
        }
        Ok(&mut inner.things)
    }

    /// Drops the things that belong to a thing; gives what they took of the quota.
    fn drop_inner(&mut self, path: &str, keys: &[String]) -> usize {
        let path = format!("{path}/{{}}/");
        let belongs = |(inner, owners): &Owner| inner.starts_with(&path) && owners.starts_with(keys);
        let dropped = self.inner.extract_if(|owner, _| belongs(owner));
        dropped.map(|(_, inner)| inner.held.saturating_add(inner.things.held())).sum()
    }

    /// The things that a list shows.
    fn listed(&mut self, call: &Call<'_>, pages: &Pages) -> Result<&mut Registry, Refusal> {
        let table = &call.api.table(pages.item).name;
        if let Some(resource) = RESOURCES.iter().find(|resource| resource.table == *table) {
            let is_configs = call.operation.id == "list_training_job_configs";
            return self.get(call.api, if is_configs { training_job_configs::meant(call) } else { resource });
        }
        let owners: Vec<_> = call.path_parameters().into_iter().map(|(_, index)| call.key_at(index)).collect();
        Ok(self.look(call.api, &paths::listed(call.api, call.operation, pages.item), &owners))
    }

    pub(super) fn records(&mut self, api: &Api, table: &str, now: Now) -> Vec<Map<String, Value>> {
        let lists = || api.operations().filter_map(|list| Some((list, list.pages.as_ref()?)));
        let Some((list, pages)) = lists().find(|(_, pages)| api.table(pages.item).name == table) else {
            return Vec::new();
        };
        let hidden = search::hidden_keys(api, list, pages);
        let known = RESOURCES.iter().find(|resource| resource.table == table);
        let registry = match known {
            Some(resource) => match self.get(api, resource) {
                Ok(registry) => registry,
                Err(_) => return Vec::new(),
            },
            None => self.open(api, &paths::listed(api, list, pages.item)),
        };
        let (created, seeded): (Vec<_>, Vec<_>) = registry.positions().partition(|position| *position < 0);
        let positions = seeded.into_iter().chain(created.into_iter().rev());
        let record = |position| {
            let thing = registry.at(api, position)?;
            let mut shown = registry.show(api, &thing, now);
            for key in hidden.iter().filter(|_| thing.seed.is_some()) {
                shown[key] = seed::at(api, pages.item, &format!("/{key}"), thing.seed.unwrap_or(0));
            }
            shown.as_object().cloned()
        };
        positions.filter_map(record).collect()
    }
}

fn seeded_things<'a>(
    open: &'a mut HashMap<String, Registry>,
    seeded: usize,
    api: &Api,
    collection: &Collection,
) -> &'a mut Registry {
    let seeded = if collection.is_seeded { seeded } else { 0 };
    open.entry(collection.path.clone()).or_insert_with(|| {
        let id = collection.named.as_ref().map(|(pointer, _)| pointer.clone());
        let kind = Kind { table: collection.item, id, unique_name: None, states: None, show_parts: None };
        Registry::new(api, kind, seeded)
    })
}

/// A thing that a path names by a parameter, of a collection that the spec alone describes.
struct Named {
    collection: Collection,
    /// Name of the parameter.
    parameter: String,
    /// What names the things that it belongs to.
    owners: Vec<String>,
    key: String,
}

impl Named {
    fn missing(&self, call: &Call<'_>) -> Refusal {
        call.missing(&self.parameter)
    }
}

/// The kind of thing that a path parameter names, among those that the emulator knows.
fn resource(call: &Call<'_>, path: &str) -> Option<&'static Resource> {
    let resource = RESOURCES.iter().find(|resource| resource.collection == path)?;
    let is_config = resource.name == training_job_configs::CONFIGS.name;
    Some(if is_config { training_job_configs::meant(call) } else { resource })
}

/// Refuses a call whose path names a thing that does not exist, of a kind that the emulator knows.
pub(super) fn check_named_things(call: &Call<'_>, state: &mut State) -> Result<(), Refusal> {
    for (path, index) in call.path_parameters() {
        let things = resource(call, &path).and_then(|resource| state.registries.get(call.api, resource).ok());
        if things.is_some_and(|things| !things.has(&call.key_at(index))) {
            return Err(call.missing(&call.operation.parameters[index].name));
        }
    }
    Ok(())
}

/// The things that a path names one after another, of collections that the spec alone describes. All exist.
fn named_things(call: &Call<'_>, state: &mut State) -> Result<Vec<Named>, Refusal> {
    let mut found = Vec::new();
    let mut owners = Vec::new();
    for (path, parameter) in call.path_parameters() {
        let key = call.key_at(parameter);
        let collection = if resource(call, &path).is_some() { None } else { paths::collection(call.api, &path) };
        if let Some(collection) = collection.filter(|collection| collection.named.is_some()) {
            let parameter = call.operation.parameters[parameter].name.clone();
            let named = Named { collection, parameter, owners: owners.clone(), key: key.clone() };
            if !state.registries.look(call.api, &named.collection, &named.owners).has(&key) {
                return Err(named.missing(call));
            }
            found.push(named);
        }
        owners.push(key);
    }
    Ok(found)
}

/// What needs no code of its own: lists, items, what is created, changed and deleted by a path of the spec.
pub(super) fn answer(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let mut named = named_things(call, state)?;
    if let Some(pages) = &call.operation.pages {
        let query = Query::new(call, pages.item)?;
        let things = state.registries.listed(call, pages)?;
        let found = things.find(call.api, &query, call.now);
        return call.page(things, &found, &Value::Null);
    }
    let last = call.path_parameters().pop();
    let is_item = call.operation.path.last().is_some_and(|segment| matches!(segment, Segment::Parameter(_)));
    if let Some(resource) = last.as_ref().filter(|_| is_item).and_then(|(path, _)| resource(call, path)) {
        return answer_known(call, state, resource);
    }
    if !is_item && call.operation.method == Method::Post {
        let collection = paths::collection(call.api, &paths::path(call.api, call.operation));
        if let Some(collection) = collection.filter(|collection| collection.named.is_some()) {
            return create(call, state, collection);
        }
    }
    match named.pop().filter(|named| last.is_some_and(|(path, _)| path == named.collection.path)) {
        Some(named) if is_item => answer_item(call, state, &named),
        Some(named) if call.operation.response == Some(named.collection.item) => {
            show(call, state.registries.look(call.api, &named.collection, &named.owners), &named)
        }
        _ => Ok(call.made_up()),
    }
}

/// An item of a kind that the emulator knows, or its removal.
fn answer_known(call: &Call<'_>, state: &mut State, resource: &Resource) -> Result<Value, Refusal> {
    let Some((_, parameter)) = call.path_parameters().pop() else { return Ok(call.made_up()) };
    let key = call.key_at(parameter);
    let missing = || call.missing(&call.operation.parameters[parameter].name);
    let things = state.registries.get(call.api, resource)?;
    match call.operation.method {
        Method::Get => {
            let thing = things.get(call.api, &key).ok_or_else(missing)?;
            Ok(call.answered(&things.show(call.api, &thing, call.now), thing.seed))
        }
        Method::Delete => {
            let held = things.remove(call.api, &key);
            let inner = state.registries.drop_inner(resource.collection, &[key]);
            state.quota.release(held.saturating_add(inner));
            Ok(call.made_up())
        }
        Method::Put => {
            let thing = things.get_mut(call.api, &key).ok_or_else(missing)?;
            thing.update(&body(call), &mut state.quota)?;
            Ok(call.made_up())
        }
        Method::Post => Ok(call.made_up()),
    }
}

/// An item that the spec alone describes, its change or its removal.
fn answer_item(call: &Call<'_>, state: &mut State, named: &Named) -> Result<Value, Refusal> {
    if call.operation.method == Method::Get {
        return show(call, state.registries.look(call.api, &named.collection, &named.owners), named);
    }
    let things = state.registries.change(call, named, &mut state.quota)?;
    if call.operation.method == Method::Delete {
        let held = things.remove(call.api, &named.key);
        let keys: Vec<_> = named.owners.iter().chain([&named.key]).cloned().collect();
        let inner = state.registries.drop_inner(&named.collection.path, &keys);
        state.quota.release(held.saturating_add(inner));
        return Ok(call.made_up());
    }
    let mut more = body(call);
    if let Some((id, fields)) = named.collection.named.as_ref().zip(more.as_object_mut()) {
        // What names a thing stays.
        fields.remove(id.0.trim_start_matches('/'));
    }
    let thing = things.get_mut(call.api, &named.key).ok_or_else(|| named.missing(call))?;
    thing.update(&more, &mut state.quota)?;
    show(call, things, named)
}

/// A thing as the response has it. What names it has the name of the field and that of the parameter.
fn show(call: &Call<'_>, things: &Registry, named: &Named) -> Result<Value, Refusal> {
    let thing = things.get(call.api, &named.key).ok_or_else(|| named.missing(call))?;
    let mut shown = things.show(call.api, &thing, call.now);
    if let Some((id, parameter)) = &named.collection.named
        && shown.get(parameter).is_none()
        && let Some(id) = shown.pointer(id).cloned()
    {
        shown[parameter] = id;
    }
    Ok(call.answered(&shown, thing.seed))
}

/// Creates a thing from what the body says.
fn create(call: &Call<'_>, state: &mut State, collection: Collection) -> Result<Value, Refusal> {
    let parameters = call.path_parameters();
    let owners: Vec<_> = parameters.iter().map(|(_, index)| call.key_at(*index)).collect();
    let number = state.next_id();
    let Some((pointer, parameter)) = collection.named.clone() else { return Ok(call.made_up()) };
    let mut fields = body(call);
    let id = match fields.pointer(&pointer) {
        Some(id) if !id.is_null() => id.clone(),
        _ if seed::at(call.api, collection.item, &pointer, 0).is_string() => {
            format!("{}-{number:06}", parameter.trim_end_matches("_id")).into()
        }
        _ => FIRST_ID.saturating_add(number).into(),
    };
    let key = text(&id);
    if state.registries.look(call.api, &collection, &owners).has(&key) {
        return Err(name_conflict(&key));
    }
    put(&mut fields, &pointer, id);
    let times = call.api.table(collection.item).fields.iter().filter(|field| field.ty == Type::Timestamp);
    for field in times.filter(|field| field.name.starts_with("create")) {
        merge(&mut fields, &json!({ field.name.as_str(): timestamp(call.now.clock) }));
    }
    let named = Named { collection, parameter, owners, key: key.clone() };
    let held = state.quota.take(&fields)?;
    match state.registries.change(call, &named, &mut state.quota) {
        Ok(things) => things.insert(Thing { held, ..Thing::created(key, fields) }),
        Err(refusal) => {
            state.quota.release(held);
            return Err(refusal);
        }
    }
    show(call, state.registries.look(call.api, &named.collection, &named.owners), &named)
}

/// The fields of the body.
fn body(call: &Call<'_>) -> Value {
    let parameters = call.operation.parameters.iter().filter(|parameter| parameter.location == Location::Body);
    let fields = parameters.filter_map(|parameter| Some((parameter.name.clone(), call.get(&parameter.name)?.clone())));
    Value::Object(fields.collect())
}
