//! The act catalogue (音像记录事项清单): which version is in force on a day.
//!
//! What must stay true: an act is judged by the version in force on its first day; before any version of the agency's own
//! began, by the preset, which is version 0.

use std::sync::Arc;

use chrono::NaiveDate;
use evidence_schema::ledger_import::catalogue::{Catalogue, read_catalogue};

use super::{App, AppError, AppResult};

/// What an agency starts with.
const PRESET: &[u8] = include_bytes!("../../../../fixtures/catalogue/acts.csv");

/// A version of the catalogue.
#[derive(Debug, Clone)]
pub struct CatalogueInForce {
    /// Its number; 0 is the preset.
    pub number: u64,
    /// Its types of act.
    pub catalogue: Arc<Catalogue>,
}

impl App {
    /// The version that is in force on a day of the agency's calendar.
    ///
    /// # Errors
    /// When the database does not answer.
    #[expect(clippy::unused_async, reason = "versions of the agency's own come from the database")]
    pub(in crate::app) async fn catalogue_on(&self, _day: NaiveDate) -> AppResult<CatalogueInForce> {
        let catalogue = read_catalogue(PRESET).map_err(|_| AppError::internal("the preset catalogue is wrong"))?;
        Ok(CatalogueInForce {
            number: 0,
            catalogue: Arc::new(catalogue),
        })
    }
}
