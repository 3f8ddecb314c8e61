//! Simulated recorders: a folder that looks like the mounted volume of a recorder, with real media on it.
//!
//! What was put there is described file by file, so that a test can hold what came out at the other end against it.
//! Make a volume beside the slot and rename it in: a dock must see it appear at once, as a mount does.

mod block;
mod layout;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use chrono::{NaiveDateTime, TimeDelta};
use serde::Deserialize;

use crate::footage::{BulkSpec, Footage, FootageSpec, MediaFile, bulk_segments, footage, size_and_sha256};
pub use block::{DEVICE_BLOCK_BYTES, device_block};

/// Recorders of this test world keep Chinese time.
pub const RECORDER_UTC_OFFSET: TimeDelta = TimeDelta::hours(8);

/// What to simulate; read from `fixtures/recorders/*.toml` or built by hand.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecorderSpec {
    pub profile: Profile,
    pub serial: String,
    pub officer: NumberedName,
    pub unit: NumberedName,
    /// Local time of the first picture.
    pub start: NaiveDateTime,
    pub media: Media,
    /// Segments with the important-mark, counted from 1.
    #[serde(default)]
    pub important: Vec<u32>,
    /// Also leave files that are no footage, and one that no profile reads.
    #[serde(default)]
    pub clutter: bool,
}

/// Whose volume layout and file names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    Gat947,
    Dcam,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberedName {
    pub number: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Media {
    /// Segments, one photo, one sound recording.
    Filmed {
        segments: u32,
        seconds_each: u32,
        width: u32,
        height: u32,
    },
    /// Big segments only.
    Bulk { segments: u32, bytes_each: u64 },
}

/// A volume as it was left, ready to be docked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecorderVolume {
    pub root: PathBuf,
    pub spec: RecorderSpec,
    /// Every file of the volume, sorted by path.
    pub files: Vec<VolumeFile>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeFile {
    /// Relative to the volume's root, with `/`.
    pub path: String,
    pub size_bytes: u64,
    /// Lower-case hex.
    pub sha256: String,
    pub standing: Standing,
}

/// In which of the profile's three groups a file is, and what its name claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    Recognised(Claim),
    CannotParse,
    Ignored,
}

/// What a reader of the file's name must find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub kind: Kind,
    /// Local time; absent where the name says none.
    pub start: Option<NaiveDateTime>,
    pub number: Option<u32>,
    pub is_important: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Video,
    Audio,
    Photo,
    Log,
}

impl RecorderSpec {
    /// A recorder described in `fixtures/recorders/NAME.toml`.
    pub fn load(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../fixtures/recorders/{name}.toml"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("read {}: {error}", path.display()));
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Makes the volume in `root`, which must not exist yet; works beside it, so not right inside a watched folder.
    pub fn make(&self, root: &Path) -> RecorderVolume {
        fs::create_dir(root).unwrap_or_else(|error| panic!("create the volume {}: {error}", root.display()));
        let beside = root.parent().expect("a volume lies in a folder");
        let workshop = tempfile::tempdir_in(beside).expect("create a folder for bulk media beside the volume");
        let (segments, extras) = self.record(workshop.path());
        let mut files = layout::lay_out(self, &segments, extras.as_ref(), root);
        files.sort_by(|one, other| one.path.cmp(&other.path));
        RecorderVolume {
            root: root.to_owned(),
            spec: self.clone(),
            files,
        }
    }

    fn record(&self, workshop: &Path) -> (Vec<MediaFile>, Option<Footage>) {
        let (device, start) = (self.serial.clone(), self.start);
        match self.media {
            Media::Bulk { segments, bytes_each } => (
                bulk_segments(
                    &BulkSpec {
                        device,
                        start,
                        segments,
                        bytes_each,
                    },
                    workshop,
                ),
                None,
            ),
            Media::Filmed {
                segments,
                seconds_each,
                width,
                height,
            } => {
                let made = footage(&FootageSpec {
                    device,
                    start,
                    segments,
                    seconds_each,
                    width,
                    height,
                });
                (made.segments.clone(), Some(made))
            }
        }
    }
}

impl RecorderVolume {
    /// With what was filmed on the same recorder at another time; the other volume is gone afterwards.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        assert_eq!(self.spec.serial, other.spec.serial, "two recorders are not one");
        for file in other.files {
            let place = self.root.join(&file.path);
            assert!(!place.exists(), "{} is there twice", file.path);
            let folder = place.parent().expect("a file lies in a folder");
            fs::create_dir_all(folder).unwrap_or_else(|error| panic!("create {}: {error}", folder.display()));
            fs::rename(other.root.join(&file.path), &place)
                .unwrap_or_else(|error| panic!("move {}: {error}", file.path));
            self.files.push(file);
        }
        fs::remove_dir_all(&other.root).unwrap_or_else(|error| panic!("remove {}: {error}", other.root.display()));
        self.files.sort_by(|one, other| one.path.cmp(&other.path));
        self
    }

    /// Everything that must end up on the server: recognised and unparsed files.
    pub fn collected(&self) -> impl Iterator<Item = &VolumeFile> {
        self.files.iter().filter(|file| file.standing != Standing::Ignored)
    }

    /// The videos, in the order in which they were filmed.
    pub fn clips(&self) -> impl Iterator<Item = &VolumeFile> {
        let is_video =
            |file: &&VolumeFile| matches!(&file.standing, Standing::Recognised(claim) if claim.kind == Kind::Video);
        let mut clips: Vec<_> = self.files.iter().filter(is_video).collect();
        clips.sort_by_key(|file| file.claim().and_then(|claim| claim.start));
        clips.into_iter()
    }
}

impl VolumeFile {
    /// The last part of the path: what a clip of this file is called.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    pub fn claim(&self) -> Option<&Claim> {
        match &self.standing {
            Standing::Recognised(claim) => Some(claim),
            Standing::CannotParse | Standing::Ignored => None,
        }
    }
}

/// Sets a file's modification time as a recorder does: its own local time, to FAT's two seconds.
fn set_file_time(path: &Path, local: NaiveDateTime) {
    let seconds = (local - RECORDER_UTC_OFFSET).and_utc().timestamp();
    let seconds = u64::try_from(seconds).expect("recorders of this test world film after 1970");
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds - seconds % 2);
    let file = fs::File::options()
        .write(true)
        .open(path)
        .expect("open a file of the volume");
    file.set_modified(at).expect("set the time of a file of the volume");
}
