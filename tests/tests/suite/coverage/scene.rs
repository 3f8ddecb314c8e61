//! A seizure of one minute by Li and Wang, who hold two recorders; what they filmed of it.

use evidence_schema::ids::{ActId, CaseId, ClipId};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::acts::PlacingDraft;
use evidence_schema::wire::cases::{CaseDetail, LinkRequest};
use evidence_schema::wire::coverage::CoverageView;
use evidence_schema::wire::ledger::HandoverView;
use reqwest::StatusCode;
use tests::footage::{FlawedSpec, flawed};

use crate::cases::scene::{enter, open_case, seizure};
use crate::ledger::scene::{A, Agency, B, LI, WANG};

pub(crate) struct Seizure {
    pub(crate) agency: Agency,
    pub(crate) case: CaseId,
    pub(crate) act: ActId,
    /// Arrival.
    pub(crate) from: Timestamp,
}

/// A minute and a half, without a flaw.
pub(crate) const WHOLE: FlawedSpec = FlawedSpec {
    seconds: 90,
    dark: None,
    silent: None,
    is_sound_only: false,
    pitch: 0,
};

impl Seizure {
    /// Arrival at ten, departure a minute later.
    pub(crate) async fn set() -> Self {
        Self::between(0, 60).await
    }

    /// Arrival and departure so many seconds after ten.
    pub(crate) async fn between(from_s: i64, to_s: i64) -> Self {
        let agency = Agency::set().await;
        let handover = agency.handover((LI, Some(WANG)), &[A, B], (8, Some(18)));
        let _handover: HandoverView = agency.open(&handover).await;
        let case = open_case(&agency, "罚 1").await;
        let second = |s: i64| agency.at(10, 0).plus_ms(s * 1000).unwrap();
        let act = enter(&agency, case, &seizure((second(from_s), Some(second(to_s))))).await;
        Self {
            from: agency.at(10, 0),
            agency,
            case,
            act: act.act_id,
        }
    }

    /// What a recorder filmed from so many seconds after arrival on.
    pub(crate) async fn filmed(&self, serial: &str, from_s: i64, spec: &FlawedSpec) -> ClipId {
        let start = self.from.plus_ms(from_s * 1000).unwrap();
        let name = format!("VIDEO/{serial}_{}.mp4", start.as_millis());
        let capture = self.agency.dock.capture(&name, &flawed(spec));
        self.agency
            .delivered(&capture.from_recorder(serial).filmed_at(start))
            .await
    }

    /// Links clips to the case file and places them at the act.
    pub(crate) async fn attach(&self, clips: &[ClipId]) {
        let user = &self.agency.user;
        let path = format!("/api/v1/cases/{}", self.case);
        let request = LinkRequest {
            clip_ids: clips.to_vec(),
            reason: None,
        };
        let detail: CaseDetail = user.tell(&format!("{path}/clips"), &request).await;
        let placing = PlacingDraft {
            act_ids: vec![self.act],
            ..PlacingDraft::default()
        };
        for link in detail.links.iter().filter(|link| clips.contains(&link.clip.clip_id)) {
            let answer = user
                .post(&format!("{path}/links/{}/placing", link.link_id), &placing)
                .await;
            assert_eq!(answer.status(), StatusCode::NO_CONTENT);
        }
        self.agency.quiet().await;
    }

    /// Filmed and attached.
    pub(crate) async fn shows(&self, serial: &str, from_s: i64, spec: &FlawedSpec) -> ClipId {
        let clip = self.filmed(serial, from_s, spec).await;
        self.attach(&[clip]).await;
        clip
    }

    pub(crate) fn path(&self) -> String {
        format!("/api/v1/cases/{}/acts/{}", self.case, self.act)
    }

    /// The verdict.
    pub(crate) async fn covered(&self) -> CoverageView {
        self.agency.user.read(&format!("{}/coverage", self.path())).await
    }
}

/// Whether a time is about this long: worker and codecs are exact to some tenths of a second.
pub(crate) fn is_about(ms: i64, seconds: i64) -> bool {
    (ms - seconds * 1000).abs() <= 700
}

/// The codes of what a person should look at, but for elements: nobody marks any here, and that is told once.
pub(crate) fn codes(covered: &CoverageView) -> Vec<&str> {
    let codes: Vec<&str> = covered.findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(
        codes.iter().filter(|code| **code == "element_missing").count(),
        1,
        "{codes:?}"
    );
    codes.into_iter().filter(|code| *code != "element_missing").collect()
}
