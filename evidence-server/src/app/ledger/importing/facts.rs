//! Rows of the ledger as the records that a file is held against.
//!
//! What must stay true: those off duty and out of service are among them, because numbers are never used again; a
//! recorder that nobody bound to a unit has the empty unit number, which no file can say.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Asia::Shanghai;
use evidence_schema::ids::{OfficerId, RecorderId, UnitId};
use evidence_schema::ledger::DeviceKind;
use evidence_schema::ledger_import::{Certificate, Existing, OfficerRecord, RecorderRecord, RosterRecord, UnitRecord};
use evidence_schema::time::Timestamp;

use crate::app::{AppError, AppResult};
use crate::store::imported::LedgerRows;
use crate::store::officer::{OfficerRow, PostingRow};
use crate::store::roster::RosterRow;
use crate::store::unit::DeviceRow;

/// A time of the agency's clocks as a point in time. The hour that a clock change skipped (last in 1991) counts on.
pub(super) fn instant(local: NaiveDateTime) -> Timestamp {
    let at = Shanghai.from_local_datetime(&local).earliest();
    let at = at.map_or_else(
        || DateTime::from_naive_utc_and_offset(local - chrono::TimeDelta::hours(8), Utc),
        |at| at.with_timezone(&Utc),
    );
    at.into()
}

fn local(at: Timestamp) -> NaiveDateTime {
    at.to_chrono().with_timezone(&Shanghai).naive_local()
}

/// Postings of each officer, oldest first.
pub(super) fn postings_of(rows: &LedgerRows) -> BTreeMap<OfficerId, Vec<&PostingRow>> {
    let mut postings: BTreeMap<OfficerId, Vec<&PostingRow>> = BTreeMap::new();
    for posting in &rows.postings {
        postings.entry(posting.officer_id).or_default().push(posting);
    }
    for of_one in postings.values_mut() {
        of_one.sort_by_key(|posting| (posting.from_on, posting.id));
    }
    postings
}

/// The ledger's records.
pub(super) struct Facts {
    units: Vec<UnitRecord>,
    officers: Vec<OfficerRecord>,
    recorders: Vec<RecorderRecord>,
    roster: Vec<RosterRecord>,
}

/// What ids stand for.
struct Names<'a> {
    units: BTreeMap<UnitId, &'a str>,
    officers: BTreeMap<OfficerId, &'a str>,
    serials: BTreeMap<RecorderId, &'a str>,
    devices: BTreeMap<RecorderId, &'a DeviceRow>,
    postings: BTreeMap<OfficerId, Vec<&'a PostingRow>>,
}

impl Facts {
    /// From the rows.
    ///
    /// # Errors
    /// When a row names what is not there.
    pub(super) fn of(rows: &LedgerRows) -> AppResult<Self> {
        let names = Names {
            units: rows.units.iter().map(|unit| (unit.id, unit.number.as_str())).collect(),
            officers: rows.officers.iter().map(|o| (o.id, o.number.as_str())).collect(),
            serials: rows.recorders.iter().map(|r| (r.id, r.serial.as_str())).collect(),
            devices: rows.devices.iter().map(|device| (device.recorder_id, device)).collect(),
            postings: postings_of(rows),
        };
        let units = rows.units.iter().map(|unit| {
            Ok(UnitRecord {
                number: unit.number.clone(),
                name: unit.name.clone(),
                parent_number: unit.parent_id.map(|id| names.unit(id)).transpose()?,
            })
        });
        let recorders = rows.recorders.iter().map(|recorder| {
            let device = names.devices.get(&recorder.id);
            Ok(RecorderRecord {
                serial: recorder.serial.clone(),
                title: recorder.title.clone(),
                kind: device.map_or(DeviceKind::Recorder, |device| device.kind),
                unit_number: device
                    .map(|device| names.unit(device.unit_id))
                    .transpose()?
                    .unwrap_or_default(),
            })
        });
        Ok(Self {
            units: units.collect::<AppResult<_>>()?,
            officers: rows
                .officers
                .iter()
                .map(|o| names.officer_record(o))
                .collect::<AppResult<_>>()?,
            recorders: recorders.collect::<AppResult<_>>()?,
            roster: rows
                .roster
                .iter()
                .map(|duty| names.duty(duty))
                .collect::<AppResult<_>>()?,
        })
    }

    pub(super) fn existing(&self) -> Existing<'_> {
        Existing {
            units: &self.units,
            officers: &self.officers,
            recorders: &self.recorders,
            roster: &self.roster,
        }
    }
}

fn named<K: Ord>(names: &BTreeMap<K, &str>, id: &K) -> AppResult<String> {
    let name = names.get(id).map(|name| (*name).to_owned());
    name.ok_or_else(|| AppError::internal("a row of the ledger names what is not there"))
}

impl Names<'_> {
    fn unit(&self, id: UnitId) -> AppResult<String> {
        named(&self.units, &id)
    }

    /// Of one off duty the last unit; a posting that begins in future counts already.
    fn officer_record(&self, officer: &OfficerRow) -> AppResult<OfficerRecord> {
        let last = self.postings.get(&officer.id).and_then(|postings| postings.last());
        Ok(OfficerRecord {
            number: officer.number.clone(),
            name: officer.name.clone(),
            certificate: certificate(officer),
            unit_number: last
                .map(|posting| self.unit(posting.unit_id))
                .transpose()?
                .unwrap_or_default(),
            inspects: officer.is_inspecting,
            is_assistant: officer.is_assistant,
            posting_from: last.map(|posting| posting.from_on),
        })
    }

    fn duty(&self, duty: &RosterRow) -> AppResult<RosterRecord> {
        let (from, to) = (local(duty.from_at), local(duty.to_at));
        let serials = duty.recorder_ids()?;
        let mut serials = serials
            .iter()
            .map(|id| named(&self.serials, id))
            .collect::<AppResult<Vec<_>>>()?;
        serials.sort();
        Ok(RosterRecord {
            date: from.date(),
            unit_number: self.unit(duty.unit_id)?,
            from: from.time(),
            to: to.time(),
            lead_number: named(&self.officers, &duty.lead_id)?,
            assisting_number: duty.assisting_id.map(|id| named(&self.officers, &id)).transpose()?,
            serials,
        })
    }
}

/// A certificate that was typed on a page may have open ends; in a file they are the first and the last day there is.
fn certificate(officer: &OfficerRow) -> Option<Certificate> {
    Some(Certificate {
        number: officer.certificate_number.clone()?,
        from: officer.certificate_from.or(NaiveDate::from_ymd_opt(1, 1, 1))?,
        to: officer.certificate_to.or(NaiveDate::from_ymd_opt(9999, 12, 31))?,
    })
}
