//! Versions of the act catalogue. What is said anew is another row; none is ever changed.

use chrono::NaiveDate;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::CatalogueVersionId;
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::reading::Reading;
use super::rows::evidence_row;
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const VERSIONS: &str = select!(CatalogueVersionRow, "ORDER BY number");
const BY_NUMBER: &str = select!(CatalogueVersionRow, "WHERE number = $1");
const BEGINNINGS: &str = "SELECT number, in_force_from, digest FROM catalogue_version ORDER BY number";

pub(super) const STATEMENTS: &[&str] = &[VERSIONS, BY_NUMBER, BEGINNINGS];

evidence_row! {
    /// One version of the act catalogue.
    CatalogueVersionRow in "catalogue_version"
    key id: CatalogueVersionId,
    /// 1 for the first that was stated; the preset is 0 and no row.
    number: u64,
    /// The first day on which it is in force.
    in_force_from: NaiveDate,
    /// Its canonical text.
    body: String,
    /// Digest of the text.
    digest: Sha256Digest,
    /// Why it was stated.
    reason: String,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

/// Which version it is, and from when on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beginning {
    /// Its number.
    pub number: u64,
    /// The first day on which it is in force.
    pub in_force_from: NaiveDate,
    /// Digest of its text.
    pub digest: Sha256Digest,
}

async fn beginnings(mut reading: Reading<'_>) -> Result<Vec<Beginning>, StoreError> {
    let rows = reading.fetch(BEGINNINGS, Vec::new()).await?;
    let one = |row| {
        Ok(Beginning {
            number: u64::read(row, "number")?,
            in_force_from: NaiveDate::read(row, "in_force_from")?,
            digest: Sha256Digest::read(row, "digest")?,
        })
    };
    rows.iter().map(one).collect()
}

async fn by_number(mut reading: Reading<'_>, number: u64) -> Result<Option<CatalogueVersionRow>, StoreError> {
    let rows = reading.rows(BY_NUMBER, vec![number.to_value()]).await?;
    Ok(rows.into_iter().next())
}

impl Store {
    /// Every version, the oldest first.
    pub async fn catalogue_versions(&self) -> Result<Vec<CatalogueVersionRow>, StoreError> {
        Reading::Now(self).rows(VERSIONS, Vec::new()).await
    }

    /// Which versions there are, the oldest first.
    pub async fn catalogue_beginnings(&self) -> Result<Vec<Beginning>, StoreError> {
        beginnings(Reading::Now(self)).await
    }

    /// One version.
    pub async fn catalogue_by_number(&self, number: u64) -> Result<Option<CatalogueVersionRow>, StoreError> {
        by_number(Reading::Now(self), number).await
    }
}

impl EvidenceTx {
    /// Which versions there are, as this transaction sees them, the oldest first.
    pub async fn catalogue_beginnings(&mut self) -> Result<Vec<Beginning>, StoreError> {
        beginnings(Reading::Inside(self)).await
    }

    /// One version, as this transaction sees it.
    pub async fn catalogue_by_number(&mut self, number: u64) -> Result<Option<CatalogueVersionRow>, StoreError> {
        by_number(Reading::Inside(self), number).await
    }

    /// Writes a version; [`StoreError::Exists`] when somebody else was faster.
    pub async fn catalogue_version_add(&mut self, row: &CatalogueVersionRow) -> Result<(), StoreError> {
        self.insert(row).await
    }
}
