//! One entry of the custody log and its one canonical byte form.
//!
//! What must stay true: the bytes are frozen by `fixtures/custody/entries.json`; they name random ids and a salted
//! digest of the detail, never content, so entries can be shown to an auditor without showing what they speak of.

use serde::{Deserialize, Serialize};

use crate::canonical::{self, CanonicalError};
use crate::digest::Sha256Digest;
use crate::ids::EntryId;
use crate::limits::ENTRY_BYTES_MAX;
use crate::people::Actor;
use crate::time::Timestamp;

/// The form's version, the first thing that would change.
pub const ENTRY_VERSION: u32 = 1;

/// What happened. The text form (`clip.sealed`) is part of the frozen byte form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the text form says what each one means")]
pub enum Event {
    #[serde(rename = "log.opened")]
    LogOpened,
    #[serde(rename = "log.heartbeat")]
    LogHeartbeat,
    #[serde(rename = "clip.sealed")]
    ClipSealed,
    #[serde(rename = "clip.captured_again")]
    ClipCapturedAgain,
    #[serde(rename = "clip.verified")]
    ClipVerified,
    #[serde(rename = "clip.damaged")]
    ClipDamaged,
    #[serde(rename = "clip.healed")]
    ClipHealed,
    #[serde(rename = "clip.probed")]
    ClipProbed,
    #[serde(rename = "clip.viewing_started")]
    ViewingStarted,
    #[serde(rename = "clip.viewing_ended")]
    ViewingEnded,
    #[serde(rename = "upload.refused")]
    UploadRefused,
    #[serde(rename = "dock.token_issued")]
    DockTokenIssued,
    #[serde(rename = "dock.enrolled")]
    DockEnrolled,
    #[serde(rename = "dock.revoked")]
    DockRevoked,
    #[serde(rename = "recorder.added")]
    RecorderAdded,
    #[serde(rename = "recorder.changed")]
    RecorderChanged,
    #[serde(rename = "person.added")]
    PersonAdded,
    #[serde(rename = "person.changed")]
    PersonChanged,
    #[serde(rename = "person.signed_in")]
    PersonSignedIn,
    #[serde(rename = "person.signed_out")]
    PersonSignedOut,
    #[serde(rename = "machine.token_issued")]
    MachineTokenIssued,
    #[serde(rename = "case.created")]
    CaseCreated,
    #[serde(rename = "case.clip_linked")]
    CaseClipLinked,
    #[serde(rename = "case.clip_unlinked")]
    CaseClipUnlinked,
    #[serde(rename = "case.exported")]
    CaseExported,
    #[serde(rename = "list.seen")]
    ListSeen,
    #[serde(rename = "access.refused")]
    AccessRefused,
    #[serde(rename = "finding.raised")]
    FindingRaised,
    #[serde(rename = "finding.settled")]
    FindingSettled,
    #[serde(rename = "unit.added")]
    UnitAdded,
    #[serde(rename = "unit.changed")]
    UnitChanged,
    #[serde(rename = "officer.added")]
    OfficerAdded,
    #[serde(rename = "officer.changed")]
    OfficerChanged,
    #[serde(rename = "handover.opened")]
    HandoverOpened,
    #[serde(rename = "handover.closed")]
    HandoverClosed,
    #[serde(rename = "handover.corrected")]
    HandoverCorrected,
    #[serde(rename = "clip.attributed")]
    ClipAttributed,
    #[serde(rename = "clip.erased_from_recorder")]
    ClipErasedFromRecorder,
    #[serde(rename = "ledger.imported")]
    LedgerImported,
    #[serde(rename = "document.sealed")]
    DocumentSealed,
    #[serde(rename = "document.verified")]
    DocumentVerified,
    #[serde(rename = "document.damaged")]
    DocumentDamaged,
    #[serde(rename = "document.taken")]
    DocumentTaken,
    #[serde(rename = "case.document_linked")]
    CaseDocumentLinked,
    #[serde(rename = "case.document_stated")]
    CaseDocumentStated,
    #[serde(rename = "case.document_withdrawn")]
    CaseDocumentWithdrawn,
    #[serde(rename = "dock.unit_set")]
    DockUnitSet,
    #[serde(rename = "dock.claimed")]
    DockClaimed,
    #[serde(rename = "clip.tagged")]
    ClipTagged,
    #[serde(rename = "clip.tag_confirmed")]
    ClipTagConfirmed,
    #[serde(rename = "clip.tag_taken_off")]
    ClipTagTakenOff,
    #[serde(rename = "docking.tagged")]
    DockingTagged,
    #[serde(rename = "clip.importance_stated")]
    ClipImportanceStated,
    #[serde(rename = "clip.settled")]
    ClipSettled,
    #[serde(rename = "clip.unsettled")]
    ClipUnsettled,
    #[serde(rename = "role.granted")]
    RoleGranted,
    #[serde(rename = "role.withdrawn")]
    RoleWithdrawn,
    #[serde(rename = "case.member_added")]
    CaseMemberAdded,
    #[serde(rename = "case.member_left")]
    CaseMemberLeft,
    #[serde(rename = "clip.flagged")]
    ClipFlagged,
    #[serde(rename = "case.flagged")]
    CaseFlagged,
    #[serde(rename = "clip.seen")]
    ClipSeen,
    #[serde(rename = "clip.chain_seen")]
    ClipChainSeen,
    #[serde(rename = "clip.downloaded")]
    ClipDownloaded,
    #[serde(rename = "case.seen")]
    CaseSeen,
    #[serde(rename = "case.heading_stated")]
    CaseHeadingStated,
    #[serde(rename = "case.numbers_stated")]
    CaseNumbersStated,
    #[serde(rename = "case.act_stated")]
    CaseActStated,
    #[serde(rename = "case.object_stated")]
    CaseObjectStated,
    #[serde(rename = "case.link_placed")]
    CaseLinkPlaced,
    #[serde(rename = "case.suggestion_declined")]
    CaseSuggestionDeclined,
    #[serde(rename = "objects.searched")]
    ObjectsSearched,
    #[serde(rename = "case.told")]
    CaseTold,
    #[serde(rename = "case.imported")]
    CaseImported,
    #[serde(rename = "webhook.stated")]
    WebhookStated,
    #[serde(rename = "room.stated")]
    RoomStated,
    #[serde(rename = "room.use_stated")]
    RoomUseStated,
    #[serde(rename = "monitor.stated")]
    MonitorStated,
    #[serde(rename = "monitor.approved")]
    MonitorApproved,
    #[serde(rename = "monitor.refused")]
    MonitorRefused,
    #[serde(rename = "clip.record_stated")]
    ClipRecordStated,
    #[serde(rename = "clip.record_reviewed")]
    ClipRecordReviewed,
    #[serde(rename = "case.step_stated")]
    CaseStepStated,
    #[serde(rename = "catalogue.stated")]
    CatalogueStated,
    #[serde(rename = "clip.clock_stated")]
    ClipClockStated,
    #[serde(rename = "clip.slate_read")]
    ClipSlateRead,
    #[serde(rename = "case.clip_left_out")]
    CaseClipLeftOut,
    #[serde(rename = "case.act_explained")]
    CaseActExplained,
    #[serde(rename = "case.explanation_approved")]
    CaseExplanationApproved,
    #[serde(rename = "case.explanation_refused")]
    CaseExplanationRefused,
    #[serde(rename = "case.site_stated")]
    CaseSiteStated,
    #[serde(rename = "clip.time_marked")]
    ClipTimeMarked,
    #[serde(rename = "clip.time_mark_taken_back")]
    ClipTimeMarkTakenBack,
}

impl Event {
    /// The text form, as in the bytes: `clip.sealed`.
    pub fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(name)) => name,
            _ => String::new(),
        }
    }
}

/// One entry before or after it got its number; the number is its place in the tree, not part of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Who did it.
    pub actor: Actor,
    /// When, by the server's clock, in microseconds UTC.
    pub at: i64,
    /// Salted digest of the detail; absent when there is none (a heartbeat).
    pub detail: Option<Sha256Digest>,
    /// What happened.
    pub event: Event,
    /// The entry's own random id.
    pub id: EntryId,
    /// The id of what it speaks of (`clip-…`, `case-…`), empty for the log itself.
    pub subject: String,
    /// [`ENTRY_VERSION`].
    pub v: u32,
}

/// Why bytes are not an entry.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// Not JSON of the entry's shape.
    #[error("entry cannot be read: {0}")]
    Shape(#[from] serde_json::Error),
    /// JSON of the right shape, but not the one canonical form.
    #[error("entry is not in canonical form")]
    NotCanonical,
    /// The value has no canonical form.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// Longer than an entry bundle can hold.
    #[error("entry has {0} bytes, at most {ENTRY_BYTES_MAX} fit")]
    TooLong(usize),
    /// A version this program does not know.
    #[error("entry has version {0}, this program reads {ENTRY_VERSION}")]
    Version(u32),
}

impl Entry {
    /// The canonical bytes: what is hashed into the tree.
    ///
    /// # Errors
    /// When the entry would be longer than a bundle can hold.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EntryError> {
        let bytes = canonical::to_text(self)?.into_bytes();
        if bytes.len() > ENTRY_BYTES_MAX {
            return Err(EntryError::TooLong(bytes.len()));
        }
        Ok(bytes)
    }

    /// Reads canonical bytes; anything that would be written differently is refused.
    ///
    /// # Errors
    /// When the bytes are not exactly one canonical entry of a known version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EntryError> {
        if bytes.len() > ENTRY_BYTES_MAX {
            return Err(EntryError::TooLong(bytes.len()));
        }
        let entry: Self = serde_json::from_slice(bytes)?;
        if entry.v != ENTRY_VERSION {
            return Err(EntryError::Version(entry.v));
        }
        if entry.to_bytes()? != bytes {
            return Err(EntryError::NotCanonical);
        }
        Ok(entry)
    }

    /// The entry's time.
    pub fn time(&self) -> Option<Timestamp> {
        Timestamp::from_micros(self.at).ok()
    }
}
