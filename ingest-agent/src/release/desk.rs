//! Questions about clearing, from the threads of dockings to the task that talks to the server.
//!
//! What must stay true: an answer speaks only of captures that were asked about; no answer is no permission.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use evidence_schema::ids::CaptureId;
use evidence_schema::limits::CLEARING_ITEMS_MAX;
use evidence_schema::wire::clearing::{ClearingFacts, ClearingQuestion};
use tokio::sync::{Notify, oneshot};

use crate::agent::Agent;
use crate::docking::Leash;
use crate::limits::CLEARING_ANSWER_WAIT;

/// What the server said of captures; absent ones it holds no clip of.
pub(crate) type Facts = HashMap<CaptureId, ClearingFacts>;

struct Asked {
    captures: Vec<CaptureId>,
    answer: oneshot::Sender<Result<Facts, String>>,
}

/// The questions that wait.
#[derive(Default)]
pub(crate) struct Desk {
    asked: Mutex<VecDeque<Asked>>,
    told: Notify,
}

impl Desk {
    /// Asks from a thread and waits, at most so long as the leash lets it.
    pub(crate) fn ask(&self, captures: &[CaptureId], leash: &Leash) -> Result<Facts, String> {
        let mut facts = Facts::new();
        for part in captures.chunks(CLEARING_ITEMS_MAX) {
            facts.extend(self.ask_part(part.to_vec(), leash)?);
        }
        Ok(facts)
    }

    fn ask_part(&self, captures: Vec<CaptureId>, leash: &Leash) -> Result<Facts, String> {
        let (answer, mut answered) = oneshot::channel();
        self.lock().push_back(Asked { captures, answer });
        self.told.notify_one();
        let until = Instant::now() + CLEARING_ANSWER_WAIT;
        loop {
            match answered.try_recv() {
                Ok(answer) => return answer,
                Err(oneshot::error::TryRecvError::Closed) => return Err("the agent stops".to_owned()),
                Err(oneshot::error::TryRecvError::Empty) => {}
            }
            if Instant::now() >= until || !leash.wait(Duration::from_millis(5)) {
                return Err("the server did not answer in time".to_owned());
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Asked>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn next(&self) -> Asked {
        loop {
            let next = self.lock().pop_front();
            match next {
                // Whoever asked and left needs no answer.
                Some(asked) if asked.answer.is_closed() => {}
                Some(asked) => return asked,
                None => self.told.notified().await,
            }
        }
    }
}

/// Asks the server for ever.
pub(crate) async fn ask_loop(agent: Arc<Agent>) {
    loop {
        agent.receipts.wait_while_broken().await;
        let Asked { captures, answer } = agent.desk.next().await;
        let outcome = ask(&agent, captures).await;
        let _ = answer.send(outcome);
    }
}

async fn ask(agent: &Agent, captures: Vec<CaptureId>) -> Result<Facts, String> {
    let question = ClearingQuestion { captures };
    let answer = agent
        .server
        .clearing(&question)
        .await
        .map_err(|error| error.to_string())?;
    let mut facts = Facts::new();
    for item in answer.items {
        if question.captures.contains(&item.capture_id)
            && let Some(known) = item.facts
        {
            facts.insert(item.capture_id, known);
        }
    }
    Ok(facts)
}
