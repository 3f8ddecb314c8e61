//! One visit of a page: who comes, in which language, from where; and how a page is shown to them.
//!
//! What must stay true: a page that anybody signed in has seen is not kept by the browser; a way back is always local.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use evidence_schema::people::Roles;
use evidence_schema::rules::access::{self, Action, Asker, Permit, Subject};

use super::views::frame::{Frame, notice_of};
use super::words::{Key, Language, Words};
use crate::app::{App, AppError, AppResult};
use crate::http::extract::{FORM_TOKEN_HEADER, Who, cookie};

/// Cookie that keeps the language.
pub const LANGUAGE_COOKIE: &str = "mingjing_language";

/// One visit.
#[derive(Clone)]
pub struct Visit {
    /// Use cases.
    pub app: App,
    /// Who comes.
    pub who: Who,
    /// Speaks the visitor's language.
    pub t: Words,
    /// Path and query of this page.
    pub here: String,
}

impl Visit {
    /// Looks at a request without asking for a form token.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn look(parts: &Parts, app: &App) -> AppResult<Self> {
        let language = Language::of_tag(cookie(parts, LANGUAGE_COOKIE));
        Ok(Self {
            app: app.clone(),
            who: Who::look(parts, app).await?,
            t: Words(language),
            here: parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned(),
        })
    }

    /// Who asks.
    pub fn asker(&self) -> Asker {
        self.who.asker
    }

    /// Every role that the visitor holds anywhere.
    pub fn roles(&self) -> Roles {
        match self.who.asker {
            Asker::Person(_, roles) => roles,
            Asker::Anonymous | Asker::Dock(_) | Asker::Machine(_) | Asker::CaseSystem(_) => Roles::NONE,
        }
    }

    /// Whether a person came.
    pub fn is_signed_in(&self) -> bool {
        matches!(self.who.asker, Asker::Person(..))
    }

    /// Whether the visitor may do this somewhere: what a page offers. The use case decides about the one thing.
    pub fn may(&self, action: Action) -> bool {
        access::permit(self.who.asker, action, Subject::Installation) == Permit::Allowed
    }

    /// What stands around every page.
    pub fn frame(&self, title: Key) -> Frame {
        Frame::new(self, self.t.key(title))
    }

    /// What stands around a page that is about one thing.
    pub fn frame_titled(&self, title: &str) -> Frame {
        Frame::new(self, title.to_owned())
    }

    /// What was done just now, if the address says so in a word that is known.
    pub fn notice(&self) -> Option<String> {
        notice_of(&self.here).map(|key| self.t.key(key))
    }

    /// Shows a page.
    ///
    /// # Errors
    /// When the template fails.
    pub fn show(&self, page: &impl Template) -> AppResult<Response> {
        self.show_as(StatusCode::OK, page)
    }

    /// Shows a page with a status of its own.
    ///
    /// # Errors
    /// When the template fails.
    pub fn show_as(&self, status: StatusCode, page: &impl Template) -> AppResult<Response> {
        let html = page.render().map_err(AppError::internal)?;
        let headers = [
            (
                header::CONTENT_TYPE,
                HeaderValue::from_static("text/html; charset=utf-8"),
            ),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::VARY, HeaderValue::from_static("Cookie")),
        ];
        Ok((status, headers, html).into_response())
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let visit = Self::look(parts, app).await?;
        if !parts.method.is_safe() {
            let token = parts
                .headers
                .get(FORM_TOKEN_HEADER)
                .and_then(|value| value.to_str().ok());
            visit.who.check_form_token(token)?;
        }
        Ok(visit)
    }
}

/// A way back inside this server: a path, never another host. Anything else leads to the start page.
pub fn local_path(wanted: &str) -> &str {
    let mut chars = wanted.chars();
    let starts_here = chars.next() == Some('/') && !matches!(chars.next(), Some('/' | '\\'));
    let is_plain = wanted.len() <= 2000 && !wanted.chars().any(|c| c.is_control() || c == '\\');
    if starts_here && is_plain { wanted } else { "/" }
}

/// Leads on after something was done, with a word about what.
pub fn done(path: &str, word: &str) -> Response {
    Redirect::to(&format!("{path}?done={word}")).into_response()
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn a_way_back_never_leaves_this_server() {
        for bad in [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "",
            "docks",
            "/a\nb",
            "/a\\b",
        ] {
            assert_eq!(local_path(bad), "/", "{bad:?}");
        }
        assert_eq!(
            local_path("/clips?q=%E6%9D%8E&after=1.clip-2"),
            "/clips?q=%E6%9D%8E&after=1.clip-2"
        );
    }
}
