//! The waveform keeps its size and its peaks, however short or long the sound.

use super::Peaks;

#[test]
fn no_sound_gives_no_waveform() {
    assert_eq!(Peaks::new().finish(1, 1_000), None);
}

#[test]
fn a_short_sound_fills_all_buckets() {
    let mut peaks = Peaks::new();
    for piece in 0..10 {
        peaks.add(piece * 10, piece * 10 + 10, 100);
    }
    let waveform = peaks.finish(1, 1_000).unwrap();
    assert_eq!(waveform.peaks, vec![100; 1_000]);
    assert_eq!((waveform.start_ms, waveform.end_ms), (0, 100));
}

#[test]
fn one_loud_moment_in_eight_hours_is_still_there() {
    let mut peaks = Peaks::new();
    for piece in 0..(8 * 3_600 * 100) {
        peaks.add(piece * 10, piece * 10 + 10, if piece == 1_440_007 { 255 } else { 3 });
    }
    let waveform = peaks.finish(1, 1_000).unwrap();
    assert_eq!(waveform.peaks.len(), 1_000);
    let loud: Vec<usize> = (0..1_000).filter(|bucket| waveform.peaks[*bucket] == 255).collect();
    assert_eq!(loud, vec![500]);
}

#[test]
fn a_jump_to_the_end_of_time_neither_hangs_nor_takes_memory() {
    let mut peaks = Peaks::new();
    peaks.add(0, 10, 50);
    peaks.add(i64::MAX - 10, i64::MAX, 70);
    let waveform = peaks.finish(1, 10).unwrap();
    assert_eq!(waveform.peaks.first(), Some(&50));
    assert_eq!(waveform.peaks.last(), Some(&70));
}

#[test]
fn time_before_the_first_piece_is_left_out() {
    let mut peaks = Peaks::new();
    peaks.add(1_000, 1_010, 9);
    peaks.add(0, 10, 200);
    assert_eq!(peaks.finish(1, 1).unwrap().peaks, vec![9]);
}
