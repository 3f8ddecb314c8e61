//! What a dock tells people of one docking, by kind and facts, so that each page says it in its reader's language.
//!
//! What must stay true: a kind never gets another meaning; what a newer dock tells and this program does not know is
//! [`DockingNote::Other`], and then the dock's own English words are shown.

#[cfg(test)]
mod tests;
mod words;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

pub use words::Tongue;

/// One thing that people should know of a docking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum DockingNote {
    /// Files are read again and erased right now.
    Erasing,
    /// Files stay on the recorder, each counted once, under the reason that a person should know first.
    FilesStay {
        /// Files that stay.
        files: u64,
        /// Of so many.
        of: u64,
        /// Why, the largest group first.
        groups: Vec<StayGroup>,
    },
    /// Too little room for a shift.
    RoomShort {
        /// Free bytes on the recorder.
        free_bytes: u64,
        /// Bytes that a shift needs.
        needed_bytes: u64,
    },
    /// The clock is wrong: not ready for a shift.
    ClockNotSet,
    /// A file claims a time that cannot be.
    ClockImplausible {
        /// The time as the file claims it.
        claim: String,
    },
    /// The dock's own disk takes nothing right now.
    SpoolFull,
    /// No profile recognises the volume.
    NoProfile,
    /// The recorder names no serial.
    NoSerial,
    /// The device block is there and cannot be believed.
    BindingBroken,
    /// File names speak of another recorder.
    NamesDisagree {
        /// Serials in file names.
        others: Vec<String>,
        /// Serial of the recorder, where it names one.
        serial: Option<String>,
    },
    /// Entries of the volume that could not be listed, or are no files.
    NotListed {
        /// How many.
        entries: u64,
    },
    /// The same name, size and time, but other bytes than before.
    OtherBytes {
        /// The file.
        path: String,
    },
    /// A file could not be read to its end.
    Unreadable {
        /// The file.
        path: String,
    },
    /// A file that the server holds could not be read a second time.
    RereadFailed {
        /// The file.
        path: String,
    },
    /// A file changed as long as it was read.
    KeptChanging {
        /// The file.
        path: String,
    },
    /// The server refuses a file.
    RefusedByServer {
        /// The file, where it is known.
        path: Option<String>,
    },
    /// The server's proof for a file is none.
    ReceiptInvalid {
        /// The file.
        path: String,
    },
    /// The dock's copy of a file is damaged, and the server has none.
    SpoolDamaged {
        /// The file.
        path: String,
    },
    /// The volume cannot be made writable: nothing was erased.
    NotWritable,
    /// The volume could not be made read-only again.
    LeftWritable,
    /// Recorders that nobody registered are not collected here.
    UnknownRefused {
        /// Its serial.
        serial: Option<String>,
    },
    /// Collected; the recorder should be registered so that its footage is assigned.
    Register {
        /// Files that are kept.
        files: u64,
        /// Its serial.
        serial: Option<String>,
    },
    /// Collected; a person should look at it before the recorder is cleared.
    LookAtIt {
        /// Files that are kept.
        files: u64,
    },
    /// Docked again, the rest is read.
    DockAgain {
        /// Files that are kept.
        files: u64,
        /// Of so many.
        of: u64,
    },
    /// There is more than is told here.
    More,
    /// Something that this program does not know.
    #[serde(other)]
    Other,
}

/// Files that stay for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StayGroup {
    /// Why.
    pub why: StayReason,
    /// How many files.
    pub files: u64,
    /// When the last of them has rested, where they rest.
    pub until: Option<Timestamp>,
}

/// Why a file stays on its recorder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StayReason {
    /// The custody log does not continue what the dock saw.
    LogBroken,
    /// A second reading failed or gave other bytes.
    CardDoubtful,
    /// Something on the volume could not be listed or read.
    Incomplete,
    /// The volume cannot be made writable.
    NotWritable,
    /// A person must look at the recorder first.
    NeedsPerson,
    /// Dock and server disagree about the time.
    ClocksApart,
    /// This dock is told to erase nothing.
    Vetoed,
    /// The kept receipt proves nothing.
    NoProof,
    /// The server holds no clip of it.
    NoClip,
    /// The second reading failed.
    Unreadable,
    /// It changed while it was looked at.
    Changed,
    /// The dock's journal could not be written.
    NotNoted,
    /// The server could not be asked.
    Unanswered,
    /// Not on the server yet.
    NotVerified,
    /// Erasing is switched off for its unit.
    Disabled,
    /// The receipt proves less than its unit asks for.
    LevelTooLow,
    /// The server holds other bytes.
    ServerDiffers,
    /// It was not read a second time.
    NotReread,
    /// The second reading gave other bytes.
    RereadDiffers,
    /// The rest time has not passed.
    Resting,
    /// Marked important by the device.
    MarkedImportant,
    /// Marked important by a person.
    MarkedByPerson,
    /// Tagged, and nobody confirmed it.
    Tagged,
    /// Nobody knows whose footage it is.
    Unassigned,
    /// The server has not taken what was said at the dock about the recorder.
    SaidUntold,
    /// The server refused what was said at the dock about the recorder.
    SaidRefused,
    /// A reason that this program does not know.
    #[serde(other)]
    Other,
}
