//! Whose turn it is: who reads something and writes by what they read waits for whoever does so with the same thing.
//!
//! What must stay true: a turn is taken before anything is read in its transaction, several of them in the order of their
//! names, so that nobody waits in a circle; it ends with the transaction, however that ends.

use std::collections::BTreeSet;

use evidence_schema::case::number_key;
use evidence_schema::ids::RecorderId;

use super::value::Column;
use super::{EvidenceTx, StoreError};

/// PostgreSQL keeps the row for this transaction and lets others wait for it; SQLite has one writer anyway.
const TAKE: &str = "INSERT INTO write_turn (subject, taken) VALUES ($1, 1) \
     ON CONFLICT (subject) DO UPDATE SET taken = write_turn.taken + 1";

pub(super) const STATEMENTS: &[&str] = &[TAKE];

impl EvidenceTx {
    async fn turn_take(&mut self, subject: String) -> Result<(), StoreError> {
        self.work(TAKE, vec![subject.to_value()]).await.map(|_| ())
    }

    /// What is said of the case file with this number, however it is written, is written by this transaction alone from now on, also while there
    /// is none yet.
    pub async fn case_take(&mut self, number: &str) -> Result<(), StoreError> {
        self.turn_take(format!("case {}", number_key(number))).await
    }

    /// The same for several case files.
    pub async fn cases_take(&mut self, numbers: BTreeSet<&str>) -> Result<(), StoreError> {
        let keys: BTreeSet<String> = numbers.into_iter().map(number_key).collect();
        for key in keys {
            self.turn_take(format!("case {key}")).await?;
        }
        Ok(())
    }

    /// Handovers of these recorders are opened by this transaction alone from now on.
    pub async fn recorders_take(&mut self, recorders: &[RecorderId]) -> Result<(), StoreError> {
        let subjects: BTreeSet<String> = recorders.iter().map(|id| format!("recorder {id}")).collect();
        for subject in subjects {
            self.turn_take(subject).await?;
        }
        Ok(())
    }

    /// Units are stated by this transaction alone from now on.
    pub async fn units_take(&mut self) -> Result<(), StoreError> {
        self.turn_take("units".to_owned()).await
    }

    /// Rooms are stated by this transaction alone from now on.
    pub async fn rooms_take(&mut self) -> Result<(), StoreError> {
        self.turn_take("rooms".to_owned()).await
    }

    /// Versions of the act catalogue are stated by this transaction alone from now on.
    pub async fn catalogue_take(&mut self) -> Result<(), StoreError> {
        self.turn_take("catalogue".to_owned()).await
    }

    /// Monitoring devices are stated by this transaction alone from now on.
    pub async fn monitors_take(&mut self) -> Result<(), StoreError> {
        self.turn_take("monitors".to_owned()).await
    }
}
