//! A filmed time slate from end to end: shown by the server, filmed, compressed, docked, read and followed.

use std::path::{Path, PathBuf};

use evidence_schema::clock::OffsetMethod;
use evidence_schema::custody::note::SigningNoteKey;
use evidence_schema::custody::slate::Slate;
use evidence_schema::ids::ClipId;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::clocks::ClipClock;
use evidence_schema::wire::ledger::{HandoverDraft, HandoverView};
use qrcode::{Color, EcLevel, QrCode};
use tests::world::{Capture, process};

use crate::ledger::scene::{A, Agency, LI, WANG};

/// The slate is in the picture from here on, for a second and a half.
const SEEN_AT_MS: i64 = 1000;

/// A code as a picture without compression.
fn code_picture(folder: &Path, text: &str) -> PathBuf {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).unwrap();
    let (modules, colors) = (code.width(), code.to_colors());
    let side = (modules + 8) * 8;
    let mut bytes = format!("P5 {side} {side} 255\n").into_bytes();
    for y in 0..side {
        for x in 0..side {
            let place = (y / 8).checked_sub(4).zip((x / 8).checked_sub(4));
            let module = place.filter(|(row, column)| *row < modules && *column < modules);
            let is_dark = module.is_some_and(|(row, column)| colors[row * modules + column] == Color::Dark);
            bytes.push(if is_dark { 0 } else { 255 });
        }
    }
    let path = folder.join("code.pgm");
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Three seconds of moving picture in which the code is seen for a second and a half.
fn filmed(text: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let code = code_picture(folder.path(), text);
    let film = folder.path().join("film.mp4");
    let graph = "[1:v]scale=360:360:flags=area,format=yuv420p[code];\
                 [0:v][code]overlay=x=(W-w)/2:y=(H-h)/2:enable='between(t,1,2.5)',noise=alls=5:allf=t,format=yuv420p";
    let mut command = process::command("ffmpeg");
    command
        .args(["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i"])
        .arg("testsrc2=size=1280x720:rate=25:duration=3")
        .args(["-loop", "1", "-framerate", "25", "-t", "3", "-i"])
        .arg(&code)
        .args(["-filter_complex", graph, "-c:v", "libx264", "-preset", "veryfast"])
        .args(["-b:v", "2.5M", "-g", "25"])
        .arg(&film);
    process::run_well(command, "");
    std::fs::read(film).unwrap()
}

struct Filmed {
    agency: Agency,
    handover: HandoverView,
    now: Timestamp,
}

impl Filmed {
    /// A pair has the recorder for an hour.
    async fn set() -> Self {
        let agency = Agency::set().await;
        let now = agency.world.app().await.now();
        let draft = HandoverDraft {
            unit_number: None,
            lead_number: LI.to_owned(),
            assisting_number: Some(WANG.to_owned()),
            recorder_serials: vec![A.to_owned()],
            from: now.plus_ms(-3_600_000),
            to: None,
        };
        let handover = agency.open(&draft).await;
        Self { agency, handover, now }
    }

    /// What the server shows for the handover at this moment.
    async fn shown(&self, at: Timestamp) -> String {
        let slate = Slate {
            handover: Some(self.handover.handover_id),
            at,
            refresh_ms: 2000,
        };
        slate.sign(&self.agency.world.app().await.log_key).unwrap()
    }

    /// A recording of that moment by a recorder whose clock is this much behind; no dock compared it.
    fn recording(&self, text: &str, behind_ms: i64) -> Capture {
        let bytes = filmed(text);
        let path = format!("VIDEO/{A}_{behind_ms}_{}.mp4", text.len());
        let start = self.now.plus_ms(-behind_ms - SEEN_AT_MS).unwrap();
        let capture = self.agency.dock.capture(&path, &bytes);
        let mut capture = capture.from_recorder(A).filmed_at(start);
        capture.statement.clock_offset = None;
        capture
    }

    async fn clock(&self, clip: ClipId) -> ClipClock {
        self.agency.user.read(&format!("/api/v1/clips/{clip}/clock")).await
    }
}

#[tokio::test]
async fn a_recorder_95_s_wrong_is_cured_by_a_filmed_slate() {
    let story = Filmed::set().await;
    let slate = story.shown(story.now).await;
    let with_slate = story.recording(&slate, 95_000);
    let mut other = story.agency.recording(A, story.now.plus_ms(-600_000).unwrap());
    other.statement.clock_offset = None;
    other.statement.docking_id = with_slate.statement.docking_id;
    let other = story.agency.delivered(&other).await;
    let clip = story.agency.delivered(&with_slate).await;
    let clock = story.clock(clip).await;
    let counts = clock.counts.clone().unwrap();
    assert!((counts.offset_ms - 95_000).abs() <= 300, "{clock:?}");
    assert_eq!(counts.uncertainty_ms, 3000);
    assert_eq!(clock.said[0].method, OffsetMethod::Slate);
    assert_eq!(clock.said[0].handover_id, Some(story.handover.handover_id));
    let placed = story.agency.answers(clip).await.pop().unwrap();
    let wrong_by = placed.recorded_from.unwrap().ms_since(story.now) + SEEN_AT_MS;
    assert!(wrong_by.abs() <= 300, "{wrong_by} ms");
    // What was read at the same docking is corrected with it.
    let corrected = story.agency.answers(other).await.pop().unwrap();
    let moved_ms = corrected.recorded_from.unwrap().ms_since(story.now) + 600_000;
    assert!((moved_ms - 95_000).abs() <= 300, "{moved_ms} ms");
    story.agency.world.finish().await;
}

#[tokio::test]
async fn forged_and_old_slates_and_those_of_others_are_findings_and_move_nothing() {
    let story = Filmed::set().await;
    let forger = SigningNoteKey::from_seed("evidence.example", &[3; 32]).unwrap();
    let forged = Slate {
        handover: None,
        at: story.now,
        refresh_ms: 2000,
    };
    let old = story.shown(story.now.plus_ms(-7_200_000).unwrap()).await;
    for text in [forged.sign(&forger).unwrap(), old] {
        let clip = story.agency.delivered(&story.recording(&text, 95_000)).await;
        let clock = story.clock(clip).await;
        assert_eq!((clock.counts, clock.said), (None, Vec::new()), "{text}");
        assert!(story.agency.finding("slate_refused", clip).await.is_some(), "{text}");
    }
    story.agency.world.finish().await;
}

#[tokio::test]
async fn the_page_shows_a_slate_and_its_picture_is_never_kept() {
    let story = Filmed::set().await;
    let path = format!("/slate?handover={}", story.handover.handover_id);
    let page = story.agency.user.get(&path).await.text().await.unwrap();
    assert!(page.contains("/slate/code?handover=handover-"), "{page}");
    assert!(page.contains("http-equiv=\"refresh\""), "it works without script");
    let code = story.agency.user.get("/slate/code").await;
    assert_eq!(code.headers()["cache-control"], "no-store");
    assert!(code.text().await.unwrap().contains("<svg"));
    let unknown = story.agency.user.get("/slate?handover=handover-00").await;
    assert_eq!(unknown.status(), reqwest::StatusCode::NOT_FOUND);
    story.agency.world.finish().await;
}
