//! Emits the states of resources: where a response shows them, and the methods that wait for one.

use std::collections::BTreeSet;

use super::docs::source_text;
use super::file::Item;
use super::module::Module;
use crate::check::names::{WAIT_FOR, WAIT_FOR_END};
use crate::model::{Operation, Reference, States};

impl Module<'_> {
    /// Emits where responses show a state, each once.
    pub(super) fn stateful(&self) -> Vec<Item> {
        let mut seen = BTreeSet::new();
        let shown = self.states().filter_map(|(operation, states)| Some((operation.table()?, states)));
        shown.filter(|(response, _)| seen.insert(*response)).map(|(at, states)| self.state_of(at, states)).collect()
    }

    /// Emits the methods that wait for a state, if an operation shows one.
    pub(super) fn waits(&self, operation: &Operation) -> Option<Item> {
        let (_, states) = self.states().find(|(shows, _)| shows.id == operation.id)?;
        let (state, response) = (source_text(self.codes_path(states.codes)), source_text(self.response(operation)));
        let rows = vec![format!("{WAIT_FOR} {state}"), format!("{WAIT_FOR_END} -> {response}")];
        Some(Item::Table { macro_path: "call::waits", name: operation.builder.clone(), rows })
    }

    /// Returns whether an operation shows the state of a thing.
    pub(super) fn has_states(&self) -> bool {
        self.states().next().is_some()
    }

    /// Returns the operations that show the state of a thing, with its states.
    fn states(&self) -> impl Iterator<Item = (&Operation, &States)> {
        let resources = self.group.resources.iter();
        resources.filter_map(|resource| Some((&self.group.operations[resource.get?], resource.states.as_ref()?)))
    }

    fn state_of(&self, response: Reference, states: &States) -> Item {
        let (mut value, mut is_optional) = ("response".to_owned(), false);
        for field in self.api.fields(response, &states.field) {
            let through = if is_optional { ".as_ref()?" } else { "" };
            value = format!("{value}{through}.{}", field.ident);
            is_optional = field.optional;
        }
        let value = if is_optional { format!("{value}.as_ref()") } else { format!("Some(&{value})") };
        let codes = self.api.codes(states.codes);
        let rows = vec![
            format!("state {}", self.wire_path(states.codes, &codes.name)),
            format!("terminal {}", codes.groups[states.terminal].constant),
            format!("response => {value}"),
        ];
        let name = self.wire_path(response, &self.api.table(response).name);
        Item::Table { macro_path: "resource::stateful", name, rows }
    }
}
