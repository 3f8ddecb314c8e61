//! The whole check of an exported case folder, from facts that a reader brings: papers, files with their digests.
//!
//! What must stay true: everything the manifest says is held against the log's own words under the folder's
//! checkpoint, or is named as unproven; the check never stops at the first breach.

use std::collections::{BTreeMap, BTreeSet};

use super::captures::{KnownDocks, check_statement, compare_with_entries};
use super::links::CaseStory;
use super::proof::{prove_all, text_of};
use super::{
    CHECKPOINT_NAME, CLIP_TABLE, Manifest, PackagedClip, PackagedDocument, PackagedEntry, dockings, documents, path,
};
use crate::custody::audit::{Breach, BreachKind, BreachList};
use crate::custody::checkpoint::{self, CheckpointError};
use crate::custody::detail::Detail;
use crate::custody::entry::Event;
use crate::custody::note::{NoteError, VerifyingNoteKey};
use crate::custody::receipt::{Expected, check_content};
use crate::custody::tree::TreeHead;
use crate::digest::Sha256Digest;

/// A plain file as it lies in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundFile {
    /// Its size in bytes.
    pub size_bytes: u64,
    /// Digest of its bytes; absent when the reader had no reason to read it.
    pub sha256: Option<Sha256Digest>,
}

/// Entries of a complete log by subject: number and bytes. With them, nothing can be left out unseen.
pub type KnownEntries = BTreeMap<String, Vec<(u64, Vec<u8>)>>;

/// What a reader brings.
#[derive(Debug)]
pub struct FolderFacts<'a> {
    /// The manifest.
    pub manifest: &'a Manifest,
    /// The signed checkpoint.
    pub checkpoint: &'a str,
    /// The log's public key, if it came another way than the folder.
    pub key: Option<&'a VerifyingNoteKey>,
    /// Every plain file below the folder but manifest and checkpoint, by path with `/`.
    pub files: &'a BTreeMap<String, FoundFile>,
    /// Everything below the folder that is neither plain file nor plain folder, with the reason.
    pub refused: &'a [(String, String)],
    /// What the whole log holds about the case file and its clips, if the whole log was checked too.
    pub log: Option<&'a KnownEntries>,
}

/// What was checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct PackageCounts {
    /// Clips whose bytes were read and compared.
    pub clips: usize,
    /// Documents whose bytes were read and compared.
    pub documents: usize,
    /// Bytes read and compared.
    pub bytes: u64,
    /// Receipts that prove their clip.
    pub receipts: usize,
    /// Capture statements whose signature holds.
    pub statements: usize,
    /// Entries proven to be in the log.
    pub entries: usize,
    /// Links that stand by these entries.
    pub links: usize,
    /// Docks whose key an entry proves.
    pub docks: usize,
}

/// What the check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything holds, under a key that came another way.
    Proven,
    /// Something does not hold.
    Broken,
    /// Everything fits together, but who signed it is not known.
    Unauthenticated,
}

/// What was found.
#[derive(Debug)]
pub struct PackageReport {
    /// Everything that does not hold.
    pub breaches: Vec<Breach>,
    /// What could not be proven either way, and what a reader should know.
    pub remarks: Vec<String>,
    /// What was checked.
    pub counts: PackageCounts,
    /// The head that everything was proven against.
    pub head: Option<TreeHead>,
    /// Whether the key came another way than the folder.
    pub is_authenticated: bool,
}

impl PackageReport {
    /// What the check came to.
    pub const fn verdict(&self) -> Verdict {
        match (self.breaches.is_empty(), self.is_authenticated) {
            (false, _) => Verdict::Broken,
            (true, true) => Verdict::Proven,
            (true, false) => Verdict::Unauthenticated,
        }
    }
}

/// Checks a folder.
pub fn check(facts: &FolderFacts<'_>) -> PackageReport {
    let mut work = Work {
        facts,
        breaches: BreachList::default(),
        remarks: Vec::new(),
        counts: PackageCounts::default(),
    };
    work.files();
    let head = work.head();
    if let Some(head) = &head {
        work.proofs(head);
    }
    PackageReport {
        breaches: work.breaches.into_vec(),
        remarks: work.remarks,
        counts: work.counts,
        head,
        is_authenticated: facts.key.is_some(),
    }
}

struct Work<'a> {
    facts: &'a FolderFacts<'a>,
    breaches: BreachList,
    remarks: Vec<String>,
    counts: PackageCounts,
}

impl Work<'_> {
    fn breach(&mut self, kind: BreachKind, subject: &str, message: &str) {
        self.breaches.push(Breach::new(kind, subject, message));
    }

    fn remark(&mut self, text: String) {
        if !self.remarks.contains(&text) {
            self.remarks.push(text);
        }
    }

    fn remark_all(&mut self, texts: impl IntoIterator<Item = String>) {
        for text in texts {
            self.remark(text);
        }
    }

    /// Bytes against manifest, manifest against folder.
    fn files(&mut self) {
        for (path, reason) in self.facts.refused {
            self.breach(BreachKind::PathRefused, path, reason);
        }
        let mut named: BTreeSet<&str> = BTreeSet::new();
        let manifest = self.facts.manifest;
        let clips = manifest
            .clips
            .iter()
            .map(|clip| (clip.file.as_str(), clip.size_bytes, clip.sha256));
        let documents = manifest
            .documents
            .iter()
            .map(|document| (document.file.as_str(), document.size_bytes, document.sha256));
        for (file, size_bytes, sha256) in clips.chain(documents) {
            if let Some(reason) = path::refusal(file) {
                self.breach(BreachKind::PathRefused, file, reason);
            } else if named.insert(file) {
                self.file(file, size_bytes, sha256);
            } else {
                self.breach(BreachKind::ManifestDiffers, file, "two clips name this file");
            }
        }
        for path in self.facts.files.keys().filter(|path| !named.contains(path.as_str())) {
            self.breach(
                BreachKind::FileUnknown,
                path,
                "the manifest does not name this file, nothing vouches for it",
            );
        }
    }

    fn file(&mut self, file: &str, size_bytes: u64, sha256: Sha256Digest) {
        match self.facts.files.get(file) {
            None => self.breach(BreachKind::ObjectMissing, file, "the file is not in the folder"),
            Some(found) if found.size_bytes != size_bytes => {
                let message = format!("it has {} bytes, the clip has {size_bytes}", found.size_bytes);
                self.breach(BreachKind::ObjectAltered, file, &message);
            }
            Some(found) if found.sha256 != Some(sha256) => {
                self.breach(BreachKind::ObjectAltered, file, "its bytes are not the clip's");
            }
            Some(found) => {
                if self.facts.manifest.clips.iter().any(|clip| clip.file == file) {
                    self.counts.clips += 1;
                } else {
                    self.counts.documents += 1;
                }
                self.counts.bytes = self.counts.bytes.saturating_add(found.size_bytes);
            }
        }
    }

    /// The head of the checkpoint. One that the key did not sign is a breach, and is used all the same so that every
    /// further breach gets its name.
    fn head(&mut self) -> Option<TreeHead> {
        let facts = self.facts;
        let own_key = VerifyingNoteKey::from_text(&facts.manifest.log_vkey);
        if own_key
            .as_ref()
            .is_ok_and(|own| facts.key.is_some_and(|key| key != own))
        {
            self.breach(
                BreachKind::ManifestDiffers,
                "log_vkey",
                "the folder names another key than the one given",
            );
        }
        let opened = match (facts.key, &own_key) {
            (Some(key), _) => checkpoint::open(facts.checkpoint, key),
            (None, Ok(own)) => checkpoint::open(facts.checkpoint, own),
            (None, Err(e)) => Err(CheckpointError::Note(e.clone())),
        };
        match opened {
            Ok(head) => Some(head),
            Err(e) => {
                let is_foreign = matches!(
                    e,
                    CheckpointError::Note(NoteError::Signature(_)) | CheckpointError::Origin { .. }
                );
                let kind = if is_foreign {
                    BreachKind::ForeignKey
                } else {
                    BreachKind::CheckpointBroken
                };
                self.breach(kind, CHECKPOINT_NAME, &e.to_string());
                checkpoint::open_unverified(facts.checkpoint).ok().map(|(_, head)| head)
            }
        }
    }

    fn proofs(&mut self, head: &TreeHead) {
        let manifest = self.facts.manifest;
        let docks = KnownDocks::of(manifest, head, &mut |breach| self.breaches.push(breach));
        self.counts.docks = docks.count();
        self.counts.entries += docks.count();
        let case_id = manifest.case_id.to_string();
        let entries = prove_all(&manifest.entries, &case_id, head, |breach| self.breaches.push(breach));
        self.counts.entries += entries.len();
        let story = CaseStory::of(&entries, &case_id);
        self.counts.links = story.link_count();
        let unproven = story.compare(manifest, &mut |breach| self.breaches.push(breach));
        self.remark_all(unproven);
        self.completeness(&case_id, &manifest.entries, head);
        for document in &manifest.documents {
            self.document(document, head);
        }
        let mut seen = BTreeSet::new();
        for clip in &manifest.clips {
            if seen.insert(clip.clip_id) {
                self.clip(clip, head, &docks);
            } else {
                self.breach(
                    BreachKind::ManifestDiffers,
                    &clip.clip_id.to_string(),
                    "this clip is named twice",
                );
            }
        }
    }

    fn document(&mut self, document: &PackagedDocument, head: &TreeHead) {
        let id = document.document_id.to_string();
        let entries = prove_all(&document.entries, &id, head, |breach| self.breaches.push(breach));
        self.counts.entries += entries.len();
        if let Some(message) = documents::fault(document, &entries, &self.facts.manifest.case_id.to_string()) {
            self.breach(BreachKind::ManifestDiffers, &id, message);
        }
        self.completeness(&id, &document.entries, head);
    }

    fn clip(&mut self, clip: &PackagedClip, head: &TreeHead, docks: &KnownDocks) {
        let clip_id = clip.clip_id.to_string();
        match receipt_fault(clip, head) {
            None => self.counts.receipts += 1,
            Some(message) => self.breach(BreachKind::ReceiptBroken, &clip_id, &message),
        }
        if name_by_the_log(clip).as_deref() != Some(&clip.original_name) {
            self.breach(
                BreachKind::ManifestDiffers,
                &clip_id,
                "its original name is not what the log says",
            );
        }
        let entries = prove_all(&clip.entries, &clip_id, head, |breach| self.breaches.push(breach));
        self.counts.entries += entries.len();
        for damaged in entries.iter().filter(|entry| entry.entry.event == Event::ClipDamaged) {
            let number = damaged.number;
            self.remark(format!(
                "by entry {number} the server once found {clip_id} damaged; compare its later entries"
            ));
        }
        let unproven = compare_with_entries(clip, &entries, &mut |breach| self.breaches.push(breach));
        self.remark_all(unproven);
        if !clip.entries.is_empty() {
            self.completeness(&clip_id, &clip.entries, head);
        }
        let known = (head, self.facts.log);
        self.counts.entries += dockings::check(clip, &entries, known, &mut |breach| self.breaches.push(breach));
        for capture in &clip.capture_statements {
            match check_statement(clip, capture, docks) {
                Err(breach) => self.breaches.push(breach),
                Ok(unproven) => {
                    self.counts.statements += 1;
                    self.remark_all(unproven);
                }
            }
        }
        if clip.capture_statements.is_empty() {
            self.remark(format!(
                "{clip_id} has no capture statement: no dock says that it read these bytes from a device"
            ));
        }
    }

    /// With the whole log at hand: every entry about a subject up to the checkpoint stands in the folder.
    fn completeness(&mut self, subject: &str, packaged: &[PackagedEntry], head: &TreeHead) {
        let Some(log) = self.facts.log else { return };
        let known = log.get(subject).map(Vec::as_slice).unwrap_or_default();
        let numbers: BTreeSet<u64> = packaged.iter().map(|entry| entry.number).collect();
        for (number, _) in known
            .iter()
            .filter(|(number, _)| *number < head.size && !numbers.contains(number))
        {
            let message = format!("the log holds this entry about {subject}, the folder does not");
            self.breach(BreachKind::EntryMissing, &format!("entry {number}"), &message);
        }
        let later = known.iter().filter(|(number, _)| *number >= head.size).count();
        if later > 0 {
            self.remark(format!("the log holds {later} later entries about {subject}"));
        }
    }
}

/// Why the clip's receipt proves nothing, `None` when it proves the clip.
fn receipt_fault(clip: &PackagedClip, head: &TreeHead) -> Option<String> {
    let receipt = &clip.receipt;
    match checkpoint::open_unverified(&receipt.checkpoint) {
        Ok((_, own)) if own == *head => {}
        _ => return Some("it stands under another checkpoint than the folder".to_owned()),
    }
    if (receipt.clip_id, receipt.sha256, receipt.size_bytes) != (clip.clip_id, clip.sha256, clip.size_bytes) {
        return Some("it speaks of another clip than the manifest".to_owned());
    }
    let expected = Expected {
        sha256: clip.sha256,
        size_bytes: clip.size_bytes,
        last_head: None,
    };
    match check_content(receipt, head, &expected) {
        Err(e) => Some(e.to_string()),
        Ok(level) if level < receipt.level => Some(format!("it claims {:?}, the log proves {level:?}", receipt.level)),
        Ok(_) => None,
    }
}

/// The file name in the clip's row, by the detail that the receipt carries.
fn name_by_the_log(clip: &PackagedClip) -> Option<String> {
    let detail = Detail::from_text(&clip.receipt.detail).ok()?;
    let key = clip.clip_id.to_string();
    let image = detail
        .images
        .iter()
        .rfind(|image| image.table == CLIP_TABLE && image.key == key)?;
    text_of(image.row.as_ref()?, "file_name").map(str::to_owned)
}
