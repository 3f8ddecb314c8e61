//! CSV files of case files, acts and enforcement objects: a preview for people, then all of it in one commit or nothing.
//!
//! What must stay true: each case file is judged as if the case system had told of it, and has an entry of its own, so
//! that its export proves it; whoever saw a plan before and names its digest gets that plan or a conflict; what is written was
//! judged in the transaction that writes it.

mod facts;
mod planning;

use std::collections::BTreeSet;

use evidence_schema::case::CaseSource;
use evidence_schema::custody::entry::Event;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ledger_import::ImportErrors;
use evidence_schema::ledger_import::cases::{CaseFile, CaseImportKind};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::imports::{CaseImportAnswer, CasePlan};
use evidence_schema::wire::problem::ProblemCode;

use super::person_of;
use super::telling::{Judged, Known, Teller, hold};
use crate::app::{App, AppError, AppResult};
use crate::store::told::CasesRead;
use facts::Told;

/// A file that somebody wants to import.
pub struct CaseImportWish {
    /// What it tells of.
    pub kind: CaseImportKind,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Digest of the plan that was seen before; absent when none was.
    pub seen_plan: Option<Sha256Digest>,
}

/// A file that was read, held against what is here.
struct Incoming {
    file_sha256: Sha256Digest,
    plan: CasePlan,
    /// Absent where something is wrong with the file.
    read: Option<Read>,
}

/// What a file tells, and what was made of it.
struct Read {
    file: CaseFile,
    known: Known,
    all_told: Vec<Told>,
    judged: Vec<Judged>,
}

impl Incoming {
    fn answer(&self, is_applied: bool) -> AppResult<CaseImportAnswer> {
        let text = serde_json::to_vec(&(self.file_sha256, &self.plan)).map_err(AppError::internal)?;
        Ok(CaseImportAnswer {
            file_sha256: self.file_sha256,
            plan_sha256: Sha256Digest::of(&text),
            is_applied,
            plan: self.plan.clone(),
        })
    }

    /// What is to be written.
    fn writes(&self) -> impl Iterator<Item = &Judged> {
        let judged = self.read.iter().flat_map(|read| &read.judged);
        judged.filter(|judged| judged.has_writes())
    }

    /// Numbers of the case files of which something is to be written.
    fn numbers(&self) -> BTreeSet<&str> {
        self.writes().map(|judged| judged.case.number.as_str()).collect()
    }
}

fn plan_differs() -> AppError {
    AppError::new(
        ProblemCode::Conflict,
        "Case files were changed since this import was shown; it would do something else now.",
    )
    .kept("Nothing was changed.")
    .next("Look at the preview again.")
}

impl App {
    /// What the import of a file would do. The caller has asked `permit`, or is the command line.
    ///
    /// # Errors
    /// When the database does not answer; what is wrong with the file is part of the plan.
    pub async fn case_import_plan(&self, kind: CaseImportKind, bytes: Vec<u8>) -> AppResult<CaseImportAnswer> {
        let teller = Teller {
            source: CaseSource::Import,
            actor: Actor::system("preview"),
        };
        self.case_import_read(&teller, (kind, bytes)).await?.answer(false)
    }

    /// Imports a file: all of it, or nothing where something is wrong with it. The caller has asked `permit`, or is the
    /// command line.
    ///
    /// # Errors
    /// When another plan was seen before, or somebody else wrote meanwhile; then nothing was changed.
    pub async fn case_import(&self, actor: Actor, wish: CaseImportWish) -> AppResult<CaseImportAnswer> {
        let teller = Teller {
            source: CaseSource::Import,
            actor,
        };
        let mut incoming = self.case_import_read(&teller, (wish.kind, wish.bytes)).await?;
        let mut planned = incoming.answer(false)?;
        if !planned.plan.errors.is_empty() {
            return Ok(planned);
        }
        // A file that is here already is imported, whatever was seen before: a button may be pressed twice.
        if incoming.writes().next().is_some() {
            let seen = wish.seen_plan.unwrap_or(planned.plan_sha256);
            if seen != planned.plan_sha256 {
                return Err(plan_differs());
            }
            planned = self.case_import_write(&teller, &mut incoming, wish.seen_plan).await?;
        }
        Ok(CaseImportAnswer {
            is_applied: true,
            ..planned
        })
    }

    /// Judges once more while nobody else may write of these case files, and writes what is still to be written.
    async fn case_import_write(
        &self,
        teller: &Teller,
        incoming: &mut Incoming,
        seen_plan: Option<Sha256Digest>,
    ) -> AppResult<CaseImportAnswer> {
        let mut tx = self
            .evidence(Event::CaseImported, teller.actor.clone(), String::new())
            .await?;
        tx.cases_take(incoming.numbers()).await?;
        if let Some(read) = &mut incoming.read {
            incoming.plan = self.case_import_judge(teller, tx.cases_read(), read).await?;
        }
        let planned = incoming.answer(false)?;
        if seen_plan.is_some_and(|seen| seen != planned.plan_sha256) {
            return Err(plan_differs());
        }
        if incoming.writes().next().is_none() {
            return Ok(planned);
        }
        for judged in incoming.writes() {
            let subject = judged.case.id.to_string();
            tx.go_on(Event::CaseImported, subject, &*self.outside.random).await?;
            self.told_write(&mut tx, judged).await?;
            tx.fact("kind", planned.plan.kind.as_str());
            tx.fact("file_sha256", planned.file_sha256.to_string());
        }
        self.commit_in_parts(tx).await?;
        Ok(planned)
    }

    async fn case_import_read(&self, teller: &Teller, (kind, bytes): (CaseImportKind, Vec<u8>)) -> AppResult<Incoming> {
        // Large files take a while to read: on a thread of their own.
        let read = move || (Sha256Digest::of(&bytes), CaseFile::read(kind, &bytes));
        let (file_sha256, file) = tokio::task::spawn_blocking(read).await.map_err(AppError::internal)?;
        let refuse = |errors| Incoming {
            file_sha256,
            plan: refused(kind, errors),
            read: None,
        };
        let file = match file {
            Ok(file) => file,
            Err(errors) => return Ok(refuse(errors)),
        };
        let mut read = Read {
            known: Known::all(&self.store).await?,
            all_told: Told::of(&file)?,
            judged: Vec::new(),
            file,
        };
        let plan = self
            .case_import_judge(teller, self.store.cases_read(), &mut read)
            .await?;
        let read = plan.errors.is_empty().then_some(read);
        Ok(Incoming {
            file_sha256,
            plan,
            read,
        })
    }

    /// Holds everything that the file tells against what is held now.
    async fn case_import_judge(&self, teller: &Teller, cases: CasesRead<'_>, read: &mut Read) -> AppResult<CasePlan> {
        let told = read.all_told.iter_mut();
        let mut told: Vec<_> = told.map(|told| (&told.words, &mut told.held)).collect();
        hold(cases, &mut told).await?;
        let errors = planning::unknown_cases(&read.file, &read.all_told);
        if !errors.is_empty() {
            return Ok(refused(read.file.kind, errors));
        }
        read.judged.clear();
        for told in &read.all_told {
            let judged = self.told_judge(teller, &read.known, (&told.words, &told.held))?;
            read.judged.push(judged);
        }
        planning::plan(&read.known, &read.file, (&read.all_told, &read.judged))
    }

    /// The preview, asked for by somebody.
    ///
    /// # Errors
    /// As [`Self::case_import_plan`], or when the asker may not.
    pub async fn case_import_plan_by(
        &self,
        asker: Asker,
        (kind, bytes): (CaseImportKind, Vec<u8>),
    ) -> AppResult<CaseImportAnswer> {
        self.case_import_permit(asker).await?;
        let planned = self.case_import_plan(kind, bytes).await?;
        let asked = format!("preview of {} {}", kind.as_str(), planned.file_sha256);
        let plan = &planned.plan;
        let unchanged = usize::try_from(plan.unchanged).unwrap_or(usize::MAX);
        let rows = plan.lines.len().saturating_add(unchanged);
        self.rows_seen(asker, "case", (&asked, rows)).await?;
        Ok(planned)
    }

    /// The import, asked for by somebody.
    ///
    /// # Errors
    /// As [`Self::case_import`], or when the asker may not.
    pub async fn case_import_by(&self, asker: Asker, wish: CaseImportWish) -> AppResult<CaseImportAnswer> {
        self.case_import_permit(asker).await?;
        self.case_import(person_of(asker)?, wish).await
    }

    /// Whether somebody may import case files, before a long body is read: a file tells of every unit's.
    ///
    /// # Errors
    /// When the asker may not.
    pub async fn case_import_permit(&self, asker: Asker) -> AppResult<()> {
        self.permit_over(asker, Action::ImportCases, None).await
    }
}

fn refused(kind: CaseImportKind, errors: ImportErrors) -> CasePlan {
    CasePlan {
        kind,
        lines: Vec::new(),
        unchanged: 0,
        remarks: Vec::new(),
        errors,
    }
}
