//! Officers: a number stays with one person, a certificate with one number, and the unit is there.
//!
//! What must stay true: a person is recognised by name or certificate; where neither is the same, the number is taken to
//! be another person's and the line is refused.

use std::collections::{HashMap, HashSet};

use super::super::columns::Column;
use super::super::errors::ImportProblem;
use super::super::records::{ImportFile, OfficerRecord};
use super::{After, Draft, Entry, Existing, Plan};

impl Entry for OfficerRecord {
    const KEY_COLUMN: Column = Column::OfficerNumber;

    fn key(&self) -> String {
        self.number.clone()
    }

    /// A posting whose beginning the file leaves out began when the ledger says, as long as the unit is the same.
    fn over(&self, before: &Self) -> Self {
        let mut after = self.clone();
        if after.posting_from.is_none() && after.unit_number == before.unit_number {
            after.posting_from = before.posting_from;
        }
        after
    }
}

/// What an import of officers would do.
pub fn plan_officers(file: &ImportFile<OfficerRecord>, existing: &Existing<'_>) -> Plan<OfficerRecord> {
    let (mut draft, after) = Draft::begin(file, existing.officers);
    let units: HashSet<&str> = existing.units.iter().map(|unit| unit.number.as_str()).collect();
    for lined in &file.records {
        let unit = lined.record.unit_number.as_str();
        if !units.contains(unit) {
            draft.refuse(lined.line, Column::UnitNumber, unit, ImportProblem::UnknownUnit);
        }
    }
    refuse_other_people(&mut draft);
    refuse_shared_certificates(&mut draft, &after);
    draft.finish()
}

fn certificate_number(officer: &OfficerRecord) -> Option<&str> {
    officer
        .certificate
        .as_ref()
        .map(|certificate| certificate.number.as_str())
}

fn refuse_other_people(draft: &mut Draft<'_, OfficerRecord>) {
    let is_another = |before: &OfficerRecord, after: &OfficerRecord| {
        let certificate = certificate_number(before);
        let is_same_certificate = certificate.is_some() && certificate == certificate_number(after);
        before.name != after.name && !is_same_certificate
    };
    let changes = draft
        .plan
        .changes
        .iter()
        .filter(|change| is_another(&change.before, &change.after));
    let refusals: Vec<(u64, String, String)> = changes
        .map(|change| (change.line, change.after.number.clone(), change.before.name.clone()))
        .collect();
    for (line, number, name) in refusals {
        draft.refuse(
            line,
            Column::OfficerNumber,
            &number,
            ImportProblem::NumberOfAnother { name },
        );
    }
}

fn refuse_shared_certificates(draft: &mut Draft<'_, OfficerRecord>, after: &[After<OfficerRecord>]) {
    let mut holders: HashMap<&str, &After<OfficerRecord>> = HashMap::with_capacity(after.len());
    for officer in after {
        let Some(certificate) = certificate_number(&officer.record) else {
            continue;
        };
        let Some(holder) = holders.get(certificate) else {
            holders.insert(certificate, officer);
            continue;
        };
        // The file's records come first: of two that share, the later line is refused, or the only one that is in the file.
        let (refused, other) = if officer.line.is_some() {
            (officer, *holder)
        } else {
            (*holder, officer)
        };
        if let Some(line) = refused.line {
            let problem = ImportProblem::CertificateTwice {
                officer: other.record.number.clone(),
                other_line: other.line,
            };
            draft.refuse(line, Column::CertificateNumber, certificate, problem);
        }
    }
}
