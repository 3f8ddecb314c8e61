//! The dock's own screen: a page for whoever stands in front of the slots, served on loopback only.
//!
//! What must stay true: nobody but a browser on this computer that opened this page gets an answer; the page works
//! without script; what it cannot know (a battery) it does not show.

mod asking;
mod board;
mod guard;
#[cfg(test)]
pub(crate) mod tests;
mod view;
mod whose;
mod words;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::HeaderMap;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};
use tokio::task::JoinSet;

use crate::agent::Agent;
use crate::failure::{Failure, cannot};
use crate::limits::{SCREEN_ALARMS_MAX, SCREEN_BODY_BYTES_MAX};
use board::{Board, Facts};
use guard::Guard;
use view::{FramePage, TilesPage, fixed, page, see_other};
use words::{Language, Words};

/// What every request has at hand.
pub(crate) struct Screen {
    agent: Arc<Agent>,
    guard: Guard,
}

/// Serves the screen where the configuration asks for one; gives the address.
pub(crate) fn start(agent: &Arc<Agent>, tasks: &mut JoinSet<()>) -> Result<Option<SocketAddr>, Failure> {
    let Some(listen) = agent.config.screen.listen else {
        return Ok(None);
    };
    let tried = || cannot(format!("serve the dock's screen on {listen}"));
    let listener = TcpListener::bind(listen).map_err(tried())?;
    listener.set_nonblocking(true).map_err(tried())?;
    let address = listener.local_addr().map_err(tried())?;
    let listener = tokio::net::TcpListener::from_std(listener).map_err(tried())?;
    let screen = Arc::new(Screen {
        guard: Guard::new(address, agent.random.as_ref()),
        agent: Arc::clone(agent),
    });
    let router = router(screen);
    tasks.spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "the dock's screen ended; the dock goes on without it");
        }
    });
    tracing::info!(%address, "the dock's screen is served");
    Ok(Some(address))
}

fn router(screen: Arc<Screen>) -> Router {
    Router::new()
        .route("/", get(shown))
        .route("/tiles", get(tiles))
        .route("/ask", get(asking::ask))
        .route("/say", post(asking::answer))
        .route("/language", post(language))
        .route(
            "/screen.css",
            get(async || fixed("text/css", include_str!("../../static/screen.css"))),
        )
        .route(
            "/screen.js",
            get(async || fixed("text/javascript", include_str!("../../static/screen.js"))),
        )
        .layer(DefaultBodyLimit::max(SCREEN_BODY_BYTES_MAX))
        .layer(from_fn_with_state(Arc::clone(&screen), guard::guarded))
        .with_state(screen)
}

impl Screen {
    fn board(&self) -> Board {
        let agent = &self.agent;
        let seen = agent.dockings.seen();
        let claims = |id| agent.journal.claims_of(id).unwrap_or_default();
        let present = seen.iter().filter(|seen| seen.report.is_present);
        board::board(Facts {
            claims: present
                .map(|seen| seen.report.docking_id)
                .map(|id| (id, claims(id)))
                .collect(),
            roster: agent.counter.roster(),
            slots: agent.config.slot.iter().map(|slot| slot.name.clone()).collect(),
            seen,
            alarms: agent.journal.alarms_newest(SCREEN_ALARMS_MAX).unwrap_or_default(),
            is_server_away: agent.conveyor.trouble().is_some(),
            is_log_broken: agent.receipts.broken().is_some(),
            now: agent.clock.now(),
        })
    }
}

async fn shown(State(screen): State<Arc<Screen>>, headers: HeaderMap) -> Response {
    let words = Words(Language::of_headers(&headers));
    page(&FramePage {
        t: words,
        token: screen.guard.token(),
        dock: &screen.agent.identity.name,
        board: &screen.board(),
    })
}

async fn tiles(State(screen): State<Arc<Screen>>, headers: HeaderMap) -> Response {
    let words = Words(Language::of_headers(&headers));
    page(&TilesPage {
        t: words,
        token: screen.guard.token(),
        board: &screen.board(),
    })
}

async fn language(body: Bytes) -> Response {
    let tag = guard::field(&body, "language");
    let language = Language::of_tag(tag.as_deref());
    see_other("/", Some(&language.cookie()))
}
