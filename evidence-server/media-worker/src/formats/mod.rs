//! Which containers and decoders may run at all: those that recorders, phones and room cameras write.
//!
//! What must stay true: lists of what is allowed. FFmpeg knows some 350 containers and 500 decoders, many of them old
//! and little tested, some of them play lists that open other files: what is not named here stays shut.

use ffmpeg_next::Dictionary;

/// Containers by FFmpeg's short names. One format may have several names.
const CONTAINERS: &[&str] = &[
    "mov",
    "mp4",
    "m4a",
    "3gp",
    "matroska",
    "webm",
    "avi",
    "mpegts",
    "mpeg",
    "mpegvideo",
    "asf",
    "flv",
    "dhav",
    "h264",
    "hevc",
    "m4v",
    "mjpeg",
    "wav",
    "w64",
    "mp3",
    "aac",
    "amr",
    "amrnb",
    "amrwb",
    "ogg",
    "flac",
    "aiff",
    "caf",
    "jpeg_pipe",
    "png_pipe",
    "webp_pipe",
    "bmp_pipe",
    "tiff_pipe",
];

/// Decoders by FFmpeg's names.
const DECODERS: &[&str] = &[
    "h264",
    "hevc",
    "mpeg4",
    "h263",
    "mpeg1video",
    "mpeg2video",
    "mjpeg",
    "vp8",
    "vp9",
    "libdav1d",
    "wmv1",
    "wmv2",
    "wmv3",
    "vc1",
    "png",
    "webp",
    "bmp",
    "tiff",
    "aac",
    "aac_latm",
    "mp3float",
    "mp2",
    "mp2float",
    "ac3",
    "eac3",
    "opus",
    "vorbis",
    "flac",
    "alac",
    "wmav1",
    "wmav2",
    "amrnb",
    "amrwb",
    "libopencore_amrnb",
    "libopencore_amrwb",
    "g722",
    "g726",
    "adpcm_ima_wav",
    "adpcm_ms",
    "pcm_s16le",
    "pcm_s16be",
    "pcm_s24le",
    "pcm_s24be",
    "pcm_s32le",
    "pcm_s32be",
    "pcm_f32le",
    "pcm_f32be",
    "pcm_u8",
    "pcm_s8",
    "pcm_alaw",
    "pcm_mulaw",
];

/// Ends the names of readers of single pictures.
const STILL_SUFFIX: &str = "_pipe";

/// Streams that a header may announce before reading is refused.
const STREAMS_ANNOUNCED_MAX: &str = "256";

/// Whether a container may be read; `names` as FFmpeg lists them, separated by commas.
pub(crate) fn is_container_allowed(names: &str) -> bool {
    names.split(',').any(|name| CONTAINERS.contains(&name))
}

/// Whether a decoder may run.
pub(crate) fn is_decoder_allowed(name: &str) -> bool {
    DECODERS.contains(&name)
}

/// Whether a container holds one picture and no time.
pub(crate) fn is_still(names: &str) -> bool {
    names.ends_with(STILL_SUFFIX)
}

/// The same lists in FFmpeg's own words, for what it starts by itself; no protocol at all.
pub(crate) fn open_options() -> Dictionary<'static> {
    let containers = CONTAINERS.join(",");
    let decoders = DECODERS.join(",");
    [
        ("format_whitelist", containers.as_str()),
        ("codec_whitelist", decoders.as_str()),
        ("protocol_whitelist", ""),
        ("max_streams", STREAMS_ANNOUNCED_MAX),
    ]
    .into_iter()
    .collect()
}

#[cfg(test)]
mod tests;
