//! Offers: what is complete in the spool is named to the server, many captures at once.
//!
//! What must stay true: an offer may be repeated at any time; its answer decides, not what the journal remembers.

use std::sync::Arc;

use evidence_schema::limits::OFFER_ITEMS_MAX;
use evidence_schema::wire::docking_notes::DockingNote;
use evidence_schema::wire::docks::{Offer, OfferItem, OfferedAnswer};
use evidence_schema::wire::problem::ProblemCode;

use super::queue::Item;
use super::server::CallError;
use crate::agent::Agent;
use crate::alarm::{self, About};
use crate::docking::Told;
use crate::journal::{CaptureState, Change};
use crate::limits::{CLOCK_DIFFERENCE_MS, OFFER_BYTES_MAX};

struct Offered {
    item: Item,
    statement: String,
}

/// Offers captures for ever.
pub(super) async fn offer_loop(agent: Arc<Agent>) {
    let mut backoff = agent.backoff();
    let mut one_by_one = 0_usize;
    loop {
        agent.receipts.wait_while_broken().await;
        let first = agent.conveyor.offers.next().await;
        let batch = gather(&agent, first, if one_by_one > 0 { 1 } else { OFFER_ITEMS_MAX });
        one_by_one = one_by_one.saturating_sub(1);
        if batch.is_empty() {
            continue;
        }
        let items = batch
            .iter()
            .map(|offered| OfferItem {
                statement: offered.statement.clone(),
            })
            .collect();
        match agent.server.offer(&Offer { items }).await {
            Ok(answer) => {
                backoff.succeeded();
                agent.conveyor.set_trouble(None);
                compare_clocks(&agent, answer.server_time);
                let answers = answer
                    .items
                    .into_iter()
                    .map(|item| (item.capture_id, item.answer))
                    .collect();
                take_answers(&agent, batch, answers).await;
            }
            Err(error) if is_about_content(&error) && batch.len() > 1 => {
                one_by_one = batch.len();
                again(&agent, batch.into_iter().map(|offered| offered.item));
            }
            Err(error) if is_about_content(&error) => {
                for offered in batch {
                    not_taken(&agent, offered.item, &error);
                }
            }
            Err(error) => {
                again(&agent, batch.into_iter().map(|offered| offered.item));
                trouble(&agent, &error, &mut backoff).await;
            }
        }
    }
}

fn is_about_content(error: &CallError) -> bool {
    use ProblemCode::{FieldsInvalid, Malformed, StatementInvalid, TooLarge};
    matches!(
        error.code(),
        Some(StatementInvalid | Malformed | FieldsInvalid | TooLarge)
    )
}

/// Says what keeps the agent from talking, raises an alarm where only a person can help, and waits.
pub(super) async fn trouble(agent: &Agent, error: &CallError, backoff: &mut super::backoff::Backoff) {
    let text = format!("{error}; the footage is kept in the spool and sent later");
    agent.conveyor.set_trouble(Some(text.clone()));
    tracing::warn!(%error, "the server cannot take footage now; it is kept in the spool");
    match error.code() {
        Some(ProblemCode::SignInNeeded | ProblemCode::Forbidden) => {
            let message = format!("the server does not accept this dock's token: {text}; enrol the dock again");
            alarm::raise(agent, "token_refused", About::dock(), &message);
            backoff.wait_long(agent.random.as_ref()).await;
        }
        Some(ProblemCode::StorageFull) => {
            alarm::raise(
                agent,
                "server_full",
                About::dock(),
                &format!("the server has no room: {text}"),
            );
            backoff.wait_long(agent.random.as_ref()).await;
        }
        _ if matches!(error, CallError::Unfit(_)) => {
            alarm::raise(agent, "server_unfit", About::dock(), &text);
            backoff.wait_long(agent.random.as_ref()).await;
        }
        _ => match retry_after(error, agent) {
            Some(wait) => tokio::time::sleep(wait).await,
            None => backoff.wait(agent.random.as_ref()).await,
        },
    }
}

fn retry_after(error: &CallError, agent: &Agent) -> Option<std::time::Duration> {
    let CallError::Refused(refusal) = error else {
        return None;
    };
    let longest = std::time::Duration::from_millis(agent.config.upload.backoff_max_ms);
    refusal.retry_after.map(|wait| wait.min(longest))
}

fn gather(agent: &Agent, first: Item, items_max: usize) -> Vec<Offered> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    let mut next = Some(first);
    while let Some(item) = next {
        let row = agent.journal.capture(item.capture_id).ok().flatten();
        if let Some(row) = row.filter(|row| row.state == CaptureState::Spooled)
            && let Some(statement) = row.statement
        {
            bytes += statement.len();
            batch.push(Offered { item, statement });
        }
        let is_full = batch.len() >= items_max || bytes >= OFFER_BYTES_MAX;
        next = if is_full { None } else { agent.conveyor.offers.take() };
    }
    batch
}

type Answers = std::collections::HashMap<evidence_schema::ids::CaptureId, OfferedAnswer>;

async fn take_answers(agent: &Agent, batch: Vec<Offered>, mut answers: Answers) {
    let mut changes = Vec::new();
    let mut held = Vec::new();
    for Offered { item, .. } in batch {
        match answers.remove(&item.capture_id) {
            Some(OfferedAnswer::Upload) => agent.conveyor.uploads.put(item),
            Some(OfferedAnswer::Held { clip_id }) => {
                tracing::debug!(capture = %item.capture_id, clip = %clip_id, "held already; nothing is sent");
                let state = CaptureState::Uploaded;
                changes.push(Change::State {
                    capture_id: item.capture_id,
                    state,
                    message: None,
                });
                held.push(item);
            }
            Some(OfferedAnswer::Refused { reason }) => refused(agent, &item, &reason).await,
            None => agent.conveyor.offers.put(item),
        }
    }
    if !changes.is_empty() && agent.journal.write_async(changes).await.is_err() {
        again(agent, held);
    } else {
        for item in held {
            agent.conveyor.receipts.put(item);
        }
    }
}

fn again(agent: &Agent, items: impl IntoIterator<Item = Item>) {
    for item in items {
        agent.conveyor.offers.put(item);
    }
}

/// The server does not take this capture as it is: told, kept, and tried again later without holding up the others.
pub(super) fn not_taken(agent: &Arc<Agent>, item: Item, error: &CallError) {
    let message = format!(
        "the server does not take a capture of this dock: {error}; it is kept in the spool and offered again; \
         if this goes on, enrol the dock again"
    );
    alarm::raise(agent, "capture_not_taken", About::capture(item.capture_id), &message);
    agent.conveyor.set_trouble(Some(message));
    let agent = Arc::clone(agent);
    tokio::spawn(async move {
        let mut backoff = agent.backoff();
        backoff.wait_long(agent.random.as_ref()).await;
        agent.conveyor.offers.put(item);
    });
}

/// The server refuses a capture for good: it waits in the spool for a person.
async fn refused(agent: &Agent, item: &Item, reason: &str) {
    let capture_id = item.capture_id;
    let message = format!("the server refuses it: {reason}; it is kept in the dock's spool; have a person look at it");
    let state = CaptureState::Refused;
    let changes = vec![Change::State {
        capture_id,
        state,
        message: Some(message.clone()),
    }];
    if agent.journal.write_async(changes).await.is_err() {
        return agent.conveyor.offers.put(item.clone());
    }
    let row = agent.journal.capture(capture_id).ok().flatten();
    let path = row.map(|row| row.path);
    let told = Told::new(DockingNote::RefusedByServer { path }, message.clone());
    agent.dockings.stuck(capture_id, &told);
    alarm::raise(agent, "refused", About::capture(capture_id), &message);
}

fn compare_clocks(agent: &Agent, server_time: evidence_schema::time::Timestamp) {
    agent
        .receipts
        .set_clock_difference(agent.clock.now().ms_since(server_time), CLOCK_DIFFERENCE_MS);
}
