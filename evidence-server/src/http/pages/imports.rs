//! The import of ledger files: choose one, look at what it would change, import it.
//!
//! What must stay true: what is imported is what was looked at: the preview carries the file and the digest of its plan,
//! so that no server keeps anything in between.

use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use evidence_schema::ledger_import::ImportKind;
use evidence_schema::limits::IMPORT_PAGE_BYTES_MAX;
use evidence_schema::wire::imports::ImportAnswer;
use evidence_schema::wire::problem::ProblemCode;

use super::file_form::FileForm;
use super::views::imports::{ImportPage, Preview};
use super::visit::{Visit, done};
use super::words::Key;
use crate::app::AppResult;
use crate::app::ledger::importing::ImportWish;
use crate::http::problem::status_of;

fn page(visit: &Visit, kind: ImportKind, (wrong, preview): (Option<Key>, Option<Preview>)) -> ImportPage {
    ImportPage {
        t: visit.t,
        frame: visit.frame(Key("import-title")),
        kind,
        wrong: wrong.map(|key| visit.t.key(key)),
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
    match read(&sent) {
        Ok((wish, true)) => apply(visit, wish).await,
        Ok((wish, false)) => preview(visit, wish).await,
        Err(wrong) => {
            let kind = sent.form.text("kind").parse().unwrap_or(ImportKind::Units);
            let status = status_of(ProblemCode::FieldsInvalid);
            visit.show_as(status, &page(visit, kind, (Some(wrong), None)))
        }
    }
}

/// What was sent: a file that was just chosen, or the one of a preview (then to be imported).
fn read(sent: &FileForm) -> Result<(ImportWish, bool), Key> {
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
    Ok((ImportWish { kind, bytes, seen_plan }, is_seen))
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
    let preview = Preview::new(visit.t, answer, content);
    let kind = answer.plan.kind();
    visit.show(&page(visit, kind, (None, Some(preview))))
}
