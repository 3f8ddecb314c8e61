//! Waiting for receipts of imported files, in whatever process holds the journal.

use std::time::Duration;

use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_schema::ids::CaptureId;

use super::job::Tell;
use super::{ImportEvent, WaitFor};
use crate::agent::Agent;
use crate::docking::Leash;
use crate::journal::CaptureState;

/// A file that is in the spool.
pub(super) struct Waiting {
    pub(super) index: usize,
    pub(super) capture_id: CaptureId,
}

/// Files looked at per round: the first ones are the next to arrive.
const WATCHED: usize = 64;

/// Waits until every file came as far as was asked for, or will not by itself.
pub(super) fn wait_for(agent: &Agent, (wait, mut waiting): (WaitFor, Vec<Waiting>), leash: &Leash, tell: Tell<'_>) {
    let mut trouble = None;
    while !waiting.is_empty() {
        let watched: Vec<Waiting> = waiting.drain(..waiting.len().min(WATCHED)).collect();
        let before = watched.len();
        let left: Vec<Waiting> = watched
            .into_iter()
            .filter(|item| !is_over(agent, wait, item, tell))
            .collect();
        let has_moved = left.len() < before;
        waiting.splice(..0, left);
        let now = agent.receipts.broken().or_else(|| agent.conveyor.trouble());
        if now != trouble {
            trouble.clone_from(&now);
            tell(ImportEvent::Trouble { message: now });
        }
        if !has_moved && !leash.wait(Duration::from_millis(50)) {
            for item in waiting.drain(..) {
                let message = "in the spool; it goes to the server when the agent runs again".to_owned();
                tell(ImportEvent::Failed {
                    index: item.index,
                    message,
                });
            }
        }
    }
}

fn is_over(agent: &Agent, wait: WaitFor, item: &Waiting, tell: Tell<'_>) -> bool {
    let index = item.index;
    let Ok(Some(row)) = agent.journal.capture(item.capture_id) else {
        tell(ImportEvent::Failed {
            index,
            message: "the journal has no row of it".to_owned(),
        });
        return true;
    };
    let wanted = if wait == WaitFor::Sealed {
        ReceiptLevel::Sealed
    } else {
        ReceiptLevel::Verified
    };
    match row.state {
        CaptureState::Refused | CaptureState::SpoolDamaged | CaptureState::Partial => {
            tell(ImportEvent::Failed {
                index,
                message: row.message.unwrap_or_default(),
            });
            true
        }
        _ if row.level.is_some_and(|level| level >= wanted) => {
            let what = if row.level == Some(ReceiptLevel::Sealed) {
                "sealed"
            } else {
                "verified"
            };
            tell(ImportEvent::Reached {
                index,
                what: what.to_owned(),
            });
            true
        }
        _ => {
            tell(ImportEvent::Sending {
                index,
                bytes: agent.conveyor.sent(item.capture_id),
            });
            // A broken log is nothing that waiting mends.
            agent.receipts.broken().is_some_and(|reason| {
                tell(ImportEvent::Failed {
                    index,
                    message: format!("in the spool, not sent: {reason}"),
                });
                true
            })
        }
    }
}
