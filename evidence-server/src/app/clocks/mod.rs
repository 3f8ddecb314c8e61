//! Recorders' clocks: all that was said about one, what counts of it for a clip, and a head's word.
//!
//! What must stay true: the rule `clocks::of` decides what counts; the three times of a clip are never written again, only
//! its corrected interval is asked anew.

mod checking;
mod stating;

use evidence_schema::clock::OffsetMethod;
use evidence_schema::custody::statement::{CaptureStatement, ClockOffset};
use evidence_schema::ids::{CaptureId, ClipId, DockingId};
use evidence_schema::rules::access::Asker;
use evidence_schema::rules::clocks::{self, ClockVerdict, OffsetSaid};
use evidence_schema::wire::clocks::{ClipClock, OffsetView};

use super::clip_story::CaptureStory;
use super::{App, AppResult};
use crate::store::clock::OffsetRow;

/// What was said about the clock behind a clip, and the rule's answer.
pub(super) struct ClockKnown {
    /// The docking at which the clip was read.
    pub(super) docking_id: Option<DockingId>,
    /// What counts.
    pub(super) verdict: ClockVerdict,
    rows: Vec<OffsetRow>,
    by_capture: Option<OffsetView>,
}

impl ClockKnown {
    /// What counts, as the timeline wants it.
    pub(super) fn offset(&self) -> Option<ClockOffset> {
        let counts = self.verdict.counts.as_ref()?;
        let by_dock = |view: &OffsetView| view.method == OffsetMethod::Dock;
        let is_dock = self.by_capture.as_ref().is_some_and(by_dock);
        Some(ClockOffset {
            offset_ms: counts.offset_ms,
            uncertainty_ms: counts.uncertainty_ms,
            method: if is_dock { "dock" } else { "hand" }.to_owned(),
            by: None,
        })
    }
}

/// What a capture's statement says about the recorder's clock.
pub(super) fn said_by_capture(id: CaptureId, said: &CaptureStatement) -> Option<OffsetSaid> {
    let offset = said.clock_offset.as_ref()?;
    let method = OffsetMethod::of_statement(&offset.method);
    Some(OffsetSaid {
        name: id.to_string(),
        method,
        is_of_clip: false,
        offset_ms: offset.offset_ms,
        uncertainty_ms: offset.uncertainty_ms,
        measured_at: method.is_measured().then_some(said.read_started),
        stated_at: said.read_started,
    })
}

/// A row as the rule wants it, for this clip.
pub(super) fn said_by_row(row: &OffsetRow, clip: Option<ClipId>) -> OffsetSaid {
    OffsetSaid {
        name: row.id.to_string(),
        method: row.method,
        is_of_clip: clip.is_some() && row.clip_id == clip,
        offset_ms: row.offset_ms,
        uncertainty_ms: row.uncertainty_ms,
        measured_at: row.measured_at,
        stated_at: row.stated_at,
    }
}

impl App {
    /// What is known of the clock behind a clip with these captures.
    pub(super) async fn clock_known(&self, id: ClipId, captures: &[CaptureStory]) -> AppResult<ClockKnown> {
        let followed = captures.iter().find_map(|c| Some((c, c.statement.as_ref()?)));
        let docking_id = followed.and_then(|(_, said)| said.docking_id);
        let mut rows = self.store.offsets_of_clip(id).await?;
        if let Some(docking) = docking_id {
            let of_docking = self.store.offsets_of_docking(docking).await?;
            rows.extend(of_docking.into_iter().filter(|row| row.clip_id != Some(id)));
        }
        let by_capture = followed.and_then(|(story, said)| said_by_capture(story.capture_id, said));
        let said: Vec<OffsetSaid> = rows
            .iter()
            .map(|row| said_by_row(row, Some(id)))
            .chain(by_capture.clone())
            .collect();
        let dock = followed.map(|(story, said)| (story.dock_name.clone(), said.clock_offset.clone()));
        Ok(ClockKnown {
            docking_id,
            verdict: clocks::of(&said),
            rows,
            by_capture: by_capture.zip(dock).map(|(said, (dock, offset))| {
                let by = offset.and_then(|offset| offset.by).unwrap_or(dock);
                view(said, by)
            }),
        })
    }

    /// Everything that was said about the clock behind a clip, for somebody who may see the clip.
    ///
    /// # Errors
    /// When the asker may not see it.
    pub async fn clip_clock(&self, asker: Asker, id: ClipId) -> AppResult<ClipClock> {
        self.clip_seen(asker, id).await?;
        let mut captures = Vec::new();
        for row in self.store.captures_of_clip(id).await? {
            captures.push(self.capture_story(row).await?);
        }
        let known = self.clock_known(id, &captures).await?;
        self.clock_told(id, known).await
    }

    async fn clock_told(&self, id: ClipId, known: ClockKnown) -> AppResult<ClipClock> {
        let mut said: Vec<OffsetView> = known.by_capture.into_iter().collect();
        for row in known.rows {
            let by = self.actor_name(&row.stated_by).await?;
            said.push(OffsetView {
                slate_clip_id: row.clip_id.filter(|_| row.slate.is_some()),
                handover_id: row.handover_id,
                reason: row.reason.clone(),
                ..view(said_by_row(&row, Some(id)), by)
            });
        }
        said.sort_by(|a, b| (a.stated_at, &a.name).cmp(&(b.stated_at, &b.name)));
        Ok(ClipClock {
            clip_id: id,
            docking_id: known.docking_id,
            counts: known.verdict.counts,
            contradiction: known.verdict.contradiction,
            said,
        })
    }
}

fn view(said: OffsetSaid, stated_by: String) -> OffsetView {
    OffsetView {
        name: said.name,
        method: said.method,
        is_of_clip: said.is_of_clip,
        offset_ms: said.offset_ms,
        uncertainty_ms: said.uncertainty_ms,
        measured_at: said.measured_at,
        slate_clip_id: None,
        handover_id: None,
        reason: None,
        stated_at: said.stated_at,
        stated_by,
    }
}
