//! What a docking shows of a recorder's clock and of its files: told once all of them are here, once and to whom it concerns.

use evidence_schema::clip::ClaimMeaning;
use evidence_schema::custody::statement::TimeClaim;
use evidence_schema::ids::DockingId;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docks::{DockingReport, DockingState};
use tests::world::Capture;

use crate::ledger::handovers::docking;
use crate::ledger::scene::{A, Agency};

/// A docking that read all of these files.
fn read(started: Timestamp, captures: &mut [Capture]) -> DockingReport {
    let report = DockingReport {
        state: DockingState::Stored,
        files_total: captures.len() as u64,
        files_failed: 0,
        ..docking(A, started)
    };
    for capture in captures {
        capture.statement.docking_id = Some(report.docking_id);
        capture.statement.read_started = started;
        capture.statement.read_ended = started;
    }
    report
}

fn numbered(agency: &Agency, hour: i64, number: i64) -> Capture {
    let mut capture = agency.recording(A, agency.at(hour, 0));
    capture.statement.sequence_number = Some(number);
    capture
}

async fn kinds(agency: &Agency, docking: DockingId) -> Vec<String> {
    let app = agency.world.app().await;
    let found = app.store.findings_about(&docking.to_string()).await.unwrap();
    let mut kinds: Vec<String> = found.into_iter().map(|finding| finding.kind).collect();
    kinds.sort();
    kinds
}

#[tokio::test]
async fn a_missing_number_is_told_when_all_files_are_here_and_not_before() {
    let agency = Agency::set().await;
    let mut files = [
        numbered(&agency, 9, 1),
        numbered(&agency, 10, 2),
        numbered(&agency, 11, 4),
    ];
    let report = read(agency.at(18, 0), &mut files);
    let id = report.docking_id;
    agency.dock.report(vec![report], 0).await;
    agency.delivered(&files[0]).await;
    agency.delivered(&files[2]).await;
    assert_eq!(kinds(&agency, id).await, Vec::<String>::new(), "0002 is on its way");
    agency.delivered(&files[1]).await;
    assert_eq!(kinds(&agency, id).await, ["numbers_missing"]);
    let finding = agency.finding("numbers_missing", id).await.unwrap();
    assert!(
        finding.message.contains("Numbers 3 to 3 are missing"),
        "{}",
        finding.message
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn a_clock_that_drifted_since_the_docking_before_is_told() {
    let agency = Agency::set().await;
    let mut first = [numbered(&agency, 9, 1)];
    let mut second = [numbered(&agency, 33, 2)];
    second[0].statement.clock_offset.as_mut().unwrap().offset_ms = 40_000;
    let before = read(agency.at(18, 0), &mut first);
    let after = read(agency.at(42, 0), &mut second);
    let (one, two) = (before.docking_id, after.docking_id);
    agency.dock.report(vec![before], 0).await;
    agency.delivered(&first[0]).await;
    agency.dock.report(vec![after], 0).await;
    agency.delivered(&second[0]).await;
    assert_eq!(kinds(&agency, one).await, Vec::<String>::new());
    assert_eq!(kinds(&agency, two).await, ["clock_drifted"]);
    agency.world.finish().await;
}

#[tokio::test]
async fn files_of_1970_and_files_that_contradict_themselves_are_told_once() {
    let agency = Agency::set().await;
    let old: Timestamp = "1970-01-01T00:05:00Z".parse().unwrap();
    let mut files = [numbered(&agency, 9, 1), numbered(&agency, 10, 2)];
    files[0].statement.time_claims[0].at = Some(old);
    files[1].statement.time_claims.push(TimeClaim {
        origin: "creation_time".to_owned(),
        text: "2026-11-10T10:01:09".to_owned(),
        means: ClaimMeaning::Start,
        at: agency.at(10, 1).plus_ms(9000),
    });
    let report = read(agency.at(18, 0), &mut files);
    let id = report.docking_id;
    for file in &files {
        agency.delivered(file).await;
    }
    agency.dock.report(vec![report.clone()], 0).await;
    agency.quiet().await;
    assert_eq!(kinds(&agency, id).await, ["clock_claims_disagree", "clock_reset"]);
    agency.dock.report(vec![report], 0).await;
    agency.quiet().await;
    assert_eq!(kinds(&agency, id).await.len(), 2, "the same words are told once");
    agency.world.finish().await;
}
