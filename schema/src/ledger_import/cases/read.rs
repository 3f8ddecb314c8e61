//! The three kinds of file, each row by itself; then what rows say together.
//!
//! What must stay true: all cells of a row are looked at before it is refused, so that a person meets all errors at once.

use super::cells::{case_number, moment, object_number, officers, outside, word};
use super::columns::{ACT, CASE, OBJECT};
use super::gather::{self, ActRow};
use super::{CaseFile, CaseLine, CaseRecord};
use crate::ledger_import::cells::{Reader, Refused, name, number, yes_or_no};
use crate::ledger_import::columns::Column;
use crate::ledger_import::errors::{ImportErrors, ImportProblem};
use crate::ledger_import::sheet;
use crate::rules::object_key;
use crate::wire::acts::ObjectDraft;
use crate::wire::case_system::{ActTold, SessionTold};

pub(super) fn cases(bytes: &[u8]) -> Result<CaseFile, ImportErrors> {
    gather::cases(&sheet::read(bytes, CASE, case_line)?)
}

pub(super) fn acts(bytes: &[u8]) -> Result<CaseFile, ImportErrors> {
    gather::acts(&sheet::read(bytes, ACT, act_row)?)
}

pub(super) fn objects(bytes: &[u8]) -> Result<CaseFile, ImportErrors> {
    gather::objects(&sheet::read(bytes, OBJECT, object)?)
}

fn case_line(row: &mut Reader<'_>) -> Result<CaseLine, Refused> {
    let own = row.needed(Column::CaseNumber, case_number);
    let title = row.needed(Column::CaseTitle, name);
    let category = row.optional(Column::Category, word);
    let unit = row.optional(Column::UnitNumber, number);
    let lead = row.optional(Column::LeadNumber, number);
    let assisting = row.optional(Column::AssistingNumber, number);
    let stage = row.optional(Column::Stage, word);
    Ok(CaseLine {
        number: own?,
        title: title?,
        category: category?,
        unit_number: unit?,
        lead_number: lead?,
        assisting_number: assisting?,
        stage: stage?,
    })
}

fn act_row(row: &mut Reader<'_>) -> Result<ActRow, Refused> {
    let case = row.needed(Column::CaseNumber, case_number);
    let own = row.needed(Column::ActNumber, name);
    let kind = row.needed(Column::ActType, name);
    let place = row.optional(Column::PlaceName, name);
    let officer_numbers = row.optional(Column::OfficerNumbers, officers);
    let session = session(row);
    let outside = row.optional(Column::Outside, outside);
    let approval = row.optional(Column::ApprovalNumber, name);
    let urgent = row.optional(Column::Urgent, yes_or_no);
    let act = ActTold {
        number: own?,
        kind: kind?,
        place: place?,
        officer_numbers: officer_numbers?,
        outside: outside?,
        approval_number: approval?,
        is_urgent: urgent?,
        sessions: None,
    };
    Ok(ActRow {
        case_number: case?,
        act,
        session: session?,
    })
}

fn session(row: &mut Reader<'_>) -> Result<Option<SessionTold>, Refused> {
    let arrived = row.optional(Column::ArrivedAt, moment);
    let departed_at = row.optional(Column::DepartedAt, moment);
    match (arrived?, departed_at?) {
        (Some(arrived_at), departed_at) => Ok(Some(SessionTold {
            arrived_at,
            departed_at,
        })),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(row.refuse(Column::DepartedAt, ImportProblem::DepartureAlone)),
    }
}

fn object(row: &mut Reader<'_>) -> Result<CaseRecord, Refused> {
    let case = row.needed(Column::CaseNumber, case_number);
    let kind = row.needed(Column::ObjectKind, word);
    let is_party = row.needed(Column::Party, yes_or_no);
    let own_name = row.optional(Column::ObjectName, name);
    let own_number = row.optional(Column::ObjectNumber, object_number);
    let (own_name, own_number) = (own_name?, own_number?);
    let has_key = |text: &Option<String>| text.as_deref().is_some_and(|text| !object_key::key(text).is_empty());
    if !has_key(&own_name) && !has_key(&own_number) {
        return Err(row.refuse(Column::ObjectNumber, ImportProblem::ObjectUnnamed));
    }
    Ok(CaseRecord::Object {
        case_number: case?,
        object: ObjectDraft {
            kind: kind?,
            is_party: is_party?,
            name: own_name,
            number: own_number,
        },
    })
}
