//! Who may do the second step of what two persons must do: the facts that the rule `decider` needs.
//!
//! What must stay true: roles and units are read anew for every decision.

use std::collections::{BTreeMap, BTreeSet};

use evidence_schema::ids::{PersonId, UnitId};
use evidence_schema::people::{Actor, Role};
use evidence_schema::rules::access::decider::{Decider, Holder, Task, decider};

use crate::app::{App, AppResult};

/// The persons among actors.
pub(in crate::app) fn persons<'a>(actors: impl Iterator<Item = &'a Actor>) -> BTreeSet<PersonId> {
    let person = |actor: &Actor| match actor {
        Actor::Person(id) => Some(*id),
        Actor::Dock(_) | Actor::Machine(_) | Actor::System(_) | Actor::Anonymous => None,
    };
    actors.filter_map(person).collect()
}

/// Who holds which role where, and how units stand to each other.
pub(in crate::app) struct Deciders {
    holders: Vec<Holder>,
    parents: BTreeMap<UnitId, UnitId>,
}

impl Deciders {
    /// Who may decide.
    pub(in crate::app) fn of(&self, task: &Task) -> Decider {
        decider(task, &self.holders, &self.parents)
    }
}

impl App {
    /// Everybody who holds a role somewhere.
    async fn holders(&self) -> AppResult<Vec<Holder>> {
        let people = self.store.people().await?;
        let mut holders = Vec::new();
        for person in &people {
            let standing = Role::ALL.into_iter().filter(|role| person.role.roles().has(*role));
            holders.extend(standing.map(|role| Holder {
                person: person.id,
                role,
                unit: None,
                is_active: person.is_active,
            }));
        }
        for grant in self.store.grants().await? {
            let is_active = people
                .iter()
                .any(|person| person.id == grant.person_id && person.is_active);
            holders.push(Holder {
                person: grant.person_id,
                role: grant.role,
                unit: grant.unit_id,
                is_active,
            });
        }
        Ok(holders)
    }

    async fn parents(&self) -> AppResult<BTreeMap<UnitId, UnitId>> {
        let units = self.store.units().await?;
        Ok(units
            .into_iter()
            .filter_map(|unit| Some((unit.id, unit.parent_id?)))
            .collect())
    }

    /// Everything that decides who decides.
    pub(in crate::app) async fn deciders(&self) -> AppResult<Deciders> {
        Ok(Deciders {
            holders: self.holders().await?,
            parents: self.parents().await?,
        })
    }

    /// Names of those who may decide, in order, and how many levels the task went up.
    pub(in crate::app) async fn decider_names(&self, found: &Decider) -> AppResult<(Vec<String>, u32)> {
        let Decider::Found { persons, levels_up, .. } = found else {
            return Ok((Vec::new(), 0));
        };
        let mut names = Vec::new();
        for id in persons {
            names.push(self.actor_name(&Actor::Person(*id)).await?);
        }
        names.sort();
        Ok((names, *levels_up))
    }
}
