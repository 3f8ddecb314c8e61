//! An exported case folder for the tests: a dock's clip, a foreign client's clip, a clip that was unlinked again.

use std::collections::BTreeMap;

use super::statement::statement;
use super::story::{Story, columns, detail_of, dock, image, log_key, text};
use crate::custody::detail::{Cell, Columns, Detail};
use crate::custody::entry::{Entry, Event};
use crate::custody::memory::{MemoryLog, ReceiptWanted};
use crate::custody::note::SigningNoteKey;
use crate::custody::package::{FoundFile, Manifest, PACKAGE_VERSION, PackagedClip, PackagedEntry, SignedCapture};
use crate::custody::receipt::ReceiptLevel;
use crate::custody::statement::CaptureStatement;
use crate::digest::Sha256Digest;
use crate::ids::{CaptureId, CaseId, ClipId};
use crate::time::Timestamp;

/// A folder, and the log that it was taken from.
pub(super) struct Packed {
    pub(super) manifest: Manifest,
    pub(super) checkpoint: String,
    pub(super) files: BTreeMap<String, FoundFile>,
    pub(super) refused: Vec<(String, String)>,
    pub(super) log: MemoryLog,
}

pub(super) fn clip_id(n: u8) -> ClipId {
    ClipId::from_random([n; 16])
}

pub(super) fn case_id_of(n: u8) -> CaseId {
    CaseId::from_random([0xa0 + n; 16])
}

pub(super) fn case_id() -> CaseId {
    case_id_of(0)
}

/// The bytes of clip `n`.
pub(super) fn footage(n: u8) -> String {
    format!("footage number {n}, which is text so that it can be read here\n")
}

fn sha256(n: u8) -> Sha256Digest {
    Sha256Digest::of(footage(n).as_bytes())
}

pub(super) fn clip_row(n: u8, state: &str) -> Columns {
    columns([
        ("file_name", text(&format!("VIDEO_{n:04}.MP4"))),
        ("sha256", text(&sha256(n).to_string())),
        ("size_bytes", Cell::Int(i64::try_from(footage(n).len()).unwrap())),
        ("state", text(state)),
    ])
}

/// What the dock says about clip `n`.
pub(super) fn statement_of(n: u8) -> CaptureStatement {
    CaptureStatement {
        capture_id: CaptureId::from_random([n; 16]),
        sha256: sha256(n),
        size_bytes: footage(n).len() as u64,
        ..statement()
    }
}

fn link(n: u8, unlinked_at: Cell) -> Detail {
    let row = columns([
        ("case_id", text(&case_id().to_string())),
        ("clip_id", text(&clip_id(n).to_string())),
        ("unlinked_at", unlinked_at),
    ]);
    detail_of("case_clip", &format!("link-{n}"), Some(row))
}

fn seal(story: &mut Story, n: u8, statement: Option<&str>) {
    let id = clip_id(n).to_string();
    let mut detail = detail_of("clip", &id, Some(clip_row(n, "sealed")));
    if let Some(statement) = statement {
        let row = columns([("clip_id", text(&id)), ("statement", text(statement))]);
        detail.images.push(image("capture", &format!("capture-{n}"), Some(row)));
    }
    story.write(Event::ClipSealed, &id, Some(detail));
    story.write(
        Event::ClipVerified,
        &id,
        Some(detail_of("clip", &id, Some(clip_row(n, "verified")))),
    );
}

/// The folder as an honest server writes it.
pub(super) fn honest() -> Packed {
    made(log_key(), |_| {})
}

/// The same story told and signed by somebody else.
pub(super) fn made_by(key: SigningNoteKey) -> Packed {
    made(key, |_| {})
}

/// The folder of a log in which something more happens before the export.
pub(super) fn made(key: SigningNoteKey, more: impl FnOnce(&mut Story)) -> Packed {
    told(key, &statement_of(1), more)
}

/// The folder whose first clip came with this statement.
pub(super) fn with_statement(statement: &CaptureStatement) -> Packed {
    told(log_key(), statement, |_| {})
}

fn told(key: SigningNoteKey, statement: &CaptureStatement, more: impl FnOnce(&mut Story)) -> Packed {
    let mut story = Story {
        log: MemoryLog::new(key),
        at: super::story::START,
    };
    let (dock_id, dock_key) = dock();
    story.write(Event::LogOpened, "", None);
    let dock_row = columns([("vkey", text(dock_key.vkey())), ("name", text("采集站一"))]);
    let dock_id = dock_id.to_string();
    story.write(
        Event::DockEnrolled,
        &dock_id,
        Some(detail_of("dock", &dock_id, Some(dock_row))),
    );
    story.heartbeats(2);
    let note = statement.sign(&dock_key).unwrap();
    seal(&mut story, 1, Some(&note));
    seal(&mut story, 2, None);
    seal(&mut story, 3, None);
    case(&mut story);
    more(&mut story);
    story.write(Event::CaseExported, &case_id().to_string(), None);
    pack(story, note)
}

fn case(story: &mut Story) {
    let id = case_id().to_string();
    let row = columns([
        ("number", text("浙交执罚〔2026〕12号")),
        ("title", text("某公司未经许可从事道路运输经营案")),
    ]);
    story.write(Event::CaseCreated, &id, Some(detail_of("case_file", &id, Some(row))));
    for n in [1, 2, 3] {
        story.write(Event::CaseClipLinked, &id, Some(link(n, Cell::Null)));
    }
    let at = story.at;
    story.write(Event::CaseClipUnlinked, &id, Some(link(3, Cell::Int(at))));
}

/// Every entry about a subject, as the exporter packs it.
fn entries(log: &MemoryLog, subject: &str) -> Vec<PackagedEntry> {
    let all = log.entries().iter().zip(0..);
    all.filter(|(kept, _)| Entry::from_bytes(&kept.bytes).unwrap().subject == subject)
        .map(|(_, number)| log.packaged(log.size(), number).unwrap())
        .collect()
}

fn pack(story: Story, note: String) -> Packed {
    let Story { log, at } = story;
    let capture = SignedCapture {
        dock_vkey: dock().1.vkey().to_owned(),
        statement: note,
    };
    let clips = vec![clip(&log, 1, vec![capture]), clip(&log, 2, Vec::new())];
    let found = |n: u8| FoundFile {
        size_bytes: footage(n).len() as u64,
        sha256: Some(sha256(n)),
    };
    Packed {
        manifest: Manifest {
            v: PACKAGE_VERSION,
            case_id: case_id(),
            case_number: "浙交执罚〔2026〕12号".to_owned(),
            case_title: "某公司未经许可从事道路运输经营案".to_owned(),
            documents: Vec::new(),
            exported_at: Timestamp::from_micros(at).unwrap(),
            exported_by: "system:sealing".to_owned(),
            log_vkey: log.key().vkey().to_owned(),
            clips,
            entries: entries(&log, &case_id().to_string()),
            docks: entries(&log, &dock().0.to_string()),
        },
        checkpoint: log.checkpoint(log.size()).unwrap(),
        files: [
            ("clips/0001.mp4".to_owned(), found(1)),
            ("clips/0002.mp4".to_owned(), found(2)),
        ]
        .into(),
        refused: Vec::new(),
        log,
    }
}

fn clip(log: &MemoryLog, n: u8, capture_statements: Vec<SignedCapture>) -> PackagedClip {
    let entries = entries(log, &clip_id(n).to_string());
    let verified = entries
        .iter()
        .rfind(|e| e.entry.contains("clip.verified"))
        .unwrap()
        .number;
    let wanted = ReceiptWanted {
        clip_id: clip_id(n),
        capture_id: None,
        level: ReceiptLevel::Verified,
        sha256: sha256(n),
        size_bytes: footage(n).len() as u64,
        entry_number: verified,
        since: 0,
    };
    PackagedClip {
        clip_id: clip_id(n),
        file: format!("clips/{n:04}.mp4"),
        original_name: format!("VIDEO_{n:04}.MP4"),
        sha256: sha256(n),
        size_bytes: footage(n).len() as u64,
        receipt: log.receipt(log.size(), &wanted).unwrap(),
        capture_statements,
        entries,
        dockings: Vec::new(),
    }
}
