//! Stretches of an act that wait for an explanation: what coverage finds missing and nobody explained.
//!
//! What must stay true: only an act that must be recorded in full is asked for explanations; what is missing in picture and
//! sound at one time is asked for once; times are rounded outward to whole seconds, so that a form that names seconds
//! covers all of it, and never beyond the session.

use std::collections::BTreeSet;

use evidence_schema::explanation::{ExplanationState, SenseMissing};
use evidence_schema::ids::ActId;
use evidence_schema::rules::coverage::spans::Span;
use evidence_schema::rules::coverage::{Duty, Gap, SessionCoverage};
use evidence_schema::rules::explanations::{Given, states};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::explanations::GapView;

use super::given;
use crate::app::cases::acts::ActPeopleAndTimes;
use crate::app::{App, AppError, AppResult};

const SECOND_MS: i64 = 1000;

#[cfg(test)]
mod tests;

/// To whole seconds, outward, inside of the session.
fn rounded((from, to): Span, session: Span) -> Span {
    let down = from.div_euclid(SECOND_MS) * SECOND_MS;
    let up = to
        .saturating_add(SECOND_MS - 1)
        .div_euclid(SECOND_MS)
        .saturating_mul(SECOND_MS);
    (down.max(session.0), up.min(session.1))
}

/// What nobody explained of one session, in order.
fn open_gaps(session: &SessionCoverage) -> Vec<(SenseMissing, Span)> {
    let is_open = |gap: &&Gap| gap.span.1 - gap.span.0 > gap.explained_ms;
    let spans = |gaps: &[Gap]| -> BTreeSet<Span> { gaps.iter().filter(is_open).map(|gap| gap.span).collect() };
    let (picture, sound) = (spans(&session.picture.gaps), spans(&session.sound.gaps));
    let mut found: Vec<(SenseMissing, Span)> = picture
        .iter()
        .map(|span| {
            let is_both = sound.contains(span);
            let sense = if is_both {
                SenseMissing::Both
            } else {
                SenseMissing::Picture
            };
            (sense, *span)
        })
        .collect();
    found.extend(sound.difference(&picture).map(|span| (SenseMissing::Sound, *span)));
    found.sort_by_key(|(sense, span)| (*span, *sense));
    found
        .into_iter()
        .map(|(sense, span)| (sense, rounded(span, session.span)))
        .collect()
}

/// Whether an explanation of all of it waits.
fn is_waiting(said: &[Given], sense: SenseMissing, (from, to): (Timestamp, Timestamp)) -> bool {
    let mut with_states = said.iter().zip(states(said));
    with_states.any(|(one, state)| {
        let is_of_it = sense.senses().iter().all(|sense| one.sense.senses().contains(sense));
        state == ExplanationState::Waits && is_of_it && one.from <= from && to <= one.to
    })
}

fn at(ms: i64) -> AppResult<Timestamp> {
    let micros = ms.checked_mul(1000).map(Timestamp::from_micros);
    let outside = || AppError::internal("a stretch of an act lies outside of all time");
    micros.and_then(Result::ok).ok_or_else(outside)
}

impl App {
    /// What of an act waits for an explanation.
    ///
    /// # Errors
    /// When there is no such act.
    pub(in crate::app) async fn gaps_to_explain(&self, id: ActId) -> AppResult<Vec<GapView>> {
        let covered = self.act_coverage(id).await?;
        if covered.duty != Duty::Full || covered.act.version.is_void {
            return Ok(Vec::new());
        }
        let known_at = self.gaps_known_at(id).await?;
        let said = given(&self.store.explanations_of_act(id).await?);
        let mut gaps = Vec::new();
        for session in &covered.coverage.sessions {
            for (sense, (from, to)) in open_gaps(session) {
                let span = (at(from)?, at(to)?);
                gaps.push(GapView {
                    sense,
                    from: span.0,
                    to: span.1,
                    known_at,
                    is_waiting: is_waiting(&said, sense, span),
                });
            }
        }
        Ok(gaps)
    }

    /// Since when what an act lacks can be known: every departure is over and was said. Absent while one is open.
    ///
    /// # Errors
    /// When there is no such act.
    pub(in crate::app) async fn gaps_known_at(&self, id: ActId) -> AppResult<Option<Timestamp>> {
        let versions = self.store.act_versions(id).await?;
        let last = versions.last().ok_or_else(|| AppError::not_found("act"))?;
        let sessions = ActPeopleAndTimes::of(last)?.sessions;
        let ends: Option<Vec<Timestamp>> = sessions.iter().map(|session| session.departed_at).collect();
        let Some(over_at) = ends.and_then(|ends| ends.into_iter().max()) else {
            return Ok(None);
        };
        for version in &versions {
            if ActPeopleAndTimes::of(version)?.sessions == sessions {
                return Ok(Some(version.stated_at.max(over_at)));
            }
        }
        Ok(None)
    }
}
