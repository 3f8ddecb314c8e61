//! Tiles (C2SP tlog-tiles): the public files of the log. Paths, contents, entry bundles.
//!
//! What must stay true: height 8, so a full tile has 256 hashes; a partial tile's path ends in `.p/<width>`; an entry
//! bundle is a row of entries, each behind its length in two bytes, big-endian.

use tlog_tiles::Tile;

use super::tree::{StoredHashes, TreeError, stored_index};
use crate::limits::{ENTRY_BYTES_MAX, LOG_ENTRIES_MAX};

/// Entries in a full bundle, hashes in a full tile.
pub const TILE_WIDTH: u64 = 256;
const TILE_HEIGHT: u8 = 8;
/// Highest level that C2SP knows.
const LEVEL_MAX: u8 = 5;

/// Coordinates of one tile of hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TileId {
    /// 0 = leaves; each level up covers 256 times as many entries.
    pub level: u8,
    /// Position on its level.
    pub index: u64,
    /// Hashes in it, 1–256.
    pub width: u32,
}

/// `000`, `x001/234`: a number in groups of three digits, as C2SP writes it in paths.
fn number_path(mut number: u64) -> String {
    let mut path = format!("{:03}", number % 1000);
    while number >= 1000 {
        number /= 1000;
        path = format!("x{:03}/{path}", number % 1000);
    }
    path
}

fn number_from_path(parts: &[&str]) -> Option<u64> {
    let (last, leading) = parts.split_last()?;
    let digits = |text: &str| {
        (text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse::<u64>().ok())
            .flatten()
    };
    let mut number = 0_u64;
    for part in leading {
        number = number
            .checked_mul(1000)?
            .checked_add(digits(part.strip_prefix('x')?)?)?;
    }
    number.checked_mul(1000)?.checked_add(digits(last)?)
}

fn split_width(path: &str) -> Option<(&str, u32)> {
    match path.split_once(".p/") {
        None => Some((path, 256)),
        Some((head, width)) => {
            let parsed: u32 = width.parse().ok()?;
            ((1..256).contains(&parsed) && parsed.to_string() == width).then_some((head, parsed))
        }
    }
}

fn suffix(width: u32) -> String {
    if width == 256 {
        String::new()
    } else {
        format!(".p/{width}")
    }
}

/// Path of a tile below the log: `tile/0/x001/067.p/112`.
pub fn tile_path(tile: TileId) -> String {
    format!("tile/{}/{}{}", tile.level, number_path(tile.index), suffix(tile.width))
}

/// Path of an entry bundle below the log: `tile/entries/000`.
pub fn bundle_path(index: u64, width: u32) -> String {
    format!("tile/entries/{}{}", number_path(index), suffix(width))
}

/// What a path below the log names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogPath {
    /// A tile of hashes.
    Tile(TileId),
    /// An entry bundle: position and number of entries.
    Bundle(u64, u32),
}

/// Reads a path below the log; anything not in C2SP's one spelling, or beyond what a log may hold, is `None`.
pub fn parse_path(path: &str) -> Option<LogPath> {
    let (head, width) = split_width(path.strip_prefix("tile/")?)?;
    let parts: Vec<&str> = head.split('/').collect();
    let (level, numbers) = parts.split_first()?;
    let index = number_from_path(numbers)?;
    let parsed = if *level == "entries" {
        LogPath::Bundle(index, width)
    } else {
        LogPath::Tile(TileId {
            level: level.parse().ok().filter(|l| *l <= LEVEL_MAX)?,
            index,
            width,
        })
    };
    let canonical = match parsed {
        LogPath::Tile(tile) => tile_path(tile),
        LogPath::Bundle(index, width) => bundle_path(index, width),
    };
    let is_possible = match parsed {
        LogPath::Tile(tile) => checked_indexes(tile).is_some(),
        LogPath::Bundle(index, width) => checked_indexes(TileId { level: 0, index, width }).is_some(),
    };
    (is_possible && canonical == path).then_some(parsed)
}

/// Tiles that must be published when the log grows from `old_size` to `new_size`.
pub fn new_tiles(old_size: u64, new_size: u64) -> Vec<TileId> {
    Tile::new_tiles(
        TILE_HEIGHT,
        old_size.min(LOG_ENTRIES_MAX),
        new_size.min(LOG_ENTRIES_MAX),
    )
    .into_iter()
    .map(|t| TileId {
        level: t.level(),
        index: t.level_index(),
        width: t.width(),
    })
    .collect()
}

/// Every tile of a log of `size` entries, in the widths it has now.
pub fn all_tiles(size: u64) -> Vec<TileId> {
    new_tiles(0, size)
}

/// Stored indexes of the hashes in a tile, left to right; empty for a tile that no log can have.
pub fn tile_indexes(tile: TileId) -> Vec<u64> {
    checked_indexes(tile).unwrap_or_default()
}

fn checked_indexes(tile: TileId) -> Option<Vec<u64>> {
    if tile.level > LEVEL_MAX || tile.width == 0 || u64::from(tile.width) > TILE_WIDTH {
        return None;
    }
    let level = tile.level.checked_mul(TILE_HEIGHT)?;
    let start = tile.index.checked_mul(TILE_WIDTH)?;
    let end = start.checked_add(u64::from(tile.width))?;
    // The last hash covers entries up to `end << level`: those must exist in some log.
    (end <= LOG_ENTRIES_MAX >> level).then(|| (start..end).map(|n| stored_index(level, n)).collect())
}

/// The bytes of a tile.
///
/// # Errors
/// [`TreeError::Missing`] names the hashes that the caller must bring; [`TreeError::Invalid`] a tile that cannot be.
pub fn tile_bytes(tile: TileId, hashes: &StoredHashes) -> Result<Vec<u8>, TreeError> {
    let indexes = checked_indexes(tile).ok_or_else(|| TreeError::Invalid(format!("no log has {}", tile_path(tile))))?;
    let mut bytes = Vec::with_capacity(32 * 256);
    let mut missing = Vec::new();
    for index in indexes {
        match hashes.get(index) {
            Some(hash) => bytes.extend_from_slice(hash.as_bytes()),
            None => missing.push(index),
        }
    }
    if missing.is_empty() {
        Ok(bytes)
    } else {
        Err(TreeError::Missing(missing))
    }
}

/// Bundles that must be published when the log grows: position and number of entries in each.
pub fn new_bundles(old_size: u64, new_size: u64) -> Vec<(u64, u32)> {
    new_tiles(old_size, new_size)
        .into_iter()
        .filter(|t| t.level == 0)
        .map(|t| (t.index, t.width))
        .collect()
}

/// The bytes of an entry bundle.
///
/// # Errors
/// When an entry is longer than its two-byte length can say.
pub fn bundle_bytes<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>, TreeError> {
    let mut bytes = Vec::new();
    for entry in entries {
        let length = u16::try_from(entry.len())
            .map_err(|_| TreeError::Invalid(format!("entry of {} bytes, at most {ENTRY_BYTES_MAX}", entry.len())))?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// The entries in a bundle.
///
/// # Errors
/// When a length points beyond the end.
pub fn bundle_entries(mut bytes: &[u8]) -> Result<Vec<Vec<u8>>, TreeError> {
    let cut = || TreeError::Invalid("entry bundle ends in the middle of an entry".into());
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<2>().ok_or_else(cut)?;
        let (entry, rest) = rest
            .split_at_checked(usize::from(u16::from_be_bytes(*length)))
            .ok_or_else(cut)?;
        entries.push(entry.to_vec());
        bytes = rest;
    }
    Ok(entries)
}
