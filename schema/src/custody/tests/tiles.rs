//! Behaviour of tiles and bundles: one spelling, one content.

use proptest::prelude::*;

use crate::custody::tiles::{
    LogPath, TILE_WIDTH, TileId, all_tiles, bundle_bytes, bundle_entries, bundle_path, new_bundles, new_tiles,
    parse_path, tile_bytes, tile_indexes, tile_path,
};
use crate::custody::tree::{StoredHashes, append, leaf_hash, root, stored_index};
use crate::digest::Sha256Digest;
use crate::limits::{ENTRY_BYTES_MAX, LOG_ENTRIES_MAX};

fn grown(size: u64) -> StoredHashes {
    let mut hashes = StoredHashes::default();
    for number in 0..size {
        let new = append(number, leaf_hash(&number.to_be_bytes()), &hashes).unwrap();
        hashes.extend(new);
    }
    hashes
}

/// What a stranger can compute from the tiles alone: every hash of level 8, 16, … and all between them.
fn rebuilt_from_tiles(size: u64, read: impl Fn(TileId) -> Vec<u8>) -> StoredHashes {
    let mut hashes = StoredHashes::default();
    for tile in all_tiles(size).into_iter().filter(|t| t.level == 0) {
        for (position, bytes) in read(tile).as_chunks::<32>().0.iter().enumerate() {
            let number = tile.index * TILE_WIDTH + position as u64;
            let new = append(number, Sha256Digest::from_bytes(*bytes), &hashes).unwrap();
            hashes.extend(new);
        }
    }
    hashes
}

#[test]
fn paths_are_spelled_as_c2sp_spells_them() {
    assert_eq!(
        tile_path(TileId {
            level: 0,
            index: 1_234_067,
            width: 256
        }),
        "tile/0/x001/x234/067"
    );
    assert_eq!(
        tile_path(TileId {
            level: 1,
            index: 0,
            width: 8
        }),
        "tile/1/000.p/8"
    );
    assert_eq!(bundle_path(273, 112), "tile/entries/273.p/112");
}

#[test]
fn only_the_one_spelling_is_read() {
    assert_eq!(parse_path("tile/entries/x001/067"), Some(LogPath::Bundle(1067, 256)));
    let wrong = [
        "tile/0/0",
        "tile/0/x000/001",
        "tile/0/000.p/256",
        "tile/0/000.p/08",
        "tile/0/000.p/0",
        "tile/6/000",
        "tile/-1/000",
        "tile/+1/000",
        "tile/00/000",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/../000",
        "tile/0/x001",
        "tile/0/000.p/",
        "tile/0/000.p/1.p/1",
        "tile/entries",
        "tile",
        "",
        "tile/0/00\u{0661}",
    ];
    for path in wrong {
        assert_eq!(parse_path(path), None, "{path}");
    }
}

#[test]
fn paths_that_no_log_can_have_are_refused_and_overflow_nothing() {
    let far = "tile/0/x018/x446/x744/x073/x709/x551/615";
    let beyond = tile_path(TileId {
        level: 0,
        index: LOG_ENTRIES_MAX / TILE_WIDTH,
        width: 1,
    });
    for path in [
        far,
        &far.replace("tile/0", "tile/5"),
        &far.replace("tile/0", "tile/entries"),
        beyond.as_str(),
    ] {
        assert_eq!(parse_path(path), None, "{path}");
    }
    let last = TileId {
        level: 0,
        index: LOG_ENTRIES_MAX / TILE_WIDTH - 1,
        width: 256,
    };
    assert_eq!(parse_path(&tile_path(last)), Some(LogPath::Tile(last)));
    for (level, index, width) in [
        (0, u64::MAX, 1),
        (5, u64::MAX / 256, 256),
        (255, 1, 1),
        (0, 0, 257),
        (0, 0, 0),
    ] {
        let tile = TileId { level, index, width };
        assert!(tile_indexes(tile).is_empty());
        assert!(tile_bytes(tile, &StoredHashes::default()).is_err());
    }
}

#[test]
fn bundle_survives_its_byte_form_and_a_cut_is_seen() {
    let entries: Vec<&[u8]> = vec![b"one", b"", b"three"];
    let bytes = bundle_bytes(entries.clone()).unwrap();
    assert_eq!(bundle_entries(&bytes).unwrap(), entries);
    for cut in 1..bytes.len() {
        let is_whole = bundle_entries(&bytes[..cut]).is_ok_and(|read| read == entries);
        assert!(!is_whole, "cut at {cut}");
    }
}

#[test]
fn longest_entry_fits_a_bundle_and_one_byte_more_does_not() {
    let longest = vec![b'a'; ENTRY_BYTES_MAX];
    let bytes = bundle_bytes([longest.as_slice()]).unwrap();
    assert_eq!(bundle_entries(&bytes).unwrap(), std::slice::from_ref(&longest));
    assert!(bundle_bytes([[longest.as_slice(), b"a"].concat().as_slice()]).is_err());
}

#[test]
fn tile_of_level_one_holds_the_roots_of_full_tiles() {
    let hashes = grown(600);
    let bytes = tile_bytes(
        TileId {
            level: 1,
            index: 0,
            width: 2,
        },
        &hashes,
    )
    .unwrap();
    assert_eq!(bytes[..32], *hashes.get(stored_index(8, 0)).unwrap().as_bytes());
    assert_eq!(bytes[..32], *root(256, &hashes).unwrap().root.as_bytes());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn all_tiles_of_a_log_rebuild_the_same_root(size in 0_u64..1500) {
        let hashes = grown(size);
        let rebuilt = rebuilt_from_tiles(size, |tile| tile_bytes(tile, &hashes).unwrap());
        prop_assert_eq!(root(size, &rebuilt).unwrap(), root(size, &hashes).unwrap());
        for tile in all_tiles(size) {
            prop_assert_eq!(tile_bytes(tile, &rebuilt).unwrap(), tile_bytes(tile, &hashes).unwrap());
        }
    }

    #[test]
    fn publishing_step_by_step_leaves_every_tile_of_the_last_size(steps in prop::collection::vec(0_u64..700, 1..6)) {
        let mut size = 0;
        let mut published = Vec::new();
        let mut bundles = Vec::new();
        for step in steps {
            published.extend(new_tiles(size, size + step));
            bundles.extend(new_bundles(size, size + step));
            size += step;
        }
        prop_assert!(all_tiles(size).iter().all(|tile| published.contains(tile)));
        prop_assert!(new_bundles(0, size).iter().all(|bundle| bundles.contains(bundle)));
    }
}

proptest! {
    #[test]
    fn path_of_a_tile_reads_back_as_that_tile(level in 0_u8..=4, index in 0_u64..1 << 40, width in 1_u32..=256) {
        let index = index % (LOG_ENTRIES_MAX >> (8 * level) >> 8).max(1);
        let width = if level == 4 { width.min(256) } else { width };
        let tile = TileId { level, index, width };
        prop_assert_eq!(parse_path(&tile_path(tile)), Some(LogPath::Tile(tile)));
        if level == 0 {
            prop_assert_eq!(parse_path(&bundle_path(index, width)), Some(LogPath::Bundle(index, width)));
        }
    }

    #[test]
    fn no_path_at_all_makes_the_reader_stumble(path in "tile/[0-9a-z]{1,8}(/x?[0-9]{1,4}){0,9}(\\.p/[0-9]{0,4})?") {
        if let Some(LogPath::Tile(tile)) = parse_path(&path) {
            prop_assert_eq!(tile_path(tile), path);
            prop_assert!(tile_indexes(tile).iter().all(|index| *index < u64::MAX));
        }
    }
}
