//! The test world: what tests, demo, soak and bench need around the real programs.
//!
//! Nothing here is a stand-in for our own code: media comes from FFmpeg, programs run as processes, stores are real.
//! A harness that swallows an error hides a broken test, so it panics with what it tried, on what.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "the test world starts processes and stops loudly at the first thing that goes wrong"
)]

pub mod footage;
pub mod recorder;
pub mod story;
pub mod world;
