//! The parts of the media worker's answer: container, streams, claims, stretches, faults, poster, waveform.
//!
//! What must stay true: a field named `claimed_…` repeats what the file says, every other one was counted or decoded.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContainerFacts {
    /// Short names of the container format as FFmpeg lists them, such as `mov,mp4,m4a,3gp,3g2,mj2`.
    pub format: String,
    /// A photo: one picture without a length.
    pub is_still: bool,
    /// The length that the file claims or lets one guess.
    pub claimed_duration: Option<ClaimedDuration>,
    /// Start of the first picture or sound, in milliseconds of the file's own time.
    pub real_start_ms: Option<i64>,
    /// From the start of the first to the end of the last picture or sound that is there, in milliseconds.
    pub real_duration_ms: Option<u64>,
}

/// A length that nobody has checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimedDuration {
    /// The length in milliseconds.
    pub duration_ms: u64,
    /// Where it comes from.
    pub basis: DurationBasis,
}

/// What a claimed length rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DurationBasis {
    /// Written in the file's header or index.
    Header,
    /// Timestamps near the start and the end of a stream without a header.
    Timestamps,
    /// Guessed from the file's length and bit rate: not even the file says so.
    BitRate,
}

/// What a stream carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StreamKind {
    /// Video, a photo, a cover picture.
    Picture,
    /// Audio.
    Sound,
    /// Anything else: time code, telemetry, subtitles, attachments.
    Data,
}

/// One stream: what its header says and what its packets hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StreamFacts {
    /// Its place in the file, from 0.
    pub index: u32,
    /// Picture, sound or data.
    pub kind: StreamKind,
    /// Name of the codec, such as `h264`; absent where it is unknown.
    pub codec: Option<String>,
    /// The container's own four letters for it, such as `gpmd`.
    pub tag: Option<String>,
    /// A photo or cover picture, not a moving one.
    pub is_still: bool,
    /// Width in pixels as the header says.
    pub width: Option<u32>,
    /// Height in pixels as the header says.
    pub height: Option<u32>,
    /// Clockwise turn that the file asks players for, in degrees.
    pub rotation_degrees: Option<i32>,
    /// Frames per second.
    pub frame_rate: Option<FrameRate>,
    /// Samples per second.
    pub sample_rate_hz: Option<u32>,
    /// Channels of sound.
    pub channels: Option<u32>,
    /// Length that the header claims, in milliseconds.
    pub claimed_duration_ms: Option<u64>,
    /// Packets that the header claims.
    pub claimed_packets: Option<u64>,
    /// Packets that are there.
    pub packets: u64,
    /// Bytes in them.
    pub bytes: u64,
    /// How many of them stand alone (key frames; in sound every packet).
    pub key_packets: u64,
    /// How many the container itself marks as damaged.
    pub corrupt_packets: u64,
    /// How many the file tells players not to show (edit list); they do not count as covered time.
    pub hidden_packets: u64,
    /// How long those packets are together, in milliseconds.
    pub hidden_ms: u64,
    /// How many carry no time at all.
    pub untimed_packets: u64,
    /// How often the decoding time stepped back.
    pub backward_steps: u64,
    /// Start of the first packet, in milliseconds of the file's own time.
    pub start_ms: Option<i64>,
    /// End of the last packet.
    pub end_ms: Option<i64>,
    /// Holes in the timestamps longer than the threshold, at most [`super::limits::GAPS_MAX`].
    pub gaps: Vec<MediaGap>,
    /// Gaps found, also those not listed.
    pub gaps_total: u32,
    /// What decoding showed, where this stream was decoded.
    pub decoded: Option<DecodedFacts>,
}

/// Frames per second as an exact fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FrameRate {
    /// Frames …
    pub frames: u32,
    /// … in so many seconds.
    pub seconds: u32,
}

/// A hole in the timestamps of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MediaGap {
    /// End of the last packet before it, in milliseconds of the file's own time.
    pub start_ms: i64,
    /// Start of the first packet after it.
    pub end_ms: i64,
}

/// What a decoder made of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecodedFacts {
    /// Packets given to the decoder; at [`super::MediaLevel::KeyFrames`] key frames only, at most two per second.
    pub packets: u64,
    /// Frames that came out.
    pub frames: u64,
    /// Frames that the decoder marks as damaged or patched up.
    pub damaged_frames: u64,
    /// Packets that the decoder refused.
    pub refused_packets: u64,
    /// Width of the first frame in pixels; absent for sound.
    pub width: Option<u32>,
    /// Height of the first frame in pixels; absent for sound.
    pub height: Option<u32>,
}

/// Something the file says about when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = MediaTimeClaim)]
#[serde(deny_unknown_fields)]
pub struct TimeClaim {
    /// Where it stands.
    pub source: ClaimSource,
    /// Its stream, where it stands in one.
    pub stream: Option<u32>,
    /// Name of the tag, such as `creation_time` or `timecode`.
    pub key: String,
    /// Its text, as it stands there; control characters are replaced.
    pub text: String,
}

/// Where a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClaimSource {
    /// A tag of the file as a whole.
    Container,
    /// A tag of a stream.
    Stream,
    /// A tag inside a picture (EXIF); known only where a picture was decoded.
    Picture,
}

/// A stretch without a picture worth the name, or without sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MediaStretch {
    /// Black, frozen or silent.
    pub kind: StretchKind,
    /// Index of its stream.
    pub stream: u32,
    /// Its start, in milliseconds of the file's own time.
    pub start_ms: i64,
    /// Its end.
    pub end_ms: i64,
}

/// What is wrong with a stretch. A black stretch is not reported as frozen as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StretchKind {
    /// Nearly every point of the picture is dark.
    Black,
    /// The picture does not change.
    Frozen,
    /// No channel is louder than −60 dB.
    Silent,
}

/// Something that went wrong in the file; not in the worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MediaFault {
    /// While doing what.
    pub stage: FaultStage,
    /// In which stream, where that is known.
    pub stream: Option<u32>,
    /// At what time of the file, in milliseconds, where that is known.
    pub at_ms: Option<i64>,
    /// What FFmpeg said.
    pub text: String,
}

/// What the worker was doing when it met a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FaultStage {
    /// Reading the header.
    Open,
    /// Reading packets.
    Read,
    /// Decoding.
    Decode,
    /// Making the poster.
    Poster,
}

/// One picture that stands for the clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Poster {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Where in the clip it stands, in milliseconds of the file's own time.
    pub at_ms: Option<i64>,
    /// A JPEG in base64 (standard alphabet, padded).
    pub jpeg_base64: String,
}

/// The loudest sample of each of a fixed number of equal parts of the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Waveform {
    /// Index of the sound stream.
    pub stream: u32,
    /// Start of the first part, in milliseconds of the file's own time.
    pub start_ms: i64,
    /// End of the last part.
    pub end_ms: i64,
    /// Peaks from 0 (nothing) to 255 (full scale).
    pub peaks: Vec<u8>,
}

/// A code (QR) that was seen in the picture. Whoever stood before the lens made its text: nothing of it is a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenCode {
    /// What it says, at most [`super::limits::CODE_CHARS_MAX`] characters, none of them a control character.
    pub text: String,
    /// Index of the stream.
    pub stream: u32,
    /// When it was seen first, in milliseconds of the file's own time.
    pub first_ms: i64,
    /// When it was seen last.
    pub last_ms: i64,
}
