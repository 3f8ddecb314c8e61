//! One watched folder: look, wait until files are still, take them, move them away if that is wished.

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use evidence_schema::ids::CaptureId;

use super::board::WatchShown;
use super::eyes::Eyes;
use super::finished::{DONE_FOLDER, put_away};
use super::settling::Settling;
use crate::agent::Agent;
use crate::capture;
use crate::config::{Then, WatchConfig};
use crate::docking::Leash;
use crate::import::{self, ImportEvent, ImportRequest, WaitFor, selection};
use crate::journal::{CaptureState, Change, HintRow};
use crate::limits::{SLOT_POLL, WATCH_BATCH_MAX, WATCH_LOOK_PAUSE};
use crate::plan;
use crate::scan::{self, ListedFile};

/// A file that could not be taken as it was.
struct Failed {
    size_bytes: u64,
    modified_ns: i128,
    message: String,
    again: Instant,
}

/// One watched folder.
pub(super) struct Folder {
    agent: Arc<Agent>,
    watch: WatchConfig,
    request: ImportRequest,
    eyes: Eyes,
    settling: Settling,
    /// What the journal knows of files below the folder, by the key of its hints.
    taken: HashMap<Vec<u8>, HintRow>,
    /// Captures whose verified receipt was seen.
    verified: HashSet<CaptureId>,
    failed: HashMap<Vec<u8>, Failed>,
    moved: u64,
    has_told_missing: bool,
}

impl Folder {
    /// Knows what the journal knows.
    pub(super) fn new(agent: Arc<Agent>, watch: WatchConfig) -> Self {
        let mut prefix = import::hint_key(&watch.path);
        prefix.push(b'/');
        let taken = agent
            .journal
            .hints_below(&prefix)
            .inspect_err(|error| tracing::warn!(%error, "the journal's word on a watched folder cannot be read"))
            .unwrap_or_default();
        let nobody = format!("nobody named; watched folder {}", watch.path.display());
        let request = ImportRequest {
            paths: Vec::new(),
            source: watch.source,
            by: watch.by.clone().unwrap_or(nobody),
            wait: WaitFor::Spooled,
            label: watch.label(),
            window: None,
        };
        Self {
            settling: Settling::new(Duration::from_secs(watch.settle_seconds)),
            eyes: Eyes::new(),
            taken: taken.into_iter().collect(),
            verified: HashSet::new(),
            failed: HashMap::new(),
            moved: 0,
            has_told_missing: false,
            request,
            agent,
            watch,
        }
    }

    /// Looks again and again.
    pub(super) fn follow(&mut self, leash: &Leash) {
        while !leash.is_cut() {
            let began = Instant::now();
            self.eyes.follow(&self.watch.path);
            self.look(leash);
            // A folder that takes long to list is not listed all the time.
            let pause = WATCH_LOOK_PAUSE.max(began.elapsed() * 10);
            self.wait(leash, pause);
        }
    }

    fn wait(&self, leash: &Leash, pause: Duration) {
        let now = Instant::now();
        let rescan = now + Duration::from_secs(self.watch.rescan_seconds);
        let mut until = self
            .settling
            .next_due()
            .map_or(rescan, |due| due.clamp(now + pause, rescan));
        if self.taken_is_on_its_way() {
            until = until.min(now + pause.max(SLOT_POLL * 2));
        }
        while !leash.is_cut() && Instant::now() < until {
            let rest = until.saturating_duration_since(Instant::now());
            if self.eyes.are_told(rest.min(SLOT_POLL)) {
                until = until.min((now + pause).max(Instant::now()));
            }
        }
    }

    /// Whether something may have to be moved away soon.
    fn taken_is_on_its_way(&self) -> bool {
        self.watch.then == Then::DoneFolder
            && self
                .taken
                .values()
                .any(|hint| !self.verified.contains(&hint.capture_id))
    }

    fn look(&mut self, leash: &Leash) {
        let mut shown = WatchShown {
            path: self.watch.path.display().to_string(),
            source: self.watch.source.as_str().to_owned(),
            ..WatchShown::default()
        };
        if let Some(trouble) = self.trouble() {
            shown.trouble = Some(trouble);
            self.settling.look(Vec::new(), Instant::now());
            return self.agent.watches.note(shown);
        }
        let listing = scan::list_without(
            &self.watch.path,
            (self.watch.then == Then::DoneFolder).then_some(DONE_FOLDER),
        );
        shown.problems = listing.problems;
        let files = self.of_the_room(listing.files, &mut shown);
        let fresh = self.sorted(files, &mut shown);
        let due = self.settling.look(fresh, Instant::now());
        self.count(&mut shown);
        self.agent.watches.note(shown.clone());
        for some in due.chunks(WATCH_BATCH_MAX) {
            if leash.is_cut() {
                return;
            }
            self.take(some, leash, &mut shown);
            self.count(&mut shown);
            self.agent.watches.note(shown.clone());
        }
        self.add_failures(&mut shown);
        self.agent.watches.note(shown);
    }

    /// Of a room's camera only the files that a use touches; what was taken before is passed on whatever it touches.
    fn of_the_room(&self, files: Vec<ListedFile>, shown: &mut WatchShown) -> Vec<ListedFile> {
        let Some(room) = &self.watch.room else { return files };
        let windows = self.agent.windows.of(room).unwrap_or_else(|trouble| {
            shown.trouble = Some(trouble);
            Vec::new()
        });
        let (mut wanted, outside) = selection::touching(files, &windows);
        for file in outside {
            if self
                .taken
                .contains_key(&import::hint_key(&file.place(&self.watch.path)))
            {
                wanted.push(file);
            } else {
                shown.outside += 1;
            }
        }
        wanted
    }

    fn count(&self, shown: &mut WatchShown) {
        shown.settling = u64::try_from(self.settling.count().saturating_sub(self.failed.len())).unwrap_or(u64::MAX);
        shown.moved = self.moved;
    }

    fn add_failures(&mut self, shown: &mut WatchShown) {
        let mut failures: Vec<String> = self.failed.values().map(|failed| failed.message.clone()).collect();
        failures.sort();
        shown.problems.append(&mut failures);
    }

    /// Why the folder cannot be looked at; told once in the log.
    fn trouble(&mut self) -> Option<String> {
        let trouble = match std::fs::metadata(&self.watch.path) {
            Ok(meta) if meta.is_dir() => None,
            Ok(_) => Some("this is no folder; it is waited for".to_owned()),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Some("the folder is not there; it is waited for".to_owned())
            }
            Err(error) => Some(format!("the folder cannot be looked at: {error}; it is tried again")),
        };
        if let Some(trouble) = trouble.as_ref().filter(|_| !self.has_told_missing) {
            tracing::warn!(path = %self.watch.path.display(), "{trouble}");
        }
        self.has_told_missing = trouble.is_some();
        trouble
    }

    /// Files that are not taken yet, in the order of the listing; what is taken is counted, and moved where it is time.
    fn sorted(&mut self, files: Vec<ListedFile>, shown: &mut WatchShown) -> Vec<ListedFile> {
        let mut fresh = Vec::new();
        let there: HashSet<Vec<u8>> = files.iter().map(|file| file.raw_path().to_vec()).collect();
        self.failed.retain(|raw, _| there.contains(raw));
        for file in files {
            let key = import::hint_key(&file.place(&self.watch.path));
            let same = self
                .taken
                .get(&key)
                .filter(|hint| plan::looks_same(&file, hint))
                .cloned();
            match same {
                Some(hint) if self.is_safe(hint.capture_id) => self.is_taken(&file, hint.capture_id, shown),
                _ if file.size_bytes == 0 => shown
                    .problems
                    .push(format!("{} is empty: it is taken once it holds something", file.path)),
                _ => fresh.push(file),
            }
        }
        fresh
    }

    /// Whether the bytes that were read are in the spool or proven to be on the server.
    fn is_safe(&mut self, id: CaptureId) -> bool {
        if self.verified.contains(&id) {
            return true;
        }
        let Ok(Some(row)) = self.agent.journal.capture(id) else {
            return false;
        };
        if row.state == CaptureState::Verified {
            self.verified.insert(id);
        }
        plan::is_safe(&row)
    }

    fn is_taken(&mut self, file: &ListedFile, id: CaptureId, shown: &mut WatchShown) {
        shown.taken += 1;
        if !self.verified.contains(&id) {
            return;
        }
        shown.verified += 1;
        if self.watch.then != Then::DoneFolder {
            return;
        }
        match put_away(&self.watch.path, file) {
            Ok(true) => self.moved += 1,
            Ok(false) => {}
            Err(error) => shown.problems.push(format!(
                "{} is stored but could not be moved into {DONE_FOLDER}: {error}",
                file.path
            )),
        }
    }

    fn take(&mut self, files: &[ListedFile], leash: &Leash, shown: &mut WatchShown) {
        let now = Instant::now();
        let mut wanted: Vec<ListedFile> = Vec::new();
        for file in files {
            let waits = self.failed.get(file.raw_path()).is_some_and(|failed| {
                (failed.size_bytes, failed.modified_ns) == (file.size_bytes, file.modified_ns) && now < failed.again
            });
            if waits {
                self.settling.forget(file.raw_path());
                continue;
            }
            if self.is_renamed(file, leash) {
                shown.taken += 1;
                self.settling.forget(file.raw_path());
                continue;
            }
            wanted.push(file.clone());
        }
        let outcomes: Mutex<Vec<(usize, Result<(), String>)>> = Mutex::new(Vec::new());
        let tell = |event: ImportEvent| {
            let outcome = match event {
                ImportEvent::Spooled { index, .. } => (index, Ok(())),
                ImportEvent::Failed { index, message } => (index, Err(message)),
                _ => return,
            };
            outcomes.lock().unwrap_or_else(PoisonError::into_inner).push(outcome);
        };
        import::take(
            &self.agent,
            (&self.request, &self.watch.path),
            wanted.clone(),
            (leash, &tell),
        );
        for (index, outcome) in outcomes.into_inner().unwrap_or_else(PoisonError::into_inner) {
            if let Some(file) = wanted.get(index) {
                self.took(file, outcome, shown);
            }
        }
    }

    fn took(&mut self, file: &ListedFile, outcome: Result<(), String>, shown: &mut WatchShown) {
        self.failed.remove(file.raw_path());
        self.settling.forget(file.raw_path());
        match outcome {
            Ok(()) => {
                let key = import::hint_key(&file.place(&self.watch.path));
                if let Ok(Some(hint)) = self.agent.journal.hint(&key) {
                    self.taken.insert(key, hint);
                }
                shown.taken += 1;
            }
            Err(message) => {
                let failed = Failed {
                    size_bytes: file.size_bytes,
                    modified_ns: file.modified_ns,
                    message: format!("{}: {message}; it is tried again", file.path),
                    again: Instant::now() + Duration::from_secs(self.watch.rescan_seconds),
                };
                self.failed.insert(file.raw_path().to_vec(), failed);
            }
        }
    }

    /// Whether it is a file that was taken under a name which is gone by now, byte for byte: then it is no other file.
    fn is_renamed(&mut self, file: &ListedFile, leash: &Leash) -> bool {
        let is_gone = |key: &[u8]| place_of(key).is_some_and(|place| std::fs::symlink_metadata(place).is_err());
        let before = self
            .taken
            .iter()
            .find(|(key, hint)| plan::looks_same(file, hint) && is_gone(key))
            .map(|(_, hint)| hint.clone());
        let Some(hint) = before.filter(|hint| self.is_safe(hint.capture_id)) else {
            return false;
        };
        let Ok(Some(row)) = self.agent.journal.capture(hint.capture_id) else {
            return false;
        };
        let place = file.place(&self.watch.path);
        let read = capture::read(&capture::open_beneath(&self.watch.path), &place, None, &|_| {
            !leash.is_cut()
        });
        if !read.is_ok_and(|readout| readout.sha256 == row.sha256) {
            return false;
        }
        let key = import::hint_key(&place);
        let change = Change::HintPut {
            key: key.clone(),
            hint: hint.clone(),
        };
        let is_kept = self.agent.journal.write(vec![change]).is_ok();
        if is_kept {
            tracing::info!(path = file.path, "a file that was taken before has another name now");
            self.taken.insert(key, hint);
        }
        is_kept
    }
}

/// Where the file of a hint lies.
fn place_of(key: &[u8]) -> Option<PathBuf> {
    let start = import::hint_key(std::path::Path::new(""));
    let raw = key.strip_prefix(start.as_slice())?;
    Some(PathBuf::from(std::ffi::OsStr::from_bytes(raw)))
}
