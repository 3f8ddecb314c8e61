//! Recorders: which are known, and what was typed for a new one.

use askama::Template;

use super::super::show::Moment;
use super::super::words::Words;
use super::frame::Frame;
use super::problem::FormErrors;

/// The page of recorders.
#[derive(Template)]
#[template(path = "recorders.html")]
pub struct RecordersPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Every recorder.
    pub recorders: Vec<RecorderLine>,
    /// Whether the visitor may register one.
    pub may_manage: bool,
    /// What was typed before.
    pub draft: RecorderDraft,
    /// What is wrong with it.
    pub errors: FormErrors,
}

/// One recorder.
pub struct RecorderLine {
    /// Serial.
    pub serial: String,
    /// Title for people.
    pub title: String,
    /// Whether it is in use.
    pub is_active: bool,
    /// When it was registered.
    pub added: Moment,
}

/// What was typed before.
#[derive(Debug, Clone, Default)]
pub struct RecorderDraft {
    /// Serial.
    pub serial: String,
    /// Title.
    pub title: String,
}
