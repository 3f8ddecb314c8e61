//! The words of a verdict.

use chrono_tz::Asia::Shanghai;
use evidence_schema::clip::SourceKind;
use evidence_schema::ledger_import::catalogue::Mode;
use evidence_schema::rules::coverage::{Cause, Duty, Sense, Standing};
use evidence_schema::time::Timestamp;

use super::super::super::super::show;
use super::super::super::super::words::{Key, Words};
use super::super::super::clips::source_key;

/// A clock that may be wrong by a day says nothing.
const NOT_MEASURED_MS: i64 = 24 * 3_600_000;

/// How an act stands, in a few words and in a sentence.
pub(super) const fn standing_keys(standing: Standing) -> (Key, Key) {
    match standing {
        Standing::Recorded => (Key("cov-recorded"), Key("cov-recorded-words")),
        Standing::Doubtful => (Key("cov-doubtful-standing"), Key("cov-doubtful-words")),
        Standing::Explained => (Key("cov-explained-standing"), Key("cov-explained-words")),
        Standing::Unexplained => (Key("cov-unexplained-standing"), Key("cov-unexplained-words")),
        Standing::NotRecorded => (Key("cov-not-recorded"), Key("cov-not-recorded-words")),
    }
}

/// The word for a recording duty.
pub(super) const fn duty_key(duty: Duty) -> Key {
    match duty {
        Duty::Full => Key("cov-duty-full"),
        Duty::Situational => Key("cov-duty-situational"),
        Duty::MayBeOmitted => Key("cov-duty-omitted"),
    }
}

/// What a gate does.
pub(super) const fn mode_key(mode: Mode) -> Key {
    match mode {
        Mode::Block => Key("cov-mode-block"),
        Mode::Warn => Key("cov-mode-warn"),
    }
}

/// The word for a sense.
pub(super) const fn sense_key(sense: Sense) -> Key {
    match sense {
        Sense::Picture => Key("cov-picture"),
        Sense::Sound => Key("cov-sound"),
    }
}

/// Why nothing shows a stretch.
pub(super) const fn cause_key(cause: Cause) -> Key {
    match cause {
        Cause::NoClip => Key("cov-cause-no-clip"),
        Cause::Hole => Key("cov-cause-hole"),
        Cause::Dark => Key("cov-cause-dark"),
        Cause::Silent => Key("cov-cause-silent"),
        Cause::NoTrack => Key("cov-cause-no-track"),
        Cause::LeftOut => Key("cov-cause-left-out"),
    }
}

/// What a person should look at, and what to do.
pub(super) fn remark_key(code: &str) -> Key {
    match code {
        "left_out_silently" => Key("cov-remark-left-out"),
        "unplaced" => Key("cov-remark-unplaced"),
        "not_read_back" => Key("cov-remark-not-read-back"),
        "too_few_certified" => Key("cov-remark-too-few"),
        "times_of_the_footage" => Key("cov-remark-times"),
        "times_changed" => Key("cov-remark-times-changed"),
        "element_missing" => Key("cov-remark-element-missing"),
        "element_outside" => Key("cov-remark-element-outside"),
        _ => Key("cov-remark-other"),
    }
}

/// How deep the look was that the verdict rests on.
pub(super) const fn depth_key(level: u8) -> Key {
    match level {
        3 => Key("cov-depth-full"),
        2 => Key("cov-depth-key-frames"),
        1 => Key("cov-depth-packets"),
        _ => Key("cov-depth-none"),
    }
}

/// Where a clip came from.
pub(super) fn source_words(t: Words, source: SourceKind) -> String {
    t.key(source_key(source))
}

/// By how much a clock may be wrong.
pub(super) fn doubt_words(t: Words, ms: i64) -> String {
    if ms >= NOT_MEASURED_MS {
        t.say("cov-clock-unmeasured")
    } else {
        t.with("cov-clock", show::span(t, ms))
    }
}

/// A time of day, in the zone of the pages.
pub(super) fn hour(at: Timestamp) -> String {
    at.to_chrono().with_timezone(&Shanghai).format("%H:%M:%S").to_string()
}

/// A length to the second.
pub(super) fn length(ms: i64) -> String {
    let s = (ms.max(0) + 500) / 1000;
    match s / 3600 {
        0 => format!("{}:{:02}", s / 60, s % 60),
        hours => format!("{hours}:{:02}:{:02}", s / 60 % 60, s % 60),
    }
}
