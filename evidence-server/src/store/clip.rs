//! Clips: what was sealed, and the state of its stored bytes.

use evidence_schema::clip::{ClipKind, SourceKind};
use evidence_schema::digest::Sha256Digest;
use evidence_schema::evidence::ClipState;
use evidence_schema::ids::{ClipId, RecorderId, UploadId};
use evidence_schema::time::Timestamp;

use super::engine::Row;
use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(ClipRow, "WHERE id = $1");
const BY_IDENTITY: &str = select!(ClipRow, "WHERE identity = $1");
const BY_UPLOAD: &str = "SELECT clip_id FROM upload WHERE id = $1 AND clip_id IS NOT NULL";
const BY_CAPTURE: &str = "SELECT clip_id FROM capture WHERE id = $1";
const NEWEST_OF_SERIAL: &str = "SELECT id FROM clip WHERE device_serial = $1 ORDER BY sealed_at DESC, id DESC LIMIT 1";
const OBJECT_KEYS: &str = "SELECT object_key FROM clip";

pub(super) const STATEMENTS: &[&str] = &[BY_ID, BY_IDENTITY, BY_UPLOAD, BY_CAPTURE, NEWEST_OF_SERIAL, OBJECT_KEYS];

evidence_row! {
    /// One clip.
    ClipRow in "clip"
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

    /// The clip of this serial that was sealed last.
    pub async fn clip_newest_of_serial(&self, serial: &str) -> Result<Option<ClipId>, StoreError> {
        let row = self
            .fetch_one(NEWEST_OF_SERIAL, vec![serial.to_owned().to_value()])
            .await?;
        row.map(|row| ClipId::read(&row, "id")).transpose()
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
