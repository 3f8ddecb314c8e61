//! When forced execution is not allowed: at night and on statutory holidays, except in an emergency (行政强制法 article 43).
//!
//! What must stay true: the law does not say what night is, so the hours come from outside; a rest day that is no statutory
//! holiday forbids nothing; an urgent act is reported with what allowed it, and what is missing of that is named.

use chrono::{Days, NaiveDate, NaiveTime};

use super::calendar::{Calendar, DayKind, day_of, local};
use crate::clip::text_enum;
use crate::time::Timestamp;

/// What is night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NightPolicy {
    /// From this hour on.
    pub from_hour: u32,
    /// Up to this one.
    pub to_hour: u32,
}

impl NightPolicy {
    /// 22:00 to 06:00, to be confirmed by the agency.
    pub const PRESET: Self = Self {
        from_hour: 22,
        to_hour: 6,
    };
}

text_enum!(
    /// Why a forced execution should not have been then.
    NotThen {
        /// At night 夜间.
        Night = "night",
        /// On a statutory holiday 法定节假日.
        StatutoryHoliday = "statutory_holiday",
    }
);

text_enum!(
    /// What an urgent act must name.
    UrgentPart {
        /// Why it could not wait.
        Reason = "reason",
        /// The head who approved.
        ApprovingHead = "approving_head",
        /// When.
        ApprovedAt = "approved_at",
        /// The document.
        Document = "document",
    }
);

/// What allowed an urgent act, as far as it was said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Urgency {
    /// Why it could not wait.
    pub reason: Option<String>,
    /// The head who approved.
    pub approving_head: Option<String>,
    /// When.
    pub approved_at: Option<Timestamp>,
    /// The document.
    pub document: Option<String>,
}

/// What the guard says of one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardReport {
    /// Why it should not have been then; empty where nothing stood against it.
    pub not_then: Vec<NotThen>,
    /// Whether it is only the agency's own idea of night that stands against it: to be confirmed.
    pub is_to_confirm: bool,
    /// What allowed it in an emergency; absent where it was not urgent, or where nothing stood against it.
    pub urgency: Option<Urgency>,
    /// What of that is missing.
    pub missing: Vec<UrgentPart>,
}

impl GuardReport {
    /// Whether a person should look at it.
    pub fn is_finding(&self) -> bool {
        !self.not_then.is_empty() && (self.urgency.is_none() || !self.missing.is_empty())
    }
}

/// Holds one session of a forced execution against night and holidays.
pub fn execution_guard(
    (from, to): (Timestamp, Timestamp),
    urgency: Option<&Urgency>,
    calendar: &Calendar,
    policy: NightPolicy,
) -> GuardReport {
    let is_night = touches_night((from, to), policy);
    let is_holiday = days(from, to).any(|day| calendar.kind(day) == DayKind::Statutory);
    let not_then: Vec<NotThen> = [(is_night, NotThen::Night), (is_holiday, NotThen::StatutoryHoliday)]
        .into_iter()
        .filter_map(|(is_so, why)| is_so.then_some(why))
        .collect();
    let urgency = urgency.filter(|_| !not_then.is_empty()).cloned();
    GuardReport {
        is_to_confirm: not_then == [NotThen::Night]
            || (is_holiday && calendar.is_to_confirm((day_of(from), day_of(to)))),
        missing: urgency.as_ref().map(missing).unwrap_or_default(),
        not_then,
        urgency,
    }
}

fn missing(urgency: &Urgency) -> Vec<UrgentPart> {
    [
        (urgency.reason.is_none(), UrgentPart::Reason),
        (urgency.approving_head.is_none(), UrgentPart::ApprovingHead),
        (urgency.approved_at.is_none(), UrgentPart::ApprovedAt),
        (urgency.document.is_none(), UrgentPart::Document),
    ]
    .into_iter()
    .filter_map(|(is_missing, part)| is_missing.then_some(part))
    .collect()
}

fn days(from: Timestamp, to: Timestamp) -> impl Iterator<Item = NaiveDate> {
    // What ends at midnight does not reach into the next day.
    let last = to.plus_ms(-1).filter(|last| *last >= from).unwrap_or(from);
    day_of(from).iter_days().take_while(move |day| *day <= day_of(last))
}

fn touches_night((from, to): (Timestamp, Timestamp), policy: NightPolicy) -> bool {
    let hour = |hour: u32| NaiveTime::from_hms_opt(hour, 0, 0);
    let (Some(begins), Some(ends)) = (hour(policy.from_hour), hour(policy.to_hour)) else {
        return false;
    };
    let mut evenings = day_of(from)
        .checked_sub_days(Days::new(1))
        .into_iter()
        .chain(days(from, to));
    evenings.any(|evening| {
        let morning = if begins > ends {
            evening.succ_opt()
        } else {
            Some(evening)
        };
        let night_from = local(evening, begins);
        let night_to = morning.and_then(|morning| local(morning, ends));
        match (night_from, night_to) {
            (Some(night_from), Some(night_to)) => from < night_to && (to > night_from || from >= night_from),
            _ => false,
        }
    })
}
