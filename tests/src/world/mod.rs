//! The test world: a real server on real engines, and everybody who talks to it.
//!
//! ```text
//! #[tokio::test]
//! async fn footage_of_a_dock_gets_a_verified_receipt() {
//!     let world = World::start().await;                       // SQLite + files, or PostgreSQL + S3
//!     world.add_recorder("A1B2C3D");
//!     let dock = world.dock("north gate").await;              // enrolled, talks HTTP, signs its statements
//!     let capture = dock.capture("VIDEO/1.MP4", b"bytes").from_recorder("A1B2C3D");
//!     let receipt = dock.deliver(&capture).await;             // offer, upload, receipt: verified against log and key
//!     let officer = world.user().await;                       // signed in: officer.get("/api/v1/clips")
//!     world.finish().await;                                   // the end of every test, see below
//! }
//! ```
//!
//! One world per test; any number at once. `MINGJING_TEST_ENGINE` chooses the engines (`embedded`, `region`),
//! [`WorldSpec`] anything else. [`World::kill`] and [`World::restart`] keep data and port. [`World::app`] opens the same
//! data beside the server, for looking. [`World::agent`] starts the real `ingest-agent`. Bounded waits are in [`wait`].
//!
//! What must stay true: a test ends with [`World::finish`]: the log verifies, no job is left, no object is without a
//! row. A test that damages its world on purpose ends with [`World::abandon`] and says why. What the server said is
//! shown when a test fails.

mod agent;
mod captures;
mod dock;
mod ending;
mod engine;
mod people;
pub mod process;
pub mod region;
mod server;
#[cfg(test)]
mod tests;
mod tus;
pub mod wait;

use std::path::{Path, PathBuf};

use evidence_server::deps::{Random, SystemRandom};
use tempfile::TempDir;

pub use agent::{Agent, AgentSpec, Slot};
pub use captures::Capture;
pub use dock::TestDock;
pub use ending::Tolerated;
pub use engine::Engine;
pub use people::{Address, Caller, problem_of};
pub use server::WorldSpec;
pub use tus::Created;

use engine::Storage;
use process::{Log, Program};

/// A server with everything that it stands on.
pub struct World {
    spec: WorldSpec,
    /// Gone with the world.
    folder: TempDir,
    storage: Storage,
    config: PathBuf,
    address: Address,
    server: Option<Program>,
    log: Log,
    is_ended: bool,
}

impl World {
    /// The folder of this world: configuration, secrets, and whatever a test puts there.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The server's data folder.
    pub fn data(&self) -> PathBuf {
        self.spec.data.clone().unwrap_or_else(|| self.folder().join("data"))
    }

    /// The server's configuration file.
    pub fn config(&self) -> &Path {
        &self.config
    }

    /// The engines that the server runs on.
    pub const fn engine(&self) -> Engine {
        self.storage.engine()
    }

    /// Where the server listens.
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// What the server said.
    pub const fn log(&self) -> &Log {
        &self.log
    }
}

/// Random hex digits for names.
pub(crate) fn chance_hex(digits: usize) -> String {
    let mut text = hex::encode(SystemRandom.bytes16());
    text.truncate(digits);
    text
}
