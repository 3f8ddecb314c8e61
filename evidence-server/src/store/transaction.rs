//! The two kinds of writes: evidence with its entry, working tables alone.
//!
//! What must stay true: [`EvidenceTx::commit`] writes the entry in the same commit as the rows that it speaks of; the
//! after-images come from the same values that were bound, so that none can be forgotten, and the search index is told
//! of each.

use std::collections::{BTreeMap, BTreeSet};

use evidence_schema::canonical;
use evidence_schema::custody::detail::{Detail, RowImage, salted_digest};
use evidence_schema::custody::entry::{ENTRY_VERSION, Entry, Event};
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::EntryId;
use evidence_schema::limits::DETAIL_BYTES_MAX;
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::WORKING_TABLES;
use super::engine::{Row, Write};
use super::error::StoreError;
use super::index::touched;
use super::rows::EvidenceRow;
use super::value::{Column, Value};
use crate::deps::Random;

pub(super) const INSERT_ENTRY: &str = "INSERT INTO entry (id, number, at, event, subject, body, salt, detail) \
     VALUES ($1, NULL, $2, $3, $4, $5, $6, $7)";

/// After-images in one of several entries of a change; leaves room for the facts.
const PART_BYTES_MAX: usize = DETAIL_BYTES_MAX - (64 << 10);

/// What an entry will say: who did what to whom, when.
#[derive(Debug, Clone)]
pub struct Intent {
    /// What happens.
    pub event: Event,
    /// Who does it.
    pub actor: Actor,
    /// Id of what it happens to.
    pub subject: String,
    /// When.
    pub at: Timestamp,
}

/// A change of evidence on its way to the commit that also holds its entry.
pub struct EvidenceTx {
    write: Write,
    intent: Intent,
    entry_id: EntryId,
    salt: [u8; 32],
    detail: Detail,
    /// What the entries so far speak of, for the search index.
    touched: BTreeSet<String>,
    /// A part of the change was refused: SQLite would commit the rest, and the entry would speak of what never was.
    is_failed: bool,
}

impl EvidenceTx {
    pub(super) fn new(write: Write, intent: Intent, random: &dyn Random) -> Self {
        Self {
            write,
            intent,
            entry_id: EntryId::from_random(random.bytes16()),
            salt: random.bytes32(),
            detail: Detail {
                images: Vec::new(),
                facts: BTreeMap::new(),
            },
            touched: BTreeSet::new(),
            is_failed: false,
        }
    }

    /// Runs a statement; a failure makes the whole change fail.
    pub(super) async fn execute(&mut self, sql: &'static str, args: Vec<Value>) -> Result<u64, StoreError> {
        let result = self.write.execute(sql, args).await;
        self.is_failed |= result.is_err();
        result
    }

    /// Inserts a row.
    pub(super) async fn insert<R: EvidenceRow>(&mut self, row: &R) -> Result<(), StoreError> {
        self.put(row, R::INSERT).await
    }

    /// Writes all columns of an existing row.
    pub(super) async fn update<R: EvidenceRow>(&mut self, row: &R) -> Result<(), StoreError> {
        self.put(row, R::UPDATE).await
    }

    async fn put<R: EvidenceRow>(&mut self, row: &R, sql: &'static str) -> Result<(), StoreError> {
        let values = row.values();
        let columns = values
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.to_cell()))
            .collect();
        let changed = self
            .execute(sql, values.into_iter().map(|(_, value)| value).collect())
            .await?;
        if changed != 1 {
            self.is_failed = true;
            return Err(StoreError::Stale);
        }
        self.detail.images.push(RowImage {
            table: R::TABLE.to_owned(),
            key: row.key(),
            row: Some(columns),
        });
        Ok(())
    }

    /// Adds a fact that is not a row.
    pub fn fact(&mut self, name: &str, value: impl Into<serde_json::Value>) {
        self.detail.facts.insert(name.to_owned(), value.into());
    }

    /// Changes a working table in the same commit.
    pub(super) async fn work(&mut self, sql: &'static str, args: Vec<Value>) -> Result<u64, StoreError> {
        check_working(sql)?;
        self.execute(sql, args).await
    }

    pub(super) async fn fetch(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        self.write.fetch(sql, args).await
    }

    /// See [`super::engine::Write::lock_ledger`].
    pub(super) async fn lock_ledger(&mut self) -> Result<(), StoreError> {
        self.write.lock_ledger().await
    }

    /// Goes on in the same commit with an entry of its own about something else; what was changed before stands in the
    /// entry before.
    ///
    /// # Errors
    /// When the entry before cannot be written.
    pub async fn go_on(&mut self, event: Event, subject: String, random: &dyn Random) -> Result<(), StoreError> {
        let Detail { images, facts } = std::mem::take(&mut self.detail);
        if !images.is_empty() || !facts.is_empty() {
            for images in in_parts(images)? {
                let facts = facts.clone();
                self.entry_add(Detail { images, facts }).await?;
                self.entry_id = EntryId::from_random(random.bytes16());
                self.salt = random.bytes32();
            }
        }
        self.intent.event = event;
        self.intent.subject = subject;
        Ok(())
    }

    /// The same, done by somebody else.
    ///
    /// # Errors
    /// When the entry before cannot be written.
    pub async fn go_on_as(
        &mut self,
        event: Event,
        (actor, subject): (Actor, String),
        random: &dyn Random,
    ) -> Result<(), StoreError> {
        self.go_on(event, subject, random).await?;
        self.intent.actor = actor;
        Ok(())
    }

    /// Writes the entry and commits; a change that failed in any part cannot be committed.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when the commit was sent and no answer came; anything else means that nothing changed.
    pub async fn commit(mut self) -> Result<EntryId, StoreError> {
        let detail = std::mem::take(&mut self.detail);
        self.entry_add(detail).await?;
        self.tell_index().await?;
        self.write.commit().await?;
        Ok(self.entry_id)
    }

    /// The same for a change of any size: as many entries as its after-images need, each with all facts and its place
    /// among them (`part` of `parts`), in one commit.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub async fn commit_in_parts(mut self, random: &dyn Random) -> Result<(), StoreError> {
        let Detail { images, facts } = std::mem::take(&mut self.detail);
        let parts = in_parts(images)?;
        let count = parts.len();
        for (index, images) in parts.into_iter().enumerate() {
            if index > 0 {
                self.entry_id = EntryId::from_random(random.bytes16());
                self.salt = random.bytes32();
            }
            let mut facts = facts.clone();
            facts.insert("part".to_owned(), (index + 1).into());
            facts.insert("parts".to_owned(), count.into());
            self.entry_add(Detail { images, facts }).await?;
        }
        self.tell_index().await?;
        self.write.commit().await
    }

    /// What every entry of this change spoke of is looked at again.
    async fn tell_index(&mut self) -> Result<(), StoreError> {
        let touched = std::mem::take(&mut self.touched);
        self.index_due(touched, self.intent.at).await
    }

    async fn entry_add(&mut self, detail: Detail) -> Result<(), StoreError> {
        if self.is_failed {
            return Err(StoreError::Refused("a part of this change failed before".into()));
        }
        self.touched.extend(detail.images.iter().flat_map(touched));
        let text = detail.to_text().map_err(|e| StoreError::Entry(e.to_string()))?;
        if text.len() > DETAIL_BYTES_MAX {
            return Err(StoreError::Entry(format!(
                "the detail has {} bytes, at most {DETAIL_BYTES_MAX}",
                text.len()
            )));
        }
        let has_detail = !detail.is_empty();
        let entry = Entry {
            actor: self.intent.actor.clone(),
            at: self.intent.at.as_micros(),
            detail: has_detail.then(|| salted_digest(&self.salt, &text)),
            event: self.intent.event,
            id: self.entry_id,
            subject: self.intent.subject.clone(),
            v: ENTRY_VERSION,
        };
        let bytes = entry.to_bytes().map_err(|e| StoreError::Entry(e.to_string()))?;
        let body = String::from_utf8(bytes).map_err(|e| StoreError::Entry(e.to_string()))?;
        let args = vec![
            self.entry_id.to_value(),
            entry.at.to_value(),
            entry.event.name().to_value(),
            entry.subject.to_value(),
            body.to_value(),
            has_detail.then(|| Sha256Digest::from_bytes(self.salt)).to_value(),
            has_detail.then_some(text).to_value(),
        ];
        self.write.execute(INSERT_ENTRY, args).await.map(|_| ())
    }
}

/// After-images by entry, in their order; one part at least.
fn in_parts(images: Vec<RowImage>) -> Result<Vec<Vec<RowImage>>, StoreError> {
    let mut parts = vec![Vec::new()];
    let mut part_bytes = 0;
    for image in images {
        let bytes = canonical::to_text(&image)
            .map_err(|e| StoreError::Entry(e.to_string()))?
            .len()
            + 1;
        if part_bytes + bytes > PART_BYTES_MAX {
            parts.push(Vec::new());
            part_bytes = 0;
        }
        part_bytes += bytes;
        if let Some(part) = parts.last_mut() {
            part.push(image);
        }
    }
    Ok(parts)
}

/// A change of working tables.
pub struct WorkTx {
    write: Write,
}

impl WorkTx {
    pub(super) const fn new(write: Write) -> Self {
        Self { write }
    }

    pub(super) async fn execute(&mut self, sql: &'static str, args: Vec<Value>) -> Result<u64, StoreError> {
        check_working(sql)?;
        self.write.execute(sql, args).await
    }

    pub(super) async fn fetch(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        if writes_to(sql).is_some() {
            check_working(sql)?;
        }
        self.write.fetch(sql, args).await
    }

    /// Commits.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when the commit was sent and no answer came.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.write.commit().await
    }
}

/// The table that a statement writes, `None` when it only reads.
fn writes_to(sql: &str) -> Option<&str> {
    let mut words = sql.split_whitespace();
    match words.next()? {
        "INSERT" | "DELETE" => words.nth(1),
        "UPDATE" => words.next(),
        _ => None,
    }
}

fn check_working(sql: &str) -> Result<(), StoreError> {
    match writes_to(sql) {
        Some(table) if WORKING_TABLES.contains(&table) => Ok(()),
        Some(table) => Err(StoreError::Refused(format!("{table} is not a working table"))),
        None => Err(StoreError::Refused("this statement writes nothing".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::check_working;

    #[test]
    fn evidence_is_out_of_reach_of_working_statements() {
        assert!(check_working("UPDATE clip SET state = 'sealed'").is_err());
        assert!(check_working("INSERT INTO case_clip (id) VALUES ($1)").is_err());
        assert!(check_working("DELETE FROM capture").is_err());
        assert!(check_working("UPDATE upload SET state = $2 WHERE id = $1").is_ok());
    }
}
