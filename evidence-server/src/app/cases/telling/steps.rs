//! What is told to have happened to a case file: decision, service, execution, closing.
//!
//! What must stay true: nothing is refused, however it fits; the same step at the same time is told once; what a person took
//! back stays taken back, and the answer says so.

use evidence_schema::dictionary::Named;
use evidence_schema::ids::ActId;
use evidence_schema::limits::{STEP_WENT_MAX, STEPS_MAX};
use evidence_schema::rules::case_states::CourseFlag;
use evidence_schema::wire::case_system::{StepTold, TellRemark};

use super::judging::is_told;
use super::{CaseWords, Held, Judged, Teller};
use crate::app::cases::acts::local;
use crate::app::cases::states::{StepMeant, course_of, flag_words};
use crate::app::docks::checked_title;
use crate::app::ledger::given;
use crate::app::{App, AppError, AppResult};
use crate::store::case_state::StepRow;

const fn code_of(flag: CourseFlag) -> TellRemark {
    match flag {
        CourseFlag::DecidedUnreviewed => TellRemark::DecidedUnreviewed,
        _ => TellRemark::StepOdd,
    }
}

impl Judged {
    fn act_numbered(&self, held: &Held, number: &str) -> Option<ActId> {
        let mut acts = held.acts.iter().chain(&self.acts);
        let found = acts.find(|act| act.foreign_number.as_deref() == Some(number));
        found.map(|act| act.id)
    }

    /// Everything that was said, what is told now included.
    fn steps_with(&self, held: &Held) -> Vec<StepRow> {
        held.steps.iter().chain(&self.steps).cloned().collect()
    }
}

fn text(field: &str, told: Option<&str>) -> AppResult<Option<String>> {
    given(told).map(|text| checked_title(field, text)).transpose()
}

fn meant_of(told: &StepTold, act: Option<ActId>) -> AppResult<StepMeant> {
    if told.went.len() > STEP_WENT_MAX {
        return Err(AppError::invalid(
            "steps",
            format!("A list has at most {STEP_WENT_MAX} lines."),
        ));
    }
    let went = told.went.iter().filter_map(|line| given(Some(line)));
    let went: AppResult<Vec<String>> = went.map(|line| checked_title("steps", line)).collect();
    Ok(StepMeant {
        step: told.step,
        at: told.happened_at,
        act,
        takes_back: None,
        document: text("steps", told.document.as_deref())?,
        approved_by: text("steps", told.approved_by.as_deref())?,
        went: went?.join("\n"),
        reason: text("steps", told.reason.as_deref())?,
    })
}

impl App {
    /// Holds what is told to have happened against what is held of it.
    ///
    /// # Errors
    /// When a text is out of bounds.
    pub(super) fn steps_judge(
        &self,
        teller: &Teller,
        (words, held): (&CaseWords, &Held),
        judged: &mut Judged,
    ) -> AppResult<()> {
        for told in &words.steps {
            let act = Self::act_of_step(told, held, judged);
            let rows = judged.steps_with(held);
            let is_it = |row: &&StepRow| {
                is_told(row.source) && (row.step, row.happened_at, row.act_id) == (told.step, told.happened_at, act)
            };
            let known = rows.iter().find(is_it).map(|row| row.ordinal);
            match known {
                Some(ordinal) if rows.iter().any(|row| row.takes_back == Some(ordinal)) => judged.remark(
                    TellRemark::StepOdd,
                    format!("Step {ordinal} is told again; a person took it back here, and it stays so."),
                ),
                Some(_) => {}
                None => self.step_told(teller, &rows, (meant_of(told, act)?, judged))?,
            }
        }
        if !words.steps.is_empty() {
            let rows = judged.steps_with(held);
            for (ordinal, flag) in course_of(&rows).flags {
                let row = rows.iter().find(|row| row.ordinal == ordinal && is_told(row.source));
                if let Some(row) = row {
                    judged.remark(code_of(flag), flag_words(row, flag));
                }
            }
        }
        Ok(())
    }

    /// The act that a step names; one that nobody told of is named in the answer, and the step is of the whole case file.
    fn act_of_step(told: &StepTold, held: &Held, judged: &mut Judged) -> Option<ActId> {
        let number = given(told.act_number.as_deref())?;
        let found = judged.act_numbered(held, number);
        if found.is_none() {
            let step = told.step.english();
            judged.remark(
                TellRemark::StepOdd,
                format!("Nobody told of act {number:?}; {step:?} was taken to be about the whole case file."),
            );
        }
        found
    }

    fn step_told(&self, teller: &Teller, rows: &[StepRow], (meant, judged): (StepMeant, &mut Judged)) -> AppResult<()> {
        if rows.len() >= STEPS_MAX {
            return Err(AppError::invalid(
                "steps",
                format!("A case file has at most {STEPS_MAX} steps."),
            ));
        }
        if meant.at > self.now() {
            let when = local(Some(meant.at));
            judged.remark(
                TellRemark::StepOdd,
                format!(
                    "{:?} is told for {when}, which is in the future; it was kept as told.",
                    meant.step.english()
                ),
            );
        }
        let ordinal = rows.last().map_or(1, |row| row.ordinal + 1);
        let said = (teller.source, teller.actor.clone());
        let row = self.step_row((judged.case.id, ordinal), meant, said);
        judged.steps.push(row);
        Ok(())
    }
}
