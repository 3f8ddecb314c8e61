//! Identifiers: 128 random bits each, written as `<prefix>-<32 hex digits>`; a type per thing so that none is mixed up.
//!
//! What must stay true: an id says nothing about what it names (no time, no counter), so log entries can be public.

use serde::{Deserialize, Serialize};

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not an id of the form {prefix}-<32 hex digits>")]
pub struct IdError {
    prefix: &'static str,
    text: String,
}

fn parse(prefix: &'static str, text: &str) -> Result<[u8; 16], IdError> {
    let error = || IdError {
        prefix,
        text: text.chars().take(64).collect(),
    };
    let rest = text
        .strip_prefix(prefix)
        .and_then(|t| t.strip_prefix('-'))
        .ok_or_else(error)?;
    if rest.bytes().any(|b| b.is_ascii_uppercase()) {
        return Err(error());
    }
    let mut bytes = [0; 16];
    hex::decode_to_slice(rest, &mut bytes).map_err(|_| error())?;
    Ok(bytes)
}

macro_rules! id {
    ($(#[doc = $doc:literal])+ $name:ident, $prefix:literal) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; 16]);

        impl $name {
            /// An id from 16 random bytes (the caller owns chance).
            pub const fn from_random(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}-{}", $prefix, hex::encode(self.0))
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                parse($prefix, text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                String::schema()
            }
        }

        impl utoipa::ToSchema for $name {}
    };
}

id!(/// One clip: one media file as it came off a device, byte for byte.
    ClipId, "clip");
id!(/// One capture: one reading of one file by a dock.
    CaptureId, "capture");
id!(/// One upload on its way into the vault.
    UploadId, "upload");
id!(/// One dock station.
    DockId, "dock");
id!(/// One docking: one recorder in one slot, from plug-in to removal.
    DockingId, "docking");
id!(/// One recorder.
    RecorderId, "recorder");
id!(/// One person with an account.
    PersonId, "person");
id!(/// One bearer token of a machine that is not a dock.
    TokenId, "token");
id!(/// One case file.
    CaseId, "case");
id!(/// One link of a clip to a case file.
    LinkId, "link");
id!(/// One entry of the custody log.
    EntryId, "entry");
id!(/// One viewing of a clip.
    ViewingId, "viewing");
id!(/// One signed-in session.
    SessionId, "session");
id!(/// One background job.
    JobId, "job");
id!(/// One finding: something a person should look at.
    FindingId, "finding");
id!(/// One unit of the agency (机构), a node of the unit tree.
    UnitId, "unit");
id!(/// One officer, with or without an account.
    OfficerId, "officer");
id!(/// One officer's belonging to one unit, from when to when.
    PostingId, "posting");
id!(/// One handover: who took which recorders from when to when.
    HandoverId, "handover");
id!(/// One version of a handover; a correction is the next one.
    VersionId, "version");
id!(/// One answer to the question whose footage a clip is; a correction is the next one.
    AttributionId, "attribution");
id!(/// One line of a roster: who is on duty from when to when.
    DutyId, "duty");
id!(/// One claim: what somebody said at a dock's screen.
    ClaimId, "claim");
id!(/// One binding of a dock to a unit; another unit is the next one.
    BindingId, "binding");
id!(/// One role of one person on one unit.
    GrantId, "grant");
id!(/// One document of a case file.
    DocumentId, "document");
id!(/// One version of what is said of a document.
    DocumentVersionId, "docversion");
id!(/// One version of a tag on a clip.
    TagId, "tag");
id!(/// One version of a tag that a dock said for a docking.
    DockTagId, "docktag");
id!(/// One word of a person about a clip's importance.
    ImportanceId, "importance");
id!(/// One word about the class of footage without a case that a clip is of.
    SettlementId, "settlement");
id!(/// One person's membership of one case file.
    MembershipId, "membership");
id!(/// One statement of the sensitivity of a clip or case file; the next one is another.
    SensitivityId, "sensitivity");
id!(/// One statement of a case file's heading; a correction is the next one.
    HeadingId, "heading");
id!(/// One statement of how a unit writes its case numbers.
    PatternId, "pattern");
id!(/// One act: one thing done by officers.
    ActId, "act");
id!(/// One thing that was said to have happened to a case file.
    StepId, "step");
id!(/// One statement of an act; a correction is the next one.
    ActVersionId, "actversion");
id!(/// One enforcement object of one case file: a person, company, plate or vessel.
    ObjectId, "object");
id!(/// One statement of the stage and act that a link stands for.
    PlacingId, "placing");
id!(/// One filter that somebody saved.
    FilterId, "filter");
id!(/// One suggestion that somebody declined.
    DeclineId, "decline");
id!(/// One account of how a clip came in otherwise than from a dock's recorder: who brought it, what they said of it.
    IntakeId, "intake");
id!(/// One room of a unit that fixed cameras watch.
    RoomId, "room");
id!(/// One version of what is said of a room.
    RoomVersionId, "roomversion");
id!(/// One use of a room, from coming in to leaving.
    RoomUseId, "use");
id!(/// One version of a use of a room; a correction is the next one.
    RoomUseVersionId, "useversion");
id!(/// One version of the act catalogue.
    CatalogueVersionId, "catalogueversion");
id!(/// One electronic monitoring device of a unit, at one place.
    MonitorId, "monitor");
id!(/// One version of what is said of an electronic monitoring device.
    MonitorVersionId, "monitorversion");
id!(/// One decision, legal or technical, on an electronic monitoring device.
    DecisionId, "decision");
id!(/// One statement of which monitoring device recorded a clip.
    MonitorRecordId, "monitorrecord");
id!(/// One review of what a monitoring device recorded.
    RecordReviewId, "recordreview");
id!(/// One statement about what a recorder's clock was off by; older ones stay.
    OffsetId, "offset");
id!(/// One statement why a clip stands outside of an act.
    LeftOutId, "leftout");
id!(/// One signed record: a bundle sent for review, or a coverage sheet.
    RecordId, "record");
id!(/// One opinion of a legal reviewer on a bundle.
    OpinionId, "opinion");
id!(/// One decision of a head where the handlers disagree with an opinion.
    SettlingId, "settling");
id!(/// One explanation of what an act's footage lacks.
    ExplanationId, "explanation");
id!(/// One decision on an explanation.
    ExplanationDecisionId, "explaindecision");
id!(/// One time-coded note in a clip.
    MarkId, "mark");
id!(/// One taking back of a time-coded note.
    MarkRemovalId, "markremoval");
id!(/// One statement of the state of the site at an end of a session.
    SiteNoteId, "sitenote");

#[cfg(test)]
mod tests {
    use super::{CaseId, ClipId};

    #[test]
    fn id_survives_its_text_form() {
        let id = ClipId::from_random([7; 16]);
        assert_eq!(id.to_string().parse::<ClipId>(), Ok(id));
    }

    #[test]
    fn id_of_another_kind_is_refused() {
        let text = ClipId::from_random([7; 16]).to_string();
        assert!(text.parse::<CaseId>().is_err());
        assert!(text.to_uppercase().parse::<ClipId>().is_err());
        assert!("clip-07".parse::<ClipId>().is_err());
    }
}
