//! What recorders' clocks were off by: every statement stays, and which one counts is a rule's answer.

use evidence_schema::clock::OffsetMethod;
use evidence_schema::ids::{ClipId, DockingId, HandoverId, OffsetId};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::capture::CaptureRow;
use super::docking::{DockingRow, read as read_docking};
use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const OF_DOCKING: &str = select!(OffsetRow, "WHERE docking_id = $1 ORDER BY stated_at, id");
const OF_CLIP: &str = select!(OffsetRow, "WHERE clip_id = $1 ORDER BY stated_at, id");
const CAPTURES: &str = select!(CaptureRow, "WHERE docking_id = $1 ORDER BY received_at, id LIMIT $2");
const COUNT: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS captures FROM capture WHERE docking_id = $1";
const EARLIER: &str = "SELECT docking.dock_id, docking.updated_at, docking.report FROM docking_serial \
     JOIN docking ON docking.id = docking_serial.docking_id \
     WHERE docking_serial.serial = $1 AND docking_serial.started_at < $2 \
     ORDER BY docking_serial.started_at DESC, docking.id LIMIT $3";

pub(super) const STATEMENTS: &[&str] = &[OF_DOCKING, OF_CLIP, CAPTURES, COUNT, EARLIER];

evidence_row! {
    /// One statement about a recorder's clock.
    OffsetRow in "clock_offset"
    key id: OffsetId,
    /// The docking whose files it is about.
    docking_id: Option<DockingId>,
    /// The clip that it is about, or in which the slate was filmed.
    clip_id: Option<ClipId>,
    /// How it became known.
    method: OffsetMethod,
    /// To be added to the recorder's times.
    offset_ms: i64,
    /// Plus or minus.
    uncertainty_ms: i64,
    /// The slate's time; absent for a person's word.
    measured_at: Option<Timestamp>,
    /// The handover that the slate named.
    handover_id: Option<HandoverId>,
    /// The slate's text as it was filmed.
    slate: Option<String>,
    /// Why, in a person's words.
    reason: Option<String>,
    /// When it was said.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

impl Store {
    /// What was said of a docking's clock, oldest first.
    pub async fn offsets_of_docking(&self, id: DockingId) -> Result<Vec<OffsetRow>, StoreError> {
        let rows = self.fetch(OF_DOCKING, vec![id.to_value()]).await?;
        rows.iter().map(OffsetRow::read).collect()
    }

    /// What was said of the clock behind one clip, oldest first.
    pub async fn offsets_of_clip(&self, id: ClipId) -> Result<Vec<OffsetRow>, StoreError> {
        let rows = self.fetch(OF_CLIP, vec![id.to_value()]).await?;
        rows.iter().map(OffsetRow::read).collect()
    }

    /// The captures of a docking, oldest first.
    pub async fn captures_of_docking(&self, id: DockingId, limit: u32) -> Result<Vec<CaptureRow>, StoreError> {
        let args = vec![id.to_value(), i64::from(limit).to_value()];
        self.fetch(CAPTURES, args).await?.iter().map(CaptureRow::read).collect()
    }

    /// How many captures of a docking there are.
    pub async fn captures_counted(&self, id: DockingId) -> Result<u64, StoreError> {
        let row = self.fetch_one(COUNT, vec![id.to_value()]).await?;
        row.as_ref().map_or(Ok(0), |row| Column::read(row, "captures"))
    }

    /// The dockings of a recorder before this moment, newest first.
    pub async fn dockings_before(
        &self,
        serial: &str,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<DockingRow>, StoreError> {
        let args = vec![
            serial.to_owned().to_value(),
            before.to_value(),
            i64::from(limit).to_value(),
        ];
        self.fetch(EARLIER, args).await?.iter().map(read_docking).collect()
    }
}

impl EvidenceTx {
    /// Writes a statement about a clock.
    pub async fn offset_add(&mut self, row: &OffsetRow) -> Result<(), StoreError> {
        self.insert(row).await
    }
}
