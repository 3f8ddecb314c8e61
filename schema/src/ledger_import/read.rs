//! The four kinds of file, each row by itself.
//!
//! What must stay true: all cells of a row are looked at before it is refused, so that a person meets all errors at once.

use super::cells::{Reader, Refused, date, end_time, kind, name, number, serials, time, yes_or_no};
use super::columns::{Column, OFFICER, RECORDER, ROSTER, UNIT};
use super::errors::{ImportErrors, ImportProblem};
use super::records::{Certificate, ImportFile, OfficerRecord, RecorderRecord, RosterRecord, UnitRecord};
use super::sheet;

/// Reads a file of units.
pub fn read_units(bytes: &[u8]) -> Result<ImportFile<UnitRecord>, ImportErrors> {
    sheet::read(bytes, UNIT, unit)
}

/// Reads a file of officers and assistants.
pub fn read_officers(bytes: &[u8]) -> Result<ImportFile<OfficerRecord>, ImportErrors> {
    sheet::read(bytes, OFFICER, officer)
}

/// Reads a file of recorders and handheld terminals.
pub fn read_recorders(bytes: &[u8]) -> Result<ImportFile<RecorderRecord>, ImportErrors> {
    sheet::read(bytes, RECORDER, recorder)
}

/// Reads a roster.
pub fn read_roster(bytes: &[u8]) -> Result<ImportFile<RosterRecord>, ImportErrors> {
    sheet::read(bytes, ROSTER, roster_line)
}

fn unit(row: &mut Reader<'_>) -> Result<UnitRecord, Refused> {
    let own = row.needed(Column::UnitNumber, number);
    let title = row.needed(Column::UnitName, name);
    let parent = row.optional(Column::ParentNumber, number);
    Ok(UnitRecord {
        number: own?,
        name: title?,
        parent_number: parent?,
    })
}

fn officer(row: &mut Reader<'_>) -> Result<OfficerRecord, Refused> {
    let own = row.needed(Column::OfficerNumber, number);
    let person = row.needed(Column::OfficerName, name);
    let certificate = certificate(row);
    let unit_number = row.needed(Column::UnitNumber, number);
    let inspects = row.needed(Column::Inspects, yes_or_no);
    let is_assistant = row.needed(Column::Assistant, yes_or_no);
    let posting_from = row.optional(Column::PostingFrom, date);
    Ok(OfficerRecord {
        number: own?,
        name: person?,
        certificate: certificate?,
        unit_number: unit_number?,
        inspects: inspects?,
        is_assistant: is_assistant?,
        posting_from: posting_from?,
    })
}

fn certificate(row: &mut Reader<'_>) -> Result<Option<Certificate>, Refused> {
    let own = row.optional(Column::CertificateNumber, number);
    let from = row.optional(Column::CertificateFrom, date);
    let to = row.optional(Column::CertificateTo, date);
    match (own?, from?, to?) {
        (None, None, None) => Ok(None),
        (Some(_), Some(from), Some(to)) if to < from => {
            let from = from.to_string();
            Err(row.refuse(Column::CertificateTo, ImportProblem::CertificateTurnedRound { from }))
        }
        (Some(number), Some(from), Some(to)) => Ok(Some(Certificate { number, from, to })),
        (number, from, _) => {
            let lacking = match (number, from) {
                (None, _) => Column::CertificateNumber,
                (_, None) => Column::CertificateFrom,
                _ => Column::CertificateTo,
            };
            Err(row.refuse(lacking, ImportProblem::CertificateIncomplete))
        }
    }
}

fn recorder(row: &mut Reader<'_>) -> Result<RecorderRecord, Refused> {
    let serial = row.needed(Column::Serial, number);
    let title = row.needed(Column::Title, name);
    let kind = row.needed(Column::Kind, kind);
    let unit_number = row.needed(Column::UnitNumber, number);
    Ok(RecorderRecord {
        serial: serial?,
        title: title?,
        kind: kind?,
        unit_number: unit_number?,
    })
}

fn roster_line(row: &mut Reader<'_>) -> Result<RosterRecord, Refused> {
    let day = row.needed(Column::Date, date);
    let unit_number = row.needed(Column::UnitNumber, number);
    let from = row.needed(Column::FromTime, time);
    let to = row.needed(Column::ToTime, end_time);
    let lead = row.needed(Column::LeadNumber, number);
    let assisting = row.optional(Column::AssistingNumber, number);
    let recorders = row.optional(Column::Serials, serials);
    if let (Ok(lead), Ok(Some(assisting))) = (&lead, &assisting)
        && lead == assisting
    {
        return Err(row.refuse(Column::AssistingNumber, ImportProblem::LeadIsAssisting));
    }
    Ok(RosterRecord {
        date: day?,
        unit_number: unit_number?,
        from: from?,
        to: to?,
        lead_number: lead?,
        assisting_number: assisting?,
        serials: recorders?.unwrap_or_default(),
    })
}
