//! Footage of a recorder that ledger and acts expect and nobody has: looked at, changes nothing.

use axum::response::Response;
use evidence_schema::ids::RecorderId;

use super::super::views::ledger::expected::ExpectedPage;
use super::super::visit::Visit;
use crate::app::AppResult;
use crate::http::extract::Id;

/// One recorder.
pub async fn of_recorder(visit: Visit, Id(id): Id<RecorderId>) -> AppResult<Response> {
    let footage = visit.app.recorder_expected(visit.asker(), id).await?;
    let names = visit.app.ledger_names(visit.asker()).await?;
    visit.show(&ExpectedPage::new(&visit, &names, &footage))
}
