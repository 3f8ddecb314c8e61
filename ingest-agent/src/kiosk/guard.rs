//! Who may talk to the screen: a browser on this computer that opened this very page.
//!
//! What must stay true: an address that another site's name was bent to gets nothing (Host); another site's form changes
//! nothing (origin and form token); every answer forbids scripts, frames and sources of other origins.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use subtle::ConstantTimeEq;

use super::Screen;
use crate::clock::Random;
use crate::limits::SCREEN_BODY_BYTES_MAX;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cache-control", "no-store"),
];

/// The names that this screen answers to, and the token of its forms.
pub(super) struct Guard {
    hosts: [String; 2],
    token: String,
}

impl Guard {
    pub(super) fn new(address: SocketAddr, random: &dyn Random) -> Self {
        let mut secret = [0; 32];
        random.fill(&mut secret);
        Self {
            hosts: [address.to_string(), format!("localhost:{}", address.port())],
            token: hex::encode(secret),
        }
    }

    /// The token of this run's forms.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    fn is_own_host(&self, host: Option<&str>) -> bool {
        host.is_some_and(|host| self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host)))
    }

    /// A browser that says where a form comes from must say: from here.
    fn is_own_origin(&self, headers: &HeaderMap) -> bool {
        let site = text(headers, "sec-fetch-site");
        let origin = text(headers, "origin").map(|origin| origin.strip_prefix("http://").unwrap_or("").to_owned());
        site.is_none_or(|site| site == "same-origin") && origin.is_none_or(|origin| self.is_own_host(Some(&origin)))
    }

    fn is_own_token(&self, body: &[u8]) -> bool {
        field(body, "form_token").is_some_and(|token| token.as_bytes().ct_eq(self.token.as_bytes()).into())
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// One field of a form.
pub(super) fn field(body: &[u8], name: &str) -> Option<String> {
    fields(body)
        .into_iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value)
}

/// Every field of a form, in order.
fn fields(body: &[u8]) -> Vec<(String, String)> {
    let Ok(mut form) = reqwest::Url::parse("form:") else {
        return Vec::new();
    };
    form.set_query(std::str::from_utf8(body).ok());
    form.query_pairs().into_owned().collect()
}

/// Looks at every request before anything else does.
pub(super) async fn guarded(State(screen): State<Arc<Screen>>, request: Request, next: Next) -> Response {
    let mut answer = match admitted(&screen.guard, request).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => *refusal,
    };
    for (name, value) in HEADERS {
        answer
            .headers_mut()
            .insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    answer
}

async fn admitted(guard: &Guard, request: Request) -> Result<Request, Box<Response>> {
    let host = text(request.headers(), header::HOST.as_str());
    if !guard.is_own_host(host) {
        let words = "This screen answers only to the dock's own browser. Nothing was changed.\n";
        return Err(Box::new(refused(StatusCode::MISDIRECTED_REQUEST, words)));
    }
    if request.method() == Method::GET || request.method() == Method::HEAD {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, SCREEN_BODY_BYTES_MAX)
        .await
        .unwrap_or_else(|_| Bytes::new());
    if !guard.is_own_origin(&parts.headers) || !guard.is_own_token(&bytes) {
        let words = "此页已过期，没有改动任何内容；请返回再点一次。\nThis page is out of date and nothing was changed; go back \
             and touch again.\n";
        return Err(Box::new(refused(StatusCode::FORBIDDEN, words)));
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

fn refused(status: StatusCode, words: &'static str) -> Response {
    // Nobody who stands there can type an address.
    (status, [("refresh", "5; url=/")], words).into_response()
}
