//! Signing what is fixed: the record, its number, and the row that holds its digest.
//!
//! What must stay true: text and row are written in one commit; numbers of one kind have no holes; the record names the
//! newest checkpoint that was signed when it was made.

use evidence_schema::custody::entry::Event;
use evidence_schema::custody::record::{RECORD_VERSION, Record, RecordError, RecordKind, digest};
use evidence_schema::ids::{ActId, RecordId};
use evidence_schema::people::Actor;
use evidence_schema::rules::review::Answer;
use evidence_schema::wire::problem::ProblemCode;
use evidence_schema::wire::review::RecordView;

use super::super::error::overtaken;
use super::super::{App, AppError, AppResult};
use crate::store::EvidenceTx;
use crate::store::case_file::CaseRow;
use crate::store::review::SignedRow;

/// What is to be signed.
pub(super) struct ToSign {
    pub(super) record: RecordKind,
    pub(super) act_id: Option<ActId>,
    pub(super) answer: Option<Answer>,
    pub(super) remark: Option<String>,
    pub(super) facts: serde_json::Value,
}

fn cannot_sign(error: RecordError) -> AppError {
    match error {
        RecordError::TooLong(_) => AppError::new(
            ProblemCode::TooLarge,
            "The case file is too large for one record; nothing was signed.",
        )
        .next("Split the case file's acts over several case files, or ask the administrator."),
        other => AppError::internal(other),
    }
}

impl App {
    /// Signs within a transaction that has taken the case file.
    pub(super) async fn record_sign(
        &self,
        tx: &mut EvidenceTx,
        (case, actor): (&CaseRow, &Actor),
        wanted: ToSign,
    ) -> AppResult<SignedRow> {
        let held = tx.signed_of_case(case.id).await?;
        let same = held
            .iter()
            .filter(|row| (row.record, row.act_id) == (wanted.record, wanted.act_id));
        let number = same.map(|row| row.number).max().unwrap_or(0) + 1;
        let checkpoint = self.store.checkpoint_newest().await?;
        let record = Record {
            v: RECORD_VERSION,
            record: wanted.record,
            record_id: RecordId::from_random(self.chance()),
            case_id: case.id,
            case_number: case.number.clone(),
            number,
            made_at: self.now(),
            made_by: actor.to_string(),
            checkpoint: checkpoint.map(|row| row.note),
            facts: wanted.facts,
        };
        let note = record.sign(&self.log_key).map_err(cannot_sign)?;
        let row = SignedRow {
            id: record.record_id,
            case_id: case.id,
            act_id: wanted.act_id,
            record: wanted.record,
            number,
            sha256: digest(&note),
            answer: wanted.answer,
            remark: wanted.remark,
            made_at: record.made_at,
            made_by: actor.clone(),
        };
        tx.signed_add(&row, &note).await.map_err(overtaken)?;
        Ok(row)
    }

    /// Signs one record by itself.
    pub(super) async fn record_sign_alone(
        &self,
        (case, actor): (&CaseRow, Actor),
        wanted: ToSign,
    ) -> AppResult<SignedRow> {
        let mut tx = self
            .evidence(Event::CaseRecordSigned, actor.clone(), case.id.to_string())
            .await?;
        tx.case_take(&case.number).await?;
        let row = self.record_sign(&mut tx, (case, &actor), wanted).await?;
        tx.fact("record", row.record.as_str());
        tx.fact("number", row.number);
        tx.fact("sha256", row.sha256.to_string());
        self.commit(tx).await?;
        Ok(row)
    }

    pub(super) async fn record_view(&self, row: SignedRow) -> AppResult<RecordView> {
        Ok(RecordView {
            record_id: row.id,
            record: row.record,
            case_id: row.case_id,
            act_id: row.act_id,
            number: row.number,
            sha256: row.sha256,
            answer: row.answer,
            remark: row.remark,
            made_at: row.made_at,
            made_by: self.actor_name(&row.made_by).await?,
        })
    }
}
