//! The chain of custody of one clip, to be read and to be printed.

use axum::response::Response;
use evidence_schema::ids::ClipId;

use super::views::custody::ChainPage;
use super::visit::Visit;
use super::words::Key;
use crate::app::AppResult;
use crate::http::extract::Id;

/// Every entry that speaks of a clip.
pub async fn chain(visit: Visit, Id(id): Id<ClipId>) -> AppResult<Response> {
    let chain = visit.app.clip_chain(visit.asker(), id).await?;
    let frame = visit.frame(Key("custody-title"));
    visit.show(&ChainPage::new(visit.t, frame, &chain, visit.app.now()))
}
