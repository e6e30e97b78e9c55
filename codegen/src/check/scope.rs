//! The names that every file of a spec may use.

use std::collections::{HashMap, HashSet};

use super::key_path::KeyPath;
use super::names;
use super::words::{self, Container};
use crate::diagnostic::{Diagnostics, Part, Place};
use crate::load::{HandWritten, raw};
use crate::model::{Failure, Field, MERGE_PATCH, Parameter, Reference, Type};

/// Where names of types are looked up: among those of all tables and code tables.
pub(super) const TYPES: &str = "types";

/// Returns where the codes of a code table are looked up.
pub(super) fn codes_of(table: &str) -> String {
    format!("codes of {table}")
}

/// Returns where the fields of a table are looked up.
pub(super) fn fields_of(table: &str) -> String {
    format!("fields of {table}")
}

/// What a name of the spec refers to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Declared {
    Codes(Reference),
    Table(Reference),
}

/// The names of all files, and how they are used.
pub(super) struct Scope<'a> {
    pub(super) spec: &'a raw::Spec,
    pub(super) names: HashMap<&'a str, Declared>,
    /// The tables in bodies, at any depth.
    pub(super) sent: HashSet<&'a str>,
    /// The tables in merge patches, at any depth, but not in lists: those are replaced as a whole.
    pub(super) patched: HashSet<&'a str>,
    /// The tables in responses, at any depth.
    pub(super) received: HashSet<&'a str>,
    /// The tables that are the response of an operation.
    pub(super) responses: HashSet<&'a str>,
    /// The tables in other tables.
    pub(super) nested: HashSet<&'a str>,
    /// Whether every response was read and is a table. Otherwise any table could be one.
    pub(super) knows_responses: bool,
    /// The same for bodies and the tables in them.
    pub(super) knows_bodies: bool,
    pub(super) hand_written: &'a HandWritten,
    pub(super) failure: &'a Failure,
    pub(super) path_parameters: &'a [Parameter],
}

impl<'a> Scope<'a> {
    pub(super) fn table(&self, at: Reference) -> &'a (String, raw::Table) {
        &self.spec.groups[at.group].1.tables.0[at.index]
    }

    pub(super) fn codes(&self, at: Reference) -> &'a (String, raw::Codes) {
        &self.spec.groups[at.group].1.codes.0[at.index]
    }

    /// Returns the place where a name is declared.
    pub(super) fn place(&self, name: &str) -> Option<Place> {
        place(self.spec, name, *self.names.get(name)?)
    }

    /// Returns whether the type of a field of a table is unknown, which is reported already.
    pub(super) fn is_unresolved(&self, at: Reference, field: &Field) -> bool {
        let raw = self.table(at).1.fields.0.iter().find(|(name, _)| *name == field.key);
        field.ty == Type::Json && raw.is_some_and(|(_, raw)| raw.ty != "JSON")
    }

    /// Returns the names of all tables, sorted.
    pub(super) fn table_names(&self) -> impl Iterator<Item = &'a str> {
        self.sorted(|declared| matches!(declared, Declared::Table(_)))
    }

    /// Returns the names of all code tables, sorted.
    pub(super) fn code_table_names(&self) -> impl Iterator<Item = &'a str> {
        self.sorted(|declared| matches!(declared, Declared::Codes(_)))
    }

    fn sorted(&self, is: fn(&Declared) -> bool) -> impl Iterator<Item = &'a str> {
        let mut names: Vec<_> = self.names.iter().filter(|(_, declared)| is(declared)).map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.into_iter()
    }
}

/// Collects the names of all files. Each name may be declared once in the whole spec.
pub(super) fn declare<'a>(
    spec: &'a raw::Spec,
    hand_written: &'a HandWritten,
    (failure, path_parameters): (&'a Failure, &'a [Parameter]),
    report: &mut Diagnostics,
) -> Scope<'a> {
    let names = declared_names(spec, report);
    let responses = operations(spec).filter_map(|operation| operation.response.as_deref());
    let responses: HashSet<_> = responses.map(|name| words::object(name).unwrap_or(name)).collect();
    let is_known = |name: &str| names.contains_key(name) || words::is_type(name);
    let knows_responses =
        spec.skipped.is_empty() && responses.iter().all(|name| is_known(words::innermost(name, None)));
    // The items of a list are no response of their own.
    let items = responses.iter().filter_map(|name| Some(words::innermost(name, None)).filter(|item| item != name));
    let nested = types_of_fields(spec).chain(items).collect();
    let knows_bodies =
        spec.skipped.is_empty() && types_of_fields(spec).all(is_known) && types_of_bodies(spec).all(is_known);
    let mut scope = Scope {
        spec,
        names,
        sent: HashSet::new(),
        patched: HashSet::new(),
        received: HashSet::new(),
        responses,
        nested,
        knows_responses,
        knows_bodies,
        hand_written,
        failure,
        path_parameters,
    };
    scope.sent = reachable(types_of_bodies(spec).collect(), &scope, innermost);
    scope.received = reachable(scope.responses.iter().copied().collect(), &scope, innermost);
    let patches = operations(spec).filter(|operation| operation.content_type.as_deref() == Some(MERGE_PATCH));
    let patched = patches.flat_map(|operation| &operation.body.0).map(|(_, field)| merged(&field.ty));
    scope.patched = reachable(patched.collect(), &scope, |field| merged(&field.ty));
    scope
}

fn declared_names<'a>(spec: &'a raw::Spec, report: &mut Diagnostics) -> HashMap<&'a str, Declared> {
    let mut names = HashMap::new();
    for (group, (file, raw)) in spec.groups.iter().enumerate() {
        let file = KeyPath::file(file);
        let codes = raw.codes.0.iter().enumerate();
        let codes =
            codes.map(|(index, (name, _))| ("codes", name.as_str(), Declared::Codes(Reference { group, index })));
        let tables = raw.tables.0.iter().enumerate();
        let tables =
            tables.map(|(index, (name, _))| ("tables", name.as_str(), Declared::Table(Reference { group, index })));
        for (section, name, declared) in codes.chain(tables) {
            let section = file.key(section);
            let at = section.key(name);
            names::check_type(name, &at, report);
            if words::is_type(name) {
                let error = at.key_error("E0013", format!("invalid name `{name}`"));
                report.push(error.label("this is a type of the language").help("choose another name"));
                // Every use of the name means the type.
                continue;
            }
            if let Some(first) = names.insert(name, declared) {
                let error = at.key_error("E0011", format!("duplicate declaration `{name}`"));
                let error = error.label("another table or code table has this name").help("choose another name");
                report.push(match place(spec, name, first) {
                    Some(first) => error.related(first, "first defined here"),
                    None => error,
                });
            }
        }
    }
    names
}

fn place(spec: &raw::Spec, name: &str, declared: Declared) -> Option<Place> {
    let (section, at) = match declared {
        Declared::Codes(at) => ("codes", at),
        Declared::Table(at) => ("tables", at),
    };
    let (file, _) = spec.groups.get(at.group)?;
    Some(Place { file: file.clone(), path: vec![section.to_owned(), name.to_owned()], part: Part::Key })
}

/// Returns whether a table or a code table has the name of a type of the language.
pub(super) fn hides_a_type(spec: &raw::Spec) -> bool {
    let groups = || spec.groups.iter().map(|(_, group)| group);
    let tables = groups().flat_map(|group| &group.tables.0).map(|(name, _)| name);
    let codes = groups().flat_map(|group| &group.codes.0).map(|(name, _)| name);
    tables.chain(codes).any(|name| words::is_type(words::name(name)))
}

fn operations(spec: &raw::Spec) -> impl Iterator<Item = &raw::Operation> {
    spec.groups.iter().flat_map(|(_, group)| &group.operations.0).map(|(_, operation)| operation)
}

/// Returns the innermost types of all fields of tables.
fn types_of_fields(spec: &raw::Spec) -> impl Iterator<Item = &str> {
    let tables = spec.groups.iter().flat_map(|(_, group)| &group.tables.0);
    tables.flat_map(|(_, table)| &table.fields.0).map(|(_, field)| innermost(field))
}

/// Returns the innermost types of all fields of bodies.
fn types_of_bodies(spec: &raw::Spec) -> impl Iterator<Item = &str> {
    let fields = operations(spec).flat_map(|operation| &operation.body.0);
    fields.map(|(_, field)| words::innermost(&field.ty, field.items.as_deref()))
}

/// Returns the name of the type that a field holds, in lists and maps, too.
fn innermost(field: &raw::Field) -> &str {
    words::innermost(&field.ty, field.items.as_deref())
}

/// Returns the name of a type whose values a merge patch merges: of an object, but not of a list.
fn merged(ty: &str) -> &str {
    let (containers, item) = words::unwrap_containers(ty);
    if containers.contains(&Container::List) { words::LIST } else { words::name(item) }
}

/// Returns the tables among some types, and those in their fields, at any depth.
fn reachable<'a>(
    mut open: Vec<&'a str>,
    scope: &Scope<'a>,
    ty: impl Fn(&'a raw::Field) -> &'a str,
) -> HashSet<&'a str> {
    let mut found = HashSet::new();
    while let Some(name) = open.pop() {
        let Some(Declared::Table(at)) = scope.names.get(name) else { continue };
        let (name, table) = scope.table(*at);
        if found.insert(name.as_str()) {
            open.extend(table.fields.0.iter().map(|(_, field)| ty(field)));
        }
    }
    found
}
