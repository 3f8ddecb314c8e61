//! The two gates, what is sent for review, opinions on it, coverage sheets: with real media behind every verdict.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test says what failed by its line"
)]

mod closed;
mod opinions;
mod scene;
mod sent;
mod sheets;
