//! A seizure with people around it, and a legal reviewer of the unit who had no part in it.

use evidence_schema::case::TimesSource;
use evidence_schema::explanation::ExplanationVerdict;
use evidence_schema::ids::RecordId;
use evidence_schema::people::Role;
use evidence_schema::rules::case_states::{CaseState, Step};
use evidence_schema::wire::acts::{ActSession, ActView};
use evidence_schema::wire::case_states::{CaseStateView, StepDraft};
use evidence_schema::wire::problem::Problem;
use evidence_schema::wire::review::{BundleDraft, GateView, OpinionDraft, RecordView, ReviewOutcome, ReviewView};
use reqwest::StatusCode;
use tests::world::{Caller, problem_of};

use crate::cases::scene::{enter, seizure};
use crate::explanations::scene::{Explained, decides, newest};

pub(crate) struct Reviewed {
    pub(crate) scene: Explained,
    /// Legal reviewer of the team.
    pub(crate) lawyer: Caller,
}

impl Reviewed {
    /// Filmed, but for twenty seconds that nobody explained.
    pub(crate) async fn with_gap() -> Self {
        Self::of(Explained::with_gap().await).await
    }

    /// Nobody filmed anything.
    pub(crate) async fn bare() -> Self {
        Self::of(Explained::bare().await).await
    }

    async fn of(scene: Explained) -> Self {
        let world = &scene.seizure.agency.world;
        let lawyer = world.granted_named("fang", Role::LegalReviewer, Some("11")).await;
        Self { scene, lawyer }
    }

    pub(crate) fn user(&self) -> &Caller {
        &self.scene.seizure.agency.user
    }

    pub(crate) fn case(&self) -> String {
        format!("/api/v1/cases/{}", self.scene.seizure.case)
    }

    pub(crate) async fn gate(&self, gate: &str) -> GateView {
        self.user().read(&format!("{}/gates/{gate}", self.case())).await
    }

    /// Li explains the gap, and the head of the team who was not there approves.
    pub(crate) async fn explained(&self) {
        let scene = &self.scene;
        let said = scene.gives(&scene.li, &scene.draft((18, 42))).await;
        let answer = decides(&scene.chen, newest(&said), (ExplanationVerdict::Approved, None)).await;
        assert!(answer.status().is_success(), "{:?}", answer.text().await);
    }

    pub(crate) async fn sent(&self) -> RecordView {
        let path = format!("{}/bundles", self.case());
        self.user().tell(&path, &BundleDraft::default()).await
    }

    /// Sending that must be refused.
    pub(crate) async fn not_sent(&self) -> Problem {
        let path = format!("{}/bundles", self.case());
        let answer = self.user().post(&path, &BundleDraft::default()).await;
        assert_eq!(answer.status(), StatusCode::CONFLICT);
        problem_of(answer).await
    }

    pub(crate) fn opinion(record_id: RecordId, outcome: ReviewOutcome) -> OpinionDraft {
        OpinionDraft {
            record_id,
            outcome,
            text: "请补充清点物品的录像，或者说明原因。".to_owned(),
            counsel_document_id: None,
        }
    }

    pub(crate) async fn judged(&self, record_id: RecordId, outcome: ReviewOutcome) -> ReviewView {
        let path = format!("{}/opinions", self.case());
        self.lawyer.tell(&path, &Self::opinion(record_id, outcome)).await
    }

    pub(crate) async fn state(&self) -> CaseState {
        self.states().await.state
    }

    pub(crate) async fn states(&self) -> CaseStateView {
        self.user().read(&format!("{}/states", self.case())).await
    }

    pub(crate) fn step(&self, step: Step) -> StepDraft {
        let is_here = step.is_taken_here();
        StepDraft {
            step,
            happened_at: (!is_here).then(|| self.scene.second(3600)),
            act_id: None,
            takes_back: None,
            document: None,
            approved_by: None,
            went: Vec::new(),
            reason: None,
        }
    }

    pub(crate) async fn happened(&self, step: Step) -> CaseStateView {
        self.user()
            .tell(&format!("{}/states", self.case()), &self.step(step))
            .await
    }

    /// Another act of the same officers.
    pub(crate) async fn act(&self, kind: &str, seconds: (i64, Option<i64>)) -> ActView {
        let mut draft = seizure((self.scene.second(seconds.0), None));
        draft.kind = kind.to_owned();
        draft.sessions = vec![ActSession {
            arrived_at: self.scene.second(seconds.0),
            departed_at: seconds.1.map(|second| self.scene.second(second)),
            source: TimesSource::Record,
        }];
        enter(&self.scene.seizure.agency, self.scene.seizure.case, &draft).await
    }

    pub(crate) async fn finish(self) {
        self.scene.finish().await;
    }
}
