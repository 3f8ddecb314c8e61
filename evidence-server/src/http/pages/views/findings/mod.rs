//! Findings: what a person should look at.

use askama::Template;

use super::super::show::Moment;
use super::super::words::{Key, Words};
use super::frame::Frame;

/// The page of open findings.
#[derive(Template)]
#[template(path = "findings.html")]
pub struct FindingsPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Open ones, newest first.
    pub findings: Vec<FindingCard>,
    /// Whether the visitor may settle them.
    pub may_settle: bool,
    /// The finding whose note was refused, and why.
    pub refused: Option<(String, String)>,
}

/// One finding.
pub struct FindingCard {
    /// Its id.
    pub id: String,
    /// What it is, in the reader's words.
    pub title: String,
    /// What it means and what to do next, in the reader's words.
    pub next: String,
    /// The server's own sentence, English: evidence, shown as it is.
    pub message: String,
    /// What it is about.
    pub subject: String,
    /// Page of that thing, where there is one.
    pub link: Option<String>,
    /// When it was raised.
    pub raised: Moment,
}

/// Kinds of findings: what each is, and what it means for a person — what was kept, what to do next.
pub const KINDS: &[(&str, Key, Key)] = &[
    (
        "capture_used_twice",
        Key("finding-capture-used-twice"),
        Key("finding-capture-used-twice-next"),
    ),
    (
        "case_number_twice",
        Key("finding-case-number-twice"),
        Key("finding-case-number-twice-next"),
    ),
    (
        "device_names_unknown",
        Key("finding-device-names-unknown"),
        Key("finding-device-names-unknown-next"),
    ),
    (
        "clock_apart",
        Key("finding-clock-apart"),
        Key("finding-clock-apart-next"),
    ),
    ("damaged", Key("finding-damaged"), Key("finding-damaged-next")),
    (
        "hash_mismatch",
        Key("finding-hash-mismatch"),
        Key("finding-hash-mismatch-next"),
    ),
    ("log_behind", Key("finding-log-behind"), Key("finding-log-behind-next")),
    (
        "unknown_recorder",
        Key("finding-unknown-recorder"),
        Key("finding-unknown-recorder-next"),
    ),
    (
        "dock_log_broken",
        Key("finding-dock-log-broken"),
        Key("finding-dock-log-broken-next"),
    ),
    (
        "dock_flipped_bit",
        Key("finding-dock-flipped-bit"),
        Key("finding-dock-flipped-bit-next"),
    ),
    (
        "dock_spool_full",
        Key("finding-dock-spool-full"),
        Key("finding-dock-spool-full-next"),
    ),
    (
        "dock_unreadable",
        Key("finding-dock-unreadable"),
        Key("finding-dock-unreadable-next"),
    ),
    (
        "dock_spool_damaged",
        Key("finding-dock-spool-damaged"),
        Key("finding-dock-spool-damaged-next"),
    ),
    (
        "dock_receipt_invalid",
        Key("finding-dock-receipt"),
        Key("finding-dock-receipt-invalid-next"),
    ),
    (
        "dock_receipt_refused",
        Key("finding-dock-receipt"),
        Key("finding-dock-receipt-refused-next"),
    ),
    (
        "dock_capture_not_taken",
        Key("finding-dock-refused"),
        Key("finding-dock-capture-not-taken-next"),
    ),
    (
        "dock_refused",
        Key("finding-dock-refused"),
        Key("finding-dock-refused-next"),
    ),
    (
        "dock_token_refused",
        Key("finding-dock-token"),
        Key("finding-dock-token-refused-next"),
    ),
    (
        "dock_server_full",
        Key("finding-dock-server-full"),
        Key("finding-dock-server-full-next"),
    ),
    (
        "dock_claim_refused",
        Key("finding-claim-refused"),
        Key("finding-dock-claim-refused-next"),
    ),
    (
        "dock_server_unfit",
        Key("finding-dock-server-unfit"),
        Key("finding-dock-server-unfit-next"),
    ),
    (
        "never_closed",
        Key("finding-never-closed"),
        Key("finding-never-closed-next"),
    ),
    (
        "overlapping_handovers",
        Key("finding-overlapping"),
        Key("finding-overlapping-handovers-next"),
    ),
    (
        "only_uncertainty_decides",
        Key("finding-uncertain"),
        Key("finding-only-uncertainty-decides-next"),
    ),
    (
        "device_names_another",
        Key("finding-device-names"),
        Key("finding-device-names-another-next"),
    ),
    ("contested", Key("finding-contested"), Key("finding-contested-next")),
    ("straddles", Key("finding-straddles"), Key("finding-straddles-next")),
    ("runs_out", Key("finding-runs-out"), Key("finding-runs-out-next")),
    (
        "certificate_lapsed",
        Key("finding-certificate"),
        Key("finding-certificate-lapsed-next"),
    ),
    (
        "device_not_in_use",
        Key("finding-device-state"),
        Key("finding-device-not-in-use-next"),
    ),
    (
        "handovers_overlap",
        Key("finding-handovers-overlap"),
        Key("finding-handovers-overlap-next"),
    ),
    (
        "device_turned_up",
        Key("finding-turned-up"),
        Key("finding-device-turned-up-next"),
    ),
    (
        "erased_without_proof",
        Key("finding-erased"),
        Key("finding-erased-without-proof-next"),
    ),
    (
        "claim_conflicts",
        Key("finding-claim-conflicts"),
        Key("finding-claim-conflicts-next"),
    ),
    (
        "claim_outsiders",
        Key("finding-claim-outsiders"),
        Key("finding-claim-outsiders-next"),
    ),
    (
        "claim_refused",
        Key("finding-claim-refused"),
        Key("finding-claim-refused-next"),
    ),
    (
        "clock_contradiction",
        Key("finding-clock-contradiction"),
        Key("finding-clock-contradiction-next"),
    ),
    (
        "clock_jumped",
        Key("finding-clock-jumped"),
        Key("finding-clock-jumped-next"),
    ),
    (
        "clock_drifted",
        Key("finding-clock-drifted"),
        Key("finding-clock-drifted-next"),
    ),
    (
        "clock_reset",
        Key("finding-clock-reset"),
        Key("finding-clock-reset-next"),
    ),
    (
        "clock_claims_disagree",
        Key("finding-clock-claims-disagree"),
        Key("finding-clock-claims-disagree-next"),
    ),
    (
        "numbers_missing",
        Key("finding-numbers-missing"),
        Key("finding-numbers-missing-next"),
    ),
    (
        "case_number_pattern",
        Key("finding-case-number"),
        Key("finding-case-number-pattern-next"),
    ),
    (
        "case_title_differs",
        Key("finding-case-told"),
        Key("finding-case-title-differs-next"),
    ),
    (
        "case_heading_differs",
        Key("finding-case-told"),
        Key("finding-case-heading-differs-next"),
    ),
    (
        "case_act_differs",
        Key("finding-case-told"),
        Key("finding-case-act-differs-next"),
    ),
    (
        "case_object_differs",
        Key("finding-case-told"),
        Key("finding-case-object-differs-next"),
    ),
    (
        "case_officer_unknown",
        Key("finding-case-unknown"),
        Key("finding-case-officer-unknown-next"),
    ),
    (
        "case_unit_unknown",
        Key("finding-case-unknown"),
        Key("finding-case-unit-unknown-next"),
    ),
    (
        "case_two_units",
        Key("finding-case-two-units"),
        Key("finding-case-two-units-next"),
    ),
    (
        "case_times_odd",
        Key("finding-case-times"),
        Key("finding-case-times-odd-next"),
    ),
    (
        "case_times_changed",
        Key("finding-case-times-changed"),
        Key("finding-case-times-changed-next"),
    ),
    (
        "case_decided_unreviewed",
        Key("finding-case-decided-unreviewed"),
        Key("finding-case-decided-unreviewed-next"),
    ),
    (
        "case_step_odd",
        Key("finding-case-step-odd"),
        Key("finding-case-step-odd-next"),
    ),
    (
        "act_not_then",
        Key("finding-case-not-then"),
        Key("finding-case-not-then-next"),
    ),
    (
        "room_use_open",
        Key("finding-room-use-open"),
        Key("finding-room-use-open-next"),
    ),
    (
        "webhook_given_up",
        Key("finding-webhook"),
        Key("finding-webhook-given-up-next"),
    ),
    (
        "record_unfit",
        Key("finding-record-unfit"),
        Key("finding-record-unfit-next"),
    ),
    (
        "act_times_of_footage",
        Key("finding-act-times-of-footage"),
        Key("finding-act-times-of-footage-next"),
    ),
    (
        "act_too_few_certified",
        Key("finding-act-too-few-certified"),
        Key("finding-act-too-few-certified-next"),
    ),
    (
        "act_clip_left_out",
        Key("finding-act-clip-left-out"),
        Key("finding-act-clip-left-out-next"),
    ),
    (
        "dock_recorder_full",
        Key("finding-dock-recorder-full"),
        Key("finding-dock-recorder-full-next"),
    ),
    (
        "dock_recorder_not_writable",
        Key("finding-dock-not-writable"),
        Key("finding-dock-recorder-not-writable-next"),
    ),
    (
        "dock_recorder_left_writable",
        Key("finding-dock-left-writable"),
        Key("finding-dock-recorder-left-writable-next"),
    ),
];

fn words_of(kind: &str) -> (Key, Key) {
    let known = KINDS.iter().find(|(word, ..)| *word == kind);
    match known {
        Some((_, title, next)) => (*title, *next),
        None if kind.starts_with("dock_") => (Key("finding-dock-other"), Key("finding-dock-other-next")),
        None => (Key("finding-other"), Key("finding-other-next")),
    }
}

/// Short words for a kind of finding.
pub fn finding_key(kind: &str) -> Key {
    words_of(kind).0
}

/// What was kept and what to do next.
pub fn finding_next_key(kind: &str) -> Key {
    words_of(kind).1
}

#[cfg(test)]
mod tests;
