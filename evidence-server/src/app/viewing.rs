//! Viewing: an entry is committed before the first byte leaves, another says at the end which bytes were served.
//!
//! What must stay true: when the log cannot be written, nothing is played.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use evidence_schema::custody::entry::Event;
use evidence_schema::evidence::ClipState;
use evidence_schema::ids::{ClipId, ViewingId};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::problem::ProblemCode;
use futures_util::Stream;

use super::asker::actor_of;
use super::docks::checked_title;
use super::{App, AppError, AppResult};
use crate::store::clip::ClipRow;
use crate::vault::{ObjectKey, ObjectStream, VaultError};

/// Bytes of a clip on their way to somebody who may see them.
pub struct Viewing {
    /// The clip.
    pub clip: ClipRow,
    /// First byte.
    pub from: u64,
    /// One after the last byte.
    pub to: u64,
    /// The bytes.
    pub bytes: ViewedStream,
}

/// Counts what was served and has the second entry written when it ends, also when the viewer just leaves.
pub struct ViewedStream {
    inner: ObjectStream,
    ended: Arc<Ended>,
}

struct Ended {
    app: App,
    clip_id: ClipId,
    viewing_id: ViewingId,
    actor: Actor,
    from: u64,
    served: AtomicU64,
}

impl Stream for ViewedStream {
    type Item = Result<Bytes, VaultError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.inner.as_mut().poll_next(context);
        if let Poll::Ready(Some(Ok(bytes))) = &next {
            self.ended.served.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        }
        next
    }
}

impl Drop for ViewedStream {
    fn drop(&mut self) {
        let ended = Arc::clone(&self.ended);
        // Dropped outside of the runtime only while the process ends; the first entry stands already.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(e) = ended.write().await {
                    tracing::error!("end of a viewing was not written: {e}");
                }
            });
        }
    }
}

impl Ended {
    async fn write(&self) -> AppResult<()> {
        let mut tx = self
            .app
            .evidence(Event::ViewingEnded, self.actor.clone(), self.clip_id.to_string())
            .await?;
        let served = self.served.load(Ordering::Relaxed);
        tx.fact("viewing", self.viewing_id.to_string());
        tx.fact("from_byte", self.from);
        tx.fact("to_byte", self.from.saturating_add(served));
        self.app.commit(tx).await
    }
}

impl App {
    /// Opens bytes `from..to` of a clip for somebody who may see them (`to` absent: to the end).
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`]; [`ProblemCode::Malformed`] for a range outside of the clip.
    pub async fn clip_play(&self, asker: Asker, id: ClipId, range: Option<(u64, Option<u64>)>) -> AppResult<Viewing> {
        let clip = self.clip_row(asker, Action::PlayClip, id).await?;
        let actor = actor_of(asker).ok_or_else(|| AppError::refused(ProblemCode::SignInNeeded))?;
        let (from, to) = range.unwrap_or((0, None));
        let to = to.unwrap_or(clip.size_bytes).min(clip.size_bytes);
        if from > to || (from == to && clip.size_bytes > 0) {
            return Err(AppError::new(
                ProblemCode::Malformed,
                format!("The clip has {} bytes.", clip.size_bytes),
            ));
        }
        self.bytes_opened((clip, actor), (from, to), Event::ViewingStarted, None)
            .await
    }

    /// Gives a clip away as a file: the entry names the reason.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`]; a wrong field when no reason is given.
    pub async fn clip_download(&self, asker: Asker, id: ClipId, reason: &str) -> AppResult<Viewing> {
        let clip = self.clip_row(asker, Action::DownloadClip, id).await?;
        let actor = actor_of(asker).ok_or_else(|| AppError::refused(ProblemCode::SignInNeeded))?;
        let reason = checked_title("reason", reason)?;
        let whole = (0, clip.size_bytes);
        self.bytes_opened((clip, actor), whole, Event::ClipDownloaded, Some(reason))
            .await
    }

    async fn bytes_opened(
        &self,
        (clip, actor): (ClipRow, Actor),
        (from, to): (u64, u64),
        event: Event,
        reason: Option<String>,
    ) -> AppResult<Viewing> {
        let viewing_id = ViewingId::from_random(self.chance());
        let mut tx = self.evidence(event, actor.clone(), clip.id.to_string()).await?;
        tx.fact("viewing", viewing_id.to_string());
        tx.fact("from_byte", from);
        tx.fact("to_byte", to);
        if let Some(reason) = reason {
            tx.fact("reason", reason);
        }
        if clip.state == ClipState::Damaged {
            tx.fact("state", clip.state.as_str());
        }
        self.commit(tx).await?;
        let inner = self
            .vault
            .stream(&ObjectKey::parse(&clip.object_key)?, from, to)
            .await?;
        let ended = Ended {
            app: self.clone(),
            clip_id: clip.id,
            viewing_id,
            actor,
            from,
            served: AtomicU64::new(0),
        };
        Ok(Viewing {
            clip,
            from,
            to,
            bytes: ViewedStream {
                inner,
                ended: Arc::new(ended),
            },
        })
    }
}
