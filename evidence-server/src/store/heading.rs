//! Headings of case files, and how units write their numbers. A correction is another version; the newest one counts.

use evidence_schema::case::{CaseCategory, CaseSource, CaseStage};
use evidence_schema::ids::{CaseId, HeadingId, OfficerId, PatternId, UnitId};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const OF_CASE: &str = select!(HeadingRow, "WHERE case_id = $1 ORDER BY ordinal");
const NEWEST: &str = select!(HeadingRow, "WHERE case_id = $1 ORDER BY ordinal DESC LIMIT 1");
const PATTERNS_OF: &str = select!(PatternRow, "WHERE unit_id = $1 ORDER BY ordinal");
const PATTERNS: &str = select!(PatternRow, "ORDER BY unit_id, ordinal");

pub(super) const STATEMENTS: &[&str] = &[OF_CASE, NEWEST, PATTERNS_OF, PATTERNS];

evidence_row! {
    /// What was said of a case file beyond its number and title.
    HeadingRow in "case_heading"
    key id: HeadingId,
    /// The case file.
    case_id: CaseId,
    /// 1 for the first; the highest counts.
    ordinal: u64,
    /// What it is about.
    category: Option<CaseCategory>,
    /// The unit that handles it.
    unit_id: Option<UnitId>,
    /// Lead officer.
    lead_id: Option<OfficerId>,
    /// Assisting officer.
    assisting_id: Option<OfficerId>,
    /// How far it has come.
    stage: Option<CaseStage>,
    /// Where this was said.
    source: CaseSource,
    /// Why it was changed.
    reason: Option<String>,
    /// When this was said.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

evidence_row! {
    /// How a unit writes its case numbers.
    PatternRow in "number_pattern"
    key id: PatternId,
    /// The unit.
    unit_id: UnitId,
    /// For case files of this category; absent: of every category that has none of its own.
    category: Option<CaseCategory>,
    /// Counts what was said of this unit; for each category the highest counts.
    ordinal: u64,
    /// The pattern; absent: any number is taken from now on.
    pattern: Option<String>,
    /// When this was said.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

impl Store {
    /// Everything that was said of a case file's heading, oldest first.
    pub async fn headings_of(&self, id: CaseId) -> Result<Vec<HeadingRow>, StoreError> {
        let rows = self.fetch(OF_CASE, vec![id.to_value()]).await?;
        rows.iter().map(HeadingRow::read).collect()
    }

    /// The heading that counts.
    pub async fn heading_now(&self, id: CaseId) -> Result<Option<HeadingRow>, StoreError> {
        let row = self.fetch_one(NEWEST, vec![id.to_value()]).await?;
        row.as_ref().map(HeadingRow::read).transpose()
    }

    /// Everything that was said of how a unit writes its numbers, oldest first.
    pub async fn patterns_of(&self, id: UnitId) -> Result<Vec<PatternRow>, StoreError> {
        let rows = self.fetch(PATTERNS_OF, vec![id.to_value()]).await?;
        rows.iter().map(PatternRow::read).collect()
    }

    /// The same of every unit.
    pub async fn patterns(&self) -> Result<Vec<PatternRow>, StoreError> {
        let rows = self.fetch(PATTERNS, Vec::new()).await?;
        rows.iter().map(PatternRow::read).collect()
    }
}

impl EvidenceTx {
    /// Writes what was said of a heading.
    pub async fn heading_add(&mut self, heading: &HeadingRow) -> Result<(), StoreError> {
        self.insert(heading).await
    }

    /// Writes how a unit writes its numbers.
    pub async fn pattern_add(&mut self, pattern: &PatternRow) -> Result<(), StoreError> {
        self.insert(pattern).await
    }
}
