//! Loudness is the same share of full scale in every form of samples.

use super::{drawn, loudest_f32, loudest_i16, loudest_i32, loudest_u8, peaks_by_piece};
use ffmpeg_next::channel_layout::ChannelLayout;
use ffmpeg_next::format::{Sample, sample::Type};
use ffmpeg_next::frame::Audio;

#[test]
fn half_of_full_scale_is_half_in_every_form() {
    let loud = [
        loudest_u8(&[128, 64, 130]),
        loudest_i16(&[(-16_384_i16).to_ne_bytes(), 5_i16.to_ne_bytes()].concat()),
        loudest_i32(&[1_i32.to_ne_bytes(), (-1_073_741_824_i32).to_ne_bytes()].concat()),
        loudest_f32(&[0.1_f32.to_ne_bytes(), (-0.5_f32).to_ne_bytes()].concat()),
    ];
    assert!(loud.iter().all(|share| (share - 0.5).abs() < 0.001), "{loud:?}");
}

#[test]
fn what_is_no_number_is_neither_loud_nor_a_crash() {
    assert!(loudest_f32(&f32::NAN.to_ne_bytes()).abs() < f32::EPSILON);
    assert_eq!(drawn(f32::INFINITY), 255);
    assert_eq!(drawn(0.5), 128);
}

#[test]
fn sound_on_one_channel_only_is_not_silence() {
    let mut frame = Audio::new(Sample::I16(Type::Planar), 480, ChannelLayout::STEREO);
    frame.set_channels(2);
    frame.plane_mut::<i16>(0).fill(0);
    frame.plane_mut::<i16>(1).fill(8_192);
    let pieces = peaks_by_piece(&frame, 480).unwrap();
    assert_eq!(pieces.len(), 1);
    assert!((pieces[0] - 0.25).abs() < 0.001, "{pieces:?}");
}

#[test]
fn a_moment_of_sound_is_found_in_its_own_piece() {
    let mut frame = Audio::new(Sample::F32(Type::Planar), 1_000, ChannelLayout::MONO);
    frame.set_channels(1);
    let plane = frame.plane_mut::<f32>(0);
    plane.fill(0.0);
    plane[250] = 1.0;
    assert_eq!(
        peaks_by_piece(&frame, 100).unwrap(),
        vec![0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    );
}
