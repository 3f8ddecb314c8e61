//! How units write their case numbers, and numbers that two units use.
//!
//! What must stay true: typed here, a number that does not fit is refused with the pattern; said by another system, or
//! made wrong by a later statement, it is kept and becomes a finding.

use std::collections::BTreeMap;

use evidence_schema::case::CaseCategory;
use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{CaseId, PatternId, UnitId};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::rules::case_number::NumberPattern;
use evidence_schema::wire::cases::{NumberPatternDraft, NumberPatternView};
use evidence_schema::wire::problem::ProblemCode;

use super::heading::{HeadingMeant, overtaken};
use super::person_of;
use crate::app::ledger::given;
use crate::app::{App, AppError, AppResult};
use crate::store::case_file::CaseRow;
use crate::store::heading::PatternRow;

/// Kind of the finding about a number that its unit writes in another way.
const FINDING: &str = "case_number_pattern";

/// How units write their numbers now, by unit and category.
#[derive(Debug, Default)]
pub(super) struct Standing(BTreeMap<(UnitId, Option<CaseCategory>), PatternRow>);

impl Standing {
    /// The pattern of this unit for such case files: the category's own, else the one for all.
    pub(super) fn of(&self, unit_id: UnitId, category: Option<CaseCategory>) -> Option<&str> {
        let own = category.and_then(|category| self.0.get(&(unit_id, Some(category))));
        let row = own.or_else(|| self.0.get(&(unit_id, None)))?;
        row.pattern.as_deref()
    }
}

/// For each category the newest statement that still names a pattern.
pub(super) fn standing(rows: Vec<PatternRow>) -> Standing {
    let mut newest = BTreeMap::new();
    for row in rows {
        newest.insert((row.unit_id, row.category), row);
    }
    newest.retain(|_, row| row.pattern.is_some());
    Standing(newest)
}

impl App {
    /// How every unit writes its case numbers now.
    ///
    /// # Errors
    /// When the asker may not see the ledger.
    pub async fn number_patterns(&self, asker: Asker) -> AppResult<Vec<NumberPatternView>> {
        self.permit(asker, Action::SeeLedger, Subject::Installation)?;
        let views = standing(self.store.patterns().await?)
            .0
            .into_values()
            .filter_map(|row| {
                Some(NumberPatternView {
                    unit_id: row.unit_id,
                    category: row.category,
                    pattern: row.pattern?,
                    stated_at: row.stated_at,
                    stated_by: row.stated_by.to_string(),
                })
            });
        Ok(views.collect())
    }

    /// States how a unit writes its case numbers from now on. Case files that are there keep theirs.
    ///
    /// # Errors
    /// When the unit is unknown or the pattern cannot be read.
    pub async fn number_pattern_state(&self, asker: Asker, draft: NumberPatternDraft) -> AppResult<()> {
        self.permit(asker, Action::ManageCaseNumbers, Subject::Installation)?;
        let actor = person_of(asker)?;
        let unit = self.unit_named("unit_number", &draft.unit_number).await?;
        self.permit_over(asker, Action::ManageCaseNumbers, Some(unit.id))
            .await?;
        let pattern = given(draft.pattern.as_deref()).map(str::parse::<NumberPattern>);
        let pattern = pattern
            .transpose()
            .map_err(|e| AppError::invalid("pattern", format!("{e}.")))?;
        let last = self
            .store
            .patterns_of(unit.id)
            .await?
            .last()
            .map_or(0, |row| row.ordinal);
        let row = PatternRow {
            id: PatternId::from_random(self.chance()),
            unit_id: unit.id,
            category: draft.category,
            ordinal: last + 1,
            pattern: pattern.map(|pattern| pattern.as_str().to_owned()),
            stated_at: self.now(),
            stated_by: actor.clone(),
        };
        let mut tx = self
            .evidence(Event::CaseNumbersStated, actor, unit.id.to_string())
            .await?;
        tx.pattern_add(&row).await.map_err(overtaken)?;
        self.commit(tx).await
    }

    /// The pattern that a number should have and has not.
    pub(super) async fn number_misfit(&self, number: &str, meant: HeadingMeant) -> AppResult<Option<String>> {
        let Some(unit_id) = meant.unit_id else { return Ok(None) };
        let of_unit = standing(self.store.patterns_of(unit_id).await?);
        let Some(text) = of_unit.of(unit_id, meant.category) else {
            return Ok(None);
        };
        let pattern: NumberPattern = text.parse().map_err(AppError::internal)?;
        Ok((!pattern.is_fit(number)).then(|| text.to_owned()))
    }

    /// A number that a person typed: its unit's pattern decides.
    pub(super) async fn number_check(&self, number: &str, meant: HeadingMeant) -> AppResult<()> {
        match self.number_misfit(number, meant).await? {
            None => Ok(()),
            Some(pattern) => Err(AppError::invalid(
                "number",
                format!("This unit writes its case numbers as {pattern}."),
            )),
        }
    }

    /// A finding where a case file has a number that its unit writes in another way.
    pub(super) async fn number_finding(&self, case: &CaseRow, meant: HeadingMeant) -> AppResult<()> {
        let Some(pattern) = self.number_misfit(&case.number, meant).await? else {
            return Ok(());
        };
        let message = format!(
            "The case number {} is not written as its unit writes them: {pattern}. It is kept; correct the unit, the \
             category or the pattern.",
            case.number
        );
        self.finding_raise(FINDING, &case.id.to_string(), &message, Actor::system("cases"))
            .await
    }

    /// The same for a case file as it stands.
    pub(in crate::app) async fn number_check_again(&self, id: CaseId) -> AppResult<()> {
        let Some(case) = self.store.case_by_id(id).await? else {
            return Ok(());
        };
        self.number_twins(&case).await?;
        let Some(row) = self.store.heading_now(id).await? else {
            return Ok(());
        };
        self.number_finding(&case, HeadingMeant::of(&row)).await
    }

    /// A finding where two case files have one number, written in two ways: another system said so.
    async fn number_twins(&self, case: &CaseRow) -> AppResult<()> {
        let twins = self.store.cases_numbered_like(&case.number).await?;
        if twins.len() < 2 {
            return Ok(());
        }
        // The others may not exist for whoever reads this.
        let message = format!(
            "{} case files have the number of this one, {}, in several ways of writing it. All are kept; correct it in \
             the case system.",
            twins.len(),
            case.number
        );
        let about = ("case_number_twice", case.id.to_string());
        self.finding_raise_once((about.0, &about.1), &message, Actor::system("cases"))
            .await
    }

    /// The error about a number that another case file has; names its unit to those who may see that file.
    pub(super) async fn number_taken(&self, asker: Asker, (number, held): (&str, &CaseRow)) -> AppResult<AppError> {
        let error = |message: String| {
            AppError::new(ProblemCode::CaseNumberTaken, message)
                .next("Open that case file, or correct the number.")
                .field("number", "This number is taken.")
        };
        let plain = |number: &str| format!("A case file with the number {number} exists already.");
        if !self.may_with_case(asker, Action::SeeCase, held).await? {
            return Ok(error(plain(number)));
        }
        let plain = plain(&held.number);
        let unit = match self.store.heading_now(held.id).await?.and_then(|row| row.unit_id) {
            Some(id) => self.store.unit_by_id(id).await?,
            None => None,
        };
        let Some(unit) = unit else { return Ok(error(plain)) };
        let message = format!(
            "A case file with the number {} exists already: of the unit {} {}.",
            held.number, unit.number, unit.name
        );
        let mut taken = error(message);
        taken.fields.clear();
        Ok(taken.field(
            "number",
            format!("This number is taken by the unit {} {}.", unit.number, unit.name),
        ))
    }
}
