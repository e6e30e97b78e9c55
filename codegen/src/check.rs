//! The spec as written to the checked model, or to diagnostics.

mod codes;
mod examples;
mod headers;
mod identifiers;
pub(crate) mod names;
mod operations;
mod parameters;
mod paths;
mod rules;
mod service;
mod tables;

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Diagnostics, Part, Place, nearest};
use crate::load::{HandWritten, SERVICE_FILE, raw};
use crate::model::{Api, Failure, Parameter, Reference, Resource};

/// Checks a spec and resolves every name in it. No name may be one that the hand-written code of the client has.
///
/// # Errors
///
/// Every mistake that was found.
pub fn check(spec: &raw::Spec, hand_written: &HandWritten) -> Result<Api, Diagnostics> {
    let mut report = Diagnostics::default();
    // That it could not be read, or is not there, is told already.
    let Some(written) = &spec.service else {
        return Err(report);
    };
    let service = service::check(written, &At::file(SERVICE_FILE), &mut report);
    let error_codes = service::error_codes(&spec.error_codes, &mut report);
    let scope = declare(spec, hand_written, (&service.failure, &service.path_parameters), &mut report);
    // What such a name stands for where it is used is not known: all else would only follow from it.
    if scope.names.keys().any(|name| tables::is_word(name)) {
        return Err(report);
    }
    let mut resources: Vec<Resource> =
        spec.resources.iter().map(|(file, resource)| types(file, resource, &scope, &mut report)).collect();
    tables::check_cycles(&resources, &mut report);
    // Operations may use the tables of every file: they come when all tables are there.
    for (index, (file, written)) in spec.resources.iter().enumerate() {
        resources[index].operations = operations::check(written, &resources, &scope, &At::file(file), &mut report);
    }
    codes::open(&mut resources);
    operations::check_unique(&resources, &service, &mut report);
    drop(scope);
    if report.entries().is_empty() && spec.lost.is_empty() {
        tables::check_rules_are_used(&resources, &mut report);
    }
    report.into_result(Api { service, error_codes, resources })
}

fn types(file: &str, written: &raw::Resource, scope: &Scope<'_>, report: &mut Diagnostics) -> Resource {
    let at = At::file(file);
    Resource {
        file: file.to_owned(),
        module: names::module(file, &at, scope.hand_written, report),
        doc: written.doc.clone(),
        version: written.version,
        codes: codes::check(written, &at, report),
        tables: tables::check(written, scope, &at, report),
        operations: Vec::new(),
    }
}

/// A place in a spec: a chain of keys, built on the stack and copied only for a diagnostic.
pub(crate) struct At<'a> {
    parent: Option<&'a At<'a>>,
    key: &'a str,
}

impl<'a> At<'a> {
    fn file(name: &'a str) -> Self {
        Self { parent: None, key: name }
    }

    fn key(&'a self, key: &'a str) -> Self {
        Self { parent: Some(self), key }
    }

    fn place(&self, part: Part) -> Place {
        let mut path = Vec::new();
        let mut at = self;
        while let Some(parent) = at.parent {
            path.push(at.key.to_owned());
            at = parent;
        }
        path.reverse();
        Place { file: at.key.to_owned(), path, part }
    }

    /// A mistake in the value here.
    fn wrong(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.place(Part::Value), message)
    }

    /// A mistake in the key here.
    fn wrong_key(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.place(Part::Key), message)
    }
}

/// How many names are listed where none is near.
const MOST_CANDIDATES: usize = 30;

impl Diagnostic {
    /// Proposes the candidate that is nearest to `word`, which stands for nothing, or else lists them all.
    pub(crate) fn propose<'a>(mut self, word: &str, candidates: impl Iterator<Item = &'a str>) -> Self {
        self.unresolved = Some(word.to_owned());
        let candidates: Vec<_> = candidates.collect();
        match nearest(word, candidates.iter().copied()) {
            Some(meant) => self.help(format!("did you mean `{meant}`?")),
            None if candidates.is_empty() => self,
            None => {
                let more = if candidates.len() > MOST_CANDIDATES { ", …" } else { "" };
                let shown: Vec<_> = candidates.into_iter().take(MOST_CANDIDATES).collect();
                self.help(format!("known here: {}{more}", shown.join(", ")))
            }
        }
    }
}

/// What a name in the spec stands for.
#[derive(Clone, Copy, Debug)]
enum Declared {
    Codes(Reference),
    Table(Reference),
}

/// The names that every file of the spec may use.
struct Scope<'a> {
    spec: &'a raw::Spec,
    names: HashMap<&'a str, Declared>,
    /// The tables that bodies hold, at whatever depth.
    sent: HashSet<&'a str>,
    /// The tables that are the response of an operation.
    responses: HashSet<&'a str>,
    /// The tables that other tables hold.
    held: HashSet<&'a str>,
    /// Whether every response was read and is a table: if not, any table could be one.
    knows_responses: bool,
    /// The same of bodies, and of what they hold.
    knows_bodies: bool,
    hand_written: &'a HandWritten,
    failure: &'a Failure,
    path_parameters: &'a [Parameter],
}

impl<'a> Scope<'a> {
    fn table(&self, at: Reference) -> &'a (String, raw::Table) {
        &self.spec.resources[at.resource].1.tables.0[at.index]
    }

    fn codes(&self, at: Reference) -> &'a (String, raw::Codes) {
        &self.spec.resources[at.resource].1.codes.0[at.index]
    }

    /// The names of all tables, or of all code tables.
    fn known(&self, tables: bool) -> impl Iterator<Item = &'a str> {
        let mut names: Vec<_> = self
            .names
            .iter()
            .filter(|(_, declared)| matches!(declared, Declared::Table(_)) == tables)
            .map(|(name, _)| *name)
            .collect();
        names.sort_unstable();
        names.into_iter()
    }
}

/// Collects the names of all files; a name stands for one thing in the whole spec.
fn declare<'a>(
    spec: &'a raw::Spec,
    hand_written: &'a HandWritten,
    (failure, path_parameters): (&'a Failure, &'a [Parameter]),
    report: &mut Diagnostics,
) -> Scope<'a> {
    let mut names = HashMap::new();
    for (resource, (file, written)) in spec.resources.iter().enumerate() {
        let file = At::file(file);
        let codes = written
            .codes
            .0
            .iter()
            .enumerate()
            .map(|(index, (name, _))| ("codes", name.as_str(), Declared::Codes(Reference { resource, index })));
        let tables = written
            .tables
            .0
            .iter()
            .enumerate()
            .map(|(index, (name, _))| ("tables", name.as_str(), Declared::Table(Reference { resource, index })));
        for (section, name, declared) in codes.chain(tables) {
            names::check_type(name, &file.key(section).key(name), report);
            if tables::is_word(name) {
                let wrong =
                    file.key(section).key(name).wrong_key("E0013", format!("`{name}` is a type of the language"));
                report.push(wrong.help("give the table another name: the type would always be meant"));
            }
            if names.insert(name, declared).is_some() {
                report.push(
                    file.key(section)
                        .key(name)
                        .wrong_key("E0011", format!("`{name}` is declared twice"))
                        .help("a name stands for one table or code table in all files together"),
                );
            }
        }
    }
    let operations = spec.resources.iter().flat_map(|(_, resource)| &resource.operations.0);
    let responses: HashSet<_> = operations.filter_map(|(_, operation)| operation.response.as_deref()).collect();
    let knows_responses = spec.lost.is_empty() && responses.iter().all(|name| names.contains_key(name));
    let tables = spec.resources.iter().flat_map(|(_, resource)| &resource.tables.0);
    let fields = tables.flat_map(|(_, table)| &table.fields.0);
    let held = fields.map(|(_, field)| tables::innermost(&field.ty, field.items.as_deref())).collect();
    let is_known = |name: &str| names.contains_key(name) || tables::is_word(name);
    let fields = spec.resources.iter().flat_map(|(_, resource)| &resource.tables.0);
    let mut fields =
        fields.flat_map(|(_, table)| &table.fields.0).map(|(_, field)| (&field.ty, field.items.as_deref()));
    let bodies = spec.resources.iter().flat_map(|(_, resource)| &resource.operations.0);
    let mut bodies =
        bodies.flat_map(|(_, operation)| &operation.body.0).map(|(_, field)| (&field.ty, field.items.as_deref()));
    let knows = |(ty, items): (&String, Option<&str>)| is_known(tables::innermost(ty, items));
    let knows_bodies = spec.lost.is_empty() && fields.all(knows) && bodies.all(knows);
    let sent = HashSet::new();
    let mut scope = Scope {
        spec,
        names,
        sent,
        responses,
        held,
        knows_responses,
        knows_bodies,
        hand_written,
        failure,
        path_parameters,
    };
    scope.sent = sent_tables(&scope);
    scope
}

/// The tables that callers fill: those that bodies name, and those that these hold.
fn sent_tables<'a>(scope: &Scope<'a>) -> HashSet<&'a str> {
    let operations = scope.spec.resources.iter().flat_map(|(_, resource)| &resource.operations.0);
    let fields = operations.flat_map(|(_, operation)| &operation.body.0);
    let mut open: Vec<&str> = fields.map(|(_, field)| tables::innermost(&field.ty, field.items.as_deref())).collect();
    let mut sent = HashSet::new();
    while let Some(name) = open.pop() {
        let Some(Declared::Table(at)) = scope.names.get(name) else { continue };
        if sent.insert(scope.table(*at).0.as_str()) {
            let fields = &scope.table(*at).1.fields.0;
            open.extend(fields.iter().map(|(_, field)| tables::innermost(&field.ty, field.items.as_deref())));
        }
    }
    sent
}
