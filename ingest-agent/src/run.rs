//! `ingest-agent run`: watches slots and folders, one thread per docking and folder, until it is told to stop.
//!
//! What must stay true: a stop loses nothing that a kill would not lose either, and that is nothing.

use std::collections::HashMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::sync_channel;
use std::thread::JoinHandle;

use evidence_schema::ids::DockingId;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

use crate::agent::{Agent, World};
use crate::capture::open_file;
use crate::config::Config;
use crate::control;
use crate::dock::{self, Volume, VolumeSource};
use crate::docking::{Leash, Run};
use crate::failure::{Failure, cannot};
use crate::journal::Change;
use crate::kiosk;
use crate::limits::SLOT_POLL;
use crate::watching;

/// The agent's runtime.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(cannot("start the runtime"))
}

/// Cuts the leash when the process is asked to end.
pub(crate) fn stop_on_signal(runtime: &Runtime, leash: &Arc<Leash>) {
    let leash = Arc::clone(leash);
    let _inside = runtime.enter();
    // Heard from here on, not from whenever the task first runs.
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        tracing::error!("signals cannot be heard; end this process with SIGKILL, it loses nothing");
        return;
    };
    runtime.spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        leash.is_stopping.store(true, Ordering::SeqCst);
    });
}

/// Runs until a signal comes.
pub(crate) fn run(config: Config, data: &Path, world: World) -> Result<ExitCode, Failure> {
    let runtime = runtime()?;
    let _inside = runtime.enter();
    let agent = Agent::open(config, data, world)?;
    let leash = Arc::new(Leash::default());
    stop_on_signal(&runtime, &leash);
    control::listen(&agent, &leash)?;
    let mut tasks = agent.start_talking();
    kiosk::start(&agent, &mut tasks)?;
    tracing::info!(dock = %agent.identity.dock_id, server = agent.identity.server, "the dock is ready");
    let watching = watching::start(&agent, &leash);
    watch(&agent, &leash);
    for thread in watching {
        let _ = thread.join();
    }
    drop(tasks);
    tracing::info!("stopped; what is in the spool goes on at the next start");
    let is_broken = agent.receipts.broken().is_some();
    Ok(if is_broken {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

struct Docked {
    leash: Arc<Leash>,
    thread: JoinHandle<()>,
}

/// Follows the slots on the calling thread, which no task waits for.
fn watch(agent: &Arc<Agent>, leash: &Arc<Leash>) {
    // One waiting word is enough: it only says that a look is worth while.
    let (changed, told) = sync_channel(1);
    let mut sources = dock::sources(&agent.config, &changed);
    let mut docked: HashMap<(String, String), Docked> = HashMap::new();
    let mut is_first = true;
    while !leash.is_cut() {
        let volumes = look(&mut sources);
        follow(agent, &volumes, &mut docked);
        if std::mem::take(&mut is_first) {
            close_left(agent);
        }
        let _ = told.recv_timeout(SLOT_POLL);
    }
    for docked in docked.values() {
        docked.leash.is_stopping.store(true, Ordering::SeqCst);
    }
    for (_, docked) in docked {
        let _ = docked.thread.join();
    }
}

fn look(sources: &mut [Box<dyn VolumeSource>]) -> Vec<Volume> {
    sources.iter_mut().flat_map(|source| source.look()).collect()
}

fn follow(agent: &Arc<Agent>, volumes: &[Volume], docked: &mut HashMap<(String, String), Docked>) {
    let key = |volume: &Volume| (volume.slot.clone(), volume.presence.clone());
    docked.retain(|known, docked| {
        let is_there = volumes.iter().any(|volume| key(volume) == *known);
        if !is_there {
            docked.leash.is_gone.store(true, Ordering::SeqCst);
        }
        is_there
    });
    for volume in volumes {
        if !docked.contains_key(&key(volume)) {
            docked.extend(begin(agent, volume).map(|docked| (key(volume), docked)));
        }
    }
}

fn begin(agent: &Arc<Agent>, volume: &Volume) -> Option<Docked> {
    let leash = Arc::new(Leash::default());
    let run = Run::begin(
        Arc::clone(agent),
        volume.clone(),
        Arc::clone(&leash),
        Arc::new(open_file),
    );
    agent.counter.look_again();
    tracing::info!(slot = volume.slot, docking = %run.docking_id(), "a recorder was docked");
    let thread = std::thread::Builder::new()
        .name("docking".into())
        .spawn(move || run.run());
    thread
        .inspect_err(|error| tracing::error!(%error, "no thread for a docking; it is tried again"))
        .ok()
        .map(|thread| Docked { leash, thread })
}

/// Dockings of the last run whose recorder is not there any more.
fn close_left(agent: &Arc<Agent>) {
    let now = agent.clock.now();
    let left: Vec<DockingId> = agent
        .dockings
        .reports()
        .into_iter()
        .filter(|report| !report.is_present)
        .map(|report| report.docking_id)
        .collect();
    for id in left {
        if let Some(row) = agent.dockings.removed(id, now) {
            let _ = agent.journal.write(vec![Change::Docking(Box::new(row))]);
        }
    }
}
