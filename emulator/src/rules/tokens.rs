//! The tokens that were issued, and when each expires.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use crate::limits;
use crate::refusal::Refusal;

const PREFIX: &str = "emulator-token-";

/// The issued tokens. Their number is bounded, see [`limits::TOKENS`].
#[derive(Debug, Default)]
pub(crate) struct Tokens(Mutex<Issued>);

#[derive(Debug, Default)]
struct Issued {
    count: u64,
    /// When each expires, by its number.
    ends: BTreeMap<u64, SystemTime>,
}

impl Tokens {
    /// Issues a token.
    pub(crate) fn issue(&self, now: SystemTime, end: SystemTime) -> String {
        let mut issued = self.lock();
        if issued.ends.len() >= limits::TOKENS {
            issued.ends.retain(|_, end| *end > now);
        }
        while issued.ends.len() >= limits::TOKENS {
            issued.ends.pop_first();
        }
        issued.count = issued.count.saturating_add(1);
        let number = issued.count;
        issued.ends.insert(number, end);
        format!("{PREFIX}{number}")
    }

    /// Expires all tokens.
    pub(crate) fn expire(&self) {
        for end in self.lock().ends.values_mut() {
            *end = SystemTime::UNIX_EPOCH;
        }
    }

    /// Checks that a token is valid.
    pub(crate) fn check(&self, token: &str, now: SystemTime) -> Result<(), Refusal> {
        let number = token.strip_prefix(PREFIX).and_then(|number| number.parse::<u64>().ok());
        let end = number.filter(|number| format!("{PREFIX}{number}") == token);
        match end.and_then(|number| self.lock().ends.get(&number).copied()) {
            Some(end) if end > now => Ok(()),
            Some(_) => Err(Refusal::unauthorized("0203", "the token has expired")),
            None => Err(Refusal::unauthorized("0203", "the token is not known")),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Issued> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn issued_tokens_are_bounded() {
        let tokens = Tokens::default();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let (past, future) = (now - Duration::from_secs(1), now + Duration::from_secs(1));
        let valid = tokens.issue(now, future);
        for _ in 0..limits::TOKENS {
            tokens.issue(now, past);
        }
        // Expired ones are dropped first.
        assert!(tokens.check(&valid, now).is_ok());
        let last: Vec<_> = (0..=limits::TOKENS).map(|_| tokens.issue(now, future)).collect();
        assert_eq!(tokens.lock().ends.len(), limits::TOKENS);
        assert!(tokens.check(&valid, now).is_err());
        assert!(tokens.check(&last[1], now).is_ok());
    }
}
