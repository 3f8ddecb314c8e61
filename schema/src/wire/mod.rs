//! JSON bodies and header forms shared by agent, server and tests.
//!
//! What must stay true: unknown fields are refused, absent stays absent, every collection has a bound in `limits`.

pub mod access;
pub mod acts;
pub mod case_states;
pub mod case_system;
pub mod cases;
pub mod catalogue;
pub mod claims;
pub mod clearing;
pub mod clips;
pub mod clocks;
pub mod coverage;
pub mod dictionary;
pub mod docking_notes;
pub mod docks;
pub mod documents;
pub mod expected;
pub mod explanations;
pub mod filters;
pub mod imports;
pub mod ledger;
pub mod marks;
pub mod media;
pub mod monitors;
pub mod problem;
pub mod rooms;
pub mod time_marks;
pub mod uploads;
pub mod usage;
pub mod webhooks;

#[cfg(test)]
mod tests;
