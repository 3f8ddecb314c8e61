//! Explanations of what acts' footage lacks, decisions on them, the state of sites; marks in clips.

use axum::extract::State;
use axum::http::StatusCode;
use evidence_schema::ids::{ActId, CaseId, ClipId, ExplanationId, MarkId};
use evidence_schema::wire::explanations::{
    ActExplanations, ExplanationDecisionDraft, ExplanationDraft, ExplanationWork, SiteNoteDraft,
};
use evidence_schema::wire::time_marks::{TimeMarkDraft, TimeMarkList, TimeMarkRemoval};

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Body, Id, Ids, Who};

/// What waits for the asker.
pub async fn work(State(app): State<App>, who: Who) -> AppResult<Answer<ExplanationWork>> {
    app.explanation_work(who.asker).await.map(Answer)
}

/// Everything that was explained of an act.
pub async fn of_act(
    State(app): State<App>,
    who: Who,
    Ids(id, act_id): Ids<CaseId, ActId>,
) -> AppResult<Answer<ActExplanations>> {
    app.explanations_of(who.asker, (id, act_id)).await.map(Answer)
}

/// Gives an explanation.
pub async fn give(
    State(app): State<App>,
    who: Who,
    Ids(id, act_id): Ids<CaseId, ActId>,
    Body(draft): Body<ExplanationDraft>,
) -> AppResult<(StatusCode, Answer<ActExplanations>)> {
    let case = app.clone();
    let give = app.run(async move { case.explanation_give(who.asker, (id, act_id), draft).await });
    Ok((StatusCode::CREATED, Answer(give.await?)))
}

/// Says what the site looked like where a session began or ended.
pub async fn site(
    State(app): State<App>,
    who: Who,
    Ids(id, act_id): Ids<CaseId, ActId>,
    Body(draft): Body<SiteNoteDraft>,
) -> AppResult<(StatusCode, Answer<ActExplanations>)> {
    let case = app.clone();
    let state = app.run(async move { case.site_state(who.asker, (id, act_id), draft).await });
    Ok((StatusCode::CREATED, Answer(state.await?)))
}

/// Approves or refuses an explanation.
pub async fn decide(
    State(app): State<App>,
    who: Who,
    Id(id): Id<ExplanationId>,
    Body(draft): Body<ExplanationDecisionDraft>,
) -> AppResult<(StatusCode, Answer<ActExplanations>)> {
    let case = app.clone();
    let decide = app.run(async move { case.explanation_decide(who.asker, id, draft).await });
    Ok((StatusCode::CREATED, Answer(decide.await?)))
}

/// Marks of a clip.
pub async fn marks(State(app): State<App>, who: Who, Id(id): Id<ClipId>) -> AppResult<Answer<TimeMarkList>> {
    app.time_marks(who.asker, id).await.map(Answer)
}

/// Sets a mark.
pub async fn mark(
    State(app): State<App>,
    who: Who,
    Id(id): Id<ClipId>,
    Body(draft): Body<TimeMarkDraft>,
) -> AppResult<(StatusCode, Answer<TimeMarkList>)> {
    let case = app.clone();
    let set = app.run(async move { case.time_mark_set(who.asker, id, draft).await });
    Ok((StatusCode::CREATED, Answer(set.await?)))
}

/// Takes a mark back.
pub async fn mark_remove(
    State(app): State<App>,
    who: Who,
    Ids(id, mark_id): Ids<ClipId, MarkId>,
    Body(removal): Body<TimeMarkRemoval>,
) -> AppResult<Answer<TimeMarkList>> {
    let case = app.clone();
    let remove = app.run(async move { case.time_mark_remove(who.asker, (id, mark_id), removal).await });
    remove.await.map(Answer)
}
