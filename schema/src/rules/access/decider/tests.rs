//! Behaviour of `decider`: the golden cases of `fixtures/decider`, and what holds for every agency.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde::Deserialize;

use super::{Decider, Holder, Task, decider};
use crate::digest::Sha256Digest;
use crate::golden;
use crate::ids::{PersonId, UnitId};
use crate::people::Role;

/// Facts as a person writes them down.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    case: String,
    #[expect(dead_code, reason = "for the reader of the file")]
    why: String,
    /// Each unit with the one above it.
    units: BTreeMap<String, Option<String>>,
    /// `王芳: head of 一大队`; `head of all` for the whole agency; `head of 一大队 (left)` for an account that is closed.
    people: BTreeMap<String, Vec<String>>,
    unit: Option<String>,
    role: String,
    done_by: Vec<String>,
    #[serde(default)]
    part_of: Vec<String>,
    decides: Expected,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// `nobody`, `all` for the whole agency, or the unit.
    whose: String,
    who: BTreeSet<String>,
}

fn bytes(name: &str) -> [u8; 16] {
    Sha256Digest::of(name.as_bytes()).as_bytes()[..16].try_into().unwrap()
}

fn unit(name: &str) -> UnitId {
    UnitId::from_random(bytes(name))
}

fn person(name: &str) -> PersonId {
    PersonId::from_random(bytes(name))
}

fn holders(golden: &Golden) -> Vec<Holder> {
    let mut holders = Vec::new();
    for (name, roles) in &golden.people {
        for text in roles {
            let (text, is_active) = text
                .strip_suffix(" (left)")
                .map_or((text.as_str(), true), |text| (text, false));
            let (role, place) = text.split_once(" of ").unwrap();
            assert!(place == "all" || golden.units.contains_key(place), "{place} is no unit");
            holders.push(Holder {
                person: person(name),
                role: role.parse().unwrap(),
                unit: (place != "all").then(|| unit(place)),
                is_active,
            });
        }
    }
    holders
}

fn found(golden: &Golden) -> Expected {
    let people = |names: &[String]| names.iter().map(|name| person(name)).collect();
    let task = Task {
        unit: golden.unit.as_deref().map(unit),
        role: golden.role.parse().unwrap(),
        done_by: people(&golden.done_by),
        part_of: people(&golden.part_of),
    };
    let parents = golden
        .units
        .iter()
        .filter_map(|(name, above)| Some((unit(name), unit(above.as_deref()?))))
        .collect();
    let names = |ids: &BTreeSet<PersonId>| {
        let known = golden.people.keys().filter(|name| ids.contains(&person(name)));
        known.cloned().collect()
    };
    match decider(&task, &holders(golden), &parents) {
        Decider::Found {
            unit: place, persons, ..
        } => Expected {
            whose: place.map_or_else(
                || "all".to_owned(),
                |place| golden.units.keys().find(|name| unit(name) == place).unwrap().clone(),
            ),
            who: names(&persons),
        },
        Decider::Nobody { barred } => Expected {
            whose: "nobody".to_owned(),
            who: names(&barred),
        },
    }
}

#[test]
fn golden_cases_hold() {
    let files = golden::json_files("fixtures/decider");
    assert!(files.len() >= 15, "only {} cases", files.len());
    for (name, value) in files {
        let golden: Golden = serde_json::from_value(value).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(found(&golden), golden.decides, "{name}: {}", golden.case);
    }
}

fn any_holder() -> impl Strategy<Value = Holder> {
    let place = prop_oneof![Just(None), (0_u8..4).prop_map(Some)];
    (0_u8..6, 0_usize..7, place, any::<bool>()).prop_map(|(who, role, place, is_active)| Holder {
        person: PersonId::from_random([who; 16]),
        role: Role::ALL[role],
        unit: place.map(|place| UnitId::from_random([place; 16])),
        is_active,
    })
}

proptest! {
    #[test]
    fn who_did_the_first_step_never_decides(
        holders in prop::collection::vec(any_holder(), 0..24),
        done in prop::collection::btree_set(0_u8..6, 0..4),
        role in 0_usize..7,
    ) {
        let unit = |n: u8| UnitId::from_random([n; 16]);
        let done_by: BTreeSet<PersonId> = done.iter().map(|n| PersonId::from_random([*n; 16])).collect();
        let task = Task { unit: Some(unit(0)), role: Role::ALL[role], done_by: done_by.clone(), part_of: BTreeSet::new() };
        let parents = BTreeMap::from([(unit(0), unit(1)), (unit(1), unit(2))]);
        let found = decider(&task, &holders, &parents);
        prop_assert!(done_by.iter().all(|person| !found.may(*person)));
        let reaches = |holder: &Holder| holder.unit != Some(unit(3)) && holder.is_active && holder.role == task.role;
        let is_left = holders.iter().any(|holder| reaches(holder) && !done_by.contains(&holder.person));
        prop_assert_eq!(matches!(found, Decider::Found { .. }), is_left);
    }
}
