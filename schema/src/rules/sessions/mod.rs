//! Whether the sessions of an act can be: each from arrival to departure, one after the other, none in the future.
//!
//! What must stay true: every problem is named with its session; nothing is put right by guessing (a departure before the
//! arrival is not taken to be on the next day).

use crate::time::Timestamp;

#[cfg(test)]
mod tests;

/// Sessions of one act.
pub const SESSIONS_MAX: usize = 31;
/// Longest session, in milliseconds: three days. A longer act has several sessions.
pub const SESSION_MS_MAX: i64 = 72 * 3600 * 1000;
/// Oldest arrival, in milliseconds before now: twenty years.
pub const BACK_MS_MAX: i64 = 20 * 366 * 24 * 3600 * 1000;

/// One session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Arrival.
    pub arrived_at: Timestamp,
    /// Departure; absent where nobody wrote it down.
    pub departed_at: Option<Timestamp>,
}

/// What is wrong with a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionProblem {
    /// Departure before arrival, or at the same moment.
    EndsBeforeItBegins,
    /// Longer than [`SESSION_MS_MAX`].
    TooLong,
    /// Arrival later than now.
    BeginsInFuture,
    /// Departure later than now.
    EndsInFuture,
    /// Arrival earlier than [`BACK_MS_MAX`] ago.
    TooOld,
    /// Begins before an earlier one ended, or an earlier one has no end.
    Overlaps,
}

/// What is wrong with sessions, by their place in the list. Several problems of one session are all named.
pub fn check(sessions: &[Session], now: Timestamp) -> Vec<(usize, SessionProblem)> {
    let mut problems = Vec::new();
    for (place, session) in sessions.iter().enumerate() {
        problems.extend(alone(session, now).into_iter().map(|problem| (place, problem)));
        let is_before = |other: &Session| match other.departed_at {
            Some(end) => end <= session.arrived_at,
            None => false,
        };
        if !sessions[..place].iter().all(is_before) {
            problems.push((place, SessionProblem::Overlaps));
        }
    }
    problems
}

/// Whether something that was said of an act's times is not so any more. A further session, and a departure that nobody had
/// written down, take nothing back.
pub fn is_changed(before: &[Session], after: &[Session]) -> bool {
    let stands = |said: &Session| {
        let mut same = after.iter().filter(|now| now.arrived_at == said.arrived_at);
        same.any(|now| said.departed_at.is_none() || now.departed_at == said.departed_at)
    };
    !before.iter().all(stands)
}

fn alone(session: &Session, now: Timestamp) -> Vec<SessionProblem> {
    let mut problems = Vec::new();
    let from = session.arrived_at;
    if from > now {
        problems.push(SessionProblem::BeginsInFuture);
    }
    if now.ms_since(from) > BACK_MS_MAX {
        problems.push(SessionProblem::TooOld);
    }
    let Some(to) = session.departed_at else { return problems };
    if to <= from {
        problems.push(SessionProblem::EndsBeforeItBegins);
    } else if to.ms_since(from) > SESSION_MS_MAX {
        problems.push(SessionProblem::TooLong);
    }
    if to > now && from <= now {
        problems.push(SessionProblem::EndsInFuture);
    }
    problems
}
