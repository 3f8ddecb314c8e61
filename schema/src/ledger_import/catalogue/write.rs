//! A catalogue as a CSV file that reads back the same.

use super::columns::{ACT_TYPE, header};
use super::{ActType, Catalogue, Named};
use crate::dictionary::Named as _;
use crate::ledger_import::columns::Column;

/// The file, UTF-8 with a byte order mark so that spreadsheets read it; Chinese headers and words.
///
/// # Errors
/// Never for a catalogue that was read: the writer works in memory.
pub(super) fn written(catalogue: &Catalogue) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    file.write_record(ACT_TYPE.iter().map(|rule| header(rule.column, true)))?;
    for one in &catalogue.types {
        file.write_record(ACT_TYPE.iter().map(|rule| cell(one, rule.column)))?;
    }
    file.into_inner().map_err(|error| error.into_error().into())
}

fn cell(one: &ActType, column: Column) -> String {
    match column {
        Column::ActType => one.name.chinese.clone(),
        Column::EnglishName => one.name.english.clone(),
        Column::Category => one.category.chinese().to_owned(),
        Column::Duty => one.duty.chinese().to_owned(),
        Column::Mode => one.mode.chinese().to_owned(),
        Column::Guard => one.guard.chinese().to_owned(),
        Column::Elements => one.elements.iter().map(both).collect::<Vec<_>>().join("; "),
        Column::Phrases => one.phrases.join("; "),
        Column::RetentionClass => one.retention_class.clone(),
        Column::LegalBasis => one.legal_basis.clone(),
        Column::ToConfirm => if one.is_to_confirm { "是" } else { "否" }.to_owned(),
        Column::Tags => one.tags.join("; "),
        _ => String::new(),
    }
}

pub(super) fn both(named: &Named) -> String {
    format!("{}/{}", named.chinese, named.english)
}
