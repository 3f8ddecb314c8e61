//! Other systems are told what happens to case files: every numbered entry of the log once, in its order, by a place in
//! the log that each of them has.
//!
//! What must stay true: telling never holds up evidence: it reads what is committed and writes working tables alone; a
//! place moves on only after the receiver said that the notice arrived, so what is sent twice has one id and nothing is
//! left out; what cannot be delivered stands still, visibly, and is never skipped.

mod standing;
mod telling;

use evidence_schema::time::Timestamp;

use super::{App, AppResult};
use crate::config::Webhook;
use crate::outgoing::Sender;
use crate::store::webhook::{Place, WebhookRow};

/// Entries that one step reads.
const ENTRIES_AT_ONCE: u64 = 64;
/// Longer than one attempt may take.
const LEASE_MS: i64 = 60_000;

/// What a step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Go on at once.
    Moved,
    /// Nothing to tell, or not yet.
    Wait,
}

/// Name of the lease of one system's teller.
fn lease(name: &str) -> String {
    format!("webhook {name}")
}

impl App {
    /// Begins to tell every configured system that was never told before: of what happens from now on. One that was given
    /// up is tried again, because somebody started the server.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn webhooks_begin(&self) -> AppResult<()> {
        let next = self.store.log_head().await?.map_or(0, |head| head.size);
        for hook in &self.settings.webhooks {
            self.store.webhook_begin(&hook.name, next).await?;
            let row = self.store.webhook(&hook.name).await?;
            if row.is_some_and(|row| row.given_up_at.is_some()) {
                self.store.webhook_try_again(&hook.name).await?;
            }
        }
        Ok(())
    }

    /// One step of telling one system, if no other server does it.
    ///
    /// # Errors
    /// When the database does not answer; a delivery that fails is no error here.
    pub async fn webhook_step(&self, hook: &Webhook, sender: &Sender) -> AppResult<Step> {
        let Some(row) = self.store.webhook(&hook.name).await? else {
            return Ok(Step::Wait);
        };
        let now = self.now();
        if row.given_up_at.is_some() || row.retry_at.is_some_and(|at| now < at) {
            return Ok(Step::Wait);
        }
        let head = self.store.log_head().await?.map_or(0, |head| head.size);
        if row.next.number >= head {
            return self.webhook_ahead(&row, head).await;
        }
        let lease = lease(&hook.name);
        if !self.store.lease_take(&lease, &self.instance, LEASE_MS).await? {
            return Ok(Step::Wait);
        }
        self.webhook_tell(hook, sender, (row, head)).await
    }

    /// Gives the lease of a teller back.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn webhook_leave(&self, hook: &Webhook) -> AppResult<()> {
        Ok(self.store.lease_drop(&lease(&hook.name), &self.instance).await?)
    }

    /// Nothing is left to tell, so nothing fails any more. Ahead of the log: its database was brought back to an earlier time,
    /// and what comes is told from its end.
    async fn webhook_ahead(&self, row: &WebhookRow, head: u64) -> AppResult<Step> {
        if row.next.number > head {
            tracing::warn!(webhook = %row.name, "ahead of the custody log, which was brought back; it goes on at its end");
            let end = Place { number: head, part: 0 };
            self.store.webhook_pass(&row.name, (row.next, end)).await?;
        } else if row.failing_since.is_some() {
            self.store.webhook_pass(&row.name, (row.next, row.next)).await?;
        }
        Ok(Step::Wait)
    }
}

/// How long to wait before the next attempt: doubled each time up to an hour, spread by a quarter so that many do not
/// come at once.
fn pause_ms(attempts: u64, chance: u8) -> i64 {
    let doublings = u32::try_from(attempts.min(12)).unwrap_or(12);
    let whole = (1000_i64 << doublings).min(3_600_000);
    whole - whole / 4 + whole / 512 * i64::from(chance)
}

fn later(now: Timestamp, ms: i64) -> Timestamp {
    now.plus_ms(ms).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::pause_ms;

    #[test]
    fn pauses_double_up_to_an_hour_and_are_spread() {
        assert!((750..=1250).contains(&pause_ms(0, 0)) && (750..=1250).contains(&pause_ms(0, 255)));
        assert!(pause_ms(3, 0) > pause_ms(2, 0) && pause_ms(5, 10) != pause_ms(5, 200));
        assert!((2_700_000..=4_500_000).contains(&pause_ms(60, 255)));
    }
}
