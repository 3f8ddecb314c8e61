//! The region engine: a real PostgreSQL and a real S3 store (Ceph's gateway), one of each per test process.
//!
//! What must stay true: both write through to the disk as they would in service; both are gone, with their files, when
//! the test process is, however it ended.

mod ceph;
mod postgres;

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::process;
use ceph::Ceph;
use postgres::Postgres;

/// What one world gets of the region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionPart {
    /// A database of its own.
    pub postgres_url: String,
    /// The store's address.
    pub s3_endpoint: String,
    /// A bucket of its own.
    pub bucket: String,
    pub access_key: String,
    pub secret_key: String,
}

struct Region {
    postgres: Postgres,
    ceph: Ceph,
}

/// A fresh database and a fresh bucket. The first call starts the services, which takes some twenty seconds.
pub async fn region_part() -> RegionPart {
    static REGION: OnceLock<Region> = OnceLock::new();
    let region = tokio::task::spawn_blocking(|| REGION.get_or_init(Region::start));
    let region = region.await.expect("start the region");
    let name = format!("world{}", super::chance_hex(8));
    let database = name.clone();
    let created = tokio::task::spawn_blocking(move || region.postgres.create_database(&database));
    let postgres_url = created.await.expect("create a database");
    region.ceph.create_bucket(&name).await;
    RegionPart {
        postgres_url,
        s3_endpoint: region.ceph.endpoint(),
        bucket: name,
        access_key: ceph::ACCESS_KEY.to_owned(),
        secret_key: ceph::SECRET_KEY.to_owned(),
    }
}

impl Region {
    fn start() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("mingjing-region-")
            .tempdir()
            .expect("make a folder for the region");
        let folder = folder.keep();
        // The database's own user must get to its folder inside.
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o711)).expect("open the region's folder");
        // Never closed: the kernel does it when this process ends.
        let keeper: &'static Keeper = Box::leak(Box::new(Keeper::start(&folder)));
        let (database, objects) = (folder.join("postgres"), folder.join("ceph"));
        let database = std::thread::spawn(move || Postgres::start(&database, keeper));
        let ceph = Ceph::start(&objects, keeper);
        Self {
            postgres: database.join().expect("start PostgreSQL"),
            ceph,
        }
    }
}

/// The process that outlives this one for the moment that ending the services takes.
struct Keeper(Mutex<ChildStdin>);

impl Keeper {
    #[expect(
        clippy::zombie_processes,
        reason = "it outlives this process on purpose: it ends when its input does"
    )]
    fn start(folder: &Path) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/world/region/keep.sh");
        let mut command = std::process::Command::new("sh");
        command
            .arg(script)
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        let mut child = process::spawn(command);
        Self(Mutex::new(child.stdin.take().expect("the keeper listens")))
    }

    /// Starts a service; `signal` ends it. What it says goes to `log`.
    fn serve(&self, signal: &str, words: &[&str], log: &Path) {
        let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        let line = format!("{signal} {} >>'{}' 2>&1\n", quoted.join(" "), log.display());
        let mut input = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        input.write_all(line.as_bytes()).expect("ask the keeper for a service");
    }
}

/// A fresh folder below the region's.
fn make_folder(path: &Path) -> PathBuf {
    std::fs::create_dir_all(path).unwrap_or_else(|error| panic!("create {}: {error}", path.display()));
    path.to_owned()
}

fn text_of(path: &Path) -> &str {
    path.to_str().expect("paths of the test world are UTF-8")
}

/// What services said, for the message when one does not start.
fn said_in(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "log") {
            let said = std::fs::read_to_string(entry.path()).unwrap_or_default();
            let tail: Vec<&str> = said.lines().rev().take(30).collect();
            text.push_str(&entry.path().to_string_lossy());
            for line in tail.iter().rev() {
                text.push('\n');
                text.push_str(line);
            }
            text.push('\n');
        }
    }
    text
}
