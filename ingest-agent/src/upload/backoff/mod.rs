//! Waiting after a failure: doubling, with jitter, for ever, never longer than a bound.

use std::time::Duration;

use crate::clock::Random;
use crate::limits::BACKOFF_FIRST;

/// The waits of one worker.
#[derive(Debug, Clone)]
pub(crate) struct Backoff {
    next: Duration,
    longest: Duration,
}

impl Backoff {
    /// Waits between the first wait and `longest`.
    pub(crate) fn new(longest: Duration) -> Self {
        Self {
            next: BACKOFF_FIRST.min(longest),
            longest,
        }
    }

    /// Things work again.
    pub(crate) fn succeeded(&mut self) {
        self.next = BACKOFF_FIRST.min(self.longest);
    }

    /// The next wait: between half of it and the whole, so that docks do not come in step.
    pub(crate) fn step(&mut self, random: &dyn Random) -> Duration {
        let mut byte = [0];
        random.fill(&mut byte);
        let wait = self.next / 2 + self.next * u32::from(byte[0]) / 512;
        self.next = (self.next * 2).min(self.longest);
        wait
    }

    /// Waits.
    pub(crate) async fn wait(&mut self, random: &dyn Random) {
        tokio::time::sleep(self.step(random)).await;
    }

    /// Waits as long as it ever does: for what only a person can mend.
    pub(crate) async fn wait_long(&mut self, random: &dyn Random) {
        self.next = self.longest;
        self.wait(random).await;
    }
}

#[cfg(test)]
mod tests;
