//! Background work: claim a job, run it, end or retry it; and what happens every hour.
//!
//! What must stay true: a claim outlives neither its process nor its time; sealing and reading back are never given up.

mod webhooks;

use std::time::Duration;

use evidence_schema::time::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::app::{App, AppError, AppResult};
use crate::store::job::{ClaimedJob, JobKind};

const CLAIM_MS: i64 = 120_000;
const RENEW: Duration = Duration::from_secs(40);
const POLL: Duration = Duration::from_secs(1);
const SWEEP: Duration = Duration::from_mins(10);
const PROBE_ATTEMPTS: u64 = 3;
const PAUSE_MS_MAX: i64 = 300_000;

/// How many of a kind run at once.
const fn runners(kind: JobKind) -> usize {
    match kind {
        // Several at once share their commits.
        JobKind::Seal => 4,
        JobKind::ReadBack => 2,
        JobKind::Probe | JobKind::LookInFull | JobKind::Attribute | JobKind::Findings => 1,
    }
}

/// Starts all runners; they end when told to stop.
pub fn start(app: &App, stop: &CancellationToken) -> Vec<tokio::task::JoinHandle<()>> {
    let mut tasks = Vec::new();
    for kind in JobKind::ALL {
        for _ in 0..runners(kind) {
            tasks.push(tokio::spawn(run(app.clone(), kind, stop.clone())));
        }
    }
    tasks.push(tokio::spawn(sweep(app.clone(), stop.clone())));
    tasks.push(tokio::spawn({
        let (app, stop) = (app.clone(), stop.clone());
        async move { app.viewings_end(stop).await }
    }));
    tasks.extend(webhooks::start(app, stop));
    tasks
}

async fn run(app: App, kind: JobKind, stop: CancellationToken) {
    while !stop.is_cancelled() {
        // Registered before looking, so that a job added in between is not slept over.
        let due = app.jobs_due.notified();
        match claim(&app, kind).await {
            Ok(Some(job)) => work(&app, &job).await,
            Ok(None) => {
                tokio::select! {
                    () = due => {}
                    () = tokio::time::sleep(POLL) => {}
                    () = stop.cancelled() => {}
                }
            }
            Err(e) => {
                tracing::warn!("no job could be claimed: {e}");
                tokio::time::sleep(POLL).await;
            }
        }
    }
}

fn later(app: &App, ms: i64) -> Timestamp {
    let now = app.now();
    now.plus_ms(ms).unwrap_or(now)
}

async fn claim(app: &App, kind: JobKind) -> AppResult<Option<ClaimedJob>> {
    let may_wait = matches!(kind, JobKind::Probe | JobKind::LookInFull);
    if may_wait && app.store.job_is_urgent(app.now()).await? {
        return Ok(None);
    }
    Ok(app
        .store
        .job_claim(kind, &app.instance, app.now(), later(app, CLAIM_MS))
        .await?)
}

async fn work(app: &App, job: &ClaimedJob) {
    let result = {
        let working = perform(app, job);
        tokio::pin!(working);
        loop {
            tokio::select! {
                result = &mut working => break result,
                () = tokio::time::sleep(RENEW) => {
                    if let Err(e) = app.store.job_renew(job.id, &app.instance, later(app, CLAIM_MS)).await {
                        tracing::warn!("claim of {} was not renewed: {e}", job.id);
                    }
                }
            }
        }
    };
    if let Err(error) = result
        && let Err(e) = failed(app, job, &error).await
    {
        // The claim runs out by itself and the job is tried again.
        tracing::warn!("failure of {} was not written: {e}", job.id);
    }
}

async fn perform(app: &App, job: &ClaimedJob) -> AppResult<()> {
    let bad = |e| AppError::internal(format!("job {} is about {:?}: {e}", job.id, job.subject));
    match job.kind {
        JobKind::Seal => app.upload_seal(job.subject.parse().map_err(bad)?).await,
        JobKind::ReadBack if job.subject.starts_with("document-") => {
            app.document_read_back(job.subject.parse().map_err(bad)?).await
        }
        JobKind::ReadBack => app.clip_read_back(job.subject.parse().map_err(bad)?).await,
        JobKind::Probe => app.clip_probe(job.subject.parse().map_err(bad)?).await,
        JobKind::LookInFull => app.clip_look_in_full(job.subject.parse().map_err(bad)?).await,
        JobKind::Findings => app.findings_owed(&job.subject, job.id).await,
        JobKind::Attribute => app.clip_attribute(job.subject.parse().map_err(bad)?, job.id).await,
    }
}

async fn failed(app: &App, job: &ClaimedJob, error: &AppError) -> AppResult<()> {
    tracing::warn!(kind = job.kind.as_str(), subject = %job.subject, attempts = job.attempts, "job: {error}");
    if job.kind == JobKind::Probe && job.attempts >= PROBE_ATTEMPTS {
        app.store.job_give_up(job.id, &error.to_string()).await?;
        // Whose it is can be said without its duration.
        return Ok(app.store.job_add(&app.job(JobKind::Attribute, &job.subject)).await?);
    }
    if job.kind == JobKind::LookInFull && job.attempts >= PROBE_ATTEMPTS {
        // The verdict goes on saying that it was not looked at in full.
        return Ok(app.store.job_give_up(job.id, &error.to_string()).await?);
    }
    let doublings = u32::try_from(job.attempts.min(9)).unwrap_or(9);
    let pause_ms = (500_i64 << doublings).min(PAUSE_MS_MAX);
    Ok(app
        .store
        .job_retry(job.id, later(app, pause_ms), &error.to_string())
        .await?)
}

async fn sweep(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(e) = sweep_once(&app).await {
            tracing::warn!("sweep: {e}");
        }
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// Uploads, sessions, throttles and uses of rooms whose time is over.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep_once(app: &App) -> AppResult<()> {
    let swept = app.uploads_sweep().await?;
    if swept > 0 {
        tracing::info!(swept, "unfinished uploads whose time was over were swept");
    }
    let overdue = app.room_uses_sweep().await?;
    if overdue > 0 {
        tracing::info!(overdue, "uses of rooms that nobody ended became findings");
    }
    Ok(app.store.session_sweep(app.now()).await?)
}
