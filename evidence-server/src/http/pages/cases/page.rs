//! The page of one case file: heading, acts, proposals, objects and clips, with the forms as somebody filled them.

use std::collections::BTreeMap;

use evidence_schema::case::ObjectKind;
use evidence_schema::ids::{ActId, CaseId, OfficerId};
use evidence_schema::rules::access::Action;
use evidence_schema::rules::coverage::Standing;
use evidence_schema::wire::acts::{ActView, ObjectView, SuggestionView};
use evidence_schema::wire::case_states::CaseStateView;
use evidence_schema::wire::cases::{CaseDetail, HeadingView};

use super::super::documents;
use super::super::ledger::names_and_choices;
use super::super::show;
use super::super::views::case::acts::{ActCard, ActForm};
use super::super::views::case::coverage::StandingLine;
use super::super::views::case::heading::{HeadingCard, HeadingForm};
use super::super::views::case::objects::{ObjectForm, ObjectLine};
use super::super::views::case::states::{StatesCard, StepForm};
use super::super::views::case::suggestions::SuggestionLine;
use super::super::views::cases::{CaseForms, CaseLine, CasePageView, LinkLine};
use super::super::views::documents::DocumentsCard;
use super::super::views::ledger::Choices;
use super::super::visit::Visit;
use super::super::words::Words;
use crate::app::ledger::names::LedgerNames;
use crate::app::{AppError, AppResult};

/// What the page shows, as the use cases give it.
struct Parts {
    detail: CaseDetail,
    headings: Vec<HeadingView>,
    acts: Vec<ActView>,
    standings: BTreeMap<ActId, Standing>,
    proposed: Vec<SuggestionView>,
    objects: Vec<ObjectView>,
    documents: DocumentsCard,
    states: CaseStateView,
    own_pair: Vec<OfficerId>,
    names: LedgerNames,
    choices: Choices,
}

async fn parts(visit: &Visit, id: CaseId) -> AppResult<Parts> {
    let (app, asker) = (&visit.app, visit.asker());
    // The case file first: whoever may not see it is told that nothing is there.
    let detail = app.case_detail(asker, id).await?;
    let (names, choices) = names_and_choices(visit).await?;
    Ok(Parts {
        detail,
        headings: app.headings(asker, id).await?,
        acts: app.acts(asker, id).await?,
        standings: app.standings_of_case(asker, id).await?,
        proposed: app.suggestions(asker, id).await?.suggestions,
        objects: app.objects(asker, id).await?,
        documents: documents::card(visit, id).await?,
        states: app.case_states(asker, id).await?,
        own_pair: app.officers_proposal(asker).await?,
        names,
        choices,
    })
}

impl Parts {
    /// Numbers of officers for the form of an act: the case file's; where it names none, or the visitor is one of them,
    /// the visitor's own pair.
    fn officers(&self) -> String {
        let heading = self.detail.case.heading.as_ref();
        let pair = heading.map(|heading| [heading.lead_id, heading.assisting_id]);
        let of_case: Vec<OfficerId> = pair.into_iter().flatten().flatten().collect();
        let is_own = self.own_pair.iter().any(|id| of_case.contains(id));
        let meant = if of_case.is_empty() || (is_own && self.own_pair.len() > 1) {
            &self.own_pair
        } else {
            &of_case
        };
        let named = meant.iter().filter_map(|id| self.names.officers.get(id));
        named.map(|named| named.number.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// One act with how it stands.
    fn card(&self, t: Words, act: &ActView) -> ActCard {
        let standing = self.standings.get(&act.act_id);
        ActCard {
            recorded: standing.map(|standing| StandingLine::of(t, *standing)),
            ..ActCard::new(t, &self.names, act)
        }
    }

    /// The forms as somebody filled them.
    fn filled(&self, today: &str, fill: impl FnOnce(&mut CaseForms)) -> CaseForms {
        let mut forms = self.forms(today);
        fill(&mut forms);
        forms.act = std::mem::take(&mut forms.act).proposing(&self.names);
        forms
    }

    /// The forms before anybody filled them.
    fn forms(&self, today: &str) -> CaseForms {
        CaseForms {
            heading: HeadingForm::of(&self.names, self.detail.case.heading.as_ref()),
            act: ActForm::fresh(today, self.officers()),
            object: ObjectForm {
                kind: ObjectKind::Plate.as_str().to_owned(),
                ..ObjectForm::default()
            },
            step: StepForm::default(),
        }
    }
}

/// The page of one case file, with the forms as somebody filled them.
pub(super) async fn page(visit: &Visit, id: CaseId, fill: impl FnOnce(&mut CaseForms)) -> AppResult<CasePageView> {
    let parts = parts(visit, id).await?;
    let (t, names, acts) = (visit.t, &parts.names, &parts.acts);
    let forms = parts.filled(&show::day(visit.app.now()).to_string(), fill);
    let (links, proposed) = (parts.detail.links.iter(), parts.proposed.iter());
    let heading = |heading: &HeadingView| HeadingCard::new(t, names, heading);
    let case = CaseLine::new(t, &parts.detail.case);
    let cards: Vec<ActCard> = acts.iter().map(|act| parts.card(t, act)).collect();
    Ok(CasePageView {
        t,
        frame: visit.frame_titled(&case.number),
        links: links.map(|link| LinkLine::new(t, link).placed(&cards, acts)).collect(),
        heading: parts.detail.case.heading.as_ref().map(heading),
        headings: parts.headings.iter().rev().map(heading).collect(),
        acts: cards,
        suggestion_count: u64::try_from(proposed.len()).map_err(AppError::internal)?,
        suggestions: proposed.map(|one| SuggestionLine::new(t, names, (acts, one))).collect(),
        objects: parts.objects.iter().map(|one| ObjectLine::new(t, names, one)).collect(),
        documents: parts.documents,
        states: StatesCard::new(t, names, (&parts.states, acts)),
        forms,
        may_change: visit.may(Action::ChangeCase),
        choices: parts.choices,
        case,
    })
}
