//! The custody log in the database: entries, stored hashes, head, checkpoints, the sequencer's lease.
//!
//! What must stay true: entries get their numbers only in [`Store::log_number`], whose one commit also holds the hashes
//! and the new head and fails unless the lease is still held.

use evidence_schema::custody::tree::{StoredHashes, TreeHead};
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::EntryId;
use evidence_schema::time::Timestamp;

use super::engine::Row;
use super::value::{Column, Value};
use super::{Store, StoreError};

const UNNUMBERED: &str = "SELECT ordinal, id, body FROM entry WHERE number IS NULL ORDER BY ordinal LIMIT 256";
const WAITING: &str = "SELECT id, number, body, salt, detail FROM entry WHERE number IS NULL ORDER BY ordinal";
const NUMBER: &str = "UPDATE entry SET number = $2 WHERE ordinal = $1 AND number IS NULL";
const BY_ID: &str = "SELECT id, number, body, salt, detail FROM entry WHERE id = $1";
const RANGE: &str = "SELECT id, number, body, salt, detail FROM entry WHERE number >= $1 AND number < $2 \
     ORDER BY number";
const OF_SUBJECT: &str = "SELECT id, number, body, salt, detail FROM entry WHERE subject = $1 ORDER BY ordinal";
const NEWEST_OF: &str = "SELECT id, number, body, salt, detail FROM entry WHERE subject = $1 AND event = $2 \
     ORDER BY ordinal DESC LIMIT 1";
const HASH_PUT: &str = "INSERT INTO log_hash (stored_index, hash) VALUES ($1, $2)";
/// Sixteen at once: most proofs need one or two such questions.
const HASHES_GET: &str = "SELECT stored_index, hash FROM log_hash WHERE stored_index IN \
     ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
const HASHES_AT_ONCE: usize = 16;
const HASH_RANGE: &str = "SELECT stored_index, hash FROM log_hash WHERE stored_index >= $1 AND stored_index < $2";
const HEAD_GET: &str = "SELECT size, root FROM log_head WHERE id = 1";
const HEAD_PUT: &str = "INSERT INTO log_head (id, size, root) VALUES (1, $1, $2) \
     ON CONFLICT (id) DO UPDATE SET size = excluded.size, root = excluded.root";
const CHECKPOINT_PUT: &str =
    "INSERT INTO checkpoint (size, note, at) VALUES ($1, $2, $3) ON CONFLICT (size) DO NOTHING";
const CHECKPOINT_NEWEST: &str = "SELECT size, note, at FROM checkpoint ORDER BY size DESC LIMIT 1";
const CHECKPOINTS: &str = "SELECT size, note, at FROM checkpoint ORDER BY size";
const LEASE_TAKE: &str = "INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE \
     SET holder = excluded.holder, until = excluded.until WHERE lease.until < $4 OR lease.holder = excluded.holder";
const LEASE_HELD: &str = "UPDATE lease SET until = $3 WHERE name = $1 AND holder = $2 AND until >= $4";
const LEASE_DROP: &str = "DELETE FROM lease WHERE name = $1 AND holder = $2";

pub(super) const STATEMENTS: &[&str] = &[
    UNNUMBERED,
    WAITING,
    NUMBER,
    BY_ID,
    RANGE,
    OF_SUBJECT,
    NEWEST_OF,
    HASH_PUT,
    HASHES_GET,
    HASH_RANGE,
    HEAD_GET,
    HEAD_PUT,
    CHECKPOINT_PUT,
    CHECKPOINT_NEWEST,
    CHECKPOINTS,
    LEASE_TAKE,
    LEASE_HELD,
    LEASE_DROP,
];

/// Name of the sequencer's lease.
pub const SEQUENCER: &str = "sequencer";

/// An entry that waits for its number.
#[derive(Debug, Clone)]
pub struct UnnumberedEntry {
    /// Order of insertion.
    pub ordinal: i64,
    /// Canonical bytes as text.
    pub body: String,
}

/// An entry as stored.
#[derive(Debug, Clone)]
pub struct StoredEntry {
    /// Its id.
    pub id: EntryId,
    /// Its number, once it has one.
    pub number: Option<u64>,
    /// Canonical bytes as text.
    pub body: String,
    /// Salt of the detail.
    pub salt: Option<Sha256Digest>,
    /// Canonical text of the detail.
    pub detail: Option<String>,
}

/// A signed checkpoint.
#[derive(Debug, Clone)]
pub struct CheckpointRow {
    /// Entries covered.
    pub size: u64,
    /// The signed note.
    pub note: String,
    /// When it was signed.
    pub at: Timestamp,
}

/// One step of the sequencer: numbers for these ordinals, these new hashes, this new head.
#[derive(Debug, Clone)]
pub struct Numbering {
    /// Ordinal and number.
    pub numbers: Vec<(i64, u64)>,
    /// Stored index and hash.
    pub hashes: Vec<(u64, Sha256Digest)>,
    /// Head after the step.
    pub head: TreeHead,
}

fn read_entry(row: &Row) -> Result<StoredEntry, StoreError> {
    Ok(StoredEntry {
        id: Column::read(row, "id")?,
        number: Column::read(row, "number")?,
        body: Column::read(row, "body")?,
        salt: Column::read(row, "salt")?,
        detail: Column::read(row, "detail")?,
    })
}

fn read_checkpoint(row: &Row) -> Result<CheckpointRow, StoreError> {
    Ok(CheckpointRow {
        size: Column::read(row, "size")?,
        note: Column::read(row, "note")?,
        at: Column::read(row, "at")?,
    })
}

fn lease_args((name, holder): (&str, &str), now: i64, lasts_ms: i64) -> Vec<Value> {
    let until = now.saturating_add(lasts_ms.saturating_mul(1000));
    vec![
        name.to_owned().to_value(),
        holder.to_owned().to_value(),
        until.to_value(),
        now.to_value(),
    ]
}

impl Store {
    async fn database_clock(&self) -> Result<i64, StoreError> {
        let row = self.fetch_one(self.engine.clock_statement(), Vec::new()).await?;
        row.map_or(Err(StoreError::Stale), |row| i64::read(&row, "now"))
    }

    /// Takes or keeps the sequencer's lease, by the database's clock. False when another server holds it.
    pub async fn lease_take(&self, name: &str, holder: &str, lasts_ms: i64) -> Result<bool, StoreError> {
        let now = self.database_clock().await?;
        Ok(self
            .work_once(LEASE_TAKE, lease_args((name, holder), now, lasts_ms))
            .await?
            == 1)
    }

    /// Gives a lease back.
    pub async fn lease_drop(&self, name: &str, holder: &str) -> Result<(), StoreError> {
        let args = vec![name.to_owned().to_value(), holder.to_owned().to_value()];
        self.work_once(LEASE_DROP, args).await.map(|_| ())
    }

    /// Committed entries without a number, oldest first, at most 256.
    pub async fn log_unnumbered(&self) -> Result<Vec<UnnumberedEntry>, StoreError> {
        let rows = self.fetch(UNNUMBERED, Vec::new()).await?;
        rows.iter()
            .map(|row| {
                Ok(UnnumberedEntry {
                    ordinal: i64::read(row, "ordinal")?,
                    body: String::read(row, "body")?,
                })
            })
            .collect()
    }

    /// One commit: numbers, hashes and head, only while the lease is held.
    pub async fn log_number(&self, step: &Numbering, holder: &str, lasts_ms: i64) -> Result<(), StoreError> {
        let now = self.database_clock().await?;
        let mut tx = self.work().await?;
        if tx
            .execute(LEASE_HELD, lease_args((SEQUENCER, holder), now, lasts_ms))
            .await?
            != 1
        {
            return Err(StoreError::Stale);
        }
        for (ordinal, number) in &step.numbers {
            if tx.execute(NUMBER, vec![ordinal.to_value(), number.to_value()]).await? != 1 {
                return Err(StoreError::Stale);
            }
        }
        for (index, hash) in &step.hashes {
            tx.execute(HASH_PUT, vec![index.to_value(), hash.to_value()]).await?;
        }
        tx.execute(HEAD_PUT, vec![step.head.size.to_value(), step.head.root.to_value()])
            .await?;
        tx.commit().await
    }

    /// The committed head, `None` before the first entry.
    pub async fn log_head(&self) -> Result<Option<TreeHead>, StoreError> {
        let row = self.fetch_one(HEAD_GET, Vec::new()).await?;
        row.map(|row| {
            Ok(TreeHead {
                size: Column::read(&row, "size")?,
                root: Column::read(&row, "root")?,
            })
        })
        .transpose()
    }

    /// Brings the stored hashes at these indexes.
    pub async fn log_hashes(&self, indexes: &[u64], into: &mut StoredHashes) -> Result<(), StoreError> {
        let missing: Vec<u64> = indexes.iter().copied().filter(|i| into.get(*i).is_none()).collect();
        for some in missing.chunks(HASHES_AT_ONCE) {
            let mut args: Vec<Value> = some.iter().map(Column::to_value).collect();
            // A number that is asked for twice is answered once.
            args.resize(HASHES_AT_ONCE, some[0].to_value());
            for row in self.fetch(HASHES_GET, args).await? {
                into.extend([(Column::read(&row, "stored_index")?, Sha256Digest::read(&row, "hash")?)]);
            }
        }
        Ok(())
    }

    /// Brings all stored hashes in a range of indexes.
    pub async fn log_hash_range(&self, from: u64, to: u64) -> Result<Vec<(u64, Sha256Digest)>, StoreError> {
        let rows = self.fetch(HASH_RANGE, vec![from.to_value(), to.to_value()]).await?;
        rows.iter()
            .map(|row| Ok((u64::read(row, "stored_index")?, Sha256Digest::read(row, "hash")?)))
            .collect()
    }

    /// Keeps a signed checkpoint.
    pub async fn checkpoint_add(&self, checkpoint: &CheckpointRow) -> Result<(), StoreError> {
        let args = vec![
            checkpoint.size.to_value(),
            checkpoint.note.to_value(),
            checkpoint.at.to_value(),
        ];
        self.work_once(CHECKPOINT_PUT, args).await.map(|_| ())
    }

    /// The newest signed checkpoint.
    pub async fn checkpoint_newest(&self) -> Result<Option<CheckpointRow>, StoreError> {
        self.fetch_one(CHECKPOINT_NEWEST, Vec::new())
            .await?
            .as_ref()
            .map(read_checkpoint)
            .transpose()
    }

    /// Every signed checkpoint, oldest first.
    pub async fn checkpoints(&self) -> Result<Vec<CheckpointRow>, StoreError> {
        self.fetch(CHECKPOINTS, Vec::new())
            .await?
            .iter()
            .map(read_checkpoint)
            .collect()
    }

    /// One entry.
    pub async fn entry_by_id(&self, id: EntryId) -> Result<Option<StoredEntry>, StoreError> {
        self.fetch_one(BY_ID, vec![id.to_value()])
            .await?
            .as_ref()
            .map(read_entry)
            .transpose()
    }

    /// Numbered entries from `from` up to but without `to`.
    pub async fn entry_range(&self, from: u64, to: u64) -> Result<Vec<StoredEntry>, StoreError> {
        self.fetch(RANGE, vec![from.to_value(), to.to_value()])
            .await?
            .iter()
            .map(read_entry)
            .collect()
    }

    /// Committed entries that have no number yet, in the order in which they will get it.
    pub async fn entries_waiting(&self) -> Result<Vec<StoredEntry>, StoreError> {
        self.fetch(WAITING, Vec::new()).await?.iter().map(read_entry).collect()
    }

    /// Every entry about a subject, oldest first.
    pub async fn entries_of(&self, subject: &str) -> Result<Vec<StoredEntry>, StoreError> {
        self.fetch(OF_SUBJECT, vec![subject.to_owned().to_value()])
            .await?
            .iter()
            .map(read_entry)
            .collect()
    }

    /// The newest entry about a subject with this event's name.
    pub async fn entry_newest_of(&self, subject: &str, event: &str) -> Result<Option<StoredEntry>, StoreError> {
        let args = vec![subject.to_owned().to_value(), event.to_owned().to_value()];
        self.fetch_one(NEWEST_OF, args)
            .await?
            .as_ref()
            .map(read_entry)
            .transpose()
    }
}
