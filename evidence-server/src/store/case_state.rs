//! What was said to have happened to case files. What is taken back stays, and another row says so.

use evidence_schema::case::CaseSource;
use evidence_schema::ids::{ActId, CaseId, StepId};
use evidence_schema::people::Actor;
use evidence_schema::rules::case_states::{Said, Step};
use evidence_schema::time::Timestamp;

use super::reading::Reading;
use super::rows::evidence_row;
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const OF_CASE: &str = select!(StepRow, "WHERE case_id = $1 ORDER BY ordinal");

pub(super) const STATEMENTS: &[&str] = &[OF_CASE];

evidence_row! {
    /// One thing that was said to have happened to a case file.
    StepRow in "case_step"
    key id: StepId,
    /// The case file.
    case_id: CaseId,
    /// 1 for what was said first.
    ordinal: u64,
    /// What.
    step: Step,
    /// When it happened.
    happened_at: Timestamp,
    /// To which act.
    act_id: Option<ActId>,
    /// The ordinal of what this takes back.
    takes_back: Option<u64>,
    /// Number of the document that says so.
    document: Option<String>,
    /// Who approved it.
    approved_by: Option<String>,
    /// What went along, a line each.
    went: String,
    /// Where this was said.
    source: CaseSource,
    /// Why.
    reason: Option<String>,
    /// When this was said.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

impl StepRow {
    /// As the rule wants it.
    pub const fn said(&self) -> Said {
        Said {
            ordinal: self.ordinal,
            step: self.step,
            at: self.happened_at,
            act: self.act_id,
            has_list: !self.went.is_empty(),
            takes_back: self.takes_back,
        }
    }
}

impl Store {
    /// Everything that was said to have happened to a case file, in the order in which it was said.
    pub async fn steps_of(&self, id: CaseId) -> Result<Vec<StepRow>, StoreError> {
        Reading::Now(self).rows(OF_CASE, vec![id.to_value()]).await
    }
}

impl EvidenceTx {
    /// Writes what was said to have happened.
    pub async fn step_add(&mut self, step: &StepRow) -> Result<(), StoreError> {
        self.insert(step).await
    }

    /// The same list as this transaction sees it.
    pub async fn steps_of(&mut self, id: CaseId) -> Result<Vec<StepRow>, StoreError> {
        Reading::Inside(self).rows(OF_CASE, vec![id.to_value()]).await
    }
}
