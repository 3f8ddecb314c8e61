//! Grants: who holds which role on which unit; given and taken back, each with an entry.
//!
//! What must stay true: nobody gives a role to themselves; whoever administers a part of the tree grants inside it;
//! there is always somebody left who administers the whole agency.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{GrantId, PersonId};
use evidence_schema::people::{Actor, Role, Standing};
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::wire::access::{GrantDraft, GrantView};
use evidence_schema::wire::problem::ProblemCode;

use crate::app::asker::actor_of;
use crate::app::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::access::GrantRow;
use crate::store::person::PersonRow;
use crate::store::unit::UnitRow;

/// A grant with the names that people know its person and unit by.
#[derive(Debug, Clone)]
pub struct GrantShown {
    /// The grant.
    pub grant: GrantRow,
    /// Who holds it.
    pub person: String,
    /// The unit; absent for the whole agency.
    pub unit: Option<UnitRow>,
}

fn to_oneself() -> AppError {
    AppError::new(ProblemCode::Forbidden, "Nobody changes their own roles.")
        .kept("The roles as they are.")
        .next("Ask another administrator.")
}

impl App {
    async fn person_named(&self, name: &str) -> AppResult<PersonRow> {
        let person = self.store.person_by_name(name.trim()).await?;
        person.ok_or_else(|| AppError::invalid("name", format!("There is no account {:?}.", name.trim())))
    }

    /// Grants a role. The caller has asked `permit`, or is the command line of whoever runs the server.
    ///
    /// # Errors
    /// When account or unit are unknown, or the role is held already.
    pub async fn role_grant(&self, actor: Actor, draft: GrantDraft) -> AppResult<GrantRow> {
        let person = self.person_named(&draft.name).await?;
        let unit_id = match crate::app::ledger::given(draft.unit_number.as_deref()) {
            Some(number) => Some(self.unit_named("unit_number", number).await?.id),
            None => None,
        };
        let grant = GrantRow {
            id: GrantId::from_random(self.chance()),
            person_id: person.id,
            role: draft.role,
            unit_id,
            granted_at: self.now(),
            granted_by: actor.clone(),
            withdrawn_at: None,
            withdrawn_by: None,
        };
        let mut tx = self.evidence(Event::RoleGranted, actor, person.id.to_string()).await?;
        match tx.grant_add(&grant).await {
            Ok(()) => self.commit(tx).await?,
            Err(StoreError::Exists) => return Err(AppError::invalid("role", "This role is held there already.")),
            Err(e) => return Err(e.into()),
        }
        Ok(grant)
    }

    /// The same, asked for by somebody.
    ///
    /// # Errors
    /// As [`Self::role_grant`], when the asker may not, or would grant to themselves.
    pub async fn role_grant_by(&self, asker: Asker, draft: GrantDraft) -> AppResult<GrantRow> {
        self.permit(asker, Action::ManagePeople, Subject::Installation)?;
        let unit = match crate::app::ledger::given(draft.unit_number.as_deref()) {
            Some(number) => Some(self.unit_named("unit_number", number).await?.id),
            None => None,
        };
        self.permit_over(asker, Action::ManagePeople, unit).await?;
        let actor = actor_of(asker).ok_or_else(|| AppError::not_found("person"))?;
        if actor == Actor::Person(self.person_named(&draft.name).await?.id) {
            return Err(to_oneself());
        }
        self.role_grant(actor, draft).await
    }

    /// Takes a role back; sessions know at once. The caller has asked `permit`, or is the command line.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`]; [`ProblemCode::Conflict`] when it was taken back before; when nobody would be left
    /// who administers the whole agency.
    pub async fn role_withdraw(&self, actor: Actor, id: GrantId) -> AppResult<()> {
        let grant = self.grant_standing(id).await?;
        if grant.role == Role::Administrator && grant.unit_id.is_none() && self.administrators_but(&grant).await? == 0 {
            let message = "Nobody would be left who administers the whole agency.";
            return Err(AppError::invalid("role", message));
        }
        let ended = GrantRow {
            withdrawn_at: Some(self.now()),
            withdrawn_by: Some(actor.clone()),
            ..grant
        };
        let subject = ended.person_id.to_string();
        let mut tx = self.evidence(Event::RoleWithdrawn, actor, subject).await?;
        tx.grant_end(&ended).await?;
        self.commit(tx).await
    }

    /// The same, asked for by somebody.
    ///
    /// # Errors
    /// As [`Self::role_withdraw`], or when the asker may not.
    pub async fn role_withdraw_by(&self, asker: Asker, id: GrantId) -> AppResult<()> {
        self.permit(asker, Action::ManagePeople, Subject::Installation)?;
        let grant = self.grant_standing(id).await?;
        self.permit_over(asker, Action::ManagePeople, grant.unit_id).await?;
        let actor = actor_of(asker).ok_or_else(|| AppError::not_found("person"))?;
        if actor == Actor::Person(grant.person_id) {
            return Err(to_oneself());
        }
        self.role_withdraw(actor, id).await
    }

    /// The grant that stands for these words.
    ///
    /// # Errors
    /// When account or unit are unknown, or the role is not held there.
    pub async fn grant_meant(&self, draft: &GrantDraft) -> AppResult<GrantId> {
        let person = self.person_named(&draft.name).await?;
        let unit_id = match crate::app::ledger::given(draft.unit_number.as_deref()) {
            Some(number) => Some(self.unit_named("unit_number", number).await?.id),
            None => None,
        };
        let grants = self.store.grants().await?;
        let is_meant = |g: &&GrantRow| g.person_id == person.id && g.role == draft.role && g.unit_id == unit_id;
        let meant = grants.iter().find(is_meant).map(|grant| grant.id);
        meant.ok_or_else(|| AppError::invalid("role", "This role is not held there."))
    }

    async fn grant_standing(&self, id: GrantId) -> AppResult<GrantRow> {
        let grant = self.store.grant_by_id(id).await?;
        let grant = grant.ok_or_else(|| AppError::not_found("grant"))?;
        if grant.withdrawn_at.is_some() {
            return Err(StoreError::Stale.into());
        }
        Ok(grant)
    }

    /// How many others administer the whole agency.
    async fn administrators_but(&self, gone: &GrantRow) -> AppResult<usize> {
        let people = self.store.people().await?;
        let by_standing = people
            .iter()
            .filter(|p| p.is_active && p.role == Standing::Administrator)
            .count();
        let is_active = |id: PersonId| people.iter().any(|p| p.is_active && p.id == id);
        let grants = self.store.grants().await?;
        let by_grant = grants.iter().filter(|g| {
            g.id != gone.id && g.role == Role::Administrator && g.unit_id.is_none() && is_active(g.person_id)
        });
        Ok(by_standing + by_grant.count())
    }

    /// Every grant that stands, for whoever may see accounts.
    ///
    /// # Errors
    /// When the asker may not see them.
    pub async fn grants(&self, asker: Asker) -> AppResult<Vec<GrantShown>> {
        let people = self.people(asker).await?;
        let units = self.store.units().await?;
        let shown = self.store.grants().await?.into_iter().map(|grant| GrantShown {
            person: people
                .iter()
                .find(|person| person.id == grant.person_id)
                .map(|person| person.name.clone())
                .unwrap_or_default(),
            unit: units.iter().find(|unit| Some(unit.id) == grant.unit_id).cloned(),
            grant,
        });
        Ok(shown.collect())
    }
}

/// A grant as the API shows it.
pub fn grant_view(grant: &GrantRow) -> GrantView {
    GrantView {
        grant_id: grant.id,
        person_id: grant.person_id,
        role: grant.role,
        unit_id: grant.unit_id,
        granted_at: grant.granted_at,
        granted_by: grant.granted_by.to_string(),
    }
}
