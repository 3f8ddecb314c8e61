//! Checks a folder with a published log: `checkpoint` and everything below `tile/`.

use std::path::{Path, PathBuf};

use evidence_schema::custody::audit::{Breach, BreachKind, Restart};
use evidence_schema::custody::checkpoint::{self, CheckpointError};
use evidence_schema::custody::note::{NoteError, VerifyingNoteKey};
use evidence_schema::custody::package::Verdict;
use evidence_schema::custody::published::{PublishedCheck, PublishedReport};
use evidence_schema::custody::tree::TreeHead;
use evidence_schema::limits::{CHECKPOINT_BYTES_MAX, LOG_FILE_BYTES_MAX};
use evidence_schema::time::Timestamp;

use crate::arguments::GivenKey;
use crate::outcome::{Outcome, Sentence};
use crate::{Unreadable, folder};

const CHECKPOINT: &str = "checkpoint";

/// A log that was read to its end.
#[derive(Debug)]
pub(crate) struct ReadLog {
    pub(crate) head: TreeHead,
    pub(crate) report: PublishedReport,
}

/// What a log is compared with, and what is looked out for in it.
#[derive(Debug, Default)]
pub(crate) struct Wanted<'a> {
    pub(crate) against: &'a [PathBuf],
    /// A head from elsewhere, with its name.
    pub(crate) head: Option<(&'a str, TreeHead)>,
    pub(crate) subjects: Vec<String>,
}

/// Reads and checks a log.
pub(crate) fn read(root: &Path, key: &GivenKey, wanted: Wanted<'_>) -> Result<ReadLog, Unreadable> {
    let mut listing = folder::list(root)?;
    let checkpoint = read_checkpoint(&root.join(CHECKPOINT))?;
    listing.files.remove(CHECKPOINT);
    let mut breaches = Vec::new();
    let (origin, head) = open(CHECKPOINT, &checkpoint, key.key.as_ref(), &mut breaches)?;
    let paths: Vec<String> = listing.files.into_keys().collect();
    let mut check = PublishedCheck::begin(head, paths, wanted.subjects);
    for path in check.first_files() {
        check.file(&path, &folder::read_to_bound(&root.join(&path), LOG_FILE_BYTES_MAX)?);
    }
    for path in check.other_files() {
        check.file(&path, &folder::read_to_bound(&root.join(&path), LOG_FILE_BYTES_MAX)?);
    }
    for path in wanted.against {
        let name = path.display().to_string();
        let (older_origin, older) = open(&name, &read_checkpoint(path)?, key.key.as_ref(), &mut breaches)?;
        if older_origin == origin {
            check.check_head(&name, &older);
        } else {
            let message = format!("it is a checkpoint of {older_origin:?}, this log is {origin:?}");
            breaches.push(Breach::new(BreachKind::ForeignKey, name, message));
        }
    }
    if let Some((name, head)) = &wanted.head {
        check.check_head(name, head);
    }
    for (path, reason) in listing.refused {
        breaches.push(Breach::new(BreachKind::PathRefused, path, reason));
    }
    let mut report = check.end();
    report.breaches.splice(0..0, breaches);
    report.remarks.extend(report.restarts.iter().map(restart));
    report
        .remarks
        .extend(report.last_at.map(|at| format!("the last entry is dated {}", time(at))));
    report.remarks.extend(key.remark.clone());
    Ok(ReadLog { head, report })
}

fn read_checkpoint(path: &Path) -> Result<String, Unreadable> {
    let bytes = folder::read_bounded(path, CHECKPOINT_BYTES_MAX)?;
    String::from_utf8(bytes).map_err(|e| Unreadable::new(path.display().to_string(), e))
}

/// Origin and head of a checkpoint. One that the key did not sign is a breach, and is used all the same so that every
/// further breach gets its name.
fn open(
    name: &str,
    text: &str,
    key: Option<&VerifyingNoteKey>,
    breaches: &mut Vec<Breach>,
) -> Result<(String, TreeHead), Unreadable> {
    let unverified = checkpoint::open_unverified(text).map_err(|e| Unreadable::new(name, e))?;
    if let Some(Err(e)) = key.map(|key| checkpoint::open(text, key)) {
        let is_foreign = matches!(
            e,
            CheckpointError::Note(NoteError::Signature(_)) | CheckpointError::Origin { .. }
        );
        let kind = if is_foreign {
            BreachKind::ForeignKey
        } else {
            BreachKind::CheckpointBroken
        };
        breaches.push(Breach::new(kind, name, e.to_string()));
    }
    Ok(unverified)
}

fn time(micros: i64) -> String {
    Timestamp::from_micros(micros).map_or_else(|_| format!("{micros} µs"), |at| at.to_string())
}

fn restart(restart: &Restart) -> String {
    let (from, until, number) = (time(restart.from), time(restart.until), restart.number);
    format!("from {from} to {until} nothing was logged; entry {number} says that the server was not running")
}

/// Checks a log for its own sake.
pub(crate) fn check(root: &Path, key: &GivenKey, against: &[PathBuf]) -> Result<Outcome, Unreadable> {
    let ReadLog { head, report } = read(
        root,
        key,
        Wanted {
            against,
            ..Wanted::default()
        },
    )?;
    let verdict = match (report.breaches.is_empty(), key.key.is_some()) {
        (false, _) => Verdict::Broken,
        (true, true) => Verdict::Proven,
        (true, false) => Verdict::Unauthenticated,
    };
    let shown = root.display();
    Ok(Outcome {
        title: Sentence::new(format!("Custody log in {shown}"), format!("保管流转日志：{shown}")),
        head: Some(head),
        key: key.key.as_ref().map(|key| key.as_str().to_owned()),
        checked: sentences(&report, against.len()),
        counts: serde_json::json!({"log": report.counts, "against": against.len()}),
        breaches: report.breaches,
        remarks: report.remarks,
        unproven: unproven(against.is_empty()),
        verdict,
    })
}

/// What was checked in a log, for people.
pub(crate) fn sentences(report: &PublishedReport, against: usize) -> Vec<Sentence> {
    let counts = report.counts;
    let (entries, bundles, tiles) = (counts.entries, counts.bundles, counts.tiles);
    vec![
        Sentence::new(
            format!("{entries} entries: canonical form, order, own ids, pauses and clock"),
            format!("{entries} 个条目：规范格式、次序、编号唯一、间断与时钟"),
        ),
        Sentence::new(
            format!("{bundles} bundles and {tiles} tiles rebuilt from the entries up to the signed root"),
            format!("{bundles} 个条目包、{tiles} 个哈希块：由条目逐一重算，直至签名的根哈希"),
        ),
        Sentence::new(
            format!("{against} older checkpoints that this log must continue"),
            format!("{against} 个早期检查点：日志须为其延续"),
        ),
    ]
}

fn unproven(is_newest_unknown: bool) -> Vec<Sentence> {
    let mut all = vec![
        Sentence::new(
            "what the entries speak of: their details stay with the server (evidence-server verify)",
            "条目所指内容：明细保存在服务器上，由 evidence-server verify 核对",
        ),
        Sentence::new(
            "that the times are right: they are the server's clock; a pause shows only that nothing was logged",
            "时间准确：时间取自服务器时钟；间断仅表明该时段无记录",
        ),
    ];
    if is_newest_unknown {
        all.push(Sentence::new(
            "that this is the newest state: compare with a checkpoint that somebody kept (--against)",
            "此为最新状态：请用 --against 与他处留存的检查点比对",
        ));
    }
    all
}
