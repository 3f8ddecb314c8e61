//! Every kind of finding has its words in both languages.

use std::collections::BTreeSet;

use evidence_schema::wire::case_system::TellRemark;

use super::super::super::words::{Key, Language, Words, sources_below};
use super::{KINDS, finding_key, finding_next_key, words_of};

/// What stands before a kind where the server raises one.
const BY_SERVER: [&str; 6] = [
    "finding_raise(\"",
    "finding:Some(\"",
    "case_finding(\"",
    "act_finding(\"",
    "constFINDING:&str=\"",
    "constOVERDUE:&str=\"",
];

/// Kinds as the code that raises them names them; those of docks without their `dock_`.
fn raised() -> BTreeSet<String> {
    let of_docks = [
        "alarm::raise(agent,\"",
        "alarm::raise(&self.agent,\"",
        "constLOG_BROKEN:&str=\"",
    ];
    let found = |folder: &str, before: &[&str]| -> Vec<String> {
        let code = sources_below(folder);
        let quoted = |before: &&str| -> Vec<String> {
            let rests = code.split(before).skip(1);
            rests
                .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
                .collect()
        };
        before.iter().flat_map(quoted).collect()
    };
    let docks = found("../ingest-agent/src", &of_docks);
    let docks = docks.into_iter().map(|kind| format!("dock_{kind}"));
    let told = TellRemark::ALL.iter().map(|remark| format!("case_{}", remark.as_str()));
    found("src/app", &BY_SERVER)
        .into_iter()
        .chain(docks)
        .chain(told)
        .collect()
}

#[test]
fn every_kind_that_is_raised_has_its_words() {
    let known: BTreeSet<&str> = KINDS.iter().map(|(kind, ..)| *kind).collect();
    let raised = raised();
    assert!(raised.len() > 35, "the search finds too little: {raised:?}");
    let missing: Vec<_> = raised.iter().filter(|kind| !known.contains(kind.as_str())).collect();
    assert!(missing.is_empty(), "no words for {missing:?}");
}

#[test]
fn every_kind_says_what_to_do_in_both_languages_and_no_two_say_the_same_of_another_title() {
    let mut said = BTreeSet::new();
    for (kind, title, next) in KINDS {
        assert_eq!((finding_key(kind), finding_next_key(kind)), (*title, *next));
        let (chinese, english) = (Words(Language::Chinese).key(*next), Words(Language::English).key(*next));
        assert!(
            chinese.ends_with('。') && chinese != Words(Language::Chinese).key(*title),
            "{kind}"
        );
        assert!(english.ends_with('.') && english.is_ascii(), "{kind}");
        assert!(said.insert(chinese), "{kind} says what another says");
    }
}

#[test]
fn a_kind_that_nobody_knows_is_one_of_docks_or_any() {
    assert_eq!(words_of("dock_new").0, Key("finding-dock-other"));
    assert_eq!(words_of("new").1, Key("finding-other-next"));
}
