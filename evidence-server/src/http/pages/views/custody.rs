//! The chain of custody as people read it.

use askama::Template;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::clips::{ChainLink, CustodyChain};

use super::super::show::{Moment, grouped, moment, name};
use super::super::words::{Key, Words};
use super::findings::finding_key;
use super::frame::Frame;

/// The page.
#[derive(Template)]
#[template(path = "custody.html")]
pub struct ChainPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// The clip.
    pub clip_id: String,
    /// Name of its file.
    pub file_name: String,
    /// Digest of its bytes.
    pub sha256: String,
    /// Number of its bytes.
    pub size_bytes: String,
    /// The log's public key.
    pub log_vkey: String,
    /// Entries that a signed checkpoint covers.
    pub signed_entries: String,
    /// When this was made.
    pub made: Moment,
    /// In the order of the log.
    pub links: Vec<LinkLine>,
}

/// One entry.
pub struct LinkLine {
    /// Its number in the log, or a dash until it has one.
    pub number: String,
    /// When.
    pub at: Moment,
    /// What happened, in words.
    pub what: String,
    /// As in the entry.
    pub event: String,
    /// Who, as people know them.
    pub who: String,
    /// Who, as in the entry.
    pub actor: String,
    /// What else it says.
    pub said: Vec<String>,
}

/// Events and their words.
const EVENTS: &[(&str, Key)] = &[
    ("clip.sealed", Key("custody-sealed")),
    ("clip.captured_again", Key("custody-captured-again")),
    ("clip.verified", Key("custody-verified")),
    ("clip.damaged", Key("custody-damaged")),
    ("clip.healed", Key("custody-healed")),
    ("clip.probed", Key("custody-probed")),
    ("clip.viewing_started", Key("custody-viewing-started")),
    ("clip.viewing_ended", Key("custody-viewing-ended")),
    ("clip.attributed", Key("custody-attributed")),
    ("clip.erased_from_recorder", Key("custody-erased")),
    ("document.sealed", Key("custody-document-sealed")),
    ("document.verified", Key("custody-document-verified")),
    ("document.damaged", Key("custody-document-damaged")),
    ("document.taken", Key("custody-document-taken")),
    ("case.document_linked", Key("custody-document-linked")),
    ("case.document_stated", Key("custody-document-stated")),
    ("case.document_withdrawn", Key("custody-document-withdrawn")),
    ("clip.tagged", Key("custody-tagged")),
    ("clip.tag_confirmed", Key("custody-tag-confirmed")),
    ("clip.tag_taken_off", Key("custody-tag-taken-off")),
    ("docking.tagged", Key("custody-docking-tagged")),
    ("clip.importance_stated", Key("custody-importance")),
    ("clip.settled", Key("custody-settled")),
    ("clip.unsettled", Key("custody-unsettled")),
    ("clip.record_stated", Key("custody-record-stated")),
    ("clip.record_reviewed", Key("custody-record-reviewed")),
    ("clip.clock_stated", Key("custody-clock-stated")),
    ("clip.slate_read", Key("custody-slate-read")),
    ("case.clip_linked", Key("custody-linked")),
    ("case.clip_unlinked", Key("custody-unlinked")),
    ("case.suggestion_declined", Key("custody-declined")),
    ("case.clip_left_out", Key("custody-left-out")),
    ("case.exported", Key("custody-exported")),
    ("clip.seen", Key("custody-seen")),
    ("clip.chain_seen", Key("custody-chain-seen")),
    ("clip.downloaded", Key("custody-downloaded")),
    ("clip.flagged", Key("custody-flagged")),
    ("case.link_placed", Key("custody-placed")),
    ("access.refused", Key("custody-refused")),
    ("finding.raised", Key("custody-finding-raised")),
    ("finding.settled", Key("custody-finding-settled")),
];

fn event_key(event: &str) -> Key {
    let known = EVENTS.iter().find(|(name, _)| *name == event);
    known.map_or(Key("custody-other"), |(_, key)| *key)
}

const FINDING: &str = "finding";

/// Names of what an entry says, and their words.
const FACTS: &[(&str, Key)] = &[
    ("case", Key("custody-fact-case")),
    ("lead", Key("custody-fact-lead")),
    ("assisting", Key("custody-fact-assisting")),
    ("flags", Key("custody-fact-flags")),
    ("reason", Key("custody-fact-reason")),
    ("tag", Key("custody-fact-tag")),
    ("class", Key("custody-fact-class")),
    ("verdict", Key("custody-fact-verdict")),
    ("stretches", Key("custody-fact-stretches")),
    ("refused", Key("custody-fact-refused")),
    ("read_back", Key("custody-fact-read-back")),
    ("found", Key("custody-fact-found")),
    ("damaged_object", Key("custody-fact-damaged-object")),
    ("from_byte", Key("custody-fact-from-byte")),
    ("to_byte", Key("custody-fact-to-byte")),
    ("state", Key("custody-fact-state")),
    ("offset", Key("custody-fact-offset")),
    ("program", Key("custody-fact-program")),
    ("clips", Key("custody-fact-clips")),
    (FINDING, Key("custody-fact-finding")),
];

/// `case: 7` in the reader's words; as it is where nobody knows its name.
fn fact(t: Words, text: &str) -> String {
    let known = text.split_once(": ").and_then(|(known, what)| {
        let (known, key) = FACTS.iter().find(|(name, _)| *name == known)?;
        let what = match *known {
            FINDING => t.key(finding_key(what)),
            _ => name(what),
        };
        Some(format!("{}: {what}", t.key(*key)))
    });
    known.unwrap_or_else(|| name(text))
}

impl LinkLine {
    fn new(t: Words, link: &ChainLink) -> Self {
        Self {
            number: link.number.map_or_else(|| "–".to_owned(), grouped),
            at: moment(link.at),
            what: t.key(event_key(&link.event)),
            event: link.event.clone(),
            who: name(&link.name),
            actor: link.actor.clone(),
            said: link.said.iter().map(|said| fact(t, said)).collect(),
        }
    }
}

impl ChainPage {
    /// The page of one clip.
    pub fn new(t: Words, frame: Frame, chain: &CustodyChain, now: Timestamp) -> Self {
        Self {
            t,
            frame,
            clip_id: chain.clip_id.to_string(),
            file_name: name(&chain.file_name),
            sha256: chain.sha256.to_string(),
            size_bytes: grouped(chain.size_bytes),
            log_vkey: chain.log_vkey.clone(),
            signed_entries: grouped(chain.signed_entries),
            made: moment(now),
            links: chain.links.iter().map(|link| LinkLine::new(t, link)).collect(),
        }
    }
}
