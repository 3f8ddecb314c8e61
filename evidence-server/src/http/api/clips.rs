//! Clips: lists, one clip, its bytes by range, its poster.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use evidence_schema::ids::ClipId;
use evidence_schema::wire::clips::{ClipPage, ClipView, CustodyChain};
use serde::Deserialize;

use crate::app::viewing::Viewing;
use crate::app::views::{About, Listing, Whose};
use crate::app::{App, AppError, AppResult};
use crate::http::extract::{Answer, Id, Params, Who};
use crate::http::pages::form::moment_typed;
use crate::http::problem::range_not_there;

/// What a list is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListQuery {
    pub after: Option<String>,
    pub limit: Option<u32>,
    pub q: Option<String>,
    pub state: Option<String>,
}

impl From<ListQuery> for Listing {
    fn from(query: ListQuery) -> Self {
        Self {
            after: query.after,
            limit: query.limit,
            words: query.q,
            state: query.state,
            ..Self::default()
        }
    }
}

/// What a list of clips is asked for: all that is given must hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClipQuery {
    after: Option<String>,
    limit: Option<u32>,
    q: Option<String>,
    state: Option<String>,
    unassigned: bool,
    important: bool,
    officer: Option<String>,
    with: Option<String>,
    unit: Option<String>,
    serial: Option<String>,
    case: Option<String>,
    object: Option<String>,
    place: Option<String>,
    source: Option<String>,
    recorded_from: String,
    recorded_to: String,
    tag: Option<String>,
    unsettled: bool,
}

impl TryFrom<ClipQuery> for Listing {
    type Error = AppError;

    fn try_from(query: ClipQuery) -> AppResult<Self> {
        Ok(Self {
            after: query.after,
            limit: query.limit,
            words: query.q,
            state: query.state,
            whose: Whose {
                is_unassigned: query.unassigned,
                officer: query.officer,
                with: query.with,
                unit: query.unit,
                serial: query.serial,
                recorded_from: moment_typed("recorded_from", &query.recorded_from)?,
                recorded_to: moment_typed("recorded_to", &query.recorded_to)?,
            },
            about: About {
                case: query.case,
                object: query.object,
                place: query.place,
                source: query.source,
                is_important: query.important,
            },
            tag: query.tag,
            is_unsettled: query.unsettled,
        })
    }
}

/// A page of clips: newest arrival first, newest recording first where something is looked for.
pub async fn list(State(app): State<App>, who: Who, Params(query): Params<ClipQuery>) -> AppResult<Answer<ClipPage>> {
    app.clips(who.asker, query.try_into()?).await.map(Answer)
}

/// One clip.
pub async fn one(State(app): State<App>, who: Who, Id(id): Id<ClipId>) -> AppResult<Answer<ClipView>> {
    app.clip_looked_at(who.asker, id).await.map(Answer)
}

/// The chain of custody of a clip.
pub async fn custody(State(app): State<App>, who: Who, Id(id): Id<ClipId>) -> AppResult<Answer<CustodyChain>> {
    app.clip_chain(who.asker, id).await.map(Answer)
}

/// `bytes=a-b`, `bytes=a-`, `bytes=-n`; several ranges are answered with the whole.
enum Asked {
    Whole,
    Part(u64, Option<u64>),
    Tail(u64),
}

fn asked(headers: &HeaderMap) -> Asked {
    let parse = || {
        let range = headers.get(header::RANGE)?.to_str().ok()?.strip_prefix("bytes=")?;
        let (from, to) = range.split_once('-')?;
        if from.is_empty() {
            return Some(Asked::Tail(to.parse().ok()?));
        }
        let last = if to.is_empty() {
            None
        } else {
            Some(to.parse::<u64>().ok()?.checked_add(1)?)
        };
        Some(Asked::Part(from.parse().ok()?, last))
    };
    parse().unwrap_or(Asked::Whole)
}

/// What HEAD tells of the bytes: no viewing, nobody saw anything.
async fn content_size(app: &App, who: Who, id: ClipId) -> AppResult<Response> {
    let clip = app.clip(who.asker, id).await?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(media_type(&clip.file_name)),
        ),
        (header::CONTENT_LENGTH, HeaderValue::from(clip.size_bytes)),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((StatusCode::OK, headers).into_response())
}

/// The bytes of a clip. A viewing: its entry stands before the first byte.
pub async fn content(
    State(app): State<App>,
    who: Who,
    Id(id): Id<ClipId>,
    (method, headers): (Method, HeaderMap),
) -> AppResult<Response> {
    if method == Method::HEAD {
        return content_size(&app, who, id).await;
    }
    let size = app.clip(who.asker, id).await?.size_bytes;
    let range = match asked(&headers) {
        Asked::Whole => None,
        Asked::Part(from, to) if from < size && to.is_none_or(|to| to > from) => Some((from, to)),
        Asked::Tail(count) if count > 0 && size > 0 => Some((size.saturating_sub(count), None)),
        Asked::Part(..) | Asked::Tail(_) => return Ok(range_not_there(size)),
    };
    let case = app.clone();
    let viewing = app
        .run(async move { case.clip_play(who.asker, id, range).await })
        .await?;
    Ok(viewing_response(viewing, range.is_some()))
}

fn media_type(file_name: &str) -> &'static str {
    match file_name
        .rsplit_once('.')
        .map(|(_, e)| e.to_ascii_lowercase())
        .as_deref()
    {
        Some("mp4" | "m4v") => "video/mp4",
        Some("mov") => "video/quicktime",
        Some("wav") => "audio/wav",
        Some("mp3") => "audio/mpeg",
        Some("m4a" | "aac") => "audio/mp4",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

fn viewing_response(viewing: Viewing, is_part: bool) -> Response {
    let mut headers = HeaderMap::new();
    let mut say = |name, value: HeaderValue| drop(headers.insert(name, value));
    let kind = media_type(&viewing.clip.file_name);
    say(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    say(header::CONTENT_LENGTH, HeaderValue::from(viewing.to - viewing.from));
    say(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    say(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    // Whatever the bytes are, they never run as a page of this server.
    let policy = HeaderValue::from_static("default-src 'none'; sandbox");
    say(header::CONTENT_SECURITY_POLICY, policy);
    if let Ok(etag) = HeaderValue::from_str(&format!("\"{}\"", viewing.clip.sha256)) {
        say(header::ETAG, etag);
    }
    if is_part && let Ok(range) = HeaderValue::from_str(&content_range(&viewing)) {
        say(header::CONTENT_RANGE, range);
    }
    let status = [StatusCode::OK, StatusCode::PARTIAL_CONTENT][usize::from(is_part)];
    (status, headers, Body::from_stream(viewing.bytes)).into_response()
}

/// The same as a file to keep, under the clip's id: names from devices never become headers.
pub fn download_response(viewing: Viewing) -> Response {
    let (id, name) = (viewing.clip.id, &viewing.clip.file_name);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_plain =
        !extension.is_empty() && extension.len() <= 5 && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    let extension = if is_plain { extension } else { "bin" };
    let disposition = format!("attachment; filename=\"{id}.{extension}\"");
    let mut response = viewing_response(viewing, false);
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

fn content_range(viewing: &Viewing) -> String {
    let last = viewing.to.saturating_sub(1);
    format!("bytes {}-{last}/{}", viewing.from, viewing.clip.size_bytes)
}

/// The poster of a clip.
pub async fn poster(State(app): State<App>, who: Who, Id(id): Id<ClipId>) -> AppResult<Response> {
    let (media_type, encoded) = app.clip_poster(who.asker, id).await?;
    let bytes = BASE64_STANDARD.decode(encoded).map_err(AppError::internal)?;
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
