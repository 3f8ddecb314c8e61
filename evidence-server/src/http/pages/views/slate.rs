//! The time slate as its page shows it.

use askama::Template;

use super::super::show::Moment;
use super::super::words::Words;
use super::frame::Frame;

/// The page.
#[derive(Template)]
#[template(path = "slate.html")]
pub struct SlatePage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// The handover that it is for.
    pub handover: Option<String>,
    /// It changes after so many seconds.
    pub refresh_s: i64,
    /// Server time.
    pub now: Moment,
}
