//! What becomes of an officer's postings: begun, ended, or begun on another day than was said before.
//!
//! What must stay true: postings of one officer follow each other, each begins after the one before, and that one ends
//! the day before.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use evidence_schema::ids::UnitId;
use evidence_schema::ledger_import::{Column, ImportErrors, ImportFile, ImportProblem, OfficerRecord, Plan};
use evidence_schema::time::Timestamp;

use super::facts::postings_of;
use crate::app::ledger::units::day_of;
use crate::store::imported::LedgerRows;
use crate::store::officer::PostingRow;

/// What is written about an officer's postings.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PostingChange {
    /// Rows that change.
    pub(super) changed: Vec<PostingRow>,
    /// Unit and first day of a new one.
    pub(super) begun: Option<(UnitId, NaiveDate)>,
}

/// The posting before began on this day or later.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooEarly(NaiveDate);

/// What a posting to this unit means, from the day that the file says, else from today.
pub(super) fn change(
    postings: &[&PostingRow],
    unit_id: UnitId,
    (from, today): (Option<NaiveDate>, NaiveDate),
) -> Result<PostingChange, TooEarly> {
    let Some((last, earlier)) = postings.split_last() else {
        return Ok(PostingChange {
            changed: Vec::new(),
            begun: Some((unit_id, from.unwrap_or(today))),
        });
    };
    if last.unit_id != unit_id {
        let from = from.unwrap_or(today);
        return Ok(PostingChange {
            changed: vec![ended(last, from)?],
            begun: Some((unit_id, from)),
        });
    }
    let Some(from) = from.filter(|from| *from != last.from_on) else {
        return Ok(PostingChange::default());
    };
    let mut changed = match earlier.last() {
        Some(before) => vec![ended(before, from)?],
        None => Vec::new(),
    };
    changed.push(PostingRow {
        from_on: from,
        ..(*last).clone()
    });
    Ok(PostingChange { changed, begun: None })
}

/// A posting that ends the day before another begins.
fn ended(posting: &PostingRow, next_from: NaiveDate) -> Result<PostingRow, TooEarly> {
    if next_from <= posting.from_on {
        return Err(TooEarly(posting.from_on));
    }
    Ok(PostingRow {
        to_on: next_from.checked_sub_days(Days::new(1)),
        ..posting.clone()
    })
}

/// The plan, refused where a posting would begin before the one that it follows.
pub(super) fn checked(
    plan: Plan<OfficerRecord>,
    file: &ImportFile<OfficerRecord>,
    (rows, now): (&LedgerRows, Timestamp),
) -> Plan<OfficerRecord> {
    let postings = postings_of(rows);
    let officers: BTreeMap<&str, _> = rows.officers.iter().map(|o| (o.number.as_str(), o.id)).collect();
    let units: BTreeMap<&str, UnitId> = rows.units.iter().map(|u| (u.number.as_str(), u.id)).collect();
    let column = [Column::PostingFrom, Column::UnitNumber]
        .into_iter()
        .find_map(|column| file.place(column));
    let mut errors = ImportErrors::default();
    for change_of in &plan.changes {
        let after = &change_of.after;
        let id = officers.get(after.number.as_str());
        let held = id
            .and_then(|id| postings.get(id))
            .map(Vec::as_slice)
            .unwrap_or_default();
        let Some(unit_id) = units.get(after.unit_number.as_str()) else {
            continue;
        };
        if let Err(TooEarly(before)) = change(held, *unit_id, (after.posting_from, day_of(now))) {
            let shown = after.posting_from.unwrap_or_else(|| day_of(now)).to_string();
            let from = before.to_string();
            errors.add(
                change_of.line,
                column.clone(),
                Some(&shown),
                ImportProblem::PostingTooEarly { from },
            );
        }
    }
    if errors.is_empty() { plan } else { Plan::refused(errors) }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use evidence_schema::ids::{OfficerId, PostingId, UnitId};

    use super::{PostingChange, TooEarly, change};
    use crate::store::officer::PostingRow;

    const HERE: UnitId = UnitId::from_random([1; 16]);
    const THERE: UnitId = UnitId::from_random([2; 16]);

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn posting(number: u8, unit_id: UnitId, from: &str) -> PostingRow {
        PostingRow {
            id: PostingId::from_random([number; 16]),
            officer_id: OfficerId::from_random([9; 16]),
            unit_id,
            from_on: day(from),
            to_on: None,
        }
    }

    #[test]
    fn another_unit_ends_the_posting_the_day_before() {
        let held = posting(1, HERE, "2026-01-01");
        let moved = change(&[&held], THERE, (None, day("2026-03-01"))).unwrap();
        assert_eq!(moved.changed[0].to_on, Some(day("2026-02-28")));
        assert_eq!(moved.begun, Some((THERE, day("2026-03-01"))));
    }

    #[test]
    fn nobody_moves_before_the_posting_that_is_left_began() {
        let held = posting(1, HERE, "2026-01-01");
        let early = (Some(day("2026-01-01")), day("2026-03-01"));
        assert_eq!(change(&[&held], THERE, early), Err(TooEarly(day("2026-01-01"))));
    }

    #[test]
    fn another_first_day_moves_the_end_of_the_posting_before() {
        let (before, last) = (posting(1, HERE, "2026-01-01"), posting(2, THERE, "2026-03-01"));
        let later = (Some(day("2026-03-15")), day("2026-06-01"));
        let moved = change(&[&before, &last], THERE, later).unwrap();
        assert_eq!(moved.changed[0].to_on, Some(day("2026-03-14")));
        assert_eq!((moved.changed[1].from_on, moved.begun), (day("2026-03-15"), None));
    }

    #[test]
    fn the_same_unit_and_day_change_nothing() {
        let held = posting(1, HERE, "2026-01-01");
        let same = (Some(day("2026-01-01")), day("2026-03-01"));
        assert_eq!(change(&[&held], HERE, same), Ok(PostingChange::default()));
    }
}
