//! The items of one kind, seeded and created.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use modelarts_codegen::model::{Api, Reference};
use serde_json::{Value, json};

use super::clock::{Now, milliseconds};
use super::json::{merge, path_text, put};
use super::kind::Kind;
use super::lifecycle::Lifecycle;
use super::machine::Machine;
use super::quota::Quota;
use super::search::{self, Query};
use super::seed;
use crate::rules::refusal::Refusal;

/// A created item, or a seeded one with its changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    pub(super) key: String,
    /// The index of the record that the item is seeded with.
    pub(super) seed: Option<usize>,
    /// Its own fields. They override those of the seed.
    pub(super) fields: Value,
    pub(super) lifecycle: Option<Lifecycle>,
    /// Its parts: the versions of a training job.
    pub(super) parts: Option<Registry>,
    /// Its size in the quota, without its parts.
    pub(super) size: usize,
}

impl Item {
    pub(super) fn created(key: impl Into<String>, fields: Value) -> Self {
        Self { key: key.into(), fields, ..Self::default() }
    }

    /// Replaces all fields, including those of the seed.
    ///
    /// # Errors
    ///
    /// Returns the refusal if the quota is exhausted.
    pub(super) fn replace(&mut self, fields: Value, quota: &mut Quota) -> Result<(), Refusal> {
        let size = quota.take(&fields)?;
        quota.release(std::mem::replace(&mut self.size, size));
        self.fields = fields;
        self.seed = None;
        Ok(())
    }

    /// Changes some fields.
    ///
    /// # Errors
    ///
    /// Returns the refusal if the quota is exhausted.
    pub(super) fn update(&mut self, more: &Value, quota: &mut Quota) -> Result<(), Refusal> {
        let mut fields = self.fields.clone();
        merge(&mut fields, more);
        let size = quota.take(&fields)?;
        quota.release(std::mem::replace(&mut self.size, size));
        self.fields = fields;
        Ok(())
    }

    fn is_moving(&self, now: Now) -> bool {
        let parts = self.parts.iter().flat_map(|parts| parts.items.values().flatten());
        let mut lifecycles = self.lifecycle.iter().chain(parts.filter_map(|part| part.lifecycle.as_ref()));
        lifecycles.any(|lifecycle| lifecycle.is_moving(now))
    }

    /// Returns the size of the item and its parts.
    pub(super) fn total_size(&self) -> usize {
        let parts = self.parts.iter().flat_map(|parts| parts.items.values().flatten());
        self.size.saturating_add(parts.map(|part| part.size).sum())
    }
}

/// The items of one kind. A seeded item is made up whenever it is read; it is kept only after it has changed.
#[derive(Clone, Debug)]
pub(super) struct Registry {
    kind: Arc<Kind>,
    /// The number of seeded items.
    seeded: usize,
    /// The keys of seeded items, if the kind has an ID.
    keys: Arc<[String]>,
    /// The positions of seeded items by their keys, including deleted ones. They never change: clones share them.
    seeded_positions: Arc<HashMap<String, i64>>,
    created_positions: HashMap<String, i64>,
    /// The number of items with each unique name. Filled when it is first needed.
    names: Option<HashMap<String, usize>>,
    /// Created items at positions below 0, the latest first, and changed seeded items. `None`: a deleted item.
    items: BTreeMap<i64, Option<Item>>,
    /// The number of created items, including deleted ones.
    created: i64,
    revision: u64,
    columns: Columns,
    last_search: Option<Found>,
}

/// The values of seeded items by pointer, at a time of the clock.
#[derive(Clone, Debug, Default)]
struct Columns {
    values: HashMap<String, Arc<[Value]>>,
    advanced: Duration,
}

/// The result of a search. Callers often request several pages of it.
#[derive(Clone, Debug)]
struct Found {
    query: Query,
    revision: u64,
    advanced: Duration,
    positions: Arc<[i64]>,
}

impl Registry {
    pub(super) fn new(api: &Api, kind: Kind, seeded: usize) -> Self {
        let keys = kind.id.as_ref().map_or_else(Vec::new, |id| keys(api, kind.table, id, seeded));
        let position = |(index, key): (usize, &String)| (key.clone(), i64::try_from(index).unwrap_or(i64::MAX));
        let seeded_positions = Arc::new(keys.iter().enumerate().map(position).collect());
        let (kind, keys, columns) = (Arc::new(kind), keys.into(), Columns::default());
        let (created_positions, names) = (HashMap::new(), None);
        let (items, created, revision, last_search) = (BTreeMap::new(), 0, 0, None);
        Self {
            kind,
            seeded,
            keys,
            seeded_positions,
            created_positions,
            names,
            items,
            created,
            revision,
            columns,
            last_search,
        }
    }

    pub(super) fn kind(&self) -> &Kind {
        &self.kind
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    pub(super) fn position(&self, key: &str) -> Option<i64> {
        let is_kept = |position: &&i64| !matches!(self.items.get(position), Some(None));
        self.created_positions.get(key).or_else(|| self.seeded_positions.get(key).filter(is_kept)).copied()
    }

    /// Returns whether an item has a unique name.
    pub(super) fn has_name(&mut self, api: &Api, name: &str) -> bool {
        if self.names.is_none() {
            let mut names = HashMap::new();
            for item in self.positions().filter_map(|position| self.at(api, position)) {
                *names.entry(self.name_of(api, &item).unwrap_or_default()).or_insert(0) += 1;
            }
            self.names = Some(names);
        }
        self.names.as_ref().is_some_and(|names| names.contains_key(name))
    }

    fn name_of(&self, api: &Api, item: &Item) -> Option<String> {
        let pointer = self.kind.unique_name.as_deref()?;
        let own = item.fields.pointer(pointer).cloned();
        let seeded = || item.seed.map(|index| seed::at(api, self.kind.table, pointer, index));
        own.or_else(seeded).map(|name| path_text(&name))
    }

    /// Returns the number of created items, including deleted ones.
    pub(super) fn created(&self) -> i64 {
        self.created
    }

    pub(super) fn get(&self, api: &Api, key: &str) -> Option<Cow<'_, Item>> {
        self.at(api, self.position(key)?)
    }

    /// Returns an item to be changed.
    pub(super) fn get_mut(&mut self, api: &Api, key: &str) -> Option<&mut Item> {
        let position = self.position(key)?;
        let item = self.at(api, position)?;
        if matches!(item, Cow::Owned(_)) {
            let item = item.into_owned();
            self.items.insert(position, Some(item));
        }
        self.revision += 1;
        self.items.get_mut(&position)?.as_mut()
    }

    pub(super) fn insert(&mut self, item: Item) {
        self.created += 1;
        self.revision += 1;
        let name = self.kind.unique_name.as_ref().and_then(|pointer| item.fields.pointer(pointer)).map(path_text);
        if let (Some(names), Some(name)) = (&mut self.names, name) {
            *names.entry(name).or_insert(0) += 1;
        }
        self.created_positions.insert(item.key.clone(), -self.created);
        self.items.insert(-self.created, Some(item));
    }

    /// Deletes an item. Returns its size.
    pub(super) fn remove(&mut self, api: &Api, key: &str) -> usize {
        let Some(position) = self.position(key) else { return 0 };
        self.revision += 1;
        let name = self.at(api, position).and_then(|item| self.name_of(api, &item));
        if let (Some(names), Some(name)) = (&mut self.names, name)
            && let Some(count) = names.get_mut(&name)
        {
            *count -= 1;
            if *count == 0 {
                names.remove(&name);
            }
        }
        self.created_positions.remove(key);
        let item = if position < 0 { self.items.remove(&position) } else { self.items.insert(position, None) };
        item.flatten().map_or(0, |item| item.total_size())
    }

    /// Returns the size of all items.
    pub(super) fn total_size(&self) -> usize {
        self.items.values().flatten().map(Item::total_size).fold(0, usize::saturating_add)
    }

    /// Returns the positions of all items: created ones, the latest first, then seeded ones.
    pub(super) fn positions(&self) -> impl DoubleEndedIterator<Item = i64> {
        let seeded = i64::try_from(self.seeded).unwrap_or(i64::MAX);
        let is_deleted = |position: &i64| matches!(self.items.get(position), Some(None));
        let created = self.items.range(..0).map(|(position, _)| *position);
        created.chain((0..seeded).filter(move |position| !is_deleted(position)))
    }

    pub(super) fn at(&self, api: &Api, position: i64) -> Option<Cow<'_, Item>> {
        match self.items.get(&position) {
            Some(item) => item.as_ref().map(Cow::Borrowed),
            None => usize::try_from(position).ok().map(|index| Cow::Owned(self.seed(api, index))),
        }
    }

    fn seed(&self, api: &Api, index: usize) -> Item {
        let lifecycle = self.seeded_lifecycle(|pointer| seed::at(api, self.kind.table, pointer, index));
        let key = self.keys.get(index).cloned().unwrap_or_default();
        Item { key, seed: Some(index), fields: json!({}), lifecycle, ..Item::default() }
    }

    /// Returns the lifecycle of an item that is seeded with some values.
    pub(super) fn seeded_lifecycle(&self, value: impl Fn(&str) -> Value) -> Option<Lifecycle> {
        let machine = self.kind.states.as_ref()?;
        let state = machine.state_of(&value(&machine.field))?;
        let duration = machine.duration.as_deref().and_then(|duration| value(duration).as_u64()).unwrap_or(0);
        Some(Lifecycle::seeded(Arc::clone(machine), state, Duration::from_millis(duration)))
    }

    /// Returns the lifecycle of an item that is created now.
    pub(super) fn created_lifecycle(&self, now: Now) -> Option<Lifecycle> {
        self.kind.states.as_ref().map(|machine| Lifecycle::new(Arc::clone(machine), now))
    }

    /// Returns an item as lists show it, with all of its own fields.
    pub(super) fn show(&self, api: &Api, item: &Item, now: Now) -> Value {
        let seed = item.seed.map(|index| seed::record(api, self.kind.table, index));
        let mut record = Value::Object(seed.unwrap_or_default());
        self.show_changes(api, &mut record, item, now);
        record
    }

    /// Adds what differs from the seed.
    fn show_changes(&self, api: &Api, record: &mut Value, item: &Item, now: Now) {
        merge(record, &item.fields);
        if let Some((id, index)) = self.kind.id.as_ref().zip(item.seed)
            && self.keys.get(index) == Some(&item.key)
        {
            let seeded = seed::at(api, self.kind.table, id, index);
            if path_text(&seeded) != item.key {
                // The key was made unique.
                let number = item.key.parse::<i64>().ok().filter(|_| seeded.is_number());
                put(record, id, number.map_or_else(|| item.key.as_str().into(), Value::from));
            }
        }
        if let Some(lifecycle) = &item.lifecycle {
            let machine = lifecycle.machine();
            if let Some(state) = lifecycle.changed_state(now) {
                put(record, &machine.field, machine.value(state));
                self.kind.extras.show_state.inspect(|show| show(record, machine.key(state)));
            }
            if let Some(duration) = &machine.duration {
                put(record, duration, milliseconds(lifecycle.shown_duration(now)).into());
            }
        }
        if let (Some(show), Some(parts)) = (self.kind.extras.show_parts, &item.parts) {
            let latest = parts.positions().next().and_then(|position| parts.at(api, position));
            let latest = latest.map(|part| {
                let mut shown = json!({});
                parts.show_changes(api, &mut shown, &part, now);
                shown
            });
            show(record, latest.as_ref(), parts.positions().count());
        }
    }

    /// Returns the positions of the items that a search finds, in its order.
    pub(super) fn find(&mut self, api: &Api, query: &Query, now: Now) -> Arc<[i64]> {
        let is_moving = self.items.values().flatten().any(|item| item.is_moving(now));
        let is_last =
            |last: &&Found| last.revision == self.revision && last.advanced == now.advanced && last.query == *query;
        if let Some(last) = self.last_search.as_ref().filter(is_last).filter(|_| !is_moving) {
            return Arc::clone(&last.positions);
        }
        let pointers = query.pointers();
        self.fill_columns(api, &pointers, now);
        let changed = self.changed_values(api, &pointers, now);
        let value = |position: i64, pointer: &str| {
            let column = pointers.iter().position(|known| *known == pointer)?;
            match changed.get(&position) {
                Some(values) => values.get(column),
                None => self.columns.values.get(pointer)?.get(usize::try_from(position).ok()?),
            }
        };
        let positions: Arc<[i64]> = search::select(self.positions(), query, value).into();
        if !is_moving && query.is_short() {
            let (revision, advanced) = (self.revision, now.advanced);
            self.last_search =
                Some(Found { query: query.clone(), revision, advanced, positions: Arc::clone(&positions) });
        }
        positions
    }

    /// Makes the values that a search reads, unless an earlier search made them.
    fn fill_columns(&mut self, api: &Api, pointers: &[&str], now: Now) {
        if self.columns.advanced != now.advanced {
            self.columns = Columns { values: HashMap::new(), advanced: now.advanced };
        }
        for pointer in pointers {
            if !self.columns.values.contains_key(*pointer) {
                let column = (0..self.seeded).map(|index| self.seeded_value(api, index, pointer, now)).collect();
                self.columns.values.insert((*pointer).to_owned(), column);
            }
        }
    }

    fn seeded_value(&self, api: &Api, index: usize, pointer: &str, now: Now) -> Value {
        let mut record = json!({});
        put(&mut record, pointer, seed::at(api, self.kind.table, pointer, index));
        let is_id = self.kind.id.as_deref() == Some(pointer);
        let is_of = |machine: &Arc<Machine>| machine.field == pointer || machine.duration.as_deref() == Some(pointer);
        let is_state = self.kind.states.as_ref().is_some_and(is_of);
        if is_id || (is_state && now.advanced > Duration::ZERO) {
            self.show_changes(api, &mut record, &self.seed(api, index), now);
        }
        record.pointer_mut(pointer).map(Value::take).unwrap_or_default()
    }

    /// Returns the values that a search reads, of all created and changed items.
    fn changed_values(&self, api: &Api, pointers: &[&str], now: Now) -> HashMap<i64, Vec<Value>> {
        let changed = self.items.iter().filter_map(|(position, item)| Some((*position, item.as_ref()?)));
        let values = |(position, item): (i64, &Item)| {
            let mut shown = json!({});
            self.show_changes(api, &mut shown, item, now);
            let value = |pointer: &&str| match (shown.pointer(pointer), item.seed) {
                (Some(value), _) => value.clone(),
                (None, Some(index)) => seed::at(api, self.kind.table, pointer, index),
                (None, None) => Value::Null,
            };
            (position, pointers.iter().map(value).collect())
        };
        changed.map(values).collect()
    }
}

/// Returns the keys of seeded items.
///
/// Duplicates are made unique: a string by its index, numbers by new numbers for all items.
fn keys(api: &Api, table: Reference, id: &str, seeded: usize) -> Vec<String> {
    let ids = (0..seeded).map(|index| seed::at(api, table, id, index));
    let mut known = HashSet::new();
    let mut keys = Vec::with_capacity(seeded);
    for (index, id) in ids.enumerate() {
        let mut key = path_text(&id);
        if known.contains(&key) && id.is_number() {
            return (0..seeded).map(|index| seed::FIRST_ID.saturating_add(index).to_string()).collect();
        }
        while known.contains(&key) {
            key = format!("{key}-{index}");
        }
        known.insert(key.clone());
        keys.push(key);
    }
    keys
}
