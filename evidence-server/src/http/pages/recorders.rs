//! Recorders: which are known, to which unit each is bound and what became of it; registering and binding one.

use std::str::FromStr;

use axum::response::Response;
use evidence_schema::ids::RecorderId;
use evidence_schema::ledger::DeviceState;
use evidence_schema::wire::ledger::DeviceDraft;

use super::form::Submitted;
use super::ledger::{Change, may_manage};
use super::views::ledger::Choices;
use super::views::problem::FormErrors;
use super::views::recorders::{DeviceForm, RecorderDraft, RecorderLine, RecordersPage};
use super::visit::{Visit, done};
use super::words::Key;
use crate::app::{AppError, AppResult};
use crate::http::extract::{Id, Params};

/// What was typed into which form of the page.
#[derive(Default)]
struct Filled {
    draft: RecorderDraft,
    errors: FormErrors,
    device: Option<DeviceForm>,
    shown: Change,
}

async fn page(visit: &Visit, filled: Filled) -> AppResult<RecordersPage> {
    let shown = &filled.shown;
    let (recorders, next) = visit.app.recorders_page(visit.asker(), shown.wanted()).await?;
    let bound = visit.app.devices_bound(visit.asker()).await?;
    let units = visit.app.units(visit.asker()).await?;
    let lines = recorders.iter().map(|row| {
        let names = (row.serial.as_str(), row.title.as_str());
        RecorderLine::new(visit.t, (row.id, names, row.added_at), bound.get(&row.id)).of_units(&units)
    });
    Ok(RecordersPage {
        t: visit.t,
        frame: visit.frame(Key("nav-recorders")),
        recorders: lines.collect(),
        next: next.map(|after| shown.next("/recorders", &after)),
        is_further: !filled.shown.after.is_empty(),
        words: filled.shown.q,
        may_manage: may_manage(visit),
        draft: filled.draft,
        errors: filled.errors,
        device: filled.device,
        choices: Choices::of_units(&units),
    })
}

/// What is on file of one recorder, to be changed.
async fn device_on_file(visit: &Visit, id: RecorderId) -> AppResult<Option<DeviceForm>> {
    let recorders = visit.app.recorders(visit.asker()).await?;
    let Some(recorder) = recorders.into_iter().find(|recorder| recorder.id == id) else {
        return Ok(None);
    };
    let bound = visit.app.devices_bound(visit.asker()).await?;
    Ok(Some(DeviceForm::on_file((id, &recorder.serial), bound.get(&id))))
}

/// A page of recorders.
pub async fn list(visit: Visit, Params(query): Params<Change>) -> AppResult<Response> {
    let device = match query.change.parse() {
        Ok(id) if may_manage(&visit) => device_on_file(&visit, id).await?,
        _ => None,
    };
    let filled = Filled {
        device,
        shown: query,
        ..Filled::default()
    };
    visit.show(&page(&visit, filled).await?)
}

/// Registers one.
pub async fn add(form: Submitted) -> AppResult<Response> {
    let visit = &form.visit;
    let draft = RecorderDraft {
        serial: form.text("serial").to_owned(),
        title: form.text("title").to_owned(),
    };
    let add = visit.app.recorder_add_by(visit.asker(), &draft.serial, &draft.title);
    match add.await {
        Ok(_) => Ok(done("/recorders", "recorder")),
        Err(error) => {
            let errors = FormErrors::of(visit.t, error)?;
            let status = errors.status();
            let filled = Filled {
                draft,
                errors,
                ..Filled::default()
            };
            visit.show_as(status, &page(visit, filled).await?)
        }
    }
}

fn chosen<T: FromStr>(form: &Submitted, field: &str) -> AppResult<T> {
    let chosen = form.text(field).parse();
    chosen.map_err(|_| AppError::invalid(field, "Choose one of the list."))
}

async fn device_typed(id: RecorderId, form: &Submitted) -> AppResult<()> {
    let draft = DeviceDraft {
        unit_number: form.text("unit_number").to_owned(),
        kind: chosen(form, "kind")?,
        state: chosen(form, "state")?,
        note: form.owned("note"),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let put = form
        .visit
        .app
        .run(async move { case.device_put(asker, id, draft).await });
    put.await
}

/// Whether it was said to be lost or damaged: what is missing of it is shown at once.
fn is_gone(form: &Submitted) -> bool {
    matches!(form.text("state").parse(), Ok(DeviceState::Lost | DeviceState::Damaged))
}

/// Binds one to a unit, or says what became of it.
pub async fn device(Id(id): Id<RecorderId>, form: Submitted) -> AppResult<Response> {
    let visit = &form.visit;
    match device_typed(id, &form).await {
        Ok(()) if is_gone(&form) => Ok(done(&format!("/recorders/{id}/expected"), "device")),
        Ok(()) => Ok(done("/recorders", "device")),
        Err(error) => {
            let errors = FormErrors::of(visit.t, error)?;
            let status = errors.status();
            let held = device_on_file(visit, id).await?;
            let filled = Filled {
                device: held.map(|held| held.typed(|field| form.text(field).to_owned(), errors)),
                ..Filled::default()
            };
            visit.show_as(status, &page(visit, filled).await?)
        }
    }
}
