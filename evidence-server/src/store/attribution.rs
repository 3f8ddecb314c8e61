//! Whose footage a clip is: every answer that was ever given, the newest of which counts; and what was erased from
//! recorders.

use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::{AttributionId, CaptureId, ClipId, HandoverId, OfficerId, RecorderId, UnitId};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::engine::Row;
use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const OF_CLIP: &str = select!(AttributionRow, "WHERE clip_id = $1 ORDER BY ordinal");
const NEWEST: &str = select!(AttributionRow, "WHERE clip_id = $1 ORDER BY ordinal DESC LIMIT 1");
const OWNER_PUT: &str = "INSERT INTO clip_owner (clip_id, unit_id, lead_id, assisting_id, recorded_from, recorded_to) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (clip_id) DO UPDATE SET unit_id = excluded.unit_id, \
     lead_id = excluded.lead_id, assisting_id = excluded.assisting_id, recorded_from = excluded.recorded_from, \
     recorded_to = excluded.recorded_to";
/// Lists rest on the working table: where it differs from the newest answer, somebody changed it.
const OWNERS_ALTERED: &str = "SELECT a.clip_id AS id FROM attribution a LEFT JOIN clip_owner o ON o.clip_id = a.clip_id \
     WHERE a.ordinal = (SELECT MAX(b.ordinal) FROM attribution b WHERE b.clip_id = a.clip_id) \
     AND (o.clip_id IS NULL OR COALESCE(o.unit_id, '') <> COALESCE(a.unit_id, '') \
     OR COALESCE(o.lead_id, '') <> COALESCE(a.lead_id, '') \
     OR COALESCE(o.assisting_id, '') <> COALESCE(a.assisting_id, '') \
     OR COALESCE(o.recorded_from, -1) <> COALESCE(a.recorded_from, -1) \
     OR COALESCE(o.recorded_to, -1) <> COALESCE(a.recorded_to, -1)) ORDER BY a.clip_id";
/// Clips of a recorder that a handover may be about: recorded in its time, or nobody knows when.
const TOUCHED: &str = "SELECT clip.id FROM clip LEFT JOIN clip_owner ON clip_owner.clip_id = clip.id \
     WHERE clip.device_serial = (SELECT serial FROM recorder WHERE id = $1) AND (clip_owner.recorded_from IS NULL \
     OR (clip_owner.recorded_from < $3 AND clip_owner.recorded_to >= $2)) ORDER BY clip.id";
const OF_SERIAL: &str = "SELECT id FROM clip WHERE device_serial = $1 ORDER BY id";
const ERASURE_OF: &str = select!(ErasureRow, "WHERE id = $1");
const ERASURES_OF_CLIP: &str = select!(ErasureRow, "WHERE clip_id = $1 ORDER BY erased_at, id");

pub(super) const STATEMENTS: &[&str] = &[
    OF_CLIP,
    NEWEST,
    OWNER_PUT,
    OWNERS_ALTERED,
    TOUCHED,
    OF_SERIAL,
    ERASURE_OF,
    ERASURES_OF_CLIP,
];

evidence_row! {
    /// One answer to the question whose footage a clip is.
    AttributionRow in "attribution"
    key id: AttributionId,
    /// The clip.
    clip_id: ClipId,
    /// 1 for the first; the highest counts.
    ordinal: u64,
    /// The handover that it rests on; absent when it is unassigned or a person named the officers.
    handover_id: Option<HandoverId>,
    /// The officers' unit; absent while it is unassigned.
    unit_id: Option<UnitId>,
    /// Lead officer.
    lead_id: Option<OfficerId>,
    /// Assisting officer.
    assisting_id: Option<OfficerId>,
    /// Corrected start of the recording.
    recorded_from: Option<Timestamp>,
    /// Corrected end.
    recorded_to: Option<Timestamp>,
    /// Plus or minus.
    uncertainty_ms: Option<u64>,
    /// The rule's verdict with its findings, JSON.
    verdict: String,
    /// A person decided: the ledger does not change it any more.
    is_by_person: bool,
    /// Why, in their words.
    reason: Option<String>,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

evidence_row! {
    /// One file that a dock erased from a recorder; the key is its capture.
    ErasureRow in "erasure"
    key id: CaptureId,
    /// The clip that it was.
    clip_id: ClipId,
    /// Digest of the second reading.
    reread_sha256: Sha256Digest,
    /// When the second reading ended, dock time.
    reread_at: Timestamp,
    /// When it was erased, dock time.
    erased_at: Timestamp,
    /// When the server heard of it.
    heard_at: Timestamp,
}

fn read_id(row: &Row) -> Result<ClipId, StoreError> {
    ClipId::read(row, "id")
}

impl Store {
    /// Every answer that was given about a clip, oldest first.
    pub async fn attributions_of(&self, id: ClipId) -> Result<Vec<AttributionRow>, StoreError> {
        let rows = self.fetch(OF_CLIP, vec![id.to_value()]).await?;
        rows.iter().map(AttributionRow::read).collect()
    }

    /// The answer that counts.
    pub async fn attribution_now(&self, id: ClipId) -> Result<Option<AttributionRow>, StoreError> {
        let row = self.fetch_one(NEWEST, vec![id.to_value()]).await?;
        row.as_ref().map(AttributionRow::read).transpose()
    }

    /// Clips of a recorder that were recorded in this time, and those of which nobody knows when.
    pub async fn clips_touched(
        &self,
        recorder_id: RecorderId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<ClipId>, StoreError> {
        let args = vec![recorder_id.to_value(), from.to_value(), to.to_value()];
        self.fetch(TOUCHED, args).await?.iter().map(read_id).collect()
    }

    /// Clips whose owner for lists is not what the newest answer says.
    pub async fn owners_altered(&self) -> Result<Vec<String>, StoreError> {
        let rows = self.fetch(OWNERS_ALTERED, Vec::new()).await?;
        rows.iter().map(|row| String::read(row, "id")).collect()
    }

    /// Clips that came from a recorder with this serial.
    pub async fn clips_of_serial(&self, serial: &str) -> Result<Vec<ClipId>, StoreError> {
        let rows = self.fetch(OF_SERIAL, vec![serial.to_owned().to_value()]).await?;
        rows.iter().map(read_id).collect()
    }

    /// What is known of the erasing of a capture's file.
    pub async fn erasure_of(&self, id: CaptureId) -> Result<Option<ErasureRow>, StoreError> {
        let row = self.fetch_one(ERASURE_OF, vec![id.to_value()]).await?;
        row.as_ref().map(ErasureRow::read).transpose()
    }

    /// Every erasing of a clip's files, oldest first.
    pub async fn erasures_of_clip(&self, id: ClipId) -> Result<Vec<ErasureRow>, StoreError> {
        let rows = self.fetch(ERASURES_OF_CLIP, vec![id.to_value()]).await?;
        rows.iter().map(ErasureRow::read).collect()
    }
}

impl EvidenceTx {
    /// Writes an answer, and who owns the clip for lists.
    pub async fn attribution_add(&mut self, row: &AttributionRow) -> Result<(), StoreError> {
        self.insert(row).await?;
        let args = vec![
            row.clip_id.to_value(),
            row.unit_id.to_value(),
            row.lead_id.to_value(),
            row.assisting_id.to_value(),
            row.recorded_from.to_value(),
            row.recorded_to.to_value(),
        ];
        self.work(OWNER_PUT, args).await.map(|_| ())
    }

    /// Writes that a file was erased from its recorder.
    pub async fn erasure_add(&mut self, row: &ErasureRow) -> Result<(), StoreError> {
        self.insert(row).await
    }
}
