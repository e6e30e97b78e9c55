//! Finds valid YAML that is most likely an error: keys without a value, typographic quotes, tags.
//!
//! serde treats a key without a value like a missing key, so a rule whose value was forgotten would be dropped silently.

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};

use crate::diagnostic::{Diagnostic, Part, Place, vocabulary};
use crate::yaml::for_parser;

pub(super) const NO_VALUE: &str = "E0042";
pub(super) const QUOTES: &str = "E0043";
pub(super) const TAG: &str = "E0048";

/// How deep lists and tables may be nested.
const MAX_DEPTH: usize = 128;

/// Finds keys without a value, values in typographic quotes, and tags.
pub(super) fn find(file: &str, text: &str) -> Vec<Diagnostic> {
    let mut walk = Walk { file, open: Vec::new(), found: Vec::new() };
    let text = for_parser(text);
    let mut parser: Parser<'_, StrInput<'_>> = Parser::new_from_str(&text);
    while let Some(Ok((event, _))) = parser.next_event() {
        if !walk.visit(&event) {
            break;
        }
    }
    walk.found
}

/// A table or a list that is being read.
enum Open {
    /// The key whose value comes next, once it is read.
    Table(Option<String>),
    /// The index of the next item.
    List(usize),
}

struct Walk<'a> {
    file: &'a str,
    open: Vec<Open>,
    found: Vec<Diagnostic>,
}

impl Walk<'_> {
    /// Visits an event. Returns false if the rest is not to be read.
    fn visit(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::MappingStart(_, tag) | Event::SequenceStart(_, tag) => {
                self.check_tag(tag.is_some());
                let is_table = matches!(event, Event::MappingStart(..));
                // A table as a key is not allowed: deserialization reports it.
                if self.open.len() >= MAX_DEPTH || matches!(self.open.last(), Some(Open::Table(None))) {
                    return false;
                }
                self.open.push(if is_table { Open::Table(None) } else { Open::List(0) });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                self.open.pop();
                self.advance();
            }
            Event::Alias(_) => self.advance(),
            Event::Scalar(value, style, _, tag) => {
                if let Some(Open::Table(key @ None)) = self.open.last_mut() {
                    *key = Some(value.to_string());
                } else if tag.is_some() {
                    self.check_tag(true);
                    self.advance();
                } else {
                    let is_null =
                        *style == ScalarStyle::Plain && matches!(&**value, "" | "~" | "null" | "Null" | "NULL");
                    self.check(value, is_null);
                    self.advance();
                }
            }
            Event::DocumentEnd => return false,
            _ => {}
        }
        true
    }

    /// Moves on to the next key or item.
    fn advance(&mut self) {
        match self.open.last_mut() {
            Some(Open::Table(key)) => *key = None,
            Some(Open::List(index)) => *index += 1,
            None => {}
        }
    }

    fn check(&mut self, value: &str, is_null: bool) {
        // An empty file is reported as a whole.
        let Some(last) = self.open.last() else { return };
        let key = if let Open::Table(Some(key)) = last { key.as_str() } else { "" };
        if is_null {
            let (message, help) = match key {
                ty if self.is_type_alone(ty) => (format!("missing key before `{ty}`"), format!("write `type: {ty}`")),
                flag if vocabulary::is_flag(flag) => {
                    (format!("missing value of `{flag}`"), format!("write `{flag}: true`, or remove the key"))
                }
                "" => ("empty list item".to_owned(), "write a value, or remove the item".to_owned()),
                key => {
                    (format!("missing value of `{key}`"), format!("write a value after `{key}:`, or remove the key"))
                }
            };
            let found = Diagnostic::new(NO_VALUE, self.place(Part::Key), message).help(help);
            self.found.push(found);
        } else if !matches!(key, "doc" | "note") && is_in_typographic_quotes(value) {
            let inner: String = value.chars().skip(1).take(value.chars().count() - 2).collect();
            let found = Diagnostic::new(QUOTES, self.place(Part::Value), "typographic quotes")
                .label("YAML reads these quotes as part of the text")
                .help(format!("write `\"{inner}\"`"))
                .replace(self.place(Part::Value), format!("\"{inner}\""), true);
            self.found.push(found);
        }
    }

    /// Returns whether a key without a value is a type of a field, as in `count: { Integer, doc: A count. }`.
    fn is_type_alone(&self, key: &str) -> bool {
        let section = self.open.iter().rev().nth(2);
        let is_field = matches!(section, Some(Open::Table(Some(section))) if matches!(section.as_str(), "fields" | "parameters" | "body"));
        is_field && key.starts_with(char::is_uppercase)
    }

    fn check_tag(&mut self, is_tagged: bool) {
        if is_tagged {
            let found = Diagnostic::new(TAG, self.place(Part::Key), "YAML tag");
            self.found.push(found.help("remove the word that begins with `!`, or put the text in quotes"));
        }
    }

    fn place(&self, part: Part) -> Place {
        let path = self.open.iter().map(|open| match open {
            Open::Table(key) => key.clone().unwrap_or_default(),
            Open::List(index) => index.to_string(),
        });
        Place { file: self.file.to_owned(), path: path.collect(), part }
    }
}

/// Returns whether a text may have a tag or typographic quotes.
pub(super) fn may_have_any(text: &str) -> bool {
    let begins_word = |at: usize| text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || "[{,".contains(c));
    text.contains(is_quote) || text.match_indices('!').any(|(at, _)| begins_word(at))
}

/// Returns whether a text is in typographic quotes.
pub(crate) fn is_in_typographic_quotes(text: &str) -> bool {
    text.chars().count() >= 2 && text.starts_with(is_quote) && text.ends_with(is_quote)
}

/// Returns whether a character is a typographic quote.
fn is_quote(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2039}' | '\u{203a}')
}
