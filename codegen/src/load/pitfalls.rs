//! What is there for YAML and says nothing in the language: keys without a value, typographic quotes, tags.
//!
//! serde takes a key without a value for one that is left out. The language has no place for nothing: a rule whose
//! value was forgotten would be dropped without a word.

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};

use crate::diagnostic::{Diagnostic, Part, Place};

const NO_VALUE: &str = "E0042";
const QUOTES: &str = "E0043";
const TAG: &str = "E0048";

/// How deep lists and tables may be in each other.
const MOST_DEPTH: usize = 128;

/// Finds keys without a value, and values in quotes that YAML does not know.
pub(super) fn find(file: &str, text: &str) -> Vec<Diagnostic> {
    let mut walk = Walk { file, open: Vec::new(), found: Vec::new() };
    let mut parser: Parser<'_, StrInput<'_>> = Parser::new_from_str(text);
    while let Some(Ok((event, _))) = parser.next_event() {
        if !walk.take(&event) {
            break;
        }
    }
    walk.found
}

/// A table or a list that is being read.
enum Open {
    /// The key whose value comes next.
    Table(Option<String>),
    /// The number of the item that comes next.
    List(usize),
}

struct Walk<'a> {
    file: &'a str,
    open: Vec<Open>,
    found: Vec<Diagnostic>,
}

impl Walk<'_> {
    /// Takes note of an event; false where the rest is not read.
    fn take(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::MappingStart(_, tag) | Event::SequenceStart(_, tag) => {
                self.check_tag(tag.is_some());
                let is_table = matches!(event, Event::MappingStart(..));
                // A table as a key is no part of the language: the parser says so.
                if self.open.len() >= MOST_DEPTH || matches!(self.open.last(), Some(Open::Table(None))) {
                    return false;
                }
                self.open.push(if is_table { Open::Table(None) } else { Open::List(0) });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                self.open.pop();
                self.go_on();
            }
            Event::Alias(_) => self.go_on(),
            Event::Scalar(value, style, _, tag) => {
                if let Some(Open::Table(key @ None)) = self.open.last_mut() {
                    *key = Some(value.to_string());
                } else if tag.is_some() {
                    self.check_tag(true);
                    self.go_on();
                } else {
                    let is_nothing =
                        *style == ScalarStyle::Plain && matches!(&**value, "" | "~" | "null" | "Null" | "NULL");
                    self.check(value, is_nothing);
                    self.go_on();
                }
            }
            Event::DocumentEnd => return false,
            _ => {}
        }
        true
    }

    /// The value is read: what comes next is a key, or the next item.
    fn go_on(&mut self) {
        match self.open.last_mut() {
            Some(Open::Table(key)) => *key = None,
            Some(Open::List(index)) => *index += 1,
            None => {}
        }
    }

    fn check(&mut self, value: &str, is_nothing: bool) {
        // An empty file is reported as a whole.
        let Some(last) = self.open.last() else { return };
        let key = if let Open::Table(Some(key)) = last { key.as_str() } else { "" };
        if is_nothing {
            let (message, help) = match key {
                "" => ("an item of the list is empty".to_owned(), "write it, or leave it out".to_owned()),
                key => (format!("`{key}` has no value"), format!("write one after `{key}:`, or leave the key out")),
            };
            let found = Diagnostic::new(NO_VALUE, self.place(Part::Key), message).help(help);
            self.found.push(found);
        } else if !matches!(key, "doc" | "note") && is_quoted(value) {
            let inner: String = value.chars().skip(1).take(value.chars().count() - 2).collect();
            let found = Diagnostic::new(QUOTES, self.place(Part::Value), format!("{value} is in typographic quotes"))
                .help(format!("YAML takes these for a part of the text; write `\"{inner}\"`"));
            self.found.push(found);
        }
    }

    fn check_tag(&mut self, is_tagged: bool) {
        if is_tagged {
            let found = Diagnostic::new(TAG, self.place(Part::Key), "a tag is no part of the language");
            self.found.push(found.help("leave out the word that begins with `!`, or put the text in quotes"));
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

/// Whether a text may hold what is looked for, besides keys without a value.
pub(super) fn may_hold(text: &str) -> bool {
    let begins_word = |at: usize| text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || "[{,".contains(c));
    text.contains(is_quote) || text.match_indices('!').any(|(at, _)| begins_word(at))
}

/// Whether a text is in quotes of print.
fn is_quoted(text: &str) -> bool {
    text.chars().count() >= 2 && text.starts_with(is_quote) && text.ends_with(is_quote)
}

/// Whether a character is a quote of print.
fn is_quote(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2039}' | '\u{203a}')
}
