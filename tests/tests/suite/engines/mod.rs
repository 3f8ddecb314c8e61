//! One suite, every engine: what store and vault promise is written once and held against the engines of this run.
//!
//! `MINGJING_TEST_ENGINE` chooses them; nothing here knows which they are, but where two are compared with each other.

mod catalogue;
mod schema;
mod store;
mod vault;

use tests::world::{World, WorldSpec};

/// Engines without a server, for what is below it.
async fn engines() -> World {
    World::prepare(WorldSpec::default()).await
}
