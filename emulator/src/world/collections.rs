//! Lists and their items by the paths of the spec: what needs no code of its own.

use std::collections::HashMap;

use modelarts_codegen::model::{Api, Location, Method, Operation, Reference, Segment};
use serde_json::{Map, Value};

use super::call::Call;
use super::lifecycle::Now;
use super::registry::{Kind, Registry, Resource};
use super::search::{self, Query};
use super::{State, seed, table};
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

/// The things of all kinds, each seeded when it is first needed.
#[derive(Debug)]
pub(super) struct Registries {
    seeded: usize,
    open: HashMap<String, Registry>,
}

impl Registries {
    pub(super) fn new(seeded: usize) -> Self {
        Self { seeded, open: HashMap::new() }
    }

    /// The things of a kind that the emulator knows.
    ///
    /// # Errors
    ///
    /// The refusal, if the spec lacks its table.
    pub(super) fn get(&mut self, api: &Api, resource: &Resource) -> Result<&mut Registry, Refusal> {
        let table = table(api, resource.table)?;
        let Resource { id, states, show_parts, .. } = *resource;
        Ok(self.open(api, resource.name, || Kind { table, id: Some(id.to_owned()), states, show_parts }))
    }

    /// The things that lists show by a table, of whatever kind.
    fn of_table(&mut self, api: &Api, item: Reference) -> &mut Registry {
        let name = &api.table(item).name;
        match RESOURCES.iter().find(|resource| resource.table == *name) {
            Some(Resource { name, id, states, show_parts, .. }) => {
                let kind =
                    || Kind { table: item, id: Some((*id).to_owned()), states: *states, show_parts: *show_parts };
                self.open(api, name, kind)
            }
            None => {
                self.open(api, name, || Kind { table: item, id: item_id(api, item), states: None, show_parts: None })
            }
        }
    }

    fn open(&mut self, api: &Api, name: &str, kind: impl FnOnce() -> Kind) -> &mut Registry {
        let seeded = self.seeded;
        self.open.entry(name.to_owned()).or_insert_with(|| Registry::new(api, kind(), seeded))
    }

    pub(super) fn records(&mut self, api: &Api, table: &str, now: Now) -> Vec<Map<String, Value>> {
        let lists = || api.operations().filter_map(|list| Some((list, list.pages.as_ref()?)));
        let Some((list, pages)) = lists().find(|(_, pages)| api.table(pages.item).name == table) else {
            return Vec::new();
        };
        let hidden = search::hidden_keys(api, list, pages);
        let registry = self.of_table(api, pages.item);
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

/// Where the items of a table have their ID: in the field that a path after that of their list names.
fn item_id(api: &Api, item: Reference) -> Option<String> {
    let lists = api.operations().filter(|list| list.pages.as_ref().is_some_and(|pages| pages.item == item));
    let mut before = lists.filter(|list| is_collection(list)).map(|list| format!("{}/{{", list.template(&api.service)));
    before.find_map(|before| {
        let paths = api.operations().map(|operation| operation.template(&api.service));
        let names = paths.filter_map(|path| Some(path.strip_prefix(&before)?.split_once('}')?.0.to_owned()));
        let is_field = |name: &String| api.table(item).fields.iter().any(|field| field.name == *name);
        names.into_iter().find(is_field).map(|name| format!("/{name}"))
    })
}

/// The things among which a path parameter names one, by the path before it.
fn owner<'a>(call: &Call<'_>, registries: &'a mut Registries, path: &str, parameter: &str) -> Option<&'a mut Registry> {
    if let Some(resource) = RESOURCES.iter().find(|resource| resource.collection == path) {
        let is_config = resource.name == training_job_configs::CONFIGS.name;
        let resource = if is_config { training_job_configs::meant(call) } else { *resource };
        return registries.get(call.api, resource).ok();
    }
    let mut lists = call.api.operations().filter(|list| is_collection(list));
    let list = lists.find(|list| list.template(&call.api.service) == path)?;
    let things = registries.of_table(call.api, list.pages.as_ref()?.item);
    (things.kind().id.as_deref()?.strip_prefix('/') == Some(parameter)).then_some(things)
}

/// Whether an operation lists things that belong to no other.
fn is_collection(list: &Operation) -> bool {
    list.method == Method::Get && list.pages.is_some() && !list.path.iter().any(is_parameter)
}

fn is_parameter(segment: &Segment) -> bool {
    matches!(segment, Segment::Parameter(_))
}

/// Refuses a call whose path names a thing that does not exist.
pub(super) fn check_named_things(call: &Call<'_>, state: &mut State) -> Result<(), Refusal> {
    for (path, index) in call.path_parameters() {
        let name = &call.operation.parameters[index].name;
        if owner(call, &mut state.registries, &path, name).is_some_and(|things| !things.has(&call.key(name))) {
            return Err(call.missing(name));
        }
    }
    Ok(())
}

/// A list, an item, its removal; made-up values elsewhere.
pub(super) fn answer(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    if let Some(pages) = &call.operation.pages {
        let things = match training_job_configs::meant(call) {
            samples if call.operation.id == "list_training_job_configs" => state.registries.get(call.api, samples)?,
            _ => state.registries.of_table(call.api, pages.item),
        };
        let query = Query::new(call, pages.item)?;
        let found = things.find(call.api, &query, call.now);
        return call.page(things, &found, &Value::Null);
    }
    let last = call.operation.path.last().is_some_and(is_parameter);
    let Some((path, index)) = call.path_parameters().pop().filter(|_| last) else { return Ok(call.made_up()) };
    let name = &call.operation.parameters[index].name;
    let key = call.key(name);
    let Some(things) = owner(call, &mut state.registries, &path, name) else { return Ok(call.made_up()) };
    match call.operation.method {
        Method::Get => {
            let thing = things.get(call.api, &key).ok_or_else(|| call.missing(name))?;
            Ok(call.answered(&things.show(call.api, &thing, call.now), thing.seed))
        }
        Method::Delete => {
            let held = things.remove(&key);
            state.quota.release(held);
            Ok(call.made_up())
        }
        Method::Put => {
            let thing = things.get_mut(call.api, &key).ok_or_else(|| call.missing(name))?;
            thing.update(&body(call), &mut state.quota)?;
            Ok(call.made_up())
        }
        Method::Post => Ok(call.made_up()),
    }
}

/// The fields of the body.
fn body(call: &Call<'_>) -> Value {
    let parameters = call.operation.parameters.iter().filter(|parameter| parameter.location == Location::Body);
    let fields = parameters.filter_map(|parameter| Some((parameter.name.clone(), call.get(&parameter.name)?.clone())));
    Value::Object(fields.collect())
}
