//! The import of ledger files and case files: the raw bytes of a CSV file in, the plan out.

use axum::extract::{Request, State};
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ledger_import::ImportKind;
use evidence_schema::ledger_import::cases::CaseImportKind;
use evidence_schema::limits::IMPORT_BYTES_MAX;
use evidence_schema::wire::imports::{CaseImportAnswer, ImportAnswer};
use serde::Deserialize;

use crate::app::cases::importing::CaseImportWish;
use crate::app::ledger::importing::{ImportWish, refused_with_errors};
use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Params, Who, bytes_of};

/// What is wanted of the file.
#[derive(Debug, Clone, Deserialize)]
pub struct ImportQuery {
    /// What it is about.
    kind: ImportKind,
    /// 1 imports, 0 only looks.
    #[serde(default)]
    apply: u8,
    /// Digest of the plan that was seen before.
    plan: Option<Sha256Digest>,
}

/// Shows what a file would change, or imports it: all of it or nothing.
pub async fn import(
    State(app): State<App>,
    who: Who,
    Params(query): Params<ImportQuery>,
    request: Request,
) -> AppResult<Answer<ImportAnswer>> {
    app.ledger_import_permit(who.asker).await?;
    let bytes = bytes_of(request.into_body(), IMPORT_BYTES_MAX).await?.to_vec();
    let (case, kind) = (app.clone(), query.kind);
    let answer = if query.apply == 1 {
        let wish = ImportWish {
            kind,
            bytes,
            seen_plan: query.plan,
        };
        app.run(async move { case.ledger_import_by(who.asker, wish).await })
            .await?
    } else {
        app.ledger_import_plan_by(who.asker, kind, bytes).await?
    };
    let errors = answer.plan.errors().clone();
    refused_with_errors(answer, &errors).map(Answer)
}

/// What is wanted of a file of the case system.
#[derive(Debug, Clone, Deserialize)]
pub struct CaseImportQuery {
    /// What it tells of.
    kind: CaseImportKind,
    /// 1 imports, 0 only looks.
    #[serde(default)]
    apply: u8,
    /// Digest of the plan that was seen before.
    plan: Option<Sha256Digest>,
}

/// Shows what a file of the case system tells, or takes it: all of it or nothing.
pub async fn cases(
    State(app): State<App>,
    who: Who,
    Params(query): Params<CaseImportQuery>,
    request: Request,
) -> AppResult<Answer<CaseImportAnswer>> {
    app.case_import_permit(who.asker).await?;
    let bytes = bytes_of(request.into_body(), IMPORT_BYTES_MAX).await?.to_vec();
    let (case, kind) = (app.clone(), query.kind);
    let answer = if query.apply == 1 {
        let seen_plan = query.plan;
        let wish = CaseImportWish { kind, bytes, seen_plan };
        app.run(async move { case.case_import_by(who.asker, wish).await })
            .await?
    } else {
        app.case_import_plan_by(who.asker, (kind, bytes)).await?
    };
    let errors = answer.plan.errors.clone();
    refused_with_errors(answer, &errors).map(Answer)
}
