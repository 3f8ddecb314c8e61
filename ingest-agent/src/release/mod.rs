//! Clearing recorders: the only part of the agent that erases a recorder's file, and everything that must be true first.
//!
//! What must stay true: `erase::erase` is the one function that unlinks below a volume, and it takes a [`Permit`]; a
//! permit exists only for a second reading of this very moment, a receipt checked again, and the rule's `MayErase`.

pub(crate) mod desk;
pub(crate) mod erase;
pub(crate) mod keeping;
pub(crate) mod medium;
pub(crate) mod permit;
pub(crate) mod readiness;
pub(crate) mod telling;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use keeping::{Stay, Why};
pub(crate) use permit::{Permit, SecondReading};
