//! The server's process: started, killed, stopped, started again on the same data and port.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use evidence_server::app::App;
use evidence_server::compose::{self, Opener};
use evidence_server::config::Config;
use toml::Table;

use super::engine::Storage;
use super::process::{self, Log, Program};
use super::wait::PATIENCE;
use super::{Address, Engine, World};

const LISTENING: &str = "listening on http://";
const STOP_LIMIT: Duration = Duration::from_secs(30);
/// After a kill the port may be borrowed by some connection for a moment.
const PORT_LIMIT: Duration = Duration::from_mins(1);

/// What a world is to be like; the default is a server with its presets.
#[derive(Debug, Clone, Default)]
pub struct WorldSpec {
    /// Another engine than the environment says.
    pub engine: Option<Engine>,
    /// Another place for the server's data, a small disk for example.
    pub data: Option<PathBuf>,
    /// Lines of the server's configuration.
    pub settings: Table,
    /// Environment of the server and of its commands.
    pub environment: Vec<(String, String)>,
}

impl WorldSpec {
    /// One line of the server's configuration.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl Into<toml::Value>) -> Self {
        self.settings.insert(name.to_owned(), value.into());
        self
    }

    /// On this engine, whatever the environment says: for what only one engine has.
    #[must_use]
    pub const fn on(mut self, engine: Engine) -> Self {
        self.engine = Some(engine);
        self
    }
}

impl World {
    /// A running server with its presets.
    pub async fn start() -> Self {
        Self::with(WorldSpec::default()).await
    }

    /// A running server as described.
    pub async fn with(spec: WorldSpec) -> Self {
        let mut world = Self::prepare(spec).await;
        world.restart();
        world
    }

    /// Everything but a running server.
    pub async fn prepare(spec: WorldSpec) -> Self {
        let storage = Storage::prepare(spec.engine.unwrap_or_else(Engine::of_environment)).await;
        let folder = tempfile::Builder::new()
            .prefix("mingjing-world-")
            .tempdir()
            .expect("make a folder for the world");
        let world = Self {
            config: folder.path().join("server.toml"),
            spec,
            folder,
            storage,
            address: Address::default(),
            server: None,
            log: Log::default(),
            is_ended: false,
        };
        world.configure();
        world
    }

    fn configure(&self) {
        let mut config = self.spec.settings.clone();
        let data = self.data();
        config.insert(
            "data".to_owned(),
            data.to_str().expect("paths of the test world are UTF-8").into(),
        );
        config.entry("reserve_mib").or_insert_with(|| 64.into());
        config.entry("viewing_idle_seconds").or_insert_with(|| 1.into());
        self.storage.configure(&mut config, self.folder());
        std::fs::write(self.config(), config.to_string()).expect("write the server's configuration");
    }

    /// Changes a line of the configuration; the next start reads it.
    pub fn set(&mut self, name: &str, value: impl Into<toml::Value>) {
        self.spec.settings.insert(name.to_owned(), value.into());
        self.configure();
    }

    /// `evidence-server …` on this world's configuration.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = process::command(process::own_program("evidence-server"));
        command
            .args(words)
            .arg("--config")
            .arg(self.config())
            .current_dir(self.folder());
        command.envs(self.spec.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command of the server, which must succeed; gives what it printed.
    pub fn run(&self, words: &[&str]) -> String {
        process::run_well(self.command(words), "")
    }

    /// Starts the server on the same data; it listens where it listened before.
    pub fn restart(&mut self) {
        assert!(self.server.is_none(), "the server runs already");
        let end = Instant::now() + PORT_LIMIT;
        loop {
            let from = self.log.len();
            if self.try_start(from) {
                return;
            }
            let is_port_taken = self.log.wait_for(from, Duration::from_secs(1), |line| {
                line.contains("cannot be listened on")
            });
            assert!(
                is_port_taken.is_some() && Instant::now() < end,
                "the server does not start:\n{}",
                self.log.text()
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn try_start(&mut self, from: usize) -> bool {
        let listen = format!("127.0.0.1:{}", self.address.port());
        let command = self.command(&["serve", "--listen", &listen]);
        let mut server = Program::start("evidence-server", command, &self.log);
        let line = super::wait::eventually_now("the server listens or ends", PATIENCE, || {
            let has_ended = server.ended().is_some();
            let line = self
                .log
                .wait_for(from, Duration::from_millis(20), |line| line.starts_with(LISTENING));
            (line.is_some() || has_ended).then_some(line)
        });
        let Some(line) = line else { return false };
        let port = line.rsplit_once(':').and_then(|(_, port)| port.trim().parse().ok());
        self.address
            .set_port(port.unwrap_or_else(|| panic!("no port in {line:?}")));
        self.server = Some(server);
        true
    }

    /// The running server.
    pub fn server(&mut self) -> &mut Program {
        self.server.as_mut().expect("the server runs")
    }

    /// `kill -9`. It must have been running until then.
    pub fn kill(&mut self) {
        let mut server = self.server.take().expect("the server runs");
        assert!(
            server.kill(),
            "the server had ended before it was killed:\n{}",
            self.log.text()
        );
    }

    /// Asks the server to stop, and it must end well.
    pub fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.stop(STOP_LIMIT);
        }
    }

    /// The same data, opened beside the server as its commands do: to look, or to do what no command does.
    pub async fn app(&self) -> App {
        let config = Config::load(Some(self.config())).expect("read the server's configuration");
        compose::open(&config, Opener::Command)
            .await
            .expect("open the server's data beside it")
    }

    pub(super) fn said(&self) -> String {
        format!("---- evidence-server said:\n{}----", self.log.text())
    }
}
