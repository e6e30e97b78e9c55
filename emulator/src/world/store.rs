//! The items of all kinds.

use std::collections::HashMap;

use modelarts_codegen::model::{Api, Method};
use serde_json::Value;

use super::call::Call;
use super::collection::{self, Collection};
use super::declared::Declared;
use super::kind::{Kind, missing};
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
    /// Registries by the path of the collection.
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

/// An item that a path names.
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
    /// Returns the things of a resource without owners, which is named as in `training_jobs.job`.
    ///
    /// # Errors
    ///
    /// Returns the refusal if the spec lacks the resource.
    pub(super) fn of(&mut self, api: &Api, resource: &str) -> Result<&mut Registry, Refusal> {
        let path = Declared::named(api, resource).and_then(|declared| declared.path(api));
        let collection = path.and_then(|path| collection::at(api, &path));
        Ok(self.shared(api, &collection.ok_or_else(|| missing("resource", resource))?))
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
    let new = || Registry::new(api, Kind::of(api, collection), seeded);
    registries.entry(collection.path.clone()).or_insert_with(new)
}
