//! Electronic monitoring: the register, one device with its decisions, a clip as a record.

use axum::response::Response;
use chrono_tz::Asia::Shanghai;
use evidence_schema::clip::SourceKind;
use evidence_schema::ids::{ClipId, MonitorId};
use evidence_schema::monitoring::{DevicePoint, RecordPoint};
use evidence_schema::rules::access::Action;
use evidence_schema::rules::monitoring::may_be_record;
use evidence_schema::wire::monitors::{DecisionDraft, MonitorDraft, MonitorView, RecordDraft, ReviewDraft};

use super::form::Submitted;
use super::ledger::names_and_choices;
use super::views::monitors::{MonitorForm, MonitorLine, MonitorPage, MonitorsPage, RecordCard};
use super::views::problem::FormErrors;
use super::visit::{Visit, done};
use super::words::Key;
use crate::app::{AppError, AppResult};
use crate::http::extract::Id;

async fn register(visit: &Visit, form: MonitorForm) -> AppResult<MonitorsPage> {
    let (names, choices) = names_and_choices(visit).await?;
    let list = visit.app.monitors(visit.asker()).await?;
    let line = |view: &MonitorView| MonitorLine::new(visit.t, &names, view);
    Ok(MonitorsPage {
        t: visit.t,
        frame: visit.frame(Key("nav-monitors")),
        monitors: list.monitors.iter().map(line).collect(),
        may_manage: visit.may(Action::ManageMonitors),
        form,
        choices,
    })
}

/// Every device.
pub async fn list(visit: Visit) -> AppResult<Response> {
    visit.show(&register(&visit, MonitorForm::default()).await?)
}

async fn stated(form: &Submitted) -> AppResult<MonitorView> {
    let monitor_id = form.given("monitor_id").map(str::parse).transpose();
    let since = form.day("since")?;
    let draft = MonitorDraft {
        monitor_id: monitor_id.map_err(|_| AppError::not_found("monitoring device"))?,
        unit_number: form.text("unit_number").to_owned(),
        name: form.text("name").to_owned(),
        place: form.text("place").to_owned(),
        standard: form.owned("standard"),
        published: form.owned("published"),
        since: since.ok_or_else(|| AppError::invalid("since", "A day like 2026-11-21."))?,
        is_void: form.text("act") == "void",
        reason: form.owned("reason"),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let state = form
        .visit
        .app
        .run(async move { case.monitor_state(asker, draft).await });
    state.await
}

/// Enters a device, or says one anew.
pub async fn state(form: Submitted) -> AppResult<Response> {
    match stated(&form).await {
        Ok(view) => Ok(done(&format!("/monitors/{}", view.monitor_id), "monitor")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?.keeping(form.typed());
            if let Some(id) = form.given("monitor_id").and_then(|id| id.parse().ok()) {
                return refused(&form.visit, id, errors).await;
            }
            let status = errors.status();
            let typed = MonitorForm::typed(|field| form.text(field).to_owned(), errors);
            form.visit.show_as(status, &register(&form.visit, typed).await?)
        }
    }
}

async fn page(visit: &Visit, id: MonitorId, errors: FormErrors) -> AppResult<MonitorPage> {
    let names = visit.app.ledger_names(visit.asker()).await?;
    let detail = visit.app.monitor_detail(visit.asker(), id).await?;
    let today = visit.app.now().to_chrono().with_timezone(&Shanghai).date_naive();
    Ok(MonitorPage::new(
        (visit.t, visit.frame(Key("nav-monitors"))),
        (&names, &detail),
        (today.to_string(), visit.may(Action::ManageMonitors)),
        errors,
    ))
}

async fn refused(visit: &Visit, id: MonitorId, errors: FormErrors) -> AppResult<Response> {
    let status = errors.status();
    visit.show_as(status, &page(visit, id, errors).await?)
}

/// One device.
pub async fn one(visit: Visit, Id(id): Id<MonitorId>) -> AppResult<Response> {
    visit.show(&page(&visit, id, FormErrors::default()).await?)
}

async fn decided(id: MonitorId, form: &Submitted) -> AppResult<()> {
    let points: Result<Vec<DevicePoint>, _> = form.all("affirmed").map(str::parse).collect();
    let decided_on = form.day("decided_on")?;
    let draft = DecisionDraft {
        kind: form.text("kind").parse().map_err(|_| AppError::not_found("decision"))?,
        version: form
            .text("version")
            .parse()
            .map_err(|_| AppError::not_found("version"))?,
        decided_on: decided_on.ok_or_else(|| AppError::invalid("decided_on", "A day like 2026-11-21."))?,
        affirmed: points.map_err(|_| AppError::not_found("point"))?,
        remark: form.owned("remark"),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let decide = form
        .visit
        .app
        .run(async move { case.monitor_decide(asker, id, draft).await });
    decide.await.map(|_| ())
}

/// Makes a decision.
pub async fn decide(Id(id): Id<MonitorId>, form: Submitted) -> AppResult<Response> {
    match decided(id, &form).await {
        Ok(()) => Ok(done(&format!("/monitors/{id}"), "decided")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?.keeping(form.typed());
            refused(&form.visit, id, errors).await
        }
    }
}

/// The card of a clip; nothing on the page of a recorder's file.
pub async fn card(visit: &Visit, id: ClipId, source: SourceKind) -> AppResult<Option<RecordCard>> {
    if !may_be_record(source) {
        return Ok(None);
    }
    let view = visit.app.clip_record(visit.asker(), id).await?;
    let list = visit.app.monitors(visit.asker()).await?;
    let in_use = list.monitors.into_iter().filter(|one| !one.now.is_void);
    let names = in_use.map(|one| one.now.name).collect();
    Ok(Some(RecordCard::new(
        visit.t,
        (&view, names),
        visit.may(Action::ReviewRecord),
    )))
}

/// What the card of a clip sends: which device it is of, or what somebody found when they looked at it.
pub async fn record_said(id: ClipId, form: &Submitted) -> AppResult<()> {
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    if form.text("act") == "review" {
        let points: Result<Vec<RecordPoint>, _> = form.all("affirmed").map(str::parse).collect();
        let draft = ReviewDraft {
            affirmed: points.map_err(|_| AppError::not_found("point"))?,
            remark: form.owned("remark"),
        };
        let review = async move { case.record_review(asker, id, draft).await };
        return form.visit.app.run(review).await.map(|_| ());
    }
    let draft = RecordDraft {
        monitor: form.owned("monitor"),
        reason: form.owned("reason"),
    };
    let state = async move { case.record_state(asker, id, draft).await };
    form.visit.app.run(state).await.map(|_| ())
}
