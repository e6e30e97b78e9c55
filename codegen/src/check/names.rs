//! Decides all names in Rust. No other module does.
//!
//! There is no list of names that generated code uses itself: it writes the full path of items that a spec could hide.

use std::collections::HashMap;

use super::key_path::KeyPath;
use crate::diagnostic::{Diagnostic, Diagnostics, Part, look_alikes};
use crate::load::HandWritten;

/// The type of the hand-written client. Its methods return the groups of operations.
pub(crate) const CLIENT: &str = "Client";
/// The methods of a builder that are not setters.
pub(crate) const SEND: &str = "send";
pub(crate) const PAGES: &str = "pages";
pub(crate) const ITEMS: &str = "items";
pub(crate) const WAIT_FOR: &str = "wait_for";
pub(crate) const WAIT_FOR_END: &str = "wait_for_end";
/// The constructor of a table.
pub(crate) const NEW: &str = "new";
/// The variant for codes that a code table does not list.
pub(crate) const UNRECOGNIZED: &str = "Unrecognized";

/// The functions that every group of operations has. No operation may hide them.
const GROUP_METHODS: &[&str] = &["clone"];
/// The functions that every table has. No setter may hide them.
const TABLE_METHODS: &[&str] = &[NEW, "clone", "default"];

/// Returns the module of a file.
pub(super) fn module(file: &str, at: &KeyPath<'_>, hand_written: &HandWritten, report: &mut Diagnostics) -> String {
    let stem = file.strip_suffix(".yaml").unwrap_or(file);
    let error =
        |label: String, help: &str| at.key_error("E0013", format!("invalid file name `{file}`: {label}")).help(help);
    if !is_snake_case(stem) || is_keyword(stem) {
        let label = "it must be in snake_case, and must not be a keyword of Rust".to_owned();
        report.push(error(label, "name the file after what its operations are about, as in `training_jobs.yaml`"));
    } else if is_device(stem) {
        report.push(error(format!("Windows reserves `{stem}`"), "choose another name"));
    } else if let Some(declared) = hand_written.at_root(stem) {
        let label = format!("{declared} declares `{stem}` in the same crate");
        report.push(error(label, "choose another name, such as the plural"));
    } else if let Some(declared) = hand_written.method(CLIENT, stem) {
        let label = format!("{declared} declares a method of `{CLIENT}` with this name");
        report.push(error(label, "choose another name, such as the plural"));
    }
    stem.to_owned()
}

/// Returns whether Windows reserves a name for a device.
pub(crate) fn is_device(stem: &str) -> bool {
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    matches!(stem, "aux" | "con" | "nul" | "prn") || port.is_some_and(|port| port.parse::<u8>().is_ok_and(|it| it < 10))
}

/// Checks the name of a table or of a code table: it must be in `UpperCamelCase`.
pub(super) fn check_type(name: &str, at: &KeyPath<'_>, report: &mut Diagnostics) {
    let camel = name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric());
    if !camel || is_keyword(name) {
        report.push(
            at.key_error("E0013", format!("invalid name `{name}`"))
                .label("names of types are in UpperCamelCase")
                .help(format!("write `{}`", suggested_type(name)))
                .replace(at.place(Part::Key), suggested_type(name), false),
        );
    }
}

/// Returns a similar name in `UpperCamelCase` that a type can have.
pub(crate) fn suggested_type(name: &str) -> String {
    let camel = upper_camel(&look_alikes::plain(name));
    match camel.starts_with(|c: char| c.is_ascii_uppercase()) && !is_keyword(&camel) {
        true => camel,
        false => format!("Type{camel}"),
    }
}

/// Returns the Rust name of a field or of a parameter.
pub(super) fn member(name: &str, at: &KeyPath<'_>, report: &mut Diagnostics) -> String {
    rust_name(name).unwrap_or_else(|| {
        report.push(
            at.key_error("E0013", format!("invalid name `{name}`"))
                .label("there is no Rust name for it")
                .help(format!("choose a key such as `{}`, and add `name: {name:?}`", suggested(name))),
        );
        escape(snake_case(name))
    })
}

/// Returns the Rust name of a field or of a parameter, if there is one.
pub(crate) fn rust_name(name: &str) -> Option<String> {
    let snake = snake_case(name);
    is_identifier(&snake).then(|| escape(snake))
}

/// Returns the name of the method that sets a field of a table.
pub(super) fn setter(ident: &str) -> String {
    if TABLE_METHODS.contains(&ident) { format!("{ident}_") } else { ident.to_owned() }
}

/// Returns the name of the method that tests whether a code is in a group.
pub(super) fn predicate(group: &str) -> String {
    format!("is_{group}")
}

/// Returns the name of the method that clears a field of a merge patch.
pub(super) fn clearing(ident: &str) -> String {
    format!("clear_{}", ident.trim_start_matches("r#"))
}

/// Returns the variant of a code.
pub(super) fn variant(key: &str, at: &KeyPath<'_>, report: &mut Diagnostics) -> String {
    let variant = upper_camel(key);
    if !variant.starts_with(|c: char| c.is_ascii_uppercase()) || variant == UNRECOGNIZED {
        report.push(
            at.key_error("E0013", format!("invalid key `{key}`"))
                .label("there is no Rust name for it")
                .help(format!("choose another key, and add `name: {key}` for the wire")),
        );
    }
    if is_keyword(&variant) { variant + "_" } else { variant }
}

/// Checks the name of an operation. It becomes a method of a group.
pub(super) fn check_operation(
    name: &str,
    group: &str,
    at: &KeyPath<'_>,
    hand_written: &HandWritten,
    report: &mut Diagnostics,
) {
    if !check_chosen(name, at, report) {
        return;
    }
    let error = || at.key_error("E0013", format!("invalid name `{name}`")).help("choose another name");
    if let Some(declared) = hand_written.method(group, name) {
        report.push(error().label(format!("{declared} declares a method of `{group}` with this name")));
    } else if GROUP_METHODS.contains(&name) {
        report.push(error().label("every group of operations has a method of this name"));
    }
    check_type(&upper_camel(name), at, report);
}

/// Returns whether builders have a method of a name that is not a setter.
pub(crate) fn is_builder_method(name: &str) -> bool {
    [SEND, PAGES, ITEMS, WAIT_FOR, WAIT_FOR_END].contains(&name)
}

/// Checks the name of a parameter that becomes a setter of a builder.
pub(super) fn check_setter(name: &str, at: &KeyPath<'_>, report: &mut Diagnostics) {
    if is_builder_method(name) {
        let error =
            at.key_error("E0013", format!("invalid name `{name}`")).label("builders have a method of this name");
        report.push(error.help(format!("choose another key, and add `name: {name}` for the wire")));
    }
}

/// Checks a name that the spec chooses: of an operation, a parameter, or a group of codes.
pub(super) fn check_chosen(name: &str, at: &KeyPath<'_>, report: &mut Diagnostics) -> bool {
    let is_valid = is_snake_case(name);
    if !is_valid {
        report.push(
            at.key_error("E0013", format!("invalid name `{name}`"))
                .label("not in snake_case")
                .help(format!("write `{}`; add `name` if the wire has another name", suggested(name)))
                .replace(at.place(Part::Key), suggested(name), false),
        );
    }
    is_valid
}

/// Returns a similar name in snake_case that an operation or a parameter can have.
fn suggested(name: &str) -> String {
    let snake = snake_case(&look_alikes::plain(name));
    let snake = snake.trim_matches('_');
    if is_snake_case(snake) {
        return snake.to_owned();
    }
    let ascii = format!("a_{}", snake.replace(|c: char| !c.is_ascii(), ""));
    ascii.trim_end_matches('_').to_owned()
}

/// Reports names that differ in the spec but are the same in Rust.
#[derive(Default)]
pub(super) struct Distinct<'a>(HashMap<String, &'a str>);

impl<'a> Distinct<'a> {
    pub(super) fn insert(&mut self, rust: &str, name: &'a str, at: &KeyPath<'_>, report: &mut Diagnostics) {
        if let Some(error) = self.clash(rust, name, at) {
            report.push(error);
        }
    }

    /// The same for a parameter, which may have another name on the wire.
    pub(super) fn insert_parameter(
        &mut self,
        (rust, name, wire): (&str, &'a str, &str),
        at: &KeyPath<'_>,
        report: &mut Diagnostics,
    ) {
        if let Some(error) = self.clash(rust, name, at) {
            report.push(error.help(format!("choose another key, such as `new_{name}`, and add `name: {wire}`")));
        }
    }

    /// Reports a method that clears a field if its name is taken. To be called after all names are inserted.
    pub(super) fn check_clearing(&self, clear: &str, field: &KeyPath<'_>, report: &mut Diagnostics) {
        if self.contains(clear) {
            let error = field.key_error("E0014", format!("duplicate name `{clear}` in Rust"));
            report
                .push(error.label("the method that clears this field would have this name").help("choose another key"));
        }
    }

    /// Returns a name that is not taken.
    pub(super) fn free(&self, name: &str) -> String {
        let mut free = name.to_owned();
        while self.contains(&free) {
            free.push('_');
        }
        free
    }

    fn contains(&self, rust: &str) -> bool {
        self.0.contains_key(rust)
    }

    fn clash(&mut self, rust: &str, name: &'a str, at: &KeyPath<'_>) -> Option<Diagnostic> {
        let first = self.0.insert(rust.to_owned(), name)?;
        let error = at.key_error("E0014", format!("duplicate name `{rust}` in Rust"));
        let error = error.label(format!("`{first}` has this name, too"));
        // The first may be a code, and this a group of codes.
        let is_group = at.place(Part::Key).path.iter().any(|key| key == "groups");
        Some(if is_group { error } else { error.related(at.sibling(first), "first used here") })
    }
}

/// Converts a name to `UpperCamelCase`.
pub(crate) fn upper_camel(name: &str) -> String {
    let word = |word: &str| {
        let lower =
            if word.chars().any(|c| c.is_ascii_lowercase()) { word.to_owned() } else { word.to_ascii_lowercase() };
        let mut letters = lower.chars();
        letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    name.split(|c: char| !c.is_ascii_alphanumeric()).map(word).collect()
}

/// Converts a name to `snake_case`.
pub(crate) fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut before = '_';
    for c in name.chars() {
        let word_begins = c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit());
        if word_begins || (!c.is_ascii_alphanumeric() && before != '_') {
            out.push('_');
        }
        if c.is_ascii_alphanumeric() || !c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        }
        before = if c.is_ascii_alphanumeric() { c } else { '_' };
    }
    out
}

/// Converts a name to `SCREAMING_SNAKE_CASE`.
pub(super) fn screaming(name: &str) -> String {
    snake_case(name).to_ascii_uppercase()
}

/// Returns whether a name needs no quotes in YAML and can be converted to a Rust name.
pub(crate) fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_snake_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !name.ends_with('_')
        && !name.contains("__")
}

/// Returns whether a name in snake_case is a Rust identifier.
fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && name.chars().any(|c| c != '_')
}

/// Escapes keywords: as raw identifiers, or with a `_` where that is not possible.
fn escape(name: String) -> String {
    match name.as_str() {
        "self" | "super" | "crate" => name + "_",
        _ if is_keyword(&name) => format!("r#{name}"),
        _ => name,
    }
}

/// Returns whether a name is a keyword in any edition. syn knows the keywords up to the 2021 edition.
pub(crate) fn is_keyword(name: &str) -> bool {
    name == "gen" || syn::parse_str::<syn::Ident>(name).is_err()
}
