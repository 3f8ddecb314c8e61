//! The explanations' part of the story, and that of marks: a row in each of their tables, for edits to be named.

use evidence_schema::explanation::{ExplanationKind, ExplanationVerdict, SenseMissing};
use evidence_schema::ids::{CaseId, ClipId};
use evidence_schema::marks::MarkKind;
use evidence_schema::people::Role;
use evidence_schema::wire::acts::ActView;
use evidence_schema::wire::explanations::{ActExplanations, ExplanationDecisionDraft, ExplanationDraft, SiteNoteDraft};
use evidence_schema::wire::ledger::{OfficerDraft, OfficerView};
use evidence_schema::wire::time_marks::{TimeMarkDraft, TimeMarkList, TimeMarkRemoval};
use tests::world::{Caller, World};

/// The officer of the act gets an account.
async fn officer(world: &World) -> Caller {
    let caller = world.granted_named("liming", Role::Officer, None).await;
    let draft = OfficerDraft {
        number: "7".to_owned(),
        name: "李明".to_owned(),
        unit_number: "1".to_owned(),
        unit_from: None,
        certificate_number: Some("A7".to_owned()),
        certificate_from: Some("2024-01-01".parse().unwrap()),
        certificate_to: Some("2030-12-31".parse().unwrap()),
        is_inspecting: true,
        is_assistant: false,
        account: Some("liming".to_owned()),
        off_duty_on: None,
    };
    let _officer: OfficerView = world.administrator().await.tell("/api/v1/officers", &draft).await;
    caller
}

/// A stretch is explained and approved, the site is described, and a mark is set and taken back.
pub(super) async fn told(world: &World, head: &Caller, (case, act, clip): (CaseId, ActView, ClipId)) {
    let officer = officer(world).await;
    let path = format!("/api/v1/cases/{case}/acts/{}", act.act_id);
    let draft = ExplanationDraft {
        kind: ExplanationKind::Stretch,
        sense: SenseMissing::Sound,
        from: Some("2026-11-20T01:10:00Z".parse().unwrap()),
        to: Some("2026-11-20T01:12:00Z".parse().unwrap()),
        reason: "battery".to_owned(),
        words: "更换电池".to_owned(),
        document_id: None,
        supersedes: None,
    };
    let given: ActExplanations = officer.tell(&format!("{path}/explanations"), &draft).await;
    let approval = ExplanationDecisionDraft {
        verdict: ExplanationVerdict::Approved,
        remark: Some("属实".to_owned()),
    };
    let decision = format!("/api/v1/explanations/{}/decision", given.explanations[0].explanation_id);
    let decided: ActExplanations = head.tell(&decision, &approval).await;
    assert_eq!(decided.explained.len(), 1);
    let site = SiteNoteDraft {
        arrived_at: act.sessions[0].arrived_at,
        is_at_end: true,
        words: "大门已贴封条".to_owned(),
    };
    let _site: ActExplanations = officer.tell(&format!("{path}/site"), &site).await;
    marked(head, clip).await;
}

async fn marked(user: &Caller, clip: ClipId) {
    let draft = TimeMarkDraft {
        at_ms: 1500,
        kind: MarkKind::Note,
        words: "当事人到场".to_owned(),
    };
    let path = format!("/api/v1/clips/{clip}/time-marks");
    let set: TimeMarkList = user.tell(&path, &draft).await;
    let removal = TimeMarkRemoval {
        reason: Some("位置有误".to_owned()),
    };
    let path = format!("{path}/{}/removal", set.marks[0].mark_id);
    let left: TimeMarkList = user.tell(&path, &removal).await;
    assert_eq!(left.marks, []);
}
