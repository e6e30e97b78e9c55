//! Lines that are indented too much or too little, and tabs.

use std::collections::BTreeSet;
use std::ops::Range;

use super::cause::Cause;
use super::lines::{Line, Lines};
use crate::diagnostic::Edit;

/// How many lines are tried as the value of a key.
const MAX_LINES_OF_VALUE: usize = 6;

/// Proposes spaces in place of the tabs that a line is indented by.
pub(super) fn tabs(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index) else { return Vec::new() };
    let blank = line.text.len() - line.text.trim_start_matches([' ', '\t']).len();
    let Some(tab) = line.text[..blank].find('\t') else { return Vec::new() };
    let cause = |indent: usize| {
        let edit = Edit::new(line.start..line.start + blank, " ".repeat(indent));
        Cause::new(line.start + tab..line.start + tab + 1, "tab in the indentation", edit)
            .label("YAML is indented by spaces only")
            .help(format!("indent the line by {}", spaces(indent)))
    };
    let mut causes: Vec<_> = indents(lines, index).into_iter().map(cause).collect();
    causes.dedup_by_key(|cause| cause.edit.text.len());
    causes
}

/// Proposes other indentations for a line, or for all lines of its entry. One level is two spaces.
pub(super) fn propose(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    indents(lines, index)
        .into_iter()
        .filter(|indent| indent % 2 == 0)
        .flat_map(|indent| moved(lines, index, indent))
        .collect()
}

/// Proposes indentations that are no whole number of levels.
pub(super) fn propose_odd(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    indents(lines, index)
        .into_iter()
        .filter(|indent| indent % 2 == 1)
        .flat_map(|indent| moved(lines, index, indent))
        .collect()
}

/// Proposes one more level for the lines after a key without a value: they are its value.
pub(super) fn not_indented(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(key) = lines.line(index).filter(|line| line.text.ends_with(':')) else { return Vec::new() };
    let Some(first) = lines.after(index) else { return Vec::new() };
    let Some(line) = lines.line(first).filter(|line| line.indent == key.indent) else { return Vec::new() };
    let is_same = |index: &usize| lines.line(*index).is_some_and(|next| next.indent >= key.indent && !next.is_empty());
    let ends = (first..lines.len()).take_while(is_same).take(MAX_LINES_OF_VALUE).map(|index| index + 1);
    ends.map(|end| cause(lines, line, first..end, key.indent + 2)).collect()
}

fn moved(lines: &Lines<'_>, index: usize, indent: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index).filter(|line| !line.is_empty() && line.indent != indent) else {
        return Vec::new();
    };
    let end = lines.end_of_entry(index);
    let alone = cause(lines, line, index..index + 1, indent);
    let whole = (end > index + 1).then(|| cause(lines, line, index..end, indent));
    std::iter::once(alone).chain(whole).collect()
}

/// Returns the indentations that a line may have, the most likely ones first: those of the lines near it, and one level
/// more than the line before.
fn indents(lines: &Lines<'_>, index: usize) -> Vec<usize> {
    let before = lines.before(index).and_then(|before| lines.line(before));
    let after = lines.after(index).and_then(|after| lines.line(after));
    let mut indents: Vec<usize> = Vec::new();
    let opens = before.is_some_and(|line| line.text.ends_with(':'));
    let deeper = before.map(|line| line.indent + 2);
    let same = [after, before].into_iter().flatten().map(|line| line.indent);
    let parents: BTreeSet<usize> = (index.saturating_sub(40)..index)
        .filter_map(|index| lines.line(index))
        .filter(|line| !line.is_empty())
        .map(|line| line.indent)
        .collect();
    let likely = deeper.filter(|_| opens).into_iter().chain(same).chain(deeper).chain(parents.into_iter().rev());
    for indent in likely {
        if !indents.contains(&indent) {
            indents.push(indent);
        }
    }
    indents
}

/// Proposes an indentation for lines of an entry.
fn cause(lines: &Lines<'_>, line: Line<'_>, range: Range<usize>, indent: usize) -> Cause {
    let end = lines.line(range.end).map_or(lines.text.len(), |next| next.start);
    let moved = lines.text[line.start..end].split_inclusive('\n').map(|text| {
        let spaces = text.len() - text.trim_start_matches(' ').len();
        let wanted = if text.trim().is_empty() { spaces } else { (spaces + indent).saturating_sub(line.indent) };
        " ".repeat(wanted) + &text[spaces..]
    });
    let edit = Edit::new(line.start..end, moved.collect::<String>());
    let change = if indent > line.indent { "too little" } else { "too much" };
    let start = line.start + line.indent;
    Cause::new(start..start + first_word(line).len(), "wrong indentation", edit)
        .label(format!("indented by {}, which is {change}", spaces(line.indent)))
        .help(match indent {
            0 => format!("remove the spaces before `{}`", first_word(line)),
            indent => format!("indent `{}` by {}", first_word(line), spaces(indent)),
        })
        .weak()
}

fn first_word<'a>(line: Line<'a>) -> &'a str {
    let content = line.text.get(line.indent..).unwrap_or_default();
    let content = content.strip_prefix("- ").unwrap_or(content);
    content.split([':', ' ']).next().unwrap_or_default()
}

fn spaces(count: usize) -> String {
    match count {
        1 => "1 space".to_owned(),
        count => format!("{count} spaces"),
    }
}
