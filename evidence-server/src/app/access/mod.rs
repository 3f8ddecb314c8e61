//! The facts that the access rule needs: what an asker's grants come to, and how far they reach one thing.
//!
//! What must stay true: facts are loaded anew for every request, from evidence; what is not there is answered like
//! what is hidden.

pub(super) mod deciders;
pub mod grants;
pub mod looks;
pub mod members;
pub mod sensitivity;

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{CaseId, ClipId, UnitId};
use evidence_schema::people::{Actor, Role, Roles};
use evidence_schema::rules::access::{self, Action, Asker, Grounds, Permit, Reach, Scope, Subject};

use super::{App, AppError, AppResult};
use crate::store::case_file::CaseRow;
use crate::store::clip::ClipRow;
use crate::store::person::PersonRow;

impl App {
    /// What an account, its grants and its officer come to.
    pub(super) async fn grounds_of(&self, person: &PersonRow) -> AppResult<Grounds> {
        let (whole, units) = self.store.covered_by(person.id).await?;
        Ok(Grounds {
            whole: whole.and(person.role.roles()),
            units,
            officer: self.store.officer_of_person(person.id).await?.map(|officer| officer.id),
        })
    }

    /// The same for an asker; nobody who is no person has grants.
    pub(super) async fn grounds(&self, asker: Asker) -> AppResult<Grounds> {
        let Asker::Person(id, roles) = asker else {
            return Ok(Grounds::default());
        };
        match self.store.person_by_id(id).await? {
            Some(person) => self.grounds_of(&person).await,
            // Only a command or a test acts for somebody without an account.
            None => Ok(Grounds {
                whole: roles,
                ..Grounds::default()
            }),
        }
    }

    /// Rows of footage and case files that the asker may see.
    pub(super) async fn scope(&self, asker: Asker) -> AppResult<Scope> {
        Ok(access::scope(asker, &self.grounds(asker).await?))
    }

    /// Asks the rule about something that belongs to a unit, or to no unit but the whole agency.
    ///
    /// # Errors
    /// With the code that fits the refusal.
    pub async fn permit_over(&self, asker: Asker, action: Action, unit: Option<UnitId>) -> AppResult<()> {
        let grounds = self.grounds(asker).await?;
        let reach = self.reach_of_unit(&grounds, unit).await?;
        self.permit(asker, action, Subject::Unit(reach))
    }

    /// How far somebody reaches what belongs to a unit.
    pub(super) async fn reach_of_unit(&self, grounds: &Grounds, unit: Option<UnitId>) -> AppResult<Reach> {
        let own = match grounds.officer {
            Some(officer) if unit.is_some() => self.unit_today(officer).await?,
            _ => None,
        };
        Ok(Reach {
            over: grounds.over(unit),
            is_own: own.is_some() && own == unit,
            ..Reach::default()
        })
    }

    /// How far somebody reaches a recorder or dock. One that belongs to no unit yet is there for whoever has a role at the
    /// top of the tree, and for every administrator: somebody must be able to bind it.
    pub(super) async fn reach_of_device(&self, grounds: &Grounds, unit: Option<UnitId>) -> AppResult<Reach> {
        let mut reach = self.reach_of_unit(grounds, unit).await?;
        if unit.is_none() {
            let administrator = Roles::of(&[Role::Administrator]);
            reach.over = reach.over.and(grounds.anywhere().only(administrator));
            for unit in self.store.units().await? {
                if unit.parent_id.is_none() {
                    reach.over = reach.over.and(grounds.over(Some(unit.id)));
                }
            }
        }
        Ok(reach)
    }

    /// Whether the asker may see a recorder or dock of this unit; no refusal is counted.
    pub(super) async fn is_device_seen(
        &self,
        (asker, grounds): (Asker, &Grounds),
        action: Action,
        unit: Option<UnitId>,
    ) -> AppResult<bool> {
        let reach = self.reach_of_device(grounds, unit).await?;
        Ok(access::permit(asker, action, Subject::Device(reach)) == Permit::Allowed)
    }

    /// How far somebody reaches a clip.
    pub(super) async fn reach_of_clip(&self, asker: Asker, grounds: &Grounds, clip: &ClipRow) -> AppResult<Reach> {
        let unit = self.store.unit_of_clip(clip.id, clip.device_serial.as_deref()).await?;
        let owner = self.store.attribution_now(clip.id).await?;
        let is_own = grounds.officer.is_some()
            && owner.is_some_and(|row| row.lead_id == grounds.officer || row.assisting_id == grounds.officer);
        let mut reach = Reach {
            over: grounds.over(unit),
            is_own,
            is_brought: self.is_brought_by(asker, clip.id).await?,
            flags: self.store.flags_of(&clip.id.to_string()).await?,
            ..Reach::default()
        };
        for link in self.store.links_of_clip(clip.id).await? {
            if let Some(case) = self.store.case_by_id(link.case_id).await? {
                let of_case = self.reach_of_case(asker, grounds, &case).await?;
                reach.through = reach.through.and(access::narrowed(of_case.over, of_case.flags));
                reach.is_member |= of_case.is_member;
            }
        }
        Ok(reach)
    }

    /// How far somebody reaches a case file.
    pub(super) async fn reach_of_case(&self, asker: Asker, grounds: &Grounds, case: &CaseRow) -> AppResult<Reach> {
        let is_member = match asker {
            Asker::Person(id, _) => case.created_by == Actor::Person(id) || self.store.is_member(case.id, id).await?,
            Asker::Anonymous | Asker::Dock(_) | Asker::Machine(_) | Asker::CaseSystem(_) => false,
        };
        let heading = self.store.heading_now(case.id).await?;
        let (unit, officers) = match heading {
            Some(heading) => (heading.unit_id, [heading.lead_id, heading.assisting_id]),
            None => (None, [None, None]),
        };
        let is_own = grounds.officer.is_some() && officers.contains(&grounds.officer);
        Ok(Reach {
            over: grounds.over(unit),
            is_own,
            // Whoever leads or assists is a member by themselves.
            is_member: is_member || is_own,
            flags: self.store.flags_of(&case.id.to_string()).await?,
            ..Reach::default()
        })
    }

    /// The row of a clip that the asker may do this with.
    pub(super) async fn clip_row(&self, asker: Asker, action: Action, id: ClipId) -> AppResult<ClipRow> {
        let Some(clip) = self.store.clip_by_id(id).await? else {
            self.permit(asker, action, Subject::Clip(Reach::default()))?;
            return Err(AppError::not_found("clip"));
        };
        let reach = self.reach_of_clip(asker, &self.grounds(asker).await?, &clip).await?;
        self.permit_about(asker, action, (Subject::Clip(reach), &id.to_string()))?;
        Ok(clip)
    }

    /// The case file that an asker may do this with.
    pub(super) async fn case_row(&self, asker: Asker, action: Action, id: CaseId) -> AppResult<CaseRow> {
        let Some(case) = self.store.case_by_id(id).await? else {
            self.permit(asker, action, Subject::Case(Reach::default()))?;
            return Err(AppError::not_found("case file"));
        };
        let reach = self.reach_of_case(asker, &self.grounds(asker).await?, &case).await?;
        self.permit_about(asker, action, (Subject::Case(reach), &id.to_string()))?;
        Ok(case)
    }

    /// The case file, looked at by somebody: an entry says so.
    pub(super) async fn case_seen(&self, asker: Asker, id: CaseId) -> AppResult<CaseRow> {
        let case = self.case_row(asker, Action::SeeCase, id).await?;
        self.looked(asker, Event::CaseSeen, id.to_string()).await?;
        Ok(case)
    }

    /// The clip, looked at by somebody: an entry says so.
    pub(super) async fn clip_seen(&self, asker: Asker, id: ClipId) -> AppResult<ClipRow> {
        let clip = self.clip_row(asker, Action::SeeClip, id).await?;
        self.looked(asker, Event::ClipSeen, id.to_string()).await?;
        Ok(clip)
    }

    /// Whether the asker may do this with a case file; no refusal is counted.
    pub(super) async fn may_with_case(&self, asker: Asker, action: Action, case: &CaseRow) -> AppResult<bool> {
        let reach = self.reach_of_case(asker, &self.grounds(asker).await?, case).await?;
        Ok(access::permit(asker, action, Subject::Case(reach)) == Permit::Allowed)
    }

    /// A clip, where the asker may see it; no refusal is counted.
    pub(super) async fn clip_if_seen(&self, asker: Asker, id: ClipId) -> AppResult<Option<ClipRow>> {
        let Some(clip) = self.store.clip_by_id(id).await? else {
            return Ok(None);
        };
        let reach = self.reach_of_clip(asker, &self.grounds(asker).await?, &clip).await?;
        let permit = access::permit(asker, Action::SeeClip, Subject::Clip(reach));
        Ok((permit == Permit::Allowed).then_some(clip))
    }
}
