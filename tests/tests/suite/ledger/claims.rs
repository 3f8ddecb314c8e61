//! What people say at docks: merged where the ledger says nothing, shown where it says otherwise, refused where it is
//! nobody's to say.

use evidence_schema::custody::claim::{CLAIM_VERSION, DockClaim, Parting, Said, SaidPair};
use evidence_schema::custody::statement::DeviceClaims;
use evidence_schema::ids::{ClaimId, DockId, DockingId};
use evidence_schema::ledger::LedgerSource;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::claims::{
    ClaimAnswer, ClaimHeard, ClaimOutcome, ClaimReports, DockRoster, DockUnitDraft, LastPair,
};
use evidence_schema::wire::docks::{DockingReport, DockingState};
use evidence_schema::wire::ledger::{HandoverPage, HandoverView};
use evidence_server::deps::{Outside, Random, SystemRandom};
use reqwest::StatusCode;
use tests::world::{Caller, TestDock};

use super::scene::{A, Agency, LI, SUN, WANG, ZHAO};

const HOUR_MS: i64 = 3_600_000;

/// A recorder in a slot of a dock, as the dock reported it.
pub(crate) struct Docked {
    dock_id: DockId,
    report: DockingReport,
}

impl Docked {
    pub(crate) async fn now(dock: &TestDock, serial: &str) -> Self {
        Self::at(dock, serial, now()).await
    }

    async fn at(dock: &TestDock, serial: &str, started_at: Timestamp) -> Self {
        let docked = Self::unreported(dock, serial, started_at);
        dock.report(vec![docked.report.clone()], 0).await;
        docked
    }

    fn unreported(dock: &TestDock, serial: &str, started_at: Timestamp) -> Self {
        let report = DockingReport {
            docking_id: DockingId::from_random(SystemRandom.bytes16()),
            slot: "1".to_owned(),
            profile: None,
            device: DeviceClaims {
                serial: Some(serial.to_owned()),
                ..DeviceClaims::default()
            },
            state: DockingState::Stored,
            is_present: true,
            started_at,
            removed_at: None,
            files_total: 1,
            files_spooled: 1,
            files_stored: 1,
            files_failed: 0,
            bytes_total: 1,
            bytes_spooled: 1,
            bytes_stored: 1,
            message: None,
            notes: Vec::new(),
        };
        Self {
            dock_id: dock.id,
            report,
        }
    }

    pub(crate) fn claim(&self, said: Said) -> DockClaim {
        DockClaim {
            v: CLAIM_VERSION,
            claim_id: ClaimId::from_random(SystemRandom.bytes16()),
            dock_id: self.dock_id,
            docking_id: self.report.docking_id,
            serial: self.report.device.serial.clone().unwrap(),
            docked_at: self.report.started_at,
            said_at: now(),
            said,
        }
    }
}

fn now() -> Timestamp {
    Outside::system().now()
}

fn pair(lead: &str, assisting: Option<&str>) -> SaidPair {
    SaidPair {
        lead_number: lead.to_owned(),
        assisting_number: assisting.map(str::to_owned),
    }
}

pub(crate) fn used(lead: &str, assisting: Option<&str>) -> Said {
    Said::Used {
        pair: pair(lead, assisting),
        parted: None,
    }
}

pub(crate) async fn bind(administrator: &Caller, dock: &TestDock, unit: &str) {
    let draft = DockUnitDraft {
        unit_number: unit.to_owned(),
    };
    let answer = administrator
        .post(&format!("/api/v1/docks/{}/unit", dock.id), &draft)
        .await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
}

async fn send(dock: &TestDock, note: String) -> ClaimHeard {
    let reports = ClaimReports { claims: vec![note] };
    let mut answer: ClaimAnswer = dock.caller.tell("/api/v1/docks/claims", &reports).await;
    answer.items.pop().unwrap()
}

async fn heard(dock: &TestDock, claim: &DockClaim) -> ClaimHeard {
    send(dock, claim.sign(&dock.key).unwrap()).await
}

/// What a claim changed, which must have been recorded.
pub(crate) async fn outcome_of(dock: &TestDock, claim: &DockClaim) -> ClaimOutcome {
    match heard(dock, claim).await {
        ClaimHeard::Recorded { outcome, .. } => outcome,
        other => panic!("{other:?}"),
    }
}

async fn bound() -> Agency {
    let agency = Agency::set().await;
    bind(&agency.administrator, &agency.dock, "11").await;
    agency
}

async fn handovers(agency: &Agency) -> Vec<HandoverView> {
    let page: HandoverPage = agency.user.read("/api/v1/handovers").await;
    page.handovers
}

async fn roster(dock: &TestDock) -> DockRoster {
    dock.caller.read("/api/v1/docks/roster").await
}

fn ago(hours: i64) -> Timestamp {
    now().plus_ms(-hours * HOUR_MS).unwrap()
}

#[tokio::test]
async fn answer_at_the_dock_makes_a_handover_and_attributes_the_footage() {
    let agency = bound().await;
    let clip = agency.delivered(&agency.recording(A, ago(2))).await;
    assert_eq!(agency.pair_of(clip).await, None);
    let docked = Docked::now(&agency.dock, A).await;
    assert_eq!(roster(&agency.dock).await.dockings[0].used_by, None, "the dock asks");
    let claim = docked.claim(used(LI, Some(WANG)));
    assert_eq!(outcome_of(&agency.dock, &claim).await, ClaimOutcome::Merged);
    agency.quiet().await;
    assert_eq!(agency.pair_of(clip).await, agency.pair(LI, WANG).await);
    let made = handovers(&agency).await;
    assert_eq!((made.len(), made[0].source), (1, LedgerSource::Dock));
    assert_eq!(made[0].stated_by, format!("dock:{}", agency.dock.id));
    assert_eq!(made[0].to, Some(docked.report.started_at));
    assert_eq!(
        outcome_of(&agency.dock, &claim).await,
        ClaimOutcome::Merged,
        "a replay is answered the same"
    );
    assert_eq!(handovers(&agency).await.len(), 1, "and changes nothing");
    let known = roster(&agency.dock).await.dockings.remove(0).used_by.unwrap();
    assert_eq!(
        (known.lead_name.as_str(), known.assisting_name.as_deref()),
        ("李明", Some("王芳"))
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn what_the_ledger_says_is_never_overwritten() {
    let agency = bound().await;
    let mut draft = agency.handover((SUN, Some(ZHAO)), &[A], (8, None));
    draft.from = Some(ago(6));
    let said = agency.open(&draft).await;
    let clip = agency.delivered(&agency.recording(A, ago(2))).await;
    let docked = Docked::now(&agency.dock, A).await;
    let claim = docked.claim(used(LI, Some(WANG)));
    assert_eq!(outcome_of(&agency.dock, &claim).await, ClaimOutcome::Conflicts);
    agency.quiet().await;
    assert_eq!(agency.pair_of(clip).await, agency.pair(SUN, ZHAO).await);
    assert_eq!(handovers(&agency).await.len(), 1);
    let finding = agency
        .finding("claim_conflicts", docked.report.docking_id)
        .await
        .unwrap();
    assert!(
        finding.message.contains(&said.handover_id.to_string()),
        "{}",
        finding.message
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn two_docks_that_contradict_each_other_are_shown_and_the_first_stays() {
    let agency = bound().await;
    let other = agency.world.dock("south gate").await;
    bind(&agency.administrator, &other, "1").await;
    let first = Docked::unreported(&agency.dock, A, now());
    let second = Docked::at(&other, A, now()).await;
    let clip = agency.delivered(&agency.recording(A, ago(2))).await;
    // The first dock was cut off: the second one's answer comes before its own.
    assert_eq!(
        outcome_of(&other, &second.claim(used(ZHAO, Some(SUN)))).await,
        ClaimOutcome::Merged
    );
    let late = first.claim(used(LI, Some(WANG)));
    assert!(
        matches!(heard(&agency.dock, &late).await, ClaimHeard::Later { .. }),
        "not reported yet"
    );
    agency.dock.report(vec![first.report.clone()], 0).await;
    assert_eq!(outcome_of(&agency.dock, &late).await, ClaimOutcome::Conflicts);
    assert!(
        agency
            .finding("claim_conflicts", first.report.docking_id)
            .await
            .is_some()
    );
    agency.quiet().await;
    assert_eq!(agency.pair_of(clip).await, agency.pair(ZHAO, SUN).await);
    agency.world.finish().await;
}

#[tokio::test]
async fn dock_speaks_for_officers_of_its_units_only() {
    let agency = Agency::set().await;
    let docked = Docked::now(&agency.dock, A).await;
    let claim = docked.claim(used(LI, Some(WANG)));
    assert_eq!(
        outcome_of(&agency.dock, &claim).await,
        ClaimOutcome::Outsiders,
        "it belongs to no unit"
    );
    assert!(roster(&agency.dock).await.officers.is_empty());
    bind(&agency.administrator, &agency.dock, "11").await;
    let shown = roster(&agency.dock).await;
    let numbers: Vec<&str> = shown.officers.iter().map(|officer| officer.number.as_str()).collect();
    assert_eq!(numbers, [LI, WANG]);
    for (lead, assisting) in [(ZHAO, Some(SUN)), (LI, Some(SUN)), ("999999", None)] {
        let outcome = outcome_of(&agency.dock, &docked.claim(used(lead, assisting))).await;
        assert_eq!(outcome, ClaimOutcome::Outsiders, "{lead}");
    }
    assert!(
        agency
            .finding("claim_outsiders", docked.report.docking_id)
            .await
            .is_some()
    );
    assert_eq!(handovers(&agency).await.len(), 0);
    bind(&agency.administrator, &agency.dock, "1").await;
    assert_eq!(roster(&agency.dock).await.officers.len(), 4, "the units below as well");
    agency.world.finish().await;
}

#[tokio::test]
async fn forged_replayed_and_backdated_claims_change_nothing() {
    let agency = bound().await;
    let other = agency.world.dock("south gate").await;
    bind(&agency.administrator, &other, "1").await;
    let docked = Docked::now(&agency.dock, A).await;
    let claim = docked.claim(used(LI, Some(WANG)));
    let refused = |heard: ClaimHeard| matches!(heard, ClaimHeard::Refused { .. });
    // A stolen token without the dock's key.
    assert!(refused(send(&agency.dock, claim.sign(&other.key).unwrap()).await));
    let renamed = DockClaim {
        dock_id: other.id,
        ..claim.clone()
    };
    assert!(refused(send(&agency.dock, renamed.sign(&other.key).unwrap()).await));
    // Another dock's claim, and a claim about another dock's docking.
    assert!(refused(send(&other, claim.sign(&agency.dock.key).unwrap()).await));
    assert!(refused(heard(&other, &renamed).await));
    let elsewhen = DockClaim {
        docked_at: ago(90),
        ..claim.clone()
    };
    assert!(refused(heard(&agency.dock, &elsewhen).await));
    assert!(agency.finding("claim_refused", agency.dock.id).await.is_some());
    // A docking that this dock could not have seen.
    let old = Docked::at(&agency.dock, A, ago(90)).await;
    let outcome = outcome_of(&agency.dock, &old.claim(used(LI, Some(WANG)))).await;
    assert_eq!(outcome, ClaimOutcome::Conflicts);
    assert_eq!(handovers(&agency).await.len(), 0);
    // The same id with other words.
    assert_eq!(outcome_of(&agency.dock, &claim).await, ClaimOutcome::Merged);
    let reworded = DockClaim {
        said: used(WANG, None),
        ..claim
    };
    assert!(refused(heard(&agency.dock, &reworded).await));
    assert_eq!(handovers(&agency).await.len(), 1);
    agency.world.finish().await;
}

#[tokio::test]
async fn pair_that_parted_is_split_and_one_of_them_kept_the_recorder() {
    let agency = bound().await;
    let (before, after) = (
        agency.delivered(&agency.recording(A, ago(5))).await,
        agency.delivered(&agency.recording(A, ago(1))).await,
    );
    let docked = Docked::now(&agency.dock, A).await;
    let said = Said::Used {
        pair: pair(LI, Some(WANG)),
        parted: Some(Parting {
            at: ago(3),
            kept_by_number: WANG.to_owned(),
        }),
    };
    assert_eq!(
        outcome_of(&agency.dock, &docked.claim(said)).await,
        ClaimOutcome::Merged
    );
    agency.quiet().await;
    assert_eq!(agency.pair_of(before).await, agency.pair(LI, WANG).await);
    assert_eq!(agency.pair_of(after).await, Some((agency.officer_id(WANG).await, None)));
    agency.world.finish().await;
}

#[tokio::test]
async fn handover_opened_at_the_dock_ends_with_the_next_docking() {
    let agency = bound().await;
    let docked = Docked::now(&agency.dock, A).await;
    let said = Said::Taken {
        pair: pair(LI, Some(WANG)),
    };
    assert_eq!(
        outcome_of(&agency.dock, &docked.claim(said)).await,
        ClaimOutcome::Merged
    );
    let open = handovers(&agency).await.remove(0);
    assert_eq!((open.to, open.source), (None, LedgerSource::Dock));
    let expected = LastPair {
        serial: A.to_owned(),
        pair: pair(LI, Some(WANG)),
        is_open: true,
    };
    assert_eq!(roster(&agency.dock).await.last_pairs, [expected]);
    let back = Docked::now(&agency.dock, A).await;
    let closed = handovers(&agency).await.remove(0);
    assert_eq!(closed.to, Some(back.report.started_at));
    assert!(
        roster(&agency.dock)
            .await
            .dockings
            .iter()
            .any(|known| known.used_by.is_some())
    );
    agency.world.finish().await;
}
