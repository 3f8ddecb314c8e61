//! The server's side and the real worker together, on media made at test time.

pub(super) mod samples;
mod together;
