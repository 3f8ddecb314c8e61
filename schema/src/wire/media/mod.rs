//! What the server asks the media worker and what the worker answers: one JSON request in, one JSON answer out.
//!
//! What must stay true: a request holds numbers only (it travels as a command-line argument, which every user of the
//! host can read), never a name, a path or an id. An answer separates *facts* (read from the packets themselves)
//! from *claims* (what the file says about itself). Absent stays absent: nothing is 0 or "" because it is unknown.
//! Every list has a bound in [`limits`], and where a list was cut its total says so. Unknown fields are refused.

mod facts;

pub use facts::{
    ClaimSource, ClaimedDuration, ContainerFacts, DecodedFacts, DurationBasis, FaultStage, FrameRate, MediaFault,
    MediaGap, MediaStretch, Poster, SeenCode, StreamFacts, StreamKind, StretchKind, TimeClaim, Waveform,
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Version of this pair of bodies; an answer of another version is refused.
pub const MEDIA_VERSION: u16 = 1;

/// Bounds of requests and answers. The worker keeps them, the server refuses an answer that breaks one.
pub mod limits {
    /// Longest answer in bytes.
    pub const ANSWER_BYTES_MAX: usize = 2 << 20;
    /// Streams listed; further ones are counted only.
    pub const STREAMS_MAX: usize = 64;
    /// Gaps listed per stream; further ones are counted only.
    pub const GAPS_MAX: usize = 100;
    /// Black, frozen and silent stretches listed; further ones are counted only.
    pub const STRETCHES_MAX: usize = 1_000;
    /// Claims about time listed.
    pub const CLAIMS_MAX: usize = 64;
    /// Faults listed; further ones are counted only.
    pub const FAULTS_MAX: usize = 32;
    /// Characters in any text of an answer that stems from the file or from the decoder.
    pub const TEXT_CHARS_MAX: usize = 256;
    /// Texts of codes listed; further ones are counted only.
    pub const CODES_MAX: usize = 256;
    /// Characters in the text of a code; one with more is left out.
    pub const CODE_CHARS_MAX: usize = 512;
    /// Longest stretch from the start that may be looked through for codes, in milliseconds.
    pub const CODES_MS_MAX: u32 = 600_000;
    /// Largest poster that may be asked for, in bytes.
    pub const POSTER_BYTES_MAX: u32 = 512 << 10;
    /// Widest poster that may be asked for, in pixels.
    pub const POSTER_WIDTH_MAX: u16 = 1920;
    /// Most buckets that a waveform may be asked in.
    pub const WAVEFORM_BUCKETS_MAX: u16 = 4_000;
    /// Largest picture that may be asked to be decoded, in pixels.
    pub const PIXELS_MAX: u64 = 1 << 28;
    /// Shortest gap or stretch that may be asked for, in milliseconds.
    pub const THRESHOLD_MS_MIN: u32 = 100;
    /// Least memory that a worker can start with, in bytes of address space.
    pub const MEMORY_BYTES_MIN: u64 = 512 << 20;
}

/// How deep the worker looks. A verdict names the level that it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MediaLevel {
    /// Level 1: every packet and its timestamps, nothing decoded.
    Packets,
    /// Level 2: level 1, and key frames decoded: poster, real picture size, damage.
    KeyFrames,
    /// Level 3: level 1, and everything decoded: black, frozen and silent stretches, waveform, poster, damage.
    FullDecode,
}

impl MediaLevel {
    /// Its number, from 1: the form in which levels are kept and spoken of.
    pub const fn number(self) -> u8 {
        match self {
            Self::Packets => 1,
            Self::KeyFrames => 2,
            Self::FullDecode => 3,
        }
    }
}

/// What to look for and how much the worker may use. Numbers only: it is visible in the process list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MediaRequest {
    /// [`MEDIA_VERSION`].
    pub version: u16,
    /// How deep to look.
    pub level: MediaLevel,
    /// Pictures of more pixels than this (width × height) are refused before memory is taken for them.
    pub pixels_max: u64,
    /// A hole in the timestamps of a stream counts as a gap when it is longer than this, in milliseconds.
    pub gap_threshold_ms: u32,
    /// A black, frozen or silent stretch counts from this length on, in milliseconds.
    pub stretch_threshold_ms: u32,
    /// Buckets of the waveform.
    pub waveform_buckets: u16,
    /// Widest and highest that the poster may be, in pixels.
    pub poster_width_max: u16,
    /// Longest that the poster's JPEG may be, in bytes.
    pub poster_bytes_max: u32,
    /// How long from its start a picture stream is looked through for codes, in milliseconds; 0 is not at all.
    #[serde(default)]
    pub codes_ms_max: u32,
    /// Address space that the worker allows itself, in bytes.
    pub memory_bytes_max: u64,
    /// Processor time after which the kernel ends the worker, in seconds.
    pub cpu_seconds_max: u32,
}

impl MediaRequest {
    /// The preset for a level: gaps from 1 s, stretches from 10 s, pictures up to 67 million pixels, 2 GiB, 60 s.
    pub const fn preset(level: MediaLevel) -> Self {
        Self {
            version: MEDIA_VERSION,
            level,
            pixels_max: 8192 * 8192,
            gap_threshold_ms: 1_000,
            stretch_threshold_ms: 10_000,
            waveform_buckets: 1_000,
            poster_width_max: 640,
            poster_bytes_max: 256 << 10,
            codes_ms_max: 180_000,
            memory_bytes_max: 2 << 30,
            cpu_seconds_max: 60,
        }
    }

    /// Whether every number is inside its bound; both sides ask before anything starts.
    pub fn check(&self) -> Result<(), MediaRequestRefused> {
        let thresholds_ok =
            self.gap_threshold_ms >= limits::THRESHOLD_MS_MIN && self.stretch_threshold_ms >= limits::THRESHOLD_MS_MIN;
        let bounds = [
            (self.version == MEDIA_VERSION, "version"),
            (
                self.pixels_max >= 1 && self.pixels_max <= limits::PIXELS_MAX,
                "pixels_max",
            ),
            (thresholds_ok, "gap_threshold_ms or stretch_threshold_ms"),
            (
                self.waveform_buckets >= 1 && self.waveform_buckets <= limits::WAVEFORM_BUCKETS_MAX,
                "waveform_buckets",
            ),
            (
                self.poster_width_max >= 16 && self.poster_width_max <= limits::POSTER_WIDTH_MAX,
                "poster_width_max",
            ),
            (self.poster_bytes_max <= limits::POSTER_BYTES_MAX, "poster_bytes_max"),
            (self.codes_ms_max <= limits::CODES_MS_MAX, "codes_ms_max"),
            (self.memory_bytes_max >= limits::MEMORY_BYTES_MIN, "memory_bytes_max"),
            (self.cpu_seconds_max >= 1, "cpu_seconds_max"),
        ];
        match bounds.iter().find(|(is_inside, _)| !is_inside) {
            Some((_, field)) => Err(MediaRequestRefused { field }),
            None => Ok(()),
        }
    }
}

/// A number of a request is outside its bound.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("media request refused: {field} is outside its bound")]
pub struct MediaRequestRefused {
    field: &'static str,
}

/// What the worker found out. Everything in it but `sandbox` stems from a hostile file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MediaAnswer {
    /// [`MEDIA_VERSION`].
    pub version: u16,
    /// Which walls stood around the worker while it read.
    pub sandbox: SandboxReport,
    /// The level that these facts rest on: the level asked for, or [`MediaLevel::Packets`] where nothing was decoded.
    pub level: MediaLevel,
    /// Length of the file, in bytes.
    pub size_bytes: u64,
    /// How it ended.
    pub outcome: MediaOutcome,
    /// The picture that was too large, where the outcome is [`MediaOutcome::Refused`].
    pub refused: Option<RefusedPicture>,
    /// The container, where its kind was recognised by content (never by name).
    pub container: Option<ContainerFacts>,
    /// The streams in the file's order, at most [`limits::STREAMS_MAX`].
    pub streams: Vec<StreamFacts>,
    /// Streams in the file, also those not listed.
    pub streams_total: u32,
    /// What the file claims about its time, as raw text: claims are never facts.
    pub claims: Vec<TimeClaim>,
    /// Claims found, also those not listed.
    pub claims_total: u32,
    /// Black, frozen and silent stretches by stream and start; only at [`MediaLevel::FullDecode`].
    pub stretches: Vec<MediaStretch>,
    /// Stretches found, also those not listed.
    pub stretches_total: u32,
    /// Codes that were seen in the first minutes, in the order of first sight; from [`MediaLevel::KeyFrames`] on. Answers
    /// of before have none.
    #[serde(default)]
    pub codes: Vec<SeenCode>,
    /// Codes seen, also those not listed.
    #[serde(default)]
    pub codes_total: u32,
    /// What went wrong while reading and decoding, in the order met; the first is the first error of the file.
    pub faults: Vec<MediaFault>,
    /// Faults met, also those not listed.
    pub faults_total: u32,
    /// The first good key frame, from [`MediaLevel::KeyFrames`] on.
    pub poster: Option<Poster>,
    /// Loudness over time of the first sound stream; only at [`MediaLevel::FullDecode`].
    pub waveform: Option<Waveform>,
}

/// Which walls were in force, each one tried out before the first byte was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SandboxReport {
    /// Landlock: no file can be opened. False where the kernel has no Landlock; then seccomp stands alone.
    pub landlock: bool,
    /// The system-call allow list; a worker without it does not work at all.
    pub seccomp: bool,
    /// Memory, processor time, no new descriptors, no file growth, no new processes, no core file.
    pub rlimits: bool,
}

/// How an examination ended. Each is an outcome, not a failure of the worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MediaOutcome {
    /// The packets were read to the end of the file; faults on the way are listed.
    Read,
    /// As `Read`, but reading was given up before the end because it met nothing but faults.
    ReadInPart,
    /// The file has no bytes.
    Empty,
    /// The content is of no container that the worker reads.
    Unrecognised,
    /// The container was recognised, its header cannot be read.
    Broken,
    /// A picture is larger than the request allows.
    Refused,
}

/// A picture that was refused before memory was taken for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefusedPicture {
    /// Index of its stream.
    pub stream: u32,
    /// Width in pixels, as the file claims.
    pub width: u32,
    /// Height in pixels, as the file claims.
    pub height: u32,
}

#[cfg(test)]
mod tests;
