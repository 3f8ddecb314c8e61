//! The search index: what each clip is found by, and what waits to be looked at again.
//!
//! What must stay true: everything here is made from evidence and can be made again; whatever changes evidence that
//! lists can be narrowed to marks it due in the same commit (`touched`), so nothing is forgotten.

use std::collections::BTreeSet;

use evidence_schema::custody::detail::{Cell, RowImage};
use evidence_schema::ids::ClipId;
use evidence_schema::search::Found;
use evidence_schema::time::Timestamp;

use super::value::{Column, Value};
use super::{EvidenceTx, Store, StoreError, WorkTx};

const DUE_ADD: &str = "INSERT INTO index_due (subject, turn, run_after) VALUES ($1, 1, $2) \
     ON CONFLICT (subject) DO UPDATE SET turn = index_due.turn + 1, run_after = CASE \
     WHEN excluded.run_after < index_due.run_after THEN excluded.run_after ELSE index_due.run_after END";
const DUE: &str =
    "SELECT subject, turn, run_after FROM index_due WHERE run_after <= $1 ORDER BY run_after, subject LIMIT 64";
const DUE_COUNT: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS subjects FROM index_due";
const IS_BEHIND: &str = "SELECT subject FROM index_due WHERE run_after <= $1 LIMIT 1";
const IS_DUE: &str = "SELECT turn FROM index_due WHERE subject = $1";
const DUE_END: &str = "DELETE FROM index_due WHERE subject = $1 AND turn = $2";
const DUE_LATER: &str = "UPDATE index_due SET run_after = $2 WHERE subject = $1";
const DUE_ALL: &str = "INSERT INTO index_due (subject, turn, run_after) SELECT id, 1, CAST($1 AS BIGINT) FROM clip WHERE 1 = 1 ORDER BY id \
     ON CONFLICT (subject) DO UPDATE SET turn = index_due.turn + 1, \
     run_after = excluded.run_after";
const DUE_OF_CASE: &str = "INSERT INTO index_due (subject, turn, run_after) SELECT DISTINCT clip_id, 1, CAST($2 AS BIGINT) \
     FROM case_clip WHERE case_id = $1 AND unlinked_at IS NULL ORDER BY clip_id \
     ON CONFLICT (subject) DO UPDATE SET turn = index_due.turn + 1, \
     run_after = excluded.run_after";
const DUE_OF_UNIT: &str = "INSERT INTO index_due (subject, turn, run_after) \
     WITH RECURSIVE below (id) AS (SELECT id FROM unit WHERE id = $1 \
     UNION SELECT unit.id FROM unit JOIN below ON unit.parent_id = below.id) \
     SELECT clip_id, 1, CAST($2 AS BIGINT) FROM (SELECT clip_id FROM clip_owner WHERE unit_id IN (SELECT id FROM below) \
     UNION SELECT clip.id FROM clip JOIN recorder ON recorder.serial = clip.device_serial \
     JOIN device ON device.recorder_id = recorder.id WHERE device.unit_id IN (SELECT id FROM below) \
     UNION SELECT clip_id FROM clip_intake WHERE unit_id IN (SELECT id FROM below) \
     UNION SELECT l.clip_id FROM case_clip l JOIN case_heading h ON h.case_id = l.case_id \
     WHERE h.unit_id IN (SELECT id FROM below)) touched WHERE 1 = 1 ORDER BY clip_id \
     ON CONFLICT (subject) DO UPDATE SET turn = index_due.turn + 1, \
     run_after = excluded.run_after";
const DUE_OF_OFFICER: &str = "INSERT INTO index_due (subject, turn, run_after) SELECT clip_id, 1, CAST($2 AS BIGINT) FROM clip_owner \
     WHERE lead_id = $1 OR assisting_id = $1 ORDER BY clip_id \
     ON CONFLICT (subject) DO UPDATE SET turn = index_due.turn + 1, \
     run_after = excluded.run_after";
const DUE_OF_RECORDER: &str = "INSERT INTO index_due (subject, turn, run_after) SELECT id, 1, CAST($2 AS BIGINT) FROM clip \
     WHERE device_serial = (SELECT serial FROM recorder WHERE id = $1) ORDER BY id \
     ON CONFLICT (subject) DO UPDATE SET turn = index_due.turn + 1, \
     run_after = excluded.run_after";
const DUE_OF_DOCKING: &str = "INSERT INTO index_due (subject, turn, run_after) SELECT DISTINCT clip_id, 1, CAST($2 AS BIGINT) \
     FROM capture WHERE docking_id = $1 ORDER BY clip_id \
     ON CONFLICT (subject) DO UPDATE SET turn = index_due.turn + 1, \
     run_after = excluded.run_after";
const DUE_OF_ACT: &str = "INSERT INTO index_due (subject, turn, run_after) \
     SELECT DISTINCT clip_id, 1, CAST($2 AS BIGINT) FROM case_clip \
     WHERE case_id = (SELECT case_id FROM act WHERE id = $1) AND unlinked_at IS NULL ORDER BY clip_id \
     ON CONFLICT (subject) DO UPDATE SET turn = index_due.turn + 1, run_after = excluded.run_after";
const SEEN: &str = "SELECT digest FROM index_seen WHERE subject = $1";
const SEEN_PUT: &str = "INSERT INTO index_seen (subject, digest) VALUES ($1, $2) \
     ON CONFLICT (subject) DO UPDATE SET digest = excluded.digest";
const FIND_OF: &str =
    "SELECT rank, recorded_from, recorded_to, facets, words, places FROM clip_find WHERE clip_id = $1";
const FIND_AT: &str = "SELECT clip_id FROM clip_find WHERE rank = $1";
const FIND_PUT: &str = "INSERT INTO clip_find (clip_id, rank, recorded_from, recorded_to, facets, words, places) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (clip_id) DO UPDATE SET rank = excluded.rank, \
     recorded_from = excluded.recorded_from, recorded_to = excluded.recorded_to, facets = excluded.facets, \
     words = excluded.words, places = excluded.places";
/// Sixteen at once, repeated where there are fewer.
const TERMS_PUT: &str = "INSERT INTO clip_term (rank, term) VALUES ($1, $2), ($1, $3), ($1, $4), ($1, $5), ($1, $6), \
     ($1, $7), ($1, $8), ($1, $9), ($1, $10), ($1, $11), ($1, $12), ($1, $13), ($1, $14), ($1, $15), ($1, $16), \
     ($1, $17) ON CONFLICT DO NOTHING";
const TERMS_DROP: &str = "DELETE FROM clip_term WHERE rank = $1 AND term IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
     $12, $13, $14, $15, $16, $17)";
const TERMS_AT_ONCE: usize = 16;
const CLIPS_AFTER: &str = "SELECT id FROM clip WHERE id > $1 ORDER BY id LIMIT 500";
const TERMS_OF: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS terms FROM clip_term WHERE rank = $1 AND term IN ($2, $3, \
     $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";

pub(super) const STATEMENTS: &[&str] = &[
    DUE_ADD,
    DUE,
    DUE_COUNT,
    IS_DUE,
    IS_BEHIND,
    DUE_END,
    DUE_LATER,
    DUE_ALL,
    DUE_OF_CASE,
    DUE_OF_UNIT,
    DUE_OF_OFFICER,
    DUE_OF_RECORDER,
    DUE_OF_DOCKING,
    DUE_OF_ACT,
    SEEN,
    SEEN_PUT,
    FIND_OF,
    FIND_AT,
    FIND_PUT,
    TERMS_PUT,
    TERMS_DROP,
    TERMS_OF,
    CLIPS_AFTER,
];

/// What the index has of a clip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindRow {
    /// Its place in every answer: when it was recorded, else sealed, in microseconds, made unique.
    pub rank: i64,
    /// Corrected start.
    pub recorded_from: Option<Timestamp>,
    /// Corrected end.
    pub recorded_to: Option<Timestamp>,
    /// What it is found by.
    pub found: Found,
}

/// Something that must be looked at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRow {
    /// Id of a clip, case file, unit, officer, recorder, docking or act.
    pub subject: String,
    /// Grows with each change.
    pub turn: u64,
    /// When it was written, or when it is to be tried again.
    pub run_after: Timestamp,
}

/// Whose clips a fan-out marks due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FanOut {
    /// All there are.
    All,
    /// Those linked to a case file.
    Case,
    /// Those that a unit, or a unit below it, has to do with.
    Unit,
    /// Those of an officer.
    Officer,
    /// Those of a recorder.
    Recorder,
    /// Those linked to the case file of an act.
    Act,
    /// Those read at a docking.
    Docking,
}

/// What must be looked at again because a row changed: every clip, case file, unit, officer, recorder, docking
/// or act that it names.
pub(super) fn touched(image: &RowImage) -> BTreeSet<String> {
    let mut subjects = BTreeSet::new();
    if matches!(
        image.table.as_str(),
        "clip" | "case_file" | "unit" | "officer" | "device"
    ) {
        subjects.insert(image.key.clone());
    }
    // A dock's word about a docking is about all clips of it; captures name their clip.
    let columns: &[&str] = match image.table.as_str() {
        "docking_tag" => &["docking_id"],
        "act_version" => &["act_id"],
        _ => &["clip_id", "case_id"],
    };
    for column in columns {
        if let Some(Cell::Text(id)) = image.row.as_ref().and_then(|row| row.get(*column)) {
            subjects.insert(id.clone());
        }
    }
    subjects
}

impl EvidenceTx {
    /// Marks in this commit what the index must look at again.
    pub(super) async fn index_due(&mut self, subjects: BTreeSet<String>, at: Timestamp) -> Result<(), StoreError> {
        // In order, so that nobody waits in a circle.
        for subject in subjects {
            self.work(DUE_ADD, vec![subject.to_value(), at.to_value()]).await?;
        }
        Ok(())
    }
}

fn batches(rank: i64, terms: &BTreeSet<i64>) -> Vec<Vec<Value>> {
    let all: Vec<i64> = terms.iter().copied().collect();
    all.chunks(TERMS_AT_ONCE)
        .map(|chunk| {
            let padded = chunk
                .iter()
                .copied()
                .chain(std::iter::repeat(chunk[0]))
                .take(TERMS_AT_ONCE);
            std::iter::once(rank)
                .chain(padded)
                .map(|number| number.to_value())
                .collect()
        })
        .collect()
}

impl WorkTx {
    /// Marks clips due, as of the change that they are about: whoever waits for that waits for them.
    /// In the order of their ids, so that nobody waits in a circle.
    pub async fn index_fan_out(&mut self, fan_out: FanOut, id: &str, at: Timestamp) -> Result<(), StoreError> {
        let args = vec![id.to_owned().to_value(), at.to_value()];
        match fan_out {
            FanOut::All => self.execute(DUE_ALL, vec![at.to_value()]).await,
            FanOut::Case => self.execute(DUE_OF_CASE, args).await,
            FanOut::Unit => self.execute(DUE_OF_UNIT, args).await,
            FanOut::Officer => self.execute(DUE_OF_OFFICER, args).await,
            FanOut::Act => self.execute(DUE_OF_ACT, args).await,
            FanOut::Docking => self.execute(DUE_OF_DOCKING, args).await,
            FanOut::Recorder => self.execute(DUE_OF_RECORDER, args).await,
        }
        .map(|_| ())
    }

    /// Remembers what was seen of a subject.
    pub async fn index_seen_put(&mut self, subject: &str, digest: &str) -> Result<(), StoreError> {
        let args = vec![subject.to_owned().to_value(), digest.to_owned().to_value()];
        self.execute(SEEN_PUT, args).await.map(|_| ())
    }

    /// Ends what is due, unless it changed meanwhile.
    pub async fn index_end(&mut self, due: &DueRow) -> Result<(), StoreError> {
        self.execute(DUE_END, vec![due.subject.to_value(), due.turn.to_value()])
            .await
            .map(|_| ())
    }

    /// Puts what a clip is found by in the place of what was there.
    pub async fn index_put(
        &mut self,
        clip_id: ClipId,
        before: Option<&FindRow>,
        row: &FindRow,
    ) -> Result<(), StoreError> {
        let rank = self.rank_free(clip_id, row.rank).await?;
        let wanted = row.found.terms();
        let had = before.map(|before| before.found.terms()).unwrap_or_default();
        let is_moved = before.is_some_and(|before| before.rank != rank);
        if let Some(before) = before {
            let gone = if is_moved { had.clone() } else { &had - &wanted };
            for args in batches(before.rank, &gone) {
                self.execute(TERMS_DROP, args).await?;
            }
        }
        let args = vec![
            clip_id.to_value(),
            rank.to_value(),
            row.recorded_from.to_value(),
            row.recorded_to.to_value(),
            row.found.facets.to_value(),
            row.found.text.to_value(),
            row.found.place.to_value(),
        ];
        self.execute(FIND_PUT, args).await?;
        // All of them, also those that should be there: what somebody took away comes back.
        for args in batches(rank, &wanted) {
            self.execute(TERMS_PUT, args).await?;
        }
        Ok(())
    }

    /// The first rank from this one on that no other clip has.
    async fn rank_free(&mut self, clip_id: ClipId, mut rank: i64) -> Result<i64, StoreError> {
        loop {
            let taken = self.fetch(FIND_AT, vec![rank.to_value()]).await?;
            match taken.first().map(|row| ClipId::read(row, "clip_id")).transpose()? {
                Some(other) if other != clip_id => rank += 1,
                _ => return Ok(rank),
            }
        }
    }
}

impl Store {
    /// What is due, at most 64.
    pub async fn index_due(&self, now: Timestamp) -> Result<Vec<DueRow>, StoreError> {
        let rows = self.fetch(DUE, vec![now.to_value()]).await?;
        rows.iter()
            .map(|row| {
                Ok(DueRow {
                    subject: Column::read(row, "subject")?,
                    turn: Column::read(row, "turn")?,
                    run_after: Column::read(row, "run_after")?,
                })
            })
            .collect()
    }

    /// How many subjects wait.
    pub async fn index_due_count(&self) -> Result<u64, StoreError> {
        let row = self.fetch_one(DUE_COUNT, Vec::new()).await?;
        row.map_or(Ok(0), |row| Column::read(&row, "subjects"))
    }

    /// Whether a subject waits.
    pub async fn index_is_due(&self, subject: &str) -> Result<bool, StoreError> {
        Ok(self
            .fetch_one(IS_DUE, vec![subject.to_owned().to_value()])
            .await?
            .is_some())
    }

    /// Whether something that was written until then has not been looked at.
    pub async fn index_is_behind(&self, then: Timestamp) -> Result<bool, StoreError> {
        Ok(self.fetch_one(IS_BEHIND, vec![then.to_value()]).await?.is_some())
    }

    /// Looks at a subject again later: something went wrong.
    pub async fn index_later(&self, subject: &str, run_after: Timestamp) -> Result<(), StoreError> {
        let args = vec![subject.to_owned().to_value(), run_after.to_value()];
        self.work_once(DUE_LATER, args).await.map(|_| ())
    }

    /// What was seen of a subject.
    pub async fn index_seen(&self, subject: &str) -> Result<Option<String>, StoreError> {
        let row = self.fetch_one(SEEN, vec![subject.to_owned().to_value()]).await?;
        row.map(|row| Column::read(&row, "digest")).transpose()
    }

    /// What the index has of a clip.
    pub async fn index_of(&self, id: ClipId) -> Result<Option<FindRow>, StoreError> {
        let row = self.fetch_one(FIND_OF, vec![id.to_value()]).await?;
        row.map(|row| {
            Ok(FindRow {
                rank: Column::read(&row, "rank")?,
                recorded_from: Column::read(&row, "recorded_from")?,
                recorded_to: Column::read(&row, "recorded_to")?,
                found: Found {
                    facets: Column::read(&row, "facets")?,
                    text: Column::read(&row, "words")?,
                    place: Column::read(&row, "places")?,
                },
            })
        })
        .transpose()
    }

    /// Whether the index holds every term of a row.
    pub async fn index_is_whole(&self, row: &FindRow) -> Result<bool, StoreError> {
        let terms = row.found.terms();
        let mut held = 0_u64;
        for args in batches(row.rank, &terms) {
            let answer = self.fetch_one(TERMS_OF, args).await?;
            held += answer.map_or(Ok(0), |row| u64::read(&row, "terms"))?;
        }
        Ok(u64::try_from(terms.len()).is_ok_and(|wanted| wanted == held))
    }

    /// The next clips by id, at most 500.
    pub async fn clips_after(&self, id: &str) -> Result<Vec<ClipId>, StoreError> {
        let rows = self.fetch(CLIPS_AFTER, vec![id.to_owned().to_value()]).await?;
        rows.iter().map(|row| ClipId::read(row, "id")).collect()
    }
}
