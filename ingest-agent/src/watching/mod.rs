//! Watched folders: files of cameras, voice recorders, CCTV and phones come in by being put somewhere.
//!
//! What must stay true: a file is read once it was still for the settle time, and once only: place, size and time stand
//! in the journal with its capture; what comes in goes the road of an import by hand, into the same spool and journal;
//! nothing is deleted; whatever is not taken is told, with its reason.

pub(crate) mod board;
mod eyes;
pub(crate) mod finished;
mod folder;
mod settling;
#[cfg(test)]
mod tests;
pub(crate) mod windows;

use std::sync::Arc;
use std::thread::JoinHandle;

use crate::agent::Agent;
use crate::docking::Leash;
use folder::Folder;

/// Watches every folder of the configuration, each on a thread of its own, until the leash is cut.
pub(crate) fn start(agent: &Arc<Agent>, leash: &Arc<Leash>) -> Vec<JoinHandle<()>> {
    let threads = agent.config.watch.iter().filter_map(|watch| {
        let (mut folder, leash) = (Folder::new(Arc::clone(agent), watch.clone()), Arc::clone(leash));
        std::thread::Builder::new()
            .name("watch".into())
            .spawn(move || folder.follow(&leash))
            .inspect_err(
                |error| tracing::error!(%error, path = %watch.path.display(), "no thread for a watched folder"),
            )
            .ok()
    });
    threads.collect()
}
