//! A small agency: two teams, four officers, two recorders, a dock.

use evidence_schema::ids::{ClipId, OfficerId, RecorderId, UnitId};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::ledger::{
    AttributionView, DeviceDraft, HandoverDraft, HandoverView, OfficerDraft, OfficerView, UnitDraft, UnitView,
};
use evidence_server::store::finding::FindingRow;
use reqwest::StatusCode;
use serde::Serialize;
use tests::world::{Caller, Capture, Engine, TestDock, Tolerated, World, WorldSpec, problem_of};

pub(crate) const A: &str = "AAAAAA1";
pub(crate) const B: &str = "BBBBBB2";
pub(crate) const LI: &str = "100001";
pub(crate) const WANG: &str = "100002";
pub(crate) const ZHAO: &str = "200001";
pub(crate) const SUN: &str = "200002";

pub(crate) struct Agency {
    pub(crate) world: World,
    pub(crate) administrator: Caller,
    pub(crate) user: Caller,
    pub(crate) dock: TestDock,
    /// The day that everything happens on, 00:00 in China.
    day: Timestamp,
}

pub(crate) fn unit(number: &str, parent: Option<&str>) -> UnitDraft {
    UnitDraft {
        number: number.to_owned(),
        name: format!("第{number}大队"),
        parent_number: parent.map(str::to_owned),
        erasing_is_on: None,
        erasing_rest_hours: None,
    }
}

pub(crate) fn officer(number: &str, name: &str, unit: &str) -> OfficerDraft {
    OfficerDraft {
        number: number.to_owned(),
        name: name.to_owned(),
        unit_number: unit.to_owned(),
        unit_from: Some("2020-01-01".parse().unwrap()),
        certificate_number: Some(format!("ZJ{number}")),
        certificate_from: Some("2020-01-01".parse().unwrap()),
        certificate_to: Some("2099-12-31".parse().unwrap()),
        is_inspecting: true,
        is_assistant: false,
        account: None,
        off_duty_on: None,
    }
}

impl Agency {
    pub(crate) async fn set() -> Self {
        Self::in_world(World::start().await).await
    }

    /// On these engines, whatever the others of this run are.
    pub(crate) async fn set_on(engine: Engine) -> Self {
        Self::in_world(World::with(WorldSpec::default().on(engine)).await).await
    }

    pub(crate) async fn in_world(world: World) -> Self {
        let (administrator, user) = (world.administrator().await, world.user().await);
        let dock = world.dock("north gate").await;
        world.add_recorder(A);
        world.add_recorder(B);
        let agency = Self {
            world,
            administrator,
            user,
            dock,
            day: "2026-11-10T00:00:00+08:00".parse().unwrap(),
        };
        for draft in [unit("1", None), unit("11", Some("1")), unit("12", Some("1"))] {
            let _unit: UnitView = agency.administrator.tell("/api/v1/units", &draft).await;
        }
        for (number, name, unit) in [
            (LI, "李明", "11"),
            (WANG, "王芳", "11"),
            (ZHAO, "赵强", "12"),
            (SUN, "孙丽", "12"),
        ] {
            let draft = officer(number, name, unit);
            let _officer: OfficerView = agency.administrator.tell("/api/v1/officers", &draft).await;
        }
        agency
    }

    /// That day at this hour and minute.
    pub(crate) fn at(&self, hour: i64, minute: i64) -> Timestamp {
        self.day.plus_ms((hour * 60 + minute) * 60_000).unwrap()
    }

    pub(crate) async fn unit_id(&self, number: &str) -> UnitId {
        let units: Vec<UnitView> = self.user.read("/api/v1/units").await;
        units.into_iter().find(|unit| unit.number == number).unwrap().unit_id
    }

    pub(crate) async fn officer_id(&self, number: &str) -> OfficerId {
        let officers: Vec<OfficerView> = self.user.read("/api/v1/officers").await;
        officers
            .into_iter()
            .find(|officer| officer.number == number)
            .unwrap()
            .officer_id
    }

    pub(crate) async fn recorder_id(&self, serial: &str) -> RecorderId {
        let app = self.world.app().await;
        app.store.recorder_by_serial(serial).await.unwrap().unwrap().id
    }

    pub(crate) fn handover(
        &self,
        pair: (&str, Option<&str>),
        serials: &[&str],
        hours: (i64, Option<i64>),
    ) -> HandoverDraft {
        HandoverDraft {
            unit_number: None,
            lead_number: pair.0.to_owned(),
            assisting_number: pair.1.map(str::to_owned),
            recorder_serials: serials.iter().map(|serial| (*serial).to_owned()).collect(),
            from: Some(self.at(hours.0, 0)),
            to: hours.1.map(|hour| self.at(hour, 0)),
        }
    }

    pub(crate) async fn open(&self, draft: &HandoverDraft) -> HandoverView {
        self.user.tell("/api/v1/handovers", draft).await
    }

    /// A recording of this recorder that began then, by a clock that the dock compared to two seconds.
    pub(crate) fn recording(&self, serial: &str, start: Timestamp) -> Capture {
        let path = format!("VIDEO/{serial}_{}.bin", start.as_micros());
        let capture = self.dock.capture(&path, path.as_bytes());
        capture.from_recorder(serial).filmed_at(start)
    }

    /// Delivered, looked into and attributed.
    pub(crate) async fn delivered(&self, capture: &Capture) -> ClipId {
        let clip_id = self.dock.deliver(capture).await.clip_id();
        self.quiet().await;
        clip_id
    }

    pub(crate) async fn quiet(&self) {
        self.world.await_quiet(&Tolerated::default()).await;
    }

    pub(crate) async fn answers(&self, clip: ClipId) -> Vec<AttributionView> {
        self.user.read(&format!("/api/v1/clips/{clip}/attribution")).await
    }

    /// The pair that the newest answer names.
    pub(crate) async fn pair_of(&self, clip: ClipId) -> Option<(OfficerId, Option<OfficerId>)> {
        let last = self.answers(clip).await.pop().unwrap();
        last.lead_id.map(|lead| (lead, last.assisting_id))
    }

    pub(crate) async fn pair(&self, lead: &str, assisting: &str) -> Option<(OfficerId, Option<OfficerId>)> {
        Some((self.officer_id(lead).await, Some(self.officer_id(assisting).await)))
    }

    /// The open finding of this kind about this thing.
    pub(crate) async fn finding(&self, kind: &str, subject: impl std::fmt::Display) -> Option<FindingRow> {
        let app = self.world.app().await;
        app.store.finding_open_of(kind, &subject.to_string()).await.unwrap()
    }
}

/// Sends what must be refused; gives the fields that are named.
pub(crate) async fn refused_fields(caller: &Caller, path: &str, body: &impl Serialize) -> Vec<String> {
    let answer = caller.post(path, body).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    let problem = problem_of(answer).await;
    problem.fields.into_iter().map(|field| field.field).collect()
}

/// The device of a recorder, as an administrator states it.
pub(crate) fn device(unit: &str, state: evidence_schema::ledger::DeviceState, note: Option<&str>) -> DeviceDraft {
    DeviceDraft {
        unit_number: unit.to_owned(),
        kind: evidence_schema::ledger::DeviceKind::Recorder,
        state,
        note: note.map(str::to_owned),
    }
}
