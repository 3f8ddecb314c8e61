//! Programs that behave as no worker should: each is stopped, and nothing of it is left running.

use std::fs::{File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use evidence_schema::wire::media::limits::ANSWER_BYTES_MAX;

use super::run;
use crate::media::MediaError;

const LONG: Duration = Duration::from_mins(1);
/// Long enough for a shell to start on a busy machine.
const SHORT: Duration = Duration::from_secs(3);

/// How often a condition is looked at before a test gives up waiting for it: five seconds.
const TICKS_MAX: u32 = 500;

fn ticks() -> tokio::time::Interval {
    tokio::time::interval(Duration::from_millis(10))
}

/// A folder with a program made of a few shell lines, and a file to look into.
struct Scene {
    folder: tempfile::TempDir,
    program: PathBuf,
}

impl Scene {
    fn new(lines: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("program");
        let places = lines.replace("FOLDER", folder.path().to_str().unwrap());
        std::fs::write(&program, format!("#!/bin/sh\n{places}\n")).unwrap();
        std::fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
        std::fs::write(folder.path().join("file"), b"the file").unwrap();
        Self { folder, program }
    }

    fn file(&self) -> File {
        File::open(self.folder.path().join("file")).unwrap()
    }

    async fn run(&self, wall_clock: Duration) -> Result<Vec<u8>, MediaError> {
        run(&self.program, "{}", self.file(), wall_clock).await
    }

    /// The process that the program started and named in a file.
    async fn started_process(&self) -> String {
        let path = self.folder.path().join("pid");
        let mut ticks = ticks();
        for _ in 0..TICKS_MAX {
            match std::fs::read_to_string(&path) {
                Ok(text) if text.ends_with('\n') => return text.trim().to_owned(),
                _ => ticks.tick().await,
            };
        }
        panic!("the program did not start its process");
    }
}

/// Waits until a process is gone, or only an entry without a life is left of it.
async fn is_gone(pid: &str) -> bool {
    let mut ticks = ticks();
    for _ in 0..TICKS_MAX {
        let status = std::fs::read_to_string(Path::new("/proc").join(pid).join("status")).unwrap_or_default();
        if status.is_empty() || status.contains("\nState:\tZ") {
            return true;
        }
        ticks.tick().await;
    }
    false
}

#[tokio::test]
async fn the_file_is_on_descriptor_0_and_the_answer_comes_from_descriptor_1() {
    let answer = Scene::new("cat; printf ' %s' \"$#\"").run(LONG).await.unwrap();
    assert_eq!(String::from_utf8(answer).unwrap(), "the file 1");
}

#[tokio::test]
async fn the_environment_is_empty() {
    let scene = Scene::new("cat /proc/$$/environ");
    assert_eq!(scene.run(LONG).await.unwrap(), Vec::<u8>::new());
}

#[tokio::test]
async fn no_other_descriptor_is_handed_on() {
    let _held = File::open("/proc/self/status").unwrap();
    let answer = Scene::new("exec ls /proc/self/fd").run(LONG).await.unwrap();
    // The program that looks needs one for looking: the lowest that is free.
    let numbers = String::from_utf8(answer).unwrap();
    let inherited = inherited();
    let is_expected = |n: &str| matches!(n, "0" | "1" | "2" | "3") || inherited.iter().any(|i| i == n);
    assert!(
        numbers.split_whitespace().all(is_expected),
        "{numbers}, inherited {inherited:?}"
    );
}

/// Descriptors that whoever started this test process left open for its children (a build tool's job server): without
/// the flag `O_CLOEXEC`, which all of our own have.
fn inherited() -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc/self/fdinfo").unwrap().flatten() {
        let info = std::fs::read_to_string(entry.path()).unwrap_or_default();
        let flags = info.lines().find_map(|line| line.strip_prefix("flags:"));
        let flags = flags.and_then(|text| u32::from_str_radix(text.trim(), 8).ok());
        if flags.is_some_and(|flags| flags & 0o2_000_000 == 0) {
            found.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    found
}

#[tokio::test]
async fn a_program_that_hangs_is_killed_with_everything_it_started() {
    let scene = Scene::new("sleep 1000 & echo $! > FOLDER/pid; wait");
    let result = scene.run(SHORT).await;
    assert!(matches!(result, Err(MediaError::OutOfTime(SHORT))), "{result:?}");
    assert!(is_gone(&scene.started_process().await).await);
}

#[tokio::test]
async fn a_program_that_leaves_a_process_with_its_descriptors_does_not_hold_us_up() {
    let scene = Scene::new("sleep 1000 & echo $! > FOLDER/pid; exit 0");
    let result = scene.run(SHORT).await;
    assert!(matches!(result, Err(MediaError::OutOfTime(_))), "{result:?}");
    assert!(is_gone(&scene.started_process().await).await);
}

#[tokio::test]
async fn a_look_that_nobody_waits_for_any_more_is_killed() {
    let scene = Scene::new("sleep 1000 & echo $! > FOLDER/pid; wait");
    let pid = tokio::select! {
        _ = scene.run(LONG) => panic!("it hangs"),
        pid = scene.started_process() => pid,
    };
    assert!(is_gone(&pid).await);
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let began = Instant::now();
    let result = Scene::new("while :; do cat /bin/sh; done").run(LONG).await;
    assert!(
        matches!(result, Err(MediaError::TooLong(ANSWER_BYTES_MAX))),
        "{result:?}"
    );
    assert!(began.elapsed() < LONG / 2);
}

#[tokio::test]
async fn endless_words_on_descriptor_2_do_not_hold_us_up() {
    let result = Scene::new("echo first words >&2; cat /bin/sh >&2; exit 9")
        .run(LONG)
        .await;
    match result {
        Err(MediaError::Ended { how, said }) => {
            assert!(said.starts_with("first words") && said.len() < 10_000, "{how} {said}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn exit_codes_of_the_worker_are_told_apart() {
    let result = Scene::new("echo no >&2; exit 2").run(LONG).await;
    assert!(
        matches!(&result, Err(MediaError::Refused(said)) if said == "no"),
        "{result:?}"
    );
    let result = Scene::new("echo no >&2; exit 3").run(LONG).await;
    assert!(
        matches!(&result, Err(MediaError::NoSandbox(said)) if said == "no"),
        "{result:?}"
    );
    let result = Scene::new("kill -XCPU $$").run(LONG).await;
    assert!(matches!(result, Err(MediaError::OutOfProcessorTime)), "{result:?}");
    let result = Scene::new("kill -SEGV $$").run(LONG).await;
    assert!(
        matches!(&result, Err(MediaError::Ended { how, .. }) if how.contains("11")),
        "{result:?}"
    );
}

#[tokio::test]
async fn a_worker_that_is_not_there_is_an_error_that_names_it() {
    let scene = Scene::new("exit 0");
    let result = run(Path::new("/nowhere/media-worker"), "{}", scene.file(), LONG).await;
    let error = result.expect_err("there is no such program");
    assert!(error.to_string().contains("/nowhere/media-worker"), "{error}");
    assert!(error.is_worth_retrying());
}
