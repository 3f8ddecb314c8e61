//! What this server tells other systems by itself, and how that stands.
//!
//! What must stay true: a body names numbers and ids, never people, plates or words of a case file; whoever wants more
//! asks with a token of its own.

use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, EntryId};
use crate::rules::notices::NoticeKind;
use crate::time::Timestamp;

/// The body of one delivery. Headers (Standard Webhooks): `webhook-id` is the same whenever the same notice is delivered
/// again, `webhook-timestamp` the second of the attempt, `webhook-signature` `v1,` and the base64 HMAC-SHA256 of
/// `id.timestamp.body`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookBody {
    /// What happened.
    #[serde(rename = "type")]
    pub kind: NoticeKind,
    /// When it happened.
    pub timestamp: Timestamp,
    /// To what.
    pub data: WebhookData,
}

/// What a notice is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookData {
    /// The case file.
    pub case_id: CaseId,
    /// Its number.
    pub number: String,
    /// The entry of the custody log that says it.
    pub entry_id: EntryId,
    /// The entry's number.
    pub entry_number: u64,
    /// Acts, objects, clips, links or documents that it is about, at most 200.
    pub ids: Vec<String>,
    /// For `case.readiness_changed`: the codes of what is missing now.
    pub missing: Option<Vec<String>>,
}

/// How far the deliveries to one system have come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookView {
    /// Name in the configuration.
    pub name: String,
    /// Scheme, host and port to which it is delivered.
    pub target: String,
    /// What it is told.
    pub events: Vec<NoticeKind>,
    /// Whether the configuration of this server still names it.
    pub is_configured: bool,
    /// Notices that arrived.
    pub delivered: u64,
    /// When the last one arrived.
    pub delivered_at: Option<Timestamp>,
    /// Entries of the log that it has not been told of yet; most of them are nothing to it.
    pub entries_behind: u64,
    /// Since when deliveries fail.
    pub failing_since: Option<Timestamp>,
    /// How often the next notice was tried.
    pub attempts: u64,
    /// What went wrong the last time.
    pub last_error: Option<String>,
    /// When it is tried again; absent where nothing failed, and where it was given up.
    pub retry_at: Option<Timestamp>,
    /// When it was given up: nothing is sent until an administrator says so or the server starts anew.
    pub given_up_at: Option<Timestamp>,
}

/// `GET /api/v1/webhooks`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookPage {
    /// In the order of the configuration.
    pub webhooks: Vec<WebhookView>,
}
