//! Case files and the links of clips to them. A link is ended, never deleted.

use evidence_schema::case::number_key;
use evidence_schema::ids::{CaseId, ClipId, LinkId};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::reading::Reading;
use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(CaseRow, "WHERE id = $1");
const BY_NUMBER: &str = select!(CaseRow, "WHERE number = $1");
const BY_NUMBER_KEY: &str = select!(
    CaseRow,
    "WHERE id IN (SELECT case_id FROM case_key WHERE key = $1) ORDER BY created_at, id LIMIT 20"
);
const KEYLESS: &str = "SELECT id, number FROM case_file WHERE NOT EXISTS \
     (SELECT 1 FROM case_key WHERE case_key.case_id = case_file.id) ORDER BY id LIMIT 500";
const KEY_PUT: &str = "INSERT INTO case_key (case_id, key) VALUES ($1, $2) ON CONFLICT (case_id) DO NOTHING";
const LINK_BY_ID: &str = select!(LinkRow, "WHERE id = $1");
/// Newest case files whose numbers begin so.
const NUMBERS_LIKE: &str =
    "SELECT number FROM case_file WHERE number LIKE $1 ESCAPE '!' ORDER BY created_at DESC, id LIMIT $2";
const LINKS_OF_CASE: &str = select!(
    LinkRow,
    "WHERE case_id = $1 AND unlinked_at IS NULL ORDER BY linked_at, id"
);
const LINKS_OF_CLIP: &str = select!(
    LinkRow,
    "WHERE clip_id = $1 AND unlinked_at IS NULL ORDER BY linked_at, id"
);
const CASES_THAT_HELD: &str = "SELECT case_id FROM case_clip WHERE clip_id = $1 GROUP BY case_id ORDER BY case_id";
const LINK_COUNT: &str =
    "SELECT CAST(COUNT(*) AS BIGINT) AS clips FROM case_clip WHERE case_id = $1 AND unlinked_at IS NULL";
/// Clips of a case file that somebody ever called sensitive.
const LINKS_TO_WEIGH: &str = "SELECT clip_id FROM case_clip WHERE case_id = $1 AND unlinked_at IS NULL \
     AND EXISTS (SELECT 1 FROM sensitivity s WHERE s.subject = case_clip.clip_id)";

pub(super) const STATEMENTS: &[&str] = &[
    BY_ID,
    BY_NUMBER,
    BY_NUMBER_KEY,
    KEYLESS,
    KEY_PUT,
    LINK_BY_ID,
    LINKS_OF_CASE,
    LINKS_OF_CLIP,
    LINK_COUNT,
    CASES_THAT_HELD,
    LINKS_TO_WEIGH,
    NUMBERS_LIKE,
];

evidence_row! {
    /// One case file.
    CaseRow in "case_file"
    key id: CaseId,
    /// Case number, unique.
    number: String,
    /// Title.
    title: String,
    /// When it was created.
    created_at: Timestamp,
    /// Who created it.
    created_by: Actor,
}

evidence_row! {
    /// One link of a clip to a case file.
    LinkRow in "case_clip" guarded "unlinked_at IS NULL"
    key id: LinkId,
    /// The case file.
    case_id: CaseId,
    /// The clip.
    clip_id: ClipId,
    /// When.
    linked_at: Timestamp,
    /// Who.
    linked_by: Actor,
    /// Why.
    reason: Option<String>,
    /// When it was ended.
    unlinked_at: Option<Timestamp>,
    /// Who ended it.
    unlinked_by: Option<Actor>,
}

impl Store {
    /// One case file.
    pub async fn case_by_id(&self, id: CaseId) -> Result<Option<CaseRow>, StoreError> {
        self.fetch_one(BY_ID, vec![id.to_value()])
            .await?
            .as_ref()
            .map(CaseRow::read)
            .transpose()
    }

    /// The case file with this number.
    pub async fn case_by_number(&self, number: &str) -> Result<Option<CaseRow>, StoreError> {
        let row = self.fetch_one(BY_NUMBER, vec![number.to_owned().to_value()]).await?;
        row.as_ref().map(CaseRow::read).transpose()
    }

    /// The case file that a person means by this number: written just so, else the only one written in some other way.
    pub async fn case_meant(&self, number: &str) -> Result<Option<CaseRow>, StoreError> {
        let number = number.trim();
        if let Some(case) = self.case_by_number(number).await? {
            return Ok(Some(case));
        }
        let mut like = self.cases_numbered_like(number).await?;
        Ok(like.pop().filter(|_| like.is_empty()))
    }

    /// Case files whose number is this one in some way of writing it, the oldest first.
    pub async fn cases_numbered_like(&self, number: &str) -> Result<Vec<CaseRow>, StoreError> {
        let key = vec![number_key(number).to_value()];
        Reading::Now(self).rows(BY_NUMBER_KEY, key).await
    }

    /// Puts in the keys of numbers that have none: those of an older version.
    pub async fn case_keys_fill(&self) -> Result<(), StoreError> {
        loop {
            let rows = self.fetch(KEYLESS, Vec::new()).await?;
            if rows.is_empty() {
                return Ok(());
            }
            let mut tx = self.work().await?;
            for row in &rows {
                let (id, number) = (CaseId::read(row, "id")?, String::read(row, "number")?);
                tx.execute(KEY_PUT, vec![id.to_value(), number_key(&number).to_value()])
                    .await?;
            }
            tx.commit().await?;
        }
    }

    /// Numbers that begin so, of the newest case files first.
    pub async fn case_numbers_like(&self, prefix: &str, limit: u32) -> Result<Vec<String>, StoreError> {
        let escaped = prefix.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        let args = vec![format!("{escaped}%").to_value(), i64::from(limit).to_value()];
        let rows = self.fetch(NUMBERS_LIKE, args).await?;
        rows.iter().map(|row| String::read(row, "number")).collect()
    }

    /// The links of a case file that stand now, oldest first.
    pub async fn links_of_case(&self, id: CaseId) -> Result<Vec<LinkRow>, StoreError> {
        self.fetch(LINKS_OF_CASE, vec![id.to_value()])
            .await?
            .iter()
            .map(LinkRow::read)
            .collect()
    }

    /// Case files to which a clip is or was linked.
    pub async fn cases_that_held(&self, id: ClipId) -> Result<Vec<CaseId>, StoreError> {
        let rows = self.fetch(CASES_THAT_HELD, vec![id.to_value()]).await?;
        rows.iter().map(|row| CaseId::read(row, "case_id")).collect()
    }

    /// The links of a clip that stand now.
    pub async fn links_of_clip(&self, id: ClipId) -> Result<Vec<LinkRow>, StoreError> {
        self.fetch(LINKS_OF_CLIP, vec![id.to_value()])
            .await?
            .iter()
            .map(LinkRow::read)
            .collect()
    }

    /// One link.
    pub async fn link_by_id(&self, id: LinkId) -> Result<Option<LinkRow>, StoreError> {
        self.fetch_one(LINK_BY_ID, vec![id.to_value()])
            .await?
            .as_ref()
            .map(LinkRow::read)
            .transpose()
    }

    /// Clips linked to a case file now of which the sensitivity was ever stated: they may be hidden.
    pub async fn links_to_weigh(&self, id: CaseId) -> Result<Vec<ClipId>, StoreError> {
        let rows = self.fetch(LINKS_TO_WEIGH, vec![id.to_value()]).await?;
        rows.iter().map(|row| ClipId::read(row, "clip_id")).collect()
    }

    /// How many clips are linked to a case file now.
    pub async fn link_count(&self, id: CaseId) -> Result<u64, StoreError> {
        let row = self.fetch_one(LINK_COUNT, vec![id.to_value()]).await?;
        row.map_or(Ok(0), |row| u64::read(&row, "clips"))
    }
}

impl EvidenceTx {
    /// Case files whose number is this one in some way of writing it, as this transaction sees them.
    pub async fn cases_numbered_like(&mut self, number: &str) -> Result<Vec<CaseRow>, StoreError> {
        let key = vec![number_key(number).to_value()];
        Reading::Inside(self).rows(BY_NUMBER_KEY, key).await
    }

    /// Writes a new case file.
    pub async fn case_add(&mut self, case: &CaseRow) -> Result<(), StoreError> {
        self.insert(case).await?;
        let args = vec![case.id.to_value(), number_key(&case.number).to_value()];
        self.work(KEY_PUT, args).await.map(|_| ())
    }

    /// Writes a new link.
    pub async fn link_add(&mut self, link: &LinkRow) -> Result<(), StoreError> {
        self.insert(link).await
    }

    /// Writes an ended link.
    pub async fn link_update(&mut self, link: &LinkRow) -> Result<(), StoreError> {
        self.update(link).await
    }
}
