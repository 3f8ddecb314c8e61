//! News as server-sent events: which list changed. The page then loads itself again.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::{Stream, StreamExt};

use super::visit::Visit;
use crate::app::AppResult;
use crate::app::news::News;

const ALIVE: Duration = Duration::from_secs(15);
const AGAIN: Duration = Duration::from_secs(1);

/// What changed, by name only. An event without data would not be heard.
pub async fn news(visit: Visit) -> AppResult<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let news = visit.app.news(visit.asker()).await?;
    let first = Event::default().event("hello").retry(AGAIN).data("now");
    let events = news.map(|news| {
        let name = match news {
            News::Docks => "docks",
            News::Clips => "clips",
        };
        Ok(Event::default().event(name).data("now"))
    });
    let stream = futures_util::stream::once(std::future::ready(Ok(first))).chain(events);
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(ALIVE)))
}
