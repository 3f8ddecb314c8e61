//! Clearing recorders end to end: what is erased, what stays and why, and what a kill leaves.
//!
//! What must stay true, and every test here ends by looking: no file is gone whose bytes the server does not hold
//! verified, and everything that is gone is recorded there exactly once.

mod kills;
mod property;
mod said;
mod stays;
mod story;
mod tidy;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use evidence_schema::digest::Sha256Digest;
use evidence_schema::wire::docks::DockingState;

use crate::tests::clearing::allowed;
use crate::tests::{TestDock, TestDocking, patrol_volume, wait_until};

pub(crate) const ONE: &str = "ZF00417_110217_20261120093000_0001.MP4";
pub(crate) const TWO: &str = "ZF00417_110217_20261120093500_0002.MP4";
pub(crate) const THREE: &str = "ZF00417_110217_20261120094000_0003_IMP.MP4";

/// A dock whose server allows everything.
pub(crate) fn dock() -> TestDock {
    let mut dock = TestDock::enrolled();
    dock.config.release.ask_every_ms = 100;
    let mut state = dock.server.state();
    state.known_serials.push("ZF00417".to_owned());
    state.clearing.facts = Some(allowed());
    drop(state);
    dock
}

/// A recorder with files, and what was on it.
pub(crate) struct Recorder {
    pub(crate) root: PathBuf,
    before: BTreeMap<String, Sha256Digest>,
}

impl Recorder {
    pub(crate) fn new(dock: &TestDock, files: &[(&str, &[u8])]) -> Self {
        let root = dock.volume_folder("patrol");
        patrol_volume(&root, files);
        let before = files
            .iter()
            .map(|(name, bytes)| ((*name).to_owned(), Sha256Digest::of(bytes)))
            .collect();
        Self { root, before }
    }

    pub(crate) fn video(&self, name: &str) -> PathBuf {
        self.root.join("VIDEO").join(name)
    }

    pub(crate) fn left(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.root.join("VIDEO"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Promise 2: what is gone is held, verified, with these very bytes.
    pub(crate) fn check_held(&self, dock: &TestDock) {
        let left = self.left();
        let state = dock.server.state();
        for (name, sha256) in self.before.iter().filter(|(name, _)| !left.contains(name)) {
            let is_held = state.clips.values().any(|clip| {
                clip.statement.path.ends_with(name.as_str())
                    && clip.statement.sha256 == *sha256
                    && clip.verified.is_some()
            });
            assert!(is_held, "{name} is gone and the server does not hold it");
        }
    }

    /// Everything that is gone is an entry on the server, once; nothing that is there is.
    pub(crate) fn check_recorded(&self, dock: &TestDock) {
        let left = self.left();
        let gone: Vec<String> = self
            .before
            .keys()
            .filter(|name| !left.contains(name))
            .cloned()
            .collect();
        wait_until("the erasures to be told", || recorded(dock) == gone);
        wait_until("the journal to know that they are", || {
            dock.agent().journal.open_erasures().unwrap().is_empty()
        });
        assert_eq!(recorded(dock), gone);
        let counts = dock.agent().journal.erasure_counts().unwrap();
        assert_eq!(
            (counts.intended, counts.untold, counts.told),
            (0, 0, u64::try_from(gone.len()).unwrap())
        );
    }
}

/// Names of the files whose erasure the server has in its log.
pub(crate) fn recorded(dock: &TestDock) -> Vec<String> {
    let state = dock.server.state();
    let name = |path: &str| Path::new(path).file_name().unwrap().to_str().unwrap().to_owned();
    let each = state.clearing.recorded.keys();
    let mut names: Vec<String> = each.map(|id| name(&state.clips[id].statement.path)).collect();
    names.sort();
    names
}

/// Waits until the recorder is ready.
pub(crate) fn ready(docking: &TestDocking) {
    docking.wait_for(DockingState::Ready);
}
