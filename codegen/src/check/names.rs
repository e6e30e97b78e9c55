//! The one place where names in Rust are decided.
//!
//! No list says which names generated code uses itself: it names what a spec could hide by its full path.

use std::collections::HashMap;

use super::At;
use crate::diagnostic::Diagnostics;
use crate::load::HandWritten;

/// The methods of a builder that are not setters.
pub(crate) const SEND: &str = "send";
pub(crate) const PAGES: &str = "pages";
pub(crate) const ITEMS: &str = "items";
/// The function that makes a table.
pub(crate) const NEW: &str = "new";
/// The variant for codes that a table does not have.
pub(crate) const UNRECOGNIZED: &str = "Unrecognized";

/// Methods that everybody calls on the value of a table: no setter may hide them.
const OF_TABLES: &[&str] = &[NEW, "clone", "default"];

/// The module of a file.
pub(super) fn module(file: &str, at: &At<'_>, beside: &HandWritten, report: &mut Diagnostics) -> String {
    let stem = file.strip_suffix(".yaml").unwrap_or(file);
    let wrong = |why: String| at.wrong_key("E0013", format!("`{file}` cannot name a module")).help(why);
    if !is_snake_case(stem) || is_keyword(stem) {
        report.push(wrong(
            "files are named in snake_case, after their resource, and not as a keyword of Rust".to_owned(),
        ));
    } else if is_device(stem) {
        report.push(wrong(format!("Windows cannot have a file of the name `{stem}`; choose another one")));
    } else if let Some(declared) = beside.at_root(stem) {
        report
            .push(wrong(format!("{declared} declares `{stem}` in the same crate; choose another name, as the plural")));
    }
    stem.to_owned()
}

/// Whether Windows keeps a name for a device: no file can have it there.
fn is_device(stem: &str) -> bool {
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    matches!(stem, "aux" | "con" | "nul" | "prn") || port.is_some_and(|port| port.parse::<u8>().is_ok_and(|it| it < 10))
}

/// A name of a table or of a code table: `UpperCamelCase`.
pub(super) fn check_type(name: &str, at: &At<'_>, report: &mut Diagnostics) {
    let camel = name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric());
    if !camel || is_keyword(name) {
        report.push(
            at.wrong_key("E0013", format!("`{name}` is not a name of a type"))
                .help(format!("types are named in UpperCamelCase, as in `{}`", proposed_type(name))),
        );
    }
}

/// A name in `UpperCamelCase` that a type can have.
fn proposed_type(name: &str) -> String {
    let camel = upper_camel(name);
    match camel.starts_with(|c: char| c.is_ascii_uppercase()) && !is_keyword(&camel) {
        true => camel,
        false => format!("Type{camel}"),
    }
}

/// The Rust name of a field or of a parameter.
pub(super) fn member(name: &str, at: &At<'_>, report: &mut Diagnostics) -> String {
    let snake = snake_case(name);
    if !is_identifier(&snake) {
        report.push(
            at.wrong_key("E0013", format!("`{name}` cannot be made a Rust name"))
                .help("names are of ASCII letters, digits and `_`, and do not begin with a digit"),
        );
    }
    escape(snake)
}

/// The method that sets a field of a table.
pub(super) fn setter(ident: &str) -> String {
    if OF_TABLES.contains(&ident) { format!("{ident}_") } else { ident.to_owned() }
}

/// The variant of a code.
pub(super) fn variant(key: &str, at: &At<'_>, report: &mut Diagnostics) -> String {
    let variant = upper_camel(key);
    if !variant.starts_with(|c: char| c.is_ascii_uppercase()) || variant == UNRECOGNIZED {
        report.push(
            at.wrong_key("E0013", format!("`{key}` cannot be made a Rust name"))
                .help("give the code another key, and its own name with `name:`"),
        );
    }
    if is_keyword(&variant) { variant + "_" } else { variant }
}

/// The name of an operation, which the spec itself chooses: a method of `owner`.
pub(super) fn check_operation(name: &str, owner: &str, at: &At<'_>, beside: &HandWritten, report: &mut Diagnostics) {
    if !check_chosen(name, at, report) {
        return;
    }
    if let Some(declared) = beside.method(owner, name) {
        let wrong = at.wrong_key("E0013", format!("`{name}` is a method of `{owner}` already"));
        report.push(wrong.help(format!("{declared} has it; give the operation another name")));
    }
    check_type(&upper_camel(name), at, report);
}

/// The name of a parameter that becomes a setter of a builder.
pub(super) fn check_setter(name: &str, at: &At<'_>, report: &mut Diagnostics) {
    if [SEND, PAGES, ITEMS].contains(&name) {
        let wrong = at.wrong_key("E0013", format!("`{name}` is a method of every builder"));
        report
            .push(wrong.help(format!("give the parameter another key, and its name on the wire with `name: {name}`")));
    }
}

/// A name that the spec itself chooses: of an operation, a parameter, a group of codes.
pub(super) fn check_chosen(name: &str, at: &At<'_>, report: &mut Diagnostics) -> bool {
    let is_right = is_snake_case(name);
    if !is_right {
        report.push(
            at.wrong_key("E0013", format!("`{name}` is not in snake_case"))
                .help(format!("write `{}`; where the wire has another name, say so with `name:`", proposed(name))),
        );
    }
    is_right
}

/// A name in snake_case that an operation or a parameter can have.
fn proposed(name: &str) -> String {
    let snake = snake_case(name);
    let snake = snake.trim_matches('_');
    if is_snake_case(snake) { snake.to_owned() } else { format!("a_{}", snake.replace(|c: char| !c.is_ascii(), "")) }
}

/// Reports names that are different in the spec and the same in Rust.
#[derive(Default)]
pub(super) struct Distinct<'a>(HashMap<String, &'a str>);

impl<'a> Distinct<'a> {
    pub(super) fn insert(&mut self, rust: &str, name: &'a str, at: &At<'_>, report: &mut Diagnostics) {
        if let Some(first) = self.0.insert(rust.to_owned(), name) {
            report.push(at.wrong_key("E0014", format!("`{name}` and `{first}` are both `{rust}` in Rust")));
        }
    }
}

/// `UpperCamelCase` of a name in any case.
pub(crate) fn upper_camel(name: &str) -> String {
    let word = |word: &str| {
        let lower =
            if word.chars().any(|c| c.is_ascii_lowercase()) { word.to_owned() } else { word.to_ascii_lowercase() };
        let mut letters = lower.chars();
        letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    name.split(|c: char| !c.is_ascii_alphanumeric()).map(word).collect()
}

/// `snake_case` of a name in any case.
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

/// `SCREAMING_SNAKE_CASE` of a name in any case.
pub(super) fn screaming(name: &str) -> String {
    snake_case(name).to_ascii_uppercase()
}

/// Whether a name is one in YAML without quotes, and can be made one in Rust.
pub(crate) fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_snake_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !name.ends_with('_')
        && !name.contains("__")
}

/// Whether a name that was brought into snake_case is one of Rust.
fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && name.chars().any(|c| c != '_')
}

/// A keyword as a raw identifier; those that cannot be raw get a `_`.
fn escape(name: String) -> String {
    match name.as_str() {
        "self" | "super" | "crate" => name + "_",
        _ if is_keyword(&name) => format!("r#{name}"),
        _ => name,
    }
}

/// Whether a name is a keyword in any edition. syn knows those up to the edition of 2021; an edition never
/// gets more keywords.
fn is_keyword(name: &str) -> bool {
    name == "gen" || syn::parse_str::<syn::Ident>(name).is_err()
}
