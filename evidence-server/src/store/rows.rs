//! Evidence rows: one description of each table that serves writing, reading, after-images and the audit.
//!
//! What must stay true: `values()` names every column of the table in the order of its INSERT and UPDATE statements
//! (`$1` is the key), so an image can never miss a column. A test compares with the database's own catalogue.

use evidence_schema::custody::detail::{Cell, Columns};

use super::engine::Row;
use super::error::StoreError;
use super::value::Value;
use super::{
    Store, access, attribution, capture, case_file, case_system, claim, clip, dock, docking, document, finding, job,
    log, marks, media, person, recorder, session, shown,
};
use super::{
    act, expected, filter, find, handover, heading, index, intake, object, officer, placing, room, roster, told,
    transaction, turn, unit, upload, usage, webhook,
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

/// Every evidence table, in the order in which rows refer to each other.
pub const EVIDENCE_TABLES: [&str; 43] = [
    clip::ClipRow::TABLE,
    capture::CaptureRow::TABLE,
    media::MediaRow::TABLE,
    dock::DockRow::TABLE,
    recorder::RecorderRow::TABLE,
    person::PersonRow::TABLE,
    person::MachineRow::TABLE,
    case_file::CaseRow::TABLE,
    case_file::LinkRow::TABLE,
    finding::FindingRow::TABLE,
    unit::UnitRow::TABLE,
    unit::DeviceRow::TABLE,
    officer::OfficerRow::TABLE,
    officer::PostingRow::TABLE,
    handover::HandoverRow::TABLE,
    handover::VersionRow::TABLE,
    roster::RosterRow::TABLE,
    attribution::AttributionRow::TABLE,
    attribution::ErasureRow::TABLE,
    document::DocumentRow::TABLE,
    document::DocumentVersionRow::TABLE,
    claim::BindingRow::TABLE,
    claim::ClaimRow::TABLE,
    marks::TagRow::TABLE,
    marks::DockTagRow::TABLE,
    marks::ImportanceRow::TABLE,
    marks::SettlementRow::TABLE,
    access::GrantRow::TABLE,
    access::MemberRow::TABLE,
    access::SensitivityRow::TABLE,
    heading::PatternRow::TABLE,
    case_system::CaseSystemRow::TABLE,
    heading::HeadingRow::TABLE,
    act::ActRow::TABLE,
    act::ActVersionRow::TABLE,
    object::ObjectRow::TABLE,
    placing::PlacingRow::TABLE,
    placing::DeclineRow::TABLE,
    intake::IntakeRow::TABLE,
    room::RoomRow::TABLE,
    room::RoomVersionRow::TABLE,
    room::RoomUseRow::TABLE,
    room::RoomUseVersionRow::TABLE,
];

const fn columns_of<R: EvidenceRow>() -> (&'static str, &'static [&'static str]) {
    (R::TABLE, R::COLUMNS)
}

/// Every evidence table with the columns that rows and after-images have, the key first.
pub const EVIDENCE_COLUMNS: [(&str, &[&str]); 43] = [
    columns_of::<clip::ClipRow>(),
    columns_of::<capture::CaptureRow>(),
    columns_of::<media::MediaRow>(),
    columns_of::<dock::DockRow>(),
    columns_of::<recorder::RecorderRow>(),
    columns_of::<person::PersonRow>(),
    columns_of::<person::MachineRow>(),
    columns_of::<case_file::CaseRow>(),
    columns_of::<case_file::LinkRow>(),
    columns_of::<finding::FindingRow>(),
    columns_of::<unit::UnitRow>(),
    columns_of::<unit::DeviceRow>(),
    columns_of::<officer::OfficerRow>(),
    columns_of::<officer::PostingRow>(),
    columns_of::<handover::HandoverRow>(),
    columns_of::<handover::VersionRow>(),
    columns_of::<roster::RosterRow>(),
    columns_of::<attribution::AttributionRow>(),
    columns_of::<attribution::ErasureRow>(),
    columns_of::<document::DocumentRow>(),
    columns_of::<document::DocumentVersionRow>(),
    columns_of::<claim::BindingRow>(),
    columns_of::<claim::ClaimRow>(),
    columns_of::<marks::TagRow>(),
    columns_of::<marks::DockTagRow>(),
    columns_of::<marks::ImportanceRow>(),
    columns_of::<marks::SettlementRow>(),
    columns_of::<access::GrantRow>(),
    columns_of::<access::MemberRow>(),
    columns_of::<access::SensitivityRow>(),
    columns_of::<heading::PatternRow>(),
    columns_of::<case_system::CaseSystemRow>(),
    columns_of::<heading::HeadingRow>(),
    columns_of::<act::ActRow>(),
    columns_of::<act::ActVersionRow>(),
    columns_of::<object::ObjectRow>(),
    columns_of::<placing::PlacingRow>(),
    columns_of::<placing::DeclineRow>(),
    columns_of::<intake::IntakeRow>(),
    columns_of::<room::RoomRow>(),
    columns_of::<room::RoomVersionRow>(),
    columns_of::<room::RoomUseRow>(),
    columns_of::<room::RoomUseVersionRow>(),
];

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

impl Store {
    /// Every row of every evidence table.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub async fn evidence_images(&self) -> Result<Vec<TableImages>, StoreError> {
        Ok(vec![
            images_of::<clip::ClipRow>(self).await?,
            images_of::<capture::CaptureRow>(self).await?,
            images_of::<media::MediaRow>(self).await?,
            images_of::<dock::DockRow>(self).await?,
            images_of::<recorder::RecorderRow>(self).await?,
            images_of::<person::PersonRow>(self).await?,
            images_of::<person::MachineRow>(self).await?,
            images_of::<case_file::CaseRow>(self).await?,
            images_of::<case_file::LinkRow>(self).await?,
            images_of::<finding::FindingRow>(self).await?,
            images_of::<unit::UnitRow>(self).await?,
            images_of::<unit::DeviceRow>(self).await?,
            images_of::<officer::OfficerRow>(self).await?,
            images_of::<officer::PostingRow>(self).await?,
            images_of::<handover::HandoverRow>(self).await?,
            images_of::<handover::VersionRow>(self).await?,
            images_of::<roster::RosterRow>(self).await?,
            images_of::<attribution::AttributionRow>(self).await?,
            images_of::<attribution::ErasureRow>(self).await?,
            images_of::<document::DocumentRow>(self).await?,
            images_of::<document::DocumentVersionRow>(self).await?,
            images_of::<claim::BindingRow>(self).await?,
            images_of::<claim::ClaimRow>(self).await?,
            images_of::<marks::TagRow>(self).await?,
            images_of::<marks::DockTagRow>(self).await?,
            images_of::<marks::ImportanceRow>(self).await?,
            images_of::<marks::SettlementRow>(self).await?,
            images_of::<access::GrantRow>(self).await?,
            images_of::<access::MemberRow>(self).await?,
            images_of::<access::SensitivityRow>(self).await?,
            images_of::<heading::PatternRow>(self).await?,
            images_of::<case_system::CaseSystemRow>(self).await?,
            images_of::<heading::HeadingRow>(self).await?,
            images_of::<act::ActRow>(self).await?,
            images_of::<act::ActVersionRow>(self).await?,
            images_of::<object::ObjectRow>(self).await?,
            images_of::<placing::PlacingRow>(self).await?,
            images_of::<placing::DeclineRow>(self).await?,
            images_of::<intake::IntakeRow>(self).await?,
            images_of::<room::RoomRow>(self).await?,
            images_of::<room::RoomVersionRow>(self).await?,
            images_of::<room::RoomUseRow>(self).await?,
            images_of::<room::RoomUseVersionRow>(self).await?,
        ])
    }
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
        claim::STATEMENTS,
        case_system::STATEMENTS,
        clip::STATEMENTS,
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
        object::STATEMENTS,
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
        unit::STATEMENTS,
        upload::STATEMENTS,
        usage::STATEMENTS,
    ] {
        all.extend_from_slice(statements);
    }
    all.extend(statements_of_rows());
    all
}

/// Writing and reading the rows of each evidence table.
fn statements_of_rows() -> Vec<&'static str> {
    let mut all = Vec::new();
    for texts in [
        texts_of::<clip::ClipRow>(),
        texts_of::<capture::CaptureRow>(),
        texts_of::<media::MediaRow>(),
        texts_of::<dock::DockRow>(),
        texts_of::<recorder::RecorderRow>(),
        texts_of::<person::PersonRow>(),
        texts_of::<person::MachineRow>(),
        texts_of::<case_file::CaseRow>(),
        texts_of::<case_file::LinkRow>(),
        texts_of::<finding::FindingRow>(),
        texts_of::<unit::UnitRow>(),
        texts_of::<unit::DeviceRow>(),
        texts_of::<officer::OfficerRow>(),
        texts_of::<officer::PostingRow>(),
        texts_of::<handover::HandoverRow>(),
        texts_of::<handover::VersionRow>(),
        texts_of::<roster::RosterRow>(),
        texts_of::<attribution::AttributionRow>(),
        texts_of::<attribution::ErasureRow>(),
        texts_of::<document::DocumentRow>(),
        texts_of::<document::DocumentVersionRow>(),
        texts_of::<claim::BindingRow>(),
        texts_of::<claim::ClaimRow>(),
        texts_of::<marks::TagRow>(),
        texts_of::<marks::DockTagRow>(),
        texts_of::<marks::ImportanceRow>(),
        texts_of::<marks::SettlementRow>(),
        texts_of::<access::GrantRow>(),
        texts_of::<access::MemberRow>(),
        texts_of::<access::SensitivityRow>(),
        texts_of::<heading::PatternRow>(),
        texts_of::<case_system::CaseSystemRow>(),
        texts_of::<heading::HeadingRow>(),
        texts_of::<act::ActRow>(),
        texts_of::<act::ActVersionRow>(),
        texts_of::<object::ObjectRow>(),
        texts_of::<placing::PlacingRow>(),
        texts_of::<placing::DeclineRow>(),
        texts_of::<intake::IntakeRow>(),
        texts_of::<room::RoomRow>(),
        texts_of::<room::RoomVersionRow>(),
        texts_of::<room::RoomUseRow>(),
        texts_of::<room::RoomUseVersionRow>(),
    ] {
        all.extend(texts);
    }
    all
}
