//! The time slate as a page and as a picture that a script asks for anew.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use evidence_schema::ids::HandoverId;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use serde::Deserialize;

use super::show::moment;
use super::views::slate::SlatePage;
use super::visit::Visit;
use super::words::Key;
use crate::app::clocks::SLATE_REFRESH_MS;
use crate::app::{AppError, AppResult};
use crate::http::extract::Params;

/// Points per module: the code fills a screen by its style, whatever this says.
const MODULE_POINTS: u32 = 8;

/// Which slate is wanted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SlateQuery {
    handover: String,
}

impl SlateQuery {
    fn handover(&self) -> AppResult<Option<HandoverId>> {
        let text = self.handover.trim();
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| AppError::not_found("handover"))
    }
}

async fn drawn(visit: &Visit, query: &SlateQuery) -> AppResult<String> {
    let text = visit.app.slate(visit.asker(), query.handover()?).await?;
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).map_err(AppError::internal)?;
    let draw = code
        .render::<svg::Color<'_>>()
        .module_dimensions(MODULE_POINTS, MODULE_POINTS)
        .build();
    Ok(draw)
}

/// The page; without script it loads itself again.
pub async fn page(visit: Visit, Params(query): Params<SlateQuery>) -> AppResult<Response> {
    // Asked here so that a handover that may not be seen is refused with the page, not in its picture.
    visit.app.slate(visit.asker(), query.handover()?).await?;
    visit.show(&SlatePage {
        t: visit.t,
        frame: visit.frame(Key("slate")),
        handover: query.handover()?.map(|id| id.to_string()),
        refresh_s: SLATE_REFRESH_MS / 1000,
        now: moment(visit.app.now()),
    })
}

/// The picture of this moment.
pub async fn code(visit: Visit, Params(query): Params<SlateQuery>) -> AppResult<Response> {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, drawn(&visit, &query).await?).into_response())
}
