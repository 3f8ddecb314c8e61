//! What the case system tells of a case file's course: kept whatever it is, told once, flagged.

use evidence_schema::rules::case_states::{CaseState, Step};
use evidence_schema::wire::case_states::{CaseStateView, StepDraft};
use evidence_schema::wire::case_system::StepTold;

use super::states::{findings, step};
use super::telling::{codes, system, tell, told};
use crate::ledger::scene::Agency;

fn step_told(agency: &Agency, word: Step, hour: i64) -> StepTold {
    StepTold {
        step: word,
        happened_at: agency.at(hour, 0),
        act_number: None,
        document: Some("浙交执罚决〔2026〕7号".to_owned()),
        approved_by: None,
        went: Vec::new(),
        reason: None,
    }
}

#[tokio::test]
async fn closing_that_is_told_without_a_decision_is_kept_flagged_and_found_once() {
    let agency = Agency::set().await;
    let (system, mut words) = (system(&agency), told(&agency));
    words.steps = vec![step_told(&agency, Step::Closed, 17)];
    let answer = tell(&system, &words).await;
    assert_eq!(codes(&answer), ["step_odd"]);
    assert_eq!(tell(&system, &words).await, answer, "the same words, the same answer");
    let path = format!("/api/v1/cases/{}/states", answer.case_id);
    let view: CaseStateView = agency.user.read(&path).await;
    assert_eq!((view.state, view.steps.len()), (CaseState::Closed, 1));
    assert_eq!(findings(&agency, answer.case_id, "case_step_odd").await.len(), 1);
    agency.world.finish().await;
}

#[tokio::test]
async fn a_major_decision_that_is_told_without_a_review_is_kept_and_flagged() {
    let agency = Agency::set().await;
    let (system, mut words) = (system(&agency), told(&agency));
    words.steps = vec![
        step_told(&agency, Step::ListedAsMajor, 9),
        step_told(&agency, Step::Decided, 12),
        step_told(&agency, Step::Served, 14),
        step_told(&agency, Step::Executed, 15),
    ];
    let answer = tell(&system, &words).await;
    assert_eq!(codes(&answer), ["decided_unreviewed"]);
    let path = format!("/api/v1/cases/{}/states", answer.case_id);
    let view: CaseStateView = agency.user.read(&path).await;
    assert_eq!((view.state, view.steps.len()), (CaseState::Decided, 4));
    assert_eq!(
        findings(&agency, answer.case_id, "case_decided_unreviewed").await.len(),
        1
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn a_step_of_an_act_is_told_by_its_number_and_what_people_took_back_stays_so() {
    let agency = Agency::set().await;
    let (system, mut words) = (system(&agency), told(&agency));
    let of_act = StepTold {
        act_number: Some("XW-1".to_owned()),
        ..step_told(&agency, Step::Released, 18)
    };
    let of_nothing = StepTold {
        act_number: Some("XW-9".to_owned()),
        ..step_told(&agency, Step::TestingBegan, 18)
    };
    words.steps = vec![of_act, of_nothing];
    let answer = tell(&system, &words).await;
    assert_eq!(codes(&answer), ["step_odd"]);
    assert!(answer.remarks[0].words.contains("XW-9"), "{answer:?}");
    let path = format!("/api/v1/cases/{}/states", answer.case_id);
    let view: CaseStateView = agency.user.read(&path).await;
    let acts: Vec<bool> = view.steps.iter().map(|one| one.act_id.is_some()).collect();
    assert_eq!(acts, [true, false]);
    let back = StepDraft {
        takes_back: Some(1),
        reason: Some("尚未退还".to_owned()),
        ..step(Step::TakenBack, None)
    };
    let _view: CaseStateView = agency.user.tell(&path, &back).await;
    let again = tell(&system, &words).await;
    assert!(
        again.remarks.iter().any(|one| one.words.contains("took it back")),
        "{again:?}"
    );
    let view: CaseStateView = agency.user.read(&path).await;
    assert_eq!(view.steps.len(), 3);
    agency.world.finish().await;
}
