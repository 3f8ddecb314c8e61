//! Clock offsets measured by hand: kept in a small file, used by that recorder's next docking, once.
//!
//! What must stay true: a measurement belongs to one docking; the journal says to which, so that a restart of the agent
//! finds the same answer.

use std::path::Path;

use evidence_schema::custody::statement::ClockOffset;
use evidence_schema::ids::DockingId;
use evidence_schema::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::agent::Agent;
use crate::failure::{Failure, cannot};
use crate::files;
use crate::journal::Change;

/// One measurement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Measurement {
    pub(crate) serial: String,
    /// To be added to the recorder's times.
    pub(crate) offset_ms: i64,
    pub(crate) uncertainty_ms: i64,
    /// Who measured.
    pub(crate) by: String,
    pub(crate) measured_at: Timestamp,
}

impl Measurement {
    fn name(&self) -> String {
        format!("{} {}", self.serial.to_ascii_uppercase(), self.measured_at)
    }
}

/// Reads the file; none is an empty one.
pub(crate) fn load(path: &Path) -> Result<Vec<Measurement>, Failure> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    serde_json::from_str(&files::read_small(path)?).map_err(cannot(format!("read {}", path.display())))
}

/// Stores a measurement; it replaces an earlier one of the same recorder.
pub(crate) fn store(path: &Path, new: Measurement) -> Result<(), Failure> {
    let mut all = load(path)?;
    all.retain(|other| !other.serial.eq_ignore_ascii_case(&new.serial));
    all.push(new);
    let text = serde_json::to_string_pretty(&all).map_err(cannot("write the measurement"))?;
    files::write_private(path, &text)
}

/// The measurement that a docking uses: one that no other docking has used.
pub(crate) fn for_docking(agent: &Agent, serial: &str, docking_id: DockingId) -> Option<ClockOffset> {
    let path = agent.config.offsets_file(&agent.data);
    let all = load(&path)
        .inspect_err(|error| tracing::warn!(%error, "clock offsets cannot be read"))
        .ok()?;
    let found = all
        .into_iter()
        .find(|measurement| measurement.serial.eq_ignore_ascii_case(serial))?;
    let name = found.name();
    match agent.journal.offset_user(&name).ok()? {
        Some(user) if user != docking_id.to_string() => return None,
        Some(_) => {}
        None => agent
            .journal
            .write(vec![Change::OffsetUsed {
                measurement: name,
                docking_id,
            }])
            .ok()?,
    }
    Some(ClockOffset {
        offset_ms: found.offset_ms,
        uncertainty_ms: found.uncertainty_ms,
        method: "hand".to_owned(),
        by: Some(found.by),
    })
}
