//! The test world of the agent: an enrolled dock in a temporary folder, a server that can fail, volumes to dock.

pub(crate) mod clearing;
mod http;
pub(crate) mod medium;
pub(crate) mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use evidence_schema::custody::note::SigningNoteKey;
use evidence_schema::custody::statement::ReadFrom;
use evidence_schema::ids::DockId;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::agent::{Agent, World};
use crate::capture::{Open, open_file};
use crate::clock::fake::{Counting, SetClock};
use crate::config::Config;
use crate::dock::Volume;
use crate::docking::{Leash, Run};
use crate::identity::IdentityFile;
use crate::journal::CaptureRow;
use crate::scan::SourceRoot;
use crate::times::FileTimes;
use medium::FakeMedium;
use server::FakeServer;

/// An enrolled dock.
pub(crate) struct TestDock {
    pub(crate) folder: TempDir,
    pub(crate) server: FakeServer,
    pub(crate) runtime: Runtime,
    pub(crate) agent: Option<Arc<Agent>>,
    tasks: Option<JoinSet<()>>,
    pub(crate) config: Config,
    pub(crate) clock: Arc<SetClock>,
    random: Arc<Counting>,
    pub(crate) medium: Arc<FakeMedium>,
}

impl TestDock {
    /// A dock that is not running yet.
    pub(crate) fn enrolled() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = FakeServer::start();
        let data = folder.path().join("data");
        crate::files::make_private_folder(&data).unwrap();
        enroll(&server, &data, 0xd0);
        let mut config = Config::default();
        config.upload.backoff_max_ms = 20;
        config.upload.chunk_bytes = 64 << 10;
        config.spool.reserve_bytes = Some(0);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let (clock, random) = (Arc::new(SetClock::at_noon()), Arc::new(Counting::default()));
        Self {
            folder,
            server,
            runtime,
            agent: None,
            tasks: None,
            config,
            clock,
            random,
            medium: Arc::new(FakeMedium::default()),
        }
    }

    /// Another server with another log takes this dock in.
    pub(crate) fn move_to_a_new_server(&mut self) {
        self.server = FakeServer::start();
        enroll(&self.server, &self.folder.path().join("data"), 0xd1);
    }

    /// Opens the agent; it talks to the server only after [`Self::talk`].
    pub(crate) fn open(&mut self) -> Arc<Agent> {
        let world = World {
            clock: self.clock.clone(),
            random: self.random.clone(),
            medium: self.medium.clone(),
        };
        let data = self.folder.path().join("data");
        // A killed agent's journal may need a moment until its file is let go.
        let until = Instant::now() + Duration::from_mins(1);
        let agent = loop {
            match Agent::open(self.config.clone(), &data, world.clone()) {
                Ok(agent) => break agent,
                Err(error) => assert!(Instant::now() < until, "{error}"),
            }
        };
        self.agent = Some(Arc::clone(&agent));
        agent
    }

    /// Opens the agent and lets it talk.
    pub(crate) fn start(&mut self) -> Arc<Agent> {
        let agent = self.open();
        self.talk();
        agent
    }

    pub(crate) fn talk(&mut self) {
        let _inside = self.runtime.enter();
        self.tasks = self.agent.as_ref().map(Agent::start_talking);
    }

    /// The process is gone: nothing is finished, nothing is told.
    pub(crate) fn kill(&mut self) {
        if let Some(mut tasks) = self.tasks.take() {
            self.runtime.block_on(tasks.shutdown());
        }
        self.agent = None;
    }

    pub(crate) fn agent(&self) -> &Arc<Agent> {
        self.agent.as_ref().unwrap()
    }

    /// A folder for a volume.
    pub(crate) fn volume_folder(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join("volumes").join(name);
        fs::create_dir_all(&path).unwrap();
        path
    }

    /// Docks a folder.
    pub(crate) fn dock(&self, root: &Path) -> TestDocking {
        self.dock_through(root, Arc::new(open_file))
    }

    /// Docks a folder whose files are opened by the test.
    pub(crate) fn dock_through(&self, root: &Path, open: Arc<Open>) -> TestDocking {
        self.dock_volume(folder_volume(root), open)
    }

    pub(crate) fn dock_volume(&self, volume: Volume, open: Arc<Open>) -> TestDocking {
        let leash = Arc::new(Leash::default());
        let run = Run::begin(Arc::clone(self.agent()), volume, Arc::clone(&leash), open);
        let docking_id = run.docking_id();
        let thread = std::thread::spawn(move || run.run());
        TestDocking {
            agent: Arc::clone(self.agent()),
            docking_id,
            leash,
            thread: Some(thread),
        }
    }

    /// Every capture, by path.
    pub(crate) fn captures(&self) -> Vec<CaptureRow> {
        let mut rows = Vec::new();
        self.agent().journal.each_capture(|row| rows.push(row)).unwrap();
        rows.sort_by(|a, b| a.path.cmp(&b.path).then(a.captured_at.cmp(&b.captured_at)));
        rows
    }

    /// Time passes, for the dock and for its server.
    pub(crate) fn pass(&self, ms: i64) {
        self.server
            .faults
            .time
            .fetch_add(ms * 1000, std::sync::atomic::Ordering::SeqCst);
        self.clock.0.fetch_add(ms * 1000, std::sync::atomic::Ordering::SeqCst);
    }

    pub(crate) fn alarm_kinds(&self) -> Vec<String> {
        self.agent()
            .journal
            .alarms()
            .unwrap()
            .into_iter()
            .map(|(_, row)| row.kind)
            .collect()
    }
}

fn enroll(server: &FakeServer, data: &Path, number: u8) {
    let dock_id = DockId::from_random([number; 16]);
    let key = SigningNoteKey::from_seed(&dock_id.to_string(), &[number; 32]).unwrap();
    server.enroll(key.vkey());
    let identity = IdentityFile {
        dock_id,
        name: "test dock".to_owned(),
        server: server.address.clone(),
        bearer: "right".to_owned(),
        private_key: key.to_private_text().to_owned(),
        log_vkey: server.log_vkey(),
        tls_sha256: None,
    };
    identity.store(data).unwrap();
}

pub(crate) fn folder_volume(root: &Path) -> Volume {
    Volume {
        slot: "one".to_owned(),
        presence: root.display().to_string(),
        root: SourceRoot {
            path: root.to_owned(),
            label: None,
            usb_serial: None,
            file_times: FileTimes::Instant,
        },
        read_from: ReadFrom::Folder { slot: "one".to_owned() },
    }
}

/// A recorder in a slot.
pub(crate) struct TestDocking {
    agent: Arc<Agent>,
    pub(crate) docking_id: evidence_schema::ids::DockingId,
    pub(crate) leash: Arc<Leash>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl TestDocking {
    pub(crate) fn report(&self) -> evidence_schema::wire::docks::DockingReport {
        self.agent
            .dockings
            .reports()
            .into_iter()
            .find(|report| report.docking_id == self.docking_id)
            .unwrap()
    }

    /// Waits until the docking's state is this one, as long as the docking gets on.
    pub(crate) fn wait_for(&self, state: evidence_schema::wire::docks::DockingState) {
        use evidence_schema::wire::docks::DockingState::{Ready, Stored};
        // Whoever waits until everything is stored does not care whether the recorder is ready already.
        let is_reached = |now| now == state || (state == Stored && now == Ready);
        let mut seen = self.report();
        while !is_reached(seen.state) {
            wait_until_or(
                || self.report() != seen,
                || format!("{state:?}, the docking stands at {seen:?}"),
            );
            seen = self.report();
        }
    }

    /// Takes the recorder out.
    pub(crate) fn remove(mut self) {
        self.leash.is_gone.store(true, std::sync::atomic::Ordering::SeqCst);
        self.thread.take().unwrap().join().unwrap();
    }

    /// The thread ended.
    pub(crate) fn is_over(&self) -> bool {
        self.thread.as_ref().is_none_or(std::thread::JoinHandle::is_finished)
    }

    /// Takes the recorder out, or finds that a fault of the test was quicker.
    pub(crate) fn remove_if_it_can(mut self) {
        self.leash.is_gone.store(true, std::sync::atomic::Ordering::SeqCst);
        let _ = self.thread.take().unwrap().join();
    }

    /// Ends the process, or finds that a fault of the test was quicker.
    pub(crate) fn stop_if_it_can(mut self) {
        self.leash.is_stopping.store(true, std::sync::atomic::Ordering::SeqCst);
        let _ = self.thread.take().unwrap().join();
    }

    /// The thread was ended by the fault that the test set.
    pub(crate) fn was_killed(mut self) {
        wait_until("the kill", || self.is_over());
        assert!(
            self.thread.take().unwrap().join().is_err(),
            "the docking ended by itself"
        );
    }

    /// The process ends while the recorder is in.
    pub(crate) fn stop(mut self) {
        self.leash.is_stopping.store(true, std::sync::atomic::Ordering::SeqCst);
        self.thread.take().unwrap().join().unwrap();
    }
}

impl Drop for TestDocking {
    fn drop(&mut self) {
        self.leash.is_stopping.store(true, std::sync::atomic::Ordering::SeqCst);
    }
}

/// Waits for a condition, with a limit.
pub(crate) fn wait_until(what: &str, condition: impl Fn() -> bool) {
    wait_until_or(condition, || what.to_owned());
}

fn wait_until_or(condition: impl Fn() -> bool, what: impl Fn() -> String) {
    let until = Instant::now() + Duration::from_mins(1);
    while !condition() {
        assert!(Instant::now() < until, "waited in vain for: {}", what());
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

/// A GA/T 947-like volume with these files below `VIDEO/`.
pub(crate) fn patrol_volume(root: &Path, files: &[(&str, &[u8])]) {
    fs::create_dir_all(root.join("VIDEO")).unwrap();
    let mut block = vec![b' '; 89];
    block[..7].copy_from_slice(b"ZF00417");
    block[7..13].copy_from_slice(b"110217");
    fs::write(root.join("DEVICE.DAT"), block).unwrap();
    for (name, bytes) in files {
        fs::write(root.join("VIDEO").join(name), bytes).unwrap();
    }
}

/// Bytes that differ from place to place.
pub(crate) fn footage(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        })
        .collect()
}
