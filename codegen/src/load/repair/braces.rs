//! Braces and brackets without a counterpart, and missing commas.

use super::cause::Cause;
use super::keys::is_key_char;
use super::lines::{Line, Lines, closing, outside_quotes};
use crate::diagnostic::Edit;

/// How many lines before an error are searched for the brace that does not close.
const MAX_LINES: usize = 60;

/// Proposes corrections of braces, brackets and commas of a line.
pub(super) fn propose(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index) else { return Vec::new() };
    let mut causes = unclosed(line);
    let (open, wrong) = line.unmatched();
    if let Some(wrong) = wrong {
        let range = wrong.at..wrong.at + 1;
        match open.last() {
            Some(first) => {
                let meant = closing(first.bracket);
                causes.push(
                    Cause::new(
                        range,
                        format!("`{}` closes `{}`", wrong.bracket, first.bracket),
                        Edit::new(wrong.at..wrong.at, format!("{meant} ")),
                    )
                    .label(format!("`{meant}` is missing before it"))
                    .help(format!("write `{meant}` before `{}`", wrong.bracket))
                    .certain(),
                );
                causes.push(
                    Cause::new(
                        wrong.at..wrong.at + 1,
                        format!("`{}` closes `{}`", wrong.bracket, first.bracket),
                        Edit::new(wrong.at..wrong.at + 1, meant.to_string()),
                    )
                    .label(format!("must be `{meant}`"))
                    .help(format!("write `{meant}`"))
                    .certain(),
                );
            }
            None => causes.extend(unopened(line, wrong.at, wrong.bracket)),
        }
    }
    causes.extend(superfluous(line));
    causes.extend(missing_braces(line));
    causes.extend(missing_commas(line));
    causes.extend(other_brackets(line));
    causes
}

/// Proposes braces around keys and values after a key, as in `count: type: Integer, doc: A count.`
fn missing_braces(line: Line<'_>) -> Option<Cause> {
    let (key, value) = line.entry()?;
    let first = value.find(|c| !is_key_char(c)).filter(|end| value[*end..].starts_with(": "))?;
    let start = line.end() - value.len();
    let closing = if value.ends_with('}') { "" } else { " }" };
    let edit = Edit::new(start..line.end(), format!("{{ {value}{closing}"));
    let cause = Cause::new(start..start + first, format!("missing `{{` after `{key}:`"), edit);
    Some(
        cause
            .label("keys and values on the line of their entry are in braces")
            .help("write `{` before it, and `}` at the end"),
    )
}

/// Proposes to remove brackets and commas that are written twice, and what follows the last bracket.
fn superfluous(line: Line<'_>) -> Vec<Cause> {
    let remove = |at: usize, length: usize, message: String, label: &str| {
        let range = line.start + at..line.start + at + length;
        Cause::new(range.clone(), message, Edit::new(range, "")).label(label).help("remove it").certain()
    };
    let outside: Vec<_> = outside_quotes(line.text).filter(|(_, c)| *c != ' ').collect();
    let twice = outside.windows(2).filter(|pair| pair[0].1 == pair[1].1 && matches!(pair[0].1, '{' | '[' | ','));
    let mut causes: Vec<_> =
        twice.map(|pair| remove(pair[1].0, 1, format!("`{}` twice", pair[1].1), "one is enough")).collect();
    let value = line.text.find(": {").map(|at| at + 2);
    let mut depth = 0;
    for (at, c) in outside.iter().filter(|(at, _)| value.is_some_and(|value| *at >= value)) {
        depth += i32::from(matches!(c, '{' | '[')) - i32::from(matches!(c, '}' | ']'));
        let rest = if matches!(c, '}' | ']') && depth == 0 { line.text[at + 1..].trim_start() } else { "" };
        if !rest.is_empty() {
            let at = line.text.len() - rest.len();
            let cause = remove(at, rest.len(), format!("text after `{c}`"), "the entry ends before it");
            causes.push(Cause { is_certain: rest == ",", ..cause });
            break;
        }
    }
    causes
}

/// Proposes the brackets that are meant: `{` for `(` around keys, and `[` for `{` around items.
fn other_brackets(line: Line<'_>) -> Vec<Cause> {
    let mut causes = Vec::new();
    let Some(colon) = line.text.find(": ") else { return causes };
    let value = line.text[colon + 2..].trim_start();
    let start = line.end() - value.len();
    let mut replace = |open: char, close: char, meant: (&str, &str), label: &str| {
        let Some(inner) = value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) else { return };
        let edit = Edit::new(start..line.end(), format!("{}{inner}{}", meant.0, meant.1));
        let cause = Cause::new(start..start + 1, format!("`{open}` in place of `{}`", meant.0), edit);
        causes.push(cause.label(label).help(format!("write `{}` and `{}`", meant.0, meant.1)).certain());
    };
    if value.contains(": ") {
        replace('(', ')', ("{", "}"), "keys and values are in braces");
        replace('[', ']', ("{", "}"), "keys and values are in braces, and lists in brackets");
    } else {
        replace('(', ')', ("[", "]"), "a list is in brackets");
        replace('{', '}', ("[", "]"), "a list is in brackets, and keys and values in braces");
    }
    causes
}

/// Proposes to close a brace that opens in a line near or well before the error.
pub(super) fn unclosed_before(lines: &Lines<'_>, at: usize) -> Vec<Cause> {
    (at.saturating_sub(MAX_LINES)..=at)
        .rev()
        .filter_map(|index| lines.line(index))
        .flat_map(unclosed)
        .take(12)
        .collect()
}

fn unclosed(line: Line<'_>) -> Vec<Cause> {
    let (open, wrong) = line.unmatched();
    let Some(last) = open.last().filter(|_| wrong.is_none()) else { return Vec::new() };
    let missing: String = open.iter().rev().map(|open| closing(open.bracket)).collect();
    let (end, text) = (line.end(), line.text.trim_end());
    let kept = text.strip_suffix(',').map_or(text.len(), str::len);
    let space = if missing.starts_with('}') { " " } else { "" };
    let close = closing(last.bracket);
    let cause = |edit: Edit| {
        Cause::new(last.at..last.at + 1, format!("unclosed `{}`", last.bracket), edit)
            .label(format!("`{}` opens here and does not close", last.bracket))
            .help(format!("close it with `{close}`"))
            .certain()
    };
    let mut causes = vec![cause(Edit::new(line.start + kept..end, format!("{space}{missing}")))];
    // The items of a list end where the next key begins.
    for (at, _) in line.text.match_indices(", ").filter(|(at, _)| line.start + at > last.at) {
        let rest = &line.text[at + 2..];
        let key = rest.find(|c| !is_key_char(c)).unwrap_or(0);
        if last.bracket == '[' && rest[key..].starts_with(": ") {
            causes.push(cause(Edit::new(line.start + at..line.start + at, "]")));
        }
    }
    causes
}

/// Proposes what is missing before a bracket that nothing opens, or to remove it.
fn unopened(line: Line<'_>, at: usize, bracket: char) -> Vec<Cause> {
    let opening = if bracket == '}' { '{' } else { '[' };
    let cause = |edit: Edit, help: String| {
        Cause::new(at..at + 1, format!("`{bracket}` without `{opening}`"), edit)
            .label(format!("no `{opening}` is open here"))
            .help(help)
            .certain()
    };
    let mut causes = Vec::new();
    if let Some(colon) = line.text.find(": ") {
        let from = line.start + colon + 2;
        let space = if opening == '{' { " " } else { "" };
        causes.push(cause(
            Edit::new(from..from, format!("{opening}{space}")),
            format!("write `{opening}` after `{}`", line.text[..colon + 1].trim()),
        ));
    }
    causes.push(cause(Edit::new(at..at + 1, ""), format!("remove `{bracket}`")));
    causes
}

/// Proposes commas between the entries of a line in braces.
fn missing_commas(line: Line<'_>) -> Vec<Cause> {
    let mut causes = Vec::new();
    let mut all = line.text.to_owned();
    let outside: Vec<_> = outside_quotes(line.text).collect();
    for (colon, _) in outside.iter().filter(|(at, c)| *c == ':' && line.text[at + 1..].starts_with(' ')) {
        let before = &line.text[..*colon];
        let start =
            before.char_indices().rev().take_while(|(_, c)| is_key_char(*c)).last().map_or(*colon, |(at, _)| at);
        let gap = before[..start].trim_end();
        if start == *colon || gap.is_empty() || gap.ends_with(['{', ',', '-']) || !before.contains('{') {
            continue;
        }
        let key = &line.text[start..*colon];
        let (wrong, from) = match gap.strip_suffix([';', '|', '.']) {
            Some(kept) => (&gap[kept.len()..], kept.len()),
            None => ("", gap.len()),
        };
        let label = match wrong {
            "" => "in braces, a comma separates two keys".to_owned(),
            wrong => format!("in braces, a comma separates two keys, not `{wrong}`"),
        };
        let message = format!("missing `,` before `{key}`");
        let range = line.start + start..line.start + *colon;
        let insert = Edit::new(line.start + gap.len()..line.start + start, ", ");
        // Earlier replacements made the text longer or shorter.
        let moved = |at: usize| (at + all.len()).saturating_sub(line.text.len());
        let (from_moved, to_moved) = (moved(gap.len()), moved(start));
        all.replace_range(from_moved..to_moved, ", ");
        let replace = Edit::new(line.start + from..line.start + start, ", ");
        let edits = if matches!(wrong, ";" | "|") { vec![replace, insert] } else { vec![insert] };
        causes.extend(edits.into_iter().map(|edit| {
            Cause::new(range.clone(), message.clone(), edit)
                .label(label.clone())
                .help(format!("write `, {key}: …`"))
                .certain()
        }));
    }
    // If several are missing, all are inserted.
    if let Some(first) = causes.first().filter(|_| causes.len() > 1).cloned() {
        causes.push(Cause { edit: Edit::new(line.start..line.end(), all), ..first });
    }
    causes
}
