//! One clip with what is known of it.

use evidence_schema::custody::entry::Event;
use evidence_schema::custody::statement::TimeClaim;
use evidence_schema::ids::ClipId;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::clips::ClipView;

use super::{App, AppError, AppResult};
use crate::store::capture::CaptureRow;
use crate::store::case_file::CaseRow;
use crate::store::clip::ClipRow;
use crate::store::media::MediaRow;
use crate::store::shown::Shown;

/// One clip with all that stands behind it.
#[derive(Debug, Clone)]
pub struct ClipDetail {
    /// The clip as lists show it.
    pub view: ClipView,
    /// Captures, oldest first.
    pub captures: Vec<CaptureRow>,
    /// What the media worker found.
    pub media: Option<MediaRow>,
    /// Case files that it is linked to now.
    pub cases: Vec<CaseRow>,
    /// Whether there is a poster.
    pub has_poster: bool,
}

impl App {
    /// Clips as the API shows them, in the same order.
    pub(super) async fn clip_views(&self, clips: Vec<ClipRow>) -> AppResult<Vec<ClipView>> {
        let ids: Vec<ClipId> = clips.iter().map(|clip| clip.id).collect();
        let mut shown = self.store.shown_of(&ids).await?;
        let view = |clip: ClipRow| {
            let shown = shown.remove(&clip.id).unwrap_or_default();
            self.view_of(clip, &shown)
        };
        clips.into_iter().map(view).collect()
    }

    /// The clip as the API shows it.
    pub(super) async fn clip_view(&self, clip: ClipRow) -> AppResult<ClipView> {
        let shown = self.store.shown_of(&[clip.id]).await?.remove(&clip.id);
        self.view_of(clip, &shown.unwrap_or_default())
    }

    fn view_of(&self, clip: ClipRow, shown: &Shown) -> AppResult<ClipView> {
        let time_claims: Vec<TimeClaim> = serde_json::from_str(&clip.time_claims).map_err(AppError::internal)?;
        Ok(ClipView {
            standing: self.standing(&clip, shown),
            clip_id: clip.id,
            file_name: clip.file_name,
            kind: clip.kind,
            source: clip.source,
            state: clip.state,
            sha256: clip.sha256,
            size_bytes: clip.size_bytes,
            sealed_at: clip.sealed_at,
            verified_at: clip.verified_at,
            device_serial: clip.device_serial,
            recorder_id: clip.recorder_id,
            time_claims,
            duration_ms: shown.duration_ms,
            is_marked_important: clip.is_marked_important,
            has_statement: clip.has_statement,
        })
    }

    /// One clip as the API shows it.
    ///
    /// # Errors
    /// [`evidence_schema::wire::problem::ProblemCode::NotFound`].
    pub async fn clip(&self, asker: Asker, id: ClipId) -> AppResult<ClipView> {
        let clip = self.clip_row(asker, Action::SeeClip, id).await?;
        self.clip_view(clip).await
    }

    /// The same, looked at by somebody: an entry says so.
    ///
    /// # Errors
    /// As [`Self::clip`].
    pub async fn clip_looked_at(&self, asker: Asker, id: ClipId) -> AppResult<ClipView> {
        let view = self.clip(asker, id).await?;
        self.looked(asker, Event::ClipSeen, id.to_string()).await?;
        Ok(view)
    }

    /// One clip with all that stands behind it.
    ///
    /// # Errors
    /// [`evidence_schema::wire::problem::ProblemCode::NotFound`].
    pub async fn clip_detail(&self, asker: Asker, id: ClipId) -> AppResult<ClipDetail> {
        let clip = self.clip_row(asker, Action::SeeClip, id).await?;
        let mut cases = Vec::new();
        for link in self.store.links_of_clip(id).await? {
            // A clip may serve a case file that its viewer knows nothing of.
            if let Some(case) = self.store.case_by_id(link.case_id).await?
                && self.may_with_case(asker, Action::SeeCase, &case).await?
            {
                cases.push(case);
            }
        }
        Ok(ClipDetail {
            captures: self.store.captures_of_clip(id).await?,
            media: self.store.media_of_clip(id).await?,
            has_poster: self.store.poster_of_clip(id).await?.is_some(),
            cases,
            view: self.clip_view(clip).await?,
        })
    }

    /// The poster of a clip: media type and base64.
    ///
    /// # Errors
    /// [`evidence_schema::wire::problem::ProblemCode::NotFound`] when there is none.
    pub async fn clip_poster(&self, asker: Asker, id: ClipId) -> AppResult<(String, String)> {
        self.clip_row(asker, Action::SeeClip, id).await?;
        self.store
            .poster_of_clip(id)
            .await?
            .ok_or_else(|| AppError::not_found("poster"))
    }
}
