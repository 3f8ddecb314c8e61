//! News for open pages: that something changed, never what.
//!
//! What must stay true: who may not list clips does not even hear that one came; who may not see a dock does not hear of
//! its slots. Of clips it is not said whose they are.

use std::collections::BTreeSet;
use std::time::Duration;

use evidence_schema::ids::UnitId;
use evidence_schema::rules::access::{self, Action, Asker, Permit, Subject};
use futures_util::{Stream, StreamExt, stream};
use tokio_stream::wrappers::BroadcastStream;

use super::{App, AppResult, Change};

/// Pages ask anew after this time, with whatever session they have then.
const HEARD_FOR: Duration = Duration::from_mins(5);

/// What an open page hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// A list of docks may look otherwise.
    Docks,
    /// A list of clips may.
    Clips,
}

/// What somebody may hear of.
struct Hearing {
    clips: bool,
    /// Units of docks; nothing stands for docks without a unit.
    docks: BTreeSet<Option<UnitId>>,
}

impl Hearing {
    /// What of a change is heard; who fell behind looks at everything.
    fn of(&self, change: Option<Change>) -> Vec<News> {
        let docks = match change {
            Some(Change::Dockings(unit)) => self.docks.contains(&unit),
            Some(Change::Clips) => false,
            None => true,
        };
        let clips = self.clips && !matches!(change, Some(Change::Dockings(_)));
        let news = [(docks, News::Docks), (clips, News::Clips)];
        news.into_iter()
            .filter(|(is_heard, _)| *is_heard)
            .map(|(_, news)| news)
            .collect()
    }
}

impl App {
    async fn hearing(&self, asker: Asker) -> AppResult<Hearing> {
        let grounds = self.grounds(asker).await?;
        let mut docks = BTreeSet::new();
        let units = self.store.units().await?.into_iter().map(|unit| Some(unit.id));
        for unit in units.chain([None]) {
            if self.is_device_seen((asker, &grounds), Action::SeeDocks, unit).await? {
                docks.insert(unit);
            }
        }
        Ok(Hearing {
            clips: access::permit(asker, Action::ListClips, Subject::Installation) == Permit::Allowed,
            docks,
        })
    }

    /// What changes from now on, as far as the asker may know; ends after five minutes or when the server stops.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub async fn news(&self, asker: Asker) -> AppResult<impl Stream<Item = News> + Send + use<>> {
        self.permit(asker, Action::SeeDocks, Subject::Installation)?;
        let changes = BroadcastStream::new(self.changes.subscribe());
        let hearing = self.hearing(asker).await?;
        let heard = changes.flat_map(move |change| stream::iter(hearing.of(change.ok())));
        let closing = self.closing.clone();
        Ok(heard.take_until(async move {
            let _over = tokio::time::timeout(HEARD_FOR, closing.cancelled()).await;
        }))
    }
}
