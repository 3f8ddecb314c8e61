//! Docks talk here.

use axum::extract::State;
use axum::http::StatusCode;
use evidence_schema::ids::DockId;
use evidence_schema::wire::claims::{ClaimAnswer, ClaimReports, DockRoster, DockUnitDraft};
use evidence_schema::wire::clearing::{ClearingAnswer, ClearingQuestion, ErasureAnswer, ErasureReports};
use evidence_schema::wire::docks::{
    DockAlarm, DockingAnswer, DockingReports, EnrollAnswer, EnrollRequest, Offer, OfferAnswer,
};

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Body, Id, Who};

/// A dock brings its one-time token and its public key.
pub async fn enroll(
    State(app): State<App>,
    Body(request): Body<EnrollRequest>,
) -> AppResult<(StatusCode, Answer<EnrollAnswer>)> {
    let case = app.clone();
    let answer = app.run(async move { case.dock_enroll(request).await }).await?;
    Ok((StatusCode::CREATED, Answer(answer)))
}

/// A dock offers captures.
pub async fn offer(State(app): State<App>, who: Who, Body(offer): Body<Offer>) -> AppResult<Answer<OfferAnswer>> {
    let case = app.clone();
    app.run(async move { case.dock_offer(who.asker, offer).await })
        .await
        .map(Answer)
}

/// A dock reports its dockings.
pub async fn dockings(
    State(app): State<App>,
    who: Who,
    Body(reports): Body<DockingReports>,
) -> AppResult<Answer<DockingAnswer>> {
    let case = app.clone();
    app.run(async move { case.dockings_report(who.asker, reports).await })
        .await
        .map(Answer)
}

/// A dock raises an alarm.
pub async fn alarm(State(app): State<App>, who: Who, Body(alarm): Body<DockAlarm>) -> AppResult<StatusCode> {
    let case = app.clone();
    app.run(async move { case.dock_alarm(who.asker, alarm).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A dock asks for policy and facts before it erases files from recorders.
pub async fn clearing(
    State(app): State<App>,
    who: Who,
    Body(question): Body<ClearingQuestion>,
) -> AppResult<Answer<ClearingAnswer>> {
    app.clearing_facts(who.asker, question).await.map(Answer)
}

/// A dock tells which files it erased.
pub async fn erasures(
    State(app): State<App>,
    who: Who,
    Body(reports): Body<ErasureReports>,
) -> AppResult<Answer<ErasureAnswer>> {
    let case = app.clone();
    app.run(async move { case.erasures_record(who.asker, reports).await })
        .await
        .map(Answer)
}

/// A dock fetches what it needs to ask whose a recorder was.
pub async fn roster(State(app): State<App>, who: Who) -> AppResult<Answer<DockRoster>> {
    app.dock_roster(who.asker).await.map(Answer)
}

/// A dock sends what people said at its screen.
pub async fn claims(
    State(app): State<App>,
    who: Who,
    Body(reports): Body<ClaimReports>,
) -> AppResult<Answer<ClaimAnswer>> {
    let case = app.clone();
    app.run(async move { case.claims_record(who.asker, reports).await })
        .await
        .map(Answer)
}

/// An administrator binds a dock to a unit.
pub async fn unit(
    State(app): State<App>,
    who: Who,
    Id(id): Id<DockId>,
    Body(draft): Body<DockUnitDraft>,
) -> AppResult<StatusCode> {
    let case = app.clone();
    app.run(async move { case.dock_unit_set(who.asker, id, &draft.unit_number).await })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
