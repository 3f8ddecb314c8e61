//! Who may see what: grants of roles, members of case files, sensitivity.

use serde::{Deserialize, Serialize};

use crate::ids::{GrantId, MembershipId, PersonId, UnitId};
use crate::people::Role;
use crate::sensitivity::Flag;
use crate::time::Timestamp;

/// `POST /api/v1/grants`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantDraft {
    /// Name of the account.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Number of the unit; those below it are meant too. Absent for the whole agency.
    pub unit_number: Option<String>,
}

/// One role of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantView {
    /// The grant.
    pub grant_id: GrantId,
    /// Who holds it.
    pub person_id: PersonId,
    /// Role.
    pub role: Role,
    /// Where, with every unit below it; absent for the whole agency.
    pub unit_id: Option<UnitId>,
    /// Since when.
    pub granted_at: Timestamp,
    /// By whom.
    pub granted_by: String,
}

/// Every grant that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantPage {
    /// Oldest first.
    pub grants: Vec<GrantView>,
}

/// `POST /api/v1/cases/{id}/members`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberDraft {
    /// Name of the account.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// One member of a case file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberView {
    /// The membership; absent where somebody is a member by themselves.
    pub membership_id: Option<MembershipId>,
    /// Name.
    pub name: String,
    /// Since when.
    pub added_at: Option<Timestamp>,
    /// Name of who added them.
    pub added_by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Members of a case file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberPage {
    /// Those by themselves first.
    pub members: Vec<MemberView>,
}

/// `POST /api/v1/clips/{id}/sensitivity` and the same of a case file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SensitivityDraft {
    /// The flags that stand from now on; none lifts all.
    pub flags: Vec<Flag>,
    /// Why.
    pub reason: String,
}

/// One statement of sensitivity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SensitivityView {
    /// 1 for the first; the last one counts.
    pub version: u64,
    /// The flags that stood from then on.
    pub flags: Vec<Flag>,
    /// Why.
    pub reason: String,
    /// When.
    pub stated_at: Timestamp,
    /// Name of who said so.
    pub stated_by: String,
}

/// Everything that was said of a thing's sensitivity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SensitivityPage {
    /// Oldest first.
    pub versions: Vec<SensitivityView>,
}

/// `POST /api/v1/clips/{id}/download`, `POST /api/v1/documents/{id}/download`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DownloadRequest {
    /// Why; it stands in the custody log.
    pub reason: String,
}
