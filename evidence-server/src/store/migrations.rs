//! The migrations of both engines, in their order: a file each, of the same name on both sides.
//!
//! What must stay true: a migration that was published is never changed; numbers only grow.

/// Number, name, text for SQLite, text for PostgreSQL.
type Migration = (i64, &'static str, &'static str, &'static str);

macro_rules! migrations {
    ($($number:literal $name:literal $file:literal;)+) => {
        /// Every migration.
        pub(super) const MIGRATIONS: &[Migration] = &[$((
            $number,
            $name,
            include_str!(concat!("../../../schema/sql/sqlite/", $file)),
            include_str!(concat!("../../../schema/sql/postgres/", $file)),
        )),+];
    };
}

migrations! {
    1 "first" "0001_first.sql";
    2 "ledger" "0002_ledger.sql";
    3 "grants" "0003_grants.sql";
    4 "cases" "0004_cases.sql";
    5 "tags" "0005_tags.sql";
    6 "documents" "0006_documents.sql";
    7 "claims" "0007_claims.sql";
    8 "case_system" "0008_case_system.sql";
    9 "search" "0009_search.sql";
    11 "webhooks" "0011_webhooks.sql";
    12 "sources" "0012_sources.sql";
    13 "monitoring" "0013_monitoring.sql";
    14 "turns" "0014_turns.sql";
    15 "numbers" "0015_numbers.sql";
    16 "filters" "0016_filters.sql";
    18 "coverage" "0018_coverage.sql";
    19 "clocks" "0019_clocks.sql";
}
