//! Whether a volume is collected: pure; unknown recorders by the server's word, broken bindings by the dock's.
//!
//! What must stay true: nothing is refused without a reason that people see; before the server ever said anything,
//! everything that a profile recognises is collected.

use evidence_schema::wire::docking_notes::DockingNote;
use evidence_schema::wire::docks::UnknownRecorderPolicy;

use super::Told;
use super::identity::Identity;
use crate::config::{BrokenPolicy, PolicyConfig};
use crate::journal::KnownRow;

/// What is done with a volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Read; with a flag if a person must look at it.
    Collect {
        /// Why a person must look at it.
        flag: Option<Told>,
    },
    /// Not read.
    Refuse(Told),
}

/// Decides.
pub(crate) fn verdict(identity: Option<&Identity>, known: Option<&KnownRow>, policy: &PolicyConfig) -> Verdict {
    let Some(identity) = identity else {
        return broken(policy.broken, DockingNote::NoProfile.into());
    };
    if identity.is_broken {
        let reason = identity
            .told
            .first()
            .map_or("the binding is broken", |told| told.words.as_str());
        let words = format!("{reason}; have the recorder bound again, or import by hand");
        return broken(policy.broken, Told::new(DockingNote::BindingBroken, words));
    }
    let unknown = policy.unknown.or(known.map(|known| known.unknown)).unwrap_or_default();
    match identity.device.known_serial() {
        None if unknown == UnknownRecorderPolicy::Refuse => {
            Verdict::Refuse(DockingNote::UnknownRefused { serial: None }.into())
        }
        None => Verdict::Collect {
            flag: Some(DockingNote::NoSerial.into()),
        },
        Some(serial) => {
            let is_unknown = known.is_some_and(|known| !known.serials.iter().any(|s| s.eq_ignore_ascii_case(serial)));
            if is_unknown && unknown == UnknownRecorderPolicy::Refuse {
                let serial = Some(serial.to_owned());
                Verdict::Refuse(DockingNote::UnknownRefused { serial }.into())
            } else {
                Verdict::Collect { flag: None }
            }
        }
    }
}

fn broken(policy: BrokenPolicy, told: Told) -> Verdict {
    match policy {
        BrokenPolicy::Refuse => {
            let words = format!("not collected: {}", told.words);
            Verdict::Refuse(Told::new(told.note, words))
        }
        BrokenPolicy::Collect => Verdict::Collect { flag: Some(told) },
    }
}

#[cfg(test)]
mod tests;
