//! `decider`: who may do the second step of what two persons must do: never who did the first, never who was part of it.
//!
//! What must stay true: separation of duties is never waived: where nobody else is left in the unit, the task goes to the
//! holders of the role in the unit above, and so on up to the whole agency; where nobody is left at all, the answer says so.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{PersonId, UnitId};
use crate::people::Role;

#[cfg(test)]
mod tests;

/// What is to be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The unit that it belongs to; absent for the whole agency.
    pub unit: Option<UnitId>,
    /// The role that decides.
    pub role: Role,
    /// Who did the first step.
    pub done_by: BTreeSet<PersonId>,
    /// Who was part of it otherwise.
    pub part_of: BTreeSet<PersonId>,
}

/// One person who holds a role somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub person: PersonId,
    /// What.
    pub role: Role,
    /// Where; absent for the whole agency.
    pub unit: Option<UnitId>,
    /// The account can sign in.
    pub is_active: bool,
}

/// Who may decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decider {
    /// One of these.
    Found {
        /// The unit whose holders they are; absent for the whole agency.
        unit: Option<UnitId>,
        /// How many levels the task went up; 0 where it stays in its own unit.
        levels_up: u32,
        /// They.
        persons: BTreeSet<PersonId>,
    },
    /// Nobody, up to the whole agency.
    Nobody {
        /// Holders of the role on the way up who may not, because the first step was theirs or they were part of it.
        barred: BTreeSet<PersonId>,
    },
}

impl Decider {
    /// Whether this person may decide.
    pub fn may(&self, person: PersonId) -> bool {
        matches!(self, Self::Found { persons, .. } if persons.contains(&person))
    }
}

/// Who may do the second step. `parents` names the unit above each unit.
pub fn decider(task: &Task, holders: &[Holder], parents: &BTreeMap<UnitId, UnitId>) -> Decider {
    let is_barred = |person: &PersonId| task.done_by.contains(person) || task.part_of.contains(person);
    let mut barred = BTreeSet::new();
    for (unit, levels_up) in way_up(task.unit, parents).into_iter().zip(0_u32..) {
        let here = holders
            .iter()
            .filter(|holder| holder.role == task.role && holder.unit == unit && holder.is_active)
            .map(|holder| holder.person);
        let (out, persons): (BTreeSet<PersonId>, BTreeSet<PersonId>) = here.partition(is_barred);
        if !persons.is_empty() {
            return Decider::Found {
                unit,
                levels_up,
                persons,
            };
        }
        barred.extend(out);
    }
    Decider::Nobody { barred }
}

/// The unit, those above it, the whole agency. A tree has no circle; should there be one, this ends all the same.
fn way_up(unit: Option<UnitId>, parents: &BTreeMap<UnitId, UnitId>) -> Vec<Option<UnitId>> {
    let mut way = Vec::new();
    let mut next = unit;
    while let Some(unit) = next.filter(|unit| !way.contains(&Some(*unit))) {
        way.push(Some(unit));
        next = parents.get(&unit).copied();
    }
    way.push(None);
    way
}
