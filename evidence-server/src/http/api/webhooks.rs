//! How other systems stand that are told what happens to case files.

use axum::extract::State;
use axum::http::StatusCode;
use evidence_schema::wire::webhooks::WebhookPage;

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Rest, Who};

/// Every one of them.
pub async fn list(State(app): State<App>, who: Who) -> AppResult<Answer<WebhookPage>> {
    app.webhooks_standing(who.asker).await.map(Answer)
}

/// Tries again at once.
pub async fn resume(State(app): State<App>, who: Who, Rest(name): Rest) -> AppResult<StatusCode> {
    let case = app.clone();
    app.run(async move { case.webhook_resume(who.asker, &name).await })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
