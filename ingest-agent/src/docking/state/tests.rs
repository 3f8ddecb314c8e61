//! From counts to the state that people see.

use evidence_schema::wire::docks::DockingState;

use super::{DockingFacts, state};

const READ: DockingFacts = DockingFacts {
    is_refused: false,
    is_present: true,
    is_read: true,
    is_erasing: false,
    is_ready: false,
    needs_person: false,
    files_total: 3,
    files_stored: 0,
    files_failed: 0,
};

#[test]
fn recorder_may_be_taken_only_after_everything_was_read() {
    assert_eq!(state(&DockingFacts { is_read: false, ..READ }), DockingState::Reading);
    assert_eq!(state(&READ), DockingState::Spooled);
    assert_eq!(
        state(&DockingFacts {
            files_stored: 3,
            ..READ
        }),
        DockingState::Stored
    );
}

#[test]
fn recorder_that_left_early_is_incomplete() {
    assert_eq!(
        state(&DockingFacts {
            is_read: false,
            is_present: false,
            ..READ
        }),
        DockingState::Incomplete
    );
}

#[test]
fn failed_file_is_never_hidden_behind_what_was_stored() {
    assert_eq!(
        state(&DockingFacts {
            files_failed: 1,
            files_stored: 3,
            ..READ
        }),
        DockingState::Incomplete
    );
}

#[test]
fn person_is_asked_for_after_the_reading() {
    let facts = DockingFacts {
        needs_person: true,
        files_stored: 3,
        ..READ
    };
    assert_eq!(state(&facts), DockingState::NeedsPerson);
    assert_eq!(
        state(&DockingFacts {
            is_read: false,
            ..facts
        }),
        DockingState::Reading
    );
}

#[test]
fn refusal_comes_before_everything() {
    assert_eq!(
        state(&DockingFacts {
            is_refused: true,
            is_read: false,
            ..READ
        }),
        DockingState::Refused
    );
}

#[test]
fn recorder_is_not_to_be_removed_while_files_are_erased() {
    let facts = DockingFacts {
        is_erasing: true,
        is_ready: true,
        files_stored: 3,
        ..READ
    };
    assert_eq!(state(&facts), DockingState::Reading);
}

#[test]
fn ready_needs_everything_stored_and_nobody_to_look() {
    let facts = DockingFacts {
        is_ready: true,
        files_stored: 3,
        ..READ
    };
    assert_eq!(state(&facts), DockingState::Ready);
    assert_eq!(
        state(&DockingFacts {
            files_stored: 2,
            ..facts
        }),
        DockingState::Spooled
    );
    assert_eq!(
        state(&DockingFacts {
            needs_person: true,
            ..facts
        }),
        DockingState::NeedsPerson
    );
}
