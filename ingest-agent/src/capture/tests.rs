//! Reading under a failing device, and what the spool promises.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::CaptureId;

use super::spool::Spool;
use super::{CaptureError, FileFacts, Source, open_file, read};
use crate::config::SpoolConfig;
use crate::tests::footage;

/// A device that gives so many bytes and then fails.
pub(crate) struct Failing {
    pub(crate) file: File,
    pub(crate) left: u64,
}

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::from_raw_os_error(5));
        }
        let most = usize::try_from(self.left).unwrap().min(buffer.len());
        let length = self.file.read(&mut buffer[..most])?;
        self.left -= u64::try_from(length).unwrap();
        Ok(length)
    }
}

impl Source for Failing {
    fn facts(&self) -> io::Result<FileFacts> {
        self.file.facts()
    }

    fn forget(&self) {}
}

fn written(length: usize) -> (tempfile::TempDir, std::path::PathBuf, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.MP4");
    let bytes = footage(length, 3);
    fs::write(&path, &bytes).unwrap();
    (folder, path, bytes)
}

#[test]
fn hash_and_spool_are_the_same_bytes_at_every_size() {
    for length in [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 2 << 20, 15_000_001] {
        let (folder, path, bytes) = written(length);
        let spool = folder.path().join("spool");
        let readout = read(&open_file, &path, Some(&File::create(&spool).unwrap()), &|_| true).unwrap();
        assert_eq!(readout.sha256, Sha256Digest::of(&bytes));
        assert_eq!(readout.size_bytes, u64::try_from(length).unwrap());
        assert!(readout.is_quiet());
        assert!(fs::read(&spool).unwrap() == bytes, "{length} bytes");
        assert_eq!(read(&open_file, &path, None, &|_| true).unwrap().sha256, readout.sha256);
    }
}

#[test]
fn read_error_says_how_far_it_came() {
    let (_folder, path, _) = written(9_000_000);
    let open = |path: &Path| -> io::Result<Box<dyn Source>> {
        Ok(Box::new(Failing {
            file: File::open(path)?,
            left: 5_000_000,
        }))
    };
    let error = read(&open, &path, None, &|_| true).unwrap_err();
    assert!(matches!(error, CaptureError::Read { bytes: 4_194_304, .. }), "{error}");
}

#[test]
fn spool_that_takes_no_bytes_ends_the_reading_without_hanging() {
    let (folder, path, _) = written(40_000_000);
    let spool = folder.path().join("spool");
    File::create(&spool).unwrap();
    let read_only = File::open(&spool).unwrap();
    let error = read(&open_file, &path, Some(&read_only), &|_| true).unwrap_err();
    assert!(matches!(error, CaptureError::Spool(_)), "{error}");
}

#[test]
fn full_disk_is_told_from_other_errors() {
    let (_folder, path, _) = written(3_000_000);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let error = read(&open_file, &path, Some(&full), &|_| true).unwrap_err();
    assert!(error.is_full(), "{error}");
}

#[test]
fn reading_stops_when_it_is_told_to() {
    let (_folder, path, _) = written(20_000_000);
    let seen = AtomicU64::new(0);
    let stop = |bytes| {
        seen.store(bytes, Ordering::SeqCst);
        bytes < 6_000_000
    };
    assert!(read(&open_file, &path, None, &stop).is_err());
    assert!(seen.load(Ordering::SeqCst) < 10_000_000);
}

#[test]
fn file_that_is_cut_while_read_is_not_quiet() {
    let (_folder, path, _) = written(9_000_000);
    let cut = path.clone();
    let progress = move |bytes| {
        if bytes < 5_000_000 {
            File::options()
                .write(true)
                .open(&cut)
                .unwrap()
                .set_len(6_000_000)
                .unwrap();
        }
        true
    };
    let readout = read(&open_file, &path, None, &progress).unwrap();
    assert!(!readout.is_quiet());
    assert_eq!(readout.size_bytes, 6_000_000);
}

#[test]
fn links_are_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("link");
    std::os::unix::fs::symlink("/etc/hostname", &link).unwrap();
    assert!(read(&open_file, &link, None, &|_| true).is_err());
}

fn id(number: u8) -> CaptureId {
    CaptureId::from_random([number; 16])
}

#[test]
fn room_is_promised_once_and_given_back() {
    let folder = tempfile::tempdir().unwrap();
    let config = SpoolConfig {
        limit_bytes: Some(100),
        reserve_bytes: Some(0),
        path: None,
    };
    let spool = Spool::open(folder.path(), &config).unwrap();
    let first = spool.room_for(60).unwrap();
    assert_eq!(spool.room_for(60).unwrap_err().room, 40);
    drop(first);
    let room = spool.room_for(60).unwrap();
    fs::write(spool.place(id(1)), [0; 60]).unwrap();
    room.use_up(60);
    assert!(spool.room_for(60).is_err());
    spool.remove(id(1)).unwrap();
    assert!(spool.room_for(100).is_ok());
}

#[test]
fn half_readings_are_dropped_at_start_and_strange_files_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(folder.path(), &SpoolConfig::default()).unwrap();
    for place in [spool.place(id(1)), spool.place(id(2)), folder.path().join("note.txt")] {
        fs::write(place, b"x").unwrap();
    }
    assert_eq!(spool.drop_unknown(&[id(1)].into()).unwrap(), 1);
    assert!(spool.place(id(1)).exists());
    assert!(!spool.place(id(2)).exists());
    assert!(folder.path().join("note.txt").exists());
}
