//! An error as people see it. The server's own sentence is English; other readers get the meaning of its code first.

use askama::Template;
use axum::http::StatusCode;
use evidence_schema::wire::problem::ProblemCode;

use super::super::visit::Visit;
use super::super::words::{Key, Words};
use super::frame::Frame;
use super::sentences::said;
use crate::app::AppError;
use crate::http::problem::status_of;

/// What happened, in the reader's words, and what to do next.
pub const fn keys_of(code: ProblemCode) -> (Key, Key) {
    use ProblemCode as P;
    match code {
        P::SignInNeeded => (Key("problem-sign-in"), Key("problem-sign-in-next")),
        P::Forbidden => (Key("problem-forbidden"), Key("problem-forbidden-next")),
        P::NotFound | P::UploadGone => (Key("problem-not-found"), Key("problem-not-found-next")),
        P::MethodUnknown | P::Malformed | P::TooLarge | P::ChecksumUnknown | P::TusVersionUnknown => {
            (Key("problem-malformed"), Key("problem-malformed-next"))
        }
        P::FieldsInvalid | P::StatementInvalid | P::HashMismatch | P::EnrollTokenInvalid => {
            (Key("problem-fields"), Key("problem-fields-next"))
        }
        P::CaseNumberTaken => (Key("problem-number-taken"), Key("problem-number-taken-next")),
        P::Conflict | P::OffsetWrong | P::UploadBusy | P::ChecksumMismatch => {
            (Key("problem-conflict"), Key("problem-conflict-next"))
        }
        P::ReceiptPending => (Key("problem-receipt"), Key("problem-receipt-next")),
        P::Throttled => (Key("problem-throttled"), Key("problem-throttled-next")),
        P::Unavailable => (Key("problem-unavailable"), Key("problem-unavailable-next")),
        P::OutcomeUnknown => (Key("problem-unknown"), Key("problem-unknown-next")),
        P::StorageFull => (Key("problem-full"), Key("problem-full-next")),
        P::FormStale => (Key("problem-stale"), Key("problem-stale-next")),
        P::Internal => (Key("problem-internal"), Key("problem-internal-next")),
    }
}

/// The page.
#[derive(Template)]
#[template(path = "problem.html")]
pub struct ProblemPage {
    t: Words,
    frame: Frame,
    what: String,
    next: String,
    kept: Option<String>,
    typed: Vec<String>,
    detail: String,
    detail_next: Option<String>,
    fields: Vec<String>,
    code: &'static str,
    request_id: String,
}

/// What a person typed, as it may stand on a page: no secrets, nothing that the page itself had sent along.
fn shown_again((field, text): &(String, String)) -> Option<String> {
    let is_own = [
        "form_token",
        "secret",
        "back",
        "act",
        "language",
        "plan",
        "content",
        "version",
        "query",
        "count",
    ]
    .contains(&field.as_str())
        || field.ends_with("_id")
        || field.ends_with("_ids");
    let is_empty = text.trim().is_empty();
    (!is_own && !field.contains("password") && !is_empty).then(|| text.clone())
}

impl ProblemPage {
    /// An error for one visitor.
    pub fn new(visit: &Visit, error: &AppError, request_id: String) -> Self {
        let (what, next) = keys_of(error.code);
        let t = visit.t;
        Self {
            frame: visit.frame(what),
            what: t.key(what),
            next: t.key(next),
            // Of a form that came too late nothing is kept: what was typed is shown instead.
            kept: error.kept.clone().filter(|_| error.code != ProblemCode::FormStale),
            typed: error.typed.iter().filter_map(shown_again).collect(),
            detail: error.detail.clone(),
            detail_next: error.next.clone(),
            fields: error
                .fields
                .iter()
                .map(|f| {
                    if t.is_english() {
                        format!("{}: {}", f.field, f.message)
                    } else {
                        said(t, &f.message)
                    }
                })
                .collect(),
            code: error.code.as_str(),
            request_id,
            t,
        }
    }
}

/// What is wrong with a form, shown above it and at its fields.
#[derive(Debug, Clone, Default)]
pub struct FormErrors {
    code: Option<ProblemCode>,
    fields: Vec<(String, String)>,
    typed: Vec<(String, String)>,
}

impl FormErrors {
    /// The wrong fields of an error that names some; else the error itself, for the page of errors.
    ///
    /// # Errors
    /// The error, when no field is named.
    pub fn of(t: Words, error: AppError) -> Result<Self, AppError> {
        if error.fields.is_empty() {
            return Err(error);
        }
        Ok(Self {
            code: Some(error.code),
            fields: error
                .fields
                .iter()
                .map(|f| (f.field.clone(), said(t, &f.message)))
                .collect(),
            typed: Vec::new(),
        })
    }

    /// The same with what was typed, so that a form which shows what stands loses nothing of it.
    #[must_use]
    pub fn keeping(self, typed: &[(String, String)]) -> Self {
        Self {
            typed: typed.to_vec(),
            ..self
        }
    }

    /// What was typed into a field, else what stands there.
    pub fn kept(&self, field: &str, otherwise: impl std::fmt::Display) -> String {
        let typed = self.typed.iter().find(|(name, _)| name == field);
        typed.map_or_else(|| otherwise.to_string(), |(_, text)| text.clone())
    }

    /// The same where the form was about this row of a list, else nothing wrong.
    #[must_use]
    pub fn only(&self, field: &str, row: impl std::fmt::Display) -> Self {
        if self.is_kept(field, row) {
            self.clone()
        } else {
            Self::default()
        }
    }

    /// Whether a choice of a field was made.
    pub fn is_kept(&self, field: &str, choice: impl std::fmt::Display) -> bool {
        let choice = choice.to_string();
        self.typed.iter().any(|(name, text)| name == field && *text == choice)
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// What is wrong with a field.
    pub fn at(&self, field: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, message)| message.as_str())
    }

    /// Status of the page that shows the form again.
    pub fn status(&self) -> StatusCode {
        self.code.map_or(StatusCode::OK, status_of)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::words::{Language, Words};
    use super::{FormErrors, shown_again};
    use crate::app::AppError;

    #[test]
    fn a_wrong_field_is_named_in_the_readers_language() {
        let error = || AppError::invalid("name", "This name is taken.");
        let chinese = FormErrors::of(Words(Language::Chinese), error()).unwrap();
        assert_eq!(chinese.at("name"), Some("该名称已被使用。"));
        let english = FormErrors::of(Words(Language::English), error()).unwrap();
        assert_eq!(english.at("name"), Some("This name is taken already."));
        assert_eq!(english.at("title"), None);
    }

    #[test]
    fn what_was_typed_is_shown_again_but_no_secret() {
        let typed = |field: &str, text: &str| shown_again(&(field.to_owned(), text.to_owned()));
        assert_eq!(typed("reason", "笔录写的是十点半"), Some("笔录写的是十点半".to_owned()));
        assert_eq!(typed("kind", "查封扣押"), Some("查封扣押".to_owned()));
        for (field, text) in [
            ("form_token", "ab"),
            ("new_password", "long"),
            ("secret", "s"),
            ("note", " "),
            ("content", "5Y2V5L2N57yW5Y+3"),
            ("act_ids", "act-0123"),
        ] {
            assert_eq!(typed(field, text), None, "{field}");
        }
    }

    #[test]
    fn an_error_without_fields_stays_an_error() {
        assert!(FormErrors::of(Words(Language::Chinese), AppError::not_found("clip")).is_err());
    }
}
