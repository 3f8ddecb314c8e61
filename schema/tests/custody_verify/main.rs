//! Behaviour of the program `custody-verify`, run as a stranger runs it: on folders, by its output and exit code.
//!
//! The case folder is the frozen one of `fixtures/custody`; the log is made here and published into a folder.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test starts the program and stops loudly"
)]

mod records;

use std::path::{Path, PathBuf};
use std::process::Command;

use evidence_schema::custody::entry::Event;
use evidence_schema::custody::memory::{Happening, MemoryLog};
use evidence_schema::custody::note::SigningNoteKey;
use evidence_schema::ids::EntryId;
use evidence_schema::people::Actor;
use serde_json::Value;
use tempfile::TempDir;

const START: i64 = 1_795_248_000_000_000;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/custody")
}

fn vkey() -> String {
    std::fs::read_to_string(fixtures().join("log.vkey"))
        .unwrap()
        .trim()
        .to_owned()
}

/// Exit code and output of a run.
fn run<const N: usize>(arguments: [&str; N]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_custody-verify"))
        .args(arguments)
        .output()
        .unwrap();
    (
        output.status.code().expect("it ends by itself"),
        String::from_utf8(output.stdout).unwrap(),
    )
}

/// A copy of the frozen case folder, to be touched.
fn case_folder() -> TempDir {
    let copy = TempDir::new().unwrap();
    std::fs::create_dir(copy.path().join("clips")).unwrap();
    for file in ["manifest.json", "checkpoint.txt", "clips/0001.mp4", "clips/0002.mp4"] {
        std::fs::copy(fixtures().join("package").join(file), copy.path().join(file)).unwrap();
    }
    copy
}

fn text(folder: &TempDir) -> &str {
    folder.path().to_str().unwrap()
}

/// A log of `size` entries, one a minute.
fn log(size: u64) -> MemoryLog {
    let mut log = MemoryLog::new(SigningNoteKey::from_seed("mingjing.example/log", &[1; 32]).unwrap());
    for number in 0..size {
        let mut id = [0; 16];
        id[8..].copy_from_slice(&number.to_be_bytes());
        let what = Happening {
            id: EntryId::from_random(id),
            at: START + i64::try_from(number).unwrap() * 60_000_000,
            actor: Actor::system("sequencer"),
            event: if number == 0 {
                Event::LogOpened
            } else {
                Event::LogHeartbeat
            },
            subject: String::new(),
            detail: None,
        };
        log.append(what).unwrap();
    }
    log
}

/// The log as it is published when it has `size` entries.
fn publish(log: &MemoryLog, size: u64) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, bytes) in log.published(size).unwrap() {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
    folder
}

fn keep(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn honest_case_folder_is_proven() {
    let folder = case_folder();
    let (code, said) = run([text(&folder), "--vkey", &vkey()]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("2 clips"), "{said}");
    assert!(said.contains("浙交执罚〔2026〕12号"), "{said}");
    assert!(said.contains("本核查不能证明"), "{said}");
    assert!(said.lines().last().unwrap().starts_with("PROVEN: "), "{said}");
    assert!(said.lines().last().unwrap().contains("通过"), "{said}");
}

#[test]
fn key_may_come_in_a_file_but_not_from_inside_the_folder() {
    let folder = case_folder();
    let elsewhere = TempDir::new().unwrap();
    let file = keep(&elsewhere, "log.vkey", &vkey());
    assert_eq!(run([text(&folder), "--vkey", &file]).0, 0);
    let inside = keep(&folder, "clips/log.vkey", &vkey());
    let (code, said) = run([text(&folder), "--vkey", &inside]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("came with it and authenticates nobody"), "{said}");
    assert!(said.contains("file-unknown: clips/log.vkey"), "{said}");
}

#[test]
fn without_a_key_the_signer_is_not_authenticated() {
    let folder = case_folder();
    let (code, said) = run([text(&folder)]);
    assert_eq!(code, 3, "{said}");
    assert!(
        said.lines().last().unwrap().contains("SIGNER NOT AUTHENTICATED"),
        "{said}"
    );
    assert!(said.lines().last().unwrap().contains("未经核实"), "{said}");
}

#[test]
fn flipped_byte_in_a_clip_is_named() {
    let folder = case_folder();
    let file = folder.path().join("clips/0002.mp4");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[5] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let (code, said) = run([text(&folder), "--vkey", &vkey()]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("\n  object-altered: clips/0002.mp4: "), "{said}");
    assert!(
        said.lines().last().unwrap().contains("NOT PROVEN: breaches found: 1"),
        "{said}"
    );
}

#[test]
fn missing_and_unknown_files_are_named_in_json_too() {
    let folder = case_folder();
    std::fs::rename(
        folder.path().join("clips/0002.mp4"),
        folder.path().join("clips/0003.mp4"),
    )
    .unwrap();
    let (code, said) = run([text(&folder), "--vkey", &vkey(), "--json"]);
    let answer: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(
        (code, &answer["verdict"], &answer["exit_code"]),
        (1, &Value::from("broken"), &Value::from(1))
    );
    let named = |n: usize| {
        (
            answer["breaches"][n]["kind"].as_str().unwrap(),
            answer["breaches"][n]["subject"].as_str().unwrap(),
        )
    };
    assert_eq!(named(0), ("object-missing", "clips/0002.mp4"));
    assert_eq!(named(1), ("file-unknown", "clips/0003.mp4"));
    assert_eq!(answer["checked"]["package"]["clips"], 1);
}

#[test]
fn symbolic_links_are_named_and_not_followed() {
    let folder = case_folder();
    let clip = folder.path().join("clips/0001.mp4");
    let elsewhere = TempDir::new().unwrap();
    std::fs::rename(&clip, elsewhere.path().join("0001.mp4")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("0001.mp4"), &clip).unwrap();
    std::os::unix::fs::symlink("/", folder.path().join("root")).unwrap();
    let (code, said) = run([text(&folder), "--vkey", &vkey()]);
    assert_eq!(code, 1, "{said}");
    for named in [
        "path-refused: clips/0001.mp4: ",
        "path-refused: root: ",
        "object-missing: clips/0001.mp4: ",
    ] {
        assert!(said.contains(named), "{named}: {said}");
    }
}

#[test]
fn path_that_leaves_the_folder_is_refused_unread() {
    let folder = case_folder();
    let manifest = folder.path().join("manifest.json");
    let papers = std::fs::read_to_string(&manifest)
        .unwrap()
        .replace("clips/0001.mp4", "../../etc/hostname");
    std::fs::write(&manifest, papers).unwrap();
    let (code, said) = run([text(&folder), "--vkey", &vkey()]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("path-refused: ../../etc/hostname: "), "{said}");
}

#[test]
fn strangers_text_cannot_write_on_the_terminal() {
    let folder = case_folder();
    let manifest = folder.path().join("manifest.json");
    let papers = std::fs::read_to_string(&manifest).unwrap();
    let papers = papers.replace("\"case_title\": \"", "\"case_title\": \"\\u001b[2JPROVEN\\u202e");
    std::fs::write(&manifest, papers).unwrap();
    let (code, said) = run([text(&folder), "--vkey", &vkey()]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("\\u{1b}[2JPROVEN\\u{202e}"), "{said}");
    assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}'), "{said:?}");
}

#[test]
fn what_cannot_be_read_ends_with_two() {
    let nothing = TempDir::new().unwrap();
    let (code, said) = run([text(&nothing), "--vkey", &vkey()]);
    assert_eq!(code, 2, "{said}");
    assert!(said.starts_with("NOT CHECKED: "), "{said}");
    let folder = case_folder();
    std::fs::write(folder.path().join("manifest.json"), "{}").unwrap();
    assert_eq!(run([text(&folder), "--vkey", &vkey()]).0, 2);
    assert_eq!(run([text(&case_folder()), "--vkey", "no/such/file"]).0, 2);
    assert_eq!(run(["no/such/folder", "--json"]).0, 2);
    assert_eq!(run([]).0, 2);
}

#[test]
fn honest_log_is_proven_and_continues_an_older_checkpoint() {
    let log = log(600);
    let (folder, kept) = (publish(&log, 600), TempDir::new().unwrap());
    let older = keep(&kept, "older", &log.checkpoint(257).unwrap());
    let (code, said) = run(["--log", text(&folder), "--vkey", &vkey(), "--against", &older]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("600 entries") && said.contains("1 older checkpoints"),
        "{said}"
    );
}

#[test]
fn log_without_a_key_is_consistent_only() {
    let folder = publish(&log(10), 10);
    assert_eq!(run(["--log", text(&folder)]).0, 3);
}

#[test]
fn log_that_was_rolled_back_is_named() {
    let log = log(600);
    let (folder, kept) = (publish(&log, 300), TempDir::new().unwrap());
    let newer = keep(&kept, "newer", &log.checkpoint(600).unwrap());
    let (code, said) = run(["--log", text(&folder), "--vkey", &vkey(), "--against", &newer]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("checkpoint-broken: ") && said.contains("entries were taken away"),
        "{said}"
    );
}

#[test]
fn log_of_another_key_or_with_a_flipped_byte_is_named() {
    let folder = publish(&log(300), 300);
    let other = SigningNoteKey::from_seed("mingjing.example/log", &[5; 32]).unwrap();
    let (code, said) = run(["--log", text(&folder), "--vkey", other.vkey()]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("foreign-key: checkpoint: "), "{said}");
    let tile = folder.path().join("tile/0/001.p/44");
    let mut bytes = std::fs::read(&tile).unwrap();
    bytes[100] ^= 4;
    std::fs::write(&tile, bytes).unwrap();
    let (code, said) = run(["--log", text(&folder), "--vkey", &vkey()]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("tree-altered: tile/0/001.p/44: "), "{said}");
}

#[test]
fn older_checkpoint_of_another_log_is_named() {
    let folder = publish(&log(10), 10);
    let kept = TempDir::new().unwrap();
    let other = MemoryLog::new(SigningNoteKey::from_seed("other.example/log", &[1; 32]).unwrap());
    let older = keep(&kept, "older", &other.checkpoint(0).unwrap());
    let (code, said) = run(["--log", text(&folder), "--against", &older]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("foreign-key: ") && said.contains("other.example/log"),
        "{said}"
    );
}

#[test]
fn case_folder_beside_a_log_that_does_not_hold_it_is_not_proven() {
    let (folder, log) = (case_folder(), publish(&log(600), 600));
    let (code, said) = run([text(&folder), "--log", text(&log), "--vkey", &vkey()]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("checkpoint-broken: the case folder's checkpoint: "),
        "{said}"
    );
}
