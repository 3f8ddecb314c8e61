//! Signing in as a browser does: the form, then the session's cookie and the form token of a page.

use evidence_server::http::extract::{COOKIE_NAME, FORM_TOKEN_HEADER};
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderName, SET_COOKIE};

use crate::world::{Address, Caller};

/// A page that everybody signed in may see.
const PAGE: &str = "/docks";

/// Signs a person in.
pub(super) async fn sign_in(address: &Address, name: &str, password: &str) -> Caller {
    let anonymous = Caller::anonymous(address);
    let form = format!("name={}&password={}", form_text(name), form_text(password));
    let request = anonymous.request(Method::POST, "/sign-in").body(form);
    let sent = request
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .send()
        .await;
    let answer = sent.unwrap_or_else(|error| panic!("send the sign-in form: {error:?}"));
    let cookies = answer
        .headers()
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let is_session = |pair: &&str| pair.split_once('=').is_some_and(|(name, _)| name == COOKIE_NAME);
    let cookie = cookies.filter_map(|value| value.split(';').next()).find(is_session);
    let cookie = cookie.unwrap_or_else(|| panic!("{name} cannot sign in: the form was answered {}", answer.status()));
    let person = anonymous.with_header(COOKIE, cookie);
    let page = page(&person, PAGE).await;
    let token = form_token_in(&page).unwrap_or_else(|| panic!("no form on {PAGE} carries a form token"));
    person.with_header(HeaderName::from_static(FORM_TOKEN_HEADER), &token)
}

/// A page's text.
pub(super) async fn page(person: &Caller, path: &str) -> String {
    let answer = person.get(path).await;
    let status = answer.status();
    let text = answer
        .text()
        .await
        .unwrap_or_else(|error| panic!("read the page {path}: {error}"));
    assert!(status.is_success(), "the page {path} answered {status}: {text}");
    text
}

/// The hidden field of the page's first form.
fn form_token_in(page: &str) -> Option<String> {
    let (_, field) = page.split_once("name=\"form_token\"")?;
    let (_, value) = field.split_once("value=\"")?;
    value.split_once('"').map(|(token, _)| token.to_owned())
}

/// Text as a form writes it.
fn form_text(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let written = |byte| {
        if is_plain(byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(written).collect()
}
