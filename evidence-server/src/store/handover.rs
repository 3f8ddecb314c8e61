//! Handovers: who took which recorders from when to when. A correction is another version; the newest one counts.

use std::collections::BTreeMap;

use evidence_schema::ids::{HandoverId, OfficerId, RecorderId, UnitId, VersionId};
use evidence_schema::ledger::{HandoverFacts, LedgerSource};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(HandoverRow, "WHERE id = $1");
const VERSIONS_OF: &str = select!(VersionRow, "WHERE handover_id = $1 ORDER BY ordinal");
const VERSIONS_BETWEEN: &str = select!(
    VersionRow,
    "WHERE handover_id IN (SELECT handover_id FROM handover_version WHERE from_at >= $1 AND from_at < $2) \
     ORDER BY handover_id, ordinal"
);

const HELD_DROP: &str = "DELETE FROM handover_held WHERE handover_id = $1";
const HELD_PUT: &str = "INSERT INTO handover_held (recorder_id, handover_id, from_at) VALUES ($1, $2, $3)";
const DOCKED_AFTER: &str = "SELECT MIN(started_at) AS at FROM docking_serial WHERE started_at > $2 \
     AND serial = (SELECT serial FROM recorder WHERE id = $1)";

pub(super) const STATEMENTS: &[&str] = &[BY_ID, VERSIONS_OF, VERSIONS_BETWEEN, HELD_DROP, HELD_PUT, DOCKED_AFTER];

evidence_row! {
    /// One handover.
    HandoverRow in "handover"
    key id: HandoverId,
    /// Where it was entered.
    source: LedgerSource,
    /// When it was entered.
    opened_at: Timestamp,
    /// By whom.
    opened_by: Actor,
}

evidence_row! {
    /// What was said of a handover: first, when it was closed, or as a correction.
    VersionRow in "handover_version"
    key id: VersionId,
    /// The handover.
    handover_id: HandoverId,
    /// 1 for the first; the highest counts.
    ordinal: u64,
    /// The officers' unit.
    unit_id: UnitId,
    /// Lead officer.
    lead_id: OfficerId,
    /// Assisting officer.
    assisting_id: Option<OfficerId>,
    /// From when.
    from_at: Timestamp,
    /// To when; absent while it is open.
    to_at: Option<Timestamp>,
    /// Ids of the recorders, separated by spaces, in order.
    recorders: String,
    /// It never took place.
    is_void: bool,
    /// Why it was corrected.
    reason: Option<String>,
    /// When this was said.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

impl VersionRow {
    /// The recorders handed over.
    ///
    /// # Errors
    /// When the text is not a list of ids.
    pub fn recorder_ids(&self) -> Result<Vec<RecorderId>, StoreError> {
        recorders_in(&self.recorders)
    }

    /// As the rules want it.
    ///
    /// # Errors
    /// When a column cannot be read.
    pub fn facts(&self) -> Result<HandoverFacts, StoreError> {
        Ok(HandoverFacts {
            id: self.handover_id,
            unit_id: self.unit_id,
            lead: self.lead_id,
            assisting: self.assisting_id,
            recorders: self.recorder_ids()?,
            from: self.from_at,
            to: self.to_at,
        })
    }
}

/// The ids in a stored list.
pub(super) fn recorders_in(text: &str) -> Result<Vec<RecorderId>, StoreError> {
    let corrupt = |_| StoreError::corrupt("recorders", "is no list of ids");
    text.split(' ')
        .filter(|id| !id.is_empty())
        .map(|id| id.parse().map_err(corrupt))
        .collect()
}

/// The list of ids as it is stored.
pub fn recorders_text(ids: &[RecorderId]) -> String {
    let mut texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
    texts.sort_unstable();
    texts.dedup();
    texts.join(" ")
}

impl Store {
    /// One handover.
    pub async fn handover_by_id(&self, id: HandoverId) -> Result<Option<HandoverRow>, StoreError> {
        let row = self.fetch_one(BY_ID, vec![id.to_value()]).await?;
        row.as_ref().map(HandoverRow::read).transpose()
    }

    /// Everything that was said of one handover, oldest first.
    pub async fn versions_of(&self, id: HandoverId) -> Result<Vec<VersionRow>, StoreError> {
        let rows = self.fetch(VERSIONS_OF, vec![id.to_value()]).await?;
        rows.iter().map(VersionRow::read).collect()
    }

    /// The newest version of every handover of which some version begins in this time; void ones are left out.
    pub async fn handovers_between(&self, from: Timestamp, to: Timestamp) -> Result<Vec<VersionRow>, StoreError> {
        let rows = self
            .fetch(VERSIONS_BETWEEN, vec![from.to_value(), to.to_value()])
            .await?;
        let mut newest = BTreeMap::new();
        for row in &rows {
            let version = VersionRow::read(row)?;
            newest.insert(version.handover_id, version);
        }
        Ok(newest.into_values().filter(|version| !version.is_void).collect())
    }

    /// When a recorder was first put into a dock after that.
    pub async fn recorder_docked_after(
        &self,
        id: RecorderId,
        after: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let row = self
            .fetch_one(DOCKED_AFTER, vec![id.to_value(), after.to_value()])
            .await?;
        row.map_or(Ok(None), |row| Column::read(&row, "at"))
    }
}

impl EvidenceTx {
    /// Writes a new handover.
    pub async fn handover_add(&mut self, handover: &HandoverRow) -> Result<(), StoreError> {
        self.insert(handover).await
    }

    /// Writes what is said of a handover now; [`StoreError::Exists`] when somebody else was faster.
    pub async fn version_add(&mut self, version: &VersionRow) -> Result<(), StoreError> {
        self.insert(version).await?;
        let id = version.handover_id.to_value();
        self.work(HELD_DROP, vec![id.clone()]).await?;
        let recorders = if version.is_void {
            Vec::new()
        } else {
            version.recorder_ids()?
        };
        for recorder in recorders {
            let args = vec![recorder.to_value(), id.clone(), version.from_at.to_value()];
            self.work(HELD_PUT, args).await?;
        }
        Ok(())
    }
}
