//! Whether acts are recorded, judged from real media that went through a dock.
#![expect(clippy::unwrap_used, reason = "a test says what failed by its line")]

mod recorded;
pub(crate) mod scene;
mod tried;
