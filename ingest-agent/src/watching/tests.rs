//! Watched folders against a server that keeps its word: what comes in, what does not, what is said of it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;

use evidence_schema::clip::SourceKind;
use evidence_schema::custody::statement::{CaptureStatement, ReadFrom};
use rustix::thread::{CapabilitySet, capabilities, set_capabilities};

use super::board::WatchShown;
use super::finished::put_away;
use crate::config::{Then, WatchConfig};
use crate::docking::Leash;
use crate::scan::ListedFile;
use crate::tests::{TestDock, footage, wait_until};

struct Watching {
    dock: TestDock,
    path: PathBuf,
    leash: Arc<Leash>,
    threads: Vec<JoinHandle<()>>,
}

fn watch(path: &Path) -> WatchConfig {
    WatchConfig {
        path: path.to_owned(),
        source: SourceKind::Cctv,
        by: Some("王秀英".to_owned()),
        settle_seconds: 1,
        rescan_seconds: 1,
        then: Then::Keep,
        room: None,
        monitor: None,
    }
}

impl Watching {
    fn of(change: impl FnOnce(&mut WatchConfig)) -> Self {
        let mut dock = TestDock::enrolled();
        let path = dock.volume_folder("watched");
        let mut config = watch(&path);
        change(&mut config);
        dock.config.watch = vec![config];
        dock.start();
        let mut watching = Self {
            dock,
            path,
            leash: Arc::new(Leash::default()),
            threads: Vec::new(),
        };
        watching.begin();
        watching
    }

    fn begin(&mut self) {
        self.leash = Arc::new(Leash::default());
        self.threads = super::start(self.dock.agent(), &self.leash);
    }

    fn stop(&mut self) {
        self.leash.is_stopping.store(true, Ordering::SeqCst);
        for thread in self.threads.drain(..) {
            thread.join().unwrap();
        }
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path.join(name), bytes).unwrap();
    }

    fn shown(&self) -> WatchShown {
        self.dock.agent().watches.notes().pop().unwrap_or_default()
    }

    fn wait_taken(&self, count: u64) {
        wait_until("files of the folder are taken", || {
            self.shown().verified == count || self.shown().moved == count
        });
    }

    fn wait_problem(&self, part: &str) {
        wait_until(part, || {
            self.shown().problems.iter().any(|problem| problem.contains(part))
        });
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.leash.is_stopping.store(true, Ordering::SeqCst);
    }
}

#[test]
fn settled_file_comes_in_as_an_import_by_hand_and_stays() {
    let watching = Watching::of(|_| {});
    watching.put("ch01.mp4", &footage(300_000, 1));
    watching.wait_taken(1);
    let rows = watching.dock.captures();
    assert_eq!(rows.len(), 1);
    let said = CaptureStatement::open_unverified(rows[0].statement.as_ref().unwrap()).unwrap();
    let by = ReadFrom::Hand {
        person: "王秀英".to_owned(),
    };
    assert_eq!(
        (said.read_from, said.source, said.docking_id),
        (by, SourceKind::Cctv, None)
    );
    assert_eq!(fs::read(watching.path.join("ch01.mp4")).unwrap(), footage(300_000, 1));
}

#[test]
fn files_below_keep_their_path_and_are_taken_once_across_restarts() {
    let mut watching = Watching::of(|_| {});
    fs::create_dir(watching.path.join("2026-11-21")).unwrap();
    watching.put("2026-11-21/a.mp4", b"footage");
    watching.wait_taken(1);
    watching.stop();
    watching.begin();
    watching.put("b.mp4", b"other");
    watching.wait_taken(2);
    let paths: Vec<String> = watching.dock.captures().into_iter().map(|row| row.path).collect();
    assert_eq!(paths, ["2026-11-21/a.mp4", "b.mp4"]);
}

#[test]
fn renamed_file_is_the_same_file_and_a_copy_is_another() {
    let watching = Watching::of(|_| {});
    watching.put("a.mp4", b"footage");
    watching.wait_taken(1);
    fs::rename(watching.path.join("a.mp4"), watching.path.join("b.mp4")).unwrap();
    wait_until("the renamed file is known", || {
        watching.shown().verified == 1 && watching.shown().settling == 0
    });
    assert_eq!(watching.dock.captures().len(), 1);
    watching.put("c.mp4", b"footage");
    watching.wait_taken(2);
    assert_eq!(watching.dock.captures().len(), 2);
}

#[test]
fn file_that_grew_after_it_was_taken_is_taken_again_and_both_are_kept() {
    let watching = Watching::of(|_| {});
    watching.put("a.mp4", b"half");
    watching.wait_taken(1);
    watching.put("a.mp4", b"half and the rest");
    wait_until("the whole file is taken", || watching.dock.captures().len() == 2);
    let sizes: Vec<u64> = watching.dock.captures().iter().map(|row| row.size_bytes).collect();
    assert_eq!(sizes, [4, 17]);
}

#[test]
fn finished_files_are_moved_away_and_nothing_is_written_over() {
    let watching = Watching::of(|watch| watch.then = Then::DoneFolder);
    fs::create_dir(watching.path.join("done")).unwrap();
    watching.put("done/a.mp4", b"an older one");
    watching.put("a.mp4", b"footage");
    wait_until("the file is moved", || watching.shown().moved == 1);
    assert_eq!(fs::read(watching.path.join("done/a (2).mp4")).unwrap(), b"footage");
    assert_eq!(fs::read(watching.path.join("done/a.mp4")).unwrap(), b"an older one");
    assert!(!watching.path.join("a.mp4").exists());
    assert_eq!(watching.dock.captures().len(), 1, "nothing below done is read");
}

#[test]
fn a_folder_that_was_swapped_for_a_link_leads_nowhere() {
    let watching = Watching::of(|watch| watch.then = Then::DoneFolder);
    let outside = watching.dock.volume_folder("outside");
    fs::write(outside.join("a.mp4"), b"secret").unwrap();
    let listed = ListedFile {
        path: "day/a.mp4".to_owned(),
        raw: None,
        size_bytes: 6,
        modified_ns: crate::scan::modified_ns(&fs::metadata(outside.join("a.mp4")).unwrap()),
    };
    // It was a folder when it was listed.
    std::os::unix::fs::symlink(&outside, watching.path.join("day")).unwrap();
    assert!(put_away(&watching.path, &listed).is_err());
    assert!(outside.join("a.mp4").exists() && !watching.path.join("done").exists());
    let open = crate::capture::open_beneath(&watching.path);
    assert!(open(&listed.place(&watching.path)).is_err());
    // One that is no link is taken and moved as ever; a link in the place of the finished ones takes nothing.
    std::os::unix::fs::symlink(&outside, watching.path.join("done")).unwrap();
    watching.put("b.mp4", b"footage");
    watching.wait_problem("there is no folder of finished files to use");
    assert!(watching.path.join("b.mp4").exists() && !outside.join("b.mp4").exists());
}

#[test]
fn empty_links_and_special_files_are_told_and_not_taken() {
    let watching = Watching::of(|_| {});
    watching.put("empty.mp4", b"");
    std::os::unix::fs::symlink("/etc/hostname", watching.path.join("link.mp4")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(watching.path.join("socket")).unwrap();
    watching.put("good.mp4", b"footage");
    watching.wait_taken(1);
    for part in ["empty.mp4 is empty", "link.mp4 is a link", "socket is no file"] {
        watching.wait_problem(part);
    }
    watching.put("empty.mp4", b"not any more");
    watching.wait_taken(2);
    assert_eq!(watching.dock.captures().len(), 2);
}

#[test]
fn unreadable_file_is_told_and_taken_once_it_can_be_read() {
    let mut watching = Watching::of(|_| {});
    watching.stop();
    watching.put("locked.mp4", b"footage");
    let locked = watching.path.join("locked.mp4");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    // The watching threads inherit this, also where the tests run as root.
    let (agent, leash) = (Arc::clone(watching.dock.agent()), Arc::new(Leash::default()));
    watching.leash = Arc::clone(&leash);
    watching.threads = std::thread::spawn(move || {
        let mut sets = capabilities(None).unwrap();
        sets.effective
            .remove(CapabilitySet::DAC_OVERRIDE | CapabilitySet::DAC_READ_SEARCH);
        set_capabilities(None, sets).unwrap();
        super::start(&agent, &leash)
    })
    .join()
    .unwrap();
    watching.wait_problem("Permission denied");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o600)).unwrap();
    watching.wait_taken(1);
    assert!(watching.shown().problems.is_empty(), "{:?}", watching.shown());
}

#[test]
fn missing_folder_is_told_and_waited_for() {
    let mut watching = Watching::of(|_| {});
    watching.stop();
    fs::remove_dir(&watching.path).unwrap();
    watching.begin();
    wait_until("the missing folder is told", || {
        watching
            .shown()
            .trouble
            .is_some_and(|trouble| trouble.contains("waited for"))
    });
    fs::create_dir(&watching.path).unwrap();
    watching.put("a.mp4", b"footage");
    watching.wait_taken(1);
    assert_eq!(watching.shown().trouble, None);
}
