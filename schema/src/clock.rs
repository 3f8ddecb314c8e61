//! Clocks of recorders: how an offset became known.

use crate::clip::text_enum;

text_enum! {
    /// How the offset of a recorder's clock became known.
    OffsetMethod {
        /// The dock compared its clock with the recorder's.
        Dock = "dock",
        /// The recorder filmed a time slate.
        Slate = "slate",
        /// A person said so.
        Manual = "manual",
    }
}

impl OffsetMethod {
    /// As a capture statement spells it: `dock`, or `hand` for what a person typed at the dock.
    pub fn of_statement(word: &str) -> Self {
        if word == "dock" { Self::Dock } else { Self::Manual }
    }

    /// Whether two clocks were compared by a machine; what a person says is their word.
    pub const fn is_measured(self) -> bool {
        matches!(self, Self::Dock | Self::Slate)
    }
}

text_enum! {
    /// What a person's word about a clock is for.
    OffsetScope {
        /// One clip.
        Clip = "clip",
        /// All files that were read at the docking.
        Docking = "docking",
    }
}
