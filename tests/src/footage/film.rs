//! The FFmpeg command lines. One take is filmed and then cut, so that time runs on across the segments.
//!
//! Cameras write their local time into `creation_time` and label it UTC: so does this.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use chrono::{NaiveDateTime, TimeDelta};

use super::{Footage, FootageSpec, MediaFile};

const FONT: &str = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
const PICTURES_PER_SECOND: u32 = 25;
const SOUND_RECORDING_S: u32 = 3;

pub(super) fn film(spec: &FootageSpec, folder: &Path) -> Footage {
    let take = film_take(spec, folder);
    let segments = (0..spec.segments)
        .map(|index| finish_segment(spec, folder, index))
        .collect();
    let end = spec.segment_start(spec.segments);
    let photo = take_photo(&take[0], folder, end);
    let sound = record_sound(spec, folder, end);
    for part in take {
        std::fs::remove_file(part).expect("remove a part of the take");
    }
    Footage { segments, photo, sound }
}

/// Films the whole time in one go and cuts it at the segment borders.
fn film_take(spec: &FootageSpec, folder: &Path) -> Vec<PathBuf> {
    let seconds = spec.segments * spec.seconds_each;
    let picture = format!(
        "testsrc2=size={}x{}:rate={PICTURES_PER_SECOND}:duration={seconds}",
        spec.width, spec.height
    );
    let sound = format!(
        "sine=frequency={}:beep_factor=4:sample_rate=48000:duration={seconds}",
        pitch(&spec.device)
    );
    let mut ffmpeg = ffmpeg();
    ffmpeg.args([
        "-f",
        "lavfi",
        "-i",
        &picture,
        "-f",
        "lavfi",
        "-i",
        &sound,
        "-vf",
        &burnt_in_text(spec),
    ]);
    ffmpeg.args([
        "-c:v", "libx264", "-preset", "veryfast", "-bf", "0", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "64k",
    ]);
    ffmpeg.args([
        "-force_key_frames",
        &format!("expr:gte(t,n_forced*{})", spec.seconds_each),
    ]);
    ffmpeg.args(["-f", "segment", "-segment_time", &spec.seconds_each.to_string()]);
    ffmpeg
        .args(["-segment_format", "mp4", "-reset_timestamps", "1"])
        .arg(folder.join("take-%04d.mp4"));
    run(ffmpeg);
    (0..spec.segments).map(|index| take_path(folder, index)).collect()
}

/// Rewrites one part of the take with the creation time that a camera would have written.
fn finish_segment(spec: &FootageSpec, folder: &Path, index: u32) -> MediaFile {
    let (start, end) = (spec.segment_start(index), spec.segment_start(index + 1));
    let path = folder.join(format!("segment-{:04}.mp4", index + 1));
    let mut ffmpeg = ffmpeg();
    ffmpeg
        .arg("-i")
        .arg(take_path(folder, index))
        .args(["-map", "0", "-c", "copy", "-map_metadata", "-1"]);
    ffmpeg.args(["-metadata", &creation_time(start)]).arg(&path);
    run(ffmpeg);
    MediaFile::describe(path, start, end)
}

fn take_photo(first_part: &Path, folder: &Path, at: NaiveDateTime) -> MediaFile {
    let path = folder.join("photo.jpg");
    let mut ffmpeg = ffmpeg();
    ffmpeg
        .args(["-ss", "0.5", "-i"])
        .arg(first_part)
        .args(["-frames:v", "1", "-q:v", "3", "-update", "1"])
        .arg(&path);
    run(ffmpeg);
    MediaFile::describe(path, at, at)
}

fn record_sound(spec: &FootageSpec, folder: &Path, start: NaiveDateTime) -> MediaFile {
    let tone = pitch(&spec.device) + spec.segments;
    let source = format!("sine=frequency={tone}:beep_factor=3:sample_rate=16000:duration={SOUND_RECORDING_S}");
    let path = folder.join("sound.wav");
    let mut ffmpeg = ffmpeg();
    ffmpeg
        .args([
            "-f",
            "lavfi",
            "-i",
            &source,
            "-c:a",
            "pcm_s16le",
            "-metadata",
            &creation_time(start),
        ])
        .arg(&path);
    run(ffmpeg);
    MediaFile::describe(path, start, start + TimeDelta::seconds(i64::from(SOUND_RECORDING_S)))
}

/// Device number and running local time, as recorders burn them into the picture.
fn burnt_in_text(spec: &FootageSpec) -> String {
    let size = spec.height / 14;
    let style = format!("fontfile={FONT}:fontsize={size}:fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=4:x=12");
    let epoch = spec.start.and_utc().timestamp();
    let device = format!("drawtext={style}:y=12:text='{}'", spec.device);
    let time = format!("drawtext={style}:y=h-th-12:text='%{{pts\\:gmtime\\:{epoch}}}'");
    format!("{device},{time}")
}

/// A tone of its own for each device, so that two recorders never sound alike.
fn pitch(device: &str) -> u32 {
    300 + device.bytes().fold(0, |sum, byte| (sum * 31 + u32::from(byte)) % 700)
}

fn creation_time(local: NaiveDateTime) -> String {
    format!("creation_time={}", local.format("%Y-%m-%dT%H:%M:%SZ"))
}

fn take_path(folder: &Path, index: u32) -> PathBuf {
    folder.join(format!("take-{index:04}.mp4"))
}

pub(super) fn ffmpeg() -> Command {
    let mut command = Command::new("ffmpeg");
    command
        .args(["-nostdin", "-hide_banner", "-loglevel", "error", "-y"])
        .stdin(Stdio::null());
    command
}

pub(super) fn run(mut command: Command) {
    let output = command.output().unwrap_or_else(|error| {
        panic!("cannot start ffmpeg ({error}): `cargo xtask test` names and installs the packages it needs")
    });
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "ffmpeg failed ({}): {command:?}\n{said}",
        output.status
    );
}
