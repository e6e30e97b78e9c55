//! Characters that look like those of the language, and characters that YAML does not allow.

use super::cause::Cause;
use super::lines::Lines;
use crate::diagnostic::Edit;
use crate::diagnostic::look_alikes::LookAlike;

/// Proposes plain characters in place of those of a line that look like them.
pub(super) fn propose(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index) else { return Vec::new() };
    let found: Vec<_> = line.text.char_indices().filter_map(|(at, c)| LookAlike::of(at, c)).collect();
    // All of them at once, and each of them alone: a text may have some on purpose.
    let all = found.len() > 1;
    let groups = all.then_some(&found[..]).into_iter().chain(found.chunks(1)).take(12);
    groups.filter_map(|group| cause(line.text, line.start, group)).collect()
}

fn cause(text: &str, start: usize, group: &[LookAlike]) -> Option<Cause> {
    let (first, last) = (group.first()?, group.last()?);
    let end = last.at + last.found.len_utf8();
    let mut plain = String::new();
    let mut from = first.at;
    for look_alike in group {
        plain.push_str(text.get(from..look_alike.at)?);
        plain.push_str(&look_alike.plain);
        from = look_alike.at + look_alike.found.len_utf8();
        // A colon or a comma of this width has its space in itself.
        if matches!(&*look_alike.plain, ":" | ",") && text.get(from..)?.starts_with(|c: char| c != ' ') {
            plain.push(' ');
        }
    }
    let range = start + first.at..start + first.at + first.found.len_utf8();
    let cause = Cause::new(range, first.message(), Edit::new(start + first.at..start + end, plain));
    let mut cause = cause.label(first.label()).help(first.help()).certain();
    cause.related = group[1..]
        .iter()
        .map(|other| (start + other.at..start + other.at + other.found.len_utf8(), other.message()))
        .collect();
    Some(cause)
}

/// Proposes to remove control characters.
pub(super) fn not_allowed(lines: &Lines<'_>, index: usize) -> Vec<Cause> {
    let Some(line) = lines.line(index) else { return Vec::new() };
    let found = line.text.char_indices().find(|(_, c)| c.is_control() && *c != '\t');
    found
        .map(|(at, c)| {
            let range = line.start + at..line.start + at + c.len_utf8();
            Cause::new(range.clone(), format!("control character (U+{:04X})", c as u32), Edit::new(range, ""))
                .label("YAML does not allow this character")
                .help("remove it")
                .certain()
        })
        .into_iter()
        .collect()
}
