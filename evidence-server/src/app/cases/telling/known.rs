//! What is known before something is told: units, officers and number patterns, and the case file itself.

use std::collections::{BTreeMap, HashMap};

use evidence_schema::case::CaseCategory;
use evidence_schema::ids::{ActId, OfficerId, UnitId};

use super::CaseWords;
use crate::app::AppResult;
use crate::app::cases::numbers::{Standing, standing};
use crate::app::ledger::given;
use crate::store::Store;
use crate::store::act::{ActRow, ActVersionRow};
use crate::store::case_file::CaseRow;
use crate::store::heading::HeadingRow;
use crate::store::object::ObjectRow;

/// Numbers of the ledger, and how units write their case numbers.
#[derive(Debug, Default)]
pub(in crate::app::cases) struct Known {
    units: HashMap<String, UnitId>,
    officers: HashMap<String, OfficerId>,
    unit_numbers: HashMap<UnitId, String>,
    officer_numbers: HashMap<OfficerId, String>,
    patterns: Standing,
}

impl Known {
    /// What these words name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(in crate::app::cases) async fn naming(store: &Store, words: &CaseWords) -> AppResult<Self> {
        let mut known = Self {
            patterns: standing(store.patterns().await?),
            ..Self::default()
        };
        let unit = words
            .heading
            .as_ref()
            .and_then(|heading| heading.unit_number.as_deref());
        if let Some(number) = given(unit)
            && let Some(unit) = store.unit_by_number(number).await?
        {
            known.units.insert(unit.number, unit.id);
        }
        for number in words.officer_numbers().filter_map(|number| given(Some(number))) {
            if !known.officers.contains_key(number)
                && let Some(officer) = store.officer_by_number(number).await?
            {
                known.officers.insert(officer.number, officer.id);
            }
        }
        Ok(known)
    }

    /// Everything that a file may name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(in crate::app::cases) async fn all(store: &Store) -> AppResult<Self> {
        let rows = store.ledger_rows(None).await?;
        let units = rows.units.iter();
        let officers = rows.officers.iter();
        Ok(Self {
            unit_numbers: units.map(|unit| (unit.id, unit.number.clone())).collect(),
            officer_numbers: officers.map(|officer| (officer.id, officer.number.clone())).collect(),
            units: rows.units.into_iter().map(|unit| (unit.number, unit.id)).collect(),
            officers: rows
                .officers
                .into_iter()
                .map(|officer| (officer.number, officer.id))
                .collect(),
            patterns: standing(store.patterns().await?),
        })
    }

    pub(in crate::app::cases) fn unit(&self, number: &str) -> Option<UnitId> {
        self.units.get(number).copied()
    }

    pub(in crate::app::cases) fn officer(&self, number: &str) -> Option<OfficerId> {
        self.officers.get(number).copied()
    }

    /// Number of a unit.
    pub(in crate::app::cases) fn unit_number(&self, id: UnitId) -> Option<&str> {
        self.unit_numbers.get(&id).map(String::as_str)
    }

    /// Number of an officer.
    pub(in crate::app::cases) fn officer_number(&self, id: OfficerId) -> Option<&str> {
        self.officer_numbers.get(&id).map(String::as_str)
    }

    /// How this unit writes the numbers of such case files.
    pub(super) fn pattern(&self, unit_id: UnitId, category: Option<CaseCategory>) -> Option<&str> {
        self.patterns.of(unit_id, category)
    }
}

/// A case file as it is held now.
#[derive(Debug, Clone, Default)]
pub(in crate::app::cases) struct Held {
    pub(in crate::app::cases) case: Option<CaseRow>,
    pub(in crate::app::cases) headings: Vec<HeadingRow>,
    pub(in crate::app::cases) objects: Vec<ObjectRow>,
    pub(in crate::app::cases) acts: Vec<ActRow>,
    pub(in crate::app::cases) versions: BTreeMap<ActId, Vec<ActVersionRow>>,
}

impl Held {
    /// What these words are held against; what they do not speak of is not read.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(in crate::app::cases) async fn of(store: &Store, words: &CaseWords) -> AppResult<Self> {
        let Some(case) = store.case_by_number(words.number.as_str()).await? else {
            return Ok(Self::default());
        };
        let id = case.id;
        let mut held = Self {
            case: Some(case),
            ..Self::default()
        };
        if words.heading.is_some() {
            held.headings = store.headings_of(id).await?;
        }
        if !words.objects.is_empty() {
            held.objects = store.objects_ever_of_case(id).await?;
        }
        if !words.acts.is_empty() {
            held.acts = store.act_rows_of_case(id).await?;
            for version in store.act_versions_of_case(id).await? {
                held.versions.entry(version.act_id).or_default().push(version);
            }
        }
        Ok(held)
    }
}
