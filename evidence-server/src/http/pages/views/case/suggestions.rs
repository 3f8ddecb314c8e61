//! Clips proposed for an act, with the reasons in the reader's words.

use evidence_schema::ids::OfficerId;
use evidence_schema::rules::suggestion::{Reason, Strength};
use evidence_schema::wire::acts::{ActView, SuggestionView};

use super::super::super::show::{name, span};
use super::super::super::words::{Key, Words};
use super::super::clips::ClipLine;
use super::super::ledger::NamedWords;
use crate::app::ledger::names::LedgerNames;

/// One proposal.
pub struct SuggestionLine {
    /// Act and clip, as the form sends them.
    pub value: String,
    /// For which act.
    pub act: String,
    /// How strongly: the stable word.
    pub strength: &'static str,
    /// How strongly, in words.
    pub strength_word: String,
    /// Whether it is chosen beforehand.
    pub is_chosen: bool,
    /// Why.
    pub reasons: Vec<String>,
    /// The clip.
    pub clip: ClipLine,
}

const fn strength_key(strength: Strength) -> Key {
    match strength {
        Strength::Strong => Key("strength-strong"),
        Strength::Likely => Key("strength-likely"),
        Strength::Weak => Key("strength-weak"),
    }
}

fn officers(names: &LedgerNames, ids: &[OfficerId]) -> String {
    let all: Vec<String> = ids.iter().map(|id| NamedWords::of(&names.officers, id).name).collect();
    all.join("、")
}

fn reason_words(t: Words, names: &LedgerNames, reason: &Reason) -> String {
    let session = |session: u32| ("session", session.to_string());
    let time = |ms: i64| ("time", span(t, ms));
    match reason {
        Reason::OfficersOfAct { officers: ids } => t.with("why-officers", officers(names, ids)),
        Reason::RecorderOfOfficers { recorder } => {
            t.with("why-recorder", NamedWords::of(&names.recorders, recorder).number)
        }
        Reason::DuringSession {
            session: number,
            together_ms,
        } => t.fill("why-during", &[session(*number), time(*together_ms)]),
        Reason::NearSession {
            session: number,
            apart_ms,
        } => t.fill("why-near", &[session(*number), time(*apart_ms)]),
        Reason::ClockLeavesOpen { uncertainty_ms, .. } => t.with("why-clock", span(t, *uncertainty_ms)),
        Reason::SessionOpen { session: number } => t.with("why-open", number),
        Reason::TagFits { tag } => t.with("why-tag", name(tag)),
    }
}

impl SuggestionLine {
    /// One proposal as shown.
    pub fn new(t: Words, names: &LedgerNames, (acts, view): (&[ActView], &SuggestionView)) -> Self {
        let act = acts.iter().find(|act| act.act_id == view.act_id);
        Self {
            value: format!("{} {}", view.act_id, view.clip.clip_id),
            act: act
                .map(|act| super::acts::ActCard::new(t, names, act).kind)
                .unwrap_or_default(),
            strength: view.strength.as_str(),
            strength_word: t.key(strength_key(view.strength)),
            is_chosen: view.strength == Strength::Strong,
            reasons: view
                .reasons
                .iter()
                .map(|reason| reason_words(t, names, reason))
                .collect(),
            clip: ClipLine::new(t, &view.clip),
        }
    }
}
