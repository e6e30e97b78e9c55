//! The one place where names in Rust are decided.

use std::collections::HashMap;

use super::At;
use crate::diagnostic::Diagnostics;

/// Names that the client's own modules have: behind them a generated one could not be seen.
const TAKEN_MODULES: &[&str] = &[
    "call",
    "client",
    "code",
    "error_code",
    "error_codes",
    "follow",
    "generated",
    "page",
    "record",
    "service",
    "signing",
];
/// Names that generated modules import.
const TAKEN_TYPES: &[&str] = &[
    "BTreeMap",
    "Call",
    "Client",
    "Duration",
    "Field",
    "Items",
    "Operation",
    "Option",
    "PageParameters",
    "Pages",
    "Parameter",
    "Place",
    "Record",
    "Secret",
    "Segment",
    "Sending",
    "Slot",
    "String",
    "Table",
    "Timestamp",
    "Unrecognized",
    "V2",
    "Vec",
];
const TAKEN_METHODS: &[&str] = &[
    "builder",
    "clone",
    "follow_training_job_log",
    "from_env",
    "items",
    "pages",
    "send",
    "v2",
    "with_retries",
    "with_timeout",
];

/// The module of a file.
pub(super) fn module(file: &str, at: &At<'_>, report: &mut Diagnostics) -> String {
    let stem = file.trim_end_matches(".yaml");
    let is_taken = TAKEN_MODULES.contains(&stem);
    if is_taken || !is_snake_case(stem) || is_keyword(stem) {
        let help = match is_taken {
            true => "the client has a module of that name already; choose another one, as the plural",
            false => "files are named in snake_case, after their resource",
        };
        report.push(at.wrong_key("E0013", format!("`{file}` cannot name a module")).help(help));
    }
    stem.to_owned()
}

/// A name of a table or of a code table: `UpperCamelCase`.
pub(super) fn check_type(name: &str, at: &At<'_>, report: &mut Diagnostics) {
    let camel = name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric());
    if !camel || is_keyword(name) {
        report.push(
            at.key(name)
                .wrong_key("E0013", format!("`{name}` is not a name of a type"))
                .help(format!("types are named in UpperCamelCase, as in `{}`", upper_camel(name))),
        );
    } else {
        check_not_taken(name, &at.key(name), report);
    }
}

/// Reports a type of the spec or a builder that has the name of something that is imported.
pub(super) fn check_not_taken(rust: &str, at: &At<'_>, report: &mut Diagnostics) {
    if TAKEN_TYPES.contains(&rust) {
        report.push(at.wrong_key("E0013", format!("`{rust}` is the name of a type that the client itself has")));
    }
}

/// The Rust name of a field or of a parameter.
pub(super) fn member(name: &str, at: &At<'_>, report: &mut Diagnostics) -> String {
    let snake = snake_case(name);
    if !is_snake_case(&snake) {
        report.push(
            at.wrong_key("E0013", format!("`{name}` cannot be made a Rust name"))
                .help("names are of ASCII letters, digits and `_`, and do not begin with a digit"),
        );
    }
    escape(snake)
}

/// The variant of a code.
pub(super) fn variant(key: &str, at: &At<'_>, report: &mut Diagnostics) -> String {
    let variant = upper_camel(key);
    if !variant.starts_with(|c: char| c.is_ascii_uppercase()) || variant == "Unrecognized" {
        report.push(
            at.wrong_key("E0013", format!("`{key}` cannot be made a Rust name"))
                .help("give the code another key, and its own name with `name:`"),
        );
    }
    if variant == "Self" { variant + "_" } else { variant }
}

/// The name of an operation or of a parameter, which the spec itself chooses.
pub(super) fn check_chosen(name: &str, at: &At<'_>, report: &mut Diagnostics) {
    if !is_snake_case(name) {
        report.push(
            at.wrong_key("E0013", format!("`{name}` is not in snake_case"))
                .help(format!("write `{}`; where the wire has another name, say so with `name:`", snake_case(name))),
        );
    } else if TAKEN_METHODS.contains(&name) {
        report.push(at.wrong_key("E0013", format!("`{name}` is the name of a method that the client itself has")));
    }
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
}

/// A keyword as a raw identifier; those that cannot be raw get a `_`.
fn escape(name: String) -> String {
    match name.as_str() {
        "self" | "super" | "crate" => name + "_",
        _ if is_keyword(&name) => format!("r#{name}"),
        _ => name,
    }
}

/// syn knows the keywords of every edition.
fn is_keyword(name: &str) -> bool {
    syn::parse_str::<syn::Ident>(name).is_err()
}

#[cfg(test)]
mod tests {
    use super::TAKEN_MODULES;

    #[test]
    fn every_module_of_the_client_is_taken() {
        let client = include_str!("../../../client/src/lib.rs");
        let own = client.lines().filter_map(|line| line.split_once("mod ")?.1.strip_suffix(';'));
        let (_, of_runtime) = client.split_once("use modelarts_runtime::{").unwrap();
        let of_runtime = of_runtime.split_once('}').unwrap().0.split(", ");
        let modules = own.chain(of_runtime).chain(["error_codes", "signing"]);
        let free: Vec<_> = modules.filter(|module| !TAKEN_MODULES.contains(module)).collect();
        assert!(free.is_empty(), "a spec file could hide {free:?}");
    }
}
