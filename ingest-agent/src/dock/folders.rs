//! Slots that are plain folders: for tests, and for docks that mount elsewhere.
//!
//! What must stay true: the folder itself is the volume; it is plugged in while it is there and holds something. Its
//! USB serial comes from the slot's configuration, never from a file inside.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::mpsc::SyncSender;

use evidence_schema::custody::statement::ReadFrom;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::{Volume, VolumeSource};
use crate::config::SlotConfig;
use crate::scan::SourceRoot;
use crate::times::FileTimes;

/// The watched folders.
pub(crate) struct Folders {
    slots: Vec<SlotConfig>,
    watcher: Option<RecommendedWatcher>,
    watched: Vec<PathBuf>,
}

impl Folders {
    /// Begins to watch.
    pub(crate) fn new(slots: Vec<SlotConfig>, changed: SyncSender<()>) -> Self {
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // Being read is no change: the agent itself reads.
            if !matches!(
                event,
                Ok(notify::Event {
                    kind: EventKind::Access(_),
                    ..
                })
            ) {
                let _ = changed.try_send(());
            }
        });
        let watcher = watcher
            .inspect_err(
                |error| tracing::warn!(%error, "folders cannot be watched; they are looked at from time to time"),
            )
            .ok();
        Self {
            slots,
            watcher,
            watched: Vec::new(),
        }
    }

    /// Watches the parent, because the folder itself comes and goes.
    fn watch(&mut self) {
        let Some(watcher) = &mut self.watcher else { return };
        for slot in &self.slots {
            let parent = slot.path.parent().unwrap_or(&slot.path).to_owned();
            let is_new = !self.watched.contains(&parent);
            if is_new && watcher.watch(&parent, RecursiveMode::NonRecursive).is_ok() {
                self.watched.push(parent);
            }
        }
    }
}

impl VolumeSource for Folders {
    fn look(&mut self) -> Vec<Volume> {
        self.watch();
        self.slots.iter().filter_map(volume).collect()
    }
}

fn volume(slot: &SlotConfig) -> Option<Volume> {
    let meta = fs::metadata(&slot.path).ok().filter(fs::Metadata::is_dir)?;
    // A folder that cannot be listed is plugged in: why it cannot be read must be seen.
    let is_empty = fs::read_dir(&slot.path).is_ok_and(|mut entries| entries.next().is_none());
    (!is_empty).then(|| Volume {
        slot: slot.name.clone(),
        presence: format!("folder {}:{}", meta.dev(), meta.ino()),
        root: SourceRoot {
            path: slot.path.clone(),
            label: None,
            usb_serial: slot.usb_serial.clone(),
            file_times: FileTimes::Instant,
        },
        read_from: ReadFrom::Folder {
            slot: slot.name.clone(),
        },
    })
}
