//! The unit tree: shown to everybody signed in, added to and changed by administrators.

use axum::response::Response;
use evidence_schema::wire::ledger::{UnitDraft, UnitView};

use super::super::form::Submitted;
use super::super::views::ledger::Choices;
use super::super::views::ledger::units::{UnitText, UnitsPage, tree};
use super::super::views::problem::FormErrors;
use super::super::visit::{Visit, done};
use super::super::words::Key;
use super::{Change, may_manage};
use crate::app::{AppError, AppResult};
use crate::http::extract::Params;

async fn page(visit: &Visit, units: &[UnitView], (draft, errors): (UnitText, FormErrors)) -> AppResult<UnitsPage> {
    let with_use = visit.app.units_with_use(visit.asker()).await?;
    Ok(UnitsPage {
        t: visit.t,
        frame: visit.frame(Key("nav-units")),
        units: tree(visit.t, units, &with_use),
        may_manage: may_manage(visit),
        draft,
        errors,
        choices: Choices::of_units(units),
    })
}

/// What is on file of the unit with this number; an empty form without one.
fn on_file(units: &[UnitView], number: &str) -> UnitText {
    let Some(unit) = units.iter().find(|unit| unit.number == number) else {
        return UnitText::default();
    };
    let parent = units.iter().find(|above| Some(above.unit_id) == unit.parent_id);
    UnitText {
        number: unit.number.clone(),
        name: unit.name.clone(),
        parent_number: parent.map(|unit| unit.number.clone()).unwrap_or_default(),
        erasing_is_on: unit.erasing_is_on,
        rest_hours: unit.erasing_rest_hours.to_string(),
        is_change: true,
    }
}

/// Every unit.
pub async fn list(visit: Visit, Params(query): Params<Change>) -> AppResult<Response> {
    let units = visit.app.units(visit.asker()).await?;
    let draft = on_file(&units, &query.change);
    visit.show(&page(&visit, &units, (draft, FormErrors::default())).await?)
}

fn typed(form: &Submitted) -> UnitText {
    UnitText {
        number: form.text("number").to_owned(),
        name: form.text("name").to_owned(),
        parent_number: form.text("parent_number").to_owned(),
        erasing_is_on: form.is_ticked("erasing_is_on"),
        rest_hours: form.text("erasing_rest_hours").to_owned(),
        is_change: form.is_ticked("is_change"),
    }
}

async fn put_typed(form: &Submitted) -> AppResult<UnitView> {
    let rest_hours = form.given("erasing_rest_hours").map(str::parse::<u64>).transpose();
    let draft = UnitDraft {
        number: form.text("number").to_owned(),
        name: form.text("name").to_owned(),
        parent_number: form.owned("parent_number"),
        erasing_is_on: Some(form.is_ticked("erasing_is_on")),
        erasing_rest_hours: rest_hours
            .map_err(|_| AppError::invalid("erasing_rest_hours", "A whole number of hours."))?,
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let put = form.visit.app.run(async move { case.unit_put(asker, draft).await });
    put.await
}

/// Adds a unit, or changes the one with this number.
pub async fn put(form: Submitted) -> AppResult<Response> {
    let visit = &form.visit;
    match put_typed(&form).await {
        Ok(_) => Ok(done("/units", "unit")),
        Err(error) => {
            let errors = FormErrors::of(visit.t, error)?;
            let status = errors.status();
            let units = visit.app.units(visit.asker()).await?;
            visit.show_as(status, &page(visit, &units, (typed(&form), errors)).await?)
        }
    }
}
