//! Officers and the units they belonged to over time. An officer is never deleted, a number never used again.

use chrono::NaiveDate;
use evidence_schema::ids::{OfficerId, PersonId, PostingId, UnitId};
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(OfficerRow, "WHERE id = $1");
const BY_NUMBER: &str = select!(OfficerRow, "WHERE number = $1");
const BY_PERSON: &str = select!(OfficerRow, "WHERE person_id = $1");
const POSTINGS_OF: &str = select!(PostingRow, "WHERE officer_id = $1 ORDER BY from_on, id");

/// Only on the way to a row that is written whole: two officers may exchange their certificates.
const CERTIFICATE_CLEAR: &str = "UPDATE officer SET certificate_number = NULL WHERE id = $1";

pub(super) const STATEMENTS: &[&str] = &[BY_ID, BY_NUMBER, BY_PERSON, POSTINGS_OF, CERTIFICATE_CLEAR];

evidence_row! {
    /// One officer.
    OfficerRow in "officer"
    key id: OfficerId,
    /// Number, unique and never used again.
    number: String,
    /// Name.
    name: String,
    /// Number of the enforcement certificate.
    certificate_number: Option<String>,
    /// First day on which it is valid.
    certificate_from: Option<NaiveDate>,
    /// Last day on which it is valid.
    certificate_to: Option<NaiveDate>,
    /// Whether the officer inspects, punishes, coerces or surveys on site: counts for the equipping standard.
    is_inspecting: bool,
    /// Assistants (辅助人员) never count to the two officers of an act.
    is_assistant: bool,
    /// The officer's account, where there is one.
    person_id: Option<PersonId>,
    /// Day from which the officer is off duty.
    off_duty_on: Option<NaiveDate>,
    /// When the officer was added.
    added_at: Timestamp,
}

evidence_row! {
    /// One officer in one unit.
    PostingRow in "posting"
    key id: PostingId,
    /// The officer.
    officer_id: OfficerId,
    /// The unit.
    unit_id: UnitId,
    /// First day.
    from_on: NaiveDate,
    /// Last day; absent while it goes on.
    to_on: Option<NaiveDate>,
}

impl Store {
    /// Every officer.
    pub async fn officers(&self) -> Result<Vec<OfficerRow>, StoreError> {
        let rows = self.fetch(OfficerRow::ALL, Vec::new()).await?;
        rows.iter().map(OfficerRow::read).collect()
    }

    /// One officer.
    pub async fn officer_by_id(&self, id: OfficerId) -> Result<Option<OfficerRow>, StoreError> {
        let row = self.fetch_one(BY_ID, vec![id.to_value()]).await?;
        row.as_ref().map(OfficerRow::read).transpose()
    }

    /// The officer with this number.
    pub async fn officer_by_number(&self, number: &str) -> Result<Option<OfficerRow>, StoreError> {
        let row = self.fetch_one(BY_NUMBER, vec![number.to_owned().to_value()]).await?;
        row.as_ref().map(OfficerRow::read).transpose()
    }

    /// The officer who has this account.
    pub async fn officer_of_person(&self, id: PersonId) -> Result<Option<OfficerRow>, StoreError> {
        let row = self.fetch_one(BY_PERSON, vec![id.to_value()]).await?;
        row.as_ref().map(OfficerRow::read).transpose()
    }

    /// The units of one officer, oldest first.
    pub async fn postings_of(&self, id: OfficerId) -> Result<Vec<PostingRow>, StoreError> {
        let rows = self.fetch(POSTINGS_OF, vec![id.to_value()]).await?;
        rows.iter().map(PostingRow::read).collect()
    }

    /// Every posting.
    pub async fn postings(&self) -> Result<Vec<PostingRow>, StoreError> {
        let rows = self.fetch(PostingRow::ALL, Vec::new()).await?;
        rows.iter().map(PostingRow::read).collect()
    }
}

impl EvidenceTx {
    /// Writes a new officer.
    pub async fn officer_add(&mut self, officer: &OfficerRow) -> Result<(), StoreError> {
        self.insert(officer).await
    }

    /// Writes a changed officer.
    pub async fn officer_update(&mut self, officer: &OfficerRow) -> Result<(), StoreError> {
        self.update(officer).await
    }

    /// Writes changed officers, who may exchange certificates among each other.
    pub async fn officers_update(&mut self, officers: &[OfficerRow]) -> Result<(), StoreError> {
        for officer in officers {
            self.execute(CERTIFICATE_CLEAR, vec![officer.id.to_value()]).await?;
        }
        for officer in officers {
            self.update(officer).await?;
        }
        Ok(())
    }

    /// Writes a new posting.
    pub async fn posting_add(&mut self, posting: &PostingRow) -> Result<(), StoreError> {
        self.insert(posting).await
    }

    /// Writes a changed posting.
    pub async fn posting_update(&mut self, posting: &PostingRow) -> Result<(), StoreError> {
        self.update(posting).await
    }
}
