//! Whether an act is recorded: the verdict, its picture, every gap, every clip.
//!
//! What must stay true: the picture says nothing that does not stand in words beside it; a clip that the reader may not
//! see has no name here either.

mod picture;
mod words;

use evidence_schema::ids::ClipId;
use evidence_schema::rules::coverage::{Sense, Standing};
use evidence_schema::wire::coverage::{CoverageClip, CoverageGap, CoverageMeasure, CoverageView};
use evidence_schema::wire::rooms::Stretch;

use super::super::super::show::{Moment, moment, name};
use super::super::super::words::{Key, Words};
use picture::Picture;
use words::{
    cause_key, depth_key, doubt_words, duty_key, hour, length, mode_key, remark_key, sense_key, source_words,
    standing_keys,
};

/// The verdict on an act.
pub struct CoverageCard {
    /// Word of how it stands, for the style.
    pub standing: &'static str,
    /// How it stands.
    pub title: String,
    /// The same in a sentence.
    pub words: String,
    /// Recording duty, what a gate does, the catalogue's version, the depth of the look.
    pub rests_on: Vec<String>,
    /// What keeps the verdict from being the last word.
    pub reserves: Vec<String>,
    /// Picture, then sound.
    pub measures: Vec<MeasureLine>,
    /// The timeline.
    pub picture: Option<Picture>,
    /// What is missing, and where only a clock decides.
    pub gaps: Vec<GapLine>,
    /// What a person should look at.
    pub remarks: Vec<RemarkLine>,
    /// Every clip.
    pub clips: Vec<PartLine>,
}

/// How much of one sense is what.
pub struct MeasureLine {
    /// Picture or sound.
    pub sense: String,
    /// What, and how long: what is nought is left out.
    pub parts: Vec<(&'static str, String, String)>,
}

/// A stretch that is missing, or open.
pub struct GapLine {
    /// Picture or sound.
    pub sense: String,
    /// From.
    pub from: Moment,
    /// To, a time of day.
    pub to: String,
    /// How long.
    pub length: String,
    /// Why.
    pub causes: Vec<String>,
    /// How it stands, for the style: `gap`, `explained`, `doubt`.
    pub kind: &'static str,
    /// The same in words.
    pub kind_words: String,
}

/// Something to look at.
pub struct RemarkLine {
    /// What it is and what to do.
    pub words: String,
    /// The clip that it is about.
    pub clip: Option<(String, String)>,
}

/// One clip with its part.
pub struct PartLine {
    /// The clip; absent where the reader may not see it.
    pub id: Option<String>,
    /// Name of its file.
    pub file: String,
    /// What recorded it.
    pub from_what: String,
    /// From when to when, corrected.
    pub time: Option<(Moment, String)>,
    /// By how much its clock may be wrong.
    pub clock: String,
    /// Picture, sound, read back, depth of the look.
    pub facts: Vec<String>,
    /// Its part in the act, for the style.
    pub part: &'static str,
    /// The same in words.
    pub part_words: String,
    /// Why it stands outside.
    pub reason: Option<String>,
    /// It stands outside, and a reason may be given.
    pub may_be_left_out: bool,
}

fn measure(t: Words, (sense, measure): (Sense, &CoverageMeasure)) -> MeasureLine {
    let parts = [
        ("shown", Key("cov-shown"), measure.recorded_ms),
        ("doubt", Key("cov-doubtful"), measure.doubtful_ms),
        ("tolerated", Key("cov-tolerated"), measure.tolerated_ms),
        ("explained", Key("cov-explained"), measure.explained_ms),
        ("gap", Key("cov-unexplained"), measure.unexplained_ms),
    ];
    let given = parts.into_iter().filter(|(_, _, ms)| *ms > 0);
    MeasureLine {
        sense: t.key(sense_key(sense)),
        parts: given.map(|(kind, key, ms)| (kind, t.key(key), length(ms))).collect(),
    }
}

fn stretch(t: Words, (sense, span): (Sense, &Stretch), kind: (&'static str, Key)) -> GapLine {
    GapLine {
        sense: t.key(sense_key(sense)),
        from: moment(span.from),
        to: hour(span.to),
        length: length(span.to.ms_since(span.from)),
        causes: Vec::new(),
        kind: kind.0,
        kind_words: t.key(kind.1),
    }
}

fn gap(t: Words, sense: Sense, gap: &CoverageGap) -> GapLine {
    let is_explained = gap.explained_ms >= gap.span.to.ms_since(gap.span.from);
    let kind = if is_explained {
        ("explained", Key("cov-explained"))
    } else {
        ("gap", Key("cov-unexplained"))
    };
    GapLine {
        causes: gap.causes.iter().map(|cause| t.key(cause_key(*cause))).collect(),
        ..stretch(t, (sense, &gap.span), kind)
    }
}

fn gaps(t: Words, view: &CoverageView) -> Vec<GapLine> {
    let mut lines = Vec::new();
    for session in &view.sessions {
        for (sense, lane) in [(Sense::Picture, &session.picture), (Sense::Sound, &session.sound)] {
            lines.extend(lane.gaps.iter().map(|one| gap(t, sense, one)));
            let doubt = ("doubt", Key("cov-doubtful"));
            lines.extend(lane.doubts.iter().map(|span| stretch(t, (sense, span), doubt)));
        }
    }
    lines.sort_by(|one, other| one.from.iso.cmp(&other.from.iso));
    lines
}

/// Its part in the act, for the style and in words.
fn part_of(clip: &CoverageClip) -> (&'static str, Key) {
    match (clip.is_at_act, clip.touches, clip.left_out_reason.is_some()) {
        (true, true, _) => ("in", Key("cov-part-in")),
        (true, false, _) => ("beside", Key("cov-part-beside")),
        (false, _, true) => ("left-out", Key("cov-part-left-out")),
        (false, ..) => ("silent", Key("cov-part-silent")),
    }
}

fn facts(t: Words, clip: &CoverageClip) -> Vec<String> {
    let facts = [
        (clip.has_picture, Key("cov-has-picture")),
        (clip.has_sound, Key("cov-has-sound")),
        (!clip.is_read_back, Key("cov-not-read-back")),
        (!clip.is_looked_in_full, Key("cov-not-looked")),
    ];
    let given = facts.iter().filter(|(holds, _)| *holds);
    given.map(|(_, key)| t.key(*key)).collect()
}

fn part(t: Words, clip: &CoverageClip) -> PartLine {
    let (part, key) = part_of(clip);
    let (file, serial) = (clip.file_name.as_deref(), clip.device_serial.as_deref());
    let clock = clip.uncertainty_ms.map(|ms| doubt_words(t, ms));
    let time = clip.time.as_ref();
    PartLine {
        id: clip.clip_id.map(|id| id.to_string()),
        file: file.map_or_else(|| t.say("cov-hidden"), name),
        from_what: serial.map_or_else(|| source_words(t, clip.source), name),
        time: time.map(|time| (moment(time.from), hour(time.to))),
        clock: clock.unwrap_or_else(|| t.say("cov-no-time")),
        facts: facts(t, clip),
        part,
        part_words: t.key(key),
        reason: clip.left_out_reason.as_deref().map(name),
        may_be_left_out: !clip.is_at_act && clip.clip_id.is_some(),
    }
}

fn remarks(t: Words, view: &CoverageView) -> Vec<RemarkLine> {
    let file = |id: ClipId| {
        let known = view.clips.iter().find(|clip| clip.clip_id == Some(id));
        let file = known.and_then(|clip| clip.file_name.as_deref());
        (id.to_string(), file.map_or_else(|| id.to_string(), name))
    };
    let one = |finding: &evidence_schema::wire::coverage::CoverageRemark| RemarkLine {
        words: t.key(remark_key(&finding.code)),
        clip: finding.clip_id.map(file),
    };
    view.findings.iter().map(one).collect()
}

/// What the verdict rests on.
fn rests_on(t: Words, view: &CoverageView) -> Vec<String> {
    let mut words = vec![
        t.key(duty_key(view.duty)),
        t.key(mode_key(view.mode)),
        t.with("cov-catalogue", view.catalogue_version),
    ];
    words.extend((!view.is_in_catalogue).then(|| t.say("cov-not-in-catalogue")));
    words.extend(view.rests_on_level.map(|level| t.key(depth_key(level))));
    words
}

/// What keeps the verdict from being the last word.
fn reserves(t: Words, view: &CoverageView) -> Vec<String> {
    let shallow = (view.not_looked_in_full > 0).then(|| t.count("cov-not-looked-yet", view.not_looked_in_full));
    let mut words: Vec<String> = shallow.into_iter().collect();
    words.extend(view.is_cut.then(|| t.say("cov-cut")));
    words.extend(view.sessions.iter().any(|one| one.is_open).then(|| t.say("cov-open")));
    words
}

impl CoverageCard {
    /// The verdict for people.
    pub fn of(t: Words, view: &CoverageView) -> Self {
        let (title, words) = standing_keys(view.standing);
        let senses = [(Sense::Picture, &view.picture), (Sense::Sound, &view.sound)];
        Self {
            standing: view.standing.as_str(),
            title: t.key(title),
            words: t.key(words),
            rests_on: rests_on(t, view),
            reserves: reserves(t, view),
            measures: senses.map(|one| measure(t, one)).into(),
            picture: Picture::of(t, view),
            gaps: gaps(t, view),
            remarks: remarks(t, view),
            clips: view.clips.iter().map(|clip| part(t, clip)).collect(),
        }
    }
}

/// How an act stands, for the case file's page.
pub struct StandingLine {
    /// For the style.
    pub standing: &'static str,
    /// In words.
    pub words: String,
}

impl StandingLine {
    /// In a few words.
    pub fn of(t: Words, standing: Standing) -> Self {
        Self {
            standing: standing.as_str(),
            words: t.key(standing_keys(standing).0),
        }
    }
}
