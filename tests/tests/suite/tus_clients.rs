//! Uploads by clients that nobody here wrote: tuspy (Python) and tus-js-client (Node.js), stopped and resumed.
//!
//! What must stay true: versions are pinned; both are fetched once into the target folder. Without Python's venv or
//! Node.js the tests say that they were skipped; where `CI` is set they fail.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use evidence_schema::custody::receipt::Receipt;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::evidence::UploadState;
use evidence_schema::ids::UploadId;
use evidence_schema::wire::uploads::UPLOADS_PATH;
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{Caller, World, process};

const SIZE: usize = 24 << 20;
const STOP_AT: &str = "10000000";

/// A foreign client, installed.
struct Client {
    program: PathBuf,
    script: PathBuf,
}

/// What a run of a client printed: where it began, where it ended, under which address.
#[derive(Debug)]
struct Run {
    from: Option<u64>,
    to: Option<u64>,
    at: Option<UploadId>,
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside/tus")
}

/// A folder that is made whole once, under a name that changes with what is pinned.
fn installed(kind: &str, pins: &str, install: impl FnOnce(&Path)) -> PathBuf {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let text = std::fs::read(sources().join(pins)).unwrap();
    let digest = Sha256Digest::of(&text).to_string();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{kind}-{}", &digest[..12]));
    let whole = folder.join("whole");
    if !whole.exists() {
        // Half of an installation that was cut off.
        let _none = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        install(&folder);
        std::fs::write(whole, "").unwrap();
    }
    folder
}

/// Whether a program is there; where somebody insists on it, it must be.
fn is_there(program: &str, words: &[&str]) -> bool {
    let is_there = process::command(program)
        .args(words)
        .output()
        .is_ok_and(|output| output.status.success());
    if !is_there {
        let lacking = format!("`{program} {}` does not work here", words.join(" "));
        assert!(std::env::var_os("CI").is_none(), "{lacking}, and CI is set");
        println!("SKIPPED: {lacking}");
    }
    is_there
}

fn run(program: &Path, words: &[&str], folder: &Path) {
    let mut command = process::command(program);
    command.args(words).current_dir(folder);
    process::run_well(command, "");
}

fn tuspy() -> Option<Client> {
    if !is_there("python3", &["-c", "import ensurepip, venv"]) {
        return None;
    }
    let folder = installed("tuspy", "requirements.txt", |folder| {
        let python = folder.join("bin/python");
        run(Path::new("python3"), &["-m", "venv", "."], folder);
        let pins = sources().join("requirements.txt");
        run(
            &python,
            &[
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-deps",
                "-r",
                pins.to_str().unwrap(),
            ],
            folder,
        );
    });
    Some(Client {
        program: folder.join("bin/python"),
        script: sources().join("upload.py"),
    })
}

fn tus_js_client() -> Option<Client> {
    if !is_there("node", &["--version"]) || !is_there("npm", &["--version"]) {
        return None;
    }
    let folder = installed("tus-js-client", "package-lock.json", |folder| {
        for name in ["package.json", "package-lock.json"] {
            std::fs::copy(sources().join(name), folder.join(name)).unwrap();
        }
        run(
            Path::new("npm"),
            &["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            folder,
        );
    });
    // Modules are looked for beside the script.
    let script = folder.join("upload.mjs");
    std::fs::copy(sources().join("upload.mjs"), &script).unwrap();
    Some(Client {
        program: "node".into(),
        script,
    })
}

impl Client {
    async fn upload(&self, world: &World, token: &str, stop_at: Option<&str>) -> Run {
        let mut command = process::command(&self.program);
        command
            .arg(&self.script)
            .arg(world.address().url(UPLOADS_PATH))
            .arg(world.folder().join("footage.mp4"));
        command
            .arg(world.folder().join("store.json"))
            .args(stop_at)
            .env("TUS_TOKEN", token);
        let text = tokio::task::spawn_blocking(move || process::run_well(command, ""))
            .await
            .unwrap();
        let word = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        Run {
            from: word("from ").map(|word| word.parse().unwrap()),
            to: word("to ").map(|word| word.parse().unwrap()),
            at: word("at ").map(|word| word.rsplit('/').next().unwrap().parse().unwrap()),
        }
    }
}

/// Uploads, stops in the middle, goes on in a new process, and what is sealed is what was read.
async fn assert_stops_and_resumes(client: &Client) {
    let world = World::start().await;
    let token = world.add_machine("foreign client");
    let bytes: Vec<u8> = (0..u32::try_from(SIZE / 4).unwrap())
        .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect();
    std::fs::write(world.folder().join("footage.mp4"), &bytes).unwrap();

    let stopped = client.upload(&world, &token, Some(STOP_AT)).await;
    assert_eq!(stopped.from, Some(0), "{stopped:?}");
    let resumed = client.upload(&world, &token, None).await;
    let from = resumed.from.expect("the second run sends bytes");
    assert!(from > 0 && from < SIZE as u64, "the second run went on at {from}");
    assert_eq!(resumed.to, Some(SIZE as u64));

    let machine = world.anonymous().with_bearer(&token);
    let id = resumed.at.expect("the client says where the upload is");
    let path = format!(
        "{}/receipt?level=verified&since=0&wait_ms=25000",
        Caller::upload_path(id)
    );
    let receipt: Receipt = eventually("the clip is verified", PATIENCE, async || {
        machine.get(&path).await.json().await.ok()
    })
    .await;
    assert_eq!(receipt.sha256, Sha256Digest::of(&bytes));
    let status = machine.upload_status(id).await;
    assert_eq!(status.state, UploadState::Sealed);
    world.finish().await;
}

#[tokio::test]
async fn tuspy_stops_and_resumes() {
    if let Some(client) = tuspy() {
        assert_stops_and_resumes(&client).await;
    }
}

#[tokio::test]
async fn tus_js_client_stops_and_resumes() {
    if let Some(client) = tus_js_client() {
        assert_stops_and_resumes(&client).await;
    }
}
