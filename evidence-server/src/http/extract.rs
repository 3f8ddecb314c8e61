//! Extractors: who asks, and bodies that are read within bounds.
//!
//! What must stay true: a cookie alone never changes anything: unsafe methods also need the session's form token.

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderValue;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use evidence_schema::limits::BODY_BYTES_MAX;
use evidence_schema::rules::access::Asker;
use evidence_schema::wire::problem::ProblemCode;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::views::SessionRow;
use crate::app::{App, AppError};

/// Name of the session cookie.
pub const COOKIE_NAME: &str = "mingjing_session";
/// Header that carries the form token of JSON requests made by pages.
pub const FORM_TOKEN_HEADER: &str = "x-form-token";

/// Who asks, with the session where a person does.
#[derive(Clone)]
pub struct Who {
    /// Who.
    pub asker: Asker,
    /// The session, for people.
    pub session: Option<SessionRow>,
    /// Name to show, for people.
    pub name: Option<String>,
}

/// A cookie's value by its name.
pub(super) fn cookie<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    let all = parts
        .headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    all.flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

impl Who {
    /// Looks at the request's secrets, without asking for a form token.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) async fn look(parts: &Parts, app: &App) -> Result<Self, AppError> {
        if let Some(token) = bearer(parts) {
            return Ok(Self {
                asker: app.asker_of_bearer(token).await?,
                session: None,
                name: None,
            });
        }
        if let Some(secret) = cookie(parts, COOKIE_NAME)
            && let Some((asker, session, name)) = app.asker_of_cookie(secret).await?
        {
            return Ok(Self {
                asker,
                session: Some(session),
                name: Some(name),
            });
        }
        Ok(Self {
            asker: Asker::Anonymous,
            session: None,
            name: None,
        })
    }

    /// Compares the form token that came with the one of the session, in constant time.
    ///
    /// # Errors
    /// [`ProblemCode::FormStale`].
    pub fn check_form_token(&self, token: Option<&str>) -> Result<(), AppError> {
        use subtle::ConstantTimeEq;
        let Some(session) = &self.session else { return Ok(()) };
        let is_same = token.is_some_and(|t| bool::from(t.as_bytes().ct_eq(session.form_token.as_bytes())));
        if is_same {
            return Ok(());
        }
        Err(AppError::new(
            ProblemCode::FormStale,
            "This request did not come from a page of this session.",
        )
        .kept("Nothing was changed.")
        .next("Load the page again and repeat what you did."))
    }
}

impl FromRequestParts<App> for Who {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let who = Self::look(parts, app).await?;
        if !parts.method.is_safe() {
            let token = parts
                .headers
                .get(FORM_TOKEN_HEADER)
                .and_then(|value| value.to_str().ok());
            who.check_form_token(token)?;
        }
        Ok(who)
    }
}

/// A body, at most so many bytes long.
///
/// # Errors
/// [`ProblemCode::TooLarge`].
pub(super) async fn bytes_of(body: axum::body::Body, bytes_max: usize) -> Result<Bytes, AppError> {
    to_bytes(body, bytes_max)
        .await
        .map_err(|e| AppError::new(ProblemCode::TooLarge, format!("At most {bytes_max} bytes are read.")).because(e))
}

/// A JSON body of a known shape, at most [`BODY_BYTES_MAX`] long.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &App) -> Result<Self, AppError> {
        let bytes = bytes_of(request.into_body(), BODY_BYTES_MAX).await?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|e| AppError::new(ProblemCode::Malformed, format!("The JSON body cannot be read: {e}.")))
    }
}

/// A JSON answer.
pub struct Answer<T>(pub T);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => {
                let kind = HeaderValue::from_static("application/json");
                ([(CONTENT_TYPE, kind)], bytes).into_response()
            }
            Err(e) => AppError::internal(e).into_response(),
        }
    }
}

#[expect(
    clippy::disallowed_types,
    reason = "the one place that reads paths; what comes out is an id or nothing"
)]
async fn path<T: DeserializeOwned + Send>(parts: &mut Parts, app: &App) -> Result<T, AppError> {
    let path = axum::extract::Path::<T>::from_request_parts(parts, app).await;
    path.map(|p| p.0).map_err(|e| AppError::not_found("thing").because(e))
}

/// An id in a path. What is not an id of that kind names nothing.
pub struct Id<T>(pub T);

impl<T: std::str::FromStr + Send> FromRequestParts<App> for Id<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let text: String = path(parts, app).await?;
        text.parse().map(Self).map_err(|_| AppError::not_found("thing"))
    }
}

/// Two ids in a path.
pub struct Ids<A, B>(pub A, pub B);

impl<A: std::str::FromStr + Send, B: std::str::FromStr + Send> FromRequestParts<App> for Ids<A, B> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let (first, second): (String, String) = path(parts, app).await?;
        let nothing = || AppError::not_found("thing");
        Ok(Self(
            first.parse().map_err(|_| nothing())?,
            second.parse().map_err(|_| nothing())?,
        ))
    }
}

/// The rest of a path, as it stands.
pub struct Rest(pub String);

impl FromRequestParts<App> for Rest {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        path(parts, app).await.map(Self)
    }
}

/// Query parameters of a known shape.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Params<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        #[expect(
            clippy::disallowed_types,
            reason = "the one place that reads queries, into a known shape"
        )]
        let query = axum::extract::Query::<T>::from_request_parts(parts, app).await;
        query
            .map(|q| Self(q.0))
            .map_err(|e| AppError::new(ProblemCode::Malformed, format!("The query cannot be read: {e}.")))
    }
}
