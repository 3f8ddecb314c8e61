//! Checks an exported case folder, alone or beside the whole log.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use evidence_schema::custody::checkpoint;
use evidence_schema::custody::package::{
    CHECKPOINT_NAME, FolderFacts, FoundFile, MANIFEST_NAME, Manifest, PackageReport, PackagedClip, Verdict,
    check as check_facts, refusal,
};
use evidence_schema::limits::{CHECKPOINT_BYTES_MAX, MANIFEST_BYTES_MAX};

use crate::arguments::GivenKey;
use crate::folder::Listing;
use crate::log_folder::{self, ReadLog, Wanted};
use crate::outcome::{Outcome, Sentence};
use crate::{Unreadable, folder};

/// Checks the folder.
pub(crate) fn check(
    root: &Path,
    log: Option<&Path>,
    key: &GivenKey,
    against: &[PathBuf],
) -> Result<Outcome, Unreadable> {
    let listing = folder::list(root)?;
    let manifest = Manifest::from_json(&folder::read_paper(root, &listing, MANIFEST_NAME, MANIFEST_BYTES_MAX)?)
        .map_err(|e| Unreadable::new(root.join(MANIFEST_NAME).display().to_string(), e))?;
    let checkpoint = folder::read_paper(root, &listing, CHECKPOINT_NAME, CHECKPOINT_BYTES_MAX)?;
    let checkpoint = String::from_utf8(checkpoint)
        .map_err(|e| Unreadable::new(root.join(CHECKPOINT_NAME).display().to_string(), e))?;
    let files = read_files(root, &listing, &manifest)?;
    let log = log
        .map(|log| read_log(log, key, against, (&manifest, &checkpoint)))
        .transpose()?;
    let report = check_facts(&FolderFacts {
        manifest: &manifest,
        checkpoint: &checkpoint,
        key: key.key.as_ref(),
        files: &files,
        refused: &listing.refused,
        log: log.as_ref().map(|log| &log.report.known),
    });
    Ok(outcome(&manifest, report, log, (key, against.len())))
}

/// Every plain file; only those that the manifest names in the size that it names are read.
fn read_files(root: &Path, listing: &Listing, manifest: &Manifest) -> Result<BTreeMap<String, FoundFile>, Unreadable> {
    let named: BTreeSet<(&str, u64)> = manifest
        .clips
        .iter()
        .map(|clip| (clip.file.as_str(), clip.size_bytes))
        .chain(
            manifest
                .documents
                .iter()
                .map(|document| (document.file.as_str(), document.size_bytes)),
        )
        .collect();
    let mut files = BTreeMap::new();
    for (path, size_bytes) in &listing.files {
        if matches!(path.as_str(), MANIFEST_NAME | CHECKPOINT_NAME) {
            continue;
        }
        let is_wanted = refusal(path).is_none() && named.contains(&(path.as_str(), *size_bytes));
        let found = if is_wanted {
            folder::hash(&root.join(path), path)?
        } else {
            FoundFile {
                size_bytes: *size_bytes,
                sha256: None,
            }
        };
        files.insert(path.clone(), found);
    }
    Ok(files)
}

/// The whole log, which must hold the folder's head, with what it knows about the case file and its clips.
fn read_log(
    log: &Path,
    key: &GivenKey,
    against: &[PathBuf],
    (manifest, checkpoint): (&Manifest, &str),
) -> Result<ReadLog, Unreadable> {
    let clips = manifest.clips.iter().map(|clip| clip.clip_id.to_string());
    let documents = manifest
        .documents
        .iter()
        .map(|document| document.document_id.to_string());
    let dockings = manifest.clips.iter().flat_map(PackagedClip::dockings_named);
    let subjects = clips.chain(documents).chain(dockings);
    let subjects = subjects.chain([manifest.case_id.to_string()]).collect();
    let head = checkpoint::open_unverified(checkpoint)
        .ok()
        .map(|(_, head)| ("the case folder's checkpoint", head));
    log_folder::read(
        log,
        key,
        Wanted {
            against,
            head,
            subjects,
        },
    )
}

fn outcome(
    manifest: &Manifest,
    mut report: PackageReport,
    log: Option<ReadLog>,
    (key, against): (&GivenKey, usize),
) -> Outcome {
    let mut checked = sentences(&report);
    let mut counts = serde_json::json!({"package": report.counts});
    let unproven = unproven(log.is_none());
    match log {
        Some(log) => {
            checked.extend(log_folder::sentences(&log.report, against));
            counts["log"] = serde_json::json!(log.report.counts);
            report.breaches.extend(log.report.breaches);
            report.remarks.extend(log.report.remarks);
        }
        None => report.remarks.extend(key.remark.clone()),
    }
    let verdict: Verdict = report.verdict();
    let (number, title, id) = (&manifest.case_number, &manifest.case_title, manifest.case_id);
    Outcome {
        title: Sentence::new(
            format!("Exported case folder of case file {number} ({title}), {id}"),
            format!("案件导出包：{number}（{title}），{id}"),
        ),
        head: report.head,
        key: key.key.as_ref().map(|key| key.as_str().to_owned()),
        checked,
        counts,
        breaches: report.breaches,
        remarks: report.remarks,
        unproven,
        verdict,
    }
}

fn sentences(report: &PackageReport) -> Vec<Sentence> {
    let counts = report.counts;
    let (clips, documents, bytes, receipts) = (counts.clips, counts.documents, counts.bytes, counts.receipts);
    let (statements, docks, entries, links) = (counts.statements, counts.docks, counts.entries, counts.links);
    vec![
        Sentence::new(
            format!("{clips} clips, {documents} documents, {bytes} bytes read: size and SHA-256 of each file"),
            format!("{clips} 个音像文件、{documents} 份文书材料，共读取 {bytes} 字节：逐一核对大小与 SHA-256"),
        ),
        Sentence::new(
            format!("{receipts} receipts: the log says that the server sealed exactly these bytes"),
            format!("{receipts} 份回执：日志载明服务器封存的正是这些字节"),
        ),
        Sentence::new(
            format!(
                "{statements} capture statements: signed by a dock about these bytes; {docks} docks with a key that the log holds"
            ),
            format!("{statements} 份采集声明：由采集站就这些字节签名；{docks} 个采集站的公钥载于日志"),
        ),
        Sentence::new(
            format!("{entries} entries: each is in the log, and its detail is the one that was logged"),
            format!("{entries} 个日志条目：均在日志中，明细与所记一致"),
        ),
        Sentence::new(
            format!("{links} standing links of the case file: exactly the clips in the folder"),
            format!("{links} 个现行关联：与包内音像文件逐一对应"),
        ),
    ]
}

fn unproven(is_log_missing: bool) -> Vec<Sentence> {
    let mut all = vec![
        Sentence::new(
            "that the footage shows the truth or that any act was lawful: only that these are the bytes that were sealed",
            "音像内容真实或执法行为合法：仅证明这些字节即封存时的字节",
        ),
        Sentence::new(
            "that the times are right: they are the clocks of recorder, dock and server",
            "时间准确：时间取自执法记录仪、采集站和服务器时钟",
        ),
        Sentence::new(
            "that nothing was withheld before it reached a dock, or by whoever holds both the server and its key",
            "采集前未有遗漏，或同时掌握服务器及其密钥者未作隐瞒",
        ),
    ];
    if is_log_missing {
        all.push(Sentence::new(
            "that no entry about the case file was left out: check beside the whole log (--log)",
            "导出包未漏列该案条目：请用 --log 与完整日志一并核对",
        ));
    }
    all
}
