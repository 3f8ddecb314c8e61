//! How many recorders a unit has, how much they are used, and which footage of a recorder is missing.

use axum::extract::State;
use evidence_schema::ids::{RecorderId, UnitId};
use evidence_schema::wire::expected::ExpectedFootage;
use evidence_schema::wire::usage::UnitUseReport;

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Id, Who};

/// A unit with every unit below it.
pub async fn of_unit(State(app): State<App>, who: Who, Id(id): Id<UnitId>) -> AppResult<Answer<UnitUseReport>> {
    app.unit_use(who.asker, id).await.map(Answer)
}

/// Footage of a recorder that ledger and acts expect and nobody has.
pub async fn expected(State(app): State<App>, who: Who, Id(id): Id<RecorderId>) -> AppResult<Answer<ExpectedFootage>> {
    app.recorder_expected(who.asker, id).await.map(Answer)
}
