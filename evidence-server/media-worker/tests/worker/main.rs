//! The worker as its server uses it: a process of its own, media on descriptor 0, one answer on descriptor 1.
//!
//! What must stay true: media is made by the `ffmpeg` command at test time; a missing command fails the tests.

#[cfg(test)]
mod decoding;
#[cfg(test)]
mod footage;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod packets;
#[cfg(test)]
mod slates;
#[cfg(test)]
mod walls;
