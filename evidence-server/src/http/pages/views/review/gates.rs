//! What stands against a step, with the cure of each reason.

use evidence_schema::ids::{ActId, CaseId, ClipId};
use evidence_schema::rules::review::{ActReason, ActRemark, Answer, GateReason, GateRemark};
use evidence_schema::wire::review::GateView;

use super::super::super::show::{name, span};
use super::super::super::words::{Key, Words};

/// One reason with its cure.
pub struct ReasonLine {
    /// What was done.
    pub act: String,
    /// Address of the act.
    pub path: String,
    /// It stops the step.
    pub stops: bool,
    /// What is missing.
    pub words: String,
    /// What cures it.
    pub cure: String,
    /// Address of the clip that it is about.
    pub clip: Option<String>,
}

/// One remark.
pub struct ActRemarkLine {
    /// What was done.
    pub act: String,
    /// What a reviewer should know.
    pub words: String,
}

/// One gate.
pub struct GateCard {
    /// Stable word of the answer.
    pub answer: &'static str,
    /// The same in words.
    pub words: String,
    /// What stands against the step.
    pub reasons: Vec<ReasonLine>,
    /// What a reviewer should know.
    pub remarks: Vec<ActRemarkLine>,
    /// Why the step cannot be taken now, whatever is recorded; absent: it can.
    pub not_now: Option<String>,
}

fn seconds(t: Words, key: Key, ms: i64) -> String {
    t.with(key.0, span(t, ms))
}

/// What is missing, and what cures it.
fn reason_words(t: Words, reason: GateReason) -> (String, Key) {
    match reason {
        GateReason::NotOver {} => (t.say("gate-not-over"), Key("gate-cure-not-over")),
        GateReason::NoFootage {} => (t.say("gate-no-footage"), Key("gate-cure-no-footage")),
        GateReason::GapInPicture { unexplained_ms } => {
            let words = seconds(t, Key("gate-gap-picture"), unexplained_ms);
            (words, Key("gate-cure-gap"))
        }
        GateReason::GapInSound { unexplained_ms } => {
            let words = seconds(t, Key("gate-gap-sound"), unexplained_ms);
            (words, Key("gate-cure-gap"))
        }
        GateReason::LeftOut { .. } => (t.say("gate-left-out"), Key("gate-cure-left-out")),
        GateReason::NotReadBack { .. } => (t.say("gate-not-read-back"), Key("gate-cure-not-read-back")),
        GateReason::NotLookedAt { .. } => (t.say("gate-not-looked-at"), Key("gate-cure-not-looked-at")),
    }
}

/// The clip that it is about.
const fn clip_of(reason: GateReason) -> Option<ClipId> {
    match reason {
        GateReason::LeftOut { clip_id } | GateReason::NotReadBack { clip_id } | GateReason::NotLookedAt { clip_id } => {
            Some(clip_id)
        }
        _ => None,
    }
}

fn remark_words(t: Words, remark: GateRemark) -> String {
    match remark {
        GateRemark::StillToCome {} => t.say("gate-still-to-come"),
        GateRemark::Excused {} => t.say("gate-excused"),
        GateRemark::Explained { explained_ms } => seconds(t, Key("gate-explained"), explained_ms),
        GateRemark::Doubtful { doubtful_ms } => seconds(t, Key("gate-doubtful"), doubtful_ms),
        GateRemark::ExplanationsWait { count } => t.count("gate-explanations-wait", count),
        GateRemark::TimesOfTheFootage {} => t.say("gate-times-of-the-footage"),
        GateRemark::TimesChanged { version } => t.with("gate-times-changed", version),
        GateRemark::TooFewCertified { officers } => t.count("gate-too-few-certified", officers),
        GateRemark::Unplaced { .. } => t.say("gate-unplaced"),
        GateRemark::ElementsMissing { count } => t.count("gate-elements-missing", count),
    }
}

impl ReasonLine {
    fn new(t: Words, id: CaseId, (act, one): (String, &ActReason)) -> Self {
        let (words, cure) = reason_words(t, one.reason);
        Self {
            act,
            path: format!("/cases/{id}/acts/{}", one.act_id),
            stops: one.stops,
            words,
            cure: t.key(cure),
            clip: clip_of(one.reason).map(|clip| clip.to_string()),
        }
    }
}

impl GateCard {
    /// A gate as shown.
    pub fn new(t: Words, (id, view): (CaseId, &GateView), not_now: Option<String>) -> Self {
        let kind = |act: ActId| {
            let known = view.acts.iter().find(|one| one.act_id == act);
            known.map_or_else(|| act.to_string(), |one| name(&one.kind))
        };
        let reason = |one: &ActReason| ReasonLine::new(t, id, (kind(one.act_id), one));
        let remark = |one: &ActRemark| ActRemarkLine {
            act: kind(one.act_id),
            words: remark_words(t, one.remark),
        };
        let key = match view.verdict.answer {
            Answer::Passes => Key("gate-passes"),
            Answer::Warns => Key("gate-warns"),
            Answer::Refuses => Key("gate-refuses"),
        };
        Self {
            answer: view.verdict.answer.as_str(),
            words: t.key(key),
            reasons: view.verdict.reasons.iter().map(reason).collect(),
            remarks: view.verdict.remarks.iter().map(remark).collect(),
            not_now,
        }
    }
}
