//! The ledger as pages show it: who, which recorders, from when to when. Ids become numbers and names here.

pub mod expected;
pub mod handovers;
pub mod officers;
pub mod owner;
pub mod units;
pub mod usage;

use std::collections::BTreeMap;

use evidence_schema::ids::{OfficerId, UnitId};
use evidence_schema::limits::OFFERED_MAX;
use evidence_schema::wire::ledger::UnitView;

use super::super::show::name;
use super::super::words::{Key, Words};
use crate::app::ledger::names::{LedgerNames, Named, Offered};

/// A number and a name, cleaned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedWords {
    /// Number.
    pub number: String,
    /// Name.
    pub name: String,
}

impl NamedWords {
    fn new(named: &Named) -> Self {
        Self {
            number: name(&named.number),
            name: name(&named.name),
        }
    }

    /// What stands for an id that nobody knows any more: the id itself.
    pub fn of<I: Ord + std::fmt::Display>(known: &BTreeMap<I, Named>, id: &I) -> Self {
        known.get(id).map_or_else(
            || Self {
                number: id.to_string(),
                name: String::new(),
            },
            Self::new,
        )
    }
}

/// A pair with its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairWords {
    /// Lead officer.
    pub lead: NamedWords,
    /// Assisting officer.
    pub assisting: Option<NamedWords>,
    /// The officers' unit.
    pub unit: String,
}

impl PairWords {
    /// Names for a pair.
    pub fn new(names: &LedgerNames, unit_id: UnitId, (lead, assisting): (OfficerId, Option<OfficerId>)) -> Self {
        Self {
            lead: NamedWords::of(&names.officers, &lead),
            assisting: assisting.map(|id| NamedWords::of(&names.officers, &id)),
            unit: NamedWords::of(&names.units, &unit_id).name,
        }
    }
}

/// Who said something, by the text of the actor.
pub fn actor_words(t: Words, names: &LedgerNames, actor: &str) -> String {
    let by_kind = match actor.split(':').next() {
        Some("system") => Key("ledger-by-system"),
        Some("machine") => Key("ledger-by-machine"),
        _ => Key("ledger-by-unknown"),
    };
    names
        .actors
        .get(actor)
        .map_or_else(|| t.key(by_kind), |known| name(known))
}

/// What a field proposes: the value, and words beside it.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Officers on duty by number.
    pub officers: Vec<(String, String)>,
    /// Recorders by serial.
    pub recorders: Vec<(String, String)>,
    /// Units by number.
    pub units: Vec<(String, String)>,
}

impl Choices {
    /// Proposals, cleaned.
    pub fn new(offered: &Offered) -> Self {
        let pair = |named: &Named| (name(&named.number), name(&named.name));
        let officer = |(named, unit): &(Named, Option<String>)| {
            let unit = unit.as_deref().map(name).unwrap_or_default();
            let (number, name) = pair(named);
            (number, format!("{name} {unit}").trim().to_owned())
        };
        Self {
            officers: offered.officers.iter().map(officer).collect(),
            recorders: offered.recorders.iter().map(pair).collect(),
            units: offered.units.iter().map(pair).collect(),
        }
    }

    /// Units alone.
    pub fn of_units(units: &[UnitView]) -> Self {
        Self {
            units: units
                .iter()
                .take(OFFERED_MAX)
                .map(|u| (name(&u.number), name(&u.name)))
                .collect(),
            ..Self::default()
        }
    }
}
