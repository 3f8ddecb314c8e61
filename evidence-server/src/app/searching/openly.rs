//! What is found only by a case file that does not exist for the asker is not found at all.
//!
//! What must stay true: a clip that somebody may see answers a question about objects, places or words only by what they
//! may see of it; the index knows everything, so each hit is asked again.

use std::collections::BTreeMap;

use evidence_schema::ids::{CaseId, ClipId, UnitId};
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::search::Facet;

use crate::app::indexing::facts::{found_by, units_by_id};
use crate::app::{App, AppResult};
use crate::store::find::{Hit, Question};
use crate::store::unit::UnitRow;

/// Pages of the index that are read for one page of an answer.
const PAGES_MAX: usize = 8;

/// What was asked of the cases already.
struct Known {
    units: BTreeMap<UnitId, UnitRow>,
    cases: BTreeMap<CaseId, bool>,
}

/// Whether a case file could be what answers it.
pub(super) fn is_about_cases(question: &Question) -> bool {
    let has_object = question.facets.iter().any(|facet| matches!(facet, Facet::Object(_)));
    has_object || !question.words.is_empty() || !question.places.is_empty()
}

impl App {
    /// Hits that stand by what the asker may see, as many as the question wants; the rank to go on below when there is
    /// more to look at.
    pub(super) async fn hits_openly(
        &self,
        asker: Asker,
        (scope, mut question): (evidence_schema::rules::access::Scope, Question),
    ) -> AppResult<(Vec<Hit>, Option<i64>)> {
        let wanted = usize::try_from(question.limit).unwrap_or(usize::MAX);
        let mut known = Known {
            units: units_by_id(&self.store).await?,
            cases: BTreeMap::new(),
        };
        let mut shown = Vec::new();
        for _ in 0..PAGES_MAX {
            let page = self.store.clip_find(scope, &question).await?;
            let is_last = page.len() < wanted;
            for hit in page {
                question.below = Some(hit.rank);
                if self
                    .is_found_openly(asker, (hit.clip_id, &question), &mut known)
                    .await?
                {
                    shown.push(hit);
                }
                if shown.len() == wanted {
                    return Ok((shown, None));
                }
            }
            if is_last {
                return Ok((shown, None));
            }
        }
        Ok((shown, question.below))
    }

    async fn is_found_openly(
        &self,
        asker: Asker,
        (id, question): (ClipId, &Question),
        known: &mut Known,
    ) -> AppResult<bool> {
        let links = self.store.links_of_clip(id).await?;
        let all = links.len();
        let mut seen = Vec::with_capacity(all);
        for link in links {
            if self.case_is_open(asker, link.case_id, known).await? {
                seen.push(link);
            }
        }
        if seen.len() == all {
            return Ok(true);
        }
        let row = found_by(&self.store, (id, seen), &known.units).await?;
        Ok(row.is_some_and(|row| row.found.holds(&question.facets, (&question.words, &question.places))))
    }

    async fn case_is_open(&self, asker: Asker, id: CaseId, known: &mut Known) -> AppResult<bool> {
        if let Some(is_open) = known.cases.get(&id) {
            return Ok(*is_open);
        }
        let is_open = match self.store.case_by_id(id).await? {
            Some(case) => self.may_with_case(asker, Action::SeeCase, &case).await?,
            None => false,
        };
        known.cases.insert(id, is_open);
        Ok(is_open)
    }
}
