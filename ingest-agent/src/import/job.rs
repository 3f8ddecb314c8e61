//! The work of an import, in whatever process holds the journal.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use evidence_schema::custody::statement::{DeviceClaims, ReadFrom};
use evidence_schema::ids::CaptureId;

use super::waiting::{Waiting, wait_for};
use super::{ImportEvent, ImportRequest, ListedEvent, WaitFor, selection};
use crate::agent::Agent;
use crate::capture::settle::{Settled, Unsettled, settle_loop};
use crate::capture::{self, CaptureError, Readout};
use crate::clock::id_bytes;
use crate::docking::Leash;
use crate::journal::{CaptureRow, Known};
use crate::limits::{IMPORT_FILES_MAX, READ_TRIES_MAX, SETTLE_QUEUE_MAX, WAIT_POLL};
use crate::plan::{self, Purpose, Reading};
use crate::scan::{self, ListedFile, ManifestFile};
use crate::statement::{Origin, Read};
use crate::times::FileTimes;
use crate::upload::lane_of;

/// Where events go; `false` = nobody listens any more (the work goes on all the same).
pub(crate) type Tell<'a> = &'a (dyn Fn(ImportEvent) + Sync);

/// A file with the folder it was found below.
struct Found {
    root: std::path::PathBuf,
    file: ManifestFile,
    hint_key: Vec<u8>,
    /// It was watched until it was still: whatever changed since then is for another time.
    is_settled: bool,
}

/// Runs an import to its end. Ends early when the leash is cut: what is in the spool stays there.
pub(crate) fn run(agent: &Arc<Agent>, request: &ImportRequest, leash: &Leash, tell: Tell<'_>) {
    let (files, problems, outside) = list(request);
    let listed = files.iter().map(|found| ListedEvent {
        path: found.file.listed.path.clone(),
        size_bytes: found.file.listed.size_bytes,
    });
    tell(ImportEvent::Listed {
        files: listed.collect(),
        problems,
        outside,
    });
    let waiting = read_all(agent, (request, &files), leash, tell);
    if request.wait != WaitFor::Spooled {
        wait_for(agent, (request.wait, waiting), leash, tell);
    }
    tell(ImportEvent::Over);
}

/// Takes settled files of a watched folder, as an import of them for which nobody waits.
pub(crate) fn take(
    agent: &Arc<Agent>,
    (request, root): (&ImportRequest, &Path),
    files: Vec<ListedFile>,
    (leash, tell): (&Leash, Tell<'_>),
) {
    let settled = |listed| Found {
        is_settled: true,
        ..found_file((request, root), listed)
    };
    let files: Vec<Found> = files.into_iter().map(settled).collect();
    read_all(agent, (request, &files), leash, tell);
}

/// What is to be taken, what cannot be, and what lies outside of the window.
fn list(request: &ImportRequest) -> (Vec<Found>, Vec<String>, Vec<String>) {
    let (mut found, mut problems, mut outside) = (Vec::new(), Vec::new(), Vec::new());
    for path in &request.paths {
        let root = path.parent().unwrap_or(Path::new("/")).to_owned();
        let name = path.file_name().unwrap_or_default();
        let meta = match std::fs::metadata(path) {
            Ok(meta) => meta,
            Err(error) => {
                problems.push(format!("{}: {error}", crate::show::sanitised(&path.to_string_lossy())));
                continue;
            }
        };
        let mut listing = scan::Listing::default();
        if meta.is_dir() {
            listing = scan::list(path);
        } else {
            use std::os::unix::ffi::OsStrExt;
            let (text, is_exact) = scan::readable(name.as_bytes());
            let raw = (!is_exact).then(|| name.as_bytes().to_vec());
            let modified_ns = scan::modified_ns(&meta);
            listing.files.push(ListedFile {
                path: text,
                raw,
                size_bytes: meta.len(),
                modified_ns,
            });
        }
        problems.append(&mut listing.problems);
        if let Some(window) = request.window {
            let (taken, left) = selection::touching(std::mem::take(&mut listing.files), &[window]);
            listing.files = taken;
            outside.extend(left.into_iter().map(|file| file.path));
        }
        let root = if meta.is_dir() { path.clone() } else { root };
        found.extend(
            listing
                .files
                .into_iter()
                .map(|listed| found_file((request, &root), listed)),
        );
    }
    if found.len() > IMPORT_FILES_MAX {
        problems.push(format!(
            "{} files are too many for one import: the first {IMPORT_FILES_MAX} are taken",
            found.len()
        ));
        found.truncate(IMPORT_FILES_MAX);
    }
    (found, problems, outside)
}

/// The key of what the journal knows of a file that was brought in by hand, or of a folder's files: where it lies.
pub(crate) fn hint_key(place: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    let mut key = b"by hand\0".to_vec();
    key.extend_from_slice(place.as_os_str().as_bytes());
    key
}

fn found_file((request, root): (&ImportRequest, &Path), listed: ListedFile) -> Found {
    // Of a fixed camera's file the name says when it begins.
    let facts = request.label.as_ref().and_then(|_| selection::facts(&listed.path));
    Found {
        root: root.to_owned(),
        hint_key: hint_key(&listed.place(root)),
        file: ManifestFile { listed, facts },
        is_settled: false,
    }
}

fn origin(agent: &Agent, request: &ImportRequest) -> Origin {
    Origin {
        dock_id: agent.identity.dock_id,
        docking_id: None,
        read_from: ReadFrom::Hand {
            person: request.by.clone(),
        },
        source: request.source,
        profile: None,
        times: request.label.as_ref().map(|_| selection::times()),
        file_times: FileTimes::Instant,
        device: DeviceClaims::default(),
        clock_offset: None,
        room: request.label.clone(),
    }
}

fn read_all(
    agent: &Arc<Agent>,
    (request, files): (&ImportRequest, &[Found]),
    leash: &Leash,
    tell: Tell<'_>,
) -> Vec<Waiting> {
    let origin = origin(agent, request);
    let (settle, inlet) = sync_channel::<Unsettled>(SETTLE_QUEUE_MAX);
    std::thread::scope(|scope| {
        let indexes: std::collections::HashMap<&[u8], usize> = files
            .iter()
            .enumerate()
            .map(|(index, found)| (found.hint_key.as_slice(), index))
            .collect();
        let origin = &origin;
        let settling = scope.spawn(move || {
            let mut waiting = Vec::new();
            settle_loop(agent, origin, &inlet, |item| {
                settled(agent, (request, &indexes), tell, (item, &mut waiting));
            });
            waiting
        });
        let mut waiting = Vec::new();
        for (index, found) in files.iter().enumerate() {
            if leash.is_cut() {
                tell(ImportEvent::Failed {
                    index,
                    message: "not read: the import was stopped".to_owned(),
                });
                continue;
            }
            match read_one(agent, (index, found), leash, tell) {
                Ok(Outcome::Unsettled(item)) => drop(settle.send(*item)),
                Ok(Outcome::Known(row)) => {
                    pass(agent, request, &row);
                    tell(ImportEvent::Spooled {
                        index,
                        sha256: row.sha256,
                        size_bytes: row.size_bytes,
                    });
                    waiting.push(Waiting {
                        index,
                        capture_id: row.capture_id,
                    });
                }
                Err(message) => tell(ImportEvent::Failed { index, message }),
            }
        }
        drop(settle);
        waiting.extend(settling.join().unwrap_or_default());
        waiting.sort_by_key(|waiting| waiting.index);
        waiting
    })
}

type Indexes<'a> = std::collections::HashMap<&'a [u8], usize>;

fn settled(
    agent: &Agent,
    (request, indexes): (&ImportRequest, &Indexes<'_>),
    tell: Tell<'_>,
    (item, waiting): (Settled, &mut Vec<Waiting>),
) {
    match item {
        Settled::Captured(row, reading) => {
            let Some(index) = index_of(indexes, &reading) else {
                return;
            };
            if request.wait == WaitFor::Sealed {
                agent.conveyor.want_sealed(row.capture_id);
            }
            agent.conveyor.offer(lane_of(&row), row.capture_id);
            tell(ImportEvent::Spooled {
                index,
                sha256: row.sha256,
                size_bytes: row.size_bytes,
            });
            waiting.push(Waiting {
                index,
                capture_id: row.capture_id,
            });
        }
        Settled::Failed(reading, message) => {
            if let Some(index) = index_of(indexes, &reading) {
                tell(ImportEvent::Failed { index, message });
            }
        }
    }
}

fn index_of(indexes: &Indexes<'_>, reading: &Reading) -> Option<usize> {
    reading
        .hint_key
        .as_ref()
        .and_then(|key| indexes.get(key.as_slice()))
        .copied()
}

/// A capture that an earlier import left on its way goes on under its own id.
fn pass(agent: &Agent, request: &ImportRequest, row: &CaptureRow) {
    if request.wait == WaitFor::Sealed && row.level.is_none() {
        agent.conveyor.want_sealed(row.capture_id);
    }
}

enum Outcome {
    Unsettled(Box<Unsettled>),
    /// These bytes were imported from here before, and are safe.
    Known(Box<CaptureRow>),
}

fn capturing(found: &Found) -> Reading {
    Reading {
        file: found.file.clone(),
        purpose: Purpose::Capture,
        tries: 0,
        hint_key: Some(found.hint_key.clone()),
    }
}

fn read_one(agent: &Agent, (index, found): (usize, &Found), leash: &Leash, tell: Tell<'_>) -> Result<Outcome, String> {
    let place = found.file.listed.place(&found.root);
    let open = capture::open_beneath(&found.root);
    let progress = |bytes| {
        tell(ImportEvent::Reading { index, bytes });
        !leash.is_cut()
    };
    let known = known(agent, &found.hint_key);
    if let Purpose::Compare(earlier) = plan::purpose(&found.file.listed, &known) {
        let readout = capture::read(&open, &place, None, &progress).map_err(|error| error.to_string())?;
        if readout.sha256 == earlier.sha256
            && let Some((_, row)) = known
        {
            return Ok(Outcome::Known(Box::new(row)));
        }
    }
    let mut last = String::new();
    for _ in 0..READ_TRIES_MAX {
        let room = wait_for_room(agent, found.file.listed.size_bytes, leash, tell)?;
        let capture_id = CaptureId::from_random(id_bytes(agent.random.as_ref()));
        let file = agent
            .spool
            .create(capture_id)
            .map_err(|error| format!("the spool takes no new file: {error}"))?;
        let started = agent.clock.now();
        let outcome = capture::read(&open, &place, Some(&file), &progress);
        match outcome {
            Ok(readout) if is_still(found, &readout) => {
                room.use_up(readout.size_bytes);
                let ended = agent.clock.now();
                let read = Read {
                    capture_id,
                    sha256: readout.sha256,
                    size_bytes: readout.size_bytes,
                    started,
                    ended,
                };
                return Ok(Outcome::Unsettled(Box::new(Unsettled {
                    reading: capturing(found),
                    read,
                    file,
                    modified_ns: readout.after.modified_ns,
                    message: None,
                })));
            }
            Ok(_) => "it changes, or got another name, while it is read; it can be taken when it is complete"
                .clone_into(&mut last),
            Err(error) => last = describe(&error),
        }
        agent.spool.drop_half(capture_id);
        if found.is_settled {
            // Whoever watches looks again anyway.
            break;
        }
        leash.wait(Duration::from_secs(1));
    }
    Err(last)
}

/// The file did not change while it was read, is still called as it was, and is what was seen to be settled.
fn is_still(found: &Found, readout: &Readout) -> bool {
    let listed = &found.file.listed;
    let is_as_listed =
        (readout.before.size_bytes, readout.before.modified_ns) == (listed.size_bytes, listed.modified_ns);
    let there = std::fs::symlink_metadata(listed.place(&found.root));
    let is_in_place = there.is_ok_and(|meta| (meta.dev(), meta.ino()) == (readout.after.device, readout.after.inode));
    readout.is_quiet() && is_in_place && (is_as_listed || !found.is_settled)
}

fn describe(error: &CaptureError) -> String {
    format!("{error}; the file itself was not touched")
}

fn known(agent: &Agent, key: &[u8]) -> Known {
    let hint = agent.journal.hint(key).ok().flatten()?;
    let row = agent.journal.capture(hint.capture_id).ok().flatten()?;
    Some((hint, row))
}

fn wait_for_room<'a>(
    agent: &'a Agent,
    needed: u64,
    leash: &Leash,
    tell: Tell<'_>,
) -> Result<crate::capture::spool::Room<'a>, String> {
    let mut was_full = false;
    loop {
        match agent.spool.room_for(needed) {
            Ok(room) => {
                if was_full {
                    tell(ImportEvent::Trouble { message: None });
                }
                return Ok(room);
            }
            Err(full) if !leash.wait(WAIT_POLL) => return Err(full.to_string()),
            Err(full) => {
                was_full = true;
                tell(ImportEvent::Trouble {
                    message: Some(format!("waiting for room: {full}")),
                });
            }
        }
    }
}
