//! Values on their way into and out of statements: whole numbers and texts, nothing else.
//!
//! What must stay true: what cannot be read from a row is an error with the column's name, never 0 or "".

use evidence_schema::custody::detail::Cell;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::time::Timestamp;

use super::engine::Row;
use super::error::StoreError;

/// A bound value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Int(Option<i64>),
    Text(Option<String>),
}

impl Value {
    /// The same value as a cell of an after-image.
    pub(super) fn to_cell(&self) -> Cell {
        match self {
            Self::Int(Some(number)) => Cell::Int(*number),
            Self::Text(Some(text)) => Cell::Text(text.clone()),
            Self::Int(None) | Self::Text(None) => Cell::Null,
        }
    }
}

/// Binds all values to a query of either engine.
macro_rules! bind_all {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for value in $args {
            query = match value {
                crate::store::value::Value::Int(number) => query.bind(number),
                crate::store::value::Value::Text(text) => query.bind(text),
            };
        }
        query
    }};
}
pub(super) use bind_all;

/// A type that one column can hold.
pub(super) trait Column: Sized {
    /// As a bound value.
    fn to_value(&self) -> Value;
    /// From a row.
    fn read(row: &Row, column: &str) -> Result<Self, StoreError>;
}

fn required<T>(value: Option<T>, column: &str) -> Result<T, StoreError> {
    value.ok_or_else(|| StoreError::corrupt(column, "is absent"))
}

impl Column for i64 {
    fn to_value(&self) -> Value {
        Value::Int(Some(*self))
    }
    fn read(row: &Row, column: &str) -> Result<Self, StoreError> {
        required(row.opt_int(column)?, column)
    }
}

impl Column for u64 {
    fn to_value(&self) -> Value {
        // Sizes and counts stay far below i64::MAX (limits::CLIP_BYTES_MAX); a larger one would not be storable.
        Value::Int(Some(i64::try_from(*self).unwrap_or(i64::MAX)))
    }
    fn read(row: &Row, column: &str) -> Result<Self, StoreError> {
        let number = i64::read(row, column)?;
        Self::try_from(number).map_err(|_| StoreError::corrupt(column, "is negative"))
    }
}

impl Column for bool {
    fn to_value(&self) -> Value {
        Value::Int(Some(i64::from(*self)))
    }
    fn read(row: &Row, column: &str) -> Result<Self, StoreError> {
        match i64::read(row, column)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(StoreError::corrupt(column, "is neither 0 nor 1")),
        }
    }
}

impl Column for String {
    fn to_value(&self) -> Value {
        Value::Text(Some(self.clone()))
    }
    fn read(row: &Row, column: &str) -> Result<Self, StoreError> {
        required(row.opt_text(column)?, column)
    }
}

impl Column for Timestamp {
    fn to_value(&self) -> Value {
        Value::Int(Some(self.as_micros()))
    }
    fn read(row: &Row, column: &str) -> Result<Self, StoreError> {
        Self::from_micros(i64::read(row, column)?).map_err(|_| StoreError::corrupt(column, "is no time"))
    }
}

/// Types whose text form is their column form.
macro_rules! text_columns {
    ($($type:ty),+ $(,)?) => {$(
        impl Column for $type {
            fn to_value(&self) -> Value {
                Value::Text(Some(self.to_string()))
            }
            fn read(row: &Row, column: &str) -> Result<Self, StoreError> {
                String::read(row, column)?.parse().map_err(|_| StoreError::corrupt(column, "cannot be read"))
            }
        }
    )+};
}

/// Enums with `as_str`.
macro_rules! word_columns {
    ($($type:ty),+ $(,)?) => {$(
        impl Column for $type {
            fn to_value(&self) -> Value {
                Value::Text(Some(self.as_str().to_owned()))
            }
            fn read(row: &Row, column: &str) -> Result<Self, StoreError> {
                String::read(row, column)?.parse().map_err(|_| StoreError::corrupt(column, "cannot be read"))
            }
        }
    )+};
}

text_columns!(
    Sha256Digest,
    evidence_schema::people::Actor,
    evidence_schema::ids::ClipId,
    evidence_schema::ids::CaptureId,
    evidence_schema::ids::UploadId,
    evidence_schema::ids::DockId,
    evidence_schema::ids::DockingId,
    evidence_schema::ids::RecorderId,
    evidence_schema::ids::PersonId,
    evidence_schema::ids::TokenId,
    evidence_schema::ids::CaseId,
    evidence_schema::ids::LinkId,
    evidence_schema::ids::EntryId,
    evidence_schema::ids::JobId,
    evidence_schema::ids::FindingId,
    evidence_schema::ids::UnitId,
    evidence_schema::ids::OfficerId,
    evidence_schema::ids::PostingId,
    evidence_schema::ids::HandoverId,
    evidence_schema::ids::VersionId,
    evidence_schema::ids::AttributionId,
    evidence_schema::ids::DutyId,
    evidence_schema::ids::DocumentId,
    evidence_schema::ids::DocumentVersionId,
    evidence_schema::ids::ClaimId,
    evidence_schema::ids::BindingId,
    evidence_schema::ids::TagId,
    evidence_schema::ids::DockTagId,
    evidence_schema::ids::ImportanceId,
    evidence_schema::ids::SettlementId,
    evidence_schema::ids::GrantId,
    evidence_schema::ids::MembershipId,
    evidence_schema::ids::SensitivityId,
    evidence_schema::sensitivity::Flags,
    evidence_schema::ids::HeadingId,
    evidence_schema::ids::PatternId,
    evidence_schema::ids::ActId,
    evidence_schema::ids::ActVersionId,
    evidence_schema::ids::ObjectId,
    evidence_schema::ids::PlacingId,
    evidence_schema::ids::DeclineId,
    evidence_schema::ids::IntakeId,
    evidence_schema::ids::RoomId,
    evidence_schema::ids::RoomVersionId,
    evidence_schema::ids::RoomUseId,
    evidence_schema::ids::RoomUseVersionId,
    evidence_schema::ids::MonitorId,
    evidence_schema::ids::MonitorVersionId,
    evidence_schema::ids::CatalogueVersionId,
    evidence_schema::ids::DecisionId,
    evidence_schema::ids::MonitorRecordId,
    evidence_schema::ids::RecordReviewId,
    evidence_schema::ids::FilterId,
    evidence_schema::ids::StepId,
    evidence_schema::ids::OffsetId,
    evidence_schema::ids::LeftOutId,
    evidence_schema::ids::RecordId,
    evidence_schema::ids::OpinionId,
    evidence_schema::ids::SettlingId,
    evidence_schema::ids::ExplanationId,
    evidence_schema::ids::ExplanationDecisionId,
    evidence_schema::ids::SiteNoteId,
    evidence_schema::ids::MarkId,
    evidence_schema::ids::MarkRemovalId,
    chrono::NaiveDate,
);
word_columns!(
    evidence_schema::clip::SourceKind,
    evidence_schema::clip::ClipKind,
    evidence_schema::evidence::UploadState,
    evidence_schema::evidence::ClipState,
    evidence_schema::people::Role,
    evidence_schema::people::Standing,
    evidence_schema::wire::docks::DockingState,
    evidence_schema::ledger::DeviceKind,
    evidence_schema::ledger::DeviceState,
    evidence_schema::ledger::LedgerSource,
    evidence_schema::document::DocumentKind,
    evidence_schema::wire::claims::ClaimOutcome,
    evidence_schema::marks::TagAct,
    evidence_schema::marks::ImportanceVerdict,
    evidence_schema::case::CaseCategory,
    evidence_schema::case::CaseStage,
    evidence_schema::case::CaseSource,
    evidence_schema::case::ObjectKind,
    evidence_schema::monitoring::DecisionKind,
    evidence_schema::custody::record::RecordKind,
    evidence_schema::rules::review::Answer,
    evidence_schema::wire::review::ReviewOutcome,
    evidence_schema::clock::OffsetMethod,
    evidence_schema::explanation::ExplanationKind,
    evidence_schema::explanation::SenseMissing,
    evidence_schema::explanation::ExplanationVerdict,
    evidence_schema::marks::MarkKind,
    evidence_schema::rules::case_states::Step,
);

/// Types that may be absent: `None` is NULL of the right type for PostgreSQL.
macro_rules! optional_columns {
    ($kind:ident: $($type:ty),+ $(,)?) => {$(
        impl Column for Option<$type> {
            fn to_value(&self) -> Value {
                self.as_ref().map_or(Value::$kind(None), Column::to_value)
            }
            fn read(row: &Row, column: &str) -> Result<Self, StoreError> {
                let is_absent = optional_columns!(@absent $kind, row, column);
                if is_absent { Ok(None) } else { <$type>::read(row, column).map(Some) }
            }
        }
    )+};
    (@absent Int, $row:ident, $column:ident) => { $row.opt_int($column)?.is_none() };
    (@absent Text, $row:ident, $column:ident) => { $row.opt_text($column)?.is_none() };
}

optional_columns!(Int: i64, u64, Timestamp);
optional_columns!(
    Text: chrono::NaiveDate,
    evidence_schema::ids::MonitorId,
    evidence_schema::ids::PersonId,
    evidence_schema::ids::UnitId,
    evidence_schema::ids::OfficerId,
    evidence_schema::ids::HandoverId,
    String,
    Sha256Digest,
    evidence_schema::ids::ClipId,
    evidence_schema::ids::CaptureId,
    evidence_schema::ids::DockingId,
    evidence_schema::ids::RecorderId,
    evidence_schema::ids::ActId,
    evidence_schema::ids::DocumentId,
    evidence_schema::ids::ExplanationId,
    evidence_schema::people::Actor,
    evidence_schema::case::CaseCategory,
    evidence_schema::case::CaseStage,
    evidence_schema::rules::review::Answer,
);
