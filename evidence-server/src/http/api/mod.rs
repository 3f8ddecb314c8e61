//! The JSON API: three moves per handler.

pub mod access;
pub mod acts;
pub mod case_states;
pub mod case_system;
pub mod cases;
pub mod catalogue;
pub mod clips;
pub mod clocks;
pub mod coverage;
pub mod dictionary;
pub mod docks;
pub mod documents;
pub mod explanations;
pub mod filters;
pub mod imports;
pub mod ledger;
pub mod log;
pub mod marks;
pub mod monitors;
pub mod objects;
pub mod receipts;
pub mod rooms;
pub mod system;
pub mod usage;
pub mod webhooks;
