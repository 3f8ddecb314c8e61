//! Whatever the server says, whatever fails, and wherever the agent is killed: what is gone is held, and told once.

use std::sync::atomic::Ordering;

use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_schema::wire::clearing::ClearingFacts;
use evidence_schema::wire::docks::DockingState;
use proptest::prelude::*;

use super::{Recorder, dock};
use crate::release::medium::Step;
use crate::tests::clearing::allowed;
use crate::tests::{TestDock, footage, wait_until};

#[derive(Debug, Clone)]
struct Story {
    /// Size of each file and what the server says of it.
    files: Vec<(usize, u8)>,
    hash_mismatches: usize,
    damaged_chunks: usize,
    is_only_sealed: bool,
    killed_at: Option<(usize, usize)>,
    is_same_docking: bool,
    lost_answers: usize,
}

const STEPS: [Step; 7] = [
    Step::Reread,
    Step::Intended,
    Step::Writable,
    Step::Unlinked,
    Step::Synced,
    Step::Noted,
    Step::Closed,
];

fn said(kind: u8) -> ClearingFacts {
    let mut facts = allowed();
    match kind {
        0 => facts.is_enabled = false,
        1 => facts.is_marked_important = true,
        2 => facts.is_attributed = false,
        3 => facts.rest_ms = 1000,
        5 => facts.is_marked_by_person = true,
        4 => facts.level = ReceiptLevel::Replicated,
        _ => {}
    }
    facts
}

fn story() -> impl Strategy<Value = Story> {
    (
        prop::collection::vec((0_usize..200_000, 0_u8..10), 1..5),
        (0_usize..2, 0_usize..2, prop::bool::weighted(0.1)),
        prop::option::weighted(0.7, (0..STEPS.len(), 1_usize..3)),
        any::<bool>(),
        0_usize..2,
    )
        .prop_map(
            |(files, (hash_mismatches, damaged_chunks, is_only_sealed), killed_at, is_same_docking, lost_answers)| {
                Story {
                    files,
                    hash_mismatches,
                    damaged_chunks,
                    is_only_sealed,
                    killed_at,
                    is_same_docking,
                    lost_answers,
                }
            },
        )
}

/// Name and bytes of each file.
type Contents = Vec<(String, Vec<u8>)>;

fn contents(story: &Story) -> Contents {
    let file = |(number, (length, _)): (usize, &(usize, u8))| {
        let seed = u64::try_from(number).unwrap() + 7;
        (format!("{number}.jpg"), footage(*length, seed))
    };
    story.files.iter().enumerate().map(file).collect()
}

/// A dock that fails as the story says.
fn begun(story: &Story, contents: &Contents) -> TestDock {
    let mut dock = dock();
    let faults = dock.server.faults.clone();
    faults.hash_mismatches.store(story.hash_mismatches, Ordering::SeqCst);
    faults.damaged_chunks.store(story.damaged_chunks, Ordering::SeqCst);
    faults.only_sealed.store(story.is_only_sealed, Ordering::SeqCst);
    let mut state = dock.server.state();
    state.clearing.lost_answers = story.lost_answers;
    for ((name, _), (_, kind)) in contents.iter().zip(&story.files) {
        state.clearing.by_path.insert(name.clone(), said(*kind));
    }
    drop(state);
    if let Some((step, times)) = story.killed_at {
        dock.medium.kill_at(STEPS[step], times);
    }
    dock.start();
    dock
}

fn play(story: &Story) {
    let contents = contents(story);
    let mut dock = begun(story, &contents);
    let files: Vec<(&str, &[u8])> = contents
        .iter()
        .map(|(n, bytes)| (n.as_str(), bytes.as_slice()))
        .collect();
    let recorder = Recorder::new(&dock, &files);
    let docking = dock.dock(&recorder.root);
    // Nothing is verified where only *sealed* is reached: then nobody is asked, and nothing may go.
    wait_until("the docking to get on", || {
        story.is_only_sealed && docking.report().state == DockingState::Spooled
            || dock.server.state().clearing.asked > 1
            || docking.is_over()
    });
    recorder.check_held(&dock);
    if story.is_same_docking {
        docking.stop_if_it_can();
    } else {
        docking.remove_if_it_can();
    }
    dock.kill();
    recorder.check_held(&dock);
    dock.pass(2000);
    dock.medium.never_kill();
    dock.server.faults.only_sealed.store(false, Ordering::SeqCst);
    dock.start();
    let again = dock.dock(&recorder.root);
    let may_go = |number: usize| story.files[number].1 == 3 || story.files[number].1 > 5;
    wait_until("what may go to be gone, and nothing else", || {
        let left = recorder.left();
        let is_right = |(number, (name, _)): (usize, &(String, _))| left.contains(name) != may_go(number);
        contents.iter().enumerate().all(is_right)
    });
    again.wait_for(DockingState::Stored);
    recorder.check_held(&dock);
    recorder.check_recorded(&dock);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_file_is_gone_that_the_server_does_not_hold_and_every_one_is_told_once(story in story()) {
        play(&story);
    }
}
