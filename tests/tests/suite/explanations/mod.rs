//! What is missing of an act is explained by its officers and decided by a head who was not there; marks in its clips.

mod decided;
mod given;
mod marked;
mod pages;
pub(crate) mod scene;
