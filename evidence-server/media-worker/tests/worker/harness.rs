//! Makes small media files and runs the worker over them the way the server does.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use evidence_schema::wire::media::{MediaAnswer, MediaLevel, MediaOutcome, MediaRequest, StreamFacts, StreamKind};

/// A folder for one test's media.
pub(crate) struct Studio {
    folder: tempfile::TempDir,
}

impl Studio {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs `ffmpeg` with these words and the name of the result.
    pub(crate) fn make(&self, words: &str, name: &str) -> PathBuf {
        let path = self.path(name);
        let output = command("ffmpeg")
            .args(["-nostdin", "-v", "error", "-y"])
            .args(words.split_whitespace())
            .arg(&path)
            .current_dir(self.folder.path())
            .output()
            .expect("the ffmpeg command is needed for these tests (Debian: apt install ffmpeg)");
        assert!(
            output.status.success(),
            "ffmpeg {words}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        path
    }

    /// Writes bytes as they are.
    pub(crate) fn write(&self, bytes: &[u8], name: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The first part of another file.
    pub(crate) fn cut(&self, source: &Path, percent: usize, name: &str) -> PathBuf {
        let bytes = std::fs::read(source).unwrap();
        self.write(&bytes[..bytes.len() * percent / 100], name)
    }

    /// Picture and sound for so many seconds, 320 × 180, 25 frames per second, a key frame each second.
    pub(crate) fn clip(&self, seconds: u32, name: &str) -> PathBuf {
        self.clip_with(seconds, "", name)
    }

    /// The same with further words for the container.
    pub(crate) fn clip_with(&self, seconds: u32, words: &str, name: &str) -> PathBuf {
        let sources = format!(
            "{} {}",
            picture("testsrc2", seconds),
            sound("sine=frequency=440", seconds)
        );
        self.make(&format!("{sources} {H264} -c:a aac {words}"), name)
    }
}

/// Words for H.264 with a key frame each second.
pub(crate) const H264: &str = "-c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p";

/// Words for a made-up picture, such as `testsrc2` or `color=black`.
pub(crate) fn picture(source: &str, seconds: u32) -> String {
    format!(
        "-f lavfi -i {source}{}size=320x180:rate=25:duration={seconds}",
        joint(source)
    )
}

/// Words for a made-up sound, such as `sine` or `sine=frequency=440`.
pub(crate) fn sound(source: &str, seconds: u32) -> String {
    format!("-f lavfi -i {source}{}duration={seconds}", joint(source))
}

fn joint(source: &str) -> char {
    if source.contains('=') { ':' } else { '=' }
}

/// The preset with thresholds that suit short clips.
pub(crate) fn request(level: MediaLevel) -> MediaRequest {
    MediaRequest {
        stretch_threshold_ms: 1_000,
        gap_threshold_ms: 500,
        ..MediaRequest::preset(level)
    }
}

/// Asks with [`request`] and expects an answer.
pub(crate) fn ask(path: &Path, level: MediaLevel) -> MediaAnswer {
    ask_with(path, &request(level))
}

/// Asks and expects an answer: exit 0, nothing on descriptor 2, every wall up.
pub(crate) fn ask_with(path: &Path, request: &MediaRequest) -> MediaAnswer {
    let output = run(
        &serde_json::to_string(request).unwrap(),
        Stdio::from(File::open(path).unwrap()),
    );
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {} {said}", path.display(), output.status);
    assert_eq!(said, "", "{}", path.display());
    let answer: MediaAnswer = serde_json::from_slice(&output.stdout).unwrap();
    assert!(answer.sandbox.seccomp && answer.sandbox.rlimits, "{:?}", answer.sandbox);
    answer
}

/// Runs the worker with one argument.
pub(crate) fn run(argument: &str, input: Stdio) -> Output {
    let mut worker = command(env!("CARGO_BIN_EXE_media-worker"));
    worker.env_clear().arg(argument).stdin(input).output().unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the harness of this package's tests")]
fn command(program: &str) -> Command {
    Command::new(program)
}

pub(crate) fn stream(answer: &MediaAnswer, kind: StreamKind) -> &StreamFacts {
    answer.streams.iter().find(|stream| stream.kind == kind).unwrap()
}

#[track_caller]
pub(crate) fn assert_read(answer: &MediaAnswer) {
    assert_eq!(answer.outcome, MediaOutcome::Read, "{:?}", answer.faults);
}

#[track_caller]
pub(crate) fn assert_near(value: i64, expected: i64, tolerance: i64) {
    assert!(
        (value - expected).abs() <= tolerance,
        "{value} is not within {tolerance} of {expected}"
    );
}

pub(crate) fn real_duration_ms(answer: &MediaAnswer) -> i64 {
    let container = answer.container.as_ref().unwrap();
    i64::try_from(container.real_duration_ms.expect("a real duration")).unwrap()
}

pub(crate) fn claimed_duration_ms(answer: &MediaAnswer) -> i64 {
    let container = answer.container.as_ref().unwrap();
    i64::try_from(container.claimed_duration.expect("a claimed duration").duration_ms).unwrap()
}
