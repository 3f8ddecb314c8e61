//! The cells of one row, each read as what its column wants, with every refusal told.
//!
//! What must stay true: what begins like a formula is refused before anything else looks at it; full-width digits, letters
//! and signs are the same as half-width ones in numbers, dates, times and words, and stay as they are in names.

use chrono::{NaiveDate, NaiveTime};

use super::columns::Column;
use super::errors::{ImportErrors, ImportProblem, Place};
use super::sheet::Row;
use crate::case::ObjectKind;
use crate::dictionary::Named;
use crate::ledger::DeviceKind;
use crate::limits::{IMPORT_CELL_CHARS_MAX, IMPORT_NUMBER_CHARS_MAX, IMPORT_ROSTER_RECORDERS_MAX, TITLE_CHARS_MAX};
use crate::rules::object_key;

pub(super) type Parsed<T> = Result<T, ImportProblem>;

/// A cell was refused, and the refusal is in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refused;

/// Reads one row.
pub(super) struct Reader<'a> {
    row: &'a Row,
    columns: &'a [(Column, Place)],
    errors: &'a mut ImportErrors,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(row: &'a Row, columns: &'a [(Column, Place)], errors: &'a mut ImportErrors) -> Self {
        Self { row, columns, errors }
    }

    /// Tells that something is wrong with a cell.
    pub(super) fn refuse(&mut self, column: Column, problem: ImportProblem) -> Refused {
        let place = self
            .columns
            .iter()
            .find(|(c, _)| *c == column)
            .map(|(_, place)| place.clone());
        let raw = self.raw(column).trim();
        let shown = if column == Column::ObjectNumber {
            self.hidden(raw)
        } else {
            raw.to_owned()
        };
        self.errors.add(self.row.line, place, Some(&shown), problem);
        Refused
    }

    /// A person's number is never shown whole, and one whose kind cannot be read may be a person's.
    fn hidden(&self, raw: &str) -> String {
        let kind = ObjectKind::meant(self.raw(Column::ObjectKind)).unwrap_or(ObjectKind::Person);
        object_key::shown(kind, raw)
    }

    /// The cell as it stands in the file; empty when the file lacks the column.
    fn raw(&self, column: Column) -> &'a str {
        let index = self.columns.iter().position(|(c, _)| *c == column);
        // Every header of the file is a known column, so the order of the columns is that of the cells.
        index.and_then(|index| self.row.cells.get(index)).unwrap_or_default()
    }

    /// What the cell says; absent when it is empty.
    pub(super) fn optional<T>(&mut self, column: Column, parse: fn(&str) -> Parsed<T>) -> Result<Option<T>, Refused> {
        let parsed = clean(self.raw(column)).and_then(|cell| {
            if cell.is_empty() {
                return Ok(None);
            }
            parse(cell).map(Some)
        });
        parsed.map_err(|problem| self.refuse(column, problem))
    }

    /// What the cell says; an empty one is refused.
    pub(super) fn needed<T>(&mut self, column: Column, parse: fn(&str) -> Parsed<T>) -> Result<T, Refused> {
        let value = self.optional(column, parse)?;
        value.ok_or_else(|| self.refuse(column, ImportProblem::CellEmpty))
    }
}

/// The cell without blanks at its ends, if it may be looked at at all.
fn clean(raw: &str) -> Parsed<&str> {
    let cell = raw.trim();
    let first = cell.chars().next().map(ascii_width);
    if raw.trim_start_matches(' ').starts_with('\t') || matches!(first, Some('=' | '+' | '-' | '@')) {
        return Err(ImportProblem::Formula);
    }
    at_most(cell, IMPORT_CELL_CHARS_MAX)?;
    if cell.chars().any(|letter| letter.is_control() || is_invisible(letter)) {
        return Err(ImportProblem::ControlCharacter);
    }
    if cell.contains(char::REPLACEMENT_CHARACTER) {
        return Err(ImportProblem::LostCharacter);
    }
    Ok(cell)
}

/// Marks without width, and those that turn the direction of writing: two names would look the same and differ.
const fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

pub(super) fn at_most(cell: &str, chars_max: usize) -> Parsed<()> {
    let is_long = cell.chars().nth(chars_max).is_some();
    if is_long {
        return Err(ImportProblem::CellTooLong { chars_max });
    }
    Ok(())
}

/// The half-width form of a full-width letter, digit, sign or space.
pub(super) fn ascii_width(letter: char) -> char {
    match letter {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        other => other,
    }
}

pub(super) fn narrow(cell: &str) -> String {
    let narrow: String = cell.chars().map(ascii_width).collect();
    narrow.trim().to_owned()
}

/// A name or title, as typed.
pub(super) fn name(cell: &str) -> Parsed<String> {
    at_most(cell, TITLE_CHARS_MAX)?;
    Ok(cell.to_owned())
}

/// A number or serial: letters of any script (certificates begin with a province's), digits, a few signs.
pub(super) fn number(cell: &str) -> Parsed<String> {
    let number = narrow(cell);
    at_most(&number, IMPORT_NUMBER_CHARS_MAX)?;
    if is_rounded(&number) {
        return Err(ImportProblem::RoundedNumber);
    }
    let is_allowed = |letter: char| letter.is_alphanumeric() || "-_./()[]〔〕#".contains(letter);
    if number.chars().all(is_allowed) {
        Ok(number)
    } else {
        Err(ImportProblem::NotANumber)
    }
}

/// `3.30106E+11`, which is what a spreadsheet makes of a long number.
pub(super) fn is_rounded(number: &str) -> bool {
    let upper = number.to_ascii_uppercase();
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    upper
        .split_once("E+")
        .is_some_and(|(mantissa, exponent)| is_digits(mantissa) && is_digits(exponent))
}

/// `2026-01-31` or `2026/1/31`.
pub(super) fn date(cell: &str) -> Parsed<NaiveDate> {
    let text = narrow(cell).replace('/', "-");
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return Err(ImportProblem::NotADate);
    };
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return Err(ImportProblem::NotADate);
    }
    let part = |text: &str| digits(text).ok_or(ImportProblem::NotADate);
    let (year, month, day) = (part(year)?, part(month)?, part(day)?);
    let year = i32::try_from(year).map_err(|_| ImportProblem::NotADate)?;
    let day = NaiveDate::from_ymd_opt(year, month, day).ok_or(ImportProblem::NoSuchDay)?;
    // Nobody who is on duty was posted before, and no certificate lasts longer.
    if (1900..=2199).contains(&year) {
        Ok(day)
    } else {
        Err(ImportProblem::NoSuchDay)
    }
}

/// `08:30`, with or without a leading zero, or `08:30:00`.
pub(super) fn time(cell: &str) -> Parsed<NaiveTime> {
    let text = narrow(cell);
    let parts: Vec<&str> = text.split(':').collect();
    let (hour, minute) = match parts.as_slice() {
        [hour, minute] | [hour, minute, "00"] if hour.len() <= 2 && minute.len() == 2 => (hour, minute),
        _ => return Err(ImportProblem::NotATime),
    };
    let at = digits(hour).zip(digits(minute));
    at.and_then(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0))
        .ok_or(ImportProblem::NotATime)
}

/// As [`time`]; `24:00` is the midnight that ends the day.
pub(super) fn end_time(cell: &str) -> Parsed<NaiveTime> {
    if narrow(cell) == "24:00" {
        return Ok(NaiveTime::MIN);
    }
    time(cell)
}

/// Digits only: a sign or a blank is no part of a date or time.
pub(super) fn digits(text: &str) -> Option<u32> {
    let is_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_digits.then(|| text.parse().ok()).flatten()
}

/// Yes or no, never an empty cell.
pub(super) fn yes_or_no(cell: &str) -> Parsed<bool> {
    match narrow(cell).to_lowercase().as_str() {
        "是" | "yes" | "y" | "true" | "1" => Ok(true),
        "否" | "no" | "n" | "false" | "0" => Ok(false),
        _ => Err(ImportProblem::NotYesOrNo),
    }
}

/// Recorder or terminal.
pub(super) fn kind(cell: &str) -> Parsed<DeviceKind> {
    match narrow(cell).to_lowercase().as_str() {
        "recorder" | "执法记录仪" | "记录仪" => Ok(DeviceKind::Recorder),
        "terminal" | "手持终端" | "终端" => Ok(DeviceKind::Terminal),
        _ => Err(ImportProblem::NotAKind),
    }
}

/// Serials, separated by `;` or `、`, sorted; each once.
pub(super) fn serials(cell: &str) -> Parsed<Vec<String>> {
    let text = narrow(cell);
    let parts = text.split([';', '、']).map(str::trim).filter(|part| !part.is_empty());
    let mut serials = parts.map(number).collect::<Parsed<Vec<String>>>()?;
    let recorders_max = IMPORT_ROSTER_RECORDERS_MAX;
    if serials.len() > recorders_max {
        return Err(ImportProblem::TooManyRecorders { recorders_max });
    }
    serials.sort();
    let doubled = serials.windows(2).find(|pair| pair.first() == pair.last());
    match doubled.and_then(|pair| pair.first()) {
        Some(serial) => Err(ImportProblem::DoubledRecorder { serial: serial.clone() }),
        None => Ok(serials),
    }
}
