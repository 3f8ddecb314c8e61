//! The sequencer: numbers committed entries, signs the committed head, publishes tiles. One at a time per log.
//!
//! What must stay true, in this order: numbers, hashes and head are one commit under the lease; the signature is made
//! from the committed head; tiles are published before the checkpoint that needs them. A failure anywhere leaves
//! something harmless: unnumbered entries wait, an unsigned head is signed next time, tiles are published again.

use std::time::Duration;

use evidence_schema::custody::checkpoint;
use evidence_schema::custody::entry::Event;
use evidence_schema::custody::note::VerifyingNoteKey;
use evidence_schema::custody::tiles::{self, TILE_WIDTH};
use evidence_schema::custody::tree::{self, StoredHashes, TreeHead};
use evidence_schema::digest::Sha256Digest;
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::problem::ProblemCode;
use tokio_util::sync::CancellationToken;

use super::{App, AppError, AppResult};
use crate::store::log::{CheckpointRow, Numbering, SEQUENCER, UnnumberedEntry};

const LEASE_MS: i64 = 15_000;
const LEASE_RENEW_MS: i64 = 5_000;
const TICK: Duration = Duration::from_millis(250);
const HEARTBEAT_MS: i64 = 60_000;
const PUBLISH_PAUSE: Duration = Duration::from_millis(500);
const CHECKPOINT_FILE: &str = "checkpoint";

fn head_of_nothing() -> TreeHead {
    TreeHead {
        size: 0,
        root: Sha256Digest::of(b""),
    }
}

/// Numbers, hashes and head for these entries on top of a head.
fn step(head: TreeHead, entries: &[UnnumberedEntry], hashes: &mut StoredHashes) -> AppResult<Numbering> {
    let mut numbers = Vec::new();
    let mut new_hashes = Vec::new();
    let mut size = head.size;
    for entry in entries {
        let added = tree::append(size, tree::leaf_hash(entry.body.as_bytes()), hashes).map_err(AppError::internal)?;
        hashes.extend(added.iter().copied());
        new_hashes.extend(added);
        numbers.push((entry.ordinal, size));
        size += 1;
    }
    let head = tree::root(size, hashes).map_err(AppError::internal)?;
    Ok(Numbering {
        numbers,
        hashes: new_hashes,
        head,
    })
}

impl App {
    /// Refuses to go on when what was published is ahead of the database: a restored backup.
    ///
    /// # Errors
    /// With what to do.
    pub async fn log_check_start(&self) -> AppResult<()> {
        let Some(bytes) = self.published.get(CHECKPOINT_FILE).await? else {
            return Ok(());
        };
        let note = String::from_utf8_lossy(&bytes);
        let key = VerifyingNoteKey::from_text(self.log_key.vkey()).map_err(AppError::internal)?;
        // Half a file after a power cut, or another key: the database's own checkpoints decide below.
        let Ok(published) = checkpoint::open(&note, &key) else {
            return Ok(());
        };
        let head = self.store.log_head().await?.unwrap_or_else(head_of_nothing);
        let is_continued = published.size <= head.size && {
            let ours = self
                .with_hashes(&mut StoredHashes::default(), |h| tree::root(published.size, h))
                .await?;
            ours.root == published.root
        };
        if is_continued {
            return Ok(());
        }
        Err(AppError::new(
            ProblemCode::Conflict,
            format!(
                "The published custody log has {} entries, the database continues only {}: this database is older than \
                 what was signed, or is another one.",
                published.size, head.size
            ),
        )
        .kept("Everything; nothing was written.")
        .next("Restore the newest database. Docks keep their spools and will offer again what is missing."))
    }

    /// Writes the first entry after a start, so that the silence before it has a reason.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn log_open(&self) -> AppResult<()> {
        let mut tx = self
            .evidence(Event::LogOpened, Actor::system("sequencer"), "log".to_owned())
            .await?;
        tx.fact("program", format!("evidence-server {}", env!("CARGO_PKG_VERSION")));
        tx.fact("log_vkey", self.log_key.vkey());
        self.commit(tx).await
    }

    /// Runs until told to stop.
    pub async fn sequence(&self, stop: CancellationToken) {
        let publisher = tokio::spawn(publish_loop(self.clone(), stop.clone()));
        let mut heartbeat_at = self.now();
        let mut lease_at = None;
        while !stop.is_cancelled() {
            if let Err(e) = self.sequence_step(&mut lease_at).await {
                tracing::warn!("sequencer: {e}");
                lease_at = None;
                tokio::time::sleep(TICK).await;
            }
            if self.now().ms_since(heartbeat_at) >= HEARTBEAT_MS {
                heartbeat_at = self.now();
                if let Err(e) = self.heartbeat().await {
                    tracing::warn!("heartbeat: {e}");
                }
            }
            tokio::select! {
                () = self.entries_due.notified() => {}
                () = tokio::time::sleep(TICK) => {}
                () = stop.cancelled() => {}
            }
        }
        if let Err(e) = self.refusals_flush().await {
            tracing::warn!("refusals of the last minute were not written: {e}");
        }
        if let Err(e) = self.sequence_step(&mut lease_at).await {
            tracing::warn!("last entries wait for the next start: {e}");
        }
        if let Err(e) = self.store.lease_drop(SEQUENCER, &self.instance).await {
            tracing::warn!("lease was not given back: {e}");
        }
        let _ended = publisher.await;
    }

    /// Holds the lease without writing it at every step, and numbers what waits while it is held.
    async fn sequence_step(&self, lease_at: &mut Option<Timestamp>) -> AppResult<()> {
        let now = self.now();
        if lease_at.is_none_or(|at| now.ms_since(at).abs() >= LEASE_RENEW_MS) {
            *lease_at = self
                .store
                .lease_take(SEQUENCER, &self.instance, LEASE_MS)
                .await?
                .then_some(now);
        }
        if lease_at.is_some() {
            self.number_waiting().await
        } else {
            self.follow().await
        }
    }

    async fn heartbeat(&self) -> AppResult<()> {
        self.refusals_flush().await?;
        let tx = self
            .evidence(Event::LogHeartbeat, Actor::system("sequencer"), "log".to_owned())
            .await?;
        self.commit(tx).await
    }

    /// Numbers and signs all that waits. False when another server holds the lease.
    ///
    /// # Errors
    /// When database or key fail; nothing is lost.
    pub async fn sequence_once(&self) -> AppResult<bool> {
        if !self.store.lease_take(SEQUENCER, &self.instance, LEASE_MS).await? {
            self.follow().await?;
            return Ok(false);
        }
        self.number_waiting().await?;
        Ok(true)
    }

    async fn number_waiting(&self) -> AppResult<()> {
        loop {
            let entries = self.store.log_unnumbered().await?;
            let head = self.store.log_head().await?.unwrap_or_else(head_of_nothing);
            if entries.is_empty() {
                return self.sign(head).await;
            }
            let mut hashes = StoredHashes::default();
            self.store.log_hashes(&tree::frontier(head.size), &mut hashes).await?;
            let numbering = step(head, &entries, &mut hashes)?;
            // Fails when the lease was lost in between: nothing was written then.
            self.store.log_number(&numbering, &self.instance, LEASE_MS).await?;
            self.sign(numbering.head).await?;
        }
    }

    /// Another server sequences: only learn how far it signed.
    async fn follow(&self) -> AppResult<()> {
        if let Some(newest) = self.store.checkpoint_newest().await? {
            self.announce(newest.size);
        }
        Ok(())
    }

    fn announce(&self, size: u64) {
        self.signed.send_if_modified(|signed| {
            let is_newer = size > *signed;
            *signed = size.max(*signed);
            is_newer
        });
    }

    async fn sign(&self, head: TreeHead) -> AppResult<()> {
        if head.size == 0 || *self.signed.borrow() >= head.size {
            return Ok(());
        }
        let note = checkpoint::sign(&head, &self.log_key).map_err(AppError::internal)?;
        self.store
            .checkpoint_add(&CheckpointRow {
                size: head.size,
                note,
                at: self.now(),
            })
            .await?;
        self.announce(head.size);
        Ok(())
    }

    /// Publishes what changed since the last published size; gives the new size.
    ///
    /// # Errors
    /// When files cannot be written; the next round does it again.
    pub async fn publish(&self, from: u64) -> AppResult<u64> {
        let Some(newest) = self.store.checkpoint_newest().await? else {
            return Ok(from);
        };
        if newest.size <= from {
            return Ok(from);
        }
        for tile in tiles::new_tiles(from, newest.size) {
            let mut hashes = StoredHashes::default();
            let bytes = self.with_hashes(&mut hashes, |h| tiles::tile_bytes(tile, h)).await?;
            let path = tiles::tile_path(tile);
            self.published.put(&path, bytes).await?;
            if u64::from(tile.width) == TILE_WIDTH {
                self.published.drop_partials(&path).await?;
            }
        }
        for (index, width) in tiles::new_bundles(from, newest.size) {
            self.publish_bundle(index, width).await?;
        }
        self.published.put(CHECKPOINT_FILE, newest.note.into_bytes()).await?;
        Ok(newest.size)
    }

    /// Where publishing goes on after a start: at the last full tile of what stands there already.
    async fn published_size(&self) -> u64 {
        let Ok(Some(bytes)) = self.published.get(CHECKPOINT_FILE).await else {
            return 0;
        };
        match checkpoint::open_unverified(&String::from_utf8_lossy(&bytes)) {
            Ok((_, head)) => head.size - head.size % TILE_WIDTH,
            Err(_) => 0,
        }
    }

    async fn publish_bundle(&self, index: u64, width: u32) -> AppResult<()> {
        let first = index * TILE_WIDTH;
        let entries = self.store.entry_range(first, first + u64::from(width)).await?;
        let bytes = tiles::bundle_bytes(entries.iter().map(|e| e.body.as_bytes())).map_err(AppError::internal)?;
        let path = tiles::bundle_path(index, width);
        self.published.put(&path, bytes).await?;
        if u64::from(width) == TILE_WIDTH {
            self.published.drop_partials(&path).await?;
        }
        Ok(())
    }
}

async fn publish_loop(app: App, stop: CancellationToken) {
    let mut signed = app.signed.subscribe();
    let mut published = app.published_size().await;
    loop {
        match app.publish(published).await {
            Ok(size) => published = size,
            Err(e) => tracing::warn!("publishing the log: {e}"),
        }
        if stop.is_cancelled() {
            return;
        }
        tokio::select! {
            () = stop.cancelled() => continue,
            () = tokio::time::sleep(PUBLISH_PAUSE) => {}
        }
        tokio::select! {
            () = stop.cancelled() => {}
            changed = signed.changed() => if changed.is_err() { return },
        }
    }
}
