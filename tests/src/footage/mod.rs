//! Real media as a recorder would leave it: H.264 + AAC in MP4, segments without a break, a photo, a sound recording.
//!
//! Equal specs give equal files: media is made once by FFmpeg and kept, read-only, under `target/footage`. Copy it out
//! before changing it. Two specs that differ in device or start never share a byte-identical file.

mod bulk;
mod film;
mod flawed;
mod outside;
#[cfg(test)]
mod tests;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub(crate) use bulk::split_mix;
pub use bulk::{BulkSpec, bulk_segments};
pub use flawed::{FlawedSpec, flawed};
pub use outside::outside_footage;

/// Raise it when `film` or `bulk` change what they make.
const CACHE_VERSION: u32 = 2;

/// What to film.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FootageSpec {
    /// Burnt into the picture; also tunes the sound.
    pub device: String,
    /// Local time of the first picture.
    pub start: NaiveDateTime,
    pub segments: u32,
    pub seconds_each: u32,
    pub width: u32,
    pub height: u32,
}

impl FootageSpec {
    /// One short small clip: the quickest real media there is.
    pub fn short(device: &str, start: NaiveDateTime) -> Self {
        Self {
            device: device.to_owned(),
            start,
            segments: 1,
            seconds_each: 2,
            width: 320,
            height: 180,
        }
    }

    /// Local time at which segment `index` (from 0) starts.
    pub fn segment_start(&self, index: u32) -> NaiveDateTime {
        self.start + TimeDelta::seconds(i64::from(index) * i64::from(self.seconds_each))
    }

    fn cache_folder(&self) -> PathBuf {
        let key = hex::encode(Sha256::digest(format!("{CACHE_VERSION} {self:?}")));
        cache_root().join(&key[..16])
    }
}

/// One media file and what must be true of its bytes for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaFile {
    pub path: PathBuf,
    pub size_bytes: u64,
    /// Lower-case hex.
    pub sha256: String,
    /// Local time, by the recorder's clock.
    pub start: NaiveDateTime,
    pub end: NaiveDateTime,
}

/// What one recorder filmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Footage {
    pub segments: Vec<MediaFile>,
    pub photo: MediaFile,
    pub sound: MediaFile,
}

/// The media of `spec`, made by FFmpeg unless an earlier run left it.
pub fn footage(spec: &FootageSpec) -> Footage {
    static MAKING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = MAKING.lock().expect("an earlier thread failed while making footage");
    let folder = spec.cache_folder();
    if let Some(kept) = kept_footage(&folder) {
        return kept;
    }
    fs::create_dir_all(cache_root()).expect("create the footage folder");
    let workshop = tempfile::tempdir_in(cache_root()).expect("create a folder to make footage in");
    let made = film::film(spec, workshop.path());
    write_index(&made, workshop.path());
    if folder.exists() && kept_footage(&folder).is_none() {
        fs::remove_dir_all(&folder).expect("remove footage that was damaged");
    }
    // Another process may have been quicker: its footage is as good as ours.
    if fs::rename(workshop.path(), &folder).is_ok() {
        drop(workshop.keep());
    }
    kept_footage(&folder).unwrap_or_else(|| panic!("footage made in {} cannot be read back", folder.display()))
}

/// Size and hash of a file, read in small pieces.
pub fn size_and_sha256(path: &Path) -> (u64, String) {
    let mut file = fs::File::open(path).unwrap_or_else(|error| panic!("open {}: {error}", path.display()));
    let (mut hash, mut size_bytes, mut buffer) = (Sha256::new(), 0_u64, vec![0; 1 << 18]);
    loop {
        let count = file
            .read(&mut buffer)
            .unwrap_or_else(|error| panic!("read {}: {error}", path.display()));
        if count == 0 {
            return (size_bytes, hex::encode(hash.finalize()));
        }
        hash.update(&buffer[..count]);
        size_bytes += u64::try_from(count).expect("a buffer's length fits u64");
    }
}

impl MediaFile {
    /// Describes a file that lies on disk as it shall stay.
    pub(crate) fn describe(path: PathBuf, start: NaiveDateTime, end: NaiveDateTime) -> Self {
        let (size_bytes, sha256) = size_and_sha256(&path);
        Self {
            path,
            size_bytes,
            sha256,
            start,
            end,
        }
    }
}

impl Footage {
    fn files_mut(&mut self) -> impl Iterator<Item = &mut MediaFile> {
        self.segments.iter_mut().chain([&mut self.photo, &mut self.sound])
    }
}

/// Where cargo puts what it makes.
pub(crate) fn target_folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"))
}

fn cache_root() -> PathBuf {
    target_folder().join("footage")
}

/// Reads the index of a footage folder; `None` if it is not there, or a file is missing or has not its size.
fn kept_footage(folder: &Path) -> Option<Footage> {
    let index = fs::read(folder.join("index.json")).ok()?;
    let mut kept: Footage = serde_json::from_slice(&index).ok()?;
    for file in kept.files_mut() {
        file.path = folder.join(&file.path);
        let meta = fs::metadata(&file.path).ok()?;
        if meta.len() != file.size_bytes {
            return None;
        }
    }
    Some(kept)
}

/// Writes the index, with names relative to the folder, and makes the media read-only.
fn write_index(made: &Footage, folder: &Path) {
    let mut made = made.clone();
    for file in made.files_mut() {
        let mut permissions = fs::metadata(&file.path).expect("look at footage").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&file.path, permissions).expect("make footage read-only");
        file.path = file
            .path
            .strip_prefix(folder)
            .expect("footage lies in its folder")
            .to_owned();
    }
    let index = serde_json::to_vec_pretty(&made).expect("footage can be described as JSON");
    fs::write(folder.join("index.json"), index).expect("write the footage index");
}
