//! The server's sentences about fields, and what they are in the reader's language.
//!
//! What must stay true: a sentence that is not known here is shown as it is, never left out.

use evidence_schema::dictionary::Named;
use evidence_schema::rules::case_states::StepRefusal;

use crate::http::pages::words::{Key, Words};

/// Whole sentences.
const WHOLE: &[(&str, Key)] = &[
    (
        "At least two Chinese characters, or three letters or digits.",
        Key("field-word-short"),
    ),
    ("This name is taken.", Key("field-name-taken")),
    (
        "This document does not stand in the case file.",
        Key("field-counsel-not-there"),
    ),
    ("Say what to look for first.", Key("field-filter-empty")),
    ("This number is taken.", Key("field-number-taken")),
    ("This role is held there already.", Key("field-role-held")),
    (
        "Nobody would be left who administers the whole agency.",
        Key("field-role-last"),
    ),
    ("They are a member already.", Key("field-member-already")),
    (
        "This is your own account; another administrator binds it.",
        Key("field-account-own"),
    ),
    (
        "A flag stands: say why it goes out all the same.",
        Key("field-flag-stands"),
    ),
    (
        "A recorder with this serial is registered already.",
        Key("field-serial-taken"),
    ),
    (
        "A serial has at most 64 characters and no spaces.",
        Key("field-serial-shape"),
    ),
    ("1 to 200 printable characters.", Key("field-title-shape")),
    (
        "a case number has 1 to 64 printable characters.",
        Key("field-case-number-shape"),
    ),
    ("10 to 256 characters.", Key("field-password-shape")),
    ("Say what was done, in 1 to 200 characters.", Key("field-note-shape")),
    ("A day like 2026-11-21.", Key("field-day-shape")),
    ("A time like 2026-11-21T08:00.", Key("field-moment-shape")),
    ("A whole number of hours.", Key("field-hours-shape")),
    ("Choose one of the list.", Key("field-choice")),
    ("Say why.", Key("field-reason-needed")),
    ("Only the review itself says this.", Key("field-step-of-review")),
    ("Say which entry is taken back.", Key("field-step-back")),
    ("Say who approved it.", Key("field-step-approved")),
    ("Say when it happened.", Key("field-step-when")),
    ("This lies in the future.", Key("field-step-future")),
    ("This lies more than twenty years back.", Key("field-step-old")),
    ("This act is not in the case file.", Key("field-step-act")),
    (
        "There is no such entry, or it was taken back already.",
        Key("field-step-gone"),
    ),
    ("A case file has at most 500 steps.", Key("field-step-many")),
    ("There are at most 1000 versions.", Key("field-versions-many")),
    ("A list has at most 100 lines.", Key("field-went-many")),
    ("Seconds, like 95 or 2.5.", Key("field-seconds-shape")),
    ("At most a hundred years either way.", Key("field-offset-range")),
    ("From nothing to a day.", Key("field-uncertainty-range")),
    (
        "This clip was read at no docking; say it for this clip alone.",
        Key("field-scope-no-docking"),
    ),
    (
        "Other units' footage was read at this docking; say it for this clip alone.",
        Key("field-scope-others"),
    ),
    ("An empty file is no document.", Key("field-document-empty")),
    ("An empty file is no footage.", Key("field-footage-empty")),
    ("Say who says so.", Key("field-said-by-needed")),
    (
        "This recorder belongs to another unit. What is over, and what goes against another pair's handover, is entered there.",
        Key("field-recorder-elsewhere"),
    ),
    (
        "This pair has the recorder already, by a handover that is open.",
        Key("field-handover-open"),
    ),
    ("This act is in the case file already.", Key("field-act-twice")),
    (
        "A record of a device comes from a camera that stands there, not from a phone, a recorder or a room.",
        Key("field-record-source"),
    ),
    (
        "Play it first: who affirms the four points has looked at the record.",
        Key("field-record-unviewed"),
    ),
    ("There is no such room.", Key("field-room-unknown")),
    ("This time has not come yet.", Key("field-time-late")),
    ("They left before they came in.", Key("field-left-early")),
    (
        "It was recorded after 2009 and before now.",
        Key("field-recorded-range"),
    ),
    ("Choose 1 to 200 clips.", Key("field-clips-chosen")),
    ("This day has not come yet.", Key("field-day-late")),
    (
        "What is said anew holds from the same day on, or a later one.",
        Key("field-since-earlier"),
    ),
    ("This point belongs to the other decision.", Key("field-point-of-other")),
    ("Say why it is refused.", Key("field-refusal-why")),
    (
        "The device did not stand there yet on that day.",
        Key("field-before-device"),
    ),
    ("There is no such monitoring device.", Key("field-monitor-unknown")),
    (
        "Say first which monitoring device recorded it.",
        Key("field-record-first"),
    ),
    ("Say what is wrong with it.", Key("field-review-why")),
    (
        "This tag is not on the clip, so it can neither be confirmed nor taken off.",
        Key("field-tag-not-there"),
    ),
    (
        "The device did not mark this clip, so there is nothing to confirm or deny.",
        Key("field-no-device-mark"),
    ),
    (
        "Footage of this class belongs to a case file; link it to one.",
        Key("field-class-needs-case"),
    ),
    (
        "There is no case file with this number, or none that you may see.",
        Key("field-case-unknown"),
    ),
    ("Say which case file.", Key("field-case-needed")),
    ("Say who the lead officer was.", Key("field-lead-needed")),
    ("Say when they parted.", Key("field-parted-needed")),
    ("A unit cannot stand below itself.", Key("field-unit-ring")),
    (
        "Say what happened, and who reported it.",
        Key("field-device-note-needed"),
    ),
    ("The certificate ends before it begins.", Key("field-certificate-order")),
    (
        "This certificate or account belongs to another officer already.",
        Key("field-certificate-taken"),
    ),
    ("Name at least one recorder.", Key("field-recorder-needed")),
    ("A pair is two officers.", Key("field-pair-same")),
    ("Say why it is changed.", Key("field-why-needed")),
    ("A time of day like 08:30.", Key("field-hour-shape")),
    (
        "The departure is not after the arrival; if it was on the next day, say so.",
        Key("field-session-order"),
    ),
    (
        "A session lasts at most three days; enter a longer act in several sessions.",
        Key("field-session-long"),
    ),
    ("The arrival lies in the future.", Key("field-session-future")),
    ("The departure lies in the future.", Key("field-session-future")),
    (
        "The arrival lies more than twenty years back.",
        Key("field-session-old"),
    ),
    (
        "This session begins before the one before it ended.",
        Key("field-session-overlap"),
    ),
    (
        "Name the officers who were there, at most twenty.",
        Key("field-act-officers"),
    ),
    ("An officer is named twice.", Key("field-officer-twice")),
    ("A line has unit, name and certificate.", Key("field-outside-shape")),
    ("Give a name, a plate or a number.", Key("field-object-empty")),
    ("This object is in the case file already.", Key("field-object-twice")),
    ("Give at least two characters.", Key("field-words-short")),
    ("only {year} and {n} stand in braces.", Key("field-pattern-braces")),
    (
        "{n} stands for the running number and is there exactly once.",
        Key("field-pattern-number"),
    ),
    (
        "no digit and no {year} may follow {n} directly.",
        Key("field-pattern-ambiguous"),
    ),
    ("A handover begins at most a day from now.", Key("field-from-ahead")),
    ("A handover ends after it began.", Key("field-to-order")),
    (
        "This handover is closed; enter a correction.",
        Key("field-closed-already"),
    ),
    (
        "They parted between the beginning and the end.",
        Key("field-parted-between"),
    ),
    (
        "Each recorder of this handover goes on with one of the two.",
        Key("field-parted-recorders"),
    ),
    ("This role is not held there.", Key("field-role-not-held")),
    ("Name the lead officer as well.", Key("field-lead-too")),
    ("A handover began at most twenty years ago.", Key("field-from-old")),
    (
        "Handovers of at most 366 days are listed at once.",
        Key("field-days-listed"),
    ),
    ("This handover names one officer alone.", Key("field-split-alone")),
    ("An act has at most 31 sessions.", Key("field-sessions-many")),
    (
        "This act never took place; there is nothing to explain.",
        Key("field-explained-void"),
    ),
    (
        "Only an officer of the act explains what is missing.",
        Key("field-explained-by-whom"),
    ),
    (
        "An act that must be recorded in full cannot be omitted.",
        Key("field-explained-full"),
    ),
    ("Say what happened.", Key("field-explained-words")),
    ("It must end after it begins.", Key("field-explained-order")),
    ("This time has not come yet.", Key("field-explained-future")),
    (
        "It lies in no session of the act; explain each session by itself.",
        Key("field-explained-outside"),
    ),
    (
        "A newer explanation took its place already; replace that one.",
        Key("field-explained-replaced"),
    ),
    ("This act has no such explanation.", Key("field-explained-unknown")),
    ("Say from when.", Key("field-explained-from")),
    ("Say to when.", Key("field-explained-to")),
    (
        "This document does not stand in the case file.",
        Key("field-explained-document"),
    ),
    ("1 to 2000 printable characters.", Key("field-explained-shape")),
    ("The act has no such session.", Key("field-site-session")),
    (
        "Nobody wrote the departure of this session down; correct the act first.",
        Key("field-site-open"),
    ),
    ("This is after the end of the clip.", Key("field-mark-after-end")),
    (
        "The acts of this clip ask for nothing of this name; write a note instead.",
        Key("field-mark-unknown"),
    ),
    ("A place is written as 0:00:00.", Key("field-mark-place")),
    ("This is not the word of a tag.", Key("field-tag-unknown")),
];

/// Sentences that carry a number, a name or a day, by the part that stays the same.
const IN_PART: &[(&str, Key)] = &[
    ("There is no unit with the number ", Key("field-unit-unknown")),
    (" filters are saved; remove one first.", Key("field-filters-many")),
    ("A filter has at most ", Key("field-filter-long")),
    ("This filter cannot be read: ", Key("field-filter-unknown")),
    ("There is no officer with the number ", Key("field-officer-unknown")),
    ("There is no account ", Key("field-account-unknown")),
    ("No recorder with the serial ", Key("field-recorder-unknown")),
    (" was in no unit on ", Key("field-no-unit")),
    (" is off duty since ", Key("field-off-duty")),
    ("An assistant (", Key("field-assistant-leads")),
    ("The officer is in a unit from ", Key("field-posting-order")),
    ("A handover lasts at most ", Key("field-to-long")),
    ("Say when it began: 1 to ", Key("field-session-needed")),
    ("a pattern has 1 to ", Key("field-title-shape")),
];

/// Sentences around something that must be shown: how they begin, how they end.
const WITH_BLANK: &[(&str, &str, Key)] = &[
    (
        "This unit writes its case numbers as ",
        ".",
        Key("field-number-pattern"),
    ),
    ("This number is taken by the unit ", ".", Key("field-number-of-unit")),
    ("At most ", " people.", Key("field-people-many")),
    ("At most ", " recorders.", Key("field-recorders-many")),
    ("At most ", " characters.", Key("field-chars-many")),
    ("At most ", " at once.", Key("field-told-many")),
    ("at most ", " words can be looked for at once.", Key("field-words-many")),
    ("A case file has at most ", " acts.", Key("field-acts-many")),
    (
        "A case file has at most ",
        " enforcement objects.",
        Key("field-objects-many"),
    ),
    ("", " is no day of an officer's life.", Key("field-officer-day")),
    (
        "The report is about more than ",
        " devices. Ask for a unit below.",
        Key("field-devices-many"),
    ),
    ("There are at most ", " devices.", Key("field-monitors-many")),
    ("There are at most ", " rooms.", Key("field-rooms-many")),
    ("A room has at most ", " cameras.", Key("field-cameras-many")),
    (
        "Another room or camera is or was called ",
        ".",
        Key("field-label-taken"),
    ),
    ("A use lasts at most ", " hours.", Key("field-use-long")),
    ("No case file has the number ", ".", Key("field-case-none")),
    ("An act has at most ", " explanations.", Key("field-explained-many")),
    ("An act has at most ", " notes of its site.", Key("field-site-many")),
    ("A clip has at most ", " marks.", Key("field-mark-many")),
];

/// The words for a sentence around something to show, and that.
fn sentence_with(message: &str) -> Option<(Key, &str)> {
    let known = |(begin, end, key): &(&str, &str, Key)| {
        let what = message.strip_prefix(*begin)?.strip_suffix(*end)?;
        Some((*key, what))
    };
    WITH_BLANK.iter().find_map(known)
}

/// The words for a sentence, where it is known.
fn sentence_key(message: &str) -> Option<Key> {
    let whole = WHOLE.iter().find(|(sentence, _)| *sentence == message);
    let part = || IN_PART.iter().find(|(part, _)| message.contains(part));
    whole.or_else(part).map(|(_, key)| *key)
}

/// A sentence about a field in the reader's words; as it is where nobody knows it.
pub fn said(t: Words, message: &str) -> String {
    if let Some(refusal) = StepRefusal::VARIANTS.iter().find(|one| one.english() == message) {
        return if t.is_english() {
            refusal.english()
        } else {
            refusal.chinese()
        }
        .to_owned();
    }
    match (sentence_key(message), sentence_with(message)) {
        (Some(key), _) => t.key(key),
        (None, _) if t.is_english() => message.to_owned(),
        (None, Some((key, what))) => t.with(key.0, what),
        (None, None) => t.with("field-other", message),
    }
}

/// Sentences that an upload may be refused with, and their words: what the script of a page says. Empty in English,
/// which is what the server speaks.
pub fn of_uploads(t: Words) -> Vec<(&'static str, String)> {
    if t.is_english() {
        return Vec::new();
    }
    let known = WHOLE.iter().filter(|(_, key)| UPLOADS.contains(key));
    known.map(|(sentence, key)| (*sentence, t.key(*key))).collect()
}

/// Words of what an upload may be refused for.
const UPLOADS: &[Key] = &[
    Key("field-choice"),
    Key("field-said-by-needed"),
    Key("field-recorded-range"),
    Key("field-moment-shape"),
    Key("field-case-unknown"),
    Key("field-footage-empty"),
    Key("field-document-empty"),
    Key("field-title-shape"),
];

#[cfg(test)]
mod tests;
