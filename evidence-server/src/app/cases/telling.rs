//! What the agency's case system tells: heading, enforcement objects, acts. Taken as it is, contradictions named.
//!
//! What must stay true: a fact is never refused; the same words again write nothing; what a person said here stays, and
//! what the case system says otherwise becomes a finding.

use std::collections::{BTreeMap, BTreeSet};

use evidence_schema::case::{CaseNumber, CaseSource, TimesSource};
use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{ActId, CaseId, OfficerId};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::rules::sessions;
use evidence_schema::wire::acts::ActSession;
use evidence_schema::wire::case_system::{ActTold, CaseTellAnswer, CaseTold, Remark};

use super::acts::{ActMeant, ActPeopleAndTimes, bare};
use super::heading::{HeadingMeant, Said, overtaken};
use super::person_actor;
use crate::app::docks::checked_title;
use crate::app::ledger::given;
use crate::app::{App, AppError, AppResult};
use crate::store::EvidenceTx;
use crate::store::act::{ActRow, ActVersionRow};
use crate::store::case_file::CaseRow;
use crate::store::heading::HeadingRow;

/// Objects, and acts, that one telling may name.
const NAMED_MAX: usize = 200;

/// One telling on its way: what is to be written, what is to be said.
struct Telling {
    case: CaseRow,
    is_new: bool,
    actor: Actor,
    remarks: BTreeSet<Remark>,
    writes: u32,
}

impl Telling {
    fn remark(&mut self, code: &str, words: impl Into<String>) {
        self.remarks.insert(Remark {
            code: code.to_owned(),
            words: words.into(),
        });
    }
}

fn meant_of(row: &HeadingRow) -> HeadingMeant {
    HeadingMeant {
        category: row.category,
        unit_id: row.unit_id,
        lead_id: row.lead_id,
        assisting_id: row.assisting_id,
        stage: row.stage,
    }
}

impl App {
    /// Takes what the case system tells of the case file with this number.
    ///
    /// # Errors
    /// When the asker is no case system, or the words are out of bounds.
    pub async fn case_tell(&self, asker: Asker, number: &str, told: CaseTold) -> AppResult<CaseTellAnswer> {
        self.permit(asker, Action::TellCases, Subject::Installation)?;
        if told.objects.len() > NAMED_MAX || told.acts.len() > NAMED_MAX {
            return Err(AppError::invalid("acts", format!("At most {NAMED_MAX} at once.")));
        }
        let mut telling = self.telling_begun(person_actor(asker)?, number, &told).await?;
        let case_id = telling.case.id;
        let mut tx = self
            .evidence(Event::CaseTold, telling.actor.clone(), case_id.to_string())
            .await?;
        if telling.is_new {
            tx.case_add(&telling.case).await.map_err(overtaken)?;
            telling.writes += 1;
        }
        self.heading_told(&mut tx, &mut telling, &told).await?;
        self.objects_told(&mut tx, &mut telling, &told).await?;
        self.acts_told(&mut tx, &mut telling, &told.acts).await?;
        if telling.writes > 0 {
            self.commit_in_parts(tx).await?;
            self.remarks_raise(&telling).await?;
        }
        Ok(CaseTellAnswer {
            case_id,
            number: telling.case.number,
            remarks: telling.remarks.into_iter().collect(),
        })
    }

    async fn telling_begun(&self, actor: Actor, number: &str, told: &CaseTold) -> AppResult<Telling> {
        let number: CaseNumber = number
            .parse()
            .map_err(|e| AppError::invalid("number", format!("{e}.")))?;
        let title = checked_title("title", &told.title)?;
        let held = self.store.case_by_number(number.as_str()).await?;
        let is_new = held.is_none();
        let case = held.unwrap_or_else(|| CaseRow {
            id: CaseId::from_random(self.chance()),
            number: number.as_str().to_owned(),
            title: title.clone(),
            created_at: self.now(),
            created_by: actor.clone(),
        });
        let mut telling = Telling {
            case,
            is_new,
            actor,
            remarks: BTreeSet::new(),
            writes: 0,
        };
        if telling.case.title != title {
            telling.remark("title_differs", "The title here is another one; it was kept.");
        }
        Ok(telling)
    }

    async fn officer_told(&self, telling: &mut Telling, number: Option<&str>) -> AppResult<Option<OfficerId>> {
        let Some(number) = given(number) else { return Ok(None) };
        let officer = self.store.officer_by_number(number).await?;
        if officer.is_none() {
            telling.remark(
                "officer_unknown",
                format!("Nobody here has the officer's number {number:?}."),
            );
        }
        Ok(officer.map(|officer| officer.id))
    }

    async fn heading_told(&self, tx: &mut EvidenceTx, telling: &mut Telling, told: &CaseTold) -> AppResult<()> {
        let unit_id = match given(told.unit_number.as_deref()) {
            Some(number) => {
                let unit = self.store.unit_by_number(number).await?;
                if unit.is_none() {
                    telling.remark("unit_unknown", format!("No unit here has the number {number:?}."));
                }
                unit.map(|unit| unit.id)
            }
            None => None,
        };
        let meant = HeadingMeant {
            category: told.category,
            unit_id,
            lead_id: self.officer_told(telling, told.lead_number.as_deref()).await?,
            assisting_id: self.officer_told(telling, told.assisting_number.as_deref()).await?,
            stage: told.stage,
        };
        if let Some(pattern) = self.number_misfit(&telling.case.number, meant).await? {
            telling.remark(
                "number_pattern",
                format!("The unit writes its case numbers as {pattern}."),
            );
        }
        let rows = self.store.headings_of(telling.case.id).await?;
        let units = rows.iter().map(|row| row.unit_id).chain([unit_id]).flatten();
        if units.collect::<BTreeSet<_>>().len() > 1 {
            telling.remark("two_units", "Two units use this number; say whose case file it is.");
        }
        let by_person = rows.iter().rev().find(|row| row.source != CaseSource::CaseSystem);
        if by_person.is_some_and(|row| meant_of(row) != meant) {
            telling.remark(
                "heading_differs",
                "People here said something else of the heading; both are kept.",
            );
        }
        let last_told = rows.iter().rev().find(|row| row.source == CaseSource::CaseSystem);
        if last_told.map(meant_of) == Some(meant) {
            return Ok(());
        }
        let said = Said {
            source: CaseSource::CaseSystem,
            actor: telling.actor.clone(),
            reason: None,
        };
        let ordinal = rows.last().map_or(1, |row| row.ordinal + 1);
        let row = self.heading_row(telling.case.id, ordinal, (meant, said));
        tx.heading_add(&row).await.map_err(overtaken)?;
        telling.writes += 1;
        Ok(())
    }

    async fn objects_told(&self, tx: &mut EvidenceTx, telling: &mut Telling, told: &CaseTold) -> AppResult<()> {
        let held = self.store.objects_ever_of_case(telling.case.id).await?;
        let mut known: BTreeSet<_> = held
            .into_iter()
            .map(|row| (row.kind, row.number_key, row.name_key))
            .collect();
        for draft in &told.objects {
            let row = self.object_row(telling.case.id, draft, (CaseSource::CaseSystem, telling.actor.clone()))?;
            // One that a person took out stays out.
            if known.insert((row.kind, row.number_key.clone(), row.name_key.clone())) {
                tx.object_add(&row).await?;
                telling.writes += 1;
            }
        }
        Ok(())
    }

    async fn acts_told(&self, tx: &mut EvidenceTx, telling: &mut Telling, told: &[ActTold]) -> AppResult<()> {
        let rows = self.store.act_rows_of_case(telling.case.id).await?;
        let mut known: BTreeMap<String, ActId> = rows
            .into_iter()
            .filter_map(|act| Some((act.foreign_number?, act.id)))
            .collect();
        for act in told {
            let number = checked_title("acts", &act.number)?;
            let meant = self.act_told(telling, act).await?;
            let (act_id, versions) = if let Some(id) = known.get(&number) {
                (*id, self.store.act_versions(*id).await?)
            } else {
                let id = ActId::from_random(self.chance());
                tx.act_add(&ActRow {
                    id,
                    case_id: telling.case.id,
                    foreign_number: Some(number.clone()),
                    entered_at: self.now(),
                    entered_by: telling.actor.clone(),
                })
                .await
                .map_err(overtaken)?;
                known.insert(number, id);
                (id, Vec::new())
            };
            self.act_version_told(tx, telling, (act_id, &versions, meant)).await?;
        }
        Ok(())
    }

    async fn act_version_told(
        &self,
        tx: &mut EvidenceTx,
        telling: &mut Telling,
        (act_id, versions, meant): (ActId, &[ActVersionRow], ActMeant),
    ) -> AppResult<()> {
        let last_told = versions.iter().rev().find(|row| row.source == CaseSource::CaseSystem);
        let by_person = versions.iter().rev().find(|row| row.source != CaseSource::CaseSystem);
        if let Some(row) = by_person
            && (row.is_void || ActMeant::of(row)? != meant)
        {
            telling.remark(
                "act_differs",
                "People here said something else of an act; both are kept.",
            );
        }
        if let Some(row) = last_told
            && ActMeant::of(row)? == meant
        {
            return Ok(());
        }
        let ordinal = versions.last().map_or(1, |row| row.ordinal + 1);
        let said = (CaseSource::CaseSystem, telling.actor.clone(), None);
        let row = self.act_version((act_id, ordinal), meant, said)?;
        tx.act_version_add(&row).await.map_err(overtaken)?;
        telling.writes += 1;
        Ok(())
    }

    async fn act_told(&self, telling: &mut Telling, told: &ActTold) -> AppResult<ActMeant> {
        let optional = |text: Option<&str>| given(text).map(|text| checked_title("acts", text)).transpose();
        let (mut officers, mut officers_unknown) = (Vec::new(), Vec::new());
        for number in &told.officer_numbers {
            match self.officer_told(telling, Some(number)).await? {
                Some(id) if !officers.contains(&id) => officers.push(id),
                Some(_) => {}
                None => officers_unknown.push(checked_title("acts", number)?),
            }
        }
        let session = |session: &evidence_schema::wire::case_system::SessionTold| ActSession {
            arrived_at: session.arrived_at,
            departed_at: session.departed_at,
            source: TimesSource::CaseSystem,
        };
        let sessions: Vec<ActSession> = told.sessions.iter().map(session).collect();
        if sessions.len() > sessions::SESSIONS_MAX {
            return Err(AppError::invalid("acts", "An act has at most 31 sessions."));
        }
        if !sessions::check(&bare(&sessions), self.now()).is_empty() {
            telling.remark("times_odd", "The times of an act cannot be; they were kept as told.");
        }
        Ok(ActMeant {
            kind: checked_title("acts", &told.kind)?,
            place: optional(told.place.as_deref())?,
            facts: ActPeopleAndTimes {
                officers,
                officers_unknown,
                outside: told.outside.clone(),
                sessions,
            },
            approval_number: optional(told.approval_number.as_deref())?,
            is_urgent: told.is_urgent,
        })
    }

    /// One finding for each remark of a telling that changed something.
    async fn remarks_raise(&self, telling: &Telling) -> AppResult<()> {
        for remark in &telling.remarks {
            let message = format!("{}: {}", telling.case.number, remark.words);
            let kind = format!("case_{}", remark.code);
            self.finding_raise(&kind, &telling.case.id.to_string(), &message, telling.actor.clone())
                .await?;
        }
        Ok(())
    }
}
