//! Whose footage a clip is: the rule is asked with what is known now; an answer that differs is another one beside the
//! older ones. What a person decided stays until a person gives the question back.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{AttributionId, ClipId, JobId, RecorderId};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::rules::attribution::{
    self, Attribution, AttributionPolicy, ClipFacts, ClipTime, Outcome, Unassigned,
};
use evidence_schema::rules::timeline::Placed;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::ledger::{AttributionDraft, AttributionView};

use super::given;
use super::handovers::{LENGTH_MS_MAX, overtaken};
use super::units::day_of;
use crate::app::asker::actor_of;
use crate::app::clip_story::{CaptureStory, placed};
use crate::app::clocks::ClockKnown;
use crate::app::docks::checked_title;
use crate::app::{App, AppError, AppResult, Change};
use crate::store::attribution::AttributionRow;
use crate::store::clip::ClipRow;
use crate::store::job::JobKind;

/// What the rule says now, with what it was asked.
struct Asked {
    placed: Option<Placed>,
    clock: ClockKnown,
    verdict: Attribution,
    /// The device names an officer by a number that the ledger does not have.
    is_named_unknown: bool,
}

impl App {
    /// Asks the rule about one clip, and writes the answer when it is another one.
    ///
    /// # Errors
    /// When something must be tried again.
    pub async fn clip_attribute(&self, id: ClipId, job: JobId) -> AppResult<()> {
        let Some(clip) = self.store.clip_by_id(id).await? else {
            return Ok(self.store.job_end_one(job).await?);
        };
        let last = self.store.attribution_now(id).await?;
        let asked = self.attribution_asked(&clip).await?;
        if let Some(last) = &last
            && !is_news(last, &asked)?
        {
            return Ok(self.store.job_end_one(job).await?);
        }
        let actor = Actor::system("ledger");
        let row = self.attribution_row((id, last.as_ref()), &asked, actor.clone())?;
        let row = kept_by_person(row, last);
        // First: a crash in between has them raised again, and never forgotten.
        if !row.is_by_person {
            self.attribution_findings(&clip, &asked).await?;
        }
        self.clock_findings(id, &asked.clock).await?;
        let mut tx = self.evidence(Event::ClipAttributed, actor, id.to_string()).await?;
        tx.attribution_add(&row).await.map_err(overtaken)?;
        tx.job_end_one(job).await?;
        if let Some(docking) = asked.clock.docking_id {
            tx.job_add(&self.job(JobKind::Findings, &docking.to_string())).await?;
        }
        self.records_owe(&mut tx, &[id]).await?;
        self.acts_of_answer_owe(&mut tx, &row).await?;
        self.commit(tx).await?;
        // Only now is it known when a record of a monitoring device was made.
        self.records_linked(&[id], &Actor::system("ledger")).await?;
        self.jobs_due.notify_waiters();
        self.tell(Change::Clips);
        Ok(())
    }

    async fn attribution_asked(&self, clip: &ClipRow) -> AppResult<Asked> {
        let view = self.clip_view(clip.clone()).await?;
        let mut captures: Vec<CaptureStory> = Vec::new();
        for row in self.store.captures_of_clip(clip.id).await? {
            captures.push(self.capture_story(row).await?);
        }
        let clock = self.clock_known(clip.id, &captures).await?;
        let placed = placed(&view, &captures, clock.offset().as_ref())
            .filter(|placed| is_storable(placed.start) && is_storable(placed.end));
        let recorder = self.recorder_of(clip).await?;
        let claimed = captures
            .iter()
            .find_map(|capture| capture.statement.as_ref()?.device.officer_number.clone());
        // A recorder that nobody was entered in says nothing, or noughts.
        let claimed = claimed.filter(|number| number.trim().chars().any(|c| c != '0'));
        let device_officer = match &claimed {
            Some(number) => self.store.officer_by_number(number.trim()).await?,
            None => None,
        };
        let is_named_unknown = claimed.is_some() && device_officer.is_none();
        let mut handovers = Vec::new();
        if let Some(placed) = placed.as_ref().filter(|_| recorder.is_some()) {
            // Whatever a device or a person claims, handovers further away than one can last are not asked for.
            let doubt_ms = placed.uncertainty_ms.clamp(0, LENGTH_MS_MAX) * 2;
            let from = placed.start.plus_ms(-LENGTH_MS_MAX - doubt_ms);
            let to = placed.end.plus_ms(doubt_ms + AttributionPolicy::PRESET.edge_ms);
            let (from, to) = (from.unwrap_or(placed.start), to.unwrap_or(placed.end));
            for version in self.store.handovers_between(from, to).await? {
                handovers.push(version.facts()?);
            }
        }
        let facts = ClipFacts {
            recorder,
            placed: placed.as_ref().map(|placed| ClipTime {
                start: placed.start,
                end: placed.end,
                uncertainty_ms: placed.uncertainty_ms,
            }),
            device_officer: device_officer.map(|officer| officer.id),
        };
        let verdict = attribution::of(&facts, &handovers, &AttributionPolicy::PRESET);
        Ok(Asked {
            placed,
            clock,
            verdict,
            is_named_unknown,
        })
    }

    /// The recorder by its serial: it may have been registered after its footage came.
    pub(in crate::app) async fn recorder_of(&self, clip: &ClipRow) -> AppResult<Option<RecorderId>> {
        match &clip.device_serial {
            Some(serial) => Ok(self.store.recorder_by_serial(serial).await?.map(|recorder| recorder.id)),
            None => Ok(clip.recorder_id),
        }
    }

    fn attribution_row(
        &self,
        (clip_id, last): (ClipId, Option<&AttributionRow>),
        asked: &Asked,
        stated_by: Actor,
    ) -> AppResult<AttributionRow> {
        let row = AttributionRow {
            id: AttributionId::from_random(self.chance()),
            clip_id,
            ordinal: last.map_or(1, |last| last.ordinal + 1),
            handover_id: None,
            unit_id: None,
            lead_id: None,
            assisting_id: None,
            recorded_from: asked.placed.as_ref().map(|placed| placed.start),
            recorded_to: asked.placed.as_ref().map(|placed| placed.end),
            uncertainty_ms: asked
                .placed
                .as_ref()
                .and_then(|placed| u64::try_from(placed.uncertainty_ms).ok()),
            verdict: serde_json::to_string(&asked.verdict).map_err(AppError::internal)?,
            is_by_person: false,
            reason: None,
            stated_at: self.now(),
            stated_by,
        };
        Ok(match &asked.verdict.outcome {
            Outcome::Assigned {
                handover_id,
                unit_id,
                lead,
                assisting,
            } => AttributionRow {
                handover_id: Some(*handover_id),
                unit_id: Some(*unit_id),
                lead_id: Some(*lead),
                assisting_id: *assisting,
                ..row
            },
            Outcome::Unassigned(_) => row,
        })
    }

    /// What a person should look at. That nobody opened a handover is on the list of unassigned clips, not a finding.
    async fn attribution_findings(&self, clip: &ClipRow, asked: &Asked) -> AppResult<()> {
        let verdict = &asked.verdict;
        let subject = clip.id.to_string();
        let mut words: Vec<&str> = verdict
            .findings
            .iter()
            .map(attribution::AttributionFinding::as_str)
            .collect();
        if let Outcome::Unassigned(reason) = &verdict.outcome
            && matches!(
                reason,
                Unassigned::Contested { .. } | Unassigned::Straddles { .. } | Unassigned::RunsOut { .. }
            )
        {
            words.push(reason.as_str());
        }
        words.extend(asked.is_named_unknown.then_some("device_names_unknown"));
        for word in words {
            // Told once for a recorder, not for each of its clips, and without naming one: whoever has to do with the
            // recorder reads it.
            let of_recorder = clip.device_serial.as_ref().filter(|_| {
                matches!(
                    word,
                    "only_uncertainty_decides" | "device_names_another" | "device_names_unknown"
                )
            });
            let about = of_recorder.unwrap_or(&subject);
            let what = match of_recorder {
                Some(serial) => format!("Footage of recorder {serial}"),
                None => format!("{} ({})", clip.file_name, clip.id),
            };
            let message = format!(
                "{what}: {} The clip and all that was said are kept; correct the handover, or say on the clip's page \
                 whose footage it is.",
                sentence(word)
            );
            self.finding_raise(word, about, &message, Actor::system("ledger"))
                .await?;
        }
        Ok(())
    }

    /// Every answer that was given about a clip, oldest first.
    ///
    /// # Errors
    /// When the asker may not see the clip.
    pub async fn attributions(&self, asker: Asker, id: ClipId) -> AppResult<Vec<AttributionView>> {
        self.clip_seen(asker, id).await?;
        self.store.attributions_of(id).await?.into_iter().map(view).collect()
    }

    /// A person says whose footage a clip is, or gives the question back to the ledger.
    ///
    /// # Errors
    /// When no reason is given, or officers or unit are unknown.
    pub async fn attribution_state(
        &self,
        asker: Asker,
        id: ClipId,
        draft: AttributionDraft,
    ) -> AppResult<AttributionView> {
        let clip = self.clip_row(asker, Action::AttributeClip, id).await?;
        let actor = actor_of(asker).ok_or_else(|| AppError::not_found("person"))?;
        let reason = checked_title("reason", &draft.reason)?;
        let last = self.store.attribution_now(id).await?;
        let asked = self.attribution_asked(&clip).await?;
        let mut row = AttributionRow {
            reason: Some(reason),
            ..self.attribution_row((id, last.as_ref()), &asked, actor.clone())?
        };
        if let Some(number) = given(draft.lead_number.as_deref()) {
            self.attribution_by_person(&mut row, number, &draft).await?;
        } else if given(draft.assisting_number.as_deref()).is_some() || given(draft.unit_number.as_deref()).is_some() {
            return Err(AppError::invalid("lead_number", "Name the lead officer as well."));
        }
        let mut tx = self.evidence(Event::ClipAttributed, actor, id.to_string()).await?;
        tx.attribution_add(&row).await.map_err(overtaken)?;
        if !row.is_by_person {
            // A handover that was entered meanwhile found a person's answer and left it alone.
            tx.job_add(&self.job(JobKind::Attribute, &id.to_string())).await?;
        }
        self.commit(tx).await?;
        self.jobs_due.notify_waiters();
        self.tell(Change::Clips);
        view(row)
    }

    async fn attribution_by_person(
        &self,
        row: &mut AttributionRow,
        number: &str,
        draft: &AttributionDraft,
    ) -> AppResult<()> {
        let (lead, assisting) = self.pair_named(number, draft.assisting_number.as_deref()).await?;
        let day = day_of(row.recorded_from.unwrap_or(row.stated_at));
        row.unit_id = Some(self.unit_meant(&lead, draft.unit_number.as_deref(), day).await?);
        row.assisting_id = assisting.map(|officer| officer.id);
        row.lead_id = Some(lead.id);
        row.handover_id = None;
        row.is_by_person = true;
        Ok(())
    }
}

/// Claims can name any year; what the log's numbers cannot hold is no time that anybody filmed at.
fn is_storable(at: Timestamp) -> bool {
    at.as_micros().unsigned_abs() <= 1 << 53
}

/// Whether the rule says something else than before. What a person decided stands; only its time can become another.
fn is_news(last: &AttributionRow, asked: &Asked) -> AppResult<bool> {
    let before: Attribution = serde_json::from_str(&last.verdict).map_err(AppError::internal)?;
    let is_same_time = last.recorded_from == asked.placed.as_ref().map(|placed| placed.start)
        && last.recorded_to == asked.placed.as_ref().map(|placed| placed.end)
        && last.uncertainty_ms == asked.placed.as_ref().and_then(|p| u64::try_from(p.uncertainty_ms).ok());
    Ok(!is_same_time || (before != asked.verdict && !last.is_by_person))
}

/// The new time beside whose footage it is by a person's word, where there is one.
fn kept_by_person(row: AttributionRow, last: Option<AttributionRow>) -> AttributionRow {
    match last.filter(|last| last.is_by_person) {
        Some(last) => AttributionRow {
            handover_id: last.handover_id,
            unit_id: last.unit_id,
            lead_id: last.lead_id,
            assisting_id: last.assisting_id,
            is_by_person: true,
            reason: last.reason,
            ..row
        },
        None => row,
    }
}

fn sentence(word: &str) -> &'static str {
    match word {
        "never_closed" => "the handover that it rests on was never closed.",
        "overlapping_handovers" => "handovers of its recorder overlap.",
        "only_uncertainty_decides" => "the recorder's clock is not known well enough to rule out another pair.",
        "device_names_another" => "the recorder names an officer who is not of the pair.",
        "device_names_unknown" => "the recorder names an officer by a number that no officer has.",
        "contested" => "two pairs had the recorder at one time by the ledger.",
        "straddles" => "it runs from one pair's handover over into another's.",
        "runs_out" => "it reaches beyond the handover.",
        _ => "the ledger should be looked at.",
    }
}

fn view(row: AttributionRow) -> AppResult<AttributionView> {
    Ok(AttributionView {
        clip_id: row.clip_id,
        version: row.ordinal,
        handover_id: row.handover_id,
        unit_id: row.unit_id,
        lead_id: row.lead_id,
        assisting_id: row.assisting_id,
        recorded_from: row.recorded_from,
        recorded_to: row.recorded_to,
        verdict: serde_json::from_str(&row.verdict).map_err(AppError::internal)?,
        is_by_person: row.is_by_person,
        reason: row.reason,
        stated_at: row.stated_at,
        stated_by: row.stated_by.to_string(),
    })
}
