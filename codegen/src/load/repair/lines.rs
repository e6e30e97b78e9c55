//! The lines of a text, as a writer sees them.

use std::ops::Range;

/// The lines of a text.
pub(crate) struct Lines<'a> {
    pub(super) text: &'a str,
    lines: Vec<Line<'a>>,
}

/// A line.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    /// The offset of the line in the text.
    pub(super) start: usize,
    /// The number of spaces that it begins with.
    pub(super) indent: usize,
    /// The line without its comment, and without spaces at its end.
    pub(super) text: &'a str,
}

/// A part of a line that has braces or brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bracket {
    pub(super) at: usize,
    pub(super) bracket: char,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let mut start = 0;
        let lines = text.split_inclusive('\n').map(|line| {
            let from = start;
            start += line.len();
            let indent = line.len() - line.trim_start_matches(' ').len();
            Line { start: from, indent, text: without_comment(line).trim_end() }
        });
        Self { text, lines: lines.collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    pub(super) fn line(&self, index: usize) -> Option<Line<'a>> {
        self.lines.get(index).copied()
    }

    /// Returns the line before, skipping empty lines and comments.
    pub(super) fn before(&self, index: usize) -> Option<usize> {
        (0..index.min(self.len())).rev().find(|index| !self.lines[*index].is_empty())
    }

    /// Returns the line after, skipping empty lines and comments.
    pub(super) fn after(&self, index: usize) -> Option<usize> {
        (index + 1..self.len()).find(|index| !self.lines[*index].is_empty())
    }

    /// Returns a line and those near it, the most likely ones to be wrong first.
    pub(super) fn near(&self, at: usize) -> Vec<usize> {
        let before = self.before(at);
        let second = before.and_then(|before| self.before(before));
        let third = second.and_then(|second| self.before(second));
        [before, Some(at), second, third, self.after(at)].into_iter().flatten().collect()
    }

    /// Returns the nearest line before that is less deep.
    pub(super) fn parent(&self, index: usize) -> Option<usize> {
        let indent = self.lines.get(index)?.indent;
        (0..index).rev().find(|index| self.lines[*index].indent < indent && !self.lines[*index].is_empty())
    }

    /// Returns the nearest line before whose indentation is no whole number of levels.
    pub(super) fn odd_before(&self, index: usize) -> Option<usize> {
        (0..index).rev().find(|index| self.lines[*index].indent % 2 == 1 && !self.lines[*index].is_empty())
    }

    /// Returns the first line of the section that a line is in.
    pub(super) fn first_of_section(&self, index: usize) -> Option<usize> {
        let is_section = |index: &usize| !self.lines[*index].is_empty() && self.lines[*index].indent == 0;
        (0..index.min(self.len())).rev().find(is_section).and_then(|section| self.after(section))
    }

    /// Returns the lines of the entry that begins in a line, and the line after it.
    pub(super) fn entry(&self, index: usize) -> impl Iterator<Item = usize> {
        let end = (self.end_of_entry(index) + 1).min(self.len());
        (index..end).filter(|index| !self.lines[*index].is_empty())
    }

    /// Returns the end of the entry that begins in a line: the line after its last one.
    pub(super) fn end_of_entry(&self, index: usize) -> usize {
        let indent = self.lines.get(index).map_or(0, |line| line.indent);
        (index + 1..self.len())
            .find(|next| self.lines[*next].indent <= indent && !self.lines[*next].is_empty())
            .unwrap_or(self.len())
    }

    /// Returns the number of the line with a byte, counted from 0.
    pub(crate) fn of(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }
}

impl<'a> Line<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.text.len() <= self.indent
    }

    /// Returns the text without indentation and dashes of list items.
    pub(super) fn content(&self) -> &'a str {
        let mut content = self.text.get(self.indent..).unwrap_or_default();
        while let Some(item) = content.strip_prefix("- ") {
            content = item.trim_start();
        }
        content
    }

    /// Returns the offset of the content in the text.
    pub(super) fn content_start(&self) -> usize {
        self.end() - self.content().len()
    }

    /// Returns the offset of the end of the line, without its comment.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Returns the bytes of the content.
    pub(super) fn range(&self) -> Range<usize> {
        self.start + self.indent.min(self.text.len())..self.end()
    }

    /// Returns the key of a line such as `key: value`, and its value.
    pub(super) fn entry(&self) -> Option<(&'a str, &'a str)> {
        let content = self.content();
        let end = content.find(": ").or_else(|| content.ends_with(':').then(|| content.len() - 1))?;
        let (key, value) = (&content[..end], content.get(end + 1..).unwrap_or_default());
        let is_key = !key.is_empty() && !key.contains(['{', '[', ',']);
        is_key.then(|| (key.trim(), value.trim_start()))
    }

    /// Returns the brackets outside of quotes that have no counterpart in the line, with their offsets in the text.
    pub(super) fn unmatched(&self) -> (Vec<Bracket>, Option<Bracket>) {
        let mut open: Vec<Bracket> = Vec::new();
        for (at, c) in outside_quotes(self.text) {
            let this = Bracket { at: self.start + at, bracket: c };
            match c {
                '{' | '[' if is_opening(self.text, at) || !open.is_empty() => open.push(this),
                '}' | ']' => match open.pop() {
                    Some(first) if closing(first.bracket) == c => {}
                    Some(first) => {
                        open.push(first);
                        return (open, Some(this));
                    }
                    None if is_closing(self.text, at) => return (open, Some(this)),
                    None => {}
                },
                _ => {}
            }
        }
        (open, None)
    }
}

/// Returns whether a bracket begins a value, rather than being a part of a path such as `/v1/{project_id}`.
fn is_opening(line: &str, at: usize) -> bool {
    let before = line[..at].trim_end_matches(' ');
    before.is_empty()
        || (before.ends_with([':', ',', '{', '[', '-']) && before.len() < at)
        || before.ends_with(['{', '['])
}

/// Returns whether a bracket ends a value, rather than being a part of a path.
fn is_closing(line: &str, at: usize) -> bool {
    let after = line[at + 1..].trim_start();
    after.is_empty() || after.starts_with([',', '}', ']'])
}

/// Returns the bracket that closes another one.
pub(super) fn closing(bracket: char) -> char {
    if bracket == '{' { '}' } else { ']' }
}

/// Returns the characters of a line that are in no quoted string.
pub(super) fn outside_quotes(line: &str) -> impl Iterator<Item = (usize, char)> {
    let mut end = 0;
    line.char_indices().filter(move |(at, c)| {
        if *at < end {
            return false;
        }
        if matches!(c, '"' | '\'')
            && begins_value(line, *at)
            && let Some(close) = closing_quote(line, *at)
        {
            end = close + 1;
            return false;
        }
        true
    })
}

/// Returns whether a value may begin at a place of a line.
pub(super) fn begins_value(line: &str, at: usize) -> bool {
    let before = line[..at].trim_end();
    let has_space = before.len() < at;
    before.is_empty() || before.ends_with(['{', '[']) || (has_space && before.ends_with([':', ',', '-']))
}

/// Returns the place of the quote that closes a string, if it is on the same line.
pub(super) fn closing_quote(line: &str, open: usize) -> Option<usize> {
    let quote = line[open..].chars().next()?;
    let mut skip = false;
    let mut chars = line[open + 1..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if skip {
            skip = false;
        } else if c == '\\' && quote == '"' {
            skip = true;
        } else if c == quote {
            // Two single quotes are one in the string.
            if quote == '\'' && chars.peek().is_some_and(|(_, next)| *next == '\'') {
                skip = true;
            } else {
                return Some(open + 1 + at);
            }
        }
    }
    None
}

fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with('#') {
        return "";
    }
    let found = outside_quotes(line).find(|(at, c)| *c == '#' && line[..*at].ends_with([' ', '\t']));
    found.map_or(line, |(at, _)| &line[..at])
}
