//! How clips came in that no dock read from a recorder: who brought them, and what they said of them.

use evidence_schema::clip::SourceKind;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::{ClipId, IntakeId, UnitId};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const OF_CLIP: &str = select!(IntakeRow, "WHERE clip_id = $1");
const SAME_BYTES: &str = select!(
    IntakeRow,
    "WHERE brought_by = $1 AND clip_id IN (SELECT id FROM clip WHERE sha256 = $2 AND size_bytes = $3 AND state <> 'damaged') ORDER BY stated_at, id"
);

const LATELY_BY: &str = select!(IntakeRow, "WHERE brought_by = $1 ORDER BY stated_at DESC, id LIMIT 20");

pub(super) const STATEMENTS: &[&str] = &[OF_CLIP, SAME_BYTES, LATELY_BY];

evidence_row! {
    /// How one clip came in.
    IntakeRow in "clip_intake"
    key id: IntakeId,
    /// The clip.
    clip_id: ClipId,
    /// Who brought it in.
    brought_by: Actor,
    /// The unit that it was brought in for: the room's, else that of whoever brought it.
    unit_id: Option<UnitId>,
    /// Where it comes from, by their word.
    source: SourceKind,
    /// The room whose fixed camera it is, by their word.
    room: Option<String>,
    /// When the recording began, by somebody's word.
    recorded_from: Option<Timestamp>,
    /// Whose word that is.
    said_by: Option<String>,
    /// When it came in.
    stated_at: Timestamp,
}

impl Store {
    /// How a clip came in; absent for what a dock read from a recorder.
    pub async fn intake_of(&self, id: ClipId) -> Result<Option<IntakeRow>, StoreError> {
        let row = self.fetch_one(OF_CLIP, vec![id.to_value()]).await?;
        row.as_ref().map(IntakeRow::read).transpose()
    }

    /// What somebody brought in lately, newest first, at most 20.
    pub async fn intakes_by(&self, by: &Actor) -> Result<Vec<IntakeRow>, StoreError> {
        let rows = self.fetch(LATELY_BY, vec![by.to_value()]).await?;
        rows.iter().map(IntakeRow::read).collect()
    }

    /// The first clip with these bytes that this one brought in before.
    pub async fn intake_before(
        &self,
        by: &Actor,
        (sha256, size_bytes): (Sha256Digest, u64),
    ) -> Result<Option<IntakeRow>, StoreError> {
        let args = vec![by.to_value(), sha256.to_value(), size_bytes.to_value()];
        let row = self.fetch_one(SAME_BYTES, args).await?;
        row.as_ref().map(IntakeRow::read).transpose()
    }
}

impl EvidenceTx {
    /// Writes how a clip came in.
    pub async fn intake_add(&mut self, row: &IntakeRow) -> Result<(), StoreError> {
        self.insert(row).await
    }
}
