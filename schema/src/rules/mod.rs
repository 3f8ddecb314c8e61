//! Rules: functions from facts to a verdict with all its reasons. No I/O, no clock, no chance.

pub mod access;
pub mod attribution;
pub mod case_number;
pub mod case_states;
pub mod claims;
pub mod clocks;
pub mod coverage;
pub mod deadlines;
pub mod expected;
pub mod explanations;
pub mod monitoring;
pub mod notices;
pub mod object_key;
pub mod release;
pub mod review;
pub mod room_window;
pub mod sessions;
pub mod standing;
pub mod suggestion;
pub mod timeline;
pub mod usage;
