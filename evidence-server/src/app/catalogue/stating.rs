//! A new version of the act catalogue from a file: a preview for people, then all of it in one commit or nothing.
//!
//! What must stay true: no version is ever changed; the plan that is carried out was made inside the transaction; whoever
//! saw a plan before and names its digest gets that plan or a conflict.

use chrono::{Datelike, NaiveDate};
use evidence_schema::custody::entry::Event;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::CatalogueVersionId;
use evidence_schema::ledger_import::ImportErrors;
use evidence_schema::ledger_import::catalogue::{Catalogue, CatalogueChanges, CatalogueFormat, changes};
use evidence_schema::limits::CATALOGUE_VERSIONS_MAX;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::catalogue::{CatalogueAnswer, CataloguePlan};
use evidence_schema::wire::problem::ProblemCode;

use super::{catalogue_in, number_on, preset};
use crate::app::asker::person_of;
use crate::app::docks::checked_title;
use crate::app::error::overtaken;
use crate::app::ledger::units::day_of;
use crate::app::{App, AppError, AppResult};
use crate::store::EvidenceTx;
use crate::store::catalogue::{Beginning, CatalogueVersionRow};

/// A file, from when on it holds, and why.
#[derive(Debug, Clone)]
pub struct StatedFile {
    /// Which kind of file it is.
    pub format: CatalogueFormat,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The first day on which the version is in force.
    pub from: NaiveDate,
    /// Why it is stated.
    pub reason: String,
}

/// A version that somebody wants to state.
#[derive(Debug, Clone)]
pub struct CatalogueWish {
    /// The file.
    pub file: StatedFile,
    /// Digest of the plan that was seen before; absent when none was.
    pub seen_plan: Option<Sha256Digest>,
}

/// A file that was read.
struct Incoming {
    sha256: Sha256Digest,
    from: NaiveDate,
    reason: String,
    read: Result<Catalogue, ImportErrors>,
}

impl Incoming {
    async fn read(file: StatedFile) -> AppResult<Self> {
        let reason = checked_title("reason", &file.reason)?;
        if !(2000..=2199).contains(&file.from.year()) {
            return Err(AppError::invalid("from", "A day like 2026-11-21."));
        }
        let read = move || Self {
            sha256: Sha256Digest::of(&file.bytes),
            from: file.from,
            reason,
            read: Catalogue::read(file.format, &file.bytes),
        };
        tokio::task::spawn_blocking(read).await.map_err(AppError::internal)
    }

    /// What it would change of the catalogue that is in force on its day.
    fn plan(&self, (number, before): (u64, &Catalogue), today: NaiveDate) -> CataloguePlan {
        let (changes, errors) = match &self.read {
            Ok(after) => (changes(before, after), ImportErrors::default()),
            Err(errors) => (CatalogueChanges::default(), errors.clone()),
        };
        CataloguePlan {
            in_force_from: self.from,
            compared_with: number,
            is_backdated: self.from < today,
            changes,
            errors,
        }
    }

    fn answer(&self, plan: CataloguePlan, is_applied: bool) -> AppResult<CatalogueAnswer> {
        let text = serde_json::to_vec(&(self.sha256, &plan)).map_err(AppError::internal)?;
        Ok(CatalogueAnswer {
            file_sha256: self.sha256,
            plan_sha256: Sha256Digest::of(&text),
            is_applied,
            plan,
        })
    }

    fn row(
        &self,
        catalogue: &Catalogue,
        (id, number): (CatalogueVersionId, u64),
        (stated_at, stated_by): (Timestamp, Actor),
    ) -> AppResult<CatalogueVersionRow> {
        let body = catalogue.body().map_err(AppError::internal)?;
        Ok(CatalogueVersionRow {
            id,
            number,
            in_force_from: self.from,
            digest: Sha256Digest::of(body.as_bytes()),
            body,
            reason: self.reason.clone(),
            stated_at,
            stated_by,
        })
    }
}

fn plan_differs() -> AppError {
    AppError::new(
        ProblemCode::Conflict,
        "The act catalogue was changed since this file was shown; it would do something else now.",
    )
    .kept("Nothing was changed.")
    .next("Look at the preview again.")
}

/// The next number; every version ever stated is kept, so there are not endlessly many.
fn next_number(versions: &[Beginning]) -> AppResult<u64> {
    if versions.len() >= CATALOGUE_VERSIONS_MAX {
        let message = format!("There are at most {CATALOGUE_VERSIONS_MAX} versions.");
        return Err(AppError::invalid("file", message));
    }
    Ok(versions.iter().map(|one| one.number).max().unwrap_or(0) + 1)
}

/// What is in force on a day, as the transaction that will write sees it.
async fn standing(tx: &mut EvidenceTx, (versions, day): (&[Beginning], NaiveDate)) -> AppResult<(u64, Catalogue)> {
    let number = number_on(versions, day);
    match tx.catalogue_by_number(number).await? {
        Some(row) => Ok((number, catalogue_in(&row)?)),
        None => Ok((number, preset()?.as_ref().clone())),
    }
}

impl App {
    /// What a file would change. The caller has asked `permit`, or is the command line.
    ///
    /// # Errors
    /// When the day or the reason is none; what is wrong with the file is part of the plan.
    pub async fn catalogue_plan(&self, file: StatedFile) -> AppResult<CatalogueAnswer> {
        let incoming = Incoming::read(file).await?;
        let before = self.catalogue_on(incoming.from).await?;
        let plan = incoming.plan((before.number, &before.catalogue), day_of(self.now()));
        incoming.answer(plan, false)
    }

    /// States a new version: all of the file, or nothing where something is wrong with it. The caller has asked `permit`,
    /// or is the command line.
    ///
    /// # Errors
    /// When another plan was seen before, or nothing was changed for another reason.
    pub async fn catalogue_state(&self, actor: Actor, wish: CatalogueWish) -> AppResult<CatalogueAnswer> {
        let incoming = Incoming::read(wish.file).await?;
        let id = CatalogueVersionId::from_random(self.chance());
        let mut tx = self
            .evidence(Event::CatalogueStated, actor.clone(), id.to_string())
            .await?;
        tx.catalogue_take().await?;
        let versions = tx.catalogue_beginnings().await?;
        let (number, before) = standing(&mut tx, (&versions, incoming.from)).await?;
        let planned = incoming.answer(incoming.plan((number, &before), day_of(self.now())), false)?;
        let Ok(catalogue) = &incoming.read else {
            return Ok(planned);
        };
        // What is in force already is no new version, whatever was seen before: a button may be pressed twice.
        if !planned.plan.changes.is_none() {
            if wish.seen_plan.is_some_and(|seen| seen != planned.plan_sha256) {
                return Err(plan_differs());
            }
            let number = next_number(&versions)?;
            let row = incoming.row(catalogue, (id, number), (self.now(), actor))?;
            tx.catalogue_version_add(&row).await.map_err(overtaken)?;
            tx.fact("file_sha256", incoming.sha256.to_string());
            self.commit(tx).await?;
        }
        Ok(CatalogueAnswer {
            is_applied: true,
            ..planned
        })
    }

    /// The preview, asked for by somebody.
    ///
    /// # Errors
    /// As [`Self::catalogue_plan`], or when the asker may not.
    pub async fn catalogue_plan_by(&self, asker: Asker, file: StatedFile) -> AppResult<CatalogueAnswer> {
        self.catalogue_permit(asker).await?;
        self.catalogue_plan(file).await
    }

    /// A new version, stated by somebody.
    ///
    /// # Errors
    /// As [`Self::catalogue_state`], or when the asker may not.
    pub async fn catalogue_state_by(&self, asker: Asker, wish: CatalogueWish) -> AppResult<CatalogueAnswer> {
        self.catalogue_permit(asker).await?;
        self.catalogue_state(person_of(asker)?, wish).await
    }

    /// Whether somebody may state versions, before a long body is read: it holds for the whole agency.
    ///
    /// # Errors
    /// When the asker may not.
    pub async fn catalogue_permit(&self, asker: Asker) -> AppResult<()> {
        self.permit_over(asker, Action::StateCatalogue, None).await
    }
}
