//! Compares YAML texts by content, whatever their layout.

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde::Deserialize as _;
use serde_yaml::Value;

use super::not_yaml;
use crate::yaml::for_parser;

/// How deep tables and lists may be nested. serde_yaml has about the same limit.
const MAX_DEPTH: usize = 100;

/// Returns whether lists and tables are nested so deeply that parsers may run out of stack.
#[must_use]
pub fn is_too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    not_yaml::too_deep("", text).is_some()
        || Parser::new_from_str(&for_parser(text)).map_while(Result::ok).any(|(event, _)| {
            match event {
                Event::MappingStart(..) | Event::SequenceStart(..) => depth += 1,
                Event::MappingEnd | Event::SequenceEnd => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth > MAX_DEPTH
        })
}

/// Returns whether two texts hold the same documents: the same values in the same order, with the same anchors and tags.
#[must_use]
pub fn is_same(a: &str, b: &str) -> bool {
    // Values are what the generator reads; events cover what it ignores.
    let (texts, values) = ((for_parser(a), for_parser(b)), (values(a), values(b)));
    values.0 == values.1 && matches!((events(&texts.0), events(&texts.1)), (Some(a), Some(b)) if a == b)
}

/// Returns the documents as serde_yaml reads them, up to the first that it cannot read.
fn values(text: &str) -> Vec<Value> {
    let documents = serde_yaml::Deserializer::from_str(text);
    documents.map_while(|document| Value::deserialize(document).ok()).collect()
}

/// Returns the events of a text, or `None` if it is not YAML. The style of quotes does not matter.
fn events(text: &str) -> Option<Vec<Event<'_>>> {
    Parser::new_from_str(text).map(|next| next.ok().map(|(event, _)| without_quotes(event))).collect()
}

fn without_quotes(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Scalar(value, style, anchor, tag) if style != ScalarStyle::Plain => {
            Event::Scalar(value, ScalarStyle::DoubleQuoted, anchor, tag)
        }
        event => event,
    }
}
