//! Uploads on their way into the vault. A working table: the clip and its entry are the evidence.
//!
//! What must stay true: at most one upload per key that is not refused; the object key is written once, before the
//! object is put, and never changed.

use evidence_schema::digest::Sha256Digest;
use evidence_schema::evidence::UploadState;
use evidence_schema::ids::{CaptureId, ClipId, UploadId};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::engine::Row;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError, WorkTx};

const INSERT: &str = "INSERT INTO upload (id, owner, server, metadata, upload_key, state, size_bytes, declared_sha256, file_name, \
     statement, capture_id, object_key, clip_id, refusal, created_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, NULL, NULL, $12, $13)";
const BY_ID: &str = "SELECT id, owner, server, metadata, upload_key, state, size_bytes, declared_sha256, file_name, statement, \
     capture_id, object_key, clip_id, refusal, created_at, expires_at FROM upload WHERE id = $1";
const BY_KEY: &str = "SELECT id, owner, server, metadata, upload_key, state, size_bytes, declared_sha256, file_name, statement, \
     capture_id, object_key, clip_id, refusal, created_at, expires_at FROM upload \
     WHERE upload_key = $1 AND state <> 'refused'";
const BY_CAPTURE: &str = "SELECT id, owner, server, metadata, upload_key, state, size_bytes, declared_sha256, file_name, statement, \
     capture_id, object_key, clip_id, refusal, created_at, expires_at FROM upload \
     WHERE capture_id = $1 ORDER BY created_at DESC, id LIMIT 1";
const STAGED: &str = "UPDATE upload SET state = 'staged' WHERE id = $1 AND state = 'receiving'";
const EXTEND: &str = "UPDATE upload SET expires_at = $2 WHERE id = $1 AND state = 'receiving'";
const SET_KEY: &str = "UPDATE upload SET object_key = $2 WHERE id = $1 AND object_key IS NULL AND state = 'staged'";
const SEALED: &str = "UPDATE upload SET state = 'sealed', clip_id = $2 WHERE id = $1 AND state = 'staged'";
const SEALED_AS_DOCUMENT: &str = "UPDATE upload SET state = 'sealed' WHERE id = $1 AND state = 'staged'";
const REFUSED: &str =
    "UPDATE upload SET state = 'refused', refusal = $2 WHERE id = $1 AND state IN ('receiving', 'staged')";
const EXPIRED: &str = "SELECT id, owner, server, metadata, upload_key, state, size_bytes, declared_sha256, file_name, statement, \
     capture_id, object_key, clip_id, refusal, created_at, expires_at FROM upload \
     WHERE state = 'receiving' AND expires_at < $1 AND server = $2 ORDER BY expires_at LIMIT 200";
const DELETE: &str = "DELETE FROM upload WHERE id = $1 AND state IN ('receiving', 'refused')";
const FORGET: &str = "DELETE FROM upload WHERE id = $1 AND state = 'sealed'";
const UNFINISHED_KEYS: &str =
    "SELECT object_key FROM upload WHERE object_key IS NOT NULL AND state IN ('receiving', 'staged')";
const UNFINISHED: &str = "SELECT id FROM upload WHERE state IN ('receiving', 'staged') AND server = $1";

pub(super) const STATEMENTS: &[&str] = &[
    INSERT,
    BY_ID,
    BY_KEY,
    BY_CAPTURE,
    STAGED,
    EXTEND,
    SET_KEY,
    SEALED,
    SEALED_AS_DOCUMENT,
    REFUSED,
    EXPIRED,
    DELETE,
    FORGET,
    UNFINISHED_KEYS,
    UNFINISHED,
];

/// One upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRow {
    /// The upload.
    pub id: UploadId,
    /// Who may write it.
    pub owner: Actor,
    /// The server on whose disk the bytes are staged.
    pub server: String,
    /// `Upload-Metadata` as the client sent it.
    pub metadata: String,
    /// `(dock, capture, hash)` or, for foreign clients, the upload's own id.
    pub upload_key: String,
    /// Where it stands.
    pub state: UploadState,
    /// Bytes announced.
    pub size_bytes: u64,
    /// Digest declared before or with the upload.
    pub declared_sha256: Option<Sha256Digest>,
    /// Name of the file.
    pub file_name: String,
    /// Signed capture statement.
    pub statement: Option<String>,
    /// The capture.
    pub capture_id: Option<CaptureId>,
    /// Final key in the vault, once chosen.
    pub object_key: Option<String>,
    /// The clip, once sealed.
    pub clip_id: Option<ClipId>,
    /// Why it was refused: JSON of a problem.
    pub refusal: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it is swept if nothing arrives.
    pub expires_at: Timestamp,
}

fn read(row: &Row) -> Result<UploadRow, StoreError> {
    Ok(UploadRow {
        id: Column::read(row, "id")?,
        owner: Column::read(row, "owner")?,
        server: Column::read(row, "server")?,
        metadata: Column::read(row, "metadata")?,
        upload_key: Column::read(row, "upload_key")?,
        state: Column::read(row, "state")?,
        size_bytes: Column::read(row, "size_bytes")?,
        declared_sha256: Column::read(row, "declared_sha256")?,
        file_name: Column::read(row, "file_name")?,
        statement: Column::read(row, "statement")?,
        capture_id: Column::read(row, "capture_id")?,
        object_key: Column::read(row, "object_key")?,
        clip_id: Column::read(row, "clip_id")?,
        refusal: Column::read(row, "refusal")?,
        created_at: Column::read(row, "created_at")?,
        expires_at: Column::read(row, "expires_at")?,
    })
}

impl Store {
    /// Writes a new upload. [`StoreError::Exists`] when its key has one already.
    pub async fn upload_add(&self, upload: &UploadRow) -> Result<(), StoreError> {
        let args = vec![
            upload.id.to_value(),
            upload.owner.to_value(),
            upload.server.to_value(),
            upload.metadata.to_value(),
            upload.upload_key.to_value(),
            upload.state.to_value(),
            upload.size_bytes.to_value(),
            upload.declared_sha256.to_value(),
            upload.file_name.to_value(),
            upload.statement.to_value(),
            upload.capture_id.to_value(),
            upload.created_at.to_value(),
            upload.expires_at.to_value(),
        ];
        self.work_once(INSERT, args).await.map(|_| ())
    }

    /// One upload.
    pub async fn upload_by_id(&self, id: UploadId) -> Result<Option<UploadRow>, StoreError> {
        self.fetch_one(BY_ID, vec![id.to_value()])
            .await?
            .as_ref()
            .map(read)
            .transpose()
    }

    /// The upload of this key that was not refused.
    pub async fn upload_by_key(&self, key: &str) -> Result<Option<UploadRow>, StoreError> {
        self.fetch_one(BY_KEY, vec![key.to_owned().to_value()])
            .await?
            .as_ref()
            .map(read)
            .transpose()
    }

    /// The newest upload of a capture.
    pub async fn upload_by_capture(&self, id: CaptureId) -> Result<Option<UploadRow>, StoreError> {
        self.fetch_one(BY_CAPTURE, vec![id.to_value()])
            .await?
            .as_ref()
            .map(read)
            .transpose()
    }

    /// Moves the end of an unfinished upload.
    pub async fn upload_extend(&self, id: UploadId, expires_at: Timestamp) -> Result<(), StoreError> {
        self.work_once(EXTEND, vec![id.to_value(), expires_at.to_value()])
            .await
            .map(|_| ())
    }

    /// Writes the final object key. False when another was written before, or the upload is not staged.
    pub async fn upload_set_key(&self, id: UploadId, key: &str) -> Result<bool, StoreError> {
        Ok(self
            .work_once(SET_KEY, vec![id.to_value(), key.to_owned().to_value()])
            .await?
            == 1)
    }

    /// Unfinished uploads of this server whose time is over, at most 200.
    pub async fn uploads_expired(&self, now: Timestamp, server: &str) -> Result<Vec<UploadRow>, StoreError> {
        self.fetch(EXPIRED, vec![now.to_value(), server.to_owned().to_value()])
            .await?
            .iter()
            .map(read)
            .collect()
    }

    /// Forgets an unfinished or refused upload. False when it is neither.
    pub async fn upload_remove(&self, id: UploadId) -> Result<bool, StoreError> {
        Ok(self.work_once(DELETE, vec![id.to_value()]).await? == 1)
    }

    /// Forgets an upload whose clip was found damaged, so that its bytes can be sent again under the same key.
    pub async fn upload_forget(&self, id: UploadId) -> Result<(), StoreError> {
        self.work_once(FORGET, vec![id.to_value()]).await.map(|_| ())
    }

    /// Object keys that unfinished uploads name: never orphans.
    pub async fn upload_object_keys(&self) -> Result<Vec<String>, StoreError> {
        self.fetch(UNFINISHED_KEYS, Vec::new())
            .await?
            .iter()
            .map(|row| String::read(row, "object_key"))
            .collect()
    }

    /// Uploads that still need their bytes staged on this server.
    pub async fn uploads_unfinished(&self, server: &str) -> Result<Vec<UploadId>, StoreError> {
        self.fetch(UNFINISHED, vec![server.to_owned().to_value()])
            .await?
            .iter()
            .map(|row| UploadId::read(row, "id"))
            .collect()
    }
}

impl WorkTx {
    /// All bytes are staged and synced. False when the upload was not receiving.
    pub async fn upload_stage(&mut self, id: UploadId) -> Result<bool, StoreError> {
        Ok(self.execute(STAGED, vec![id.to_value()]).await? == 1)
    }

    /// The upload brought nothing new: what it speaks of is this clip already. [`StoreError::Stale`] when it was not
    /// staged.
    pub async fn upload_seal(&mut self, id: UploadId, clip_id: ClipId) -> Result<(), StoreError> {
        match self.execute(SEALED, vec![id.to_value(), clip_id.to_value()]).await? {
            1 => Ok(()),
            _ => Err(StoreError::Stale),
        }
    }
}

impl EvidenceTx {
    /// The upload became this clip. [`StoreError::Stale`] when it was not staged.
    pub async fn upload_seal(&mut self, id: UploadId, clip_id: ClipId) -> Result<(), StoreError> {
        match self.work(SEALED, vec![id.to_value(), clip_id.to_value()]).await? {
            1 => Ok(()),
            _ => Err(StoreError::Stale),
        }
    }

    /// The upload became a document. [`StoreError::Stale`] when it was not staged.
    pub async fn upload_seal_as_document(&mut self, id: UploadId) -> Result<(), StoreError> {
        match self.work(SEALED_AS_DOCUMENT, vec![id.to_value()]).await? {
            1 => Ok(()),
            _ => Err(StoreError::Stale),
        }
    }

    /// The upload is refused for good. [`StoreError::Stale`] when it was decided before.
    pub async fn upload_refuse(&mut self, id: UploadId, refusal: &str) -> Result<(), StoreError> {
        match self
            .work(REFUSED, vec![id.to_value(), refusal.to_owned().to_value()])
            .await?
        {
            1 => Ok(()),
            _ => Err(StoreError::Stale),
        }
    }
}
