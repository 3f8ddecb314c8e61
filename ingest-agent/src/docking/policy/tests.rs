//! Every row of the policy.

use evidence_schema::custody::statement::DeviceClaims;
use evidence_schema::wire::docks::UnknownRecorderPolicy;

use super::{Verdict, verdict};
use crate::config::{BrokenPolicy, PolicyConfig};
use crate::docking::Told;
use crate::docking::identity::Identity;
use crate::journal::KnownRow;
use evidence_schema::wire::docking_notes::DockingNote;

fn recorder(serial: Option<&str>) -> Identity {
    let device = DeviceClaims {
        serial: serial.map(str::to_owned),
        ..DeviceClaims::default()
    };
    Identity {
        device,
        origin: "device block",
        ..Identity::default()
    }
}

fn known(unknown: UnknownRecorderPolicy) -> KnownRow {
    KnownRow {
        serials: vec!["ZF00417".to_owned()],
        unknown,
        set_aside: Vec::new(),
    }
}

const COLLECT: Verdict = Verdict::Collect { flag: None };

#[test]
fn known_recorder_is_collected_whatever_the_policy() {
    let known = known(UnknownRecorderPolicy::Refuse);
    assert_eq!(
        verdict(Some(&recorder(Some("zf00417"))), Some(&known), &PolicyConfig::default()),
        COLLECT
    );
}

#[test]
fn unknown_recorder_follows_the_server_and_the_dock_may_override() {
    let stranger = recorder(Some("ZF99999"));
    let collected = known(UnknownRecorderPolicy::CollectUnassigned);
    let refused = known(UnknownRecorderPolicy::Refuse);
    assert_eq!(
        verdict(Some(&stranger), Some(&collected), &PolicyConfig::default()),
        COLLECT
    );
    let refusal = verdict(Some(&stranger), Some(&refused), &PolicyConfig::default());
    assert!(matches!(refusal, Verdict::Refuse(reason) if reason.words.contains("ZF99999")));
    let lenient = PolicyConfig {
        unknown: Some(UnknownRecorderPolicy::CollectUnassigned),
        broken: BrokenPolicy::Refuse,
    };
    assert_eq!(verdict(Some(&stranger), Some(&refused), &lenient), COLLECT);
}

#[test]
fn before_the_server_ever_spoke_nobody_is_sent_home_with_the_evidence() {
    assert_eq!(
        verdict(Some(&recorder(Some("ZF99999"))), None, &PolicyConfig::default()),
        COLLECT
    );
}

#[test]
fn recorder_without_a_serial_is_collected_and_flagged() {
    let told = verdict(Some(&recorder(None)), None, &PolicyConfig::default());
    assert!(matches!(told, Verdict::Collect { flag: Some(_) }));
    let refused = verdict(
        Some(&recorder(None)),
        Some(&known(UnknownRecorderPolicy::Refuse)),
        &PolicyConfig::default(),
    );
    assert!(matches!(refused, Verdict::Refuse(_)));
}

#[test]
fn broken_binding_and_no_recorder_are_refused_unless_the_dock_says_otherwise() {
    let broken = Identity {
        is_broken: true,
        told: vec![Told::new(DockingNote::BindingBroken, "88 bytes")],
        ..recorder(None)
    };
    let collecting = PolicyConfig {
        unknown: None,
        broken: BrokenPolicy::Collect,
    };
    for identity in [Some(&broken), None] {
        assert!(matches!(
            verdict(identity, None, &PolicyConfig::default()),
            Verdict::Refuse(_)
        ));
        assert!(matches!(
            verdict(identity, None, &collecting),
            Verdict::Collect { flag: Some(_) }
        ));
    }
}
