//! What an act's footage must show, and when it was marked first.
//!
//! What must stay true: only marks in clips that stand for the act count.

use std::collections::BTreeMap;

use evidence_schema::ids::ClipId;
use evidence_schema::ledger_import::catalogue::Named;
use evidence_schema::marks::MarkKind;
use evidence_schema::time::Timestamp;

use super::{ActClip, ActNow};
use crate::app::{App, AppResult};

impl App {
    /// For each element, in the catalogue's order, when it was marked first; absent where nobody marked it.
    pub(super) async fn elements_at(
        &self,
        act: &ActNow,
        (elements, clips): (&[Named], &[ActClip]),
    ) -> AppResult<Vec<Option<Timestamp>>> {
        if elements.is_empty() {
            return Ok(Vec::new());
        }
        // Of a clip without a time nobody knows where a mark of it lies: it counts as made when the act began.
        let begins = act.sessions.first().map(|session| session.0);
        let at_act = clips.iter().filter(|clip| clip.is_at_act);
        let from = |clip: &ActClip| clip.time.map(|((from, _), _)| from);
        let from: BTreeMap<ClipId, Option<Timestamp>> = at_act.map(|clip| (clip.row.id, from(clip))).collect();
        let mut first: BTreeMap<String, Timestamp> = BTreeMap::new();
        for mark in self.store.marks_of_case(act.case_id).await? {
            let Some(from) = from.get(&mark.clip_id).filter(|_| mark.kind == MarkKind::Element) else {
                continue;
            };
            let at_ms = i64::try_from(mark.at_ms).unwrap_or(i64::MAX);
            let Some(at) = from.map_or(begins, |from| from.plus_ms(at_ms)) else {
                continue;
            };
            let held = first.entry(mark.words).or_insert(at);
            *held = at.min(*held);
        }
        Ok(elements
            .iter()
            .map(|element| first.get(&element.chinese).copied())
            .collect())
    }
}
