//! Acts of a case file: the short form, all that was said of one, saying it anew; deciding on proposals.
//!
//! What must stay true: two times of day are of one day unless the form says that the departure was on the next.

use axum::response::Response;
use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Asia::Shanghai;
use evidence_schema::case::TimesSource;
use evidence_schema::ids::{ActId, CaseId};
use evidence_schema::rules::access::Action;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::acts::{
    ActCorrection, ActDraft, ActSession, ActView, Outsider, SuggestionChoice, SuggestionDecision,
};
use evidence_schema::wire::coverage::LeftOutDraft;

use super::super::form::Submitted;
use super::super::ledger::names_and_choices;
use super::super::show;
use super::super::views::case::acts::{ActCard, ActForm, ActPage, JudgedCard, SESSIONS_SHOWN, SessionForm};
use super::super::views::case::coverage::CoverageCard;
use super::super::views::cases::CaseLine;
use super::super::views::problem::FormErrors;
use super::super::visit::{Visit, done};
use super::page;
use crate::app::{AppError, AppResult};
use crate::http::extract::{Id, Ids};

fn field(session: usize, end: &str) -> String {
    format!("sessions.{session}.{end}")
}

/// One time of day on one day, in the zone of the pages.
fn moment(day: NaiveDate, hour: &str, name: &str) -> AppResult<Timestamp> {
    let wrong = || AppError::invalid(name, "A time of day like 08:30.");
    let hour = NaiveTime::parse_from_str(hour, "%H:%M").map_err(|_| wrong())?;
    let local = day.and_time(hour).and_local_timezone(Shanghai).earliest();
    Ok(local.ok_or_else(wrong)?.to_utc().into())
}

fn session_of(typed: &SessionForm, (number, source): (usize, TimesSource)) -> AppResult<Option<ActSession>> {
    if typed.from.is_empty() && typed.to.is_empty() {
        return Ok(None);
    }
    let arrived = field(number, "arrived_at");
    let day: NaiveDate = typed
        .day
        .parse()
        .map_err(|_| AppError::invalid(&arrived, "A day like 2026-11-21."))?;
    let next = day.checked_add_days(Days::new(1)).filter(|_| typed.is_next_day);
    let departed = Some(typed.to.as_str()).filter(|to| !to.is_empty());
    Ok(Some(ActSession {
        arrived_at: moment(day, &typed.from, &arrived)?,
        departed_at: departed
            .map(|to| moment(next.unwrap_or(day), to, &field(number, "departed_at")))
            .transpose()?,
        source,
    }))
}

/// `unit name certificate`, a line for each person.
fn outsiders(text: &str) -> AppResult<Vec<Outsider>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let one = |line: &str| {
        let mut words = line.split_whitespace().map(ToOwned::to_owned);
        match (words.next(), words.next()) {
            (Some(unit), Some(name)) => Ok(Outsider {
                unit,
                name,
                certificate: words.next(),
            }),
            _ => Err(AppError::invalid("outside", "A line has unit, name and certificate.")),
        }
    };
    lines.map(one).collect()
}

/// What was typed, to be shown again.
fn typed(form: &Submitted, errors: FormErrors) -> ActForm {
    let text = |name: &str| form.text(name).trim().to_owned();
    let session = |number: usize| SessionForm {
        day: text(&format!("day-{number}")),
        from: text(&format!("from-{number}")),
        to: text(&format!("to-{number}")),
        is_next_day: form.is_ticked(&format!("next-{number}")),
    };
    ActForm {
        kind: text("kind"),
        place: text("place"),
        officers: text("officer_numbers"),
        outside: text("outside"),
        approval: text("approval_number"),
        is_urgent: form.is_ticked("is_urgent"),
        times: text("times"),
        sessions: (1..=SESSIONS_SHOWN).map(session).collect(),
        reason: text("reason"),
        errors,
        kinds: Vec::new(),
    }
}

/// What was typed, as a draft.
fn draft(form: &Submitted) -> AppResult<ActDraft> {
    let typed = typed(form, FormErrors::default());
    let source: TimesSource = typed
        .times
        .parse()
        .map_err(|_| AppError::invalid("times", "Choose one of the list."))?;
    let mut sessions = Vec::new();
    for (session, number) in typed.sessions.iter().zip(1..) {
        sessions.extend(session_of(session, (number, source))?);
    }
    let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；');
    let numbers = typed.officers.split(is_between).filter(|number| !number.is_empty());
    Ok(ActDraft {
        kind: typed.kind.clone(),
        place: form.owned("place"),
        officer_numbers: numbers.map(ToOwned::to_owned).collect(),
        outside: outsiders(&typed.outside)?,
        approval_number: form.owned("approval_number"),
        is_urgent: typed.is_urgent,
        sessions,
    })
}

async fn entered(id: CaseId, form: &Submitted) -> AppResult<ActView> {
    let draft = draft(form)?;
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let enter = form
        .visit
        .app
        .run(async move { case.act_enter(asker, id, draft).await });
    enter.await
}

/// Enters an act.
pub async fn enter(Id(id): Id<CaseId>, form: Submitted) -> AppResult<Response> {
    match entered(id, &form).await {
        Ok(_) => Ok(done(&format!("/cases/{id}"), "act")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?;
            let status = errors.status();
            let page = page(&form.visit, id, |forms| forms.act = typed(&form, errors)).await?;
            form.visit.show_as(status, &page)
        }
    }
}

async fn act_page(visit: &Visit, ids: (CaseId, ActId), again: Option<ActForm>) -> AppResult<ActPage> {
    let versions = visit.app.act(visit.asker(), ids).await?;
    let case = visit.app.case_detail(visit.asker(), ids.0).await?.case;
    let judged = visit.app.act_judged_by(visit.asker(), ids).await?;
    let last = versions.last().ok_or_else(|| AppError::not_found("act"))?;
    let (names, choices) = names_and_choices(visit).await?;
    let card = |act: &ActView| ActCard::new(visit.t, &names, act);
    let covered = if last.is_void {
        None
    } else {
        Some(visit.app.coverage_of_act(visit.asker(), ids).await?)
    };
    Ok(ActPage {
        t: visit.t,
        frame: visit.frame_titled(&show::name(&last.kind)),
        case: CaseLine::new(visit.t, &case),
        now: card(last),
        versions: versions.iter().rev().map(card).collect(),
        covered: covered.map(|view| CoverageCard::of(visit.t, &view)),
        may_link: visit.may(Action::LinkClip),
        may_change: visit.may(Action::ChangeCase),
        judged: JudgedCard::new(visit.t, &judged),
        form: again.unwrap_or_else(|| ActForm::of(&names, last)).proposing(&names),
        choices,
    })
}

/// One act with all that was said of it.
pub async fn one(visit: Visit, Ids(id, act_id): Ids<CaseId, ActId>) -> AppResult<Response> {
    visit.show(&act_page(&visit, (id, act_id), None).await?)
}

async fn corrected(ids: (CaseId, ActId), form: &Submitted, is_void: bool) -> AppResult<ActView> {
    let correction = ActCorrection {
        act: if is_void { None } else { Some(draft(form)?) },
        reason: form.text("reason").to_owned(),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let correct = form
        .visit
        .app
        .run(async move { case.act_correct(asker, ids, correction).await });
    correct.await
}

async fn correct_or_void(ids: (CaseId, ActId), form: Submitted, is_void: bool) -> AppResult<Response> {
    match corrected(ids, &form, is_void).await {
        Ok(_) => Ok(done(&format!("/cases/{}/acts/{}", ids.0, ids.1), "corrected")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?;
            let status = errors.status();
            let again = (!is_void).then(|| typed(&form, errors));
            let page = act_page(&form.visit, ids, again).await?;
            form.visit.show_as(status, &page)
        }
    }
}

/// Says why a clip stands outside of an act.
pub async fn leave_out(Ids(id, act_id): Ids<CaseId, ActId>, form: Submitted) -> AppResult<Response> {
    let draft = LeftOutDraft {
        clip_id: form.text("clip_id").parse().map_err(|_| AppError::not_found("clip"))?,
        reason: form.text("reason").to_owned(),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let leave = form
        .visit
        .app
        .run(async move { case.clip_leave_out(asker, (id, act_id), draft).await });
    leave.await?;
    Ok(done(&format!("/cases/{id}/acts/{act_id}"), "left-out"))
}

/// Says an act anew; the older versions stay.
pub async fn correct(Ids(id, act_id): Ids<CaseId, ActId>, form: Submitted) -> AppResult<Response> {
    correct_or_void((id, act_id), form, false).await
}

/// It never took place.
pub async fn never(Ids(id, act_id): Ids<CaseId, ActId>, form: Submitted) -> AppResult<Response> {
    correct_or_void((id, act_id), form, true).await
}

fn choices_of(form: &Submitted) -> AppResult<Vec<SuggestionChoice>> {
    let unknown = || AppError::not_found("proposal");
    let one = |text: &str| {
        let (act, clip) = text.split_once(' ').ok_or_else(unknown)?;
        Ok(SuggestionChoice {
            act_id: act.parse().map_err(|_| unknown())?,
            clip_id: clip.parse().map_err(|_| unknown())?,
        })
    };
    form.all("choice").map(one).collect()
}

/// Accepts or declines the proposals that were chosen: all of them or none.
pub async fn decide(Id(id): Id<CaseId>, form: Submitted) -> AppResult<Response> {
    let is_decline = form.text("do") == "decline";
    let chosen = choices_of(&form)?;
    let reason = form.owned("reason");
    let (accepted, declined) = if is_decline {
        (Vec::new(), chosen)
    } else {
        (chosen, Vec::new())
    };
    let decision = SuggestionDecision {
        accepted,
        declined,
        reason,
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    form.visit
        .app
        .run(async move { case.suggestions_decide(asker, id, decision).await })
        .await?;
    Ok(done(
        &format!("/cases/{id}"),
        if is_decline { "declined" } else { "linked" },
    ))
}
