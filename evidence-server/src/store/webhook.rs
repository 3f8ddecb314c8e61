//! How far each system that wants to be told has been told. Working tables: the log itself is what is told.
//!
//! What must stay true: a step forward happens only from the place where the teller began, so that of two servers one
//! moves it.

use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::CaseId;
use evidence_schema::time::Timestamp;

use super::engine::Row;
use super::value::{Column, Value};
use super::{EvidenceTx, Store, StoreError};

const BEGIN: &str = "INSERT INTO webhook (name, next_number, next_part, delivered, delivered_at, attempts, failing_since, \
     retry_at, last_error, given_up_at) VALUES ($1, $2, 0, 0, NULL, 0, NULL, NULL, NULL, NULL) \
     ON CONFLICT (name) DO NOTHING";
const ALL: &str = "SELECT name, next_number, next_part, delivered, delivered_at, attempts, failing_since, retry_at, \
     last_error, given_up_at FROM webhook ORDER BY name";
const BY_NAME: &str = "SELECT name, next_number, next_part, delivered, delivered_at, attempts, failing_since, retry_at, \
     last_error, given_up_at FROM webhook WHERE name = $1";
const PASS: &str = "UPDATE webhook SET next_number = $4, next_part = $5, attempts = 0, failing_since = NULL, \
     retry_at = NULL, last_error = NULL, given_up_at = NULL \
     WHERE name = $1 AND next_number = $2 AND next_part = $3";
const ARRIVED: &str = "UPDATE webhook SET next_number = $4, next_part = $5, delivered = delivered + 1, \
     delivered_at = $6, attempts = 0, failing_since = NULL, retry_at = NULL, last_error = NULL, given_up_at = NULL \
     WHERE name = $1 AND next_number = $2 AND next_part = $3";
const FAILED: &str = "UPDATE webhook SET attempts = attempts + 1, failing_since = $2, retry_at = $3, last_error = $4, \
     given_up_at = $5 WHERE name = $1";
const RESUME: &str = "UPDATE webhook SET attempts = 0, failing_since = NULL, retry_at = NULL, given_up_at = NULL \
     WHERE name = $1";
const SEEN: &str = "SELECT digest FROM webhook_seen WHERE name = $1 AND case_id = $2";
const SEEN_PUT: &str = "INSERT INTO webhook_seen (name, case_id, digest) VALUES ($1, $2, $3) \
     ON CONFLICT (name, case_id) DO UPDATE SET digest = excluded.digest";

pub(super) const STATEMENTS: &[&str] = &[BEGIN, ALL, BY_NAME, PASS, ARRIVED, FAILED, RESUME, SEEN, SEEN_PUT];

/// A place in the log: an entry, and how many of its notices were told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Number of the entry.
    pub number: u64,
    /// Notices of it that were told.
    pub part: u64,
}

/// How one system stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookRow {
    /// Its name.
    pub name: String,
    /// What comes next.
    pub next: Place,
    /// Notices that arrived.
    pub delivered: u64,
    /// When the last one arrived.
    pub delivered_at: Option<Timestamp>,
    /// How often the next one was tried.
    pub attempts: u64,
    /// Since when deliveries fail.
    pub failing_since: Option<Timestamp>,
    /// When to try again.
    pub retry_at: Option<Timestamp>,
    /// What went wrong the last time.
    pub last_error: Option<String>,
    /// When it was given up.
    pub given_up_at: Option<Timestamp>,
}

/// A delivery that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Since when deliveries fail.
    pub since: Timestamp,
    /// When to try again.
    pub retry_at: Option<Timestamp>,
    /// What went wrong.
    pub error: String,
    /// When it was given up, if it was.
    pub given_up_at: Option<Timestamp>,
}

fn read(row: &Row) -> Result<WebhookRow, StoreError> {
    Ok(WebhookRow {
        name: Column::read(row, "name")?,
        next: Place {
            number: Column::read(row, "next_number")?,
            part: Column::read(row, "next_part")?,
        },
        delivered: Column::read(row, "delivered")?,
        delivered_at: Column::read(row, "delivered_at")?,
        attempts: Column::read(row, "attempts")?,
        failing_since: Column::read(row, "failing_since")?,
        retry_at: Column::read(row, "retry_at")?,
        last_error: Column::read(row, "last_error")?,
        given_up_at: Column::read(row, "given_up_at")?,
    })
}

fn step(name: &str, from: Place, to: Place) -> Vec<Value> {
    vec![
        name.to_owned().to_value(),
        from.number.to_value(),
        from.part.to_value(),
        to.number.to_value(),
        to.part.to_value(),
    ]
}

impl Store {
    /// Begins to tell a system what happens from this number on; one that is known goes on where it was.
    pub async fn webhook_begin(&self, name: &str, number: u64) -> Result<(), StoreError> {
        let args = vec![name.to_owned().to_value(), number.to_value()];
        self.work_once(BEGIN, args).await.map(|_| ())
    }

    /// Every system that was ever told, by name.
    pub async fn webhooks(&self) -> Result<Vec<WebhookRow>, StoreError> {
        self.fetch(ALL, Vec::new()).await?.iter().map(read).collect()
    }

    /// One system.
    pub async fn webhook(&self, name: &str) -> Result<Option<WebhookRow>, StoreError> {
        let row = self.fetch_one(BY_NAME, vec![name.to_owned().to_value()]).await?;
        row.as_ref().map(read).transpose()
    }

    /// Goes on over what is nothing to it; what failed before is behind it. False when somebody else moved it.
    pub async fn webhook_pass(&self, name: &str, (from, to): (Place, Place)) -> Result<bool, StoreError> {
        Ok(self.work_once(PASS, step(name, from, to)).await? == 1)
    }

    /// A notice arrived; of readiness, what was told is kept. False when somebody else moved it.
    pub async fn webhook_arrived(
        &self,
        name: &str,
        (from, to): (Place, Place),
        (at, seen): (Timestamp, Option<(CaseId, Sha256Digest)>),
    ) -> Result<bool, StoreError> {
        let mut tx = self.work().await?;
        let mut args = step(name, from, to);
        args.push(at.to_value());
        let moved = tx.execute(ARRIVED, args).await? == 1;
        if let (true, Some((case_id, digest))) = (moved, seen) {
            let args = vec![name.to_owned().to_value(), case_id.to_value(), digest.to_value()];
            tx.execute(SEEN_PUT, args).await?;
        }
        tx.commit().await?;
        Ok(moved)
    }

    /// A notice did not arrive.
    pub async fn webhook_failed(&self, name: &str, failed: &Failed) -> Result<(), StoreError> {
        let args = vec![
            name.to_owned().to_value(),
            failed.since.to_value(),
            failed.retry_at.to_value(),
            failed.error.to_value(),
            failed.given_up_at.to_value(),
        ];
        self.work_once(FAILED, args).await.map(|_| ())
    }

    /// Tries again at once, because the server was started. False when no such system was ever told.
    pub async fn webhook_try_again(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self.work_once(RESUME, vec![name.to_owned().to_value()]).await? == 1)
    }

    /// The readiness of a case file that this system heard last.
    pub async fn webhook_seen(&self, name: &str, id: CaseId) -> Result<Option<Sha256Digest>, StoreError> {
        let row = self
            .fetch_one(SEEN, vec![name.to_owned().to_value(), id.to_value()])
            .await?;
        row.map(|row| Sha256Digest::read(&row, "digest")).transpose()
    }
}

impl EvidenceTx {
    /// Tries again at once, because somebody said so. False when no such system was ever told.
    pub async fn webhook_try_again(&mut self, name: &str) -> Result<bool, StoreError> {
        Ok(self.work(RESUME, vec![name.to_owned().to_value()]).await? == 1)
    }
}
