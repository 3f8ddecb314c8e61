//! Clips proposed for the acts of a case file; accepting some, declining others.
//!
//! What must stay true: proposals come from acts, officers and the ledger, never the other way round; what is accepted
//! was proposed at that moment; all of a decision or nothing of it.

use std::collections::{BTreeMap, BTreeSet};

use evidence_schema::case::ACT_KINDS;
use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{ActId, CaseId, ClipId, DeclineId, LinkId, OfficerId, PlacingId, RecorderId};
use evidence_schema::limits::LINK_CLIPS_MAX;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::rules::attribution::ClipTime;
use evidence_schema::rules::suggestion::{self, ActFacts, ClipFacts, Held, Suggestion, SuggestionPolicy};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::acts::{SuggestionChoice, SuggestionDecision, SuggestionList, SuggestionView};
use evidence_schema::wire::problem::ProblemCode;

use super::acts::{ActPeopleAndTimes, bare};
use super::person_of;
use crate::app::docks::checked_title;
use crate::app::ledger::given;
use crate::app::{App, AppError, AppResult};
use crate::store::EvidenceTx;
use crate::store::act::ActVersionRow;
use crate::store::case_file::LinkRow;
use crate::store::clip::ClipRow;
use crate::store::placing::{DeclineRow, PlacingRow, acts_text};

const HOUR_MS: i64 = 3600 * 1000;
/// Clips so far from a session are still asked about: clocks may be in doubt.
const BESIDE_MS: i64 = 2 * HOUR_MS;
/// A handover may have begun so long before a session.
const HANDOVER_MS: i64 = 31 * 24 * HOUR_MS;
/// Clips of one officer, or of one recorder, that are looked at for one session.
const PER_SESSION_MAX: u32 = 200;
/// Clips that are looked at for one case file.
const CLIPS_MAX: usize = 1000;

/// What the rule is asked about.
struct Asked {
    acts: Vec<ActFacts>,
    clips: Vec<ClipFacts>,
    rows: BTreeMap<ClipId, ClipRow>,
}

fn shifted(at: Timestamp, ms: i64) -> Timestamp {
    at.plus_ms(ms).unwrap_or(at)
}

/// Words of tags that stand for acts of this kind.
fn tags_of(kind: &str) -> Vec<String> {
    let known = ACT_KINDS
        .iter()
        .find(|known| known.chinese == kind || known.english == kind);
    known.map_or_else(Vec::new, |known| {
        known.tags.iter().map(|tag| (*tag).to_owned()).collect()
    })
}

/// From when to when clips are looked for, session by session.
fn windows(act: &ActFacts) -> Vec<(Timestamp, Timestamp)> {
    let window = |session: &evidence_schema::rules::sessions::Session| {
        let open_end = shifted(session.arrived_at, SuggestionPolicy::PRESET.open_ms);
        let end = session.departed_at.unwrap_or(open_end);
        (shifted(session.arrived_at, -BESIDE_MS), shifted(end, BESIDE_MS))
    };
    act.sessions.iter().map(window).collect()
}

impl App {
    /// Proposals for the acts of a case file.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`].
    pub async fn suggestions(&self, asker: Asker, id: CaseId) -> AppResult<SuggestionList> {
        self.case_seen(asker, id).await?;
        let (proposed, mut rows) = self.proposed(asker, id).await?;
        let mut suggestions = Vec::with_capacity(proposed.len());
        for one in proposed {
            let Some(row) = rows.get_mut(&one.clip_id) else {
                continue;
            };
            suggestions.push(SuggestionView {
                act_id: one.act_id,
                strength: one.strength,
                reasons: one.reasons,
                clip: self.clip_view(row.clone()).await?,
            });
        }
        Ok(SuggestionList { suggestions })
    }

    async fn proposed(&self, asker: Asker, id: CaseId) -> AppResult<(Vec<Suggestion>, BTreeMap<ClipId, ClipRow>)> {
        let asked = self.suggestions_asked(asker, id).await?;
        let proposed = suggestion::of(&asked.acts, &asked.clips, &SuggestionPolicy::PRESET);
        Ok((proposed, asked.rows))
    }

    async fn suggestions_asked(&self, asker: Asker, id: CaseId) -> AppResult<Asked> {
        let mut acts = Vec::new();
        for version in self.store.acts_of_case(id).await? {
            if !version.is_void {
                acts.push(self.act_facts(&version).await?);
            }
        }
        acts.sort_by_key(|act| (act.sessions.first().map(|session| session.arrived_at), act.id));
        let ids = self.clips_around(&acts).await?;
        let linked: BTreeSet<ClipId> = self.store.links_of_case(id).await?.iter().map(|l| l.clip_id).collect();
        let mut declined: BTreeMap<ClipId, Vec<ActId>> = BTreeMap::new();
        for row in self.store.declines_of_case(id).await? {
            declined.entry(row.clip_id).or_default().push(row.act_id);
        }
        let (mut clips, mut rows) = (Vec::new(), BTreeMap::new());
        for clip_id in ids.into_iter().filter(|clip| !linked.contains(clip)).take(CLIPS_MAX) {
            let Some(row) = self.clip_if_seen(asker, clip_id).await? else {
                continue;
            };
            let declined = declined.remove(&clip_id).unwrap_or_default();
            clips.push(self.clip_facts(&row, declined).await?);
            rows.insert(clip_id, row);
        }
        Ok(Asked { acts, clips, rows })
    }

    async fn act_facts(&self, version: &ActVersionRow) -> AppResult<ActFacts> {
        let facts = ActPeopleAndTimes::of(version)?;
        let mut act = ActFacts {
            id: version.act_id,
            sessions: bare(&facts.sessions),
            officers: facts.officers,
            held: Vec::new(),
            tags: tags_of(&version.kind),
        };
        act.held = self.recorders_held(&act).await?;
        Ok(act)
    }

    /// Recorders that the ledger says an act's officers held around its sessions.
    async fn recorders_held(&self, act: &ActFacts) -> AppResult<Vec<Held>> {
        let windows = windows(act);
        let (Some(first), Some(last)) = (windows.iter().map(|w| w.0).min(), windows.iter().map(|w| w.1).max()) else {
            return Ok(Vec::new());
        };
        let is_of_act = |id: OfficerId| act.officers.contains(&id);
        let mut held = Vec::new();
        for version in self.store.handovers_between(shifted(first, -HANDOVER_MS), last).await? {
            let is_theirs = is_of_act(version.lead_id) || version.assisting_id.is_some_and(is_of_act);
            if !is_theirs || version.to_at.is_some_and(|to| to < first) {
                continue;
            }
            let one = |recorder: RecorderId| Held {
                recorder,
                from: version.from_at,
                to: version.to_at,
            };
            held.extend(version.recorder_ids()?.into_iter().map(one));
        }
        Ok(held)
    }

    /// Clips that may be about these acts: of their officers, and of nobody from recorders that they held.
    async fn clips_around(&self, acts: &[ActFacts]) -> AppResult<BTreeSet<ClipId>> {
        let recorders = self.store.recorders().await?;
        let serials: BTreeMap<RecorderId, String> = recorders.into_iter().map(|r| (r.id, r.serial)).collect();
        let mut ids = BTreeSet::new();
        for act in acts {
            let held: BTreeSet<RecorderId> = act.held.iter().map(|held| held.recorder).collect();
            for window in windows(act) {
                for officer in &act.officers {
                    ids.extend(self.store.clips_of_officer(*officer, window, PER_SESSION_MAX).await?);
                }
                for serial in held.iter().filter_map(|id| serials.get(id)) {
                    ids.extend(self.store.clips_of_nobody(serial, window, PER_SESSION_MAX).await?);
                }
            }
        }
        Ok(ids)
    }

    async fn clip_facts(&self, clip: &ClipRow, declined: Vec<ActId>) -> AppResult<ClipFacts> {
        let answer = self.store.attribution_now(clip.id).await?;
        let placed = answer.as_ref().and_then(|row| {
            Some(ClipTime {
                start: row.recorded_from?,
                end: row.recorded_to?,
                uncertainty_ms: i64::try_from(row.uncertainty_ms?).unwrap_or(i64::MAX),
            })
        });
        let officers = answer.map_or_else(Vec::new, |row| {
            row.lead_id.into_iter().chain(row.assisting_id).collect()
        });
        let recorder = match (clip.recorder_id, clip.device_serial.as_deref()) {
            (Some(id), _) => Some(id),
            (None, Some(serial)) => self.store.recorder_by_serial(serial).await?.map(|recorder| recorder.id),
            (None, None) => None,
        };
        Ok(ClipFacts {
            id: clip.id,
            placed,
            officers,
            recorder,
            tags: self
                .standing_of(clip)
                .await?
                .tags
                .into_iter()
                .map(|tag| tag.word)
                .collect(),
            is_linked: false,
            declined,
        })
    }

    /// Accepts some proposals and declines others, in one commit.
    ///
    /// # Errors
    /// [`ProblemCode::Conflict`] when one of them is not proposed any more.
    pub async fn suggestions_decide(
        &self,
        asker: Asker,
        id: CaseId,
        decision: SuggestionDecision,
    ) -> AppResult<SuggestionList> {
        self.case_row(asker, Action::LinkClip, id).await?;
        let actor = person_of(asker)?;
        let count = decision.accepted.len() + decision.declined.len();
        if count == 0 || count > LINK_CLIPS_MAX {
            let message = format!("Choose 1 to {LINK_CLIPS_MAX} clips.");
            return Err(AppError::invalid("accepted", message));
        }
        let reason = given(decision.reason.as_deref());
        let reason = reason.map(|reason| checked_title("reason", reason)).transpose()?;
        let (proposed, _) = self.proposed(asker, id).await?;
        let is_proposed = |one: &SuggestionChoice| {
            proposed
                .iter()
                .any(|p| (p.act_id, p.clip_id) == (one.act_id, one.clip_id))
        };
        let both = decision.accepted.iter().chain(&decision.declined);
        let distinct: BTreeSet<&SuggestionChoice> = both.clone().collect();
        if distinct.len() != count || !both.clone().all(is_proposed) {
            let message = "One of these clips is not proposed any more; nothing was changed.";
            return Err(AppError::new(ProblemCode::Conflict, message).next("Load the case file again and look."));
        }
        let event = if decision.accepted.is_empty() {
            Event::CaseSuggestionDeclined
        } else {
            Event::CaseClipLinked
        };
        if !decision.accepted.is_empty() {
            self.links_may_change(id, false).await?;
        }
        let mut tx = self.evidence(event, actor.clone(), id.to_string()).await?;
        self.suggestions_accept(&mut tx, (id, &decision.accepted), (&actor, reason.as_deref()))
            .await?;
        for choice in &decision.declined {
            tx.decline_add(&DeclineRow {
                id: DeclineId::from_random(self.chance()),
                case_id: id,
                act_id: choice.act_id,
                clip_id: choice.clip_id,
                reason: reason.clone(),
                stated_at: self.now(),
                stated_by: actor.clone(),
            })
            .await
            .map_err(super::heading::overtaken)?;
        }
        let clips: Vec<ClipId> = decision.accepted.iter().map(|choice| choice.clip_id).collect();
        self.records_owe(&mut tx, &clips).await?;
        self.commit(tx).await?;
        self.records_linked(&clips, &actor).await?;
        self.suggestions(asker, id).await
    }

    /// One link for each clip, placed at every act for which it was accepted.
    async fn suggestions_accept(
        &self,
        tx: &mut EvidenceTx,
        (case_id, accepted): (CaseId, &[SuggestionChoice]),
        (actor, reason): (&Actor, Option<&str>),
    ) -> AppResult<()> {
        let mut acts: BTreeMap<ClipId, Vec<ActId>> = BTreeMap::new();
        for choice in accepted {
            acts.entry(choice.clip_id).or_default().push(choice.act_id);
        }
        for (clip_id, acts) in acts {
            let link = LinkRow {
                id: LinkId::from_random(self.chance()),
                case_id,
                clip_id,
                linked_at: self.now(),
                linked_by: actor.clone(),
                reason: reason.map(ToOwned::to_owned),
                unlinked_at: None,
                unlinked_by: None,
            };
            tx.link_add(&link).await.map_err(super::heading::overtaken)?;
            tx.placing_add(&PlacingRow {
                id: PlacingId::from_random(self.chance()),
                link_id: link.id,
                ordinal: 1,
                stage: None,
                acts: acts_text(&acts),
                reason: reason.map(ToOwned::to_owned),
                stated_at: self.now(),
                stated_by: actor.clone(),
            })
            .await?;
            self.acts_owe(tx, &acts).await?;
        }
        Ok(())
    }
}
