//! Numbers of a stream's header that the binding does not show: size, rate, channels, four letters, counts.
//!
//! What must stay true: 0 and negative numbers mean "unknown" in FFmpeg and become `None` here.

use evidence_schema::wire::media::DurationBasis;
use ffmpeg_next::format::context::Input;
use ffmpeg_next::packet::Ref as _;
use ffmpeg_next::{Packet, Stream, ffi};

/// What a stream's header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StreamHeader {
    pub(crate) width: Option<u32>,
    pub(crate) height: Option<u32>,
    pub(crate) sample_rate_hz: Option<u32>,
    pub(crate) channels: Option<u32>,
    pub(crate) tag: Option<[u8; 4]>,
    pub(crate) claimed_packets: Option<u64>,
    pub(crate) claimed_duration: Option<i64>,
    pub(crate) is_cover_picture: bool,
}

pub(crate) fn stream_header(stream: &Stream<'_>) -> StreamHeader {
    // SAFETY: the stream belongs to an open context; its parameters exist as long as it does. Only numbers are copied.
    unsafe {
        let native = &*stream.as_ptr();
        let parameters = &*native.codecpar;
        StreamHeader {
            width: known(parameters.width),
            height: known(parameters.height),
            sample_rate_hz: known(parameters.sample_rate),
            channels: known(parameters.ch_layout.nb_channels),
            tag: Some(parameters.codec_tag).filter(|tag| *tag != 0).map(u32::to_le_bytes),
            claimed_packets: u64::try_from(native.nb_frames).ok().filter(|count| *count > 0),
            claimed_duration: Some(native.duration).filter(|duration| *duration > 0),
            is_cover_picture: native.disposition & ffi::AV_DISPOSITION_ATTACHED_PIC != 0,
        }
    }
}

fn known(number: i32) -> Option<u32> {
    u32::try_from(number).ok().filter(|number| *number > 0)
}

/// What FFmpeg's length of the whole file rests on.
pub(crate) fn duration_basis(input: &Input) -> DurationBasis {
    // SAFETY: one field of a context that is open for as long as `input` is borrowed.
    match unsafe { (*input.as_ptr()).duration_estimation_method } {
        ffi::AVDurationEstimationMethod::AVFMT_DURATION_FROM_STREAM => DurationBasis::Header,
        ffi::AVDurationEstimationMethod::AVFMT_DURATION_FROM_PTS => DurationBasis::Timestamps,
        ffi::AVDurationEstimationMethod::AVFMT_DURATION_FROM_BITRATE => DurationBasis::BitRate,
    }
}

/// Whether the file says that this packet is not to be shown (edit list).
pub(crate) fn packet_is_hidden(packet: &Packet) -> bool {
    // SAFETY: one field of a packet that is owned.
    unsafe { (*packet.as_ptr()).flags & ffi::AV_PKT_FLAG_DISCARD != 0 }
}
