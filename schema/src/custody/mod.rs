//! The custody log: entries in one canonical form, an RFC 6962 tree over them, signed checkpoints, receipts.
//!
//! What must stay true: an entry, once numbered, never changes; a checkpoint is signed only from the committed head;
//! everything here can be checked by a program that nobody here wrote (C2SP tlog-tiles, checkpoint, signed-note).

pub mod audit;
pub mod checkpoint;
pub mod claim;
pub mod detail;
pub mod entry;
pub mod memory;
pub mod note;
pub mod package;
pub mod published;
pub mod receipt;
pub mod record;
pub mod slate;
pub mod statement;
pub mod tiles;
pub mod tree;

#[cfg(test)]
pub(crate) mod tests;
