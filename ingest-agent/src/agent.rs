//! What every part of a running agent shares, put together once.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use evidence_schema::custody::note::SigningNoteKey;
use evidence_schema::ids::CaptureId;

use crate::capture::spool::Spool;
use crate::claims::Counter;
use crate::clock::{Clock, Random};
use crate::config::Config;
use crate::docking::registry::{Docking, Dockings};
use crate::failure::{Failure, cannot};
use crate::identity::DockIdentity;
use crate::journal::{CaptureState, Journal, JournalError};
use crate::profile::{self, Profile};
use crate::receipt::ReceiptBook;
use crate::release::desk::Desk;
use crate::release::medium::Medium;
use crate::upload::backoff::Backoff;
use crate::upload::server::Server;
use crate::upload::{Conveyor, lane_of};
use crate::watching::board::Board;
use crate::watching::windows::{self, Windows};
use crate::{files, upload};

/// Name of the journal's file in the data folder.
pub(crate) const JOURNAL_FILE: &str = "journal.redb";

/// A running agent.
pub(crate) struct Agent {
    pub(crate) config: Config,
    pub(crate) data: PathBuf,
    pub(crate) identity: DockIdentity,
    pub(crate) journal: Journal,
    pub(crate) spool: Spool,
    pub(crate) profiles: Vec<Profile>,
    pub(crate) dockings: Dockings,
    pub(crate) conveyor: Conveyor,
    pub(crate) receipts: ReceiptBook,
    pub(crate) server: Server,
    pub(crate) desk: Desk,
    pub(crate) counter: Counter,
    pub(crate) watches: Board,
    pub(crate) windows: Windows,
    pub(crate) medium: Arc<dyn Medium>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
}

/// What the composition root hands down.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) medium: Arc<dyn Medium>,
}

impl Agent {
    /// Opens identity, journal and spool, and puts back on its way what a stop left half-way.
    pub(crate) fn open(config: Config, data: &Path, world: World) -> Result<Arc<Self>, Failure> {
        files::make_private_folder(data)?;
        let identity = DockIdentity::load(data)?;
        let journal = open_journal(data)?;
        let spool_folder = config.spool_folder(data);
        let spool = Spool::open(&spool_folder, &config.spool)
            .map_err(cannot(format!("open the spool {}", spool_folder.display())))?;
        let address = config.server.clone().unwrap_or_else(|| identity.server.clone());
        let agent = Arc::new(Self {
            profiles: profile::load(config.profiles.as_deref())?,
            server: Server::new(&address, Some(&identity.bearer), identity.tls_sha256)?,
            receipts: ReceiptBook::open(&journal, &identity.log_key).map_err(|error| failed(&error))?,
            conveyor: Conveyor::default(),
            dockings: Dockings::default(),
            data: data.to_owned(),
            desk: Desk::default(),
            counter: Counter::default(),
            watches: Board::default(),
            windows: Windows::default(),
            medium: world.medium,
            clock: world.clock,
            random: world.random,
            config,
            identity,
            journal,
            spool,
        });
        agent.recover().map_err(|error| failed(&error))?;
        Ok(agent)
    }

    /// The dock's signing key.
    pub(crate) const fn key(&self) -> &SigningNoteKey {
        &self.identity.key
    }

    /// A fresh back-off for one worker.
    pub(crate) fn backoff(&self) -> Backoff {
        Backoff::new(std::time::Duration::from_millis(self.config.upload.backoff_max_ms))
    }

    fn recover(&self) -> Result<(), JournalError> {
        let changed = crate::moved::take(&self.journal, &self.identity)?;
        if changed > 0 {
            tracing::info!(
                changed,
                "this dock was enrolled anew: what the spool still has is offered again"
            );
        }
        let mut known: HashSet<CaptureId> = HashSet::new();
        self.journal.each_capture(|row| {
            known.insert(row.capture_id);
        })?;
        match self.spool.drop_unknown(&known) {
            Ok(0) => {}
            Ok(dropped) => tracing::info!(
                dropped,
                "half readings were dropped from the spool; their files are read again"
            ),
            Err(error) => tracing::warn!(%error, "the spool could not be tidied"),
        }
        if let Some(known) = self.journal.known()? {
            self.dockings.set_known(known);
        }
        if let Some(roster) = self.journal.roster()? {
            self.counter.set_roster(roster);
        }
        for row in self.journal.open_dockings()? {
            let mut docking = Docking::new(row, false);
            for id in self.journal.docking_captures(docking.row.docking_id)? {
                if let Some(row) = self.journal.capture(id)? {
                    docking.count(id, row.size_bytes, row.state == CaptureState::Verified);
                }
            }
            self.dockings.add(docking);
        }
        for row in self.journal.pending()? {
            let lane = lane_of(&row);
            match row.state {
                CaptureState::Uploaded => self.conveyor.await_receipt(lane, row.capture_id),
                _ => self.conveyor.offer(lane, row.capture_id),
            }
        }
        Ok(())
    }

    /// Starts everything that talks to the server.
    pub(crate) fn start_talking(self: &Arc<Self>) -> tokio::task::JoinSet<()> {
        let mut tasks = tokio::task::JoinSet::new();
        upload::start(self, &mut tasks);
        tasks.spawn(crate::receipt::asking::start(Arc::clone(self)));
        tasks.spawn(crate::report::report_loop(Arc::clone(self)));
        tasks.spawn(crate::alarm::tell_loop(Arc::clone(self)));
        tasks.spawn(crate::release::desk::ask_loop(Arc::clone(self)));
        tasks.spawn(crate::release::telling::tell_loop(Arc::clone(self)));
        tasks.spawn(crate::claims::tell_loop(Arc::clone(self)));
        tasks.spawn(crate::claims::ask_loop(Arc::clone(self)));
        tasks.spawn(crate::sweep::sweep_loop(Arc::clone(self)));
        tasks.spawn(windows::ask_loop(Arc::clone(self)));
        tasks
    }
}

/// Opens the journal of a data folder.
pub(crate) fn open_journal(data: &Path) -> Result<Journal, Failure> {
    Journal::open(&data.join(JOURNAL_FILE)).map_err(|error| match error {
        JournalError::InUse => Failure::new(format!("another agent uses {}", data.display()))
            .kept("everything; nothing was changed")
            .next("use that agent, or name another folder with --data"),
        other => failed(&other),
    })
}

fn failed(error: &JournalError) -> Failure {
    Failure::new(error.to_string())
        .kept("spool and recorders are untouched")
        .next("check the disk of the data folder; do not remove the journal")
}
