//! Emits the states of resources: where a response shows them, and the methods that wait for one.

use std::collections::BTreeSet;

use super::docs::{prose, source_text};
use super::file::Item;
use super::module::Module;
use crate::check::names::{WAIT_FOR, WAIT_FOR_END};
use crate::markdown;
use crate::model::{Action, Api, Group, Operation, Reference, Resource, States};

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

/// Describes the states of a resource as a table in Markdown, with the operations that each allows. `link` returns a
/// reference to an operation. Returns nothing if the resource has no states.
pub(crate) fn states_table(
    api: &Api,
    (group, resource): (&Group, &Resource),
    link: impl Fn(&Operation) -> String,
) -> Option<String> {
    let states = resource.states.as_ref()?;
    let codes = api.codes(states.codes);
    let code = |index: usize| markdown::code(&codes.values[index].key);
    let operation = |action: &Action| link(&group.operations[action.operation]);
    let row = |state: usize| {
        let next = states.moves[state].map(|next| code(next.to));
        let allowed: Vec<_> =
            states.actions.iter().filter(|action| action.from.contains(&state)).map(operation).collect();
        let is_shown = next.is_some() || !allowed.is_empty() || state == states.initial;
        let first = if state == states.initial { " (first)" } else { "" };
        let row = format!("| {}{first} | {} | {} |\n", code(state), next.unwrap_or_default(), allowed.join(", "));
        is_shown.then_some(row)
    };
    let rows: String = (0..codes.values.len()).filter_map(row).collect();
    let named =
        |group: usize| codes.groups[group].values.iter().map(|state| code(*state)).collect::<Vec<_>>().join(", ");
    let failed = states.failed.map(|failed| format!(" Failed: {}.", named(failed))).unwrap_or_default();
    let mut text =
        format!("| state | next | allows |\n|---|---|---|\n{rows}\nFinal: {}.{failed}", named(states.terminal));
    for action in &states.actions {
        let refused = action.refused.as_ref().map(|code| format!(" Rejected with `{code}` in other states."));
        text += &format!("\n\n{} leads to {}.{}", operation(action), code(action.to), refused.unwrap_or_default());
    }
    Some(text)
}

impl Module<'_> {
    /// Documents the states of the resources, with links to the methods of the group.
    pub(super) fn states_docs(&self) -> String {
        let link = |operation: &Operation| format!("[`{}`](Self::{})", operation.name, operation.ident);
        let described = self.group.resources.iter().filter_map(|resource| {
            let table = states_table(self.api, (self.group, resource), link)?;
            let note = prose(resource.note.as_deref().unwrap_or_default());
            Some(["# States", &prose(&resource.doc), &table, &note].map(str::to_owned))
        });
        let paragraphs: Vec<_> = described.flatten().filter(|paragraph| !paragraph.is_empty()).collect();
        paragraphs.join("\n\n")
    }
}
