//! What goes wrong at the server: each has a clear answer that says what was kept and what to do, a visible row, and
//! nothing is lost.

mod clocks;
mod disk;
mod docks;
mod footage;
mod full;
mod restart;
mod rot;

use evidence_schema::wire::problem::Problem;
use evidence_server::store::finding::FindingRow;
use tests::world::World;
use tests::world::wait::{PATIENCE, eventually};

/// Bytes that repeat nowhere.
fn bytes_of(count: usize) -> Vec<u8> {
    let words = (0..count.div_ceil(4)).map(|n| u32::try_from(n).unwrap().wrapping_mul(2_654_435_761));
    words.flat_map(u32::to_le_bytes).take(count).collect()
}

/// The open finding of a kind about a subject, once it is raised.
async fn finding(world: &World, kind: &str, subject: &str) -> FindingRow {
    let app = world.app().await;
    let what = format!("the finding {kind} about {subject} is raised");
    eventually(&what, PATIENCE, async || {
        app.store.finding_open_of(kind, subject).await.unwrap()
    })
    .await
}

/// A refusal that helps: it says what was kept and what to do next.
fn assert_helpful(problem: &Problem) {
    assert!(problem.detail.len() > 20, "{problem:?}");
    assert!(problem.kept.is_some(), "{problem:?}");
    assert!(problem.next.is_some(), "{problem:?}");
}
