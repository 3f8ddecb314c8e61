//! `kill -9` in the middle of the road: nothing that was on the recorders is lost, doubled or left unproven.

use tests::story::soak::{self, SoakPlan};

const KILLS: u32 = 20;

/// Repeats the chance of a run that failed.
const SEED: &str = "MINGJING_SEED";

fn seed() -> u64 {
    let given = std::env::var(SEED).ok();
    given.map_or_else(soak::chance_seed, |text| {
        text.parse().expect("MINGJING_SEED is a number")
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_kills_during_a_gibibyte_lose_and_double_nothing() {
    let plan = SoakPlan::with_kills(KILLS, seed());
    eprintln!("to repeat: {SEED}={}", plan.seed);
    let report = soak::run(&plan, &|line| eprintln!("{line}")).await;
    assert!(
        report.bytes >= 1 << 30,
        "only {} bytes were on the recorders",
        report.bytes
    );
    assert_eq!(report.kills.len(), usize::try_from(KILLS).unwrap());
    eprintln!("{}", report.table());
}
