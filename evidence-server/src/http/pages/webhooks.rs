//! The page of webhooks: who is told, how that stands, trying again.

use axum::response::Response;

use super::form::Submitted;
use super::views::webhooks::WebhooksPage;
use super::visit::{Visit, done};
use super::words::Key;
use crate::app::AppResult;
use crate::http::extract::Rest;

/// Everybody who is told.
pub async fn list(visit: Visit) -> AppResult<Response> {
    let page = visit.app.webhooks_standing(visit.asker()).await?;
    let frame = visit.frame(Key("webhooks-title"));
    visit.show(&WebhooksPage::new(visit.t, frame, page))
}

/// Tries again at once.
pub async fn resume(Rest(name): Rest, form: Submitted) -> AppResult<Response> {
    let visit = &form.visit;
    let (case, asker) = (visit.app.clone(), visit.asker());
    visit
        .app
        .run(async move { case.webhook_resume(asker, &name).await })
        .await?;
    Ok(done("/webhooks", "webhook"))
}
