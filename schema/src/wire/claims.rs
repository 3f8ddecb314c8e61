//! Claims of docks, and the roster that a dock needs to ask whose a recorder was.

use serde::{Deserialize, Serialize};

use crate::custody::claim::SaidPair;
use crate::ids::{ClaimId, DockingId};
use crate::time::Timestamp;

/// `POST /api/v1/docks/{id}/unit`: the unit whose officers a dock may ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DockUnitDraft {
    /// Number of the unit.
    pub unit_number: String,
}

/// `POST /api/v1/docks/claims`: what people said at a dock's screen; at most [`crate::limits::CLAIMS_MAX`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimReports {
    /// The signed claims, oldest first.
    pub claims: Vec<String>,
}

/// Answer to claims, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimAnswer {
    /// One per claim.
    pub items: Vec<ClaimHeard>,
}

/// What became of one claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "answer", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClaimHeard {
    /// It is in the custody log; the same claim again is answered the same.
    Recorded {
        /// The claim.
        claim_id: ClaimId,
        /// What it changed.
        outcome: ClaimOutcome,
    },
    /// Its docking was not reported yet: report it, then send the claim again.
    Later {
        /// Why.
        reason: String,
    },
    /// Refused for good; it stays in the dock's journal for a person.
    Refused {
        /// Why.
        reason: String,
    },
}

crate::clip::text_enum!(
    /// What a claim changed.
    ClaimOutcome {
        /// A handover was made from it.
        Merged = "merged",
        /// The ledger said the same already.
        Agrees = "agrees",
        /// The ledger or another claim says otherwise: nothing was changed, a person is told.
        Conflicts = "conflicts",
        /// It names officers who are not of the dock's units: nothing was changed, a person is told.
        Outsiders = "outsiders",
        /// It says nothing that the ledger could use; it is kept.
        Kept = "kept",
    }
);

/// `GET /api/v1/docks/roster`: what a dock needs to ask whose a recorder was. Only numbers and names, only of its units.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DockRoster {
    /// Name of the dock's unit; absent while no administrator bound the dock to one: then nobody is listed.
    pub unit_name: Option<String>,
    /// Today's roster.
    pub lines: Vec<RosterLineShown>,
    /// Who had a recorder last.
    pub last_pairs: Vec<LastPair>,
    /// Officers of the dock's unit and the units below it, by number.
    pub officers: Vec<OfficerShown>,
    /// What is known of the recorders that this dock reported as docked.
    pub dockings: Vec<DockingKnown>,
    /// Tags for the one touch.
    pub tags: Vec<TagShown>,
}

/// One officer, as the dock shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficerShown {
    /// Number.
    pub number: String,
    /// Name.
    pub name: String,
    /// An assistant accompanies and never leads.
    pub is_assistant: bool,
}

/// One line of today's roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RosterLineShown {
    /// The pair.
    pub pair: SaidPair,
    /// From when.
    pub from: Timestamp,
    /// To when.
    pub to: Timestamp,
    /// The recorders that it names.
    pub serials: Vec<String>,
}

/// Who had a recorder last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LastPair {
    /// The recorder.
    pub serial: String,
    /// The pair.
    pub pair: SaidPair,
    /// Whether it is still out with them by the ledger.
    pub is_open: bool,
}

/// What is known of one docking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DockingKnown {
    /// The docking.
    pub docking_id: DockingId,
    /// Whose the recorder was by the ledger; absent: the dock should ask.
    pub used_by: Option<PairShown>,
}

/// A pair by name: also officers of other units, whose recorder came to this dock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PairShown {
    /// Lead officer's name.
    pub lead_name: String,
    /// Assisting officer's name.
    pub assisting_name: Option<String>,
}

/// A tag for the one touch at the dock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagShown {
    /// Its code.
    pub code: String,
    /// What the button says, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}
