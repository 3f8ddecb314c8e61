//! Whose footage a clip is, on its page: the answer that counts, what to look at, and every answer before it.

use std::collections::BTreeMap;

use evidence_schema::ids::HandoverId;
use evidence_schema::rules::attribution::{Attribution, AttributionFinding, Outcome, Unassigned};
use evidence_schema::wire::ledger::{AttributionView, HandoverView};

use super::super::super::show::{Moment, moment, name};
use super::super::super::words::{Key, Words};
use super::super::problem::FormErrors;
use super::{Choices, NamedWords, PairWords, actor_words};
use crate::app::ledger::names::LedgerNames;

/// The card.
#[derive(Debug, Clone, Default)]
pub struct OwnerCard {
    /// Every answer, newest first; the first one counts.
    pub answers: Vec<Answer>,
    /// What was typed before.
    pub form: OwnerForm,
    /// What fields propose.
    pub choices: Choices,
}

/// What was typed before.
#[derive(Debug, Clone, Default)]
pub struct OwnerForm {
    /// Number of the lead officer.
    pub lead: String,
    /// Number of the assisting officer.
    pub assisting: String,
    /// Number of the unit.
    pub unit: String,
    /// Why.
    pub reason: String,
    /// Whether it was the form that gives the question back.
    pub is_return: bool,
    /// What is wrong with it.
    pub errors: FormErrors,
}

impl OwnerCard {
    /// How many answers there were before the one that counts.
    pub fn earlier(&self) -> u64 {
        u64::try_from(self.answers.len().saturating_sub(1)).unwrap_or(u64::MAX)
    }
}

impl OwnerForm {
    /// Whether the form that names the officers was refused.
    pub fn is_refused(&self) -> bool {
        !self.errors.is_empty() && !self.is_return
    }
}

/// One answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Whose it is.
    pub pair: Option<PairWords>,
    /// Why nobody can say.
    pub why_not: Option<String>,
    /// Handovers to look at: id, words.
    pub handovers: Vec<(String, String)>,
    /// What a person should look at.
    pub findings: Vec<String>,
    /// Whether a person decided.
    pub is_by_person: bool,
    /// Why, in their words.
    pub reason: Option<String>,
    /// When.
    pub stated: Moment,
    /// By whom.
    pub by: String,
}

/// The handovers that a verdict speaks of, each once.
pub fn handovers_of(answer: &AttributionView) -> Vec<HandoverId> {
    let Attribution { outcome, findings } = &answer.verdict;
    let mut ids: Vec<HandoverId> = answer.handover_id.into_iter().collect();
    match outcome {
        Outcome::Unassigned(Unassigned::Contested { handovers } | Unassigned::Straddles { handovers }) => {
            ids.extend(handovers);
        }
        Outcome::Unassigned(Unassigned::RunsOut { handover }) => ids.push(*handover),
        Outcome::Assigned { .. } | Outcome::Unassigned(_) => {}
    }
    for finding in findings {
        match finding {
            AttributionFinding::NeverClosed { handover } => ids.push(*handover),
            AttributionFinding::OverlappingHandovers { handovers }
            | AttributionFinding::OnlyUncertaintyDecides { handovers } => ids.extend(handovers),
            AttributionFinding::DeviceNamesAnother { .. } => {}
        }
    }
    let mut known = std::collections::BTreeSet::new();
    ids.retain(|id| known.insert(*id));
    ids
}

const fn why_not_key(reason: &Unassigned) -> Key {
    match reason {
        Unassigned::NoRecorder => Key("owner-no-recorder"),
        Unassigned::NoTime => Key("owner-no-time"),
        Unassigned::NoHandover => Key("owner-no-handover"),
        Unassigned::Contested { .. } => Key("owner-contested"),
        Unassigned::Straddles { .. } => Key("owner-straddles"),
        Unassigned::RunsOut { .. } => Key("owner-runs-out"),
    }
}

fn finding(t: Words, names: &LedgerNames, finding: &AttributionFinding) -> String {
    match finding {
        AttributionFinding::NeverClosed { .. } => t.say("owner-never-closed"),
        AttributionFinding::OverlappingHandovers { .. } => t.say("owner-overlapping"),
        AttributionFinding::OnlyUncertaintyDecides { .. } => t.say("owner-uncertain"),
        AttributionFinding::DeviceNamesAnother { device_officer } => {
            let officer = NamedWords::of(&names.officers, device_officer);
            t.with("owner-device-names", format!("{} {}", officer.name, officer.number))
        }
    }
}

/// Who and when, in one line.
pub fn handover_words(t: Words, names: &LedgerNames, view: &HandoverView) -> String {
    let pair = PairWords::new(names, view.unit_id, (view.lead_id, view.assisting_id));
    let mut who = pair.lead.name;
    if let Some(assisting) = pair.assisting {
        who.push_str(&t.say("owner-and"));
        who.push_str(&assisting.name);
    }
    let until = view.to.map_or_else(|| t.say("handover-open"), |to| moment(to).text);
    format!("{who} {} – {until}", moment(view.from).text)
}

impl Answer {
    /// One answer as shown; `known` says what handovers are.
    pub fn new(
        t: Words,
        (names, known): (&LedgerNames, &BTreeMap<HandoverId, String>),
        view: &AttributionView,
    ) -> Self {
        let pair = view.lead_id.zip(view.unit_id);
        let why_not = match (&view.verdict.outcome, pair) {
            (Outcome::Unassigned(reason), None) => Some(t.key(why_not_key(reason))),
            _ => None,
        };
        let handovers = handovers_of(view).into_iter();
        Self {
            pair: pair.map(|(lead, unit)| PairWords::new(names, unit, (lead, view.assisting_id))),
            why_not,
            handovers: handovers
                .filter_map(|id| Some((id.to_string(), known.get(&id)?.clone())))
                .collect(),
            findings: view.verdict.findings.iter().map(|one| finding(t, names, one)).collect(),
            is_by_person: view.is_by_person,
            reason: view.reason.as_deref().map(name),
            stated: moment(view.stated_at),
            by: actor_words(t, names, &view.stated_by),
        }
    }
}
