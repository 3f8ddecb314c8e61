//! What was signed, as a page that prints: a bundle, a coverage sheet, an opinion.
//!
//! What must stay true: such a page carries the signed record itself, so that it can be checked without this server.

use askama::Template;
use evidence_schema::custody::checkpoint;
use evidence_schema::custody::record::{Record, to_page};
use evidence_schema::ids::RecordId;
use evidence_schema::wire::review::{
    BundleFacts, BundledAct, BundledClip, BundledDocument, DifferencesView, ReviewView, SheetFacts,
};
use qrcode::QrCode;
use qrcode::render::svg;

use super::super::super::show::{Moment, moment, name, size};
use super::super::super::words::Words;
use super::super::case::coverage::CoverageCard;
use super::super::cases::CaseLine;
use super::super::frame::Frame;
use super::{OpinionLine, RecordLine};
use crate::app::review::SignedPage;
use crate::app::{AppError, AppResult};

/// One clip of a record.
pub struct ClipLine {
    /// The clip.
    pub id: String,
    /// Name of its file.
    pub file: String,
    /// Size for people.
    pub size: String,
    /// Digest of its bytes.
    pub sha256: String,
}

impl ClipLine {
    fn new(clip: &BundledClip) -> Self {
        Self {
            id: clip.clip_id.to_string(),
            file: name(&clip.file_name),
            size: size(clip.size_bytes),
            sha256: clip.sha256.to_string(),
        }
    }
}

/// One explanation of a record.
pub struct ExplainedLine {
    /// From when.
    pub from: Moment,
    /// To when.
    pub to: Moment,
    /// Word of the reason, and what happened.
    pub words: String,
    /// By whom.
    pub by: String,
    /// How it stands.
    pub state: &'static str,
    /// Who decided.
    pub decided_by: Option<String>,
}

/// One act of a record.
pub struct BundleActLine {
    /// What was done.
    pub kind: String,
    /// Where.
    pub place: Option<String>,
    /// Its officers.
    pub officers: Vec<String>,
    /// The verdict as it was then.
    pub covered: CoverageCard,
    /// Its clips.
    pub clips: Vec<ClipLine>,
    /// What was explained.
    pub explained: Vec<ExplainedLine>,
    /// What its footage must show, and whether it was marked.
    pub elements: Vec<(String, bool)>,
}

impl BundleActLine {
    fn new(t: Words, act: &BundledAct) -> Self {
        let explained = act.explanations.iter().map(|one| ExplainedLine {
            from: moment(one.from),
            to: moment(one.to),
            words: name(&format!("{}: {}", one.reason, one.words)),
            by: name(&one.stated_by),
            state: one.state.as_str(),
            decided_by: one.decision.as_ref().map(|decision| name(&decision.stated_by)),
        });
        let element = |one: &evidence_schema::wire::time_marks::ElementMarked| {
            let called = if t.is_english() { &one.english } else { &one.chinese };
            (name(called), one.is_marked)
        };
        Self {
            kind: name(&act.kind),
            place: act.act.place.as_deref().map(name),
            officers: act.officers.iter().map(|officer| name(officer)).collect(),
            covered: CoverageCard::of(t, &act.coverage),
            clips: act.clips.iter().map(ClipLine::new).collect(),
            explained: explained.collect(),
            elements: act.elements.iter().map(element).collect(),
        }
    }
}

/// What proves a record: digest, signer, place in the log, and the record itself.
pub(super) struct Proof {
    /// The signed text for the page.
    pub carried: String,
    /// A code with the digest.
    pub code: String,
    /// Name of the log that signed.
    pub origin: String,
    /// Entries that the log had then; absent before the first checkpoint.
    pub entries: Option<u64>,
    /// Root of the log then.
    pub root: Option<String>,
}

/// The code as a picture that stands in a page.
fn code_picture(code: &QrCode) -> String {
    let picture = code
        .render::<svg::Color<'_>>()
        .min_dimensions(132, 132)
        .quiet_zone(true)
        .build();
    // A page has no place for the head of a file.
    picture
        .split_once("?>")
        .map_or(picture.clone(), |(_, rest)| rest.to_owned())
}

impl Proof {
    fn new(page: &SignedPage, origin: &str) -> AppResult<Self> {
        let opened = page.record.checkpoint.as_deref().map(checkpoint::open_unverified);
        let opened = opened.transpose().map_err(AppError::internal)?;
        let kind = page.record.record.as_str();
        let told = format!("mingjing:{kind}:{origin}:{}", page.view.sha256);
        let code = QrCode::new(told.as_bytes()).map_err(AppError::internal)?;
        Ok(Self {
            carried: to_page(&page.note),
            code: code_picture(&code),
            origin: origin.to_owned(),
            entries: opened.as_ref().map(|(_, head)| head.size),
            root: opened.as_ref().map(|(_, head)| head.root.to_string()),
        })
    }
}

/// A value that differs from the record before.
pub struct DifferenceLine {
    /// Where.
    pub path: String,
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

fn facts<T: serde::de::DeserializeOwned>(record: &Record) -> AppResult<T> {
    serde_json::from_value(record.facts.clone()).map_err(AppError::internal)
}

/// The page of a bundle.
#[derive(Template)]
#[template(path = "bundle.html")]
pub struct BundlePage {
    t: Words,
    frame: Frame,
    case: CaseLine,
    record: RecordLine,
    proof: Proof,
    acts: Vec<BundleActLine>,
    documents: Vec<ClipLine>,
    differs_from: Option<u64>,
    differs: Vec<DifferenceLine>,
}

impl BundlePage {
    /// The page of a bundle.
    ///
    /// # Errors
    /// When what was signed cannot be read.
    pub fn new(
        (t, frame): (Words, Frame),
        (case, page): (CaseLine, &SignedPage),
        (origin, differences): (&str, &DifferencesView),
    ) -> AppResult<Self> {
        let told: BundleFacts = facts(&page.record)?;
        let document = |one: &BundledDocument| ClipLine {
            id: one.document_id.to_string(),
            file: name(&one.title),
            size: size(one.size_bytes),
            sha256: one.sha256.to_string(),
        };
        let differs = differences.differs.iter().map(|one| DifferenceLine {
            path: name(&one.path.join(" › ")),
            before: one.before.as_deref().map(name),
            after: one.after.as_deref().map(name),
        });
        Ok(Self {
            proof: Proof::new(page, origin)?,
            record: RecordLine::new(&page.view),
            acts: told.acts.iter().map(|act| BundleActLine::new(t, act)).collect(),
            documents: told.documents.iter().map(document).collect(),
            differs_from: differences.before,
            differs: differs.collect(),
            t,
            frame,
            case,
        })
    }
}

/// The page of a coverage sheet.
#[derive(Template)]
#[template(path = "sheet.html")]
pub struct SheetPage {
    t: Words,
    frame: Frame,
    case: CaseLine,
    record: RecordLine,
    proof: Proof,
    acts: Vec<BundleActLine>,
}

impl SheetPage {
    /// The page of a coverage sheet.
    ///
    /// # Errors
    /// When what was signed cannot be read.
    pub fn new((t, frame): (Words, Frame), (case, page): (CaseLine, &SignedPage), origin: &str) -> AppResult<Self> {
        let told: SheetFacts = facts(&page.record)?;
        Ok(Self {
            proof: Proof::new(page, origin)?,
            record: RecordLine::new(&page.view),
            acts: told.acts.iter().map(|act| BundleActLine::new(t, act)).collect(),
            t,
            frame,
            case,
        })
    }
}

/// The written opinions on a case file, as they are printed.
#[derive(Template)]
#[template(path = "opinions.html")]
pub struct OpinionsPage {
    t: Words,
    frame: Frame,
    case: CaseLine,
    /// Each with the bundle that it is about, the newest first.
    opinions: Vec<(OpinionLine, Option<RecordLine>)>,
}

impl OpinionsPage {
    /// The opinions on a case file.
    pub fn new((t, frame): (Words, Frame), case: CaseLine, view: &ReviewView) -> Self {
        let bundle = |id: RecordId| view.bundles.iter().find(|bundle| bundle.record_id == id);
        let opinions = view.opinions.iter().rev().map(|opinion| {
            let about = bundle(opinion.record_id).map(RecordLine::new);
            (OpinionLine::new(t, opinion), about)
        });
        Self {
            opinions: opinions.collect(),
            t,
            frame,
            case,
        }
    }
}
