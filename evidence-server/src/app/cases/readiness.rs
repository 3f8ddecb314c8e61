//! What a case file lacks, for the case system and for people. It stops nothing: gates come with states.

use std::collections::BTreeSet;

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::CaseId;
use evidence_schema::rules::access::{Action, Asker, Reach, Subject};
use evidence_schema::wire::case_system::{Lack, Readiness, Remark};
use evidence_schema::wire::cases::CasePage;

use crate::app::{App, AppError, AppResult};
use crate::store::case_file::CaseRow;

fn lack(code: Lack, words: impl Into<String>) -> Remark {
    Remark {
        code: code.as_str().to_owned(),
        words: words.into(),
    }
}

impl App {
    /// The case file with this number or id, where the asker may know of it.
    async fn case_named(&self, asker: Asker, named: &str) -> AppResult<CaseRow> {
        if let Asker::CaseSystem(_) = asker {
            self.permit(asker, Action::TellCases, Subject::Installation)?;
            let case = self.store.case_meant(named).await?;
            return case.ok_or_else(|| AppError::not_found("case file"));
        }
        if let Ok(id) = named.parse::<CaseId>() {
            return self.case_row(asker, Action::SeeCase, id).await;
        }
        if let Some(case) = self.store.case_meant(named).await? {
            return self.case_row(asker, Action::SeeCase, case.id).await;
        }
        // Word for word what a case file gets that the asker may not know of.
        self.permit(asker, Action::SeeCase, Subject::Case(Reach::default()))?;
        Err(AppError::not_found("case file"))
    }

    /// The case file with this number, as a list of one or none.
    ///
    /// # Errors
    /// When the asker may not look.
    pub async fn case_looked_up(&self, asker: Asker, number: &str) -> AppResult<CasePage> {
        let action = match asker {
            Asker::CaseSystem(_) => Action::TellCases,
            _ => Action::ListCases,
        };
        self.permit(asker, action, Subject::Installation)?;
        let mut cases = Vec::new();
        if let Some(case) = self.store.case_meant(number).await? {
            let is_seen = match asker {
                Asker::CaseSystem(_) => true,
                _ => self.may_with_case(asker, Action::SeeCase, &case).await?,
            };
            if is_seen {
                cases.push(self.case_view(asker, case).await?);
            }
        }
        self.rows_seen(asker, "case", (number.trim(), cases.len())).await?;
        Ok(CasePage { cases, next: None })
    }

    /// What a case file lacks.
    ///
    /// # Errors
    /// When there is no such case file, or none that the asker may know of.
    pub async fn case_readiness(&self, asker: Asker, named: &str) -> AppResult<Readiness> {
        let case = self.case_named(asker, named).await?;
        self.looked(asker, Event::CaseSeen, case.id.to_string()).await?;
        let mut missing = self.heading_lacks(case.id).await?;
        missing.extend(self.acts_lack(case.id).await?);
        missing.extend(self.used_records_lack(case.id).await?);
        Ok(Readiness {
            case_id: case.id,
            number: case.number,
            missing,
            is_gate: false,
        })
    }

    /// Codes of what a case file lacks, each once, in the order of the alphabet.
    pub(in crate::app) async fn readiness_codes(&self, id: CaseId) -> AppResult<Vec<String>> {
        let mut missing = self.heading_lacks(id).await?;
        missing.extend(self.acts_lack(id).await?);
        missing.extend(self.used_records_lack(id).await?);
        let codes: BTreeSet<String> = missing.into_iter().map(|lack| lack.code).collect();
        Ok(codes.into_iter().collect())
    }

    async fn heading_lacks(&self, id: CaseId) -> AppResult<Vec<Remark>> {
        let heading = self.store.heading_now(id).await?;
        let said = heading.as_ref();
        let lacks = [
            (
                said.is_none_or(|h| h.category.is_none()),
                Lack::Category,
                "The category is not stated.",
            ),
            (
                said.is_none_or(|h| h.unit_id.is_none()),
                Lack::Unit,
                "The unit is not stated.",
            ),
            (
                said.is_none_or(|h| h.lead_id.is_none()),
                Lack::Lead,
                "The lead officer is not stated.",
            ),
            (
                said.is_none_or(|h| h.assisting_id.is_none()),
                Lack::Assisting,
                "The assisting officer is not stated.",
            ),
        ];
        let mut missing: Vec<Remark> = lacks
            .into_iter()
            .filter(|(is_lacking, ..)| *is_lacking)
            .map(|(_, code, words)| lack(code, words))
            .collect();
        if !self
            .store
            .objects_of_case(id)
            .await?
            .iter()
            .any(|object| object.is_party)
        {
            missing.push(lack(Lack::Party, "No party is entered."));
        }
        Ok(missing)
    }

    async fn used_records_lack(&self, id: CaseId) -> AppResult<Vec<Remark>> {
        let lacks = self.records_lack(id).await?;
        let words = |what| format!("A linked record of electronic monitoring: {what}.");
        Ok(lacks.iter().map(|what| lack(Lack::Record, words(what))).collect())
    }

    async fn acts_lack(&self, id: CaseId) -> AppResult<Vec<Remark>> {
        let acts = self.act_views(id).await?;
        let placings = self.store.placings_of_case(id).await?;
        let mut with_clips = Vec::new();
        for link in self.store.links_of_case(id).await? {
            if let Some(placing) = placings.get(&link.id) {
                with_clips.extend(placing.act_ids()?);
            }
        }
        let mut missing = Vec::new();
        for act in acts.iter().filter(|act| !act.is_void) {
            if act.sessions.is_empty() || act.sessions.iter().any(|session| session.departed_at.is_none()) {
                missing.push(lack(
                    Lack::Departure,
                    format!("{}: arrival or departure is not stated.", act.kind),
                ));
            }
            if act.officer_ids.len() < 2 {
                missing.push(lack(
                    Lack::Officers,
                    format!("{}: fewer than two officers are known.", act.kind),
                ));
            }
            if !with_clips.contains(&act.act_id) {
                missing.push(lack(Lack::Clips, format!("{}: no clip stands for it.", act.kind)));
            }
        }
        if acts.iter().all(|act| act.is_void) {
            missing.push(lack(Lack::Act, "No act is entered."));
        }
        Ok(missing)
    }
}
