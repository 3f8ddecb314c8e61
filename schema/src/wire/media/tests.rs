//! Requests keep to their bounds; bodies refuse what they do not know.

use super::{MediaAnswer, MediaLevel, MediaRequest, limits};

const LEVELS: [MediaLevel; 3] = [MediaLevel::Packets, MediaLevel::KeyFrames, MediaLevel::FullDecode];

#[test]
fn presets_are_inside_their_bounds() {
    for level in LEVELS {
        assert_eq!(MediaRequest::preset(level).check(), Ok(()));
    }
}

#[test]
fn numbers_outside_their_bounds_are_refused_by_name() {
    let refused = |change: fn(&mut MediaRequest)| {
        let mut request = MediaRequest::preset(MediaLevel::Packets);
        change(&mut request);
        request.check().unwrap_err().to_string()
    };
    assert!(refused(|r| r.version = 0).contains("version"));
    assert!(refused(|r| r.pixels_max = limits::PIXELS_MAX + 1).contains("pixels_max"));
    assert!(refused(|r| r.gap_threshold_ms = 0).contains("gap_threshold_ms"));
    assert!(refused(|r| r.stretch_threshold_ms = 99).contains("stretch_threshold_ms"));
    assert!(refused(|r| r.waveform_buckets = 0).contains("waveform_buckets"));
    assert!(refused(|r| r.poster_width_max = 0).contains("poster_width_max"));
    assert!(refused(|r| r.poster_bytes_max = u32::MAX).contains("poster_bytes_max"));
    assert!(refused(|r| r.memory_bytes_max = 1).contains("memory_bytes_max"));
    assert!(refused(|r| r.cpu_seconds_max = 0).contains("cpu_seconds_max"));
}

#[test]
fn a_request_holds_numbers_and_one_word_only() {
    let request = serde_json::to_value(MediaRequest::preset(MediaLevel::FullDecode)).unwrap();
    let texts: Vec<&str> = request
        .as_object()
        .unwrap()
        .values()
        .filter_map(|value| value.as_str())
        .collect();
    assert_eq!(texts, ["full_decode"]);
}

#[test]
fn unknown_fields_are_refused() {
    let mut request = serde_json::to_value(MediaRequest::preset(MediaLevel::Packets)).unwrap();
    request["name"] = "a.mp4".into();
    assert!(serde_json::from_value::<MediaRequest>(request).is_err());
    assert!(serde_json::from_str::<MediaAnswer>(r#"{"version":1,"extra":true}"#).is_err());
}

#[test]
fn levels_are_numbered_from_one_and_in_order() {
    assert_eq!(LEVELS.map(MediaLevel::number), [1, 2, 3]);
    assert!(LEVELS.is_sorted());
}
