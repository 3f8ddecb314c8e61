//! Opens a file for reading: recognise by content, read the header, refuse huge pictures, look at the streams.
//!
//! What must stay true: the order. The container must be on the list before its reader runs; every size that a header
//! names is checked before a decoder exists; the decoders that look at the streams refuse larger pictures themselves.
//! Nothing else is ever opened, whatever the file refers to.

use std::ffi::{CStr, CString, c_char, c_int};
use std::fs::File;
use std::io::Seek as _;
use std::ptr::{null, null_mut};

use evidence_schema::wire::media::RefusedPicture;
use ffmpeg_next::format::context::{Input, StreamIo};
use ffmpeg_next::{Dictionary, Error, ffi};

use crate::formats;
use crate::limits::{PROBE_SCORE_MIN, READ_BUFFER_BYTES};

/// Why a file was not opened.
#[derive(Debug)]
pub(crate) enum OpenFailure {
    /// Of no container on the list.
    Unrecognised,
    /// The container is known, its header is not readable.
    Broken { format: String, error: Error },
    /// A picture is larger than allowed.
    Refused { format: String, picture: RefusedPicture },
}

/// A container on the list, and its reader.
struct Recognised {
    reader: *const ffi::AVInputFormat,
    name: String,
}

/// Opens `file` from its start. Pictures of more than `pixels_max` pixels are refused. Also gives the format's names.
pub(crate) fn open(file: File, pixels_max: u64) -> Result<(Input, String), OpenFailure> {
    let (mut input, format) = begin(file, pixels_max)?;
    look_at_streams(&mut input, &format, pixels_max)?;
    Ok((input, format))
}

/// Recognises the container and reads its header.
fn begin(file: File, pixels_max: u64) -> Result<(Input, String), OpenFailure> {
    let unreadable = |error| OpenFailure::Broken {
        format: String::new(),
        error,
    };
    let mut io = stream(file).map_err(unreadable)?;
    let Recognised { reader, name: format } = recognise(&mut io).ok_or(OpenFailure::Unrecognised)?;
    match read_header(io, reader) {
        Err(error) => Err(OpenFailure::Broken { format, error }),
        Ok(input) => match oversized(&input, pixels_max) {
            Some(picture) => Err(OpenFailure::Refused { format, picture }),
            None => Ok((input, format)),
        },
    }
}

fn stream(mut file: File) -> Result<StreamIo, Error> {
    file.rewind().map_err(|e| Error::Other {
        errno: e.raw_os_error().unwrap_or(libc::EIO),
    })?;
    StreamIo::from_read_seek_with_capacity(file, READ_BUFFER_BYTES)
}

fn recognise(io: &mut StreamIo) -> Option<Recognised> {
    let mut reader = null();
    // SAFETY: the stream is valid; it is rewound to its start by the call; name and log source may be null.
    let score = unsafe { ffi::av_probe_input_buffer2(io.as_mut_ptr(), &raw mut reader, null(), null_mut(), 0, 0) };
    if score < PROBE_SCORE_MIN || reader.is_null() {
        return None;
    }
    // SAFETY: the name of a reader is a static string of libavformat.
    let name = unsafe { CStr::from_ptr((*reader).name) }.to_string_lossy().into_owned();
    formats::is_container_allowed(&name).then_some(Recognised { reader, name })
}

fn read_header(mut io: StreamIo, reader: *const ffi::AVInputFormat) -> Result<Input, Error> {
    // SAFETY: `io` outlives the context: both go into the `Input` together. On failure `avformat_open_input` frees the
    // context and leaves a stream that is not its own alone.
    unsafe {
        let mut context = ffi::avformat_alloc_context();
        if context.is_null() {
            return Err(Error::Other { errno: libc::ENOMEM });
        }
        (*context).pb = io.as_mut_ptr();
        (*context).flags |= ffi::AVFMT_FLAG_CUSTOM_IO;
        (*context).io_open = Some(open_nothing);
        let mut options = formats::open_options().disown();
        let result = ffi::avformat_open_input(&raw mut context, null(), reader, &raw mut options);
        drop(Dictionary::own(options));
        match result {
            0 => Ok(Input::wrap_with_custom_io(context, io)),
            error => Err(Error::from(error)),
        }
    }
}

/// A file may name other files or addresses (data references, play lists): none is ever opened.
unsafe extern "C" fn open_nothing(
    _: *mut ffi::AVFormatContext,
    _: *mut *mut ffi::AVIOContext,
    _: *const c_char,
    _: c_int,
    _: *mut *mut ffi::AVDictionary,
) -> c_int {
    ffi::AVERROR(libc::EPERM)
}

/// Reads on until the streams are known. The limit on pixels does not reach streams that appear only now; the limit on
/// pieces of memory does.
fn look_at_streams(input: &mut Input, format: &str, pixels_max: u64) -> Result<(), OpenFailure> {
    let limit = CString::new(pixels_max.to_string()).ok();
    let mut options: Vec<*mut ffi::AVDictionary> = input.streams().map(|_| pixel_option(limit.as_deref())).collect();
    // SAFETY: the context is open; `options` holds one dictionary per stream, as the call wants.
    let result = unsafe { ffi::avformat_find_stream_info(input.as_mut_ptr(), options.as_mut_ptr()) };
    for dictionary in &mut options {
        // SAFETY: made above, used by nobody else any more.
        unsafe { ffi::av_dict_free(dictionary) };
    }
    if result < 0 {
        return Err(OpenFailure::Broken {
            format: format.to_owned(),
            error: Error::from(result),
        });
    }
    match oversized(input, pixels_max).or_else(|| refused_by_decoder(input, pixels_max)) {
        Some(picture) => Err(OpenFailure::Refused {
            format: format.to_owned(),
            picture,
        }),
        None => Ok(()),
    }
}

fn pixel_option(limit: Option<&CStr>) -> *mut ffi::AVDictionary {
    let mut dictionary = null_mut();
    if let Some(limit) = limit {
        // SAFETY: both strings end in zero and are copied; the dictionary is made by the call.
        unsafe { ffi::av_dict_set(&raw mut dictionary, c"max_pixels".as_ptr(), limit.as_ptr(), 0) };
    }
    dictionary
}

fn oversized(input: &Input, pixels_max: u64) -> Option<RefusedPicture> {
    input.streams().zip(0_u32..).find_map(|(stream, index)| {
        let header = super::stream_header(&stream);
        let (width, height) = (header.width?, header.height?);
        let is_too_large = u64::from(width) * u64::from(height) > pixels_max;
        is_too_large.then_some(RefusedPicture {
            stream: index,
            width,
            height,
        })
    })
}

/// A decoder that refuses a size leaves the stream without one. It also refuses sizes that are odd rather than large
/// (one point high, a million wide): those are faults of the file and no refusal.
fn refused_by_decoder(input: &Input, pixels_max: u64) -> Option<RefusedPicture> {
    let (width, height) = super::log::take_refused_size().filter(|size| is_too_large(*size, pixels_max))?;
    let without_size = input.streams().zip(0_u32..).find(|(stream, _)| {
        let is_picture = stream.parameters().medium() == ffmpeg_next::media::Type::Video;
        is_picture && super::stream_header(stream).width.is_none()
    });
    without_size.map(|(_, index)| RefusedPicture {
        stream: index,
        width,
        height,
    })
}

fn is_too_large((width, height): (u32, u32), pixels_max: u64) -> bool {
    u64::from(width) * u64::from(height) > pixels_max
}
