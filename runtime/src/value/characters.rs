//! The characters that a text may have.

/// The characters of a text: those of all of it, those with which it may begin, and those with which it may end. Each is
/// a text of ranges, as in `a-z0-9_-`, or `^` and what is not allowed. An empty text allows all.
pub type Characters = [&'static str; 3];

/// Returns how a text breaks the rule.
pub(super) fn violation(characters: &Characters, text: &str) -> Option<String> {
    let [all, first, last] = *characters;
    let (mut found, mut rule) = (text.chars().enumerate().find(|(_, character)| !has(all, *character)), all);
    for (end, ranges) in [(text.chars().next().map(|end| (0, end)), first), (text.chars().enumerate().last(), last)] {
        if found.is_none() {
            (found, rule) = (end.filter(|(_, character)| !has(ranges, *character)), ranges);
        }
    }
    let (index, character) = found?;
    let allowed = match rule.strip_prefix('^') {
        Some(_) => String::new(),
        None => format!(": it must be one of `{rule}`"),
    };
    Some(format!("`{}` is not allowed as character {}{allowed}", character.escape_debug(), index + 1))
}

/// Returns whether ranges have a character.
fn has(ranges: &str, character: char) -> bool {
    let (mut rest, is_negative) = match ranges.strip_prefix('^') {
        Some(ranges) => (ranges.chars(), true),
        None => (ranges.chars(), ranges.is_empty()),
    };
    let mut is_in = false;
    while let Some(first) = rest.next() {
        let mut ahead = rest.clone();
        let last = match (ahead.next(), ahead.next()) {
            (Some('-'), Some(last)) => {
                rest = ahead;
                last
            }
            _ => first,
        };
        is_in |= (first..=last).contains(&character);
    }
    is_in != is_negative
}

#[cfg(test)]
mod tests {
    use super::{Characters, violation};

    #[test]
    fn the_first_character_that_is_not_allowed_is_named() {
        let name: Characters = ["a-z0-9-", "a-z", "a-z0-9"];
        let message = |text| violation(&name, text).unwrap_or_default();
        for text in ["", "a", "job-1"] {
            assert_eq!(message(text), "", "{text}");
        }
        assert_eq!(message("a\u{202e}b"), "`\\u{202e}` is not allowed as character 2: it must be one of `a-z0-9-`");
        assert_eq!(message("1-b"), "`1` is not allowed as character 1: it must be one of `a-z`");
        assert_eq!(message("ab-"), "`-` is not allowed as character 3: it must be one of `a-z0-9`");
        let text: Characters = ["^<>", "", ""];
        assert_eq!(violation(&text, "\u{4f5c}-\u{4e1a}"), None);
        assert_eq!(violation(&text, "a<b").unwrap(), "`<` is not allowed as character 2");
    }
}
