//! One error for all use cases: a stable code, what happened, what was kept, what to do next.
//!
//! What must stay true: inner causes are logged, never shown; a person's message is complete without them.

use evidence_schema::wire::problem::{FieldProblem, ProblemCode};

use crate::store::StoreError;
use crate::vault::VaultError;

/// Why a use case did not do what was asked.
#[derive(Debug)]
pub struct AppError {
    /// Stable code.
    pub code: ProblemCode,
    /// What happened, for the person.
    pub detail: String,
    /// What was kept.
    pub kept: Option<String>,
    /// What to do next.
    pub next: Option<String>,
    /// Wrong fields.
    pub fields: Vec<FieldProblem>,
    /// What a person had typed into the form that was not taken, field by field; for their page only.
    pub typed: Vec<(String, String)>,
    /// For tus: the offset held.
    pub offset_bytes: Option<u64>,
    /// For the log only.
    pub cause: Option<String>,
}

impl AppError {
    /// An error that says what happened.
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            kept: None,
            next: None,
            fields: Vec::new(),
            typed: Vec::new(),
            offset_bytes: None,
            cause: None,
        }
    }

    /// Says what was kept.
    #[must_use]
    pub fn kept(mut self, kept: impl Into<String>) -> Self {
        self.kept = Some(kept.into());
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// Names a wrong field.
    #[must_use]
    pub fn field(mut self, field: &str, message: impl Into<String>) -> Self {
        self.fields.push(FieldProblem {
            field: field.to_owned(),
            message: message.into(),
        });
        self
    }

    /// Gives back what was typed.
    #[must_use]
    pub fn typed(mut self, fields: Vec<(String, String)>) -> Self {
        self.typed = fields;
        self
    }

    /// Keeps the inner cause for the log.
    #[must_use]
    pub fn because(mut self, cause: impl std::fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// A refusal by `access::permit`.
    pub fn refused(code: ProblemCode) -> Self {
        match code {
            ProblemCode::SignInNeeded => Self::new(code, "This needs an account or a token."),
            ProblemCode::Forbidden => Self::new(code, "Your role does not allow this."),
            _ => Self::new(
                ProblemCode::NotFound,
                "There is nothing here, or nothing that you may see.",
            ),
        }
    }

    /// Nothing under this id.
    pub fn not_found(what: &str) -> Self {
        Self::new(
            ProblemCode::NotFound,
            format!("There is no such {what}, or none that you may see."),
        )
    }

    /// One wrong field.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::new(
            ProblemCode::FieldsInvalid,
            "Nothing was changed; please correct the fields named.",
        )
        .field(field, message)
    }

    /// A fault of this program.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::new(ProblemCode::Internal, "The server failed; the fault was logged.")
            .next("Try again; if it stays, tell the administrator the number of this request.")
            .because(cause)
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)?;
        match &self.cause {
            Some(cause) => write!(f, " ({cause})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for AppError {}

/// What stands in the place where something was to be written: somebody else said something in the same moment.
pub(in crate::app) fn overtaken(error: StoreError) -> AppError {
    match error {
        StoreError::Exists => StoreError::Stale.into(),
        other => other.into(),
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotDone(_) => Self::new(
                ProblemCode::Unavailable,
                "The database does not answer; nothing was changed.",
            )
            .next("Try again in a moment."),
            StoreError::Unknown(_) | StoreError::GroupFailed => Self::new(
                ProblemCode::OutcomeUnknown,
                "The database did not say whether the change was made.",
            )
            .next("Look whether it is there before you try again."),
            StoreError::Exists => Self::new(ProblemCode::Conflict, "This exists already; nothing was changed."),
            StoreError::Stale => Self::new(
                ProblemCode::Conflict,
                "Somebody else changed this at the same time; nothing was changed.",
            )
            .next("Load it again and look."),
            StoreError::Corrupt { .. } | StoreError::Migration(_) | StoreError::Refused(_) | StoreError::Entry(_) => {
                return Self::internal(error);
            }
        }
        .because(error)
    }
}

impl From<VaultError> for AppError {
    fn from(error: VaultError) -> Self {
        match &error {
            VaultError::Full(_) => Self::new(
                ProblemCode::StorageFull,
                "There is no room left for footage on the server.",
            )
            .kept("Nothing of this request was kept; what was acknowledged before is safe.")
            .next("Leave the footage where it is and tell the administrator; it will be tried again by itself."),
            VaultError::Checksum => Self::new(ProblemCode::ChecksumMismatch, "The checksum of this chunk differs.")
                .kept("Everything before this chunk.")
                .next("Send the chunk again."),
            VaultError::Superseded => Self::new(
                ProblemCode::UploadBusy,
                "A newer request writes this upload; this one was stopped.",
            )
            .next("Ask for the offset with HEAD and go on from there."),
            VaultError::BodyCut(_) => Self::new(ProblemCode::Malformed, "The body ended early.")
                .next("Ask for the offset with HEAD and go on from there."),
            VaultError::TooMuch => Self::new(
                ProblemCode::TooLarge,
                "More bytes came than were announced; this chunk was not kept.",
            ),
            VaultError::Missing(_)
            | VaultError::KeyTaken(_)
            | VaultError::BadKey(_)
            | VaultError::Io { .. }
            | VaultError::Remote { .. }
            | VaultError::Locked(_) => Self::new(
                ProblemCode::Unavailable,
                "The storage for footage does not answer as it should.",
            )
            .kept("What was acknowledged before is safe.")
            .next("Try again in a moment; if it stays, tell the administrator."),
        }
        .because(error)
    }
}
