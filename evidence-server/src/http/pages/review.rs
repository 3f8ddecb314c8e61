//! Review: the two gates of a case file, sending and closing, opinions; coverage sheets, and what was signed.

use axum::response::IntoResponse;
use axum::response::{Redirect, Response};
use evidence_schema::custody::record::RecordKind;
use evidence_schema::dictionary::Named;
use evidence_schema::ids::{ActId, CaseId, RecordId};
use evidence_schema::rules::access::Action;
use evidence_schema::rules::case_states::{Step, StepRefusal};
use evidence_schema::rules::review::Gate;
use evidence_schema::wire::case_states::{CaseStateView, StepDraft};
use evidence_schema::wire::problem::ProblemCode;
use evidence_schema::wire::review::{BundleDraft, OpinionDraft, SettlingDraft};

use super::form::Submitted;
use super::show;
use super::views::cases::CaseLine;
use super::views::problem::FormErrors;
use super::views::review::{BundlePage, GateCard, OpinionsPage, ReviewPage, SheetPage, state_words};
use super::visit::{Visit, done};
use crate::app::{AppError, AppResult};
use crate::http::extract::{Id, Ids};

/// The two gates, and why a step cannot be taken now whatever is recorded.
async fn gates(visit: &Visit, id: CaseId, states: &CaseStateView) -> AppResult<(GateCard, GateCard)> {
    let (app, asker, t) = (&visit.app, visit.asker(), visit.t);
    let word = |refusal: StepRefusal| {
        if t.is_english() {
            refusal.english()
        } else {
            refusal.chinese()
        }
        .to_owned()
    };
    let is_other = !visit.may(Action::ChangeCase);
    let not_now = |refusal: Option<StepRefusal>| {
        let others = is_other.then(|| t.say("legal-review-not-yours"));
        refusal.map(word).or(others)
    };
    let submit = app.gate_seen(asker, (id, Gate::Submit)).await?;
    let close = app.gate_seen(asker, (id, Gate::Close)).await?;
    Ok((
        GateCard::new(t, (id, &submit), not_now(states.not_sent_because)),
        GateCard::new(t, (id, &close), not_now(states.not_closed_because)),
    ))
}

/// Documents of the case file that stand: address and title.
async fn documents(visit: &Visit, id: CaseId) -> AppResult<Vec<(String, String)>> {
    let documents = visit.app.documents(visit.asker(), id).await?.documents.into_iter();
    let standing = documents.filter(|one| !one.is_withdrawn);
    Ok(standing
        .map(|one| (one.document_id.to_string(), show::name(&one.title)))
        .collect())
}

async fn page(visit: &Visit, id: CaseId, errors: FormErrors) -> AppResult<ReviewPage> {
    let (app, asker, t) = (&visit.app, visit.asker(), visit.t);
    let view = app.review(asker, id).await?;
    let case = CaseLine::new(t, &app.case_detail(asker, id).await?.case);
    let states = app.case_states(asker, id).await?;
    let (submit, close) = gates(visit, id, &states).await?;
    let (bundles, opinions) = ReviewPage::told(t, &view);
    Ok(ReviewPage {
        frame: visit.frame_titled(&case.number),
        state: states.state.as_str(),
        state_words: state_words(t, states.state),
        submit,
        close,
        review_of: bundles.first().filter(|_| view.may_review).map(|one| one.id.clone()),
        settle_of: opinions.first().filter(|_| view.may_settle).map(|one| one.id.clone()),
        due: view.opinion_due.map(show::moment),
        documents: documents(visit, id).await?,
        t,
        case,
        bundles,
        opinions,
        errors,
    })
}

/// The page of a case file's review.
pub async fn one(visit: Visit, Id(id): Id<CaseId>) -> AppResult<Response> {
    visit.show(&page(&visit, id, FormErrors::default()).await?)
}

/// The page again, with what was wrong; a refusal of a gate stands on it anyway.
async fn again(form: &Submitted, id: CaseId, error: AppError) -> AppResult<Response> {
    let errors = match error.code {
        ProblemCode::Conflict | ProblemCode::FieldsInvalid => {
            FormErrors::of(form.visit.t, error)?.keeping(form.typed())
        }
        _ => return Err(error),
    };
    let status = errors.status();
    form.visit.show_as(status, &page(&form.visit, id, errors).await?)
}

/// Sends a case file for review.
pub async fn send(Id(id): Id<CaseId>, form: Submitted) -> AppResult<Response> {
    let draft = BundleDraft {
        remark: form.owned("remark"),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let send = form
        .visit
        .app
        .run(async move { case.bundle_send(asker, id, draft).await });
    match send.await {
        Ok(_) => Ok(done(&format!("/cases/{id}/review"), "legal-sent")),
        Err(error) => again(&form, id, error).await,
    }
}

/// Closes a case file.
pub async fn close(Id(id): Id<CaseId>, form: Submitted) -> AppResult<Response> {
    let draft = StepDraft {
        step: Step::Closed,
        happened_at: None,
        act_id: None,
        takes_back: None,
        document: None,
        approved_by: None,
        went: Vec::new(),
        reason: form.owned("reason"),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let close = form
        .visit
        .app
        .run(async move { case.step_state(asker, id, draft).await });
    match close.await {
        Ok(_) => Ok(done(&format!("/cases/{id}/review"), "case-closed")),
        Err(error) => again(&form, id, error).await,
    }
}

fn outcome(form: &Submitted) -> AppResult<evidence_schema::wire::review::ReviewOutcome> {
    let wrong = |_| AppError::invalid("outcome", "Choose one of the list.");
    form.text("outcome").parse().map_err(wrong)
}

fn opinion_draft(form: &Submitted) -> AppResult<OpinionDraft> {
    let counsel = form.given("counsel_document_id").map(str::parse).transpose();
    Ok(OpinionDraft {
        record_id: form
            .text("record_id")
            .parse()
            .map_err(|_| AppError::not_found("record"))?,
        outcome: outcome(form)?,
        text: form.text("text").to_owned(),
        counsel_document_id: counsel.map_err(|_| AppError::not_found("document"))?,
    })
}

async fn opinion_given(id: CaseId, form: &Submitted) -> AppResult<()> {
    let draft = opinion_draft(form)?;
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let give = form
        .visit
        .app
        .run(async move { case.opinion_give(asker, id, draft).await });
    give.await.map(|_| ())
}

/// Writes the opinion on the newest bundle.
pub async fn give(Id(id): Id<CaseId>, form: Submitted) -> AppResult<Response> {
    match opinion_given(id, &form).await {
        Ok(()) => Ok(done(&format!("/cases/{id}/review"), "legal-opinion")),
        Err(error) => again(&form, id, error).await,
    }
}

async fn settled(id: CaseId, form: &Submitted) -> AppResult<()> {
    let draft = SettlingDraft {
        opinion_id: form
            .text("opinion_id")
            .parse()
            .map_err(|_| AppError::not_found("opinion"))?,
        outcome: outcome(form)?,
        text: form.text("text").to_owned(),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let settle = form
        .visit
        .app
        .run(async move { case.opinion_settle(asker, id, draft).await });
    settle.await.map(|_| ())
}

/// Settles a disagreement about an opinion.
pub async fn settle(Id(id): Id<CaseId>, form: Submitted) -> AppResult<Response> {
    match settled(id, &form).await {
        Ok(()) => Ok(done(&format!("/cases/{id}/review"), "legal-settled")),
        Err(error) => again(&form, id, error).await,
    }
}

/// Makes a coverage sheet of an act, and shows it.
pub async fn make_sheet(Ids(id, act): Ids<CaseId, ActId>, form: Submitted) -> AppResult<Response> {
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let make = form
        .visit
        .app
        .run(async move { case.sheet_make(asker, (id, act)).await });
    let view = make.await?;
    Ok(Redirect::to(&format!("/records/{}", view.record_id)).into_response())
}

/// What was signed: a bundle or a coverage sheet, to be read and printed.
pub async fn record(visit: Visit, Id(id): Id<RecordId>) -> AppResult<Response> {
    let (asker, t) = (visit.asker(), visit.t);
    let signed = visit.app.record_seen(asker, id).await?;
    let case = visit.app.case_detail(asker, signed.view.case_id).await?.case;
    let case = CaseLine::new(t, &case);
    let origin = visit.app.log_origin();
    let frame = visit.frame_titled(&signed.record.case_number);
    if signed.view.record == RecordKind::Bundle {
        let differences = visit.app.record_differences(asker, id).await?;
        let page = BundlePage::new((t, frame), (case, &signed), (&origin, &differences))?;
        return visit.show(&page);
    }
    visit.show(&SheetPage::new((t, frame), (case, &signed), &origin)?)
}

/// The written opinions on a case file, to be printed.
pub async fn opinions(visit: Visit, Id(id): Id<CaseId>) -> AppResult<Response> {
    let view = visit.app.review(visit.asker(), id).await?;
    let case = visit.app.case_detail(visit.asker(), id).await?.case;
    visit.show(&OpinionsPage::new(
        (visit.t, visit.frame_titled(&case.number)),
        CaseLine::new(visit.t, &case),
        &view,
    ))
}
