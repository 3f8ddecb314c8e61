//! Proofs from the log: heads, inclusion, consistency, one signed checkpoint.

use evidence_schema::custody::tree::{self, StoredHashes, TreeError};
use evidence_schema::digest::Sha256Digest;

use super::{App, AppError, AppResult};
use crate::store::log::{CheckpointRow, StoredEntry};

/// Loads hashes until a proof has all that it needs; two rounds are enough for every proof.
const ROUNDS: usize = 8;

impl App {
    /// Computes something over the tree, bringing the stored hashes that it asks for.
    ///
    /// # Errors
    /// When a hash is not in the database.
    pub async fn with_hashes<T: Send>(
        &self,
        hashes: &mut StoredHashes,
        compute: impl Fn(&StoredHashes) -> Result<T, TreeError> + Send,
    ) -> AppResult<T> {
        for _ in 0..ROUNDS {
            match compute(hashes) {
                Ok(value) => return Ok(value),
                Err(TreeError::Missing(indexes)) => self.store.log_hashes(&indexes, hashes).await?,
                Err(e) => return Err(AppError::internal(e)),
            }
        }
        Err(AppError::internal(
            "the custody log lacks stored hashes; run evidence-server verify",
        ))
    }

    /// Proof that an entry is covered by a checkpoint.
    ///
    /// # Errors
    /// When a hash is not in the database.
    pub async fn prove_inclusion(&self, size: u64, number: u64) -> AppResult<Vec<Sha256Digest>> {
        self.with_hashes(&mut StoredHashes::default(), |h| tree::prove_inclusion(size, number, h))
            .await
    }

    /// Proof that a checkpoint continues an older size.
    ///
    /// # Errors
    /// When a hash is not in the database.
    pub async fn prove_consistency(&self, size: u64, older: u64) -> AppResult<Vec<Sha256Digest>> {
        self.with_hashes(&mut StoredHashes::default(), |h| {
            tree::prove_consistency(size, older, h)
        })
        .await
    }

    /// A signed checkpoint that covers this entry, if there is one yet.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn covered(&self, entry: &StoredEntry) -> AppResult<Option<(u64, CheckpointRow)>> {
        let Some(number) = entry.number else { return Ok(None) };
        let checkpoint = self.store.checkpoint_newest().await?;
        Ok(checkpoint.filter(|c| c.size > number).map(|c| (number, c)))
    }
}
