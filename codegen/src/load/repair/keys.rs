//! Keys whose colon, or whose space after the colon, is missing; list items without a dash.

use std::ops::Range;

use super::cause::Cause;
use super::lines::{Line, Lines, begins_value, outside_quotes};
use crate::diagnostic::Edit;

/// How many bytes of a value are shown in full.
const MAX_SHOWN: usize = 100;

/// Proposes the space that is missing after the colon of a key, or after the dash of a list item.
pub(super) fn missing_space(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index) else { return Vec::new() };
    let mut causes = Vec::new();
    for (at, c) in outside_quotes(line.text) {
        let Some(after) = line.text.get(at + 1..).filter(|_| c == ':') else { continue };
        let key = word_before(line.text, at);
        let is_key = !key.is_empty()
            && (begins_value(line.text, key.start) || key.start == line.text.len() - line.content().len());
        if !is_key || after.is_empty() || after.starts_with([' ', '/', ':', ',', '}', ']']) {
            continue;
        }
        let key = &line.text[key];
        let rest = value_of(after);
        let offset = line.start + at + 1;
        causes.push(
            Cause::new(
                offset - key.len() - 1..offset,
                format!("missing space after `{key}:`"),
                Edit::new(offset..offset, " "),
            )
            .label("YAML needs a space after the colon of a key")
            .help(format!("write `{key}: {rest}`"))
            .independent(),
        );
    }
    let content = line.text.get(line.indent..).unwrap_or_default();
    if let Some(rest) =
        content.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || "\"'".contains(c)))
    {
        let at = line.start + line.indent;
        causes.push(
            Cause::new(at..at + 1, "missing space after `-`", Edit::new(at + 1..at + 1, " "))
                .label("YAML needs a space after the dash of a list item")
                .help(format!("write `- {rest}`"))
                .certain(),
        );
    }
    causes
}

/// Makes the missing value of a key in braces, as in `{ range:, doc: A count. }`, an empty one, which is reported later.
pub(super) fn missing_value(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index) else { return Vec::new() };
    let ends_value = |at: usize| line.text[at + 1..].trim_start().starts_with([',', '}']);
    let colons = outside_quotes(line.text).filter(|(at, c)| *c == ':' && ends_value(*at));
    colons
        .map(|(at, _)| {
            let end = line.start + at + 1;
            Cause { is_silent: true, ..Cause::new(end - 1..end, "missing value", Edit::new(end..end, " ~")) }
        })
        .collect()
}

/// Proposes the colon that is missing after the first word of a line.
pub(super) fn missing_colon(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index) else { return Vec::new() };
    let content = line.content();
    let start = line.content_start();
    let length = content.find(|c: char| !is_key_char(c)).unwrap_or(content.len());
    let (key, rest) = content.split_at(length);
    if key.is_empty() {
        return Vec::new();
    }
    let cause = |found: &str| {
        let edit =
            Edit::new(start + length..start + length + found.len(), if rest.len() > found.len() { ": " } else { ":" });
        let value = rest[found.len()..].trim();
        let space = if value.is_empty() { "" } else { " " };
        let label = match found.trim() {
            "" => "YAML needs `: ` after a key".to_owned(),
            found => format!("YAML needs `: ` after a key, not `{found}`"),
        };
        let cause = Cause::new(start..start + length, format!("missing `:` after `{key}`"), edit).label(label);
        let cause = cause.help(format!("write `{key}:{space}{}`", abbreviated(value)));
        // A word alone may be anything.
        if value.is_empty() { cause.certain() } else { cause.independent() }
    };
    let spaces = &rest[..rest.len() - rest.trim_start().len()];
    let separators = [" = ", " := ", "=", ";", " ;", " - ", " -> ", " => "];
    let separator = separators.into_iter().find(|separator| rest.starts_with(*separator));
    match separator {
        Some(separator) => vec![cause(separator)],
        None if rest.is_empty() || !spaces.is_empty() || rest.starts_with(['{', '[', '"', '\'']) => vec![cause(spaces)],
        None => Vec::new(),
    }
}

/// Proposes the line break between an entry in braces or a name and the next key.
pub(super) fn joined_entries(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    joined(lines, index, |before| !is_text(before))
}

/// Proposes the line break between a text and the next key, which may also be a part of the text.
pub(super) fn joined_lines(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    joined(lines, index, is_text)
}

/// Returns whether a line has the value of a key for texts.
fn is_text(line: &str) -> bool {
    let key = line.trim_start().split(':').next().unwrap_or_default();
    !line.ends_with('}') && matches!(key, "doc" | "note" | "example" | "reason" | "name" | "default")
}

/// Proposes a line break before each key of a line but the first, where `is_end` accepts what is before it.
fn joined(lines: &Lines<'_>, index: usize, is_end: fn(&str) -> bool) -> Vec<Cause> {
    let Some(line) = lines.line(index) else { return Vec::new() };
    let (mut causes, mut depth) = (Vec::new(), 0);
    for (at, c) in outside_quotes(line.text) {
        depth += i32::from(matches!(c, '{' | '[')) - i32::from(matches!(c, '}' | ']'));
        let is_colon = c == ':' && depth == 0 && matches!(line.text.as_bytes().get(at + 1), None | Some(b' '));
        let key = word_before(line.text, at);
        let before = line.text[..key.start].trim_end();
        if !is_colon || key.is_empty() || before.len() <= line.indent || before.len() == key.start || !is_end(before) {
            continue;
        }
        let (name, from) = (&line.text[key.clone()], line.start + before.len());
        // The next line may be of the same depth, deeper, or of an entry around it.
        let outer = (0..line.indent).rev().filter(|indent| indent % 2 == 0);
        causes.extend([line.indent, line.indent + 2].into_iter().chain(outer).map(|indent| {
            let edit = Edit::new(from..line.start + key.start, format!("\n{}", " ".repeat(indent)));
            Cause::new(
                line.start + key.start..line.start + key.end,
                format!("missing line break before `{name}`"),
                edit,
            )
            .label("outside of braces, a line has one key")
            .help(format!("begin a new line before `{name}`"))
            .weak()
        }));
    }
    causes
}

/// Proposes to remove a line that is no key with a value, such as a word that is left over.
pub(super) fn without_value(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let before = lines.before(index).and_then(|before| lines.line(before));
    let Some(line) = lines.line(index).filter(|line| !line.is_empty() && line.entry().is_none()) else {
        return Vec::new();
    };
    // It may also be the next line of a text.
    let is_text = before.and_then(|before| before.entry()).is_none_or(|(key, _)| matches!(key, "doc" | "note"));
    if is_text || line.text.trim_start().starts_with(['-', '{', '[', '}', ']']) {
        return Vec::new();
    }
    let text = shortened(line.content());
    let cause = Cause::new(line.range(), format!("unexpected text `{text}`"), Edit::new(line.range(), ""));
    vec![cause.label("a line is a key and a value").help("write `key: value`, or remove it")]
}

/// Proposes the colon that is missing after a key in braces, as in `{ type Integer }`.
pub(super) fn missing_colon_in_braces(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index) else { return Vec::new() };
    let mut causes = Vec::new();
    for part in parts(line) {
        let text = &lines.text[part.clone()];
        let length = text.find(|c: char| !is_key_char(c)).unwrap_or(text.len());
        let (key, rest) = text.split_at(length);
        let value = rest.trim_start_matches([' ', '=', ':', ';', '-', '>']);
        if key.is_empty() || value.is_empty() || text.contains(": ") {
            continue;
        }
        let (from, to) = (part.start + length, part.end - value.len());
        causes.push(
            Cause::new(
                part.start..part.start + length,
                format!("missing `:` after `{key}`"),
                Edit::new(from..to, ": "),
            )
            .label("YAML needs `: ` after a key")
            .help(format!("write `{key}: {}`", value.trim_end()))
            .independent(),
        );
    }
    causes
}

/// Proposes the dash of a list item.
pub(super) fn missing_dash(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index) else { return Vec::new() };
    let is_item = |index: Option<usize>| {
        index.and_then(|index| lines.line(index)).is_some_and(|line| line.text.trim_start().starts_with("- "))
    };
    if line.text.trim_start().starts_with('-') || !(is_item(lines.before(index)) || is_item(lines.after(index))) {
        return Vec::new();
    }
    let neighbor = [lines.before(index), lines.after(index)].into_iter().flatten().find(|index| is_item(Some(*index)));
    let indent = neighbor.and_then(|index| lines.line(index)).map_or(line.indent, |line| line.indent);
    let content = line.content();
    let item = content.trim_start_matches(['*', '+', '\u{2022}', ' ']);
    let edit = Edit::new(line.start..line.end() - item.len(), format!("{}- ", " ".repeat(indent)));
    vec![
        Cause::new(line.range(), "missing `-` of a list item", edit)
            .label("the lines next to it are items of a list")
            .help(format!("write `- {item}`")),
    ]
}

/// Proposes to remove the dash before a key that is no item of a list, and to write a comment as YAML does.
pub(super) fn extra_characters(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index) else { return Vec::new() };
    let (start, content) = (line.start + line.indent, line.text.trim_start());
    let mut causes = Vec::new();
    if let Some(rest) = content.strip_prefix("- ") {
        let cause = Cause::new(start..start + 1, "`-` before a key", Edit::new(start..start + 2, ""));
        let help = format!("write `{}`", shortened(rest));
        causes.push(cause.label("the lines next to it are no items of a list").help(help).weak());
    }
    let colon =
        content.strip_prefix("http: ").and_then(|http| http.find(": ").filter(|end| !http[..*end].contains(' ')));
    if let Some(colon) = colon.map(|colon| start + "http: ".len() + colon) {
        let cause = Cause::new(colon..colon + 1, "`:` after the method", Edit::new(colon..colon + 1, ""));
        causes.push(cause.label("a space separates the method and the path").help("remove it").certain());
    }
    if content.starts_with("//") {
        let cause = Cause::new(start..start + 2, "`//` before a comment", Edit::new(start..start + 2, "#"));
        causes.push(cause.label("a comment begins with `#`").help("write `#`").certain());
    }
    causes
}

/// Returns the parts of a line between `{`, `,` and `}`, as ranges in the text.
fn parts(line: Line<'_>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut from = None;
    for (at, c) in outside_quotes(line.text) {
        if matches!(c, '{' | ',' | '}') {
            if let Some(from) = from {
                let part: &str = &line.text[from..at];
                let start = from + part.len() - part.trim_start().len();
                parts.push(line.start + start..line.start + start + part.trim().len());
            }
            from = (c != '}').then_some(at + 1);
        }
    }
    parts
}

/// Returns the name that ends at a place of a line.
fn word_before(line: &str, at: usize) -> Range<usize> {
    let start =
        line[..at].char_indices().rev().take_while(|(_, c)| is_key_char(*c)).last().map_or(at, |(start, _)| start);
    start..at
}

pub(super) fn is_key_char(c: char) -> bool {
    c.is_alphanumeric() || "_.-".contains(c)
}

/// Returns the value at the beginning of a text: up to the comma or the brace that ends it.
fn value_of(text: &str) -> &str {
    let end = text.find([',', '}']).unwrap_or(text.len());
    shortened(text[..end].trim_end())
}

/// Returns a text, or its first words if it is long.
fn abbreviated(text: &str) -> String {
    // A path is longer than a word, and not split.
    let short = if text.len() > MAX_SHOWN { shortened(text) } else { text };
    if short.len() < text.len() { format!("{short} …") } else { text.to_owned() }
}

/// Returns at most the first words of a text.
pub(super) fn shortened(text: &str) -> &str {
    match text.char_indices().nth(48) {
        Some((end, _)) => text[..end].rsplit_once(' ').map_or(&text[..end], |(words, _)| words),
        None => text,
    }
}
