//! The act catalogue (音像记录事项清单): which acts there are, whether they must be recorded, and what their footage must
//! show; from a file that people edit, and back to one.
//!
//! What must stay true: a catalogue is read whole or not at all, every error by line and column; what was written reads
//! back the same; an on-site act that is not in it is situational.

mod cells;
mod columns;
mod differences;
mod format;
mod read;
mod toml_file;
mod write;

#[cfg(test)]
mod round_trip_tests;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use differences::{CatalogueChanges, TypeChange, TypeChangeKind, changes};
pub use format::{CatalogueFormat, WriteError};
pub use read::read_catalogue;

use crate::canonical::{self, CanonicalError};
use crate::case::CaseCategory;
use crate::clip::text_enum;
use crate::rules::coverage::Duty;

text_enum!(
    /// What a gate does about an act that is not recorded as it must be.
    Mode {
        /// It stops the step 阻断.
        Block = "block",
        /// It says so 警示.
        Warn = "warn",
    }
);

text_enum!(
    /// Which rules of the Administrative Coercion Law guard an act.
    Guard {
        /// None of them.
        None = "none",
        /// A coercive measure: approval, 24 hours in urgency, 30 + 30 days.
        Measure = "measure",
        /// Forced execution: not at night, not on statutory holidays.
        Execution = "execution",
    }
);

/// Something that the footage must show or that must be said in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// In Chinese.
    pub chinese: String,
    /// In English.
    pub english: String,
}

/// One type of act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActType {
    /// What it is called; unique.
    pub name: Named,
    /// What the case files are about in which it occurs.
    pub category: CaseCategory,
    /// Whether it must be recorded.
    pub duty: Duty,
    /// What a gate does.
    pub mode: Mode,
    /// What guards it.
    pub guard: Guard,
    /// What its footage must show, in order.
    pub elements: Vec<Named>,
    /// What officers must say.
    pub phrases: Vec<String>,
    /// Word of the class of keeping.
    pub retention_class: String,
    /// By which text, as far as it was read.
    pub legal_basis: String,
    /// Somebody of the agency's legal unit must confirm it.
    pub is_to_confirm: bool,
    /// Words of tags that stand for such an act.
    pub tags: Vec<String>,
}

/// Every type of act, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// The types.
    pub types: Vec<ActType>,
}

/// What an act is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged<'a> {
    /// Whether it must be recorded.
    pub duty: Duty,
    /// What a gate does.
    pub mode: Mode,
    /// Its type; absent where the catalogue does not know it.
    pub of: Option<&'a ActType>,
}

impl Catalogue {
    /// The canonical text, as a version keeps it.
    ///
    /// # Errors
    /// Never: texts, words and lists have a canonical form.
    pub fn body(&self) -> Result<String, CanonicalError> {
        canonical::to_text(self)
    }

    /// A catalogue from its canonical text.
    ///
    /// # Errors
    /// When the text is not one.
    pub fn from_body(body: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(body)
    }

    /// The type that an act's own words mean: its name in either language, whatever width, case and blanks.
    pub fn type_of(&self, kind: &str) -> Option<&ActType> {
        let wanted = key(kind);
        let is_meant = |one: &&ActType| key(&one.name.chinese) == wanted || key(&one.name.english) == wanted;
        self.types.iter().find(is_meant)
    }

    /// What an act of this kind is judged by: where the catalogue does not know it, it is situational.
    pub fn judged(&self, kind: &str) -> Judged<'_> {
        let of = self.type_of(kind);
        Judged {
            duty: of.map_or(Duty::Situational, |of| of.duty),
            mode: of.map_or(Mode::Warn, |of| of.mode),
            of,
        }
    }
}

fn key(text: &str) -> String {
    let narrow = text.chars().map(super::cells::ascii_width);
    narrow
        .filter(|letter| !letter.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The version that is in force on a day: of those that began by then the one that began last, and of those that began on
/// one day the newest. Absent where none had begun.
pub fn in_force(versions: &[(u64, NaiveDate)], day: NaiveDate) -> Option<u64> {
    let begun = versions.iter().filter(|(_, from)| *from <= day);
    begun
        .max_by_key(|(number, from)| (*from, *number))
        .map(|(number, _)| *number)
}
