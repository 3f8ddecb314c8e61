//! What is known before something is told: units, officers and number patterns, and the case file itself.

use std::collections::{BTreeMap, HashMap};

use evidence_schema::case::CaseCategory;
use evidence_schema::ids::{ActId, CaseId, OfficerId, UnitId};

use super::CaseWords;
use crate::app::AppResult;
use crate::app::cases::numbers::{Standing, standing};
use crate::app::ledger::given;
use crate::store::Store;
use crate::store::act::{ActRow, ActVersionRow};
use crate::store::case_file::CaseRow;
use crate::store::case_state::StepRow;
use crate::store::finding::FindingRow;
use crate::store::heading::HeadingRow;
use crate::store::object::ObjectRow;
use crate::store::told::CasesRead;

/// Case files that are read at once.
const CASES_AT_ONCE: usize = 512;

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
    /// What was said to have happened to it.
    pub(in crate::app::cases) steps: Vec<StepRow>,
    /// What was found about it so far, settled or not.
    pub(in crate::app::cases) findings: Vec<FindingRow>,
}

/// Reads what each of these case files is held against; what the words do not speak of is not read.
///
/// # Errors
/// When the database does not answer.
pub(in crate::app::cases) async fn hold(
    mut cases: CasesRead<'_>,
    told: &mut [(&CaseWords, &mut Held)],
) -> AppResult<()> {
    for some in told.chunks_mut(CASES_AT_ONCE) {
        hold_some(&mut cases, some).await?;
    }
    Ok(())
}

async fn hold_some(cases: &mut CasesRead<'_>, told: &mut [(&CaseWords, &mut Held)]) -> AppResult<()> {
    let numbers: Vec<String> = told.iter().map(|(words, _)| words.number.as_str().to_owned()).collect();
    let found = cases.by_numbers(&numbers).await?.into_iter();
    let mut found: HashMap<String, CaseRow> = found.map(|case| (case.number.clone(), case)).collect();
    let has_headings = told.iter().any(|(words, _)| words.heading.is_some());
    let has_objects = told.iter().any(|(words, _)| !words.objects.is_empty());
    let has_steps = told.iter().any(|(words, _)| !words.steps.is_empty());
    let has_acts = has_steps || told.iter().any(|(words, _)| !words.acts.is_empty());
    let mut held: HashMap<CaseId, &mut Held> = HashMap::new();
    for (words, of) in told {
        **of = Held {
            case: found.remove(words.number.as_str()),
            ..Held::default()
        };
        if let Some(id) = of.case.as_ref().map(|case| case.id) {
            held.insert(id, of);
        }
    }
    let ids: Vec<CaseId> = held.keys().copied().collect();
    for row in cases.findings(&ids).await? {
        if let Some(held) = row.subject.parse().ok().and_then(|id: CaseId| held.get_mut(&id)) {
            held.findings.push(row);
        }
    }
    if has_headings {
        for row in cases.headings(&ids).await? {
            held.entry(row.case_id).and_modify(|held| held.headings.push(row));
        }
    }
    if has_objects {
        for row in cases.objects_ever(&ids).await? {
            held.entry(row.case_id).and_modify(|held| held.objects.push(row));
        }
    }
    if has_steps {
        for row in cases.steps(&ids).await? {
            held.entry(row.case_id).and_modify(|held| held.steps.push(row));
        }
    }
    if has_acts {
        hold_acts(cases, &ids, &mut held).await?;
    }
    Ok(())
}

async fn hold_acts(cases: &mut CasesRead<'_>, ids: &[CaseId], held: &mut HashMap<CaseId, &mut Held>) -> AppResult<()> {
    let mut case_of = HashMap::new();
    for row in cases.acts(ids).await? {
        case_of.insert(row.id, row.case_id);
        held.entry(row.case_id).and_modify(|held| held.acts.push(row));
    }
    for version in cases.act_versions(ids).await? {
        if let Some(held) = case_of.get(&version.act_id).and_then(|id| held.get_mut(id)) {
            held.versions.entry(version.act_id).or_default().push(version);
        }
    }
    Ok(())
}
