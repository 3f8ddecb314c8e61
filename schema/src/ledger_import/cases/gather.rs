//! What the lines of one file say together: one record for each case file, act and object.
//!
//! What must stay true: a line that repeats is counted, one that says something else about the same thing is an error;
//! the order of an act's lines does not matter.

use std::collections::HashMap;

use super::{CaseFile, CaseImportKind, CaseLine, CaseRecord};
use crate::case::ObjectKind;
use crate::ledger_import::columns::Column;
use crate::ledger_import::errors::{ImportErrors, ImportProblem};
use crate::ledger_import::records::{ImportFile, Lined};
use crate::limits::TOLD_OF_CASE_MAX;
use crate::rules::object_key;
use crate::rules::sessions::SESSIONS_MAX;
use crate::wire::case_system::{ActTold, SessionTold};

/// One line of a file of acts.
pub(super) struct ActRow {
    pub(super) case_number: String,
    /// Without sessions.
    pub(super) act: ActTold,
    pub(super) session: Option<SessionTold>,
}

/// Records that were gathered so far.
struct Gathering<'a, R> {
    file: &'a ImportFile<R>,
    records: Vec<Lined<CaseRecord>>,
    of_case: HashMap<&'a str, usize>,
    repeated: u64,
    errors: ImportErrors,
}

impl<'a, R> Gathering<'a, R> {
    fn new(file: &'a ImportFile<R>) -> Self {
        Self {
            file,
            records: Vec::with_capacity(file.records.len()),
            of_case: HashMap::new(),
            repeated: 0,
            errors: ImportErrors::default(),
        }
    }

    fn refuse(&mut self, line: u64, (column, value): (Column, &str), problem: ImportProblem) {
        let place = self.file.place(column);
        self.errors.add(line, place, Some(value), problem);
    }

    /// Adds what was not told before.
    fn add(&mut self, line: u64, (case_number, record): (&'a str, CaseRecord)) {
        let count = self.of_case.entry(case_number).or_default();
        *count += 1;
        if *count > TOLD_OF_CASE_MAX {
            let of_case_max = TOLD_OF_CASE_MAX;
            self.refuse(
                line,
                (Column::CaseNumber, case_number),
                ImportProblem::TooManyOfCase { of_case_max },
            );
        }
        self.records.push(Lined { line, record });
    }

    fn finish(self, kind: CaseImportKind) -> Result<CaseFile, ImportErrors> {
        if !self.errors.is_empty() {
            return Err(self.errors.sorted());
        }
        Ok(CaseFile {
            kind,
            columns: self.file.columns.clone(),
            records: self.records,
            repeated: self.repeated,
        })
    }
}

pub(super) fn cases(file: &ImportFile<CaseLine>) -> Result<CaseFile, ImportErrors> {
    let mut gathering = Gathering::new(file);
    let mut seen: HashMap<&str, &Lined<CaseLine>> = HashMap::with_capacity(file.records.len());
    for lined in &file.records {
        let number = lined.record.number.as_str();
        match seen.get(number) {
            None => {
                seen.insert(number, lined);
                gathering.add(lined.line, (number, CaseRecord::Case(lined.record.clone())));
            }
            Some(first) if first.record == lined.record => gathering.repeated += 1,
            Some(first) => {
                let first_line = first.line;
                let problem = ImportProblem::TwiceInFile { first_line };
                gathering.refuse(lined.line, (Column::CaseNumber, number), problem);
            }
        }
    }
    gathering.finish(CaseImportKind::Cases)
}

/// What names an object within its case file: its kind, the keys of its number and name.
type ObjectName = (ObjectKind, Option<String>, Option<String>);

pub(super) fn objects(file: &ImportFile<CaseRecord>) -> Result<CaseFile, ImportErrors> {
    let mut gathering = Gathering::new(file);
    let mut seen: HashMap<(&str, ObjectName), (u64, bool)> = HashMap::with_capacity(file.records.len());
    for lined in &file.records {
        let CaseRecord::Object { case_number, object } = &lined.record else {
            continue;
        };
        let key = |text: &Option<String>| text.as_deref().map(object_key::key).filter(|key| !key.is_empty());
        let named = (object.kind, key(&object.number), key(&object.name));
        match seen.get(&(case_number.as_str(), named.clone())) {
            None => {
                seen.insert((case_number, named), (lined.line, object.is_party));
                gathering.add(lined.line, (case_number, lined.record.clone()));
            }
            Some((_, is_party)) if *is_party == object.is_party => gathering.repeated += 1,
            Some((first_line, _)) => {
                let first_line = *first_line;
                let problem = ImportProblem::TwiceInFile { first_line };
                let value = if object.is_party { "是" } else { "否" };
                gathering.refuse(lined.line, (Column::Party, value), problem);
            }
        }
    }
    gathering.finish(CaseImportKind::Objects)
}

pub(super) fn acts(file: &ImportFile<ActRow>) -> Result<CaseFile, ImportErrors> {
    let mut gathering = Gathering::new(file);
    let mut seen: HashMap<(&str, &str), usize> = HashMap::with_capacity(file.records.len());
    for lined in &file.records {
        let row = &lined.record;
        let name = (row.case_number.as_str(), row.act.number.as_str());
        if let Some(index) = seen.get(&name) {
            gathering.session(*index, lined);
            continue;
        }
        seen.insert(name, gathering.records.len());
        let act = ActTold {
            sessions: row.session.map(|session| vec![session]),
            ..row.act.clone()
        };
        let case_number = row.case_number.clone();
        gathering.add(lined.line, (&row.case_number, CaseRecord::Act { case_number, act }));
    }
    for lined in &mut gathering.records {
        if let CaseRecord::Act { act, .. } = &mut lined.record {
            let sessions = act.sessions.as_deref_mut().unwrap_or_default();
            sessions.sort_by_key(|session| (session.arrived_at, session.departed_at));
        }
    }
    gathering.finish(CaseImportKind::Acts)
}

impl Gathering<'_, ActRow> {
    /// Another line of an act that was told before: one more session.
    fn session(&mut self, index: usize, again: &Lined<ActRow>) {
        let row = &again.record;
        let Some(first) = self.records.get_mut(index) else {
            return;
        };
        let first_line = first.line;
        let CaseRecord::Act { act, .. } = &mut first.record else {
            return;
        };
        let told = ActTold {
            sessions: None,
            ..act.clone()
        };
        if told != row.act {
            let problem = ImportProblem::TwiceInFile { first_line };
            self.refuse(again.line, (Column::ActNumber, &row.act.number), problem);
            return;
        }
        let mut sessions = act.sessions.take().unwrap_or_default();
        match row.session {
            Some(session) if !sessions.contains(&session) => sessions.push(session),
            _ => self.repeated += 1,
        }
        let is_too_many = sessions.len() > SESSIONS_MAX;
        act.sessions = Some(sessions).filter(|sessions| !sessions.is_empty());
        if is_too_many {
            let sessions_max = SESSIONS_MAX;
            let problem = ImportProblem::TooManySessions { sessions_max };
            self.refuse(again.line, (Column::ActNumber, &row.act.number), problem);
        }
    }
}
