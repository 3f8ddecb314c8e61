//! Clips: what was sealed, and the state of its stored bytes.

use evidence_schema::clip::{ClipKind, SourceKind};
use evidence_schema::digest::Sha256Digest;
use evidence_schema::evidence::ClipState;
use evidence_schema::ids::{ClipId, RecorderId, UploadId};
use evidence_schema::time::Timestamp;

use super::engine::Row;
use super::rows::{EvidenceRow, evidence_row};
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const INSERT: &str = "INSERT INTO clip (id, identity, sha256, size_bytes, object_key, file_name, kind, source, state, \
     sealed_at, verified_at, recorder_id, device_serial, is_marked_important, has_statement, time_claims) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
const UPDATE: &str = "UPDATE clip SET identity = $2, sha256 = $3, size_bytes = $4, object_key = $5, file_name = $6, \
     kind = $7, source = $8, state = $9, sealed_at = $10, verified_at = $11, recorder_id = $12, device_serial = $13, \
     is_marked_important = $14, has_statement = $15, time_claims = $16 WHERE id = $1";
const ALL: &str = "SELECT id, identity, sha256, size_bytes, object_key, file_name, kind, source, state, sealed_at, \
     verified_at, recorder_id, device_serial, is_marked_important, has_statement, time_claims FROM clip ORDER BY id";
const BY_ID: &str = "SELECT id, identity, sha256, size_bytes, object_key, file_name, kind, source, state, sealed_at, \
     verified_at, recorder_id, device_serial, is_marked_important, has_statement, time_claims FROM clip WHERE id = $1";
const BY_IDENTITY: &str = "SELECT id, identity, sha256, size_bytes, object_key, file_name, kind, source, state, \
     sealed_at, verified_at, recorder_id, device_serial, is_marked_important, has_statement, time_claims FROM clip \
     WHERE identity = $1";
const BY_UPLOAD: &str = "SELECT clip_id FROM upload WHERE id = $1 AND clip_id IS NOT NULL";
const BY_CAPTURE: &str = "SELECT clip_id FROM capture WHERE id = $1";
const OBJECT_KEYS: &str = "SELECT object_key FROM clip";

pub(super) const STATEMENTS: &[&str] = &[
    INSERT,
    UPDATE,
    ALL,
    BY_ID,
    BY_IDENTITY,
    BY_UPLOAD,
    BY_CAPTURE,
    OBJECT_KEYS,
];

evidence_row! {
    /// One clip.
    ClipRow in "clip" (INSERT, UPDATE, ALL)
    key id: ClipId,
    /// Digest of (origin, path, content hash): the same recorder, file and hash is one clip.
    identity: Sha256Digest,
    /// Digest of the bytes.
    sha256: Sha256Digest,
    /// Size in bytes.
    size_bytes: u64,
    /// Key in the vault.
    object_key: String,
    /// Name of the file on the device.
    file_name: String,
    /// Kind by name.
    kind: ClipKind,
    /// Where it came from.
    source: SourceKind,
    /// State of the stored bytes.
    state: ClipState,
    /// When it was sealed, server time.
    sealed_at: Timestamp,
    /// Last read-back with the same hash.
    verified_at: Option<Timestamp>,
    /// The recorder, where its serial is known.
    recorder_id: Option<RecorderId>,
    /// Serial that the device claims.
    device_serial: Option<String>,
    /// The device's own importance mark.
    is_marked_important: bool,
    /// Whether a capture statement stands behind it.
    has_statement: bool,
    /// Claims of time, JSON as in the capture statement.
    time_claims: String,
}

impl Store {
    /// One clip.
    pub async fn clip_by_id(&self, id: ClipId) -> Result<Option<ClipRow>, StoreError> {
        self.fetch_one(BY_ID, vec![id.to_value()])
            .await?
            .as_ref()
            .map(ClipRow::read)
            .transpose()
    }

    /// The clip with this identity, if it is held.
    pub async fn clip_by_identity(&self, identity: Sha256Digest) -> Result<Option<ClipRow>, StoreError> {
        self.fetch_one(BY_IDENTITY, vec![identity.to_value()])
            .await?
            .as_ref()
            .map(ClipRow::read)
            .transpose()
    }

    /// The clip that an upload became.
    pub async fn clip_of_upload(&self, id: UploadId) -> Result<Option<ClipId>, StoreError> {
        read_clip_id(self.fetch_one(BY_UPLOAD, vec![id.to_value()]).await?.as_ref())
    }

    /// The clip that a capture became.
    pub async fn clip_of_capture(&self, id: evidence_schema::ids::CaptureId) -> Result<Option<ClipId>, StoreError> {
        read_clip_id(self.fetch_one(BY_CAPTURE, vec![id.to_value()]).await?.as_ref())
    }

    /// Every object key that a clip names.
    pub async fn clip_object_keys(&self) -> Result<Vec<String>, StoreError> {
        self.fetch(OBJECT_KEYS, Vec::new())
            .await?
            .iter()
            .map(|row| String::read(row, "object_key"))
            .collect()
    }
}

fn read_clip_id(row: Option<&Row>) -> Result<Option<ClipId>, StoreError> {
    row.map(|row| ClipId::read(row, "clip_id")).transpose()
}

impl EvidenceTx {
    /// Writes a new clip.
    pub async fn clip_seal(&mut self, clip: &ClipRow) -> Result<(), StoreError> {
        self.insert(clip).await
    }

    /// Writes the changed state of a clip.
    pub async fn clip_update(&mut self, clip: &ClipRow) -> Result<(), StoreError> {
        self.update(clip).await
    }

    /// Fails unless the clip's bytes still stand under the key that this change is about: it was not healed meanwhile.
    pub async fn clip_unmoved(&mut self, clip: &ClipRow) -> Result<(), StoreError> {
        match self.clip_now(clip.id).await? {
            Some(now) if now.object_key == clip.object_key => Ok(()),
            _ => Err(StoreError::Stale),
        }
    }

    /// The clip as this transaction sees it.
    pub async fn clip_now(&mut self, id: ClipId) -> Result<Option<ClipRow>, StoreError> {
        self.fetch(BY_ID, vec![id.to_value()])
            .await?
            .first()
            .map(ClipRow::read)
            .transpose()
    }
}
