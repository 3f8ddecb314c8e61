//! Recorders: which are known, registering one.

use axum::response::Response;
use evidence_schema::people::Role;

use super::form::Submitted;
use super::show::{moment, name};
use super::views::problem::FormErrors;
use super::views::recorders::{RecorderDraft, RecorderLine, RecordersPage};
use super::visit::{Visit, done};
use super::words::Key;
use crate::app::AppResult;

async fn page(visit: &Visit, draft: RecorderDraft, errors: FormErrors) -> AppResult<RecordersPage> {
    let mut recorders = visit.app.recorders(visit.asker()).await?;
    recorders.sort_by(|a, b| a.serial.cmp(&b.serial));
    let lines = recorders.iter().map(|recorder| RecorderLine {
        serial: name(&recorder.serial),
        title: name(&recorder.title),
        is_active: recorder.is_active,
        added: moment(recorder.added_at),
    });
    Ok(RecordersPage {
        t: visit.t,
        frame: visit.frame(Key("nav-recorders")),
        recorders: lines.collect(),
        may_manage: visit.role() == Some(Role::Administrator),
        draft,
        errors,
    })
}

/// Every recorder.
pub async fn list(visit: Visit) -> AppResult<Response> {
    visit.show(&page(&visit, RecorderDraft::default(), FormErrors::default()).await?)
}

/// Registers one.
pub async fn add(form: Submitted) -> AppResult<Response> {
    let visit = &form.visit;
    let draft = RecorderDraft {
        serial: form.text("serial").to_owned(),
        title: form.text("title").to_owned(),
    };
    match visit
        .app
        .recorder_add_by(visit.asker(), &draft.serial, &draft.title)
        .await
    {
        Ok(_) => Ok(done("/recorders", "recorder")),
        Err(error) => {
            let errors = FormErrors::of(visit.t, error)?;
            let status = errors.status();
            visit.show_as(status, &page(visit, draft, errors).await?)
        }
    }
}
