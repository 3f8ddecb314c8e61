//! The real `ingest-agent` as a process, with a folder per slot.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use toml::{Table, Value};

use super::process::{self, Log, Program};
use super::{Address, World};

const STOP_LIMIT: Duration = Duration::from_secs(30);

/// What an agent is to be like; the default has one slot called `1`.
#[derive(Debug, Clone, Default)]
pub struct AgentSpec {
    /// Names of its slots; none means one called `1`.
    pub slots: Vec<String>,
    /// Lines and tables of its configuration (`spool`, `upload`, `policy`, …).
    pub settings: Table,
    /// Environment of the agent and of its commands.
    pub environment: Vec<(String, String)>,
}

/// A folder that stands for a slot of the dock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Its name.
    pub name: String,
    /// The watched folder. It is not there while nothing is docked: a volume is renamed into its place.
    pub path: PathBuf,
}

impl Slot {
    /// Docks a volume: it appears at once, as a mount does.
    pub fn dock(&self, volume: &Path) {
        let moved = std::fs::rename(volume, &self.path);
        moved.unwrap_or_else(|error| panic!("dock {} in slot {}: {error}", volume.display(), self.name));
    }

    /// Takes the volume out again, to `volume`.
    pub fn undock(&self, volume: &Path) {
        let moved = std::fs::rename(&self.path, volume);
        moved.unwrap_or_else(|error| panic!("undock slot {}: {error}", self.name));
    }
}

/// A dock with the real agent.
pub struct Agent {
    folder: PathBuf,
    spec: AgentSpec,
    /// Its slots.
    pub slots: Vec<Slot>,
    server: Address,
    program: Option<Program>,
    log: Log,
}

impl World {
    /// An enrolled agent, running.
    pub fn agent(&self, name: &str, spec: AgentSpec) -> Agent {
        let mut agent = self.enrolled_agent(name, spec);
        agent.restart();
        agent
    }

    /// An enrolled agent that does not run yet.
    pub fn enrolled_agent(&self, name: &str, spec: AgentSpec) -> Agent {
        let folder = self.folder().join(format!("agent-{}", super::chance_hex(8)));
        let names = if spec.slots.is_empty() {
            vec!["1".to_owned()]
        } else {
            spec.slots.clone()
        };
        let slots: Vec<Slot> = names
            .into_iter()
            .map(|name| Slot {
                path: folder.join("slots").join(&name),
                name,
            })
            .collect();
        std::fs::create_dir_all(folder.join("slots")).expect("make a folder for slots");
        let agent = Agent {
            folder,
            spec,
            slots,
            server: self.address().clone(),
            program: None,
            log: Log::default(),
        };
        agent.configure();
        let server = agent.server.url("");
        agent.run(
            &["enroll", &server, "--name", name, "--token-file", "-"],
            &self.dock_token(name),
        );
        agent
    }
}

impl Agent {
    fn configure(&self) {
        let mut config = self.spec.settings.clone();
        let slots = self.slots.iter().map(|slot| {
            let mut table = Table::new();
            table.insert("name".to_owned(), slot.name.clone().into());
            table.insert(
                "path".to_owned(),
                slot.path.to_str().expect("paths of the test world are UTF-8").into(),
            );
            Value::Table(table)
        });
        config.insert("slot".to_owned(), Value::Array(slots.collect()));
        std::fs::write(self.config(), config.to_string()).expect("write the agent's configuration");
    }

    fn config(&self) -> PathBuf {
        self.folder.join("agent.toml")
    }

    /// Its folder: configuration, data, slots, and a place beside the slots for volumes that are not docked.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its data folder: identity, journal, spool.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// `ingest-agent …` on this agent's configuration.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = process::command(process::own_program("ingest-agent"));
        command
            .args(words)
            .arg("--config")
            .arg(self.config())
            .arg("--data")
            .arg(self.data());
        command
            .current_dir(&self.folder)
            .envs(self.spec.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command of the agent, which must succeed; gives what it printed.
    pub fn run(&self, words: &[&str], input: &str) -> String {
        process::run_well(self.command(words), input)
    }

    /// Starts it on the same data.
    pub fn restart(&mut self) {
        assert!(self.program.is_none(), "the agent runs already");
        let from = self.log.len();
        let mut program = Program::start("ingest-agent", self.command(&["run"]), &self.log);
        super::wait::eventually_now("the agent is ready", super::wait::PATIENCE, || {
            assert!(
                program.ended().is_none(),
                "the agent does not start:\n{}",
                self.log.text()
            );
            self.log.wait_for(from, Duration::from_millis(20), |line| {
                line.contains("the dock is ready")
            })
        });
        self.program = Some(program);
    }

    /// The running agent.
    pub fn program(&mut self) -> &mut Program {
        self.program.as_mut().expect("the agent runs")
    }

    /// `kill -9`. It must have been running until then.
    pub fn kill(&mut self) {
        let mut program = self.program.take().expect("the agent runs");
        assert!(
            program.kill(),
            "the agent had ended before it was killed:\n{}",
            self.log.text()
        );
    }

    /// Asks it to stop, and it must end well.
    pub fn stop(&mut self) {
        if let Some(mut program) = self.program.take() {
            program.stop(STOP_LIMIT);
        }
    }

    /// What it said.
    pub const fn log(&self) -> &Log {
        &self.log
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("---- ingest-agent said:\n{}----", self.log.text());
        }
    }
}
