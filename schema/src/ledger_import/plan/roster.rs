//! Rosters: everybody and everything named is there, no assistant leads, no recorder is given to two pairs at once.
//!
//! What must stay true: a line is named by its day, its beginning and its lead officer; a duty that ends when the next
//! begins does not overlap it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::columns::Column;
use super::super::errors::ImportProblem;
use super::super::records::{ImportFile, Lined, RosterRecord};
use super::{After, Draft, Entry, Existing, Plan};

impl Entry for RosterRecord {
    const KEY_COLUMN: Column = Column::LeadNumber;

    fn key(&self) -> String {
        format!("{} {} {}", self.lead_number, self.date, self.from)
    }

    /// The order of the recorders says nothing.
    fn over(&self, before: &Self) -> Self {
        let mut after = self.clone();
        let mut sorted = before.serials.clone();
        sorted.sort();
        if sorted == after.serials {
            after.serials.clone_from(&before.serials);
        }
        after
    }
}

/// What an import of a roster would do.
pub fn plan_roster(file: &ImportFile<RosterRecord>, existing: &Existing<'_>) -> Plan<RosterRecord> {
    let (mut draft, after) = Draft::begin(file, existing.roster);
    let known = Known::of(existing);
    for lined in &file.records {
        known.refuse_unknown(&mut draft, lined);
    }
    refuse_overlaps(&mut draft, &after);
    draft.finish()
}

/// What roster lines may name.
struct Known<'a> {
    units: HashSet<&'a str>,
    /// Officer number, and whether it is an assistant's.
    officers: HashMap<&'a str, bool>,
    serials: HashSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(existing: &Existing<'a>) -> Self {
        let officers = existing.officers.iter();
        Self {
            units: existing.units.iter().map(|unit| unit.number.as_str()).collect(),
            officers: officers
                .map(|officer| (officer.number.as_str(), officer.is_assistant))
                .collect(),
            serials: existing
                .recorders
                .iter()
                .map(|recorder| recorder.serial.as_str())
                .collect(),
        }
    }

    fn refuse_unknown(&self, draft: &mut Draft<'_, RosterRecord>, lined: &Lined<RosterRecord>) {
        let Lined { line, record } = lined;
        let unit = record.unit_number.as_str();
        if !self.units.contains(unit) {
            draft.refuse(*line, Column::UnitNumber, unit, ImportProblem::UnknownUnit);
        }
        let lead = record.lead_number.as_str();
        match self.officers.get(lead) {
            None => draft.refuse(*line, Column::LeadNumber, lead, ImportProblem::UnknownOfficer),
            Some(true) => draft.refuse(*line, Column::LeadNumber, lead, ImportProblem::LeadIsAssistant),
            Some(false) => {}
        }
        if let Some(assisting) = record.assisting_number.as_deref()
            && !self.officers.contains_key(assisting)
        {
            draft.refuse(*line, Column::AssistingNumber, assisting, ImportProblem::UnknownOfficer);
        }
        for serial in record
            .serials
            .iter()
            .filter(|serial| !self.serials.contains(serial.as_str()))
        {
            let problem = ImportProblem::UnknownRecorder { serial: serial.clone() };
            draft.refuse(*line, Column::Serials, &record.serials.join(";"), problem);
        }
    }
}

fn refuse_overlaps(draft: &mut Draft<'_, RosterRecord>, after: &[After<RosterRecord>]) {
    let mut duties_of: BTreeMap<&str, Vec<&After<RosterRecord>>> = BTreeMap::new();
    for duty in after {
        for serial in &duty.record.serials {
            duties_of.entry(serial).or_default().push(duty);
        }
    }
    for (serial, mut duties) in duties_of {
        duties.sort_by_key(|duty| (duty.record.start(), duty.line));
        // The duty that ends last of those begun is enough to compare with: whatever overlaps another one overlaps it too.
        let mut longest: Option<&After<RosterRecord>> = None;
        for duty in duties {
            if let Some(earlier) = longest.filter(|earlier| duty.record.start() < earlier.record.end()) {
                refuse_overlap(draft, serial, [earlier, duty]);
            }
            if longest.is_none_or(|earlier| earlier.record.end() < duty.record.end()) {
                longest = Some(duty);
            }
        }
    }
}

/// The later line is refused, or the only one that is in the file.
fn refuse_overlap(draft: &mut Draft<'_, RosterRecord>, serial: &str, mut both: [&After<RosterRecord>; 2]) {
    both.sort_by_key(|duty| duty.line);
    let [other, refused] = both;
    let Some(line) = refused.line else {
        return;
    };
    let minutes = "%Y-%m-%d %H:%M";
    let problem = ImportProblem::RecorderTaken {
        serial: serial.to_owned(),
        from: other.record.start().format(minutes).to_string(),
        to: other.record.end().format(minutes).to_string(),
        other_line: other.line,
    };
    draft.refuse(line, Column::Serials, &refused.record.serials.join(";"), problem);
}
