//! Viewing: an entry is committed before the first byte leaves, another says at the end which bytes were served.
//!
//! What must stay true: when the log cannot be written, nothing is played; whatever a player asks for in one go, also in
//! many ranges, is one viewing.

mod open;

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use evidence_schema::custody::entry::{Entry, Event};
use evidence_schema::evidence::ClipState;
use evidence_schema::ids::{ClipId, ViewingId};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::problem::ProblemCode;
use futures_util::Stream;
use tokio_util::sync::CancellationToken;

use open::OpenViewing;
pub use open::Viewings;

use super::asker::person_of;
use super::docks::checked_title;
use super::{App, AppError, AppResult};
use crate::store::clip::ClipRow;
use crate::vault::{ObjectKey, ObjectStream, VaultError};

/// How often idle viewings are looked for.
const SWEEP: Duration = Duration::from_millis(500);

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

/// Counts what was served and tells its viewing when it ends, also when the viewer just leaves.
pub struct ViewedStream {
    inner: ObjectStream,
    part: Part,
}

/// One stream of a viewing.
struct Part {
    viewing: Arc<OpenViewing>,
    from: u64,
    served: u64,
    /// Ends its viewing; others go on until nobody is in them.
    ends: Option<App>,
}

impl Stream for ViewedStream {
    type Item = Result<Bytes, VaultError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.inner.as_mut().poll_next(context);
        if let Poll::Ready(Some(Ok(bytes))) = &next {
            self.part.served += bytes.len() as u64;
        }
        next
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.viewing.leave((self.from, self.from.saturating_add(self.served)));
        let Some(app) = self.ends.take() else { return };
        let viewing = Arc::clone(&self.viewing);
        // Dropped outside of the runtime only while the process ends; the first entry stands already.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { app.viewing_end(viewing).await });
        }
    }
}

impl App {
    /// Opens bytes `from..to` of a clip for somebody who may see them (`to` absent: to the end).
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`]; [`ProblemCode::Malformed`] for a range outside of the clip.
    pub async fn clip_play(&self, asker: Asker, id: ClipId, range: Option<(u64, Option<u64>)>) -> AppResult<Viewing> {
        let clip = self.clip_row(asker, Action::PlayClip, id).await?;
        let actor = person_of(asker)?;
        let (from, to) = range.unwrap_or((0, None));
        let to = to.unwrap_or(clip.size_bytes).min(clip.size_bytes);
        if from > to || (from == to && clip.size_bytes > 0) {
            return Err(AppError::new(
                ProblemCode::Malformed,
                format!("The clip has {} bytes.", clip.size_bytes),
            ));
        }
        let part = Part {
            viewing: self.viewings.enter(&actor, id),
            from,
            served: 0,
            ends: None,
        };
        let begin = || self.viewing_begin(&clip, (Event::ViewingStarted, &actor), None);
        part.viewing.begun.get_or_try_init(begin).await?;
        self.bytes_opened(clip, to, part).await
    }

    /// Gives a clip away as a file: the entry names the reason.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`]; a wrong field when no reason is given.
    pub async fn clip_download(&self, asker: Asker, id: ClipId, reason: &str) -> AppResult<Viewing> {
        let clip = self.clip_row(asker, Action::DownloadClip, id).await?;
        let actor = person_of(asker)?;
        let reason = checked_title("reason", reason)?;
        let viewing = OpenViewing::new(id, actor.clone());
        let begin = || self.viewing_begin(&clip, (Event::ClipDownloaded, &actor), Some(reason));
        viewing.begun.get_or_try_init(begin).await?;
        let to = clip.size_bytes;
        let part = Part {
            viewing: Arc::new(viewing),
            from: 0,
            served: 0,
            ends: Some(self.clone()),
        };
        self.bytes_opened(clip, to, part).await
    }

    async fn viewing_begin(
        &self,
        clip: &ClipRow,
        (event, actor): (Event, &Actor),
        reason: Option<String>,
    ) -> AppResult<ViewingId> {
        let viewing_id = ViewingId::from_random(self.chance());
        let mut tx = self.evidence(event, actor.clone(), clip.id.to_string()).await?;
        tx.fact("viewing", viewing_id.to_string());
        if let Some(reason) = reason {
            tx.fact("reason", reason);
        }
        if clip.state == ClipState::Damaged {
            tx.fact("state", clip.state.as_str());
        }
        self.commit(tx).await?;
        Ok(viewing_id)
    }

    async fn bytes_opened(&self, clip: ClipRow, to: u64, part: Part) -> AppResult<Viewing> {
        let key = ObjectKey::parse(&clip.object_key)?;
        let from = part.from;
        let inner = self.vault.stream(&key, from, to).await?;
        Ok(Viewing {
            clip,
            from,
            to,
            bytes: ViewedStream { inner, part },
        })
    }

    /// Whether somebody ever began to view a clip.
    pub(super) async fn is_viewed_by(&self, id: ClipId, actor: &Actor) -> AppResult<bool> {
        for stored in self.store.entries_of(&id.to_string()).await? {
            let entry = Entry::from_bytes(stored.body.as_bytes()).map_err(AppError::internal)?;
            if entry.event == Event::ViewingStarted && entry.actor == *actor {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Writes which bytes were served, in a viewing that is over.
    async fn viewing_end(&self, viewing: Arc<OpenViewing>) {
        let Some(id) = viewing.begun.get() else { return };
        if let Err(error) = self.viewing_end_write(&viewing, *id).await {
            tracing::error!(%id, "end of a viewing was not written yet: {error}");
            self.viewings.put_back(viewing);
        }
    }

    async fn viewing_end_write(&self, viewing: &OpenViewing, id: ViewingId) -> AppResult<()> {
        let (actor, subject) = (viewing.actor.clone(), viewing.clip_id.to_string());
        let mut tx = self.evidence(Event::ViewingEnded, actor, subject).await?;
        tx.fact("viewing", id.to_string());
        let stretches: Vec<serde_json::Value> = viewing
            .stretches()
            .into_iter()
            .map(|(from, to)| serde_json::Value::from(vec![from, to]))
            .collect();
        tx.fact("stretches", stretches);
        self.commit(tx).await
    }

    /// Ends viewings that nobody is in any more, until told to stop; then all of them.
    pub async fn viewings_end(&self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            tokio::select! {
                () = tokio::time::sleep(SWEEP) => {}
                () = stop.cancelled() => {}
            }
            let over = if stop.is_cancelled() {
                self.viewings.take_all()
            } else {
                self.viewings.take_idle(self.settings.viewing_idle)
            };
            for viewing in over {
                self.viewing_end(viewing).await;
            }
        }
    }
}
