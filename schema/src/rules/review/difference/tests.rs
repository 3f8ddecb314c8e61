//! Behaviour of `differences`, and that nothing differs untold.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Differs, differences};

fn told(before: &Value, after: &Value) -> Vec<String> {
    let one = |differs: Differs| {
        let side = |side: Option<String>| side.unwrap_or_else(|| "nothing".to_owned());
        format!(
            "{}: {} to {}",
            differs.path.join("/"),
            side(differs.before),
            side(differs.after)
        )
    };
    differences(before, after).into_iter().map(one).collect()
}

#[test]
fn gap_that_was_explained_is_told_by_its_act() {
    let bundle = |explained: i64| json!({"acts": [{"act_id": "act-1", "picture": {"explained_ms": explained}}]});
    assert_eq!(
        told(&bundle(0), &bundle(200_000)),
        ["acts/act-1/picture/explained_ms: 0 to 200000"]
    );
}

#[test]
fn clip_that_came_is_told_whole_and_the_others_not() {
    let before = json!({"clips": [{"clip_id": "clip-2", "n": 2}]});
    let after = json!({"clips": [{"clip_id": "clip-1", "n": 1}, {"clip_id": "clip-2", "n": 2}]});
    assert_eq!(
        told(&before, &after),
        [r#"clips/clip-1: nothing to {"clip_id":"clip-1","n":1}"#]
    );
    assert_eq!(told(&after, &json!({"clips": []})).len(), 2, "both are gone");
}

#[test]
fn order_of_parts_and_the_moment_of_asking_do_not_matter() {
    let one = json!({"acts": [{"act_id": "a"}, {"act_id": "b"}], "asked_at": 1});
    let other = json!({"acts": [{"act_id": "b"}, {"act_id": "a"}], "asked_at": 2});
    assert!(differences(&one, &other).is_empty());
}

#[test]
fn list_without_ids_is_told_as_one() {
    let told = told(&json!({"gaps": [1, 2]}), &json!({"gaps": [2]}));
    assert_eq!(told, ["gaps: [1,2] to [2]"]);
}

#[test]
fn twins_of_one_id_are_not_mixed_up() {
    let one = json!({"marks": [{"mark_id": "m", "n": 1}, {"mark_id": "m", "n": 2}]});
    let other = json!({"marks": [{"mark_id": "m", "n": 1}, {"mark_id": "m", "n": 3}]});
    assert_eq!(differences(&one, &other).len(), 1);
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..9_i64).prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[abc]", inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_differs_untold(one in any_value(), other in any_value()) {
        prop_assert_eq!(differences(&one, &other).is_empty(), one == other);
    }
}
