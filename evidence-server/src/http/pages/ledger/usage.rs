//! How many recorders a unit has, and how much they are used: looked at, changes nothing.

use axum::response::Response;
use evidence_schema::ids::UnitId;

use super::super::views::ledger::usage::UnitUsePage;
use super::super::visit::Visit;
use crate::app::AppResult;
use crate::http::extract::Id;

/// A unit with every unit below it.
pub async fn of_unit(visit: Visit, Id(id): Id<UnitId>) -> AppResult<Response> {
    let report = visit.app.unit_use(visit.asker(), id).await?;
    visit.show(&UnitUsePage::new(&visit, &report))
}
