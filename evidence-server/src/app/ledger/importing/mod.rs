//! CSV files of units, officers, recorders and rosters: a preview for people, then all of it in one commit or nothing.
//!
//! What must stay true: the plan that is carried out was made inside the transaction, against a ledger that nobody else
//! changes meanwhile; whoever saw a plan before and names its digest gets that plan or a conflict.

mod facts;
mod postings;
mod writing;

use chrono::Days;
use evidence_schema::custody::entry::Event;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ledger_import::{ImportErrors, ImportKind, KindFile, KindPlan};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::imports::ImportAnswer;
use evidence_schema::wire::problem::ProblemCode;

use crate::app::{App, AppError, AppResult};
use crate::store::imported::LedgerRows;
use facts::{Facts, instant};

/// Subject of the entries: an import is about the ledger as a whole.
const SUBJECT: &str = "ledger";

/// A file that somebody wants to import.
pub struct ImportWish {
    /// What it is about.
    pub kind: ImportKind,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Digest of the plan that was seen before; absent when none was.
    pub seen_plan: Option<Sha256Digest>,
}

/// A file that was read, with what names it.
struct Incoming {
    kind: ImportKind,
    sha256: Sha256Digest,
    file: Result<KindFile, ImportErrors>,
}

impl Incoming {
    /// Large files take a while to read: on a thread of their own.
    async fn read(kind: ImportKind, bytes: Vec<u8>) -> AppResult<Self> {
        let read = move || Self {
            kind,
            sha256: Sha256Digest::of(&bytes),
            file: KindFile::read(kind, &bytes),
        };
        tokio::task::spawn_blocking(read).await.map_err(AppError::internal)
    }

    /// The time in which duties of the ledger can touch those of the file: theirs, and a long duty on either side.
    fn duties(&self) -> Option<(Timestamp, Timestamp)> {
        let Ok(KindFile::Roster(file)) = &self.file else {
            return None;
        };
        let days = || file.records.iter().map(|lined| lined.record.date);
        let first = days().min()?.checked_sub_days(Days::new(2))?;
        let last = days().max()?.checked_add_days(Days::new(3))?;
        let midnight = chrono::NaiveTime::MIN;
        Some((instant(first.and_time(midnight)), instant(last.and_time(midnight))))
    }

    fn plan(&self, rows: &LedgerRows, now: Timestamp) -> AppResult<KindPlan> {
        let file = match &self.file {
            Ok(file) => file,
            Err(errors) => return Ok(KindPlan::refused(self.kind, errors.clone())),
        };
        let plan = file.plan(&Facts::of(rows)?.existing());
        Ok(match (plan, file) {
            (KindPlan::Officers(plan), KindFile::Officers(file)) => {
                KindPlan::Officers(postings::checked(plan, file, (rows, now)))
            }
            (plan, _) => plan,
        })
    }

    fn answer(&self, plan: KindPlan, is_applied: bool) -> AppResult<ImportAnswer> {
        let text = serde_json::to_vec(&(self.sha256, &plan)).map_err(AppError::internal)?;
        Ok(ImportAnswer {
            file_sha256: self.sha256,
            plan_sha256: Sha256Digest::of(&text),
            is_applied,
            plan,
        })
    }
}

fn plan_differs() -> AppError {
    AppError::new(
        ProblemCode::Conflict,
        "The ledger was changed since this import was shown; it would do something else now.",
    )
    .kept("Nothing was changed.")
    .next("Look at the preview again.")
}

/// A plan that may be carried out, or everything that is wrong with the file, by line and column.
///
/// # Errors
/// [`ProblemCode::FieldsInvalid`] with the places.
pub fn refused_with_errors<T>(answer: T, errors: &ImportErrors) -> AppResult<T> {
    if errors.is_empty() {
        return Ok(answer);
    }
    let error = AppError::new(
        ProblemCode::FieldsInvalid,
        "Something is wrong with the file; nothing was imported.",
    );
    let error = match errors.further {
        0 => error.next("Correct the file and send it again."),
        further => error.next(format!(
            "Correct the file and send it again; {further} more errors are not listed."
        )),
    };
    let listed = errors.listed.iter();
    Err(listed.fold(error, |error, wrong| {
        let shown = wrong
            .shown
            .as_deref()
            .map(|shown| format!("{shown:?}: "))
            .unwrap_or_default();
        error.field(&wrong.place(), format!("{shown}{}", wrong.message))
    }))
}

impl App {
    /// What the import of a file would do. The caller has asked `permit`, or is the command line.
    ///
    /// # Errors
    /// When the database does not answer; what is wrong with the file is part of the plan.
    pub async fn ledger_import_plan(&self, kind: ImportKind, bytes: Vec<u8>) -> AppResult<ImportAnswer> {
        let incoming = Incoming::read(kind, bytes).await?;
        let rows = self.store.ledger_rows(incoming.duties()).await?;
        let plan = incoming.plan(&rows, self.now())?;
        incoming.answer(plan, false)
    }

    /// Imports a file: all of it, or nothing where something is wrong with it. The caller has asked `permit`, or is the
    /// command line.
    ///
    /// # Errors
    /// When another plan was seen before, or nothing was changed for another reason.
    pub async fn ledger_import(&self, actor: Actor, wish: ImportWish) -> AppResult<ImportAnswer> {
        let incoming = Incoming::read(wish.kind, wish.bytes).await?;
        let mut tx = self
            .evidence(Event::LedgerImported, actor.clone(), SUBJECT.to_owned())
            .await?;
        let rows = tx.ledger_locked(incoming.duties()).await?;
        let now = self.now();
        let plan = incoming.plan(&rows, now)?;
        let planned = incoming.answer(plan, false)?;
        if !planned.plan.errors().is_empty() {
            return Ok(planned);
        }
        let (adds, changes, unchanged) = planned.plan.counts();
        // A file that is in the ledger already is imported, whatever was seen before: a button may be pressed twice.
        if adds + changes > 0 {
            if wish.seen_plan.is_some_and(|seen| seen != planned.plan_sha256) {
                return Err(plan_differs());
            }
            let writing = writing::Writing::new(self, &mut tx, (&rows, actor, now));
            writing.plan(&planned.plan).await?;
            tx.fact("kind", wish.kind.as_str());
            tx.fact("file_sha256", planned.file_sha256.to_string());
            tx.fact("adds", adds);
            tx.fact("changes", changes);
            tx.fact("unchanged", unchanged);
            self.commit_in_parts(tx).await?;
            self.jobs_due.notify_waiters();
        }
        Ok(ImportAnswer {
            is_applied: true,
            ..planned
        })
    }

    /// The preview, asked for by somebody.
    ///
    /// # Errors
    /// As [`Self::ledger_import_plan`], or when the asker may not.
    pub async fn ledger_import_plan_by(
        &self,
        asker: Asker,
        kind: ImportKind,
        bytes: Vec<u8>,
    ) -> AppResult<ImportAnswer> {
        self.ledger_import_permit(asker).await?;
        self.ledger_import_plan(kind, bytes).await
    }

    /// The import, asked for by somebody.
    ///
    /// # Errors
    /// As [`Self::ledger_import`], or when the asker may not.
    pub async fn ledger_import_by(&self, asker: Asker, wish: ImportWish) -> AppResult<ImportAnswer> {
        self.ledger_import_permit(asker).await?;
        let actor = self.ledger_actor(asker, Action::ManageLedger)?;
        self.ledger_import(actor, wish).await
    }

    /// Whether somebody may import, before a long body is read.
    ///
    /// # Errors
    /// When the asker may not.
    pub async fn ledger_import_permit(&self, asker: Asker) -> AppResult<()> {
        self.permit_over(asker, Action::ManageLedger, None).await
    }
}
