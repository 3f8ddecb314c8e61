//! Reading the small tables that an agency's legal unit keeps: the calendar and the limits.
//!
//! What must stay true: a table is read whole or not at all; the first thing that is wrong is named with line and column.

use csv::{ReaderBuilder, StringRecord};

use crate::limits::DEADLINE_LINES_MAX;

/// What is wrong with a table, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}{}: {problem}", .column.map(|name| format!(", column {name}")).unwrap_or_default())]
pub struct TableError {
    /// As an editor shows it; 1 is the header.
    pub line: u64,
    /// The column's header; absent where it is the whole line.
    pub column: Option<&'static str>,
    /// What is wrong.
    pub problem: TableProblem,
}

/// What can be wrong with a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableProblem {
    /// No UTF-8, or not separated by commas.
    #[error("this is not UTF-8 text with commas and as many cells as the header has")]
    NotText,
    /// Other columns, or in another order.
    #[error("the header must be: {0}")]
    Header(String),
    /// Nothing below the header, or too much.
    #[error("a table has 1 to {DEADLINE_LINES_MAX} lines")]
    LineCount,
    /// A cell that must not be empty.
    #[error("this cell must not be empty")]
    Empty,
    /// None of the words that are known.
    #[error("{0:?} is not one of the words that are known here")]
    UnknownWord(String),
    /// No day of the calendar.
    #[error("{0:?} is not a day written as 2026-11-22")]
    NotADay(String),
    /// No number from 1 to the most that is sensible.
    #[error("{0:?} is not a number from 1 to {1}")]
    NotANumber(String, u32),
    /// The same day or code stands above.
    #[error("{0:?} stands in the table twice")]
    Twice(String),
    /// A limit that is to be replaced is not in the table.
    #[error("{0:?} is not a limit of this table")]
    UnknownLimit(String),
    /// Only days are put off, warned of or left out.
    #[error("hours and months know neither holidays nor warnings nor days left out")]
    OnlyDays,
    /// A weekend that is said to be worked, or the other way round.
    #[error("this day is one already by its weekday")]
    ByItsWeekday,
}

/// One line of a table, by the places of the columns in its header.
pub(super) struct Line<'a> {
    number: u64,
    columns: &'a [&'static str],
    cells: &'a StringRecord,
}

impl Line<'_> {
    /// The cell, trimmed; absent where it is empty.
    pub(super) fn cell(&self, place: usize) -> Option<&str> {
        self.cells.get(place).map(str::trim).filter(|cell| !cell.is_empty())
    }

    /// The cell, which must not be empty.
    pub(super) fn needed(&self, place: usize) -> Result<&str, TableError> {
        self.cell(place).ok_or_else(|| self.error(place, TableProblem::Empty))
    }

    /// What a list of words, separated by `;`, means.
    pub(super) fn list<T>(
        &self,
        place: usize,
        read: impl Fn(&str) -> Result<T, TableProblem>,
    ) -> Result<Vec<T>, TableError> {
        let words = self.cell(place).unwrap_or_default().split([';', '；']).map(str::trim);
        let words = words.filter(|word| !word.is_empty());
        words
            .map(|word| read(word).map_err(|problem| self.error(place, problem)))
            .collect()
    }

    /// `是` or `否`.
    pub(super) fn yes(&self, place: usize) -> Result<bool, TableError> {
        match self.needed(place)? {
            "是" | "yes" => Ok(true),
            "否" | "no" => Ok(false),
            other => Err(self.error(place, TableProblem::UnknownWord(other.to_owned()))),
        }
    }

    /// The error at a cell.
    pub(super) fn error(&self, place: usize, problem: TableProblem) -> TableError {
        TableError {
            line: self.number,
            column: self.columns.get(place).copied(),
            problem,
        }
    }
}

/// A number from 1 to `most`.
pub(super) fn number(text: &str, most: u32) -> Result<u32, TableProblem> {
    let number = text.parse::<u32>().ok().filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| TableProblem::NotANumber(text.to_owned(), most))
}

/// Every line of a table, each through `read`.
pub(super) fn lines<T>(
    bytes: &[u8],
    columns: &[&'static str],
    mut read: impl FnMut(&Line<'_>) -> Result<T, TableError>,
) -> Result<Vec<T>, TableError> {
    let of_line = |line: u64, problem: TableProblem| TableError {
        line,
        column: None,
        problem,
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let mut records = reader.records();
    let header = records
        .next()
        .transpose()
        .map_err(|_| of_line(1, TableProblem::NotText))?;
    if !header.is_some_and(|header| header.iter().map(str::trim).eq(columns.iter().copied())) {
        return Err(of_line(1, TableProblem::Header(columns.join(","))));
    }
    let (mut all, mut last) = (Vec::new(), 1);
    for record in records {
        let cells = record.map_err(|_| of_line(last + 1, TableProblem::NotText))?;
        last = cells.position().map_or(last + 1, csv::Position::line);
        if all.len() == DEADLINE_LINES_MAX {
            return Err(of_line(last, TableProblem::LineCount));
        }
        let line = Line {
            number: last,
            columns,
            cells: &cells,
        };
        all.push(read(&line)?);
    }
    if all.is_empty() {
        return Err(of_line(1, TableProblem::LineCount));
    }
    Ok(all)
}
