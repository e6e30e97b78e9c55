//! Checks `resources`: operations, keys, and states that can be reached and left.

use std::time::Duration;

use super::field_path::{self, Broken};
use super::identifiers;
use super::key_path::KeyPath;
use super::scope::{self, Scope};
use crate::diagnostic::{Diagnostic, Diagnostics, Part};
use crate::load::raw;
use crate::model::{
    Action, Codes, Field, Group, Location, Move, Operation, Reference, Resource, StateDuration, States, TimeForm, Type,
    Unique,
};

const INVALID: &str = "E0049";
const UNKNOWN: &str = "E0050";

/// Checks the resources of a group, whose operations are checked already.
pub(super) fn check(
    raw: &raw::Group,
    index: usize,
    groups: &[Group],
    scope: &Scope<'_>,
    report: &mut Diagnostics,
) -> Vec<Resource> {
    let group = &groups[index];
    // An operation that is wrong is missing, and is reported already.
    if group.operations.len() < raw.operations.0.len() || !scope.spec.skipped.is_empty() {
        return Vec::new();
    }
    let file = KeyPath::file(&group.file);
    let section = file.key("resources");
    let check = Check { group, operations: &raw.operations.0, groups, scope };
    let resources = raw.resources.0.iter();
    resources.filter_map(|(name, raw)| check.resource(name, raw, &section.key(name), report)).collect()
}

struct Check<'a> {
    group: &'a Group,
    operations: &'a [(String, raw::Operation)],
    groups: &'a [Group],
    scope: &'a Scope<'a>,
}

impl Check<'_> {
    fn resource(
        &self,
        name: &str,
        raw: &raw::Resource,
        at: &KeyPath<'_>,
        report: &mut Diagnostics,
    ) -> Option<Resource> {
        let reported = report.entries().len();
        if !self.knows_key(raw, at, report) {
            return None;
        }
        let mut on_all = |name: &Option<String>, key| self.optional(name.as_ref(), &at.key(key), report);
        let (create, list) = (on_all(&raw.create, "create"), on_all(&raw.list, "list"));
        let mut on_one = |name: &Option<String>, key| {
            let operation = self.optional(name.as_ref(), &at.key(key), report)?;
            self.names_one(operation, &raw.key, &at.key(key), report).then_some(operation)
        };
        let (get, delete) = (on_one(&raw.get, "get"), on_one(&raw.delete, "delete"));
        let updates = at.key("update");
        let updates = raw.update.iter().enumerate().filter_map(|(index, name)| {
            let index = index.to_string();
            let at = updates.key(&index);
            let operation = self.operation(name, &at, report)?;
            self.names_one(operation, &raw.key, &at, report).then_some(operation)
        });
        let update = updates.collect();
        let unique = raw.unique.as_ref().and_then(|unique| self.unique(unique, (create, list), at, report));
        let states = raw.states.as_ref().and_then(|states| self.states(states, raw, get, at, report));
        if raw.states.is_none() && !raw.actions.0.is_empty() {
            let error = at.key("actions").key_error(INVALID, "`actions` not allowed");
            report.push(error.label("the resource has no `states`").help("add `states`, or remove it"));
        }
        (report.entries().len() == reported).then(|| Resource {
            name: name.to_owned(),
            doc: raw.doc.clone(),
            note: raw.note.clone(),
            key: raw.key.clone(),
            create,
            get,
            list,
            update,
            delete,
            unique,
            states,
        })
    }

    fn unique(
        &self,
        raw: &raw::Unique,
        (create, list): (Option<usize>, Option<usize>),
        at: &KeyPath<'_>,
        report: &mut Diagnostics,
    ) -> Option<Unique> {
        let section = at.key("unique");
        let (Some(create), Some(list)) = (create, list) else {
            let error = section.key_error(INVALID, "`unique` not allowed");
            let error = error.label("only a resource with `create` and `list` has unique names");
            report.push(error.help("add the operations, or remove it"));
            return None;
        };
        let operations = &self.group.operations;
        let parameters = operations[create].parameters.iter().map(|parameter| parameter.name.as_str());
        let Some(pages) = &operations[list].pages else {
            // Pages with an error are missing, and are reported already.
            if report.entries().is_empty() {
                let error = section.key_error(INVALID, "`unique` not allowed");
                let error =
                    error.label(format!("`{}` has no `pages`, so its items are unknown", operations[list].name));
                report.push(error.help("describe its pages, or remove it"));
            }
            return None;
        };
        let at = pages.item;
        let fields = self.groups[at.group].tables[at.index].fields.iter().map(|field| field.name.as_str());
        let mut is_known = |known: Vec<&str>, operation: usize| {
            let name = &operations[operation].name;
            if known.contains(&raw.name.as_str()) {
                return true;
            }
            let error = section.key("name").error(UNKNOWN, format!("unknown name `{}`", raw.name));
            let error = match operation == create {
                true => error.label(format!("`{name}` has no such parameter")),
                false => error.label(format!("the items of `{name}` have no such field")),
            };
            report.push(
                error
                    .suggest_word(&raw.name, known.into_iter())
                    .or_help("name a parameter of `create` that `list` shows"),
            );
            false
        };
        if !is_known(parameters.collect(), create) || !is_known(fields.collect(), list) {
            return None;
        }
        let refused = identifiers::error_code(raw.refused.as_ref(), "refused", self.scope, &section, report);
        Some(Unique { name: raw.name.clone(), refused })
    }

    fn optional(&self, name: Option<&String>, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<usize> {
        name.and_then(|name| self.operation(name, at, report))
    }

    /// Finds an operation of the file that is a value.
    fn operation(&self, name: &str, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<usize> {
        self.find_operation(name, (Part::Value, "the file has no such operation"), at, report)
    }

    fn find_operation(
        &self,
        name: &str,
        (part, label): (Part, &str),
        at: &KeyPath<'_>,
        report: &mut Diagnostics,
    ) -> Option<usize> {
        let operations = &self.group.operations;
        let found = operations.iter().position(|operation| operation.name == name);
        if found.is_none() {
            let known = operations.iter().map(|operation| operation.name.as_str());
            let error = Diagnostic::new(UNKNOWN, at.place(part), format!("unknown operation `{name}`")).label(label);
            let error = error.unresolved(name, format!("operations of {}", self.group.file));
            // An operation has no name of a file before it here.
            let alone = name.rsplit('.').next().unwrap_or(name);
            let error = match operations.iter().find(|operation| operation.name == alone) {
                Some(operation) => error.propose(&operation.name),
                None => error.suggest_word(name, known),
            };
            report.push(error.or_help("name an operation of the file"));
        }
        found
    }

    /// Returns whether the path of any operation has the key of a resource, if the resource needs one.
    fn knows_key(&self, raw: &raw::Resource, at: &KeyPath<'_>, report: &mut Diagnostics) -> bool {
        let is_needed =
            raw.get.is_some() || raw.delete.is_some() || !raw.update.is_empty() || !raw.actions.0.is_empty();
        let parameters = self.group.operations.iter().flat_map(|operation| &operation.parameters);
        let in_paths = || {
            let parameters = parameters.clone().filter(|parameter| parameter.location == Location::Path);
            parameters.map(|parameter| parameter.name.as_str())
        };
        if !is_needed || in_paths().any(|name| name == raw.key) {
            return true;
        }
        let error = at.key("key").error(UNKNOWN, format!("unknown parameter `{}`", raw.key));
        let error = error.label("no path of the file has this parameter").suggest(&raw.key, in_paths());
        report.push(error.or_help("name the parameter of the paths of `get`, `update` and `delete`"));
        false
    }

    /// Returns whether the path of an operation has the key of a resource.
    fn names_one(&self, operation: usize, key: &str, at: &KeyPath<'_>, report: &mut Diagnostics) -> bool {
        let Operation { name, parameters, .. } = &self.group.operations[operation];
        let mut in_path = parameters.iter().filter(|parameter| parameter.location == Location::Path);
        let has_key = in_path.any(|parameter| parameter.name == key);
        // A parameter that the path names and that is not declared is reported already.
        let raw = self.operations.iter().find(|(known, _)| known == name);
        let is_named = raw.is_some_and(|(_, raw)| raw.http.contains(&format!("{{{key}}}")));
        if !has_key && !is_named {
            let error = at.error(INVALID, format!("operation `{name}` does not name a thing"));
            let error = error.label(format!("its path has no parameter `{key}`"));
            report.push(error.help("name another operation, or change the `key` of the resource"));
        }
        has_key
    }

    fn states(
        &self,
        raw: &raw::States,
        resource: &raw::Resource,
        get: Option<usize>,
        at: &KeyPath<'_>,
        report: &mut Diagnostics,
    ) -> Option<States> {
        let states = at.key("states");
        let Some(get) = get else {
            // A wrong `get` is reported already.
            if resource.get.is_none() {
                let error = states.key_error(INVALID, "`states` not allowed").label("the resource has no `get`");
                report.push(error.help("add the operation that shows the state"));
            }
            return None;
        };
        if self.group.operations[get].table().is_none() || self.group.operations[get].may_lack_body() {
            let error = at.key("get").error(INVALID, "invalid `get`").label("its response is not always a table");
            report.push(error.help("name the operation whose response has the state, or remove `states`"));
            return None;
        }
        let (field, ty) = self.field(&raw.field, get, &states.key("field"), report)?;
        let Type::Codes(reference) = *ty else {
            let error = states.key("field").error(INVALID, "invalid `field`");
            let error = error.label(format!("`{}` does not hold a code", raw.field));
            report.push(error.help("name a field whose type is a code table"));
            return None;
        };
        let codes = &self.groups[reference.group].codes[reference.index];
        let reported = report.entries().len();
        let initial = code(codes, &raw.initial, Part::Value, &states.key("initial"), report);
        let mut moves: Vec<Option<Move>> = codes.values.iter().map(|_| None).collect();
        for (from, raw) in &raw.moves.0 {
            let section = states.key("moves");
            let at = section.key(from);
            let (from, to) =
                (code(codes, from, Part::Key, &at, report), code(codes, &raw.to, Part::Value, &at.key("to"), report));
            let after = duration(&raw.after, &at.key("after"), report);
            if let (Some(from), Some(to), Some(after)) = (from, to, after) {
                moves[from] = Some(Move { to, after });
            }
        }
        let duration = raw.duration.as_ref();
        let duration = duration.and_then(|raw| self.duration(raw, codes, get, &states.key("duration"), report));
        let terminal = group(codes, &raw.terminal, &states.key("terminal"), report);
        let failed = raw.failed.as_ref().and_then(|name| group(codes, name, &states.key("failed"), report));
        let unplanned = codes_of(codes, &raw.unplanned, &states.key("unplanned"), report);
        let section = at.key("actions");
        let actions = resource.actions.0.iter();
        let actions: Vec<_> = actions
            .filter_map(|(name, action)| self.action(name, action, (&resource.key, codes), &section, report))
            .collect();
        // An action that is missing here is reported already, perhaps at its operation.
        if report.entries().len() > reported || actions.len() < resource.actions.0.len() {
            return None;
        }
        let (initial, terminal) = (initial?, terminal?);
        let states = States { field, codes: reference, initial, moves, duration, terminal, failed, unplanned, actions };
        check_cycles(&states, codes, at, report);
        check_reachable(&states, codes, at, report);
        Some(states)
    }

    fn duration(
        &self,
        raw: &raw::StateDuration,
        codes: &Codes,
        get: usize,
        at: &KeyPath<'_>,
        report: &mut Diagnostics,
    ) -> Option<StateDuration> {
        let states = codes_of(codes, &raw.states, &at.key("in"), report);
        let (field, ty) = self.field(&raw.field, get, &at.key("field"), report)?;
        if *ty != Type::Duration(TimeForm::Milliseconds) {
            let error = at.key("field").error(INVALID, "invalid `field`");
            let error = error.label(format!("`{}` does not hold a duration", raw.field));
            report.push(error.help("name a field with `format: duration` and `unit: milliseconds`"));
        }
        Some(StateDuration { field, states })
    }

    /// Finds a field of the response that shows a thing, through the objects that hold it.
    fn field(&self, path: &str, get: usize, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<(Vec<usize>, &Type)> {
        match field_path::follow(path, self.group.operations[get].table(), self.groups) {
            Ok(found) => {
                let last = found.last().copied().filter(|last| !self.is_unresolved(*last))?;
                Some((found.iter().map(|(_, index)| *index).collect(), &self.declared(last).ty))
            }
            Err(Broken::NotInAnObject { before: Some(before), .. }) if self.is_unresolved(before) => None,
            Err(Broken::NotInAnObject { name, .. }) => {
                let error = at.error(INVALID, "invalid `field`");
                report.push(error.label(format!("`{name}` is not a field of an object that `get` returns")));
                None
            }
            Err(Broken::Unknown { name, table }) => {
                let meant = field_path::nearest(path, self.group.operations[get].table(), self.groups);
                let error = at.error(UNKNOWN, format!("unknown field `{name}`"));
                let error = error.label(format!("`{}` has no such field", table.name));
                let error = error.unresolved(name, scope::fields_of(&table.name));
                let error = meant.into_iter().fold(error, |error, meant| error.propose(&meant));
                report.push(error.or_help(format!("name a field of `{}`", table.name)));
                None
            }
        }
    }

    fn declared(&self, (at, index): (Reference, usize)) -> &Field {
        &self.groups[at.group].tables[at.index].fields[index]
    }

    /// Returns whether the type of a field is unknown, which is reported already.
    fn is_unresolved(&self, field: (Reference, usize)) -> bool {
        self.scope.is_unresolved(field.0, self.declared(field))
    }

    fn action(
        &self,
        name: &str,
        raw: &raw::Action,
        (resource_key, codes): (&str, &Codes),
        at: &KeyPath<'_>,
        report: &mut Diagnostics,
    ) -> Option<Action> {
        let at = at.key(name);
        let operation = self.find_operation(name, (Part::Key, "an action is an operation of the file"), &at, report)?;
        if !self.names_one(operation, resource_key, &at, report) {
            return None;
        }
        if raw.from.is_empty() {
            let error = at.key("from").error("E0017", "empty list of states");
            report.push(error.help("name the states in which the action is allowed"));
        }
        let from = codes_of(codes, &raw.from, &at.key("from"), report);
        let to = code(codes, &raw.to, Part::Value, &at.key("to"), report)?;
        let refused = identifiers::error_code(raw.refused.as_ref(), "refused", self.scope, &at, report);
        Some(Action { operation, from, to, refused })
    }
}

/// Finds the codes of a list.
fn codes_of(codes: &Codes, names: &[String], at: &KeyPath<'_>, report: &mut Diagnostics) -> Vec<usize> {
    let names = names.iter().enumerate();
    names.filter_map(|(index, name)| code(codes, name, Part::Value, &at.key(&index.to_string()), report)).collect()
}

/// Finds a code, whose name is a value or a key.
fn code(codes: &Codes, name: &str, part: Part, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<usize> {
    let found = codes.values.iter().position(|code| code.key == name);
    if found.is_none() {
        let known = codes.values.iter().map(|code| code.key.as_str());
        let error = Diagnostic::new("E0019", at.place(part), format!("unknown code `{name}`"));
        let error = error.label(format!("`{}` has no such code", codes.name));
        let error = error.unresolved(name, scope::codes_of(&codes.name));
        report.push(error.suggest_word(name, known).or_help(format!("name a code of `{}`", codes.name)));
    }
    found
}

fn group(codes: &Codes, name: &str, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<usize> {
    let found = codes.groups.iter().position(|group| group.key == name);
    if found.is_none() {
        let known = codes.groups.iter().map(|group| group.key.as_str());
        let error = at.error(UNKNOWN, format!("unknown group `{name}`"));
        let error = error.label(format!("`{}` has no such group of codes", codes.name));
        let error = error.unresolved(name, format!("groups of {}", codes.name));
        report.push(error.suggest_word(name, known).or_help(format!("name a group of codes of `{}`", codes.name)));
    }
    found
}

/// Reads a duration such as `10s`.
fn duration(text: &str, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<Duration> {
    let units = [('s', 1), ('m', 60), ('h', 3600)];
    let read = units.into_iter().find_map(|(unit, seconds)| {
        let count: u64 = text.strip_suffix(unit)?.parse().ok()?;
        count.checked_mul(seconds).filter(|seconds| *seconds <= 366 * 24 * 3600)
    });
    if read.is_none() {
        let error = at.error(INVALID, format!("invalid duration `{text}`"));
        report.push(error.help("write a whole number and a unit, as in `10s`, `5m` or `2h`; at most a year"));
    }
    read.map(Duration::from_secs)
}

/// Reports states that cannot be reached, and states that are left although they are terminal, or never left although
/// they are not.
fn check_reachable(states: &States, codes: &Codes, at: &KeyPath<'_>, report: &mut Diagnostics) {
    let section = at.key("states");
    let is_terminal = |code: &usize| codes.groups[states.terminal].values.contains(code);
    let is_left =
        |code: usize| states.moves[code].is_some() || states.actions.iter().any(|action| action.from.contains(&code));
    let reached = reached(states, codes.values.len());
    for (index, code) in codes.values.iter().enumerate() {
        let name = &code.key;
        if is_terminal(&index) {
            if states.moves[index].is_some() {
                let moves = section.key("moves");
                let error = moves.key(name).key_error(INVALID, format!("`{name}` is terminal"));
                let label = format!("a code of the group `{}` has no next state", codes.groups[states.terminal].key);
                report.push(error.label(label).help("remove the move, or remove the code from the group"));
            }
            continue;
        }
        if !reached[index] {
            let error = section.key_error(INVALID, format!("state `{name}` cannot be reached"));
            let error = error.label("no move and no action leads to it");
            report.push(error.help("add the move or the action, or add it to `unplanned`"));
        } else if !is_left(index) && !states.unplanned.contains(&index) {
            let error = section.key_error(INVALID, format!("state `{name}` is never left"));
            let error = error.label("it is not terminal, and no move and no action leads out of it");
            report.push(error.help("add a move, or add it to the terminal group"));
        }
    }
}

/// Reports moves that lead back to where they begin: a thing would never rest.
fn check_cycles(states: &States, codes: &Codes, at: &KeyPath<'_>, report: &mut Diagnostics) {
    let moves = at.key("states");
    let moves = moves.key("moves");
    for (start, code) in codes.values.iter().enumerate() {
        let next = |state: &usize| states.moves[*state].map(|next| next.to);
        let path: Vec<_> = std::iter::successors(next(&start), next).take(codes.values.len()).collect();
        // One error a cycle: at the first of its states.
        if path.contains(&start) && path.iter().all(|state| *state >= start) {
            let error = moves.key(&code.key).key_error(INVALID, format!("the moves lead back to `{}`", code.key));
            report.push(error.label("a thing would never rest").help("remove one of the moves"));
        }
    }
}

/// Returns for each state whether a thing can be in it.
fn reached(states: &States, count: usize) -> Vec<bool> {
    let mut reached = vec![false; count];
    let mut open = vec![states.initial];
    open.extend(&states.unplanned);
    while let Some(code) = open.pop() {
        if !std::mem::replace(&mut reached[code], true) {
            open.extend(states.moves[code].as_ref().map(|next| next.to));
            open.extend(states.actions.iter().filter(|action| action.from.contains(&code)).map(|action| action.to));
        }
    }
    reached
}
