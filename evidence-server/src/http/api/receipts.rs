//! Receipts and states of uploads.

use axum::extract::State;
use evidence_schema::custody::receipt::{Receipt, ReceiptLevel};
use evidence_schema::ids::{CaptureId, UploadId};
use evidence_schema::wire::uploads::UploadStatus;
use serde::Deserialize;

use crate::app::receipts::ReceiptWish;
use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Id, Params, Who};

/// What is asked of a receipt.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    #[serde(default)]
    level: Option<ReceiptLevel>,
    #[serde(default)]
    since: u64,
    #[serde(default)]
    wait_ms: u64,
}

impl From<Wish> for ReceiptWish {
    fn from(wish: Wish) -> Self {
        Self {
            level: wish.level.unwrap_or(ReceiptLevel::Sealed),
            since: wish.since,
            wait_ms: wish.wait_ms,
        }
    }
}

/// Where an upload stands.
pub async fn status(State(app): State<App>, who: Who, Id(id): Id<UploadId>) -> AppResult<Answer<UploadStatus>> {
    app.upload_status(who.asker, id).await.map(Answer)
}

/// The receipt of an upload; waits for it.
pub async fn of_upload(
    State(app): State<App>,
    who: Who,
    Id(id): Id<UploadId>,
    Params(wish): Params<Wish>,
) -> AppResult<Answer<Receipt>> {
    app.receipt_of_upload(who.asker, id, wish.into()).await.map(Answer)
}

/// The receipt of a capture; waits for it.
pub async fn of_capture(
    State(app): State<App>,
    who: Who,
    Id(id): Id<CaptureId>,
    Params(wish): Params<Wish>,
) -> AppResult<Answer<Receipt>> {
    app.receipt_of_capture(who.asker, id, wish.into()).await.map(Answer)
}
