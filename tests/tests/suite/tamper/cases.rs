//! The case files' part of the story: a row in each of their tables, for edits to be named.

use evidence_schema::case::{CaseCategory, CaseStage};
use evidence_schema::ids::CaseId;
use evidence_schema::wire::cases::{HeadingDraft, HeadingView, NumberPatternDraft};
use reqwest::StatusCode;
use tests::world::Caller;

/// How the unit writes its numbers, and what the case file is about.
pub(super) async fn told(user: &Caller, case: CaseId) {
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
}
