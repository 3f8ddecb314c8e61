//! What a person's grants come to: roles in the whole agency, roles over units, and what lists show.
//!
//! What must stay true: a list shows exactly the rows that `permit` would show one by one.

use std::collections::BTreeMap;

use super::{Asker, DISCREET};
use crate::ids::{OfficerId, PersonId, UnitId};
use crate::people::{Role, Roles};

/// What a person's account, grants and officer come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grounds {
    /// Roles in the whole agency.
    pub whole: Roles,
    /// Roles over single units; a grant covers every unit below its own.
    pub units: BTreeMap<UnitId, Roles>,
    /// The officer that the account belongs to.
    pub officer: Option<OfficerId>,
}

impl Grounds {
    /// Roles over a unit; over what belongs to no unit only those of the whole agency.
    pub fn over(&self, unit: Option<UnitId>) -> Roles {
        let granted = unit.and_then(|unit| self.units.get(&unit)).copied();
        self.whole.and(granted.unwrap_or_default())
    }

    /// Every role held anywhere.
    pub fn anywhere(&self) -> Roles {
        self.units.values().fold(self.whole, |all, roles| all.and(*roles))
    }
}

/// Rows of footage and case files that an asker may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every row.
    Everything,
    /// No row.
    Nothing,
    /// What the person's grants cover, what their officer filmed, and the case files of which they are a member.
    Of {
        /// The person.
        person: PersonId,
        /// Their officer, where the role of officer is held.
        officer: Option<OfficerId>,
    },
}

/// Which footage and case files an asker sees in lists.
pub fn scope(asker: Asker, grounds: &Grounds) -> Scope {
    let Asker::Person(person, roles) = asker else {
        return Scope::Nothing;
    };
    if grounds.whole.meets(DISCREET) {
        return Scope::Everything;
    }
    if roles.only(super::line(super::Action::ListClips).anywhere).is_empty() {
        return Scope::Nothing;
    }
    let officer = grounds.officer.filter(|_| roles.has(Role::Officer));
    Scope::Of { person, officer }
}
