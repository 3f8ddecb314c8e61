//! The two kinds of file that a catalogue is read from and written to.

use super::{Catalogue, read, toml_file, write};
use crate::clip::text_enum;
use crate::ledger_import::ImportErrors;

text_enum!(
    /// A kind of file of the act catalogue.
    CatalogueFormat {
        /// A table, for spreadsheets.
        Csv = "csv",
        /// A text with a block for each type.
        Toml = "toml",
    }
);

/// Why a catalogue cannot be written as a file.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// As CSV.
    #[error("the catalogue cannot be written as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// As TOML.
    #[error("the catalogue cannot be written as TOML: {0}")]
    Toml(#[from] toml::ser::Error),
}

impl Catalogue {
    /// Reads a file (UTF-8 or GB18030).
    ///
    /// # Errors
    /// Everything that is wrong with the file, by line and column or path; nothing is taken of it then.
    pub fn read(format: CatalogueFormat, bytes: &[u8]) -> Result<Self, ImportErrors> {
        match format {
            CatalogueFormat::Csv => read::read_catalogue(bytes),
            CatalogueFormat::Toml => toml_file::read(bytes),
        }
    }

    /// The file, UTF-8; it reads back the same.
    ///
    /// # Errors
    /// Never for a catalogue that was read.
    pub fn written(&self, format: CatalogueFormat) -> Result<Vec<u8>, WriteError> {
        Ok(match format {
            CatalogueFormat::Csv => write::written(self)?,
            CatalogueFormat::Toml => toml_file::written(self)?,
        })
    }
}
