//! Case files that one telling or one file speaks of, read many at a time.
//!
//! What must stay true: every question names at most [`AT_ONCE`] things, so that a file of any length is read in bounded
//! steps; what decides what is written is read in the transaction that writes.

use evidence_schema::ids::CaseId;

use super::act::{ActRow, ActVersionRow};
use super::case_file::CaseRow;
use super::case_state::StepRow;
use super::finding::FindingRow;
use super::heading::HeadingRow;
use super::object::ObjectRow;
use super::reading::Reading;
use super::rows::EvidenceRow;
use super::statement::select;
use super::value::{Column, Value};
use super::{EvidenceTx, Store, StoreError};

/// Things that one question names.
pub const AT_ONCE: usize = 16;

const CASES: &str = select!(
    CaseRow,
    "WHERE number IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ORDER BY number"
);
const HEADINGS: &str = select!(
    HeadingRow,
    "WHERE case_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
     ORDER BY case_id, ordinal"
);
const OBJECTS: &str = select!(
    ObjectRow,
    "WHERE case_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
     ORDER BY case_id, stated_at, id"
);
const ACTS: &str = select!(
    ActRow,
    "WHERE case_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
     ORDER BY case_id, entered_at, id"
);
const VERSIONS: &str = select!(
    ActVersionRow,
    "WHERE act_id IN (SELECT id FROM act WHERE case_id IN \
     ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)) ORDER BY act_id, ordinal"
);
const STEPS: &str = select!(
    StepRow,
    "WHERE case_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
     ORDER BY case_id, ordinal"
);
const FINDINGS: &str = select!(
    FindingRow,
    "WHERE subject IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
     ORDER BY subject, raised_at, id"
);

pub(super) const STATEMENTS: &[&str] = &[FINDINGS, CASES, HEADINGS, OBJECTS, ACTS, VERSIONS, STEPS];

/// As many places as a question has; what is named twice is answered once.
fn places<T: Column>(names: &[T]) -> Vec<Value> {
    let mut args: Vec<Value> = names.iter().take(AT_ONCE).map(Column::to_value).collect();
    if let Some(first) = args.first().cloned() {
        args.resize(AT_ONCE, first);
    }
    args
}

/// Case files as one telling or one file is held against them.
pub struct CasesRead<'a>(Reading<'a>);

impl Store {
    /// Case files as they are now.
    pub const fn cases_read(&self) -> CasesRead<'_> {
        CasesRead(Reading::Now(self))
    }
}

impl EvidenceTx {
    /// Case files as this transaction sees them; whose turn it has, nobody else writes.
    pub const fn cases_read(&mut self) -> CasesRead<'_> {
        CasesRead(Reading::Inside(self))
    }
}

impl CasesRead<'_> {
    async fn told<T: Column + Sync, R: EvidenceRow>(
        &mut self,
        sql: &'static str,
        names: &[T],
    ) -> Result<Vec<R>, StoreError> {
        let mut rows = Vec::new();
        for some in names.chunks(AT_ONCE) {
            rows.extend(self.0.rows(sql, places(some)).await?);
        }
        Ok(rows)
    }

    /// Case files with these numbers.
    pub async fn by_numbers(&mut self, numbers: &[String]) -> Result<Vec<CaseRow>, StoreError> {
        self.told(CASES, numbers).await
    }

    /// Everything that was said of the headings of these case files, oldest first for each.
    pub async fn headings(&mut self, ids: &[CaseId]) -> Result<Vec<HeadingRow>, StoreError> {
        self.told(HEADINGS, ids).await
    }

    /// Objects that these case files have or had, oldest first for each.
    pub async fn objects_ever(&mut self, ids: &[CaseId]) -> Result<Vec<ObjectRow>, StoreError> {
        self.told(OBJECTS, ids).await
    }

    /// Everything that was said to have happened to these case files, in the order in which it was said of each.
    pub async fn steps(&mut self, ids: &[CaseId]) -> Result<Vec<StepRow>, StoreError> {
        self.told(STEPS, ids).await
    }

    /// The acts of these case files.
    pub async fn acts(&mut self, ids: &[CaseId]) -> Result<Vec<ActRow>, StoreError> {
        self.told(ACTS, ids).await
    }

    /// Findings about these case files, settled ones too, oldest first for each.
    pub async fn findings(&mut self, ids: &[CaseId]) -> Result<Vec<FindingRow>, StoreError> {
        self.told(FINDINGS, ids).await
    }

    /// Everything that was said of the acts of these case files, oldest first for each act.
    pub async fn act_versions(&mut self, ids: &[CaseId]) -> Result<Vec<ActVersionRow>, StoreError> {
        self.told(VERSIONS, ids).await
    }
}
