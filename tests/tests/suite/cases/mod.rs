//! Case files against the running server: headings and numbers, acts, enforcement objects, suggestions.

mod acts;
mod headings;
mod objects;
mod scene;
mod suggestions;
mod telling;
