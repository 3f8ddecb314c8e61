//! Who may see what: grants of roles, members of case files, sensitivity.
//!
//! What must stay true: a grant or membership that was ended stays ended; of sensitivity the highest ordinal counts.

use std::collections::BTreeMap;

use evidence_schema::ids::{CaseId, ClipId, GrantId, MembershipId, PersonId, SensitivityId, UnitId};
use evidence_schema::people::{Actor, Role, Roles};
use evidence_schema::sensitivity::Flags;
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

/// Every unit that a person's grants cover, with the role; no unit at all means the whole agency.
const COVERED: &str = "WITH RECURSIVE covered (role, unit_id) AS (\
     SELECT role, unit_id FROM role_grant WHERE person_id = $1 AND withdrawn_at IS NULL \
     UNION SELECT covered.role, unit.id FROM covered JOIN unit ON unit.parent_id = covered.unit_id) \
     SELECT role, unit_id FROM covered";
const GRANT_BY_ID: &str = select!(GrantRow, "WHERE id = $1");
const GRANTS_STANDING: &str = select!(GrantRow, "WHERE withdrawn_at IS NULL ORDER BY granted_at, id");
const MEMBERS_OF: &str = select!(MemberRow, "WHERE case_id = $1 ORDER BY added_at, id");
const MEMBER_BY_ID: &str = select!(MemberRow, "WHERE id = $1");
const IS_MEMBER: &str = "SELECT id FROM case_member WHERE case_id = $1 AND person_id = $2 AND left_at IS NULL";
const SENSITIVITY_OF: &str = select!(SensitivityRow, "WHERE subject = $1 ORDER BY ordinal");
/// The unit of an unassigned clip: the one that its recorder is bound to.
const UNIT_OF_SERIAL: &str = "SELECT device.unit_id AS unit_id FROM device \
     JOIN recorder ON recorder.id = device.recorder_id WHERE recorder.serial = $1";

pub(super) const STATEMENTS: &[&str] = &[
    COVERED,
    GRANT_BY_ID,
    GRANTS_STANDING,
    MEMBERS_OF,
    MEMBER_BY_ID,
    IS_MEMBER,
    SENSITIVITY_OF,
    UNIT_OF_SERIAL,
];

evidence_row! {
    /// One role of one person, on a unit and everything below it.
    GrantRow in "role_grant" guarded "withdrawn_at IS NULL"
    key id: GrantId,
    /// Who holds it.
    person_id: PersonId,
    /// What.
    role: Role,
    /// Where; absent for the whole agency.
    unit_id: Option<UnitId>,
    /// Since when.
    granted_at: Timestamp,
    /// By whom.
    granted_by: Actor,
    /// When it was taken back.
    withdrawn_at: Option<Timestamp>,
    /// By whom.
    withdrawn_by: Option<Actor>,
}

evidence_row! {
    /// One person's membership of one case file.
    MemberRow in "case_member" guarded "left_at IS NULL"
    key id: MembershipId,
    /// The case file.
    case_id: CaseId,
    /// Who.
    person_id: PersonId,
    /// Since when.
    added_at: Timestamp,
    /// Who added them.
    added_by: Actor,
    /// Why, in their words.
    reason: String,
    /// When it ended.
    left_at: Option<Timestamp>,
    /// Who ended it.
    left_by: Option<Actor>,
}

evidence_row! {
    /// What was said of the sensitivity of one clip or case file.
    SensitivityRow in "sensitivity"
    key id: SensitivityId,
    /// Id of the clip or case file.
    subject: String,
    /// 1 for the first; the highest counts.
    ordinal: u64,
    /// The flags that stand from then on.
    flags: Flags,
    /// Why, in their words.
    reason: String,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

/// Roles in the whole agency, and over every unit that a grant covers.
pub type Covered = (Roles, BTreeMap<UnitId, Roles>);

impl Store {
    /// What a person's grants come to now.
    pub async fn covered_by(&self, id: PersonId) -> Result<Covered, StoreError> {
        let (mut whole, mut units) = (Roles::NONE, BTreeMap::<UnitId, Roles>::new());
        for row in self.fetch(COVERED, vec![id.to_value()]).await? {
            let role = Roles::of(&[Role::read(&row, "role")?]);
            match Option::<UnitId>::read(&row, "unit_id")? {
                None => whole = whole.and(role),
                Some(unit) => {
                    let held = units.entry(unit).or_default();
                    *held = held.and(role);
                }
            }
        }
        Ok((whole, units))
    }

    /// One grant.
    pub async fn grant_by_id(&self, id: GrantId) -> Result<Option<GrantRow>, StoreError> {
        let row = self.fetch_one(GRANT_BY_ID, vec![id.to_value()]).await?;
        row.as_ref().map(GrantRow::read).transpose()
    }

    /// Every grant that stands, oldest first.
    pub async fn grants(&self) -> Result<Vec<GrantRow>, StoreError> {
        let rows = self.fetch(GRANTS_STANDING, Vec::new()).await?;
        rows.iter().map(GrantRow::read).collect()
    }

    /// Everybody who is or was made a member of a case file, oldest first.
    pub async fn members_of(&self, id: CaseId) -> Result<Vec<MemberRow>, StoreError> {
        let rows = self.fetch(MEMBERS_OF, vec![id.to_value()]).await?;
        rows.iter().map(MemberRow::read).collect()
    }

    /// One membership.
    pub async fn member_by_id(&self, id: MembershipId) -> Result<Option<MemberRow>, StoreError> {
        let row = self.fetch_one(MEMBER_BY_ID, vec![id.to_value()]).await?;
        row.as_ref().map(MemberRow::read).transpose()
    }

    /// Whether somebody was made a member of a case file and still is.
    pub async fn is_member(&self, id: CaseId, person: PersonId) -> Result<bool, StoreError> {
        let args = vec![id.to_value(), person.to_value()];
        Ok(self.fetch_one(IS_MEMBER, args).await?.is_some())
    }

    /// Everything that was said of the sensitivity of a clip or case file, oldest first.
    pub async fn sensitivity_of(&self, subject: &str) -> Result<Vec<SensitivityRow>, StoreError> {
        let rows = self.fetch(SENSITIVITY_OF, vec![subject.to_owned().to_value()]).await?;
        rows.iter().map(SensitivityRow::read).collect()
    }

    /// The flags that stand now.
    pub async fn flags_of(&self, subject: &str) -> Result<Flags, StoreError> {
        let said = self.sensitivity_of(subject).await?;
        Ok(said.last().map(|row| row.flags).unwrap_or_default())
    }

    /// The unit that footage belongs to: its officers', else the one that its recorder is bound to, else the one that it
    /// was brought in for.
    pub async fn unit_of_clip(&self, id: ClipId, serial: Option<&str>) -> Result<Option<UnitId>, StoreError> {
        if let Some(unit) = self.attribution_now(id).await?.and_then(|row| row.unit_id) {
            return Ok(Some(unit));
        }
        if let Some(serial) = serial {
            let args = vec![serial.to_owned().to_value()];
            if let Some(row) = self.fetch_one(UNIT_OF_SERIAL, args).await? {
                return UnitId::read(&row, "unit_id").map(Some);
            }
        }
        Ok(self.intake_of(id).await?.and_then(|intake| intake.unit_id))
    }
}

impl EvidenceTx {
    /// Writes a new grant.
    pub async fn grant_add(&mut self, row: &GrantRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Writes a grant that was taken back.
    pub async fn grant_end(&mut self, row: &GrantRow) -> Result<(), StoreError> {
        self.update(row).await
    }

    /// Writes a new member.
    pub async fn member_add(&mut self, row: &MemberRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Writes a membership that ended.
    pub async fn member_end(&mut self, row: &MemberRow) -> Result<(), StoreError> {
        self.update(row).await
    }

    /// Writes what was said of the sensitivity of a clip or case file.
    pub async fn sensitivity_add(&mut self, row: &SensitivityRow) -> Result<(), StoreError> {
        self.insert(row).await
    }
}
