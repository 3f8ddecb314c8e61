//! The ledger: units, officers, devices, handovers, whose footage a clip is, and the clearing that rests on it.
//!
//! What must stay true: the ledger decides whose footage a clip is, a device only claims; what was said is never
//! overwritten.

mod attributing;
mod checks;
mod claims;
mod clearing;
mod drafts;
mod expected;
mod handovers;
pub mod importing;
mod lent;
pub mod names;
mod officers;
mod splitting;
pub(super) mod units;
mod usage;

pub(in crate::app) use drafts::is_valid_certificate;

/// What somebody typed, without the blanks around it; nothing where nothing was typed.
pub(in crate::app) fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}
