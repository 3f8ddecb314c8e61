//! The lists fit the FFmpeg that is linked: what recorders write can be read, and what only names other files cannot.

use ffmpeg_next::codec::{Id, decoder};

use super::{CONTAINERS, DECODERS, is_container_allowed, is_decoder_allowed, is_still};

/// Codecs of recorders, handheld terminals, room cameras and phones.
const WRITTEN: &[Id] = &[
    Id::H264,
    Id::HEVC,
    Id::MPEG4,
    Id::H263,
    Id::MPEG2VIDEO,
    Id::MJPEG,
    Id::VP8,
    Id::VP9,
    Id::AV1,
    Id::WMV2,
    Id::PNG,
    Id::WEBP,
    Id::BMP,
    Id::AAC,
    Id::MP3,
    Id::MP2,
    Id::AC3,
    Id::OPUS,
    Id::VORBIS,
    Id::FLAC,
    Id::AMR_NB,
    Id::AMR_WB,
    Id::ADPCM_G722,
    Id::ADPCM_G726,
    Id::ADPCM_IMA_WAV,
    Id::PCM_S16LE,
    Id::PCM_ALAW,
    Id::PCM_MULAW,
];

#[test]
fn the_decoder_that_ffmpeg_picks_for_each_usual_codec_is_on_the_list() {
    for id in WRITTEN {
        let picked = decoder::find(*id).unwrap_or_else(|| panic!("FFmpeg has no decoder for {id:?}"));
        assert!(is_decoder_allowed(picked.name()), "{id:?}: {}", picked.name());
    }
}

#[test]
fn containers_are_matched_by_any_of_their_names() {
    assert!(is_container_allowed("mov,mp4,m4a,3gp,3g2,mj2"));
    assert!(!is_container_allowed("hls"));
    assert!(!is_container_allowed(""));
}

#[test]
fn readers_that_open_other_files_or_addresses_are_not_on_the_list() {
    for name in [
        "hls",
        "concat",
        "dash",
        "imf",
        "rtsp",
        "sdp",
        "image2",
        "ffmetadata",
        "tty",
        "lavfi",
    ] {
        assert!(!CONTAINERS.contains(&name), "{name}");
    }
}

#[test]
fn no_name_stands_twice() {
    for list in [CONTAINERS, DECODERS] {
        let mut names = list.to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), list.len());
    }
}

#[test]
fn photos_are_known_by_their_reader() {
    assert!(is_still("jpeg_pipe"));
    assert!(!is_still("mjpeg"));
}
