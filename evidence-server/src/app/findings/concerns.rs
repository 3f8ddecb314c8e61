//! Whom a finding concerns: the clip, case file, handover, recorder or dock that it is about, and their unit.
//!
//! What must stay true: a finding about something of a unit is for those of that unit; what belongs to no unit at all is
//! for administrators, auditors and the top of the tree; nothing is for everybody.

use evidence_schema::custody::entry::{Entry, Event};
use evidence_schema::ids::{
    ActId, CaptureId, CaseId, ClipId, DockId, DockingId, DocumentId, HandoverId, RecorderId, RoomUseId, UnitId,
};
use evidence_schema::people::{Actor, Role, Roles};
use evidence_schema::rules::access::{Asker, Grounds, Reach, Subject};

use crate::app::{App, AppError, AppResult};
use crate::store::finding::FindingRow;

impl App {
    /// What the rule is asked about, for a finding.
    pub(super) async fn subject_of_finding(
        &self,
        (asker, grounds): (Asker, &Grounds),
        finding: &FindingRow,
    ) -> AppResult<Subject> {
        let about = finding.subject.as_str();
        if let Some(clip) = self.clip_concerned(about).await? {
            return self.subject_of_clip(asker, grounds, clip).await;
        }
        if let Some(case) = self.case_concerned(about).await? {
            let Some(case) = self.store.case_by_id(case).await? else {
                return self.subject_of_units(grounds, &[]).await;
            };
            return Ok(Subject::Case(self.reach_of_case(asker, grounds, &case).await?));
        }
        if let Ok(id) = about.parse::<HandoverId>()
            && let Some(last) = self.store.versions_of(id).await?.pop()
        {
            return Ok(Subject::Handover(self.reach_of_handover(grounds, &last).await?));
        }
        let units = self.units_concerned(finding).await?;
        self.subject_of_units(grounds, &units).await
    }

    /// The clip that is meant, by itself or by one of its captures.
    async fn clip_concerned(&self, about: &str) -> AppResult<Option<ClipId>> {
        if let Ok(id) = about.parse::<CaptureId>() {
            return Ok(self.store.capture_by_id(id).await?.map(|capture| capture.clip_id));
        }
        Ok(about.parse().ok())
    }

    /// The case file that is meant, by itself, by a document in it, by one of its acts or by a use of a room for it.
    async fn case_concerned(&self, about: &str) -> AppResult<Option<CaseId>> {
        if let Ok(id) = about.parse::<DocumentId>() {
            let last = self.store.document_versions(id).await?.pop();
            return Ok(last.map(|version| version.case_id));
        }
        if let Ok(id) = about.parse::<RoomUseId>() {
            return Ok(self.store.room_use_by_id(id).await?.map(|row| row.case_id));
        }
        if let Ok(id) = about.parse::<ActId>() {
            return Ok(self.store.act_by_id(id).await?.map(|row| row.case_id));
        }
        Ok(about.parse().ok())
    }

    /// A clip that belongs to no unit yet is not for its finding to be lost with.
    async fn subject_of_clip(&self, asker: Asker, grounds: &Grounds, id: ClipId) -> AppResult<Subject> {
        let Some(clip) = self.store.clip_by_id(id).await? else {
            return self.subject_of_units(grounds, &[]).await;
        };
        let mut reach = self.reach_of_clip(asker, grounds, &clip).await?;
        let unit = self.store.unit_of_clip(id, clip.device_serial.as_deref()).await?;
        if unit.is_none() {
            reach.over = reach.over.and(self.reach_of_nobodys(grounds).await?.over);
        }
        Ok(Subject::Clip(reach))
    }

    /// Units of the recorder, dock, docking or serial that a finding is about.
    async fn units_concerned(&self, finding: &FindingRow) -> AppResult<Vec<UnitId>> {
        let about = finding.subject.as_str();
        if let Ok(id) = about.parse::<RecorderId>() {
            let device = self.store.device_of(id).await?;
            return Ok(device.into_iter().map(|device| device.unit_id).collect());
        }
        if let Ok(id) = about.parse::<DockId>() {
            return self.units_of_dock(id).await;
        }
        if let Ok(id) = about.parse::<DockingId>() {
            let Some(docking) = self.store.docking_by_id(id).await? else {
                return Ok(Vec::new());
            };
            let mut units = self.units_of_dock(docking.dock_id).await?;
            if let Some(serial) = docking.report.device.known_serial() {
                units.extend(self.unit_of_serial(serial).await?);
            }
            return Ok(units);
        }
        let units = self.units_of_footage(about).await?;
        if units.is_empty() {
            return self.units_of_teller(finding).await;
        }
        Ok(units)
    }

    async fn units_of_dock(&self, id: DockId) -> AppResult<Vec<UnitId>> {
        let binding = self.store.dock_binding(id).await?;
        Ok(binding.into_iter().map(|binding| binding.unit_id).collect())
    }

    async fn unit_of_serial(&self, serial: &str) -> AppResult<Option<UnitId>> {
        let Some(recorder) = self.store.recorder_by_serial(serial).await? else {
            return Ok(None);
        };
        Ok(self.store.device_of(recorder.id).await?.map(|device| device.unit_id))
    }

    /// Of a serial: the unit that its recorder is bound to and the one that has its newest footage; of a recorder that
    /// nobody registered: the unit of the dock that read it last.
    async fn units_of_footage(&self, serial: &str) -> AppResult<Vec<UnitId>> {
        let mut units: Vec<UnitId> = self.unit_of_serial(serial).await?.into_iter().collect();
        let Some(clip) = self.store.clip_newest_of_serial(serial).await? else {
            return Ok(units);
        };
        units.extend(self.store.unit_of_clip(clip, Some(serial)).await?);
        if units.is_empty()
            && let Some(capture) = self.store.captures_of_clip(clip).await?.pop()
        {
            return self.units_of_dock(capture.dock_id).await;
        }
        Ok(units)
    }

    /// A file that came to nothing has no row: the dock that told of it stands in the finding's entry, the one that began
    /// an upload in the upload.
    async fn units_of_teller(&self, finding: &FindingRow) -> AppResult<Vec<UnitId>> {
        let upload = match (finding.subject.parse(), finding.subject.parse()) {
            (Ok(upload), _) => self.store.upload_by_id(upload).await?,
            (_, Ok(capture)) => self.store.upload_by_capture(capture).await?,
            (Err(_), Err(_)) => None,
        };
        let teller = match upload {
            Some(upload) => upload.owner,
            None => match self.raised_by(finding).await? {
                Some(actor) => actor,
                None => return Ok(Vec::new()),
            },
        };
        Ok(self.unit_brought_for(&teller).await?.into_iter().collect())
    }

    async fn raised_by(&self, finding: &FindingRow) -> AppResult<Option<Actor>> {
        let (id, event) = (finding.id.to_string(), Event::FindingRaised.name());
        let Some(entry) = self.store.entry_newest_of(&id, &event).await? else {
            return Ok(None);
        };
        let entry = Entry::from_bytes(entry.body.as_bytes()).map_err(AppError::internal)?;
        Ok(Some(entry.actor))
    }

    /// Several units share what concerns them all; what concerns none is nobody's.
    async fn subject_of_units(&self, grounds: &Grounds, units: &[UnitId]) -> AppResult<Subject> {
        if units.is_empty() {
            return Ok(Subject::Device(self.reach_of_nobodys(grounds).await?));
        }
        let mut reach = Reach::default();
        for unit in units {
            let of_unit = self.reach_of_device(grounds, Some(*unit)).await?;
            reach.over = reach.over.and(of_unit.over);
            reach.is_own |= of_unit.is_own;
        }
        Ok(Subject::Device(reach))
    }

    /// What belongs to no unit: as with recorders of none, and for auditors.
    async fn reach_of_nobodys(&self, grounds: &Grounds) -> AppResult<Reach> {
        let mut reach = self.reach_of_device(grounds, None).await?;
        let auditor = Roles::of(&[Role::Auditor]);
        reach.over = reach.over.and(grounds.anywhere().only(auditor));
        Ok(reach)
    }
}
