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
    /// The server's own sentence, English.
    pub message: String,
    /// What it is about.
    pub subject: String,
    /// Page of that thing, where there is one.
    pub link: Option<String>,
    /// When it was raised.
    pub raised: Moment,
}

/// Kinds of findings and their words.
pub const KINDS: &[(&str, Key)] = &[
    ("capture_used_twice", Key("finding-capture-used-twice")),
    ("clock_apart", Key("finding-clock-apart")),
    ("damaged", Key("finding-damaged")),
    ("hash_mismatch", Key("finding-hash-mismatch")),
    ("log_behind", Key("finding-log-behind")),
    ("unknown_recorder", Key("finding-unknown-recorder")),
    ("dock_log_broken", Key("finding-dock-log-broken")),
    ("dock_flipped_bit", Key("finding-dock-flipped-bit")),
    ("dock_spool_full", Key("finding-dock-spool-full")),
    ("dock_unreadable", Key("finding-dock-unreadable")),
    ("dock_spool_damaged", Key("finding-dock-spool-damaged")),
    ("dock_receipt_invalid", Key("finding-dock-receipt")),
    ("dock_receipt_refused", Key("finding-dock-receipt")),
    ("dock_capture_not_taken", Key("finding-dock-refused")),
    ("dock_refused", Key("finding-dock-refused")),
    ("dock_token_refused", Key("finding-dock-token")),
    ("dock_server_full", Key("finding-dock-server-full")),
    ("never_closed", Key("finding-never-closed")),
    ("overlapping_handovers", Key("finding-overlapping")),
    ("only_uncertainty_decides", Key("finding-uncertain")),
    ("device_names_another", Key("finding-device-names")),
    ("contested", Key("finding-contested")),
    ("straddles", Key("finding-straddles")),
    ("runs_out", Key("finding-runs-out")),
    ("certificate_lapsed", Key("finding-certificate")),
    ("device_not_in_use", Key("finding-device-state")),
    ("handovers_overlap", Key("finding-handovers-overlap")),
    ("device_turned_up", Key("finding-turned-up")),
    ("erased_without_proof", Key("finding-erased")),
    ("claim_conflicts", Key("finding-claim-conflicts")),
    ("claim_outsiders", Key("finding-claim-outsiders")),
    ("claim_refused", Key("finding-claim-refused")),
    ("case_number_pattern", Key("finding-case-number")),
    ("case_title_differs", Key("finding-case-told")),
    ("case_heading_differs", Key("finding-case-told")),
    ("case_act_differs", Key("finding-case-told")),
    ("case_object_differs", Key("finding-case-told")),
    ("case_officer_unknown", Key("finding-case-unknown")),
    ("case_unit_unknown", Key("finding-case-unknown")),
    ("case_two_units", Key("finding-case-two-units")),
    ("case_times_odd", Key("finding-case-times")),
    ("case_times_changed", Key("finding-case-times-changed")),
    ("room_use_open", Key("finding-room-use-open")),
    ("webhook_given_up", Key("finding-webhook")),
    ("record_unfit", Key("finding-record-unfit")),
    ("dock_recorder_full", Key("finding-dock-recorder-full")),
    ("dock_recorder_not_writable", Key("finding-dock-not-writable")),
    ("dock_recorder_left_writable", Key("finding-dock-left-writable")),
];

/// Short words for a kind of finding.
pub fn finding_key(kind: &str) -> Key {
    let known = KINDS.iter().find(|(word, _)| *word == kind);
    match known {
        Some((_, key)) => *key,
        None if kind.starts_with("dock_") => Key("finding-dock-other"),
        None => Key("finding-other"),
    }
}
