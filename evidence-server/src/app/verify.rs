//! `verify`: entries, rows, objects and checkpoints held against each other; every breach is named.
//!
//! What must stay true: it only reads; what it cannot read it names as a breach.

use std::collections::{BTreeMap, BTreeSet};

use evidence_schema::custody::audit::{Audit, Breach, BreachKind, Restart, StoredDetail};
use evidence_schema::custody::checkpoint;
use evidence_schema::custody::detail::{Cell, Columns};
use evidence_schema::custody::note::VerifyingNoteKey;
use evidence_schema::custody::receipt::Receipt;
use evidence_schema::custody::record;
use evidence_schema::custody::tiles;
use evidence_schema::custody::tree::{self, TreeHead};
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::RecordId;
use evidence_schema::time::Timestamp;

use super::{App, AppError, AppResult};
use crate::store::Store;
use crate::store::clip::ClipRow;
use crate::store::log::StoredEntry;
use crate::vault::{ObjectKey, VaultError};

const BATCH: u64 = 1000;

/// How thorough to be, and what came from outside.
#[derive(Debug, Default)]
pub struct VerifyWish {
    /// Older checkpoints or receipts, by where they came from.
    pub against: Vec<(String, String)>,
    /// Read and hash every object (false: only look whether it is there and how long it is).
    pub is_deep: bool,
    /// Compare the end of the log with this time: the server runs now.
    pub now: Option<Timestamp>,
}

/// The verdict.
#[derive(Debug)]
pub struct VerifyReport {
    /// Entries read.
    pub entries: u64,
    /// Rows compared.
    pub rows: u64,
    /// Objects looked at.
    pub objects: u64,
    /// Bytes of objects hashed.
    pub object_bytes: u64,
    /// Objects that no clip names; nothing removes them.
    pub orphans: Vec<String>,
    /// Pauses after which the server said that it was not running.
    pub restarts: Vec<Restart>,
    /// Everything that is not as the log says.
    pub breaches: Vec<Breach>,
}

/// A head that was signed, found in a checkpoint or a receipt that came from outside.
fn head_in(text: &str, key: &VerifyingNoteKey) -> Result<TreeHead, String> {
    let note = match serde_json::from_str::<Receipt>(text) {
        Ok(receipt) => receipt.checkpoint,
        Err(_) => text.to_owned(),
    };
    checkpoint::open(&note, key).map_err(|e| e.to_string())
}

impl App {
    /// Audits everything.
    ///
    /// # Errors
    /// When database or vault cannot be read at all.
    pub async fn verify(&self, wish: VerifyWish, progress: impl Fn(&str) + Send + Sync) -> AppResult<VerifyReport> {
        let key = VerifyingNoteKey::from_text(self.log_key.vkey()).map_err(AppError::internal)?;
        // Rows and entries of one moment: the server may go on writing.
        let moment = self.store.snapshot().await?;
        let (heads, foreign) = self.heads_to_check(&moment, &wish, &key).await?;
        let mut audit = Audit::new(heads.iter().map(|(_, head)| head.size));
        for (source, message) in foreign {
            audit.breach(BreachKind::ForeignKey, source, &message);
        }
        let numbered = audit_entries(&moment, &mut audit, &progress).await?;
        audit.ended(wish.now);
        for (source, head) in &heads {
            audit.check_head(source, head);
        }
        audit_tree(&moment, &mut audit, numbered).await?;
        self.audit_published(&moment, &mut audit).await?;
        let rows = audit_rows(&moment, &mut audit).await?;
        for clip in moment.owners_altered().await? {
            let message = "lists show another owner or time than the newest attribution says";
            audit.breach(BreachKind::ColumnAltered, format!("clip_owner/{clip}"), message);
        }
        audit_records(&moment, &mut audit).await?;
        self.audit_index(&moment, &mut audit).await?;
        moment.release().await?;
        let objects = self.audit_objects(&mut audit, wish.is_deep, &progress).await?;
        Ok(VerifyReport {
            entries: audit.size(),
            rows,
            objects: objects.count,
            object_bytes: objects.bytes,
            orphans: objects.orphans,
            restarts: audit.restarts().to_vec(),
            breaches: audit.into_breaches(),
        })
    }

    /// Every signed head: the database's checkpoints, the published one, what came from outside.
    async fn heads_to_check(
        &self,
        moment: &Store,
        wish: &VerifyWish,
        key: &VerifyingNoteKey,
    ) -> AppResult<(Vec<(String, TreeHead)>, Vec<(String, String)>)> {
        let mut texts: Vec<(String, String)> = Vec::new();
        for row in moment.checkpoints().await? {
            texts.push((format!("checkpoint {}", row.size), row.note));
        }
        if let Some(bytes) = self.published.get("checkpoint").await? {
            texts.push((
                "published checkpoint".to_owned(),
                String::from_utf8_lossy(&bytes).into_owned(),
            ));
        }
        texts.extend(wish.against.iter().cloned());
        let mut heads = Vec::new();
        let mut foreign = Vec::new();
        for (source, text) in texts {
            match head_in(&text, key) {
                Ok(head) => heads.push((source, head)),
                Err(message) => foreign.push((source, message)),
            }
        }
        Ok((heads, foreign))
    }

    /// Published files must be there up to the published checkpoint, and follow from the entries.
    async fn audit_published(&self, moment: &Store, audit: &mut Audit) -> AppResult<()> {
        let Some(checkpoint) = self.published.get("checkpoint").await? else {
            return Ok(());
        };
        let text = String::from_utf8_lossy(&checkpoint).into_owned();
        let Ok((_, head)) = checkpoint::open_unverified(&text) else {
            return Ok(());
        };
        let mut wanted = Vec::new();
        for tile in tiles::all_tiles(head.size.min(audit.size())) {
            if let Ok(bytes) = tiles::tile_bytes(tile, audit.hashes()) {
                wanted.push((tiles::tile_path(tile), bytes));
            }
        }
        for (index, width) in tiles::new_bundles(0, head.size.min(audit.size())) {
            let first = index * tiles::TILE_WIDTH;
            let entries = moment.entry_range(first, first + u64::from(width)).await?;
            let bytes = tiles::bundle_bytes(entries.iter().map(|e| e.body.as_bytes())).map_err(AppError::internal)?;
            wanted.push((tiles::bundle_path(index, width), bytes));
        }
        for (path, wanted) in wanted {
            let what = match self.published.get(&path).await? {
                Some(found) if found == wanted => continue,
                Some(_) => "the published file does not follow from the entries",
                // A running server may have published more meanwhile and dropped partial files.
                None if self.published.get("checkpoint").await? != Some(checkpoint.clone()) => return Ok(()),
                None => "the published file is not there",
            };
            audit.breach(BreachKind::TreeAltered, path, what);
        }
        Ok(())
    }

    async fn audit_objects(
        &self,
        audit: &mut Audit,
        is_deep: bool,
        progress: &(impl Fn(&str) + Sync),
    ) -> AppResult<Objects> {
        let mut clips: Vec<(String, Columns)> = audit.rows_of("clip").map(|(key, row)| (key.to_owned(), row)).collect();
        clips.extend(audit.rows_of("document").map(|(key, row)| (key.to_owned(), row)));
        let mut objects = Objects::default();
        let mut named = BTreeSet::new();
        for (clip_id, row) in &clips {
            let Some(wanted) = WantedObject::from(row) else {
                continue;
            };
            named.insert(wanted.key.to_string());
            objects.count += 1;
            if let Some((kind, message)) = self.audit_object(&wanted, is_deep, &mut objects).await {
                audit.breach(kind, format!("{clip_id} {}", wanted.key), &message);
            }
            progress(&format!("{} of {} objects", objects.count, clips.len()));
        }
        named.extend(self.store.upload_object_keys().await?);
        named.extend(self.store.clip_object_keys().await?);
        named.extend(self.store.document_object_keys().await?);
        let found = self.vault.list().await?;
        objects.orphans = found
            .into_iter()
            .map(|o| o.key.to_string())
            .filter(|key| !named.contains(key))
            .collect();
        Ok(objects)
    }

    async fn audit_object(
        &self,
        wanted: &WantedObject,
        is_deep: bool,
        objects: &mut Objects,
    ) -> Option<(BreachKind, String)> {
        if !is_deep {
            return match self.vault.size(&wanted.key).await {
                Ok(Some(size)) if size == wanted.size_bytes => None,
                Ok(Some(size)) => Some((
                    BreachKind::ObjectAltered,
                    format!("{size} bytes are stored, {} were sealed", wanted.size_bytes),
                )),
                Ok(None) => Some((BreachKind::ObjectMissing, "the object is not there".to_owned())),
                Err(e) => Some((BreachKind::ObjectMissing, e.to_string())),
            };
        }
        match self.vault.read_back(&wanted.key).await {
            Ok(found) => {
                objects.bytes += found.size_bytes;
                let is_same = found.sha256 == wanted.sha256 && found.size_bytes == wanted.size_bytes;
                (!is_same).then(|| {
                    (
                        BreachKind::ObjectAltered,
                        format!("its bytes hash to {}, {} was sealed", found.sha256, wanted.sha256),
                    )
                })
            }
            Err(VaultError::Missing(_)) => Some((BreachKind::ObjectMissing, "the object is not there".to_owned())),
            Err(e) => Some((BreachKind::ObjectMissing, e.to_string())),
        }
    }
}

/// Numbered entries, then those that wait for their numbers: rows follow from both. Gives how many are numbered.
async fn audit_entries(moment: &Store, audit: &mut Audit, progress: &(impl Fn(&str) + Sync)) -> AppResult<u64> {
    let size = moment.log_head().await?.map_or(0, |head| head.size);
    let mut from = 0;
    while from < size {
        let to = (from + BATCH).min(size);
        let leaves = stored_leaves(moment, from, to).await?;
        for entry in moment.entry_range(from, to).await? {
            let Some(number) = entry.number else { continue };
            let leaf = leaves.get(&number).copied();
            audit.entry(number, entry.body.as_bytes(), leaf, stored_detail(&entry).as_ref());
        }
        progress(&format!("{to} of {size} entries"));
        from = to;
    }
    if audit.size() < size {
        let missing = format!("{}-{}", audit.size(), size - 1);
        audit.breach(
            BreachKind::EntryMissing,
            missing,
            "the head counts them, they are not there",
        );
    }
    let next = size.max(audit.size());
    for (number, entry) in (next..).zip(moment.entries_waiting().await?) {
        audit.entry(number, entry.body.as_bytes(), None, stored_detail(&entry).as_ref());
    }
    Ok(size)
}

async fn stored_leaves(moment: &Store, from: u64, to: u64) -> AppResult<BTreeMap<u64, Sha256Digest>> {
    let wanted: BTreeMap<u64, u64> = (from..to).map(|n| (tree::stored_index(0, n), n)).collect();
    let range = moment
        .log_hash_range(tree::stored_index(0, from), tree::stored_index(0, to))
        .await?;
    Ok(range
        .into_iter()
        .filter_map(|(index, hash)| Some((*wanted.get(&index)?, hash)))
        .collect())
}

/// The stored hashes and the head must be those that follow from the entries.
async fn audit_tree(moment: &Store, audit: &mut Audit, numbered: u64) -> AppResult<()> {
    if let (Some(head), Ok(computed)) = (moment.log_head().await?, tree::root(numbered, audit.hashes()))
        && head != computed
    {
        audit.breach(
            BreachKind::TreeAltered,
            "head".to_owned(),
            "the stored head is not the root of the entries",
        );
    }
    let count = tree::stored_count(numbered);
    let mut from = 0;
    while from < count {
        let to = (from + BATCH).min(count);
        let stored: BTreeMap<u64, Sha256Digest> = moment.log_hash_range(from, to).await?.into_iter().collect();
        for index in from..to {
            if audit.hashes().get(index) != stored.get(&index).copied() {
                audit.breach(
                    BreachKind::TreeAltered,
                    format!("hash {index}"),
                    "it does not follow from the entries",
                );
            }
        }
        from = to;
    }
    Ok(())
}

/// Signed records are too long for details: the row holds the digest of the text that stands beside it.
async fn audit_records(moment: &Store, audit: &mut Audit) -> AppResult<()> {
    for (id, sha256) in moment.signed_digests().await? {
        // A row whose id was edited is named as a row.
        let Ok(known) = id.parse::<RecordId>() else { continue };
        match moment.signed_text(known).await? {
            Some(note) if record::digest(&note).to_string() == sha256 => {}
            Some(_) => {
                let message = "the signed text is not the one that the log knows";
                audit.breach(BreachKind::ColumnAltered, format!("signed_text/{id}"), message);
            }
            None => audit.breach(
                BreachKind::RowMissing,
                format!("signed_text/{id}"),
                "the signed text is gone",
            ),
        }
    }
    Ok(())
}

async fn audit_rows(moment: &Store, audit: &mut Audit) -> AppResult<u64> {
    let mut count = 0;
    let mut seen = BTreeSet::new();
    for images in moment.evidence_images().await? {
        count += images.rows.len() as u64;
        seen.insert(images.table);
        audit.check_table(images.table, images.rows);
    }
    let unknown: Vec<String> = audit
        .tables()
        .filter(|table| !seen.contains(*table))
        .map(str::to_owned)
        .collect();
    for table in unknown {
        audit.breach(
            BreachKind::RowMissing,
            table,
            "the log speaks of this table, this program does not know it",
        );
    }
    Ok(count)
}

#[derive(Debug, Default)]
struct Objects {
    count: u64,
    bytes: u64,
    orphans: Vec<String>,
}

/// What the log says about an object: never what the row says, which may have been edited.
struct WantedObject {
    key: ObjectKey,
    sha256: Sha256Digest,
    size_bytes: u64,
}

impl WantedObject {
    fn from(row: &Columns) -> Option<Self> {
        let text = |name: &str| match row.get(name) {
            Some(Cell::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        let size = match row.get("size_bytes") {
            Some(Cell::Int(size)) => u64::try_from(*size).ok()?,
            _ => return None,
        };
        Some(Self {
            key: ObjectKey::parse(text("object_key")?).ok()?,
            sha256: text("sha256")?.parse().ok()?,
            size_bytes: size,
        })
    }
}

/// The detail as the audit wants it.
pub(super) fn stored_detail(entry: &StoredEntry) -> Option<StoredDetail> {
    match (entry.salt, &entry.detail) {
        (Some(salt), Some(text)) => Some(StoredDetail {
            salt: *salt.as_bytes(),
            text: text.clone(),
        }),
        _ => None,
    }
}

/// A clip's row, for exports.
pub(super) fn is_exportable(clip: &ClipRow) -> bool {
    clip.state != evidence_schema::evidence::ClipState::Damaged
}
