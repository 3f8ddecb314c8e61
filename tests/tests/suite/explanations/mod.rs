//! What is missing of an act is explained by its officers and decided by a head who was not there; marks in its clips.
#![expect(clippy::unwrap_used, reason = "a test says what failed by its line")]

mod decided;
mod given;
mod marked;
mod pages;
pub(crate) mod scene;
