//! The secrets of a client, which are removed from the texts of a service before they reach an error or a trace.

use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::value::secret::Secret;

/// Replaces a secret.
const REDACTED: &str = "[redacted]";
/// Shorter secrets occur in any text, so they are not searched for.
const MIN_LENGTH: usize = 4;
/// A service may cut what it repeats: this many bytes of the beginning of a secret are recognized.
const PREFIX_LENGTH: usize = 16;
/// The most secrets that are kept. The oldest are dropped first.
const CAPACITY: usize = 16;

/// The secrets that a client has used most recently.
#[derive(Debug, Default)]
pub(crate) struct Secrets(Mutex<Vec<Secret>>);

impl Secrets {
    fn known(&self) -> MutexGuard<'_, Vec<Secret>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a secret.
    pub(crate) fn add(&self, secret: &Secret) {
        if secret.0.len() < MIN_LENGTH {
            return;
        }
        let mut known = self.known();
        known.retain(|old| old != secret);
        if known.len() == CAPACITY {
            known.remove(0);
        }
        known.push(secret.clone());
    }

    /// Returns the text without secrets.
    pub(crate) fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(text);
        for secret in &*self.known() {
            if let Some(redacted) = without(&text, &secret.0) {
                text = Cow::Owned(redacted);
            }
        }
        text
    }
}

/// Returns the text without a secret, if it contains the secret or a long enough beginning of it.
fn without(text: &str, secret: &str) -> Option<String> {
    let end = (PREFIX_LENGTH..secret.len()).find(|end| secret.is_char_boundary(*end)).unwrap_or(secret.len());
    let prefix = &secret[..end];
    let mut redacted = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(prefix) {
        let (before, found) = rest.split_at(start);
        redacted.push_str(before);
        redacted.push_str(REDACTED);
        let pairs = found.chars().zip(secret.chars());
        let shared: usize =
            pairs.take_while(|(found, secret)| found == secret).map(|(found, _)| found.len_utf8()).sum();
        rest = &found[shared..];
    }
    (rest.len() < text.len()).then(|| redacted + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(known: &[&str]) -> Secrets {
        let secrets = Secrets::default();
        known.iter().for_each(|secret| secrets.add(&Secret::from(*secret)));
        secrets
    }

    #[test]
    fn known_secrets_are_removed_wherever_they_occur() {
        let secrets = secrets(&["pass-word", "a-much-longer-token-of-a-session", "pässwörter-mit-ümläuten"]);
        for (text, redacted) in [
            ("nothing", "nothing"),
            ("", ""),
            ("pass-word", "[redacted]"),
            ("(pass-word)pass-word.", "([redacted])[redacted]."),
            ("X-Auth-Token: a-much-longer-token-of-a-session\n", "X-Auth-Token: [redacted]\n"),
            ("cut: a-much-longer-token-of", "cut: [redacted]"),
            ("a-much-longer-t, which is too short", "a-much-longer-t, which is too short"),
            ("pässwörter-mit-ümläuten!", "[redacted]!"),
        ] {
            assert_eq!(secrets.redact(text), redacted);
        }
    }

    #[test]
    fn short_secrets_are_not_searched_for() {
        assert_eq!(secrets(&["", "a", "abc"]).redact("abcabc"), "abcabc");
    }

    #[test]
    fn secrets_that_are_used_again_are_not_forgotten() {
        let secrets = secrets(&["the password"]);
        for renewal in 0..100 {
            secrets.add(&Secret::from(format!("token {renewal:03}").as_str()));
            secrets.add(&Secret::from("the password"));
        }
        assert_eq!(secrets.known().len(), CAPACITY);
        assert_eq!(secrets.redact("the password, token 099, token 000"), "[redacted], [redacted], token 000");
    }
}
