//! The items of all kinds.

use std::collections::HashMap;
use std::sync::Arc;

use modelarts_codegen::model::{Api, Method};
use serde_json::Value;

use super::call::Call;
use super::kind::{Kind, Resource, table};
use super::machine::Machine;
use super::paths::{self, Collection};
use super::quota::Quota;
use super::registry::Registry;
use crate::rules::refusal::Refusal;

/// The items of all kinds, and what their size and IDs are counted with.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) registries: Registries,
    pub(super) quota: Quota,
    /// The number of issued IDs.
    ids: u64,
}

impl Store {
    /// Creates a store with `seeded` items of each kind.
    pub(super) fn new(seeded: usize) -> Self {
        Self {
            registries: Registries { seeded, shared: HashMap::new(), owned: HashMap::new() },
            quota: Quota::default(),
            ids: 0,
        }
    }

    pub(super) fn next_id(&mut self) -> u64 {
        self.ids = self.ids.saturating_add(1);
        self.ids
    }
}

/// The registries of all kinds. Each is seeded when it is first needed.
#[derive(Debug)]
pub(super) struct Registries {
    seeded: usize,
    /// Registries by the name of the resource or the path of the collection.
    shared: HashMap<String, Registry>,
    /// Items that belong to an item, after their first change. Before, all owners share the same items.
    owned: HashMap<Owner, Owned>,
}

/// The path of a collection, and the keys of the items that own it.
type Owner = (String, Vec<String>);

/// The items of one owner.
#[derive(Debug)]
struct Owned {
    items: Registry,
    /// The size in the quota, in addition to the size of the items.
    size: usize,
}

/// An item that a path names, of a collection that only the spec describes.
pub(super) struct NamedItem {
    pub(super) collection: Collection,
    /// The name of the parameter.
    pub(super) parameter: String,
    /// The keys of the items that own the collection.
    pub(super) owners: Vec<String>,
    pub(super) key: String,
}

impl NamedItem {
    pub(super) fn not_found(&self, call: &Call<'_>) -> Refusal {
        call.not_found(&self.parameter)
    }
}

impl Registries {
    /// Returns the items of a resource.
    ///
    /// # Errors
    ///
    /// Returns the refusal if the spec lacks the table of the resource.
    pub(super) fn get(&mut self, api: &Api, resource: &Resource) -> Result<&mut Registry, Refusal> {
        let table = table(api, resource.table)?;
        let Resource { id, unique_name, states, show_state, show_parts, .. } = *resource;
        let states = || states.and_then(|name| Machine::find(api, name)).map(Arc::new);
        let kind = || Kind { table, id: Some(id.to_owned()), unique_name, states: states(), show_state, show_parts };
        let seeded = self.seeded;
        Ok(self.shared.entry(resource.name.to_owned()).or_insert_with(|| Registry::new(api, kind(), seeded)))
    }

    /// Returns the items of a collection that has no owners, or that its owners share.
    pub(super) fn shared(&mut self, api: &Api, collection: &Collection) -> &mut Registry {
        shared(&mut self.shared, self.seeded, api, collection)
    }

    /// Returns the items of a collection to be read.
    pub(super) fn read(&mut self, api: &Api, collection: &Collection, owners: &[String]) -> &mut Registry {
        let Self { seeded, shared: registries, owned } = self;
        match owned.get_mut(&(collection.path.clone(), owners.to_vec())) {
            Some(owned) => &mut owned.items,
            None => shared(registries, *seeded, api, collection),
        }
    }

    /// Returns the items of a collection to be changed.
    ///
    /// # Errors
    ///
    /// Returns the refusal if the quota is exhausted.
    pub(super) fn write(
        &mut self,
        call: &Call<'_>,
        named: &NamedItem,
        quota: &mut Quota,
    ) -> Result<&mut Registry, Refusal> {
        let NamedItem { collection, owners, .. } = named;
        if owners.is_empty() {
            return Ok(self.shared(call.api, collection));
        }
        let owner = (collection.path.clone(), owners.clone());
        if !self.owned.contains_key(&owner) {
            let size = quota.take(&owners.iter().map(String::as_str).collect())?;
            let items = self.shared(call.api, collection).clone();
            self.owned.insert(owner.clone(), Owned { items, size });
        }
        let owned = self.owned.get_mut(&owner).ok_or_else(|| named.not_found(call))?;
        if call.operation.method == Method::Delete {
            // The mark of a deleted seeded item takes memory, too.
            owned.size = owned.size.saturating_add(quota.take(&Value::Null)?);
        }
        Ok(&mut owned.items)
    }

    /// Drops the items that belong to an item. Returns their size.
    pub(super) fn drop_owned(&mut self, path: &str, keys: &[String]) -> usize {
        let path = format!("{path}/{{}}/");
        let belongs = |(collection, owners): &Owner| collection.starts_with(&path) && owners.starts_with(keys);
        let dropped = self.owned.extract_if(|owner, _| belongs(owner));
        dropped.map(|(_, owned)| owned.size.saturating_add(owned.items.total_size())).sum()
    }
}

fn shared<'a>(
    registries: &'a mut HashMap<String, Registry>,
    seeded: usize,
    api: &Api,
    collection: &Collection,
) -> &'a mut Registry {
    let seeded = if collection.is_seeded { seeded } else { 0 };
    registries.entry(collection.path.clone()).or_insert_with(|| {
        let id = collection.id.as_ref().map(|(pointer, _)| pointer.clone());
        let states = states_at(api, &collection.path).map(Arc::new);
        let (unique_name, show_state, show_parts) = (None, None, None);
        let kind = Kind { table: collection.item, id, unique_name, states, show_state, show_parts };
        Registry::new(api, kind, seeded)
    })
}

/// Returns the states of the resource whose items are at a path.
fn states_at(api: &Api, path: &str) -> Option<Machine> {
    let resources = api.groups.iter().flat_map(|group| group.resources.iter().map(move |resource| (group, resource)));
    let mut at_path = resources.filter(|(group, resource)| {
        let operation = resource.list.or(resource.create).map(|index| &group.operations[index]);
        operation.is_some_and(|operation| paths::path(api, operation) == path)
    });
    at_path.find_map(|(group, resource)| Machine::of(api, group, resource))
}
