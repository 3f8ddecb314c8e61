//! The ledger against the running server: who had which recorder, whose footage a clip is, what is said later.

pub(crate) mod claims;
mod clearing;
mod expected;
mod filters;
pub(crate) mod handovers;
mod late;
mod mounted;
mod notes;
mod people;
pub(crate) mod scene;
mod search;
mod usage;
mod whose;
