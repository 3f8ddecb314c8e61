//! How much a look into a file may cost, by level and size.
//!
//! What must stay true: the presets leave several times what honest recordings need, so that a limit reached means
//! something about the file.

use std::time::Duration;

use evidence_schema::wire::media::{MediaLevel, MediaRequest};

use super::limits::{
    CPU_SECONDS_BASE, CPU_SECONDS_MAX, FULL_DECODE_BYTES_PER_CPU_SECOND, KEY_FRAME_BYTES_PER_CPU_SECOND,
    PACKET_BYTES_PER_CPU_SECOND, WALL_CLOCK_PER_CPU_SECOND,
};

/// The request, and how long its answer is awaited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// What the worker is asked, its own limits included.
    pub request: MediaRequest,
    /// After this the worker is killed.
    pub wall_clock: Duration,
}

impl Allowance {
    /// The preset for a file of this size. Thresholds may be changed afterwards ([`MediaRequest`] is plain data).
    pub fn preset(level: MediaLevel, size_bytes: u64) -> Self {
        let bytes_per_second = match level {
            MediaLevel::Packets => PACKET_BYTES_PER_CPU_SECOND,
            MediaLevel::KeyFrames => KEY_FRAME_BYTES_PER_CPU_SECOND,
            MediaLevel::FullDecode => FULL_DECODE_BYTES_PER_CPU_SECOND,
        };
        let by_size = u32::try_from(size_bytes / bytes_per_second).unwrap_or(u32::MAX);
        let cpu_seconds_max = CPU_SECONDS_BASE.saturating_add(by_size).min(CPU_SECONDS_MAX);
        Self {
            request: MediaRequest {
                cpu_seconds_max,
                ..MediaRequest::preset(level)
            },
            wall_clock: WALL_CLOCK_PER_CPU_SECOND.saturating_mul(cpu_seconds_max),
        }
    }
}
