//! The act catalogue (音像记录事项清单): which version is in force on a day.
//!
//! What must stay true: an act is judged by the version in force on its first day; before any version of the agency's own
//! began, by the preset, which is version 0; a version whose text is not what was stated judges nothing.

mod showing;
mod stating;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::NaiveDate;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ledger_import::catalogue::{Catalogue, in_force, read_catalogue};

pub use showing::Which;
pub use stating::{CatalogueWish, StatedFile};

use super::{App, AppError, AppResult};
use crate::store::catalogue::{Beginning, CatalogueVersionRow};

/// What an agency starts with.
const PRESET: &[u8] = include_bytes!("../../../../fixtures/catalogue/acts.csv");
/// The preset's number.
const PRESET_NUMBER: u64 = 0;
/// Versions that are kept read.
const KEPT_MAX: usize = 16;

/// A version of the catalogue.
#[derive(Debug, Clone)]
pub struct CatalogueInForce {
    /// Its number; 0 is the preset.
    pub number: u64,
    /// Its types of act.
    pub catalogue: Arc<Catalogue>,
}

/// Versions that were read, by the digests of their texts: every act asks for one.
#[derive(Debug, Default)]
pub struct Catalogues(Mutex<BTreeMap<Sha256Digest, Arc<Catalogue>>>);

impl Catalogues {
    fn known(&self, digest: Sha256Digest) -> Option<Arc<Catalogue>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&digest).cloned()
    }

    fn keep(&self, digest: Sha256Digest, catalogue: &Arc<Catalogue>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(digest, catalogue.clone());
    }
}

/// What an agency starts with.
fn preset() -> AppResult<Arc<Catalogue>> {
    static READ: OnceLock<Option<Arc<Catalogue>>> = OnceLock::new();
    let read = READ.get_or_init(|| read_catalogue(PRESET).ok().map(Arc::new));
    read.clone()
        .ok_or_else(|| AppError::internal("the preset catalogue is wrong"))
}

/// The types of a version, if its text is the one that was stated.
fn catalogue_in(row: &CatalogueVersionRow) -> AppResult<Catalogue> {
    let number = row.number;
    if Sha256Digest::of(row.body.as_bytes()) != row.digest {
        let cause = format!("version {number} of the act catalogue is not what was stated: run `verify`");
        return Err(AppError::internal(cause));
    }
    Catalogue::from_body(&row.body)
        .map_err(|error| AppError::internal(format!("version {number} of the act catalogue cannot be read: {error}")))
}

/// Number of the version that is in force on a day.
fn number_on(versions: &[Beginning], day: NaiveDate) -> u64 {
    let begun: Vec<(u64, NaiveDate)> = versions.iter().map(|one| (one.number, one.in_force_from)).collect();
    in_force(&begun, day).unwrap_or(PRESET_NUMBER)
}

impl App {
    /// The version that is in force on a day of the agency's calendar.
    ///
    /// # Errors
    /// When the database does not answer, or holds a version that is not what was stated.
    pub(in crate::app) async fn catalogue_on(&self, day: NaiveDate) -> AppResult<CatalogueInForce> {
        let versions = self.store.catalogue_beginnings().await?;
        let number = number_on(&versions, day);
        let catalogue = match versions.iter().find(|one| one.number == number) {
            Some(version) => self.catalogue_of(version).await?,
            None => preset()?,
        };
        Ok(CatalogueInForce { number, catalogue })
    }

    async fn catalogue_of(&self, version: &Beginning) -> AppResult<Arc<Catalogue>> {
        if let Some(known) = self.catalogues.known(version.digest) {
            return Ok(known);
        }
        let row = self.store.catalogue_by_number(version.number).await?;
        let row = row.ok_or_else(|| AppError::internal("a version of the act catalogue went away"))?;
        let catalogue = Arc::new(catalogue_in(&row)?);
        self.catalogues.keep(row.digest, &catalogue);
        Ok(catalogue)
    }
}
