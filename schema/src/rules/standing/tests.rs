//! Behaviour of what counts: the newest word about each thing, and no word about one is a word about another.

use super::{Importance, Settling, TagStep, importance, is_settled, tag_step, waits_for_a_person};
use crate::marks::{DeviceMark, ImportanceVerdict as V, TagAct};

#[test]
fn a_tag_is_put_once_confirmed_once_and_taken_off_once() {
    let steps = [
        (None, TagAct::Put, TagStep::Another),
        (None, TagAct::Confirmed, TagStep::Refused),
        (None, TagAct::TakenOff, TagStep::Refused),
        (Some(TagAct::Put), TagAct::Put, TagStep::Nothing),
        (Some(TagAct::Put), TagAct::Confirmed, TagStep::Another),
        (Some(TagAct::Put), TagAct::TakenOff, TagStep::Another),
        (Some(TagAct::Confirmed), TagAct::Put, TagStep::Nothing),
        (Some(TagAct::Confirmed), TagAct::Confirmed, TagStep::Nothing),
        (Some(TagAct::Confirmed), TagAct::TakenOff, TagStep::Another),
        (Some(TagAct::TakenOff), TagAct::Put, TagStep::Another),
        (Some(TagAct::TakenOff), TagAct::Confirmed, TagStep::Refused),
        (Some(TagAct::TakenOff), TagAct::TakenOff, TagStep::Nothing),
    ];
    for (last, act, expected) in steps {
        assert_eq!(tag_step(last, act), expected, "{last:?} then {act:?}");
    }
}

#[test]
fn only_a_tag_that_nobody_confirmed_waits() {
    assert!(waits_for_a_person(TagAct::Put));
    assert!(!waits_for_a_person(TagAct::Confirmed) && !waits_for_a_person(TagAct::TakenOff));
}

#[test]
fn a_device_mark_waits_until_a_person_decides_about_it() {
    let device = |said: &[V]| importance(true, said).device;
    assert_eq!(device(&[]), Some(DeviceMark::Waits));
    assert_eq!(
        device(&[V::Marked, V::TakenBack]),
        Some(DeviceMark::Waits),
        "a person's own mark decides nothing"
    );
    assert_eq!(device(&[V::Confirmed]), Some(DeviceMark::Confirmed));
    assert_eq!(device(&[V::Confirmed, V::NotImportant]), Some(DeviceMark::Denied));
    assert_eq!(device(&[V::NotImportant, V::Marked]), Some(DeviceMark::Denied));
    assert_eq!(importance(false, &[]).device, None);
}

#[test]
fn a_persons_mark_stands_until_it_is_taken_back() {
    let by_person = |said: &[V]| importance(false, said).is_marked_by_person;
    assert!(!by_person(&[]));
    assert!(by_person(&[V::Marked]));
    assert!(!by_person(&[V::Marked, V::TakenBack]));
    assert!(by_person(&[V::Marked, V::TakenBack, V::Marked]));
    assert!(importance(true, &[V::Marked, V::NotImportant]).is_marked_by_person);
}

#[test]
fn what_cannot_be_said_is_refused_and_what_is_so_already_is_no_version() {
    let plain = Importance::default();
    assert_eq!(plain.step(V::Confirmed), None, "the device marked nothing");
    assert_eq!(plain.step(V::NotImportant), None);
    assert_eq!(plain.step(V::Marked), Some(true));
    assert_eq!(plain.step(V::TakenBack), Some(false));
    let decided = importance(true, &[V::Confirmed, V::Marked]);
    assert_eq!(decided.step(V::Confirmed), Some(false));
    assert_eq!(decided.step(V::NotImportant), Some(true));
    assert_eq!(decided.step(V::Marked), Some(false));
    assert_eq!(decided.step(V::TakenBack), Some(true));
}

#[test]
fn one_of_case_matter_or_class_settles_a_clip() {
    let nothing = Settling::default();
    assert!(!is_settled(nothing));
    assert!(is_settled(Settling { cases: 2, ..nothing }));
    assert!(is_settled(Settling { matters: 1, ..nothing }));
    assert!(is_settled(Settling {
        has_class: true,
        ..nothing
    }));
}
