//! The chain of custody of one clip: every entry of the log that speaks of it, in the log's order.

mod facts;

use std::collections::BTreeMap;

use evidence_schema::custody::detail::Detail;
use evidence_schema::custody::entry::{Entry, Event};
use evidence_schema::ids::ClipId;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::clips::{ChainLink, CustodyChain};

use super::{App, AppError, AppResult};
use crate::store::clip::ClipRow;
use crate::store::finding::FindingRow;
use crate::store::log::StoredEntry;

impl App {
    /// Every entry about a clip: its own, those of case files that name it, and those of findings about it.
    ///
    /// # Errors
    /// When the asker may not see the clip.
    pub async fn clip_chain(&self, asker: Asker, id: ClipId) -> AppResult<CustodyChain> {
        let clip = self.clip_row(asker, Action::SeeClip, id).await?;
        self.looked(asker, Event::ClipChainSeen, id.to_string()).await?;
        let mut entries = self.store.entries_of(&id.to_string()).await?;
        let mut cases = self.store.cases_that_held(id).await?;
        cases.dedup();
        for case in cases {
            let held = self.store.case_by_id(case).await?;
            let is_seen = match &held {
                Some(held) => self.may_with_case(asker, Action::SeeCase, held).await?,
                None => false,
            };
            if !is_seen {
                continue;
            }
            let of_case = self.store.entries_of(&case.to_string()).await?;
            let names_clip = |entry: &StoredEntry| entry.detail.as_ref().is_some_and(|d| d.contains(&id.to_string()));
            entries.extend(of_case.into_iter().filter(names_clip));
        }
        entries.extend(self.docking_entries(id).await?);
        entries.extend(self.finding_entries(&clip).await?);
        let mut names = BTreeMap::new();
        let mut links = Vec::with_capacity(entries.len());
        for entry in entries {
            links.push(self.chain_link((&entry, id), &mut names).await?);
        }
        // What has no number yet is the newest.
        links.sort_by_key(|link| (link.number.unwrap_or(u64::MAX), link.at));
        Ok(CustodyChain {
            clip_id: id,
            file_name: clip.file_name,
            sha256: clip.sha256,
            size_bytes: clip.size_bytes,
            log_vkey: self.log_key.vkey().to_owned(),
            signed_entries: *self.signed.borrow(),
            links,
        })
    }

    /// Entries of findings about a clip, one of its captures, or its recorder where the clip's own attribution says so.
    async fn finding_entries(&self, clip: &ClipRow) -> AppResult<Vec<StoredEntry>> {
        let captures = self.store.captures_of_clip(clip.id).await?;
        let captures = captures.iter().map(|capture| capture.id.to_string());
        let mut found = Vec::new();
        for about in std::iter::once(clip.id.to_string()).chain(captures) {
            found.extend(self.store.findings_about(&about).await?);
        }
        if let Some(serial) = &clip.device_serial {
            let answers = self.store.attributions_of(clip.id).await?;
            // The device's own number is the same on all its footage; the rest is in the clip's verdict.
            let is_said = |kind: &str| {
                kind == "device_names_unknown" || answers.iter().any(|answer| answer.verdict.contains(kind))
            };
            let is_of_clip =
                |row: &FindingRow| is_said(&row.kind) && row.settled_at.is_none_or(|at| at > clip.sealed_at);
            let of_recorder = self.store.findings_about(serial).await?;
            found.extend(of_recorder.into_iter().filter(is_of_clip));
        }
        let mut entries = Vec::new();
        for finding in found {
            entries.extend(self.store.entries_of(&finding.id.to_string()).await?);
        }
        Ok(entries)
    }

    async fn chain_link(
        &self,
        (stored, id): (&StoredEntry, ClipId),
        names: &mut BTreeMap<String, String>,
    ) -> AppResult<ChainLink> {
        let entry = Entry::from_bytes(stored.body.as_bytes()).map_err(AppError::internal)?;
        let actor = entry.actor.to_string();
        if !names.contains_key(&actor) {
            names.insert(actor.clone(), self.name_of(&entry.actor).await?);
        }
        let detail = stored.detail.as_deref().map(serde_json::from_str::<Detail>).transpose();
        let detail = detail.map_err(AppError::internal)?.unwrap_or_default();
        Ok(ChainLink {
            number: stored.number,
            entry_id: stored.id,
            event: entry.event.name(),
            at: entry.time().ok_or_else(|| AppError::internal("an entry has no time"))?,
            said: self.said_of(&detail, id).await?,
            name: names.get(&actor).cloned().unwrap_or_default(),
            actor,
        })
    }

    /// The name of an actor as people know it.
    async fn name_of(&self, actor: &Actor) -> AppResult<String> {
        Ok(match actor {
            Actor::Person(id) => self.store.person_by_id(*id).await?.map(|person| person.name),
            Actor::Dock(id) => self.store.dock_by_id(*id).await?.map(|dock| dock.name),
            Actor::System(name) => Some(name.clone()),
            Actor::Machine(_) | Actor::Anonymous => None,
        }
        .unwrap_or_else(|| actor.to_string()))
    }
}
