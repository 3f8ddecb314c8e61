//! Dock stations: issued token → enrolled → revoked.

use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::DockId;
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(DockRow, "WHERE id = $1");
const BY_ENROLL: &str = select!(DockRow, "WHERE enroll_hash = $1");
const BY_BEARER: &str = select!(DockRow, "WHERE bearer_hash = $1");

pub(super) const STATEMENTS: &[&str] = &[BY_ID, BY_ENROLL, BY_BEARER];

/// State of a dock that waits for its one-time token.
pub const DOCK_ISSUED: &str = "issued";
/// State of a dock that may talk.
pub const DOCK_ENROLLED: &str = "enrolled";
/// State of a dock that may not talk any more.
pub const DOCK_REVOKED: &str = "revoked";

evidence_row! {
    /// One dock.
    DockRow in "dock" guarded "state <> 'revoked' AND (state <> 'enrolled' OR $3 <> 'enrolled')"
    key id: DockId,
    /// Name for people.
    name: String,
    /// `issued`, `enrolled`, `revoked`.
    state: String,
    /// Hash of the one-time token; absent once used.
    enroll_hash: Option<Sha256Digest>,
    /// When the one-time token ends.
    enroll_expires_at: Option<Timestamp>,
    /// Public key of the dock.
    vkey: Option<String>,
    /// Hash of the bearer token.
    bearer_hash: Option<Sha256Digest>,
    /// When the token was issued.
    added_at: Timestamp,
    /// When the dock enrolled.
    enrolled_at: Option<Timestamp>,
}

impl Store {
    /// One dock.
    pub async fn dock_by_id(&self, id: DockId) -> Result<Option<DockRow>, StoreError> {
        self.fetch_one(BY_ID, vec![id.to_value()])
            .await?
            .as_ref()
            .map(DockRow::read)
            .transpose()
    }

    /// The dock that an unused one-time token belongs to.
    pub async fn dock_by_enroll_hash(&self, hash: Sha256Digest) -> Result<Option<DockRow>, StoreError> {
        self.fetch_one(BY_ENROLL, vec![hash.to_value()])
            .await?
            .as_ref()
            .map(DockRow::read)
            .transpose()
    }

    /// The dock that a bearer token belongs to.
    pub async fn dock_by_bearer_hash(&self, hash: Sha256Digest) -> Result<Option<DockRow>, StoreError> {
        self.fetch_one(BY_BEARER, vec![hash.to_value()])
            .await?
            .as_ref()
            .map(DockRow::read)
            .transpose()
    }

    /// Every dock.
    pub async fn docks(&self) -> Result<Vec<DockRow>, StoreError> {
        self.fetch(DockRow::ALL, Vec::new())
            .await?
            .iter()
            .map(DockRow::read)
            .collect()
    }
}

impl EvidenceTx {
    /// Writes a new dock.
    pub async fn dock_add(&mut self, dock: &DockRow) -> Result<(), StoreError> {
        self.insert(dock).await
    }

    /// Writes a changed dock. [`StoreError::Stale`] when it was revoked, or would be enrolled a second time.
    pub async fn dock_update(&mut self, dock: &DockRow) -> Result<(), StoreError> {
        self.update(dock).await
    }
}
