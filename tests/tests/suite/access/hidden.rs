//! What does not exist for somebody leaves no trace in searches, other words or other case files.

use evidence_schema::ids::{CaseId, ClipId};
use evidence_schema::people::Role;
use evidence_schema::sensitivity::Flag;
use evidence_schema::wire::access::{SensitivityDraft, SensitivityPage};
use evidence_schema::wire::acts::ObjectSearch;
use evidence_schema::wire::cases::{CaseDetail, LinkRequest};
use evidence_schema::wire::clips::ClipPage;
use evidence_schema::wire::ledger::OfficerView;
use reqwest::StatusCode;
use tests::world::{Caller, problem_of};

use crate::cases::scene::{concern, enter, open_case, plate, seizure};
use crate::ledger::scene::{A, Agency, LI, SUN, WANG, ZHAO, officer};

/// A clip of Li and Wang in a case file that is flagged, with a plate, a place and a reason; an account of Zhao, who led
/// at the clip's time as well as they did.
struct Secret {
    agency: Agency,
    clip: ClipId,
    case: CaseId,
    zhao: Caller,
}

async fn flag(agency: &Agency, case: CaseId) {
    let draft = SensitivityDraft {
        flags: vec![Flag::Minor],
        reason: "a child is concerned".to_owned(),
    };
    let path = format!("/api/v1/cases/{case}/sensitivity");
    let _said: SensitivityPage = agency.user.tell(&path, &draft).await;
}

async fn secret() -> Secret {
    let agency = Agency::set().await;
    let zhao = agency.world.granted_named("赵强", Role::Officer, None).await;
    let mut draft = officer(ZHAO, "赵强", "12");
    draft.account = Some("赵强".to_owned());
    let _officer: OfficerView = agency.administrator.tell("/api/v1/officers", &draft).await;
    agency
        .open(&agency.handover((ZHAO, Some(SUN)), &[A], (8, Some(18))))
        .await;
    let clip = agency.delivered(&agency.recording(A, agency.at(10, 10))).await;
    let case = open_case(&agency, "罚 1").await;
    concern(&agency, case, &plate("浙A·12345")).await;
    enter(&agency, case, &seizure((agency.at(10, 0), Some(agency.at(11, 0))))).await;
    let request = LinkRequest {
        clip_ids: vec![clip],
        reason: Some("证人指认现场".to_owned()),
    };
    let path = format!("/api/v1/cases/{case}/clips");
    let _linked: CaseDetail = agency.user.tell(&path, &request).await;
    flag(&agency, case).await;
    agency.quiet().await;
    Secret {
        agency,
        clip,
        case,
        zhao,
    }
}

async fn found(caller: &Caller, query: &str) -> Vec<ClipId> {
    let page: ClipPage = caller.read(&format!("/api/v1/clips?{query}")).await;
    page.clips.into_iter().map(|clip| clip.clip_id).collect()
}

#[tokio::test]
async fn own_clip_is_not_found_by_what_a_hidden_case_file_says() {
    let secret = secret().await;
    let path = format!("/api/v1/cases/{}", secret.case);
    assert_eq!(secret.zhao.get(&path).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(found(&secret.zhao, "").await, [secret.clip], "their own footage");
    for query in ["object=浙A12345", "place=收费站", "q=证人指认"] {
        assert_eq!(found(&secret.agency.user, query).await, [secret.clip], "{query}");
        assert_eq!(found(&secret.zhao, query).await, [], "{query}");
    }
    assert_eq!(
        found(&secret.zhao, "q=赵强").await,
        [secret.clip],
        "what is theirs is found"
    );
    secret.agency.world.finish().await;
}

#[tokio::test]
async fn hidden_object_hides_no_other_one() {
    let secret = secret().await;
    let handler = secret.agency.world.granted(Role::CaseHandler, Some("11")).await;
    let open = open_case(&secret.agency, "罚 2").await;
    concern(&secret.agency, open, &plate("浙A·12345挂")).await;
    let found: ObjectSearch = handler.read("/api/v1/objects?q=浙A12345").await;
    let numbers: Vec<&str> = found.found.iter().map(|found| found.case.number.as_str()).collect();
    assert_eq!(
        numbers,
        ["罚 2"],
        "the hidden whole plate does not stand in the way of the part"
    );
    let all: ObjectSearch = secret.agency.user.read("/api/v1/objects?q=浙A12345").await;
    assert_eq!(all.found.len(), 1, "{all:?}");
    secret.agency.world.finish().await;
}

#[tokio::test]
async fn hidden_number_and_unknown_number_are_answered_word_for_word_alike() {
    let secret = secret().await;
    let handler = secret.agency.world.granted(Role::CaseHandler, Some("11")).await;
    let anybody = secret.agency.world.anonymous();
    for caller in [&handler, &secret.zhao, &anybody] {
        let mut told = Vec::new();
        for number in ["罚 1", "罚 99"] {
            let answer = caller.get(&format!("/api/v1/cases/{number}/readiness")).await;
            let problem = problem_of(answer).await;
            told.push((problem.status, problem.code, problem.detail, problem.next));
        }
        assert_eq!(told[0], told[1]);
    }
    secret.agency.world.finish().await;
}

#[tokio::test]
async fn whoever_sees_the_case_file_finds_its_footage_by_its_objects() {
    let agency = Agency::set().await;
    agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(18))))
        .await;
    let clip = agency.delivered(&agency.recording(A, agency.at(10, 10))).await;
    let case = open_case(&agency, "罚 3").await;
    concern(&agency, case, &plate("浙B·54321")).await;
    let request = LinkRequest {
        clip_ids: vec![clip],
        reason: None,
    };
    let _linked: CaseDetail = agency.user.tell(&format!("/api/v1/cases/{case}/clips"), &request).await;
    agency.quiet().await;
    let handler = agency.world.granted(Role::CaseHandler, Some("1")).await;
    assert_eq!(found(&handler, "object=浙B54321").await, [clip]);
    agency.world.finish().await;
}
