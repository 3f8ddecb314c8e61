//! The composition root's building blocks: clock and chance, which everything below takes as arguments.
//!
//! What must stay true: this is the only file of the server that reads the wall clock or draws random numbers.

use std::sync::Arc;

use evidence_schema::time::Timestamp;

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// Where random numbers come from.
pub trait Random: Send + Sync {
    /// Sixteen random bytes: an id.
    fn bytes16(&self) -> [u8; 16];
    /// Thirty-two random bytes: a secret or a salt.
    fn bytes32(&self) -> [u8; 32];
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the server reads the wall clock"
    )]
    fn now(&self) -> Timestamp {
        chrono::Utc::now().into()
    }
}

/// The operating system's random numbers.
#[derive(Debug, Clone, Copy)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn bytes16(&self) -> [u8; 16] {
        random_bytes()
    }
    fn bytes32(&self) -> [u8; 32] {
        random_bytes()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the server draws random numbers"
)]
fn random_bytes<const N: usize>() -> [u8; N] {
    rand::random()
}

/// Clock and chance, handed down together.
#[derive(Clone)]
pub struct Outside {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub random: Arc<dyn Random>,
}

impl Outside {
    /// The real ones.
    pub fn system() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
        }
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
