//! Every note is said in both languages, and what a newer dock tells does no harm.

use std::collections::BTreeSet;

use serde_json::json;

use super::{DockingNote as N, StayGroup, StayReason as R, Tongue};

const BOTH: [Tongue; 2] = [Tongue::Chinese, Tongue::English];

/// Every reason; one that is missing here does not compile, because the match below names each.
fn reasons() -> Vec<R> {
    let next = |reason: R| match reason {
        R::LogBroken => Some(R::CardDoubtful),
        R::CardDoubtful => Some(R::Incomplete),
        R::Incomplete => Some(R::NotWritable),
        R::NotWritable => Some(R::NeedsPerson),
        R::NeedsPerson => Some(R::ClocksApart),
        R::ClocksApart => Some(R::Vetoed),
        R::Vetoed => Some(R::NoProof),
        R::NoProof => Some(R::NoClip),
        R::NoClip => Some(R::Unreadable),
        R::Unreadable => Some(R::Changed),
        R::Changed => Some(R::NotNoted),
        R::NotNoted => Some(R::Unanswered),
        R::Unanswered => Some(R::NotVerified),
        R::NotVerified => Some(R::Disabled),
        R::Disabled => Some(R::LevelTooLow),
        R::LevelTooLow => Some(R::ServerDiffers),
        R::ServerDiffers => Some(R::NotReread),
        R::NotReread => Some(R::RereadDiffers),
        R::RereadDiffers => Some(R::Resting),
        R::Resting => Some(R::MarkedImportant),
        R::MarkedImportant => Some(R::MarkedByPerson),
        R::MarkedByPerson => Some(R::Tagged),
        R::Tagged => Some(R::Unassigned),
        R::Unassigned => Some(R::SaidUntold),
        R::SaidUntold => Some(R::SaidRefused),
        R::SaidRefused => Some(R::Other),
        R::Other => None,
    };
    std::iter::successors(Some(R::LogBroken), |reason| next(*reason)).collect()
}

/// Every kind but the unknown one, in the same manner.
fn notes() -> Vec<N> {
    let path = || "VIDEO/a.MP4".to_owned();
    let serial = || Some("ZF00417".to_owned());
    let next = |note: &N| match note {
        N::Erasing => Some(N::FilesStay {
            files: 1,
            of: 2,
            groups: vec![],
        }),
        N::FilesStay { .. } => Some(N::RoomShort {
            free_bytes: 900_000_000,
            needed_bytes: 20_500_000_000,
        }),
        N::RoomShort { .. } => Some(N::ClockNotSet),
        N::ClockNotSet => Some(N::ClockImplausible {
            claim: "19800101".to_owned(),
        }),
        N::ClockImplausible { .. } => Some(N::SpoolFull),
        N::SpoolFull => Some(N::NoProfile),
        N::NoProfile => Some(N::NoSerial),
        N::NoSerial => Some(N::BindingBroken),
        N::BindingBroken => Some(N::NamesDisagree {
            others: vec!["B".to_owned()],
            serial: serial(),
        }),
        N::NamesDisagree { .. } => Some(N::NotListed { entries: 2 }),
        N::NotListed { .. } => Some(N::OtherBytes { path: path() }),
        N::OtherBytes { .. } => Some(N::Unreadable { path: path() }),
        N::Unreadable { .. } => Some(N::RereadFailed { path: path() }),
        N::RereadFailed { .. } => Some(N::KeptChanging { path: path() }),
        N::KeptChanging { .. } => Some(N::RefusedByServer { path: None }),
        N::RefusedByServer { .. } => Some(N::ReceiptInvalid { path: path() }),
        N::ReceiptInvalid { .. } => Some(N::SpoolDamaged { path: path() }),
        N::SpoolDamaged { .. } => Some(N::NotWritable),
        N::NotWritable => Some(N::LeftWritable),
        N::LeftWritable => Some(N::UnknownRefused { serial: serial() }),
        N::UnknownRefused { .. } => Some(N::Register {
            files: 3,
            serial: serial(),
        }),
        N::Register { .. } => Some(N::LookAtIt { files: 3 }),
        N::LookAtIt { .. } => Some(N::DockAgain { files: 1, of: 3 }),
        N::DockAgain { .. } => Some(N::More),
        N::More | N::Other => None,
    };
    std::iter::successors(Some(N::Erasing), next).collect()
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn every_note_is_said_in_both_languages_and_comes_back_from_the_wire() {
    let mut kinds = BTreeSet::new();
    for note in notes() {
        let [chinese, english] = BOTH.map(|tongue| note.say(tongue).unwrap());
        assert!(is_chinese(&chinese) && !is_chinese(&english), "{chinese} {english}");
        let value = serde_json::to_value(&note).unwrap();
        kinds.insert(value["kind"].as_str().unwrap().to_owned());
        assert_eq!(serde_json::from_value::<N>(value).unwrap(), note);
    }
    assert_eq!(kinds.len(), notes().len());
}

#[test]
fn every_reason_has_words_of_its_own() {
    let chinese: BTreeSet<&str> = reasons().into_iter().map(R::chinese).collect();
    let english: BTreeSet<_> = reasons().into_iter().map(R::english).collect();
    assert_eq!((chinese.len(), english.len()), (reasons().len(), reasons().len()));
    assert!(chinese.into_iter().all(is_chinese));
}

#[test]
fn files_that_stay_are_told_by_reason_with_the_end_of_their_rest() {
    let note = N::FilesStay {
        files: 3,
        of: 40,
        groups: vec![
            StayGroup {
                why: R::Resting,
                files: 2,
                until: Some("2026-11-22T10:00:00Z".parse().unwrap()),
            },
            StayGroup {
                why: R::MarkedImportant,
                files: 1,
                until: None,
            },
        ],
    };
    assert_eq!(
        note.say(Tongue::Chinese).unwrap(),
        "40 个文件中有 3 个保留在记录仪上：2 个静置时间未满，至 2026-11-22 18:00；1 个被设备标为重要，由人员决定"
    );
    assert_eq!(
        note.say(Tongue::English).unwrap(),
        "3 of 40 files stay on the recorder: 2 rest until 2026-11-22 18:00, 1 is marked important by the device: a \
         person decides"
    );
}

#[test]
fn what_the_server_refused_is_said_as_refused() {
    let group = |why| StayGroup {
        why,
        files: 2,
        until: None,
    };
    let note = N::FilesStay {
        files: 2,
        of: 2,
        groups: vec![group(R::SaidRefused)],
    };
    assert_eq!(
        note.say(Tongue::Chinese).unwrap(),
        "2 个文件中有 2 个保留在记录仪上：2 个在采集站登记的情况未被服务器接受，请重新登记或由人员处理"
    );
    assert_eq!(
        note.say(Tongue::English).unwrap(),
        "2 of 2 files stay on the recorder: 2 stay because the server refused what was said at this dock; say it again \
         or have somebody look"
    );
    assert_eq!(serde_json::to_value(R::SaidRefused).unwrap(), json!("said_refused"));
}

#[test]
fn what_a_newer_dock_tells_is_read_and_not_said() {
    let newer = json!({"kind": "battery_low", "percent": 3});
    let note: N = serde_json::from_value(newer).unwrap();
    assert_eq!((note.say(Tongue::Chinese), &note), (None, &N::Other));
    let group: StayGroup = serde_json::from_value(json!({"why": "on_strike", "files": 1, "until": null})).unwrap();
    assert_eq!(group.why, R::Other);
}
