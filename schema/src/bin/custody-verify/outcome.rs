//! What the check came to, as text for people (legal readers first) and as JSON for programs.
//!
//! What must stay true: it says what was checked, how much, what is wrong, and what this does not prove; the verdict
//! is the last line and the exit code says the same.

use std::fmt::Write;

use evidence_schema::custody::audit::Breach;
use evidence_schema::custody::package::Verdict;
use evidence_schema::custody::tree::TreeHead;
use serde_json::{Value, json};

use crate::Unreadable;
use crate::text::plain;

/// A sentence in both languages.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    pub(crate) english: String,
    pub(crate) chinese: String,
}

impl Sentence {
    pub(crate) fn new(english: impl Into<String>, chinese: impl Into<String>) -> Self {
        Self {
            english: english.into(),
            chinese: chinese.into(),
        }
    }
}

/// Everything that is said at the end.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) title: Sentence,
    pub(crate) head: Option<TreeHead>,
    pub(crate) key: Option<String>,
    pub(crate) checked: Vec<Sentence>,
    pub(crate) counts: Value,
    pub(crate) breaches: Vec<Breach>,
    pub(crate) remarks: Vec<String>,
    pub(crate) unproven: Vec<Sentence>,
    pub(crate) verdict: Verdict,
}

const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Proven => "proven",
        Verdict::Broken => "broken",
        Verdict::Unauthenticated => "unauthenticated",
    }
}

impl Outcome {
    pub(crate) const fn exit_code(&self) -> u8 {
        match self.verdict {
            Verdict::Proven => 0,
            Verdict::Broken => 1,
            Verdict::Unauthenticated => 3,
        }
    }

    fn last_line(&self) -> Sentence {
        match self.verdict {
            Verdict::Proven => Sentence::new(
                "PROVEN: everything checked holds, signed by the key that was given.",
                "通过：所核对内容全部相符，且由所给公钥对应的密钥签名。",
            ),
            Verdict::Broken => Sentence::new(
                format!("NOT PROVEN: breaches found: {}, each named above.", self.breaches.len()),
                format!("不通过：发现 {} 处不符，已逐条列明。", self.breaches.len()),
            ),
            Verdict::Unauthenticated => Sentence::new(
                "CONSISTENT, SIGNER NOT AUTHENTICATED: give the log's public key (--vkey) from another source.",
                "内部一致，签名者身份未经核实：请用 --vkey 提供经其他途径取得的日志公钥。",
            ),
        }
    }

    pub(crate) fn to_json(&self) -> String {
        let breaches: Vec<Value> = self
            .breaches
            .iter()
            .map(|b| json!({"kind": b.kind.as_str(), "subject": b.subject, "message": b.message}))
            .collect();
        let unproven: Vec<&str> = self.unproven.iter().map(|s| s.english.as_str()).collect();
        let value = json!({
            "verdict": word(self.verdict),
            "exit_code": self.exit_code(),
            "head": self.head,
            "key": self.key,
            "checked": self.counts,
            "breaches": breaches,
            "remarks": self.remarks,
            "does_not_prove": unproven,
        });
        format!("{value:#}\n")
    }

    pub(crate) fn to_text(&self) -> String {
        let mut out = String::new();
        line(&mut out, "", &self.title);
        if let Some(head) = &self.head {
            let root = head.root;
            let shown = Sentence::new(
                format!("checkpoint over {} entries, root {root}", head.size),
                format!("检查点覆盖 {} 个条目，根哈希 {root}", head.size),
            );
            line(&mut out, "", &shown);
        }
        let key = self.key.as_deref().map_or_else(
            || Sentence::new("no key was given", "未提供公钥"),
            |key| Sentence::new(format!("key {key}"), format!("公钥 {key}")),
        );
        line(&mut out, "", &key);
        section(&mut out, "Checked 已核对");
        self.checked.iter().for_each(|sentence| line(&mut out, "  ", sentence));
        if !self.breaches.is_empty() {
            section(&mut out, "Breaches 不符");
            for breach in &self.breaches {
                let _ = writeln!(out, "  {}", plain(&breach.to_string()));
            }
        }
        if !self.remarks.is_empty() {
            section(&mut out, "Remarks 说明");
            for remark in &self.remarks {
                let _ = writeln!(out, "  {}", plain(remark));
            }
        }
        section(&mut out, "This does not prove 本核查不能证明");
        self.unproven.iter().for_each(|sentence| line(&mut out, "  ", sentence));
        section(&mut out, "Verdict 结论");
        let last = self.last_line();
        let _ = writeln!(out, "{} {}", last.english, last.chinese);
        out
    }
}

fn section(out: &mut String, title: &str) {
    let _ = writeln!(out, "\n{title}");
}

fn line(out: &mut String, indent: &str, sentence: &Sentence) {
    let _ = writeln!(out, "{indent}{}", plain(&sentence.english));
    let _ = writeln!(out, "{indent}{}", plain(&sentence.chinese));
}

pub(crate) fn unreadable_text(e: &Unreadable) -> String {
    format!("NOT CHECKED: {} 未能核对：无法读取。\n", plain(&e.to_string()))
}

pub(crate) fn unreadable_json(e: &Unreadable) -> String {
    format!(
        "{:#}\n",
        json!({"verdict": "unreadable", "exit_code": 2, "error": e.to_string()})
    )
}
