//! The steps from an empty database to the present form, in their order; both engines have each.
//!
//! What must stay true: a step that was ever released is never changed; what it made is changed by a later one.

/// Number, name, text for SQLite, text for PostgreSQL.
pub(super) type Step = (i64, &'static str, &'static str, &'static str);

macro_rules! steps {
    ($($number:literal $name:literal $file:literal),+ $(,)?) => {
        /// Every step.
        pub(super) const MIGRATIONS: &[Step] = &[$((
            $number,
            $name,
            include_str!(concat!("../../../schema/sql/sqlite/", $file, ".sql")),
            include_str!(concat!("../../../schema/sql/postgres/", $file, ".sql")),
        )),+];
    };
}

steps! {
    1 "first" "0001_first",
    2 "ledger" "0002_ledger",
    3 "grants" "0003_grants",
    4 "cases" "0004_cases",
    5 "tags" "0005_tags",
    6 "documents" "0006_documents",
    7 "claims" "0007_claims",
    8 "case_system" "0008_case_system",
    9 "search" "0009_search",
    11 "webhooks" "0011_webhooks",
    12 "sources" "0012_sources",
    13 "monitoring" "0013_monitoring",
    14 "turns" "0014_turns",
    15 "numbers" "0015_numbers",
    16 "filters" "0016_filters",
    17 "catalogue" "0017_catalogue",
    18 "coverage" "0018_coverage",
    19 "clocks" "0019_clocks",
    20 "states" "0020_states",
    21 "explanations" "0021_explanations",
}
