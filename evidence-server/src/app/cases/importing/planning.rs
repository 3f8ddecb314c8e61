//! What an import would do, as people read it: each record that is new or changes, with its cells.
//!
//! What must stay true: a plan names no id, so that the same file gives the same plan until something changes; of a
//! person's number only the ends are shown.

use std::collections::BTreeMap;

use evidence_schema::ids::ActId;
use evidence_schema::ledger_import::cases::{CaseFile, CaseRecord};
use evidence_schema::ledger_import::{Column, ImportErrors, ImportProblem, ShownCell, ShownLine};
use evidence_schema::rules::object_key;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::acts::{ActSession, Outsider};
use evidence_schema::wire::imports::{CasePlan, ImportRemark};

use super::facts::Told;
use crate::app::AppResult;
use crate::app::cases::acts::{ActMeant, local};
use crate::app::cases::telling::{Judged, Known};
use crate::store::heading::HeadingRow;
use crate::store::object::ObjectRow;

/// Acts and objects of case files that nobody has told of.
pub(super) fn unknown_cases(file: &CaseFile, all_told: &[Told]) -> ImportErrors {
    let mut errors = ImportErrors::default();
    for told in all_told {
        if told.held.case.is_none() && told.words.title.is_none() {
            let value = told.words.number.as_str();
            let place = file.place(Column::CaseNumber);
            errors.add(told.line, place, Some(value), ImportProblem::UnknownCase);
        }
    }
    errors
}

/// The plan of a file without errors.
///
/// # Errors
/// When a row that is held cannot be read.
pub(super) fn plan(known: &Known, file: &CaseFile, (all_told, judged): (&[Told], &[Judged])) -> AppResult<CasePlan> {
    let mut plan = CasePlan {
        kind: file.kind,
        lines: Vec::new(),
        unchanged: file.repeated,
        remarks: Vec::new(),
        errors: ImportErrors::default(),
    };
    for (told, judged) in all_told.iter().zip(judged) {
        let before = Before::of(told)?;
        for index in &told.records {
            let Some(lined) = file.records.get(*index) else {
                continue;
            };
            let shown = Showing {
                known,
                told,
                judged,
                before: &before,
            }
            .line(&lined.record)?;
            match shown {
                Some((is_new, name, cells)) => plan.lines.push(ShownLine {
                    line: lined.line,
                    is_new,
                    name,
                    cells,
                }),
                None => plan.unchanged += 1,
            }
        }
        plan.remarks.extend(judged.remarks.iter().map(|remark| ImportRemark {
            line: told.line,
            number: judged.case.number.clone(),
            remark: remark.clone(),
        }));
    }
    plan.lines.sort_by_key(|line| line.line);
    Ok(plan)
}

/// What was told last of the acts of a case file.
struct Before(BTreeMap<ActId, ActMeant>);

impl Before {
    fn of(told: &Told) -> AppResult<Self> {
        let mut before = BTreeMap::new();
        for (id, versions) in &told.held.versions {
            if let Some(last) = versions.last() {
                before.insert(*id, ActMeant::of(last)?);
            }
        }
        Ok(Self(before))
    }
}

type Cells = Vec<(Column, String)>;

struct Showing<'a> {
    known: &'a Known,
    told: &'a Told,
    judged: &'a Judged,
    before: &'a Before,
}

impl Showing<'_> {
    /// Whether a record is new, what names it, its cells; absent where nothing would change.
    fn line(&self, record: &CaseRecord) -> AppResult<Option<(bool, String, Vec<ShownCell>)>> {
        Ok(match record {
            CaseRecord::Case(case) => self
                .case_line()
                .map(|(is_new, cells)| (is_new, case.number.clone(), cells)),
            CaseRecord::Act { case_number, act } => self
                .act_line(&act.number)?
                .map(|(is_new, cells)| (is_new, format!("{case_number} {}", act.number), cells)),
            CaseRecord::Object { case_number, object } => {
                let key = |text: &Option<String>| text.as_deref().map(object_key::key).filter(|key| !key.is_empty());
                let named = (object.kind, key(&object.number), key(&object.name));
                let added = self.judged.objects.iter();
                let mut added = added.filter(|row| (row.kind, row.number_key.clone(), row.name_key.clone()) == named);
                added
                    .next()
                    .map(|row| (true, case_number.clone(), new_cells(object_cells(row))))
            }
        })
    }

    fn case_line(&self) -> Option<(bool, Vec<ShownCell>)> {
        let case = &self.judged.case;
        let title = (Column::CaseTitle, case.title.clone());
        if self.judged.is_new {
            let mut cells = vec![title];
            cells.extend(self.judged.heading.iter().flat_map(|row| self.heading_cells(row)));
            return Some((true, new_cells(cells)));
        }
        let after = self.judged.heading.as_ref()?;
        let held = self.told.held.headings.last();
        let before = held.map_or_else(
            || {
                self.heading_cells(&HeadingRow {
                    category: None,
                    unit_id: None,
                    lead_id: None,
                    assisting_id: None,
                    stage: None,
                    ..after.clone()
                })
            },
            |row| self.heading_cells(row),
        );
        Some((false, changed_cells(before, self.heading_cells(after))))
    }

    fn heading_cells(&self, row: &HeadingRow) -> Cells {
        let officer = |id| self.known.officer_number(id).unwrap_or_default().to_owned();
        let unit = row.unit_id.and_then(|id| self.known.unit_number(id));
        vec![
            (
                Column::Category,
                row.category.map(|c| c.as_str().to_owned()).unwrap_or_default(),
            ),
            (Column::UnitNumber, unit.unwrap_or_default().to_owned()),
            (Column::LeadNumber, row.lead_id.map(officer).unwrap_or_default()),
            (
                Column::AssistingNumber,
                row.assisting_id.map(officer).unwrap_or_default(),
            ),
            (
                Column::Stage,
                row.stage.map(|s| s.as_str().to_owned()).unwrap_or_default(),
            ),
        ]
    }

    fn act_line(&self, number: &str) -> AppResult<Option<(bool, Vec<ShownCell>)>> {
        let number = Some(number.trim());
        let new = self
            .judged
            .acts
            .iter()
            .find(|row| row.foreign_number.as_deref() == number);
        let held = self
            .told
            .held
            .acts
            .iter()
            .find(|row| row.foreign_number.as_deref() == number);
        let Some(id) = new.or(held).map(|row| row.id) else {
            return Ok(None);
        };
        let Some(version) = self.judged.versions.iter().find(|row| row.act_id == id) else {
            return Ok(None);
        };
        let after = self.act_cells(&ActMeant::of(version)?);
        Ok(Some(match self.before.0.get(&id) {
            Some(before) => (false, changed_cells(self.act_cells(before), after)),
            None => (true, new_cells(after)),
        }))
    }

    fn act_cells(&self, act: &ActMeant) -> Cells {
        let known = act
            .facts
            .officers
            .iter()
            .map(|id| self.known.officer_number(*id).unwrap_or_default());
        let unknown = act.facts.officers_unknown.iter().map(String::as_str);
        let officers: Vec<&str> = known.chain(unknown).collect();
        let times = |time: fn(&ActSession) -> Option<Timestamp>| {
            let texts: Vec<String> = act.facts.sessions.iter().map(|session| local(time(session))).collect();
            texts.join("; ")
        };
        vec![
            (Column::ActType, act.kind.clone()),
            (Column::PlaceName, act.place.clone().unwrap_or_default()),
            (Column::OfficerNumbers, officers.join("; ")),
            (Column::ArrivedAt, times(|session| Some(session.arrived_at))),
            (Column::DepartedAt, times(|session| session.departed_at)),
            (Column::Outside, outside_text(&act.facts.outside)),
            (Column::ApprovalNumber, act.approval_number.clone().unwrap_or_default()),
            (Column::Urgent, if act.is_urgent { "yes" } else { "no" }.to_owned()),
        ]
    }
}

fn object_cells(row: &ObjectRow) -> Cells {
    let number = row.number.as_deref().map(|number| object_key::shown(row.kind, number));
    vec![
        (Column::ObjectKind, row.kind.as_str().to_owned()),
        (Column::Party, if row.is_party { "yes" } else { "no" }.to_owned()),
        (Column::ObjectName, row.name.clone().unwrap_or_default()),
        (Column::ObjectNumber, number.unwrap_or_default()),
    ]
}

fn outside_text(people: &[Outsider]) -> String {
    let one = |person: &Outsider| {
        let certificate = person.certificate.as_deref().map(|text| format!("/{text}"));
        format!("{}/{}{}", person.unit, person.name, certificate.unwrap_or_default())
    };
    people.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn new_cells(cells: Cells) -> Vec<ShownCell> {
    let said = cells.into_iter().filter(|(_, text)| !text.is_empty());
    said.map(|(column, after)| ShownCell {
        column,
        before: None,
        after,
    })
    .collect()
}

fn changed_cells(before: Cells, after: Cells) -> Vec<ShownCell> {
    let both = before.into_iter().zip(after);
    both.filter(|((_, before), (_, after))| before != after)
        .map(|((column, before), (_, after))| ShownCell {
            column,
            before: Some(before),
            after,
        })
        .collect()
}
