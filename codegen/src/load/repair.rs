//! Finds what the writer of a text got wrong where a parser only reports where it gave up.
//!
//! Each kind of error has a file that proposes corrections near the place. A correction is tried: the cause is the first
//! one with which the text can be read, or can be read further.

mod braces;
mod cause;
mod characters;
mod indentation;
mod keys;
mod lines;
mod quotes;
mod structure;

pub(super) use cause::{Cause, Outcome};
pub(super) use lines::Lines;

/// How many bytes are parsed, in all, to find the causes of the errors of a file.
pub(super) const MAX_BYTES_TRIED: usize = 2 << 20;

/// How many lines of an entry are tried to find the cause of an error in it.
const MAX_LINES_OF_ENTRY: usize = 8;

/// Finds the cause of a syntax error. `at` is the line where the parser gave up, and `since` one where it began to read
/// what it could not finish, both counted from 0.
pub(super) fn syntax(
    text: &str,
    at: usize,
    since: Option<usize>,
    judge: &mut dyn FnMut(&str) -> Option<Outcome>,
) -> Option<Cause> {
    let lines = Lines::new(text);
    if let Some(conflict) = structure::conflict(&lines) {
        return Some(conflict);
    }
    let at = at.min(lines.len().saturating_sub(1));
    let mut near = lines.near(at);
    let others =
        since.into_iter().chain(lines.parent(at)).chain(lines.odd_before(at)).chain(lines.first_of_section(at));
    let others = others.filter(|line| *line < lines.len());
    for line in others {
        if !near.contains(&line) {
            near.push(line);
        }
    }
    let each = |propose: fn(&Lines<'_>, usize) -> Vec<Cause>| {
        near.iter().flat_map(|line| propose(&lines, *line)).collect::<Vec<_>>()
    };
    let mut odd_first = near.clone();
    odd_first.sort_by_key(|line| lines.line(*line).is_none_or(|line| line.indent % 2 == 0));
    let proposals = structure::second_document(&lines, lines.len().saturating_sub(1))
        .into_iter()
        .chain(each(characters::propose))
        .chain(each(indentation::tabs))
        .chain(each(keys::extra_characters))
        .chain(each(keys::missing_space))
        .chain(each(keys::missing_value))
        .chain(each(keys::missing_colon))
        .chain(each(quotes::comment))
        .chain(each(keys::joined_entries))
        .chain(each(braces::propose))
        .chain(quotes::unclosed(&lines, at))
        .chain(each(quotes::inner))
        .chain(each(quotes::missing))
        .chain(each(keys::missing_dash))
        .chain(each(keys::joined_lines))
        .chain(structure::missing_first_name(&lines, at))
        .chain(braces::unclosed_before(&lines, at))
        .chain(each(keys::without_value))
        .chain(odd_first.iter().flat_map(|line| indentation::propose(&lines, *line)))
        .chain(each(structure::missing_line))
        .chain(each(indentation::propose_odd))
        .chain(each(characters::not_allowed));
    best(text, Outcome::Broken(at), proposals, judge)
}

/// Finds the cause of an error in a text that is YAML, but not a spec: an entry at the wrong depth, or a lost line.
/// `before` is how far the text can be read: a cause is one with which it can be read further.
pub(super) fn structure(
    text: &str,
    at: usize,
    before: Outcome,
    judge: &mut dyn FnMut(&str) -> Option<Outcome>,
) -> Option<Cause> {
    let lines = Lines::new(text);
    let mut near: Vec<_> = [Some(at), lines.before(at), lines.after(at)].into_iter().flatten().collect();
    near.extend(lines.entry(at).filter(|line| !near.contains(line)).take(MAX_LINES_OF_ENTRY).collect::<Vec<_>>());
    let each = |propose: fn(&Lines<'_>, usize) -> Vec<Cause>| {
        near.iter().flat_map(|line| propose(&lines, *line)).collect::<Vec<_>>()
    };
    let proposals = each(characters::propose)
        .into_iter()
        .chain(each(keys::missing_space))
        .chain(keys::extra_characters(&lines, at))
        .chain(keys::missing_colon(&lines, at))
        .chain(keys::missing_dash(&lines, at))
        .chain(keys::missing_colon_in_braces(&lines, at))
        .chain(braces::propose(&lines, at))
        .chain(quotes::comment(&lines, at))
        .chain(quotes::comma_in_range(&lines, at))
        .chain(indentation::not_indented(&lines, at))
        .chain(quotes::split_text(&lines, at))
        .chain(quotes::missing_around_value(&lines, at))
        .chain(structure::missing_section(&lines, at))
        .chain(each(structure::missing_line))
        .chain(structure::missing_name(&lines, at))
        .chain(structure::missing_line_of_outer(&lines, at))
        .chain(each(indentation::propose))
        .map(|cause| Cause { is_weak: true, ..cause });
    best(text, before, proposals, judge)
}

/// Finds the cause of a key without a value in braces that is a key with a value, as in `{ type String }`. The entry may
/// have another error.
pub(super) fn key_with_value(text: &str, at: usize, judge: &mut dyn FnMut(&str) -> Option<Outcome>) -> Option<Cause> {
    let lines = Lines::new(text);
    let proposals = characters::propose(&lines, at)
        .into_iter()
        .chain(keys::missing_space(&lines, at))
        .chain(keys::missing_colon_in_braces(&lines, at));
    // While a key has no value, nothing else is judged.
    best(text, Outcome::Yaml(0), proposals, judge)
}

/// Returns the first cause whose correction makes the text valid, or else the one with which it can be read furthest.
fn best(
    text: &str,
    before: Outcome,
    proposals: impl Iterator<Item = Cause>,
    judge: &mut dyn FnMut(&str) -> Option<Outcome>,
) -> Option<Cause> {
    let mut best: Option<(Outcome, Cause)> = None;
    for cause in proposals {
        let Some(corrected) = cause.edit.apply(text) else { continue };
        let Some(outcome) = judge(&corrected) else { break };
        if outcome == Outcome::Valid || (cause.is_silent && outcome > Outcome::Broken(usize::MAX)) {
            return Some(cause);
        }
        // The text has another error after the correction, but needs the correction anyway.
        let is_certain = cause.is_certain && cause.is_independent && matches!(outcome, Outcome::Yaml(_));
        let cause = Cause { is_certain, ..cause };
        let is_better = best.as_ref().is_none_or(|(best, _)| outcome > *best);
        if is_better && is_progress(before, outcome, cause.is_weak) {
            best = Some((outcome, cause));
        }
    }
    best.map(|(_, cause)| cause)
}

/// Returns whether a correction explains an error although the text has another error: that must be well after it.
fn is_progress(before: Outcome, after: Outcome, is_weak: bool) -> bool {
    match (before, after) {
        (Outcome::Broken(before), Outcome::Broken(after)) => after > before + 2 && !is_weak,
        (Outcome::Broken(_), Outcome::Yaml(_)) => !is_weak,
        (Outcome::Yaml(before), Outcome::Yaml(after)) => after > before + if is_weak { 8 } else { 0 },
        (_, after) => after == Outcome::Valid,
    }
}
