//! Big files that are still real media: a short clip, followed by a `free` box of incompressible bytes up to the size.
//!
//! Not kept between runs: making them anew is as fast as copying them. Equal specs give equal bytes.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};

use super::{FootageSpec, MediaFile, footage};

/// `free` box with its length in 64 bits: 4 bytes "one", 4 bytes name, 8 bytes length.
const BOX_HEADER_BYTES: u64 = 16;
const PIECE_BYTES: usize = 1 << 20;

/// What to make a lot of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkSpec {
    pub device: String,
    /// Local time of the first segment.
    pub start: NaiveDateTime,
    pub segments: u32,
    /// Size of every file, to the byte; at least some 100 KiB, the size of the clip at its head.
    pub bytes_each: u64,
}

/// Writes `bulk-0001.mp4` and so on into `folder`; no two of them are alike anywhere but in their first bytes.
pub fn bulk_segments(spec: &BulkSpec, folder: &Path) -> Vec<MediaFile> {
    let clips = footage(&FootageSpec {
        segments: spec.segments,
        ..FootageSpec::short(&spec.device, spec.start)
    });
    let numbered = (1_u32..).zip(&clips.segments);
    numbered
        .map(|(number, clip)| write_segment(spec, folder, number, clip))
        .collect()
}

fn write_segment(spec: &BulkSpec, folder: &Path, number: u32, clip: &MediaFile) -> MediaFile {
    let path = folder.join(format!("bulk-{number:04}.mp4"));
    let head = std::fs::read(&clip.path).expect("read the clip that heads a bulk segment");
    let filler_bytes = spec
        .bytes_each
        .checked_sub(clip.size_bytes)
        .filter(|left| *left >= BOX_HEADER_BYTES);
    let filler_bytes = filler_bytes.unwrap_or_else(|| {
        panic!(
            "{} bytes are too few for a bulk segment: its clip alone has {}",
            spec.bytes_each, clip.size_bytes
        )
    });
    let file = File::create(&path).unwrap_or_else(|error| panic!("create {}: {error}", path.display()));
    let mut out = HashingWriter {
        out: BufWriter::new(file),
        hash: Sha256::new(),
    };
    out.put(&head);
    out.put(&[0, 0, 0, 1]);
    out.put(b"free");
    out.put(&filler_bytes.to_be_bytes());
    put_noise(&mut out, seed(&spec.device, number), filler_bytes - BOX_HEADER_BYTES);
    out.out.flush().expect("write the end of a bulk segment");
    let sha256 = hex::encode(out.hash.finalize());
    MediaFile {
        path,
        size_bytes: spec.bytes_each,
        sha256,
        start: clip.start,
        end: clip.end,
    }
}

struct HashingWriter {
    out: BufWriter<File>,
    hash: Sha256,
}

impl HashingWriter {
    fn put(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.out.write_all(bytes).expect("write a bulk segment");
    }
}

/// Bytes that no compressor and no deduplication can shrink, the same for the same seed.
fn put_noise(out: &mut HashingWriter, seed: u64, mut left_bytes: u64) {
    let mut state = seed;
    let mut piece = vec![0; PIECE_BYTES];
    while left_bytes > 0 {
        for word in piece.chunks_exact_mut(8) {
            word.copy_from_slice(&split_mix(&mut state).to_le_bytes());
        }
        let count = usize::try_from(left_bytes).unwrap_or(PIECE_BYTES).min(PIECE_BYTES);
        out.put(&piece[..count]);
        left_bytes -= u64::try_from(count).expect("a piece's length fits u64");
    }
}

/// One step of the `SplitMix64` generator.
pub(crate) fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

pub(super) fn seed(device: &str, number: u32) -> u64 {
    let digest = Sha256::digest(format!("{device} {number}"));
    let (head, _) = digest.split_first_chunk::<8>().expect("a digest has more than 8 bytes");
    u64::from_le_bytes(*head)
}
