//! Vocabulary and rules of Mingjing: what agent, server, checker and tests agree on.
//!
//! What must stay true: nothing in this crate does I/O, reads a clock or draws a random number. Every rule is a
//! function from facts to a verdict with reasons, and every byte form that is hashed or signed is defined here once.
//!
//! Words (DOMAIN glossary): a *recorder* is docked (*docking*); each reading of one file is a *capture*; the server
//! *seals* the bytes, which makes them a *clip*; every change is an *entry* in the *custody log*; a signed
//! *checkpoint* covers entries; a *receipt* proves to the dock that a clip is held.
//!
//! Where to read next: [`custody`] for the log and receipts, [`wire`] for the JSON bodies, [`rules`] for the rules.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod canonical;
pub mod case;
pub mod clip;
pub mod clock;
pub mod custody;
pub mod dictionary;
pub mod digest;
pub mod document;
pub mod evidence;
pub mod ids;
pub mod ledger;
pub mod ledger_import;
pub mod limits;
pub mod marks;
pub mod monitoring;
pub mod people;
pub mod rules;
pub mod search;
pub mod sensitivity;
pub mod time;
pub mod wire;

#[cfg(test)]
mod golden;
