//! What use cases give to pages and JSON beyond the wire types; cursors of lists.

use evidence_schema::limits::{PAGE_ROWS, PAGE_ROWS_MAX};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::problem::ProblemCode;

use super::{AppError, AppResult};
pub use crate::store::session::SessionRow;
pub use crate::vault::{Append, Checksum, ChecksumKind};

use crate::store::dock::DockRow;
use crate::store::docking::{DockContact, DockingRow};
use crate::store::search::Cursor;

/// What a list is asked for.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Go on after this cursor.
    pub after: Option<String>,
    /// Rows wanted.
    pub limit: Option<u32>,
    /// Words to look for.
    pub words: Option<String>,
    /// Only this state.
    pub state: Option<String>,
    /// Only footage of these people, this recorder, this time.
    pub whose: Whose,
    /// Only clips on which this tag stands.
    pub tag: Option<String>,
    /// Only clips without a case file, matter or stated class.
    pub is_unsettled: bool,
    /// Only footage that these facts hold of.
    pub about: About,
}

/// What footage a list is about.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// Number of a case file that it is linked to.
    pub case: Option<String>,
    /// Enforcement object of such a case file, as typed.
    pub object: Option<String>,
    /// Part of the place of an act.
    pub place: Option<String>,
    /// Where it came from.
    pub source: Option<String>,
    /// Marked important by device or person.
    pub is_important: bool,
}

/// Whose footage a list is about.
#[derive(Debug, Clone, Default)]
pub struct Whose {
    /// Only that of which nobody can say whose it is.
    pub is_unassigned: bool,
    /// Number of an officer, leading or assisting.
    pub officer: Option<String>,
    /// Number of the other officer of a pair.
    pub with: Option<String>,
    /// Number of a unit; those below it are meant too.
    pub unit: Option<String>,
    /// Serial of a recorder.
    pub serial: Option<String>,
    /// Ends then or later, on the corrected time.
    pub recorded_from: Option<Timestamp>,
    /// Begins earlier, on the corrected time.
    pub recorded_to: Option<Timestamp>,
}

/// One dock with its newest dockings.
#[derive(Debug, Clone)]
pub struct DockView {
    /// The dock.
    pub dock: DockRow,
    /// The unit that it belongs to: number and name.
    pub unit: Option<(String, String)>,
    /// When it was heard of last.
    pub contact: Option<DockContact>,
    /// Newest first.
    pub dockings: Vec<DockingRow>,
}

/// Rows of a page, within bounds.
pub(super) fn page_limit(wanted: Option<u32>) -> u32 {
    wanted.unwrap_or(PAGE_ROWS).clamp(1, PAGE_ROWS_MAX)
}

/// `<micros>.<id>`
pub(super) fn cursor_text(at: Timestamp, id: impl std::fmt::Display) -> String {
    format!("{}.{id}", at.as_micros())
}

/// Reads a cursor that was given out before.
pub(super) fn cursor_from<I: std::str::FromStr>(text: &str) -> AppResult<Cursor<I>> {
    let bad = || {
        AppError::new(ProblemCode::Malformed, "The place in the list cannot be read.").next("Start again at the top.")
    };
    let (at, id) = text.split_once('.').ok_or_else(bad)?;
    let at = at
        .parse()
        .ok()
        .and_then(|micros| Timestamp::from_micros(micros).ok())
        .ok_or_else(bad)?;
    Ok(Cursor {
        at,
        id: id.parse().map_err(|_| bad())?,
    })
}
