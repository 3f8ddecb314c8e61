//! Versions of the act catalogue as people and programs see them, and as files.

use chrono::NaiveDate;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ledger_import::catalogue::{Catalogue, CatalogueFormat};
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::wire::catalogue::{CatalogueVersionView, CatalogueVersions, CatalogueView};

use super::{PRESET_NUMBER, catalogue_in, number_on, preset};
use crate::app::ledger::units::day_of;
use crate::app::{App, AppError, AppResult};
use crate::store::catalogue::CatalogueVersionRow;

/// Which version is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The one that is in force today.
    Today,
    /// The one that is in force on a day.
    On(NaiveDate),
    /// The one with this number; 0 is the preset.
    Number(u64),
}

impl Which {
    /// From what a query or a command says; a number comes first.
    pub fn of(number: Option<u64>, on: Option<NaiveDate>) -> Self {
        number.map(Self::Number).or(on.map(Self::On)).unwrap_or(Self::Today)
    }
}

fn preset_view(catalogue: &Catalogue) -> AppResult<CatalogueVersionView> {
    let body = catalogue.body().map_err(AppError::internal)?;
    Ok(CatalogueVersionView {
        number: PRESET_NUMBER,
        in_force_from: None,
        sha256: Sha256Digest::of(body.as_bytes()),
        types: count(catalogue),
        reason: None,
        stated_at: None,
        stated_by: None,
    })
}

fn count(catalogue: &Catalogue) -> u64 {
    u64::try_from(catalogue.types.len()).unwrap_or(u64::MAX)
}

impl App {
    async fn catalogue_version_view(
        &self,
        row: &CatalogueVersionRow,
        catalogue: &Catalogue,
    ) -> AppResult<CatalogueVersionView> {
        Ok(CatalogueVersionView {
            number: row.number,
            in_force_from: Some(row.in_force_from),
            sha256: row.digest,
            types: count(catalogue),
            reason: Some(row.reason.clone()),
            stated_at: Some(row.stated_at),
            stated_by: Some(self.actor_name(&row.stated_by).await?),
        })
    }

    /// One version with its types. The caller has asked `permit`, or is the command line.
    ///
    /// # Errors
    /// When no version has the number.
    pub async fn catalogue(&self, which: Which) -> AppResult<CatalogueView> {
        let number = match which {
            Which::Number(number) => number,
            Which::On(day) => number_on(&self.store.catalogue_beginnings().await?, day),
            Which::Today => number_on(&self.store.catalogue_beginnings().await?, day_of(self.now())),
        };
        if number == PRESET_NUMBER {
            let catalogue = preset()?;
            return Ok(CatalogueView {
                version: preset_view(&catalogue)?,
                act_types: catalogue.types.clone(),
            });
        }
        let row = self.store.catalogue_by_number(number).await?;
        let row = row.ok_or_else(|| AppError::not_found("version of the act catalogue"))?;
        let catalogue = catalogue_in(&row)?;
        Ok(CatalogueView {
            version: self.catalogue_version_view(&row, &catalogue).await?,
            act_types: catalogue.types,
        })
    }

    /// The same, asked for by somebody.
    ///
    /// # Errors
    /// As [`Self::catalogue`], or when the asker may not.
    pub async fn catalogue_by(&self, asker: Asker, which: Which) -> AppResult<CatalogueView> {
        self.permit(asker, Action::SeeCatalogue, Subject::Installation)?;
        self.catalogue(which).await
    }

    /// Every version, the newest first, the preset last. The caller has asked `permit`, or is the command line.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn catalogue_versions(&self) -> AppResult<CatalogueVersions> {
        let rows = self.store.catalogue_versions().await?;
        let mut versions = Vec::with_capacity(rows.len() + 1);
        for row in rows.iter().rev() {
            versions.push(self.catalogue_version_view(row, &catalogue_in(row)?).await?);
        }
        versions.push(preset_view(&*preset()?)?);
        let in_force = number_on(&self.store.catalogue_beginnings().await?, day_of(self.now()));
        Ok(CatalogueVersions { versions, in_force })
    }

    /// The same, asked for by somebody.
    ///
    /// # Errors
    /// As [`Self::catalogue_versions`], or when the asker may not.
    pub async fn catalogue_versions_by(&self, asker: Asker) -> AppResult<CatalogueVersions> {
        self.permit(asker, Action::SeeCatalogue, Subject::Installation)?;
        self.catalogue_versions().await
    }

    /// One version as a file that reads back the same. The caller has asked `permit`, or is the command line.
    ///
    /// # Errors
    /// When no version has the number.
    pub async fn catalogue_file(&self, which: Which, format: CatalogueFormat) -> AppResult<(u64, Vec<u8>)> {
        let view = self.catalogue(which).await?;
        let catalogue = Catalogue { types: view.act_types };
        let bytes = catalogue.written(format).map_err(AppError::internal)?;
        Ok((view.version.number, bytes))
    }

    /// The same, asked for by somebody.
    ///
    /// # Errors
    /// As [`Self::catalogue_file`], or when the asker may not.
    pub async fn catalogue_file_by(
        &self,
        asker: Asker,
        (which, format): (Which, CatalogueFormat),
    ) -> AppResult<(u64, Vec<u8>)> {
        self.permit(asker, Action::SeeCatalogue, Subject::Installation)?;
        self.catalogue_file(which, format).await
    }
}
