//! Read, hash and write at the same time: one buffer is filled while others are hashed and written.
//!
//! What must stay true: memory is a fixed number of buffers whatever the file's size; the hash is over exactly the
//! bytes that were written, in their order.

use std::fs::File;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use aws_lc_rs::digest::{Context, SHA256};
use evidence_schema::digest::Sha256Digest;
use rustix::fs::{Advice, fadvise};

use super::{CaptureError, Source};
use crate::limits::{READ_BUFFER_BYTES, READ_BUFFERS, SMALL_FILE_BYTES};

/// Told after every buffer how many bytes were read so far; `false` stops the reading.
pub(crate) type Progress<'a> = &'a (dyn Fn(u64) -> bool + Sync);

type Shared = Arc<Vec<u8>>;

/// Bytes written between two requests to begin writing them to the disk.
const WRITEBACK_BYTES: u64 = 8 << 20;

pub(super) fn run(
    source: &mut dyn Source,
    sink: Option<&File>,
    size_hint: u64,
    progress: Progress<'_>,
) -> Result<(Sha256Digest, u64), CaptureError> {
    if size_hint <= SMALL_FILE_BYTES {
        run_alone(source, sink, size_hint, progress)
    } else {
        run_overlapped(source, sink, progress)
    }
}

fn run_alone(
    source: &mut dyn Source,
    mut sink: Option<&File>,
    size_hint: u64,
    progress: Progress<'_>,
) -> Result<(Sha256Digest, u64), CaptureError> {
    let mut context = Context::new(&SHA256);
    // One byte more than the hint: a file that did not grow ends within one buffer.
    let mut buffer = vec![
        0;
        usize::try_from(size_hint)
            .unwrap_or(READ_BUFFER_BYTES)
            .clamp(1, READ_BUFFER_BYTES)
            + 1
    ];
    let mut total = 0_u64;
    loop {
        let length = fill(source, &mut buffer).map_err(|error| CaptureError::Read { bytes: total, error })?;
        let bytes = buffer.get(..length).unwrap_or_default();
        context.update(bytes);
        if let Some(sink) = &mut sink {
            sink.write_all(bytes).map_err(CaptureError::Spool)?;
        }
        total += u64::try_from(length).unwrap_or_default();
        if !progress(total) {
            return Err(stopped(total));
        }
        if length < buffer.len() {
            return Ok((finished(context), total));
        }
    }
}

fn run_overlapped(
    source: &mut dyn Source,
    sink: Option<&File>,
    progress: Progress<'_>,
) -> Result<(Sha256Digest, u64), CaptureError> {
    let (give_back, pool) = sync_channel::<Vec<u8>>(READ_BUFFERS);
    for _ in 0..READ_BUFFERS {
        let _ = give_back.try_send(vec![0; READ_BUFFER_BYTES]);
    }
    let has_failed = AtomicBool::new(false);
    let go_on = |bytes| !has_failed.load(Ordering::SeqCst) && progress(bytes);
    std::thread::scope(|scope| {
        let (to_hash, hashing) = sync_channel::<(Shared, usize)>(READ_BUFFERS);
        let (to_write, writing) = sync_channel::<(Shared, usize)>(READ_BUFFERS);
        let hash_back = give_back.clone();
        let exit = WriterExit {
            give_back,
            has_failed: &has_failed,
        };
        let hasher = scope.spawn(move || hash_all(&hashing, &hash_back));
        let writer = sink.map(|sink| scope.spawn(move || write_all(sink, &writing, &exit)));
        let outlets = if sink.is_some() {
            vec![to_hash, to_write]
        } else {
            vec![to_hash]
        };
        let outcome = read_all(source, &pool, &outlets, &go_on);
        drop(outlets);
        // The writer's error explains why reading stopped, so it is told first.
        if let Some(writer) = writer {
            writer
                .join()
                .unwrap_or_else(|_| Err(lost_thread()))
                .map_err(CaptureError::Spool)?;
        }
        let total = outcome?;
        let sha256 = hasher.join().map_err(|_| CaptureError::Spool(lost_thread()))?;
        Ok((sha256, total))
    })
}

fn read_all(
    source: &mut dyn Source,
    pool: &Receiver<Vec<u8>>,
    outlets: &[SyncSender<(Shared, usize)>],
    progress: Progress<'_>,
) -> Result<u64, CaptureError> {
    let mut total = 0_u64;
    loop {
        let mut buffer = pool.recv().map_err(|_| CaptureError::Spool(lost_thread()))?;
        let length = fill(source, &mut buffer).map_err(|error| CaptureError::Read { bytes: total, error })?;
        let is_last = length < buffer.len();
        // The reader keeps no hand on the buffer: whoever is done last must be able to give it back.
        let mut shared = Some(Arc::new(buffer));
        for (number, outlet) in outlets.iter().enumerate() {
            let handed = if number + 1 == outlets.len() {
                shared.take()
            } else {
                shared.clone()
            };
            let is_taken = handed.is_some_and(|handed| outlet.send((handed, length)).is_ok());
            if !is_taken {
                return Err(CaptureError::Spool(lost_thread()));
            }
        }
        total += u64::try_from(length).unwrap_or_default();
        if !progress(total) {
            return Err(stopped(total));
        }
        if is_last {
            return Ok(total);
        }
    }
}

fn hash_all(inlet: &Receiver<(Shared, usize)>, give_back: &SyncSender<Vec<u8>>) -> Sha256Digest {
    let mut context = Context::new(&SHA256);
    while let Ok((shared, length)) = inlet.recv() {
        context.update(shared.get(..length).unwrap_or_default());
        if let Some(buffer) = Arc::into_inner(shared) {
            let _ = give_back.send(buffer);
        }
    }
    finished(context)
}

/// Writes every buffer. After an error it only gives buffers back, so that the reader never waits for ever.
fn write_all(mut sink: &File, inlet: &Receiver<(Shared, usize)>, exit: &WriterExit<'_>) -> io::Result<()> {
    let (mut written, mut begun) = (0_u64, 0_u64);
    let mut outcome = Ok(());
    while let Ok((shared, length)) = inlet.recv() {
        if outcome.is_ok() {
            outcome = sink.write_all(shared.get(..length).unwrap_or_default());
            exit.has_failed.store(outcome.is_err(), Ordering::SeqCst);
        }
        if let Some(buffer) = Arc::into_inner(shared) {
            let _ = exit.give_back.send(buffer);
        }
        written += u64::try_from(length).unwrap_or_default();
        if written - begun >= WRITEBACK_BYTES {
            begin_writeback(sink, begun, written - begun);
            begun = written;
        }
    }
    outcome
}

struct WriterExit<'a> {
    give_back: SyncSender<Vec<u8>>,
    has_failed: &'a AtomicBool,
}

/// Asks the system to begin writing now, so that the sync at the end finds little left. Dirty pages stay in memory.
fn begin_writeback(sink: &File, offset: u64, length: u64) {
    if let Some(length) = std::num::NonZeroU64::new(length) {
        let _ = fadvise(sink, offset, Some(length), Advice::DontNeed);
    }
}

/// Fills the buffer; shorter only at the end of the file.
fn fill(source: &mut dyn Source, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(length) => filled += length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn finished(context: Context) -> Sha256Digest {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(context.finish().as_ref());
    Sha256Digest::from_bytes(bytes)
}

fn stopped(bytes: u64) -> CaptureError {
    CaptureError::Read {
        bytes,
        error: io::Error::new(io::ErrorKind::Interrupted, "the agent is stopping"),
    }
}

fn lost_thread() -> io::Error {
    io::Error::other("a worker thread of this reading ended early")
}

/// Hash of a file of the agent's own, straight from the disk.
pub(super) fn hash_file(file: &mut File) -> io::Result<Sha256Digest> {
    let mut context = Context::new(&SHA256);
    let mut buffer = vec![0; READ_BUFFER_BYTES];
    loop {
        let length = match file.read(&mut buffer) {
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if length == 0 {
            return Ok(finished(context));
        }
        context.update(buffer.get(..length).unwrap_or_default());
    }
}
