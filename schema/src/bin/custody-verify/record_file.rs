//! Checks a signed record, alone (`record.note`) or inside the page that was printed from it.

use std::path::{Path, PathBuf};

use evidence_schema::custody::audit::{Breach, BreachKind};
use evidence_schema::custody::checkpoint;
use evidence_schema::custody::package::Verdict;
use evidence_schema::custody::record::{self, Record, RecordKind};
use evidence_schema::custody::tree::TreeHead;
use evidence_schema::limits::RECORD_BYTES_MAX;
use serde_json::Value;

use crate::arguments::GivenKey;
use crate::log_folder::{self, Wanted};
use crate::outcome::{Outcome, Sentence};
use crate::{Unreadable, folder};

/// A page is longer than its record by its text and by base64.
const PAGE_BYTES_MAX: u64 = 2 * RECORD_BYTES_MAX as u64;

/// Checks the file.
pub(crate) fn check(
    path: &Path,
    log: Option<&Path>,
    key: &GivenKey,
    against: &[PathBuf],
) -> Result<Outcome, Unreadable> {
    let name = path.display().to_string();
    let text = String::from_utf8(folder::read_bounded(path, PAGE_BYTES_MAX)?).map_err(|e| Unreadable::new(&name, e))?;
    let note = record::from_page(&text).unwrap_or(text);
    let told = Record::open_unverified(&note).map_err(|e| Unreadable::new(&name, e))?;
    let head = head_of(&told, &name)?;
    let mut breaches = breaches(&note, &told, key, &name);
    let mut remarks: Vec<String> = key.remark.iter().cloned().collect();
    let mut checked = sentences(&told, &note);
    let mut counts = serde_json::json!({"record": told});
    if let Some(log) = log {
        let wanted = Wanted {
            against,
            head: head.map(|head| ("the record's checkpoint", head)),
            subjects: Vec::new(),
        };
        let log = log_folder::read(log, key, wanted)?;
        checked.extend(log_folder::sentences(&log.report, against.len()));
        counts["log"] = serde_json::json!(log.report.counts);
        breaches.extend(log.report.breaches);
        remarks.extend(log.report.remarks);
    }
    let verdict = match (breaches.is_empty(), key.key.is_some()) {
        (false, _) => Verdict::Broken,
        (true, true) => Verdict::Proven,
        (true, false) => Verdict::Unauthenticated,
    };
    Ok(Outcome {
        title: title(&told),
        head,
        key: key.key.as_ref().map(|key| key.as_str().to_owned()),
        checked,
        counts,
        breaches,
        remarks,
        unproven: unproven(),
        verdict,
    })
}

fn head_of(told: &Record, name: &str) -> Result<Option<TreeHead>, Unreadable> {
    let opened = told.checkpoint.as_deref().map(checkpoint::open_unverified);
    let opened = opened.transpose().map_err(|e| Unreadable::new(name, e))?;
    Ok(opened.map(|(_, head)| head))
}

fn breaches(note: &str, told: &Record, key: &GivenKey, name: &str) -> Vec<Breach> {
    let Some(key) = &key.key else { return Vec::new() };
    let signature = Record::open(note, key).err();
    let checkpoint = told.head(key).err();
    let found = [
        (signature, BreachKind::StatementBroken),
        (checkpoint, BreachKind::CheckpointBroken),
    ];
    let named = found.into_iter().filter_map(|(error, kind)| Some((error?, kind)));
    named
        .map(|(error, kind)| Breach::new(kind, name, error.to_string()))
        .collect()
}

fn title(told: &Record) -> Sentence {
    let (english, chinese) = match told.record {
        RecordKind::Bundle => ("Bundle sent for review", "送审固定版本"),
        RecordKind::CoverageSheet => ("Coverage sheet", "全程音像记录核查表"),
    };
    let (number, case, id, at) = (told.number, &told.case_number, told.record_id, told.made_at);
    Sentence::new(
        format!("{english} {number} of case file {case}, made at {at}, {id}"),
        format!("{chinese}第 {number} 版：案件 {case}，制作时间 {at}，{id}"),
    )
}

fn sentences(told: &Record, note: &str) -> Vec<Sentence> {
    let digest = record::digest(note);
    let mut all = vec![Sentence::new(
        format!("SHA-256 of the record {digest}: it is printed on the page, and in its code"),
        format!("记录的 SHA-256 为 {digest}：应与纸面和二维码所载一致"),
    )];
    // What a page shows is read from here by whoever compares: the page itself proves nothing.
    let acts = match &told.facts {
        Value::Object(facts) => facts.get("acts").and_then(Value::as_array).cloned().unwrap_or_default(),
        _ => Vec::new(),
    };
    all.extend(acts.iter().flat_map(act_sentences));
    all
}

fn act_sentences(act: &Value) -> Vec<Sentence> {
    let coverage = &act["coverage"];
    let word = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    let seconds = |sense: &str, part: &str| {
        let ms = coverage[sense][part].as_i64().unwrap_or_default();
        format!("{}.{:03} s", ms / 1000, ms % 1000)
    };
    let told = |sense: &str| {
        let parts = [
            "recorded_ms",
            "doubtful_ms",
            "tolerated_ms",
            "explained_ms",
            "unexplained_ms",
        ];
        parts.map(|part| seconds(sense, part)).join(" / ")
    };
    let (kind, standing) = (word(&act["kind"]), word(&coverage["standing"]));
    let clips = act["clips"].as_array().map_or(0, Vec::len);
    let (picture, sound) = (told("picture"), told("sound"));
    let mut all = vec![Sentence::new(
        format!(
            "{kind}: {standing}; recorded / doubtful / tolerated / explained / unexplained: picture {picture}, sound {sound}; {clips} clips"
        ),
        format!(
            "{kind}：{standing}；已记录 / 存疑 / 容许 / 已说明 / 未说明：画面 {picture}，声音 {sound}；音像文件 {clips} 个"
        ),
    )];
    for clip in act["clips"].as_array().into_iter().flatten() {
        let (name, digest) = (word(&clip["file_name"]), word(&clip["sha256"]));
        all.push(Sentence::new(
            format!("  {name}: SHA-256 {digest}"),
            format!("  {name}：SHA-256 {digest}"),
        ));
    }
    all
}

fn unproven() -> Vec<Sentence> {
    vec![
        Sentence::new(
            "that any act was lawful, or that the footage shows the truth: only what the server had on record then",
            "执法行为合法或音像内容真实：仅证明服务器当时的记录情况",
        ),
        Sentence::new(
            "that clips named here still exist: check an exported case folder for that",
            "所列音像文件现仍存在：须另行核查案件导出包",
        ),
        Sentence::new(
            "that what is printed around the record is what the record says: compare it with the lines above",
            "纸面其余文字与记录一致：请与上列内容逐项比对",
        ),
    ]
}
