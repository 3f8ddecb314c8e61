//! Real media with what goes wrong at an act: a covered lens, a muted microphone, no picture at all. Small and short.

use std::fs;

use super::film::{ffmpeg, run};

/// What to record; stretches are in seconds from its beginning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FlawedSpec {
    /// How long it is.
    pub seconds: u32,
    /// The lens is covered.
    pub dark: Option<(u32, u32)>,
    /// The microphone is muted.
    pub silent: Option<(u32, u32)>,
    /// A voice recorder: no picture.
    pub is_sound_only: bool,
    /// Tunes the sound, so that no two recordings are the same bytes.
    pub pitch: u32,
}

/// The bytes of such a recording: H.264 and AAC in MP4, or AAC alone.
pub fn flawed(spec: &FlawedSpec) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("create a folder to record in");
    let path = folder.path().join("flawed.mp4");
    let picture = format!("testsrc2=size=128x96:rate=10:duration={}", spec.seconds);
    let tone = format!(
        "sine=frequency={}:sample_rate=16000:duration={}",
        300 + spec.pitch,
        spec.seconds
    );
    let mut ffmpeg = ffmpeg();
    if !spec.is_sound_only {
        ffmpeg.args(["-f", "lavfi", "-i", &picture]);
    }
    ffmpeg.args(["-f", "lavfi", "-i", &tone]);
    if let Some((from, to)) = spec.dark {
        ffmpeg.args([
            "-vf",
            &format!("drawbox=color=black:t=fill:enable='gte(t,{from})*lt(t,{to})'"),
        ]);
    }
    if let Some((from, to)) = spec.silent {
        ffmpeg.args(["-af", &format!("volume=0:enable='gte(t,{from})*lt(t,{to})'")]);
    }
    if !spec.is_sound_only {
        ffmpeg.args([
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-g",
            "10",
            "-pix_fmt",
            "yuv420p",
        ]);
    }
    ffmpeg.args(["-c:a", "aac", "-b:a", "32k"]).arg(&path);
    run(ffmpeg);
    fs::read(&path).expect("read what was recorded")
}
