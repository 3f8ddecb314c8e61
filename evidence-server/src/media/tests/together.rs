//! Asking the real worker: what comes back is believed and means what it should.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use evidence_schema::clip::ClipKind;
use evidence_schema::wire::media::{MediaLevel, MediaOutcome};

use crate::media::{Allowance, CheckedAnswer, MediaError, MediaFinding, examine, meaning};

#[expect(clippy::disallowed_methods, reason = "makes test media and builds the worker")]
fn command(program: &str) -> Command {
    Command::new(program)
}

/// The worker of this build; built here when only this package was.
fn worker() -> &'static Path {
    static WORKER: OnceLock<PathBuf> = OnceLock::new();
    WORKER.get_or_init(|| {
        let test_program = std::env::current_exe().unwrap();
        let path = test_program.ancestors().nth(2).unwrap().join("media-worker");
        if !path.is_file() {
            let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
            let built = command(&cargo)
                .args(["build", "--package", "media-worker"])
                .status()
                .unwrap();
            assert!(built.success() && path.is_file(), "media-worker was not built");
        }
        path
    })
}

/// A short clip made by the `ffmpeg` command with these further words.
fn clip(folder: &Path, words: &str, name: &str) -> PathBuf {
    let path = folder.join(name);
    let sources = "-f lavfi -i testsrc2=size=320x180:rate=25:duration=6 -f lavfi -i sine=duration=6";
    let made = command("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y"])
        .args(sources.split(' '))
        .args("-c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p -c:a aac".split(' '))
        .args(words.split_whitespace())
        .arg(&path)
        .status()
        .expect("the ffmpeg command is needed for these tests (Debian: apt install ffmpeg)");
    assert!(made.success());
    path
}

async fn look(path: &Path, level: MediaLevel) -> Result<CheckedAnswer, MediaError> {
    let file = File::open(path).unwrap();
    let size_bytes = file.metadata().unwrap().len();
    examine(worker(), file, &Allowance::preset(level, size_bytes)).await
}

#[tokio::test]
async fn an_ordinary_clip_is_believed_at_every_level_and_gives_no_finding() {
    let folder = tempfile::tempdir().unwrap();
    let path = clip(folder.path(), "", "a.mp4");
    for level in [MediaLevel::Packets, MediaLevel::KeyFrames, MediaLevel::FullDecode] {
        let checked = look(&path, level).await.unwrap();
        let meant = meaning(&checked, ClipKind::of_name("a.mp4"));
        assert_eq!(meant.findings, vec![]);
        assert_eq!((meant.kind, meant.rests_on), (Some(ClipKind::Video), level));
        assert_eq!(checked.poster().is_some(), level != MediaLevel::Packets);
        assert_eq!(checked.answer().waveform.is_some(), level == MediaLevel::FullDecode);
    }
}

#[tokio::test]
async fn a_fragmented_clip_cut_off_is_a_disagreement_about_its_length() {
    let folder = tempfile::tempdir().unwrap();
    let path = clip(folder.path(), "-movflags +frag_keyframe+dash+global_sidx", "a.mp4");
    let length = std::fs::metadata(&path).unwrap().len();
    File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(length * 56 / 100)
        .unwrap();
    let meant = meaning(&look(&path, MediaLevel::Packets).await.unwrap(), ClipKind::Video);
    let real_ms = meant.duration_ms.unwrap();
    assert!((2_000..4_500).contains(&real_ms), "{real_ms}");
    assert!(
        matches!(&meant.findings[0], MediaFinding::DurationDisagrees { claimed_ms, .. } if claimed_ms.abs_diff(6_000) < 100),
        "{:?}",
        meant.findings
    );
}

#[tokio::test]
async fn hostile_files_are_believed_outcomes_with_findings() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    std::fs::write(&path, b"").unwrap();
    let checked = look(&path, MediaLevel::FullDecode).await.unwrap();
    assert_eq!(checked.answer().outcome, MediaOutcome::Empty);
    std::fs::write(&path, vec![0x55; 200_000]).unwrap();
    let checked = look(&path, MediaLevel::FullDecode).await.unwrap();
    assert_eq!(
        meaning(&checked, ClipKind::Video).findings,
        vec![MediaFinding::NotMedia]
    );
}

#[tokio::test]
async fn whatever_is_changed_in_a_clip_the_answer_is_believed() {
    let folder = tempfile::tempdir().unwrap();
    let changed = folder.path().join("changed");
    for name in ["a.mp4", "a.mkv", "a.ts"] {
        let whole = std::fs::read(clip(folder.path(), "", name)).unwrap();
        for round in 1..=12_usize {
            let mut bytes = whole.clone();
            for step in 1..=50_usize {
                let place = (round * 7_919 + step * step * 104_729) % bytes.len();
                bytes[place] = bytes[place].wrapping_mul(31).wrapping_add(17);
            }
            std::fs::write(&changed, bytes).unwrap();
            let level = [MediaLevel::Packets, MediaLevel::KeyFrames, MediaLevel::FullDecode][round % 3];
            let looked = look(&changed, level).await;
            assert!(looked.is_ok(), "{name} round {round}: {looked:?}");
        }
    }
}

#[tokio::test]
async fn a_file_called_by_another_kind_is_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let path = clip(folder.path(), "-f mp4", "a.jpg");
    let checked = look(&path, MediaLevel::Packets).await.unwrap();
    let expected = MediaFinding::KindDisagrees {
        named: ClipKind::Photo,
        found: ClipKind::Video,
    };
    assert_eq!(meaning(&checked, ClipKind::of_name("a.jpg")).findings, vec![expected]);
}

#[tokio::test]
async fn answers_that_are_none_are_errors_that_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, b"x").unwrap();
    let allowance = Allowance::preset(MediaLevel::Packets, 1);
    // `echo` repeats the request, which is JSON and no answer.
    let echoed = examine(Path::new("/bin/echo"), File::open(&path).unwrap(), &allowance).await;
    assert!(matches!(&echoed, Err(MediaError::NotUnderstood(_))), "{echoed:?}");
    assert!(!echoed.unwrap_err().is_worth_retrying());
}

#[tokio::test]
async fn a_request_outside_its_bounds_starts_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, b"x").unwrap();
    let mut allowance = Allowance::preset(MediaLevel::Packets, 1);
    allowance.request.pixels_max = u64::MAX;
    let refused = examine(Path::new("/nowhere"), File::open(&path).unwrap(), &allowance).await;
    assert!(matches!(&refused, Err(MediaError::Refused(_))), "{refused:?}");
}

#[test]
fn what_a_look_may_cost_grows_with_the_file_and_the_level() {
    let cost = |level, size| Allowance::preset(level, size).request.cpu_seconds_max;
    assert!(cost(MediaLevel::FullDecode, 2_600_000_000) > 4_000);
    assert!(cost(MediaLevel::Packets, 2_600_000_000) < 100);
    assert_eq!(cost(MediaLevel::FullDecode, u64::MAX), 24 * 3_600);
    assert!(
        Allowance::preset(MediaLevel::KeyFrames, u64::MAX)
            .request
            .check()
            .is_ok()
    );
}
