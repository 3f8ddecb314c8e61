//! What the agency's case system tells: heading, enforcement objects, acts, what happened. Taken as it is, contradictions named.
//!
//! What must stay true: a fact is never refused; the same words again write nothing; what a person said here stays, and
//! what the case system says otherwise becomes a finding, in the same commit. `PUT` and CSV files come the same way. What
//! is written was judged by what stood in the same transaction: tellings of one case file come one after the other.

mod acts;
mod judging;
mod known;
mod steps;
mod writing;

use evidence_schema::case::{CaseCategory, CaseNumber, CaseSource, CaseStage};
use evidence_schema::custody::entry::Event;
use evidence_schema::limits::TOLD_OF_CASE_MAX;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::wire::acts::ObjectDraft;
use evidence_schema::wire::case_system::{ActTold, CaseTellAnswer, CaseTold, StepTold};

use super::person_of;
use crate::app::docks::checked_title;
use crate::app::{App, AppError, AppResult};

pub(super) use judging::{Judged, Teller};
pub(super) use known::{Held, Known, hold};

/// What is told of a heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct HeadingWords {
    pub(super) category: Option<CaseCategory>,
    pub(super) unit_number: Option<String>,
    pub(super) lead_number: Option<String>,
    pub(super) assisting_number: Option<String>,
    pub(super) stage: Option<CaseStage>,
}

/// What is told of one case file. What is absent is not said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CaseWords {
    pub(super) number: CaseNumber,
    pub(super) title: Option<String>,
    pub(super) heading: Option<HeadingWords>,
    pub(super) objects: Vec<ObjectDraft>,
    pub(super) acts: Vec<ActTold>,
    pub(super) steps: Vec<StepTold>,
}

impl CaseWords {
    /// Nothing yet, of the case file with this number.
    ///
    /// # Errors
    /// When it is no case number.
    pub(super) fn of(number: &str) -> AppResult<Self> {
        let number = number.parse();
        Ok(Self {
            number: number.map_err(|e| AppError::invalid("number", format!("{e}.")))?,
            title: None,
            heading: None,
            objects: Vec::new(),
            acts: Vec::new(),
            steps: Vec::new(),
        })
    }

    fn told(number: &str, told: CaseTold) -> AppResult<Self> {
        Ok(Self {
            title: Some(checked_title("title", &told.title)?),
            heading: Some(HeadingWords {
                category: told.category,
                unit_number: told.unit_number,
                lead_number: told.lead_number,
                assisting_number: told.assisting_number,
                stage: told.stage,
            }),
            objects: told.objects,
            acts: told.acts,
            steps: told.steps,
            ..Self::of(number)?
        })
    }

    /// Every officer's number that is named.
    fn officer_numbers(&self) -> impl Iterator<Item = &str> {
        let heading = self.heading.iter();
        let of_heading = heading.flat_map(|heading| [&heading.lead_number, &heading.assisting_number]);
        let of_acts = self
            .acts
            .iter()
            .filter_map(|act| act.officer_numbers.as_ref())
            .flatten();
        of_heading.flatten().chain(of_acts).map(String::as_str)
    }
}

impl App {
    /// Takes what the case system tells of the case file with this number.
    ///
    /// # Errors
    /// When the asker is no case system, or the words are out of bounds.
    pub async fn case_tell(&self, asker: Asker, number: &str, told: CaseTold) -> AppResult<CaseTellAnswer> {
        self.permit(asker, Action::TellCases, Subject::Installation)?;
        let counts = [told.objects.len(), told.acts.len(), told.steps.len()];
        if counts.iter().any(|count| *count > TOLD_OF_CASE_MAX) {
            return Err(AppError::invalid(
                "acts",
                format!("At most {TOLD_OF_CASE_MAX} at once."),
            ));
        }
        let words = CaseWords::told(number, told)?;
        let known = Known::naming(&self.store, &words).await?;
        let teller = Teller {
            source: CaseSource::CaseSystem,
            actor: person_of(asker)?,
        };
        let mut held = Held::default();
        hold(self.store.cases_read(), &mut [(&words, &mut held)]).await?;
        let mut judged = self.told_judge(&teller, &known, (&words, &held))?;
        if judged.has_writes() {
            judged = self.case_tell_write(&teller, &known, &words).await?;
        }
        Ok(CaseTellAnswer {
            case_id: judged.case.id,
            number: judged.case.number,
            remarks: judged.remarks.into_iter().collect(),
        })
    }

    /// Judges once more while nobody else may write of this case file, and writes what is still to be written.
    async fn case_tell_write(&self, teller: &Teller, known: &Known, words: &CaseWords) -> AppResult<Judged> {
        let mut tx = self
            .evidence(Event::CaseTold, teller.actor.clone(), String::new())
            .await?;
        tx.case_take(words.number.as_str()).await?;
        let mut held = Held::default();
        hold(tx.cases_read(), &mut [(words, &mut held)]).await?;
        let judged = self.told_judge(teller, known, (words, &held))?;
        if judged.has_writes() {
            let subject = judged.case.id.to_string();
            tx.go_on(Event::CaseTold, subject, &*self.outside.random).await?;
            self.told_write(&mut tx, &judged).await?;
            self.commit_in_parts(tx).await?;
        }
        Ok(judged)
    }
}
