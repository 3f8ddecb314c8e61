//! Clearing recorders, the server's side: policy and facts for a dock that asks, an entry for each file it erased.
//!
//! What must stay true: the answer erases nothing, the dock's own rule does; an erasing that was told once is one entry,
//! however often it is told.

use evidence_schema::custody::entry::Event;
use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_schema::evidence::ClipState;
use evidence_schema::ids::{CaptureId, DockId};
use evidence_schema::limits::CLEARING_ITEMS_MAX;
use evidence_schema::marks::DeviceMark;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::rules::attribution::Attribution;
use evidence_schema::wire::clearing::{
    ClearingAnswer, ClearingFacts, ClearingItem, ClearingQuestion, ErasureAnswer, ErasureReport, ErasureReports,
};
use evidence_schema::wire::problem::ProblemCode;

use crate::app::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::attribution::{AttributionRow, ErasureRow};
use crate::store::capture::CaptureRow;

const HOUR_MS: i64 = 3_600_000;

/// Whether nobody else's footage it could be: by a person, or by a rule that found nothing to look at.
fn is_beyond_doubt(attribution: &AttributionRow) -> AppResult<bool> {
    let verdict: Attribution = serde_json::from_str(&attribution.verdict).map_err(AppError::internal)?;
    let is_sure = attribution.is_by_person || verdict.findings.is_empty();
    Ok(attribution.unit_id.is_some() && is_sure)
}

impl App {
    fn clearing_dock(&self, asker: Asker, items: usize) -> AppResult<DockId> {
        self.permit(asker, Action::ClearRecorders, Subject::Installation)?;
        let Asker::Dock(dock_id) = asker else {
            return Err(AppError::refused(ProblemCode::Forbidden));
        };
        if items > CLEARING_ITEMS_MAX {
            let message = format!("At most {CLEARING_ITEMS_MAX} captures at once.");
            return Err(AppError::new(ProblemCode::TooLarge, message));
        }
        Ok(dock_id)
    }

    /// Policy and facts for files that a dock would erase; a capture of another dock is not known here.
    ///
    /// # Errors
    /// [`ProblemCode::TooLarge`].
    pub async fn clearing_facts(&self, asker: Asker, question: ClearingQuestion) -> AppResult<ClearingAnswer> {
        let dock_id = self.clearing_dock(asker, question.captures.len())?;
        let mut items = Vec::with_capacity(question.captures.len());
        for capture_id in question.captures {
            let facts = match self.capture_of_dock(dock_id, capture_id).await? {
                Some(capture) => self.clearing_of(&capture).await?,
                None => None,
            };
            items.push(ClearingItem { capture_id, facts });
        }
        Ok(ClearingAnswer { items })
    }

    async fn capture_of_dock(&self, dock_id: DockId, id: CaptureId) -> AppResult<Option<CaptureRow>> {
        Ok(self
            .store
            .capture_by_id(id)
            .await?
            .filter(|capture| capture.dock_id == dock_id))
    }

    async fn clearing_of(&self, capture: &CaptureRow) -> AppResult<Option<ClearingFacts>> {
        let Some(clip) = self.store.clip_by_id(capture.clip_id).await? else {
            return Ok(None);
        };
        let attribution = self.store.attribution_now(clip.id).await?;
        let is_attributed = attribution.as_ref().map(is_beyond_doubt).transpose()?.unwrap_or(false);
        let unit_id = attribution.and_then(|attribution| attribution.unit_id);
        let unit = match unit_id {
            Some(id) => self.store.unit_by_id(id).await?,
            None => None,
        };
        let standing = self.standing_of(&clip).await?;
        let rest_hours = unit.as_ref().map_or(0, |unit| unit.erasing_rest_hours);
        Ok(Some(ClearingFacts {
            clip_id: clip.id,
            is_enabled: clip.state == ClipState::Verified && unit.as_ref().is_some_and(|unit| unit.erasing_is_on),
            level: ReceiptLevel::Verified,
            rest_ms: i64::try_from(rest_hours)
                .unwrap_or(i64::MAX / HOUR_MS)
                .saturating_mul(HOUR_MS),
            is_marked_important: standing.device_mark == Some(DeviceMark::Waits),
            is_marked_by_person: standing.is_marked_by_person,
            is_tagged_unconfirmed: standing.tags.iter().any(|tag| tag.is_waiting && tag.bars_clearing),
            is_attributed,
        }))
    }

    /// Writes an entry for each file that a dock erased.
    ///
    /// # Errors
    /// [`ProblemCode::TooLarge`]; what was written before a failure stays and is answered as recorded next time.
    pub async fn erasures_record(&self, asker: Asker, reports: ErasureReports) -> AppResult<ErasureAnswer> {
        let dock_id = self.clearing_dock(asker, reports.erasures.len())?;
        let mut recorded = Vec::with_capacity(reports.erasures.len());
        for report in reports.erasures {
            let capture_id = report.capture_id;
            if let Some(capture) = self.capture_of_dock(dock_id, capture_id).await? {
                self.erasure_record(&capture, report).await?;
                recorded.push(capture_id);
            }
        }
        Ok(ErasureAnswer { recorded })
    }

    async fn erasure_record(&self, capture: &CaptureRow, report: ErasureReport) -> AppResult<()> {
        if self.store.erasure_of(capture.id).await?.is_some() {
            return Ok(());
        }
        let clip = self.store.clip_by_id(capture.clip_id).await?;
        if clip.is_some_and(|clip| clip.sha256 != report.reread_sha256) {
            let message = format!(
                "Dock {} erased the file of {} although its second reading was not the clip. Take the dock out of use \
                 and look at it.",
                capture.dock_id, capture.id
            );
            let actor = Actor::Dock(capture.dock_id);
            self.finding_raise("erased_without_proof", &capture.clip_id.to_string(), &message, actor)
                .await?;
        }
        let row = ErasureRow {
            id: capture.id,
            clip_id: capture.clip_id,
            reread_sha256: report.reread_sha256,
            reread_at: report.reread_at,
            erased_at: report.erased_at,
            heard_at: self.now(),
        };
        let actor = Actor::Dock(capture.dock_id);
        let mut tx = self
            .evidence(Event::ClipErasedFromRecorder, actor, capture.clip_id.to_string())
            .await?;
        match tx.erasure_add(&row).await {
            Ok(()) => self.commit(tx).await,
            // The same report came twice at once.
            Err(StoreError::Exists) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }
}
