//! Behaviour of the tree: what is proven holds, and nothing else does.

use proptest::prelude::*;

use crate::custody::tree::{
    StoredHashes, TreeError, TreeHead, append, check_consistency, check_inclusion, frontier, leaf_hash,
    prove_consistency, prove_inclusion, root, stored_count, stored_index,
};
use crate::digest::Sha256Digest;
use crate::limits::LOG_ENTRIES_MAX;

fn leaf(number: u64) -> Sha256Digest {
    leaf_hash(format!("entry {number}").as_bytes())
}

fn grown(size: u64) -> StoredHashes {
    let mut hashes = StoredHashes::default();
    for number in 0..size {
        let new = append(number, leaf(number), &hashes).unwrap();
        hashes.extend(new);
    }
    hashes
}

fn flipped(digest: Sha256Digest, bit: usize) -> Sha256Digest {
    let mut bytes = *digest.as_bytes();
    bytes[bit / 8 % 32] ^= 1 << (bit % 8);
    Sha256Digest::from_bytes(bytes)
}

/// RFC 6962 section 2.1 written out, as slow as it reads: what the fast tree must agree with.
fn root_by_the_book(leaves: &[Sha256Digest]) -> Sha256Digest {
    match leaves {
        [] => Sha256Digest::of(b""),
        [leaf] => *leaf,
        _ => {
            let half = leaves.len().next_power_of_two() / 2;
            let (left, right) = leaves.split_at(half);
            let mut node = vec![1];
            node.extend_from_slice(root_by_the_book(left).as_bytes());
            node.extend_from_slice(root_by_the_book(right).as_bytes());
            Sha256Digest::of(&node)
        }
    }
}

#[test]
fn root_is_that_of_rfc_6962() {
    let hashes = grown(70);
    let leaves: Vec<_> = (0..70).map(leaf).collect();
    for size in 0..=70_u64 {
        let wanted = root_by_the_book(&leaves[..usize::try_from(size).unwrap()]);
        assert_eq!(root(size, &hashes).unwrap().root, wanted, "size {size}");
    }
}

#[test]
fn missing_hashes_are_named() {
    let mut hashes = StoredHashes::default();
    hashes.extend([(0, leaf(0))]);
    assert_eq!(root(2, &hashes), Err(TreeError::Missing(vec![2])));
    assert_eq!(append(3, leaf(3), &hashes), Err(TreeError::Missing(vec![2, 3])));
}

#[test]
fn frontier_is_all_that_appending_and_the_root_need() {
    let all = grown(300);
    for size in 0..300_u64 {
        let mut edge = StoredHashes::default();
        edge.extend(frontier(size).into_iter().map(|i| (i, all.get(i).unwrap())));
        assert_eq!(root(size, &edge), root(size, &all));
        assert_eq!(append(size, leaf(size), &edge), append(size, leaf(size), &all));
    }
}

#[test]
fn hashes_come_back_in_whatever_order_they_were_brought() {
    let all = grown(40);
    let count = stored_count(40);
    let mut shuffled = StoredHashes::default();
    shuffled.extend((0..count).rev().map(|i| (i, all.get(i).unwrap())));
    assert!((0..count).all(|i| shuffled.get(i) == all.get(i)));
    shuffled.extend([(5, leaf(999))]);
    assert_eq!(
        shuffled.get(5),
        Some(leaf(999)),
        "a hash brought again replaces the first"
    );
    assert_eq!(shuffled.get(count), None);
}

#[test]
fn numbers_that_no_log_can_reach_are_refused_and_overflow_nothing() {
    let hashes = grown(3);
    let head = TreeHead {
        size: u64::MAX,
        root: leaf(0),
    };
    for number in [LOG_ENTRIES_MAX, u64::MAX - 1, u64::MAX] {
        assert!(append(number, leaf(0), &hashes).is_err());
        assert!(root(number.saturating_add(1), &hashes).is_err());
        assert!(prove_inclusion(u64::MAX, number, &hashes).is_err());
        assert!(prove_consistency(u64::MAX, number, &hashes).is_err());
        assert!(check_inclusion(&head, number, leaf(0), &[]).is_err());
        assert!(
            check_consistency(
                &head,
                &TreeHead {
                    size: number,
                    root: leaf(1)
                },
                &[]
            )
            .is_err()
        );
        assert_eq!(stored_index(0, number), u64::MAX);
        assert_eq!(stored_index(63, number), u64::MAX);
        assert!(frontier(number.saturating_add(1)).is_empty());
    }
}

#[test]
fn empty_tree_begins_every_tree_but_only_with_its_own_root() {
    let head = root(3, &grown(3)).unwrap();
    let empty = root(0, &StoredHashes::default()).unwrap();
    assert_eq!(check_consistency(&head, &empty, &[]), Ok(()));
    let forged = TreeHead { size: 0, root: leaf(7) };
    assert_eq!(check_consistency(&head, &forged, &[]), Err(TreeError::ProofFailed));
}

#[test]
fn shorter_tree_never_continues_a_longer_one() {
    let hashes = grown(9);
    let (newer, older) = (root(5, &hashes).unwrap(), root(9, &hashes).unwrap());
    let proof = prove_consistency(9, 5, &hashes).unwrap();
    assert_eq!(check_consistency(&newer, &older, &proof), Err(TreeError::ProofFailed));
}

proptest! {
    #[test]
    fn every_entry_is_proven_and_a_flipped_bit_anywhere_is_seen(
        size in 1_u64..600, pick in any::<prop::sample::Index>(), bit in 0_usize..256, at in any::<prop::sample::Index>(),
    ) {
        let hashes = grown(size);
        let head = root(size, &hashes).unwrap();
        let number = pick.index(usize::try_from(size).unwrap()) as u64;
        let proof = prove_inclusion(size, number, &hashes).unwrap();
        prop_assert_eq!(check_inclusion(&head, number, leaf(number), &proof), Ok(()));

        prop_assert!(check_inclusion(&head, number, flipped(leaf(number), bit), &proof).is_err());
        let other_root = TreeHead { root: flipped(head.root, bit), ..head };
        prop_assert!(check_inclusion(&other_root, number, leaf(number), &proof).is_err());
        if !proof.is_empty() {
            let mut other = proof.clone();
            let place = at.index(other.len());
            other[place] = flipped(other[place], bit);
            prop_assert!(check_inclusion(&head, number, leaf(number), &other).is_err());
            prop_assert!(check_inclusion(&head, number, leaf(number), &proof[1..]).is_err());
            prop_assert!(check_inclusion(&head, (number + 1) % size, leaf(number), &proof).is_err());
        }
        let mut longer = proof;
        longer.push(leaf(0));
        prop_assert!(check_inclusion(&head, number, leaf(number), &longer).is_err());
    }

    #[test]
    fn every_older_tree_begins_the_newer_and_a_flipped_bit_anywhere_is_seen(
        size in 1_u64..600, pick in any::<prop::sample::Index>(), bit in 0_usize..256, at in any::<prop::sample::Index>(),
    ) {
        let hashes = grown(size);
        let newer = root(size, &hashes).unwrap();
        let older_size = 1 + pick.index(usize::try_from(size).unwrap()) as u64;
        let older = root(older_size, &hashes).unwrap();
        let proof = prove_consistency(size, older_size, &hashes).unwrap();
        prop_assert_eq!(check_consistency(&newer, &older, &proof), Ok(()));

        let forked = TreeHead { root: flipped(older.root, bit), ..older };
        prop_assert!(check_consistency(&newer, &forked, &proof).is_err());
        let other_root = TreeHead { root: flipped(newer.root, bit), ..newer };
        prop_assert!(check_consistency(&other_root, &older, &proof).is_err());
        if !proof.is_empty() {
            let mut other = proof.clone();
            let place = at.index(other.len());
            other[place] = flipped(other[place], bit);
            prop_assert!(check_consistency(&newer, &older, &other).is_err());
            prop_assert!(check_consistency(&newer, &older, &proof[1..]).is_err());
        }
    }
}
