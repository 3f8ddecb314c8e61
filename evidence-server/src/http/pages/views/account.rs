//! Signing in, the first account.

use askama::Template;

use super::super::words::Words;
use super::frame::Frame;
use super::problem::FormErrors;

/// The page to sign in on.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub struct SignInPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Where to go on afterwards, local.
    pub back: String,
    /// Name typed before.
    pub name: String,
    /// Why it did not work.
    pub refused: Option<String>,
}

/// The page for the first account.
#[derive(Template)]
#[template(path = "setup.html")]
pub struct SetupPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// The one-time secret of the link.
    pub secret: String,
    /// Name typed before.
    pub name: String,
    /// What is wrong.
    pub errors: FormErrors,
}
