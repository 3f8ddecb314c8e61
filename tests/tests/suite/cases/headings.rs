//! Headings are versions; numbers are written as their unit writes them.

use evidence_schema::case::{CaseCategory, CaseStage};
use evidence_schema::wire::cases::{CaseView, HeadingDraft, HeadingView, NumberPatternDraft, NumberPatternView};
use reqwest::StatusCode;
use tests::world::problem_of;

use super::scene::{case, open_case};
use crate::ledger::scene::{Agency, LI, ZHAO, refused_fields};

fn pattern(unit: &str, category: Option<CaseCategory>, pattern: Option<&str>) -> NumberPatternDraft {
    NumberPatternDraft {
        unit_number: unit.to_owned(),
        category,
        pattern: pattern.map(str::to_owned),
    }
}

async fn state(agency: &Agency, draft: &NumberPatternDraft) {
    let answer = agency.administrator.post("/api/v1/case-numbers", draft).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_heading_is_stated_anew_with_a_reason_and_the_older_one_stays() {
    let agency = Agency::set().await;
    let id = open_case(&agency, "浙交执罚〔2026〕1号").await;
    let path = format!("/api/v1/cases/{id}/heading");
    let mut draft = HeadingDraft {
        category: Some(CaseCategory::Penalty),
        lead_number: Some(ZHAO.to_owned()),
        stage: Some(CaseStage::Review),
        ..HeadingDraft::default()
    };
    assert_eq!(refused_fields(&agency.user, &path, &draft).await, ["reason"]);
    draft.reason = Some("移交二大队办理".to_owned());
    let stated: HeadingView = agency.user.tell(&path, &draft).await;
    assert_eq!(
        stated.unit_id,
        Some(agency.unit_id("12").await),
        "the lead officer's unit"
    );
    let all: Vec<HeadingView> = agency.user.read(&path).await;
    let leads: Vec<_> = all.iter().map(|heading| (heading.version, heading.lead_id)).collect();
    let (li, zhao) = (agency.officer_id(LI).await, agency.officer_id(ZHAO).await);
    assert_eq!(leads, [(1, Some(li)), (2, Some(zhao))]);
    agency.world.finish().await;
}

#[tokio::test]
async fn a_number_that_its_unit_writes_otherwise_is_refused_with_the_pattern() {
    let agency = Agency::set().await;
    state(&agency, &pattern("11", None, Some("浙交执罚〔{year}〕{n}号"))).await;
    let answer = agency.user.post("/api/v1/cases", &case("浙交执罚[2026]1号")).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let field = problem_of(answer).await.fields.remove(0);
    assert_eq!(field.field, "number");
    assert!(field.message.contains("浙交执罚〔{year}〕{n}号"), "{}", field.message);
    open_case(&agency, "浙交执罚〔2026〕1号").await;
    // Another category has a pattern of its own; taken back, any number is taken.
    state(
        &agency,
        &pattern("11", Some(CaseCategory::Coercion), Some("浙交执强〔{year}〕{n}号")),
    )
    .await;
    let mut coercion = case("浙交执罚〔2026〕2号");
    coercion.heading.as_mut().unwrap().category = Some(CaseCategory::Coercion);
    assert_eq!(
        refused_fields(&agency.user, "/api/v1/cases", &coercion).await,
        ["number"]
    );
    state(&agency, &pattern("11", Some(CaseCategory::Coercion), None)).await;
    state(&agency, &pattern("11", None, None)).await;
    coercion.number = "随便 7".to_owned();
    let _case: CaseView = agency.user.tell("/api/v1/cases", &coercion).await;
    let standing: Vec<NumberPatternView> = agency.user.read("/api/v1/case-numbers").await;
    assert_eq!(standing, []);
    agency.world.finish().await;
}

#[tokio::test]
async fn a_case_file_that_moves_to_a_unit_with_another_pattern_becomes_a_finding() {
    let agency = Agency::set().await;
    let id = open_case(&agency, "随便 1").await;
    state(&agency, &pattern("12", None, Some("二大队{n}"))).await;
    let moved = HeadingDraft {
        unit_number: Some("12".to_owned()),
        reason: Some("移交".to_owned()),
        ..HeadingDraft::default()
    };
    let _heading: HeadingView = agency.user.tell(&format!("/api/v1/cases/{id}/heading"), &moved).await;
    let finding = agency.finding("case_number_pattern", id).await.unwrap();
    assert!(finding.message.contains("二大队{n}"), "{}", finding.message);
    agency.world.finish().await;
}

#[tokio::test]
async fn a_number_that_another_unit_uses_is_refused_and_the_unit_is_named() {
    let agency = Agency::set().await;
    open_case(&agency, "浙交执罚〔2026〕1号").await;
    let mut same = case("浙交执罚〔2026〕1号");
    same.heading.as_mut().unwrap().unit_number = Some("12".to_owned());
    let answer = agency.user.post("/api/v1/cases", &same).await;
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    let problem = problem_of(answer).await;
    assert!(
        problem.fields[0].message.contains("11 第11大队"),
        "{:?}",
        problem.fields
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn what_is_no_pattern_is_refused() {
    let agency = Agency::set().await;
    for text in ["罚{n}{year}", "{month}{n}", "罚号", "{n}{n}"] {
        let draft = pattern("11", None, Some(text));
        let fields = refused_fields(&agency.administrator, "/api/v1/case-numbers", &draft).await;
        assert_eq!(fields, ["pattern"], "{text}");
    }
    agency.world.finish().await;
}
