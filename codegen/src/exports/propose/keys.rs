//! Chooses keys for names on the wire, and writes them in YAML.

use std::collections::HashSet;

use super::shape::Member;
use crate::check::names;
use crate::load::is_in_typographic_quotes;

/// A key of an entry, and its name on the wire if that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) key: String,
    pub(super) name: Option<String>,
}

/// The keys of entries that must differ in Rust: of a table, or of the parameters of an operation.
#[derive(Debug, Default)]
pub(super) struct Keys(HashSet<String>);

impl Keys {
    /// Returns keys of which some are taken.
    pub(super) fn taken<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self(names.into_iter().map(str::to_owned).collect())
    }

    /// Returns the key of a field of a table, if there is one: the name on the wire, or a similar key with `name`.
    pub(super) fn field(&mut self, wire: &str) -> Option<Key> {
        if wire.is_empty() || is_in_typographic_quotes(wire) {
            return None;
        }
        // Setters such as `new_` end in `_`, and keywords begin with `r#`.
        let is_free = |rust: String| self.0.insert(rust.trim_start_matches("r#").trim_end_matches('_').to_owned());
        if names::rust_name(wire).is_some_and(is_free) {
            return Some(Key { key: wire.to_owned(), name: None });
        }
        Some(Key { key: self.chosen(wire, "field"), name: Some(wire.to_owned()) })
    }

    /// Returns the key of a parameter or of a field of a body, if there is one. `kind` is a word that makes a name
    /// different.
    pub(super) fn parameter(&mut self, wire: &str, kind: &str) -> Option<Key> {
        if wire.is_empty() || is_in_typographic_quotes(wire) {
            return None;
        }
        let key = self.chosen(wire, kind);
        let name = (key != wire).then(|| wire.to_owned());
        Some(Key { key, name })
    }

    /// Chooses a key that is similar to a name.
    pub(super) fn chosen(&mut self, name: &str, kind: &str) -> String {
        let base = snake_case(name, kind);
        let candidates = [base.clone(), format!("{base}_{kind}")];
        let numbered = (2..).map(|number| format!("{base}_{number}"));
        let is_free = |key: &String| !names::is_builder_method(key) && self.0.insert(key.clone());
        candidates.into_iter().chain(numbered).find(is_free).unwrap_or_default()
    }
}

/// Returns the name of a file for a group, without `.yaml`.
#[must_use]
pub fn file_stem(group: &str) -> String {
    let stem = snake_case(group, "resource").to_ascii_lowercase();
    if names::is_keyword(&stem) || names::is_device(&stem) { format!("{stem}_resource") } else { stem }
}

/// Returns a similar name in snake_case that begins with a letter.
fn snake_case(wire: &str, kind: &str) -> String {
    let snake = names::snake_case(wire).replace(|c: char| !c.is_ascii(), "_");
    let words: Vec<_> = snake.split('_').filter(|word| !word.is_empty()).collect();
    let snake = words.join("_");
    match snake.chars().next() {
        Some(first) if first.is_ascii_lowercase() => snake,
        Some(_) => format!("{kind}_{snake}"),
        None => kind.to_owned(),
    }
}

/// Writes a text as a YAML scalar, in quotes where it needs them.
pub(super) fn scalar(text: &str) -> String {
    if names::is_plain(text) && !is_yaml_word(text) {
        return text.to_owned();
    }
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            // What is invisible in an editor is escaped.
            _ if c.is_ascii_graphic() || c == ' ' || c.is_alphanumeric() => quoted.push(c),
            _ => quoted += &format!("\\U{:08X}", u32::from(c)),
        }
    }
    quoted + "\""
}

/// Returns whether YAML reads a word as a value that is not a text.
pub(super) fn is_yaml_word(text: &str) -> bool {
    const WORDS: &[&str] = &["false", "n", "no", "null", "off", "on", "true", "y", "yes"];
    WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// Returns a comment for a member that is left out.
pub(super) fn left_out(member: &Member) -> String {
    format!("# Left out: the field `{}` ({} in the sample).", comment(&member.name), member.shape.kind())
}

/// Writes a text for a comment, on one line.
pub(super) fn comment(text: &str) -> String {
    text.escape_debug().to_string().trim().to_owned()
}

/// Returns the singular of a name.
pub(super) fn singular(name: &str) -> String {
    if let Some(stem) = ["_list", "List"].iter().find_map(|list| name.strip_suffix(list)).filter(|it| !it.is_empty()) {
        return singular(stem);
    }
    if let Some(stem) = name.strip_suffix("ies") {
        return format!("{stem}y");
    }
    if ["sses", "ches", "shes", "uses", "xes"].iter().any(|end| name.ends_with(end)) {
        return name.strip_suffix("es").unwrap_or(name).to_owned();
    }
    let is_singular = ["ss", "us", "is"].iter().any(|end| name.ends_with(end));
    name.strip_suffix('s').filter(|stem| !is_singular && !stem.is_empty()).unwrap_or(name).to_owned()
}
