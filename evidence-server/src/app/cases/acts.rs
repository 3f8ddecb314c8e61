//! Acts: entered by people within seconds, changed only by another version with a reason.
//!
//! What must stay true: the times of an act come from the on-site record, the case system or an officer, never from
//! footage; what was said before stays.

use evidence_schema::case::CaseSource;
use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{ActId, ActVersionId, CaseId, OfficerId};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::rules::sessions::{self, SESSIONS_MAX, Session, SessionProblem};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::acts::{ActCorrection, ActDraft, ActSession, ActView, Outsider};
use serde::{Deserialize, Serialize};

use super::heading::{overtaken, reason_for};
use super::person_of;
use crate::app::docks::checked_title;
use crate::app::ledger::given;
use crate::app::{App, AppError, AppResult};
use crate::store::act::{ActRow, ActVersionRow};

/// Officers, and outside participants, of one act.
const PEOPLE_MAX: usize = 20;
/// Acts of one case file.
const ACTS_MAX: usize = 200;

/// What a version holds as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::app) struct ActPeopleAndTimes {
    pub(in crate::app) officers: Vec<OfficerId>,
    pub(in crate::app) officers_unknown: Vec<String>,
    pub(in crate::app) outside: Vec<Outsider>,
    pub(in crate::app) sessions: Vec<ActSession>,
}

/// Whether two versions say the same: a form that was sent twice.
fn is_same(one: &ActVersionRow, other: &ActVersionRow) -> bool {
    let said = |row: &ActVersionRow| {
        (
            row.kind.clone(),
            row.place.clone(),
            row.facts.clone(),
            row.approval_number.clone(),
        )
    };
    !one.is_void && one.is_urgent == other.is_urgent && said(one) == said(other)
}

/// What a draft of an act means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ActMeant {
    pub(super) kind: String,
    pub(super) place: Option<String>,
    pub(super) facts: ActPeopleAndTimes,
    pub(super) approval_number: Option<String>,
    pub(super) is_urgent: bool,
}

impl ActMeant {
    /// What a version said.
    pub(super) fn of(row: &ActVersionRow) -> AppResult<Self> {
        Ok(Self {
            kind: row.kind.clone(),
            place: row.place.clone(),
            facts: ActPeopleAndTimes::of(row)?,
            approval_number: row.approval_number.clone(),
            is_urgent: row.is_urgent,
        })
    }
}

impl ActMeant {
    /// Whether both say the same, wherever their times come from.
    pub(super) fn is_the_same(&self, other: &Self) -> bool {
        let own = |act: &Self| {
            let facts = &act.facts;
            let people = (
                facts.officers.clone(),
                facts.officers_unknown.clone(),
                facts.outside.clone(),
            );
            (act.kind.clone(), act.place.clone(), people, bare(&facts.sessions))
        };
        own(self) == own(other) && (&self.approval_number, self.is_urgent) == (&other.approval_number, other.is_urgent)
    }
}

impl ActPeopleAndTimes {
    pub(in crate::app) fn of(row: &ActVersionRow) -> AppResult<Self> {
        serde_json::from_str(&row.facts).map_err(AppError::internal)
    }

    fn to_text(&self) -> AppResult<String> {
        serde_json::to_string(self).map_err(AppError::internal)
    }
}

/// One version as the API shows it.
pub(super) fn act_view(row: ActVersionRow) -> AppResult<ActView> {
    let facts = ActPeopleAndTimes::of(&row)?;
    Ok(ActView {
        act_id: row.act_id,
        version: row.ordinal,
        kind: row.kind,
        place: row.place,
        officer_ids: facts.officers,
        officers_unknown: facts.officers_unknown,
        outside: facts.outside,
        approval_number: row.approval_number,
        is_urgent: row.is_urgent,
        sessions: facts.sessions,
        is_void: row.is_void,
        source: row.source,
        reason: row.reason,
        stated_at: row.stated_at,
        stated_by: row.stated_by.to_string(),
    })
}

/// The sessions as their rule wants them.
pub(in crate::app) fn bare(sessions: &[ActSession]) -> Vec<Session> {
    let one = |session: &ActSession| Session {
        arrived_at: session.arrived_at,
        departed_at: session.departed_at,
    };
    sessions.iter().map(one).collect()
}

/// By the agency's clocks; a dash where nobody wrote it down.
pub(in crate::app) fn local(at: Option<Timestamp>) -> String {
    at.map_or_else(
        || "–".to_owned(),
        |at| {
            let local = at.to_chrono().with_timezone(&chrono_tz::Asia::Shanghai);
            local.format("%Y-%m-%d %H:%M:%S").to_string()
        },
    )
}

/// Sessions as a finding prints them.
pub(super) fn times_text(sessions: &[ActSession]) -> String {
    let one = |session: &ActSession| {
        let departed = session.departed_at.map_or_else(|| "–".to_owned(), |at| local(Some(at)));
        format!("{} to {departed}", local(Some(session.arrived_at)))
    };
    let all: Vec<String> = sessions.iter().map(one).collect();
    if all.is_empty() {
        "none".to_owned()
    } else {
        all.join(", ")
    }
}

/// The sentence about a change of an act's times, old and new; absent where nothing that was said is taken back.
pub(super) fn times_changed(act: &str, sessions: (&[ActSession], &[ActSession]), version: u64) -> Option<String> {
    let (before, after) = sessions;
    sessions::is_changed(&bare(before), &bare(after)).then(|| {
        format!(
            "The times of act {act:?} were changed by version {version}: they were {}, and are {}.",
            times_text(before),
            times_text(after)
        )
    })
}

/// The field of a session's problem, and what to say about it.
const fn words_of(problem: SessionProblem) -> (&'static str, &'static str) {
    match problem {
        SessionProblem::EndsBeforeItBegins => (
            "departed_at",
            "The departure is not after the arrival; if it was on the next day, say so.",
        ),
        SessionProblem::TooLong => (
            "departed_at",
            "A session lasts at most three days; enter a longer act in several sessions.",
        ),
        SessionProblem::BeginsInFuture => ("arrived_at", "The arrival lies in the future."),
        SessionProblem::EndsInFuture => ("departed_at", "The departure lies in the future."),
        SessionProblem::TooOld => ("arrived_at", "The arrival lies more than twenty years back."),
        SessionProblem::Overlaps => ("arrived_at", "This session begins before the one before it ended."),
    }
}

fn optional(field: &str, text: Option<&str>) -> AppResult<Option<String>> {
    given(text).map(|text| checked_title(field, text)).transpose()
}

fn check_outside(outside: &[Outsider]) -> AppResult<Vec<Outsider>> {
    if outside.len() > PEOPLE_MAX {
        return Err(AppError::invalid("outside", format!("At most {PEOPLE_MAX} people.")));
    }
    let one = |person: &Outsider| {
        Ok(Outsider {
            unit: checked_title("outside", &person.unit)?,
            name: checked_title("outside", &person.name)?,
            certificate: optional("outside", person.certificate.as_deref())?,
        })
    };
    outside.iter().map(one).collect()
}

impl App {
    /// What a person's draft means; wrong fields are all named.
    async fn act_meant(&self, draft: &ActDraft) -> AppResult<ActMeant> {
        self.check_sessions(&draft.sessions)?;
        Ok(ActMeant {
            kind: checked_title("kind", &draft.kind)?,
            place: optional("place", draft.place.as_deref())?,
            facts: ActPeopleAndTimes {
                officers: self.officers_of_act(&draft.officer_numbers).await?,
                officers_unknown: Vec::new(),
                outside: check_outside(&draft.outside)?,
                sessions: draft.sessions.clone(),
            },
            approval_number: optional("approval_number", draft.approval_number.as_deref())?,
            is_urgent: draft.is_urgent,
        })
    }

    async fn officers_of_act(&self, numbers: &[String]) -> AppResult<Vec<OfficerId>> {
        let typed: Vec<&str> = numbers.iter().filter_map(|number| given(Some(number))).collect();
        if typed.is_empty() || typed.len() > PEOPLE_MAX {
            let message = "Name the officers who were there, at most twenty.";
            return Err(AppError::invalid("officer_numbers", message));
        }
        let mut officers = Vec::with_capacity(typed.len());
        for number in typed {
            let officer = self.officer_named("officer_numbers", number).await?;
            if officers.contains(&officer.id) {
                return Err(AppError::invalid("officer_numbers", "An officer is named twice."));
            }
            officers.push(officer.id);
        }
        Ok(officers)
    }

    /// Sessions that cannot be are refused, each with its field: `sessions.1.departed_at`.
    fn check_sessions(&self, sessions: &[ActSession]) -> AppResult<()> {
        if sessions.is_empty() || sessions.len() > SESSIONS_MAX {
            let message = format!("Say when it began: 1 to {SESSIONS_MAX} sessions.");
            return Err(AppError::invalid("sessions.1.arrived_at", message));
        }
        let mut problems = sessions::check(&bare(sessions), self.now()).into_iter();
        let Some(first) = problems.next() else { return Ok(()) };
        let field = |(place, problem): (usize, SessionProblem)| {
            let (end, words) = words_of(problem);
            (format!("sessions.{}.{end}", place + 1), words)
        };
        let (name, words) = field(first);
        let mut error = AppError::invalid(&name, words);
        for problem in problems {
            let (name, words) = field(problem);
            error = error.field(&name, words);
        }
        Err(error)
    }

    /// The row of a version.
    pub(super) fn act_version(
        &self,
        (act_id, ordinal): (ActId, u64),
        meant: ActMeant,
        (source, actor, reason): (CaseSource, Actor, Option<String>),
    ) -> AppResult<ActVersionRow> {
        Ok(ActVersionRow {
            id: ActVersionId::from_random(self.chance()),
            act_id,
            ordinal,
            kind: meant.kind,
            place: meant.place,
            facts: meant.facts.to_text()?,
            approval_number: meant.approval_number,
            is_urgent: meant.is_urgent,
            is_void: false,
            source,
            reason,
            stated_at: self.now(),
            stated_by: actor,
        })
    }

    /// Enters an act of a case file.
    ///
    /// # Errors
    /// When officers are unknown or times cannot be.
    pub async fn act_enter(&self, asker: Asker, case_id: CaseId, draft: ActDraft) -> AppResult<ActView> {
        let case = self.case_row(asker, Action::ChangeCase, case_id).await?;
        let actor = person_of(asker)?;
        let meant = self.act_meant(&draft).await?;
        let act = ActRow {
            id: ActId::from_random(self.chance()),
            case_id,
            foreign_number: None,
            entered_at: self.now(),
            entered_by: actor.clone(),
        };
        let version = self.act_version((act.id, 1), meant, (CaseSource::Page, actor.clone(), None))?;
        let mut tx = self.evidence(Event::CaseActStated, actor, case_id.to_string()).await?;
        tx.case_take(&case.number).await?;
        let held = tx.acts_of_case(case_id).await?;
        if held.len() >= ACTS_MAX {
            let message = format!("A case file has at most {ACTS_MAX} acts.");
            return Err(AppError::invalid("kind", message));
        }
        if held.iter().any(|other| is_same(other, &version)) {
            return Err(AppError::invalid("kind", "This act is in the case file already."));
        }
        tx.act_add(&act).await?;
        tx.act_version_add(&version).await?;
        self.acts_owe(&mut tx, &[version.act_id]).await?;
        self.commit(tx).await?;
        act_view(version)
    }

    /// Says an act anew, or that it never took place. What was said before stays.
    ///
    /// # Errors
    /// When there is no such act, no reason is given, or times cannot be.
    pub async fn act_correct(
        &self,
        asker: Asker,
        (case_id, act_id): (CaseId, ActId),
        correction: ActCorrection,
    ) -> AppResult<ActView> {
        let case = self.case_row(asker, Action::ChangeCase, case_id).await?;
        let actor = person_of(asker)?;
        let last = self.act_last(case_id, act_id).await?;
        let reason = reason_for(Some(&correction.reason), false)?;
        let next = (act_id, last.ordinal + 1);
        let before = ActPeopleAndTimes::of(&last)?;
        let version = match &correction.act {
            Some(draft) => {
                let meant = self.act_meant(draft).await?;
                self.act_version(next, meant, (CaseSource::Page, actor.clone(), reason))?
            }
            None => ActVersionRow {
                id: ActVersionId::from_random(self.chance()),
                ordinal: next.1,
                is_void: true,
                source: CaseSource::Page,
                reason,
                stated_at: self.now(),
                stated_by: actor.clone(),
                ..last
            },
        };
        let after = ActPeopleAndTimes::of(&version)?;
        let changed = times_changed(&version.kind, (&before.sessions, &after.sessions), next.1);
        let mut tx = self.evidence(Event::CaseActStated, actor, case_id.to_string()).await?;
        tx.case_take(&case.number).await?;
        tx.act_version_add(&version).await.map_err(overtaken)?;
        self.acts_owe(&mut tx, &[version.act_id]).await?;
        if let Some(words) = changed {
            let message = format!("{}: {words}", case.number);
            tx.finding_add(&self.case_finding("case_times_changed", &case, message))
                .await?;
        }
        self.commit(tx).await?;
        act_view(version)
    }

    /// The newest version of an act of this case file.
    async fn act_last(&self, case_id: CaseId, act_id: ActId) -> AppResult<ActVersionRow> {
        let act = self.store.act_by_id(act_id).await?.filter(|act| act.case_id == case_id);
        let act = act.ok_or_else(|| AppError::not_found("act"))?;
        let last = self.store.act_versions(act.id).await?.pop();
        last.ok_or_else(|| AppError::internal("an act has no version"))
    }

    /// The acts of a case file as they stand, by their first arrival; those that never took place come last.
    ///
    /// # Errors
    /// [`evidence_schema::wire::problem::ProblemCode::NotFound`].
    pub async fn acts(&self, asker: Asker, case_id: CaseId) -> AppResult<Vec<ActView>> {
        self.case_seen(asker, case_id).await?;
        self.act_views(case_id).await
    }

    pub(super) async fn act_views(&self, case_id: CaseId) -> AppResult<Vec<ActView>> {
        let rows = self.store.acts_of_case(case_id).await?;
        let mut views: Vec<ActView> = rows.into_iter().map(act_view).collect::<AppResult<_>>()?;
        views.sort_by_key(|act| (act.is_void, act.sessions.first().map(|s| s.arrived_at), act.act_id));
        Ok(views)
    }

    /// Everything that was said of one act, oldest first.
    ///
    /// # Errors
    /// [`evidence_schema::wire::problem::ProblemCode::NotFound`].
    pub async fn act(&self, asker: Asker, (case_id, act_id): (CaseId, ActId)) -> AppResult<Vec<ActView>> {
        self.case_seen(asker, case_id).await?;
        self.act_last(case_id, act_id).await?;
        let versions = self.store.act_versions(act_id).await?;
        versions.into_iter().map(act_view).collect()
    }
}
