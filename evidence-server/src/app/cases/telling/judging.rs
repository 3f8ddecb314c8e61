//! Words of the case system against what is held: what is to be written, what somebody should look at.
//!
//! What must stay true: nothing is read or written here, so that a preview and the telling itself say the same.

use std::collections::{BTreeMap, BTreeSet};

use evidence_schema::case::CaseSource;
use evidence_schema::ids::{CaseId, FindingId, OfficerId};
use evidence_schema::people::Actor;
use evidence_schema::rules::case_number::NumberPattern;
use evidence_schema::rules::object_key;
use evidence_schema::wire::case_system::{Remark, TellRemark};

use super::{CaseWords, HeadingWords, Held, Known};
use crate::app::cases::heading::{HeadingMeant, Said};
use crate::app::ledger::given;
use crate::app::{App, AppError, AppResult};
use crate::store::act::{ActRow, ActVersionRow};
use crate::store::case_file::CaseRow;
use crate::store::case_state::StepRow;
use crate::store::finding::FindingRow;
use crate::store::heading::HeadingRow;
use crate::store::object::ObjectRow;

/// Sentences that one finding has at most.
const REMARKS_OF_FINDING: usize = 20;

/// Who tells, and how it came here.
#[derive(Debug, Clone)]
pub(in crate::app::cases) struct Teller {
    pub(in crate::app::cases) source: CaseSource,
    pub(in crate::app::cases) actor: Actor,
}

impl Teller {
    /// Who made a case file that nobody had told of. Whoever makes one is a member of it: a file makes one, not the person
    /// who imports it, whom the entry names; they see of it what their roles give them.
    fn creator(&self) -> Actor {
        match self.source {
            CaseSource::Import => Actor::system("case-import"),
            CaseSource::CaseSystem | CaseSource::Page => self.actor.clone(),
        }
    }
}

/// What a telling would write and what it says.
#[derive(Debug, Clone)]
pub(in crate::app::cases) struct Judged {
    pub(in crate::app::cases) case: CaseRow,
    pub(in crate::app::cases) is_new: bool,
    pub(in crate::app::cases) heading: Option<HeadingRow>,
    pub(in crate::app::cases) objects: Vec<ObjectRow>,
    pub(in crate::app::cases) acts: Vec<ActRow>,
    pub(in crate::app::cases) versions: Vec<ActVersionRow>,
    pub(in crate::app::cases) steps: Vec<StepRow>,
    pub(in crate::app::cases) remarks: BTreeSet<Remark>,
    /// What of the remarks nobody was told before.
    pub(in crate::app::cases) findings: Vec<FindingRow>,
}

impl Judged {
    /// Whether anything is to be written.
    pub(in crate::app::cases) fn has_writes(&self) -> bool {
        let rows = self.objects.len() + self.acts.len() + self.versions.len();
        let rows = rows + self.steps.len() + self.findings.len();
        self.is_new || self.heading.is_some() || rows > 0
    }

    pub(super) fn remark(&mut self, code: TellRemark, words: impl Into<String>) {
        self.remarks.insert(Remark {
            code: code.as_str().to_owned(),
            words: words.into(),
        });
    }

    pub(super) fn officer(&mut self, known: &Known, number: Option<&str>) -> Option<OfficerId> {
        let number = given(number)?;
        let officer = known.officer(number);
        if officer.is_none() {
            self.remark(
                TellRemark::OfficerUnknown,
                format!("Nobody here has the officer's number {number:?}."),
            );
        }
        officer
    }

    /// What the words of a heading mean; of a number that nobody knows a remark stays.
    fn heading_meant(&mut self, known: &Known, words: &HeadingWords) -> HeadingMeant {
        let unit_id = given(words.unit_number.as_deref()).and_then(|number| {
            let unit = known.unit(number);
            if unit.is_none() {
                self.remark(
                    TellRemark::UnitUnknown,
                    format!("No unit here has the number {number:?}."),
                );
            }
            unit
        });
        HeadingMeant {
            category: words.category,
            unit_id,
            lead_id: self.officer(known, words.lead_number.as_deref()),
            assisting_id: self.officer(known, words.assisting_number.as_deref()),
            stage: words.stage,
        }
    }
}

/// Said by the case system, however it came here.
pub(super) const fn is_told(source: CaseSource) -> bool {
    matches!(source, CaseSource::CaseSystem | CaseSource::Import)
}

fn meant_of(row: &HeadingRow) -> HeadingMeant {
    HeadingMeant {
        category: row.category,
        unit_id: row.unit_id,
        lead_id: row.lead_id,
        assisting_id: row.assisting_id,
        stage: row.stage,
    }
}

/// What is left out is not said: what was told before stays. An empty text empties on purpose; files have none.
fn kept<T>(told: Option<&str>, meant: Option<T>, before: Option<T>) -> Option<T> {
    let is_emptied = told.is_some_and(|text| text.trim().is_empty());
    if is_emptied { None } else { meant.or(before) }
}

fn over(words: &HeadingWords, meant: HeadingMeant, before: HeadingMeant) -> HeadingMeant {
    let assisting = words.assisting_number.as_deref();
    HeadingMeant {
        category: meant.category.or(before.category),
        unit_id: kept(words.unit_number.as_deref(), meant.unit_id, before.unit_id),
        lead_id: kept(words.lead_number.as_deref(), meant.lead_id, before.lead_id),
        assisting_id: kept(assisting, meant.assisting_id, before.assisting_id),
        stage: meant.stage.or(before.stage),
    }
}

impl App {
    /// Holds what is told of one case file against what is held of it.
    ///
    /// # Errors
    /// When a text is out of bounds; contradictions are remarks.
    pub(in crate::app::cases) fn told_judge(
        &self,
        teller: &Teller,
        known: &Known,
        (words, held): (&CaseWords, &Held),
    ) -> AppResult<Judged> {
        let mut judged = self.told_begun(teller, (words, held));
        if let Some(heading) = &words.heading {
            self.heading_judge(teller, known, (heading, held, &mut judged))?;
        }
        self.objects_judge(teller, (words, held), &mut judged)?;
        self.acts_judge(teller, known, (words, held, &mut judged))?;
        self.steps_judge(teller, (words, held), &mut judged)?;
        self.findings_judge(held, &mut judged);
        Ok(judged)
    }

    /// A remark becomes a finding once: what was found of this case file before, settled or not, is not found again.
    fn findings_judge(&self, held: &Held, judged: &mut Judged) {
        let mut fresh: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for remark in &judged.remarks {
            let kind = format!("case_{}", remark.code);
            let is_it = |row: &&FindingRow| row.kind == kind && row.message.contains(&remark.words);
            if !held.findings.iter().any(|row| is_it(&row)) {
                fresh.entry(kind).or_default().push(&remark.words);
            }
        }
        let mut findings = Vec::new();
        for (kind, words) in fresh {
            for some in words.chunks(REMARKS_OF_FINDING) {
                let message = format!("{}: {}", judged.case.number, some.join(" "));
                findings.push(self.case_finding(&kind, &judged.case, message));
            }
        }
        judged.findings = findings;
    }

    /// The row of a finding about a case file.
    pub(in crate::app::cases) fn case_finding(&self, kind: &str, case: &CaseRow, message: String) -> FindingRow {
        FindingRow {
            id: FindingId::from_random(self.chance()),
            kind: kind.to_owned(),
            subject: case.id.to_string(),
            message,
            raised_at: self.now(),
            settled_at: None,
            settled_by: None,
            note: None,
        }
    }

    fn told_begun(&self, teller: &Teller, (words, held): (&CaseWords, &Held)) -> Judged {
        let case = held.case.clone().unwrap_or_else(|| CaseRow {
            id: CaseId::from_random(self.chance()),
            number: words.number.as_str().to_owned(),
            title: words.title.clone().unwrap_or_default(),
            created_at: self.now(),
            created_by: teller.creator(),
        });
        let mut judged = Judged {
            case,
            is_new: held.case.is_none(),
            heading: None,
            objects: Vec::new(),
            acts: Vec::new(),
            versions: Vec::new(),
            steps: Vec::new(),
            remarks: BTreeSet::new(),
            findings: Vec::new(),
        };
        if let Some(title) = words.title.as_ref().filter(|title| **title != judged.case.title) {
            judged.remark(
                TellRemark::TitleDiffers,
                format!("The title is told as {title:?}; the one here was kept."),
            );
        }
        judged
    }

    fn heading_judge(
        &self,
        teller: &Teller,
        known: &Known,
        (words, held, judged): (&HeadingWords, &Held, &mut Judged),
    ) -> AppResult<()> {
        let rows = &held.headings;
        let last_told = rows.iter().rev().find(|row| is_told(row.source)).map(meant_of);
        let meant = over(words, judged.heading_meant(known, words), last_told.unwrap_or_default());
        if let Some(pattern) = misfit(known, &judged.case.number, meant)? {
            judged.remark(
                TellRemark::NumberPattern,
                format!("The unit writes its case numbers as {pattern}."),
            );
        }
        let units = rows.iter().map(|row| row.unit_id).chain([meant.unit_id]).flatten();
        let units = units.collect::<BTreeSet<_>>().len();
        if units > 1 {
            judged.remark(
                TellRemark::TwoUnits,
                format!("{units} units use this number; say whose case file it is."),
            );
        }
        let told = rows.iter().rev().find(|row| is_told(row.source));
        let is_known = told.is_some_and(|row| meant_of(row) == meant);
        let next = rows.last().map_or(1, |row| row.ordinal + 1);
        let ordinal = told.filter(|_| is_known).map_or(next, |row| row.ordinal);
        let by_person = rows.iter().rev().find(|row| !is_told(row.source));
        if let Some(row) = by_person.filter(|row| meant_of(row) != meant) {
            judged.remark(
                TellRemark::HeadingDiffers,
                format!(
                    "People here said something else of the heading (version {}) than was told (version {ordinal}); both \
                     are kept.",
                    row.ordinal
                ),
            );
        }
        if is_known {
            return Ok(());
        }
        let said = Said {
            source: teller.source,
            actor: teller.actor.clone(),
            reason: None,
        };
        judged.heading = Some(self.heading_row(judged.case.id, ordinal, (meant, said)));
        Ok(())
    }

    fn objects_judge(&self, teller: &Teller, (words, held): (&CaseWords, &Held), judged: &mut Judged) -> AppResult<()> {
        for draft in &words.objects {
            let row = self.object_row(judged.case.id, draft, (teller.source, teller.actor.clone()))?;
            let key = |row: &ObjectRow| (row.kind, row.number_key.clone(), row.name_key.clone());
            let is_same = |other: &&ObjectRow| key(other) == key(&row);
            let known: Vec<&ObjectRow> = held.objects.iter().chain(&judged.objects).filter(is_same).collect();
            let stands = known.iter().find(|other| other.removed_at.is_none());
            let words = match stands {
                Some(other) if other.is_party != row.is_party => Some(flag_words(&row)),
                Some(_) => None,
                // One that a person took out stays out.
                None if !known.is_empty() => Some(format!(
                    "{} is told again; a person took it out here, and it stays out.",
                    object_words(&row)
                )),
                None => {
                    judged.objects.push(row);
                    None
                }
            };
            if let Some(words) = words {
                judged.remark(TellRemark::ObjectDiffers, words);
            }
        }
        Ok(())
    }
}

/// An object as a remark names it; of a person's number only the ends.
fn object_words(row: &ObjectRow) -> String {
    let number = row.number.as_deref().map(|number| object_key::shown(row.kind, number));
    let words: Vec<String> = row.name.clone().into_iter().chain(number).collect();
    format!("Object {:?}", words.join(" "))
}

fn flag_words(told: &ObjectRow) -> String {
    let (told_as, here) = if told.is_party {
        ("a party", "is none")
    } else {
        ("no party", "is one")
    };
    let object = object_words(told);
    format!("{object} is told as {told_as}, and {here} here; what stands here was kept.")
}

/// The pattern that a number should have and has not.
fn misfit(known: &Known, number: &str, meant: HeadingMeant) -> AppResult<Option<String>> {
    let Some(text) = meant.unit_id.and_then(|unit| known.pattern(unit, meant.category)) else {
        return Ok(None);
    };
    let pattern: NumberPattern = text.parse().map_err(AppError::internal)?;
    Ok((!pattern.is_fit(number)).then(|| text.to_owned()))
}
