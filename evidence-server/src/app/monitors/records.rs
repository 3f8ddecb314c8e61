//! Records of devices: which clip is one, what it lacks, its reviews.
//!
//! What must stay true: a clip that a case file uses and that may not be used is a finding as soon as that is known; a
//! record that only waits for its review is named by the readiness of the case file.

use std::collections::BTreeSet;

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{CaseId, ClipId, MonitorId, MonitorRecordId, RecordReviewId};
use evidence_schema::monitoring::RecordPoint;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::rules::monitoring::{RecordFacts, RecordLack, VersionFacts, lacks, may_be_record, unmet};
use evidence_schema::wire::monitors::{MonitorRecordView, RecordDraft, RecordView, ReviewDraft, ReviewView};

use super::deciding::facts_of;
use super::{day_of, line, overtaken, person_of};
use crate::app::{App, AppError, AppResult};
use crate::store::EvidenceTx;
use crate::store::clip::ClipRow;
use crate::store::job::JobKind;
use crate::store::monitor::{MonitorRecordRow, ReviewRow};

/// Records that one page shows.
const RECORDS_SHOWN: usize = 100;

const NO_SUCH_SOURCE: &str =
    "A record of a device comes from a camera that stands there, not from a phone, a recorder or a room.";
const NOT_VIEWED: &str = "Play it first: who affirms the four points has looked at the record.";
const NO_RECORD: &str = "Say first which monitoring device recorded it.";

impl App {
    /// The device that is said to have recorded a clip.
    async fn monitor_of(&self, id: ClipId) -> AppResult<Option<MonitorId>> {
        let last = self.store.monitor_record_of(id).await?.pop();
        Ok(last.and_then(|row| row.monitor_id))
    }

    /// What the rule needs to know of a record.
    async fn record_facts(&self, id: ClipId, monitor: MonitorId) -> AppResult<RecordFacts> {
        let owner = self.store.attribution_now(id).await?;
        let versions = self.store.monitor_versions(monitor).await?;
        let decisions = self.store.monitor_decisions(monitor).await?;
        let reviews = self.store.reviews_of(id).await?;
        let of_it = reviews.iter().filter(|review| review.monitor_id == monitor);
        Ok(RecordFacts {
            recorded_on: owner.and_then(|row| row.recorded_from).map(day_of),
            versions: versions
                .iter()
                .map(|row| VersionFacts {
                    ordinal: row.ordinal,
                    since: row.since,
                    is_void: row.is_void,
                })
                .collect(),
            decisions: decisions.iter().map(facts_of).collect::<AppResult<_>>()?,
            reviews: of_it.map(ReviewRow::points).collect::<Result<_, _>>()?,
        })
    }

    /// What a clip lacks as a record; `None` where it is none of a device.
    async fn record_lacks(&self, id: ClipId) -> AppResult<Option<Vec<RecordLack>>> {
        match self.monitor_of(id).await? {
            Some(monitor) => Ok(Some(lacks(&self.record_facts(id, monitor).await?))),
            None => Ok(None),
        }
    }

    /// What a clip is as a record of a device.
    ///
    /// # Errors
    /// When the asker may not see the clip.
    pub async fn clip_record(&self, asker: Asker, id: ClipId) -> AppResult<RecordView> {
        self.clip_seen(asker, id).await?;
        let monitor_id = self.monitor_of(id).await?;
        let facts = match monitor_id {
            Some(monitor) => Some(self.record_facts(id, monitor).await?),
            None => None,
        };
        let name = match monitor_id {
            Some(monitor) => self.store.monitor_versions(monitor).await?.pop().map(|row| row.name),
            None => None,
        };
        let mut reviews = Vec::new();
        for row in self.store.reviews_of(id).await? {
            reviews.push(self.review_view(&row, monitor_id).await?);
        }
        Ok(RecordView {
            monitor_id,
            monitor: name,
            recorded_on: facts.as_ref().and_then(|facts| facts.recorded_on),
            lacks: facts.as_ref().map(lacks).unwrap_or_default(),
            reviews,
        })
    }

    async fn review_view(&self, row: &ReviewRow, monitor: Option<MonitorId>) -> AppResult<ReviewView> {
        let unmet = unmet(&row.points()?);
        Ok(ReviewView {
            ordinal: row.ordinal,
            is_passed: unmet.is_empty(),
            unmet: unmet.into_iter().collect(),
            remark: row.remark.clone(),
            is_past: Some(row.monitor_id) != monitor,
            stated_at: row.stated_at,
            stated_by: self.actor_name(&row.stated_by).await?,
        })
    }

    /// Records of a device that are in use and that the asker may see.
    pub(super) async fn records_shown(&self, asker: Asker, id: MonitorId) -> AppResult<Vec<MonitorRecordView>> {
        let mut records = Vec::new();
        for clip_id in self.store.records_used_of(id).await? {
            if records.len() == RECORDS_SHOWN {
                break;
            }
            if let Some(clip) = self.clip_if_seen(asker, clip_id).await? {
                records.push(MonitorRecordView {
                    clip_id,
                    file_name: clip.file_name,
                    lacks: lacks(&self.record_facts(clip_id, id).await?),
                });
            }
        }
        Ok(records)
    }

    /// Says which device recorded a clip, or that none did.
    ///
    /// # Errors
    /// When the asker may not, or the device is unknown.
    pub async fn record_state(&self, asker: Asker, id: ClipId, draft: RecordDraft) -> AppResult<RecordView> {
        let clip = self.clip_row(asker, Action::StateRecord, id).await?;
        let has_name = crate::app::ledger::given(draft.monitor.as_deref()).is_some();
        if has_name && !may_be_record(clip.source) {
            return Err(AppError::invalid("monitor", NO_SUCH_SOURCE));
        }
        let monitor_id = match crate::app::ledger::given(draft.monitor.as_deref()) {
            Some(name) => {
                let found = self.monitor_named(name).await?;
                let unknown = || AppError::invalid("monitor", "There is no such monitoring device.");
                Some(found.ok_or_else(unknown)?.id)
            }
            None => None,
        };
        let before = self.store.monitor_record_of(id).await?;
        let last = before.last();
        if last.and_then(|row| row.monitor_id) == monitor_id {
            return self.clip_record(asker, id).await;
        }
        let reason = line("reason", draft.reason.as_deref())?;
        if last.is_some() && reason.is_none() {
            return Err(AppError::invalid("reason", "Say why."));
        }
        let row = MonitorRecordRow {
            id: MonitorRecordId::from_random(self.chance()),
            clip_id: id,
            ordinal: last.map_or(1, |row| row.ordinal + 1),
            monitor_id,
            reason,
            stated_at: self.now(),
            stated_by: person_of(asker)?,
        };
        let mut tx = self
            .evidence(Event::ClipRecordStated, row.stated_by.clone(), id.to_string())
            .await?;
        if let Some(reason) = &row.reason {
            tx.fact("reason", reason.as_str());
        }
        tx.monitor_record_add(&row).await.map_err(overtaken)?;
        tx.job_add(&self.job(JobKind::Findings, &id.to_string())).await?;
        self.commit(tx).await?;
        self.record_check(&clip, row.stated_by).await?;
        self.clip_record(asker, id).await
    }

    /// Enters what somebody found when they looked at a record.
    ///
    /// # Errors
    /// When the asker may not, the clip is no record, or it does not pass and nobody says why.
    pub async fn record_review(&self, asker: Asker, id: ClipId, draft: ReviewDraft) -> AppResult<RecordView> {
        let clip = self.clip_row(asker, Action::ReviewRecord, id).await?;
        let monitor = self.monitor_of(id).await?;
        let monitor_id = monitor.ok_or_else(|| AppError::invalid("monitor", NO_RECORD))?;
        let actor = person_of(asker)?;
        if !self.is_viewed_by(id, &actor).await? {
            return Err(AppError::invalid("affirmed", NOT_VIEWED));
        }
        let affirmed = draft.affirmed.into_iter().collect();
        let remark = line("remark", draft.remark.as_deref())?;
        let is_passed = unmet(&affirmed).is_empty();
        if !is_passed && remark.is_none() {
            return Err(AppError::invalid("remark", "Say what is wrong with it."));
        }
        let words: Vec<&str> = affirmed.iter().map(|point: &RecordPoint| point.as_str()).collect();
        let last = self.store.reviews_of(id).await?.pop();
        let row = ReviewRow {
            id: RecordReviewId::from_random(self.chance()),
            clip_id: id,
            monitor_id,
            ordinal: last.map_or(1, |row| row.ordinal + 1),
            affirmed: words.join(" "),
            remark,
            stated_at: self.now(),
            stated_by: actor,
        };
        let mut tx = self
            .evidence(Event::ClipRecordReviewed, row.stated_by.clone(), id.to_string())
            .await?;
        tx.fact("verdict", if is_passed { "passed" } else { "not passed" });
        if let Some(remark) = &row.remark {
            tx.fact("reason", remark.as_str());
        }
        tx.review_add(&row).await.map_err(overtaken)?;
        tx.job_add(&self.job(JobKind::Findings, &id.to_string())).await?;
        self.commit(tx).await?;
        self.record_check(&clip, row.stated_by).await?;
        self.clip_record(asker, id).await
    }

    /// Raises a finding where a case file uses a record that may not be used.
    async fn record_check(&self, clip: &ClipRow, by: Actor) -> AppResult<()> {
        let Some(mut lacks) = self.record_lacks(clip.id).await? else {
            return Ok(());
        };
        lacks.retain(|lack| !lack.is_only_waiting());
        if lacks.is_empty() || self.store.links_of_clip(clip.id).await?.is_empty() {
            return Ok(());
        }
        let words: Vec<String> = lacks.iter().map(ToString::to_string).collect();
        let message = format!(
            "{} is linked to a case file, but as a record of electronic monitoring it may not be used as evidence: {}. \
             The clip is kept. Have the device decided on or the record reviewed again, or take the link back.",
            clip.file_name,
            words.join("; ")
        );
        self.finding_raise("record_unfit", &clip.id.to_string(), &message, by)
            .await
    }

    /// The same for clips that a case file uses from now on.
    pub(in crate::app) async fn records_linked(&self, clips: &[ClipId], by: &Actor) -> AppResult<()> {
        for clip_id in clips {
            if let Some(clip) = self.store.clip_by_id(*clip_id).await? {
                self.record_check(&clip, by.clone()).await?;
            }
        }
        Ok(())
    }

    /// The same for every record of a device that a case file uses, after something new was said of the device.
    pub(in crate::app) async fn records_check(&self, id: MonitorId, by: &Actor) -> AppResult<()> {
        let clips = self.store.records_used_of(id).await?;
        self.records_linked(&clips, by).await
    }

    /// In the commit that links clips: records of a device among them are looked at by a job as well, whatever happens
    /// after the commit.
    pub(in crate::app) async fn records_owe(&self, tx: &mut EvidenceTx, clips: &[ClipId]) -> AppResult<()> {
        for clip_id in clips {
            if self.monitor_of(*clip_id).await?.is_some() {
                tx.job_add(&self.job(JobKind::Findings, &clip_id.to_string())).await?;
            }
        }
        Ok(())
    }

    /// What the records that a case file uses lack, each thing once.
    pub(in crate::app) async fn records_lack(&self, id: CaseId) -> AppResult<BTreeSet<RecordLack>> {
        let mut found = BTreeSet::new();
        for clip_id in self.store.records_of_case(id).await? {
            found.extend(self.record_lacks(clip_id).await?.unwrap_or_default());
        }
        Ok(found)
    }

    /// In the commit that seals it: footage that came in under the name of a device is a record of it.
    pub(in crate::app) async fn record_brought(
        &self,
        tx: &mut EvidenceTx,
        (label, owner): (Option<&str>, &Actor),
        clip: &ClipRow,
    ) -> AppResult<()> {
        let label = label.filter(|_| may_be_record(clip.source));
        let Some(monitor) = self.monitor_labelled(label).await? else {
            return Ok(());
        };
        let event = Event::ClipRecordStated;
        tx.go_on_as(event, (owner.clone(), clip.id.to_string()), &*self.outside.random)
            .await?;
        let row = MonitorRecordRow {
            id: MonitorRecordId::from_random(self.chance()),
            clip_id: clip.id,
            ordinal: 1,
            monitor_id: Some(monitor),
            reason: None,
            stated_at: clip.sealed_at,
            stated_by: owner.clone(),
        };
        Ok(tx.monitor_record_add(&row).await?)
    }

    async fn monitor_labelled(&self, label: Option<&str>) -> AppResult<Option<MonitorId>> {
        match label {
            Some(label) => Ok(self.monitor_named(label).await?.map(|row| row.id)),
            None => Ok(None),
        }
    }
}
