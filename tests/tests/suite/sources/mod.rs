//! Footage that no dock read from a recorder: what people bring in, rooms with fixed cameras.

mod brought;
pub(crate) mod monitors;
mod register;
pub(crate) mod rooms;
