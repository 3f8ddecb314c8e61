//! The published log under a program that nobody here wrote: Go's sumdb/tlog and sumdb/note (`tests/outside/tlog-check`).
//!
//! What must stay true: Go believes what we publish, and stops believing it when any byte of any file is another one.
//! Without Go (Debian: golang-go, golang-golang-x-mod-dev) the tests say that they were skipped; where `CI` is set they
//! fail.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;

use evidence_schema::custody::entry::Event;
use evidence_schema::custody::memory::{Happening, MemoryLog};
use evidence_schema::custody::note::SigningNoteKey;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::{EntryId, PersonId};
use evidence_schema::people::Actor;
use tempfile::TempDir;
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{World, process};

const ORIGIN: &str = "mingjing.example/outside";
const X_MOD: &str = "/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog";

/// The Go program, built once; `None` where there is no Go and nobody insists.
fn checker() -> Option<&'static Path> {
    static BUILT: OnceLock<Option<PathBuf>> = OnceLock::new();
    BUILT.get_or_init(build).as_deref()
}

fn build() -> Option<PathBuf> {
    let is_there = process::command("go")
        .arg("version")
        .output()
        .is_ok_and(|output| output.status.success());
    if !is_there || !Path::new(X_MOD).is_dir() {
        let lacking = "Go's log library is not installed (Debian: golang-go, golang-golang-x-mod-dev)";
        assert!(std::env::var_os("CI").is_none(), "{lacking}, and CI is set");
        println!("SKIPPED: {lacking}");
        return None;
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside/tlog-check");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = folder.join("tlog-check");
    let output = process::command("go")
        .args(["build", "-o"])
        .arg(&program)
        .arg(".")
        .current_dir(source)
        .envs([
            ("GOPROXY", "off"),
            ("GOFLAGS", "-mod=mod"),
            ("GO111MODULE", "on"),
            ("CGO_ENABLED", "0"),
        ])
        .env("GOCACHE", folder.join("go-cache"))
        .env("GOPATH", folder.join("go-path"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "the Go program was not built: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(program)
}

fn run(program: &Path, log: &Path, vkey: &str, older: &[&Path]) -> Output {
    process::command(program)
        .arg(log)
        .arg(vkey)
        .args(older)
        .output()
        .unwrap()
}

fn assert_believed(program: &Path, log: &Path, vkey: &str, older: &[&Path]) -> String {
    let output = run(program, log, vkey, older);
    assert!(
        output.status.success(),
        "Go does not believe it: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn assert_refused(program: &Path, log: &Path, vkey: &str, older: &[&Path]) {
    let output = run(program, log, vkey, older);
    assert_eq!(
        output.status.code(),
        Some(1),
        "Go believes it: {}",
        String::from_utf8_lossy(&output.stdout)
    );
}

/// A log of `size` entries that are all different, the same in every run with the same seed.
fn log(size: u64, seed: u8) -> MemoryLog {
    let mut log = MemoryLog::new(SigningNoteKey::from_seed(ORIGIN, &[3; 32]).unwrap());
    for number in 0..size {
        let chance = Sha256Digest::of(&[&[seed], number.to_be_bytes().as_slice()].concat());
        let chance = chance.as_bytes();
        let id: [u8; 16] = chance[..16].try_into().unwrap();
        let what = Happening {
            id: EntryId::from_random(id),
            at: 1_795_248_000_000_000 + i64::try_from(number).unwrap() * 30_000_000,
            actor: if chance[16] < 128 {
                Actor::system("sealing")
            } else {
                Actor::Person(PersonId::from_random(id))
            },
            event: if number == 0 { Event::LogOpened } else { Event::ListSeen },
            subject: "主体 ".repeat(usize::from(chance[17] % 40)),
            detail: None,
        };
        log.append(what).unwrap();
    }
    log
}

fn publish(log: &MemoryLog, size: u64) -> (TempDir, Vec<PathBuf>) {
    let folder = TempDir::new().unwrap();
    let mut files = Vec::new();
    for (path, bytes) in log.published(size).unwrap() {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, bytes).unwrap();
        files.push(file);
    }
    (folder, files)
}

fn keep(folder: &TempDir, name: &str, note: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, note).unwrap();
    path
}

#[test]
fn go_believes_logs_of_every_shape() {
    let Some(program) = checker() else { return };
    let kept = TempDir::new().unwrap();
    for size in [1, 2, 255, 256, 257, 700] {
        let log = log(size, 1);
        let (folder, _) = publish(&log, size);
        let older: Vec<PathBuf> = [0, 1, size / 2, size]
            .iter()
            .map(|older| keep(&kept, &format!("{size}-{older}"), &log.checkpoint(*older).unwrap()))
            .collect();
        let older: Vec<&Path> = older.iter().map(PathBuf::as_path).collect();
        let said = assert_believed(program, folder.path(), log.key().vkey(), &older);
        assert!(
            said.starts_with(&format!("entries {size}, ")) && said.contains("older checkpoints 4"),
            "{said}"
        );
    }
}

#[test]
fn go_sees_a_flipped_byte_in_every_file() {
    let Some(program) = checker() else { return };
    let log = log(700, 1);
    let (folder, files) = publish(&log, 700);
    assert_eq!(
        files.len(),
        1 + 3 + 3 + 1,
        "a checkpoint, three bundles, three tiles of leaves, one above them"
    );
    for file in files {
        let honest = std::fs::read(&file).unwrap();
        for place in [0, honest.len() / 2, honest.len() - 2] {
            let mut touched = honest.clone();
            touched[place] ^= 1;
            std::fs::write(&file, touched).unwrap();
            assert_refused(program, folder.path(), log.key().vkey(), &[]);
        }
        std::fs::write(&file, honest).unwrap();
    }
    assert_believed(program, folder.path(), log.key().vkey(), &[]);
}

#[test]
fn go_refuses_a_fork_a_rolled_back_log_and_a_foreign_key() {
    let Some(program) = checker() else { return };
    let (ours, fork) = (log(700, 1), log(300, 2));
    let kept = TempDir::new().unwrap();
    let (folder, _) = publish(&ours, 500);
    let forked = keep(&kept, "forked", &fork.checkpoint(300).unwrap());
    let newer = keep(&kept, "newer", &ours.checkpoint(700).unwrap());
    let older = keep(&kept, "older", &ours.checkpoint(300).unwrap());
    let vkey = ours.key().vkey();
    assert_believed(program, folder.path(), vkey, &[&older]);
    assert_refused(program, folder.path(), vkey, &[&forked]);
    assert_refused(program, folder.path(), vkey, &[&newer]);
    let other = SigningNoteKey::from_seed(ORIGIN, &[4; 32]).unwrap();
    assert_refused(program, folder.path(), other.vkey(), &[]);
}

#[tokio::test]
async fn go_and_our_own_checker_believe_the_log_of_a_real_server() {
    let mut world = World::start().await;
    let dock = world.dock("north gate").await;
    dock.deliver(&dock.capture("VIDEO/1.MP4", b"not really a film")).await;
    // A receipt may be out a moment before its checkpoint is published.
    let anybody = world.anonymous();
    let early = eventually("a checkpoint is published", PATIENCE, async || {
        let answer = anybody.get("/log/checkpoint").await;
        if answer.status().is_success() {
            answer.text().await.ok()
        } else {
            None
        }
    })
    .await;
    dock.deliver(&dock.capture("VIDEO/2.MP4", b"another one")).await;
    world.await_quiet(&tests::world::Tolerated::default()).await;
    world.stop();
    let kept = TempDir::new().unwrap();
    let early = keep(&kept, "early", &early);
    let (log, key) = (world.data().join("log"), world.log_key());

    let mut ours = process::command(process::own_program("custody-verify"));
    ours.args(["--vkey", key.as_str(), "--log"])
        .arg(&log)
        .arg("--against")
        .arg(&early);
    let said = process::run_well(ours, "");
    assert!(said.contains("PROVEN: "), "{said}");

    if let Some(program) = checker() {
        let said = assert_believed(program, &log, key.as_str(), &[&early]);
        assert!(said.contains("older checkpoints 1"), "{said}");
    }
    world.finish().await;
}
