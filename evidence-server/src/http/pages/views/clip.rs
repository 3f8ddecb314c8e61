//! One clip: player, three times side by side, claims as claims, captures, receipt.

use askama::Template;
use evidence_schema::clip::ClaimMeaning;
use evidence_schema::custody::receipt::{Receipt, ReceiptLevel};
use evidence_schema::custody::statement::{CaptureStatement, ReadFrom, TimeClaim};
use evidence_schema::evidence::ClipState;
use evidence_schema::rules::timeline::{Placed, TimeFinding};
use evidence_schema::wire::cases::CaseView;

use super::super::show::{Moment, grouped, moment, name, span};
use super::super::words::{Key, Words};
use super::clips::ClipLine;
use super::clocks::ClockCard;
use super::frame::Frame;
use super::ledger::owner::OwnerCard;
use super::marks::MarksCard;
use super::media::MediaCard;
use super::monitors::RecordCard;
use crate::app::clip_story::{CaptureStory, ClipStory};
use crate::app::intake::IntakeStory;

/// The page of one clip.
#[derive(Template)]
#[template(path = "clip.html")]
pub struct ClipPageView {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// As in lists.
    pub clip: ClipLine,
    /// Exact size.
    pub size_exact: String,
    /// Digest of the bytes.
    pub sha256: String,
    /// Last read-back.
    pub verified: Option<Moment>,
    /// Whether a read-back found other bytes.
    pub is_damaged: bool,
    /// Whether a capture statement stands behind it.
    pub has_statement: bool,
    /// What the device and the file claim.
    pub claims: Vec<Claim>,
    /// When the dock read it first.
    pub dock_saw: Option<DockSaw>,
    /// When the server received it first.
    pub received: Moment,
    /// Corrected time.
    pub place: Option<Place>,
    /// What was found inside.
    pub media: Option<MediaCard>,
    /// Readings by docks.
    pub captures: Vec<CaptureCard>,
    /// Receipt.
    pub receipt: Option<ReceiptCard>,
    /// Whose footage it is.
    pub owner: OwnerCard,
    /// What was said of it.
    pub marks: MarksCard,
    /// The recorder's clock.
    pub clock: ClockCard,
    /// What it is as a record of a monitoring device.
    pub record: Option<RecordCard>,
    /// How it came in, where no dock read it from a recorder.
    pub intake: Option<IntakeCard>,
    /// Case files that it is in: id, number, title.
    pub cases: Vec<(String, String, String)>,
    /// Case files to link it to.
    pub choices: Vec<(String, String, String)>,
}

/// One claim of time.
#[derive(PartialEq, Eq)]
pub struct Claim {
    /// Who claims.
    pub who: String,
    /// Word for word.
    pub text: String,
    /// What it is said to mean.
    pub means: String,
    /// The instant, where it can be read.
    pub at: Option<Moment>,
}

/// What the dock saw.
pub struct DockSaw {
    /// Name of the dock.
    pub dock: String,
    /// When reading began, by its clock.
    pub started: Moment,
    /// When the last byte was read.
    pub ended: Moment,
}

/// The corrected time.
pub struct Place {
    /// Start.
    pub start: Moment,
    /// End.
    pub end: Moment,
    /// Start in milliseconds since 1970, for the player.
    pub start_ms: String,
    /// Plus or minus.
    pub uncertainty: String,
    /// Which claim it rests on.
    pub rests_on: String,
    /// Whether the offset was measured.
    pub is_measured: bool,
    /// What is odd.
    pub findings: Vec<String>,
}

/// One reading by a dock.
pub struct CaptureCard {
    /// Its id.
    pub id: String,
    /// Name of the dock.
    pub dock: String,
    /// When the server received it.
    pub received: Moment,
    /// What it says, where its signature holds.
    pub said: Option<CaptureSaid>,
}

/// What a capture statement says.
pub struct CaptureSaid {
    /// How the file was reached.
    pub from: String,
    /// Path on the device.
    pub path: String,
    /// Profile.
    pub profile: Option<String>,
    /// Serial that the device claims.
    pub serial: Option<String>,
    /// Whom the device names.
    pub officer: Option<String>,
    /// Offset of the recorder's clock.
    pub offset: String,
    /// Whether the hash is the clip's.
    pub is_same_hash: bool,
}

/// How a clip came in otherwise than from a recorder.
pub struct IntakeCard {
    /// Who brought it.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Room whose fixed camera it is said to be.
    pub room: Option<String>,
    /// When the recording began, and whose word that is.
    pub recorded: Option<(Moment, String)>,
}

/// The receipt as far as it can be given.
pub struct ReceiptCard {
    /// Level in words.
    pub level: String,
    /// Number of the entry in the log.
    pub entry: String,
}

fn origin(t: Words, origin: &str) -> String {
    match origin {
        "file_name" => t.say("claim-file-name"),
        "file_modified" => t.say("claim-file-modified"),
        "creation_time" => t.say("claim-creation-time"),
        "timecode" => t.say("claim-timecode"),
        "person" => t.say("claim-person"),
        other => name(other),
    }
}

const fn means_key(means: ClaimMeaning) -> Key {
    match means {
        ClaimMeaning::Start => Key("claim-start"),
        ClaimMeaning::End => Key("claim-end"),
        ClaimMeaning::Unknown => Key("claim-unknown"),
    }
}

fn claim(t: Words, claim: &TimeClaim) -> Claim {
    Claim {
        who: origin(t, &claim.origin),
        text: name(&claim.text),
        means: t.key(means_key(claim.means)),
        at: claim.at.map(moment),
    }
}

/// Claims of the capture, then those that stand inside the file, which nobody has read as instants.
fn claims(t: Words, story: &ClipStory) -> Vec<Claim> {
    let said = story.captures.iter().find_map(|capture| capture.statement.as_ref());
    let outside = said.map_or(&story.view.time_claims, |said| &said.time_claims);
    let inside = story.media.iter().flat_map(|facts| &facts.answer.claims);
    let inside = inside.map(|inside| Claim {
        who: t.with("claim-inside", name(&inside.key)),
        text: name(&inside.text),
        means: t.say("claim-zone-unknown"),
        at: None,
    });
    let mut claims: Vec<Claim> = Vec::new();
    for one in outside.iter().map(|c| claim(t, c)).chain(inside) {
        // A file repeats its tag in every stream.
        if !claims.contains(&one) {
            claims.push(one);
        }
    }
    claims
}

fn time_finding(t: Words, finding: &TimeFinding) -> String {
    match finding {
        TimeFinding::ClaimsDisagree { origin: who, apart_ms } => t.fill(
            "time-disagrees",
            &[("who", origin(t, who)), ("apart", span(t, *apart_ms))],
        ),
        TimeFinding::ClockReset { origin: who } => t.with("time-reset", origin(t, who)),
        TimeFinding::InFuture { origin: who } => t.with("time-future", origin(t, who)),
    }
}

fn place(t: Words, placed: &Placed) -> Place {
    Place {
        start: moment(placed.start),
        end: moment(placed.end),
        start_ms: placed.start.as_millis().to_string(),
        uncertainty: span(t, placed.uncertainty_ms),
        rests_on: origin(t, &placed.rests_on),
        is_measured: placed.is_offset_measured,
        findings: placed.findings.iter().map(|finding| time_finding(t, finding)).collect(),
    }
}

fn read_from(t: Words, from: &ReadFrom) -> String {
    match from {
        ReadFrom::Volume { slot, .. } => t.with("capture-volume", name(slot)),
        ReadFrom::Folder { slot } => t.with("capture-folder", name(slot)),
        ReadFrom::Hand { person } => t.with("capture-hand", name(person)),
    }
}

fn offset(t: Words, said: &CaptureStatement) -> String {
    match &said.clock_offset {
        Some(offset) => t.fill(
            "capture-offset",
            &[
                ("offset", span(t, offset.offset_ms)),
                ("uncertainty", span(t, offset.uncertainty_ms)),
            ],
        ),
        None => t.say("capture-offset-none"),
    }
}

fn capture(t: Words, story: &CaptureStory, clip: &ClipStory) -> CaptureCard {
    let said = story.statement.as_ref().map(|said| CaptureSaid {
        from: read_from(t, &said.read_from),
        path: name(&said.path),
        profile: said.profile.as_deref().map(name),
        serial: said.device.known_serial().map(name),
        officer: said.device.officer_name.as_deref().map(name),
        offset: offset(t, said),
        is_same_hash: said.sha256 == clip.view.sha256,
    });
    CaptureCard {
        id: story.capture_id.to_string(),
        dock: name(&story.dock_name),
        received: moment(story.received_at),
        said,
    }
}

fn dock_saw(story: &ClipStory) -> Option<DockSaw> {
    story.captures.iter().find_map(|capture| {
        let said = capture.statement.as_ref()?;
        Some(DockSaw {
            dock: name(&capture.dock_name),
            started: moment(said.read_started),
            ended: moment(said.read_ended),
        })
    })
}

const fn level_key(level: ReceiptLevel) -> Key {
    match level {
        ReceiptLevel::Sealed => Key("receipt-sealed"),
        ReceiptLevel::Verified => Key("receipt-verified"),
        ReceiptLevel::Replicated => Key("receipt-replicated"),
    }
}

fn receipt(t: Words, receipt: &Receipt) -> ReceiptCard {
    ReceiptCard {
        level: t.key(level_key(receipt.level)),
        entry: grouped(receipt.entry_number),
    }
}

fn intake(story: &IntakeStory) -> IntakeCard {
    let said_by = story.said_by.as_deref().map(name).unwrap_or_default();
    IntakeCard {
        by: name(&story.brought_by),
        at: moment(story.stated_at),
        room: story.room.as_deref().map(name),
        recorded: story.recorded_from.map(|at| (moment(at), said_by)),
    }
}

/// Id, number and title of a case file.
fn case_words(id: impl std::fmt::Display, (number, title): (&str, &str)) -> (String, String, String) {
    (id.to_string(), name(number), name(title))
}

/// Case files that the clip is not in yet.
fn choices(story: &ClipStory, cases: &[CaseView]) -> Vec<(String, String, String)> {
    let is_held = |case: &CaseView| story.cases.iter().any(|held| held.id == case.case_id);
    let others = cases.iter().filter(|case| !is_held(case));
    others
        .map(|case| case_words(case.case_id, (&case.number, &case.title)))
        .collect()
}

/// When the first capture came in; without one, when the clip was sealed.
fn received(story: &ClipStory) -> Moment {
    let first = story.captures.iter().map(|capture| capture.received_at).min();
    moment(first.unwrap_or(story.view.sealed_at))
}

/// Case files that the clip is in.
fn held(story: &ClipStory) -> Vec<(String, String, String)> {
    let words = story
        .cases
        .iter()
        .map(|case| case_words(case.id, (&case.number, &case.title)));
    words.collect()
}

impl ClipPageView {
    /// One clip as shown, with case files that it may be linked to, and whose it is.
    pub fn new(
        t: Words,
        frame: Frame,
        (story, cases, clock): (&ClipStory, &[CaseView], ClockCard),
        (owner, marks): (OwnerCard, MarksCard),
    ) -> Self {
        Self {
            clip: ClipLine::new(t, &story.view),
            size_exact: grouped(story.view.size_bytes),
            sha256: story.view.sha256.to_string(),
            verified: story.view.verified_at.map(moment),
            is_damaged: story.view.state == ClipState::Damaged,
            has_statement: story.view.has_statement,
            claims: claims(t, story),
            dock_saw: dock_saw(story),
            received: received(story),
            place: story.placed.as_ref().map(|placed| place(t, placed)),
            media: story.media.as_ref().map(|facts| MediaCard::new(t, facts)),
            captures: story.captures.iter().map(|c| capture(t, c, story)).collect(),
            receipt: story.receipt.as_ref().map(|r| receipt(t, r)),
            clock,
            record: None,
            intake: story.intake.as_ref().map(intake),
            cases: held(story),
            choices: choices(story, cases),
            owner,
            marks,
            frame,
            t,
        }
    }
}
