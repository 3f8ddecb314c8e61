//! What stands against sending a case file for review, or closing it.
//!
//! What must stay true: the verdict is worked out anew whenever it is asked for; every act that stands is judged.

use evidence_schema::explanation::{ExplanationKind, ExplanationState};
use evidence_schema::ids::{ActId, CaseId};
use evidence_schema::rules::access::Asker;
use evidence_schema::rules::review::{
    ActReason, Answer, Gate, GateAct, GateReason, GateVerdict, may_close, may_submit,
};
use evidence_schema::wire::problem::ProblemCode;
use evidence_schema::wire::review::{GateActView, GateView};

use super::super::coverage::ActCoverage;
use super::super::{App, AppError, AppResult};
use crate::store::case_file::CaseRow;
use crate::store::finding::FindingRow;

/// An act with what a gate knows of it.
pub(super) struct Gated {
    pub(super) act: GateAct,
    pub(super) covered: ActCoverage,
}

fn judge(gate: Gate, gated: &[Gated]) -> GateVerdict {
    let acts: Vec<GateAct> = gated.iter().map(|gated| gated.act.clone()).collect();
    match gate {
        Gate::Submit => may_submit(&acts),
        Gate::Close => may_close(&acts),
    }
}

/// One reason in plain words, with the act that it is about.
fn told(view: &GateView, one: &ActReason) -> String {
    let act = view.acts.iter().find(|act| act.act_id == one.act_id);
    let kind = act.map_or_else(|| one.act_id.to_string(), |act| act.kind.clone());
    let seconds = |ms: i64| format!("{}.{:03} s", ms / 1000, ms % 1000);
    let missing = match one.reason {
        GateReason::NotOver {} => "no departure is entered".to_owned(),
        GateReason::NoFootage {} => "nothing of it is recorded".to_owned(),
        GateReason::GapInPicture { unexplained_ms } => format!("{} without a picture", seconds(unexplained_ms)),
        GateReason::GapInSound { unexplained_ms } => format!("{} without sound", seconds(unexplained_ms)),
        GateReason::LeftOut { clip_id } => format!("{clip_id} is left out without a reason"),
        GateReason::NotReadBack { clip_id } => format!("{clip_id} was not read back yet"),
        GateReason::NotLookedAt { clip_id } => format!("{clip_id} was not looked at in full yet"),
    };
    format!("{kind}: {missing}")
}

/// A refusal with every reason; the page lists them with their cures.
pub(super) fn refused(view: &GateView) -> AppError {
    let message = match view.gate {
        Gate::Submit => "The case file was not sent for review: something is missing that must be recorded.",
        Gate::Close => "The case file was not closed: something is missing that must be recorded.",
    };
    let mut error = AppError::new(ProblemCode::Conflict, message)
        .kept("The case file as it is; what happened can be entered all the same.")
        .next("Cure each reason: dock the footage, place the clips, explain what is missing and have it approved.");
    for one in view.verdict.reasons.iter().filter(|reason| reason.stops) {
        let act = format!("acts.{}", one.act_id);
        error = error.field(&act, told(view, one));
    }
    error
}

impl App {
    /// Every act that stands, by its first arrival, with what is recorded of it.
    pub(super) async fn gated(&self, id: CaseId) -> AppResult<Vec<Gated>> {
        let mut gated = Vec::new();
        for row in self.store.acts_of_case(id).await? {
            if !row.is_void {
                gated.push(self.gated_act(row.act_id).await?);
            }
        }
        gated.sort_by_key(|one| (one.covered.facts.sessions.first().copied(), one.act.id));
        Ok(gated)
    }

    async fn gated_act(&self, id: ActId) -> AppResult<Gated> {
        let covered = self.act_coverage(id).await?;
        let told = self.explanations_told(id).await?;
        let waiting = told.iter().filter(|(_, state, _)| *state == ExplanationState::Waits);
        let waiting = waiting.count();
        let is_excused = told.iter().any(|(row, state, _)| {
            row.kind == ExplanationKind::CouldNotBeRecorded && *state == ExplanationState::Approved
        });
        let act = GateAct {
            id,
            duty: covered.duty,
            mode: covered.mode,
            is_over: covered.act.open.is_empty() && !covered.facts.sessions.is_empty(),
            coverage: covered.coverage.clone(),
            not_looked_at: covered.depth().1,
            explanations_waiting: u64::try_from(waiting).unwrap_or(u64::MAX),
            is_excused,
        };
        Ok(Gated { act, covered })
    }

    /// What stands against a step; nobody's permission is asked.
    pub(in crate::app) async fn gate(&self, id: CaseId, gate: Gate) -> AppResult<GateView> {
        Ok(self.gate_of((id, gate), &self.gated(id).await?))
    }

    pub(super) fn gate_of(&self, (case_id, gate): (CaseId, Gate), gated: &[Gated]) -> GateView {
        let acts = gated.iter().map(|one| GateActView {
            act_id: one.act.id,
            kind: one.covered.act.version.kind.clone(),
        });
        GateView {
            case_id,
            gate,
            verdict: judge(gate, gated),
            acts: acts.collect(),
            asked_at: self.now(),
        }
    }

    /// What stands against a step that is taken here; a step that only warns may be taken.
    ///
    /// # Errors
    /// [`ProblemCode::Conflict`] with every reason.
    pub(in crate::app) async fn gate_pass(&self, id: CaseId, gate: Gate) -> AppResult<GateView> {
        let view = self.gate(id, gate).await?;
        if view.verdict.answer == Answer::Refuses {
            return Err(refused(&view));
        }
        Ok(view)
    }

    /// The finding of a step that was taken although something is missing where the catalogue only warns.
    pub(in crate::app) fn gate_warning(&self, case: &CaseRow, view: &GateView) -> Option<FindingRow> {
        if view.verdict.answer != Answer::Warns {
            return None;
        }
        let missing: Vec<String> = view.verdict.reasons.iter().map(|one| told(view, one)).collect();
        let step = match view.gate {
            Gate::Submit => "Sent for review",
            Gate::Close => "Closed",
        };
        let message = format!(
            "{}: {step} although something is missing: {}.",
            case.number,
            missing.join("; ")
        );
        Some(self.case_finding("case_gate_warned", case, message))
    }

    /// What stands against a step now.
    ///
    /// # Errors
    /// When there is no such case file, or none that the asker may know of.
    pub async fn gate_seen(&self, asker: Asker, (id, gate): (CaseId, Gate)) -> AppResult<GateView> {
        self.case_seen(asker, id).await?;
        self.gate(id, gate).await
    }
}
