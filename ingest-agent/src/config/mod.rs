//! The agent's configuration: one TOML file, every field with a preset, unknown fields refused.
//!
//! What must stay true: paths in the file are relative to the file; without a file everything lies in the data folder.

mod watch;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use evidence_schema::wire::docks::UnknownRecorderPolicy;
use serde::Deserialize;

use crate::failure::{Failure, cannot};
use crate::files;

pub(crate) use watch::{Then, WatchConfig};

/// Folder used when nobody names one.
pub(crate) const DATA_PRESET: &str = "./dock-data";

/// The whole configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Folder of journal, identity and spool.
    pub(crate) data: Option<PathBuf>,
    /// Address of the server; normally the one told at enrolment.
    pub(crate) server: Option<String>,
    /// Folder with further profiles.
    pub(crate) profiles: Option<PathBuf>,
    /// File with clock offsets measured by hand; preset `offsets.json` in the data folder.
    pub(crate) offsets: Option<PathBuf>,
    /// The spool.
    pub(crate) spool: SpoolConfig,
    /// Uploading.
    pub(crate) upload: UploadConfig,
    /// What to do with recorders that nobody knows.
    pub(crate) policy: PolicyConfig,
    /// Clearing recorders.
    pub(crate) release: ReleaseConfig,
    /// The dock's own screen.
    pub(crate) screen: ScreenConfig,
    /// Folders that stand for slots.
    pub(crate) slot: Vec<SlotConfig>,
    /// Roots below which recorders are mounted.
    pub(crate) mounts: Vec<MountsConfig>,
    /// Folders whose files are brought in.
    pub(crate) watch: Vec<WatchConfig>,
}

/// The spool: the dock's own disk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SpoolConfig {
    /// Folder; preset `spool` in the data folder.
    pub(crate) path: Option<PathBuf>,
    /// Most bytes that captures may take together; preset: what the disk has.
    pub(crate) limit_bytes: Option<u64>,
    /// Bytes of the disk that stay free; preset 1 GiB, at most a twentieth of the disk.
    pub(crate) reserve_bytes: Option<u64>,
}

/// Uploading.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct UploadConfig {
    /// Uploads at the same time.
    pub(crate) parallel: usize,
    /// Bytes of one chunk.
    pub(crate) chunk_bytes: usize,
    /// Longest wait between two tries, in milliseconds.
    pub(crate) backoff_max_ms: u64,
}

impl Default for UploadConfig {
    fn default() -> Self {
        Self {
            parallel: 4,
            chunk_bytes: 32 << 20,
            backoff_max_ms: 60_000,
        }
    }
}

/// What to do with recorders that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PolicyConfig {
    /// Overrides the server's word on unknown serials.
    pub(crate) unknown: Option<UnknownRecorderPolicy>,
    /// A broken device block, or no recorder at all.
    pub(crate) broken: BrokenPolicy,
}

/// What a dock does with a volume whose binding is broken or that is no recorder at all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BrokenPolicy {
    /// Do not read it; show why.
    #[default]
    Refuse,
    /// Collect it, flagged.
    Collect,
}

/// Clearing recorders. Whether anything is erased is the server's word, per unit; this dock can only say no.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ReleaseConfig {
    /// `false`: this dock erases nothing, whatever the server says.
    pub(crate) allowed: bool,
    /// Read a file a second time, straight from the device, once its receipt says *verified*, also where nothing may be
    /// erased: it finds failing cards.
    pub(crate) reread_after_verified: bool,
    /// Longest time between two questions to the server about a docked recorder, in milliseconds.
    pub(crate) ask_every_ms: u64,
    /// Free MiB that make a recorder ready for a shift.
    pub(crate) ready_free_mib: u64,
    /// Of a small card, this share of its room is enough.
    pub(crate) ready_free_percent: u8,
}

impl Default for ReleaseConfig {
    fn default() -> Self {
        Self {
            allowed: true,
            reread_after_verified: false,
            ask_every_ms: 60_000,
            ready_free_mib: 8192,
            ready_free_percent: 50,
        }
    }
}

/// The dock's own screen: off unless an address is named.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ScreenConfig {
    /// Loopback address and port, such as `127.0.0.1:8410`.
    pub(crate) listen: Option<SocketAddr>,
}

/// One folder that stands for a slot.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SlotConfig {
    /// Name of the slot, as people see it.
    pub(crate) name: String,
    /// Always `folder`.
    #[serde(default)]
    pub(crate) kind: SlotKind,
    /// The folder: a recorder is docked while it is there and holds something.
    pub(crate) path: PathBuf,
    /// USB serial of what is docked here; a folder has no bus to ask.
    #[serde(default)]
    pub(crate) usb_serial: Option<String>,
}

/// Kinds of slots that are named one by one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SlotKind {
    /// A watched folder.
    #[default]
    Folder,
}

/// One root below which recorders are mounted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MountsConfig {
    /// Mounts below this folder are recorders.
    pub(crate) root: PathBuf,
    /// Minutes that the system adds to read a FAT volume's local times, where the mount's options do not say it.
    #[serde(default)]
    pub(crate) fat_offset_minutes: Option<i32>,
}

impl Config {
    /// Reads a file, or the presets when none is named.
    pub(crate) fn load(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self::default()) };
        let text = files::read_small(path)?;
        let mut config: Self = toml::from_str(&text).map_err(cannot(format!("configuration {}", path.display())))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        config.anchor(&folder);
        config.check()?;
        Ok(config)
    }

    fn anchor(&mut self, folder: &Path) {
        let anchored = |path: &mut PathBuf| *path = folder.join(&*path);
        [
            &mut self.data,
            &mut self.profiles,
            &mut self.offsets,
            &mut self.spool.path,
        ]
        .into_iter()
        .flatten()
        .for_each(anchored);
        self.slot.iter_mut().map(|slot| &mut slot.path).for_each(anchored);
        self.mounts.iter_mut().map(|mounts| &mut mounts.root).for_each(anchored);
        self.watch.iter_mut().map(|watch| &mut watch.path).for_each(anchored);
    }

    fn check(&self) -> Result<(), Failure> {
        let mut names: Vec<&str> = self.slot.iter().map(|slot| slot.name.as_str()).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair.first() == pair.last()) {
            return Err(Failure::new(format!(
                "two slots are called {:?}",
                pair.first().copied().unwrap_or_default()
            ))
            .next("give each [[slot]] a name of its own"));
        }
        let is_in_bounds =
            (1..=32).contains(&self.upload.parallel) && (64 << 10..=256 << 20).contains(&self.upload.chunk_bytes);
        if !is_in_bounds {
            return Err(Failure::new(
                "upload.parallel must be 1–32 and upload.chunk_bytes 65536–268435456",
            ));
        }
        if let Some(listen) = self.screen.listen.filter(|listen| !listen.ip().is_loopback()) {
            return Err(
                Failure::new(format!("screen.listen is {listen}, which other computers can reach"))
                    .next("the dock's screen is for the dock's own browser: write 127.0.0.1:PORT"),
            );
        }
        watch::check(&self.watch)?;
        let release = &self.release;
        if release.ready_free_percent > 100 || release.ready_free_mib > 1 << 30 || release.ask_every_ms < 1000 {
            return Err(Failure::new(
                "release.ready_free_percent must be 0–100, release.ready_free_mib at most 1073741824 and \
                 release.ask_every_ms at least 1000",
            ));
        }
        Ok(())
    }

    /// The data folder; the command line wins.
    pub(crate) fn data_folder(&self, from_command_line: Option<&Path>) -> PathBuf {
        from_command_line
            .map(Path::to_owned)
            .or_else(|| self.data.clone())
            .unwrap_or_else(|| DATA_PRESET.into())
    }

    /// The spool folder.
    pub(crate) fn spool_folder(&self, data: &Path) -> PathBuf {
        self.spool.path.clone().unwrap_or_else(|| data.join("spool"))
    }

    /// The file of clock offsets.
    pub(crate) fn offsets_file(&self, data: &Path) -> PathBuf {
        self.offsets.clone().unwrap_or_else(|| data.join("offsets.json"))
    }
}

#[cfg(test)]
mod tests;
