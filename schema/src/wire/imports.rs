//! The import of ledger files over HTTP.

use serde::{Deserialize, Serialize};

use crate::digest::Sha256Digest;
use crate::ledger_import::KindPlan;

/// `POST /api/v1/ledger/import?kind=…&apply=0|1`: what the import of a file would do, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ImportAnswer {
    /// Digest of the file's bytes.
    pub file_sha256: Sha256Digest,
    /// Digest of the plan: whoever sends it along with `apply=1` gets exactly this plan or nothing.
    pub plan_sha256: Sha256Digest,
    /// Whether the ledger now is as the file says.
    pub is_applied: bool,
    /// The plan.
    #[serde(flatten)]
    pub plan: KindPlan,
}
