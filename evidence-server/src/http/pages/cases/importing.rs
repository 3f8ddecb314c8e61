//! The import of case files, acts and enforcement objects: as the ledger's, with what somebody should look at.
//!
//! What must stay true: what is imported is what was looked at: the preview carries the file and the digest of its plan.

use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use evidence_schema::ledger_import::cases::CaseImportKind;
use evidence_schema::wire::imports::{CaseImportAnswer, ImportRemark};
use evidence_schema::wire::problem::ProblemCode;

use super::super::file_form::FileForm;
use super::super::imports::{SentFile, read};
use super::super::show::name;
use super::super::views::findings::finding_key;
use super::super::views::imports::{About, ImportPage, Planned, Preview, kinds};
use super::super::visit::{Visit, done};
use super::super::words::{Key, Words};
use crate::app::AppResult;
use crate::app::cases::importing::CaseImportWish;
use crate::http::problem::status_of;

const ABOUT: About = About {
    path: "/cases/import",
    title: Key("case-import-title"),
    lead: Key("case-import-lead"),
    hint: Key("case-import-file-hint"),
};

const fn kind_key(kind: CaseImportKind) -> Key {
    match kind {
        CaseImportKind::Cases => Key("case-import-cases"),
        CaseImportKind::Acts => Key("case-import-acts"),
        CaseImportKind::Objects => Key("case-import-objects"),
    }
}

fn page(visit: &Visit, kind: CaseImportKind, (wrong, preview): (Option<Key>, Option<Preview>)) -> ImportPage {
    let t = visit.t;
    ImportPage {
        t,
        frame: visit.frame(ABOUT.title),
        about: ABOUT,
        kinds: kinds(CaseImportKind::ALL, |one| {
            (one.as_str(), t.key(kind_key(one)), one == kind)
        }),
        wrong: wrong.map(|key| t.key(key)),
        preview,
    }
}

/// Chooses a file.
pub async fn ask(visit: Visit) -> AppResult<Response> {
    visit.app.case_import_permit(visit.asker()).await?;
    visit.show(&page(&visit, CaseImportKind::Cases, Default::default()))
}

/// Shows what a file tells, or takes what was shown.
pub async fn import(sent: FileForm) -> AppResult<Response> {
    let visit = &sent.form.visit;
    visit.app.case_import_permit(visit.asker()).await?;
    match read::<CaseImportKind>(&sent) {
        Ok((file, true)) => apply(visit, file).await,
        Ok((file, false)) => preview(visit, file).await,
        Err(wrong) => {
            let kind = sent.form.text("kind").parse().unwrap_or(CaseImportKind::Cases);
            let status = status_of(ProblemCode::FieldsInvalid);
            visit.show_as(status, &page(visit, kind, (Some(wrong), None)))
        }
    }
}

async fn preview(visit: &Visit, file: SentFile<CaseImportKind>) -> AppResult<Response> {
    let content = BASE64_URL_SAFE_NO_PAD.encode(&file.bytes);
    let planned = visit.app.case_import_plan_by(visit.asker(), (file.kind, file.bytes));
    show(visit, &planned.await?, content)
}

async fn apply(visit: &Visit, file: SentFile<CaseImportKind>) -> AppResult<Response> {
    let content = BASE64_URL_SAFE_NO_PAD.encode(&file.bytes);
    let wish = CaseImportWish {
        kind: file.kind,
        bytes: file.bytes,
        seen_plan: file.seen_plan,
    };
    let (case, asker) = (visit.app.clone(), visit.asker());
    let answer = visit
        .app
        .run(async move { case.case_import_by(asker, wish).await })
        .await?;
    if answer.is_applied {
        return Ok(done("/cases/import", "imported"));
    }
    show(visit, &answer, content)
}

fn show(visit: &Visit, answer: &CaseImportAnswer, content: String) -> AppResult<Response> {
    let plan = &answer.plan;
    let remarks = plan.remarks.iter();
    let remarks: Vec<_> = remarks
        .map(|told| (told.line, name(&told.number), remark_text(visit.t, told)))
        .collect();
    let planned = Planned {
        kind: (plan.kind.as_str(), kind_key(plan.kind)),
        errors: &plan.errors,
        lines: &plan.lines,
        counts: plan.counts(),
        remarks: &remarks,
        plan: answer.plan_sha256,
    };
    let preview = Preview::new(visit.t, &planned, content);
    visit.show(&page(visit, plan.kind, (None, Some(preview))))
}

/// What somebody should look at, in the reader's words; the server's sentence says which one is meant.
fn remark_text(t: Words, told: &ImportRemark) -> String {
    let key = finding_key(&format!("case_{}", told.remark.code));
    format!("{} ({})", t.key(key), name(&told.remark.words))
}
