//! One PostgreSQL cluster from Debian's programs, on loopback, with syncing on, run by somebody who is not root.

use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::super::process;
use super::{Keeper, make_folder, said_in, text_of};

const INSTALLED: &str = "/usr/lib/postgresql";
const USER: &str = "postgres";
const START_LIMIT: Duration = Duration::from_mins(1);

pub(super) struct Postgres {
    programs: PathBuf,
    port: u16,
}

impl Postgres {
    pub(super) fn start(folder: &Path, keeper: &Keeper) -> Self {
        let postgres = Self {
            programs: programs(),
            port: process::free_port(),
        };
        let data = make_folder(folder);
        if process::is_root() {
            let user = id_of_user();
            chown(&data, Some(user), Some(user)).expect("hand the folder to the database's user");
        }
        postgres.initialise(&data);
        let port = postgres.port.to_string();
        let program = postgres.programs.join("postgres");
        let mut words = as_its_user();
        words.extend([text_of(&program), "-D", text_of(&data), "-p", &port]);
        for setting in [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=400",
        ] {
            words.extend(["-c", setting]);
        }
        let log = folder.with_extension("log");
        keeper.serve("INT", &words, &log);
        postgres.await_start(folder.parent().unwrap_or(folder));
        postgres
    }

    /// Only making the cluster goes without syncing: nothing is in it yet.
    fn initialise(&self, data: &Path) {
        let mut words = as_its_user();
        let program = self.programs.join("initdb");
        words.extend([
            text_of(&program),
            "-D",
            text_of(data),
            "-U",
            USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]);
        words.extend(["--locale=C.UTF-8", "--no-sync"]);
        let mut command = std::process::Command::new(words[0]);
        command.args(&words[1..]).current_dir("/");
        process::run_well(command, "");
    }

    fn await_start(&self, folder: &Path) {
        let end = Instant::now() + START_LIMIT;
        while !process::run(self.client("pg_isready"), "").status.success() {
            assert!(Instant::now() < end, "PostgreSQL does not start:\n{}", said_in(folder));
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn client(&self, name: &str) -> std::process::Command {
        let mut command = process::command(self.programs.join(name));
        command
            .args(["-h", "127.0.0.1", "-U", USER, "-p"])
            .arg(self.port.to_string());
        command
    }

    /// Gives the URL of a new database.
    pub(super) fn create_database(&self, name: &str) -> String {
        let mut command = self.client("createdb");
        command.arg(name);
        process::run_well(command, "");
        format!("postgres://{USER}@127.0.0.1:{}/{name}", self.port)
    }
}

/// The newest PostgreSQL that is installed.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir(INSTALLED).into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse::<u32>().ok()?,
                entry.path().join("bin"),
            ))
        })
        .max();
    let Some((_, programs)) = newest else {
        panic!("no PostgreSQL in {INSTALLED}: `cargo xtask test` names and installs the packages it needs")
    };
    programs
}

/// PostgreSQL refuses to be run by root. A change of user forgets the signal at the parent's end, so both in one.
fn as_its_user() -> Vec<&'static str> {
    let mut words = vec!["setpriv", "--pdeathsig", "INT"];
    if process::is_root() {
        words.extend(["--reuid", USER, "--regid", USER, "--init-groups"]);
    }
    words.push("--");
    words
}

fn id_of_user() -> u32 {
    let mut command = process::command("id");
    command.args(["-u", USER]);
    process::run_well(command, "")
        .trim()
        .parse()
        .expect("an id of a user is a number")
}
