//! The page of imports: what a file would change, or what is wrong with it, in the reader's words.

use askama::Template;
use evidence_schema::case::{CaseCategory, CaseStage, ObjectKind};
use evidence_schema::dictionary::Named;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ledger_import::{Column, ImportError, ImportErrors, ImportKind, ShownCell, ShownLine};
use evidence_schema::limits::IMPORT_LINES_SHOWN_MAX;

use super::super::show::name;
use super::super::words::{Key, Language, Words};
use super::frame::Frame;
use super::import_problems::said;

/// The page.
#[derive(Template)]
#[template(path = "ledger_import.html")]
pub struct ImportPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Of which import it is.
    pub about: About,
    /// Every kind: its word, what people call it, whether it is chosen.
    pub kinds: Vec<(&'static str, String, bool)>,
    /// What is wrong with the form.
    pub wrong: Option<String>,
    /// What a file would change.
    pub preview: Option<Preview>,
}

impl ImportPage {
    /// A text of the import that the page is about.
    pub fn said(&self, key: &Key) -> String {
        self.t.key(*key)
    }
}

/// Of which import the page is: the ledger's, or that of case files.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// Its path.
    pub path: &'static str,
    /// Its title.
    pub title: Key,
    /// What it does.
    pub lead: Key,
    /// What a file may be.
    pub hint: Key,
}

/// The choices of a form: for each kind its word, what people call it, whether it is chosen.
pub fn kinds<K: Copy>(
    all: &[K],
    choice: impl Fn(K) -> (&'static str, String, bool),
) -> Vec<(&'static str, String, bool)> {
    all.iter().map(|kind| choice(*kind)).collect()
}

/// What an import would do, whatever it is about.
pub struct Planned<'a> {
    /// The kind's word, and what people call it.
    pub kind: (&'static str, Key),
    /// What is wrong with the file.
    pub errors: &'a ImportErrors,
    /// New and changed records.
    pub lines: &'a [ShownLine],
    /// How many are new, changed, unchanged.
    pub counts: (usize, usize, u64),
    /// What somebody should look at: line, number of the case file, what it is.
    pub remarks: &'a [(u64, String, String)],
    /// Digest of the plan.
    pub plan: Sha256Digest,
}

/// What a file would change.
pub struct Preview {
    /// The word of its kind.
    pub kind: &'static str,
    /// What people call the kind.
    pub kind_word: String,
    /// Everything that is wrong.
    pub errors: Vec<WrongPlace>,
    /// How many more things are wrong, if any.
    pub further_errors: Option<String>,
    /// What somebody should look at: line, number of the case file, what it is.
    pub remarks: Vec<(u64, String, String)>,
    /// New and changed records.
    pub lines: Vec<PlanLine>,
    /// How many more there are, if any.
    pub further_lines: Option<String>,
    /// How many are new, changed, unchanged.
    pub counts: String,
    /// The file, to be sent again.
    pub content: String,
    /// Digest of the plan.
    pub plan: String,
}

/// One thing that is wrong.
pub struct WrongPlace {
    /// Line.
    pub line: u64,
    /// Number and name of the column.
    pub column: String,
    /// The cell.
    pub shown: String,
    /// What is wrong with it.
    pub message: String,
}

/// One record.
pub struct PlanLine {
    /// Line.
    pub line: u64,
    /// New or changed.
    pub word: String,
    /// What names it.
    pub name: String,
    /// Its cells.
    pub cells: Vec<PlanCell>,
}

/// One cell of a record.
pub struct PlanCell {
    /// The column.
    pub column: String,
    /// As it is, for a change.
    pub before: Option<String>,
    /// As it would be.
    pub after: String,
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

impl Preview {
    /// For one reader.
    pub fn new(t: Words, planned: &Planned<'_>, content: String) -> Self {
        let (lines, errors) = (planned.lines, planned.errors);
        let (adds, changes, unchanged) = planned.counts;
        let remarks = planned.remarks.iter().take(IMPORT_LINES_SHOWN_MAX).cloned();
        let shown = lines.iter().take(IMPORT_LINES_SHOWN_MAX);
        let further_lines = number(lines.len().saturating_sub(IMPORT_LINES_SHOWN_MAX));
        let counts = [
            t.count("import-adds", number(adds)),
            t.count("import-changes", number(changes)),
            t.count("import-unchanged", unchanged),
        ];
        Self {
            kind: planned.kind.0,
            kind_word: t.key(planned.kind.1),
            remarks: remarks.collect(),
            errors: errors.listed.iter().map(|error| wrong_place(t, error)).collect(),
            further_errors: (errors.further > 0).then(|| t.count("import-further-errors", errors.further)),
            lines: shown.map(|line| plan_line(t, line)).collect(),
            further_lines: (further_lines > 0).then(|| t.count("import-further-lines", further_lines)),
            counts: counts.join(" · "),
            content,
            plan: planned.plan.to_string(),
        }
    }

    /// Whether there is anything to import.
    pub fn is_importable(&self) -> bool {
        self.errors.is_empty() && !self.lines.is_empty()
    }
}

fn wrong_place(t: Words, error: &ImportError) -> WrongPlace {
    let column = error.column.as_ref().map(|place| match place.number {
        Some(number) => format!("{number} {}", name(&place.name)),
        None => name(&place.name),
    });
    WrongPlace {
        line: error.line,
        column: column.unwrap_or_default(),
        shown: error.shown.as_deref().map(name).unwrap_or_default(),
        message: name(&said(t, &error.problem)),
    }
}

fn plan_line(t: Words, line: &ShownLine) -> PlanLine {
    PlanLine {
        line: line.line,
        word: if line.is_new {
            t.say("import-new")
        } else {
            t.say("import-changed")
        },
        name: name(&line.name),
        cells: line.cells.iter().map(|cell| plan_cell(t, cell)).collect(),
    }
}

fn plan_cell(t: Words, cell: &ShownCell) -> PlanCell {
    PlanCell {
        column: t.key(column_key(cell.column)),
        before: cell.before.as_deref().map(|text| cell_text(t, cell.column, text)),
        after: cell_text(t, cell.column, &cell.after),
    }
}

/// Words that the file may say in either language are said in the reader's.
fn cell_text(t: Words, column: Column, text: &str) -> String {
    let key = match (column, text) {
        (_, "") => Key("import-nothing"),
        (Column::Category, word) => return word_of::<CaseCategory>(t, word),
        (Column::Stage, word) => return word_of::<CaseStage>(t, word),
        (Column::ObjectKind, word) => return word_of::<ObjectKind>(t, word),
        (Column::Inspects | Column::Assistant | Column::Urgent | Column::Party, "yes") => Key("import-yes"),
        (Column::Inspects | Column::Assistant | Column::Urgent | Column::Party, _) => Key("import-no"),
        (Column::Kind, "recorder") => Key("import-kind-recorder"),
        (Column::Kind, _) => Key("import-kind-terminal"),
        (_, text) => return name(text),
    };
    t.key(key)
}

/// One of an enum's words as the reader calls it.
fn word_of<T: Named>(t: Words, word: &str) -> String {
    let found = T::VARIANTS.iter().find(|one| one.code() == word);
    found.map_or_else(
        || name(word),
        |one| {
            let named = if t.0 == Language::Chinese {
                one.chinese()
            } else {
                one.english()
            };
            named.to_owned()
        },
    )
}

/// What people call a kind of ledger file.
pub const fn kind_key(kind: ImportKind) -> Key {
    match kind {
        ImportKind::Units => Key("import-units"),
        ImportKind::Officers => Key("import-officers"),
        ImportKind::Recorders => Key("import-recorders"),
        ImportKind::Roster => Key("import-roster"),
    }
}

/// What people call each column.
const COLUMN_KEYS: [(Column, Key); 47] = [
    (Column::UnitNumber, Key("import-column-unit-number")),
    (Column::UnitName, Key("import-column-unit-name")),
    (Column::ParentNumber, Key("import-column-parent-number")),
    (Column::OfficerNumber, Key("import-column-officer-number")),
    (Column::OfficerName, Key("import-column-officer-name")),
    (Column::CertificateNumber, Key("import-column-certificate-number")),
    (Column::CertificateFrom, Key("import-column-certificate-from")),
    (Column::CertificateTo, Key("import-column-certificate-to")),
    (Column::Inspects, Key("import-column-inspects")),
    (Column::Assistant, Key("import-column-assistant")),
    (Column::PostingFrom, Key("import-column-posting-from")),
    (Column::Serial, Key("import-column-serial")),
    (Column::Title, Key("import-column-title")),
    (Column::Kind, Key("import-column-kind")),
    (Column::Date, Key("import-column-date")),
    (Column::FromTime, Key("import-column-from-time")),
    (Column::ToTime, Key("import-column-to-time")),
    (Column::LeadNumber, Key("import-column-lead-number")),
    (Column::AssistingNumber, Key("import-column-assisting-number")),
    (Column::Serials, Key("import-column-serials")),
    (Column::CaseNumber, Key("import-column-case-number")),
    (Column::CaseTitle, Key("import-column-case-title")),
    (Column::Category, Key("import-column-category")),
    (Column::Stage, Key("import-column-stage")),
    (Column::ActNumber, Key("import-column-act-number")),
    (Column::ActType, Key("import-column-act-type")),
    (Column::PlaceName, Key("import-column-place")),
    (Column::OfficerNumbers, Key("import-column-officer-numbers")),
    (Column::Outside, Key("import-column-outside")),
    (Column::ApprovalNumber, Key("import-column-approval-number")),
    (Column::Urgent, Key("import-column-urgent")),
    (Column::ArrivedAt, Key("import-column-arrived-at")),
    (Column::DepartedAt, Key("import-column-departed-at")),
    (Column::ObjectKind, Key("import-column-object-kind")),
    (Column::Party, Key("import-column-party")),
    (Column::ObjectName, Key("import-column-object-name")),
    (Column::ObjectNumber, Key("import-column-object-number")),
    (Column::EnglishName, Key("import-column-english-name")),
    (Column::Duty, Key("import-column-duty")),
    (Column::Mode, Key("import-column-mode")),
    (Column::Guard, Key("import-column-guard")),
    (Column::Elements, Key("import-column-elements")),
    (Column::Phrases, Key("import-column-phrases")),
    (Column::RetentionClass, Key("import-column-retention-class")),
    (Column::LegalBasis, Key("import-column-legal-basis")),
    (Column::ToConfirm, Key("import-column-to-confirm")),
    (Column::Tags, Key("import-column-tags")),
];

fn column_key(column: Column) -> Key {
    let known = COLUMN_KEYS.iter().find(|(own, _)| *own == column);
    known.map_or(Key("import-column"), |(_, key)| *key)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use evidence_schema::ledger_import::Column;

    use super::COLUMN_KEYS;

    #[test]
    fn every_column_is_called_something_of_its_own() {
        let columns: BTreeSet<Column> = COLUMN_KEYS.iter().map(|(column, _)| *column).collect();
        assert_eq!(columns, Column::ALL.iter().copied().collect());
        assert_eq!(columns.len(), COLUMN_KEYS.len());
    }
}
