//! Explanations of what acts' footage lacks, the decisions on them, and the state of sites at the ends of sessions. What is
//! said anew is another row.

use std::collections::BTreeMap;

use evidence_schema::explanation::{ExplanationKind, ExplanationVerdict, SenseMissing};
use evidence_schema::ids::{ActId, DocumentId, ExplanationDecisionId, ExplanationId, OfficerId, SiteNoteId};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::reading::Reading;
use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(ExplanationRow, "WHERE id = $1");
const OF_ACT: &str = select!(ExplanationRow, "WHERE act_id = $1 ORDER BY ordinal");
const DECISIONS_OF_ACT: &str = select!(
    ExplanationDecisionRow,
    "WHERE explanation_id IN (SELECT id FROM explanation WHERE act_id = $1) ORDER BY stated_at, id"
);
/// Nobody decided, and no newer one took its place; the oldest first.
const WAITING: &str = select!(
    ExplanationRow,
    "WHERE NOT EXISTS (SELECT 1 FROM explanation_decision d WHERE d.explanation_id = explanation.id) \
     AND NOT EXISTS (SELECT 1 FROM explanation n WHERE n.supersedes = explanation.id) \
     ORDER BY stated_at, id LIMIT 500"
);
/// Refused ones of acts in which an officer took part that nobody replaced; the newest first.
const REFUSED: &str = select!(
    ExplanationRow,
    "WHERE EXISTS (SELECT 1 FROM explanation_decision d WHERE d.explanation_id = explanation.id \
     AND d.verdict = 'refused') \
     AND NOT EXISTS (SELECT 1 FROM explanation n WHERE n.supersedes = explanation.id) \
     AND act_id IN (SELECT a.act_id FROM act_named a WHERE a.officer_id = $1) \
     ORDER BY stated_at DESC, id LIMIT 500"
);
const NOTES_OF_ACT: &str = select!(SiteNoteRow, "WHERE act_id = $1 ORDER BY ordinal");

pub(super) const STATEMENTS: &[&str] = &[BY_ID, OF_ACT, DECISIONS_OF_ACT, WAITING, REFUSED, NOTES_OF_ACT];

evidence_row! {
    /// One explanation of what an act's footage lacks.
    ExplanationRow in "explanation"
    key id: ExplanationId,
    /// The act.
    act_id: ActId,
    /// 1 for the first of the act.
    ordinal: u64,
    /// What it is about.
    kind: ExplanationKind,
    /// What is missing.
    sense: SenseMissing,
    /// From when.
    from_at: Timestamp,
    /// To when.
    to_at: Timestamp,
    /// Word of the reason.
    reason: String,
    /// What happened, in their words.
    words: String,
    /// A document of the case file that shows it.
    document_id: Option<DocumentId>,
    /// The one whose place it takes.
    supersedes: Option<ExplanationId>,
    /// The officer of the act who explains.
    officer_id: OfficerId,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

evidence_row! {
    /// One decision on an explanation.
    ExplanationDecisionRow in "explanation_decision"
    key id: ExplanationDecisionId,
    /// The explanation.
    explanation_id: ExplanationId,
    /// What was decided.
    verdict: ExplanationVerdict,
    /// Why, in their words; never absent where it was refused.
    remark: Option<String>,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

evidence_row! {
    /// One statement of the state of the site where a session begins or ends.
    SiteNoteRow in "site_note"
    key id: SiteNoteId,
    /// The act.
    act_id: ActId,
    /// 1 for the first of the act; of those about one end of a session the highest counts.
    ordinal: u64,
    /// The session, by its arrival.
    arrived_at: Timestamp,
    /// Of its departure; otherwise of its arrival.
    is_at_end: bool,
    /// What the site looked like.
    words: String,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

/// An explanation with the decision on it.
pub type Decided = (ExplanationRow, Option<ExplanationDecisionRow>);

async fn of_act(mut reading: Reading<'_>, id: ActId) -> Result<Vec<Decided>, StoreError> {
    let rows = reading.rows::<ExplanationRow>(OF_ACT, vec![id.to_value()]).await?;
    let decisions = reading
        .rows::<ExplanationDecisionRow>(DECISIONS_OF_ACT, vec![id.to_value()])
        .await?;
    let mut decisions: BTreeMap<_, _> = decisions.into_iter().map(|row| (row.explanation_id, row)).collect();
    let with = |row: ExplanationRow| {
        let decision = decisions.remove(&row.id);
        (row, decision)
    };
    Ok(rows.into_iter().map(with).collect())
}

impl Store {
    /// One explanation.
    pub async fn explanation_by_id(&self, id: ExplanationId) -> Result<Option<ExplanationRow>, StoreError> {
        let row = self.fetch_one(BY_ID, vec![id.to_value()]).await?;
        row.as_ref().map(ExplanationRow::read).transpose()
    }

    /// Every explanation of an act with what was decided, oldest first.
    pub async fn explanations_of_act(&self, id: ActId) -> Result<Vec<Decided>, StoreError> {
        of_act(Reading::Now(self), id).await
    }

    /// Explanations on which nobody decided, the oldest first; at most 500.
    pub async fn explanations_waiting(&self) -> Result<Vec<ExplanationRow>, StoreError> {
        let rows = self.fetch(WAITING, Vec::new()).await?;
        rows.iter().map(ExplanationRow::read).collect()
    }

    /// Refused explanations of an officer's acts that nobody replaced, the newest first; at most 500.
    pub async fn explanations_refused(&self, id: OfficerId) -> Result<Vec<ExplanationRow>, StoreError> {
        let rows = self.fetch(REFUSED, vec![id.to_value()]).await?;
        rows.iter().map(ExplanationRow::read).collect()
    }

    /// Everything that was said of the state of an act's site, oldest first.
    pub async fn site_notes(&self, id: ActId) -> Result<Vec<SiteNoteRow>, StoreError> {
        let rows = self.fetch(NOTES_OF_ACT, vec![id.to_value()]).await?;
        rows.iter().map(SiteNoteRow::read).collect()
    }
}

impl EvidenceTx {
    /// Writes an explanation; [`StoreError::Exists`] when somebody else was faster.
    pub async fn explanation_add(&mut self, row: &ExplanationRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Every explanation of an act with what was decided, as this transaction sees them.
    pub async fn explanations_of_act(&mut self, id: ActId) -> Result<Vec<Decided>, StoreError> {
        of_act(Reading::Inside(self), id).await
    }

    /// Writes a decision; [`StoreError::Exists`] when somebody else was faster.
    pub async fn explanation_decision_add(&mut self, row: &ExplanationDecisionRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Writes what a site looked like; [`StoreError::Exists`] when somebody else was faster.
    pub async fn site_note_add(&mut self, row: &SiteNoteRow) -> Result<(), StoreError> {
        self.insert(row).await
    }
}
