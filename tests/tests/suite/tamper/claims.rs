//! The docks' part of the story: a dock of a unit, and what was said at it, for edits to be named.

use evidence_schema::wire::claims::ClaimOutcome;
use tests::world::{TestDock, World};

use crate::ledger::claims::{Docked, bind, outcome_of, used};

/// An administrator binds the dock; somebody says whose the recorder was.
pub(super) async fn told(world: &World, dock: &TestDock) {
    bind(&world.administrator().await, dock, "1").await;
    let docked = Docked::now(dock, "KNOWN01").await;
    let outcome = outcome_of(dock, &docked.claim(used("7", None))).await;
    assert_eq!(outcome, ClaimOutcome::Merged);
}
