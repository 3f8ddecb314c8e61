//! An honest answer, made by hand, that tests change in one place.

use evidence_schema::wire::media::{
    ClaimSource, ClaimedDuration, ContainerFacts, DecodedFacts, DurationBasis, MEDIA_VERSION, MediaAnswer, MediaLevel,
    MediaOutcome, MediaRequest, MediaStretch, SandboxReport, StreamFacts, StreamKind, StretchKind, TimeClaim, Waveform,
};

pub(in crate::media) const SIZE_BYTES: u64 = 5_000_000;

pub(in crate::media) fn request() -> MediaRequest {
    MediaRequest::preset(MediaLevel::FullDecode)
}

pub(in crate::media) fn answer() -> MediaAnswer {
    MediaAnswer {
        version: MEDIA_VERSION,
        sandbox: SandboxReport {
            landlock: true,
            seccomp: true,
            rlimits: true,
        },
        level: MediaLevel::FullDecode,
        size_bytes: SIZE_BYTES,
        outcome: MediaOutcome::Read,
        refused: None,
        container: Some(container()),
        streams: vec![
            stream(0, StreamKind::Picture, "h264"),
            stream(1, StreamKind::Sound, "aac"),
        ],
        streams_total: 2,
        claims: vec![TimeClaim {
            source: ClaimSource::Container,
            stream: None,
            key: "creation_time".to_owned(),
            text: "2026-11-21T23:40:00Z".to_owned(),
        }],
        claims_total: 1,
        codes: Vec::new(),
        codes_total: 0,
        stretches: vec![MediaStretch {
            kind: StretchKind::Black,
            stream: 0,
            start_ms: 0,
            end_ms: 12_000,
        }],
        stretches_total: 1,
        faults: Vec::new(),
        faults_total: 0,
        poster: None,
        waveform: Some(Waveform {
            stream: 1,
            start_ms: 0,
            end_ms: 20_000,
            peaks: vec![7; 1_000],
        }),
    }
}

fn container() -> ContainerFacts {
    ContainerFacts {
        format: "mov,mp4,m4a,3gp,3g2,mj2".to_owned(),
        is_still: false,
        claimed_duration: Some(ClaimedDuration {
            duration_ms: 20_000,
            basis: DurationBasis::Header,
        }),
        real_start_ms: Some(0),
        real_duration_ms: Some(20_000),
    }
}

fn stream(index: u32, kind: StreamKind, codec: &str) -> StreamFacts {
    StreamFacts {
        index,
        kind,
        codec: Some(codec.to_owned()),
        tag: None,
        is_still: false,
        width: None,
        height: None,
        rotation_degrees: None,
        frame_rate: None,
        sample_rate_hz: None,
        channels: None,
        claimed_duration_ms: Some(20_000),
        claimed_packets: Some(500),
        packets: 500,
        bytes: 1_000_000,
        key_packets: 10,
        corrupt_packets: 0,
        hidden_packets: 0,
        hidden_ms: 0,
        untimed_packets: 0,
        backward_steps: 0,
        start_ms: Some(0),
        end_ms: Some(20_000),
        gaps: Vec::new(),
        gaps_total: 0,
        decoded: Some(DecodedFacts {
            packets: 500,
            frames: 500,
            damaged_frames: 0,
            refused_packets: 0,
            width: None,
            height: None,
        }),
    }
}
