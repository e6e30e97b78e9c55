//! Issued tokens.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::refusal::Refusal;
use crate::config::limits;

const PREFIX: &str = "emulator-token-";

/// The issued tokens, at most [`limits::TOKENS`].
#[derive(Debug, Default)]
pub(crate) struct Tokens(Mutex<Issued>);

#[derive(Debug, Default)]
struct Issued {
    count: u64,
    /// The expiry of each token by its number.
    expiries: BTreeMap<u64, SystemTime>,
}

impl Tokens {
    /// Issues a token.
    pub(crate) fn issue(&self, now: SystemTime, expiry: SystemTime) -> String {
        let mut issued = self.lock();
        if issued.expiries.len() >= limits::TOKENS {
            issued.expiries.retain(|_, expiry| *expiry > now);
        }
        while issued.expiries.len() >= limits::TOKENS {
            issued.expiries.pop_first();
        }
        issued.count = issued.count.saturating_add(1);
        let number = issued.count;
        issued.expiries.insert(number, expiry);
        format!("{PREFIX}{number}")
    }

    /// Expires all tokens.
    pub(crate) fn expire(&self) {
        for expiry in self.lock().expiries.values_mut() {
            *expiry = SystemTime::UNIX_EPOCH;
        }
    }

    /// Checks that a token is known and has not expired.
    pub(crate) fn check(&self, token: &str, now: SystemTime) -> Result<(), Refusal> {
        let number = token.strip_prefix(PREFIX).and_then(|number| number.parse::<u64>().ok());
        let number = number.filter(|number| format!("{PREFIX}{number}") == token);
        match number.and_then(|number| self.lock().expiries.get(&number).copied()) {
            Some(expiry) if expiry > now => Ok(()),
            Some(_) => Err(Refusal::unauthorized("0203", "the token has expired")),
            None => Err(Refusal::unauthorized("0203", "unknown token")),
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
        assert_eq!(tokens.lock().expiries.len(), limits::TOKENS);
        assert!(tokens.check(&valid, now).is_err());
        assert!(tokens.check(&last[1], now).is_ok());
    }
}
