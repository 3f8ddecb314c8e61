//! The list of handovers, and opening one.

use axum::response::Response;
use evidence_schema::ledger::LedgerSource;
use evidence_schema::rules::access::Asker;
use evidence_schema::wire::ledger::{HandoverDraft, HandoverView};
use serde::Deserialize;

use super::super::form::Submitted;
use super::super::show::typed;
use super::super::views::ledger::handovers::{HandoverForm, HandoversPage, Version};
use super::super::views::problem::FormErrors;
use super::super::visit::{Visit, done};
use super::super::words::Key;
use super::{may_work, names_and_choices};
use crate::app::{AppError, AppResult};
use crate::http::extract::Params;

const DAY_MS: i64 = 24 * 3600 * 1000;
const DAYS_SHOWN: u64 = 7;
const DAYS_SHOWN_MAX: u64 = 366;

/// How far back the list goes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Back {
    days: Option<u64>,
}

impl Back {
    fn days(&self) -> u64 {
        self.days.unwrap_or(DAYS_SHOWN).clamp(1, DAYS_SHOWN_MAX)
    }
}

async fn page(visit: &Visit, days: u64, form: HandoverForm) -> AppResult<HandoversPage> {
    let now = visit.app.now();
    let back_ms = i64::try_from(days).map_err(AppError::internal)? * DAY_MS;
    let ends = (now.plus_ms(-back_ms).unwrap_or(now), now.plus_ms(DAY_MS).unwrap_or(now));
    let found = visit.app.handovers(visit.asker(), ends).await?.handovers;
    let (names, choices) = names_and_choices(visit).await?;
    Ok(HandoversPage {
        t: visit.t,
        frame: visit.frame(Key("nav-handovers")),
        handovers: found.iter().map(|view| Version::new(visit.t, &names, view)).collect(),
        days,
        may_work: may_work(visit),
        form: form.with_room(),
        choices,
    })
}

/// Handovers of the last days, newest first.
pub async fn list(visit: Visit, Params(back): Params<Back>) -> AppResult<Response> {
    let form = HandoverForm {
        from: typed(visit.app.now()),
        ..HandoverForm::default()
    };
    visit.show(&page(&visit, back.days(), form).await?)
}

/// Serials, one or several in a field.
pub fn serials(form: &Submitted) -> Vec<String> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；');
    let typed = form.all("recorder_serials").flat_map(|text| text.split(is_between));
    typed
        .filter(|serial| !serial.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

/// What was typed, to be shown again.
pub fn form_typed(form: &Submitted, errors: FormErrors) -> HandoverForm {
    let text = |field: &str| form.text(field).to_owned();
    HandoverForm {
        lead: text("lead_number"),
        assisting: text("assisting_number"),
        unit: text("unit_number"),
        serials: serials(form),
        from: text("from"),
        to: text("to"),
        reason: text("reason"),
        errors,
    }
}

/// What was typed, as a draft.
///
/// # Errors
/// When a time cannot be read.
pub fn draft(form: &Submitted) -> AppResult<HandoverDraft> {
    Ok(HandoverDraft {
        unit_number: form.owned("unit_number"),
        lead_number: form.text("lead_number").to_owned(),
        assisting_number: form.owned("assisting_number"),
        recorder_serials: serials(form),
        from: form.moment("from")?,
        to: form.moment("to")?,
    })
}

async fn open_typed(form: &Submitted) -> AppResult<HandoverView> {
    let draft = draft(form)?;
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let source = match asker {
        Asker::Dock(_) => LedgerSource::Dock,
        _ => LedgerSource::Page,
    };
    let open = form
        .visit
        .app
        .run(async move { case.handover_open(asker, source, draft).await });
    open.await
}

/// Opens a handover, or enters one that is over.
pub async fn open(form: Submitted) -> AppResult<Response> {
    match open_typed(&form).await {
        Ok(opened) => Ok(done(&format!("/handovers/{}", opened.handover_id), "opened")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?;
            let status = errors.status();
            let page = page(&form.visit, DAYS_SHOWN, form_typed(&form, errors)).await?;
            form.visit.show_as(status, &page)
        }
    }
}
