//! Texts as the parser of positions takes them.

use std::borrow::Cow;

/// Returns a text in which each character has its place, and which `saphyr-parser` can read: that refuses a `-` of its own
/// before the end of a value in braces, as in `{ characters: digits -, doc: Name. }`, which YAML allows.
pub(crate) fn for_parser(text: &str) -> Cow<'_, str> {
    let is_dash = |at: usize| {
        let bytes = text.as_bytes();
        bytes[at] == b'-'
            && at.checked_sub(1).is_some_and(|before| bytes[before] == b' ')
            && bytes.get(at + 1).is_some_and(|after| matches!(after, b',' | b'[' | b']' | b'{' | b'}'))
            // Not the first character of a value.
            && text[..at].trim_end_matches(' ').ends_with(|before| !matches!(before, ':' | ',' | '[' | '{' | '-' | '\n'))
    };
    let dashes: Vec<_> = text.match_indices(" -").map(|(at, _)| at + 1).filter(|at| is_dash(*at)).collect();
    if dashes.is_empty() {
        return text.into();
    }
    let mut changed = text.to_owned();
    dashes.iter().for_each(|at| changed.replace_range(*at..=*at, "_"));
    changed.into()
}
