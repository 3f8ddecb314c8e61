//! Evidence rows: one description of each table that serves writing, reading, after-images and the audit.
//!
//! What must stay true: `values()` names every column of the table in the order of its INSERT and UPDATE statements
//! (`$1` is the key), so an image can never miss a column. A test compares with the database's own catalogue.

use evidence_schema::custody::detail::{Cell, Columns};

use super::engine::Row;
use super::error::StoreError;
use super::value::Value;
use super::{
    Store, access, attribution, capture, case_file, case_system, catalogue, claim, clip, clock, coverage, dock,
    docking, document, finding, job, log, marks, media, person, recorder, session, shown,
};
use super::{
    act, case_state, expected, explanation, filter, find, handover, heading, index, intake, monitor, object, offered,
    officer, placing, room, roster, time_mark, told, transaction, turn, unit, upload, usage, webhook,
};

/// A row of an evidence table.
pub(super) trait EvidenceRow: Sized {
    /// Name of the table.
    const TABLE: &'static str;
    /// Inserts all columns in the order of `values`.
    const INSERT: &'static str;
    /// Sets all columns; `$1` is the key.
    const UPDATE: &'static str;
    /// Reads every row, ordered by key.
    const ALL: &'static str;
    /// Every column, the key first.
    const COLUMNS: &'static [&'static str];
    /// Text of the primary key.
    fn key(&self) -> String;
    /// Every column with its value.
    fn values(&self) -> Vec<(&'static str, Value)>;
    /// From a row that has every column.
    fn read(row: &Row) -> Result<Self, StoreError>;
}

/// Describes an evidence table: struct, columns and the constants of its statements. A guard says which rows may be
/// updated; an update that it stops is [`StoreError::Stale`].
macro_rules! evidence_row {
    (
        $(#[doc = $doc:literal])+
        $name:ident in $table:literal $(guarded $guard:literal)?
        key $key:ident: $key_type:ty,
        $($(#[doc = $field_doc:literal])* $field:ident: $type:ty),+ $(,)?
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            /// Primary key.
            pub $key: $key_type,
            $($(#[doc = $field_doc])* pub $field: $type),+
        }

        impl crate::store::rows::EvidenceRow for $name {
            const TABLE: &'static str = $table;
            const INSERT: &'static str = {
                const TEXT: crate::store::statement::Text =
                    crate::store::statement::insert($table, <$name as crate::store::rows::EvidenceRow>::COLUMNS);
                TEXT.as_str()
            };
            const UPDATE: &'static str = {
                const TEXT: crate::store::statement::Text =
                    crate::store::statement::update(
                        $table,
                        <$name as crate::store::rows::EvidenceRow>::COLUMNS,
                        concat!("" $(, " AND ", $guard)?),
                    );
                TEXT.as_str()
            };
            const ALL: &'static str = {
                const TEXT: crate::store::statement::Text = crate::store::statement::selected(
                    $table,
                    <$name as crate::store::rows::EvidenceRow>::COLUMNS,
                    concat!("ORDER BY ", stringify!($key)),
                );
                TEXT.as_str()
            };
            const COLUMNS: &'static [&'static str] = &[stringify!($key), $(stringify!($field)),+];

            fn key(&self) -> String {
                self.$key.to_string()
            }

            fn values(&self) -> Vec<(&'static str, crate::store::value::Value)> {
                use crate::store::value::Column;
                vec![(stringify!($key), self.$key.to_value()), $((stringify!($field), self.$field.to_value())),+]
            }

            fn read(row: &crate::store::engine::Row) -> Result<Self, crate::store::error::StoreError> {
                use crate::store::value::Column;
                Ok(Self {
                    $key: Column::read(row, stringify!($key))?,
                    $($field: Column::read(row, stringify!($field))?),+
                })
            }
        }
    };
}
pub(super) use evidence_row;

/// Every row of one evidence table, as the audit compares them.
pub struct TableImages {
    /// Name of the table.
    pub table: &'static str,
    /// Key and columns of each row.
    pub rows: Vec<(String, Columns)>,
}

/// From one list of row types everything that must name each of them.
macro_rules! evidence_tables {
    ($($module:ident::$row:ident),+ $(,)?) => {
        const TABLES: usize = [$(stringify!($row)),+].len();

        /// Every evidence table, in the order in which rows refer to each other.
        pub const EVIDENCE_TABLES: [&str; TABLES] = [$($module::$row::TABLE),+];

        /// Every evidence table with the columns that rows and after-images have, the key first.
        pub const EVIDENCE_COLUMNS: [(&str, &[&str]); TABLES] = [$(columns_of::<$module::$row>()),+];

        impl Store {
            /// Every row of every evidence table.
            ///
            /// # Errors
            /// When a row cannot be read.
            pub async fn evidence_images(&self) -> Result<Vec<TableImages>, StoreError> {
                Ok(vec![$(images_of::<$module::$row>(self).await?),+])
            }
        }

        /// Writing and reading the rows of each evidence table.
        fn statements_of_rows() -> Vec<&'static str> {
            [$(texts_of::<$module::$row>()),+].concat()
        }
    };
}

evidence_tables!(
    clip::ClipRow,
    capture::CaptureRow,
    media::MediaRow,
    dock::DockRow,
    recorder::RecorderRow,
    person::PersonRow,
    person::MachineRow,
    case_file::CaseRow,
    case_file::LinkRow,
    finding::FindingRow,
    unit::UnitRow,
    unit::DeviceRow,
    officer::OfficerRow,
    officer::PostingRow,
    handover::HandoverRow,
    handover::VersionRow,
    roster::RosterRow,
    attribution::AttributionRow,
    attribution::ErasureRow,
    document::DocumentRow,
    document::DocumentVersionRow,
    claim::BindingRow,
    claim::ClaimRow,
    marks::TagRow,
    marks::DockTagRow,
    marks::ImportanceRow,
    marks::SettlementRow,
    access::GrantRow,
    access::MemberRow,
    access::SensitivityRow,
    heading::PatternRow,
    case_system::CaseSystemRow,
    heading::HeadingRow,
    act::ActRow,
    act::ActVersionRow,
    object::ObjectRow,
    placing::PlacingRow,
    placing::DeclineRow,
    coverage::LeftOutRow,
    intake::IntakeRow,
    room::RoomRow,
    room::RoomVersionRow,
    room::RoomUseRow,
    room::RoomUseVersionRow,
    monitor::MonitorRow,
    monitor::MonitorVersionRow,
    monitor::DecisionRow,
    monitor::MonitorRecordRow,
    monitor::ReviewRow,
    case_state::StepRow,
    catalogue::CatalogueVersionRow,
    clock::OffsetRow,
    explanation::ExplanationRow,
    explanation::ExplanationDecisionRow,
    explanation::SiteNoteRow,
    time_mark::TimeMarkRow,
    time_mark::MarkRemovalRow,
);

const fn columns_of<R: EvidenceRow>() -> (&'static str, &'static [&'static str]) {
    (R::TABLE, R::COLUMNS)
}

/// Raw cells, not typed rows: an edited column must be shown to the audit, even one that no longer parses.
async fn images_of<R: EvidenceRow>(store: &Store) -> Result<TableImages, StoreError> {
    let mut rows = Vec::new();
    for row in store.fetch(R::ALL, Vec::new()).await? {
        let columns: Columns = R::COLUMNS
            .iter()
            .map(|name| ((*name).to_owned(), row.cell(name)))
            .collect();
        let key = match R::COLUMNS.first().map(|name| row.cell(name)) {
            Some(Cell::Text(key)) => key,
            other => format!("{other:?}"),
        };
        rows.push((key, columns));
    }
    Ok(TableImages { table: R::TABLE, rows })
}

const fn texts_of<R: EvidenceRow>() -> [&'static str; 3] {
    [R::INSERT, R::UPDATE, R::ALL]
}

/// Every constant statement of the store.
pub(super) fn all_statements() -> Vec<&'static str> {
    let mut all = vec![transaction::INSERT_ENTRY];
    for statements in [
        access::STATEMENTS,
        act::STATEMENTS,
        attribution::STATEMENTS,
        capture::STATEMENTS,
        case_file::STATEMENTS,
        case_state::STATEMENTS,
        claim::STATEMENTS,
        case_system::STATEMENTS,
        catalogue::STATEMENTS,
        clip::STATEMENTS,
        clock::STATEMENTS,
        coverage::STATEMENTS,
        dock::STATEMENTS,
        docking::STATEMENTS,
        document::STATEMENTS,
        expected::STATEMENTS,
        filter::STATEMENTS,
        find::STATEMENTS,
        finding::STATEMENTS,
        handover::STATEMENTS,
        heading::STATEMENTS,
        index::STATEMENTS,
        intake::STATEMENTS,
        job::STATEMENTS,
        log::STATEMENTS,
        marks::STATEMENTS,
        media::STATEMENTS,
        monitor::STATEMENTS,
        object::STATEMENTS,
        offered::STATEMENTS,
        officer::STATEMENTS,
        placing::STATEMENTS,
        person::STATEMENTS,
        recorder::STATEMENTS,
        room::STATEMENTS,
        roster::STATEMENTS,
        session::STATEMENTS,
        shown::STATEMENTS,
        told::STATEMENTS,
        turn::STATEMENTS,
        webhook::STATEMENTS,
        explanation::STATEMENTS,
        time_mark::STATEMENTS,
        unit::STATEMENTS,
        upload::STATEMENTS,
        usage::STATEMENTS,
    ] {
        all.extend_from_slice(statements);
    }
    all.extend(statements_of_rows());
    all
}
