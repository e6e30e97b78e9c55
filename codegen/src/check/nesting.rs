//! Checks how tables are nested: what contains itself is in a box, and all must be small enough for a compiler.

use std::collections::{HashMap, HashSet};

use super::key_path::KeyPath;
use crate::diagnostic::{Diagnostic, Diagnostics, Part};
use crate::model::{Group, Reference, Type};

/// How deep tables may be nested without a list between, and how many fields they may then have in all.
pub(crate) const MAX_DEPTH: usize = 32;
pub(crate) const MAX_FLAT_FIELDS: usize = 1_000;

/// Boxes optional fields through which a table holds itself. Reports tables that hold themselves in another way, without
/// a list between, or hold too many others.
pub(super) fn check(groups: &mut [Group], report: &mut Diagnostics) {
    let (mut cyclic, mut order) = sort_by_nesting(groups, false);
    if !cyclic.is_empty() {
        box_optional_fields(groups, &cyclic);
        (cyclic, order) = sort_by_nesting(groups, false);
    }
    let groups = &*groups;
    check_size(groups, &order, false, report);
    check_size(groups, &sort_by_nesting(groups, true).1, true, report);
    report_cycles(groups, &cyclic, report);
}

/// Reports each cycle of tables once, with all fields that it leads through.
fn report_cycles(groups: &[Group], cyclic: &HashSet<Reference>, report: &mut Diagnostics) {
    let mut cycles: Vec<(Reference, Diagnostic)> = Vec::new();
    let is_same = |a, b| contains(groups, cyclic, a, b) && contains(groups, cyclic, b, a);
    for (group, described) in groups.iter().enumerate() {
        let file = KeyPath::file(&described.file);
        let tables = file.key("tables");
        for (index, table) in described.tables.iter().enumerate() {
            let start = Reference { group, index };
            let (table_key, name) = (tables.key(&table.name), &table.name);
            for field in table.fields.iter().filter(|field| cyclic.contains(&start) && !field.is_boxed) {
                let Type::Table(next) = field.ty else { continue };
                if !cyclic.contains(&next) || !contains(groups, cyclic, next, start) {
                    continue;
                }
                let fields = table_key.key("fields");
                let at = fields.key(&field.key);
                if let Some((_, error)) = cycles.iter_mut().find(|(first, _)| is_same(start, *first)) {
                    *error = error.clone().related(at.place(Part::Key), "and through this field");
                    continue;
                }
                let error = at.key_error("E0032", format!("recursive table `{name}`"));
                let error = error.label("the table contains itself through this field");
                cycles.push((start, error.help("make the field optional, or a JSON Array")));
            }
        }
    }
    cycles.into_iter().for_each(|(_, error)| report.push(error));
}

/// Boxes the optional fields of tables that hold themselves.
fn box_optional_fields(groups: &mut [Group], cyclic: &HashSet<Reference>) {
    let mut boxed = Vec::new();
    for start in cyclic {
        for (index, field) in groups[start.group].tables[start.index].fields.iter().enumerate() {
            let Type::Table(next) = field.ty else { continue };
            if field.optional && !field.mandatory && cyclic.contains(&next) && contains(groups, cyclic, next, *start) {
                boxed.push((*start, index));
            }
        }
    }
    for (at, index) in boxed {
        groups[at.group].tables[at.index].fields[index].is_boxed = true;
    }
}

/// Returns the tables that a table holds, directly or also through lists and maps.
fn held(groups: &[Group], at: Reference, through_lists: bool) -> impl Iterator<Item = Reference> {
    groups[at.group].tables[at.index].fields.iter().filter_map(move |field| {
        let ty = if through_lists { field.ty.innermost() } else { &field.ty };
        if field.is_boxed {
            return None;
        }
        if let Type::Table(next) = ty { Some(*next) } else { None }
    })
}

/// Sorts tables topologically, inner ones first. The first part of the result holds those that cannot be sorted,
/// because they are in a cycle or contain one.
fn sort_by_nesting(groups: &[Group], through_lists: bool) -> (HashSet<Reference>, Vec<Reference>) {
    let mut holders: HashMap<Reference, Vec<Reference>> = HashMap::new();
    let mut count: HashMap<Reference, usize> = HashMap::new();
    for (group, described) in groups.iter().enumerate() {
        for index in 0..described.tables.len() {
            let at = Reference { group, index };
            count.insert(at, held(groups, at, through_lists).count());
            held(groups, at, through_lists).for_each(|next| holders.entry(next).or_default().push(at));
        }
    }
    let mut ready: Vec<_> = count.iter().filter(|(_, count)| **count == 0).map(|(at, _)| *at).collect();
    let mut order = Vec::new();
    while let Some(at) = ready.pop() {
        count.remove(&at);
        order.push(at);
        for holder in holders.get(&at).into_iter().flatten() {
            if let Some(left) = count.get_mut(holder) {
                *left -= 1;
                if *left == 0 {
                    ready.push(*holder);
                }
            }
        }
    }
    (count.into_keys().collect(), order)
}

/// Reports tables with so many nested tables or fields that they could not be compiled.
fn check_size(groups: &[Group], order: &[Reference], through_lists: bool, report: &mut Diagnostics) {
    let max_depth = if through_lists { 2 * MAX_DEPTH } else { MAX_DEPTH };
    let mut sizes: HashMap<Reference, (usize, usize)> = HashMap::new();
    for at in order {
        let table = &groups[at.group].tables[at.index];
        let inner = held(groups, *at, through_lists).filter_map(|held| sizes.get(&held));
        let (depth, fields) = inner.fold((0, table.fields.len()), |(depth, fields), (inner_depth, inner_fields)| {
            (depth.max(inner_depth + 1), fields.saturating_add(*inner_fields))
        });
        // A list may have any length, so only depth counts there.
        let (message, label) = match (depth > max_depth, fields > MAX_FLAT_FIELDS && !through_lists) {
            (true, _) => ("tables nested too deeply", format!("more than {max_depth} levels")),
            (_, true) => ("table too large", format!("more than {MAX_FLAT_FIELDS} fields with those of nested tables")),
            _ => {
                sizes.insert(*at, (depth, fields));
                continue;
            }
        };
        let file = KeyPath::file(&groups[at.group].file);
        let error = file.key("tables").key(&table.name).key_error("E0047", message).label(label);
        report.push(error.help("put nested tables into a JSON Array, or describe them as JSON"));
        // The tables that hold it are not reported as well.
        sizes.insert(*at, (0, 0));
    }
}

/// Returns whether a table contains another one, at any depth.
fn contains(groups: &[Group], cyclic: &HashSet<Reference>, from: Reference, wanted: Reference) -> bool {
    let (mut seen, mut next) = (HashSet::new(), vec![from]);
    while let Some(at) = next.pop() {
        if at == wanted {
            return true;
        }
        if seen.insert(at) {
            next.extend(held(groups, at, false).filter(|held| cyclic.contains(held)));
        }
    }
    false
}
