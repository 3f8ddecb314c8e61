//! News for open pages: that something changed, never what.
//!
//! What must stay true: who may not list clips does not even hear that one came.

use std::time::Duration;

use evidence_schema::rules::access::{self, Action, Asker, Permit, Subject};
use futures_util::{Stream, StreamExt, stream};
use tokio_stream::wrappers::BroadcastStream;

use super::{App, AppResult, Change};

/// Pages ask anew after this time, with whatever session they have then.
const HEARD_FOR: Duration = Duration::from_mins(5);

impl App {
    /// What changes from now on, as far as the asker may know; ends after five minutes or when the server stops.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub fn news(&self, asker: Asker) -> AppResult<impl Stream<Item = Change> + Send + use<>> {
        self.permit(asker, Action::SeeDocks, Subject::Installation)?;
        let hears_of_clips = access::permit(asker, Action::ListClips, Subject::Installation) == Permit::Allowed;
        let changes = BroadcastStream::new(self.changes.subscribe());
        let heard = changes.flat_map(|change| {
            // Who fell behind looks at everything.
            let all = [Change::Dockings, Change::Clips];
            stream::iter(change.map_or(all.to_vec(), |change| vec![change]))
        });
        let wanted = heard.filter(move |change| std::future::ready(hears_of_clips || *change != Change::Clips));
        let closing = self.closing.clone();
        Ok(wanted.take_until(async move {
            let _over = tokio::time::timeout(HEARD_FOR, closing.cancelled()).await;
        }))
    }
}
