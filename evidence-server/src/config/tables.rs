//! The tables that an agency's legal unit keeps: limits, and the days by which they are counted.
//!
//! What must stay true: a table with a wrong cell stops the start and names line and column; nothing is taken of it.

use std::path::Path;

use evidence_schema::rules::deadlines::{Calendar, TableError, Tables, read_limits};

use super::ConfigError;

const CALENDAR: &str = include_str!("../../../fixtures/calendar/days.csv");
const LIMITS: &str = include_str!("../../../fixtures/deadlines/limits.csv");

/// Reads both tables, or takes the presets.
pub(super) fn read(calendar: Option<&Path>, limits: Option<&Path>) -> Result<Tables, ConfigError> {
    Ok(Tables {
        calendar: table(calendar, ("the preset of days", CALENDAR), Calendar::read)?,
        limits: table(limits, ("the preset of limits", LIMITS), read_limits)?,
    })
}

fn table<T>(
    path: Option<&Path>,
    (preset_name, preset): (&str, &str),
    parse: fn(&[u8]) -> Result<T, TableError>,
) -> Result<T, ConfigError> {
    let name = path.map_or_else(|| preset_name.to_owned(), |path| path.display().to_string());
    let bytes = match path {
        None => preset.as_bytes().to_vec(),
        Some(path) => std::fs::read(path).map_err(|source| ConfigError::Read {
            path: path.to_owned(),
            source,
        })?,
    };
    parse(&bytes).map_err(|e| ConfigError::Values(format!("{name}: {e}")))
}
