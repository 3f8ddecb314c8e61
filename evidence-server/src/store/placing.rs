//! The stage and act for which a linked clip stands, suggestions that were declined, and the clips that may be proposed.

use std::collections::BTreeMap;

use evidence_schema::case::CaseStage;
use evidence_schema::ids::{ActId, CaseId, ClipId, DeclineId, LinkId, OfficerId, PlacingId};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::engine::Row;
use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const OF_CASE: &str = select!(
    PlacingRow,
    "WHERE link_id IN (SELECT id FROM case_clip WHERE case_id = $1) ORDER BY link_id, ordinal"
);
const OF_LINK: &str = select!(PlacingRow, "WHERE link_id = $1 ORDER BY ordinal");
const DECLINED: &str = select!(DeclineRow, "WHERE case_id = $1 ORDER BY stated_at, id");
const OF_OFFICER: &str = "SELECT clip_id AS id FROM clip_owner WHERE (lead_id = $1 OR assisting_id = $1) \
     AND recorded_from < $3 AND recorded_to >= $2 ORDER BY recorded_from, clip_id LIMIT $4";
const OF_NOBODY: &str = "SELECT clip.id FROM clip JOIN clip_owner ON clip_owner.clip_id = clip.id \
     WHERE clip.device_serial = $1 AND clip_owner.lead_id IS NULL AND clip_owner.recorded_from < $3 \
     AND clip_owner.recorded_to >= $2 ORDER BY clip_owner.recorded_from, clip.id LIMIT $4";

pub(super) const STATEMENTS: &[&str] = &[OF_CASE, OF_LINK, DECLINED, OF_OFFICER, OF_NOBODY];

evidence_row! {
    /// For what a linked clip stands.
    PlacingRow in "link_placing"
    key id: PlacingId,
    /// The link.
    link_id: LinkId,
    /// 1 for the first; the highest counts.
    ordinal: u64,
    /// The stage.
    stage: Option<CaseStage>,
    /// Ids of the acts, separated by spaces, in order.
    acts: String,
    /// Why.
    reason: Option<String>,
    /// When this was said.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

evidence_row! {
    /// One suggestion that somebody declined.
    DeclineRow in "suggestion_decline"
    key id: DeclineId,
    /// The case file.
    case_id: CaseId,
    /// The act.
    act_id: ActId,
    /// The clip.
    clip_id: ClipId,
    /// Why.
    reason: Option<String>,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

impl PlacingRow {
    /// The acts.
    ///
    /// # Errors
    /// When the text is not a list of ids.
    pub fn act_ids(&self) -> Result<Vec<ActId>, StoreError> {
        let corrupt = |_| StoreError::corrupt("acts", "is no list of ids");
        let ids = self.acts.split(' ').filter(|id| !id.is_empty());
        ids.map(|id| id.parse().map_err(corrupt)).collect()
    }
}

/// The list of ids as it is stored.
pub fn acts_text(ids: &[ActId]) -> String {
    let mut texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
    texts.sort_unstable();
    texts.dedup();
    texts.join(" ")
}

fn read_id(row: &Row) -> Result<ClipId, StoreError> {
    ClipId::read(row, "id")
}

impl Store {
    /// For what each link of a case file stands now.
    pub async fn placings_of_case(&self, id: CaseId) -> Result<BTreeMap<LinkId, PlacingRow>, StoreError> {
        let mut newest = BTreeMap::new();
        for row in &self.fetch(OF_CASE, vec![id.to_value()]).await? {
            let placing = PlacingRow::read(row)?;
            newest.insert(placing.link_id, placing);
        }
        Ok(newest)
    }

    /// Everything that was said of one link, oldest first.
    pub async fn placings_of_link(&self, id: LinkId) -> Result<Vec<PlacingRow>, StoreError> {
        let rows = self.fetch(OF_LINK, vec![id.to_value()]).await?;
        rows.iter().map(PlacingRow::read).collect()
    }

    /// Suggestions of a case file that were declined, oldest first.
    pub async fn declines_of_case(&self, id: CaseId) -> Result<Vec<DeclineRow>, StoreError> {
        let rows = self.fetch(DECLINED, vec![id.to_value()]).await?;
        rows.iter().map(DeclineRow::read).collect()
    }

    /// Footage of an officer that lies in this time, oldest first, at most so many.
    pub async fn clips_of_officer(
        &self,
        id: OfficerId,
        (from, to): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<ClipId>, StoreError> {
        let args = vec![
            id.to_value(),
            from.to_value(),
            to.to_value(),
            i64::from(limit).to_value(),
        ];
        self.fetch(OF_OFFICER, args).await?.iter().map(read_id).collect()
    }

    /// Footage of a recorder in this time of which nobody can say whose it is, oldest first, at most so many.
    pub async fn clips_of_nobody(
        &self,
        serial: &str,
        (from, to): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<ClipId>, StoreError> {
        let args = vec![
            serial.to_owned().to_value(),
            from.to_value(),
            to.to_value(),
            i64::from(limit).to_value(),
        ];
        self.fetch(OF_NOBODY, args).await?.iter().map(read_id).collect()
    }
}

impl EvidenceTx {
    /// Writes for what a link stands.
    pub async fn placing_add(&mut self, placing: &PlacingRow) -> Result<(), StoreError> {
        self.insert(placing).await
    }

    /// Writes that a suggestion was declined.
    pub async fn decline_add(&mut self, decline: &DeclineRow) -> Result<(), StoreError> {
        self.insert(decline).await
    }
}
