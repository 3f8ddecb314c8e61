//! Clips proposed for an act: accepted, declined, never of another pair.

use evidence_schema::ids::CaseId;
use evidence_schema::rules::suggestion::{Reason, Strength};
use evidence_schema::wire::acts::{SuggestionChoice, SuggestionDecision, SuggestionList};
use evidence_schema::wire::cases::CaseDetail;
use evidence_schema::wire::ledger::HandoverView;
use reqwest::StatusCode;

use super::scene::{enter, open_case, seizure};
use crate::ledger::scene::{A, Agency, B, LI, SUN, WANG, ZHAO};

async fn proposed(agency: &Agency, case: CaseId) -> SuggestionList {
    agency.user.read(&format!("/api/v1/cases/{case}/suggestions")).await
}

/// Both pairs are out, each with a recorder.
async fn out(agency: &Agency) {
    for (pair, serial) in [((LI, Some(WANG)), A), ((ZHAO, Some(SUN)), B)] {
        let draft = agency.handover(pair, &[serial], (8, Some(18)));
        let _handover: HandoverView = agency.open(&draft).await;
    }
}

#[tokio::test]
async fn footage_of_the_acts_officers_is_proposed_and_accepted() {
    let agency = Agency::set().await;
    out(&agency).await;
    let case = open_case(&agency, "罚 1").await;
    let act = enter(&agency, case, &seizure((agency.at(10, 0), Some(agency.at(11, 0))))).await;
    assert_eq!(proposed(&agency, case).await.suggestions, []);
    let during = agency.delivered(&agency.recording(A, agency.at(10, 10))).await;
    let beside = agency.delivered(&agency.recording(A, agency.at(11, 10))).await;
    agency.delivered(&agency.recording(A, agency.at(15, 0))).await;
    agency.delivered(&agency.recording(B, agency.at(10, 20))).await;
    let list = proposed(&agency, case).await.suggestions;
    let seen: Vec<_> = list.iter().map(|one| (one.clip.clip_id, one.strength)).collect();
    assert_eq!(seen, [(during, Strength::Strong), (beside, Strength::Weak)]);
    let officers = vec![agency.officer_id(LI).await, agency.officer_id(WANG).await];
    assert_eq!(list[0].reasons[0], Reason::OfficersOfAct { officers });

    let choice = |clip_id| SuggestionChoice {
        act_id: act.act_id,
        clip_id,
    };
    let decision = SuggestionDecision {
        accepted: vec![choice(during)],
        declined: vec![choice(beside)],
        reason: Some("看过画面".to_owned()),
    };
    let path = format!("/api/v1/cases/{case}/suggestions");
    let left: SuggestionList = agency.user.tell(&path, &decision).await;
    assert_eq!(left.suggestions, [], "one is linked, the other does not come back");
    let detail: CaseDetail = agency.user.read(&format!("/api/v1/cases/{case}")).await;
    let links: Vec<_> = detail
        .links
        .iter()
        .map(|link| (link.clip.clip_id, link.act_ids.clone()))
        .collect();
    assert_eq!(links, [(during, vec![act.act_id])]);
    let again = agency.user.post(&path, &decision).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    agency.world.finish().await;
}

#[tokio::test]
async fn what_was_not_proposed_is_not_accepted_and_nothing_of_the_decision_happens() {
    let agency = Agency::set().await;
    out(&agency).await;
    let case = open_case(&agency, "罚 1").await;
    let act = enter(&agency, case, &seizure((agency.at(10, 0), Some(agency.at(11, 0))))).await;
    let own = agency.delivered(&agency.recording(A, agency.at(10, 10))).await;
    let foreign = agency.delivered(&agency.recording(B, agency.at(10, 20))).await;
    let choice = |clip_id| SuggestionChoice {
        act_id: act.act_id,
        clip_id,
    };
    let decision = SuggestionDecision {
        accepted: vec![choice(own), choice(foreign)],
        ..SuggestionDecision::default()
    };
    let answer = agency
        .user
        .post(&format!("/api/v1/cases/{case}/suggestions"), &decision)
        .await;
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    let detail: CaseDetail = agency.user.read(&format!("/api/v1/cases/{case}")).await;
    assert_eq!(detail.links, []);
    agency.world.finish().await;
}
