//! Coverage: whether an act is recorded from arrival to departure, worked out anew whenever it is asked for.
//!
//! What must stay true: every clip of the act's officers and recorders is looked at, whoever asks; nothing of the verdict
//! is kept, so it never lags behind the facts.

mod checking;
mod leaving;
mod loading;
mod officers;
mod rooms;
mod tracks;
mod view;

use evidence_schema::ids::{ActId, CaseId};
use evidence_schema::ledger_import::catalogue::Mode;
use evidence_schema::limits::COVERAGE_CLIPS_MAX;
use evidence_schema::rules::access::Asker;
use evidence_schema::rules::coverage::{ActFacts, Coverage, CoveragePolicy, Duty, assess};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::coverage::CoverageView;

use super::ledger::units::day_of;
use super::{App, AppError, AppResult};

pub(in crate::app) use loading::{ActClip, ActNow};

/// An act with all that is known of its footage, and the verdict.
#[derive(Debug, Clone)]
pub(in crate::app) struct ActCoverage {
    /// The act as it stands.
    pub(in crate::app) act: ActNow,
    /// Version of the act catalogue in force on its first day.
    pub(in crate::app) catalogue_number: u64,
    /// Whether the catalogue knows its kind.
    pub(in crate::app) is_in_catalogue: bool,
    /// Whether it must be recorded.
    pub(in crate::app) duty: Duty,
    /// What a gate does about it.
    pub(in crate::app) mode: Mode,
    /// What the rule was asked.
    pub(in crate::app) facts: ActFacts,
    /// What it said.
    pub(in crate::app) coverage: Coverage,
    /// Every clip, by time.
    pub(in crate::app) clips: Vec<ActClip>,
    /// There are more clips than were looked at.
    pub(in crate::app) is_cut: bool,
    /// When this was worked out.
    pub(in crate::app) asked_at: Timestamp,
}

const _: () = assert!(COVERAGE_CLIPS_MAX >= 10_000, "an act of so many clips is judged whole");

impl App {
    /// Whether an act is recorded, for gates and lists: nobody's permission is asked.
    ///
    /// # Errors
    /// When there is no such act.
    pub(in crate::app) async fn act_coverage(&self, id: ActId) -> AppResult<ActCoverage> {
        let act = self.act_now(id).await?;
        let first = act.sessions.first().map_or(act.version.stated_at, |session| session.0);
        let catalogue = self.catalogue_on(day_of(first)).await?;
        let judged = catalogue.catalogue.judged(&act.version.kind);
        let (duty, mode, is_in_catalogue) = (judged.duty, judged.mode, judged.of.is_some());
        let (clips, is_cut) = self.act_clips(&act).await?;
        let is_open_question = |clip: &&ActClip| {
            clip.tracks.lasts && clip.time.is_none() && (clip.is_at_act || clip.left_out_reason.is_none())
        };
        let facts = ActFacts {
            duty,
            sessions: act.sessions.clone(),
            clips: clips.iter().filter_map(ActClip::facts).collect(),
            unplaced: clips.iter().filter(is_open_question).map(|clip| clip.row.id).collect(),
            explained: self.explained_of_act(id).await?,
            certified_officers: self.certified_officers(&act).await?,
            elements: Vec::new(),
            times_changed: act.times_changed.clone(),
        };
        Ok(ActCoverage {
            coverage: assess(&facts, &CoveragePolicy::PRESET),
            catalogue_number: catalogue.number,
            asked_at: self.now(),
            act,
            is_in_catalogue,
            duty,
            mode,
            facts,
            clips,
            is_cut,
        })
    }

    /// Whether an act is recorded, with every number and reason.
    ///
    /// # Errors
    /// When there is no such act, or none that the asker may know of.
    pub async fn coverage_of_act(&self, asker: Asker, (case_id, act_id): (CaseId, ActId)) -> AppResult<CoverageView> {
        self.case_seen(asker, case_id).await?;
        let covered = self.act_coverage(act_id).await?;
        if covered.act.case_id != case_id {
            return Err(AppError::not_found("act"));
        }
        self.act_looks_ask(&covered).await?;
        self.coverage_view(asker, covered).await
    }
}
