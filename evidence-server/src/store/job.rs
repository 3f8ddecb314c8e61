//! Background jobs: one row per kind and subject, claimed for a while, ended in the commit of what they did.
//!
//! What must stay true: a claim runs out, so the job of a dead process is done by another; both conditions stand in the
//! outer UPDATE, so two processes never hold one claim.

use evidence_schema::ids::JobId;
use evidence_schema::time::Timestamp;

use super::value::Column;
use super::{EvidenceTx, Store, StoreError, WorkTx};

const ADD: &str = "INSERT INTO job (id, kind, subject, server, state, run_after, attempts, claimed_by, \
     claimed_until, last_error) VALUES ($1, $2, $3, $4, 'waiting', $5, 0, NULL, NULL, NULL) ON CONFLICT (kind, subject) DO NOTHING";
const CLAIM: &str = "UPDATE job SET claimed_by = $1, claimed_until = $2, attempts = attempts + 1 WHERE id = \
     (SELECT id FROM job WHERE state = 'waiting' AND run_after <= $3 AND kind = $4 \
     AND (server IS NULL OR server = $1) AND (claimed_until IS NULL OR claimed_until < $3) ORDER BY run_after, id LIMIT 1) \
     AND state = 'waiting' AND (claimed_until IS NULL OR claimed_until < $3) RETURNING id, kind, subject, attempts";
const RENEW: &str = "UPDATE job SET claimed_until = $3 WHERE id = $1 AND claimed_by = $2";
const RETRY: &str = "UPDATE job SET claimed_by = NULL, claimed_until = NULL, run_after = $2, last_error = $3 \
     WHERE id = $1";
const GIVE_UP: &str = "UPDATE job SET state = 'given_up', claimed_by = NULL, claimed_until = NULL, last_error = $2 \
     WHERE id = $1";
/// Facts changed while it may be running: it is another job now, which the running one does not end.
const ADD_AGAIN: &str = "INSERT INTO job (id, kind, subject, server, state, run_after, attempts, claimed_by, \
     claimed_until, last_error) VALUES ($1, $2, $3, $4, 'waiting', $5, 0, NULL, NULL, NULL) \
     ON CONFLICT (kind, subject) DO UPDATE SET id = excluded.id, state = 'waiting', run_after = excluded.run_after, \
     attempts = 0, claimed_by = NULL, claimed_until = NULL";
const END_ONE: &str = "DELETE FROM job WHERE id = $1";
const END: &str = "DELETE FROM job WHERE kind = $1 AND subject = $2";
const FREE: &str = "UPDATE job SET claimed_by = NULL, claimed_until = NULL WHERE claimed_by = $1";
const URGENT: &str = "SELECT id FROM job WHERE kind IN ('seal', 'read_back') AND state = 'waiting' AND run_after <= $1 \
     LIMIT 1";
const COUNT: &str = "SELECT state, kind, CAST(COUNT(*) AS BIGINT) AS jobs FROM job GROUP BY state, kind \
     ORDER BY state, kind";

pub(super) const STATEMENTS: &[&str] = &[
    ADD, ADD_AGAIN, CLAIM, RENEW, RETRY, GIVE_UP, END, END_ONE, FREE, COUNT, URGENT,
];

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobKind {
    /// Make a clip of a staged upload.
    Seal,
    /// Read a sealed object back from the device.
    ReadBack,
    /// Let the media worker look.
    Probe,
    /// Let the media worker decode everything.
    LookInFull,
    /// Ask the ledger whose footage a clip is.
    Attribute,
    /// Raise the findings that a commit owes.
    Findings,
}

impl JobKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Seal,
        Self::ReadBack,
        Self::Probe,
        Self::LookInFull,
        Self::Attribute,
        Self::Findings,
    ];

    /// Text form, as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seal => "seal",
            Self::ReadBack => "read_back",
            Self::Probe => "probe",
            Self::LookInFull => "look_in_full",
            Self::Attribute => "attribute",
            Self::Findings => "findings",
        }
    }
}

/// A job to be done.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// The job.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// To what.
    pub subject: String,
    /// The only server that can do it, because the bytes are staged there.
    pub server: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// A job that this process holds for a while.
#[derive(Debug, Clone)]
pub struct ClaimedJob {
    /// The job.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// To what.
    pub subject: String,
    /// How often it was begun, this time included.
    pub attempts: u64,
}

/// How many jobs of a kind are in a state.
#[derive(Debug, Clone)]
pub struct JobCount {
    /// `waiting` or `given_up`.
    pub state: String,
    /// The kind.
    pub kind: String,
    /// How many.
    pub jobs: u64,
}

impl Store {
    /// Claims the oldest job of a kind that is due.
    pub async fn job_claim(
        &self,
        kind: JobKind,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<ClaimedJob>, StoreError> {
        let args = vec![
            holder.to_owned().to_value(),
            until.to_value(),
            now.to_value(),
            kind.as_str().to_owned().to_value(),
        ];
        let mut tx = self.work().await?;
        let rows = tx.fetch(CLAIM, args).await?;
        let Some(row) = rows.first() else {
            // Ends the transaction at once: the database is not locked while there is nothing to do.
            tx.commit().await?;
            return Ok(None);
        };
        let job = ClaimedJob {
            id: Column::read(row, "id")?,
            kind,
            subject: Column::read(row, "subject")?,
            attempts: Column::read(row, "attempts")?,
        };
        tx.commit().await?;
        Ok(Some(job))
    }

    /// Holds a claim for longer.
    pub async fn job_renew(&self, id: JobId, holder: &str, until: Timestamp) -> Result<(), StoreError> {
        self.work_once(
            RENEW,
            vec![id.to_value(), holder.to_owned().to_value(), until.to_value()],
        )
        .await
        .map(|_| ())
    }

    /// Gives a job back to be tried again later.
    pub async fn job_retry(&self, id: JobId, run_after: Timestamp, error: &str) -> Result<(), StoreError> {
        self.work_once(
            RETRY,
            vec![id.to_value(), run_after.to_value(), error.to_owned().to_value()],
        )
        .await
        .map(|_| ())
    }

    /// Gives a job up, visibly.
    pub async fn job_give_up(&self, id: JobId, error: &str) -> Result<(), StoreError> {
        self.work_once(GIVE_UP, vec![id.to_value(), error.to_owned().to_value()])
            .await
            .map(|_| ())
    }

    /// Frees every claim of a holder that is not alive any more; gives their number.
    pub async fn job_free(&self, holder: &str) -> Result<u64, StoreError> {
        self.work_once(FREE, vec![holder.to_owned().to_value()]).await
    }

    /// Ends a job that had nothing to write.
    pub async fn job_end(&self, kind: JobKind, subject: &str) -> Result<(), StoreError> {
        let args = vec![kind.as_str().to_owned().to_value(), subject.to_owned().to_value()];
        self.work_once(END, args).await.map(|_| ())
    }

    /// Adds a job alone.
    pub async fn job_add(&self, job: &NewJob) -> Result<(), StoreError> {
        let mut tx = self.work().await?;
        tx.job_add(job).await?;
        tx.commit().await
    }

    /// Ends this job, and none that was asked for meanwhile.
    pub async fn job_end_one(&self, id: JobId) -> Result<(), StoreError> {
        self.work_once(END_ONE, vec![id.to_value()]).await.map(|_| ())
    }

    /// Whether sealing or reading back is due: looks of the media worker wait for those.
    pub async fn job_is_urgent(&self, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.fetch_one(URGENT, vec![now.to_value()]).await?.is_some())
    }

    /// Jobs by state and kind.
    pub async fn job_counts(&self) -> Result<Vec<JobCount>, StoreError> {
        let rows = self.fetch(COUNT, Vec::new()).await?;
        rows.iter()
            .map(|row| {
                Ok(JobCount {
                    state: Column::read(row, "state")?,
                    kind: Column::read(row, "kind")?,
                    jobs: Column::read(row, "jobs")?,
                })
            })
            .collect()
    }
}

fn add_args(job: &NewJob) -> Vec<super::Value> {
    vec![
        job.id.to_value(),
        job.kind.as_str().to_owned().to_value(),
        job.subject.to_value(),
        job.server.to_value(),
        job.at.to_value(),
    ]
}

/// Jobs that rest on facts which may change while they run are begun again, the others are asked for once.
const fn add(kind: JobKind) -> &'static str {
    match kind {
        JobKind::Seal | JobKind::ReadBack | JobKind::Probe | JobKind::LookInFull => ADD,
        JobKind::Attribute | JobKind::Findings => ADD_AGAIN,
    }
}

impl WorkTx {
    /// Adds a job in this commit, unless it is there already.
    pub async fn job_add(&mut self, job: &NewJob) -> Result<(), StoreError> {
        self.execute(add(job.kind), add_args(job)).await.map(|_| ())
    }

    /// Ends a job in this commit.
    pub async fn job_end(&mut self, kind: JobKind, subject: &str) -> Result<(), StoreError> {
        let args = vec![kind.as_str().to_owned().to_value(), subject.to_owned().to_value()];
        self.execute(END, args).await.map(|_| ())
    }
}

impl EvidenceTx {
    /// Ends this job in this commit, and none that was asked for meanwhile.
    pub async fn job_end_one(&mut self, id: JobId) -> Result<(), StoreError> {
        self.work(END_ONE, vec![id.to_value()]).await.map(|_| ())
    }

    /// Adds a job in this commit, unless it is there already.
    pub async fn job_add(&mut self, job: &NewJob) -> Result<(), StoreError> {
        self.work(add(job.kind), add_args(job)).await.map(|_| ())
    }

    /// Ends a job in this commit.
    pub async fn job_end(&mut self, kind: JobKind, subject: &str) -> Result<(), StoreError> {
        let args = vec![kind.as_str().to_owned().to_value(), subject.to_owned().to_value()];
        self.work(END, args).await.map(|_| ())
    }
}
