//! Captures: one signed statement of a dock about one reading of one file.

use evidence_schema::ids::{CaptureId, ClipId, DockId, DockingId};
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(CaptureRow, "WHERE id = $1");
const OF_CLIP: &str = select!(CaptureRow, "WHERE clip_id = $1 ORDER BY received_at, id");

pub(super) const STATEMENTS: &[&str] = &[BY_ID, OF_CLIP];

evidence_row! {
    /// One capture.
    CaptureRow in "capture"
    key id: CaptureId,
    /// The clip that it is about.
    clip_id: ClipId,
    /// The dock that read and signed.
    dock_id: DockId,
    /// The docking, absent by hand.
    docking_id: Option<DockingId>,
    /// The signed note, as received.
    statement: String,
    /// Server time.
    received_at: Timestamp,
}

impl Store {
    /// One capture.
    pub async fn capture_by_id(&self, id: CaptureId) -> Result<Option<CaptureRow>, StoreError> {
        self.fetch_one(BY_ID, vec![id.to_value()])
            .await?
            .as_ref()
            .map(CaptureRow::read)
            .transpose()
    }

    /// The captures behind a clip, oldest first.
    pub async fn captures_of_clip(&self, id: ClipId) -> Result<Vec<CaptureRow>, StoreError> {
        self.fetch(OF_CLIP, vec![id.to_value()])
            .await?
            .iter()
            .map(CaptureRow::read)
            .collect()
    }
}

impl EvidenceTx {
    /// Writes a new capture.
    pub async fn capture_add(&mut self, capture: &CaptureRow) -> Result<(), StoreError> {
        self.insert(capture).await
    }
}
