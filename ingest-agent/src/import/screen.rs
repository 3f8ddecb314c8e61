//! What a person sees of an import: bars while it runs (rate, time left, per file and total), a table at the end.

use std::fmt::Write;
use std::time::Duration;

use evidence_schema::digest::Sha256Digest;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::{ImportEvent, ListedEvent, WaitFor};
use crate::show::{sanitised, shortened, size};

const FILE_STYLE: &str = "{msg:40!} {bytes:>11}/{total_bytes:11} {binary_bytes_per_sec:>13} {eta:>5} left";
const TOTAL_STYLE: &str = "{msg:40!} {bytes:>11}/{total_bytes:11} {binary_bytes_per_sec:>13} {eta:>5} left [{bar:20}]";
const NAME_CHARS: usize = 40;

/// The screen and the table.
pub(crate) struct Screen {
    wait: WaitFor,
    rows: Vec<Row>,
    problems: Vec<String>,
    outside: usize,
    bars: MultiProgress,
    total: ProgressBar,
    file: ProgressBar,
    note: ProgressBar,
    current: Option<usize>,
    is_over: bool,
}

struct Row {
    listed: ListedEvent,
    sha256: Option<Sha256Digest>,
    /// Bytes of work done on it: read, and sent if that is waited for.
    read: u64,
    sent: u64,
    outcome: Result<Option<String>, String>,
}

impl Screen {
    /// An empty screen.
    pub(crate) fn new(wait: WaitFor) -> Self {
        let bars = MultiProgress::new();
        let (file, total, note) = (
            bars.add(ProgressBar::new(0)),
            bars.add(ProgressBar::new(0)),
            bars.add(ProgressBar::no_length()),
        );
        file.set_style(style(FILE_STYLE));
        total.set_style(style(TOTAL_STYLE));
        note.set_style(style("{msg}"));
        total.enable_steady_tick(Duration::from_millis(500));
        Self {
            wait,
            rows: Vec::new(),
            problems: Vec::new(),
            outside: 0,
            bars,
            total,
            file,
            note,
            current: None,
            is_over: false,
        }
    }

    /// Takes one event.
    pub(crate) fn take(&mut self, event: ImportEvent) {
        match event {
            ImportEvent::Listed {
                files,
                problems,
                outside,
            } => {
                self.outside = outside.len();
                self.listed(files, problems);
            }
            ImportEvent::Reading { index, bytes } => self.change(index, |row| row.read = bytes),
            ImportEvent::Spooled {
                index,
                sha256,
                size_bytes,
            } => self.change(index, |row| {
                row.sha256 = Some(sha256);
                row.read = size_bytes;
                row.listed.size_bytes = size_bytes;
                row.outcome = Ok(Some("in the spool".to_owned()));
            }),
            ImportEvent::Sending { index, bytes } => self.change(index, |row| row.sent = row.sent.max(bytes)),
            ImportEvent::Reached { index, what } => self.change(index, |row| {
                row.sent = row.listed.size_bytes;
                row.outcome = Ok(Some(what));
            }),
            ImportEvent::Failed { index, message } => self.change(index, |row| row.outcome = Err(message)),
            ImportEvent::Trouble { message } => {
                self.note
                    .set_message(message.map(|text| sanitised(&text)).unwrap_or_default());
            }
            ImportEvent::Over => self.is_over = true,
        }
    }

    fn listed(&mut self, files: Vec<ListedEvent>, problems: Vec<String>) {
        let bytes: u64 = files.iter().map(|file| file.size_bytes).sum();
        self.total.set_length(bytes.saturating_mul(self.passes()));
        self.total.set_message(format!("{} files", files.len()));
        let row = |listed| Row {
            listed,
            sha256: None,
            read: 0,
            sent: 0,
            outcome: Ok(None),
        };
        self.rows = files.into_iter().map(row).collect();
        self.problems = problems;
    }

    fn passes(&self) -> u64 {
        if self.wait == WaitFor::Spooled { 1 } else { 2 }
    }

    fn change(&mut self, index: usize, change: impl FnOnce(&mut Row)) {
        let Some(row) = self.rows.get_mut(index) else { return };
        let before = row.read + row.sent;
        change(row);
        let after = row.read + row.sent;
        self.total.inc(after.saturating_sub(before));
        if self.current != Some(index) {
            self.current = Some(index);
            self.file.reset();
            self.file
                .set_message(shortened(&sanitised(&row.listed.path), NAME_CHARS));
        }
        let passes = if self.wait == WaitFor::Spooled { 1 } else { 2 };
        self.file.set_length(row.listed.size_bytes.saturating_mul(passes));
        self.file.set_position(after);
    }

    /// Whether the last event came.
    pub(crate) const fn is_over(&self) -> bool {
        self.is_over
    }

    /// Takes the bars away.
    pub(crate) fn clear(&self) {
        self.file.finish_and_clear();
        self.total.finish_and_clear();
        self.note.finish_and_clear();
        let _ = self.bars.clear();
    }

    /// Whether everything named came as far as was waited for.
    pub(crate) fn is_complete(&self) -> bool {
        let reached = |row: &Row| matches!(&row.outcome, Ok(Some(_))) && self.has_reached(row);
        self.is_over && self.problems.is_empty() && self.rows.iter().all(reached)
    }

    fn has_reached(&self, row: &Row) -> bool {
        self.wait == WaitFor::Spooled || matches!(&row.outcome, Ok(Some(what)) if what != "in the spool")
    }

    /// The summary: file, size, digest, what happened.
    pub(crate) fn table(&self) -> String {
        let name = |row: &Row| shortened(&sanitised(&row.listed.path), 60);
        let width = self
            .rows
            .iter()
            .map(|row| name(row).chars().count())
            .max()
            .unwrap_or(4)
            .max(4);
        let mut out = format!("{:width$}  {:>11}  {:12}  what happened\n", "file", "size", "sha256");
        for row in &self.rows {
            let digest: String = row
                .sha256
                .map(|digest| digest.to_string())
                .unwrap_or_default()
                .chars()
                .take(12)
                .collect();
            let what = match &row.outcome {
                Ok(Some(what)) => what.clone(),
                Ok(None) => "not read".to_owned(),
                Err(message) => format!("FAILED: {}", sanitised(message)),
            };
            let _ = writeln!(
                out,
                "{:width$}  {:>11}  {digest:12}  {what}",
                name(row),
                size(row.listed.size_bytes)
            );
        }
        for problem in &self.problems {
            let _ = writeln!(out, "FAILED: {}", sanitised(problem));
        }
        if self.outside > 0 {
            let _ = writeln!(
                out,
                "{} files outside of the window were left where they are",
                self.outside
            );
        }
        out
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
