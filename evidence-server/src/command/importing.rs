//! What every import of a CSV file says on the command line.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use evidence_schema::ledger_import::{ImportError, ImportErrors, ShownCell, ShownLine};
use evidence_schema::limits::IMPORT_BYTES_MAX;

use super::say;

/// What an import did or would do.
pub(super) struct Said<'a> {
    pub(super) errors: &'a ImportErrors,
    pub(super) lines: &'a [ShownLine],
    /// New, changed, unchanged.
    pub(super) counts: (usize, usize, u64),
    pub(super) is_applied: bool,
}

/// The bytes of a file that is not too long.
pub(super) fn read_file(file: &Path) -> anyhow::Result<Vec<u8>> {
    let path = file.display();
    let length = std::fs::metadata(file)
        .with_context(|| format!("{path} cannot be read"))?
        .len();
    if !usize::try_from(length).is_ok_and(|length| length <= IMPORT_BYTES_MAX) {
        bail!("{path} has {length} bytes, at most {IMPORT_BYTES_MAX} are read: nothing was imported; split the file");
    }
    std::fs::read(file).with_context(|| format!("{path} cannot be read"))
}

/// Says what is wrong with a file; whether anything is.
pub(super) fn say_errors(errors: &ImportErrors) -> bool {
    if errors.is_empty() {
        return false;
    }
    for error in &errors.listed {
        say(&error_line(error));
    }
    if errors.further > 0 {
        say(&format!("and {} more errors", errors.further));
    }
    say("nothing was imported: correct the file and try again");
    true
}

/// Says it; the exit code tells whether the file was without errors.
pub(super) fn say_import(said: &Said<'_>) -> ExitCode {
    if say_errors(said.errors) {
        return ExitCode::FAILURE;
    }
    for line in said.lines {
        say(&plan_line(line));
    }
    let (adds, changes, unchanged) = said.counts;
    say(&format!("{adds} new, {changes} changed, {unchanged} unchanged"));
    say(if said.is_applied {
        "imported"
    } else {
        "this is a preview, nothing was imported: add --apply"
    });
    ExitCode::SUCCESS
}

fn error_line(error: &ImportError) -> String {
    let shown = error
        .shown
        .as_deref()
        .map(|shown| format!(" {shown:?}"))
        .unwrap_or_default();
    format!("error: {}{shown}: {}", error.place(), error.message)
}

fn plan_line(line: &ShownLine) -> String {
    let word = if line.is_new { "new    " } else { "change " };
    format!(
        "line {:<6} {word} {}  {}",
        line.line,
        line.name,
        cells_line(&line.cells)
    )
}

/// What differs, or what is new.
pub(super) fn cells_line(cells: &[ShownCell]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| match &cell.before {
            Some(before) => format!("{}: {before:?} -> {:?}", cell.column.as_str(), cell.after),
            None => format!("{}: {}", cell.column.as_str(), cell.after),
        })
        .collect();
    cells.join(", ")
}
