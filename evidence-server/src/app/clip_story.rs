//! Everything about one clip for one page: captures with their signed statements, times side by side, facts, receipt.
//!
//! What must stay true: a statement whose signature does not hold is shown as such, never as what a dock said.

use evidence_schema::custody::entry::Event;
use evidence_schema::custody::receipt::{Receipt, ReceiptLevel};
use evidence_schema::custody::statement::{CaptureStatement, ClockOffset};
use evidence_schema::ids::{CaptureId, ClipId};
use evidence_schema::rules::access::Asker;
use evidence_schema::rules::timeline::{self, Placed};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::clips::ClipView;

use super::intake::IntakeStory;
use super::probing::KeptFacts;
use super::receipts::ReceiptWish;
use super::{App, AppError, AppResult};
use crate::store::capture::CaptureRow;
use crate::store::case_file::CaseRow;

/// One capture of a clip.
#[derive(Debug, Clone)]
pub struct CaptureStory {
    /// The capture.
    pub capture_id: CaptureId,
    /// Name of the dock.
    pub dock_name: String,
    /// When the server received it.
    pub received_at: Timestamp,
    /// What the dock said, absent when its signature does not hold.
    pub statement: Option<CaptureStatement>,
}

/// One clip with all that a person wants to know of it.
#[derive(Debug, Clone)]
pub struct ClipStory {
    /// The clip as lists show it.
    pub view: ClipView,
    /// Oldest first.
    pub captures: Vec<CaptureStory>,
    /// Where the clip lies in time; absent when no claim can be read.
    pub placed: Option<Placed>,
    /// What the media worker found, absent until it looked.
    pub media: Option<KeptFacts>,
    /// Case files that it is linked to now.
    pub cases: Vec<CaseRow>,
    /// The highest receipt that can be given now.
    pub receipt: Option<Receipt>,
    /// How it came in, where no dock read it from a recorder.
    pub intake: Option<IntakeStory>,
}

/// Everything, whatever level was reached.
const ANY: ReceiptWish = ReceiptWish {
    level: ReceiptLevel::Sealed,
    since: 0,
    wait_ms: 0,
};

impl App {
    /// One clip with all that stands behind it, opened and placed.
    ///
    /// # Errors
    /// [`evidence_schema::wire::problem::ProblemCode::NotFound`].
    pub async fn clip_story(&self, asker: Asker, id: ClipId) -> AppResult<ClipStory> {
        let detail = self.clip_detail(asker, id).await?;
        self.looked(asker, Event::ClipSeen, id.to_string()).await?;
        let mut captures = Vec::with_capacity(detail.captures.len());
        for row in detail.captures {
            captures.push(self.capture_story(row).await?);
        }
        let facts = detail.media.map(|row| serde_json::from_str(&row.facts));
        Ok(ClipStory {
            placed: placed(
                &detail.view,
                &captures,
                self.clock_known(id, &captures).await?.offset().as_ref(),
            ),
            media: facts.transpose().map_err(AppError::internal)?,
            // A damaged clip has none; the page says so by its state.
            receipt: self.receipt_now(id, ANY).await.ok().flatten(),
            cases: detail.cases,
            intake: self.intake_story(id).await?,
            view: detail.view,
            captures,
        })
    }

    pub(super) async fn capture_story(&self, row: CaptureRow) -> AppResult<CaptureStory> {
        let dock = self.store.dock_by_id(row.dock_id).await?;
        Ok(CaptureStory {
            capture_id: row.id,
            dock_name: dock.map_or_else(|| row.dock_id.to_string(), |dock| dock.name),
            received_at: row.received_at,
            statement: self.statement_open(row.dock_id, &row.statement).await.ok(),
        })
    }

    /// The highest receipt of a clip, for somebody who may see the clip.
    ///
    /// # Errors
    /// [`evidence_schema::wire::problem::ProblemCode::ReceiptPending`], or the clip is damaged or not there.
    pub async fn clip_receipt(&self, asker: Asker, id: ClipId) -> AppResult<Receipt> {
        self.clip_seen(asker, id).await?;
        let receipt = self.receipt_now(id, ANY).await?;
        receipt.ok_or_else(super::receipts::pending)
    }

    /// The signed statements of a clip's captures, as they were received, one after the other.
    ///
    /// # Errors
    /// [`evidence_schema::wire::problem::ProblemCode::NotFound`] when there is none.
    pub async fn clip_statements(&self, asker: Asker, id: ClipId) -> AppResult<String> {
        let detail = self.clip_detail(asker, id).await?;
        let notes: Vec<String> = detail.captures.into_iter().map(|capture| capture.statement).collect();
        if notes.is_empty() {
            return Err(AppError::not_found("capture statement"));
        }
        Ok(notes.join("\n"))
    }
}

/// Places a clip by the first capture that can be believed; by the clip's own claims where there is none; corrected by the
/// offset that counts.
pub(super) fn placed(view: &ClipView, captures: &[CaptureStory], offset: Option<&ClockOffset>) -> Option<Placed> {
    let duration_ms = view.duration_ms.and_then(|ms| i64::try_from(ms).ok());
    match captures.iter().find_map(|capture| capture.statement.as_ref()) {
        Some(said) => timeline::place(&said.time_claims, duration_ms, offset, said.read_ended),
        None => timeline::place(&view.time_claims, duration_ms, offset, view.sealed_at),
    }
}
