//! What entries mean to another system.

use std::collections::BTreeMap;

use super::{NOTICE_IDS_MAX, Notice, NoticeKind, of};
use crate::custody::detail::{Cell, Columns, Detail, RowImage};
use crate::custody::entry::{ENTRY_VERSION, Entry, Event};
use crate::ids::{CaseId, EntryId};
use crate::people::Actor;

fn case(n: u8) -> CaseId {
    CaseId::from_random([n; 16])
}

fn entry(event: Event, subject: &str) -> Entry {
    Entry {
        actor: Actor::system("test"),
        at: 0,
        detail: None,
        event,
        id: EntryId::from_random([9; 16]),
        subject: subject.to_owned(),
        v: ENTRY_VERSION,
    }
}

fn image(table: &str, key: &str, cells: &[(&str, Cell)]) -> RowImage {
    let row: Columns = cells
        .iter()
        .map(|(name, cell)| ((*name).to_owned(), cell.clone()))
        .collect();
    RowImage {
        key: key.to_owned(),
        row: Some(row),
        table: table.to_owned(),
    }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn detail(images: Vec<RowImage>) -> Detail {
    Detail {
        images,
        facts: BTreeMap::new(),
    }
}

fn link(n: usize, unlinked_at: Cell) -> RowImage {
    let cells = [
        ("case_id", text(&case(1).to_string())),
        ("clip_id", text(&format!("clip-{n}"))),
        ("unlinked_at", unlinked_at),
    ];
    image("case_clip", &format!("link-{n}"), &cells)
}

fn kinds(notices: &[Notice]) -> Vec<NoticeKind> {
    notices.iter().map(|notice| notice.kind).collect()
}

#[test]
fn telling_of_a_new_case_file_is_one_notice_of_each_kind() {
    let images = vec![
        image("case_file", &case(1).to_string(), &[]),
        image("case_heading", "heading-1", &[("case_id", text(&case(1).to_string()))]),
        image("act_version", "version-1", &[("act_id", text("act-1"))]),
        image("act_version", "version-2", &[("act_id", text("act-2"))]),
        image("finding", "finding-1", &[]),
    ];
    let notices = of(&entry(Event::CaseTold, &case(1).to_string()), &detail(images));
    let expected = [
        NoticeKind::CaseCreated,
        NoticeKind::HeadingStated,
        NoticeKind::ActStated,
    ];
    assert_eq!(kinds(&notices), expected);
    assert!(notices.iter().all(|notice| notice.case_id == case(1)));
    assert_eq!(notices[2].ids, ["act-1", "act-2"]);
}

#[test]
fn a_link_is_linked_until_it_is_ended() {
    let subject = case(1).to_string();
    let linked = of(
        &entry(Event::CaseClipLinked, &subject),
        &detail(vec![link(1, Cell::Null), link(2, Cell::Null)]),
    );
    assert_eq!((kinds(&linked), linked[0].ids.len()), (vec![NoticeKind::ClipLinked], 2));
    let ended = of(
        &entry(Event::CaseClipUnlinked, &subject),
        &detail(vec![link(1, Cell::Int(5))]),
    );
    assert_eq!(
        (kinds(&ended), ended[0].ids.clone()),
        (vec![NoticeKind::ClipUnlinked], vec!["clip-1".to_owned()])
    );
}

#[test]
fn ids_of_one_notice_are_bounded() {
    let images = (0..NOTICE_IDS_MAX + 5).map(|n| link(n, Cell::Null)).collect();
    let notices = of(&entry(Event::CaseClipLinked, &case(1).to_string()), &detail(images));
    assert_eq!(notices[0].ids.len(), NOTICE_IDS_MAX);
}

#[test]
fn export_is_told_and_what_is_no_case_file_is_not() {
    let exported = of(&entry(Event::CaseExported, &case(1).to_string()), &Detail::default());
    assert_eq!(kinds(&exported), [NoticeKind::Exported]);
    for (event, subject) in [
        (Event::CaseSeen, case(1).to_string()),
        (Event::LogHeartbeat, String::new()),
    ] {
        assert_eq!(of(&entry(event, &subject), &Detail::default()), []);
    }
    let clip = image("clip", "clip-1", &[("case_id", text(&case(1).to_string()))]);
    assert_eq!(of(&entry(Event::ClipSealed, "clip-1"), &detail(vec![clip])), []);
}

#[test]
fn no_notice_names_more_than_ids() {
    let object = image(
        "case_object",
        "object-1",
        &[
            ("case_id", text(&case(1).to_string())),
            ("name", text("赵某")),
            ("number", text("330106199001011234")),
        ],
    );
    let notices = of(
        &entry(Event::CaseObjectStated, &case(1).to_string()),
        &detail(vec![object]),
    );
    assert_eq!(notices[0].ids, ["object-1"]);
}
