//! The act catalogue: the version of a day, every version, a new one from the raw bytes of a file.

use axum::extract::{Request, State};
use chrono::NaiveDate;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ledger_import::catalogue::CatalogueFormat;
use evidence_schema::limits::IMPORT_BYTES_MAX;
use evidence_schema::wire::catalogue::{CatalogueAnswer, CatalogueVersions, CatalogueView};
use serde::Deserialize;

use crate::app::catalogue::{CatalogueWish, StatedFile, Which};
use crate::app::ledger::importing::refused_with_errors;
use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Params, Who, bytes_of};

/// Which version is wanted.
#[derive(Debug, Clone, Deserialize)]
pub struct CatalogueQuery {
    /// The one that is in force on this day; today's without it.
    on: Option<NaiveDate>,
    /// The one with this number; 0 is the preset.
    number: Option<u64>,
}

/// One version with its types of act.
pub async fn one(
    State(app): State<App>,
    who: Who,
    Params(query): Params<CatalogueQuery>,
) -> AppResult<Answer<CatalogueView>> {
    let which = Which::of(query.number, query.on);
    app.catalogue_by(who.asker, which).await.map(Answer)
}

/// Every version.
pub async fn versions(State(app): State<App>, who: Who) -> AppResult<Answer<CatalogueVersions>> {
    app.catalogue_versions_by(who.asker).await.map(Answer)
}

/// What is wanted of a file.
#[derive(Debug, Clone, Deserialize)]
pub struct StatingQuery {
    /// Which kind of file it is.
    format: CatalogueFormat,
    /// The first day on which the version is in force.
    from: NaiveDate,
    /// Why it is stated.
    reason: String,
    /// 1 states it, 0 only looks.
    #[serde(default)]
    apply: u8,
    /// Digest of the plan that was seen before.
    plan: Option<Sha256Digest>,
}

/// Shows what a file would change, or states it as a new version: all of it or nothing.
pub async fn state(
    State(app): State<App>,
    who: Who,
    Params(query): Params<StatingQuery>,
    request: Request,
) -> AppResult<Answer<CatalogueAnswer>> {
    app.catalogue_permit(who.asker).await?;
    let file = StatedFile {
        format: query.format,
        bytes: bytes_of(request.into_body(), IMPORT_BYTES_MAX).await?.to_vec(),
        from: query.from,
        reason: query.reason,
    };
    let (case, seen_plan) = (app.clone(), query.plan);
    let answer = if query.apply == 1 {
        let wish = CatalogueWish { file, seen_plan };
        app.run(async move { case.catalogue_state_by(who.asker, wish).await })
            .await?
    } else {
        app.catalogue_plan_by(who.asker, file).await?
    };
    let errors = answer.plan.errors.clone();
    refused_with_errors(answer, &errors).map(Answer)
}
