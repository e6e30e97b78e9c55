//! Checks the characters of texts.

use super::key_path::KeyPath;
use crate::diagnostic::{Diagnostic, Diagnostics, Part, nearest};
use crate::model::{CharacterSet, Characters};

const INVALID: &str = "E0053";

/// The characters of a text, as the spec writes them.
#[derive(Clone, Copy, Default)]
pub(super) struct Texts<'a> {
    all: Option<&'a str>,
    first: Option<&'a str>,
    last: Option<&'a str>,
}

impl<'a> Texts<'a> {
    pub(super) fn new(all: &'a Option<String>, first: &'a Option<String>, last: &'a Option<String>) -> Self {
        Self { all: all.as_deref(), first: first.as_deref(), last: last.as_deref() }
    }

    /// Returns the keys that are set.
    pub(super) fn keys(self) -> impl Iterator<Item = &'static str> {
        let keys = [("characters", self.all), ("first_character", self.first), ("last_character", self.last)];
        keys.into_iter().filter_map(|(key, text)| text.map(|_| key))
    }
}

/// Resolves the characters of a text.
pub(super) fn check(texts: Texts<'_>, at: &KeyPath<'_>, report: &mut Diagnostics) -> Characters {
    let mut resolve = |key: &'static str, text: Option<&str>| match text.map(|text| parse(key, text, &at.key(key))) {
        Some(Ok(set)) => set,
        Some(Err(error)) => {
            report.push(*error);
            CharacterSet::ANY
        }
        None => CharacterSet::ANY,
    };
    let all = resolve("characters", texts.all);
    let (first, last) = (resolve("first_character", texts.first), resolve("last_character", texts.last));
    for (key, set) in [("first_character", first), ("last_character", last)] {
        if !set.is_empty() && set.intersection(all).is_empty() {
            let error = at.key(key).error(INVALID, format!("`{key}` without a character"));
            report.push(error.label("`characters` has none of them").help("add them to `characters`, or remove it"));
        }
    }
    Characters { all, first, last }
}

/// Parses `letters digits -_` or `not <>`.
fn parse(key: &str, text: &str, at: &KeyPath<'_>) -> Result<CharacterSet, Box<Diagnostic>> {
    let none = CharacterSet::ANY.complement();
    let mut items = text.split_whitespace().peekable();
    let is_negative = items.next_if_eq(&"not").is_some();
    let mut set = none;
    for item in items {
        set = set.union(CharacterSet::parse(item).ok_or_else(|| Box::new(unknown(text, item, at)))?);
    }
    let set = if is_negative { set.complement() } else { set };
    if set == none || set == CharacterSet::ANY {
        let error = at.error(INVALID, format!("empty `{key}`")).label("no characters are named");
        return Err(Box::new(error.help(EXAMPLE)));
    }
    Ok(set)
}

const EXAMPLE: &str = "write words and punctuation, as in `letters digits -_`, or `not <>`";

/// What is meant by words and classes of other languages.
const MEANT: &[(&[&str], &str)] = &[
    (&["a-z", "lower", "lower-case"], "lowercase"),
    (&["A-Z", "upper", "upper-case"], "uppercase"),
    (&["a-zA-Z", "A-Za-z", "letter", "alpha", "alphabetic"], "letters"),
    (&["0-9", "\\d", "digit", "number", "numbers", "numeric"], "digits"),
    (&["a-zA-Z0-9", "A-Za-z0-9", "alphanumeric", "alnum"], "letters digits"),
    (&["a-z0-9", "0-9a-z"], "lowercase digits"),
    (&["a-zA-Z0-9_", "A-Za-z0-9_", "\\w"], "letters digits _"),
    (&["a-zA-Z0-9_-", "A-Za-z0-9_-", "a-zA-Z0-9-_", "A-Za-z0-9-_"], "letters digits _-"),
    (&["a-z0-9-"], "lowercase digits -"),
    (&["a-z0-9_-", "a-z0-9-_"], "lowercase digits _-"),
    (&["space", "blank", "blanks"], "spaces"),
    (&["hyphen", "hyphens", "dash", "dashes"], "-"),
    (&["underscore", "underscores"], "_"),
    (&["period", "periods", "dot", "dots"], "."),
    (&["slash", "slashes"], "/"),
];

/// Reports a part that is neither a word nor punctuation.
fn unknown(text: &str, item: &str, at: &KeyPath<'_>) -> Diagnostic {
    let error = at.error(INVALID, format!("unknown characters `{item}`"));
    if !item.is_ascii() {
        return error
            .label("only characters of ASCII can be named")
            .help("leave them out: `not <>` allows all characters of other scripts");
    }
    let class = item.trim_matches(['[', ']', '^', '$', '+', '*', ',']);
    let known = MEANT.iter().find(|(others, _)| others.iter().any(|other| other.eq_ignore_ascii_case(class)));
    let exact = MEANT.iter().find(|(others, _)| others.contains(&class)).or(known).map(|(_, meant)| *meant);
    let whole = |meant: &str| {
        let items: Vec<_> = text.split_whitespace().map(|known| if known == item { meant } else { known }).collect();
        items.join(" ")
    };
    match (exact, nearest(class, CharacterSet::words())) {
        (Some(meant), _) => error.help(format!("write `{meant}`")).replace(at.place(Part::Value), whole(meant), true),
        (None, Some(similar)) => {
            error.help(format!("did you mean `{similar}`?")).replace(at.place(Part::Value), whole(similar), false)
        }
        (None, None) => error.help(EXAMPLE),
    }
}
