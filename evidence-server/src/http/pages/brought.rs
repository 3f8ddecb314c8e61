//! Footage that a person brings in with the browser: the page where files are chosen, and what they brought lately.

use axum::response::Response;
use evidence_schema::rules::access::{Action, Subject};

use super::views::brought::BroughtPage;
use super::visit::Visit;
use super::words::Key;
use crate::app::AppResult;

/// The page; the files themselves go to tus.
pub async fn page(visit: Visit) -> AppResult<Response> {
    // Docks and machines bring things in as well; pages are for people.
    visit
        .app
        .permit(visit.asker(), Action::ListClips, Subject::Installation)?;
    let clips = visit.app.clips_brought(visit.asker()).await?;
    let frame = visit.frame(Key("brought-title"));
    visit.show(&BroughtPage::new(visit.t, frame, &clips))
}
