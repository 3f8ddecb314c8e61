//! Acts as they are told, over what was told of them before.
//!
//! What must stay true: what a telling leaves out stays as it was told before; only what it says changes; what people said
//! is never mixed into it.

use std::collections::BTreeMap;

use evidence_schema::case::{CaseSource, TimesSource};
use evidence_schema::ids::{ActId, OfficerId};
use evidence_schema::rules::sessions;
use evidence_schema::wire::acts::ActSession;
use evidence_schema::wire::case_system::{ActTold, SessionTold, TellRemark};

use super::judging::is_told;
use super::{CaseWords, Held, Judged, Known, Teller};
use crate::app::cases::acts::{ActMeant, ActPeopleAndTimes, bare, times_changed, times_text};
use crate::app::docks::checked_title;
use crate::app::ledger::given;
use crate::app::{App, AppError, AppResult};
use crate::store::act::{ActRow, ActVersionRow};

/// Officers as told: those who are known, and the numbers of the others.
type Officers = (Vec<OfficerId>, Vec<String>);

impl Judged {
    /// Everything that was said of an act so far, oldest first.
    fn versions_of<'a>(&'a self, id: ActId, held: &'a Held) -> Vec<&'a ActVersionRow> {
        let before = held.versions.get(&id).map(Vec::as_slice).unwrap_or_default();
        let now = self.versions.iter().filter(|row| row.act_id == id);
        before.iter().chain(now).collect()
    }

    fn officers(&mut self, known: &Known, numbers: &[String]) -> AppResult<Officers> {
        let (mut officers, mut unknown) = (Vec::new(), Vec::new());
        for number in numbers {
            match self.officer(known, Some(number)) {
                Some(id) if !officers.contains(&id) => officers.push(id),
                Some(_) => {}
                None => unknown.push(checked_title("acts", number)?),
            }
        }
        Ok((officers, unknown))
    }
}

/// A text over the one before: absent keeps it, empty empties it.
fn text_over(told: Option<&str>, before: Option<String>) -> AppResult<Option<String>> {
    match told {
        None => Ok(before),
        Some(text) => given(Some(text)).map(|text| checked_title("acts", text)).transpose(),
    }
}

const fn times_source(source: CaseSource) -> TimesSource {
    match source {
        CaseSource::Import => TimesSource::Import,
        CaseSource::CaseSystem | CaseSource::Page => TimesSource::CaseSystem,
    }
}

/// A departure that is left out stays as it was told of the same arrival; times that are the same keep the source that they
/// had.
fn session_over(told: &SessionTold, before: &[ActSession], source: TimesSource) -> ActSession {
    let same = before.iter().find(|session| session.arrived_at == told.arrived_at);
    let departed_at = told.departed_at.or(same.and_then(|session| session.departed_at));
    let unchanged = same.filter(|session| session.departed_at == departed_at);
    ActSession {
        arrived_at: told.arrived_at,
        departed_at,
        source: unchanged.map_or(source, |session| session.source),
    }
}

impl App {
    /// Holds the acts that are told against what is held of them.
    ///
    /// # Errors
    /// When a text is out of bounds.
    pub(super) fn acts_judge(
        &self,
        teller: &Teller,
        known: &Known,
        (words, held, judged): (&CaseWords, &Held, &mut Judged),
    ) -> AppResult<()> {
        let mut by_number: BTreeMap<String, ActId> = BTreeMap::new();
        for row in &held.acts {
            if let Some(number) = &row.foreign_number {
                by_number.insert(number.clone(), row.id);
            }
        }
        for act in &words.acts {
            let number = checked_title("acts", &act.number)?;
            let act_id = match by_number.get(&number) {
                Some(id) => *id,
                None => self.act_told_first(teller, &number, judged),
            };
            by_number.insert(number.clone(), act_id);
            let versions = judged.versions_of(act_id, held);
            let last_told = versions.iter().rev().find(|row| is_told(row.source));
            let before = last_told.map(|row| ActMeant::of(row)).transpose()?;
            let over = (act, before.clone().unwrap_or_default(), times_source(teller.source));
            let meant = self.act_told(known, over, judged)?;
            self.act_judge(teller, (&number, act_id, before, meant, held), judged)?;
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
        (number, act_id, before, meant, held): (&str, ActId, Option<ActMeant>, ActMeant, &Held),
        judged: &mut Judged,
    ) -> AppResult<()> {
        let versions = judged.versions_of(act_id, held);
        let told = versions.iter().rev().find(|row| is_told(row.source));
        let is_known = before.as_ref() == Some(&meant);
        let next = versions.last().map_or(1, |row| row.ordinal + 1);
        let ordinal = told.filter(|_| is_known).map_or(next, |row| row.ordinal);
        let by_person = versions.iter().rev().find(|row| !is_told(row.source));
        let contradicted = match by_person {
            Some(row) if row.is_void || !ActMeant::of(row)?.is_the_same(&meant) => Some(row.ordinal),
            _ => None,
        };
        let stands = versions.last().map(|row| ActMeant::of(row)).transpose()?;
        if let Some(version) = contradicted {
            judged.remark(
                TellRemark::ActDiffers,
                format!(
                    "People here said something else of act {number:?} (version {version}) than was told (version \
                     {ordinal}); both are kept."
                ),
            );
        }
        if !is_known {
            let sessions = (
                stands.as_ref().map_or(&[][..], |stands| &stands.facts.sessions),
                &meant.facts.sessions[..],
            );
            if let Some(words) = times_changed(number, sessions, ordinal) {
                judged.remark(TellRemark::TimesChanged, words);
            }
            let said = (teller.source, teller.actor.clone(), None);
            judged.versions.push(self.act_version((act_id, ordinal), meant, said)?);
        }
        Ok(())
    }

    fn act_told(
        &self,
        known: &Known,
        (told, before, source): (&ActTold, ActMeant, TimesSource),
        judged: &mut Judged,
    ) -> AppResult<ActMeant> {
        let (officers, officers_unknown) = match &told.officer_numbers {
            Some(numbers) => judged.officers(known, numbers)?,
            None => (before.facts.officers, before.facts.officers_unknown),
        };
        let sessions = match &told.sessions {
            Some(sessions) => sessions
                .iter()
                .map(|session| session_over(session, &before.facts.sessions, source))
                .collect(),
            None => before.facts.sessions,
        };
        if sessions.len() > sessions::SESSIONS_MAX {
            return Err(AppError::invalid("acts", "An act has at most 31 sessions."));
        }
        if !sessions::check(&bare(&sessions), self.now()).is_empty() {
            judged.remark(
                TellRemark::TimesOdd,
                format!(
                    "The times of act {:?} cannot be; they were kept as told: {}.",
                    told.number,
                    times_text(&sessions)
                ),
            );
        }
        Ok(ActMeant {
            kind: checked_title("acts", &told.kind)?,
            place: text_over(told.place.as_deref(), before.place)?,
            facts: ActPeopleAndTimes {
                officers,
                officers_unknown,
                outside: told.outside.clone().unwrap_or(before.facts.outside),
                sessions,
            },
            approval_number: text_over(told.approval_number.as_deref(), before.approval_number)?,
            is_urgent: told.is_urgent.unwrap_or(before.is_urgent),
        })
    }
}
