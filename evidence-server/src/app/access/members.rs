//! Membership of case files: whoever made one on a page is a member by themselves, others are added and leave again.
//!
//! What must stay true: a membership is ended, never deleted, and each has its reason.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{CaseId, MembershipId};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::access::{MemberPage, MemberView};

use crate::app::asker::actor_of;
use crate::app::docks::checked_title;
use crate::app::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::access::MemberRow;

/// One member as shown.
#[derive(Debug, Clone)]
pub struct MemberShown {
    /// The membership; absent where somebody is a member by themselves.
    pub row: Option<MemberRow>,
    /// Name.
    pub name: String,
    /// Name of who added them.
    pub added_by: Option<String>,
}

impl App {
    /// Members of a case file now.
    ///
    /// # Errors
    /// When the asker may not see the case file.
    pub async fn case_members(&self, asker: Asker, id: CaseId) -> AppResult<Vec<MemberShown>> {
        let case = self.case_seen(asker, id).await?;
        let mut shown = Vec::new();
        if matches!(case.created_by, Actor::Person(_)) {
            shown.push(MemberShown {
                row: None,
                name: self.actor_name(&case.created_by).await?,
                added_by: None,
            });
        }
        for row in self.store.members_of(id).await? {
            if row.left_at.is_none() {
                shown.push(MemberShown {
                    name: self.person_name(row.person_id).await?,
                    added_by: Some(self.actor_name(&row.added_by).await?),
                    row: Some(row),
                });
            }
        }
        Ok(shown)
    }

    /// The same for the API.
    ///
    /// # Errors
    /// As [`Self::case_members`].
    pub async fn case_member_views(&self, asker: Asker, id: CaseId) -> AppResult<MemberPage> {
        let members = self
            .case_members(asker, id)
            .await?
            .into_iter()
            .map(|member| MemberView {
                membership_id: member.row.as_ref().map(|row| row.id),
                added_at: member.row.as_ref().map(|row| row.added_at),
                reason: member.row.map(|row| row.reason),
                name: member.name,
                added_by: member.added_by,
            });
        Ok(MemberPage {
            members: members.collect(),
        })
    }

    /// Makes somebody a member.
    ///
    /// # Errors
    /// When the account is unknown, a member already, or no reason is given.
    pub async fn case_member_add(&self, asker: Asker, id: CaseId, (name, reason): (&str, &str)) -> AppResult<()> {
        self.case_row(asker, Action::ManageMembers, id).await?;
        let actor = actor_of(asker).ok_or_else(|| AppError::not_found("person"))?;
        let name = name.trim();
        let person = self.store.person_by_name(name).await?.filter(|person| person.is_active);
        let person = person.ok_or_else(|| AppError::invalid("name", format!("There is no account {name:?}.")))?;
        let row = MemberRow {
            id: MembershipId::from_random(self.chance()),
            case_id: id,
            person_id: person.id,
            added_at: self.now(),
            added_by: actor.clone(),
            reason: checked_title("reason", reason)?,
            left_at: None,
            left_by: None,
        };
        let mut tx = self.evidence(Event::CaseMemberAdded, actor, id.to_string()).await?;
        match tx.member_add(&row).await {
            Ok(()) => self.commit(tx).await,
            Err(StoreError::Exists) => Err(AppError::invalid("name", "They are a member already.")),
            Err(e) => Err(e.into()),
        }
    }

    /// Ends a membership.
    ///
    /// # Errors
    /// When there is none, or it ended before.
    pub async fn case_member_end(&self, asker: Asker, id: CaseId, membership: MembershipId) -> AppResult<()> {
        self.case_row(asker, Action::ManageMembers, id).await?;
        let actor = actor_of(asker).ok_or_else(|| AppError::not_found("person"))?;
        let row = self
            .store
            .member_by_id(membership)
            .await?
            .filter(|row| row.case_id == id);
        let row = row.ok_or_else(|| AppError::not_found("member"))?;
        if row.left_at.is_some() {
            return Err(StoreError::Stale.into());
        }
        let ended = MemberRow {
            left_at: Some(self.now()),
            left_by: Some(actor.clone()),
            ..row
        };
        let mut tx = self.evidence(Event::CaseMemberLeft, actor, id.to_string()).await?;
        tx.member_end(&ended).await?;
        self.commit(tx).await
    }
}
