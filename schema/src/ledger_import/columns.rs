//! The columns of each kind of file and the headers that name them, Chinese and English.
//!
//! What must stay true: within one kind no header names two columns; the first two headers are the ones that messages and
//! the documentation use.

use crate::clip::text_enum;

text_enum!(
    /// A column of an import file.
    Column {
        /// Number of a unit.
        UnitNumber = "unit_number",
        /// Name of a unit.
        UnitName = "unit_name",
        /// Number of the unit above.
        ParentNumber = "parent_number",
        /// Number of an officer.
        OfficerNumber = "officer_number",
        /// Name of an officer.
        OfficerName = "officer_name",
        /// Number of the officer's certificate.
        CertificateNumber = "certificate_number",
        /// First day on which the certificate is valid.
        CertificateFrom = "certificate_from",
        /// Last day on which the certificate is valid.
        CertificateTo = "certificate_to",
        /// Whether the officer inspects, punishes, coerces or surveys on site.
        Inspects = "inspects",
        /// Whether it is an assistant.
        Assistant = "assistant",
        /// First day of the officer's posting to the unit.
        PostingFrom = "posting_from",
        /// Serial of a recorder or terminal.
        Serial = "serial",
        /// What people call the device.
        Title = "title",
        /// Kind of device.
        Kind = "kind",
        /// Day of a duty.
        Date = "date",
        /// When the duty begins.
        FromTime = "from_time",
        /// When the duty ends.
        ToTime = "to_time",
        /// Number of the lead officer.
        LeadNumber = "lead_number",
        /// Number of the assisting officer.
        AssistingNumber = "assisting_number",
        /// Serials of the recorders that the pair takes.
        Serials = "serials",
        /// Number of a case file.
        CaseNumber = "case_number",
        /// Title of a case file.
        CaseTitle = "case_title",
        /// What a case file is about.
        Category = "category",
        /// How far a case file has come.
        Stage = "stage",
        /// What the case system calls an act.
        ActNumber = "act_number",
        /// What was done.
        ActType = "act_type",
        /// Where.
        PlaceName = "place",
        /// Numbers of the officers of an act.
        OfficerNumbers = "officer_numbers",
        /// Who of another body took part.
        Outside = "outside",
        /// Number of the approval.
        ApprovalNumber = "approval_number",
        /// Whether an act was done in urgency.
        Urgent = "urgent",
        /// Day and time of arrival.
        ArrivedAt = "arrived_at",
        /// Day and time of departure.
        DepartedAt = "departed_at",
        /// What an enforcement object is.
        ObjectKind = "object_kind",
        /// Whether an enforcement object is the party.
        Party = "party",
        /// Name of an enforcement object.
        ObjectName = "object_name",
        /// Plate, credit code or number of an enforcement object.
        ObjectNumber = "object_number",
        /// What an act type is called in English.
        EnglishName = "english_name",
        /// Whether an act must be recorded.
        Duty = "duty",
        /// What a gate does about an act.
        Mode = "mode",
        /// Which rules of the Administrative Coercion Law guard an act.
        Guard = "guard",
        /// What footage must show.
        Elements = "elements",
        /// What must be said.
        Phrases = "phrases",
        /// Class of keeping.
        RetentionClass = "retention_class",
        /// By which text.
        LegalBasis = "legal_basis",
        /// Whether somebody must confirm it.
        ToConfirm = "to_confirm",
        /// Words of tags.
        Tags = "tags",
    }
);

/// How a column is named in one kind of file.
pub(super) struct ColumnRule {
    pub(super) column: Column,
    pub(super) headers: &'static [&'static str],
    /// Whether a file without it is refused.
    pub(super) is_needed: bool,
}

pub(super) const fn needed(column: Column, headers: &'static [&'static str]) -> ColumnRule {
    ColumnRule {
        column,
        headers,
        is_needed: true,
    }
}

pub(super) const fn optional(column: Column, headers: &'static [&'static str]) -> ColumnRule {
    ColumnRule {
        column,
        headers,
        is_needed: false,
    }
}

pub(super) const UNIT_NUMBER: &[&str] = &["unit number", "单位编号", "机构编号", "单位代码", "机构代码"];

pub(super) const UNIT: &[ColumnRule] = &[
    needed(
        Column::UnitNumber,
        &[
            "number",
            "编号",
            "unit number",
            "单位编号",
            "机构编号",
            "单位代码",
            "机构代码",
        ],
    ),
    needed(Column::UnitName, &["name", "名称", "unit name", "单位名称", "机构名称"]),
    needed(
        Column::ParentNumber,
        &[
            "parent number",
            "上级编号",
            "上级单位编号",
            "上级机构编号",
            "上级单位代码",
        ],
    ),
];

pub(super) const OFFICER: &[ColumnRule] = &[
    needed(
        Column::OfficerNumber,
        &["number", "编号", "officer number", "人员编号", "执法人员编号", "工号"],
    ),
    needed(Column::OfficerName, &["name", "姓名", "officer name"]),
    needed(
        Column::CertificateNumber,
        &["certificate number", "执法证号", "执法证编号", "执法证件号", "证件号"],
    ),
    needed(
        Column::CertificateFrom,
        &["certificate from", "执法证有效期起", "有效期起", "发证日期"],
    ),
    needed(
        Column::CertificateTo,
        &["certificate to", "执法证有效期止", "有效期止", "有效期至"],
    ),
    needed(Column::UnitNumber, UNIT_NUMBER),
    needed(Column::Inspects, &["inspects", "一线执法", "是否一线执法"]),
    needed(Column::Assistant, &["assistant", "辅助人员", "是否辅助人员"]),
    optional(
        Column::PostingFrom,
        &["from", "任职起始日期", "posting from", "到岗日期"],
    ),
];

pub(super) const RECORDER: &[ColumnRule] = &[
    needed(Column::Serial, &["serial", "序列号", "设备序列号", "出厂编号"]),
    needed(Column::Title, &["title", "名称", "设备名称"]),
    needed(Column::Kind, &["kind", "类型", "设备类型"]),
    needed(Column::UnitNumber, UNIT_NUMBER),
];

pub(super) const ROSTER: &[ColumnRule] = &[
    needed(Column::Date, &["date", "日期", "值班日期"]),
    needed(Column::UnitNumber, UNIT_NUMBER),
    needed(Column::FromTime, &["from time", "开始时间", "起始时间", "from"]),
    needed(Column::ToTime, &["to time", "结束时间", "to"]),
    needed(Column::LeadNumber, &["lead number", "主办编号", "主办人员编号", "lead"]),
    optional(
        Column::AssistingNumber,
        &["assisting number", "协办编号", "协办人员编号", "assisting"],
    ),
    optional(
        Column::Serials,
        &[
            "recorder serials",
            "设备序列号",
            "执法记录仪序列号",
            "序列号",
            "serials",
        ],
    ),
];
