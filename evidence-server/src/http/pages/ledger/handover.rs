//! One handover: all that was said of it, closing it, correcting it, that it never took place.
//!
//! What must stay true: a time that nobody changed in the form keeps the seconds that it has.

use axum::response::Response;
use evidence_schema::ids::HandoverId;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::ledger::{HandoverClosing, HandoverCorrection, HandoverView, PairSplit};

use super::super::form::Submitted;
use super::super::show::typed;
use super::super::views::ledger::handovers::{CloseForm, HandoverForms, HandoverPageView, ReasonForm, Version};
use super::super::views::problem::FormErrors;
use super::super::visit::{Visit, done};
use super::super::words::Key;
use super::handovers::{draft, form_typed};
use super::{may_work, names_and_choices};
use crate::app::{AppError, AppResult};
use crate::http::extract::Id;

/// Everything that was said, oldest first, and what was said last.
async fn said(visit: &Visit, id: HandoverId) -> AppResult<(Vec<HandoverView>, HandoverView)> {
    let views = visit.app.handover(visit.asker(), id).await?;
    let last = views.last().cloned().ok_or_else(|| AppError::not_found("handover"))?;
    Ok((views, last))
}

/// The page, with the forms as somebody filled them.
async fn page(visit: &Visit, id: HandoverId, fill: impl FnOnce(&mut HandoverForms)) -> AppResult<HandoverPageView> {
    let (views, last) = said(visit, id).await?;
    let (names, choices) = names_and_choices(visit).await?;
    let mut forms = HandoverForms::of(&names, &last);
    if last.to.is_none() {
        forms.close.to = typed(visit.app.now());
    }
    fill(&mut forms);
    forms.correct = forms.correct.with_room();
    let version = |view: &HandoverView| Version::new(visit.t, &names, view);
    Ok(HandoverPageView {
        t: visit.t,
        frame: visit.frame(Key("nav-handovers")),
        now: version(&last),
        versions: views.iter().rev().map(version).collect(),
        may_work: may_work(visit),
        forms,
        choices,
    })
}

/// One handover.
pub async fn one(visit: Visit, Id(id): Id<HandoverId>) -> AppResult<Response> {
    visit.show(&page(&visit, id, |_| {}).await?)
}

/// The time in a field; the one on file where the field still says it.
fn time_kept(form: &Submitted, field: &str, held: Option<Timestamp>) -> AppResult<Option<Timestamp>> {
    let is_kept = held.map(typed).as_deref() == form.given(field);
    if is_kept { Ok(held) } else { form.moment(field) }
}

fn split_typed(form: &Submitted, last: &HandoverView, serial_of: impl Fn(&str) -> String) -> AppResult<PairSplit> {
    let at = form.moment("parted")?;
    let at = at.ok_or_else(|| AppError::invalid("parted", "Say when they parted."))?;
    let with = |who: &str| {
        let ids = last.recorder_ids.iter().map(ToString::to_string);
        ids.filter(|id| form.text(&format!("with-{id}")) == who)
            .map(|id| serial_of(&id))
            .collect()
    };
    Ok(PairSplit {
        at,
        lead_serials: with("lead"),
        assisting_serials: with("assisting"),
    })
}

async fn close_typed(id: HandoverId, form: &Submitted) -> AppResult<HandoverView> {
    let visit = &form.visit;
    let (_, last) = said(visit, id).await?;
    let names = visit.app.ledger_names(visit.asker()).await?;
    let serial_of = |id: &str| {
        let known = id.parse().ok().and_then(|id| names.recorders.get(&id));
        known.map(|named| named.number.clone()).unwrap_or_default()
    };
    let is_split = form.text("together") == "no";
    let closing = HandoverClosing {
        to: form.moment("to")?,
        split: is_split.then(|| split_typed(form, &last, serial_of)).transpose()?,
    };
    let (case, asker) = (visit.app.clone(), visit.asker());
    let close = visit
        .app
        .run(async move { case.handover_close(asker, id, closing).await });
    close.await
}

/// Closes it; a pair that was not together all the time is split.
pub async fn close(Id(id): Id<HandoverId>, form: Submitted) -> AppResult<Response> {
    let is_split = form.text("together") == "no";
    match close_typed(id, &form).await {
        Ok(_) => Ok(done(
            &format!("/handovers/{id}"),
            if is_split { "split" } else { "closed" },
        )),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?;
            let status = errors.status();
            let page = page(&form.visit, id, |forms| fill_close(&mut forms.close, &form, errors)).await?;
            form.visit.show_as(status, &page)
        }
    }
}

fn fill_close(close: &mut CloseForm, form: &Submitted, errors: FormErrors) {
    form.text("to").clone_into(&mut close.to);
    form.text("parted").clone_into(&mut close.parted);
    close.is_split = form.text("together") == "no";
    for (id, _, with) in &mut close.recorders {
        form.text(&format!("with-{id}")).clone_into(with);
    }
    close.errors = errors;
}

async fn correct_typed(id: HandoverId, form: &Submitted) -> AppResult<HandoverView> {
    let visit = &form.visit;
    let (_, last) = said(visit, id).await?;
    let mut wanted = draft(form)?;
    // An empty field would mean now; in a correction it is a slip.
    wanted.from = time_kept(form, "from", Some(last.from))?.or(Some(last.from));
    wanted.to = time_kept(form, "to", last.to)?;
    correction(form, id, Some(wanted)).await
}

async fn correction(
    form: &Submitted,
    id: HandoverId,
    handover: Option<evidence_schema::wire::ledger::HandoverDraft>,
) -> AppResult<HandoverView> {
    let correction = HandoverCorrection {
        handover,
        reason: form.text("reason").to_owned(),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let correct = form
        .visit
        .app
        .run(async move { case.handover_correct(asker, id, correction).await });
    correct.await
}

/// Another version of it; the older ones stay.
pub async fn correct(Id(id): Id<HandoverId>, form: Submitted) -> AppResult<Response> {
    match correct_typed(id, &form).await {
        Ok(_) => Ok(done(&format!("/handovers/{id}"), "corrected")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?;
            let status = errors.status();
            let page = page(&form.visit, id, |forms| forms.correct = form_typed(&form, errors)).await?;
            form.visit.show_as(status, &page)
        }
    }
}

/// It never took place.
pub async fn never(Id(id): Id<HandoverId>, form: Submitted) -> AppResult<Response> {
    match correction(&form, id, None).await {
        Ok(_) => Ok(done(&format!("/handovers/{id}"), "never")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?;
            let status = errors.status();
            let reason = form.text("reason").to_owned();
            let page = page(&form.visit, id, |forms| forms.never = ReasonForm { reason, errors }).await?;
            form.visit.show_as(status, &page)
        }
    }
}
