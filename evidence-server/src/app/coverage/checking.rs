//! What a change leaves to be looked at: of acts that must be recorded whole, every clip that counts is decoded, and what
//! looks like a way round is a finding.
//!
//! What must stay true: each finding once while it is open, and not again in the same words once a person settled it;
//! nothing is raised about clips before somebody attached the first one.

use evidence_schema::ids::{ActId, ClipId};
use evidence_schema::people::Actor;
use evidence_schema::rules::coverage::{CoverageFinding, Duty};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::media::MediaLevel;

use super::{ActClip, ActCoverage};
use crate::app::{App, AppResult};
use crate::store::EvidenceTx;
use crate::store::attribution::AttributionRow;
use crate::store::job::JobKind;

/// A clock that may be wrong by more says too little to reproach anybody with what it leaves open.
const DOUBT_MS_MAX: i64 = 3_600_000;

impl App {
    /// Has acts looked at again after this commit.
    pub(in crate::app) async fn acts_owe(&self, tx: &mut EvidenceTx, acts: &[ActId]) -> AppResult<()> {
        for act in acts {
            tx.job_add(&self.job(JobKind::Findings, &act.to_string())).await?;
        }
        Ok(())
    }

    /// Has the acts looked at again in whose time a clip may lie by this answer.
    pub(in crate::app) async fn acts_of_answer_owe(&self, tx: &mut EvidenceTx, row: &AttributionRow) -> AppResult<()> {
        let (Some(lead), Some(from), Some(to)) = (row.lead_id, row.recorded_from, row.recorded_to) else {
            return Ok(());
        };
        let doubt = row.uncertainty_ms.and_then(|ms| i64::try_from(ms).ok()).unwrap_or(0);
        let moved = |at: Timestamp, ms: i64| at.plus_ms(ms).unwrap_or(at);
        let window = (moved(from, -doubt), moved(to, doubt));
        let acts = self.store.acts_around((lead, row.assisting_id), window).await?;
        self.acts_owe(tx, &acts).await
    }

    /// Looks at an act again.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(in crate::app) async fn act_check(&self, id: ActId) -> AppResult<()> {
        let covered = self.act_coverage(id).await?;
        if covered.act.version.is_void || covered.duty != Duty::Full {
            return Ok(());
        }
        self.act_looks_ask(&covered).await?;
        let act = &covered.act.version.kind;
        for finding in &covered.coverage.findings {
            match finding {
                CoverageFinding::TimesOfTheFootage(_) => {
                    let message = format!(
                        "The times of act {act:?} are those of its footage. Both are kept; compare them with the on-site \
                         record, and correct the act with a reason where they are wrong."
                    );
                    self.act_finding("act_times_of_footage", id, &message).await?;
                }
                CoverageFinding::TooFewCertified(count) => {
                    let message = format!(
                        "Act {act:?} names {count} officers whose certificates cover every day of it; it needs two. \
                         Assistants do not count. Correct its officers or their certificates."
                    );
                    self.act_finding("act_too_few_certified", id, &message).await?;
                }
                _ => {}
            }
        }
        let left_out = covered.left_out_silently();
        if left_out > 0 && covered.clips.iter().any(|clip| clip.is_at_act) {
            let message = format!(
                "{left_out} clips of its officers and recorders lie in the time of act {act:?} and are not attached to it, \
                 and nobody said why. They are kept; attach them, or say on the act's page why each stands outside of it."
            );
            self.act_finding("act_clip_left_out", id, &message).await?;
        }
        Ok(())
    }

    async fn act_finding(&self, kind: &str, id: ActId, message: &str) -> AppResult<()> {
        self.finding_raise_once((kind, &id.to_string()), message, Actor::system("coverage"))
            .await
    }

    /// Asks for a full look into each clip that counts and had only a shallow one.
    pub(super) async fn act_looks_ask(&self, covered: &ActCoverage) -> AppResult<()> {
        if covered.duty != Duty::Full {
            return Ok(());
        }
        for id in covered.depth().1 {
            // The first look asks for nothing else; this one comes after it.
            let is_looked_at = covered
                .clips
                .iter()
                .any(|clip| clip.row.id == id && clip.level.is_some());
            if is_looked_at {
                self.store
                    .job_add(&self.job(JobKind::LookInFull, &id.to_string()))
                    .await?;
            }
        }
        Ok(())
    }

    /// Decodes every picture and sound of a clip: black, frozen and silent stretches.
    ///
    /// # Errors
    /// When the worker could not be asked; a broken file is an outcome.
    pub async fn clip_look_in_full(&self, id: ClipId) -> AppResult<()> {
        self.clip_probe_at(id, MediaLevel::FullDecode).await
    }
}

impl ActCoverage {
    /// Clips that lie in the act's time by a clock that says enough, and stand outside of it without a word.
    fn left_out_silently(&self) -> usize {
        let is_silent = |clip: &&ActClip| {
            let is_known = clip.time.is_some_and(|(_, doubt)| doubt <= DOUBT_MS_MAX);
            let is_meant = clip.tracks.lasts && is_known && clip.touches(&self.act);
            is_meant && !clip.is_at_act && clip.left_out_reason.is_none()
        };
        self.clips.iter().filter(is_silent).count()
    }
}
