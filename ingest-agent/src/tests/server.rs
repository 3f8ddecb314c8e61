//! A server for tests: real statements, real tus, a real custody log, in memory; and the ways in which one can fail.
//!
//! What must stay true: it believes nothing that the true server would not: sums, offsets, signatures are checked.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use evidence_schema::custody::claim::DockClaim;
use evidence_schema::custody::detail::{Cell, Columns, Detail, RowImage};
use evidence_schema::custody::entry::Event;
use evidence_schema::custody::memory::{Happening, MemoryLog, ReceiptWanted};
use evidence_schema::custody::note::{SigningNoteKey, VerifyingNoteKey};
use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_schema::custody::statement::CaptureStatement;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::{CaptureId, ClipId, EntryId};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::claims::{ClaimAnswer, ClaimHeard, ClaimOutcome, ClaimReports, DockRoster};
use evidence_schema::wire::docks::{
    DockAlarm, DockingAnswer, DockingReport, DockingReports, Offer, OfferAnswer, OfferedAnswer, OfferedCapture,
    UnknownRecorderPolicy,
};
use evidence_schema::wire::problem::{Problem, ProblemCode};

use super::clearing::Clearing;
use super::http::{Answer, Asked, serve};
use crate::clock::fake::NOON;

/// How the server can fail. Counters run down.
#[derive(Default)]
pub(crate) struct Faults {
    pub(crate) is_away: AtomicBool,
    /// Microseconds that its clock has gone on.
    pub(crate) time: AtomicI64,
    pub(crate) refuses_token: AtomicBool,
    pub(crate) announces_no_checksum: AtomicBool,
    /// Answers to chunks that are lost after the work was done.
    pub(crate) lost_answers: AtomicUsize,
    /// Chunks that arrive damaged.
    pub(crate) damaged_chunks: AtomicUsize,
    /// Uploads whose bytes turn out to be others at the end.
    pub(crate) hash_mismatches: AtomicUsize,
    /// Receipts that come with an older checkpoint than the newest one.
    pub(crate) stale_receipts: AtomicUsize,
    /// Claims are answered with *later*.
    pub(crate) puts_claims_off: AtomicBool,
    /// Claims are refused for good.
    pub(crate) refuses_claims: AtomicBool,
    /// Only this level is reached.
    pub(crate) only_sealed: AtomicBool,
}

fn count_down(counter: &AtomicUsize) -> bool {
    counter
        .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1))
        .is_ok()
}

pub(crate) struct State {
    pub(crate) log: MemoryLog,
    pub(crate) uploads: HashMap<String, FakeUpload>,
    pub(crate) clips: HashMap<CaptureId, FakeClip>,
    pub(crate) alarms: Vec<DockAlarm>,
    pub(crate) reports: Vec<DockingReport>,
    pub(crate) known_serials: Vec<String>,
    pub(crate) unknown: UnknownRecorderPolicy,
    pub(crate) set_aside: Vec<String>,
    pub(crate) requests: HashMap<String, usize>,
    pub(crate) clearing: Clearing,
    pub(crate) roster: DockRoster,
    /// Claims that were heard, whole.
    pub(crate) claims: Vec<DockClaim>,
    dock_key: Option<VerifyingNoteKey>,
}

pub(crate) struct FakeUpload {
    pub(crate) statement: CaptureStatement,
    pub(crate) bytes: Vec<u8>,
    is_refused: bool,
}

#[derive(Clone)]
pub(crate) struct FakeClip {
    pub(crate) clip_id: ClipId,
    pub(crate) statement: CaptureStatement,
    sealed: u64,
    pub(crate) verified: Option<u64>,
}

#[derive(Clone)]
pub(crate) struct FakeServer {
    pub(crate) address: String,
    pub(crate) faults: Arc<Faults>,
    state: Arc<Mutex<State>>,
}

impl FakeServer {
    pub(crate) fn start() -> Self {
        // Every server has a log of its own.
        static STARTED: AtomicUsize = AtomicUsize::new(0);
        let seed = Sha256Digest::of(&STARTED.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        let key = SigningNoteKey::from_seed("test.example/log", seed.as_bytes()).unwrap();
        let state = Arc::new(Mutex::new(State {
            log: MemoryLog::new(key),
            uploads: HashMap::new(),
            clips: HashMap::new(),
            alarms: Vec::new(),
            reports: Vec::new(),
            known_serials: Vec::new(),
            unknown: UnknownRecorderPolicy::default(),
            set_aside: Vec::new(),
            requests: HashMap::new(),
            clearing: Clearing::default(),
            roster: DockRoster::default(),
            claims: Vec::new(),
            dock_key: None,
        }));
        let faults = Arc::new(Faults::default());
        let (handled, failing) = (Arc::clone(&state), Arc::clone(&faults));
        let address = serve(Arc::new(move |asked| handle(&handled, &failing, asked)));
        Self { address, faults, state }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(crate) fn log_vkey(&self) -> String {
        self.state().log.key().vkey().to_owned()
    }

    pub(crate) fn enroll(&self, dock_vkey: &str) {
        self.state().dock_key = Some(VerifyingNoteKey::from_text(dock_vkey).unwrap());
    }

    /// Sealed clips' paths and digests, sorted.
    pub(crate) fn clips(&self) -> Vec<(String, Sha256Digest)> {
        let state = self.state();
        let mut clips: Vec<_> = state
            .clips
            .values()
            .map(|c| (c.statement.path.clone(), c.statement.sha256))
            .collect();
        clips.sort();
        clips
    }

    /// The server as it was when it was empty: what a restored backup looks like.
    pub(crate) fn forget(&self) {
        let mut state = self.state();
        let key = SigningNoteKey::from_text(state.log.key().to_private_text()).unwrap();
        state.log = MemoryLog::new(key);
        state.clips.clear();
        state.uploads.clear();
    }

    /// Time passes: the log grows by itself.
    pub(crate) fn heartbeats(&self, count: u8) {
        for number in 0..count {
            let what = Happening {
                id: EntryId::from_random([number; 16]),
                at: NOON,
                actor: Actor::system("sequencer"),
                event: Event::LogHeartbeat,
                subject: String::new(),
                detail: None,
            };
            self.state().log.append(what).unwrap();
        }
    }
}

fn handle(state: &Mutex<State>, faults: &Faults, asked: &Asked) -> Option<Answer> {
    if faults.is_away.load(Ordering::SeqCst) {
        return None;
    }
    let mut state = state.lock().unwrap();
    *state
        .requests
        .entry(format!("{} {}", asked.method, first_parts(&asked.path)))
        .or_default() += 1;
    if faults.refuses_token.load(Ordering::SeqCst) || asked.header("authorization") != "Bearer right" {
        return Some(problem(401, ProblemCode::SignInNeeded));
    }
    Some(match (asked.method.as_str(), asked.path.as_str()) {
        ("POST", "/api/v1/docks/offer") => offer(&state, faults, asked),
        ("POST", "/api/v1/docks/dockings") => dockings(&mut state, faults, asked),
        ("POST", "/api/v1/docks/alarm") => {
            state.alarms.push(serde_json::from_slice(&asked.body).unwrap());
            Answer::empty(204)
        }
        ("POST", "/api/v1/docks/clearing") => super::clearing::clearing(&mut state, asked),
        ("POST", "/api/v1/docks/erasures") => super::clearing::erasures(&mut state, asked),
        ("GET", "/api/v1/docks/roster") => Answer::json(200, &state.roster),
        ("POST", "/api/v1/docks/claims") => claims(&mut state, faults, asked),
        ("OPTIONS", "/api/v1/uploads") => options(faults),
        ("GET", "/log/checkpoint") => {
            let body = state.log.checkpoint(state.log.size()).unwrap().into_bytes();
            Answer {
                body,
                ..Answer::empty(200)
            }
        }
        ("POST", "/api/v1/uploads") => create(&mut state, faults, asked),
        (method, path) => match path.strip_prefix("/api/v1/uploads/") {
            Some(id) => upload(&mut state, faults, (method, id), asked),
            None => receipt(&state, faults, asked),
        },
    })
}

fn first_parts(path: &str) -> String {
    path.split('/').take(4).collect::<Vec<_>>().join("/")
}

fn problem(status: u16, code: ProblemCode) -> Answer {
    let body = Problem {
        code,
        kind: format!("urn:mingjing:problem:{}", code.as_str()),
        title: code.title().to_owned(),
        status,
        detail: "as the test wants it".to_owned(),
        kept: None,
        next: None,
        fields: Vec::new(),
        request_id: None,
    };
    Answer::json(status, &body)
}

fn now(faults: &Faults) -> Timestamp {
    Timestamp::from_micros(NOON + faults.time.load(Ordering::SeqCst)).unwrap()
}

fn opened(state: &State, statement: &str) -> Option<CaptureStatement> {
    CaptureStatement::open(statement, state.dock_key.as_ref()?).ok()
}

fn offer(state: &State, faults: &Faults, asked: &Asked) -> Answer {
    let offer: Offer = serde_json::from_slice(&asked.body).unwrap();
    let mut items = Vec::new();
    for item in offer.items {
        let Some(statement) = opened(state, &item.statement) else {
            return problem(422, ProblemCode::StatementInvalid);
        };
        let held = state.clips.values().find(|clip| {
            let other = &clip.statement;
            (&other.path, other.sha256) == (&statement.path, statement.sha256)
                && (other.capture_id == statement.capture_id
                    || (other.device.known_serial() == statement.device.known_serial()
                        && other.device.known_serial().is_some()))
        });
        let answer = held.map_or(OfferedAnswer::Upload, |clip| OfferedAnswer::Held {
            clip_id: clip.clip_id,
        });
        items.push(OfferedCapture {
            capture_id: statement.capture_id,
            answer,
        });
    }
    Answer::json(
        200,
        &OfferAnswer {
            items,
            server_time: now(faults),
        },
    )
}

fn dockings(state: &mut State, faults: &Faults, asked: &Asked) -> Answer {
    let reports: DockingReports = serde_json::from_slice(&asked.body).unwrap();
    state.reports.extend(reports.dockings);
    let known_serials = state.known_serials.clone();
    Answer::json(
        200,
        &DockingAnswer {
            server_time: now(faults),
            known_serials,
            unknown: state.unknown,
            set_aside: state.set_aside.clone(),
        },
    )
}

fn options(faults: &Faults) -> Answer {
    let sums = if faults.announces_no_checksum.load(Ordering::SeqCst) {
        "sha1"
    } else {
        "sha1,sha256,crc32c"
    };
    Answer::empty(204)
        .with("Tus-Version", &"1.0.0")
        .with("Tus-Extension", &"creation,creation-with-upload,checksum")
        .with("Tus-Checksum-Algorithm", &sums)
}

fn create(state: &mut State, faults: &Faults, asked: &Asked) -> Answer {
    let metadata: HashMap<&str, &str> = asked
        .header("upload-metadata")
        .split(',')
        .filter_map(|pair| pair.split_once(' '))
        .collect();
    let note = BASE64_STANDARD.decode(metadata["capture_statement"]).unwrap();
    let Some(statement) = opened(state, std::str::from_utf8(&note).unwrap()) else {
        return problem(422, ProblemCode::StatementInvalid);
    };
    assert_eq!(asked.header("upload-length"), statement.size_bytes.to_string());
    let id = statement.capture_id.to_string().replace("capture", "upload");
    if state.uploads.get(&id).is_some_and(|upload| upload.is_refused) {
        return problem(422, ProblemCode::HashMismatch);
    }
    let is_new = !state.uploads.contains_key(&id);
    if is_new {
        state.uploads.insert(
            id.clone(),
            FakeUpload {
                statement,
                bytes: Vec::new(),
                is_refused: false,
            },
        );
    }
    let mut answer = Answer::empty(201);
    if !asked.body.is_empty() && is_new {
        answer = chunk(state, faults, &id, asked);
        answer.status = if answer.status == 204 { 201 } else { answer.status };
    } else if asked.header("upload-length") == "0" {
        finish(state, faults, &id);
    }
    answer.with("Location", &format!("/api/v1/uploads/{id}"))
}

fn upload(state: &mut State, faults: &Faults, (method, id): (&str, &str), asked: &Asked) -> Answer {
    let Some(upload) = state.uploads.get(id) else {
        return problem(404, ProblemCode::UploadGone);
    };
    let held = upload.bytes.len();
    match method {
        "HEAD" => Answer::empty(200)
            .with("Upload-Offset", &held)
            .with("Upload-Length", &upload.statement.size_bytes),
        "PATCH" if asked.header("upload-offset") != held.to_string() => problem(409, ProblemCode::OffsetWrong),
        "PATCH" => chunk(state, faults, id, asked),
        "DELETE" => {
            state.uploads.remove(id);
            Answer::empty(204)
        }
        _ => problem(405, ProblemCode::MethodUnknown),
    }
}

fn chunk(state: &mut State, faults: &Faults, id: &str, asked: &Asked) -> Answer {
    let mut body = asked.body.clone();
    if count_down(&faults.damaged_chunks) {
        body[0] ^= 1;
    }
    let sum = format!("crc32c {}", BASE64_STANDARD.encode(crc32c::crc32c(&body).to_be_bytes()));
    if asked.header("upload-checksum") != sum {
        return problem(460, ProblemCode::ChecksumMismatch);
    }
    let upload = state.uploads.get_mut(id).unwrap();
    upload.bytes.extend_from_slice(&body);
    let offset = upload.bytes.len();
    if u64::try_from(offset).unwrap() == upload.statement.size_bytes {
        finish(state, faults, id);
    }
    let is_lost = count_down(&faults.lost_answers);
    Answer {
        is_lost,
        ..Answer::empty(204).with("Upload-Offset", &offset)
    }
}

fn finish(state: &mut State, faults: &Faults, id: &str) {
    let upload = state.uploads.get_mut(id).unwrap();
    let statement = upload.statement.clone();
    if Sha256Digest::of(&upload.bytes) != statement.sha256 || count_down(&faults.hash_mismatches) {
        upload.is_refused = true;
        return;
    }
    if !state.clips.contains_key(&statement.capture_id) {
        seal(state, statement);
    }
}

fn seal(state: &mut State, statement: CaptureStatement) {
    let number = state.log.size();
    let clip_id = ClipId::from_random([u8::try_from(number % 251).unwrap(); 16]);
    let sealed = append(&mut state.log, (clip_id, &statement), Event::ClipSealed);
    let verified = Some(append(&mut state.log, (clip_id, &statement), Event::ClipVerified));
    state.clips.insert(
        statement.capture_id,
        FakeClip {
            clip_id,
            statement,
            sealed,
            verified,
        },
    );
}

fn append(log: &mut MemoryLog, (clip_id, statement): (ClipId, &CaptureStatement), event: Event) -> u64 {
    let text = |value: String| Cell::Text(value);
    let row: Columns = BTreeMap::from([
        ("id".to_owned(), text(clip_id.to_string())),
        ("sha256".to_owned(), text(statement.sha256.to_string())),
        (
            "size_bytes".to_owned(),
            Cell::Int(i64::try_from(statement.size_bytes).unwrap()),
        ),
        (
            "state".to_owned(),
            text(
                if event == Event::ClipSealed {
                    "sealed"
                } else {
                    "verified"
                }
                .to_owned(),
            ),
        ),
    ]);
    let image = RowImage {
        key: clip_id.to_string(),
        row: Some(row),
        table: "clip".to_owned(),
    };
    let detail = Detail {
        images: vec![image],
        facts: BTreeMap::new(),
    };
    let number = log.size();
    let mut id = [9; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    log.append(Happening {
        id: EntryId::from_random(id),
        at: NOON,
        actor: Actor::system("sealing"),
        event,
        subject: clip_id.to_string(),
        detail: Some((detail, [3; 32])),
    })
    .unwrap()
}

fn receipt(state: &State, faults: &Faults, asked: &Asked) -> Answer {
    let id = asked
        .path
        .strip_prefix("/api/v1/captures/")
        .and_then(|rest| rest.strip_suffix("/receipt"))
        .unwrap();
    let capture_id: CaptureId = id.parse().unwrap();
    let is_sealed = asked.query["level"] == "sealed";
    let is_refused = state
        .uploads
        .values()
        .any(|u| u.is_refused && u.statement.capture_id == capture_id);
    let Some(clip) = held(state, capture_id) else {
        let code = if is_refused {
            ProblemCode::HashMismatch
        } else {
            ProblemCode::ReceiptPending
        };
        return problem(409, code);
    };
    let number = if is_sealed { Some(clip.sealed) } else { clip.verified };
    let Some(number) = number.filter(|_| is_sealed || !faults.only_sealed.load(Ordering::SeqCst)) else {
        return problem(409, ProblemCode::ReceiptPending);
    };
    let mut size = state.log.size();
    let mut since: u64 = asked.query["since"].parse().unwrap();
    let is_stale = count_down(&faults.stale_receipts);
    if is_stale {
        size = number + 1;
    }
    if since > size && !is_stale {
        return problem(409, ProblemCode::Conflict);
    }
    since = since.min(size);
    let wanted = ReceiptWanted {
        clip_id: clip.clip_id,
        capture_id: Some(capture_id),
        level: if is_sealed {
            ReceiptLevel::Sealed
        } else {
            ReceiptLevel::Verified
        },
        sha256: clip.statement.sha256,
        size_bytes: clip.statement.size_bytes,
        entry_number: number,
        since,
    };
    Answer::json(200, &state.log.receipt(size, &wanted).unwrap())
}

fn held(state: &State, capture_id: CaptureId) -> Option<FakeClip> {
    if let Some(clip) = state.clips.get(&capture_id) {
        return Some(clip.clone());
    }
    None
}

/// Opens each claim with the dock's key and takes it once.
fn claims(state: &mut State, faults: &Faults, asked: &Asked) -> Answer {
    let reports: ClaimReports = serde_json::from_slice(&asked.body).unwrap();
    let mut items = Vec::new();
    for note in &reports.claims {
        let reason = "as the test wants it".to_owned();
        if faults.puts_claims_off.load(Ordering::SeqCst) {
            items.push(ClaimHeard::Later { reason });
            continue;
        }
        if faults.refuses_claims.load(Ordering::SeqCst) {
            items.push(ClaimHeard::Refused { reason });
            continue;
        }
        let claim = DockClaim::open(note, state.dock_key.as_ref().unwrap()).unwrap();
        items.push(ClaimHeard::Recorded {
            claim_id: claim.claim_id,
            outcome: ClaimOutcome::Merged,
        });
        if !state.claims.contains(&claim) {
            state.claims.push(claim);
        }
    }
    Answer::json(200, &ClaimAnswer { items })
}
