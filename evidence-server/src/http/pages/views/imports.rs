//! The page of imports: what a file would change, or what is wrong with it, in the reader's words.

use askama::Template;
use evidence_schema::ledger_import::{Column, ImportError, ImportKind, ShownCell, ShownLine};
use evidence_schema::limits::IMPORT_LINES_SHOWN_MAX;
use evidence_schema::wire::imports::ImportAnswer;

use super::super::show::name;
use super::super::words::{Key, Words};
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
    /// What the file is about.
    pub kind: ImportKind,
    /// What is wrong with the form.
    pub wrong: Option<String>,
    /// What a file would change.
    pub preview: Option<Preview>,
}

impl ImportPage {
    /// Every kind: its word, what people call it, whether it is chosen.
    pub fn kinds(&self) -> Vec<(&'static str, String, bool)> {
        let kinds = ImportKind::ALL.iter();
        kinds
            .map(|kind| (kind.as_str(), self.t.key(kind_key(*kind)), *kind == self.kind))
            .collect()
    }
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
    pub fn new(t: Words, answer: &ImportAnswer, content: String) -> Self {
        let (plan, errors) = (&answer.plan, answer.plan.errors());
        let (adds, changes, unchanged) = plan.counts();
        let lines = plan.shown();
        let shown = lines.iter().take(IMPORT_LINES_SHOWN_MAX);
        let further_lines = number(lines.len().saturating_sub(IMPORT_LINES_SHOWN_MAX));
        let counts = [
            t.count("import-adds", number(adds)),
            t.count("import-changes", number(changes)),
            t.count("import-unchanged", unchanged),
        ];
        Self {
            kind: plan.kind().as_str(),
            kind_word: t.key(kind_key(plan.kind())),
            errors: errors.listed.iter().map(|error| wrong_place(t, error)).collect(),
            further_errors: (errors.further > 0).then(|| t.count("import-further-errors", errors.further)),
            lines: shown.map(|line| plan_line(t, line)).collect(),
            further_lines: (further_lines > 0).then(|| t.count("import-further-lines", further_lines)),
            counts: counts.join(" · "),
            content,
            plan: answer.plan_sha256.to_string(),
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
        (Column::Inspects | Column::Assistant, "yes") => Key("import-yes"),
        (Column::Inspects | Column::Assistant, _) => Key("import-no"),
        (Column::Kind, "recorder") => Key("import-kind-recorder"),
        (Column::Kind, _) => Key("import-kind-terminal"),
        (_, text) => return name(text),
    };
    t.key(key)
}

const fn kind_key(kind: ImportKind) -> Key {
    match kind {
        ImportKind::Units => Key("import-units"),
        ImportKind::Officers => Key("import-officers"),
        ImportKind::Recorders => Key("import-recorders"),
        ImportKind::Roster => Key("import-roster"),
    }
}

const fn column_key(column: Column) -> Key {
    match column {
        Column::UnitNumber => Key("import-column-unit-number"),
        Column::UnitName => Key("import-column-unit-name"),
        Column::ParentNumber => Key("import-column-parent-number"),
        Column::OfficerNumber => Key("import-column-officer-number"),
        Column::OfficerName => Key("import-column-officer-name"),
        Column::CertificateNumber => Key("import-column-certificate-number"),
        Column::CertificateFrom => Key("import-column-certificate-from"),
        Column::CertificateTo => Key("import-column-certificate-to"),
        Column::Inspects => Key("import-column-inspects"),
        Column::Assistant => Key("import-column-assistant"),
        Column::PostingFrom => Key("import-column-posting-from"),
        Column::Serial => Key("import-column-serial"),
        Column::Title => Key("import-column-title"),
        Column::Kind => Key("import-column-kind"),
        Column::Date => Key("import-column-date"),
        Column::FromTime => Key("import-column-from-time"),
        Column::ToTime => Key("import-column-to-time"),
        Column::LeadNumber => Key("import-column-lead-number"),
        Column::AssistingNumber => Key("import-column-assisting-number"),
        Column::Serials => Key("import-column-serials"),
    }
}
