//! A seizure by Li and Wang of which twenty seconds are missing; Li and Wang have accounts, and so have three heads.

use evidence_schema::explanation::{ExplanationKind, ExplanationVerdict, SenseMissing};
use evidence_schema::ids::{ExplanationId, UnitId};
use evidence_schema::people::{Actor, Role};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::access::GrantDraft;
use evidence_schema::wire::explanations::{
    ActExplanations, ExplanationDecisionDraft, ExplanationDraft, ExplanationWork,
};
use evidence_schema::wire::ledger::OfficerView;
use reqwest::Response;
use tests::footage::FlawedSpec;
use tests::world::Caller;

use crate::coverage::scene::{Seizure, WHOLE};
use crate::ledger::scene::{A, LI, WANG, officer};

/// Of the officers of the act.
pub(crate) const PASSWORD: &str = "a long and easy sentence";

/// A seizure with people around it.
pub(crate) struct Explained {
    pub(crate) seizure: Seizure,
    /// Officer of the act.
    pub(crate) li: Caller,
    /// Officer of the act, and head of her team.
    pub(crate) wang: Caller,
    /// Head of the team, not there.
    pub(crate) chen: Caller,
    /// Head of the unit above.
    pub(crate) zhou: Caller,
}

async fn with_account(seizure: &Seizure, (number, name): (&str, &str), role: Role) -> Caller {
    seizure.agency.world.add_granted(name, (role, None), PASSWORD);
    let caller = seizure.agency.world.sign_in(name, PASSWORD).await;
    let mut draft = officer(number, name, "11");
    draft.account = Some(name.to_owned());
    let _officer: OfficerView = seizure.agency.administrator.tell("/api/v1/officers", &draft).await;
    caller
}

async fn grant(seizure: &Seizure, name: &str, (role, unit): (Role, &str)) {
    let app = seizure.agency.world.app().await;
    let draft = GrantDraft {
        name: name.to_owned(),
        role,
        unit_number: Some(unit.to_owned()),
    };
    app.role_grant(Actor::system("test"), draft).await.unwrap();
}

impl Explained {
    /// Nobody filmed anything yet.
    pub(crate) async fn bare() -> Self {
        let seizure = Seizure::set().await;
        let li = with_account(&seizure, (LI, "liming"), Role::Officer).await;
        let wang = with_account(&seizure, (WANG, "wangfang"), Role::Officer).await;
        grant(&seizure, "wangfang", (Role::Head, "11")).await;
        let world = &seizure.agency.world;
        let chen = world.granted_named("chen", Role::Head, Some("11")).await;
        let zhou = world.granted_named("zhou", Role::Head, Some("1")).await;
        Self {
            seizure,
            li,
            wang,
            chen,
            zhou,
        }
    }

    /// Filmed, but for twenty seconds from the twentieth to the fortieth.
    pub(crate) async fn with_gap() -> Self {
        let scene = Self::bare().await;
        let half = FlawedSpec { seconds: 30, ..WHOLE };
        let first = scene.seizure.filmed(A, -10, &half).await;
        let second = scene.seizure.filmed(A, 40, &FlawedSpec { pitch: 1, ..half }).await;
        scene.seizure.attach(&[first, second]).await;
        scene
    }

    pub(crate) async fn finish(self) {
        self.seizure.agency.world.finish().await;
    }

    pub(crate) fn path(&self) -> String {
        format!("{}/explanations", self.seizure.path())
    }

    /// So many seconds after arrival.
    pub(crate) fn second(&self, second: i64) -> Timestamp {
        self.seizure.from.plus_ms(second * 1000).unwrap()
    }

    /// What Li says of this stretch.
    pub(crate) fn draft(&self, (from, to): (i64, i64)) -> ExplanationDraft {
        ExplanationDraft {
            kind: ExplanationKind::Stretch,
            sense: SenseMissing::Both,
            from: Some(self.second(from)),
            to: Some(self.second(to)),
            reason: "battery".to_owned(),
            words: "电池耗尽，更换后继续记录".to_owned(),
            document_id: None,
            supersedes: None,
        }
    }

    pub(crate) async fn gives(&self, caller: &Caller, draft: &ExplanationDraft) -> ActExplanations {
        caller.tell(&self.path(), draft).await
    }

    pub(crate) async fn read(&self, caller: &Caller) -> ActExplanations {
        caller.read(&self.path()).await
    }
}

/// The newest explanation.
pub(crate) fn newest(said: &ActExplanations) -> ExplanationId {
    said.explanations.last().unwrap().explanation_id
}

pub(crate) async fn decides(
    caller: &Caller,
    id: ExplanationId,
    (verdict, why): (ExplanationVerdict, Option<&str>),
) -> Response {
    let draft = ExplanationDecisionDraft {
        verdict,
        remark: why.map(str::to_owned),
    };
    caller
        .post(&format!("/api/v1/explanations/{id}/decision"), &draft)
        .await
}

pub(crate) async fn work(caller: &Caller) -> ExplanationWork {
    caller.read("/api/v1/explanations").await
}

/// The unit of the heads.
pub(crate) async fn team(scene: &Explained) -> UnitId {
    scene.seizure.agency.unit_id("11").await
}
