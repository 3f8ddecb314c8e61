//! What counts of all that was said of a clip: its tags, its importance, whether it is settled.
//!
//! What must stay true: versions come oldest first and the newest counts; a device's mark is decided only by a person
//! who says so, never by a mark of their own; where nobody said anything, nothing is settled.

use crate::marks::{DeviceMark, ImportanceVerdict, TagAct};

#[cfg(test)]
mod tests;

/// What an act on a tag comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagStep {
    /// Another version is written.
    Another,
    /// It is so already.
    Nothing,
    /// There is no tag that could be confirmed or taken off.
    Refused,
}

/// What an act means for a tag whose newest version is `last`.
pub const fn tag_step(last: Option<TagAct>, act: TagAct) -> TagStep {
    match (last, act) {
        (None | Some(TagAct::TakenOff), TagAct::Put)
        | (Some(TagAct::Put), TagAct::Confirmed)
        | (Some(TagAct::Put | TagAct::Confirmed), TagAct::TakenOff) => TagStep::Another,
        (Some(TagAct::Put | TagAct::Confirmed), TagAct::Put)
        | (Some(TagAct::Confirmed), TagAct::Confirmed)
        | (Some(TagAct::TakenOff), TagAct::TakenOff) => TagStep::Nothing,
        (None | Some(TagAct::TakenOff), TagAct::Confirmed) | (None, TagAct::TakenOff) => TagStep::Refused,
    }
}

/// Whether a tag stands and nobody has confirmed it.
pub const fn waits_for_a_person(last: TagAct) -> bool {
    matches!(last, TagAct::Put)
}

/// How important a clip is, and who says so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Importance {
    /// The device's own mark; absent where it made none.
    pub device: Option<DeviceMark>,
    /// A person's mark stands.
    pub is_marked_by_person: bool,
}

/// What counts of everything said, oldest first.
pub fn importance(is_marked_by_device: bool, said: &[ImportanceVerdict]) -> Importance {
    use ImportanceVerdict as V;
    let newest = |about: [V; 2]| said.iter().rev().find(|verdict| about.contains(verdict)).copied();
    let device = match newest([V::Confirmed, V::NotImportant]) {
        Some(V::Confirmed) => DeviceMark::Confirmed,
        Some(_) => DeviceMark::Denied,
        None => DeviceMark::Waits,
    };
    Importance {
        device: is_marked_by_device.then_some(device),
        is_marked_by_person: newest([V::Marked, V::TakenBack]) == Some(V::Marked),
    }
}

impl Importance {
    /// The device marked it, and nobody has said whether it is right.
    pub fn device_waits(&self) -> bool {
        self.device == Some(DeviceMark::Waits)
    }

    /// Whether saying this would be another version, or what is so already; `None` where it cannot be said.
    pub fn step(&self, verdict: ImportanceVerdict) -> Option<bool> {
        match verdict {
            ImportanceVerdict::Confirmed => self.device.map(|mark| mark != DeviceMark::Confirmed),
            ImportanceVerdict::NotImportant => self.device.map(|mark| mark != DeviceMark::Denied),
            ImportanceVerdict::Marked => Some(!self.is_marked_by_person),
            ImportanceVerdict::TakenBack => Some(self.is_marked_by_person),
        }
    }
}

/// What settles a clip.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settling {
    /// Case files that hold it now.
    pub cases: u64,
    /// Matters that hold it now; they come with their own register.
    pub matters: u64,
    /// A class of footage without a case is stated now.
    pub has_class: bool,
}

/// A clip is settled when it has a case, a matter or a stated class without a case.
pub const fn is_settled(settling: Settling) -> bool {
    settling.cases > 0 || settling.matters > 0 || settling.has_class
}
