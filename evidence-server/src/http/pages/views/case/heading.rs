//! What is known of a case file beyond number and title, and how units write their numbers.

use askama::Template;
use evidence_schema::wire::cases::{HeadingView, NumberPatternView};

use super::super::super::show::{Moment, moment, name};
use super::super::super::words::Words;
use super::super::frame::Frame;
use super::super::ledger::{Choices, NamedWords, actor_words};
use super::super::problem::FormErrors;
use super::{Option3, categories, category_key, source_key, stage_key, stages};
use crate::app::ledger::names::LedgerNames;

/// One statement of a heading.
pub struct HeadingCard {
    /// What it is about.
    pub category: Option<String>,
    /// Name of the unit.
    pub unit: Option<NamedWords>,
    /// Lead officer.
    pub lead: Option<NamedWords>,
    /// Assisting officer.
    pub assisting: Option<NamedWords>,
    /// How far it has come.
    pub stage: Option<String>,
    /// Where this was said.
    pub source: String,
    /// Why it was changed.
    pub reason: Option<String>,
    /// When this was said.
    pub stated: Moment,
    /// By whom.
    pub by: String,
}

impl HeadingCard {
    /// One statement as shown.
    pub fn new(t: Words, names: &LedgerNames, heading: &HeadingView) -> Self {
        let officer = |id: Option<_>| id.map(|id| NamedWords::of(&names.officers, &id));
        Self {
            category: heading.category.map(|category| t.key(category_key(category))),
            unit: heading.unit_id.map(|id| NamedWords::of(&names.units, &id)),
            lead: officer(heading.lead_id),
            assisting: officer(heading.assisting_id),
            stage: heading.stage.map(|stage| t.key(stage_key(stage))),
            source: t.key(source_key(heading.source)),
            reason: heading.reason.as_deref().map(name),
            stated: moment(heading.stated_at),
            by: actor_words(t, names, &heading.stated_by),
        }
    }
}

/// What was typed of a heading, or is on file.
#[derive(Debug, Clone, Default)]
pub struct HeadingForm {
    /// Category.
    pub category: String,
    /// Number of the unit.
    pub unit: String,
    /// Number of the lead officer.
    pub lead: String,
    /// Number of the assisting officer.
    pub assisting: String,
    /// Stage.
    pub stage: String,
    /// Why.
    pub reason: String,
    /// What is wrong with it.
    pub errors: FormErrors,
}

impl HeadingForm {
    /// What is on file.
    pub fn of(names: &LedgerNames, heading: Option<&HeadingView>) -> Self {
        let Some(heading) = heading else { return Self::default() };
        let officer = |id: Option<_>| {
            id.and_then(|id| names.officers.get(&id))
                .map(|named| named.number.clone())
        };
        let unit = heading.unit_id.and_then(|id| names.units.get(&id));
        Self {
            category: heading.category.map_or("", |category| category.as_str()).to_owned(),
            unit: unit.map(|unit| unit.number.clone()).unwrap_or_default(),
            lead: officer(heading.lead_id).unwrap_or_default(),
            assisting: officer(heading.assisting_id).unwrap_or_default(),
            stage: heading.stage.map_or("", |stage| stage.as_str()).to_owned(),
            reason: String::new(),
            errors: FormErrors::default(),
        }
    }

    /// Categories to choose from.
    pub fn categories(&self, t: Words) -> Vec<Option3> {
        categories(t, &self.category)
    }

    /// Stages to choose from.
    pub fn stages(&self, t: Words) -> Vec<Option3> {
        stages(t, &self.stage)
    }
}

/// The page on which units say how they write their numbers.
#[derive(Template)]
#[template(path = "case_numbers.html")]
pub struct NumbersPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// What stands now.
    pub patterns: Vec<PatternLine>,
    /// What was typed before.
    pub form: PatternForm,
    /// Whether the visitor may state one.
    pub may_state: bool,
    /// What fields propose.
    pub choices: Choices,
}

/// How one unit writes its numbers.
pub struct PatternLine {
    /// The unit.
    pub unit: NamedWords,
    /// The category; absent: all others.
    pub category: Option<String>,
    /// The pattern.
    pub pattern: String,
    /// Since when.
    pub stated: Moment,
}

impl PatternLine {
    /// One line as shown.
    pub fn new(t: Words, names: &LedgerNames, view: &NumberPatternView) -> Self {
        Self {
            unit: NamedWords::of(&names.units, &view.unit_id),
            category: view.category.map(|category| t.key(category_key(category))),
            pattern: name(&view.pattern),
            stated: moment(view.stated_at),
        }
    }
}

/// What was typed before.
#[derive(Debug, Clone, Default)]
pub struct PatternForm {
    /// Number of the unit.
    pub unit: String,
    /// Category.
    pub category: String,
    /// Pattern.
    pub pattern: String,
    /// What is wrong with it.
    pub errors: FormErrors,
}

impl PatternForm {
    /// Categories to choose from.
    pub fn categories(&self, t: Words) -> Vec<Option3> {
        categories(t, &self.category)
    }
}
