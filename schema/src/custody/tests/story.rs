//! A small world for the tests: keys, ids, a clip that is sealed, read back and linked, in a log of any length.

use std::collections::BTreeMap;

use crate::custody::detail::{Cell, Columns, Detail, RowImage};
use crate::custody::entry::Event;
use crate::custody::memory::{Happening, MemoryLog, ReceiptWanted};
use crate::custody::note::{SigningNoteKey, VerifyingNoteKey};
use crate::custody::receipt::{Receipt, ReceiptLevel};
use crate::digest::Sha256Digest;
use crate::ids::{CaptureId, ClipId, DockId, EntryId};
use crate::people::Actor;

/// Name of the log in all tests.
pub(crate) const ORIGIN: &str = "mingjing.example/log";
/// 2026-11-21T08:00:00Z in microseconds.
pub(crate) const START: i64 = 1_795_248_000_000_000;
/// A minute in microseconds.
pub(crate) const MINUTE: i64 = 60_000_000;

/// A log key that is the same in every run.
pub(crate) fn log_key() -> SigningNoteKey {
    SigningNoteKey::from_seed(ORIGIN, &[1; 32]).unwrap()
}

/// The public half of a key.
pub(crate) fn public(key: &SigningNoteKey) -> VerifyingNoteKey {
    VerifyingNoteKey::from_text(key.vkey()).unwrap()
}

/// A dock and its key.
pub(crate) fn dock() -> (DockId, SigningNoteKey) {
    let id = DockId::from_random([0xd0; 16]);
    (id, SigningNoteKey::from_seed(&id.to_string(), &[2; 32]).unwrap())
}

pub(crate) fn clip_id() -> ClipId {
    ClipId::from_random([0xc1; 16])
}

/// The bytes of the clip.
pub(crate) const FOOTAGE: &[u8] = b"bytes of a clip, as they came off the device";

pub(crate) fn text(value: &str) -> Cell {
    Cell::Text(value.to_owned())
}

pub(crate) fn columns<const N: usize>(cells: [(&str, Cell); N]) -> Columns {
    cells.into_iter().map(|(name, cell)| (name.to_owned(), cell)).collect()
}

/// The clip's row in this state.
pub(crate) fn clip_row(state: &str) -> Columns {
    columns([
        ("id", text(&clip_id().to_string())),
        ("sha256", text(&Sha256Digest::of(FOOTAGE).to_string())),
        ("size_bytes", Cell::Int(i64::try_from(FOOTAGE.len()).unwrap())),
        ("file_name", text("VIDEO_0001.MP4")),
        ("state", text(state)),
    ])
}

pub(crate) fn image(table: &str, key: &str, row: Option<Columns>) -> RowImage {
    RowImage {
        key: key.to_owned(),
        row,
        table: table.to_owned(),
    }
}

/// A detail of one image.
pub(crate) fn detail_of(table: &str, key: &str, row: Option<Columns>) -> Detail {
    Detail {
        images: vec![image(table, key, row)],
        facts: BTreeMap::new(),
    }
}

/// A log with a clock: one entry every minute.
pub(crate) struct Story {
    pub(crate) log: MemoryLog,
    pub(crate) at: i64,
}

impl Story {
    /// A log that has been opened, and nothing else.
    pub(crate) fn begin() -> Self {
        let mut story = Self {
            log: MemoryLog::new(log_key()),
            at: START,
        };
        story.write(Event::LogOpened, "", None);
        story
    }

    /// Writes an entry a minute after the last one and answers its number.
    pub(crate) fn write(&mut self, event: Event, subject: &str, detail: Option<Detail>) -> u64 {
        let number = self.log.size();
        self.at += MINUTE;
        let mut id = [0; 16];
        id[..8].copy_from_slice(&number.to_be_bytes());
        let mut salt = [0x5a; 32];
        salt[..8].copy_from_slice(&number.to_be_bytes());
        let what = Happening {
            id: EntryId::from_random(id),
            at: self.at,
            actor: Actor::system("sealing"),
            event,
            subject: subject.to_owned(),
            detail: detail.map(|detail| (detail, salt)),
        };
        self.log.append(what).unwrap()
    }

    pub(crate) fn heartbeats(&mut self, count: u64) {
        for _ in 0..count {
            self.write(Event::LogHeartbeat, "", None);
        }
    }

    /// Writes the entry by which the clip reaches a state.
    pub(crate) fn clip(&mut self, event: Event, state: &str) -> u64 {
        let id = clip_id().to_string();
        self.write(event, &id, Some(detail_of("clip", &id, Some(clip_row(state)))))
    }

    /// A receipt for the clip by this entry, under the newest checkpoint.
    pub(crate) fn receipt(&self, entry_number: u64, level: ReceiptLevel, since: u64) -> Receipt {
        let wanted = ReceiptWanted {
            clip_id: clip_id(),
            capture_id: Some(CaptureId::from_random([0xca; 16])),
            level,
            sha256: Sha256Digest::of(FOOTAGE),
            size_bytes: FOOTAGE.len() as u64,
            entry_number,
            since,
        };
        self.log.receipt(self.log.size(), &wanted).unwrap()
    }
}

/// A log of `before` heartbeats, a sealed and a verified clip, `after` heartbeats. Answers both entries' numbers.
pub(crate) fn clip_story(before: u64, after: u64) -> (Story, u64, u64) {
    let mut story = Story::begin();
    story.heartbeats(before);
    let sealed = story.clip(Event::ClipSealed, "sealed");
    let verified = story.clip(Event::ClipVerified, "verified");
    story.heartbeats(after);
    (story, sealed, verified)
}
