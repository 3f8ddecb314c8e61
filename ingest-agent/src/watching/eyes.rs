//! Being told that something changed in a watched folder: a help, never relied upon.
//!
//! What must stay true: network folders, overflown queues and systems without watches lose nothing, because the folder is
//! looked at from time to time anyway.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// One folder's watch.
pub(super) struct Eyes {
    watcher: Option<RecommendedWatcher>,
    /// Device and number of the folder that is watched: another one may come in its place.
    watched: Option<(u64, u64)>,
    told: Receiver<()>,
    /// Held so that waiting without a watch is waiting all the same.
    _changed: SyncSender<()>,
}

impl Eyes {
    /// Watches nothing yet.
    pub(super) fn new() -> Self {
        // One waiting word is enough: it only says that a look is worth while.
        let (changed, told) = sync_channel(1);
        let watcher = watcher(changed.clone())
            .inspect_err(
                |error| tracing::warn!(%error, "folders cannot be watched; they are looked at from time to time"),
            )
            .ok();
        Self {
            watcher,
            watched: None,
            told,
            _changed: changed,
        }
    }

    /// Watches the folder that is there now.
    pub(super) fn follow(&mut self, folder: &Path) {
        let there = std::fs::metadata(folder).ok().map(|meta| (meta.dev(), meta.ino()));
        let Some(watcher) = self.watcher.as_mut().filter(|_| there != self.watched) else {
            return;
        };
        if self.watched.take().is_some() {
            let _ = watcher.unwatch(folder);
        }
        if there.is_some() && watcher.watch(folder, RecursiveMode::Recursive).is_ok() {
            self.watched = there;
        }
    }

    /// Waits a moment; true when something changed.
    pub(super) fn are_told(&self, wait: Duration) -> bool {
        self.told.recv_timeout(wait).is_ok()
    }
}

fn watcher(changed: SyncSender<()>) -> notify::Result<RecommendedWatcher> {
    notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Being read is no change: the agent itself reads.
        let is_reading = matches!(
            event,
            Ok(notify::Event {
                kind: EventKind::Access(_),
                ..
            })
        );
        if !is_reading {
            let _ = changed.try_send(());
        }
    })
}
