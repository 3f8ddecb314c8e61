//! Acts, enforcement objects and suggestions as the API shows them.

use serde::{Deserialize, Serialize};

use crate::case::{CaseSource, CaseStage, ObjectKind, TimesSource};
use crate::ids::{ActId, ClipId, ObjectId, OfficerId};
use crate::rules::suggestion::{Reason, Strength};
use crate::time::Timestamp;
use crate::wire::cases::CaseView;
use crate::wire::clips::ClipView;

/// One session of an act: from arrival to departure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActSession {
    /// Arrival.
    pub arrived_at: Timestamp,
    /// Departure; absent where nobody wrote it down.
    pub departed_at: Option<Timestamp>,
    /// Where these times come from. The footage is never one of them.
    pub source: TimesSource,
}

/// Somebody of another body who took part. Shown, never counted to the two officers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Outsider {
    /// Their unit.
    pub unit: String,
    /// Their name.
    pub name: String,
    /// Number of their certificate.
    pub certificate: Option<String>,
}

/// `POST /api/v1/cases/{id}/acts`: one thing done by officers. A correction says all of it anew.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ActDraft {
    /// What was done, 1–200 characters.
    pub kind: String,
    /// Where.
    pub place: Option<String>,
    /// Numbers of the officers.
    pub officer_numbers: Vec<String>,
    /// Who else took part.
    pub outside: Vec<Outsider>,
    /// Number of the approval.
    pub approval_number: Option<String>,
    /// Done in urgency, approval to be made up.
    pub is_urgent: bool,
    /// From when to when, one or more, one after the other.
    pub sessions: Vec<ActSession>,
}

/// `POST /api/v1/cases/{id}/acts/{act_id}`: another version of an act, or that it never took place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActCorrection {
    /// The act as it was; absent: it never took place.
    pub act: Option<ActDraft>,
    /// Why it is changed.
    pub reason: String,
}

/// One version of an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActView {
    /// The act.
    pub act_id: ActId,
    /// 1 for the first; the highest counts.
    pub version: u64,
    /// What was done.
    pub kind: String,
    /// Where.
    pub place: Option<String>,
    /// The officers.
    pub officer_ids: Vec<OfficerId>,
    /// Officers whom another system named and nobody here knows, as they were named.
    pub officers_unknown: Vec<String>,
    /// Who else took part.
    pub outside: Vec<Outsider>,
    /// Number of the approval.
    pub approval_number: Option<String>,
    /// Done in urgency.
    pub is_urgent: bool,
    /// From when to when.
    pub sessions: Vec<ActSession>,
    /// It never took place.
    pub is_void: bool,
    /// Where this was said.
    pub source: CaseSource,
    /// Why it was changed.
    pub reason: Option<String>,
    /// When this was said.
    pub stated_at: Timestamp,
    /// By whom.
    pub stated_by: String,
}

/// `POST /api/v1/cases/{id}/objects`: a party or another enforcement object. Name, number or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectDraft {
    /// What it is.
    pub kind: ObjectKind,
    /// Whether it is the party (当事人).
    pub is_party: bool,
    /// Its name as typed.
    pub name: Option<String>,
    /// Its plate, credit code or number as typed.
    pub number: Option<String>,
}

/// One enforcement object of one case file. Of a person's number only the ends are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectView {
    /// The object.
    pub object_id: ObjectId,
    /// What it is.
    pub kind: ObjectKind,
    /// Whether it is the party.
    pub is_party: bool,
    /// Its name as typed.
    pub name: Option<String>,
    /// Its number as typed; a person's is masked.
    pub number: Option<String>,
    /// Whether the number reads as such numbers do; absent without one.
    pub is_usual: Option<bool>,
    /// When it was entered.
    pub stated_at: Timestamp,
    /// By whom.
    pub stated_by: String,
}

/// `POST /api/v1/cases/{id}/objects/{object_id}/removal`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectRemoval {
    /// Why it is taken out. It stays in the log.
    pub reason: String,
}

/// `GET /api/v1/objects?q=`: everything about one enforcement object that the asker may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectSearch {
    /// The spelling that was searched for.
    pub key: String,
    /// Case files with such an object, newest first.
    pub found: Vec<ObjectFound>,
    /// There are more than are shown; use more of the words.
    pub is_cut: bool,
}

/// One case file with what is searched for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectFound {
    /// The case file.
    pub case: CaseView,
    /// Its objects that fit.
    pub objects: Vec<ObjectView>,
    /// Its acts as they stand.
    pub acts: Vec<ActView>,
    /// Its clips.
    pub clips: Vec<ObjectClip>,
}

/// One clip of a case file that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectClip {
    /// The acts for which it stands.
    pub act_ids: Vec<ActId>,
    /// The clip.
    pub clip: ClipView,
}

/// `POST /api/v1/cases/{id}/links/{link_id}/placing`: the stage and the acts for which a linked clip stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PlacingDraft {
    /// The stage.
    pub stage: Option<CaseStage>,
    /// The acts of this case file.
    pub act_ids: Vec<ActId>,
    /// Why.
    pub reason: Option<String>,
}

/// One clip proposed for one act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestionView {
    /// The act.
    pub act_id: ActId,
    /// How strongly.
    pub strength: Strength,
    /// Why.
    pub reasons: Vec<Reason>,
    /// The clip.
    pub clip: ClipView,
}

/// Proposals for the acts of one case file: by act, the strongest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestionList {
    /// The proposals.
    pub suggestions: Vec<SuggestionView>,
}

/// One proposal that is accepted or declined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestionChoice {
    /// The act.
    pub act_id: ActId,
    /// The clip.
    pub clip_id: ClipId,
}

/// `POST /api/v1/cases/{id}/suggestions`: accepts some and declines others, all of it or none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SuggestionDecision {
    /// Linked to the case file and placed at their act.
    pub accepted: Vec<SuggestionChoice>,
    /// Never proposed for that act again.
    pub declined: Vec<SuggestionChoice>,
    /// Why, in the person's words.
    pub reason: Option<String>,
}
