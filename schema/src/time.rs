//! Points in time: microseconds since 1970-01-01T00:00:00Z, RFC 3339 with six decimals in JSON.
//!
//! What must stay true: no function here reads a clock; arithmetic that leaves the range is `None`, never wrapped.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// A point in time, in microseconds UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

/// Why a text or number is not a point in time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a time of the form 2026-11-21T08:00:00.000000Z")]
pub struct TimeError(String);

impl Timestamp {
    /// From microseconds since the epoch; errors outside the years that chrono can write.
    pub fn from_micros(micros: i64) -> Result<Self, TimeError> {
        match DateTime::<Utc>::from_timestamp_micros(micros) {
            Some(_) => Ok(Self(micros)),
            None => Err(TimeError(micros.to_string())),
        }
    }

    /// Microseconds since the epoch.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Milliseconds since the epoch, rounded down.
    pub const fn as_millis(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This time moved by milliseconds (negative: earlier), `None` outside the range.
    pub fn plus_ms(self, duration_ms: i64) -> Option<Self> {
        let micros = self.0.checked_add(duration_ms.checked_mul(1000)?)?;
        Self::from_micros(micros).ok()
    }

    /// Milliseconds from `earlier` to here; negative when `earlier` is later.
    pub fn ms_since(self, earlier: Self) -> i64 {
        (self.0.saturating_sub(earlier.0)).div_euclid(1000)
    }

    /// As chrono's type.
    pub fn to_chrono(self) -> DateTime<Utc> {
        DateTime::<Utc>::from_timestamp_micros(self.0).unwrap_or(DateTime::<Utc>::UNIX_EPOCH)
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_micros())
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_chrono().to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

impl std::str::FromStr for Timestamp {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let parsed = DateTime::parse_from_rfc3339(text).map_err(|_| TimeError(text.chars().take(64).collect()))?;
        Ok(parsed.with_timezone(&Utc).into())
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimeError;
    fn try_from(text: String) -> Result<Self, TimeError> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(at: Timestamp) -> String {
        at.to_string()
    }
}

impl utoipa::PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(
                utoipa::openapi::KnownFormat::DateTime,
            )))
            .into()
    }
}

impl utoipa::ToSchema for Timestamp {}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn time_survives_its_text_form() {
        let at: Timestamp = "2026-11-21T08:00:00.123456+08:00".parse().unwrap();
        assert_eq!(at.to_string(), "2026-11-21T00:00:00.123456Z");
        assert_eq!(at.to_string().parse::<Timestamp>(), Ok(at));
    }

    #[test]
    fn moving_out_of_range_is_none() {
        let at = Timestamp::from_micros(0).unwrap();
        assert_eq!(at.plus_ms(i64::MAX), None);
        assert_eq!(at.plus_ms(-1).unwrap().ms_since(at), -1);
    }
}
