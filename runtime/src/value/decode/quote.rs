//! Numbers that JSON or `f64` cannot express, such as `NaN` and `1e400`, as texts.

/// Quotes such numbers. Returns `None` if there is none. Strings stay unchanged.
pub(super) fn quoted(text: &str) -> Option<String> {
    let mut quoted = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = match rest.as_bytes()[0] {
            b'"' => string_length(rest),
            b'-' | b'0'..=b'9' | b'N' | b'I' => word_length(rest),
            _ => {
                at += rest.chars().next().map_or(1, char::len_utf8);
                continue;
            }
        };
        let word = &rest[..length];
        if !word.starts_with('"') && word.parse::<f64>().is_ok_and(|number| !number.is_finite()) {
            quoted.push_str(&text[copied..at]);
            quoted.extend(["\"", word, "\""]);
            copied = at + length;
        }
        at += length;
    }
    if copied == 0 {
        return None;
    }
    quoted.push_str(&text[copied..]);
    Some(quoted)
}

/// Returns the length of the string at the start of a text, including its quotes.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Returns the length of the number or the name at the start of a text.
fn word_length(text: &str) -> usize {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
    text.bytes().position(|byte| !is_part(byte)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn numbers_that_json_cannot_express_become_texts() {
        let text = r#"{"a":NaN,"b":[-Infinity,1e400, -1e999],"c":"NaN \" 1e400","d":1.5e3,"e":Infinity}"#;
        let expected = r#"{"a":"NaN","b":["-Infinity","1e400", "-1e999"],"c":"NaN \" 1e400","d":1.5e3,"e":"Infinity"}"#;
        assert_eq!(quoted(text).as_deref(), Some(expected));
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in ["", "{}", "[1, 2.5]", "[Nothing, Ignored]", "\"NaN", "[\u{e4}", "-", "\"\\"] {
            assert_eq!(quoted(text), None, "{text}");
        }
    }
}
