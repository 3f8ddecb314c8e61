//! What a file tells, case file by case file, with what is held of each.

use std::collections::HashMap;

use evidence_schema::ledger_import::Lined;
use evidence_schema::ledger_import::cases::{CaseFile, CaseRecord};

use crate::app::AppResult;
use crate::app::cases::telling::{CaseWords, HeadingWords, Held};

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
