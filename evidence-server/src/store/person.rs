//! People with accounts, and machines with bearer tokens.

use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::{PersonId, TokenId};
use evidence_schema::people::Standing;
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(PersonRow, "WHERE id = $1");
const BY_NAME: &str = select!(PersonRow, "WHERE name = $1");
const COUNT: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS people FROM person";
const MACHINE_BY_BEARER: &str = select!(MachineRow, "WHERE bearer_hash = $1 AND is_active = 1");

pub(super) const STATEMENTS: &[&str] = &[BY_ID, BY_NAME, COUNT, MACHINE_BY_BEARER];

evidence_row! {
    /// One person.
    PersonRow in "person"
    key id: PersonId,
    /// Name to sign in with, unique.
    name: String,
    /// What the account may do before any grant.
    role: Standing,
    /// argon2id, PHC string.
    password_hash: String,
    /// Whether the account works.
    is_active: bool,
    /// When it was made.
    added_at: Timestamp,
}

evidence_row! {
    /// One machine that is not a dock.
    MachineRow in "machine"
    key id: TokenId,
    /// Name, unique.
    name: String,
    /// Hash of its bearer token.
    bearer_hash: Sha256Digest,
    /// Whether the token works.
    is_active: bool,
    /// When it was made.
    added_at: Timestamp,
}

impl Store {
    /// One person.
    pub async fn person_by_id(&self, id: PersonId) -> Result<Option<PersonRow>, StoreError> {
        self.fetch_one(BY_ID, vec![id.to_value()])
            .await?
            .as_ref()
            .map(PersonRow::read)
            .transpose()
    }

    /// The person who signs in with this name.
    pub async fn person_by_name(&self, name: &str) -> Result<Option<PersonRow>, StoreError> {
        let row = self.fetch_one(BY_NAME, vec![name.to_owned().to_value()]).await?;
        row.as_ref().map(PersonRow::read).transpose()
    }

    /// Every person.
    pub async fn people(&self) -> Result<Vec<PersonRow>, StoreError> {
        self.fetch(PersonRow::ALL, Vec::new())
            .await?
            .iter()
            .map(PersonRow::read)
            .collect()
    }

    /// How many people have accounts.
    pub async fn person_count(&self) -> Result<u64, StoreError> {
        let row = self.fetch_one(COUNT, Vec::new()).await?;
        row.map_or(Ok(0), |row| u64::read(&row, "people"))
    }

    /// The machine that a bearer token belongs to.
    pub async fn machine_by_bearer_hash(&self, hash: Sha256Digest) -> Result<Option<MachineRow>, StoreError> {
        self.fetch_one(MACHINE_BY_BEARER, vec![hash.to_value()])
            .await?
            .as_ref()
            .map(MachineRow::read)
            .transpose()
    }
}

impl EvidenceTx {
    /// Writes a new person.
    pub async fn person_add(&mut self, person: &PersonRow) -> Result<(), StoreError> {
        self.insert(person).await
    }

    /// Writes a changed person.
    pub async fn person_update(&mut self, person: &PersonRow) -> Result<(), StoreError> {
        self.update(person).await
    }

    /// Writes a new machine.
    pub async fn machine_add(&mut self, machine: &MachineRow) -> Result<(), StoreError> {
        self.insert(machine).await
    }
}
