//! The columns of the act catalogue and the headers that name them, Chinese and English.
//!
//! What must stay true: as for the ledger's columns.

use crate::ledger_import::columns::{Column, ColumnRule, needed, optional};

pub(super) const ACT_TYPE: &[ColumnRule] = &[
    needed(Column::ActType, &["act type", "行为类型", "执法行为", "执法行为类型"]),
    needed(Column::EnglishName, &["english name", "英文名称"]),
    needed(Column::Category, &["category", "案件类别", "类别", "执法类别"]),
    needed(Column::Duty, &["duty", "记录要求"]),
    needed(Column::Mode, &["mode", "控制方式"]),
    optional(Column::Guard, &["guard", "强制法约束"]),
    optional(Column::Elements, &["elements", "记录要素"]),
    optional(Column::Phrases, &["phrases", "规范用语"]),
    needed(Column::RetentionClass, &["retention class", "保管类别"]),
    needed(Column::LegalBasis, &["legal basis", "法律依据", "依据"]),
    needed(Column::ToConfirm, &["to confirm", "待确认"]),
    optional(Column::Tags, &["tags", "标签"]),
];

/// The first header of a column, as files are written.
pub(super) fn header(column: Column, is_chinese: bool) -> &'static str {
    let rule = ACT_TYPE.iter().find(|rule| rule.column == column);
    let headers = rule.map(|rule| rule.headers).unwrap_or_default();
    headers.get(usize::from(is_chinese)).copied().unwrap_or_default()
}
