//! What people say at the screen: signed, journalled, told to the server until it answered for good; and the roster that
//! the screen asks with.
//!
//! What must stay true: nothing is thanked for before it is on the disk; with the server away the screen asks with what it
//! heard last.

mod telling;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};

use evidence_schema::custody::claim::{CLAIM_VERSION, DockClaim, Parting, Said, SaidPair};
use evidence_schema::ids::{ClaimId, DockingId};
use evidence_schema::time::Timestamp;
use tokio::sync::Notify;

use crate::agent::Agent;
use crate::clock::id_bytes;
use crate::docking::registry::Seen;
use crate::journal::{Change, ClaimRow, ClaimState, RosterRow};
use crate::limits::{PARTED_BEFORE_MS_MAX, RESEATED_MS_MAX};

pub(crate) use telling::{ask_loop, tell_loop};

/// The roster, and what wakes its asker.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    roster: Mutex<Option<Arc<RosterRow>>>,
    /// A claim was said.
    said: Notify,
    /// The server answered claims: the roster may say something else now.
    heard: Notify,
}

/// Why something cannot be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unsayable {
    /// The recorder is not in its slot any more, or has no serial.
    Gone,
    /// Nobody of the roster has this number, or the pair cannot be.
    Nobody,
    /// They parted after the recorder was docked, or too long before.
    Time,
    /// The disk did not take it.
    NotKept,
}

impl Counter {
    /// Something was docked: the roster is asked for at once.
    pub(crate) fn look_again(&self) {
        self.heard.notify_one();
    }

    /// The roster as it was heard last.
    pub(crate) fn roster(&self) -> Option<Arc<RosterRow>> {
        self.roster.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes a roster.
    pub(crate) fn set_roster(&self, row: RosterRow) {
        *self.roster.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(row));
    }
}

/// Says something about a docked recorder; when this returns well, it survives a power cut. A tag is also said of the
/// dockings that this one goes on: what was read before the recorder was put back is there, and only there.
pub(crate) async fn say(agent: &Agent, docking_id: DockingId, said: Said) -> Result<(), Unsayable> {
    let seen = agent.dockings.seen();
    let seen = seen.iter().find(|seen| seen.report.docking_id == docking_id);
    let seen = seen.filter(|seen| seen.report.is_present).ok_or(Unsayable::Gone)?;
    check(agent, seen, &said)?;
    let serial = seen.report.device.known_serial().ok_or(Unsayable::Gone)?.to_owned();
    let mine = Docked {
        docking_id,
        serial,
        at: seen.report.started_at,
    };
    let mut docked = match said {
        Said::Tagged { .. } => gone_on(agent, &mine)?,
        Said::Used { .. } | Said::Taken { .. } => Vec::new(),
    };
    docked.push(mine);
    let said_at = agent.clock.now();
    let each = docked.into_iter().map(|docked| change(agent, docked, (&said, said_at)));
    let changes = each.collect::<Result<Vec<Change>, Unsayable>>()?;
    let kept = agent.journal.write_async(changes).await;
    kept.map_err(|error| {
        tracing::error!(%error, "a claim could not be kept; the screen says so");
        Unsayable::NotKept
    })?;
    agent.counter.said.notify_one();
    Ok(())
}

/// One docking that something is said of.
struct Docked {
    docking_id: DockingId,
    serial: String,
    at: Timestamp,
}

/// The dockings that this one goes on, oldest first: the same recorder was loosened and put back soon after.
fn gone_on(agent: &Agent, mine: &Docked) -> Result<Vec<Docked>, Unsayable> {
    let rows = agent.journal.dockings_of(&mine.serial).map_err(|error| {
        tracing::error!(%error, "earlier dockings cannot be read; the tag is not kept, and the screen says so");
        Unsayable::NotKept
    })?;
    let mut chain: Vec<Docked> = Vec::new();
    for row in rows.iter().rev().filter(|row| row.docking_id != mine.docking_id) {
        let next = chain.last().map_or(mine.at, |docked| docked.at);
        let goes_on = row
            .removed_at
            .is_some_and(|removed_at| (0..=RESEATED_MS_MAX).contains(&next.ms_since(removed_at)));
        if let Some(serial) = row.device.known_serial().filter(|_| goes_on) {
            chain.push(Docked {
                docking_id: row.docking_id,
                serial: serial.to_owned(),
                at: row.started_at,
            });
        }
    }
    chain.reverse();
    Ok(chain)
}

fn change(agent: &Agent, docked: Docked, (said, said_at): (&Said, Timestamp)) -> Result<Change, Unsayable> {
    let claim = DockClaim {
        v: CLAIM_VERSION,
        claim_id: ClaimId::from_random(id_bytes(agent.random.as_ref())),
        dock_id: agent.identity.dock_id,
        docking_id: docked.docking_id,
        serial: docked.serial,
        docked_at: docked.at,
        said_at,
        said: said.clone(),
    };
    let note = claim.sign(agent.key()).map_err(|error| {
        tracing::error!(%error, "a claim cannot be signed");
        Unsayable::NotKept
    })?;
    Ok(Change::Claim(Box::new(ClaimRow {
        claim_id: claim.claim_id,
        docking_id: docked.docking_id,
        serial: Some(claim.serial),
        note,
        said_at,
        said: claim.said,
        state: ClaimState::Waiting,
    })))
}

fn check(agent: &Agent, seen: &Seen, said: &Said) -> Result<(), Unsayable> {
    let roster = agent.counter.roster().ok_or(Unsayable::Nobody)?;
    match said {
        Said::Used { pair, parted } => {
            check_pair(&roster, pair)?;
            parted
                .as_ref()
                .map_or(Ok(()), |parting| check_parting(seen, pair, parting))
        }
        Said::Taken { pair } => check_pair(&roster, pair),
        Said::Tagged { tag } => {
            let is_known = roster.roster.tags.iter().any(|known| known.code == *tag);
            is_known.then_some(()).ok_or(Unsayable::Nobody)
        }
    }
}

fn check_pair(row: &RosterRow, pair: &SaidPair) -> Result<(), Unsayable> {
    let officer = |number: &str| row.roster.officers.iter().find(|officer| officer.number == number);
    let lead = officer(&pair.lead_number).ok_or(Unsayable::Nobody)?;
    let assisting = pair.assisting_number.as_deref();
    let is_pair = !lead.is_assistant
        && assisting != Some(lead.number.as_str())
        && assisting.is_none_or(|number| officer(number).is_some());
    is_pair.then_some(()).ok_or(Unsayable::Nobody)
}

fn check_parting(seen: &Seen, pair: &SaidPair, parting: &Parting) -> Result<(), Unsayable> {
    let is_one_of_them =
        [Some(&pair.lead_number), pair.assisting_number.as_ref()].contains(&Some(&parting.kept_by_number));
    if !is_one_of_them || pair.assisting_number.is_none() {
        return Err(Unsayable::Nobody);
    }
    let before_ms = seen.report.started_at.ms_since(parting.at);
    if !(1..=PARTED_BEFORE_MS_MAX).contains(&before_ms) {
        return Err(Unsayable::Time);
    }
    Ok(())
}
