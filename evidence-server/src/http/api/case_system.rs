//! The case system's side: telling of a case file, looking one up, asking what it lacks.

use axum::extract::State;
use evidence_schema::wire::case_system::{CaseTellAnswer, CaseTold, Readiness};

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Body, Rest, Who};

/// Takes what the case system tells; the same body again changes nothing.
pub async fn tell(
    State(app): State<App>,
    who: Who,
    Rest(number): Rest,
    Body(told): Body<CaseTold>,
) -> AppResult<Answer<CaseTellAnswer>> {
    let case = app.clone();
    let tell = app.run(async move { case.case_tell(who.asker, &number, told).await });
    tell.await.map(Answer)
}

/// What a case file lacks, by its number or id.
pub async fn readiness(State(app): State<App>, who: Who, Rest(named): Rest) -> AppResult<Answer<Readiness>> {
    app.case_readiness(who.asker, &named).await.map(Answer)
}
