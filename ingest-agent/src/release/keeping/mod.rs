//! Why files stay on a recorder, per file and in one sentence: pure.
//!
//! What must stay true: every file is counted once, under the reason that a person should know first; the counts add
//! up to the files that stay.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use evidence_schema::rules::release::KeepReason;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::clearing::ClearingFacts;
use evidence_schema::wire::docking_notes::{DockingNote, StayGroup, StayReason};

use crate::docking::Told;
use crate::journal::CaptureRow;
use crate::limits::RECORDER_FULL_WAIT_MS;

/// One reason for which a file stays on its recorder; in the order in which people should hear of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Why {
    /// The custody log does not continue what was seen.
    LogBroken,
    /// A second reading failed or gave other bytes: nothing is written to such a card.
    CardDoubtful,
    /// Something on the volume could not be listed or read.
    Incomplete,
    /// The volume cannot be made writable.
    NotWritable,
    /// A person must look at the recorder first.
    NeedsPerson,
    /// Dock and server disagree about the time: nobody knows how long a file has rested.
    ClocksApart,
    /// The server has not taken what was said here about the recorder.
    SaidUntold,
    /// The server refused a tag that was touched here: only a person gets further.
    SaidRefused,
    /// This dock is told to erase nothing.
    Vetoed,
    /// What the rule says.
    Rule(KeepReason),
    /// The kept receipt proves nothing, or the server speaks of another clip.
    NoProof,
    /// The server holds no clip of it.
    NoClip,
    /// The second reading failed.
    Unreadable,
    /// It changed while it was looked at.
    Changed,
    /// The journal could not be written.
    NotNoted,
    /// The server could not be asked.
    Unanswered,
    /// Not on the server yet.
    NotVerified,
}

impl Why {
    /// It passes by itself, it is the preset, or the docking's state tells it.
    const fn is_quiet(self) -> bool {
        matches!(
            self,
            Self::Incomplete
                | Self::NeedsPerson
                | Self::Vetoed
                | Self::Unanswered
                | Self::NotVerified
                | Self::Rule(KeepReason::Disabled)
        )
    }

    /// The next look may find otherwise: a recorder is not called ready on the strength of it.
    pub(crate) const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Unanswered | Self::SaidUntold | Self::NotVerified | Self::Changed | Self::Unreadable | Self::NotNoted
        )
    }

    fn rank(self) -> usize {
        let order = [
            Self::LogBroken,
            Self::CardDoubtful,
            Self::Incomplete,
            Self::NeedsPerson,
            Self::ClocksApart,
            Self::NotWritable,
            Self::Vetoed,
            Self::SaidUntold,
            Self::SaidRefused,
            Self::NotVerified,
            Self::Rule(KeepReason::RereadDiffers),
            Self::Rule(KeepReason::OtherBytes),
            Self::NoProof,
            Self::NoClip,
            Self::Rule(KeepReason::Disabled),
            Self::Rule(KeepReason::Unassigned),
            Self::Rule(KeepReason::MarkedImportant),
            Self::Rule(KeepReason::MarkedByPerson),
            Self::Rule(KeepReason::Tagged),
            Self::Rule(KeepReason::LevelTooLow),
            Self::Rule(KeepReason::Resting),
            Self::Unreadable,
            Self::Changed,
            Self::NotNoted,
            Self::Unanswered,
            Self::Rule(KeepReason::NotReread),
        ];
        order.iter().position(|other| *other == self).unwrap_or(order.len())
    }

    /// As it is told.
    const fn reason(self) -> StayReason {
        match self {
            Self::LogBroken => StayReason::LogBroken,
            Self::CardDoubtful => StayReason::CardDoubtful,
            Self::Incomplete => StayReason::Incomplete,
            Self::NotWritable => StayReason::NotWritable,
            Self::NeedsPerson => StayReason::NeedsPerson,
            Self::ClocksApart => StayReason::ClocksApart,
            Self::Vetoed => StayReason::Vetoed,
            Self::SaidUntold => StayReason::SaidUntold,
            Self::SaidRefused => StayReason::SaidRefused,
            Self::NoProof => StayReason::NoProof,
            Self::NoClip => StayReason::NoClip,
            Self::Unreadable => StayReason::Unreadable,
            Self::NotNoted => StayReason::NotNoted,
            Self::Changed => StayReason::Changed,
            Self::Unanswered => StayReason::Unanswered,
            Self::NotVerified => StayReason::NotVerified,
            Self::Rule(KeepReason::Disabled) => StayReason::Disabled,
            Self::Rule(KeepReason::LevelTooLow) => StayReason::LevelTooLow,
            Self::Rule(KeepReason::OtherBytes) => StayReason::ServerDiffers,
            Self::Rule(KeepReason::NotReread) => StayReason::NotReread,
            Self::Rule(KeepReason::RereadDiffers) => StayReason::RereadDiffers,
            Self::Rule(KeepReason::Resting) => StayReason::Resting,
            Self::Rule(KeepReason::MarkedImportant) => StayReason::MarkedImportant,
            Self::Rule(KeepReason::MarkedByPerson) => StayReason::MarkedByPerson,
            Self::Rule(KeepReason::Tagged) => StayReason::Tagged,
            Self::Rule(KeepReason::Unassigned) => StayReason::Unassigned,
        }
    }
}

/// One file that stays, with every reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stay {
    pub(crate) path: String,
    pub(crate) reasons: Vec<Why>,
    /// When its rest ends, where it rests.
    pub(crate) rests_until: Option<Timestamp>,
}

impl Stay {
    /// A file that stays for these reasons.
    pub(crate) fn new(path: &str, reasons: Vec<Why>) -> Self {
        Self {
            path: path.to_owned(),
            reasons,
            rests_until: None,
        }
    }

    /// With the end of its rest.
    pub(crate) fn resting(mut self, row: &CaptureRow, facts: &ClearingFacts) -> Self {
        if self.reasons.contains(&Why::Rule(KeepReason::Resting)) {
            self.rests_until = row.captured_at.plus_ms(facts.rest_ms.max(0));
        }
        self
    }

    /// The reason that is told first.
    pub(crate) fn headline(&self) -> Why {
        let first = self.reasons.iter().copied().min_by_key(|why| why.rank());
        first.unwrap_or(Why::Unanswered)
    }

    /// Every reason in words.
    pub(crate) fn words(&self, shown: Shown) -> String {
        let each = self
            .reasons
            .iter()
            .map(|why| phrase((*why, 1), self.rests_until, shown));
        each.collect::<Vec<_>>().join("; ")
    }

    /// Whether it goes by itself, soon enough for the next shift.
    fn goes_soon(&self, now: Timestamp) -> bool {
        self.reasons.iter().all(|why| match why {
            Why::Rule(KeepReason::Resting) => self
                .rests_until
                .is_some_and(|end| end.ms_since(now) <= RECORDER_FULL_WAIT_MS),
            Why::NotVerified | Why::Unanswered | Why::Changed => true,
            _ => false,
        })
    }
}

/// In which zone, and seen from when, times are shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) zone: Tz,
    pub(crate) now: Timestamp,
}

fn phrase((why, count): (Why, usize), rests_until: Option<Timestamp>, shown: Shown) -> String {
    let (of_one, of_many) = why.reason().english();
    let words = if count == 1 { of_one } else { of_many };
    let Some(end) = rests_until.filter(|_| why == Why::Rule(KeepReason::Resting)) else {
        return words.to_owned();
    };
    let local = |at: Timestamp| at.to_chrono().with_timezone(&shown.zone);
    let format = if local(end).date_naive() == local(shown.now).date_naive() {
        "%H:%M"
    } else {
        "%Y-%m-%d %H:%M"
    };
    format!("{words} until {}", local(end).format(format))
}

/// One sentence for the docking's message; none where there is nothing that a person should know.
pub(crate) fn summary(stays: &[Stay], files_total: u64, shown: Shown) -> Option<Told> {
    if stays.iter().all(|stay| stay.headline().is_quiet()) {
        return None;
    }
    let group = |(why, count, until): &Group| StayGroup {
        why: why.reason(),
        files: count_of(*count),
        until: *until,
    };
    let note = DockingNote::FilesStay {
        files: count_of(stays.len()),
        of: files_total,
        groups: groups(stays).iter().map(group).collect(),
    };
    Some(Told::new(note, whole_summary(stays, files_total, shown)))
}

fn count_of(files: usize) -> u64 {
    u64::try_from(files).unwrap_or(u64::MAX)
}

/// A reason, how many files stay for it, and when the last of them has rested.
type Group = (Why, usize, Option<Timestamp>);

/// Each file under its first reason, the largest group first.
fn groups(stays: &[Stay]) -> Vec<Group> {
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    for stay in stays {
        let why = stay.headline();
        let group = groups.entry(why.rank()).or_insert((why, 0, None));
        group.1 += 1;
        group.2 = group.2.max(stay.rests_until);
    }
    let mut parts: Vec<_> = groups.into_values().collect();
    parts.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
    parts
}

/// The sentence, whatever the reasons.
pub(crate) fn whole_summary(stays: &[Stay], files_total: u64, shown: Shown) -> String {
    let parts = groups(stays).into_iter();
    let parts: Vec<String> = parts
        .map(|(why, count, end)| format!("{count} {}", phrase((why, count), end, shown)))
        .collect();
    format!(
        "{} of {files_total} files stay{} on the recorder: {}",
        stays.len(),
        if stays.len() == 1 { "s" } else { "" },
        parts.join(", ")
    )
}

/// Whether a recorder without room will still be without room at the next shift.
pub(crate) fn stays_full(stays: &[Stay], now: Timestamp) -> bool {
    stays.is_empty() || !stays.iter().all(|stay| stay.goes_soon(now))
}

#[cfg(test)]
mod tests;
