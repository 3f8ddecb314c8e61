//! A CSV file of the act catalogue: each line by itself, then what lines say together.

use std::collections::HashMap;

use super::cells::{named, phrases, word as code, words};
use super::columns::ACT_TYPE;
use super::{ActType, Catalogue, Guard, Mode, Named, key};
use crate::ledger_import::cases::cells::word;
use crate::ledger_import::cells::{Reader, Refused, name, yes_or_no};
use crate::ledger_import::columns::Column;
use crate::ledger_import::errors::{ImportErrors, ImportProblem};
use crate::ledger_import::records::Lined;
use crate::ledger_import::sheet;
use crate::limits::CATALOGUE_BYTES_MAX;
use crate::rules::coverage::Duty;

/// Reads a catalogue (UTF-8 or GB18030).
///
/// # Errors
/// Everything that is wrong with the file, by line and column; nothing is taken of it then.
pub fn read_catalogue(bytes: &[u8]) -> Result<Catalogue, ImportErrors> {
    let file = sheet::read(bytes, ACT_TYPE, act_type)?;
    checked(file.records, ImportErrors::default())
}

/// What lines say together: no name twice, and not too long a catalogue.
pub(super) fn checked(records: Vec<Lined<ActType>>, mut errors: ImportErrors) -> Result<Catalogue, ImportErrors> {
    let mut first_lines: HashMap<String, u64> = HashMap::new();
    for lined in &records {
        let names = [&lined.record.name.chinese, &lined.record.name.english].map(|text| key(text));
        let before = names.iter().find_map(|name| first_lines.get(name)).copied();
        if let Some(first_line) = before {
            let shown = &lined.record.name.chinese;
            errors.add(lined.line, None, Some(shown), ImportProblem::TwiceInFile { first_line });
        }
        for name in names {
            first_lines.entry(name).or_insert(lined.line);
        }
    }
    let catalogue = Catalogue {
        types: records.into_iter().map(|lined| lined.record).collect(),
    };
    let is_too_long = catalogue.body().is_ok_and(|body| body.len() > CATALOGUE_BYTES_MAX);
    if errors.is_empty() && is_too_long {
        let bytes_max = CATALOGUE_BYTES_MAX;
        errors = ImportErrors::of_file(ImportProblem::CatalogueTooLong { bytes_max });
    }
    if errors.is_empty() {
        Ok(catalogue)
    } else {
        Err(errors.sorted())
    }
}

pub(super) fn act_type(row: &mut Reader<'_>) -> Result<ActType, Refused> {
    let chinese = row.needed(Column::ActType, name);
    let english = row.needed(Column::EnglishName, name);
    let category = row.needed(Column::Category, word);
    let duty = row.needed(Column::Duty, word);
    let mode = row.needed(Column::Mode, word);
    let guard = row.optional(Column::Guard, word);
    let elements = row.optional(Column::Elements, named);
    let phrases = row.optional(Column::Phrases, phrases);
    let retention = row.needed(Column::RetentionClass, code);
    let basis = row.needed(Column::LegalBasis, name);
    let to_confirm = row.needed(Column::ToConfirm, yes_or_no);
    let tags = row.optional(Column::Tags, words);
    let (duty, mode): (Duty, Mode) = (duty?, mode?);
    // What may be omitted stops nothing.
    if duty == Duty::MayBeOmitted && mode == Mode::Block {
        return Err(row.refuse(Column::Mode, ImportProblem::OmittedBlocks));
    }
    Ok(ActType {
        name: Named {
            chinese: chinese?,
            english: english?,
        },
        category: category?,
        duty,
        mode,
        guard: guard?.unwrap_or(Guard::None),
        elements: elements?.unwrap_or_default(),
        phrases: phrases?.unwrap_or_default(),
        retention_class: retention?,
        legal_basis: basis?,
        is_to_confirm: to_confirm?,
        tags: tags?.unwrap_or_default(),
    })
}
