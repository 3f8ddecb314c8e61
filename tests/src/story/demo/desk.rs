//! The next morning at the desk: a tag, an act of a second case file with the clip that the server proposes for it, a
//! document beside it, and one search for a plate that finds both case files.

use evidence_schema::case::{CaseCategory, ObjectKind, TimesSource};
use evidence_schema::evidence::UploadState;
use evidence_schema::marks::TagAct;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::acts::{
    ActDraft, ActSession, ActView, ObjectDraft, ObjectSearch, SuggestionChoice, SuggestionDecision, SuggestionList,
};
use evidence_schema::wire::cases::{CaseDetail, CaseDraft, CasePage, CaseView};
use evidence_schema::wire::clips::{ClipPage, ClipView};
use evidence_schema::wire::documents::DocumentList;
use evidence_schema::wire::ledger::AttributionView;
use evidence_schema::wire::marks::{MarkAnswer, TagRequest};

use super::day::{CASE_NUMBER, Day};
use super::ledger::{self, OFFICERS};
use crate::story::Tell;
use crate::world::Caller;
use crate::world::wait::{PATIENCE, eventually};

const NUMBER: &str = "清综执强〔2026〕7号";
const TAG: &str = "seizure";
/// One plate, typed by two people.
const PLATE: [&str; 2] = ["浙A·12345", "浙Ａ１２３４５"];
const RECORD: (&str, &[u8]) = (
    "现场笔录.pdf",
    b"%PDF-1.7\n% the on-site record of a seizure, for show\n%%EOF\n",
);
/// Minutes on either side of what the recorder shows: the officers wrote down when they came and went.
const AROUND_MS: i64 = 5 * 60_000;

/// Everything that is done at the desk.
pub(super) async fn work(day: &Day, tell: Tell<'_>) {
    let user = day.user().await;
    let (clip, from, to) = filmed_by_inspection(day, &user).await;
    tagged(&user, &clip).await;
    tell(&format!("  user tags {} as 查封扣押", clip.file_name));
    let first: CasePage = user.read("/api/v1/cases").await;
    let first = first.cases.into_iter().find(|case| case.number == CASE_NUMBER);
    named(&user, &first.expect("the first case file is there"), PLATE[0]).await;
    let draft = CaseDraft {
        number: NUMBER.to_owned(),
        title: "扣押占道经营工具".to_owned(),
        heading: Some(ledger::heading(CaseCategory::Coercion, 2)),
    };
    let case: CaseView = user.tell("/api/v1/cases", &draft).await;
    named(&user, &case, PLATE[1]).await;
    let accepted = seized(&user, &case, (from, to)).await;
    tell(&format!(
        "  user opens {NUMBER}, enters the seizure; {accepted} clips are proposed for it and accepted"
    ));
    document(&user, &case).await;
    tell(&format!("  user puts {} beside them", RECORD.0));
}

/// The first clip that belongs to the inspecting pair, with its corrected times.
async fn filmed_by_inspection(day: &Day, user: &Caller) -> (ClipView, Timestamp, Timestamp) {
    let serial = &day.volumes[1].spec.serial;
    let query = format!("/api/v1/clips?officer={}&serial={serial}", OFFICERS[2].0);
    let page: ClipPage = user.read(&query).await;
    for clip in page.clips {
        let path = format!("/api/v1/clips/{}/attribution", clip.clip_id);
        let answers: Vec<AttributionView> = user.read(&path).await;
        let last = answers.last().expect("the ledger was asked");
        if let (Some(from), Some(to)) = (last.recorded_from, last.recorded_to) {
            return (clip, from, to);
        }
    }
    panic!("the inspecting pair filmed nothing whose time is known");
}

async fn tagged(user: &Caller, clip: &ClipView) {
    let request = TagRequest {
        clip_ids: vec![clip.clip_id],
        word: TAG.to_owned(),
        act: TagAct::Put,
        reason: None,
    };
    let _answer: MarkAnswer = user.tell("/api/v1/clips/tags", &request).await;
}

async fn named(user: &Caller, case: &CaseView, plate: &str) {
    let draft = ObjectDraft {
        kind: ObjectKind::Plate,
        is_party: false,
        name: None,
        number: Some(plate.to_owned()),
    };
    let path = format!("/api/v1/cases/{}/objects", case.case_id);
    let answer = user.post(&path, &draft).await;
    assert!(answer.status().is_success(), "{path} answered {}", answer.status());
}

/// Enters the act and accepts every proposal; gives their number.
async fn seized(user: &Caller, case: &CaseView, (from, to): (Timestamp, Timestamp)) -> usize {
    let wide = |at: Timestamp, ms| at.plus_ms(ms).expect("a time of this century");
    let draft = ActDraft {
        kind: "查封扣押".to_owned(),
        place: Some("清河县人民路 18 号".to_owned()),
        officer_numbers: [OFFICERS[2].0, OFFICERS[3].0].map(str::to_owned).to_vec(),
        sessions: vec![ActSession {
            arrived_at: wide(from, -AROUND_MS),
            departed_at: Some(wide(to, AROUND_MS)),
            source: TimesSource::Record,
        }],
        ..ActDraft::default()
    };
    let path = format!("/api/v1/cases/{}", case.case_id);
    let _act: ActView = user.tell(&format!("{path}/acts"), &draft).await;
    let proposed: SuggestionList = user.read(&format!("{path}/suggestions")).await;
    assert!(!proposed.suggestions.is_empty(), "nothing is proposed for the act");
    let choices = proposed.suggestions.iter().map(|proposal| SuggestionChoice {
        act_id: proposal.act_id,
        clip_id: proposal.clip.clip_id,
    });
    let decision = SuggestionDecision {
        accepted: choices.collect(),
        ..SuggestionDecision::default()
    };
    let answer = user.post(&format!("{path}/suggestions"), &decision).await;
    assert!(answer.status().is_success(), "the decision: {}", answer.status());
    decision.accepted.len()
}

async fn document(user: &Caller, case: &CaseView) {
    let id = case.case_id.to_string();
    let pairs = [("filename", RECORD.0), ("purpose", "document"), ("case", id.as_str())];
    let size = u64::try_from(RECORD.1.len()).expect("a small file");
    let upload = user.tus_create(size, &pairs).await;
    user.tus_send(upload.id, 0, RECORD.1.to_vec()).await;
    eventually("the document is sealed", PATIENCE, async || {
        let status = user.upload_status(upload.id).await;
        (status.state == UploadState::Sealed).then_some(())
    })
    .await;
}

/// What must be true of it.
pub(super) async fn check(day: &Day, tell: Tell<'_>) {
    let user = day.user().await;
    for plate in PLATE {
        let found: ObjectSearch = user.read(&format!("/api/v1/objects?q={plate}")).await;
        let mut numbers: Vec<&str> = found.found.iter().map(|one| one.case.number.as_str()).collect();
        numbers.sort_unstable();
        let mut wanted = [CASE_NUMBER, NUMBER];
        wanted.sort_unstable();
        assert_eq!(numbers, wanted, "case files with {plate}");
    }
    let tagged: ClipPage = user.read(&format!("/api/v1/clips?tag={TAG}")).await;
    assert_eq!(tagged.clips.len(), 1, "clips that are tagged");
    let cases: CasePage = user.read("/api/v1/cases").await;
    let case = cases.cases.iter().find(|case| case.number == NUMBER);
    let id = case.expect("the second case file is there").case_id;
    let detail: CaseDetail = user.read(&format!("/api/v1/cases/{id}")).await;
    assert!(
        detail
            .links
            .iter()
            .any(|link| link.clip.clip_id == tagged.clips[0].clip_id),
        "the tagged clip was not proposed for the seizure"
    );
    let documents: DocumentList = user.read(&format!("/api/v1/cases/{id}/documents")).await;
    assert_eq!(documents.documents.len(), 1, "documents of {NUMBER}");
    tell(&format!(
        "  ✓ {} finds both case files, typed either way; the tagged clip stands for the seizure, {} beside it",
        PLATE[0], RECORD.0
    ));
}
