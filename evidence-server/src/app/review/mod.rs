//! Review: the two gates, what is sent for review, the written opinions on it, and coverage sheets.
//!
//! What must stay true: what was sent is fixed; whoever had a part in a case file judges nothing of it; a fact that happened
//! is never asked here.

mod bundled;
mod gates;
mod opinions;
mod records;
mod signing;

pub use records::SignedPage;

use std::collections::BTreeSet;

use evidence_schema::ids::{CaseId, PersonId};
use evidence_schema::people::{Actor, Role};
use evidence_schema::rules::access::decider::Task;
use evidence_schema::rules::review::reviewers::{Involved, Part, may_review, may_settle};

use super::access::deciders::persons;
use super::cases::acts::ActPeopleAndTimes;
use super::{App, AppResult};
use crate::store::act::ActVersionRow;

/// What somebody is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Judging {
    /// The written opinion.
    Opinion,
    /// What holds where the handlers disagree with it.
    Settling,
}

fn parts<'a>(part: Part, actors: impl Iterator<Item = &'a Actor>) -> impl Iterator<Item = Involved> {
    persons(actors).into_iter().map(move |person| Involved { person, part })
}

impl App {
    /// Everything that anybody had to do with a case file.
    async fn involved(&self, id: CaseId) -> AppResult<Vec<Involved>> {
        let mut involved = self.officers_involved(id).await?;
        if let Some(case) = self.store.case_by_id(id).await? {
            involved.extend(parts(Part::Handler, std::iter::once(&case.created_by)));
        }
        let headings = self.store.headings_of(id).await?;
        involved.extend(parts(Part::Handler, headings.iter().map(|heading| &heading.stated_by)));
        let signed = self.store.signed_of_case(id).await?;
        let bundles = signed.iter().filter(|row| row.answer.is_some());
        involved.extend(parts(Part::Sender, bundles.map(|row| &row.made_by)));
        let opinions = self.store.opinions_of_case(id).await?;
        involved.extend(parts(Part::Reviewer, opinions.iter().map(|opinion| &opinion.given_by)));
        Ok(involved)
    }

    /// Officers of any version of any act, whoever entered these, and whoever decided on explanations of them.
    async fn officers_involved(&self, id: CaseId) -> AppResult<Vec<Involved>> {
        let (mut involved, mut officers) = (Vec::new(), BTreeSet::new());
        for act in self.store.acts_of_case(id).await? {
            let versions = self.store.act_versions(act.act_id).await?;
            for version in &versions {
                officers.extend(ActPeopleAndTimes::of(version)?.officers);
            }
            let entered = versions.iter().map(|version: &ActVersionRow| &version.stated_by);
            involved.extend(parts(Part::Handler, entered));
            let explained = self.store.explanations_of_act(act.act_id).await?;
            let decided = explained.iter().filter_map(|(_, decision)| decision.as_ref());
            involved.extend(parts(Part::Approver, decided.map(|decision| &decision.stated_by)));
        }
        if let Some(heading) = self.store.heading_now(id).await? {
            officers.extend([heading.lead_id, heading.assisting_id].into_iter().flatten());
        }
        for officer in officers {
            let account = self.store.officer_by_id(officer).await?.and_then(|row| row.person_id);
            involved.extend(account.map(|person| Involved {
                person,
                part: Part::Officer,
            }));
        }
        Ok(involved)
    }

    /// Who may do this: nobody of the unit who had a part in it, else somebody of the unit above.
    async fn judge_of(&self, id: CaseId, judging: Judging) -> AppResult<Task> {
        let involved = self.involved(id).await?;
        let everybody: BTreeSet<PersonId> = involved.iter().map(|one| one.person).collect();
        let is_barred = |person: &PersonId| match judging {
            Judging::Opinion => !may_review(*person, &involved).is_empty(),
            Judging::Settling => !may_settle(*person, &involved).is_empty(),
        };
        let heading = self.store.heading_now(id).await?;
        Ok(Task {
            unit: heading.and_then(|heading| heading.unit_id),
            role: match judging {
                Judging::Opinion => Role::LegalReviewer,
                Judging::Settling => Role::Head,
            },
            done_by: BTreeSet::new(),
            part_of: everybody.into_iter().filter(is_barred).collect(),
        })
    }
}
