//! The act catalogue over HTTP.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::digest::Sha256Digest;
use crate::ledger_import::ImportErrors;
use crate::ledger_import::catalogue::{ActType, CatalogueChanges};
use crate::time::Timestamp;

/// One version of the act catalogue. Number 0 is the preset that an agency starts with: nobody stated it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CatalogueVersionView {
    /// Its number: 1, 2, … in the order in which they were stated.
    pub number: u64,
    /// The first day on which it is in force; absent for the preset, which holds before every version.
    #[schema(value_type = Option<String>)]
    pub in_force_from: Option<NaiveDate>,
    /// Digest of its canonical text.
    pub sha256: Sha256Digest,
    /// How many types of act it has.
    pub types: u64,
    /// Why it was stated.
    pub reason: Option<String>,
    /// When.
    pub stated_at: Option<Timestamp>,
    /// By whom.
    pub stated_by: Option<String>,
}

/// `GET /api/v1/catalogue/versions`: every version, the newest first, the preset last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CatalogueVersions {
    /// The versions.
    pub versions: Vec<CatalogueVersionView>,
    /// Number of the one that is in force today.
    pub in_force: u64,
}

/// `GET /api/v1/catalogue?on=2026-11-22` (preset: today) or `?number=3`: one version with its types.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CatalogueView {
    /// Which version it is.
    #[serde(flatten)]
    pub version: CatalogueVersionView,
    /// Its types of act, in their order. What is none of them is situational.
    pub act_types: Vec<ActType>,
}

/// `POST /api/v1/catalogue?format=csv|toml&from=2026-12-01&reason=…&apply=0|1`: what a new version would change, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CatalogueAnswer {
    /// Digest of the file's bytes.
    pub file_sha256: Sha256Digest,
    /// Digest of the plan: whoever sends it along with `apply=1` gets exactly this plan or nothing.
    pub plan_sha256: Sha256Digest,
    /// Whether the catalogue of that day now is as the file says.
    pub is_applied: bool,
    /// The plan.
    #[serde(flatten)]
    pub plan: CataloguePlan,
}

/// What a new version would change. With errors: nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CataloguePlan {
    /// The first day on which it would be in force.
    #[schema(value_type = String)]
    pub in_force_from: NaiveDate,
    /// Number of the version that is in force on that day so far; 0 is the preset.
    pub compared_with: u64,
    /// The day is past: acts from that day on are judged anew.
    pub is_backdated: bool,
    /// What differs.
    #[serde(flatten)]
    pub changes: CatalogueChanges,
    /// Why nothing would be done; empty when it may be carried out.
    pub errors: ImportErrors,
}
