//! The bodies that other systems send and get, field by field: types and requirements from the JSON schemas that the API's
//! description is made of, English from their documentation, Chinese, bounds and units from the table here.
//!
//! What must stay true: a field without a line of the table, and a line without a field, fail a test; bounds are the
//! constants that the code checks.

use serde_json::Value;
use utoipa::{PartialSchema, ToSchema};

use crate::limits::{CASE_NUMBER_CHARS_MAX, LINK_CLIPS_MAX, STEP_WENT_MAX, TITLE_CHARS_MAX, TOLD_OF_CASE_MAX};
use crate::rules::notices::NOTICE_IDS_MAX;
use crate::rules::sessions::SESSIONS_MAX;
use crate::wire::dictionary::{BodyWords, FieldWords};
use crate::wire::{acts, case_system, cases, webhooks};

/// Body, its Chinese name, its schema.
type Body = (&'static str, fn() -> Value);

fn schema_of<T: PartialSchema>() -> Value {
    serde_json::to_value(T::schema()).unwrap_or_default()
}

fn one<T: ToSchema>(chinese: &'static str) -> (String, Body) {
    (T::name().into_owned(), (chinese, schema_of::<T>))
}

fn all() -> Vec<(String, Body)> {
    vec![
        one::<case_system::CaseTold>("办案系统告知的案件"),
        one::<case_system::ActTold>("办案系统告知的执法行为"),
        one::<case_system::SessionTold>("办案系统告知的时段"),
        one::<case_system::StepTold>("办案系统告知的案件经过"),
        one::<acts::ObjectDraft>("当事人、执法对象"),
        one::<acts::Outsider>("外部人员"),
        one::<case_system::CaseTellAnswer>("对告知的答复"),
        one::<case_system::Remark>("提示"),
        one::<case_system::Readiness>("案件齐备情况"),
        one::<cases::CaseDraft>("新建案件"),
        one::<cases::HeadingDraft>("案件要素"),
        one::<acts::ActDraft>("录入执法行为"),
        one::<acts::ActSession>("时段"),
        one::<acts::PlacingDraft>("归入环节和执法行为"),
        one::<cases::LinkRequest>("关联音像文件"),
        one::<webhooks::WebhookBody>("对外通知"),
        one::<webhooks::WebhookData>("对外通知的内容"),
    ]
}

/// What people call a field, its bound, its unit.
struct Line {
    field: &'static str,
    chinese: &'static str,
    bound: Option<Bound>,
    unit: Option<&'static str>,
}

/// How long, or how many.
#[derive(Clone, Copy)]
enum Bound {
    Characters(usize),
    Entries(usize),
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Characters(most) => write!(f, "≤ {most} 字符 characters"),
            Self::Entries(most) => write!(f, "≤ {most} 项 entries"),
        }
    }
}

const fn line(field: &'static str, chinese: &'static str) -> Line {
    Line {
        field,
        chinese,
        bound: None,
        unit: None,
    }
}

const fn text(field: &'static str, chinese: &'static str) -> Line {
    Line {
        bound: Some(Bound::Characters(TITLE_CHARS_MAX)),
        ..line(field, chinese)
    }
}

const fn many(field: &'static str, chinese: &'static str, most: usize) -> Line {
    Line {
        bound: Some(Bound::Entries(most)),
        ..line(field, chinese)
    }
}

const fn time(field: &'static str, chinese: &'static str) -> Line {
    Line {
        unit: Some("RFC 3339, UTC"),
        ..line(field, chinese)
    }
}

/// One name means one thing in all bodies; a name that a body uses otherwise stands as `Body.field`.
const LINES: &[Line] = &[
    Line {
        bound: Some(Bound::Characters(CASE_NUMBER_CHARS_MAX)),
        ..line("number", "案号")
    },
    text("ActTold.number", "行为编号（办案系统的）"),
    text("ObjectDraft.number", "车牌、统一社会信用代码或证件号码"),
    text("title", "案件名称"),
    line("category", "案件类别"),
    text("unit_number", "单位编号"),
    text("lead_number", "主办人员编号"),
    text("assisting_number", "协办人员编号"),
    line("stage", "环节"),
    many("objects", "当事人和执法对象", TOLD_OF_CASE_MAX),
    many("acts", "执法行为", TOLD_OF_CASE_MAX),
    many("steps", "案件经过", TOLD_OF_CASE_MAX),
    line("step", "发生了什么"),
    time("happened_at", "发生时间"),
    text("act_number", "行为编号（办案系统的）"),
    text("document", "文书文号"),
    text("approved_by", "批准人"),
    many("went", "随案移送清单", STEP_WENT_MAX),
    text("kind", "行为类型"),
    line("ObjectDraft.kind", "对象类型"),
    text("place", "地点"),
    many("officer_numbers", "执法人员编号", 20),
    many("outside", "外部人员", 20),
    text("approval_number", "审批文号"),
    line("is_urgent", "是否紧急"),
    many("sessions", "时段", SESSIONS_MAX),
    time("arrived_at", "到达时间"),
    time("departed_at", "离开时间"),
    line("source", "时间来源"),
    line("is_party", "是否当事人"),
    text("name", "姓名或名称"),
    text("unit", "所属单位"),
    text("certificate", "证件号"),
    line("case_id", "案件标识"),
    line("remarks", "提示"),
    line("code", "代码"),
    line("words", "说明"),
    line("missing", "尚缺内容"),
    line("is_gate", "是否阻止下一步"),
    line("heading", "案件要素"),
    text("reason", "理由"),
    many("act_ids", "执法行为标识", TOLD_OF_CASE_MAX),
    many("clip_ids", "音像文件标识", LINK_CLIPS_MAX),
    line("type", "通知类型"),
    time("timestamp", "发生时间"),
    line("data", "内容"),
    line("entry_id", "日志条目标识"),
    line("entry_number", "日志条目序号"),
    many("ids", "有关标识", NOTICE_IDS_MAX),
];

fn line_of(body: &str, field: &str) -> Option<&'static Line> {
    let own = format!("{body}.{field}");
    let found = LINES.iter().find(|line| line.field == own);
    found.or_else(|| LINES.iter().find(|line| line.field == field))
}

/// What a field is that may be absent.
fn variant(schema: &Value) -> Option<&Value> {
    let variants = ["oneOf", "anyOf", "allOf"]
        .iter()
        .filter_map(|word| schema.get(word)?.as_array());
    variants
        .flatten()
        .find(|one| one.get("type") != Some(&Value::from("null")))
}

/// The type of a field in a few words; absent values stand beside it as `is_required`.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return match reference.rsplit('/').next().unwrap_or_default() {
            "Timestamp" => "time".to_owned(),
            name => name.to_owned(),
        };
    }
    if let Some(meant) = variant(schema) {
        return kind(meant);
    }
    let word = match schema.get("type") {
        Some(Value::Array(types)) => types.iter().find(|one| *one != "null").and_then(Value::as_str),
        Some(other) => other.as_str(),
        None => None,
    };
    match (word.unwrap_or_default(), schema.get("format").and_then(Value::as_str)) {
        ("string", Some("date-time")) => "time".to_owned(),
        ("string", _) => "text".to_owned(),
        ("boolean", _) => "yes or no".to_owned(),
        ("integer", _) => "number".to_owned(),
        ("array", _) => format!("list of {}", kind(schema.get("items").unwrap_or(&Value::Null))),
        (other, _) => other.to_owned(),
    }
}

/// Its documentation in one line.
fn sentence(schema: &Value) -> String {
    let own = schema.get("description");
    let text = own.or_else(|| variant(schema)?.get("description"));
    let text = text.and_then(Value::as_str).unwrap_or_default();
    text.replace(['\n', '`'], " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Every body with its fields.
pub(super) fn bodies() -> Vec<BodyWords> {
    let words = |(name, (chinese, schema)): (String, Body)| {
        let schema = schema();
        let required = schema
            .get("required")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let properties = schema
            .get("properties")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let mut fields: Vec<FieldWords> = properties
            .iter()
            .map(|(field, own)| {
                let line = line_of(&name, field);
                FieldWords {
                    name: field.clone(),
                    chinese: line.map(|line| line.chinese).unwrap_or_default().to_owned(),
                    english: sentence(own),
                    kind: kind(own),
                    is_required: required.iter().any(|word| word == field),
                    bound: line.and_then(|line| line.bound).map(|bound| bound.to_string()),
                    unit: line.and_then(|line| line.unit).map(str::to_owned),
                }
            })
            .collect();
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        BodyWords {
            chinese: chinese.to_owned(),
            english: sentence(&schema),
            name,
            fields,
        }
    };
    all().into_iter().map(words).collect()
}

/// Lines of the table that no field of any body uses.
#[cfg(test)]
pub(super) fn unused_lines() -> Vec<&'static str> {
    let bodies = bodies();
    let uses = |line: &&Line| {
        let used = bodies.iter().any(|body| {
            let fields = body.fields.iter();
            let mut own = fields.filter_map(|field| line_of(&body.name, &field.name));
            own.any(|found| found.field == line.field)
        });
        !used
    };
    LINES.iter().filter(uses).map(|line| line.field).collect()
}
