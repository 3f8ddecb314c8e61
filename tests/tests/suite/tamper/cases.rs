//! The case files' part of the story: a row in each of their tables, for edits to be named.

use evidence_schema::case::{CaseCategory, CaseStage, ObjectKind, TimesSource};
use evidence_schema::ids::CaseId;
use evidence_schema::rules::case_states::Step;
use evidence_schema::wire::acts::{
    ActDraft, ActSession, ActView, ObjectDraft, ObjectView, PlacingDraft, SuggestionChoice, SuggestionDecision,
    SuggestionList, SuggestionView,
};
use evidence_schema::wire::case_states::{CaseStateView, StepDraft};
use evidence_schema::wire::cases::{CaseDetail, HeadingDraft, HeadingView, NumberPatternDraft};
use evidence_schema::wire::coverage::{CoverageView, LeftOutDraft};
use reqwest::StatusCode;
use tests::world::Caller;

/// How the unit writes its numbers, and what the case file is about.
pub(super) async fn told(user: &Caller, case: CaseId) -> ActView {
    let pattern = NumberPatternDraft {
        unit_number: "1".to_owned(),
        category: None,
        pattern: Some("浙交执罚〔{year}〕{n}号".to_owned()),
    };
    let answer = user.post("/api/v1/case-numbers", &pattern).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let heading = HeadingDraft {
        category: Some(CaseCategory::Penalty),
        unit_number: Some("1".to_owned()),
        lead_number: Some("7".to_owned()),
        stage: Some(CaseStage::Investigation),
        ..HeadingDraft::default()
    };
    let _heading: HeadingView = user.tell(&format!("/api/v1/cases/{case}/heading"), &heading).await;
    let act = ActDraft {
        kind: "查封扣押".to_owned(),
        officer_numbers: vec!["7".to_owned()],
        sessions: vec![ActSession {
            arrived_at: "2026-11-20T01:00:00Z".parse().unwrap(),
            departed_at: Some("2026-11-20T02:00:00Z".parse().unwrap()),
            source: TimesSource::Record,
        }],
        ..ActDraft::default()
    };
    let act: ActView = user.tell(&format!("/api/v1/cases/{case}/acts"), &act).await;
    let served = StepDraft {
        step: Step::Served,
        happened_at: Some("2026-11-20T03:00:00Z".parse().unwrap()),
        act_id: Some(act.act_id),
        takes_back: None,
        document: Some("送达回证〔2026〕1号".to_owned()),
        approved_by: Some("王某".to_owned()),
        went: vec!["回证一份".to_owned()],
        reason: Some("当面送达".to_owned()),
    };
    let _state: CaseStateView = user.tell(&format!("/api/v1/cases/{case}/states"), &served).await;
    let plate = ObjectDraft {
        kind: ObjectKind::Plate,
        is_party: false,
        name: None,
        number: Some("浙A·12345".to_owned()),
    };
    let _plate: ObjectView = user.tell(&format!("/api/v1/cases/{case}/objects"), &plate).await;
    let detail: CaseDetail = user.read(&format!("/api/v1/cases/{case}")).await;
    let placing = PlacingDraft {
        stage: Some(CaseStage::Investigation),
        act_ids: vec![act.act_id],
        reason: None,
    };
    let path = format!("/api/v1/cases/{case}/links/{}/placing", detail.links[0].link_id);
    assert_eq!(user.post(&path, &placing).await.status(), StatusCode::NO_CONTENT);
    decline(user, case).await;
    act
}

/// What is proposed for the act does not belong to it.
async fn decline(user: &Caller, case: CaseId) {
    let path = format!("/api/v1/cases/{case}/suggestions");
    let list: SuggestionList = user.read(&path).await;
    let choice = |one: &SuggestionView| SuggestionChoice {
        act_id: one.act_id,
        clip_id: one.clip.clip_id,
    };
    let decision = SuggestionDecision {
        declined: list.suggestions.iter().map(choice).collect(),
        ..SuggestionDecision::default()
    };
    let left: SuggestionList = user.tell(&path, &decision).await;
    assert_eq!((list.suggestions.len(), left.suggestions.len()), (1, 0));
    leave_out(user, case, choice(&list.suggestions[0])).await;
}

/// And why it stands outside of the act.
async fn leave_out(user: &Caller, case: CaseId, choice: SuggestionChoice) {
    let draft = LeftOutDraft {
        clip_id: choice.clip_id,
        reason: "of another act".to_owned(),
    };
    let path = format!("/api/v1/cases/{case}/acts/{}/left-out", choice.act_id);
    let covered: CoverageView = user.tell(&path, &draft).await;
    let clip = covered.clips.iter().find(|clip| clip.clip_id == Some(choice.clip_id));
    assert_eq!(clip.unwrap().left_out_reason.as_deref(), Some("of another act"));
}
