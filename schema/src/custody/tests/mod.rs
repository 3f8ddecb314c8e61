//! Behaviour of the custody log, a file per part. Whole logs come from [`super::memory`], never from stand-ins.

mod audit;
mod checkpoint;
mod detail;
mod entry;
mod note;
mod package;
mod packed;
mod published;
mod receipt;
mod record;
mod slate;
pub(crate) mod statement;
pub(crate) mod story;
mod tiles;
mod tree;
mod vectors;
