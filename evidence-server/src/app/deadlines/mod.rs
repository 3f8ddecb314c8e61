//! The limits of case files: facts loaded, counted by the agency's tables, listed nearest first.
//!
//! What must stay true: what begins a limit is a fact that somebody stated: a step, or an act of a kind that the catalogue
//! in force on its day guards; nothing begins a limit because it was entered here.

mod guarding;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::NaiveDate;
use evidence_schema::case::CaseCategory;
use evidence_schema::ids::{ActId, CaseId};
use evidence_schema::ledger_import::catalogue::{ActType, Guard};
use evidence_schema::limits::{DEADLINE_CASES_MAX, DEADLINES_SHOWN_MAX, PAGE_ROWS_MAX};
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::rules::case_states::{CaseState, Course, Step};
use evidence_schema::rules::deadlines::calendar::day_of;
use evidence_schema::rules::deadlines::{Deadline, Happened, LimitStanding, Moment, deadlines};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::case_states::{DeadlineLine, DeadlineList, DeadlineView};

use super::cases::acts::ActPeopleAndTimes;
use super::cases::states::course_of;
use super::catalogue::CatalogueInForce;
use super::{App, AppError, AppResult};
use crate::store::act::ActVersionRow;
use crate::store::case_file::CaseRow;
use crate::store::case_state::StepRow;
use crate::store::search::{CaseFilter, Cursor};
use crate::store::told::AT_ONCE;

/// Tag of the acts that hold somebody's property.
const HOLDS: &str = "seizure";
/// English names of the acts that end and begin limits by themselves.
const RELEASE: &str = "release and return";
const REGISTRATION: &str = "advance registration";

/// What an act begins or ends, by its type.
fn moments_of(act_type: &ActType, is_urgent: bool) -> Vec<Moment> {
    let mut moments = Vec::new();
    if act_type.guard == Guard::Measure {
        if act_type.tags.iter().any(|tag| tag == HOLDS) {
            moments.push(Moment::Seized);
        }
        if is_urgent {
            moments.push(Moment::UrgentMeasureTaken);
        }
    }
    match act_type.name.english.as_str() {
        RELEASE => moments.push(Moment::Released),
        REGISTRATION => moments.push(Moment::RegisteredInAdvance),
        _ => {}
    }
    moments
}

/// A release that names no seizure is of the only one; of several, nobody can say of which.
fn releases_settled(happened: &mut Vec<Happened>) {
    let mut seized = happened
        .iter()
        .filter(|one| one.moment == Moment::Seized)
        .map(|one| one.act);
    let only = match (seized.next(), seized.next()) {
        (Some(act), None) => Some(act),
        _ => None,
    };
    happened.retain_mut(|one| match (one.moment, only) {
        (Moment::Released, Some(act)) => {
            one.act = act;
            true
        }
        (Moment::Released, None) => false,
        _ => true,
    });
}

/// What the limits of one case file are made from.
#[derive(Debug, Default)]
struct CaseFacts {
    steps: Vec<StepRow>,
    category: Option<CaseCategory>,
    /// The newest version of each act.
    acts: BTreeMap<ActId, ActVersionRow>,
}

/// Versions of the catalogue that were asked for, by their day.
type Catalogues = BTreeMap<NaiveDate, CatalogueInForce>;

impl App {
    /// The limits of a case file as the API shows them.
    pub(in crate::app) async fn deadlines_of_case(&self, id: CaseId, course: &Course) -> AppResult<Vec<DeadlineView>> {
        let facts = self.facts_of(&[id]).await?.remove(&id).unwrap_or_default();
        self.deadlines_by(&facts, course, &mut Catalogues::new()).await
    }

    async fn deadlines_by(
        &self,
        facts: &CaseFacts,
        course: &Course,
        catalogues: &mut Catalogues,
    ) -> AppResult<Vec<DeadlineView>> {
        let mut happened = self.happened_by_acts(facts, catalogues).await?;
        releases_settled(&mut happened);
        for said in &course.counts {
            happened.extend(said.step.as_str().parse().ok().map(|moment| Happened {
                moment,
                at: said.at,
                act: said.act,
            }));
        }
        if facts.category == Some(CaseCategory::Penalty) {
            happened.extend(of_penalty(course));
        }
        let found = deadlines(&happened, &self.settings.tables, self.now());
        found.into_iter().map(|one| self.deadline_view(one)).collect()
    }

    fn deadline_view(&self, one: Deadline) -> AppResult<DeadlineView> {
        let limits = &self.settings.tables.limits;
        let limit = limits.iter().find(|limit| limit.code == one.code);
        let limit = limit.ok_or_else(|| AppError::internal("a limit is not in its table"))?;
        Ok(DeadlineView {
            code: one.code,
            name: limit.name.clone(),
            act_id: one.act,
            length: limit.length,
            unit: limit.unit,
            started_at: one.started_at,
            ends_at: one.due.ends_at,
            last_day: one.due.last_day,
            days_left: one.days_left,
            standing: one.standing,
            answered_at: one.answered_at,
            days_left_out: one.due.days_left_out,
            is_paused: one.is_paused,
            article: limit.article.clone(),
            is_to_confirm: one.due.is_to_confirm,
            is_beyond_calendar: one.due.is_beyond_calendar,
        })
    }

    async fn facts_of(&self, ids: &[CaseId]) -> AppResult<BTreeMap<CaseId, CaseFacts>> {
        let mut facts: BTreeMap<CaseId, CaseFacts> = ids.iter().map(|id| (*id, CaseFacts::default())).collect();
        let mut cases = self.store.cases_read();
        for row in cases.steps(ids).await? {
            facts.entry(row.case_id).or_default().steps.push(row);
        }
        // Oldest first: the last one stays.
        for row in cases.headings(ids).await? {
            facts.entry(row.case_id).or_default().category = row.category;
        }
        let case_of: BTreeMap<ActId, CaseId> = cases
            .acts(ids)
            .await?
            .into_iter()
            .map(|row| (row.id, row.case_id))
            .collect();
        for row in cases.act_versions(ids).await? {
            if let Some(id) = case_of.get(&row.act_id) {
                facts.entry(*id).or_default().acts.insert(row.act_id, row);
            }
        }
        Ok(facts)
    }

    async fn happened_by_acts(&self, facts: &CaseFacts, catalogues: &mut Catalogues) -> AppResult<Vec<Happened>> {
        let mut happened = Vec::new();
        for version in facts.acts.values() {
            let Some((from, to)) = time_of(version)? else { continue };
            let day = day_of(from);
            let in_force = match catalogues.entry(day) {
                Entry::Occupied(held) => held.into_mut(),
                Entry::Vacant(free) => free.insert(self.catalogue_on(day).await?),
            };
            let Some(act_type) = in_force.catalogue.type_of(&version.kind) else {
                continue;
            };
            for moment in moments_of(act_type, version.is_urgent) {
                let is_release = moment == Moment::Released;
                happened.push(Happened {
                    moment,
                    at: if is_release { to } else { from },
                    act: Some(version.act_id).filter(|_| !is_release),
                });
            }
        }
        Ok(happened)
    }

    /// Open limits of the case files that the asker may see, nearest first.
    ///
    /// # Errors
    /// When the asker may not list case files.
    pub async fn deadline_list(&self, asker: Asker) -> AppResult<DeadlineList> {
        self.permit(asker, Action::ListCases, Subject::Installation)?;
        let (cases, mut is_cut) = self.cases_for_limits(asker).await?;
        let (mut lines, mut catalogues) = (Vec::new(), Catalogues::new());
        for some in cases.chunks(AT_ONCE) {
            let ids: Vec<CaseId> = some.iter().map(|case| case.id).collect();
            let facts = self.facts_of(&ids).await?;
            for case in some {
                if let Some(facts) = facts.get(&case.id) {
                    lines.extend(self.open_limits(case, facts, &mut catalogues).await?);
                }
            }
        }
        lines.sort_by(|a, b| (a.deadline.ends_at, &a.number).cmp(&(b.deadline.ends_at, &b.number)));
        let count = |standing: LimitStanding| {
            let of = lines.iter().filter(|line| line.deadline.standing == standing);
            u64::try_from(of.count()).unwrap_or(u64::MAX)
        };
        let (over, soon) = (count(LimitStanding::Over), count(LimitStanding::Soon));
        is_cut |= lines.len() > DEADLINES_SHOWN_MAX;
        lines.truncate(DEADLINES_SHOWN_MAX);
        Ok(DeadlineList {
            deadlines: lines,
            over,
            soon,
            is_cut,
        })
    }

    async fn open_limits(
        &self,
        case: &CaseRow,
        facts: &CaseFacts,
        catalogues: &mut Catalogues,
    ) -> AppResult<Vec<DeadlineLine>> {
        let course = course_of(&facts.steps);
        if course.state == CaseState::Filed {
            return Ok(Vec::new());
        }
        let found = self.deadlines_by(facts, &course, catalogues).await?.into_iter();
        let line = |deadline| DeadlineLine {
            case_id: case.id,
            number: case.number.clone(),
            title: case.title.clone(),
            deadline,
        };
        Ok(found.filter(|one| one.answered_at.is_none()).map(line).collect())
    }

    /// Case files that the asker may see, the newest, and whether there are more.
    async fn cases_for_limits(&self, asker: Asker) -> AppResult<(Vec<CaseRow>, bool)> {
        let (mut all, mut after): (Vec<CaseRow>, Option<Cursor<CaseId>>) = (Vec::new(), None);
        let count = |rows: u32| usize::try_from(rows).unwrap_or(usize::MAX);
        loop {
            let filter = CaseFilter {
                after,
                limit: PAGE_ROWS_MAX,
                ..CaseFilter::default()
            };
            let page = self.store.case_page(self.scope(asker).await?, &filter).await?;
            let is_last = page.len() < count(PAGE_ROWS_MAX);
            after = page.last().map(|row| Cursor {
                at: row.created_at,
                id: row.id,
            });
            all.extend(page);
            if is_last || all.len() >= count(DEADLINE_CASES_MAX) {
                return Ok((all, !is_last));
            }
        }
    }
}

/// From the first arrival to the last departure; absent where nothing was said of it, or it never took place.
fn time_of(version: &ActVersionRow) -> AppResult<Option<(Timestamp, Timestamp)>> {
    if version.is_void {
        return Ok(None);
    }
    let sessions = ActPeopleAndTimes::of(version)?.sessions;
    let from = sessions.iter().map(|session| session.arrived_at).min();
    let to = sessions
        .iter()
        .map(|one| one.departed_at.unwrap_or(one.arrived_at))
        .max();
    Ok(from.zip(to))
}

/// What a case file about a penalty has beyond its steps.
fn of_penalty(course: &Course) -> Vec<Happened> {
    let about = |moment, at| Happened { moment, at, act: None };
    let opened = course.counts.iter().filter(|one| one.step == Step::Opened);
    let mut happened: Vec<Happened> = opened.map(|one| about(Moment::PenaltyCase, one.at)).collect();
    if course.is_major {
        let decided = course.counts.iter().filter(|one| one.step == Step::Decided);
        happened.extend(decided.map(|one| about(Moment::MajorPenaltyDecided, one.at)));
    }
    happened
}
