//! Electronic monitoring devices, decisions on them, their records and the reviews of those. What is said anew is
//! another row.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use evidence_schema::ids::{
    CaseId, ClipId, DecisionId, MonitorId, MonitorRecordId, MonitorVersionId, RecordReviewId, UnitId,
};
use evidence_schema::monitoring::{DecisionKind, DevicePoint, RecordPoint};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::reading::Reading;
use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const MONITORS: &str = select!(MonitorRow, "ORDER BY added_at, id");
const BY_ID: &str = select!(MonitorRow, "WHERE id = $1");
const VERSIONS: &str = select!(MonitorVersionRow, "ORDER BY monitor_id, ordinal");
const VERSIONS_OF: &str = select!(MonitorVersionRow, "WHERE monitor_id = $1 ORDER BY ordinal");
const DECISIONS: &str = select!(DecisionRow, "ORDER BY monitor_id, ordinal");
const DECISIONS_OF: &str = select!(DecisionRow, "WHERE monitor_id = $1 ORDER BY ordinal");
const RECORD_OF: &str = select!(MonitorRecordRow, "WHERE clip_id = $1 ORDER BY ordinal");
const REVIEWS_OF: &str = select!(ReviewRow, "WHERE clip_id = $1 ORDER BY ordinal");
/// What was said last names this device, and the clip stands in a case file.
const RECORDS_USED: &str = "SELECT r.clip_id AS id FROM monitor_record r WHERE r.monitor_id = $1 \
     AND r.ordinal = (SELECT MAX(s.ordinal) FROM monitor_record s WHERE s.clip_id = r.clip_id) \
     AND EXISTS (SELECT 1 FROM case_clip c WHERE c.clip_id = r.clip_id AND c.unlinked_at IS NULL) \
     ORDER BY r.stated_at DESC, r.clip_id LIMIT 500";
const RECORDS_OF_CASE: &str = "SELECT r.clip_id AS id FROM monitor_record r WHERE r.monitor_id IS NOT NULL \
     AND r.ordinal = (SELECT MAX(s.ordinal) FROM monitor_record s WHERE s.clip_id = r.clip_id) \
     AND EXISTS (SELECT 1 FROM case_clip c WHERE c.clip_id = r.clip_id AND c.case_id = $1 AND c.unlinked_at IS NULL) \
     ORDER BY r.clip_id";

pub(super) const STATEMENTS: &[&str] = &[
    MONITORS,
    BY_ID,
    VERSIONS,
    VERSIONS_OF,
    DECISIONS,
    DECISIONS_OF,
    RECORD_OF,
    REVIEWS_OF,
    RECORDS_USED,
    RECORDS_OF_CASE,
];

evidence_row! {
    /// One electronic monitoring device.
    MonitorRow in "monitor"
    key id: MonitorId,
    /// Its unit.
    unit_id: UnitId,
    /// When it was entered.
    added_at: Timestamp,
    /// By whom.
    added_by: Actor,
}

evidence_row! {
    /// One version of what is said of a device.
    MonitorVersionRow in "monitor_version"
    key id: MonitorVersionId,
    /// The device.
    monitor_id: MonitorId,
    /// 1 for the first; the highest counts.
    ordinal: u64,
    /// Its name.
    name: String,
    /// Where it stands and what it watches.
    place: String,
    /// The standard that it meets.
    standard: Option<String>,
    /// Where its place was made public.
    published: Option<String>,
    /// The day from which this holds.
    since: NaiveDate,
    /// It is taken out of use.
    is_void: bool,
    /// Why it was said anew.
    reason: Option<String>,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

evidence_row! {
    /// One decision on a device.
    DecisionRow in "monitor_decision"
    key id: DecisionId,
    /// The device.
    monitor_id: MonitorId,
    /// 1 for the first of the device, in the order of entering.
    ordinal: u64,
    /// The version that it is about.
    version: u64,
    /// Which decision.
    kind: DecisionKind,
    /// The day on which it was made.
    decided_on: NaiveDate,
    /// Points that were affirmed, separated by spaces.
    affirmed: String,
    /// The paper that it rests on, or why it was refused.
    remark: Option<String>,
    /// When it was entered.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

evidence_row! {
    /// Which device recorded a clip, by somebody's word.
    MonitorRecordRow in "monitor_record"
    key id: MonitorRecordId,
    /// The clip.
    clip_id: ClipId,
    /// 1 for the first; the highest counts.
    ordinal: u64,
    /// The device; absent: none.
    monitor_id: Option<MonitorId>,
    /// Why it was said anew.
    reason: Option<String>,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

evidence_row! {
    /// One review of a record.
    ReviewRow in "record_review"
    key id: RecordReviewId,
    /// The clip.
    clip_id: ClipId,
    /// The device of which it was a record then.
    monitor_id: MonitorId,
    /// 1 for the first of the clip.
    ordinal: u64,
    /// Points that were affirmed, separated by spaces.
    affirmed: String,
    /// In their words.
    remark: Option<String>,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

fn points<P: std::str::FromStr + Ord>(text: &str) -> Result<BTreeSet<P>, StoreError> {
    let corrupt = |_| StoreError::corrupt("affirmed", "is no list of points");
    text.split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| word.parse().map_err(corrupt))
        .collect()
}

impl DecisionRow {
    /// The points that were affirmed.
    ///
    /// # Errors
    /// When the text is no list of points.
    pub fn points(&self) -> Result<BTreeSet<DevicePoint>, StoreError> {
        points(&self.affirmed)
    }
}

impl ReviewRow {
    /// The points that were affirmed.
    ///
    /// # Errors
    /// When the text is no list of points.
    pub fn points(&self) -> Result<BTreeSet<RecordPoint>, StoreError> {
        points(&self.affirmed)
    }
}

async fn monitors(mut reading: Reading<'_>) -> Result<Vec<(MonitorRow, MonitorVersionRow)>, StoreError> {
    let versions = reading.rows::<MonitorVersionRow>(VERSIONS, Vec::new()).await?;
    // In the order of their numbers: the last one stays.
    let mut now: BTreeMap<_, _> = versions.into_iter().map(|row| (row.monitor_id, row)).collect();
    let monitors = reading.rows::<MonitorRow>(MONITORS, Vec::new()).await?;
    Ok(monitors
        .into_iter()
        .filter_map(|monitor| now.remove(&monitor.id).map(|version| (monitor, version)))
        .collect())
}

impl Store {
    /// One device.
    pub async fn monitor_by_id(&self, id: MonitorId) -> Result<Option<MonitorRow>, StoreError> {
        let row = self.fetch_one(BY_ID, vec![id.to_value()]).await?;
        row.as_ref().map(MonitorRow::read).transpose()
    }

    /// Every device with the version that counts.
    pub async fn monitors(&self) -> Result<Vec<(MonitorRow, MonitorVersionRow)>, StoreError> {
        monitors(Reading::Now(self)).await
    }

    /// Everything that was said of a device, oldest first.
    pub async fn monitor_versions(&self, id: MonitorId) -> Result<Vec<MonitorVersionRow>, StoreError> {
        let rows = self.fetch(VERSIONS_OF, vec![id.to_value()]).await?;
        rows.iter().map(MonitorVersionRow::read).collect()
    }

    /// Every decision on a device, in the order of entering.
    pub async fn monitor_decisions(&self, id: MonitorId) -> Result<Vec<DecisionRow>, StoreError> {
        let rows = self.fetch(DECISIONS_OF, vec![id.to_value()]).await?;
        rows.iter().map(DecisionRow::read).collect()
    }

    /// Every decision on every device, in the order of entering.
    pub async fn decisions(&self) -> Result<Vec<DecisionRow>, StoreError> {
        let rows = self.fetch(DECISIONS, Vec::new()).await?;
        rows.iter().map(DecisionRow::read).collect()
    }

    /// Everything that was said of which device recorded a clip, oldest first.
    pub async fn monitor_record_of(&self, id: ClipId) -> Result<Vec<MonitorRecordRow>, StoreError> {
        let rows = self.fetch(RECORD_OF, vec![id.to_value()]).await?;
        rows.iter().map(MonitorRecordRow::read).collect()
    }

    /// Every review of a clip, oldest first.
    pub async fn reviews_of(&self, id: ClipId) -> Result<Vec<ReviewRow>, StoreError> {
        let rows = self.fetch(REVIEWS_OF, vec![id.to_value()]).await?;
        rows.iter().map(ReviewRow::read).collect()
    }

    /// Records of a device that are linked to some case file, what was said last first; at most 500.
    pub async fn records_used_of(&self, id: MonitorId) -> Result<Vec<ClipId>, StoreError> {
        let rows = self.fetch(RECORDS_USED, vec![id.to_value()]).await?;
        rows.iter().map(|row| ClipId::read(row, "id")).collect()
    }

    /// Records of any device that are linked to a case file.
    pub async fn records_of_case(&self, id: CaseId) -> Result<Vec<ClipId>, StoreError> {
        let rows = self.fetch(RECORDS_OF_CASE, vec![id.to_value()]).await?;
        rows.iter().map(|row| ClipId::read(row, "id")).collect()
    }
}

impl EvidenceTx {
    /// Every device with the version that counts, as this transaction sees it.
    pub async fn monitors(&mut self) -> Result<Vec<(MonitorRow, MonitorVersionRow)>, StoreError> {
        monitors(Reading::Inside(self)).await
    }

    /// Writes a new device.
    pub async fn monitor_add(&mut self, row: &MonitorRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Writes what is said of a device; [`StoreError::Exists`] when somebody else was faster.
    pub async fn monitor_version_add(&mut self, row: &MonitorVersionRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Writes a decision; [`StoreError::Exists`] when somebody else was faster.
    pub async fn decision_add(&mut self, row: &DecisionRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Writes which device recorded a clip; [`StoreError::Exists`] when somebody else was faster.
    pub async fn monitor_record_add(&mut self, row: &MonitorRecordRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Writes a review; [`StoreError::Exists`] when somebody else was faster.
    pub async fn review_add(&mut self, row: &ReviewRow) -> Result<(), StoreError> {
        self.insert(row).await
    }
}
