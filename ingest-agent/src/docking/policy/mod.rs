//! Whether a volume is collected: pure; unknown recorders by the server's word, broken bindings by the dock's.
//!
//! What must stay true: nothing is refused without a reason that people see; before the server ever said anything,
//! everything that a profile recognises is collected.

use evidence_schema::wire::docks::UnknownRecorderPolicy;

use super::identity::Identity;
use crate::config::{BrokenPolicy, PolicyConfig};
use crate::journal::KnownRow;

/// What is done with a volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Read; with a flag if a person must look at it.
    Collect {
        /// Why a person must look at it.
        flag: Option<String>,
    },
    /// Not read.
    Refuse(String),
}

/// Decides.
pub(crate) fn verdict(identity: Option<&Identity>, known: Option<&KnownRow>, policy: &PolicyConfig) -> Verdict {
    let Some(identity) = identity else {
        return broken(
            policy.broken,
            "no profile recognises this volume; take its files by hand with `ingest-agent import`",
        );
    };
    if identity.is_broken {
        let reason = identity
            .messages
            .first()
            .map_or("the binding is broken", String::as_str);
        return broken(
            policy.broken,
            &format!("{reason}; have the recorder bound again, or import by hand"),
        );
    }
    let unknown = policy.unknown.or(known.map(|known| known.unknown)).unwrap_or_default();
    match identity.device.known_serial() {
        None if unknown == UnknownRecorderPolicy::Refuse => {
            Verdict::Refuse("the recorder names no serial, and unknown recorders are refused here".to_owned())
        }
        None => Verdict::Collect {
            flag: Some("the recorder names no serial: say whose it is".to_owned()),
        },
        Some(serial) => {
            let is_unknown = known.is_some_and(|known| !known.serials.iter().any(|s| s.eq_ignore_ascii_case(serial)));
            if is_unknown && unknown == UnknownRecorderPolicy::Refuse {
                Verdict::Refuse(format!(
                    "recorder {serial} is not registered, and unknown recorders are refused here: register it"
                ))
            } else {
                Verdict::Collect { flag: None }
            }
        }
    }
}

fn broken(policy: BrokenPolicy, reason: &str) -> Verdict {
    match policy {
        BrokenPolicy::Refuse => Verdict::Refuse(format!("not collected: {reason}")),
        BrokenPolicy::Collect => Verdict::Collect {
            flag: Some(reason.to_owned()),
        },
    }
}

#[cfg(test)]
mod tests;
