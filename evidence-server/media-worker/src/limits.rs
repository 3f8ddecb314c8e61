//! Every bound of the worker that the request does not set: reading, faults, sampling, thresholds of judgement.
//!
//! What must stay true: whatever a file contains, each list and each buffer of the worker ends at one of these.

/// Bytes that FFmpeg asks the descriptor for at a time.
pub(crate) const READ_BUFFER_BYTES: usize = 256 << 10;
/// Failed reads in a row after which reading is given up: a demuxer may fail for ever without moving on.
pub(crate) const READ_FAILURES_IN_A_ROW_MAX: u32 = 100;
/// Disjoint stretches of time remembered per stream; later ones are merged into the last.
pub(crate) const INTERVALS_MAX: usize = 4_096;
/// Streams of one kind that are decoded.
pub(crate) const DECODED_STREAMS_MAX: usize = 4;
/// Least time between two key frames that level 2 decodes, in milliseconds: a file may consist of key frames only.
pub(crate) const KEY_FRAME_SPACING_MS: i64 = 500;
/// Key frames that are looked at for a poster that is not black.
pub(crate) const POSTER_CANDIDATES_MAX: u32 = 5;
/// Bytes that one decoder buffer may take per pixel of the largest allowed picture.
pub(crate) const BYTES_PER_PIXEL_MAX: u64 = 8;
/// Bytes that FFmpeg may take in one piece on top of a picture (packets, indexes).
pub(crate) const ALLOCATION_BYTES_EXTRA: u64 = 64 << 20;
/// Lines of FFmpeg's log kept between two questions for them.
pub(crate) const LOG_LINES_MAX: usize = 4;
/// Bytes of one line of FFmpeg's log.
pub(crate) const LOG_LINE_BYTES: usize = 512;
/// Best guess of a container that is believed: below, random bytes pass for one (FFmpeg's own retry score is 25).
pub(crate) const PROBE_SCORE_MIN: i32 = 26;

/// Points per row and rows of the sample of a picture that black and frozen are judged by.
pub(crate) const SAMPLE_WIDTH: u32 = 320;
/// See [`SAMPLE_WIDTH`].
pub(crate) const SAMPLE_HEIGHT: u32 = 180;
/// A point is dark up to this brightness of 255 (10 %).
pub(crate) const DARK_MAX: u8 = 25;
/// A picture is black when this many of 1000 points are dark.
pub(crate) const BLACK_POINTS_PER_MILLE: u64 = 980;
/// From one picture to the next nothing moved when points differ on average by at most this many thousandths of a
/// brightness step of 255. Measured at 1080p and 4 Mbit/s: frozen pictures 0 to 37, a still scene with the noise of a
/// living sensor 63 and more.
pub(crate) const QUIET_STEP_MILLI: u64 = 40;
/// A picture is still the one that a frozen stretch began with up to this difference: encoders refine a frozen picture
/// and make it anew at key frames (measured: up to 3400).
pub(crate) const SAME_PICTURE_MILLI: u64 = 4_000;
/// Unquiet time, quiet time deducted, after which a stretch is no longer frozen, in milliseconds.
pub(crate) const UNQUIET_MS_MAX: i64 = 1_000;
/// A single picture shown at least this long is the start of a frozen stretch, in milliseconds.
pub(crate) const LONG_PICTURE_MS: i64 = 1_000;
/// Sound up to this share of full scale is silence (−60 dB).
pub(crate) const SILENCE_PEAK: f32 = 0.001;
/// Length of the pieces that sound is judged in, in milliseconds.
pub(crate) const SOUND_PIECE_MS: i64 = 10;
/// Frames at most this far apart belong to one stretch, in milliseconds.
pub(crate) const STRETCH_JOIN_MS: i64 = 1_000;
/// Cells that a waveform is collected in before it is reduced to the buckets asked for.
pub(crate) const WAVEFORM_CELLS_MAX: usize = 1 << 16;
/// JPEG quality steps tried for a poster, from good to small (2 is best, 31 is worst).
pub(crate) const POSTER_QUALITIES: [i32; 4] = [4, 8, 16, 31];
/// From the start of a recording every frame is decoded for so long in search of codes, in milliseconds; then key frames.
pub(crate) const CODES_DENSE_MS: i64 = 20_000;
/// Least time between two pictures that are looked at for codes, in milliseconds.
pub(crate) const CODES_SPACING_MS: i64 = 250;
/// Widest and highest grey picture that is looked at for codes.
pub(crate) const CODES_WIDTH_MAX: u32 = 1920;
/// Time that reading codes may take in one file.
pub(crate) const CODES_TIME_MAX: std::time::Duration = std::time::Duration::from_secs(20);
