//! The catalogue of error codes (RFC 9457 bodies). The agent decides by code, never by status.
//!
//! What must stay true: a code, once published, keeps its meaning; a person reads what happened, what was kept and what
//! to do next.

use serde::{Deserialize, Serialize};

use crate::clip::UnknownWord;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $text:literal, $title:literal);+ $(;)?) => {
        /// Stable error codes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
        pub enum ProblemCode {
            $($(#[doc = $doc])+ #[serde(rename = $text)] $variant),+
        }

        impl ProblemCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Short English title, the same for every occurrence.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }
        }

        impl std::str::FromStr for ProblemCode {
            type Err = UnknownWord;
            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(UnknownWord::new("ProblemCode", text)),
                }
            }
        }
    };
}

codes! {
    /// No valid credentials.
    SignInNeeded = "sign_in_needed", "Sign in first";
    /// Signed in, but not allowed, and the thing's existence is no secret.
    Forbidden = "forbidden", "Not allowed";
    /// Not there, or hidden from this actor.
    NotFound = "not_found", "Not found";
    /// The method does not exist here.
    MethodUnknown = "method_unknown", "Method not offered here";
    /// The request cannot be read.
    Malformed = "malformed", "The request cannot be read";
    /// Fields are wrong; `fields` lists them.
    FieldsInvalid = "fields_invalid", "Some fields need correction";
    /// The body is larger than allowed.
    TooLarge = "too_large", "Larger than allowed";
    /// Another state than the request assumed.
    Conflict = "conflict", "The state has changed";
    /// The case number is taken.
    CaseNumberTaken = "case_number_taken", "This case number exists already";
    /// tus: the offset is not the one held.
    OffsetWrong = "offset_wrong", "Offset differs from what is held";
    /// tus: another request writes this upload.
    UploadBusy = "upload_busy", "Another request writes this upload";
    /// tus: the chunk's checksum does not fit; nothing of it was kept.
    ChecksumMismatch = "checksum_mismatch", "Checksum of the chunk differs";
    /// tus: an algorithm that is not offered.
    ChecksumUnknown = "checksum_unknown", "Checksum algorithm not offered";
    /// tus: a protocol version that is not spoken.
    TusVersionUnknown = "tus_version_unknown", "tus version not spoken";
    /// The upload was swept or ended.
    UploadGone = "upload_gone", "The upload is gone";
    /// The bytes are not those that were declared; staging was dropped.
    HashMismatch = "hash_mismatch", "The bytes are not those that were declared";
    /// The capture statement is not acceptable.
    StatementInvalid = "statement_invalid", "The capture statement is not acceptable";
    /// The one-time token is unknown, used or expired.
    EnrollTokenInvalid = "enroll_token_invalid", "The one-time token is not valid";
    /// The receipt is not there yet; ask again.
    ReceiptPending = "receipt_pending", "The receipt is not there yet";
    /// Too many attempts.
    Throttled = "throttled", "Too many attempts";
    /// The server cannot do it now; nothing was done.
    Unavailable = "unavailable", "Not possible right now";
    /// It is unknown whether it was done; look before trying again.
    OutcomeUnknown = "outcome_unknown", "It is not known whether this was done";
    /// No room left for footage.
    StorageFull = "storage_full", "No room left for footage";
    /// A form came without its token: another page sent it, or the session changed.
    FormStale = "form_stale", "The form is out of date";
    /// A fault of the server.
    Internal = "internal", "The server failed";
}

/// One wrong field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldProblem {
    /// Name of the field.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

/// The body of every error answer, `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// The stable code; also the last part of `type`.
    pub code: ProblemCode,
    /// `urn:mingjing:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Short title.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened.
    pub detail: String,
    /// What was kept; absent when nothing was at stake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<String>,
    /// What to do next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Wrong fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// Number to tell the administrator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}
