//! The house of the demo: one folder with a server, a dock, its slots and its recorders, which a person may keep.
//!
//! What must stay true: what runs here ends with the house; when the story fails, logs and data stay and are named.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::recorder::RecorderVolume;
use crate::story::AgentStatus;
use crate::world::Address;
use crate::world::process::{Log, Program, command, own_program, run, run_well};
use crate::world::wait::PATIENCE;

const STOP_LIMIT: Duration = Duration::from_secs(30);

pub(super) struct House {
    root: PathBuf,
    /// Removed with the house, unless the story fails.
    temporary: Option<TempDir>,
    pub(super) address: Address,
    /// Of the dock's own screen.
    pub(super) screen: Address,
    slots: Vec<String>,
    server: Option<Program>,
    agent: Option<Program>,
    server_log: Log,
    agent_log: Log,
}

impl House {
    /// A house that stays, in a folder that is made if need be.
    pub(super) fn at(root: &Path, (port, screen): (u16, u16), slots: &[&str]) -> Self {
        fs::create_dir_all(root).unwrap_or_else(|error| panic!("create {}: {error}", root.display()));
        let root = fs::canonicalize(root).expect("know the whole path of the house");
        let house = Self {
            root,
            temporary: None,
            address: Address::at(port),
            screen: Address::at(screen),
            slots: slots.iter().map(|&name| name.to_owned()).collect(),
            server: None,
            agent: None,
            server_log: Log::default(),
            agent_log: Log::default(),
        };
        for name in ["slots", "recorders"] {
            let folder = house.path(name);
            fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("create {}: {error}", folder.display()));
        }
        house.write_dock_config();
        house
    }

    /// A house that vanishes when all went well.
    pub(super) fn temporary(ports: (u16, u16), slots: &[&str]) -> Self {
        let folder = TempDir::with_prefix("mingjing-demo-").expect("create a folder for the demo");
        let mut house = Self::at(folder.path(), ports, slots);
        house.temporary = Some(folder);
        house
    }

    fn write_dock_config(&self) {
        let slots = self.slots.iter().zip(1..);
        let slots = slots.map(|(name, number)| format!("\n[[slot]]\nname = \"{name}\"\npath = \"slots/{number}\"\n"));
        let text = format!(
            "data = \"dock\"\nserver = \"{}\"\n\n[screen]\nlisten = \"127.0.0.1:{}\"\n\n[release]\nask_every_ms = 1000\n\
             ready_free_mib = 64\n{}",
            self.address.url(""),
            self.screen.port(),
            slots.collect::<String>()
        );
        let path = self.path("dock.toml");
        fs::write(&path, text).unwrap_or_else(|error| panic!("write {}: {error}", path.display()));
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Names of the slots.
    pub(super) fn slots(&self) -> &[String] {
        &self.slots
    }

    /// The server's data folder.
    pub(super) fn server_data(&self) -> PathBuf {
        self.path("server")
    }

    /// `evidence-server WORDS --data …`, not started yet.
    pub(super) fn server_command(&self, words: &[&str]) -> Command {
        let mut command = command(own_program("evidence-server"));
        command.args(words).arg("--data").arg(self.server_data());
        command
    }

    /// `ingest-agent --config … WORDS`, not started yet.
    pub(super) fn agent_command(&self, words: &[&str]) -> Command {
        let mut command = command(own_program("ingest-agent"));
        command.arg("--config").arg(self.path("dock.toml")).args(words);
        command
    }

    /// Starts the server and waits until it listens.
    pub(super) fn start_server(&mut self) {
        let mut command = self.server_command(&["serve"]);
        command.args(["--listen", &format!("127.0.0.1:{}", self.address.port())]);
        let program = Program::start("evidence-server", command, &self.server_log);
        self.server = Some(program);
        let is_listening = |line: &str| line.starts_with("listening on ");
        crate::world::wait::eventually_now("the server listens", PATIENCE, || {
            self.check_running();
            self.server_log.wait_for(0, Duration::from_millis(50), is_listening)
        });
    }

    /// Starts the agent; what it does is told by [`Self::status`].
    pub(super) fn start_agent(&mut self) {
        self.agent = Some(Program::start(
            "ingest-agent",
            self.agent_command(&["run"]),
            &self.agent_log,
        ));
    }

    /// A program that ended by itself ends the story.
    pub(super) fn check_running(&mut self) {
        for (program, log) in [(&mut self.server, &self.server_log), (&mut self.agent, &self.agent_log)] {
            if let Some(status) = program.as_mut().and_then(Program::ended) {
                panic!("a program ended by itself with {status}; it said last:\n{}", tail(log));
            }
        }
    }

    /// Stops agent and server in good order.
    pub(super) fn stop(&mut self) {
        for mut program in [self.agent.take(), self.server.take()].into_iter().flatten() {
            program.stop(STOP_LIMIT);
        }
    }

    /// What the running agent says.
    pub(super) fn status(&self) -> Option<AgentStatus> {
        AgentStatus::ask(&self.path("dock"))
    }

    /// Registers a recorder.
    pub(super) fn recorder_add(&self, serial: &str, title: &str) {
        run_well(
            self.server_command(&["recorder", "add", "--serial", serial, "--title", title]),
            "",
        );
    }

    /// Compares a recorder's clock by hand; its next docking uses it.
    pub(super) fn measure_clock(&self, serial: &str, uncertainty_ms: u32, by: &str) {
        let uncertainty = uncertainty_ms.to_string();
        let words = ["offset", "set", "--serial", serial, "--ms", "0", "--by", by];
        let mut command = self.agent_command(&words);
        command.args(["--uncertainty-ms", &uncertainty]);
        run_well(command, "");
    }

    /// Makes an account.
    pub(super) fn user_add(&self, name: &str, role: &str, password: &str) {
        let words = ["user", "add", "--name", name, "--role", role, "--password-file", "-"];
        run_well(self.server_command(&words), password);
    }

    /// Enrols the dock; the server must run.
    pub(super) fn enroll(&self, name: &str) {
        let token = run_well(self.server_command(&["dock", "enroll", "--name", name]), "");
        let address = self.address.url("");
        run_well(
            self.agent_command(&["enroll", &address, "--token-file", "-", "--name", name]),
            &token,
        );
    }

    /// Puts a recorder into a slot, counted from 0: it is there from one moment to the next.
    pub(super) fn dock(&self, volume: &RecorderVolume, index: usize) {
        let slot = self.path(&format!("slots/{}", index + 1));
        fs::rename(&volume.root, &slot).unwrap_or_else(|error| panic!("dock into {}: {error}", slot.display()));
    }

    /// Runs `evidence-server verify` beside the running server; it must be clean. Gives what it printed.
    pub(super) fn verify(&self) -> String {
        let output = run(self.server_command(&["verify", "--running"]), "");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "`evidence-server verify` is not clean:\n{text}"
        );
        text
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if self.temporary.is_some() && !std::thread::panicking() {
            return;
        }
        for (name, log) in [("server.log", &self.server_log), ("agent.log", &self.agent_log)] {
            // The story is over either way.
            let _written = fs::write(self.path(name), log.text());
        }
        if std::thread::panicking() {
            let kept = self.temporary.take().map_or_else(|| self.root.clone(), TempDir::keep);
            eprintln!(
                "\nlogs (server.log, agent.log) and all data are kept in {}",
                kept.display()
            );
        }
    }
}

fn tail(log: &Log) -> String {
    let text = log.text();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}
