//! Collects changes: pairs the entries of both states, and compares their facts.

use std::collections::{BTreeMap, HashMap};

use super::change::{Change, Judgment, NEW_DOCS, SAME_CODE, SAME_WIRE, State};
use super::usage::Usage;
use crate::diagnostic::{Part, Place};
use crate::model::Api;

/// How a change is judged for callers.
pub(super) enum Callers {
    /// By hand: generated code does not show it, or shows no more than documentation.
    Is(Judgment),
    /// By the generated code of the entry. The judgment holds if that code stays the same.
    FromCode(Judgment),
}

/// Nothing changes for callers.
pub(super) const UNCHANGED: Callers = Callers::Is(SAME_CODE);
/// Only documentation changes for callers.
pub(super) const DOCUMENTED: Callers = Callers::Is(NEW_DOCS);
/// The generated code shows what changes.
pub(super) const FROM_CODE: Callers = Callers::FromCode(SAME_CODE);
/// The generated code shows what changes; documentation does in any case.
pub(super) const FROM_DOCUMENTED_CODE: Callers = Callers::FromCode(NEW_DOCS);

/// An entry of a spec: its file, and the keys that lead to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Id {
    pub(super) file: String,
    pub(super) path: Vec<String>,
}

impl Id {
    pub(super) fn new(file: &str, path: &[&str]) -> Self {
        Self { file: file.to_owned(), path: path.iter().map(|key| (*key).to_owned()).collect() }
    }

    pub(super) fn child(&self, section: &str, name: &str) -> Self {
        let mut child = self.clone();
        child.path.extend([section, name].map(str::to_owned).into_iter().filter(|key| !key.is_empty()));
        child
    }

    pub(super) fn place(&self, key: Option<&str>) -> Place {
        let path = self.path.iter().map(String::as_str).chain(key).map(str::to_owned).collect();
        Place { file: self.file.clone(), path, part: if key.is_some() { Part::Value } else { Part::Key } }
    }

    /// Returns whether this entry is another one or a part of it.
    pub(super) fn is_in(&self, other: &Self) -> bool {
        self.file == other.file && self.path.starts_with(&other.path)
    }
}

/// An entry that is in both states.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) subject: String,
    pub(super) old: Id,
    pub(super) new: Id,
}

/// A change, the entry that it is in, and whether generated code judges it for callers.
pub(super) struct Found {
    pub(super) change: Change,
    pub(super) entry: Id,
    pub(super) from_code: bool,
}

/// The two states, and the changes that were found so far.
pub(super) struct Collector<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    pub(super) old_usage: Usage<'a>,
    pub(super) new_usage: Usage<'a>,
    /// The new names of tables and code tables that are in both states, by their old names.
    pub(super) type_names: BTreeMap<&'a str, &'a str>,
    /// The new places of entries that are in both states, by their old places.
    pub(super) moved: HashMap<Id, Id>,
    pub(super) found: Vec<Found>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api) -> Self {
        let (old_usage, new_usage) = (Usage::of(old), Usage::of(new));
        Self { old, new, old_usage, new_usage, type_names: BTreeMap::new(), moved: HashMap::new(), found: Vec::new() }
    }

    /// Notes an entry that is in both states.
    pub(super) fn entry(&mut self, subject: String, old: Id, new: Id) -> Entry {
        self.moved.insert(old.clone(), new.clone());
        Entry { subject, old, new }
    }

    /// Adds a change if a value differs. `show` returns its text, or `None` for no value.
    pub(super) fn fact<T: PartialEq + ?Sized>(
        &mut self,
        entry: &Entry,
        key: &str,
        (was, is): (&T, &T),
        show: impl Fn(&T) -> Option<String>,
        callers: Callers,
        wire: Judgment,
    ) {
        if was != is {
            self.change(entry, key, (show(was), show(is)), callers, wire);
        }
    }

    /// Adds a change if a text differs.
    pub(super) fn text(&mut self, entry: &Entry, key: &str, (was, is): (&str, &str), callers: Callers, wire: Judgment) {
        self.fact(entry, key, (was, is), |text| Some(text.to_owned()), callers, wire);
    }

    /// Adds a change if an optional text differs.
    pub(super) fn optional(
        &mut self,
        entry: &Entry,
        key: &str,
        (was, is): (&Option<String>, &Option<String>),
        callers: Callers,
        wire: Judgment,
    ) {
        self.fact(entry, key, (was, is), Clone::clone, callers, wire);
    }

    /// Adds a change if a flag differs. A flag that is not set has no value.
    pub(super) fn flag(&mut self, entry: &Entry, key: &str, (was, is): (bool, bool), callers: Callers, wire: Judgment) {
        self.fact(entry, key, (&was, &is), |set| set.then(|| "true".to_owned()), callers, wire);
    }

    /// Adds a change of documentation if a text differs.
    pub(super) fn doc(&mut self, entry: &Entry, (was, is): (&str, &str)) {
        self.text(entry, "doc", (was, is), DOCUMENTED, SAME_WIRE);
    }

    /// Adds a change if something is deprecated in another way.
    pub(super) fn deprecated(&mut self, entry: &Entry, (was, is): (&Option<String>, &Option<String>)) {
        let callers = match (was, is) {
            (None, Some(_)) => Callers::Is(Judgment::compatible("programs that use it compile with a warning")),
            (Some(_), None) => Callers::Is(Judgment::compatible("programs that use it compile without a warning")),
            _ => DOCUMENTED,
        };
        self.optional(entry, "deprecated", (was, is), callers, SAME_WIRE);
    }

    /// Adds a change of a key.
    pub(super) fn change(
        &mut self,
        entry: &Entry,
        key: &str,
        (old, new): (Option<String>, Option<String>),
        callers: Callers,
        wire: Judgment,
    ) {
        let state = if old.is_some() && new.is_none() { State::Old } else { State::New };
        let at = if state == State::Old { &entry.old } else { &entry.new };
        let place = at.place(Some(key));
        let subject = entry.subject.clone();
        self.push(entry.new.clone(), callers, |callers| Change {
            state,
            place,
            subject,
            key: Some(key.to_owned()),
            old,
            new,
            callers,
            wire,
        });
    }

    /// Adds a whole entry that is new.
    pub(super) fn added(&mut self, at: Id, subject: String, text: String, callers: Callers, wire: Judgment) {
        let (state, place, new) = (State::New, at.place(None), Some(text));
        self.push(at, callers, |callers| Change { state, place, subject, key: None, old: None, new, callers, wire });
    }

    /// Adds a whole entry that is removed.
    pub(super) fn removed(&mut self, at: Id, subject: String, text: String, callers: Callers, wire: Judgment) {
        let (state, place, old) = (State::Old, at.place(None), Some(text));
        self.push(at, callers, |callers| Change { state, place, subject, key: None, old, new: None, callers, wire });
    }

    fn push(&mut self, entry: Id, callers: Callers, change: impl FnOnce(Judgment) -> Change) {
        let (judgment, from_code) = match callers {
            Callers::Is(judgment) => (judgment, false),
            Callers::FromCode(judgment) => (judgment, true),
        };
        self.found.push(Found { change: change(judgment), entry, from_code });
    }

    /// Adds a change if entries that are in both lists are in another order.
    pub(super) fn order<T>(&mut self, entry: &Entry, key: &str, pairs: &Pairs<'_, T>, name: impl Fn(&T) -> &str) {
        let names = |items: Vec<&T>| Some(items.into_iter().map(&name).collect::<Vec<_>>().join(", "));
        if let Some((old, new)) = pairs.reordered(|_, _| true) {
            let shown = (names(old), names(new));
            self.change(entry, key, shown, Callers::Is(NEW_ORDER), SAME_WIRE);
        }
    }
}

/// Arguments of one type may take each other's place.
pub(super) const SWAPPED: Judgment =
    Judgment::breaking("arguments are in another order, and programs that still compile send wrong values");
/// Entries of the documentation are in another order.
pub(super) const NEW_ORDER: Judgment = Judgment::documentation("only the order in the documentation changes");

/// Two lists, paired by a key.
pub(super) struct Pairs<'a, T> {
    /// The entries that are in both lists, with their positions in each.
    both: Vec<(Position<'a, T>, Position<'a, T>)>,
    removed: Vec<Position<'a, T>>,
    added: Vec<Position<'a, T>>,
}

/// An entry and its position in the list.
type Position<'a, T> = (usize, &'a T);
/// Several entries.
type Positions<'a, T> = Vec<Position<'a, T>>;

impl<'a, T> Pairs<'a, T> {
    pub(super) fn new<K: Ord>(
        old: impl IntoIterator<Item = &'a T>,
        new: impl IntoIterator<Item = &'a T>,
        key: impl Fn(&'a T) -> K,
    ) -> Self {
        let (removed, added) = (old.into_iter().enumerate().collect(), new.into_iter().enumerate().collect());
        Self { both: Vec::new(), removed, added }.or_by(|_, item| key(item))
    }

    /// Pairs what is left by another key, such as the address of a renamed operation. Keys that several entries of a
    /// list share pair nothing.
    pub(super) fn or_by<K: Ord>(mut self, key: impl Fn(State, &'a T) -> K) -> Self {
        let mut keys: BTreeMap<K, (Positions<'a, T>, Positions<'a, T>)> = BTreeMap::new();
        for item in self.removed.drain(..) {
            keys.entry(key(State::Old, item.1)).or_default().0.push(item);
        }
        for item in self.added.drain(..) {
            keys.entry(key(State::New, item.1)).or_default().1.push(item);
        }
        for (old, new) in keys.into_values() {
            match (old.as_slice(), new.as_slice()) {
                ([was], [is]) => self.both.push((*was, *is)),
                _ => {
                    self.removed.extend(old);
                    self.added.extend(new);
                }
            }
        }
        self.both.sort_by_key(|(was, _)| was.0);
        self.removed.sort_by_key(|was| was.0);
        self.added.sort_by_key(|is| is.0);
        self
    }

    pub(super) fn both(&self) -> impl Iterator<Item = (&'a T, &'a T)> {
        self.both.iter().map(|(was, is)| (was.1, is.1))
    }

    pub(super) fn removed(&self) -> impl Iterator<Item = &'a T> {
        self.removed.iter().map(|was| was.1)
    }

    pub(super) fn added(&self) -> impl Iterator<Item = &'a T> {
        self.added.iter().map(|is| is.1)
    }

    /// Returns the entries of both lists that `is_meant` holds for, in the old order and in the new one, if these
    /// differ.
    pub(super) fn reordered(&self, is_meant: impl Fn(&T, &T) -> bool) -> Option<(Vec<&'a T>, Vec<&'a T>)> {
        let old: Vec<_> = self.both.iter().filter(|(was, is)| is_meant(was.1, is.1)).collect();
        let mut new = old.clone();
        new.sort_by_key(|(_, is)| is.0);
        let is_same = old.iter().map(|(was, _)| was.0).eq(new.iter().map(|(was, _)| was.0));
        (!is_same).then(|| (old.iter().map(|(was, _)| was.1).collect(), new.iter().map(|(_, is)| is.1).collect()))
    }
}
