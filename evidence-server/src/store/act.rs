//! Acts of case files. What was said of one is a version; a correction is the next one, and the newest counts.

use std::collections::{BTreeMap, BTreeSet};

use evidence_schema::case::CaseSource;
use evidence_schema::ids::{ActId, ActVersionId, CaseId, OfficerId};
use evidence_schema::people::Actor;
use evidence_schema::rules::sessions::SESSION_MS_MAX;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::acts::ActSession;
use serde::Deserialize;

use super::reading::Reading;
use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(ActRow, "WHERE id = $1");
const VERSIONS_OF: &str = select!(ActVersionRow, "WHERE act_id = $1 ORDER BY ordinal");
const VERSIONS_OF_CASE: &str = select!(
    ActVersionRow,
    "WHERE act_id IN (SELECT id FROM act WHERE case_id = $1) ORDER BY act_id, ordinal"
);

/// Who is named by what is said of an act now, and when it took place.
const NAMED_DROP: &str = "DELETE FROM act_named WHERE act_id = $1";
const NAMED_PUT: &str = "INSERT INTO act_named (officer_id, act_id, begins_at, ends_at) VALUES ($1, $2, $3, $4)";

pub(super) const STATEMENTS: &[&str] = &[NAMED_DROP, NAMED_PUT, BY_ID, VERSIONS_OF, VERSIONS_OF_CASE];

evidence_row! {
    /// One act of one case file.
    ActRow in "act"
    key id: ActId,
    /// The case file.
    case_id: CaseId,
    /// What the case system calls it, where it came from there.
    foreign_number: Option<String>,
    /// When it was entered.
    entered_at: Timestamp,
    /// By whom.
    entered_by: Actor,
}

evidence_row! {
    /// What was said of an act.
    ActVersionRow in "act_version"
    key id: ActVersionId,
    /// The act.
    act_id: ActId,
    /// 1 for the first; the highest counts.
    ordinal: u64,
    /// What was done.
    kind: String,
    /// Where.
    place: Option<String>,
    /// Officers, those whom nobody knows, outside participants and sessions, as JSON.
    facts: String,
    /// Number of the approval.
    approval_number: Option<String>,
    /// Done in urgency.
    is_urgent: bool,
    /// It never took place.
    is_void: bool,
    /// Where this was said.
    source: CaseSource,
    /// Why it was changed.
    reason: Option<String>,
    /// When this was said.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

/// What the facts of a version say of officers and times.
#[derive(Deserialize)]
struct Named {
    officers: BTreeSet<OfficerId>,
    sessions: Vec<ActSession>,
}

impl Named {
    /// From the first arrival to the last departure; a session without one may be as long as a session can be.
    fn time(&self) -> Option<(Timestamp, Timestamp)> {
        let ends = |session: &ActSession| {
            let longest = session.arrived_at.plus_ms(SESSION_MS_MAX).unwrap_or(session.arrived_at);
            session.departed_at.unwrap_or(longest)
        };
        let begins_at = self.sessions.iter().map(|session| session.arrived_at).min()?;
        Some((begins_at, self.sessions.iter().map(ends).max()?))
    }
}

impl Store {
    /// One act.
    pub async fn act_by_id(&self, id: ActId) -> Result<Option<ActRow>, StoreError> {
        let row = self.fetch_one(BY_ID, vec![id.to_value()]).await?;
        row.as_ref().map(ActRow::read).transpose()
    }

    /// Everything that was said of one act, oldest first.
    pub async fn act_versions(&self, id: ActId) -> Result<Vec<ActVersionRow>, StoreError> {
        let rows = self.fetch(VERSIONS_OF, vec![id.to_value()]).await?;
        rows.iter().map(ActVersionRow::read).collect()
    }

    /// The newest version of every act of a case file, void ones too.
    pub async fn acts_of_case(&self, id: CaseId) -> Result<Vec<ActVersionRow>, StoreError> {
        Reading::Now(self).acts_of_case(id).await
    }
}

impl EvidenceTx {
    /// Writes a new act.
    pub async fn act_add(&mut self, act: &ActRow) -> Result<(), StoreError> {
        self.insert(act).await
    }

    /// Writes what was said of an act.
    pub async fn act_version_add(&mut self, version: &ActVersionRow) -> Result<(), StoreError> {
        self.insert(version).await?;
        let id = version.act_id.to_value();
        self.work(NAMED_DROP, vec![id.clone()]).await?;
        let named: Named =
            serde_json::from_str(&version.facts).map_err(|_| StoreError::corrupt("facts", "cannot be read"))?;
        let Some((begins_at, ends_at)) = named.time().filter(|_| !version.is_void) else {
            return Ok(());
        };
        for officer in named.officers {
            let args = vec![officer.to_value(), id.clone(), begins_at.to_value(), ends_at.to_value()];
            self.work(NAMED_PUT, args).await?;
        }
        Ok(())
    }
}

impl EvidenceTx {
    /// The newest version of each act of a case file, as this transaction sees them.
    pub async fn acts_of_case(&mut self, id: CaseId) -> Result<Vec<ActVersionRow>, StoreError> {
        Reading::Inside(self).acts_of_case(id).await
    }
}

impl Reading<'_> {
    async fn acts_of_case(&mut self, id: CaseId) -> Result<Vec<ActVersionRow>, StoreError> {
        let rows = self
            .rows::<ActVersionRow>(VERSIONS_OF_CASE, vec![id.to_value()])
            .await?;
        // In the order of their numbers: the last one stays.
        let newest: BTreeMap<_, _> = rows.into_iter().map(|version| (version.act_id, version)).collect();
        Ok(newest.into_values().collect())
    }
}
