//! What the service keeps of a kind: what it is seeded with and what callers created, alike.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use modelarts_codegen::model::{Api, Reference};
use serde_json::{Map, Value, json};

use super::lifecycle::{Lifecycle, Now, Phase};
use super::quota::Quota;
use super::search::{self, Query};
use super::{milliseconds, seed};
use crate::refusal::Refusal;

/// A kind of thing that the emulator knows more of than the spec says.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) name: &'static str,
    /// The table of the items that lists show.
    pub(super) table: &'static str,
    /// Pointer to the ID or name in an item.
    pub(super) id: &'static str,
    /// Pointer to the name that no other thing may have, where that is not the ID.
    pub(super) unique_name: Option<&'static str>,
    /// The path of the list, without that of an item.
    pub(super) collection: &'static str,
    pub(super) states: Option<&'static States>,
    /// Shows the latest part of a thing, and how many parts there are.
    pub(super) show_parts: Option<fn(&mut Value, Option<&Value>, usize)>,
}

/// How items show the phase of their lifecycle.
#[derive(Debug)]
pub(super) struct States {
    /// Pointers to the state and to the running time.
    pub(super) status: &'static str,
    pub(super) duration: &'static str,
    /// The phase that is seeded as a state.
    pub(super) phase: fn(&Value) -> Phase,
    pub(super) show: fn(&mut Value, Phase),
    /// How long a seeded thing runs.
    pub(super) lasts: Duration,
}

impl States {
    /// The lifecycle of what is seeded with a state and a running time.
    pub(super) fn seeded(&self, status: &Value, duration: &Value) -> Lifecycle {
        Lifecycle::seeded((self.phase)(status), Duration::from_millis(duration.as_u64().unwrap_or(0)), self.lasts)
    }
}

/// What the things of a registry have in common.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) table: Reference,
    /// Pointer to the ID or name; nothing where no operation names one thing.
    pub(super) id: Option<String>,
    /// Pointer to the name that no other thing may have, where that is not the ID.
    pub(super) unique_name: Option<&'static str>,
    pub(super) states: Option<&'static States>,
    pub(super) show_parts: Option<fn(&mut Value, Option<&Value>, usize)>,
}

/// A thing: a seeded one with what has changed, or a created one.
#[derive(Clone, Debug, Default)]
pub(super) struct Thing {
    pub(super) key: String,
    /// The index of the record that it is seeded with.
    pub(super) seed: Option<usize>,
    /// Its own fields: they win over those of the seed.
    pub(super) fields: Value,
    pub(super) lifecycle: Option<Lifecycle>,
    /// Its parts: the versions of a training job.
    pub(super) parts: Option<Registry>,
    /// What it takes of the quota.
    pub(super) held: usize,
}

impl Thing {
    pub(super) fn created(key: impl Into<String>, fields: Value) -> Self {
        Self { key: key.into(), fields, ..Self::default() }
    }

    /// Replaces all of its fields: nothing of the seed is left.
    ///
    /// # Errors
    ///
    /// The refusal, if the quota has no room for the new ones.
    pub(super) fn replace(&mut self, fields: Value, quota: &mut Quota) -> Result<(), Refusal> {
        let held = quota.take(&fields)?;
        quota.release(std::mem::replace(&mut self.held, held));
        self.fields = fields;
        self.seed = None;
        Ok(())
    }

    /// Changes some of its fields.
    ///
    /// # Errors
    ///
    /// The refusal, if the quota has no room for the new ones.
    pub(super) fn update(&mut self, more: &Value, quota: &mut Quota) -> Result<(), Refusal> {
        let mut fields = self.fields.clone();
        merge(&mut fields, more);
        let held = quota.take(&fields)?;
        quota.release(std::mem::replace(&mut self.held, held));
        self.fields = fields;
        Ok(())
    }

    fn is_moving(&self, now: Now) -> bool {
        let parts = self.parts.iter().flat_map(|parts| parts.things.values().flatten());
        let mut lifecycles = self.lifecycle.iter().chain(parts.filter_map(|part| part.lifecycle.as_ref()));
        lifecycles.any(|lifecycle| lifecycle.is_moving(now))
    }

    /// What it and its parts take of the quota.
    pub(super) fn held_in_all(&self) -> usize {
        let parts = self.parts.iter().flat_map(|parts| parts.things.values().flatten());
        self.held.saturating_add(parts.map(|part| part.held).sum())
    }
}

/// The things of a kind. Seeded ones are made when they are looked at, and kept once they have changed.
#[derive(Clone, Debug)]
pub(super) struct Registry {
    kind: Arc<Kind>,
    /// How many things are seeded, and their keys where the kind has an ID.
    seeded: usize,
    keys: Arc<[String]>,
    /// The positions of seeded things by their keys, deleted ones too. They never change: clones share them.
    seeded_positions: Arc<HashMap<String, i64>>,
    created_positions: HashMap<String, i64>,
    /// How many things have each name that no other may have; nothing until somebody asks.
    names: Option<HashMap<String, usize>>,
    /// Created things below 0, the latest first, and seeded ones that have changed; nothing for deleted ones.
    things: BTreeMap<i64, Option<Thing>>,
    /// How many things have been created.
    created: i64,
    revision: u64,
    columns: Columns,
    last: Option<Found>,
}

/// Values of seeded things by their pointer, as of a time that the clock was advanced by.
#[derive(Clone, Debug, Default)]
struct Columns {
    values: HashMap<String, Arc<[Value]>>,
    advanced: Duration,
}

/// The last search: its pages are mostly asked for one after another.
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
        let (things, created, revision, last) = (BTreeMap::new(), 0, 0, None);
        Self {
            kind,
            seeded,
            keys,
            seeded_positions,
            created_positions,
            names,
            things,
            created,
            revision,
            columns,
            last,
        }
    }

    pub(super) fn kind(&self) -> &Kind {
        &self.kind
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    fn position(&self, key: &str) -> Option<i64> {
        let is_kept = |position: &&i64| !matches!(self.things.get(position), Some(None));
        self.created_positions.get(key).or_else(|| self.seeded_positions.get(key).filter(is_kept)).copied()
    }

    /// Whether a thing has a name that no other may have. All names are looked at once, then kept.
    pub(super) fn has_name(&mut self, api: &Api, name: &str) -> bool {
        if self.names.is_none() {
            let mut names = HashMap::new();
            for thing in self.positions().filter_map(|position| self.at(api, position)) {
                *names.entry(self.name_of(api, &thing).unwrap_or_default()).or_insert(0) += 1;
            }
            self.names = Some(names);
        }
        self.names.as_ref().is_some_and(|names| names.contains_key(name))
    }

    fn name_of(&self, api: &Api, thing: &Thing) -> Option<String> {
        let pointer = self.kind.unique_name?;
        let own = thing.fields.pointer(pointer).cloned();
        let seeded = || thing.seed.map(|index| seed::at(api, self.kind.table, pointer, index));
        own.or_else(seeded).map(|name| text(&name))
    }

    /// How many things have ever been created, those that are deleted too.
    pub(super) fn created(&self) -> i64 {
        self.created
    }

    pub(super) fn get(&self, api: &Api, key: &str) -> Option<Cow<'_, Thing>> {
        self.at(api, self.position(key)?)
    }

    /// A thing that is about to change.
    pub(super) fn get_mut(&mut self, api: &Api, key: &str) -> Option<&mut Thing> {
        let position = self.position(key)?;
        let thing = self.at(api, position)?;
        if matches!(thing, Cow::Owned(_)) {
            let thing = thing.into_owned();
            self.things.insert(position, Some(thing));
        }
        self.revision += 1;
        self.things.get_mut(&position)?.as_mut()
    }

    pub(super) fn insert(&mut self, thing: Thing) {
        self.created += 1;
        self.revision += 1;
        let name = self.kind.unique_name.and_then(|pointer| thing.fields.pointer(pointer)).map(text);
        if let (Some(names), Some(name)) = (&mut self.names, name) {
            *names.entry(name).or_insert(0) += 1;
        }
        self.created_positions.insert(thing.key.clone(), -self.created);
        self.things.insert(-self.created, Some(thing));
    }

    /// Deletes a thing; gives what it and its parts took of the quota.
    pub(super) fn remove(&mut self, api: &Api, key: &str) -> usize {
        let Some(position) = self.position(key) else { return 0 };
        self.revision += 1;
        let name = self.at(api, position).and_then(|thing| self.name_of(api, &thing));
        if let (Some(names), Some(name)) = (&mut self.names, name)
            && let Some(count) = names.get_mut(&name)
        {
            *count -= 1;
            if *count == 0 {
                names.remove(&name);
            }
        }
        self.created_positions.remove(key);
        let thing = if position < 0 { self.things.remove(&position) } else { self.things.insert(position, None) };
        thing.flatten().map_or(0, |thing| thing.held_in_all())
    }

    /// What all things take of the quota.
    pub(super) fn held(&self) -> usize {
        self.things.values().flatten().map(Thing::held_in_all).fold(0, usize::saturating_add)
    }

    /// The positions of all things: created ones, the latest first, then seeded ones.
    pub(super) fn positions(&self) -> impl DoubleEndedIterator<Item = i64> {
        let seeded = i64::try_from(self.seeded).unwrap_or(i64::MAX);
        let is_deleted = |position: &i64| matches!(self.things.get(position), Some(None));
        let created = self.things.range(..0).map(|(position, _)| *position);
        created.chain((0..seeded).filter(move |position| !is_deleted(position)))
    }

    pub(super) fn at(&self, api: &Api, position: i64) -> Option<Cow<'_, Thing>> {
        match self.things.get(&position) {
            Some(thing) => thing.as_ref().map(Cow::Borrowed),
            None => usize::try_from(position).ok().map(|index| Cow::Owned(self.seed(api, index))),
        }
    }

    fn seed(&self, api: &Api, index: usize) -> Thing {
        let lifecycle = self.kind.states.map(|states| {
            let value = |pointer: &str| seed::at(api, self.kind.table, pointer, index);
            states.seeded(&value(states.status), &value(states.duration))
        });
        let key = self.keys.get(index).cloned().unwrap_or_default();
        Thing { key, seed: Some(index), fields: json!({}), lifecycle, ..Thing::default() }
    }

    /// A thing as lists show it, with all of its own fields.
    pub(super) fn show(&self, api: &Api, thing: &Thing, now: Now) -> Value {
        let seed = thing.seed.map(|index| seed::record(api, self.kind.table, index));
        let mut record = Value::Object(seed.unwrap_or_default());
        self.show_changes(api, &mut record, thing, now);
        record
    }

    /// What is not as it was seeded.
    fn show_changes(&self, api: &Api, record: &mut Value, thing: &Thing, now: Now) {
        merge(record, &thing.fields);
        if let Some((id, index)) = self.kind.id.as_ref().zip(thing.seed)
            && self.keys.get(index) == Some(&thing.key)
        {
            let seeded = seed::at(api, self.kind.table, id, index);
            if text(&seeded) != thing.key {
                // It was made unique.
                let number = thing.key.parse::<i64>().ok().filter(|_| seeded.is_number());
                put(record, id, number.map_or_else(|| thing.key.as_str().into(), Value::from));
            }
        }
        if let (Some(states), Some(lifecycle)) = (self.kind.states, &thing.lifecycle) {
            if let Some(phase) = lifecycle.changed(now) {
                (states.show)(record, phase);
            }
            put(record, states.duration, milliseconds(lifecycle.duration(now)).into());
        }
        if let (Some(show), Some(parts)) = (self.kind.show_parts, &thing.parts) {
            let latest = parts.positions().next().and_then(|position| parts.at(api, position));
            let latest = latest.map(|part| {
                let mut shown = json!({});
                parts.show_changes(api, &mut shown, &part, now);
                shown
            });
            show(record, latest.as_ref(), parts.positions().count());
        }
    }

    /// The things that a search finds, in its order.
    pub(super) fn find(&mut self, api: &Api, query: &Query, now: Now) -> Arc<[i64]> {
        let is_moving = self.things.values().flatten().any(|thing| thing.is_moving(now));
        let is_last =
            |last: &&Found| last.revision == self.revision && last.advanced == now.advanced && last.query == *query;
        if let Some(last) = self.last.as_ref().filter(is_last).filter(|_| !is_moving) {
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
            self.last = Some(Found { query: query.clone(), revision, advanced, positions: Arc::clone(&positions) });
        }
        positions
    }

    /// Makes the values that a search looks at, where the last one did not.
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
        let is_state = self.kind.states.is_some_and(|states| states.status == pointer || states.duration == pointer);
        if is_id || (is_state && now.advanced > Duration::ZERO) {
            self.show_changes(api, &mut record, &self.seed(api, index), now);
        }
        record.pointer_mut(pointer).map(Value::take).unwrap_or_default()
    }

    /// The values that a search looks at of all things that are not as they were seeded.
    fn changed_values(&self, api: &Api, pointers: &[&str], now: Now) -> HashMap<i64, Vec<Value>> {
        let changed = self.things.iter().filter_map(|(position, thing)| Some((*position, thing.as_ref()?)));
        let values = |(position, thing): (i64, &Thing)| {
            let mut shown = json!({});
            self.show_changes(api, &mut shown, thing, now);
            let value = |pointer: &&str| match (shown.pointer(pointer), thing.seed) {
                (Some(value), _) => value.clone(),
                (None, Some(index)) => seed::at(api, self.kind.table, pointer, index),
                (None, None) => Value::Null,
            };
            (position, pointers.iter().map(value).collect())
        };
        changed.map(values).collect()
    }
}

/// The keys of seeded things. Those that would be alike are told apart: texts by their index, numbers by new ones
/// for all.
fn keys(api: &Api, table: Reference, id: &str, seeded: usize) -> Vec<String> {
    let ids = (0..seeded).map(|index| seed::at(api, table, id, index));
    let mut known = HashSet::new();
    let mut keys = Vec::with_capacity(seeded);
    for (index, id) in ids.enumerate() {
        let mut key = text(&id);
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

/// An ID or a name as paths have it.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Sets what is at a pointer, with all objects on the way.
pub(super) fn put(record: &mut Value, pointer: &str, value: Value) {
    let mut at = record;
    for name in pointer.split('/').skip(1) {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[name];
    }
    *at = value;
}

/// Adds fields to an object; those that both have are merged if they are objects, else replaced.
pub(super) fn merge(record: &mut Value, more: &Value) {
    match (record, more) {
        (Value::Object(record), Value::Object(more)) => {
            for (name, value) in more {
                merge(record.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (record, more) => *record = more.clone(),
    }
}
