//! One entry of every event, every kind of actor, with and without detail: what `entries.json` freezes.

use crate::custody::entry::{ENTRY_VERSION, Entry, Event};
use crate::custody::tests::story::START;
use crate::digest::Sha256Digest;
use crate::ids::{DockId, EntryId, PersonId, TokenId};
use crate::people::Actor;

const EVENTS: [(Event, &str); 28] = [
    (Event::LogOpened, ""),
    (Event::LogHeartbeat, ""),
    (Event::ClipSealed, "clip"),
    (Event::ClipCapturedAgain, "clip"),
    (Event::ClipVerified, "clip"),
    (Event::ClipDamaged, "clip"),
    (Event::ClipProbed, "clip"),
    (Event::ViewingStarted, "clip"),
    (Event::ViewingEnded, "clip"),
    (Event::UploadRefused, "upload"),
    (Event::DockTokenIssued, "dock"),
    (Event::DockEnrolled, "dock"),
    (Event::DockRevoked, "dock"),
    (Event::RecorderAdded, "recorder"),
    (Event::RecorderChanged, "recorder"),
    (Event::PersonAdded, "person"),
    (Event::PersonChanged, "person"),
    (Event::PersonSignedIn, "person"),
    (Event::PersonSignedOut, "person"),
    (Event::MachineTokenIssued, "token"),
    (Event::CaseCreated, "case"),
    (Event::CaseClipLinked, "case"),
    (Event::CaseClipUnlinked, "case"),
    (Event::CaseExported, "case"),
    (Event::ListSeen, ""),
    (Event::AccessRefused, ""),
    (Event::FindingRaised, "finding"),
    (Event::FindingSettled, "finding"),
];

/// Events that came later, each set in a file of its own.
const SECOND: [(Event, &str); 11] = [
    (Event::ClipHealed, "clip"),
    (Event::UnitAdded, "unit"),
    (Event::UnitChanged, "unit"),
    (Event::OfficerAdded, "officer"),
    (Event::OfficerChanged, "officer"),
    (Event::HandoverOpened, "handover"),
    (Event::HandoverClosed, "handover"),
    (Event::HandoverCorrected, "handover"),
    (Event::ClipAttributed, "clip"),
    (Event::ClipErasedFromRecorder, "clip"),
    (Event::LedgerImported, "unit"),
];

/// Events of docks' claims.
const CLAIMS: [(Event, &str); 2] = [(Event::DockUnitSet, "dock"), (Event::DockClaimed, "claim")];

/// The entries of docks' claims, in a fixed order.
pub(super) fn claim_entries() -> Vec<Entry> {
    let numbered = CLAIMS.iter().zip(150_u8..);
    numbered
        .map(|((event, kind), number)| entry(*event, kind, number))
        .collect()
}

/// Events of tags, importance and what settles a clip.
const OF_MARKS: [(Event, &str); 7] = [
    (Event::ClipTagged, "clip"),
    (Event::ClipTagConfirmed, "clip"),
    (Event::ClipTagTakenOff, "clip"),
    (Event::DockingTagged, "docking"),
    (Event::ClipImportanceStated, "clip"),
    (Event::ClipSettled, "clip"),
    (Event::ClipUnsettled, "clip"),
];

/// The entries of what is said of clips, in a fixed order.
pub(super) fn entries_of_marks() -> Vec<Entry> {
    OF_MARKS
        .iter()
        .zip(150_u8..)
        .map(|((event, kind), number)| entry(*event, kind, number))
        .collect()
}

/// Who may see what, and who saw it.
const OF_ACCESS: [(Event, &str); 10] = [
    (Event::RoleGranted, "person"),
    (Event::RoleWithdrawn, "person"),
    (Event::CaseMemberAdded, "case"),
    (Event::CaseMemberLeft, "case"),
    (Event::ClipFlagged, "clip"),
    (Event::CaseFlagged, "case"),
    (Event::ClipSeen, "clip"),
    (Event::ClipChainSeen, "clip"),
    (Event::ClipDownloaded, "clip"),
    (Event::CaseSeen, "case"),
];

/// The entries of access, in a fixed order.
pub(super) fn entries_of_access() -> Vec<Entry> {
    OF_ACCESS
        .iter()
        .zip(150_u8..)
        .map(|((event, kind), number)| entry(*event, kind, number))
        .collect()
}

/// Events of documents.
const OF_DOCUMENTS: [(Event, &str); 7] = [
    (Event::DocumentSealed, "document"),
    (Event::DocumentVerified, "document"),
    (Event::DocumentDamaged, "document"),
    (Event::DocumentTaken, "document"),
    (Event::CaseDocumentLinked, "case"),
    (Event::CaseDocumentStated, "case"),
    (Event::CaseDocumentWithdrawn, "case"),
];

/// The entries of documents, in a fixed order.
pub(super) fn entries_of_documents() -> Vec<Entry> {
    OF_DOCUMENTS
        .iter()
        .zip(170_u8..)
        .map(|((event, kind), number)| entry(*event, kind, number))
        .collect()
}

/// Events of case files: headings, acts, objects, the case system.
const OF_CASES: [(Event, &str); 10] = [
    (Event::CaseHeadingStated, "case"),
    (Event::CaseNumbersStated, "unit"),
    (Event::CaseActStated, "case"),
    (Event::CaseObjectStated, "case"),
    (Event::CaseLinkPlaced, "case"),
    (Event::CaseSuggestionDeclined, "case"),
    (Event::ObjectsSearched, ""),
    (Event::CaseTold, "case"),
    (Event::CaseImported, ""),
    (Event::WebhookStated, "webhook"),
];

/// The entries of case files, in a fixed order.
pub(super) fn entries_of_cases() -> Vec<Entry> {
    OF_CASES
        .iter()
        .zip(130_u8..)
        .map(|((event, kind), number)| entry(*event, kind, number))
        .collect()
}

/// Events of other sources than recorders.
const OF_SOURCES: [(Event, &str); 2] = [(Event::RoomStated, "room"), (Event::RoomUseStated, "use")];

/// About recorders' clocks.
const OF_CLOCKS: [(Event, &str); 2] = [(Event::ClipClockStated, "clip"), (Event::ClipSlateRead, "clip")];

/// Events of electronic monitoring.
const OF_MONITORS: [(Event, &str); 5] = [
    (Event::MonitorStated, "monitor"),
    (Event::MonitorApproved, "monitor"),
    (Event::MonitorRefused, "monitor"),
    (Event::ClipRecordStated, "clip"),
    (Event::ClipRecordReviewed, "clip"),
];

/// Events of states and limits.
const OF_DEADLINES: [(Event, &str); 1] = [(Event::CaseStepStated, "case")];

/// The entries of states and limits, in a fixed order.
pub(super) fn entries_of_deadlines() -> Vec<Entry> {
    OF_DEADLINES
        .iter()
        .zip(225_u8..)
        .map(|((event, kind), number)| entry(*event, kind, number))
        .collect()
}

/// The entries of other sources, in a fixed order.
pub(super) fn entries_of_sources() -> Vec<Entry> {
    OF_SOURCES
        .iter()
        .zip(190_u8..)
        .map(|((event, kind), number)| entry(*event, kind, number))
        .collect()
}

/// The entries of recorders' clocks, in a fixed order.
pub(super) fn entries_of_clocks() -> Vec<Entry> {
    OF_CLOCKS
        .iter()
        .zip(230_u8..)
        .map(|((event, kind), number)| entry(*event, kind, number))
        .collect()
}

/// The entries of electronic monitoring, in a fixed order.
pub(super) fn entries_of_monitors() -> Vec<Entry> {
    OF_MONITORS
        .iter()
        .zip(200_u8..)
        .map(|((event, kind), number)| entry(*event, kind, number))
        .collect()
}

/// Events of explanations, of the state of sites, and of notes in clips.
const OF_EXPLANATIONS: [(Event, &str); 6] = [
    (Event::CaseActExplained, "case"),
    (Event::CaseExplanationApproved, "case"),
    (Event::CaseExplanationRefused, "case"),
    (Event::CaseSiteStated, "case"),
    (Event::ClipTimeMarked, "clip"),
    (Event::ClipTimeMarkTakenBack, "clip"),
];

/// The entries of explanations and marks, in a fixed order.
pub(super) fn entries_of_explanations() -> Vec<Entry> {
    OF_EXPLANATIONS
        .iter()
        .zip(230_u8..)
        .map(|((event, kind), number)| entry(*event, kind, number))
        .collect()
}

/// The entries of the act catalogue.
pub(super) fn entries_of_catalogue() -> Vec<Entry> {
    vec![entry(Event::CatalogueStated, "catalogueversion", 210)]
}

/// The entries of coverage, in a fixed order.
pub(super) fn entries_of_coverage() -> Vec<Entry> {
    vec![entry(Event::CaseClipLeftOut, "case", 220)]
}

/// The second file's entries, in a fixed order.
pub(super) fn second_entries() -> Vec<Entry> {
    SECOND
        .iter()
        .zip(100_u8..)
        .map(|((event, kind), number)| entry(*event, kind, number))
        .collect()
}

/// The entries, in a fixed order.
pub(super) fn entries() -> Vec<Entry> {
    EVENTS
        .iter()
        .zip(0_u8..)
        .map(|((event, kind), number)| entry(*event, kind, number))
        .collect()
}

fn entry(event: Event, kind: &str, number: u8) -> Entry {
    let actor = match number % 5 {
        0 => Actor::system("sequencer"),
        1 => Actor::Person(PersonId::from_random([number; 16])),
        2 => Actor::Dock(DockId::from_random([number; 16])),
        3 => Actor::Machine(TokenId::from_random([number; 16])),
        _ => Actor::Anonymous,
    };
    Entry {
        actor,
        at: START + i64::from(number) * 1_234_567,
        detail: (event != Event::LogHeartbeat).then(|| Sha256Digest::of(&[number])),
        event,
        id: EntryId::from_random([number; 16]),
        subject: if kind.is_empty() {
            String::new()
        } else {
            format!("{kind}-{}", hex::encode([number; 16]))
        },
        v: ENTRY_VERSION,
    }
}
