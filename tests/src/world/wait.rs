//! Waiting for a condition, with a limit: the only way in which a test lets time pass.

use std::time::{Duration, Instant};

/// Long enough for anything on a busy machine.
pub const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(25);

/// Looks again and again until there is something to see.
///
/// ```text
/// let clip = eventually("the clip is sealed", PATIENCE, async || world.clips().await.pop()).await;
/// ```
pub async fn eventually<T>(what: &str, limit: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let end = Instant::now() + limit;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < end, "waited {} s in vain: {what}", limit.as_secs());
        tokio::time::sleep(PAUSE).await;
    }
}

/// The same for plain functions.
pub fn eventually_now<T>(what: &str, limit: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + limit;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "waited {} s in vain: {what}", limit.as_secs());
        std::thread::sleep(PAUSE);
    }
}
