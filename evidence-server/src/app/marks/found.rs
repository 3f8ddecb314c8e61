//! What of all that was said of a clip lists can be narrowed to.

use std::collections::BTreeSet;

use evidence_schema::marks::{DeviceMark, TagAct};
use evidence_schema::rules::standing::{Settling, importance, is_settled};
use evidence_schema::search::Facet;

use super::tags_now;
use crate::app::AppResult;
use crate::store::Store;
use crate::store::clip::ClipRow;

/// The facts, read from any moment of the database.
///
/// # Errors
/// When the database does not answer.
pub(in crate::app) async fn facets(store: &Store, clip: &ClipRow, cases: u64) -> AppResult<BTreeSet<Facet>> {
    let by_docks = store.dock_tags_of_clip(clip.id).await?;
    let by_people = store.tags_of_clip(clip.id).await?;
    let tags = tags_now(&by_docks, &by_people).into_iter();
    let standing = tags.filter(|tag| tag.act != TagAct::TakenOff);
    let mut facets: BTreeSet<Facet> = standing.map(|tag| Facet::Tag(tag.word)).collect();
    let class = store.settlement_of(clip.id).await?.pop().and_then(|row| row.class);
    let settling = Settling {
        cases,
        matters: 0,
        has_class: class.is_some(),
    };
    facets.extend((!is_settled(settling)).then_some(Facet::Unsettled));
    let verdicts: Vec<_> = store
        .importance_of(clip.id)
        .await?
        .iter()
        .map(|row| row.verdict)
        .collect();
    let mark = importance(clip.is_marked_important, &verdicts);
    let is_denied = mark.device == Some(DeviceMark::Denied);
    let is_important = mark.is_marked_by_person || (mark.device.is_some() && !is_denied);
    facets.extend(is_important.then_some(Facet::Important));
    Ok(facets)
}
