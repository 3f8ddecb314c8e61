//! Case files: list, one with its clips, choosing clips, taking one out.

use askama::Template;
use evidence_schema::wire::cases::{CaseView, LinkView};

use super::super::show::{Moment, moment, name};
use super::super::words::Words;
use super::clips::{ClipLine, Search};
use super::documents::DocumentsCard;
use super::frame::Frame;
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
    pub search: Search,
    /// Newest first.
    pub cases: Vec<CaseLine>,
    /// Address of the next page.
    pub next: Option<String>,
    /// What was typed before.
    pub draft: CaseDraftText,
    /// What is wrong with it.
    pub errors: FormErrors,
}

/// What was typed before.
#[derive(Debug, Clone, Default)]
pub struct CaseDraftText {
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
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
        }
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
