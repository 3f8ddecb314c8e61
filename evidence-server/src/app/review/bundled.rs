//! What a bundle or a coverage sheet fixes of acts and documents.
//!
//! What must stay true: an act is fixed whole, with every clip that was judged, whoever sends it.

use std::collections::BTreeSet;

use evidence_schema::ids::{ActId, CaseId, OfficerId};
use evidence_schema::wire::review::{BundledAct, BundledClip, BundledDocument, BundledExplanation, BundledMark};

use super::super::cases::acts::act_view;
use super::super::coverage::ActCoverage;
use super::super::{App, AppResult};

impl App {
    pub(super) async fn bundled_act(&self, covered: ActCoverage) -> AppResult<BundledAct> {
        let act_id = covered.act.version.act_id;
        let clips = covered.clips.iter().map(|clip| BundledClip {
            clip_id: clip.row.id,
            file_name: clip.row.file_name.clone(),
            sha256: clip.row.sha256,
            size_bytes: clip.row.size_bytes,
        });
        let clips: Vec<BundledClip> = clips.collect();
        let at_act: BTreeSet<_> = clips.iter().map(|clip| clip.clip_id).collect();
        let marks = self.store.marks_of_case(covered.act.case_id).await?;
        let marks = marks
            .into_iter()
            .filter(|mark| at_act.contains(&mark.clip_id))
            .map(|mark| BundledMark {
                mark_id: mark.id,
                clip_id: mark.clip_id,
                at_ms: mark.at_ms,
                kind: mark.kind,
                words: mark.words,
            });
        Ok(BundledAct {
            act_id,
            kind: covered.act.version.kind.clone(),
            act: act_view(covered.act.version.clone())?,
            officers: self.officers_named(&covered.act.people.officers).await?,
            clips,
            marks: marks.collect(),
            explanations: self.bundled_explanations(act_id).await?,
            elements: self.elements_marked(act_id).await?,
            coverage: covered.whole_view()?,
        })
    }

    /// `110217 李明`, as they are called now.
    async fn officers_named(&self, ids: &[OfficerId]) -> AppResult<Vec<String>> {
        let mut named = Vec::with_capacity(ids.len());
        for id in ids {
            let officer = self.store.officer_by_id(*id).await?;
            named.extend(officer.map(|row| format!("{} {}", row.number, row.name)));
        }
        Ok(named)
    }

    async fn bundled_explanations(&self, id: ActId) -> AppResult<Vec<BundledExplanation>> {
        let mut told = Vec::new();
        for (row, state, decision) in self.explanations_told(id).await? {
            told.push(BundledExplanation {
                explanation_id: row.id,
                kind: row.kind,
                sense: row.sense,
                from: row.from_at,
                to: row.to_at,
                reason: row.reason,
                words: row.words,
                document_id: row.document_id,
                state,
                stated_at: row.stated_at,
                stated_by: self.actor_name(&row.stated_by).await?,
                decision,
            });
        }
        Ok(told)
    }

    pub(super) async fn bundled_documents(&self, id: CaseId) -> AppResult<Vec<BundledDocument>> {
        let standing = self.documents_standing(id).await?;
        let one = |(row, title): (crate::store::document::DocumentRow, String)| BundledDocument {
            document_id: row.id,
            title,
            sha256: row.sha256,
            size_bytes: row.size_bytes,
        };
        Ok(standing.into_iter().map(one).collect())
    }
}
