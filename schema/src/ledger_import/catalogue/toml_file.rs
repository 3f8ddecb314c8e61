//! A catalogue as a TOML file: one `[[act]]` for each type, keys as the words of the columns.
//!
//! What must stay true: each value is looked at by the same rules as a cell of a CSV file; an error names the path of its
//! value (`act[2].duty`, counted from 1) and its line; what was written reads back the same.

use std::collections::HashMap;

use csv::StringRecord;
use serde::Serialize;
use toml::de::{DeTable, DeValue};

use super::columns::ACT_TYPE;
use super::read::{act_type, checked};
use super::write::both;
use super::{ActType, Catalogue};
use crate::ledger_import::cells::Reader;
use crate::ledger_import::columns::Column;
use crate::ledger_import::errors::{ImportErrors, ImportProblem, Place, shortened};
use crate::ledger_import::records::Lined;
use crate::ledger_import::sheet::Row;
use crate::ledger_import::text::decode;
use crate::limits::CATALOGUE_PARTS_MAX;

/// The one key of the file.
const ACTS: &str = "act";

/// Reads a catalogue (UTF-8 or GB18030).
///
/// # Errors
/// Everything that is wrong with the file, by line and path; nothing is taken of it then.
pub(super) fn read(bytes: &[u8]) -> Result<Catalogue, ImportErrors> {
    let text = decode(bytes).map_err(ImportErrors::of_file)?;
    let root = DeTable::parse(&text).map_err(|error| syntax(&text, &error))?;
    let mut file = File {
        text: &text,
        errors: ImportErrors::default(),
    };
    let records = file.acts(root.get_ref());
    checked(records, file.errors)
}

fn syntax(text: &str, error: &toml::de::Error) -> ImportErrors {
    let line = line_of(text, error.span().map_or(0, |span| span.start));
    let reason = error.message().lines().next().unwrap_or_default().to_owned();
    let mut errors = ImportErrors::default();
    errors.add(line, None, None, ImportProblem::NotToml { reason });
    errors
}

/// The line of a byte, from 1.
fn line_of(text: &str, byte: usize) -> u64 {
    let before = text.get(..byte).unwrap_or_default();
    let breaks = before.matches('\n').count();
    u64::try_from(breaks).unwrap_or(u64::MAX).saturating_add(1)
}

/// A value that its column refuses.
type Refused = (ImportProblem, String);

/// One `[[act]]` as the cells of a row, with the line of each.
struct Act {
    line: u64,
    cells: Vec<(Column, String)>,
    lines: HashMap<String, u64>,
}

struct File<'a> {
    text: &'a str,
    errors: ImportErrors,
}

impl File<'_> {
    fn acts(&mut self, root: &DeTable<'_>) -> Vec<Lined<ActType>> {
        let mut records = Vec::new();
        for (key, value) in root {
            let line = line_of(self.text, key.span().start);
            let acts = value.get_ref().as_array().filter(|_| key.get_ref() == ACTS);
            let Some(acts) = acts else {
                self.unknown(line, key.get_ref());
                continue;
            };
            for (act, number) in acts.iter().zip(1_usize..) {
                let line = line_of(self.text, act.span().start);
                match act.get_ref().as_table() {
                    Some(table) => records.extend(self.act(table, line, number)),
                    None => self.unknown(line, &format!("{ACTS}[{number}]")),
                }
            }
        }
        if records.is_empty() && self.errors.is_empty() {
            self.errors = ImportErrors::of_file(ImportProblem::NoActs);
        }
        records
    }

    /// Something that is no block of a type.
    fn unknown(&mut self, line: u64, path: &str) {
        let known = format!("[[{ACTS}]]");
        self.wrong((line, path), None, ImportProblem::UnknownKey { known });
    }

    fn wrong(&mut self, (line, path): (u64, &str), shown: Option<&str>, problem: ImportProblem) {
        let place = Place {
            number: None,
            name: shortened(path),
        };
        self.errors.add(line, Some(place), shown, problem);
    }

    /// One type of act by the rules of a row.
    fn act(&mut self, table: &DeTable<'_>, line: u64, number: usize) -> Option<Lined<ActType>> {
        let path = |key: &str| format!("{ACTS}[{number}].{key}");
        let act = self.cells(table, line, &path)?;
        let columns: Vec<(Column, Place)> = act
            .cells
            .iter()
            .map(|(column, _)| (*column, place(&path(column.as_str()))))
            .collect();
        let row = Row::of(
            act.line,
            act.cells.into_iter().map(|(_, cell)| cell).collect::<StringRecord>(),
        );
        let mut wrong = ImportErrors::default();
        let record = act_type(&mut Reader::new(&row, &columns, &mut wrong));
        for error in wrong.listed {
            let own = error.column.as_ref().and_then(|place| act.lines.get(&place.name));
            self.errors.add(
                own.copied().unwrap_or(error.line),
                error.column,
                error.shown.as_deref(),
                error.problem,
            );
        }
        record.ok().map(|record| Lined { line, record })
    }

    /// The cells of every column, in the order of the columns; absent when a value is of the wrong kind.
    fn cells(&mut self, table: &DeTable<'_>, line: u64, path: &dyn Fn(&str) -> String) -> Option<Act> {
        let (mut told, mut lines, mut is_whole) = (HashMap::new(), HashMap::new(), true);
        for (key, value) in table {
            let (name, line) = (key.get_ref().as_ref(), line_of(self.text, key.span().start));
            let cell = match ACT_TYPE.iter().find(|rule| rule.column.as_str() == name) {
                Some(rule) => cell(rule.column, value.get_ref()).map(|cell| (rule.column, cell)),
                None => Err((ImportProblem::UnknownKey { known: known() }, String::new())),
            };
            lines.insert(path(name), line);
            match cell {
                Ok((column, cell)) => {
                    told.insert(column, cell);
                }
                Err((problem, shown)) => {
                    is_whole = false;
                    self.wrong(
                        (line, &path(name)),
                        Some(&shown).filter(|s| !s.is_empty()).map(String::as_str),
                        problem,
                    );
                }
            }
        }
        let cells = ACT_TYPE
            .iter()
            .map(|rule| (rule.column, told.remove(&rule.column).unwrap_or_default()));
        is_whole.then(|| Act {
            line,
            cells: cells.collect(),
            lines,
        })
    }
}

fn place(name: &str) -> Place {
    Place {
        number: None,
        name: name.to_owned(),
    }
}

fn known() -> String {
    let keys: Vec<&str> = ACT_TYPE.iter().map(|rule| rule.column.as_str()).collect();
    keys.join(", ")
}

/// A value as the cell of a CSV file would say it.
fn cell(column: Column, value: &DeValue<'_>) -> Result<String, Refused> {
    let wrong = |problem: ImportProblem| (problem, String::new());
    match column {
        Column::ToConfirm => {
            let is_so = value.as_bool().ok_or_else(|| wrong(ImportProblem::NotTrueOrFalse))?;
            Ok(if is_so { "yes" } else { "no" }.to_owned())
        }
        Column::Elements | Column::Phrases | Column::Tags => parts(value),
        _ => {
            let text = value.as_str().ok_or_else(|| wrong(ImportProblem::NotAText))?;
            Ok(text.to_owned())
        }
    }
}

fn parts(value: &DeValue<'_>) -> Result<String, Refused> {
    let not_a_list = || (ImportProblem::NotAList, String::new());
    let list = value.as_array().ok_or_else(not_a_list)?;
    let parts_max = CATALOGUE_PARTS_MAX;
    if list.len() > parts_max {
        return Err((ImportProblem::TooManyParts { parts_max }, String::new()));
    }
    let part = |one: &toml::Spanned<DeValue<'_>>| {
        let text = one.get_ref().as_str().ok_or_else(not_a_list)?;
        if text.contains([';', '；']) {
            return Err((ImportProblem::SeparatorInside, text.to_owned()));
        }
        Ok(text.to_owned())
    };
    let parts: Result<Vec<String>, Refused> = list.iter().map(part).collect();
    Ok(parts?.join(";"))
}

#[derive(Serialize)]
struct Written {
    act: Vec<WrittenAct>,
}

/// The keys of a type, in the order of the columns.
#[derive(Serialize)]
struct WrittenAct {
    act_type: String,
    english_name: String,
    category: String,
    duty: String,
    mode: String,
    guard: String,
    elements: Vec<String>,
    phrases: Vec<String>,
    retention_class: String,
    legal_basis: String,
    to_confirm: bool,
    tags: Vec<String>,
}

impl WrittenAct {
    fn of(one: &ActType) -> Self {
        Self {
            act_type: one.name.chinese.clone(),
            english_name: one.name.english.clone(),
            category: one.category.as_str().to_owned(),
            duty: one.duty.as_str().to_owned(),
            mode: one.mode.as_str().to_owned(),
            guard: one.guard.as_str().to_owned(),
            elements: one.elements.iter().map(both).collect(),
            phrases: one.phrases.clone(),
            retention_class: one.retention_class.clone(),
            legal_basis: one.legal_basis.clone(),
            to_confirm: one.is_to_confirm,
            tags: one.tags.clone(),
        }
    }
}

/// The file.
///
/// # Errors
/// Never for a catalogue that was read: all of it is text.
pub(super) fn written(catalogue: &Catalogue) -> Result<Vec<u8>, toml::ser::Error> {
    let act = catalogue.types.iter().map(WrittenAct::of).collect();
    toml::to_string_pretty(&Written { act }).map(String::into_bytes)
}
