//! Tags of the container, of a stream and of a picture, as bytes made into plain text.
//!
//! What must stay true: keys and values may hold anything, in any encoding; no `&str` is made from them unchecked.

use std::ffi::CStr;
use std::ptr::null;

use ffmpeg_next::format::context::Input;
use ffmpeg_next::{Frame, Stream, ffi};

use crate::text::plain;

/// A tag: name and text.
pub(crate) type Tag = (String, String);

pub(crate) fn container_tags(input: &Input) -> Vec<Tag> {
    // SAFETY: the context is open for as long as `input` is borrowed.
    unsafe { read((*input.as_ptr()).metadata) }
}

pub(crate) fn stream_tags(stream: &Stream<'_>) -> Vec<Tag> {
    // SAFETY: the stream belongs to a context that is open for as long as it is borrowed.
    unsafe { read((*stream.as_ptr()).metadata) }
}

pub(crate) fn frame_tags(frame: &Frame) -> Vec<Tag> {
    // SAFETY: the frame is owned and not changed while it is borrowed.
    unsafe { read((*frame.as_ptr()).metadata) }
}

/// # Safety
/// `dictionary` is null or valid, and nobody changes it meanwhile.
unsafe fn read(dictionary: *const ffi::AVDictionary) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut entry = null();
    loop {
        // SAFETY: an empty key with "ignore suffix" walks over all entries; `entry` came from the same dictionary.
        entry = unsafe { ffi::av_dict_get(dictionary, c"".as_ptr(), entry, ffi::AV_DICT_IGNORE_SUFFIX) };
        if entry.is_null() {
            return tags;
        }
        // SAFETY: key and value of an entry are strings that end in zero and live as long as the dictionary.
        let (key, value) = unsafe { (CStr::from_ptr((*entry).key), CStr::from_ptr((*entry).value)) };
        tags.push((plain(key.to_bytes()), plain(value.to_bytes())));
    }
}
