//! Case files against the running server: headings and numbers, acts, enforcement objects, suggestions.

mod acts;
mod at_once;
mod changes;
mod headings;
mod importers;
mod importing;
mod objects;
mod pages;
pub(crate) mod scene;
mod states;
mod states_told;
mod suggestions;
mod telling;
