//! What people say at docks: the roster that a dock asks with, the claims that it sends, and what they change.
//!
//! What must stay true: a claim counts only for a docking which that dock reported, only when signed with its key, only
//! for officers of its units, and only where the ledger says nothing; whatever else it says is kept and shown to a person.

mod merging;
mod roster;
mod said;
mod units;
