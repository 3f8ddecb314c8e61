//! How a clip lies to the sessions of an act: during one, close to one, or in doubt.

use super::{Reason, SuggestionPolicy};
use crate::rules::attribution::ClipTime;
use crate::rules::sessions::Session;

/// How a clip lies to the session that is closest to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nearness {
    During {
        session: u32,
        together_ms: i64,
        /// However its clock is moved within its doubt, it is during the session.
        is_sure: bool,
        is_open: bool,
    },
    ClockLeavesOpen {
        session: u32,
        is_open: bool,
    },
    Near {
        session: u32,
        apart_ms: i64,
        is_open: bool,
    },
}

impl Nearness {
    /// Whether the session has no departure.
    pub(super) const fn is_open(&self) -> bool {
        match self {
            Self::During { is_open, .. } | Self::ClockLeavesOpen { is_open, .. } | Self::Near { is_open, .. } => {
                *is_open
            }
        }
    }

    /// The closest first, then the longest time together.
    fn rank(&self) -> (u8, i64) {
        match self {
            Self::During { together_ms, .. } => (0, -together_ms),
            Self::ClockLeavesOpen { .. } => (1, 0),
            Self::Near { apart_ms, .. } => (2, *apart_ms),
        }
    }

    /// In the words of the verdict.
    pub(super) fn reasons(&self, time: ClipTime) -> Vec<Reason> {
        let doubt = |session| Reason::ClockLeavesOpen {
            session,
            uncertainty_ms: time.uncertainty_ms,
        };
        let (mut reasons, session) = match *self {
            Self::During {
                session,
                together_ms,
                is_sure,
                ..
            } => {
                let mut reasons = vec![Reason::DuringSession { session, together_ms }];
                reasons.extend((!is_sure).then(|| doubt(session)));
                (reasons, session)
            }
            Self::ClockLeavesOpen { session, .. } => (vec![doubt(session)], session),
            Self::Near { session, apart_ms, .. } => (vec![Reason::NearSession { session, apart_ms }], session),
        };
        reasons.extend(self.is_open().then_some(Reason::SessionOpen { session }));
        reasons
    }
}

/// How a clip lies to the session that is closest to it; `None` when it is close to none.
pub(super) fn nearness(sessions: &[Session], time: ClipTime, policy: &SuggestionPolicy) -> Option<Nearness> {
    let of_each = sessions
        .iter()
        .zip(1_u32..)
        .filter_map(|(session, number)| to_session(session, number, (time, policy)));
    of_each.min_by_key(Nearness::rank)
}

fn to_session(session: &Session, number: u32, (time, policy): (ClipTime, &SuggestionPolicy)) -> Option<Nearness> {
    let is_open = session.departed_at.is_none();
    let from = session.arrived_at.as_millis();
    let to = session
        .departed_at
        .map_or(from.saturating_add(policy.open_ms), crate::time::Timestamp::as_millis);
    let (start, end) = (time.start.as_millis(), time.end.as_millis().max(time.start.as_millis()));
    let doubt = time.uncertainty_ms.max(0);
    let apart_ms = (from - end).max(start - to);
    if apart_ms <= 0 {
        return Some(Nearness::During {
            session: number,
            together_ms: end.min(to) - start.max(from),
            is_sure: start + doubt <= to && end - doubt >= from,
            is_open,
        });
    }
    if apart_ms <= doubt {
        return Some(Nearness::ClockLeavesOpen {
            session: number,
            is_open,
        });
    }
    (apart_ms <= policy.near_ms).then_some(Nearness::Near {
        session: number,
        apart_ms,
        is_open,
    })
}
