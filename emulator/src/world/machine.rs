//! The states of a resource, as the spec declares them.

use std::time::Duration;

use modelarts_codegen::model::{Action, Api, CodeKind, Group, Move, Resource};
use serde_json::Value;

use super::declared::Declared;
use super::paths;

/// The states of a resource. A state is its index in the code table.
#[derive(Debug)]
pub(super) struct Machine {
    /// The pointer to the state in an item.
    pub(super) field: String,
    /// The pointer to the time that the item was in the timed states.
    pub(super) duration: Option<String>,
    pub(super) initial: usize,
    /// The states whose time counts.
    timed: Vec<usize>,
    /// The states to which an action leads from a timed state.
    stopped: Vec<usize>,
    moves: Vec<Option<Move>>,
    terminal: Vec<usize>,
    keys: Vec<String>,
    values: Vec<Value>,
}

impl Machine {
    /// Returns the states of a resource, if it has any.
    pub(super) fn of(api: &Api, Declared { group, resource }: Declared<'_>) -> Option<Self> {
        let states = resource.states.as_ref()?;
        let response = group.operations[resource.get?].table()?;
        let codes = api.codes(states.codes);
        let value = |number: i64, name: &str| match codes.kind {
            CodeKind::Number => number.into(),
            CodeKind::Text => name.into(),
        };
        let timed = states.duration.as_ref().map(|duration| duration.states.clone()).unwrap_or_default();
        let stops = states.actions.iter().filter(|action| action.from.iter().any(|state| timed.contains(state)));
        let stopped = stops.map(|action| action.to).collect();
        Some(Self {
            field: paths::pointer(api, response, &states.field),
            duration: states.duration.as_ref().map(|duration| paths::pointer(api, response, &duration.field)),
            initial: states.initial,
            timed,
            stopped,
            moves: states.moves.clone(),
            terminal: codes.groups[states.terminal].values.clone(),
            keys: codes.values.iter().map(|code| code.key.clone()).collect(),
            values: codes.values.iter().map(|code| value(code.number, &code.name)).collect(),
        })
    }

    /// Returns the state of a value, if the code table has it.
    pub(super) fn state_of(&self, value: &Value) -> Option<usize> {
        self.values.iter().position(|known| known == value)
    }

    pub(super) fn value(&self, state: usize) -> Value {
        self.values.get(state).cloned().unwrap_or_default()
    }

    /// Returns the key of a state in the spec.
    pub(super) fn key(&self, state: usize) -> &str {
        self.keys.get(state).map_or("", String::as_str)
    }

    pub(super) fn state_named(&self, key: &str) -> Option<usize> {
        self.keys.iter().position(|known| known == key)
    }

    pub(super) fn next(&self, state: usize) -> Option<Move> {
        self.moves.get(state).copied().flatten()
    }

    pub(super) fn is_timed(&self, state: usize) -> bool {
        self.timed.contains(&state)
    }

    /// Returns whether an item in a state has been in a timed state, and may still move.
    pub(super) fn has_run(&self, state: usize) -> bool {
        self.is_timed(state) || self.stopped.contains(&state)
    }

    pub(super) fn is_terminal(&self, state: usize) -> bool {
        self.terminal.contains(&state)
    }

    /// Returns whether a state is the one that a timed state moves to: the item did all that it had to do.
    pub(super) fn is_complete(&self, state: usize) -> bool {
        self.timed.iter().any(|timed| self.next(*timed).is_some_and(|next| next.to == state))
    }

    /// Returns how long an item is in the timed states, unless it is stopped.
    pub(super) fn run_time(&self) -> Duration {
        let times = self.timed.iter().filter_map(|state| self.next(*state)).map(|next| next.after);
        times.fold(Duration::ZERO, Duration::saturating_add)
    }
}

/// Returns the action of the spec that an operation is.
pub(super) fn action<'a>(api: &'a Api, operation: &str) -> Option<(&'a Group, &'a Resource, &'a Action)> {
    api.groups.iter().find_map(|group| {
        let resources = group.resources.iter().filter_map(|resource| Some((resource, resource.states.as_ref()?)));
        let mut actions = resources.flat_map(|(resource, states)| states.actions.iter().map(move |it| (resource, it)));
        let found = actions.find(|(_, action)| group.operations[action.operation].id == operation);
        found.map(|(resource, action)| (group, resource, action))
    })
}
