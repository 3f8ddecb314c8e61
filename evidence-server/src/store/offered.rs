//! What a field proposes and what a register shows a page at a time: few officers and recorders of a hundred thousand.
//!
//! What must stay true: nothing here reads a whole table but for numbers and names; every list that is shown has an end.

use chrono::NaiveDate;
use evidence_schema::ids::{OfficerId, PersonId, RecorderId, UnitId};

use super::engine::Row;
use super::officer::{OfficerRow, PostingRow};
use super::rows::EvidenceRow;
use super::statement::select;
use super::value::{Column, Value};
use super::{Store, StoreError};

const OFFICERS_AFTER: &str = select!(
    OfficerRow,
    "WHERE number > $1 AND (LOWER(number) LIKE $2 ESCAPE '!' OR LOWER(name) LIKE $2 ESCAPE '!') ORDER BY number LIMIT $3"
);
const POSTINGS_BETWEEN: &str = select!(
    PostingRow,
    "WHERE officer_id IN (SELECT o.id FROM officer o WHERE o.number >= $1 AND o.number <= $2 AND (LOWER(o.number) LIKE $3 \
     ESCAPE '!' OR LOWER(o.name) LIKE $3 ESCAPE '!')) ORDER BY from_on, id"
);
/// Units of a person: those of the grants, the one that the officer is in, and all below them.
macro_rules! of_own_units {
    ($rest:literal) => {
        concat!(
            "WITH RECURSIVE own (id) AS (SELECT unit_id FROM role_grant WHERE person_id = $1 AND withdrawn_at IS NULL AND \
             unit_id IS NOT NULL UNION SELECT p.unit_id FROM posting p JOIN officer o ON o.id = p.officer_id WHERE \
             o.person_id = $1 AND p.from_on <= $2 AND (p.to_on IS NULL OR p.to_on >= $2) UNION SELECT unit.id FROM own JOIN \
             unit ON unit.parent_id = own.id) ",
            $rest
        )
    };
}
const OFFICERS_OWN: &str = of_own_units!(
    "SELECT o.number AS number, o.name AS name, p.unit_id AS unit_id FROM posting p JOIN officer o ON o.id = p.officer_id \
     WHERE p.unit_id IN (SELECT id FROM own) AND p.from_on <= $2 AND (p.to_on IS NULL OR p.to_on >= $2) AND \
     (o.off_duty_on IS NULL OR o.off_duty_on > $2) ORDER BY o.number LIMIT $3"
);
const OFFICERS_ANY: &str = "SELECT o.number AS number, o.name AS name, p.unit_id AS unit_id FROM officer o LEFT JOIN \
     posting p ON p.officer_id = o.id AND p.from_on <= $1 AND (p.to_on IS NULL OR p.to_on >= $1) WHERE \
     (o.off_duty_on IS NULL OR o.off_duty_on > $1) ORDER BY o.number LIMIT $2";
const RECORDERS_OWN: &str = of_own_units!(
    "SELECT r.serial AS number, r.title AS name FROM device d JOIN recorder r ON r.id = d.recorder_id WHERE d.unit_id IN \
     (SELECT id FROM own) ORDER BY r.serial LIMIT $3"
);
const RECORDERS_ANY: &str = "SELECT serial AS number, title AS name FROM recorder ORDER BY serial LIMIT $1";
const UNITS_OWN: &str = of_own_units!("SELECT id FROM own LIMIT $3");
const OFFICER_NAMES: &str = "SELECT id, number, name FROM officer";
const RECORDER_NAMES: &str = "SELECT id, serial AS number, title AS name FROM recorder";
const PEOPLE_NAMES: &str = "SELECT id, name FROM person";

pub(super) const STATEMENTS: &[&str] = &[
    OFFICERS_AFTER,
    POSTINGS_BETWEEN,
    OFFICERS_OWN,
    OFFICERS_ANY,
    RECORDERS_OWN,
    RECORDERS_ANY,
    UNITS_OWN,
    OFFICER_NAMES,
    RECORDER_NAMES,
    PEOPLE_NAMES,
];

/// Number, name, and unit of today: one that a field proposes.
pub type OfferedRow = (String, String, Option<UnitId>);

/// Whose units come first, on which day, and how many at most.
#[derive(Debug, Clone, Copy)]
pub struct Offering {
    /// The person.
    pub person: Option<PersonId>,
    /// The day.
    pub today: NaiveDate,
    /// At most so many.
    pub limit: u32,
}

impl Offering {
    fn own(&self) -> Option<Vec<Value>> {
        let person = self.person?;
        Some(vec![
            person.to_value(),
            self.today.to_value(),
            i64::from(self.limit).to_value(),
        ])
    }
}

fn named(row: &Row) -> Result<(String, String), StoreError> {
    Ok((String::read(row, "number")?, String::read(row, "name")?))
}

fn offered(row: &Row) -> Result<OfferedRow, StoreError> {
    let (number, name) = named(row)?;
    Ok((number, name, Option::read(row, "unit_id")?))
}

/// A text that is found anywhere in another, whatever it holds itself.
fn anywhere(words: &str) -> Value {
    let escaped = words.trim().to_lowercase();
    let escaped = escaped.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%").to_value()
}

impl Store {
    /// Officers whose number or name holds these words, after a number; with their postings.
    pub async fn officers_after(
        &self,
        after: &str,
        words: &str,
        limit: u32,
    ) -> Result<(Vec<OfficerRow>, Vec<PostingRow>), StoreError> {
        let args = vec![
            after.to_owned().to_value(),
            anywhere(words),
            i64::from(limit).to_value(),
        ];
        let rows = self.fetch(OFFICERS_AFTER, args).await?;
        let officers: Vec<OfficerRow> = rows.iter().map(OfficerRow::read).collect::<Result<_, _>>()?;
        let Some((first, last)) = officers.first().zip(officers.last()) else {
            return Ok((officers, Vec::new()));
        };
        let args = vec![first.number.to_value(), last.number.to_value(), anywhere(words)];
        let postings = self.fetch(POSTINGS_BETWEEN, args).await?;
        let postings = postings.iter().map(PostingRow::read).collect::<Result<_, _>>()?;
        Ok((officers, postings))
    }

    /// Officers on duty that a field proposes: those of the person's units, then any by number.
    pub async fn officers_offered(&self, wanted: Offering) -> Result<Vec<OfferedRow>, StoreError> {
        let mut rows = match wanted.own() {
            Some(args) => self.fetch(OFFICERS_OWN, args).await?,
            None => Vec::new(),
        };
        let args = vec![wanted.today.to_value(), i64::from(wanted.limit).to_value()];
        rows.extend(self.fetch(OFFICERS_ANY, args).await?);
        rows.iter().map(offered).collect()
    }

    /// Recorders that a field proposes, in the same order.
    pub async fn recorders_offered(&self, wanted: Offering) -> Result<Vec<(String, String)>, StoreError> {
        let mut rows = match wanted.own() {
            Some(args) => self.fetch(RECORDERS_OWN, args).await?,
            None => Vec::new(),
        };
        rows.extend(
            self.fetch(RECORDERS_ANY, vec![i64::from(wanted.limit).to_value()])
                .await?,
        );
        rows.iter().map(named).collect()
    }

    /// Units of the person.
    pub async fn units_own(&self, wanted: Offering) -> Result<Vec<UnitId>, StoreError> {
        let Some(args) = wanted.own() else {
            return Ok(Vec::new());
        };
        let rows = self.fetch(UNITS_OWN, args).await?;
        rows.iter().map(|row| UnitId::read(row, "id")).collect()
    }

    /// Number and name of every officer.
    pub async fn officer_names(&self) -> Result<Vec<(OfficerId, (String, String))>, StoreError> {
        let rows = self.fetch(OFFICER_NAMES, Vec::new()).await?;
        rows.iter()
            .map(|row| Ok((OfficerId::read(row, "id")?, named(row)?)))
            .collect()
    }

    /// Serial and title of every recorder.
    pub async fn recorder_names(&self) -> Result<Vec<(RecorderId, (String, String))>, StoreError> {
        let rows = self.fetch(RECORDER_NAMES, Vec::new()).await?;
        rows.iter()
            .map(|row| Ok((RecorderId::read(row, "id")?, named(row)?)))
            .collect()
    }

    /// Name of everybody with an account.
    pub async fn people_names(&self) -> Result<Vec<(PersonId, String)>, StoreError> {
        let rows = self.fetch(PEOPLE_NAMES, Vec::new()).await?;
        rows.iter()
            .map(|row| Ok((PersonId::read(row, "id")?, String::read(row, "name")?)))
            .collect()
    }
}
