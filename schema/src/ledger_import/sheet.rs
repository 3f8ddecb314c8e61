//! From text to rows of cells whose columns are known.
//!
//! What must stay true: a header is taken only when it is known, once; a line number is what an editor shows, whatever
//! breaks lines and however many blank lines stand between; lines that are blank, or commas only, are no rows.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use super::cells::{Reader, Refused, ascii_width};
use super::columns::{Column, ColumnRule};
use super::errors::{ImportErrors, ImportProblem, Place, shortened};
use super::records::{ImportFile, Lined};
use super::text::decode;
use crate::limits::IMPORT_LINES_MAX;

/// Reads a file of one kind; `parse` makes a record of a row, or tells the row's reader what is wrong.
pub(super) fn read<R>(
    bytes: &[u8],
    rules: &[ColumnRule],
    parse: fn(&mut Reader<'_>) -> Result<R, Refused>,
) -> Result<ImportFile<R>, ImportErrors> {
    let text = decode(bytes).map_err(ImportErrors::of_file)?;
    let rows = rows(&text)?;
    let Some((header, body)) = rows.split_first() else {
        return Err(ImportErrors::of_file(ImportProblem::Empty));
    };
    let columns = columns_of(header, rules)?;
    if body.is_empty() {
        return Err(ImportErrors::of_file(ImportProblem::NoLines));
    }
    let mut errors = ImportErrors::default();
    let mut records = Vec::with_capacity(body.len());
    for row in body {
        if let Some(problem) = shape_problem(row, header.cells.len()) {
            errors.add(row.line, None, None, problem);
            continue;
        }
        let mut reader = Reader::new(row, &columns, &mut errors);
        if let Ok(record) = parse(&mut reader) {
            records.push(Lined { line: row.line, record });
        }
    }
    if errors.is_empty() {
        Ok(ImportFile { columns, records })
    } else {
        Err(errors.sorted())
    }
}

/// One record of the text.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) cells: StringRecord,
    is_quote_open: bool,
}

impl Row {
    /// A record of a file that is no CSV.
    pub(super) const fn of(line: u64, cells: StringRecord) -> Self {
        Self {
            line,
            cells,
            is_quote_open: false,
        }
    }
}

fn rows(text: &str) -> Result<Vec<Row>, ImportErrors> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut cells = StringRecord::new();
    let (mut rows, mut counter) = (Vec::new(), LineCounter::new(text));
    loop {
        let is_read = reader.read_record(&mut cells);
        // The text is in memory and is UTF-8: neither can fail, and neither is passed over if it does.
        let is_read = is_read.map_err(|_| ImportErrors::of_file(ImportProblem::NotText { offset: counter.byte }))?;
        if !is_read {
            return Ok(rows);
        }
        let end = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        let (line, raw) = counter.take(end);
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if rows.len() > IMPORT_LINES_MAX {
            let mut errors = ImportErrors::default();
            let lines_max = IMPORT_LINES_MAX;
            errors.add(line, None, None, ImportProblem::TooManyLines { lines_max });
            return Err(errors);
        }
        let is_quote_open = raw.matches('"').count() % 2 == 1;
        rows.push(Row {
            line,
            cells: cells.clone(),
            is_quote_open,
        });
    }
}

/// Where in the text the next record begins; the parser counts neither blank lines nor two-character line ends.
struct LineCounter<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl<'a> LineCounter<'a> {
    const fn new(text: &'a str) -> Self {
        Self { text, byte: 0, line: 1 }
    }

    /// The line on which the record up to byte `end` begins, and its text with its line end.
    fn take(&mut self, end: usize) -> (u64, &'a str) {
        let rest = self.text.get(self.byte..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        self.skip(self.byte + blank);
        let (start, line) = (self.byte, self.line);
        self.skip(end);
        (line, self.text.get(start..self.byte).unwrap_or_default())
    }

    fn skip(&mut self, to: usize) {
        let bytes = self.text.as_bytes();
        while self.byte < to.min(bytes.len()) {
            let next = bytes.get(self.byte + 1);
            let breaks = match bytes.get(self.byte) {
                Some(b'\n') => true,
                Some(b'\r') => next != Some(&b'\n'),
                _ => false,
            };
            self.line += u64::from(breaks);
            self.byte += 1;
        }
    }
}

fn shape_problem(row: &Row, expected: usize) -> Option<ImportProblem> {
    let found = row.cells.len();
    if row.is_quote_open {
        return Some(ImportProblem::UnclosedQuote);
    }
    (found != expected).then_some(ImportProblem::WrongCellCount { expected, found })
}

fn columns_of(header: &Row, rules: &[ColumnRule]) -> Result<Vec<(Column, Place)>, ImportErrors> {
    let mut errors = ImportErrors::default();
    if header.is_quote_open {
        return Err(ImportErrors::of_file(ImportProblem::UnclosedQuote));
    }
    let first_cell = header.cells.get(0).unwrap_or_default();
    if header.cells.len() == 1 && first_cell.contains([';', '\t', '，', '；']) {
        return Err(ImportErrors::of_file(ImportProblem::NotCommaSeparated));
    }
    let names: HashMap<&str, Column> = rules
        .iter()
        .flat_map(|rule| rule.headers.iter().map(|name| (*name, rule.column)))
        .collect();
    let mut columns: Vec<(Column, Place)> = Vec::new();
    for (index, cell) in header.cells.iter().enumerate() {
        let place = Place {
            number: Some(index + 1),
            name: shortened(cell.trim()),
        };
        match names.get(plain(cell).as_str()) {
            None => errors.add(
                header.line,
                Some(place),
                None,
                ImportProblem::UnknownColumn { known: known(rules) },
            ),
            Some(column) => match number_of(*column, &columns) {
                Some(first) => errors.add(header.line, Some(place), None, ImportProblem::DoubledColumn { first }),
                None => columns.push((*column, place)),
            },
        }
    }
    for rule in rules
        .iter()
        .filter(|rule| rule.is_needed && number_of(rule.column, &columns).is_none())
    {
        let place = Place {
            number: None,
            name: title(rule),
        };
        errors.add(header.line, Some(place), None, ImportProblem::MissingColumn);
    }
    if errors.is_empty() { Ok(columns) } else { Err(errors) }
}

fn number_of(column: Column, columns: &[(Column, Place)]) -> Option<usize> {
    let found = columns.iter().find(|(c, _)| *c == column);
    found.and_then(|(_, place)| place.number)
}

fn title(rule: &ColumnRule) -> String {
    rule.headers.iter().take(2).copied().collect::<Vec<_>>().join(" / ")
}

fn known(rules: &[ColumnRule]) -> String {
    rules.iter().map(title).collect::<Vec<_>>().join(", ")
}

/// A header without what people write differently: width, case, spaces at the ends, underscores.
fn plain(header: &str) -> String {
    let plain: String = header.chars().map(ascii_width).collect();
    plain.trim().to_lowercase().replace('_', " ")
}
