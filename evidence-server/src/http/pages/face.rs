//! The page that people see instead of a problem document: what happened, what was kept, what to do next.
//!
//! What must stay true: programs get the problem document; nobody is sent to sign in after a form was lost without
//! being told so.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use evidence_schema::wire::problem::ProblemCode;

use super::views::problem::ProblemPage;
use super::visit::Visit;
use crate::app::{App, AppError};
use crate::http::observe::current_request_id;

/// Paths that only programs ask for.
const FOR_PROGRAMS: [&str; 6] = ["/api/", "/log/", "/healthz", "/readyz", "/metrics", "/openapi.json"];

fn is_for_people(request: &Request) -> bool {
    let path = request.uri().path();
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    accept.is_some_and(|kinds| kinds.contains("text/html")) && !FOR_PROGRAMS.iter().any(|start| path.starts_with(start))
}

/// Turns the error of an answer into a page where a person asked.
pub async fn face(State(app): State<App>, request: Request, next: Next) -> Response {
    if !is_for_people(&request) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(error) = response.extensions().get::<Arc<AppError>>().cloned() else {
        return response;
    };
    let Ok(visit) = Visit::look(&asked, &app).await else {
        return response;
    };
    if error.code == ProblemCode::SignInNeeded && asked.method == Method::GET {
        return Redirect::to(&format!("/sign-in?back={}", escaped(&visit.here))).into_response();
    }
    let page = ProblemPage::new(&visit, &error, current_request_id());
    match visit.show_as(response.status(), &page) {
        Ok(shown) => with_retry(shown, &response),
        Err(_) => response,
    }
}

fn with_retry(mut shown: Response, original: &Response) -> Response {
    if let Some(seconds) = original.headers().get(header::RETRY_AFTER) {
        shown.headers_mut().insert(header::RETRY_AFTER, seconds.clone());
    }
    shown
}

/// A text as one value of a query.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&hex::encode_upper([byte]));
        }
    }
    out
}
