//! The rows of the evidence tables as the details of all entries leave them.
//!
//! What must stay true: the last image of a row wins, a removed row is forgotten, and every column takes part in the
//! comparison. Images are kept as canonical text, about as large as the details of the rows that are there now.

use std::collections::{BTreeMap, BTreeSet};

use super::breach::{Breach, BreachKind};
use crate::canonical;
use crate::custody::detail::{Columns, RowImage};

/// Last image of every row, by table and key.
#[derive(Debug, Default)]
pub(super) struct FoldedRows(BTreeMap<String, BTreeMap<String, Box<str>>>);

impl FoldedRows {
    pub(super) fn apply(&mut self, image: RowImage) {
        let text = image.row.and_then(|columns| canonical::to_text(&columns).ok());
        let table = self.0.entry(image.table).or_default();
        match text {
            Some(text) => table.insert(image.key, text.into_boxed_str()),
            None => table.remove(&image.key),
        };
    }

    pub(super) fn tables(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn rows_of(&self, table: &str) -> impl Iterator<Item = (&str, Columns)> {
        self.0
            .get(table)
            .into_iter()
            .flatten()
            .map(|(key, text)| (key.as_str(), columns_of(text)))
    }

    /// Compares a table as it is now; `report` gets every breach.
    pub(super) fn compare(
        &self,
        table: &str,
        found: impl IntoIterator<Item = (String, Columns)>,
        mut report: impl FnMut(Breach),
    ) {
        let nothing = BTreeMap::new();
        let wanted = self.0.get(table).unwrap_or(&nothing);
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for (key, columns) in found {
            let place = format!("{table}/{key}");
            match wanted.get(&key) {
                None => report(Breach::new(
                    BreachKind::RowUnknown,
                    place,
                    "no entry speaks of this row",
                )),
                Some(text) => compare_row(&place, text, &columns, &mut report),
            }
            if let Some(twice) = seen.replace(key) {
                let place = format!("{table}/{twice}");
                report(Breach::new(BreachKind::RowUnknown, place, "this key comes twice"));
            }
        }
        for key in wanted.keys().filter(|key| !seen.contains(*key)) {
            let place = format!("{table}/{key}");
            report(Breach::new(
                BreachKind::RowMissing,
                place,
                "the log knows this row, it is gone",
            ));
        }
    }
}

fn compare_row(place: &str, wanted: &str, found: &Columns, report: &mut impl FnMut(Breach)) {
    if canonical::to_text(found).is_ok_and(|text| text == wanted) {
        return;
    }
    let wanted = columns_of(wanted);
    let names: BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
    for name in names {
        if wanted.get(name) != found.get(name) {
            let message = format!("column {name} is not what the log says");
            report(Breach::new(BreachKind::ColumnAltered, place, message));
        }
    }
}

/// The text was written by [`FoldedRows::apply`], so it can be read; were it not, every column would differ.
fn columns_of(text: &str) -> Columns {
    serde_json::from_str(text).unwrap_or_default()
}
