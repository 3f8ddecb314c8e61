//! Case files, acts and objects as people enter them, in the small agency of the ledger's tests.

use evidence_schema::case::{ObjectKind, TimesSource};
use evidence_schema::ids::CaseId;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::acts::{ActDraft, ActSession, ActView, ObjectDraft, ObjectView};
use evidence_schema::wire::cases::{CaseDraft, CaseView, HeadingDraft};

use crate::ledger::scene::{Agency, LI, WANG};

/// A case file of the first team.
pub(crate) fn case(number: &str) -> CaseDraft {
    CaseDraft {
        number: number.to_owned(),
        title: "擅自超限运输".to_owned(),
        heading: Some(HeadingDraft {
            lead_number: Some(LI.to_owned()),
            assisting_number: Some(WANG.to_owned()),
            ..HeadingDraft::default()
        }),
    }
}

pub(crate) async fn open_case(agency: &Agency, number: &str) -> CaseId {
    let view: CaseView = agency.user.tell("/api/v1/cases", &case(number)).await;
    view.case_id
}

pub(crate) const fn session((arrived_at, departed_at): (Timestamp, Option<Timestamp>)) -> ActSession {
    ActSession {
        arrived_at,
        departed_at,
        source: TimesSource::Record,
    }
}

/// A seizure by Li and Wang.
pub(crate) fn seizure(times: (Timestamp, Option<Timestamp>)) -> ActDraft {
    ActDraft {
        kind: "查封扣押".to_owned(),
        place: Some("绕城高速收费站".to_owned()),
        officer_numbers: vec![LI.to_owned(), WANG.to_owned()],
        sessions: vec![session(times)],
        ..ActDraft::default()
    }
}

pub(crate) async fn enter(agency: &Agency, case: CaseId, act: &ActDraft) -> ActView {
    agency.user.tell(&format!("/api/v1/cases/{case}/acts"), act).await
}

pub(crate) fn plate(number: &str) -> ObjectDraft {
    ObjectDraft {
        kind: ObjectKind::Plate,
        is_party: false,
        name: None,
        number: Some(number.to_owned()),
    }
}

pub(crate) async fn concern(agency: &Agency, case: CaseId, object: &ObjectDraft) -> ObjectView {
    agency.user.tell(&format!("/api/v1/cases/{case}/objects"), object).await
}
