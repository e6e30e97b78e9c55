//! Lines that are missing or do not belong into the text: markers of conflicts, lost keys above a block.

use super::cause::Cause;
use super::lines::{Line, Lines};
use crate::diagnostic::Edit;
use crate::load::blocks;

/// Names for an entry whose name is lost: one for a table or a code table, and one for anything else.
const UNNAMED: (&str, &str) = ("Unnamed", "unnamed");

/// Finds the markers that a merge leaves in a file.
pub(super) fn conflict(lines: &Lines<'_>) -> Option<Cause> {
    let is_marker = |text: &str| {
        ["<<<<<<<", "|||||||", "=======", ">>>>>>>"]
            .iter()
            .any(|marker| text.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
    };
    let markers: Vec<_> =
        (0..lines.len()).filter_map(|index| lines.line(index)).filter(|line| is_marker(line.text)).collect();
    let first = markers.first()?;
    // To find other errors, the first side of each conflict is read.
    let mut kept = String::new();
    let mut is_other = false;
    for line in lines.text.split_inclusive('\n') {
        let text = line.trim_end();
        if is_marker(text) {
            is_other = text.starts_with(['|', '=']) && !text.starts_with('>');
            kept.push('\n');
        } else {
            kept.push_str(if is_other { "\n" } else { line });
        }
    }
    let cause = Cause::new(first.range(), "merge conflict marker", Edit::new(0..lines.text.len(), kept))
        .label("a merge left this line")
        .help("keep one of the two sides, and remove the lines with markers");
    let related = markers[1..].iter().map(|line| (line.range(), "the conflict continues here".to_owned()));
    Some(Cause { related: related.collect(), ..cause })
}

/// Finds a line that begins a second document.
pub(super) fn second_document(lines: &Lines<'_>, at: usize) -> Option<Cause> {
    let is_marker = |text: &str| matches!(text, "---" | "...") || text.starts_with("--- ");
    let line = (1..=at).rev().filter_map(|index| lines.line(index)).find(|line| is_marker(line.text))?;
    let cause = Cause::new(line.range(), "more than one document", Edit::new(line.start..line.end(), ""));
    Some(cause.label("this line begins another document").help(format!("remove the line `{}`", line.text)).certain())
}

/// Proposes a key on a line of its own above a block that is deeper than the line before.
pub(super) fn missing_line(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let (Some(line), Some(before)) = (lines.line(index), lines.before(index).and_then(|before| lines.line(before)))
    else {
        return Vec::new();
    };
    // The keys of a block may also follow the items of a list.
    let is_item = |line: Line<'_>| line.text.trim_start().starts_with("- ");
    let indent = match is_item(before) && !is_item(line) {
        true if line.indent >= 2 => line.indent - 2,
        _ if line.indent > before.indent => before.indent,
        _ => return Vec::new(),
    };
    let known = before.entry().map_or("the line before", |(key, _)| key);
    // What a POST or a PUT has is most likely its body.
    let start = lines.parent(index).and_then(|line| lines.parent(line)).map_or(0, |parent| parent);
    let is_sent = (start..index)
        .filter_map(|line| lines.line(line))
        .any(|line| line.entry().is_some_and(|(key, value)| key == "http" && value.starts_with(['P', 'p'])));
    // What the path names is a parameter.
    let name = line.entry().map_or("", |(name, _)| name);
    let mut before_it = (start..index).filter_map(|line| lines.line(line));
    let is_in_path = before_it.any(|line| line.text.contains(&format!("/{{{name}}}")));
    let likely = if is_in_path { Some("parameters") } else { is_sent.then_some("body") };
    likely
        .into_iter()
        .chain(blocks::all())
        .map(|key| {
            let edit = Edit::new(line.start..line.start, format!("{}{key}:\n", " ".repeat(indent)));
            Cause::new(line.range(), format!("missing line `{key}:`"), edit)
                .label(format!("this is deeper than `{known}`, which has a value already"))
                .help(format!("write a line `{key}:` before it, or check its indentation"))
                .weak()
        })
        .collect()
}

/// Proposes a key on a line of its own above a line that is no key of the entry that it seems to be in: its block is of
/// the entry around that.
pub(super) fn missing_line_of_outer(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let before = lines.before(index).and_then(|before| lines.line(before));
    let Some(line) = lines.line(index).filter(|line| line.indent >= 2) else { return Vec::new() };
    let siblings = (0..index).rev().filter_map(|index| lines.line(index)).filter(|line| !line.is_empty());
    let mut siblings = siblings.take_while(|other| other.indent >= line.indent);
    let key = |line: Line<'_>| line.entry().map(|(key, _)| key.to_owned());
    // A key that is there twice is no lost line.
    let is_twice = siblings.any(|other| other.indent == line.indent && key(other) == key(line));
    if is_twice || before.is_none_or(|before| before.indent < line.indent) {
        return Vec::new();
    }
    let name = line.entry().map_or(line.content(), |(key, _)| key);
    blocks::all()
        .map(|key| {
            let edit = Edit::new(line.start..line.start, format!("{}{key}:\n", " ".repeat(line.indent - 2)));
            Cause::new(line.range(), format!("missing line `{key}:`"), edit)
                .label(format!("`{name}` is no key of the entry before it"))
                .help(format!("write a line `{key}:` before it, or remove it"))
        })
        .collect()
}

/// Proposes the line of a section, such as `operations:`, above the first entry that belongs into it.
pub(super) fn missing_section(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(entry) =
        (0..=index).rev().find(|index| lines.line(*index).is_some_and(|line| line.indent == 2 && !line.is_empty()))
    else {
        return Vec::new();
    };
    let Some(line) = lines.line(entry) else { return Vec::new() };
    let name = line.entry().map_or(line.content(), |(name, _)| name);
    let text =
        &lines.text[line.start..lines.line(lines.end_of_entry(entry)).map_or(lines.text.len(), |next| next.start)];
    blocks::MARKS
        .iter()
        .filter(|(_, key)| text.contains(&format!("{key}:")))
        .map(|(section, key)| {
            Cause::new(
                line.range(),
                format!("missing line `{section}:`"),
                Edit::new(line.start..line.start, format!("{section}:\n")),
            )
            .label(format!("`{name}` has `{key}`, so it belongs under `{section}`"))
            .help(format!("write a line `{section}:` before it"))
            .certain()
        })
        .collect()
}

/// Proposes a line with a name above the keys of an entry whose own line is lost.
pub(super) fn missing_name(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index).filter(|line| line.indent >= 2) else { return Vec::new() };
    // The keys of the entry begin at the first line of this depth, or after the end of the entry before.
    let (key, _) = line.entry().unwrap_or((line.content(), ""));
    let section =
        (0..index).rev().filter_map(|index| lines.line(index)).find(|line| !line.is_empty() && line.indent == 0);
    let is_type = section.is_some_and(|line| matches!(line.text, "tables:" | "codes:")) && line.indent == 4;
    let (name, example) = if is_type { (UNNAMED.0, "Name:") } else { (UNNAMED.1, "name:") };
    let edit = Edit::new(line.start..line.start, format!("{}{name}:\n", " ".repeat(line.indent - 2)));
    let cause = Cause::new(line.range(), "missing line with a name", edit)
        .label(format!("`{key}` begins another entry, whose name is missing"))
        .help(format!("write a line with the name before it, such as `{example}`"));
    vec![Cause { loses_name: true, ..cause }]
}

/// Proposes a line with a name above the first entry of a section. The error is only found where the next entry begins.
pub(super) fn missing_first_name(lines: &Lines<'_>, at: usize) -> Vec<Cause> {
    let first = lines.first_of_section(at).filter(|first| lines.line(*first).is_some_and(|line| line.indent > 2));
    first.map_or_else(Vec::new, |first| missing_name(lines, first))
}
