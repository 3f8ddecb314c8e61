//! Words of the case system against what is held: what is to be written, what somebody should look at.
//!
//! What must stay true: nothing is read or written here, so that a preview and the telling itself say the same.

use std::collections::{BTreeMap, BTreeSet};

use evidence_schema::case::{CaseSource, TimesSource};
use evidence_schema::ids::{ActId, CaseId, OfficerId};
use evidence_schema::people::Actor;
use evidence_schema::rules::case_number::NumberPattern;
use evidence_schema::rules::sessions;
use evidence_schema::wire::acts::ActSession;
use evidence_schema::wire::case_system::{ActTold, Remark, SessionTold, TellRemark};

use super::{CaseWords, HeadingWords, Held, Known};
use crate::app::cases::acts::{ActMeant, ActPeopleAndTimes, bare};
use crate::app::cases::heading::{HeadingMeant, Said};
use crate::app::docks::checked_title;
use crate::app::ledger::given;
use crate::app::{App, AppError, AppResult};
use crate::store::act::{ActRow, ActVersionRow};
use crate::store::case_file::CaseRow;
use crate::store::heading::HeadingRow;
use crate::store::object::ObjectRow;

/// Who tells, and how it came here.
#[derive(Debug, Clone)]
pub(in crate::app::cases) struct Teller {
    pub(in crate::app::cases) source: CaseSource,
    pub(in crate::app::cases) actor: Actor,
}

/// What a telling would write and what it says.
#[derive(Debug, Clone)]
pub(in crate::app::cases) struct Judged {
    pub(in crate::app::cases) case: CaseRow,
    pub(in crate::app::cases) is_new: bool,
    pub(in crate::app::cases) heading: Option<HeadingRow>,
    pub(in crate::app::cases) objects: Vec<ObjectRow>,
    pub(in crate::app::cases) acts: Vec<ActRow>,
    pub(in crate::app::cases) versions: Vec<ActVersionRow>,
    pub(in crate::app::cases) remarks: BTreeSet<Remark>,
}

impl Judged {
    /// Whether anything is to be written.
    pub(in crate::app::cases) fn has_writes(&self) -> bool {
        let rows = self.objects.len() + self.acts.len() + self.versions.len();
        self.is_new || self.heading.is_some() || rows > 0
    }

    fn remark(&mut self, code: TellRemark, words: impl Into<String>) {
        self.remarks.insert(Remark {
            code: code.as_str().to_owned(),
            words: words.into(),
        });
    }

    fn officer(&mut self, known: &Known, number: Option<&str>) -> Option<OfficerId> {
        let number = given(number)?;
        let officer = known.officer(number);
        if officer.is_none() {
            self.remark(
                TellRemark::OfficerUnknown,
                format!("Nobody here has the officer's number {number:?}."),
            );
        }
        officer
    }

    /// What the words of a heading mean; of a number that nobody knows a remark stays.
    fn heading_meant(&mut self, known: &Known, words: &HeadingWords) -> HeadingMeant {
        let unit_id = given(words.unit_number.as_deref()).and_then(|number| {
            let unit = known.unit(number);
            if unit.is_none() {
                self.remark(
                    TellRemark::UnitUnknown,
                    format!("No unit here has the number {number:?}."),
                );
            }
            unit
        });
        HeadingMeant {
            category: words.category,
            unit_id,
            lead_id: self.officer(known, words.lead_number.as_deref()),
            assisting_id: self.officer(known, words.assisting_number.as_deref()),
            stage: words.stage,
        }
    }

    fn officers(&mut self, known: &Known, act: &ActTold) -> AppResult<(Vec<OfficerId>, Vec<String>)> {
        let (mut officers, mut unknown) = (Vec::new(), Vec::new());
        for number in &act.officer_numbers {
            match self.officer(known, Some(number)) {
                Some(id) if !officers.contains(&id) => officers.push(id),
                Some(_) => {}
                None => unknown.push(checked_title("acts", number)?),
            }
        }
        Ok((officers, unknown))
    }
}

/// Said by the case system, however it came here.
const fn is_told(source: CaseSource) -> bool {
    matches!(source, CaseSource::CaseSystem | CaseSource::Import)
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

/// A file says nothing of what it leaves empty: there what was told before stays.
fn over(meant: HeadingMeant, before: HeadingMeant) -> HeadingMeant {
    HeadingMeant {
        category: meant.category.or(before.category),
        unit_id: meant.unit_id.or(before.unit_id),
        lead_id: meant.lead_id.or(before.lead_id),
        assisting_id: meant.assisting_id.or(before.assisting_id),
        stage: meant.stage.or(before.stage),
    }
}

impl App {
    /// Holds what is told of one case file against what is held of it.
    ///
    /// # Errors
    /// When a text is out of bounds; contradictions are remarks.
    pub(in crate::app::cases) fn told_judge(
        &self,
        teller: &Teller,
        known: &Known,
        (words, held): (&CaseWords, &Held),
    ) -> AppResult<Judged> {
        let mut judged = self.told_begun(teller, (words, held));
        if let Some(heading) = &words.heading {
            let meant = judged.heading_meant(known, heading);
            self.heading_judge(teller, known, (&mut judged, held, meant))?;
        }
        self.objects_judge(teller, (words, held), &mut judged)?;
        let mut by_number: BTreeMap<String, ActId> = BTreeMap::new();
        for row in &held.acts {
            if let Some(number) = &row.foreign_number {
                by_number.insert(number.clone(), row.id);
            }
        }
        for act in &words.acts {
            let number = checked_title("acts", &act.number)?;
            let meant = self.act_told(known, act, &mut judged)?;
            let act_id = match by_number.get(&number) {
                Some(id) => *id,
                None => self.act_told_first(teller, &number, &mut judged),
            };
            by_number.insert(number, act_id);
            self.act_judge(teller, (act_id, meant, held), &mut judged)?;
        }
        Ok(judged)
    }

    fn told_begun(&self, teller: &Teller, (words, held): (&CaseWords, &Held)) -> Judged {
        let case = held.case.clone().unwrap_or_else(|| CaseRow {
            id: CaseId::from_random(self.chance()),
            number: words.number.as_str().to_owned(),
            title: words.title.clone().unwrap_or_default(),
            created_at: self.now(),
            created_by: teller.actor.clone(),
        });
        let mut judged = Judged {
            case,
            is_new: held.case.is_none(),
            heading: None,
            objects: Vec::new(),
            acts: Vec::new(),
            versions: Vec::new(),
            remarks: BTreeSet::new(),
        };
        if words.title.as_ref().is_some_and(|title| *title != judged.case.title) {
            judged.remark(TellRemark::TitleDiffers, "The title here is another one; it was kept.");
        }
        judged
    }

    fn heading_judge(
        &self,
        teller: &Teller,
        known: &Known,
        (judged, held, meant): (&mut Judged, &Held, HeadingMeant),
    ) -> AppResult<()> {
        let rows = &held.headings;
        let last_told = rows.iter().rev().find(|row| is_told(row.source)).map(meant_of);
        let meant = match last_told {
            Some(before) if teller.source == CaseSource::Import => over(meant, before),
            _ => meant,
        };
        if let Some(pattern) = misfit(known, &judged.case.number, meant)? {
            judged.remark(
                TellRemark::NumberPattern,
                format!("The unit writes its case numbers as {pattern}."),
            );
        }
        let units = rows.iter().map(|row| row.unit_id).chain([meant.unit_id]).flatten();
        if units.collect::<BTreeSet<_>>().len() > 1 {
            judged.remark(
                TellRemark::TwoUnits,
                "Two units use this number; say whose case file it is.",
            );
        }
        let by_person = rows.iter().rev().find(|row| !is_told(row.source));
        if by_person.is_some_and(|row| meant_of(row) != meant) {
            judged.remark(
                TellRemark::HeadingDiffers,
                "People here said something else of the heading; both are kept.",
            );
        }
        if last_told == Some(meant) {
            return Ok(());
        }
        let said = Said {
            source: teller.source,
            actor: teller.actor.clone(),
            reason: None,
        };
        let ordinal = rows.last().map_or(1, |row| row.ordinal + 1);
        judged.heading = Some(self.heading_row(judged.case.id, ordinal, (meant, said)));
        Ok(())
    }

    fn objects_judge(&self, teller: &Teller, (words, held): (&CaseWords, &Held), judged: &mut Judged) -> AppResult<()> {
        let held = held.objects.iter();
        let mut known: BTreeSet<_> = held
            .map(|row| (row.kind, row.number_key.clone(), row.name_key.clone()))
            .collect();
        for draft in &words.objects {
            let row = self.object_row(judged.case.id, draft, (teller.source, teller.actor.clone()))?;
            // One that a person took out stays out.
            if known.insert((row.kind, row.number_key.clone(), row.name_key.clone())) {
                judged.objects.push(row);
            }
        }
        Ok(())
    }

    fn act_told_first(&self, teller: &Teller, number: &str, judged: &mut Judged) -> ActId {
        let id = ActId::from_random(self.chance());
        judged.acts.push(ActRow {
            id,
            case_id: judged.case.id,
            foreign_number: Some(number.to_owned()),
            entered_at: self.now(),
            entered_by: teller.actor.clone(),
        });
        id
    }

    fn act_judge(
        &self,
        teller: &Teller,
        (act_id, meant, held): (ActId, ActMeant, &Held),
        judged: &mut Judged,
    ) -> AppResult<()> {
        let said_before = held.versions.get(&act_id).map(Vec::as_slice).unwrap_or_default();
        let said_now = judged.versions.iter().filter(|row| row.act_id == act_id);
        let versions: Vec<&ActVersionRow> = said_before.iter().chain(said_now).collect();
        let last_told = versions.iter().rev().find(|row| is_told(row.source));
        let by_person = versions.iter().rev().find(|row| !is_told(row.source));
        let is_contradicted = match by_person {
            Some(row) => row.is_void || ActMeant::of(row)? != meant,
            None => false,
        };
        let is_known = match last_told {
            Some(row) => ActMeant::of(row)? == meant,
            None => false,
        };
        let ordinal = versions.last().map_or(1, |row| row.ordinal + 1);
        if is_contradicted {
            judged.remark(
                TellRemark::ActDiffers,
                "People here said something else of an act; both are kept.",
            );
        }
        if !is_known {
            let said = (teller.source, teller.actor.clone(), None);
            judged.versions.push(self.act_version((act_id, ordinal), meant, said)?);
        }
        Ok(())
    }

    fn act_told(&self, known: &Known, told: &ActTold, judged: &mut Judged) -> AppResult<ActMeant> {
        let optional = |text: Option<&str>| given(text).map(|text| checked_title("acts", text)).transpose();
        let (officers, officers_unknown) = judged.officers(known, told)?;
        let session = |session: &SessionTold| ActSession {
            arrived_at: session.arrived_at,
            departed_at: session.departed_at,
            source: TimesSource::CaseSystem,
        };
        let sessions: Vec<ActSession> = told.sessions.iter().map(session).collect();
        if sessions.len() > sessions::SESSIONS_MAX {
            return Err(AppError::invalid("acts", "An act has at most 31 sessions."));
        }
        if !sessions::check(&bare(&sessions), self.now()).is_empty() {
            judged.remark(
                TellRemark::TimesOdd,
                "The times of an act cannot be; they were kept as told.",
            );
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
}

/// The pattern that a number should have and has not.
fn misfit(known: &Known, number: &str, meant: HeadingMeant) -> AppResult<Option<String>> {
    let Some(text) = meant.unit_id.and_then(|unit| known.pattern(unit, meant.category)) else {
        return Ok(None);
    };
    let pattern: NumberPattern = text.parse().map_err(AppError::internal)?;
    Ok((!pattern.is_fit(number)).then(|| text.to_owned()))
}
