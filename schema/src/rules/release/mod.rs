//! `may_erase`: whether a file may be erased from a recorder (promise 2).
//!
//! What must stay true: nothing is erased without a receipt that the dock itself verified, at the level that policy
//! names (never below *verified*), and a second reading of the recorder's file with the same hash. All reasons to keep
//! are listed at once.

use crate::custody::receipt::{ReceiptLevel, VerifiedReceipt};
use crate::digest::Sha256Digest;
use crate::time::Timestamp;

#[cfg(test)]
mod tests;

/// What was read from the recorder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaptureFacts {
    /// Digest at the first reading.
    pub sha256: Sha256Digest,
    /// When the first reading ended, dock time.
    pub read_ended: Timestamp,
}

/// The second reading of the recorder's file, straight from the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reread {
    /// Digest at the second reading.
    pub sha256: Sha256Digest,
}

/// Marks that make a file wait for a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// The device's own importance mark, which nobody has confirmed or denied.
    pub is_marked_important: bool,
    /// A person's mark that was not taken back.
    pub is_marked_by_person: bool,
    /// A tag that nobody has confirmed.
    pub is_tagged_unconfirmed: bool,
}

/// What the agency allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReleasePolicy {
    /// Erasing is switched on for the unit (starts off).
    pub is_enabled: bool,
    /// Level that a receipt must have; below *verified* counts as *verified*.
    pub level: ReceiptLevel,
    /// Time since the capture that must have passed, in milliseconds.
    pub rest_ms: i64,
}

/// One reason to keep the file on the recorder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeepReason {
    /// Erasing is switched off.
    Disabled,
    /// The receipt is below the level that policy names.
    LevelTooLow,
    /// The receipt is about other bytes.
    OtherBytes,
    /// The file was not read a second time.
    NotReread,
    /// The second reading gave other bytes: the device or the card is failing.
    RereadDiffers,
    /// The rest time has not passed, or the clock went backwards.
    Resting,
    /// Marked important on the device, and nobody has decided about it.
    MarkedImportant,
    /// Marked important by a person.
    MarkedByPerson,
    /// Tagged, and nobody confirmed it.
    Tagged,
    /// Nobody knows whose footage it is.
    Unassigned,
}

/// The verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EraseVerdict {
    /// May be erased.
    MayErase,
    /// Must be kept, for all these reasons.
    Keep(Vec<KeepReason>),
}

/// Everything that [`may_erase`] looks at.
#[derive(Debug, Clone, Copy)]
pub struct EraseFacts<'a> {
    /// The first reading.
    pub capture: CaptureFacts,
    /// The second reading, if there was one.
    pub reread: Option<Reread>,
    /// The receipt, checked by the dock.
    pub receipt: &'a VerifiedReceipt,
    /// Marks.
    pub marks: Marks,
    /// Whether the ledger says whose footage it is.
    pub is_attributed: bool,
    /// What the agency allows.
    pub policy: ReleasePolicy,
    /// Dock time.
    pub now: Timestamp,
}

/// Whether the file may be erased from the recorder.
pub fn may_erase(facts: &EraseFacts<'_>) -> EraseVerdict {
    let wanted_level = facts.policy.level.max(ReceiptLevel::Verified);
    let rested_ms = facts.now.ms_since(facts.capture.read_ended);
    let checks = [
        (!facts.policy.is_enabled, KeepReason::Disabled),
        (facts.receipt.level() < wanted_level, KeepReason::LevelTooLow),
        (facts.receipt.sha256() != facts.capture.sha256, KeepReason::OtherBytes),
        (facts.reread.is_none(), KeepReason::NotReread),
        (
            facts.reread.is_some_and(|r| r.sha256 != facts.capture.sha256),
            KeepReason::RereadDiffers,
        ),
        (rested_ms < facts.policy.rest_ms.max(0), KeepReason::Resting),
        (facts.marks.is_marked_important, KeepReason::MarkedImportant),
        (facts.marks.is_marked_by_person, KeepReason::MarkedByPerson),
        (facts.marks.is_tagged_unconfirmed, KeepReason::Tagged),
        (!facts.is_attributed, KeepReason::Unassigned),
    ];
    let reasons: Vec<KeepReason> = checks
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, reason)| reason)
        .collect();
    if reasons.is_empty() {
        EraseVerdict::MayErase
    } else {
        EraseVerdict::Keep(reasons)
    }
}
