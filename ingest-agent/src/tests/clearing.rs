//! What the test's server says about clearing, and what it hears of erasures.
//!
//! What must stay true: it answers as the true server would: only of captures it holds a verified clip of, each erasure
//! recorded once.

use std::collections::{BTreeMap, HashMap};

use evidence_schema::custody::claim::{DockClaim, Said};
use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_schema::ids::{CaptureId, ClipId};
use evidence_schema::wire::clearing::{
    ClearingAnswer, ClearingFacts, ClearingItem, ClearingQuestion, ErasureAnswer, ErasureReport, ErasureReports,
};

use super::http::{Answer, Asked};
use super::server::State;

/// Policy and facts as a test sets them.
#[derive(Default)]
pub(crate) struct Clearing {
    /// Said of every clip; absent = erasing is switched off.
    pub(crate) facts: Option<ClearingFacts>,
    /// Said of the clips whose path ends so.
    pub(crate) by_path: HashMap<String, ClearingFacts>,
    /// Paths whose clips the server has lost.
    pub(crate) lost: Vec<String>,
    /// Every report, also repeated ones.
    pub(crate) heard: Vec<ErasureReport>,
    /// Entries in the log.
    pub(crate) recorded: BTreeMap<CaptureId, ErasureReport>,
    /// Answers to reports that are lost after they were recorded.
    pub(crate) lost_answers: usize,
    /// Times that the server was asked.
    pub(crate) asked: usize,
    /// As the true server does it: a tag that was heard stands on the clips of the docking that it names.
    pub(crate) puts_tags_on_clips: bool,
}

/// Everything allowed.
pub(crate) fn allowed() -> ClearingFacts {
    ClearingFacts {
        clip_id: ClipId::from_random([0; 16]),
        is_enabled: true,
        level: ReceiptLevel::Verified,
        rest_ms: 0,
        is_marked_important: false,
        is_marked_by_person: false,
        is_tagged_unconfirmed: false,
        is_attributed: true,
    }
}

pub(super) fn clearing(state: &mut State, asked: &Asked) -> Answer {
    state.clearing.asked += 1;
    let question: ClearingQuestion = serde_json::from_slice(&asked.body).unwrap();
    let items = question.captures.into_iter().map(|capture_id| ClearingItem {
        capture_id,
        facts: facts(state, capture_id),
    });
    Answer::json(200, &ClearingAnswer { items: items.collect() })
}

fn facts(state: &State, capture_id: CaptureId) -> Option<ClearingFacts> {
    let clip = state.clips.get(&capture_id)?;
    let ends = |end: &String| clip.statement.path.ends_with(end.as_str());
    if state.clearing.lost.iter().any(ends) {
        return None;
    }
    let special = state.clearing.by_path.iter().find(|(end, _)| ends(end));
    let off = ClearingFacts {
        is_enabled: false,
        ..allowed()
    };
    let said = special.map(|(_, facts)| facts).or(state.clearing.facts.as_ref());
    let said = said.unwrap_or(&off).clone();
    let names_it = |claim: &DockClaim| {
        matches!(claim.said, Said::Tagged { .. }) && Some(claim.docking_id) == clip.statement.docking_id
    };
    let is_tagged = state.clearing.puts_tags_on_clips && state.claims.iter().any(names_it);
    Some(ClearingFacts {
        clip_id: clip.clip_id,
        is_tagged_unconfirmed: said.is_tagged_unconfirmed || is_tagged,
        ..said
    })
}

pub(super) fn erasures(state: &mut State, asked: &Asked) -> Answer {
    let reports: ErasureReports = serde_json::from_slice(&asked.body).unwrap();
    let mut recorded = Vec::new();
    for report in reports.erasures {
        if state.clips.contains_key(&report.capture_id) {
            recorded.push(report.capture_id);
            let first = state.clearing.recorded.entry(report.capture_id);
            first.or_insert_with(|| report.clone());
        }
        state.clearing.heard.push(report);
    }
    let is_lost = state.clearing.lost_answers > 0;
    state.clearing.lost_answers = state.clearing.lost_answers.saturating_sub(1);
    Answer {
        is_lost,
        ..Answer::json(200, &ErasureAnswer { recorded })
    }
}
