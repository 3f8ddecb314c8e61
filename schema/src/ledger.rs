//! The ledger's words: devices and their life, handovers, where a fact about them came from.
//!
//! What must stay true: the ledger decides whose footage a clip is; a device only claims.

use crate::clip::text_enum;
use crate::ids::{HandoverId, OfficerId, RecorderId, UnitId};
use crate::time::Timestamp;

text_enum!(
    /// What kind of device a pair shares.
    DeviceKind {
        /// Body-worn recorder 执法记录仪.
        Recorder = "recorder",
        /// Handheld terminal 手持终端; counts for the equipping standard as well.
        Terminal = "terminal",
    }
);

text_enum!(
    /// Where a device is in its life.
    DeviceState {
        /// In use 在用.
        InUse = "in_use",
        /// Lost 遗失: footage that ledger and acts expect is listed; if it docks later it is collected and flagged.
        Lost = "lost",
        /// Damaged 损毁: as lost.
        Damaged = "damaged",
        /// Out of service 停用; its footage stays.
        Retired = "retired",
    }
);

text_enum!(
    /// Where a handover, or an answer to whose footage it is, was entered.
    LedgerSource {
        /// On a page.
        Page = "page",
        /// By another system.
        Api = "api",
        /// At the dock, asked there.
        Dock = "dock",
        /// From a CSV file.
        Import = "import",
    }
);

/// A handover as the rule [`crate::rules::attribution`] needs it: its newest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverFacts {
    /// The handover.
    pub id: HandoverId,
    /// The officers' unit: footage follows it, never the recorder's or the dock's.
    pub unit_id: UnitId,
    /// Lead officer (主办).
    pub lead: OfficerId,
    /// Assisting officer (协办); absent when the pair was split.
    pub assisting: Option<OfficerId>,
    /// The recorders handed over.
    pub recorders: Vec<RecorderId>,
    /// From when.
    pub from: Timestamp,
    /// To when; absent while it is open.
    pub to: Option<Timestamp>,
}
