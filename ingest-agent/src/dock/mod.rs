//! Slots and volumes: what is plugged in, and when it comes and goes.
//!
//! What must stay true: a source tells what is there now, as often as it likes; the dock compares. Nothing that a
//! source misses in one look is lost, because the next look finds it.

pub(crate) mod folders;
pub(crate) mod mounts;
#[cfg(test)]
mod tests;
mod usb;

use std::sync::mpsc::SyncSender;

use evidence_schema::custody::statement::ReadFrom;

use crate::config::Config;
use crate::scan::SourceRoot;

/// One volume that is plugged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Volume {
    /// Name of the slot.
    pub(crate) slot: String,
    /// What stays the same while the volume stays in, and differs after it was taken out.
    pub(crate) presence: String,
    pub(crate) root: SourceRoot,
    pub(crate) read_from: ReadFrom,
}

/// The outside world's two faces: mounts and folders.
pub(crate) trait VolumeSource: Send {
    /// What is plugged in now.
    fn look(&mut self) -> Vec<Volume>;
}

/// Every source that the configuration names. `changed` is told when a look is worth while.
pub(crate) fn sources(config: &Config, changed: &SyncSender<()>) -> Vec<Box<dyn VolumeSource>> {
    let mut sources: Vec<Box<dyn VolumeSource>> = Vec::new();
    if !config.slot.is_empty() {
        sources.push(Box::new(folders::Folders::new(config.slot.clone(), changed.clone())));
    }
    if !config.mounts.is_empty() {
        sources.push(Box::new(mounts::Mounts::new(config.mounts.clone(), changed.clone())));
    }
    sources
}
