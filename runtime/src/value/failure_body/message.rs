//! Finds the message of a failure whose body does not have the service's own shape: that of a gateway, or of another
//! service.

use serde_json::{Map, Value};

use super::object::SEARCHED;

/// The most characters of a body that a message shows.
const SHOWN: usize = 200;
/// The names under which services put a message, the best first.
const MESSAGES: &[&str] = &["message", "error_msg", "error_message", "msg", "error_description", "detail", "error"];
const CODES: &[&str] = &["code", "error_code", "errorCode"];

/// Returns the message in a body, and the code next to it.
pub(super) fn message_and_code(body: &[u8]) -> (String, Option<String>) {
    let value = if body.len() <= SEARCHED { serde_json::from_slice::<Value>(body).ok() } else { None };
    match value.as_ref().and_then(find) {
        Some((message, object)) => (excerpt(message.as_bytes()), text_of(object, CODES).map(str::to_owned)),
        None => (excerpt(body), None),
    }
}

/// Returns the first message, and the object that contains it. `serde_json` limits the depth.
fn find(value: &Value) -> Option<(&str, &Map<String, Value>)> {
    match value {
        Value::Object(object) => {
            let here = text_of(object, MESSAGES).map(|message| (message, object));
            here.or_else(|| object.values().find_map(find))
        }
        Value::Array(items) => items.iter().find_map(find),
        _ => None,
    }
}

fn text_of<'a>(object: &'a Map<String, Value>, names: &[&str]) -> Option<&'a str> {
    let texts = names.iter().filter_map(|name| object.get(*name)?.as_str());
    texts.map(str::trim).find(|text| !text.is_empty())
}

/// Returns the beginning of a body in one line, without characters that change how a terminal shows the rest.
fn excerpt(body: &[u8]) -> String {
    // UTF-8 has at most four bytes a character. Spaces are collapsed below.
    let beginning = String::from_utf8_lossy(&body[..body.len().min(16 * SHOWN)]);
    let words: Vec<&str> = beginning.split_whitespace().collect();
    let line = words.join(" ");
    let mut shown = String::new();
    for character in line.chars().take(SHOWN) {
        match character {
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {
                shown.extend(character.escape_unicode());
            }
            _ if character.is_control() => shown.extend(character.escape_unicode()),
            _ => shown.push(character),
        }
    }
    if line.chars().nth(SHOWN).is_some() || body.len() > 16 * SHOWN {
        shown.push('\u{2026}');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{SHOWN, message_and_code};

    #[test]
    fn the_message_is_found_in_the_shapes_of_other_services() {
        for (body, message, code) in [
            (r#"{"error":{"message":"m","code":"c"}}"#, "m", Some("c")),
            (r#"{"error":{"message":"m","code":401}}"#, "m", None),
            (r#"{"errors":[{"detail":"m"}]}"#, "m", None),
            (r#"{"error":"m"}"#, "m", None),
            (r#"{"forbidden":{"code":403,"message":"m"}}"#, "m", None),
            (r#"{"errors":["m"]}"#, r#"{"errors":["m"]}"#, None),
            ("quota \r\n exceeded", "quota exceeded", None),
            ("\u{1b}[2J\u{202e}x", r"\u{1b}[2J\u{202e}x", None),
            ("", "", None),
        ] {
            assert_eq!(message_and_code(body.as_bytes()), (message.to_owned(), code.map(str::to_owned)), "{body}");
        }
    }

    #[test]
    fn a_long_body_is_cut() {
        let (message, _) = message_and_code("\u{e4}".repeat(100_000).as_bytes());
        assert_eq!(message, "\u{e4}".repeat(SHOWN) + "\u{2026}");
        assert_eq!(message_and_code(&[0xff; 3]).0, "\u{fffd}".repeat(3));
    }
}
