//! Footage that no dock read from a recorder: what people bring in, rooms with fixed cameras.

mod brought;
mod monitors;
mod register;
mod rooms;
