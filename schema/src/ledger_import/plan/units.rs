//! Units: every parent is there, and no unit stands above itself.
//!
//! What must stay true: each unit is walked over once, however deep the tree.

use std::collections::HashMap;

use super::super::columns::Column;
use super::super::errors::ImportProblem;
use super::super::records::{ImportFile, UnitRecord};
use super::{After, Draft, Entry, Existing, Plan};

/// Units that a message about a circle names.
const CYCLE_NAMED_MAX: usize = 5;

impl Entry for UnitRecord {
    const KEY_COLUMN: Column = Column::UnitNumber;

    fn key(&self) -> String {
        self.number.clone()
    }
}

/// What an import of units would do.
pub fn plan_units(file: &ImportFile<UnitRecord>, existing: &Existing<'_>) -> Plan<UnitRecord> {
    let (mut draft, after) = Draft::begin(file, existing.units);
    let units: HashMap<&str, &After<UnitRecord>> = after.iter().map(|a| (a.record.number.as_str(), a)).collect();
    for unit in &after {
        let parent = unit.record.parent_number.as_deref();
        if let (Some(line), Some(parent)) = (unit.line, parent)
            && !units.contains_key(parent)
        {
            draft.refuse(line, Column::ParentNumber, parent, ImportProblem::UnknownUnit);
        }
    }
    for cycle in cycles(&after, &units) {
        let Some((line, unit)) = cycle
            .iter()
            .filter_map(|unit| Some((unit.line?, unit)))
            .min_by_key(|(line, _)| *line)
        else {
            continue;
        };
        let parent = unit.record.parent_number.as_deref().unwrap_or_default();
        let numbers = named(&cycle);
        draft.refuse(
            line,
            Column::ParentNumber,
            parent,
            ImportProblem::ParentCycle { numbers },
        );
    }
    draft.finish()
}

/// Every circle of units each of which stands above the next.
fn cycles<'a>(
    after: &'a [After<UnitRecord>],
    units: &HashMap<&'a str, &'a After<UnitRecord>>,
) -> Vec<Vec<&'a After<UnitRecord>>> {
    let mut walk_of: HashMap<&str, usize> = HashMap::with_capacity(after.len());
    let mut cycles = Vec::new();
    for (walk, first) in after.iter().enumerate() {
        let mut path: Vec<&After<UnitRecord>> = Vec::new();
        let mut next = Some(first);
        while let Some(unit) = next {
            let number = unit.record.number.as_str();
            if let Some(earlier) = walk_of.get(number) {
                if *earlier == walk {
                    let begin = path.iter().position(|other| other.record.number == number);
                    cycles.push(path.split_off(begin.unwrap_or_default()));
                }
                break;
            }
            walk_of.insert(number, walk);
            path.push(unit);
            let parent = unit.record.parent_number.as_deref();
            next = parent.and_then(|parent| units.get(parent)).copied();
        }
    }
    cycles
}

fn named(cycle: &[&After<UnitRecord>]) -> String {
    let mut numbers: Vec<&str> = cycle
        .iter()
        .take(CYCLE_NAMED_MAX)
        .map(|unit| unit.record.number.as_str())
        .collect();
    let end = if cycle.len() > CYCLE_NAMED_MAX { "…" } else { "" };
    numbers.extend(
        cycle
            .first()
            .map(|unit| unit.record.number.as_str())
            .filter(|_| end.is_empty()),
    );
    numbers.join(" → ") + end
}
