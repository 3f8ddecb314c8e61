//! Findings: open ones, settling one with a note.

use axum::response::Response;
use evidence_schema::ids::FindingId;
use evidence_schema::rules::access::Action;

use super::form::Submitted;
use super::show::{moment, name};
use super::views::findings::{FindingCard, FindingsPage, finding_key, finding_next_key};
use super::views::problem::FormErrors;
use super::visit::{Visit, done};
use super::words::Key;
use crate::app::AppResult;
use crate::http::extract::Id;

/// The page of what a finding is about, where the visitor may see one.
fn link_of(subject: &str, is_user: bool) -> Option<String> {
    match subject.split_once('-')?.0 {
        "clip" => is_user.then(|| format!("/clips/{subject}")),
        "handover" => Some(format!("/handovers/{subject}")),
        "recorder" => Some(format!("/recorders/{subject}/expected")),
        "use" => is_user.then(|| format!("/rooms/uses/{subject}")),
        "case" => is_user.then(|| format!("/cases/{subject}")),
        _ => None,
    }
}

async fn page(visit: &Visit, refused: Option<(String, String)>) -> AppResult<FindingsPage> {
    let is_user = visit.may(Action::ListClips);
    let open = visit.app.findings(visit.asker()).await?;
    let cards = open.into_iter().map(|finding| FindingCard {
        id: finding.id.to_string(),
        title: visit.t.key(finding_key(&finding.kind)),
        next: visit.t.key(finding_next_key(&finding.kind)),
        message: name(&finding.message),
        link: link_of(&finding.subject, is_user),
        subject: name(&finding.subject),
        raised: moment(finding.raised_at),
    });
    Ok(FindingsPage {
        t: visit.t,
        frame: visit.frame(Key("nav-findings")),
        findings: cards.collect(),
        may_settle: visit.may(Action::SettleFindings),
        refused,
    })
}

/// Open findings.
pub async fn list(visit: Visit) -> AppResult<Response> {
    visit.show(&page(&visit, None).await?)
}

/// Settles one.
pub async fn settle(Id(id): Id<FindingId>, form: Submitted) -> AppResult<Response> {
    let visit = &form.visit;
    match visit.app.finding_settle(visit.asker(), id, form.text("note")).await {
        Ok(()) => Ok(done("/findings", "settled")),
        Err(error) => {
            let errors = FormErrors::of(visit.t, error)?;
            let status = errors.status();
            let why = errors.at("note").unwrap_or_default().to_owned();
            visit.show_as(status, &page(visit, Some((id.to_string(), why))).await?)
        }
    }
}
