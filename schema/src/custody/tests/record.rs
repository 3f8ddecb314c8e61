//! Behaviour of signed records: one form, one signer, and a page that carries them.

use serde_json::json;

use super::story::{START, Story, dock, log_key, public};
use crate::custody::record::{RECORD_VERSION, Record, RecordError, RecordKind, digest, from_page, to_page};
use crate::ids::{CaseId, RecordId};
use crate::time::Timestamp;

fn record() -> Record {
    Record {
        v: RECORD_VERSION,
        record: RecordKind::CoverageSheet,
        record_id: RecordId::from_random([9; 16]),
        case_id: CaseId::from_random([8; 16]),
        case_number: "浙交执强〔2026〕7号".to_owned(),
        number: 2,
        made_at: Timestamp::from_micros(START).unwrap(),
        made_by: "person".to_owned(),
        checkpoint: None,
        facts: json!({"standing": "unexplained", "missing_ms": 200_000, "words": "</script> \u{2028} \" '"}),
    }
}

#[test]
fn signed_record_opens_with_the_logs_key_only() {
    let (key, (_, foreign)) = (log_key(), dock());
    let note = record().sign(&key).unwrap();
    assert_eq!(Record::open(&note, &public(&key)).unwrap(), record());
    let refused = Record::open(&note, &public(&foreign)).unwrap_err();
    assert!(matches!(refused, RecordError::Note(_)), "{refused}");
    assert_eq!(Record::open_unverified(&note).unwrap(), record());
}

#[test]
fn one_changed_number_is_seen() {
    let key = log_key();
    let note = record().sign(&key).unwrap().replace("200000", "100000");
    assert!(matches!(Record::open(&note, &public(&key)), Err(RecordError::Note(_))));
    // Whoever looks without a key reads what it says, and its digest is another.
    let told = Record::open_unverified(&note).unwrap();
    assert_eq!(told.facts["missing_ms"], 100_000);
    assert_ne!(digest(&note), digest(&record().sign(&key).unwrap()));
}

#[test]
fn another_form_of_the_same_record_is_refused() {
    let key = log_key();
    let padded = serde_json::to_string_pretty(&record()).unwrap();
    let note = key.sign(&format!("{padded}\n")).unwrap();
    let refused = Record::open(&note, &public(&key)).unwrap_err();
    assert!(
        matches!(&refused, RecordError::Shape(why) if why.contains("canonical")),
        "{refused}"
    );
    let newer = Record { v: 2, ..record() };
    let refused = Record::open(&newer.sign(&key).unwrap(), &public(&key)).unwrap_err();
    assert!(
        matches!(&refused, RecordError::Shape(why) if why.contains("version")),
        "{refused}"
    );
}

#[test]
fn fractions_have_no_place_in_a_record() {
    let half = Record {
        facts: json!({"share": 0.5}),
        ..record()
    };
    assert!(matches!(half.sign(&log_key()), Err(RecordError::Shape(_))));
}

#[test]
fn page_carries_the_record_whatever_it_says() {
    let note = record().sign(&log_key()).unwrap();
    let page = format!(
        "<p>text</p><div hidden data-signed-record=\"{}\"></div>",
        to_page(&note)
    );
    assert_eq!(from_page(&page), Some(note));
    assert_eq!(from_page("<p>nothing</p>"), None);
    assert_eq!(from_page("<div data-signed-record=\"%%%\">"), None);
}

#[test]
fn checkpoint_of_a_record_must_be_the_logs() {
    let mut story = Story::begin();
    story.heartbeats(3);
    let key = log_key();
    let checkpoint = story.log.checkpoint(story.log.size()).unwrap();
    let with = Record {
        checkpoint: Some(checkpoint),
        ..record()
    };
    assert_eq!(with.head(&public(&key)).unwrap().unwrap().size, 4);
    assert!(matches!(with.head(&public(&dock().1)), Err(RecordError::Checkpoint(_))));
    assert!(record().head(&public(&key)).unwrap().is_none());
}
