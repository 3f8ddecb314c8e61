//! What templates see: plain words and numbers, ready to be shown. No use case is called from here.

pub mod access;
pub mod account;
pub mod brought;
pub mod case;
pub mod cases;
pub mod clip;
pub mod clips;
pub mod clocks;
pub mod custody;
pub mod dictionary;
pub mod docks;
pub mod documents;
pub mod findings;
pub mod frame;
mod import_problems;
pub mod imports;
pub mod ledger;
pub mod marks;
pub mod media;
pub mod monitors;
pub mod people;
pub mod problem;
pub mod recorders;
pub mod rooms;
pub mod sentences;
pub mod uploads;
pub mod webhooks;
