//! Case files: list, one with its clips, choosing clips, taking one out.

use askama::Template;
use evidence_schema::case::CaseStage;
use evidence_schema::ids::ActId;
use evidence_schema::wire::acts::ActView;
use evidence_schema::wire::cases::{CaseView, LinkView};

use super::super::face::escaped;
use super::super::show::{Moment, moment, name};
use super::super::words::Words;
use super::case::acts::{ActCard, ActForm};
use super::case::heading::{HeadingCard, HeadingForm};
use super::case::objects::{ObjectForm, ObjectLine};
use super::case::states::{StatesCard, StepForm};
use super::case::suggestions::SuggestionLine;
use super::case::{Option3, categories, category_key, stage_key, stages};
use super::clips::{ClipLine, Search};
use super::documents::DocumentsCard;
use super::frame::Frame;
use super::ledger::Choices;
use super::problem::FormErrors;

/// The page of case files.
#[derive(Template)]
#[template(path = "cases.html")]
pub struct CasesPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// What was looked for.
    pub search: CaseSearch,
    /// Newest first.
    pub cases: Vec<CaseLine>,
    /// Address of the next page.
    pub next: Option<String>,
    /// What was typed before.
    pub draft: CaseDraftText,
    /// What is wrong with it.
    pub errors: FormErrors,
    /// What fields propose.
    pub choices: Choices,
}

/// What the list is searched for.
#[derive(Debug, Clone, Default)]
pub struct CaseSearch {
    /// Words in number or title.
    pub words: String,
    /// Number of a unit.
    pub unit: String,
    /// A category.
    pub category: String,
    /// Number of an officer.
    pub officer: String,
    /// Whether this is not the first page.
    pub is_further: bool,
}

impl CaseSearch {
    fn fields(&self) -> [(&'static str, &str); 4] {
        [
            ("q", &self.words),
            ("unit", &self.unit),
            ("category", &self.category),
            ("officer", &self.officer),
        ]
    }

    /// Whether anything is left out by it.
    pub fn is_narrow(&self) -> bool {
        self.fields().iter().any(|(_, text)| !text.is_empty())
    }

    /// Categories to choose from.
    pub fn categories(&self, t: Words) -> Vec<Option3> {
        categories(t, &self.category)
    }

    /// Address of the page after this one.
    pub fn next(&self, after: &str) -> String {
        let given = self.fields().into_iter().filter(|(_, text)| !text.is_empty());
        let pairs = given.map(|(field, text)| format!("&{field}={}", escaped(text)));
        format!("/cases?after={}{}", escaped(after), pairs.collect::<String>())
    }
}

/// What was typed before.
#[derive(Debug, Clone, Default)]
pub struct CaseDraftText {
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
    /// What else is known of it.
    pub heading: HeadingForm,
}

/// One case file in a list.
pub struct CaseLine {
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// When it was created.
    pub created: Moment,
    /// Clips linked now.
    pub clips: String,
    /// Category and stage, where they are known.
    pub about: Vec<String>,
}

impl CaseLine {
    /// One case file as shown.
    pub fn new(t: Words, case: &CaseView) -> Self {
        Self {
            id: case.case_id.to_string(),
            number: name(&case.number),
            title: name(&case.title),
            created: moment(case.created_at),
            clips: t.count("cases-clips", case.clips),
            about: case.heading.as_ref().map_or_else(Vec::new, |heading| {
                let category = heading.category.map(|category| t.key(category_key(category)));
                category
                    .into_iter()
                    .chain(heading.stage.map(|stage| t.key(stage_key(stage))))
                    .collect()
            }),
        }
    }
}

/// The page of one case file.
#[derive(Template)]
#[template(path = "case.html")]
pub struct CasePageView {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// The case file.
    pub case: CaseLine,
    /// Its clips, oldest link first.
    pub links: Vec<LinkLine>,
    /// Its documents.
    pub documents: DocumentsCard,
    /// What is known of it beyond number and title.
    pub heading: Option<HeadingCard>,
    /// Everything that was said of that, newest first.
    pub headings: Vec<HeadingCard>,
    /// Its acts.
    pub acts: Vec<ActCard>,
    /// Clips proposed for them.
    pub suggestions: Vec<SuggestionLine>,
    /// How many those are.
    pub suggestion_count: u64,
    /// Its enforcement objects.
    pub objects: Vec<ObjectLine>,
    /// How it stands, what happened to it, its limits.
    pub states: StatesCard,
    /// The forms of this page.
    pub forms: CaseForms,
    /// Whether the visitor may change case files at all.
    pub may_change: bool,
    /// What fields propose.
    pub choices: Choices,
}

/// The forms of a case file's page.
pub struct CaseForms {
    /// Its heading.
    pub heading: HeadingForm,
    /// A new act.
    pub act: ActForm,
    /// A new object.
    pub object: ObjectForm,
    /// Something that happened.
    pub step: StepForm,
}

/// One clip of a case file.
pub struct LinkLine {
    /// The link.
    pub id: String,
    /// The clip.
    pub clip: ClipLine,
    /// When it was linked.
    pub linked: Moment,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: Option<String>,
    /// For what it stands: stage and acts.
    pub stands_for: Vec<String>,
    /// Who said so, when and why.
    pub placed: Option<Placed>,
    /// Stages to choose from.
    pub stages: Vec<Option3>,
    /// Acts to choose from.
    pub acts: Vec<Option3>,
    act_ids: Vec<ActId>,
}

/// Who said for what a clip stands.
pub struct Placed {
    /// Their name.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: Option<String>,
}

impl LinkLine {
    /// One link as shown.
    pub fn new(t: Words, link: &LinkView) -> Self {
        Self {
            id: link.link_id.to_string(),
            clip: ClipLine::new(t, &link.clip),
            linked: moment(link.linked_at),
            by: name(&link.linked_by),
            reason: link.reason.as_deref().map(name),
            stands_for: link.stage.map(|stage| t.key(stage_key(stage))).into_iter().collect(),
            placed: link.placing.as_ref().map(|placing| Placed {
                by: name(&placing.stated_by),
                at: moment(placing.stated_at),
                reason: placing.reason.as_deref().map(name),
            }),
            stages: stages(t, link.stage.map(CaseStage::as_str).unwrap_or_default()),
            acts: Vec::new(),
            act_ids: link.act_ids.clone(),
        }
    }

    /// With the acts for which it stands, and those for which it may.
    #[must_use]
    pub fn placed(mut self, acts: &[ActCard], views: &[ActView]) -> Self {
        let both = views.iter().zip(acts);
        let own = both.clone().filter(|(view, _)| self.act_ids.contains(&view.act_id));
        self.stands_for.extend(own.map(|(_, act)| act.kind.clone()));
        let standing = both.filter(|(view, _)| !view.is_void);
        let choices = standing.map(|(view, act)| {
            let began = act
                .sessions
                .first()
                .map(|session| session.from.text.as_str())
                .unwrap_or_default();
            let words = format!("{} {began}", act.kind).trim().to_owned();
            (act.id.clone(), words, self.act_ids.contains(&view.act_id))
        });
        self.acts = choices.collect();
        self
    }
}

/// The page on which clips are chosen for a case file.
#[derive(Template)]
#[template(path = "case_choose.html")]
pub struct ChoosePage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// The case file.
    pub case: CaseLine,
    /// What was looked for.
    pub search: Search,
    /// Clips to choose from, newest first, with those linked already.
    pub clips: Vec<Choice>,
    /// Address of the next page.
    pub next: Option<String>,
}

/// One clip to choose.
pub struct Choice {
    /// The clip.
    pub clip: ClipLine,
    /// Whether it is in the case file already.
    pub is_linked: bool,
}

/// The page that asks whether a clip shall be taken out.
#[derive(Template)]
#[template(path = "case_unlink.html")]
pub struct UnlinkPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// The case file.
    pub case: CaseLine,
    /// The link.
    pub link: LinkLine,
}
