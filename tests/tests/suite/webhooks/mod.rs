//! Other systems are told what happens to case files: signed, in order, again until it arrives, never to a redirect.

mod receiver;
mod refused;
mod told;
