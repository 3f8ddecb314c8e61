//! Volumes that the system mounts below configured roots: `/proc/self/mountinfo`, which tells of changes by POLLPRI.
//!
//! What must stay true: reading the table has no side effect on a volume; a mount is the same one as long as its mount
//! id, device and place are.

use std::fs::{self, File};
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, TrySendError};

use chrono::{Local, NaiveDateTime, Offset, TimeZone};
use evidence_schema::custody::statement::ReadFrom;
use rustix::event::{PollFd, PollFlags, poll};

use super::usb;
use super::{Volume, VolumeSource};
use crate::config::MountsConfig;
use crate::scan::SourceRoot;
use crate::times::FileTimes;

const TABLE: &str = "/proc/self/mountinfo";

/// The watched roots.
pub(crate) struct Mounts {
    roots: Vec<MountsConfig>,
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MountLine {
    pub(crate) mount_id: String,
    /// `major:minor`.
    pub(crate) device: String,
    pub(crate) place: PathBuf,
    pub(crate) file_system: String,
    /// What is mounted, such as `/dev/sdb1`.
    pub(crate) mounted: String,
    /// Options of the file system itself.
    pub(crate) options: String,
}

impl Mounts {
    /// Begins to watch.
    pub(crate) fn new(roots: Vec<MountsConfig>, changed: SyncSender<()>) -> Self {
        let watching = std::thread::Builder::new().name("mounts".into()).spawn(move || {
            let Ok(table) = File::open(TABLE) else { return };
            while !matches!(changed.try_send(()), Err(TrySendError::Disconnected(()))) {
                let mut fds = [PollFd::from_borrowed_fd(table.as_fd(), PollFlags::PRI | PollFlags::ERR)];
                let timeout = rustix::event::Timespec { tv_sec: 5, tv_nsec: 0 };
                if poll(&mut fds, Some(&timeout)).is_err() {
                    break;
                }
            }
        });
        if let Err(error) = watching {
            tracing::warn!(%error, "mounts cannot be watched; they are looked at from time to time");
        }
        Self { roots }
    }
}

impl VolumeSource for Mounts {
    fn look(&mut self) -> Vec<Volume> {
        let table = fs::read_to_string(TABLE).unwrap_or_default();
        let lines = parse(&table);
        lines
            .iter()
            .filter_map(|line| self.root_of(line).map(|root| volume(line, root)))
            .collect()
    }
}

impl Mounts {
    fn root_of(&self, line: &MountLine) -> Option<&MountsConfig> {
        self.roots
            .iter()
            .find(|config| line.place != config.root && line.place.starts_with(&config.root))
    }
}

fn volume(line: &MountLine, config: &MountsConfig) -> Volume {
    let device = usb::look(Path::new("/sys"), &line.device);
    let name = line
        .place
        .file_name()
        .map(|name| crate::show::sanitised(&name.to_string_lossy()))
        .unwrap_or_default();
    let slot = device.port.map_or_else(|| name.clone(), |port| format!("usb {port}"));
    let label = usb::label(Path::new("/dev/disk/by-label"), &line.mounted);
    Volume {
        presence: format!("mount {} {} {}", line.mount_id, line.device, line.place.display()),
        root: SourceRoot {
            path: line.place.clone(),
            label: label.clone(),
            usb_serial: device.serial,
            file_times: file_times(line, config.fat_offset_minutes),
        },
        read_from: ReadFrom::Volume {
            slot: slot.clone(),
            volume: label.or_else(|| Some(line.mounted.clone())),
            file_system: Some(line.file_system.clone()),
        },
        slot,
    }
}

/// What the mount makes of FAT's local times: its options say so, else the host's zone, which systemd hands the kernel.
pub(crate) fn file_times(line: &MountLine, configured: Option<i32>) -> FileTimes {
    if !matches!(line.file_system.as_str(), "vfat" | "msdos" | "exfat") {
        return FileTimes::Instant;
    }
    let options = || line.options.split(',');
    // exFAT spells it `sys_tz`, vfat `tz=UTC`; `time_offset` is minutes in both.
    let told = options()
        .find_map(|option| option.strip_prefix("time_offset="))
        .and_then(|minutes| minutes.parse().ok());
    let is_utc = options().any(|option| option.eq_ignore_ascii_case("tz=utc"));
    let assumed_minutes = if is_utc {
        0
    } else {
        told.or(configured).unwrap_or_else(host_minutes)
    };
    FileTimes::LocalWall { assumed_minutes }
}

fn host_minutes() -> i32 {
    Local
        .offset_from_utc_datetime(&NaiveDateTime::default())
        .fix()
        .local_minus_utc()
        / 60
}

/// Reads the table.
pub(crate) fn parse(table: &str) -> Vec<MountLine> {
    table.lines().filter_map(parse_line).collect()
}

fn parse_line(line: &str) -> Option<MountLine> {
    let (before, after) = line.split_once(" - ")?;
    let mut before = before.split(' ');
    let mount_id = before.next()?.to_owned();
    let device = before.nth(1)?.to_owned();
    let place = unescaped(before.nth(1)?);
    let mut after = after.split(' ');
    let file_system = after.next()?.to_owned();
    let mounted = unescaped(after.next()?);
    let options = after.next().unwrap_or_default().to_owned();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let place = PathBuf::from(std::ffi::OsString::from_vec(place));
    Some(MountLine {
        mount_id,
        device,
        place,
        file_system,
        mounted: text(mounted),
        options,
    })
}

/// `\040` and the like, as the table writes spaces.
fn unescaped(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let octal = after
            .get(..3)
            .filter(|_| *first == b'\\')
            .and_then(|digits| std::str::from_utf8(digits).ok());
        if let Some(byte) = octal.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            out.push(byte);
            rest = after.get(3..).unwrap_or_default();
        } else {
            out.push(*first);
            rest = after;
        }
    }
    out
}
