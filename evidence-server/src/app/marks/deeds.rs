//! One deed for one clip or for all that were chosen: what a touch, a key or a button of a page means. Each can be undone
//! by another deed, which is another version and deletes nothing.

use std::str::FromStr;

use evidence_schema::ids::ClipId;
use evidence_schema::marks::{ImportanceVerdict, TagAct};
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::cases::LinkRequest;
use evidence_schema::wire::marks::{ImportanceRequest, TagRequest};
use evidence_schema::wire::problem::ProblemCode;

use crate::app::{App, AppError, AppResult};

/// What is done to clips.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// A tag is put on, confirmed, taken off.
    Tag(TagAct, String),
    /// A word about importance.
    Importance(ImportanceVerdict),
    /// A class without a case is stated; without one, what was stated is taken back.
    Settle(Option<String>),
    /// Linked to the case file with this number.
    Link(String),
    /// Taken out of the case file with this number.
    Unlink(String),
}

impl FromStr for Deed {
    type Err = AppError;

    /// As a form sends it: `put:seizure`, `importance:marked`, `settle:routine`, `settle:`, `link:<number>`.
    fn from_str(text: &str) -> AppResult<Self> {
        let unknown = || AppError::new(ProblemCode::Malformed, "It cannot be read what shall be done.");
        let (what, rest) = text.split_once(':').ok_or_else(unknown)?;
        let rest = rest.trim();
        match what {
            "importance" => rest.parse().map(Self::Importance).map_err(|_| unknown()),
            "settle" => Ok(Self::Settle((!rest.is_empty()).then(|| rest.to_owned()))),
            "link" => Ok(Self::Link(rest.to_owned())),
            "unlink" => Ok(Self::Unlink(rest.to_owned())),
            act => {
                let act = act.parse().map_err(|_| unknown())?;
                Ok(Self::Tag(act, rest.to_owned()))
            }
        }
    }
}

impl std::fmt::Display for Deed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tag(act, word) => write!(f, "{}:{word}", act.as_str()),
            Self::Importance(verdict) => write!(f, "importance:{}", verdict.as_str()),
            Self::Settle(class) => write!(f, "settle:{}", class.as_deref().unwrap_or_default()),
            Self::Link(number) => write!(f, "link:{number}"),
            Self::Unlink(number) => write!(f, "unlink:{number}"),
        }
    }
}

/// A clip that was changed, and the deed that would undo it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The clip.
    pub clip_id: ClipId,
    /// What brings back what counted before; `None` where nothing does.
    pub undo: Option<Deed>,
}

impl App {
    /// Does one deed to clips: to all of them or to none.
    ///
    /// # Errors
    /// As the deed's own use case.
    pub async fn clips_mark(
        &self,
        asker: Asker,
        clip_ids: Vec<ClipId>,
        (deed, reason): (Deed, Option<String>),
    ) -> AppResult<Vec<Changed>> {
        let undo = |deed: Option<Deed>| {
            move |clip_id: ClipId| Changed {
                clip_id,
                undo: deed.clone(),
            }
        };
        match deed {
            Deed::Tag(act, word) => {
                let back = (act == TagAct::Put).then(|| Deed::Tag(TagAct::TakenOff, word.clone()));
                let request = TagRequest {
                    clip_ids,
                    word,
                    act,
                    reason,
                };
                let done = self.clips_tag(asker, request).await?;
                Ok(done.changed.into_iter().map(undo(back)).collect())
            }
            Deed::Importance(verdict) => {
                let back = match verdict {
                    ImportanceVerdict::Marked => Some(Deed::Importance(ImportanceVerdict::TakenBack)),
                    ImportanceVerdict::TakenBack => Some(Deed::Importance(ImportanceVerdict::Marked)),
                    ImportanceVerdict::Confirmed | ImportanceVerdict::NotImportant => None,
                };
                let request = ImportanceRequest {
                    clip_ids,
                    verdict,
                    reason,
                };
                let done = self.importance_state(asker, request).await?;
                Ok(done.changed.into_iter().map(undo(back)).collect())
            }
            Deed::Settle(class) => {
                let wanted = clip_ids.into_iter().map(|id| (id, class.clone())).collect();
                let before = self.clips_settle_each(asker, wanted, reason).await?;
                let changed = before.into_iter().map(|(clip_id, class)| Changed {
                    clip_id,
                    undo: Some(Deed::Settle(class)),
                });
                Ok(changed.collect())
            }
            Deed::Link(number) => {
                let changed = self.clips_link_numbered(asker, clip_ids, (&number, reason)).await?;
                let back = Deed::Unlink(number);
                Ok(changed.into_iter().map(undo(Some(back))).collect())
            }
            Deed::Unlink(number) => {
                let changed = self.clips_unlink_numbered(asker, clip_ids, &number).await?;
                Ok(changed.into_iter().map(undo(None)).collect())
            }
        }
    }

    /// Undoes deeds: clips that need the same deed are one commit.
    ///
    /// # Errors
    /// As the deed's own use case; what was undone before a failure stays undone.
    pub async fn clips_undo(
        &self,
        asker: Asker,
        (changed, reason): (Vec<Changed>, Option<String>),
    ) -> AppResult<Vec<Changed>> {
        let mut groups: Vec<(Deed, Vec<ClipId>)> = Vec::new();
        for Changed { clip_id, undo } in changed {
            let Some(deed) = undo else { continue };
            match groups.iter_mut().find(|(known, _)| *known == deed) {
                Some((_, clips)) => clips.push(clip_id),
                None => groups.push((deed, vec![clip_id])),
            }
        }
        let mut undone = Vec::new();
        for (deed, clips) in groups {
            undone.extend(self.clips_mark(asker, clips, (deed, reason.clone())).await?);
        }
        Ok(undone)
    }

    /// Links clips to the case file with this number; gives those that were not in it.
    async fn clips_link_numbered(
        &self,
        asker: Asker,
        clip_ids: Vec<ClipId>,
        (number, reason): (&str, Option<String>),
    ) -> AppResult<Vec<ClipId>> {
        let case_id = self.case_numbered(asker, Action::LinkClip, number).await?;
        let chosen = self.clips_chosen(asker, Action::SeeClip, clip_ids).await?;
        let held = self.store.links_of_case(case_id).await?;
        let is_held = |id: ClipId| held.iter().any(|link| link.clip_id == id);
        let fresh: Vec<ClipId> = chosen.iter().map(|clip| clip.id).filter(|id| !is_held(*id)).collect();
        if !fresh.is_empty() {
            let request = LinkRequest {
                clip_ids: fresh.clone(),
                reason,
            };
            self.clips_link(asker, case_id, request).await?;
        }
        Ok(fresh)
    }

    /// Ends the links of clips to the case file with this number; gives those that were in it.
    async fn clips_unlink_numbered(&self, asker: Asker, clip_ids: Vec<ClipId>, number: &str) -> AppResult<Vec<ClipId>> {
        let case_id = self.case_numbered(asker, Action::UnlinkClip, number).await?;
        let chosen = self.clips_chosen(asker, Action::SeeClip, clip_ids).await?;
        let mut links = self.store.links_of_case(case_id).await?;
        links.retain(|link| chosen.iter().any(|clip| clip.id == link.clip_id));
        let ended: Vec<ClipId> = links.iter().map(|link| link.clip_id).collect();
        if !links.is_empty() {
            self.links_end(asker, case_id, links).await?;
        }
        Ok(ended)
    }

    /// The case file with this number, which the asker may see and do this to.
    async fn case_numbered(
        &self,
        asker: Asker,
        action: Action,
        number: &str,
    ) -> AppResult<evidence_schema::ids::CaseId> {
        let unknown = || {
            AppError::invalid(
                "number",
                "There is no case file with this number, or none that you may see.",
            )
        };
        let case = self.store.case_meant(number).await?.ok_or_else(unknown)?;
        match self.case_row(asker, action, case.id).await {
            Ok(case) => Ok(case.id),
            Err(error) if error.code == ProblemCode::NotFound => Err(unknown()),
            Err(error) => Err(error),
        }
    }
}
