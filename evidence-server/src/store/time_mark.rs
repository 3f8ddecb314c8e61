//! Marks: time-coded notes in clips. One is taken back by another row; none is changed.

use std::collections::BTreeSet;

use evidence_schema::ids::{CaseId, ClipId, MarkId, MarkRemovalId};
use evidence_schema::marks::MarkKind;
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const OF_CLIP: &str = select!(TimeMarkRow, "WHERE clip_id = $1 ORDER BY ordinal");
const REMOVALS_OF_CLIP: &str = select!(
    MarkRemovalRow,
    "WHERE mark_id IN (SELECT id FROM clip_mark WHERE clip_id = $1) ORDER BY stated_at, id"
);
/// Standing marks of clips that are linked to a case file, in the order of the clips.
const OF_CASE: &str = select!(
    TimeMarkRow,
    "WHERE clip_id IN (SELECT c.clip_id FROM case_clip c WHERE c.case_id = $1 AND c.unlinked_at IS NULL) \
     AND NOT EXISTS (SELECT 1 FROM clip_mark_removal r WHERE r.mark_id = clip_mark.id) \
     ORDER BY clip_id, at_ms, ordinal"
);

pub(super) const STATEMENTS: &[&str] = &[OF_CLIP, REMOVALS_OF_CLIP, OF_CASE];

evidence_row! {
    /// One mark.
    TimeMarkRow in "clip_mark"
    key id: MarkId,
    /// The clip.
    clip_id: ClipId,
    /// 1 for the first of the clip.
    ordinal: u64,
    /// Where it stands, in milliseconds from the beginning of the clip.
    at_ms: u64,
    /// What it says.
    kind: MarkKind,
    /// The element, the phrase, or the note.
    words: String,
    /// When it was set.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

evidence_row! {
    /// One taking back of a mark.
    MarkRemovalRow in "clip_mark_removal"
    key id: MarkRemovalId,
    /// The mark.
    mark_id: MarkId,
    /// Why, in their words.
    reason: Option<String>,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

impl Store {
    /// Every mark of a clip, oldest first.
    pub async fn time_marks(&self, id: ClipId) -> Result<Vec<TimeMarkRow>, StoreError> {
        let rows = self.fetch(OF_CLIP, vec![id.to_value()]).await?;
        rows.iter().map(TimeMarkRow::read).collect()
    }

    /// Every taking back of a mark of a clip.
    pub async fn mark_removals(&self, id: ClipId) -> Result<Vec<MarkRemovalRow>, StoreError> {
        let rows = self.fetch(REMOVALS_OF_CLIP, vec![id.to_value()]).await?;
        rows.iter().map(MarkRemovalRow::read).collect()
    }

    /// Marks of a clip that nobody took back, by their place in it.
    pub async fn marks_standing(&self, id: ClipId) -> Result<Vec<TimeMarkRow>, StoreError> {
        let removals = self.mark_removals(id).await?;
        let gone: BTreeSet<MarkId> = removals.into_iter().map(|row| row.mark_id).collect();
        let mut rows = self.time_marks(id).await?;
        rows.retain(|row| !gone.contains(&row.id));
        rows.sort_by_key(|row| (row.at_ms, row.ordinal));
        Ok(rows)
    }

    /// Marks that nobody took back of every clip of a case file.
    pub async fn marks_of_case(&self, id: CaseId) -> Result<Vec<TimeMarkRow>, StoreError> {
        let rows = self.fetch(OF_CASE, vec![id.to_value()]).await?;
        rows.iter().map(TimeMarkRow::read).collect()
    }
}

impl EvidenceTx {
    /// How many marks a clip ever had, as this transaction sees them.
    pub async fn time_marks_count(&mut self, id: ClipId) -> Result<usize, StoreError> {
        Ok(self.fetch(OF_CLIP, vec![id.to_value()]).await?.len())
    }

    /// Writes a mark; [`StoreError::Exists`] when somebody else was faster.
    pub async fn time_mark_add(&mut self, row: &TimeMarkRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Takes a mark back; [`StoreError::Exists`] when somebody else was faster.
    pub async fn mark_removal_add(&mut self, row: &MarkRemovalRow) -> Result<(), StoreError> {
        self.insert(row).await
    }
}
