//! Recorders that somebody registered.

use evidence_schema::ids::RecorderId;
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(RecorderRow, "WHERE id = $1");
const BY_SERIAL: &str = select!(RecorderRow, "WHERE serial = $1");

pub(super) const STATEMENTS: &[&str] = &[BY_ID, BY_SERIAL];

evidence_row! {
    /// One recorder.
    RecorderRow in "recorder"
    key id: RecorderId,
    /// Serial, unique.
    serial: String,
    /// Title for people.
    title: String,
    /// Whether it is in use.
    is_active: bool,
    /// When it was registered.
    added_at: Timestamp,
}

impl Store {
    /// Every recorder.
    pub async fn recorders(&self) -> Result<Vec<RecorderRow>, StoreError> {
        self.fetch(RecorderRow::ALL, Vec::new())
            .await?
            .iter()
            .map(RecorderRow::read)
            .collect()
    }

    /// One recorder.
    pub async fn recorder_by_id(&self, id: RecorderId) -> Result<Option<RecorderRow>, StoreError> {
        let row = self.fetch_one(BY_ID, vec![id.to_value()]).await?;
        row.as_ref().map(RecorderRow::read).transpose()
    }

    /// The recorder with this serial.
    pub async fn recorder_by_serial(&self, serial: &str) -> Result<Option<RecorderRow>, StoreError> {
        let row = self.fetch_one(BY_SERIAL, vec![serial.to_owned().to_value()]).await?;
        row.as_ref().map(RecorderRow::read).transpose()
    }
}

impl EvidenceTx {
    /// Writes a new recorder.
    pub async fn recorder_add(&mut self, recorder: &RecorderRow) -> Result<(), StoreError> {
        self.insert(recorder).await
    }

    /// Writes a changed recorder.
    pub async fn recorder_update(&mut self, recorder: &RecorderRow) -> Result<(), StoreError> {
        self.update(recorder).await
    }
}
