//! Keeps what FFmpeg says about an error: its return codes alone say "invalid data" for almost everything, and the size
//! of a picture that it refuses stands nowhere else.
//!
//! What must stay true: only lines of level "error" and worse, only the first few between two questions, cut to a
//! length; nothing is printed. A size is taken only from FFmpeg's own sentence, never from text of the file. The
//! callback may run at any depth inside FFmpeg and must not call back into it.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::sync::Mutex;

use ffmpeg_next::ffi::AV_LOG_ERROR;

use crate::limits::{LOG_LINE_BYTES, LOG_LINES_MAX};

/// How FFmpeg begins its sentence about a picture that is larger than its own bound or than the one it was given.
const SIZE_SENTENCE: &str = "Picture size ";
/// The same as it stands in FFmpeg, before the numbers are put in.
const SIZE_SENTENCE_FORMAT: &[u8] = b"Picture size %ux%u";

static KEPT: Mutex<Kept> = Mutex::new(Kept {
    lines: Vec::new(),
    refused_size: None,
});

struct Kept {
    lines: Vec<String>,
    refused_size: Option<(u32, u32)>,
}

/// A C argument list, which the processors known here all hand on as one pointer; the binding's type differs.
type ArgumentList = *mut c_void;
type Callback = unsafe extern "C" fn(*mut c_void, c_int, *const c_char, ArgumentList);

unsafe extern "C" {
    fn av_log_set_callback(callback: Option<Callback>);
    fn av_log_format_line2(
        source: *mut c_void,
        level: c_int,
        format: *const c_char,
        list: ArgumentList,
        line: *mut c_char,
        line_size: c_int,
        with_prefix: *mut c_int,
    ) -> c_int;
}

/// The lines since the last question, oldest first.
pub(crate) fn take_lines() -> Vec<String> {
    KEPT.lock()
        .map(|mut kept| std::mem::take(&mut kept.lines))
        .unwrap_or_default()
}

/// Width and height of the last picture that was refused for its size.
pub(super) fn take_refused_size() -> Option<(u32, u32)> {
    KEPT.lock().ok()?.refused_size.take()
}

pub(super) fn capture() {
    // SAFETY: the callback has the declared signature and lives as long as the process.
    unsafe { av_log_set_callback(Some(line)) };
}

unsafe extern "C" fn line(source: *mut c_void, level: c_int, format: *const c_char, list: ArgumentList) {
    // The byte above the level holds a colour.
    if level & 0xff > AV_LOG_ERROR || format.is_null() {
        return;
    }
    let mut buffer = [0_u8; LOG_LINE_BYTES];
    let mut with_prefix: c_int = 0;
    let Ok(size) = c_int::try_from(buffer.len()) else {
        return;
    };
    // SAFETY: FFmpeg's own arguments are handed on; it writes at most `size` bytes, the last one zero. The format is a
    // string that ends in zero.
    let (written, format) = unsafe {
        let start = buffer.as_mut_ptr().cast();
        let written = av_log_format_line2(source, level, format, list, start, size, &raw mut with_prefix);
        (written, CStr::from_ptr(format))
    };
    if written > 0 {
        let end = buffer.iter().position(|byte| *byte == 0).unwrap_or(buffer.len());
        let text = crate::text::plain(buffer.get(..end).unwrap_or_default());
        keep(text, format.to_bytes().starts_with(SIZE_SENTENCE_FORMAT));
    }
}

fn keep(text: String, speaks_of_size: bool) {
    let Ok(mut kept) = KEPT.lock() else { return };
    if speaks_of_size {
        kept.refused_size = size_in(&text).or(kept.refused_size);
    }
    if kept.lines.len() < LOG_LINES_MAX && kept.lines.last() != Some(&text) {
        kept.lines.push(text);
    }
}

fn size_in(sentence: &str) -> Option<(u32, u32)> {
    let numbers = sentence.strip_prefix(SIZE_SENTENCE)?.split_whitespace().next()?;
    let (width, height) = numbers.split_once('x')?;
    Some((width.parse().ok()?, height.parse().ok()?))
}
