//! Signing in and out, the first account, the language.
//!
//! What must stay true: the session cookie is out of reach of scripts and never travels from another site: reading a
//! clip is itself an entry of the log, so not even a link from elsewhere may act with somebody's session.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use evidence_schema::wire::problem::ProblemCode;
use serde::Deserialize;

use super::form::Submitted;
use super::views::account::{SetupPage, SignInPage};
use super::views::problem::FormErrors;
use super::visit::{LANGUAGE_COOKIE, Visit, done, local_path};
use super::words::{Key, Language};
use crate::app::{AppError, AppResult};
use crate::http::extract::{COOKIE_NAME, Params};
use crate::http::problem::status_of;

const YEAR_S: i64 = 365 * 24 * 3600;

/// What the address of these pages may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AccountQuery {
    back: String,
    secret: String,
}

/// A cookie for all of this server.
fn cookie(visit: &Visit, (name, value): (&str, &str), lasts_s: i64) -> AppResult<HeaderValue> {
    let secure = if visit.app.settings.is_tls { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={lasts_s}{secure}");
    HeaderValue::from_str(&text).map_err(AppError::internal)
}

fn sign_in_page(visit: &Visit, (back, name): (&str, &str), refused: Option<Key>) -> SignInPage {
    SignInPage {
        t: visit.t,
        frame: visit.frame(Key("sign-in-title")),
        back: local_path(back).to_owned(),
        name: name.to_owned(),
        refused: refused.map(|key| visit.t.key(key)),
    }
}

/// The page to sign in on; who is signed in already goes on at once.
pub async fn sign_in(visit: Visit, Params(query): Params<AccountQuery>) -> AppResult<Response> {
    if visit.is_signed_in() {
        return Ok(Redirect::to(local_path(&query.back)).into_response());
    }
    visit.show(&sign_in_page(&visit, (&query.back, ""), None))
}

/// Signs in.
pub async fn sign_in_do(ConnectInfo(from): ConnectInfo<SocketAddr>, form: Submitted) -> AppResult<Response> {
    let (name, back) = (form.text("name"), form.text("back"));
    let address = from.ip().to_string();
    let error = match form.visit.app.sign_in(name, form.text("password"), &address).await {
        Ok(signed_in) => {
            let session = cookie(&form.visit, (COOKIE_NAME, &signed_in.cookie), signed_in.lasts_s)?;
            let onward = Redirect::to(local_path(back));
            return Ok(([(header::SET_COOKIE, session)], onward).into_response());
        }
        Err(error) => error,
    };
    let refused = match error.code {
        ProblemCode::SignInNeeded => Key("sign-in-wrong"),
        ProblemCode::Throttled => Key("sign-in-throttled"),
        _ => return Err(error),
    };
    let page = sign_in_page(&form.visit, (back, name), Some(refused));
    form.visit.show_as(status_of(error.code), &page)
}

/// Signs out.
pub async fn sign_out(form: Submitted) -> AppResult<Response> {
    if let Some(session) = &form.visit.who.session {
        form.visit.app.sign_out(session).await?;
    }
    let ended = cookie(&form.visit, (COOKIE_NAME, ""), 0)?;
    Ok(([(header::SET_COOKIE, ended)], Redirect::to("/sign-in")).into_response())
}

/// Keeps the language and leads back.
pub async fn language(form: Submitted) -> AppResult<Response> {
    let language = Language::of_tag(Some(form.text("language")));
    let kept = cookie(&form.visit, (LANGUAGE_COOKIE, language.tag()), YEAR_S)?;
    let back = Redirect::to(local_path(form.text("back")));
    Ok(([(header::SET_COOKIE, kept)], back).into_response())
}

fn setup_page(visit: &Visit, (secret, name): (&str, &str), errors: FormErrors) -> SetupPage {
    SetupPage {
        t: visit.t,
        frame: visit.frame(Key("setup-title")),
        secret: secret.to_owned(),
        name: name.to_owned(),
        errors,
    }
}

/// The page for the first account.
pub async fn setup(visit: Visit, Params(query): Params<AccountQuery>) -> AppResult<Response> {
    visit.show(&setup_page(&visit, (&query.secret, ""), FormErrors::default()))
}

/// Makes the first account.
pub async fn setup_do(form: Submitted) -> AppResult<Response> {
    let (secret, name) = (form.text("secret"), form.text("name"));
    let error = match form.visit.app.setup(secret, name, form.text("password")).await {
        Ok(()) => return Ok(done("/sign-in", "setup")),
        Err(error) => error,
    };
    let errors = FormErrors::of(form.visit.t, error)?;
    let status = errors.status();
    let page = setup_page(&form.visit, (secret, name), errors);
    form.visit.show_as(status, &page)
}
