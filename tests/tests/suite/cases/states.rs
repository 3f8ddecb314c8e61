//! What happened to a case file, entered by people: facts are kept, what is done here may be refused, limits follow.

use evidence_schema::ids::{ActId, CaseId};
use evidence_schema::rules::case_states::{CaseState, CourseFlag, Step, StepRefusal};
use evidence_schema::rules::deadlines::LimitStanding;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::case_states::{CaseStateView, DeadlineList, StepDraft};
use evidence_schema::wire::cases::{CaseDetail, HeadingDraft, HeadingView, LinkRequest};
use evidence_schema::wire::problem::ProblemCode;
use reqwest::{Method, StatusCode};
use tests::world::problem_of;
use tests::world::wait::{PATIENCE, eventually};

use super::scene::{enter, open_case, seizure};
use crate::ledger::scene::{A, Agency};

pub(super) fn step(step: Step, at: Option<Timestamp>) -> StepDraft {
    StepDraft {
        step,
        happened_at: at,
        act_id: None,
        takes_back: None,
        document: None,
        approved_by: None,
        went: Vec::new(),
        reason: None,
    }
}

async fn state(agency: &Agency, case: CaseId, draft: &StepDraft) -> CaseStateView {
    agency.user.tell(&format!("/api/v1/cases/{case}/states"), draft).await
}

async fn happened(agency: &Agency, case: CaseId, word: Step, hour: i64) -> CaseStateView {
    state(agency, case, &step(word, Some(agency.at(hour, 0)))).await
}

/// Code and named fields of a step that was not taken.
async fn not_taken(agency: &Agency, case: CaseId, draft: &StepDraft) -> (StatusCode, ProblemCode, Vec<String>) {
    let answer = agency.user.post(&format!("/api/v1/cases/{case}/states"), draft).await;
    let status = answer.status();
    let problem = problem_of(answer).await;
    (
        status,
        problem.code,
        problem.fields.into_iter().map(|field| field.field).collect(),
    )
}

pub(super) async fn findings(agency: &Agency, case: CaseId, kind: &str) -> Vec<String> {
    let open = agency.world.app().await.store.findings_open().await.unwrap();
    let of_case = open
        .into_iter()
        .filter(|row| row.kind == kind && row.subject == case.to_string());
    of_case.map(|row| row.message).collect()
}

#[tokio::test]
async fn a_decision_that_no_review_passed_is_kept_and_becomes_a_finding() {
    let agency = Agency::set().await;
    let case = open_case(&agency, "浙交执罚〔2026〕71号").await;
    happened(&agency, case, Step::Opened, 8).await;
    happened(&agency, case, Step::ListedAsMajor, 9).await;
    let view = happened(&agency, case, Step::Decided, 12).await;
    assert_eq!((view.state, view.is_major), (CaseState::Decided, true));
    let flags: Vec<_> = view.steps.iter().map(|one| one.flags.clone()).collect();
    assert_eq!(flags, [vec![], vec![], vec![CourseFlag::DecidedUnreviewed]]);
    let found = findings(&agency, case, "case_decided_unreviewed").await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("Step 3 (decided, 2026-11-10 12:00:00)"), "{found:?}");
    agency.world.finish().await;
}

#[tokio::test]
async fn closing_here_is_refused_until_something_was_decided_and_then_done_once() {
    let agency = Agency::set().await;
    let case = open_case(&agency, "浙交执罚〔2026〕72号").await;
    let close = step(Step::Closed, None);
    let refused = (StatusCode::CONFLICT, ProblemCode::Conflict, vec!["step".to_owned()]);
    assert_eq!(not_taken(&agency, case, &close).await, refused);
    let view = happened(&agency, case, Step::Decided, 12).await;
    assert_eq!(view.not_closed_because, None);
    let view = state(&agency, case, &close).await;
    assert_eq!(
        (view.state, view.not_closed_because),
        (CaseState::Closed, Some(StepRefusal::ClosedAlready))
    );
    assert_eq!(not_taken(&agency, case, &close).await, refused);
    assert_eq!(findings(&agency, case, "case_step_odd").await, [""; 0]);
    agency.world.finish().await;
}

#[tokio::test]
async fn what_cannot_be_is_named_with_its_field() {
    let agency = Agency::set().await;
    let case = open_case(&agency, "浙交执罚〔2026〕73号").await;
    let app = agency.world.app().await;
    let tomorrow = app.now().plus_ms(86_400_000);
    let old: Timestamp = "1999-01-01T00:00:00Z".parse().unwrap();
    let named = |field: &str| {
        let fields = vec![field.to_owned()];
        (StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::FieldsInvalid, fields)
    };
    for (draft, field) in [
        (step(Step::Decided, None), "happened_at"),
        (step(Step::Decided, tomorrow), "happened_at"),
        (step(Step::Decided, Some(old)), "happened_at"),
        (step(Step::ReviewPassed, Some(agency.at(9, 0))), "step"),
        (step(Step::TakenBack, None), "takes_back"),
        (step(Step::CorrectionNoted, Some(agency.at(9, 0))), "reason"),
        (
            StepDraft {
                reason: Some("关联有误".to_owned()),
                ..step(Step::CorrectionNoted, Some(agency.at(9, 0)))
            },
            "approved_by",
        ),
        (
            StepDraft {
                act_id: Some(ActId::from_random([7; 16])),
                ..step(Step::Released, Some(agency.at(9, 0)))
            },
            "act_id",
        ),
        (
            StepDraft {
                went: vec!["一件".to_owned(); 101],
                ..step(Step::Transferred, Some(agency.at(9, 0)))
            },
            "went",
        ),
        (
            StepDraft {
                takes_back: Some(1),
                reason: Some("登记有误".to_owned()),
                ..step(Step::TakenBack, None)
            },
            "takes_back",
        ),
    ] {
        assert_eq!(not_taken(&agency, case, &draft).await, named(field), "{draft:?}");
    }
    agency.world.finish().await;
}

#[tokio::test]
async fn an_entry_that_is_taken_back_stays_and_counts_no_more() {
    let agency = Agency::set().await;
    let case = open_case(&agency, "浙交执罚〔2026〕74号").await;
    happened(&agency, case, Step::Decided, 12).await;
    let back = StepDraft {
        takes_back: Some(1),
        reason: Some("登记在另一案件".to_owned()),
        ..step(Step::TakenBack, None)
    };
    let view = state(&agency, case, &back).await;
    assert_eq!(view.state, CaseState::Open);
    let shown: Vec<_> = view.steps.iter().map(|one| (one.number, one.is_taken_back)).collect();
    assert_eq!(shown, [(1, true), (2, false)]);
    let again = not_taken(&agency, case, &back).await;
    assert_eq!(again.0, StatusCode::UNPROCESSABLE_ENTITY);
    agency.world.finish().await;
}

#[tokio::test]
async fn a_transfer_has_its_clocks_and_a_refusal_by_the_police_opens_the_case_file_again() {
    let agency = Agency::set().await;
    let case = open_case(&agency, "浙交执罚〔2026〕75号").await;
    happened(&agency, case, Step::TransferProposed, 8).await;
    happened(&agency, case, Step::TransferDecided, 10).await;
    let handed = StepDraft {
        went: vec![
            "案卷一册".to_owned(),
            "查封车辆一辆".to_owned(),
            "移送通知书".to_owned(),
        ],
        ..step(Step::Transferred, Some(agency.at(15, 0)))
    };
    let view = state(&agency, case, &handed).await;
    assert_eq!(
        (view.state, view.not_closed_because),
        (CaseState::Transferred, Some(StepRefusal::PoliceHaveNotAnswered))
    );
    assert_eq!(view.steps.last().unwrap().went.len(), 3);
    let limits: Vec<_> = view
        .deadlines
        .iter()
        .map(|one| (one.code.as_str(), one.last_day.to_string(), one.answered_at.is_some()))
        .collect();
    assert_eq!(
        limits,
        [
            ("transfer_answer", "2026-11-13".to_owned(), false),
            ("transfer_handover", "2026-11-11".to_owned(), true),
            ("transfer_decision", "2026-11-13".to_owned(), true),
        ]
    );
    let view = happened(&agency, case, Step::TransferRefused, 20).await;
    assert_eq!((view.state, view.not_sent_because), (CaseState::Open, None));
    agency.world.finish().await;
}

#[tokio::test]
async fn limits_run_from_acts_and_steps_and_stand_in_one_list_nearest_first() {
    let agency = Agency::set().await;
    let case = open_case(&agency, "浙交执罚〔2026〕76号").await;
    let heading = HeadingDraft {
        category: Some(evidence_schema::case::CaseCategory::Penalty),
        reason: Some("立案".to_owned()),
        ..HeadingDraft::default()
    };
    let _heading: HeadingView = agency
        .user
        .tell(&format!("/api/v1/cases/{case}/heading"), &heading)
        .await;
    let mut urgent = seizure((agency.at(10, 0), Some(agency.at(11, 0))));
    urgent.is_urgent = true;
    let act = enter(&agency, case, &urgent).await;
    let view = happened(&agency, case, Step::Opened, 9).await;
    let ends: Vec<_> = view
        .deadlines
        .iter()
        .map(|one| (one.code.as_str(), one.ends_at.to_string(), one.act_id))
        .collect();
    let of_act = Some(act.act_id);
    assert_eq!(
        ends,
        [
            ("urgent_approval", "2026-11-11T02:00:00.000000Z".to_owned(), of_act),
            ("seizure", "2026-12-10T16:00:00.000000Z".to_owned(), of_act),
            ("penalty_decision", "2027-02-08T16:00:00.000000Z".to_owned(), None),
        ]
    );
    let list: DeadlineList = agency.user.read("/api/v1/deadlines").await;
    let codes: Vec<_> = list.deadlines.iter().map(|line| line.deadline.code.as_str()).collect();
    assert_eq!(codes, ["urgent_approval", "seizure", "penalty_decision"]);
    assert!(list.over >= 1 && !list.is_cut, "{list:?}");
    let released = StepDraft {
        act_id: of_act,
        ..step(Step::Released, Some(agency.at(20, 0)))
    };
    let view = state(&agency, case, &released).await;
    let met = view.deadlines.iter().find(|one| one.code == "seizure").unwrap();
    assert_eq!(met.standing, LimitStanding::Met);
    agency.world.finish().await;
}

#[tokio::test]
async fn the_page_shows_state_limits_and_why_it_cannot_be_closed() {
    let agency = Agency::set().await;
    let case = open_case(&agency, "浙交执罚〔2026〕77号").await;
    happened(&agency, case, Step::TransferProposed, 8).await;
    let read = async |path: String| {
        let asked = agency.user.request(Method::GET, &path).header("Accept", "text/html");
        asked.send().await.unwrap().text().await.unwrap()
    };
    let page = read(format!("/cases/{case}")).await;
    for words in [
        "办理中",
        "提请移送公安",
        "负责人决定是否移送",
        "尚未作出决定",
        "待法制机构确认",
    ] {
        assert!(page.contains(words), "{words} is missing: {page}");
    }
    let list = read("/deadlines".to_owned()).await;
    assert!(
        list.contains("浙交执罚〔2026〕77号") && list.contains("负责人决定是否移送"),
        "{list}"
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn after_closing_links_change_by_a_correction_note_only_and_none_is_ended() {
    let agency = Agency::set().await;
    let case = open_case(&agency, "浙交执罚〔2026〕78号").await;
    let first = agency.delivered(&agency.recording(A, agency.at(10, 10))).await;
    let second = agency.delivered(&agency.recording(A, agency.at(12, 10))).await;
    let request = |clip| LinkRequest {
        clip_ids: vec![clip],
        reason: None,
    };
    let links = format!("/api/v1/cases/{case}/clips");
    let linked: CaseDetail = agency.user.tell(&links, &request(first)).await;
    happened(&agency, case, Step::Decided, 12).await;
    state(&agency, case, &step(Step::Closed, None)).await;
    let path = format!("/api/v1/cases/{case}/links/{}", linked.links[0].link_id);
    let unlinked = agency.user.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(problem_of(unlinked).await.code, ProblemCode::Conflict);
    let refused = agency.user.post(&links, &request(second)).await;
    assert_eq!(problem_of(refused).await.code, ProblemCode::Conflict);
    let note = StepDraft {
        approved_by: Some("王某".to_owned()),
        reason: Some("漏关联现场音像，补充关联".to_owned()),
        ..step(Step::CorrectionNoted, Some(agency.world.app().await.now()))
    };
    state(&agency, case, &note).await;
    let linked: CaseDetail = agency.user.tell(&links, &request(second)).await;
    assert_eq!(linked.links.len(), 2);
    let unlinked = agency.user.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(
        unlinked.status(),
        StatusCode::CONFLICT,
        "a link is never ended after closing"
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn forced_execution_at_night_becomes_a_finding_that_names_what_is_missing() {
    let agency = Agency::set().await;
    let case = open_case(&agency, "浙交执罚〔2026〕79号").await;
    let mut night = seizure((agency.at(21, 0), Some(agency.at(23, 0))));
    night.kind = "强制拆除".to_owned();
    night.is_urgent = true;
    let act = enter(&agency, case, &night).await;
    let mut day = seizure((agency.at(9, 0), Some(agency.at(11, 0))));
    day.kind = "强制拆除".to_owned();
    enter(&agency, case, &day).await;
    let found = eventually("the night is found", PATIENCE, async || {
        let open = agency.world.app().await.store.findings_open().await.unwrap();
        open.into_iter().find(|row| row.kind == "act_not_then")
    })
    .await;
    assert_eq!(found.subject, act.act_id.to_string());
    assert!(
        found.message.contains("at night") && found.message.contains("approving head"),
        "{found:?}"
    );
    agency.world.finish().await;
}
