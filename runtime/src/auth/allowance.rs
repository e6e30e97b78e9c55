//! Limits how often rejected sessions are replaced.

use std::time::Duration;

use tokio::time::Instant;

/// The units of a full allowance.
const FULL: u32 = 10;
/// The time in which one unit is earned.
const EARNED_IN: Duration = Duration::from_secs(10);
/// The cost of replacing a session that the service had accepted: it was revoked.
const REVOKED: u32 = 1;
/// The cost of replacing a session that the service never accepted: a new one is hardly better.
const NEVER_SERVED: u32 = 5;

/// If a service rejects every session, sessions are replaced less and less often.
#[derive(Debug)]
pub(crate) struct Allowance {
    left: u32,
    /// When the last unit was earned.
    earned_at: Instant,
}

impl Allowance {
    pub(crate) fn new() -> Self {
        Self { left: FULL, earned_at: Instant::now() }
    }

    /// Returns whether a rejected session may be replaced now.
    pub(crate) fn take(&mut self, has_served: bool) -> bool {
        let earned = self.earned_at.elapsed().as_secs() / EARNED_IN.as_secs();
        self.left = self.left.saturating_add(u32::try_from(earned).unwrap_or(FULL)).min(FULL);
        self.earned_at = self.earned_at.checked_add(EARNED_IN.saturating_mul(earned as u32)).unwrap_or(self.earned_at);
        let cost = if has_served { REVOKED } else { NEVER_SERVED };
        let left = self.left.checked_sub(cost);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    fn taken(allowance: &mut Allowance, has_served: bool) -> usize {
        (0..1000).filter(|_| allowance.take(has_served)).count()
    }

    #[tokio::test(start_paused = true)]
    async fn rejected_sessions_are_replaced_less_and_less_often() {
        let mut allowance = Allowance::new();
        assert_eq!(taken(&mut allowance, false), 2);
        advance(Duration::from_secs(49)).await;
        assert_eq!(taken(&mut allowance, false), 0);
        advance(Duration::from_secs(1)).await;
        assert_eq!(taken(&mut allowance, false), 1);
        advance(Duration::from_secs(24 * 60 * 60)).await;
        assert_eq!(taken(&mut allowance, true), 10, "no more than a full one");
        advance(Duration::from_secs(10)).await;
        assert_eq!(taken(&mut allowance, true), 1);
    }
}
