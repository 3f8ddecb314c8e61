//! Bounds of one look into a file: how long, how much, how many words.
//!
//! What must stay true: the kernel's limit on processor time strikes before the wall clock does on an idle machine, and
//! the wall clock strikes on any machine. Both grow with the file, because every byte of it is read.

use std::time::Duration;

/// Processor seconds that every look may take: start, header, the end of the file, codes in the first minutes.
pub(super) const CPU_SECONDS_BASE: u32 = 60;
/// Bytes per further processor second, reading packets only. Measured: 500 MB and more.
pub(super) const PACKET_BYTES_PER_CPU_SECOND: u64 = 64 << 20;
/// Bytes per further processor second, key frames. Measured: 80 to 280 MB of 1080p.
pub(super) const KEY_FRAME_BYTES_PER_CPU_SECOND: u64 = 16 << 20;
/// Bytes per further processor second, full decode. Measured: 4 to 13 MB of 1080p.
pub(super) const FULL_DECODE_BYTES_PER_CPU_SECOND: u64 = 512 << 10;
/// Most processor seconds for one look: a day.
pub(super) const CPU_SECONDS_MAX: u32 = 24 * 3_600;
/// Wall-clock time per processor second: the machine has other work, and the bytes come from a disk.
pub(super) const WALL_CLOCK_PER_CPU_SECOND: Duration = Duration::from_secs(4);
/// Bytes of descriptor 2 that are kept for the operator.
pub(super) const SAID_BYTES_MAX: u64 = 2_048;
/// A claimed length may differ from the real one by this much before it is a finding, in milliseconds.
pub(super) const DURATION_TOLERANCE_MS: u64 = 1_000;
/// Parts that players are told not to show are a finding from this length on, in milliseconds: encoders hide a few
/// packets at the start as a matter of course.
pub(super) const HIDDEN_TOLERANCE_MS: u64 = 1_000;
/// Findings listed of one look: a file may be made of nothing but gaps.
pub(super) const FINDINGS_MAX: usize = 200;
