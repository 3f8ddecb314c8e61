//! What people and docks say of a clip: tags, importance, the class of footage that belongs to no case file; and the marks
//! in it, each a time-coded note.
//!
//! What must stay true: the device's mark and a person's mark are two things; nothing that was said is overwritten, the
//! newest version counts.

use crate::clip::text_enum;

text_enum!(
    /// What was done to a tag of a clip.
    TagAct {
        /// Put on: it waits for a person who confirms it.
        Put = "put",
        /// A person looked and holds it true.
        Confirmed = "confirmed",
        /// Taken off again.
        TakenOff = "taken_off",
    }
);

text_enum!(
    /// What a person said of a clip's importance.
    ImportanceVerdict {
        /// The device's mark is right.
        Confirmed = "confirmed",
        /// The device's mark is wrong.
        NotImportant = "not_important",
        /// Marked by a person.
        Marked = "marked",
        /// The person's mark is taken back.
        TakenBack = "taken_back",
    }
);

text_enum!(
    /// Where the device's own mark stands.
    DeviceMark {
        /// Nobody has decided.
        Waits = "waits",
        /// A person confirmed it.
        Confirmed = "confirmed",
        /// A person denied it.
        Denied = "denied",
    }
);

text_enum!(
    /// What a mark in a clip says.
    MarkKind {
        /// An element that the footage must show, in the words of the act catalogue.
        Element = "element",
        /// A phrase that officers must say, likewise.
        Phrase = "phrase",
        /// In the person's own words.
        Note = "note",
    }
);
