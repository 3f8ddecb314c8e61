//! What happened to a case file, and what is done to it here: sending for review, closing.
//!
//! What must stay true: a fact is never refused, what does not fit becomes a finding in the same commit; only what is done
//! here can be refused, and the refusal says why; the state is what the rule makes of everything that was said.

use evidence_schema::case::CaseSource;
use evidence_schema::custody::entry::Event;
use evidence_schema::dictionary::Named;
use evidence_schema::ids::{ActId, CaseId, StepId};
use evidence_schema::limits::{STEP_WENT_MAX, STEPS_MAX};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::rules::case_states::{Course, CourseFlag, Said, Step, course, is_shut, may_take};
use evidence_schema::rules::review::Gate;
use evidence_schema::rules::sessions::BACK_MS_MAX;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::case_states::{CaseStateView, StepDraft, StepView};
use evidence_schema::wire::problem::ProblemCode;
use evidence_schema::wire::review::BundleDraft;

use super::acts::local;
use super::heading::overtaken;
use super::person_of;
use crate::app::docks::checked_title;
use crate::app::ledger::given;
use crate::app::{App, AppError, AppResult};
use crate::store::EvidenceTx;
use crate::store::case_file::CaseRow;
use crate::store::case_state::StepRow;
use crate::store::finding::FindingRow;

/// How far a clock elsewhere may be ahead of the server's, in milliseconds.
const AHEAD_MS: i64 = 5 * 60 * 1000;

/// What somebody says of a case file, checked.
#[derive(Debug, Clone)]
pub(in crate::app) struct StepMeant {
    pub(in crate::app) step: Step,
    pub(in crate::app) at: Timestamp,
    pub(in crate::app) act: Option<ActId>,
    pub(in crate::app) takes_back: Option<u64>,
    pub(in crate::app) document: Option<String>,
    pub(in crate::app) approved_by: Option<String>,
    pub(in crate::app) went: String,
    pub(in crate::app) reason: Option<String>,
}

impl StepMeant {
    /// Something that is done here and now.
    pub(in crate::app) fn here(step: Step, (at, reason): (Timestamp, Option<String>)) -> Self {
        Self {
            step,
            at,
            act: None,
            takes_back: None,
            document: None,
            approved_by: None,
            went: String::new(),
            reason,
        }
    }
}

/// How a case file stands by these rows.
pub(in crate::app) fn course_of(rows: &[StepRow]) -> Course {
    let said: Vec<Said> = rows.iter().map(StepRow::said).collect();
    course(&said)
}

/// The finding that a flag becomes.
pub(super) const fn finding_kind(flag: CourseFlag) -> &'static str {
    match flag {
        CourseFlag::DecidedUnreviewed => "case_decided_unreviewed",
        _ => "case_step_odd",
    }
}

/// What one flag says of one row.
pub(super) fn flag_words(row: &StepRow, flag: CourseFlag) -> String {
    let when = local(Some(row.happened_at));
    format!(
        "Step {} ({}, {when}): {}.",
        row.ordinal,
        row.step.english(),
        flag.english()
    )
}

/// Flags that were not there before.
pub(super) fn fresh_flags<'a>(
    (before, after): (&Course, &Course),
    rows: &'a [StepRow],
) -> Vec<(&'a StepRow, CourseFlag)> {
    let fresh = after.flags.iter().filter(|flag| !before.flags.contains(flag));
    let found = fresh.filter_map(|(ordinal, flag)| Some((rows.iter().find(|row| row.ordinal == *ordinal)?, *flag)));
    found.collect()
}

fn refused(step: Step, course: &Course) -> AppResult<()> {
    may_take(step, course).map_err(|refusal| {
        let shown = refusal.english();
        AppError::new(
            ProblemCode::Conflict,
            format!("Not done ({}): {shown}.", step.english()),
        )
        .kept("The case file as it stands.")
        .next("Enter what happened first, or wait for it.")
        .field("step", refusal.english())
    })
}

fn went_text(went: &[String]) -> AppResult<String> {
    let lines: Vec<&str> = went.iter().filter_map(|line| given(Some(line))).collect();
    if lines.len() > STEP_WENT_MAX {
        return Err(AppError::invalid(
            "went",
            format!("A list has at most {STEP_WENT_MAX} lines."),
        ));
    }
    let lines: AppResult<Vec<String>> = lines.into_iter().map(|line| checked_title("went", line)).collect();
    Ok(lines?.join("\n"))
}

fn optional(field: &str, text: Option<&str>) -> AppResult<Option<String>> {
    given(text).map(|text| checked_title(field, text)).transpose()
}

/// One row as the API shows it.
fn step_view(row: &StepRow, course: &Course, rows: &[StepRow]) -> StepView {
    let flags = course.flags.iter().filter(|(ordinal, _)| *ordinal == row.ordinal);
    StepView {
        number: row.ordinal,
        step: row.step,
        happened_at: row.happened_at,
        act_id: row.act_id,
        takes_back: row.takes_back,
        is_taken_back: rows.iter().any(|other| other.takes_back == Some(row.ordinal)),
        document: row.document.clone(),
        approved_by: row.approved_by.clone(),
        went: row.went.lines().map(str::to_owned).collect(),
        reason: row.reason.clone(),
        flags: flags.map(|(_, flag)| *flag).collect(),
        source: row.source,
        stated_at: row.stated_at,
        stated_by: row.stated_by.to_string(),
    }
}

impl App {
    /// What a person's draft means. What is done here happens now.
    fn step_meant(&self, draft: &StepDraft) -> AppResult<StepMeant> {
        let now = self.now();
        if draft.step.is_of_review() {
            return Err(AppError::invalid("step", "Only the review itself says this."));
        }
        if (draft.step == Step::TakenBack) != draft.takes_back.is_some() {
            return Err(AppError::invalid("takes_back", "Say which entry is taken back."));
        }
        let at = match draft.happened_at {
            _ if draft.step.is_taken_here() || draft.step == Step::TakenBack => now,
            None => return Err(AppError::invalid("happened_at", "Say when it happened.")),
            Some(at) if at.ms_since(now) > AHEAD_MS => {
                return Err(AppError::invalid("happened_at", "This lies in the future."));
            }
            Some(at) if now.ms_since(at) > BACK_MS_MAX => {
                return Err(AppError::invalid(
                    "happened_at",
                    "This lies more than twenty years back.",
                ));
            }
            Some(at) => at,
        };
        let reason = optional("reason", draft.reason.as_deref())?;
        if matches!(draft.step, Step::TakenBack | Step::CorrectionNoted) && reason.is_none() {
            return Err(AppError::invalid("reason", "Say why it is changed."));
        }
        let approved_by = optional("approved_by", draft.approved_by.as_deref())?;
        if draft.step == Step::CorrectionNoted && approved_by.is_none() {
            return Err(AppError::invalid("approved_by", "Say who approved it."));
        }
        Ok(StepMeant {
            step: draft.step,
            at,
            act: draft.act_id,
            takes_back: draft.takes_back,
            document: optional("document", draft.document.as_deref())?,
            approved_by,
            went: went_text(&draft.went)?,
            reason,
        })
    }

    /// The row of what was said.
    pub(super) fn step_row(
        &self,
        (case_id, ordinal): (CaseId, u64),
        meant: StepMeant,
        (source, actor): (CaseSource, Actor),
    ) -> StepRow {
        StepRow {
            id: StepId::from_random(self.chance()),
            case_id,
            ordinal,
            step: meant.step,
            happened_at: meant.at,
            act_id: meant.act,
            takes_back: meant.takes_back,
            document: meant.document,
            approved_by: meant.approved_by,
            went: meant.went,
            source,
            reason: meant.reason,
            stated_at: self.now(),
            stated_by: actor,
        }
    }

    /// Enters what happened to a case file, or does what is done here.
    ///
    /// # Errors
    /// When the asker may not, the words cannot be, or a step that is done here is refused.
    pub async fn step_state(&self, asker: Asker, id: CaseId, draft: StepDraft) -> AppResult<CaseStateView> {
        let case = self.case_row(asker, Action::ChangeCase, id).await?;
        let meant = self.step_meant(&draft)?;
        if meant.step == Step::SentForReview {
            // What is sent is fixed: there is no other way to send it.
            let remark = BundleDraft { remark: meant.reason };
            self.bundle_send(asker, id, remark).await?;
            return self.case_states(asker, id).await;
        }
        let gate = match meant.step {
            Step::Closed => Some(self.gate_pass(id, Gate::Close).await?),
            _ => None,
        };
        if let Some(act) = meant.act {
            let known = self.store.act_by_id(act).await?;
            known
                .filter(|act| act.case_id == id)
                .ok_or_else(|| AppError::invalid("act_id", "This act is not in the case file."))?;
        }
        let actor = person_of(asker)?;
        let mut tx = self
            .evidence(Event::CaseStepStated, actor.clone(), id.to_string())
            .await?;
        tx.case_take(&case.number).await?;
        self.step_write(&mut tx, &case, (meant, CaseSource::Page, actor))
            .await?;
        if let Some(view) = gate {
            tx.fact("gate", view.verdict.answer.as_str());
            if let Some(finding) = self.gate_warning(&case, &view) {
                tx.finding_add(&finding).await?;
            }
        }
        self.commit(tx).await?;
        self.case_states(asker, id).await
    }

    /// Writes one step and the findings that it brings, in a transaction whose turn the case file has.
    ///
    /// # Errors
    /// When a step that is done here is refused, or what it takes back is not there.
    pub(in crate::app) async fn step_write(
        &self,
        tx: &mut EvidenceTx,
        case: &CaseRow,
        (meant, source, actor): (StepMeant, CaseSource, Actor),
    ) -> AppResult<()> {
        let mut rows = tx.steps_of(case.id).await?;
        if rows.len() >= STEPS_MAX {
            return Err(AppError::invalid(
                "step",
                format!("A case file has at most {STEPS_MAX} steps."),
            ));
        }
        let before = course_of(&rows);
        if source == CaseSource::Page && (meant.step.is_taken_here() || meant.step.is_of_review()) {
            refused(meant.step, &before)?;
        }
        let is_known = |ordinal: u64| {
            let mut own = rows.iter().filter(|row| row.takes_back.is_none());
            own.any(|row| row.ordinal == ordinal) && !rows.iter().any(|row| row.takes_back == Some(ordinal))
        };
        if meant.takes_back.is_some_and(|ordinal| !is_known(ordinal)) {
            return Err(AppError::invalid(
                "takes_back",
                "There is no such entry, or it was taken back already.",
            ));
        }
        let ordinal = rows.last().map_or(1, |row| row.ordinal + 1);
        let row = self.step_row((case.id, ordinal), meant, (source, actor));
        tx.step_add(&row).await.map_err(overtaken)?;
        rows.push(row);
        for finding in self.step_findings(case, (&before, &course_of(&rows)), &rows) {
            tx.finding_add(&finding).await?;
        }
        Ok(())
    }

    /// After closing no link is ended any more, and one is made or placed only by a correction note.
    ///
    /// # Errors
    /// [`Conflict`](ProblemCode::Conflict) when the case file is closed or filed.
    pub(super) async fn links_may_change(&self, id: CaseId, is_end: bool) -> AppResult<()> {
        let course = course_of(&self.store.steps_of(id).await?);
        if !is_shut(course.state) || (!is_end && course.correction.is_some()) {
            return Ok(());
        }
        let (message, next) = if is_end {
            (
                "The case file is closed: its links are not ended any more.",
                "Enter a correction note that says what is wrong with the link; it stays.",
            )
        } else {
            (
                "The case file is closed: its links change only by a correction note.",
                "Enter the correction note first, with its text and who approved it.",
            )
        };
        Err(AppError::new(ProblemCode::Conflict, message)
            .kept("The case file as it stands.")
            .next(next))
    }

    fn step_findings(&self, case: &CaseRow, courses: (&Course, &Course), rows: &[StepRow]) -> Vec<FindingRow> {
        let fresh = fresh_flags(courses, rows).into_iter();
        let found = fresh.map(|(row, flag)| {
            let message = format!("{}: {}", case.number, flag_words(row, flag));
            self.case_finding(finding_kind(flag), case, message)
        });
        found.collect()
    }

    /// How a case file stands, what was said of it, and its limits.
    ///
    /// # Errors
    /// [`NotFound`](ProblemCode::NotFound).
    pub async fn case_states(&self, asker: Asker, id: CaseId) -> AppResult<CaseStateView> {
        self.case_seen(asker, id).await?;
        let rows = self.store.steps_of(id).await?;
        let course = course_of(&rows);
        let deadlines = self.deadlines_of_case(id, &course).await?;
        let mut steps: Vec<StepView> = rows.iter().map(|row| step_view(row, &course, &rows)).collect();
        steps.sort_by_key(|step| (step.happened_at, step.number));
        Ok(CaseStateView {
            case_id: id,
            state: course.state,
            since: course.since,
            is_major: course.is_major,
            not_sent_because: may_take(Step::SentForReview, &course).err(),
            not_closed_because: may_take(Step::Closed, &course).err(),
            steps,
            deadlines,
        })
    }
}
