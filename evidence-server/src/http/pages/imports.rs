//! The import of ledger files: choose one, look at what it would change, import it.
//!
//! What must stay true: what is imported is what was looked at: the preview carries the file and the digest of its plan,
//! so that no server keeps anything in between.

use std::str::FromStr;

use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ledger_import::ImportKind;
use evidence_schema::limits::IMPORT_PAGE_BYTES_MAX;
use evidence_schema::wire::imports::ImportAnswer;
use evidence_schema::wire::problem::ProblemCode;

use super::file_form::FileForm;
use super::views::imports::{About, ImportPage, Planned, Preview, kind_key, kinds};
use super::visit::{Visit, done};
use super::words::Key;
use crate::app::AppResult;
use crate::app::ledger::importing::ImportWish;
use crate::http::problem::status_of;

const ABOUT: About = About {
    path: "/ledger/import",
    title: Key("import-title"),
    lead: Key("import-lead"),
    hint: Key("import-file-hint"),
};

fn page(visit: &Visit, kind: ImportKind, (wrong, preview): (Option<Key>, Option<Preview>)) -> ImportPage {
    let t = visit.t;
    ImportPage {
        t,
        frame: visit.frame(ABOUT.title),
        about: ABOUT,
        kinds: kinds(ImportKind::ALL, |one| (one.as_str(), t.key(kind_key(one)), one == kind)),
        wrong: wrong.map(|key| t.key(key)),
        preview,
    }
}

/// Chooses a file.
pub async fn ask(visit: Visit) -> AppResult<Response> {
    visit.app.ledger_import_permit(visit.asker()).await?;
    visit.show(&page(&visit, ImportKind::Units, Default::default()))
}

/// Shows what a file would change, or imports what was shown.
pub async fn import(sent: FileForm) -> AppResult<Response> {
    let visit = &sent.form.visit;
    visit.app.ledger_import_permit(visit.asker()).await?;
    match read::<ImportKind>(&sent) {
        Ok((file, true)) => apply(visit, file.into()).await,
        Ok((file, false)) => preview(visit, file.into()).await,
        Err(wrong) => {
            let kind = sent.form.text("kind").parse().unwrap_or(ImportKind::Units);
            let status = status_of(ProblemCode::FieldsInvalid);
            visit.show_as(status, &page(visit, kind, (Some(wrong), None)))
        }
    }
}

/// A file that was sent.
pub(super) struct SentFile<K> {
    /// What it is about.
    pub(super) kind: K,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// Digest of the plan that was seen.
    pub(super) seen_plan: Option<Sha256Digest>,
}

impl From<SentFile<ImportKind>> for ImportWish {
    fn from(file: SentFile<ImportKind>) -> Self {
        Self {
            kind: file.kind,
            bytes: file.bytes,
            seen_plan: file.seen_plan,
        }
    }
}

/// What was sent: a file that was just chosen, or the one of a preview (then to be imported).
pub(super) fn read<K: FromStr>(sent: &FileForm) -> Result<(SentFile<K>, bool), Key> {
    let kind = sent.form.text("kind").parse();
    let kind = kind.map_err(|_| Key("import-kind-needed"))?;
    let content = sent.form.text("content");
    let bytes = match content {
        "" => sent.file.clone(),
        content => BASE64_URL_SAFE_NO_PAD.decode(content).unwrap_or_default(),
    };
    if bytes.is_empty() {
        return Err(Key("import-file-needed"));
    }
    if bytes.len() > IMPORT_PAGE_BYTES_MAX {
        return Err(Key("import-file-too-long"));
    }
    let seen_plan = sent.form.text("plan").parse().ok();
    let is_seen = !content.is_empty() && seen_plan.is_some();
    Ok((SentFile { kind, bytes, seen_plan }, is_seen))
}

async fn preview(visit: &Visit, wish: ImportWish) -> AppResult<Response> {
    let content = BASE64_URL_SAFE_NO_PAD.encode(&wish.bytes);
    let answer = visit
        .app
        .ledger_import_plan_by(visit.asker(), wish.kind, wish.bytes)
        .await?;
    show(visit, &answer, content)
}

async fn apply(visit: &Visit, wish: ImportWish) -> AppResult<Response> {
    let content = BASE64_URL_SAFE_NO_PAD.encode(&wish.bytes);
    let (case, asker) = (visit.app.clone(), visit.asker());
    let answer = visit
        .app
        .run(async move { case.ledger_import_by(asker, wish).await })
        .await?;
    if answer.is_applied {
        return Ok(done("/ledger/import", "imported"));
    }
    show(visit, &answer, content)
}

fn show(visit: &Visit, answer: &ImportAnswer, content: String) -> AppResult<Response> {
    let kind = answer.plan.kind();
    let planned = Planned {
        kind: (kind.as_str(), kind_key(kind)),
        errors: answer.plan.errors(),
        lines: &answer.plan.shown(),
        counts: answer.plan.counts(),
        remarks: &[],
        plan: answer.plan_sha256,
    };
    let preview = Preview::new(visit.t, &planned, content);
    visit.show(&page(visit, kind, (None, Some(preview))))
}
