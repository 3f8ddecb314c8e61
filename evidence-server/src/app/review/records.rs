//! Bundles and coverage sheets: making them, reading them, and what differs between two.
//!
//! What must stay true: a bundle is made by sending a case file for review and in no other way; a sheet is made whenever
//! somebody asks; what was made is read as it was signed.

use evidence_schema::case::CaseSource;
use evidence_schema::custody::entry::Event;
use evidence_schema::custody::record::{Record, RecordKind};
use evidence_schema::ids::{ActId, CaseId, RecordId};
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::rules::case_states::Step;
use evidence_schema::rules::review::difference::differences;
use evidence_schema::rules::review::{Answer, Gate};
use evidence_schema::wire::review::{BundleDraft, BundleFacts, DifferencesView, RecordView, SheetFacts};

use super::super::asker::person_of;
use super::super::cases::states::StepMeant;
use super::super::docks::checked_title;
use super::super::ledger::given;
use super::super::{App, AppError, AppResult};
use super::gates::refused;
use super::signing::ToSign;
use crate::store::review::SignedRow;

/// Differences that one answer lists.
const DIFFERENCES_MAX: usize = 500;

/// A record with what it says and its signed text.
#[derive(Debug, Clone)]
pub struct SignedPage {
    /// The record.
    pub view: RecordView,
    /// What it says.
    pub record: Record,
    /// The signed text.
    pub note: String,
}

impl App {
    /// Sends a case file for review: fixes what there is, and signs it.
    ///
    /// # Errors
    /// [`Conflict`](evidence_schema::wire::problem::ProblemCode::Conflict) with every reason while a mandatory act stands against it, or it is no time to send it.
    pub async fn bundle_send(&self, asker: Asker, id: CaseId, draft: BundleDraft) -> AppResult<RecordView> {
        let case = self.case_row(asker, Action::ChangeCase, id).await?;
        let actor = person_of(asker)?;
        let remark = given(draft.remark.as_deref());
        let remark = remark.map(|remark| checked_title("remark", remark)).transpose()?;
        let gated = self.gated(id).await?;
        let view = self.gate_of((id, Gate::Submit), &gated);
        if view.verdict.answer == Answer::Refuses {
            return Err(refused(&view));
        }
        let answer = view.verdict.answer;
        let mut acts = Vec::with_capacity(gated.len());
        for one in gated {
            acts.push(self.bundled_act(one.covered).await?);
        }
        let facts = BundleFacts {
            title: case.title.clone(),
            verdict: view.verdict.clone(),
            acts,
            documents: self.bundled_documents(id).await?,
        };
        let wanted = ToSign {
            record: RecordKind::Bundle,
            act_id: None,
            answer: Some(answer),
            remark: remark.clone(),
            facts: serde_json::to_value(facts).map_err(AppError::internal)?,
        };
        let mut tx = self
            .evidence(Event::CaseRecordSigned, actor.clone(), id.to_string())
            .await?;
        tx.case_take(&case.number).await?;
        let step = StepMeant::here(Step::SentForReview, (self.now(), remark));
        self.step_write(&mut tx, &case, (step, CaseSource::Page, actor.clone()))
            .await?;
        if let Some(finding) = self.gate_warning(&case, &view) {
            tx.finding_add(&finding).await?;
        }
        let row = self.record_sign(&mut tx, (&case, &actor), wanted).await?;
        tx.fact("record", row.record.as_str());
        tx.fact("number", row.number);
        tx.fact("gate", answer.as_str());
        tx.fact("sha256", row.sha256.to_string());
        self.commit(tx).await?;
        self.record_view(row).await
    }

    /// Makes a coverage sheet of an act as it stands now.
    ///
    /// # Errors
    /// When there is no such act in a case file that the asker may know of.
    pub async fn sheet_make(&self, asker: Asker, (id, act): (CaseId, ActId)) -> AppResult<RecordView> {
        let case = self.case_row(asker, Action::SeeCase, id).await?;
        let actor = person_of(asker)?;
        let covered = self.act_coverage(act).await?;
        if covered.act.case_id != id {
            return Err(AppError::not_found("act"));
        }
        let facts = SheetFacts {
            acts: vec![self.bundled_act(covered).await?],
        };
        let wanted = ToSign {
            record: RecordKind::CoverageSheet,
            act_id: Some(act),
            answer: None,
            remark: None,
            facts: serde_json::to_value(facts).map_err(AppError::internal)?,
        };
        let row = self.record_sign_alone((&case, actor), wanted).await?;
        self.record_view(row).await
    }

    /// Name of the log that signs.
    pub fn log_origin(&self) -> String {
        let vkey = self.log_key.vkey();
        vkey.split('+').next().unwrap_or_default().to_owned()
    }

    async fn signed_seen(&self, asker: Asker, id: RecordId) -> AppResult<SignedRow> {
        let row = self.store.signed_by_id(id).await?;
        let Some(row) = row else {
            self.permit(
                asker,
                Action::ListCases,
                evidence_schema::rules::access::Subject::Installation,
            )?;
            return Err(AppError::not_found("record"));
        };
        self.case_seen(asker, row.case_id).await?;
        Ok(row)
    }

    async fn record_read(&self, row: &SignedRow) -> AppResult<(Record, String)> {
        let note = self.store.signed_text(row.id).await?;
        let note = note.ok_or_else(|| AppError::internal(format!("{} has no text", row.id)))?;
        let record = Record::open_unverified(&note).map_err(AppError::internal)?;
        Ok((record, note))
    }

    /// One record with its signed text.
    ///
    /// # Errors
    /// When there is none, or the asker may not know of its case file.
    pub async fn record_seen(&self, asker: Asker, id: RecordId) -> AppResult<SignedPage> {
        let row = self.signed_seen(asker, id).await?;
        let (record, note) = self.record_read(&row).await?;
        Ok(SignedPage {
            view: self.record_view(row).await?,
            record,
            note,
        })
    }

    /// What differs from the record of its kind before it.
    ///
    /// # Errors
    /// As [`App::record_seen`].
    pub async fn record_differences(&self, asker: Asker, id: RecordId) -> AppResult<DifferencesView> {
        let row = self.signed_seen(asker, id).await?;
        let all = self.store.signed_of_case(row.case_id).await?;
        let before = all
            .iter()
            .rfind(|other| (other.record, other.act_id) == (row.record, row.act_id) && other.number < row.number);
        let mut differs = Vec::new();
        if let Some(before) = before {
            let (old, _) = self.record_read(before).await?;
            let (new, _) = self.record_read(&row).await?;
            differs = differences(&old.facts, &new.facts);
        }
        let count = u64::try_from(differs.len()).unwrap_or(u64::MAX);
        differs.truncate(DIFFERENCES_MAX);
        Ok(DifferencesView {
            record_id: id,
            before: before.map(|row| row.number),
            differs,
            count,
        })
    }

    /// The newest coverage sheet of each act, and every bundle, of a case file: what was signed.
    ///
    /// # Errors
    /// As for the case file.
    pub async fn records(&self, asker: Asker, id: CaseId) -> AppResult<Vec<RecordView>> {
        self.case_seen(asker, id).await?;
        let mut views = Vec::new();
        for row in self.store.signed_of_case(id).await? {
            views.push(self.record_view(row).await?);
        }
        Ok(views)
    }
}
