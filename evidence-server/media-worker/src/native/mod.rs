//! The only place of the worker with `unsafe`: what the FFmpeg binding does not offer, or offers without checks.
//!
//! What must stay true: pointers never leave these files; text of the file is taken as bytes and made valid, since
//! the binding's own tag iterator believes that it is UTF-8; nothing here decides anything.
#![expect(unsafe_code, reason = "FFmpeg is a C library; each block says why it is sound")]

mod header;
mod log;
mod open;
mod system;
mod tags;

pub(crate) use header::{StreamHeader, duration_basis, packet_is_hidden, stream_header};
pub(crate) use log::take_lines;
pub(crate) use open::{OpenFailure, open};
pub(crate) use system::{call_with_zeros, map_descriptor_0, map_executable};
pub(crate) use tags::{container_tags, frame_tags, stream_tags};

use evidence_schema::wire::media::MediaRequest;
use ffmpeg_next::ffi;

use crate::limits::{ALLOCATION_BYTES_EXTRA, BYTES_PER_PIXEL_MAX};

/// Sets FFmpeg up for one file: error texts, log kept in memory, largest piece of memory. Before the sandbox.
pub(crate) fn prepare(request: &MediaRequest) {
    // Without the texts of errors an answer would only be less clear.
    let _ = ffmpeg_next::init();
    log::capture();
    let piece_bytes = request
        .pixels_max
        .saturating_mul(BYTES_PER_PIXEL_MAX)
        .saturating_add(ALLOCATION_BYTES_EXTRA);
    // SAFETY: sets one number inside libavutil; this process has one thread.
    unsafe { ffi::av_max_alloc(usize::try_from(piece_bytes).unwrap_or(usize::MAX)) };
}
