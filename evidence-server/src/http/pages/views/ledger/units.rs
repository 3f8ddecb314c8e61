//! The unit tree, and how many devices there are for every two officers: a statistic of the unit, never a finding.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use evidence_schema::ids::UnitId;
use evidence_schema::rules::usage::equipment;
use evidence_schema::wire::ledger::UnitView;

use super::super::super::show::name;
use super::super::super::words::Words;
use super::super::frame::Frame;
use super::super::problem::FormErrors;
use super::Choices;
use super::usage::per_two;

/// Deeper units are indented no further.
const DEPTH_SHOWN_MAX: usize = 6;

/// The page of units.
#[derive(Template)]
#[template(path = "units.html")]
pub struct UnitsPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// The tree, from the top, by number.
    pub units: Vec<UnitLine>,
    /// Whether the visitor may change it.
    pub may_manage: bool,
    /// What was typed before, or is on file.
    pub draft: UnitText,
    /// What is wrong with it.
    pub errors: FormErrors,
    /// What fields propose.
    pub choices: Choices,
}

/// What was typed before, or is on file.
#[derive(Debug, Clone, Default)]
pub struct UnitText {
    /// Number.
    pub number: String,
    /// Name.
    pub name: String,
    /// Number of the unit above.
    pub parent_number: String,
    /// Whether recorders may be cleared.
    pub erasing_is_on: bool,
    /// Hours of rest.
    pub rest_hours: String,
    /// Whether a unit on file is being changed.
    pub is_change: bool,
}

/// One unit.
pub struct UnitLine {
    /// Where its report on recorders and their use stands, for visitors who may see it.
    pub use_path: Option<String>,
    /// Steps below the top.
    pub depth: usize,
    /// Number.
    pub number: String,
    /// Name.
    pub name: String,
    /// Officers who inspect, punish, coerce or survey on site.
    pub officers: String,
    /// Devices in use.
    pub devices: String,
    /// Devices per two officers in words.
    pub ratio: String,
    /// Whether recorders are cleared, in words.
    pub erasing: String,
}

fn ratio(t: Words, unit: &UnitView) -> String {
    let equipment = equipment(unit.officers_inspecting, unit.devices_in_use);
    let rate = per_two(t, equipment);
    if equipment.per_two_hundredths.is_none() {
        return rate;
    }
    let blanks = [
        ("devices", equipment.devices.to_string()),
        ("needed", equipment.needed.to_string()),
        ("rate", rate),
    ];
    t.fill("unit-ratio", &blanks)
}

impl UnitLine {
    fn new(t: Words, unit: &UnitView, depth: usize) -> Self {
        let rest = unit.erasing_rest_hours;
        Self {
            use_path: None,
            depth: depth.min(DEPTH_SHOWN_MAX),
            number: name(&unit.number),
            name: name(&unit.name),
            officers: unit.officers_inspecting.to_string(),
            devices: unit.devices_in_use.to_string(),
            ratio: ratio(t, unit),
            erasing: if unit.erasing_is_on {
                t.count("unit-erasing-on", rest)
            } else {
                t.say("unit-erasing-off")
            },
        }
    }
}

/// The tree as lines: each unit right before what stands below it.
pub fn tree(t: Words, units: &[UnitView], with_use: &BTreeSet<UnitId>) -> Vec<UnitLine> {
    let mut below: BTreeMap<Option<UnitId>, Vec<&UnitView>> = BTreeMap::new();
    for unit in units.iter().rev() {
        below.entry(unit.parent_id).or_default().push(unit);
    }
    let mut lines = Vec::with_capacity(units.len());
    let mut open: Vec<(&UnitView, usize)> = Vec::new();
    open.extend(below.remove(&None).into_iter().flatten().map(|unit| (unit, 0)));
    while let Some((unit, depth)) = open.pop() {
        let is_seen = with_use.contains(&unit.unit_id);
        lines.push(UnitLine {
            use_path: is_seen.then(|| format!("/units/{}/use", unit.unit_id)),
            ..UnitLine::new(t, unit, depth)
        });
        let children = below.remove(&Some(unit.unit_id)).into_iter().flatten();
        open.extend(children.map(|child| (child, depth + 1)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use evidence_schema::ids::UnitId;
    use evidence_schema::wire::ledger::UnitView;

    use super::super::super::super::words::{Language, Words};
    use super::tree;

    fn unit(id: u8, parent: Option<u8>) -> UnitView {
        UnitView {
            unit_id: UnitId::from_random([id; 16]),
            number: id.to_string(),
            name: format!("unit {id}"),
            parent_id: parent.map(|id| UnitId::from_random([id; 16])),
            erasing_is_on: false,
            erasing_rest_hours: 24,
            officers_inspecting: 6,
            devices_in_use: 2,
        }
    }

    #[test]
    fn each_unit_stands_right_before_what_is_below_it() {
        let units = [
            unit(1, None),
            unit(2, Some(1)),
            unit(3, None),
            unit(4, Some(2)),
            unit(5, Some(1)),
        ];
        let lines = tree(Words(Language::English), &units, &BTreeSet::from([units[1].unit_id]));
        let shape: Vec<_> = lines.iter().map(|line| (line.number.as_str(), line.depth)).collect();
        assert_eq!(shape, [("1", 0), ("2", 1), ("4", 2), ("5", 1), ("3", 0)]);
        let linked: Vec<_> = lines.iter().map(|line| line.use_path.is_some()).collect();
        assert_eq!(linked, [false, true, false, false, false]);
        assert_eq!(lines[0].ratio, "2 in use, 3 by the standard (0.67 per two officers)");
    }
}
