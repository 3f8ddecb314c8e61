//! Officers: shown to everybody signed in, added and changed by administrators; never deleted.

use axum::response::Response;
use evidence_schema::wire::ledger::{OfficerDraft, OfficerView};

use super::super::form::Submitted;
use super::super::show::day;
use super::super::views::ledger::officers::{OfficerLine, OfficerText, OfficersPage};
use super::super::views::problem::FormErrors;
use super::super::visit::{Visit, done};
use super::super::words::Key;
use super::{Change, choices, may_manage};
use crate::app::AppResult;
use crate::http::extract::Params;

async fn page(visit: &Visit, shown: &Change, (draft, errors): (OfficerText, FormErrors)) -> AppResult<OfficersPage> {
    let (officers, next) = visit.app.officers_page(visit.asker(), shown.wanted()).await?;
    let names = visit.app.unit_names(visit.asker()).await?;
    let choices = choices(visit).await?;
    let today = day(visit.app.now());
    let line = |officer: &OfficerView| OfficerLine::new(visit.t, &names, (officer, today));
    Ok(OfficersPage {
        t: visit.t,
        frame: visit.frame(Key("nav-officers")),
        officers: officers.iter().map(line).collect(),
        next: next.map(|after| shown.next("/officers", &after)),
        words: shown.q.clone(),
        is_further: !shown.after.is_empty(),
        may_manage: may_manage(visit),
        draft,
        errors,
        choices,
    })
}

/// A page of officers.
pub async fn list(visit: Visit, Params(query): Params<Change>) -> AppResult<Response> {
    let is_change = may_manage(&visit) && !query.change.is_empty();
    let held = if is_change {
        visit.app.officer_on_file(visit.asker(), &query.change).await?
    } else {
        None
    };
    let draft = held.map_or_else(empty, OfficerText::on_file);
    visit.show(&page(&visit, &query, (draft, FormErrors::default())).await?)
}

/// Most officers inspect on site.
fn empty() -> OfficerText {
    OfficerText {
        is_inspecting: true,
        ..OfficerText::default()
    }
}

fn typed(form: &Submitted) -> OfficerText {
    let text = |field: &str| form.text(field).to_owned();
    OfficerText {
        number: text("number"),
        name: text("name"),
        unit_number: text("unit_number"),
        unit_from: text("unit_from"),
        certificate_number: text("certificate_number"),
        certificate_from: text("certificate_from"),
        certificate_to: text("certificate_to"),
        is_inspecting: form.is_ticked("is_inspecting"),
        is_assistant: form.is_ticked("is_assistant"),
        account: text("account"),
        off_duty_on: text("off_duty_on"),
        is_change: form.is_ticked("is_change"),
    }
}

async fn put_typed(form: &Submitted) -> AppResult<OfficerView> {
    let draft = OfficerDraft {
        number: form.text("number").to_owned(),
        name: form.text("name").to_owned(),
        unit_number: form.text("unit_number").to_owned(),
        unit_from: form.day("unit_from")?,
        certificate_number: form.owned("certificate_number"),
        certificate_from: form.day("certificate_from")?,
        certificate_to: form.day("certificate_to")?,
        is_inspecting: form.is_ticked("is_inspecting"),
        is_assistant: form.is_ticked("is_assistant"),
        account: form.owned("account"),
        off_duty_on: form.day("off_duty_on")?,
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let put = form.visit.app.run(async move { case.officer_put(asker, draft).await });
    put.await
}

/// Adds an officer, or changes the one with this number.
pub async fn put(form: Submitted) -> AppResult<Response> {
    match put_typed(&form).await {
        Ok(_) => Ok(done("/officers", "officer")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?;
            let status = errors.status();
            let page = page(&form.visit, &Change::default(), (typed(&form), errors)).await?;
            form.visit.show_as(status, &page)
        }
    }
}
