//! Use cases: load facts, call a rule, write the result and its custody entry. No axum, no SQL.
//!
//! What must stay true: every use case that a person, dock or machine can reach asks `access::permit` first; a change
//! of evidence ends in one commit with its entry; use cases run on tasks of their own, so a closed connection cancels
//! none.

pub mod access;
pub mod asker;
pub mod cases;
pub mod catalogue;
pub mod clip_chain;
pub mod clip_story;
pub mod clips;
pub mod clocks;
pub mod coverage;
pub mod custody;
pub mod deadlines;
pub mod docks;
pub mod documents;
pub mod error;
pub mod explanations;
pub mod export;
pub mod filters;
pub mod findings;
pub mod fixity;
pub mod health;
pub mod indexing;
pub mod intake;
pub mod ledger;
pub mod marks;
pub mod monitors;
pub mod news;
pub mod people;
pub mod probing;
pub mod receipts;
pub mod recorders;
pub mod rooms;
pub mod sealing;
pub mod searching;
pub mod sequencer;
pub mod setup;
pub mod statements;
pub mod time_marks;
pub mod uploads;
pub mod verify;
pub mod viewing;
pub mod views;
pub mod webhooks;

use std::path::PathBuf;
use std::sync::Arc;

use evidence_schema::custody::entry::Event;
use evidence_schema::custody::note::SigningNoteKey;
use evidence_schema::ids::{JobId, UnitId};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Permit, Subject, permit};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::problem::ProblemCode;
use tokio::sync::{Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;

pub use error::AppError;

use crate::config::Settings;
use crate::deps::Outside;
use crate::store::job::{JobKind, NewJob};
use crate::store::{EvidenceTx, Intent, Store};
use crate::vault::{Published, Staging, Vault};

/// Result of a use case.
pub type AppResult<T> = Result<T, AppError>;

/// Something that open pages want to hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A docking was reported by a dock of this unit, or of none.
    Dockings(Option<UnitId>),
    /// A clip was sealed, verified or looked into.
    Clips,
}

/// Everything that use cases share.
pub struct Core {
    /// The database.
    pub store: Store,
    /// Objects.
    pub vault: Vault,
    /// Uploads on their way.
    pub staging: Staging,
    /// The log's public files.
    pub published: Published,
    /// Clock and chance.
    pub outside: Outside,
    /// The log's signing key.
    pub log_key: SigningNoteKey,
    /// Settings from the configuration.
    pub settings: Settings,
    /// Folder for files that may vanish.
    pub scratch: PathBuf,
    /// Name of this process among several servers.
    pub instance: String,
    /// Files that are being sealed.
    pub sealing_now: sealing::SealingNow,
    /// Wakes job runners.
    pub jobs_due: Notify,
    /// Wakes the sequencer.
    pub entries_due: Notify,
    /// Wakes the indexer.
    pub index_due: Notify,
    /// Number of entries covered by the newest signed checkpoint.
    pub signed: watch::Sender<u64>,
    /// News for open pages.
    pub changes: broadcast::Sender<Change>,
    /// Cancelled when the server begins to stop: what waits for news ends.
    pub closing: CancellationToken,
    /// Metrics, for whoever runs the server.
    pub metrics: metrics_exporter_prometheus::PrometheusHandle,
    /// Holds the data folder for this process, when it is a server.
    pub lock: Option<std::fs::File>,
    /// The set-up secret, while nobody has an account.
    pub setup: std::sync::Mutex<Option<String>>,
    /// Refusals of this minute, for one entry.
    pub refusals: asker::Refusals,
    /// Looks of this minute, written already.
    pub looks: access::looks::Looks,
    /// Versions of the act catalogue that were read.
    pub catalogues: catalogue::Catalogues,
    /// Viewings that go on.
    pub viewings: viewing::Viewings,
}

/// Handle on everything that use cases share.
#[derive(Clone)]
pub struct App(Arc<Core>);

impl std::ops::Deref for App {
    type Target = Core;
    fn deref(&self) -> &Core {
        &self.0
    }
}

impl App {
    /// Puts the parts together.
    pub fn new(core: Core) -> Self {
        Self(Arc::new(core))
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        self.outside.now()
    }

    /// Sixteen random bytes.
    pub fn chance(&self) -> [u8; 16] {
        self.outside.random.bytes16()
    }

    /// Asks the rule; a refusal to somebody signed in is counted for the log.
    ///
    /// # Errors
    /// With the code that fits the refusal.
    pub fn permit(&self, asker: Asker, action: Action, subject: Subject) -> AppResult<()> {
        self.permit_about(asker, action, (subject, ""))
    }

    /// The same about a thing that is there: a refusal stands in its chain of custody.
    pub(crate) fn permit_about(
        &self,
        asker: Asker,
        action: Action,
        (subject, about): (Subject, &str),
    ) -> AppResult<()> {
        let code = match permit(asker, action, subject) {
            Permit::Allowed => return Ok(()),
            Permit::SignInNeeded => ProblemCode::SignInNeeded,
            Permit::Denied => ProblemCode::Forbidden,
            Permit::Hidden => ProblemCode::NotFound,
        };
        self.refusals.count(asker, action, about);
        Err(AppError::refused(code))
    }

    /// A job that any server can do, from now on.
    pub(crate) fn job(&self, kind: JobKind, subject: &str) -> NewJob {
        let id = JobId::from_random(self.chance());
        NewJob {
            id,
            kind,
            subject: subject.to_owned(),
            server: None,
            at: self.now(),
        }
    }

    /// Begins a change of evidence.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn evidence(&self, event: Event, actor: Actor, subject: String) -> AppResult<EvidenceTx> {
        let intent = Intent {
            event,
            actor,
            subject,
            at: self.now(),
        };
        Ok(self.store.evidence(intent).await?)
    }

    /// Commits a change of evidence and wakes the sequencer.
    ///
    /// # Errors
    /// When nothing was changed, or nobody knows whether it was.
    pub async fn commit(&self, tx: EvidenceTx) -> AppResult<()> {
        tx.commit().await?;
        self.entries_due.notify_one();
        self.index_due.notify_one();
        Ok(())
    }

    /// Commits a change of evidence of any size: as many entries as it needs, all of them or none.
    ///
    /// # Errors
    /// When nothing was changed, or nobody knows whether it was.
    pub async fn commit_in_parts(&self, tx: EvidenceTx) -> AppResult<()> {
        tx.commit_in_parts(&*self.outside.random).await?;
        self.entries_due.notify_one();
        self.index_due.notify_one();
        Ok(())
    }

    /// Runs a use case on a task of its own, so that a closed connection cannot cut it in half.
    ///
    /// # Errors
    /// The use case's own, or [`ProblemCode::Internal`] when it panicked.
    pub async fn run<T, F>(&self, work: F) -> AppResult<T>
    where
        T: Send + 'static,
        F: Future<Output = AppResult<T>> + Send + 'static,
    {
        match tokio::spawn(work).await {
            Ok(result) => result,
            Err(e) => Err(AppError::internal(format!("a use case ended abnormally: {e}"))),
        }
    }

    /// Tells open pages.
    pub fn tell(&self, change: Change) {
        // Nobody listening is fine.
        let _listeners = self.changes.send(change);
    }
}
