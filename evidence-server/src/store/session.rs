//! Sessions of signed-in people, and the throttle on attempts.

use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::PersonId;
use evidence_schema::time::Timestamp;

use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const ADD: &str = "INSERT INTO session (token_hash, person_id, form_token, created_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5)";
const BY_HASH: &str = "SELECT token_hash, person_id, form_token, created_at, expires_at FROM session \
     WHERE token_hash = $1 AND expires_at > $2";
const END: &str = "DELETE FROM session WHERE token_hash = $1";
const SWEEP: &str = "DELETE FROM session WHERE expires_at <= $1";
const THROTTLE: &str = "INSERT INTO throttle (name, window_ends_at, attempts) VALUES ($1, $2, 1) \
     ON CONFLICT (name) DO UPDATE SET \
     attempts = CASE WHEN throttle.window_ends_at <= $3 THEN 1 ELSE throttle.attempts + 1 END, \
     window_ends_at = CASE WHEN throttle.window_ends_at <= $3 THEN excluded.window_ends_at \
     ELSE throttle.window_ends_at END RETURNING attempts";
const THROTTLE_CLEAR: &str = "DELETE FROM throttle WHERE name = $1";
const THROTTLE_FORGIVE: &str = "UPDATE throttle SET attempts = attempts - 1 WHERE name = $1 AND attempts > 0";
const THROTTLE_SWEEP: &str = "DELETE FROM throttle WHERE window_ends_at <= $1";

pub(super) const STATEMENTS: &[&str] = &[
    ADD,
    BY_HASH,
    END,
    SWEEP,
    THROTTLE,
    THROTTLE_CLEAR,
    THROTTLE_FORGIVE,
    THROTTLE_SWEEP,
];

/// One session.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Hash of the cookie's secret.
    pub token_hash: Sha256Digest,
    /// Who.
    pub person_id: PersonId,
    /// What every form must carry.
    pub form_token: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Store {
    /// The session of this cookie, unless it is over.
    pub async fn session_by_hash(&self, hash: Sha256Digest, now: Timestamp) -> Result<Option<SessionRow>, StoreError> {
        let row = self.fetch_one(BY_HASH, vec![hash.to_value(), now.to_value()]).await?;
        row.map(|row| {
            Ok(SessionRow {
                token_hash: Column::read(&row, "token_hash")?,
                person_id: Column::read(&row, "person_id")?,
                form_token: Column::read(&row, "form_token")?,
                created_at: Column::read(&row, "created_at")?,
                expires_at: Column::read(&row, "expires_at")?,
            })
        })
        .transpose()
    }

    /// Removes sessions and throttles whose time is over.
    pub async fn session_sweep(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.work().await?;
        tx.execute(SWEEP, vec![now.to_value()]).await?;
        tx.execute(THROTTLE_SWEEP, vec![now.to_value()]).await?;
        tx.commit().await
    }

    /// Counts an attempt; gives how many there were in the window, this one included.
    pub async fn throttle_count(&self, name: &str, now: Timestamp, window_ends: Timestamp) -> Result<u64, StoreError> {
        let mut tx = self.work().await?;
        let args = vec![name.to_owned().to_value(), window_ends.to_value(), now.to_value()];
        let rows = tx.fetch(THROTTLE, args).await?;
        let attempts = rows.first().map_or(Ok(1), |row| u64::read(row, "attempts"))?;
        tx.commit().await?;
        Ok(attempts)
    }

    /// Takes one attempt back: it was right.
    pub async fn throttle_forgive(&self, name: &str) -> Result<(), StoreError> {
        self.work_once(THROTTLE_FORGIVE, vec![name.to_owned().to_value()])
            .await
            .map(|_| ())
    }

    /// Forgets the attempts under a name.
    pub async fn throttle_clear(&self, name: &str) -> Result<(), StoreError> {
        self.work_once(THROTTLE_CLEAR, vec![name.to_owned().to_value()])
            .await
            .map(|_| ())
    }
}

impl EvidenceTx {
    /// Begins a session, in the commit of its entry.
    pub async fn session_add(&mut self, session: &SessionRow) -> Result<(), StoreError> {
        let args = vec![
            session.token_hash.to_value(),
            session.person_id.to_value(),
            session.form_token.to_value(),
            session.created_at.to_value(),
            session.expires_at.to_value(),
        ];
        self.work(ADD, args).await.map(|_| ())
    }

    /// Ends a session, in the commit of its entry.
    pub async fn session_end(&mut self, hash: Sha256Digest) -> Result<(), StoreError> {
        self.work(END, vec![hash.to_value()]).await.map(|_| ())
    }
}
