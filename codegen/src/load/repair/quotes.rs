//! Quotes that do not close, quotes in quotes, and strings that need quotes.

use std::ops::Range;

use super::cause::Cause;
use super::keys::{is_key_char, shortened};
use super::lines::{Line, Lines, begins_value, closing_quote, outside_quotes};
use crate::diagnostic::Edit;

/// Keys whose values may have commas.
const PROSE: &[&str] = &["doc:", "note:", "example:", "default:", "reason:", "name:"];

/// How many corrections of quotes that do not close are proposed.
const MAX_UNCLOSED: usize = 12;

/// Proposes to close a quote that opens in a line and does not close there. The place where a parser gives up is often
/// far after it: at the next quote.
pub(super) fn unclosed(lines: &Lines<'_>, at: usize) -> Vec<Cause> {
    let mut causes = Vec::new();
    for line in (0..=at).rev().filter_map(|index| lines.line(index)) {
        let open = outside_quotes(line.text).find(|(at, c)| matches!(c, '"' | '\'') && begins_value(line.text, *at));
        let Some((open, quote)) = open else { continue };
        let range = line.start + open..line.start + open + 1;
        if open == line.indent {
            causes.push(
                Cause::new(range.clone(), "unclosed quote", Edit::new(range.clone(), ""))
                    .label("the quote opens here and does not close on this line")
                    .help("remove it"),
            );
        }
        for end in ends(line.text, open) {
            let text = line.text.get(open + 1..end).unwrap_or_default();
            let edit = Edit::new(line.start + end..line.start + end, quote.to_string());
            causes.push(
                Cause::new(range.clone(), "unclosed quote", edit)
                    .label("the quote opens here and does not close on this line")
                    .help(format!("close it: `{quote}{}{quote}`", shortened(text))),
            );
        }
        if causes.len() > MAX_UNCLOSED {
            break;
        }
    }
    causes
}

/// Returns the places where a string that begins at a place of a line may end, the most likely one first.
fn ends(line: &str, from: usize) -> Vec<usize> {
    let is_in_braces = line[..from].contains('{') || line[..from].contains('[');
    if !is_in_braces {
        return vec![line.len()];
    }
    let mut ends: Vec<_> = line[from..]
        .match_indices(", ")
        .map(|(at, _)| from + at)
        .filter(|at| {
            let rest = &line[at + 2..];
            let key = rest.find(|c| !is_key_char(c)).unwrap_or(0);
            line[..from].trim_end().ends_with('[') || (key > 0 && rest[key..].starts_with(": "))
        })
        .collect();
    // The braces that were opened before the string are closed after it.
    let closing = line.trim_end_matches(['}', ']', ' ', ',']).len();
    ends.push(closing);
    ends.push(line.len());
    ends
}

/// Proposes other quotes for a string that has such a quote in it, or an invalid escape.
pub(super) fn inner(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index) else { return Vec::new() };
    let mut causes = Vec::new();
    let opens = line.text.char_indices().filter(|(at, c)| matches!(c, '"' | '\'') && begins_value(line.text, *at));
    for (open, quote) in opens.take(4) {
        let Some(close) = closing_quote(line.text, open) else { continue };
        let string = &line.text[open + 1..close];
        if let Some(escape) = invalid_escape(string).filter(|_| quote == '"') {
            let at = line.start + open + 1 + escape;
            let end = at + 1 + lines.text[at + 1..].chars().next().map_or(0, char::len_utf8);
            causes.push(
                Cause::new(at..end, format!("invalid escape `{}`", &lines.text[at..end]), Edit::new(at..at, "\\"))
                    .label("`\\` begins an escape in double quotes")
                    .help("write `\\\\` for a backslash, or use single quotes"),
            );
        }
        // A key in the string: the quote that closes it is that of another string.
        if let Some(end) = ends(line.text, open).first().copied().filter(|end| *end < close) {
            causes.push(
                Cause::new(
                    line.start + open..line.start + open + 1,
                    "unclosed quote",
                    Edit::new(line.start + end..line.start + end, quote.to_string()),
                )
                .label("the quote opens here and does not close before the next key")
                .help(format!("close it: `{quote}{}{quote}`", shortened(&line.text[open + 1..end]))),
            );
        }
        for end in ends(line.text, open).into_iter().filter(|end| *end > close + 1) {
            let whole = line.text[open + 1..end].trim_end();
            let whole = whole.strip_suffix(quote).unwrap_or(whole).replace("''", "'");
            let quoted = quoted(&whole);
            causes.push(
                Cause::new(
                    line.start + close..line.start + close + 1,
                    "quote in a string in quotes",
                    Edit::new(line.start + open..line.start + end, quoted.clone()),
                )
                .label("the string ends here, and text follows")
                .help(format!("write {}", in_backticks(&quoted))),
            );
        }
    }
    causes
}

/// Returns the place of the first escape in double quotes that YAML does not know.
fn invalid_escape(string: &str) -> Option<usize> {
    let mut chars = string.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && chars.next().is_none_or(|(_, next)| !"0abtnvfre \"/\\N_LPxuU\t".contains(next)) {
            return Some(at);
        }
    }
    None
}

/// Proposes quotes for a string that needs them, and has no keys in it.
pub(super) fn missing_around_value(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index) else { return Vec::new() };
    let first_end = |value: usize| ends(line.text, value).first().copied().filter(|end| *end > value);
    let ranges = values(line).into_iter().rev().filter_map(|value| Some(value..first_end(value)?));
    ranges.filter_map(|range| quote(line, range)).collect()
}

/// Proposes quotes for a string that needs them.
pub(super) fn missing(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index) else { return Vec::new() };
    let mut causes = Vec::new();
    // The innermost values come first.
    for value in values(line).into_iter().rev() {
        for end in ends(line.text, value).into_iter().filter(|end| *end > value) {
            causes.extend(quote(line, value..end));
        }
    }
    causes
}

fn quote(line: Line<'_>, range: Range<usize>) -> Option<Cause> {
    let text = line.text.get(range.clone())?.trim_end();
    let first = text.chars().next()?;
    let is_in_braces = line.text[..range.start].contains(['{', '[']) || "{[(".contains(first);
    // A list where a name or a number belongs is no text.
    let is_doc = || ["doc:", "note:"].iter().any(|key| line.text[..range.start].trim_end().ends_with(key));
    if first == '[' && text.ends_with(']') && !is_doc() {
        return None;
    }
    // In braces, only a text has several words. Other values are not closed, or not separated.
    if is_in_braces && !is_prose(line.text, range.start) && (text.contains([':', ',']) || "{(".contains(first)) {
        return None;
    }
    let is_value = is_in_braces && line.text[..range.start].trim_end().ends_with(':');
    let (at, message) = if "@`%*&!|>#,]}?-".contains(first) && (is_value || !text.starts_with("- ")) {
        (0, format!("string that begins with `{first}`"))
    } else if let Some(at) = text.find(": ").or_else(|| text.ends_with(':').then(|| text.len() - 1)) {
        (at, "`: ` in a string without quotes".to_owned())
    } else {
        let at = text.find(|c| "{}[],".contains(c)).filter(|_| is_in_braces || "[{".contains(first))?;
        (at, format!("`{}` in a string without quotes", &text[at..=at]))
    };
    let start = line.start + range.start;
    let quoted = quoted(text);
    let help = format!("put the string in quotes: {}", in_backticks(&quoted));
    let edit = Edit::new(start..start + text.len(), quoted);
    let label = "this has a meaning in YAML";
    let cause = Cause::new(start + at..start + at + 1, message, edit).label(label).help(help);
    // Brackets around a whole value may also be too many.
    Some(if matches!(first, '[' | '{') { cause } else { cause.certain() })
}

/// Proposes quotes for a text that begins with `#`: YAML reads it as a comment.
pub(super) fn comment(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index).filter(|line| line.text.ends_with(':')) else { return Vec::new() };
    let rest = lines.text[line.end()..].lines().next().unwrap_or_default();
    let Some(text) = Some(rest.trim()).filter(|text| text.starts_with('#')) else { return Vec::new() };
    // In braces, the comment has swallowed the brace that closes the entry.
    let text = if line.unmatched().0.is_empty() { text } else { text.trim_end_matches(['}', ']', ' ']) };
    let start = line.end() + rest.len() - rest.trim_start().len();
    let quoted = quoted(text);
    let help = format!("put the string in quotes: {}", in_backticks(&quoted));
    let cause =
        Cause::new(start..start + 1, "string that begins with `#`", Edit::new(start..start + text.len(), quoted));
    vec![cause.label("this begins a comment").help(help)]
}

/// Proposes two dots for the comma of a range in braces, as in `{ length: 1, 64 }`.
pub(super) fn comma_in_range(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index) else { return Vec::new() };
    let ranges = values(line).into_iter().filter(|value| {
        let before = line.text[..*value].trim_end();
        before.ends_with("range:") || before.ends_with("length:")
    });
    ranges
        .filter_map(|value| {
            let (min, rest) = line.text[value..].split_once(',')?;
            let max = rest.split([',', '}']).next()?.trim();
            max.parse::<i64>().ok()?;
            // The comma is between the two numbers, or in one of them.
            let range = format!("{}{}{max}", min.trim(), if min.contains("..") { "" } else { ".." });
            let end = value + min.len() + 1 + rest.find(max)? + max.len();
            let at = line.start + value + min.len();
            let edit = Edit::new(line.start + value..line.start + end, range.clone());
            let cause = Cause::new(at..at + 1, "`,` in a range", edit).label("in braces, a comma ends the value");
            (!max.is_empty()).then(|| cause.help(format!("write `{range}`")).certain())
        })
        .collect()
}

/// Proposes quotes for a text in braces that a comma splits: what follows the comma is read as a key.
pub(super) fn split_text(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index) else { return Vec::new() };
    let mut causes = Vec::new();
    let is_generic = |value: usize| line.text[value..].split(',').next().is_some_and(|text| text.contains('<'));
    let is_doc_of_code = |value: usize| line.text[..value].contains("values: {");
    let is_prose = |value: &usize| is_prose(line.text, *value) || is_doc_of_code(*value) || is_generic(*value);
    for value in values(line).into_iter().filter(is_prose) {
        for end in ends(line.text, value) {
            let Some(text) = line.text.get(value..end) else { continue };
            let Some(comma) = text.find(',') else { continue };
            // Keys follow the comma, and no text.
            if text.contains(": ") || text.ends_with(':') {
                continue;
            }
            let text = if is_generic(value) { text.replace(", ", ",") } else { text.to_owned() };
            let quoted = quoted(text.trim_end());
            let at = line.start + value + comma;
            causes.push(
                Cause::new(
                    at..at + 1,
                    "`,` in a string without quotes",
                    Edit::new(line.start + value..line.start + end, quoted.clone()),
                )
                .label("in braces, a comma ends the string")
                .help(format!("put the string in quotes: {}", in_backticks(&quoted)))
                .certain(),
            );
        }
    }
    causes
}

/// Returns whether the value at a place of a line is that of a key for texts.
fn is_prose(line: &str, value: usize) -> bool {
    PROSE.iter().any(|key| line[..value].trim_end().ends_with(key))
}

/// Returns the places of a line where unquoted values begin.
fn values(line: Line<'_>) -> Vec<usize> {
    let starts = line
        .text
        .match_indices(": ")
        .map(|(at, _)| at + 2 + (line.text[at + 2..].len() - line.text[at + 2..].trim_start().len()));
    let item = line.text.trim_start().strip_prefix("- ").map(|rest| line.text.len() - rest.len());
    starts.chain(item).filter(|start| !line.text[*start..].starts_with(['"', '\''])).take(12).collect()
}

/// Puts a text into quotes: double ones if possible.
fn quoted(text: &str) -> String {
    match text.contains(['"', '\\']) {
        true => format!("'{}'", text.replace('\'', "''")),
        false => format!("\"{text}\""),
    }
}

fn in_backticks(quoted: &str) -> String {
    let short = shortened(quoted);
    let (more, quote) = if short.len() < quoted.len() { ("…", &quoted[..1]) } else { ("", "") };
    format!("`{short}{more}{quote}`")
}
