//! Time and chance as arguments: the agent's only doors to wall clock and randomness.
//!
//! What must stay true: the system's clock and generator are made in `main.rs` and nowhere else.

use evidence_schema::time::Timestamp;

/// Tells dock time.
pub(crate) trait Clock: Send + Sync {
    /// Dock time now.
    fn now(&self) -> Timestamp;
}

/// Draws random bytes.
pub(crate) trait Random: Send + Sync {
    /// Fills the buffer with bytes that nobody can guess.
    fn fill(&self, buffer: &mut [u8]);
}

/// 16 random bytes, the body of an id.
pub(crate) fn id_bytes(random: &dyn Random) -> [u8; 16] {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    bytes
}

#[cfg(test)]
pub(crate) mod fake {
    //! A clock that tests set and a generator that repeats itself.

    use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

    use evidence_schema::time::Timestamp;

    /// 2096-11-21T08:00:00Z. Far ahead, because the files that tests write bear the time at which they were written, and
    /// a file from the future would mean a recorder whose clock is wrong.
    pub(crate) const NOON: i64 = 4_004_323_200_000_000;

    pub(crate) struct SetClock(pub(crate) AtomicI64);

    impl SetClock {
        pub(crate) fn at_noon() -> Self {
            Self(AtomicI64::new(NOON))
        }
    }

    impl super::Clock for SetClock {
        fn now(&self) -> Timestamp {
            Timestamp::from_micros(self.0.load(Ordering::SeqCst)).unwrap()
        }
    }

    #[derive(Default)]
    pub(crate) struct Counting(AtomicU64);

    impl super::Random for Counting {
        fn fill(&self, buffer: &mut [u8]) {
            let number = self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes();
            for (byte, value) in buffer.iter_mut().zip(number.iter().cycle()) {
                *byte = *value;
            }
        }
    }
}
