//! The field dictionary (数据字典): what every word that programs exchange means, in Chinese and English.
//!
//! What must stay true: it is made from the same enums, JSON schemas and bounds as the code, so that it cannot go stale.

mod bodies;
mod named;

#[cfg(test)]
mod tests;

pub use named::Named;

use crate::case::{ACT_KINDS, CaseCategory, CaseSource, CaseStage, ObjectKind, TimesSource};
use crate::clip::SourceKind;
use crate::ledger::{DeviceKind, DeviceState};
use crate::marks::TagAct;
use crate::rules::case_states::{CaseState, CourseFlag, Step};
use crate::rules::deadlines::LimitStanding;
use crate::rules::notices::NoticeKind;
use crate::wire::case_system::{Lack, TellRemark};
use crate::wire::dictionary::{Dictionary, DictionaryWord, WordList};

/// A list of an enum's words.
fn list<T: Named>(name: &str, (chinese, english): (&str, &str)) -> WordList {
    let word = |one: &T| DictionaryWord {
        code: one.code().to_owned(),
        chinese: one.chinese().to_owned(),
        english: one.english().to_owned(),
    };
    WordList {
        name: name.to_owned(),
        chinese: chinese.to_owned(),
        english: english.to_owned(),
        words: T::VARIANTS.iter().map(word).collect(),
    }
}

/// Act types that forms propose; any other text is taken as well.
fn act_types() -> WordList {
    let word = |kind: &crate::case::ActKind| DictionaryWord {
        code: kind.chinese.to_owned(),
        chinese: kind.chinese.to_owned(),
        english: kind.english.to_owned(),
    };
    WordList {
        name: "ActType".to_owned(),
        chinese: "行为类型（建议用词，也可用其他文字）".to_owned(),
        english: "Act types that are proposed; any other text is taken".to_owned(),
        words: ACT_KINDS.iter().map(word).collect(),
    }
}

/// What it means that a field or cell says nothing, and how something is emptied on purpose.
fn emptying() -> WordList {
    let word = |(code, chinese, english): (&str, &str, &str)| DictionaryWord {
        code: code.to_owned(),
        chinese: chinese.to_owned(),
        english: english.to_owned(),
    };
    let words = [
        (
            "null",
            "接口字段不写或为 null：保留此前告知的内容",
            "a field that is absent or null: what was told before stays",
        ),
        (
            "\"\"",
            "接口字段为空文本：清空（单位、主办、协办、地点、审批文号）；案件类别和环节不能清空",
            "an empty text in a field empties it (unit, lead, assisting officer, place, approval); category and stage \
             cannot be emptied",
        ),
        (
            "[]",
            "接口字段为空列表：清空（执法人员、外部人员、时段）；列表总是整体替换",
            "an empty list in a field empties it (officers, outside participants, sessions); a list is always told whole",
        ),
        (
            "CSV",
            "文件中的空单元格：保留此前告知的内容；文件不能清空，请在页面上填写理由后更改",
            "an empty cell of a file: what was told before stays; a file cannot empty anything, change it on the page, \
             with a reason",
        ),
    ];
    WordList {
        name: "Emptying".to_owned(),
        chinese: "不写与清空（办案系统告知、文件导入）".to_owned(),
        english: "Leaving out and emptying, in what the case system tells and in files".to_owned(),
        words: words.into_iter().map(word).collect(),
    }
}

/// What does not depend on an agency: bodies and words of the code.
pub fn dictionary() -> Dictionary {
    Dictionary {
        bodies: bodies::bodies(),
        lists: vec![
            list::<CaseCategory>("CaseCategory", ("案件类别", "Category of a case file")),
            list::<CaseStage>("CaseStage", ("环节", "Stage of a case file")),
            act_types(),
            list::<ObjectKind>("ObjectKind", ("对象类型", "Kind of an enforcement object")),
            list::<TimesSource>("TimesSource", ("时间来源", "Where the times of a session come from")),
            list::<CaseSource>("CaseSource", ("内容来源", "Where something was said")),
            emptying(),
            list::<TellRemark>("TellRemark", ("告知后的提示", "What is answered to a telling")),
            list::<CaseState>("CaseState", ("案件状态", "State of a case file")),
            list::<Step>("Step", ("案件经过", "What happens to a case file")),
            list::<CourseFlag>(
                "CourseFlag",
                ("案件经过的不符之处", "What does not fit in a case file's course"),
            ),
            list::<LimitStanding>("LimitStanding", ("期限状态", "How a limit stands")),
            list::<Lack>("Lack", ("尚缺内容", "What a case file lacks")),
            list::<NoticeKind>("NoticeKind", ("通知类型", "Kind of a notice")),
            list::<SourceKind>("SourceKind", ("音像来源", "Where a clip came from")),
            list::<DeviceKind>("DeviceKind", ("设备类型", "Kind of device")),
            list::<DeviceState>("DeviceState", ("设备状态", "State of a device")),
            list::<TagAct>("TagAct", ("标签动作", "What was done to a tag")),
        ],
    }
}

/// The same as a table: a mark at the start, so that spreadsheets read it as UTF-8.
pub fn csv(dictionary: &Dictionary) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let mut rows: Vec<[String; 9]> = vec![
        [
            "表 table",
            "表名 title",
            "代码 code",
            "中文 Chinese",
            "英文 English",
            "类型 type",
            "必填 required",
            "上限 bound",
            "单位 unit",
        ]
        .map(str::to_owned),
    ];
    for body in &dictionary.bodies {
        rows.extend(body.fields.iter().map(|field| {
            [
                body.name.clone(),
                body.chinese.clone(),
                field.name.clone(),
                field.chinese.clone(),
                field.english.clone(),
                field.kind.clone(),
                if field.is_required { "是 yes" } else { "否 no" }.to_owned(),
                field.bound.clone().unwrap_or_default(),
                field.unit.clone().unwrap_or_default(),
            ]
        }));
    }
    for list in &dictionary.lists {
        rows.extend(list.words.iter().map(|word| {
            let own = [&list.name, &list.chinese, &word.code, &word.chinese, &word.english].map(String::clone);
            let [name, title, code, chinese, english] = own;
            let empty = String::new;
            [name, title, code, chinese, english, empty(), empty(), empty(), empty()]
        }));
    }
    for row in rows {
        // Into memory: cannot fail.
        let _written = writer.write_record(row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
}
