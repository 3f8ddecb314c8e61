//! What a file tells, case file by case file, and what is held of each.

use std::collections::HashMap;

use evidence_schema::ids::CaseId;
use evidence_schema::ledger_import::Lined;
use evidence_schema::ledger_import::cases::{CaseFile, CaseImportKind, CaseRecord};

use crate::app::AppResult;
use crate::app::cases::telling::{CaseWords, HeadingWords, Held};
use crate::store::Store;

/// Case files that are read at once.
const CASES_AT_ONCE: usize = 512;

/// What a file tells of one case file.
pub(super) struct Told {
    /// The first line that names it.
    pub(super) line: u64,
    pub(super) words: CaseWords,
    pub(super) held: Held,
    /// Places of its records in the file.
    pub(super) records: Vec<usize>,
}

impl Told {
    /// By case file, in the order in which they are first named.
    ///
    /// # Errors
    /// When a number that was read is no case number.
    pub(super) fn of(file: &CaseFile) -> AppResult<Vec<Self>> {
        let mut all: Vec<Self> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (index, lined) in file.records.iter().enumerate() {
            let number = lined.record.case_number();
            let place = if let Some(place) = places.get(number) {
                *place
            } else {
                places.insert(number, all.len());
                all.push(Self {
                    line: lined.line,
                    words: CaseWords::of(number)?,
                    held: Held::default(),
                    records: Vec::new(),
                });
                all.len() - 1
            };
            if let Some(told) = all.get_mut(place) {
                told.hear(index, lined);
            }
        }
        Ok(all)
    }

    fn hear(&mut self, index: usize, lined: &Lined<CaseRecord>) {
        self.records.push(index);
        match &lined.record {
            CaseRecord::Case(case) => {
                self.words.title = Some(case.title.clone());
                self.words.heading = Some(HeadingWords {
                    category: case.category,
                    unit_number: case.unit_number.clone(),
                    lead_number: case.lead_number.clone(),
                    assisting_number: case.assisting_number.clone(),
                    stage: case.stage,
                });
            }
            CaseRecord::Act { act, .. } => self.words.acts.push(act.clone()),
            CaseRecord::Object { object, .. } => self.words.objects.push(object.clone()),
        }
    }
}

/// Reads what is held of every case file that the file tells of; of a file of one kind the rest is not read.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn hold(store: &Store, all_told: &mut [Told], kind: CaseImportKind) -> AppResult<()> {
    for some in all_told.chunks_mut(CASES_AT_ONCE) {
        hold_some(store, some, kind).await?;
    }
    Ok(())
}

async fn hold_some(store: &Store, some: &mut [Told], kind: CaseImportKind) -> AppResult<()> {
    let numbers: Vec<String> = some.iter().map(|told| told.words.number.as_str().to_owned()).collect();
    let mut cases: HashMap<String, _> = HashMap::new();
    for case in store.cases_by_numbers(&numbers).await? {
        cases.insert(case.number.clone(), case);
    }
    let mut held: HashMap<CaseId, &mut Held> = HashMap::new();
    for told in some {
        told.held.case = cases.remove(told.words.number.as_str());
        if let Some(id) = told.held.case.as_ref().map(|case| case.id) {
            held.insert(id, &mut told.held);
        }
    }
    let ids: Vec<CaseId> = held.keys().copied().collect();
    match kind {
        CaseImportKind::Cases => {
            for row in store.headings_of_cases(&ids).await? {
                held.entry(row.case_id).and_modify(|held| held.headings.push(row));
            }
        }
        CaseImportKind::Objects => {
            for row in store.objects_ever_of_cases(&ids).await? {
                held.entry(row.case_id).and_modify(|held| held.objects.push(row));
            }
        }
        CaseImportKind::Acts => hold_acts(store, &ids, &mut held).await?,
    }
    Ok(())
}

async fn hold_acts(store: &Store, ids: &[CaseId], held: &mut HashMap<CaseId, &mut Held>) -> AppResult<()> {
    let mut case_of = HashMap::new();
    for row in store.act_rows_of_cases(ids).await? {
        case_of.insert(row.id, row.case_id);
        held.entry(row.case_id).and_modify(|held| held.acts.push(row));
    }
    for version in store.act_versions_of_cases(ids).await? {
        if let Some(held) = case_of.get(&version.act_id).and_then(|id| held.get_mut(id)) {
            held.versions.entry(version.act_id).or_default().push(version);
        }
    }
    Ok(())
}
