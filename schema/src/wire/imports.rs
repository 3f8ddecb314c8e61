//! The import of ledger files and case files over HTTP.

use serde::{Deserialize, Serialize};

use crate::digest::Sha256Digest;
use crate::ledger_import::cases::CaseImportKind;
use crate::ledger_import::{ImportErrors, KindPlan, ShownLine};
use crate::wire::case_system::Remark;

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

/// `POST /api/v1/cases/import?kind=…&apply=0|1`: what the import of a file of case files, acts or enforcement objects
/// would do, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CaseImportAnswer {
    /// Digest of the file's bytes.
    pub file_sha256: Sha256Digest,
    /// Digest of the plan: whoever sends it along with `apply=1` gets exactly this plan or nothing.
    pub plan_sha256: Sha256Digest,
    /// Whether what the file says is here now.
    pub is_applied: bool,
    /// The plan.
    #[serde(flatten)]
    pub plan: CasePlan,
}

/// What an import of case files would do. With errors: nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CasePlan {
    /// What the file tells of.
    pub kind: CaseImportKind,
    /// New and changed records, by line.
    pub lines: Vec<ShownLine>,
    /// Lines that say what is here already, or what an earlier line says.
    pub unchanged: u64,
    /// What somebody should look at: taken all the same, and each becomes a finding.
    pub remarks: Vec<ImportRemark>,
    /// Why nothing would be done; empty when it may be carried out.
    pub errors: ImportErrors,
}

impl CasePlan {
    /// How many records are new, would change, are there already.
    pub fn counts(&self) -> (usize, usize, u64) {
        let adds = self.lines.iter().filter(|line| line.is_new).count();
        (adds, self.lines.len() - adds, self.unchanged)
    }
}

/// Something in a file that contradicts what is known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ImportRemark {
    /// The first line that tells of the case file.
    pub line: u64,
    /// Number of the case file.
    pub number: String,
    /// What it is.
    #[serde(flatten)]
    pub remark: Remark,
}
