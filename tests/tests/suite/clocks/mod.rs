//! Recorders' clocks from end to end: a head's word, what contradicts, what a docking shows, filmed slates.

mod findings;
mod offsets;
mod slates;
