//! Times that names and file systems claim: read with the profile's zone, kept word for word.
//!
//! What must stay true: a claim that cannot be believed is still a claim; an implausible clock is a message, never an
//! error. FAT stores local wall time without a zone: the system's guess at a zone is undone before the profile's zone
//! is applied.

#[cfg(test)]
mod tests;

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use evidence_schema::clip::ClaimMeaning;
use evidence_schema::custody::statement::TimeClaim;
use evidence_schema::time::Timestamp;

use crate::limits::{CLOCK_AHEAD_MS, CLOCK_YEAR_MIN};
use crate::profile::Times;
use crate::scan::ManifestFile;

/// What the modification times of a volume are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileTimes {
    /// Points in time, as every file system but FAT stores them.
    Instant,
    /// Local wall time, which the system turned into an instant by taking this many minutes off.
    LocalWall {
        /// Minutes east of UTC that the system assumed.
        assumed_minutes: i32,
    },
}

/// The claims of one file.
pub(crate) fn claims(file: &ManifestFile, times: Option<&Times>, file_times: FileTimes) -> Vec<TimeClaim> {
    let stamp = file.facts.as_ref().and_then(|facts| facts.stamp.as_deref());
    let from_name = stamp.zip(times).map(|(stamp, times)| name_claim(stamp, times));
    let modified = modified_claim(file.listed.modified_ns, times, file_times);
    from_name.into_iter().chain(modified).collect()
}

fn name_claim(stamp: &str, times: &Times) -> TimeClaim {
    let format = times.stamp_format.as_deref().unwrap_or_default();
    let wall = NaiveDateTime::parse_from_str(stamp, format).ok();
    TimeClaim {
        origin: "file_name".to_owned(),
        text: stamp.to_owned(),
        means: times.stamp_means,
        at: wall.and_then(|wall| instant(wall, times.zone)),
    }
}

fn modified_claim(modified_ns: i128, times: Option<&Times>, file_times: FileTimes) -> Option<TimeClaim> {
    let micros = i64::try_from(modified_ns.div_euclid(1000)).ok()?;
    let shown = DateTime::<Utc>::from_timestamp_micros(micros)?;
    let zone = times.map_or(Tz::UTC, |times| times.zone);
    let wall = match file_times {
        FileTimes::Instant => shown.with_timezone(&zone).naive_local(),
        FileTimes::LocalWall { assumed_minutes } => shown
            .naive_utc()
            .checked_add_signed(TimeDelta::minutes(assumed_minutes.into()))?,
    };
    let at = match file_times {
        FileTimes::Instant => Timestamp::from_micros(micros).ok(),
        FileTimes::LocalWall { .. } => times.and_then(|times| instant(wall, times.zone)),
    };
    let suffix = if times.is_none() && file_times == FileTimes::Instant {
        "Z"
    } else {
        ""
    };
    Some(TimeClaim {
        origin: "file_modified".to_owned(),
        text: format!("{}{suffix}", wall.format("%Y-%m-%dT%H:%M:%S%.f")),
        means: times.map_or(ClaimMeaning::Unknown, |times| times.file_time_means),
        at,
    })
}

/// The instant of a wall time; the earlier one where clocks are set back, none where they are set forward.
fn instant(wall: NaiveDateTime, zone: Tz) -> Option<Timestamp> {
    zone.from_local_datetime(&wall)
        .earliest()
        .map(|at| at.with_timezone(&Utc).into())
}

/// The claim of a file that cannot be believed as it is, if one cannot.
pub(crate) fn implausible(claims: &[TimeClaim], now: Timestamp) -> Option<String> {
    let wrong = claims.iter().find(|claim| {
        claim
            .at
            .is_some_and(|at| at.to_chrono().year() < CLOCK_YEAR_MIN || at.ms_since(now) > CLOCK_AHEAD_MS)
    })?;
    Some(wrong.text.clone())
}
