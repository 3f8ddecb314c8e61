//! Behaviour of `place`: claims stay claims, the one followed is named, and what disagrees is told.

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{DISAGREEMENT_MS, Placed, RESET_BEFORE_MICROS, TimeFinding, UNMEASURED_UNCERTAINTY_MS, place};
use crate::clip::ClaimMeaning;
use crate::custody::statement::{ClockOffset, TimeClaim};
use crate::golden::{self, Case};
use crate::time::Timestamp;

/// Facts as a person writes them down in `fixtures/timeline`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    claims: Vec<TimeClaim>,
    duration_ms: Option<i64>,
    clock_offset: Option<ClockOffset>,
    read_by_the_dock_at: Timestamp,
}

fn told(placed: &Placed) -> Value {
    let findings: Vec<Value> = placed.findings.iter().map(finding).collect();
    json!({
        "start": placed.start,
        "end": placed.end,
        "uncertainty_ms": placed.uncertainty_ms,
        "rests_on": placed.rests_on,
        "is_offset_measured": placed.is_offset_measured,
        "findings": findings,
    })
}

fn finding(finding: &TimeFinding) -> Value {
    match finding {
        TimeFinding::ClaimsDisagree { origin, apart_ms } => {
            json!({"claim": origin, "finding": "disagrees", "apart_ms": apart_ms})
        }
        TimeFinding::ClockReset { origin } => json!({"claim": origin, "finding": "from a reset clock"}),
        TimeFinding::InFuture { origin } => json!({"claim": origin, "finding": "in the future"}),
    }
}

/// The file may write times in any zone; they are compared as instants.
fn normalised(expected: Value) -> Value {
    let Value::Object(mut fields) = expected else {
        panic!("an expectation is an object or null")
    };
    for name in ["start", "end"] {
        let at: Timestamp = fields[name].as_str().unwrap().parse().unwrap();
        fields.insert(name.to_owned(), json!(at));
    }
    Value::Object(fields)
}

#[test]
fn golden_cases_hold() {
    for Case { name, given, expected } in golden::cases::<Given, Value>("fixtures/timeline", 16) {
        let placed = place(
            &given.claims,
            given.duration_ms,
            given.clock_offset.as_ref(),
            given.read_by_the_dock_at,
        );
        let expected = (!expected.is_null()).then(|| normalised(expected));
        assert_eq!(placed.as_ref().map(told), expected, "{name}");
    }
}

fn instant(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros).unwrap()
}

fn claim(origin: &str, micros: i64, means: ClaimMeaning) -> TimeClaim {
    TimeClaim {
        origin: origin.to_owned(),
        text: micros.to_string(),
        means,
        at: Some(instant(micros)),
    }
}

/// Claims between 2009 and 2040, of known and unknown origins.
fn claims() -> impl Strategy<Value = Vec<TimeClaim>> {
    let origins = ["file_name", "timecode", "creation_time", "file_modified", "vendor"];
    let means = prop::sample::select(vec![ClaimMeaning::Start, ClaimMeaning::End, ClaimMeaning::Unknown]);
    let one = (
        prop::sample::select(origins.to_vec()),
        RESET_BEFORE_MICROS..2_208_988_800_000_000_i64,
        means,
    )
        .prop_map(|(origin, micros, means)| claim(origin, micros, means));
    prop::collection::vec(one, 1..6)
}

const READ_AT: i64 = 2_300_000_000_000_000;

proptest! {
    #[test]
    fn order_of_the_claims_does_not_matter(claims in claims(), turn in 0_usize..6, duration in prop::option::of(0_i64..10_000_000)) {
        let mut turned = claims.clone();
        turned.rotate_left(turn % claims.len());
        let mut reversed = claims.clone();
        reversed.reverse();
        let placed = place(&claims, duration, None, instant(READ_AT));
        prop_assert_eq!(&place(&turned, duration, None, instant(READ_AT)), &placed);
        prop_assert_eq!(&place(&reversed, duration, None, instant(READ_AT)), &placed);
    }

    #[test]
    fn interval_is_as_long_as_the_clip(claims in claims(), duration in -1000_i64..10_000_000) {
        let placed = place(&claims, Some(duration), None, instant(READ_AT)).unwrap();
        prop_assert_eq!(placed.end.ms_since(placed.start), duration.max(0));
        prop_assert_eq!(placed.uncertainty_ms, UNMEASURED_UNCERTAINTY_MS);
    }

    #[test]
    fn measured_offset_moves_the_interval_and_nothing_else(claims in claims(), offset_ms in -100_000_i64..100_000, uncertainty_ms in 0_i64..5000) {
        let offset = ClockOffset { offset_ms, uncertainty_ms, method: "dock".to_owned(), by: None };
        let raw = place(&claims, None, None, instant(READ_AT)).unwrap();
        let corrected = place(&claims, None, Some(&offset), instant(READ_AT)).unwrap();
        prop_assert_eq!(corrected.start.ms_since(raw.start), offset_ms);
        prop_assert_eq!(corrected.uncertainty_ms, uncertainty_ms);
        prop_assert!(corrected.is_offset_measured && !raw.is_offset_measured);
        prop_assert_eq!((corrected.rests_on, corrected.findings), (raw.rests_on, raw.findings));
    }

    #[test]
    fn claims_disagree_from_the_first_millisecond_beyond_the_tolerance(apart_ms in -10_000_i64..10_000) {
        let at = 1_795_248_000_000_000;
        let claims = [claim("file_name", at, ClaimMeaning::Start), claim("file_modified", at + apart_ms * 1000, ClaimMeaning::Start)];
        let placed = place(&claims, None, None, instant(READ_AT)).unwrap();
        let expected = TimeFinding::ClaimsDisagree { origin: "file_modified".to_owned(), apart_ms };
        prop_assert_eq!(placed.findings.contains(&expected), apart_ms.abs() > DISAGREEMENT_MS);
    }

    #[test]
    fn no_input_at_all_makes_the_rule_stumble(micros in -60_000_000_000_000_000_i64..250_000_000_000_000_000, duration in any::<i64>(), offset_ms in any::<i64>()) {
        let offset = ClockOffset { offset_ms, uncertainty_ms: 0, method: "hand".to_owned(), by: None };
        for means in [ClaimMeaning::Start, ClaimMeaning::End] {
            let placed = place(&[claim("file_name", micros, means)], Some(duration), Some(&offset), instant(0));
            prop_assert!(placed.is_none_or(|p| p.end >= p.start));
        }
    }
}
