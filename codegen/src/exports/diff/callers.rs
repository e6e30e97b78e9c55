//! Judges changes for callers by the generated code: no change is less severe than the code shows.

use std::collections::BTreeSet;

use super::api::{self, Difference};
use super::change::{Judgment, SAME_WIRE};
use super::collect::{Callers, Collector, Entry, Found, Id};
use super::places::Places;

pub(super) fn judge(changes: &mut Collector<'_>) {
    let (old, new) = (Places::of(changes.old), Places::of(changes.new));
    let differences = api::differences(changes.old, changes.new).into_iter();
    let differences: Vec<_> =
        differences.filter_map(|difference| Some((entry(&difference, &old, &new, changes)?, difference))).collect();
    // The name of an argument does not matter to callers.
    let arguments = |is_in_new: bool| -> BTreeSet<_> {
        let these = differences.iter().filter(|(_, difference)| difference.is_in_new == is_in_new);
        these.filter_map(|(entry, difference)| Some((entry.clone(), difference.argument.clone()?))).collect()
    };
    let renamed: BTreeSet<_> = arguments(false).intersection(&arguments(true)).cloned().collect();
    let is_renamed = |entry: &Id, argument: &Option<String>| {
        argument.as_ref().is_some_and(|argument| renamed.contains(&(entry.clone(), argument.clone())))
    };
    let mut unmatched = Vec::new();
    for (entry, difference) in differences {
        if is_renamed(&entry, &difference.argument) {
            continue;
        }
        if !attach(&difference, &entry, changes) {
            unmatched.push((difference, entry));
        }
    }
    for (difference, entry) in unmatched {
        // The signature of a method changes because of its arguments, and a type because of its members.
        let is_explained = |found: &Found| found.entry.is_in(&entry) && found.change.callers.class >= difference.class;
        if !changes.found.iter().any(is_explained) {
            add(difference, entry, changes);
        }
    }
}

/// Returns the entry of a difference in the new state, or in the old one if it is removed.
fn entry(difference: &Difference, old: &Places, new: &Places, changes: &Collector<'_>) -> Option<Id> {
    if difference.is_in_new {
        return new.find(&difference.path).cloned();
    }
    let entry = old.find(&difference.path)?;
    Some(changes.moved.get(entry).unwrap_or(entry).clone())
}

/// Judges the changes of an entry that generated code judges. Returns whether there are such changes.
fn attach(difference: &Difference, entry: &Id, changes: &mut Collector<'_>) -> bool {
    let mut is_attached = false;
    for found in changes.found.iter_mut().filter(|found| found.from_code && found.entry == *entry) {
        is_attached = true;
        if found.change.callers.class < difference.class {
            let (class, reason) = (difference.class, difference.message.clone().into());
            found.change.callers = Judgment { class, reason };
        }
    }
    is_attached
}

/// Reports a difference of the generated code that no change explains.
fn add(difference: Difference, at: Id, changes: &mut Collector<'_>) {
    let Difference { path, is_in_new, argument: _, class, message } = difference;
    let entry = Entry { subject: format!("`{path}`"), old: at.clone(), new: at };
    let shown = (Some(path).filter(|_| !is_in_new), None);
    let callers = Callers::Is(Judgment { class, reason: message.into() });
    changes.change(&entry, "generated code", shown, callers, SAME_WIRE);
}
