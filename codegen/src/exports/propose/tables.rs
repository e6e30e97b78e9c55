//! Proposes tables for objects, and types for values.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::keys::{self, Keys};
use super::shape::{Member, Shape};
use super::warning::{Finding, Warning};
use crate::check::{MAX_DEPTH, MAX_FLAT_FIELDS, MAX_LISTS, names, words};
use crate::model::Failure;

/// The tables of one sample.
pub(super) struct Tables<'a> {
    /// The fields of a failure, which only the response itself has.
    failure: Option<&'a Failure>,
    /// Whether the sample is one of a request.
    is_sent: bool,
    tables: &'a mut Vec<Table>,
    taken: &'a mut HashSet<String>,
    warnings: &'a mut Vec<Warning>,
}

/// A proposed table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    /// The name that the table would have if it were free.
    wanted: String,
    /// The text after the name.
    pub(super) text: String,
}

/// A place in a sample: its path, the name of the table around it, and how many tables are around it.
#[derive(Clone, Copy)]
pub(super) struct Site<'a> {
    pub(super) path: &'a str,
    pub(super) table: &'a str,
    pub(super) depth: usize,
}

impl Table {
    /// Returns its name and its text.
    pub(super) fn entry(self) -> (String, String) {
        let text = format!("  {}:\n{}", self.name, self.text);
        (self.name, text)
    }
}

impl<'a> Tables<'a> {
    /// Prepares tables for a response.
    pub(super) fn of_response(
        failure: &'a Failure,
        (tables, taken): (&'a mut Vec<Table>, &'a mut HashSet<String>),
        warnings: &'a mut Vec<Warning>,
    ) -> Self {
        Self { failure: Some(failure), is_sent: false, tables, taken, warnings }
    }

    /// Prepares tables for the body of a request.
    pub(super) fn of_request(
        (tables, taken): (&'a mut Vec<Table>, &'a mut HashSet<String>),
        warnings: &'a mut Vec<Warning>,
    ) -> Self {
        Self { failure: None, is_sent: true, tables, taken, warnings }
    }

    pub(super) fn warn(&mut self, path: &str, finding: Finding) {
        self.warnings.push(Warning { path: path.to_owned(), finding });
    }

    /// Adds a table for an object, and returns its name. Equal tables with the same name are one table. The fields that
    /// are left out are named in comments.
    pub(super) fn table(&mut self, wanted: &str, members: &[Member], site: Site<'_>) -> String {
        let name = self.free_name(wanted, site.table);
        self.taken.insert(name.clone());
        let index = self.tables.len();
        self.tables.push(Table { name: name.clone(), wanted: wanted.to_owned(), text: String::new() });
        let text = self.fields(wanted, members, site);
        let known = self.tables[..index].iter().find(|known| known.wanted == wanted && known.text == text);
        if let Some(known) = known.map(|known| known.name.clone()) {
            // The tables of its fields are known as well, so it is the last one.
            self.tables.truncate(index);
            self.taken.remove(&name);
            return known;
        }
        self.tables[index].text = text;
        name
    }

    /// Returns a name for a table: the wanted one, that with the name of the table around it, or one with a number.
    fn free_name(&self, wanted: &str, around: &str) -> String {
        let candidates = [wanted.to_owned(), format!("{around}{wanted}")];
        let numbered = (2..).map(|number| format!("{wanted}{number}"));
        let is_free = |name: &String| !self.taken.contains(name) && !words::is_type(name) && !keys::is_yaml_word(name);
        candidates.into_iter().chain(numbered).find(is_free).unwrap_or_default()
    }

    fn fields(&mut self, table: &str, members: &[Member], site: Site<'_>) -> String {
        let mut keys = Keys::default();
        let (mut comments, mut fields) = (String::new(), String::new());
        let mut flat = members.len();
        // Tables of a response are named after its operation.
        let table = if site.depth == 0 { table.strip_suffix("Response").unwrap_or(table) } else { table };
        for member in members {
            let path = format!("{}.{}", site.path, member.name);
            let Some(keys::Key { key, name }) = keys.field(&member.name) else {
                self.warn(&path, Finding::NoKey);
                // Writing to a `String` cannot fail.
                let _ = writeln!(comments, "    {}", keys::left_out(member));
                continue;
            };
            let name = name.map(|name| format!("name: {}, ", keys::scalar(&name))).unwrap_or_default();
            let site = Site { path: &path, table, depth: site.depth + 1 };
            let facts = match self.of_failure(member, site) {
                Some(facts) => facts,
                None => format!("{}, doc: \"\"", self.facts(member, &mut flat, site)),
            };
            let _ = writeln!(fields, "      {}: {{ {name}{facts} }}", keys::scalar(&key));
        }
        let fields = if fields.is_empty() { "    fields: {}\n".to_owned() } else { format!("    fields:\n{fields}") };
        format!("    doc: \"\"\n{comments}{fields}")
    }

    /// Returns the keys of a field of a failure.
    fn of_failure(&mut self, member: &Member, site: Site<'_>) -> Option<String> {
        let failure = self.failure.filter(|failure| site.depth == 1 && failure.has(&member.name))?;
        if failure.is_flag(&member.name) {
            if member.shape != Shape::Boolean {
                self.warn(site.path, Finding::Flag);
            }
            return Some("type: Boolean, doc: Whether the call succeeded.".to_owned());
        }
        self.warn(site.path, Finding::Failure);
        Some("type: String, absent_on: success, doc: Field of a failure.".to_owned())
    }

    /// Returns the keys of a field. `flat` counts the fields of the table, with those of nested tables.
    fn facts(&mut self, member: &Member, flat: &mut usize, site: Site<'_>) -> String {
        let more = if member.is_optional && !self.is_sent { ", optional: true" } else { "" };
        if let Shape::Integer { min, max } = member.shape
            && is_time(&member.name, min, max)
        {
            return format!("type: Long, format: timestamp, unit: milliseconds{more}");
        }
        if let Shape::Object(_) = &member.shape {
            *flat += flat_fields(&member.shape);
            if *flat > MAX_FLAT_FIELDS {
                self.warn(site.path, Finding::TooManyMembers);
                return format!("type: JSON{more}");
            }
        }
        format!("{}{more}", self.type_keys(&member.name, &member.shape, site))
    }

    /// Returns the keys that say the type of a value.
    pub(super) fn type_keys(&mut self, name: &str, shape: &Shape, site: Site<'_>) -> String {
        // A comma would end the value.
        let quoted = |ty: String| if ty.contains(',') { format!("\"{ty}\"") } else { ty };
        let Shape::List(item) = shape else { return format!("type: {}", quoted(self.type_of(name, shape, 0, site))) };
        format!("type: {}, items: {}", words::LIST, quoted(self.item(name, item, 1, site)))
    }

    /// Returns the type of the items of a list.
    fn item(&mut self, name: &str, item: &Shape, lists: usize, site: Site<'_>) -> String {
        let path = format!("{}[]", site.path);
        let site = Site { path: &path, ..site };
        match item {
            Shape::Unknown => self.json(site, Finding::EmptyList),
            item => self.type_of(&keys::singular(name), item, lists, site),
        }
    }

    /// Returns the type of a value in so many lists.
    fn type_of(&mut self, name: &str, shape: &Shape, lists: usize, site: Site<'_>) -> String {
        match shape {
            Shape::Boolean => "Boolean".to_owned(),
            Shape::Float => "Double".to_owned(),
            Shape::Text => "String".to_owned(),
            Shape::Integer { max, .. } if *max > i64::MAX.into() => self.json(site, Finding::LargeNumber),
            Shape::Integer { min, max } => {
                let fits = i32::try_from(*min).is_ok() && i32::try_from(*max).is_ok();
                if fits && !is_id(name) { "Integer".to_owned() } else { "Long".to_owned() }
            }
            Shape::List(_) if lists == MAX_LISTS => self.json(site, Finding::DeepLists),
            // `items` is the outermost list; each other one is an `Array<T>`.
            Shape::List(item) => format!("Array<{}>", self.item(name, item, lists + 1, site)),
            Shape::Object(members) => self.object(name, members, site),
            Shape::Mixed => self.json(site, Finding::Mixed),
            Shape::Null if lists > 0 => self.json(site, Finding::NullItems),
            Shape::Null | Shape::Unknown => self.json(site, Finding::Null),
        }
    }

    /// Returns the type of an object: a table, if its names can be fields.
    fn object(&mut self, name: &str, members: &[Member], site: Site<'_>) -> String {
        let is_text = |member: &Member| member.shape == Shape::Text && !member.is_optional;
        if members.is_empty() {
            self.json(site, Finding::EmptyObject)
        } else if have_no_names(members) {
            let json = self.json(site, Finding::NamesAreData);
            if members.iter().all(is_text) { words::MAP.to_owned() } else { json }
        } else if is_too_large(members) {
            self.json(site, Finding::TooManyMembers)
        } else if site.depth >= MAX_DEPTH {
            self.json(site, Finding::DeepObjects)
        } else {
            self.table(&names::suggested_type(name), members, site)
        }
    }

    fn json(&mut self, site: Site<'_>, finding: Finding) -> String {
        self.warn(site.path, finding);
        "JSON".to_owned()
    }
}

/// Returns how many fields an object has, with those of the objects in it, but without those in lists.
fn flat_fields(shape: &Shape) -> usize {
    if let Shape::Object(members) = shape { flat_size(members) } else { 0 }
}

fn flat_size(members: &[Member]) -> usize {
    members.iter().map(|member| 1 + flat_fields(&member.shape)).sum()
}

fn is_too_large(members: &[Member]) -> bool {
    flat_size(members) > MAX_FLAT_FIELDS
}

fn have_no_names(members: &[Member]) -> bool {
    members.iter().all(|member| names::rust_name(&member.name).is_none())
}

/// Returns whether a value becomes a list of tables.
pub(super) fn is_list_of_tables(shape: &Shape) -> bool {
    let Shape::List(item) = shape else { return false };
    matches!(&**item, Shape::Object(members) if !have_no_names(members) && !is_too_large(members))
}

/// Returns whether a member becomes a whole number that is not a time.
pub(super) fn is_count(member: &Member) -> bool {
    let Shape::Integer { min, max } = member.shape else { return false };
    max <= i64::MAX.into() && !is_time(&member.name, min, max)
}

/// Returns whether a name says that a number is an ID, which may grow.
fn is_id(name: &str) -> bool {
    let snake = names::snake_case(name);
    snake == "id" || snake.ends_with("_id")
}

/// Returns whether a number is a time in milliseconds: its name says so, and it is in this century.
fn is_time(name: &str, min: i128, max: i128) -> bool {
    const CENTURY: std::ops::Range<i128> = 946_684_800_000..4_102_444_800_000;
    let name = names::snake_case(name);
    let is_named = ["time", "date", "_at"].iter().any(|word| name.contains(word));
    is_named && CENTURY.contains(&min) && CENTURY.contains(&max)
}
