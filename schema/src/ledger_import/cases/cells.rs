//! Cells that only files of the case system have.
//!
//! What must stay true: a time without its date is no moment; a word is one that the field dictionary knows.

use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Asia::Shanghai;

use crate::case::CaseNumber;
use crate::dictionary::Named;
use crate::ledger_import::cells::{Parsed, at_most, date, digits, is_rounded, name, narrow, number};
use crate::ledger_import::errors::ImportProblem;
use crate::limits::{CASE_NUMBER_CHARS_MAX, IMPORT_PEOPLE_MAX, TITLE_CHARS_MAX};
use crate::time::Timestamp;
use crate::wire::acts::Outsider;

/// A case number, kept as it is written.
pub(super) fn case_number(cell: &str) -> Parsed<String> {
    if is_rounded(&narrow(cell)) {
        return Err(ImportProblem::RoundedNumber);
    }
    let chars_max = CASE_NUMBER_CHARS_MAX;
    let number: Result<CaseNumber, _> = cell.parse();
    number
        .map(String::from)
        .map_err(|_| ImportProblem::NotACaseNumber { chars_max })
}

/// One of an enum's words: its code, or its name in either language.
pub(in crate::ledger_import) fn word<T: Named>(cell: &str) -> Parsed<T> {
    T::meant(&narrow(cell)).ok_or_else(|| {
        let words: Vec<String> = T::VARIANTS
            .iter()
            .map(|one| format!("{} ({})", one.chinese(), one.code()))
            .collect();
        ImportProblem::NotAWord {
            words: words.join(", "),
        }
    })
}

/// `2026-01-31 23:59`, with seconds or without, by the agency's clocks.
pub(super) fn moment(cell: &str) -> Parsed<Timestamp> {
    let text = narrow(cell);
    let (day, time) = text.split_once([' ', 'T']).ok_or(ImportProblem::NotAMoment)?;
    let day = match date(day) {
        Err(ImportProblem::NotADate) => return Err(ImportProblem::NotAMoment),
        read => read?,
    };
    let time = time_of_day(time.trim()).ok_or(ImportProblem::NotAMoment)?;
    instant(day.and_time(time)).ok_or(ImportProblem::NotAMoment)
}

fn time_of_day(text: &str) -> Option<NaiveTime> {
    let parts: Vec<&str> = text.split(':').collect();
    let (hour, minute, second) = match parts.as_slice() {
        [hour, minute] => (*hour, *minute, "00"),
        [hour, minute, second] => (*hour, *minute, *second),
        _ => return None,
    };
    if hour.len() > 2 || minute.len() != 2 || second.len() != 2 {
        return None;
    }
    NaiveTime::from_hms_opt(digits(hour)?, digits(minute)?, digits(second)?)
}

/// Absent for an hour that a clock change left out.
fn instant(local: NaiveDateTime) -> Option<Timestamp> {
    let at: DateTime<Utc> = Shanghai.from_local_datetime(&local).earliest()?.with_timezone(&Utc);
    Some(at.into())
}

/// A plate, credit code or number as typed; what a spreadsheet rounded is refused.
pub(super) fn object_number(cell: &str) -> Parsed<String> {
    at_most(cell, TITLE_CHARS_MAX)?;
    if is_rounded(&narrow(cell)) {
        return Err(ImportProblem::RoundedNumber);
    }
    Ok(cell.to_owned())
}

/// Numbers of officers, separated by `;` or `、`, in their order.
pub(super) fn officers(cell: &str) -> Parsed<Vec<String>> {
    let text = narrow(cell);
    let parts = text.split([';', '、']).map(str::trim).filter(|part| !part.is_empty());
    let one = |part: &str| match number(part) {
        Err(ImportProblem::NotANumber) => Err(ImportProblem::NotOfficers),
        read => read,
    };
    let numbers = parts.map(one).collect::<Parsed<Vec<String>>>()?;
    at_most_people(numbers)
}

/// `unit/name/certificate`, several separated by `;`.
pub(super) fn outside(cell: &str) -> Parsed<Vec<Outsider>> {
    let people = cell
        .split([';', '；', '、'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    at_most_people(people.map(outsider).collect::<Parsed<Vec<Outsider>>>()?)
}

fn outsider(text: &str) -> Parsed<Outsider> {
    let parts: Vec<&str> = text.split(['/', '／']).map(str::trim).collect();
    let (unit, person, certificate) = match parts.as_slice() {
        [unit, person] => (*unit, *person, None),
        [unit, person, certificate] => (*unit, *person, Some(*certificate).filter(|text| !text.is_empty())),
        _ => return Err(ImportProblem::NotAnOutsider),
    };
    if unit.is_empty() || person.is_empty() {
        return Err(ImportProblem::NotAnOutsider);
    }
    Ok(Outsider {
        unit: name(unit)?,
        name: name(person)?,
        certificate: certificate.map(name).transpose()?,
    })
}

fn at_most_people<T>(people: Vec<T>) -> Parsed<Vec<T>> {
    let people_max = IMPORT_PEOPLE_MAX;
    if people.len() > people_max {
        return Err(ImportProblem::TooManyPeople { people_max });
    }
    Ok(people)
}
