//! Styles, scripts and pictures of the pages, part of the program. Their address carries their hash, so they may be kept.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use evidence_schema::clip::ClipKind;
use rust_embed::Embed;

use crate::app::{AppError, AppResult};
use crate::http::extract::Rest;

#[derive(Embed)]
#[folder = "static/"]
struct Files;

fn hash_of(file: &rust_embed::EmbeddedFile) -> String {
    hex::encode(file.metadata.sha256_hash().get(..8).unwrap_or_default())
}

/// The address of a file, with its hash.
pub fn url(name: &str) -> String {
    let hash = Files::get(name).map(|file| hash_of(&file)).unwrap_or_default();
    format!("/static/{name}?v={hash}")
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

/// One file.
pub async fn file(Rest(name): Rest, request: HeaderMap) -> AppResult<Response> {
    let file = Files::get(&name).ok_or_else(|| AppError::not_found("file"))?;
    let tag = format!("\"{}\"", hash_of(&file));
    let is_known = request
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(&name)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    headers.insert(header::ETAG, HeaderValue::from_str(&tag).map_err(AppError::internal)?);
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, file.data.into_owned()).into_response())
}

/// A picture that stands for a clip without a poster. It is not kept: a poster may come.
pub fn stand_in(kind: ClipKind) -> AppResult<Response> {
    let name = match kind {
        ClipKind::Video => "kind-video.svg",
        ClipKind::Audio => "kind-audio.svg",
        ClipKind::Photo => "kind-photo.svg",
        ClipKind::Log | ClipKind::Other => "kind-other.svg",
    };
    let file = Files::get(name).ok_or_else(|| AppError::not_found("picture"))?;
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, file.data.into_owned()).into_response())
}
