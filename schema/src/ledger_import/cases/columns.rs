//! The columns of case files, acts and enforcement objects and the headers that name them, Chinese and English.
//!
//! What must stay true: as for the ledger's columns.

use crate::ledger_import::columns::{Column, ColumnRule, UNIT_NUMBER, needed, optional};

const CASE_NUMBER: &[&str] = &["case number", "案号", "案件编号", "案件文号"];
const LEAD: &[&str] = &["lead number", "主办编号", "主办人员编号", "主办人编号"];
const ASSISTING: &[&str] = &["assisting number", "协办编号", "协办人员编号", "协办人编号"];

pub(super) const CASE: &[ColumnRule] = &[
    needed(Column::CaseNumber, CASE_NUMBER),
    needed(Column::CaseTitle, &["title", "案件名称", "案由", "名称"]),
    optional(Column::Category, &["category", "案件类别", "类别", "执法类别"]),
    optional(Column::UnitNumber, UNIT_NUMBER),
    optional(Column::LeadNumber, LEAD),
    optional(Column::AssistingNumber, ASSISTING),
    optional(Column::Stage, &["stage", "环节", "办理环节", "案件环节"]),
];

pub(super) const ACT: &[ColumnRule] = &[
    needed(Column::CaseNumber, CASE_NUMBER),
    needed(Column::ActNumber, &["act number", "行为编号", "执法行为编号"]),
    needed(Column::ActType, &["act type", "行为类型", "执法行为", "执法行为类型"]),
    optional(Column::PlaceName, &["place", "地点", "执法地点"]),
    needed(
        Column::OfficerNumbers,
        &["officer numbers", "执法人员编号", "人员编号", "执法人员"],
    ),
    needed(Column::ArrivedAt, &["arrived at", "到达时间", "开始时间"]),
    needed(Column::DepartedAt, &["departed at", "离开时间", "结束时间"]),
    optional(Column::Outside, &["outside participants", "外部人员", "联合执法人员"]),
    optional(Column::ApprovalNumber, &["approval number", "审批文号", "批准文号"]),
    optional(Column::Urgent, &["urgent", "紧急", "是否紧急"]),
];

pub(super) const OBJECT: &[ColumnRule] = &[
    needed(Column::CaseNumber, CASE_NUMBER),
    needed(Column::ObjectKind, &["kind", "类型", "对象类型", "执法对象类型"]),
    needed(Column::Party, &["party", "当事人", "是否当事人"]),
    needed(Column::ObjectName, &["name", "名称", "姓名", "姓名或名称"]),
    needed(
        Column::ObjectNumber,
        &["number", "号码", "车牌号", "证件号码", "号牌或证件号"],
    ),
];
