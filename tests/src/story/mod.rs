//! Stories: the real programs on a real day, for people to watch (demo), to break (soak) and to measure (bench).
//!
//! A story stops loudly at the first thing that goes wrong, like all of the test world; [`ending::play`] turns that into
//! one sentence and an exit code.

mod agent_status;
pub mod bench;
mod clips;
pub mod demo;
pub mod ending;
mod sign_in;
pub mod soak;

pub use agent_status::{AgentStatus, Counts};

use std::path::PathBuf;

/// Where a story tells what happens, line by line.
pub type Tell<'a> = &'a (dyn Fn(&str) + Sync);

/// Where cargo puts what it makes; stories put their reports there.
fn target_folder() -> PathBuf {
    crate::footage::target_folder()
}

/// `12.3 MiB`, `1.20 GiB`.
fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
    let mib = bytes as f64 / f64::from(1 << 20);
    if mib < 1024.0 {
        format!("{mib:.1} MiB")
    } else {
        format!("{:.2} GiB", mib / 1024.0)
    }
}
