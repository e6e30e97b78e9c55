//! YAML of OpenStack's files. Scalars stay as they are written, so that no digit is lost. Values know their lines, so
//! that errors can name them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput};

use crate::error::{Error, Result};

/// Files that are nested more deeply are rejected.
const MAX_DEPTH: usize = 64;

/// A value with its position.
#[derive(Clone)]
pub(super) struct Node {
    file: Rc<PathBuf>,
    line: usize,
    value: Value,
}

#[derive(Clone)]
enum Value {
    Null,
    Scalar(String),
    List(Vec<Rc<Node>>),
    Map(Vec<Entry>),
}

/// A key of a mapping, as it is written, and its value.
type Entry = (String, Rc<Node>);

impl Node {
    /// Parses a file.
    pub(super) fn parse(path: &Path, text: &str) -> Result<Rc<Self>> {
        let file = Rc::new(path.to_owned());
        Composer { file, parser: Parser::new_from_str(text), anchors: HashMap::new() }.document()
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// Returns the value of a key. Dashes and underscores are equivalent.
    pub(super) fn get(&self, key: &str) -> Option<&Rc<Self>> {
        let Value::Map(entries) = &self.value else { return None };
        entries.iter().find(|(known, _)| normalized(known) == key).map(|(_, node)| node).filter(|node| !node.is_null())
    }

    /// Returns the keys of a mapping.
    pub(super) fn keys(&self) -> impl Iterator<Item = (String, &Rc<Self>)> {
        let entries = if let Value::Map(entries) = &self.value { entries.as_slice() } else { &[] };
        entries.iter().map(|(key, node)| (normalized(key), node))
    }

    /// Returns the entries of a mapping, with their names as they are written.
    pub(super) fn entries(&self) -> &[Entry] {
        if let Value::Map(entries) = &self.value { entries } else { &[] }
    }

    /// Returns the value as text, as it is written.
    pub(super) fn text(&self, key: &str) -> Result<&str> {
        match &self.value {
            Value::Scalar(text) => Ok(text),
            _ => Err(self.wrong(key, "it must be a text or a number")),
        }
    }

    /// Returns the value as a boolean, as YAML 1.1 writes it.
    pub(super) fn boolean(&self, key: &str) -> Result<bool> {
        match self.text(key)?.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(true),
            "false" | "no" | "off" | "0" => Ok(false),
            _ => Err(self.wrong(key, "it must be `true` or `false`")),
        }
    }

    pub(super) fn map(&self, key: &str) -> Result<&Self> {
        if let Value::Map(_) | Value::Null = self.value {
            Ok(self)
        } else {
            Err(self.wrong(key, "it must be a mapping"))
        }
    }

    pub(super) fn list(&self) -> Option<&[Rc<Self>]> {
        if let Value::List(nodes) = &self.value { Some(nodes) } else { None }
    }

    pub(super) fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    /// Returns an error about the value of a key. The value itself may be a secret.
    pub(super) fn wrong(&self, key: &str, rule: &str) -> Error {
        Error::configuration(format!("invalid `{key}` in {}:{}: {rule}", self.file.display(), self.line))
    }

    /// Returns this value overridden by another one. If both are mappings, their keys are merged.
    pub(super) fn with(self: &Rc<Self>, top: &Rc<Self>) -> Rc<Self> {
        let (Value::Map(below), Value::Map(above)) = (&self.value, &top.value) else {
            return if top.is_null() { Rc::clone(self) } else { Rc::clone(top) };
        };
        let mut entries = below.clone();
        for (key, node) in above {
            match entries.iter_mut().find(|(known, _)| normalized(known) == normalized(key)) {
                Some((_, known)) => *known = known.with(node),
                None => entries.push((key.clone(), Rc::clone(node))),
            }
        }
        Rc::new(Self { value: Value::Map(entries), ..(**top).clone() })
    }
}

fn normalized(key: &str) -> String {
    key.replace('-', "_")
}

/// Builds values from the events of a parser.
struct Composer<'a> {
    file: Rc<PathBuf>,
    parser: Parser<'a, StrInput<'a>>,
    anchors: HashMap<usize, Rc<Node>>,
}

impl<'a> Composer<'a> {
    fn document(mut self) -> Result<Rc<Node>> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) => {}
                Event::StreamEnd => return Ok(self.node(1, Value::Null)),
                event => {
                    let root = self.value(event, span, 0)?;
                    return self.ends(root);
                }
            }
        }
    }

    /// Only one document is allowed: choosing one of several would be a guess.
    fn ends(&mut self, root: Rc<Node>) -> Result<Rc<Node>> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(root),
                (Event::DocumentEnd, _) => {}
                (_, span) => return Err(self.error(span.start.line(), "the file must have one document")),
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'a>, Span)> {
        match self.parser.next_event() {
            Some(Ok(next)) => Ok(next),
            // The parser's message may quote the file, which contains secrets.
            Some(Err(error)) => {
                let (line, column) = (error.marker().line(), error.marker().col() + 1);
                let file = self.file.display();
                Err(Error::configuration(format!("invalid YAML in {file}:{line}:{column}: correct the file")))
            }
            None => Err(self.error(1, "the file ends too early")),
        }
    }

    fn value(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Rc<Node>> {
        let line = span.start.line();
        if depth > MAX_DEPTH {
            return Err(self.error(line, "it is nested too deeply"));
        }
        let (anchor, value) = match event {
            Event::Alias(anchor) => {
                let known = self.anchors.get(&anchor).cloned();
                return known.ok_or_else(|| self.error(line, "an alias must name an anchor that is complete"));
            }
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.suffix == "str");
                let is_null = !is_text && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                (anchor, if is_null { Value::Null } else { Value::Scalar(text.into_owned()) })
            }
            Event::SequenceStart(anchor, _) => (anchor, self.list(depth)?),
            Event::MappingStart(anchor, _) => (anchor, self.map(depth)?),
            _ => return Err(self.error(line, "a value is missing")),
        };
        let node = self.node(line, value);
        if anchor != 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        Ok(node)
    }

    fn list(&mut self, depth: usize) -> Result<Value> {
        let mut nodes = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Value::List(nodes)),
                (event, span) => nodes.push(self.value(event, span, depth + 1)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Value> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut merged = Vec::new();
        loop {
            let (event, span) = self.next()?;
            let line = span.start.line();
            let is_merge = match event {
                Event::MappingEnd => break,
                Event::Scalar(ref key, style, ..) => style == ScalarStyle::Plain && key == "<<",
                _ => false,
            };
            let key = self.value(event, span, depth + 1)?;
            let (event, span) = self.next()?;
            let node = self.value(event, span, depth + 1)?;
            let key = match &key.value {
                _ if is_merge => {
                    merged.extend(self.merged(&node)?);
                    continue;
                }
                Value::Scalar(key) => key.clone(),
                Value::Null => String::new(),
                _ => return Err(self.error(line, "a key must be a text")),
            };
            if entries.iter().any(|(known, _)| *known == key) {
                return Err(self.error(line, &format!("duplicate key `{key}`; keep one of them")));
            }
            entries.push((key, node));
        }
        // A mapping's own keys take precedence over merged ones, and of these the first.
        for (key, node) in merged.iter().flat_map(|node| node.entries()) {
            if !entries.iter().any(|(known, _)| known == key) {
                entries.push((key.clone(), Rc::clone(node)));
            }
        }
        Ok(Value::Map(entries))
    }

    /// Returns the mappings that a merge key names.
    fn merged(&self, node: &Rc<Node>) -> Result<Vec<Rc<Node>>> {
        let nodes = node.list().map_or_else(|| vec![Rc::clone(node)], <[_]>::to_vec);
        match nodes.iter().all(|node| node.is_map()) {
            true => Ok(nodes),
            false => Err(node.wrong("<<", "it must name mappings")),
        }
    }

    fn node(&self, line: usize, value: Value) -> Rc<Node> {
        Rc::new(Node { file: Rc::clone(&self.file), line, value })
    }

    fn error(&self, line: usize, rule: &str) -> Error {
        Error::configuration(format!("invalid YAML in {}:{line}: {rule}", self.file.display()))
    }
}
