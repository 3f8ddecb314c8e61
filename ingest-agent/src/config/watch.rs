//! What the configuration says of watched folders.
//!
//! What must stay true: no folder is watched twice, or below another watched one: its files would be taken twice.

use std::path::{Path, PathBuf};

use evidence_schema::clip::SourceKind;
use evidence_schema::rules::monitoring::may_be_record;
use serde::Deserialize;

use crate::failure::Failure;
use crate::limits::WATCHES_MAX;

/// One folder whose files are brought in when they are complete.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WatchConfig {
    /// The folder. While it is not there, it is waited for.
    pub(crate) path: PathBuf,
    /// What its files are.
    pub(crate) source: SourceKind,
    /// Who answers for what is put there.
    #[serde(default)]
    pub(crate) by: Option<String>,
    /// Seconds for which a file must not have changed.
    #[serde(default = "settle_preset")]
    pub(crate) settle_seconds: u64,
    /// Seconds between two looks when nothing told of a change: network folders never do.
    #[serde(default = "rescan_preset")]
    pub(crate) rescan_seconds: u64,
    /// What becomes of a file once its verified receipt was checked.
    #[serde(default)]
    pub(crate) then: Then,
    /// The room whose fixed camera writes here: only files that a window of the room register touches are taken.
    #[serde(default)]
    pub(crate) room: Option<String>,
    /// The electronic monitoring device that writes here.
    #[serde(default)]
    pub(crate) monitor: Option<String>,
}

impl WatchConfig {
    /// The room or device that the statements name.
    pub(crate) fn label(&self) -> Option<String> {
        self.room.clone().or_else(|| self.monitor.clone())
    }
}

const fn settle_preset() -> u64 {
    30
}

const fn rescan_preset() -> u64 {
    60
}

/// What becomes of a finished file. It is never deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Then {
    /// It stays where it is.
    #[default]
    Keep,
    /// It is moved into the folder `done` below the watched one.
    DoneFolder,
}

/// Everything that cannot be meant.
pub(super) fn check(watches: &[WatchConfig]) -> Result<(), Failure> {
    if watches.len() > WATCHES_MAX {
        return Err(Failure::new(format!(
            "{} folders are to be watched, at most {WATCHES_MAX} can be",
            watches.len()
        )));
    }
    for watch in watches {
        check_one(watch)?;
    }
    for (index, one) in watches.iter().enumerate() {
        let is_near = |other: &WatchConfig| is_within(&one.path, &other.path) || is_within(&other.path, &one.path);
        if let Some(other) = watches.iter().skip(index + 1).find(|other| is_near(other)) {
            return Err(Failure::new(format!(
                "[[watch]] {} and {} lie in each other",
                one.path.display(),
                other.path.display()
            ))
            .next("watch one of them: folders below a watched folder are watched with it"));
        }
    }
    Ok(())
}

fn is_within(path: &Path, folder: &Path) -> bool {
    path.starts_with(folder)
}

fn check_one(watch: &WatchConfig) -> Result<(), Failure> {
    let about = || format!("[[watch]] {}", watch.path.display());
    if watch.source == SourceKind::Recorder {
        return Err(
            Failure::new(format!("{}: a copied file is never a recorder's footage", about()))
                .next("say what it is: handheld, camera, voice_recorder, room_video, cctv, phone or unknown"),
        );
    }
    if !(1..=86_400).contains(&watch.settle_seconds) || !(1..=86_400).contains(&watch.rescan_seconds) {
        return Err(Failure::new(format!(
            "{}: settle_seconds and rescan_seconds must be 1–86400",
            about()
        )));
    }
    check_camera(watch)?;
    let is_empty = |text: &Option<String>| text.as_deref().is_some_and(|text| text.trim().is_empty());
    if is_empty(&watch.by) || is_empty(&watch.label()) {
        return Err(Failure::new(format!(
            "{}: by, room and monitor are names, or are left out",
            about()
        )));
    }
    Ok(())
}

/// What writes into the folder of a room or of a monitoring device can be what such a folder stands for.
fn check_camera(watch: &WatchConfig) -> Result<(), Failure> {
    let about = watch.path.display();
    if watch.room.is_some() && watch.monitor.is_some() {
        return Err(
            Failure::new(format!("[[watch]] {about}: one camera is of a room or of a device"))
                .next("keep room or monitor, and take the other out"),
        );
    }
    let is_fixed_camera = matches!(
        watch.source,
        SourceKind::RoomVideo | SourceKind::Cctv | SourceKind::Camera
    );
    if watch.room.is_some() && !is_fixed_camera {
        return Err(Failure::new(format!("[[watch]] {about}: a room has a fixed camera"))
            .next("write source = \"room_video\" or \"cctv\", or take room out"));
    }
    if watch.monitor.is_some() && !may_be_record(watch.source) {
        return Err(Failure::new(format!(
            "[[watch]] {about}: files of this source can never be records of a monitoring device"
        ))
        .next("write source = \"camera\" or \"cctv\", or take monitor out"));
    }
    Ok(())
}
