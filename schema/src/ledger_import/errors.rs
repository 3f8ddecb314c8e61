//! What can be wrong with an import file, in words for the person who made it.
//!
//! What must stay true: the list is bounded, what is beyond is counted; a value is shown shortened; the words of
//! [`ImportProblem`] are stable, so that a page can say the same in another language.

use serde::{Deserialize, Serialize};

use crate::limits::{IMPORT_ERRORS_MAX, IMPORT_SHOWN_CHARS_MAX};

/// A column of the file as its header has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Place {
    /// Number of the column, from 1; absent for a column that the file lacks.
    pub number: Option<usize>,
    /// Its header.
    pub name: String,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ImportError {
    /// Line of the file, from 1, as an editor counts; of a record over several lines the first.
    pub line: u64,
    /// The column; absent when the whole line or file is meant.
    pub column: Option<Place>,
    /// The cell, shortened.
    pub shown: Option<String>,
    /// What is wrong, as a word with its facts.
    #[serde(flatten)]
    pub problem: ImportProblem,
    /// What is wrong and what to do, as a sentence.
    pub message: String,
}

impl ImportError {
    /// Where it is: `line 3, column 2 name`.
    pub fn place(&self) -> String {
        let line = self.line;
        match &self.column {
            None => format!("line {line}"),
            Some(Place { number: None, name }) => format!("line {line}, column {name}"),
            Some(Place {
                number: Some(number),
                name,
            }) => format!("line {line}, column {number} {name}"),
        }
    }
}

/// What is wrong with a file, a line or a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, utoipa::ToSchema)]
#[serde(tag = "problem", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each problem is described by its sentence")]
pub enum ImportProblem {
    #[error("the file is longer than {bytes_max} bytes: split it")]
    FileTooLong { bytes_max: usize },
    #[error("the file is a workbook, not CSV: save the sheet as CSV")]
    Workbook,
    #[error("the file is UTF-16 text: save it as \"CSV UTF-8\"")]
    Utf16,
    #[error("the file is neither UTF-8 nor GB18030: no character begins at byte {offset}")]
    NotText { offset: usize },
    #[error("the file is empty: its first line must name the columns")]
    Empty,
    #[error("the file names its columns and has no line below")]
    NoLines,
    #[error("the first line has one column only: columns must be separated by commas")]
    NotCommaSeparated,
    #[error("the file has more than {lines_max} lines: split it")]
    TooManyLines { lines_max: usize },
    #[error("this column is not known here: remove it or use one of the names {known}")]
    UnknownColumn { known: String },
    #[error("this column is missing")]
    MissingColumn,
    #[error("this column stands in the file twice, first as column {first}")]
    DoubledColumn { first: usize },
    #[error("the line has {found} cells, the first line has {expected}")]
    WrongCellCount { expected: usize, found: usize },
    #[error("a quotation mark in this line is not closed")]
    UnclosedQuote,
    #[error("the cell is longer than {chars_max} characters")]
    CellTooLong { chars_max: usize },
    #[error("the cell begins like a formula (= + - @ or a tab), and formulas are not taken: type the value itself")]
    Formula,
    #[error("the cell holds a line break or a character that nobody sees: type it again")]
    ControlCharacter,
    #[error("a character of the cell was lost when the file was saved before: type it again")]
    LostCharacter,
    #[error("the cell is empty and must not be")]
    CellEmpty,
    #[error("letters, digits and - _ . / ( ) [ ] # only, without spaces")]
    NotANumber,
    #[error("a spreadsheet rounded this number: format the column as text and type it again")]
    RoundedNumber,
    #[error("no date of the form 2026-01-31 or 2026/1/31")]
    NotADate,
    #[error("there is no such day")]
    NoSuchDay,
    #[error("no time of the form 08:30")]
    NotATime,
    #[error("neither yes (是) nor no (否)")]
    NotYesOrNo,
    #[error("neither recorder (执法记录仪) nor terminal (手持终端)")]
    NotAKind,
    #[error("a certificate needs its number, from and to together")]
    CertificateIncomplete,
    #[error("the certificate ends before it begins on {from}")]
    CertificateTurnedRound { from: String },
    #[error("lead and assisting officer are the same")]
    LeadIsAssisting,
    #[error("more than {recorders_max} recorders in one line")]
    TooManyRecorders { recorders_max: usize },
    #[error("recorder {serial} stands in this cell twice")]
    DoubledRecorder { serial: String },
    #[error("line {first_line} says something else about the same one")]
    TwiceInFile { first_line: u64 },
    #[error("no unit has this number")]
    UnknownUnit,
    #[error("no officer has this number")]
    UnknownOfficer,
    #[error("no recorder has the serial {serial}")]
    UnknownRecorder { serial: String },
    #[error("the unit would be above itself: {numbers}")]
    ParentCycle { numbers: String },
    #[error("officer {officer} has the same certificate number{}", in_line(*.other_line))]
    CertificateTwice { officer: String, other_line: Option<u64> },
    #[error(
        "this officer number belongs to {name}; name and certificate are another person's, and numbers are never used again"
    )]
    NumberOfAnother { name: String },
    #[error("the officer's posting before began on {from}: this one must begin later")]
    PostingTooEarly { from: String },
    #[error("an assistant cannot lead")]
    LeadIsAssistant,
    #[error("recorder {serial} is already given out {from} to {to}{}", in_line(*.other_line))]
    RecorderTaken {
        serial: String,
        from: String,
        to: String,
        other_line: Option<u64>,
    },
    #[error("a case number has 1 to {chars_max} printable characters")]
    NotACaseNumber { chars_max: usize },
    #[error("none of these words: {words}")]
    NotAWord { words: String },
    #[error(
        "no date with its time of the form 2026-01-31 23:59; after midnight write the date of the next day, it is never guessed"
    )]
    NotAMoment,
    #[error("a departure needs its arrival in the same line")]
    DepartureAlone,
    #[error("give a name, a plate or a number")]
    ObjectUnnamed,
    #[error("officers are told by their numbers: letters, digits and - _ . / only; several are separated by ; or 、")]
    NotOfficers,
    #[error("write unit/name/certificate, the certificate may be left out; several are separated by ;")]
    NotAnOutsider,
    #[error("more than {people_max} people in one cell")]
    TooManyPeople { people_max: usize },
    #[error("an act has at most {sessions_max} sessions")]
    TooManySessions { sessions_max: usize },
    #[error("one file names at most {of_case_max} of them for one case file")]
    TooManyOfCase { of_case_max: usize },
    #[error("write Chinese/English, several separated by ;")]
    NotNamed,
    #[error("words of small letters, digits and _ only, several separated by ;")]
    NotACode,
    #[error("more than {parts_max} parts in one cell")]
    TooManyParts { parts_max: usize },
    #[error("what may be omitted stops nothing: write warn (警示)")]
    OmittedBlocks,
    #[error("the catalogue is longer than {bytes_max} bytes as a whole: shorten its texts")]
    CatalogueTooLong { bytes_max: usize },
    #[error("the file is no TOML: {reason}")]
    NotToml { reason: String },
    #[error("the file has no [[act]]")]
    NoActs,
    #[error("this key is not known here: remove it or use one of {known}")]
    UnknownKey { known: String },
    #[error("write a text in quotation marks")]
    NotAText,
    #[error("write a list of texts in square brackets")]
    NotAList,
    #[error("write true or false without quotation marks")]
    NotTrueOrFalse,
    #[error("a ; separates parts in CSV files: write the text without it")]
    SeparatorInside,
    #[error("no case file has this number: import the case files first, or correct the number")]
    UnknownCase,
}

fn in_line(line: Option<u64>) -> String {
    line.map_or_else(|| ", in the ledger".to_owned(), |line| format!(", in line {line}"))
}

/// All that is wrong, by line and column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ImportErrors {
    /// The first of them.
    pub listed: Vec<ImportError>,
    /// How many more there are.
    pub further: u64,
}

impl ImportErrors {
    /// Whether nothing is wrong.
    pub const fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// One error about the file as a whole.
    pub(super) fn of_file(problem: ImportProblem) -> Self {
        let mut errors = Self::default();
        errors.add(1, None, None, problem);
        errors
    }

    /// Adds one; beyond the bound it is counted only.
    pub fn add(&mut self, line: u64, column: Option<Place>, value: Option<&str>, problem: ImportProblem) {
        if self.listed.len() >= IMPORT_ERRORS_MAX {
            self.further += 1;
            return;
        }
        self.listed.push(ImportError {
            line,
            column,
            shown: value.map(shortened),
            message: problem.to_string(),
            problem,
        });
    }

    /// By line, then column.
    pub(super) fn sorted(mut self) -> Self {
        self.listed
            .sort_by(|a, b| (a.line, &a.column).cmp(&(b.line, &b.column)));
        self
    }
}

pub(super) fn shortened(value: &str) -> String {
    let is_long = value.chars().nth(IMPORT_SHOWN_CHARS_MAX).is_some();
    let shown: String = value.chars().take(IMPORT_SHOWN_CHARS_MAX).collect();
    if is_long { shown + "…" } else { shown }
}
