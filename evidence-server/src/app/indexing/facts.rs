//! What the index should have of a clip, read from any moment of the database.
//!
//! What must stay true: only what evidence says; what decides who may see a clip is here to find it, and asked again.

use std::collections::{BTreeMap, BTreeSet};

use evidence_schema::ids::{CaseId, ClipId, OfficerId, UnitId};
use evidence_schema::people::Actor;
use evidence_schema::search::{Facet, Found, term};

use crate::app::AppResult;
use crate::app::marks::found;
use crate::store::Store;
use crate::store::attribution::AttributionRow;
use crate::store::case_file::LinkRow;
use crate::store::clip::ClipRow;
use crate::store::index::FindRow;
use crate::store::unit::UnitRow;

/// What the index should have of a clip.
pub(super) async fn index_row(
    store: &Store,
    id: ClipId,
    units: &BTreeMap<UnitId, UnitRow>,
) -> AppResult<Option<FindRow>> {
    let links = store.links_of_clip(id).await?;
    found_by(store, (id, links), units).await
}

/// What a clip is found by for somebody who knows of these links.
pub(in crate::app) async fn found_by(
    store: &Store,
    (id, links): (ClipId, Vec<LinkRow>),
    units: &BTreeMap<UnitId, UnitRow>,
) -> AppResult<Option<FindRow>> {
    let Some(clip) = store.clip_by_id(id).await? else {
        return Ok(None);
    };
    let owner = store.attribution_now(id).await?;
    let mut facets = facets_of(&clip, owner.as_ref(), units);
    let mut texts = vec![clip.file_name.clone()];
    texts.extend(clip.device_serial.clone());
    for officer in officers_of(owner.as_ref()) {
        if let Some(row) = store.officer_by_id(officer).await? {
            texts.extend([row.number, row.name]);
        }
    }
    texts.extend(owner.as_ref().and_then(|owner| owner.reason.clone()));
    // Who may see it may be asked of its recorder's unit, too.
    let over = store.unit_of_clip(id, clip.device_serial.as_deref()).await?;
    facets.extend(and_above(over, units).map(Facet::Over));
    let mut places: Vec<String> = Vec::new();
    let cases = u64::try_from(links.len()).unwrap_or(u64::MAX);
    facets.extend(found::facets(store, &clip, cases).await?);
    if let Some(intake) = store.intake_of(id).await? {
        if let Actor::Person(person) = intake.brought_by {
            facets.insert(Facet::Brought(person));
        }
        texts.extend(intake.room);
    }
    for link in links {
        facets.insert(Facet::Case(link.case_id));
        texts.extend(link.reason);
        facets.extend(case_facets(store, link.case_id, units).await?);
        let acts = store.acts_of_case(link.case_id).await?.into_iter();
        places.extend(acts.filter(|act| !act.is_void).filter_map(|act| act.place));
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    let (from, to) = owner.map_or((None, None), |owner| (owner.recorded_from, owner.recorded_to));
    Ok(Some(FindRow {
        rank: rank_of(id, from.unwrap_or(clip.sealed_at).as_micros()),
        recorded_from: from,
        recorded_to: to,
        found: Found::new(&facets, &texts, &places),
    }))
}

/// Recorders tell whole seconds, and many of them the same one.
fn rank_of(id: ClipId, micros: i64) -> i64 {
    if micros % 1_000_000 != 0 {
        return micros;
    }
    let spread = term("rank", &id.to_string()) % 900_000;
    micros.saturating_add(spread)
}

fn officers_of(owner: Option<&AttributionRow>) -> impl Iterator<Item = OfficerId> {
    owner
        .into_iter()
        .flat_map(|owner| owner.lead_id.into_iter().chain(owner.assisting_id))
}

fn facets_of(clip: &ClipRow, owner: Option<&AttributionRow>, units: &BTreeMap<UnitId, UnitRow>) -> BTreeSet<Facet> {
    let mut facets = BTreeSet::from([
        Facet::State(clip.state.as_str().to_owned()),
        Facet::Source(clip.source.as_str().to_owned()),
    ]);
    facets.extend(clip.device_serial.clone().map(Facet::Serial));
    facets.extend(officers_of(owner).map(Facet::Officer));
    let unit = owner.and_then(|owner| owner.unit_id);
    facets.extend(unit.is_none().then_some(Facet::Unassigned));
    facets.extend(and_above(unit, units).map(Facet::Unit));
    facets
}

/// What a clip is found by because it is linked to a case file.
async fn case_facets(store: &Store, id: CaseId, units: &BTreeMap<UnitId, UnitRow>) -> AppResult<BTreeSet<Facet>> {
    let mut facets = BTreeSet::new();
    if let Some(heading) = store.heading_now(id).await? {
        facets.extend(and_above(heading.unit_id, units).map(Facet::Over));
        let officers = heading.lead_id.into_iter().chain(heading.assisting_id);
        facets.extend(officers.map(Facet::Handles));
    }
    if let Some(Actor::Person(person)) = store.case_by_id(id).await?.map(|case| case.created_by) {
        facets.insert(Facet::Member(person));
    }
    for object in store.objects_of_case(id).await? {
        let keys = object.number_key.into_iter().chain(object.name_key);
        facets.extend(keys.map(Facet::Object));
    }
    let members = store.members_of(id).await?;
    let members = members.into_iter().filter(|member| member.left_at.is_none());
    facets.extend(members.map(|member| Facet::Member(member.person_id)));
    Ok(facets)
}

/// A unit and those above it.
fn and_above(unit: Option<UnitId>, units: &BTreeMap<UnitId, UnitRow>) -> impl Iterator<Item = UnitId> {
    let above = std::iter::successors(unit, |unit| units.get(unit).and_then(|unit| unit.parent_id));
    // The tree has no circle; should the database have one, this ends all the same.
    above.take(units.len().max(1))
}

/// Every unit.
pub(in crate::app) async fn units_by_id(store: &Store) -> AppResult<BTreeMap<UnitId, UnitRow>> {
    Ok(store.units().await?.into_iter().map(|unit| (unit.id, unit)).collect())
}
