//! Footage that a person brings in, and what they say of it: source, room, when it was recorded by whose word, case file.
//!
//! What must stay true: nobody who brings a file in by hand makes it a recorder's; the hash is the server's own, and
//! there is no capture statement; what was said stands in one row that is never changed; whoever brought a clip in sees it.

use evidence_schema::clip::{ClaimMeaning, SourceKind};
use evidence_schema::custody::entry::Event;
use evidence_schema::custody::statement::{ReadFrom, TimeClaim};
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::{CaseId, ClipId, IntakeId, LinkId, UnitId};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::rules::timeline::RESET_BEFORE_MICROS;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::clips::ClipView;
use evidence_schema::wire::problem::ProblemCode;
use evidence_schema::wire::uploads::{
    META_CASE, META_MODIFIED, META_PURPOSE, META_RECORDED_FROM, META_ROOM, META_SAID_BY, META_SOURCE, PURPOSE_CLIP,
    metadata_value,
};

use super::asker::actor_of;
use super::docks::checked_title;
use super::ledger::given;
use super::sealing::{Refusal, Sealing};
use super::uploads::UploadDraft;
use super::views::Listing;
use super::{App, AppError, AppResult};
use crate::store::EvidenceTx;
use crate::store::case_file::LinkRow;
use crate::store::clip::ClipRow;
use crate::store::intake::IntakeRow;
use crate::store::job::JobKind;
use crate::store::upload::UploadRow;

/// Origin of a claim of time that rests on a person's word.
const BY_PERSON: &str = "person";

/// How a clip came in that no dock read from a recorder.
#[derive(Debug, Clone)]
pub struct IntakeStory {
    /// Who brought it, as people know them.
    pub brought_by: String,
    /// The room whose fixed camera it is said to be.
    pub room: Option<String>,
    /// When the recording began, by somebody's word.
    pub recorded_from: Option<Timestamp>,
    /// Whose word that is.
    pub said_by: Option<String>,
    /// When it came in.
    pub stated_at: Timestamp,
}

/// What a person who brings footage in says of it.
pub(super) struct ClipWish {
    pub(super) source: SourceKind,
    room: Option<String>,
    recorded_from: Option<Timestamp>,
    said_by: Option<String>,
    modified: Option<Timestamp>,
    case_id: Option<CaseId>,
}

impl ClipWish {
    /// The claims of time that the clip rests on: the person's word, then the file's own.
    pub(super) fn claims(&self) -> Vec<TimeClaim> {
        let said = self.recorded_from.map(|at| TimeClaim {
            origin: BY_PERSON.to_owned(),
            text: format!("{at} ({})", self.said_by.as_deref().unwrap_or_default()),
            means: ClaimMeaning::Start,
            at: Some(at),
        });
        let written = self.modified.map(|at| TimeClaim {
            origin: "file_modified".to_owned(),
            text: at.to_string(),
            means: file_time_means(self.source),
            at: Some(at),
        });
        said.into_iter().chain(written).collect()
    }
}

/// A fixed camera writes a file until it is full; what else writes files, nobody can say.
const fn file_time_means(source: SourceKind) -> ClaimMeaning {
    match source {
        SourceKind::RoomVideo | SourceKind::Cctv => ClaimMeaning::End,
        SourceKind::Recorder
        | SourceKind::Handheld
        | SourceKind::Camera
        | SourceKind::VoiceRecorder
        | SourceKind::Phone
        | SourceKind::Unknown => ClaimMeaning::Unknown,
    }
}

fn moment(field: &str, metadata: &str, key: &str) -> AppResult<Option<Timestamp>> {
    let Some(text) = metadata_value(metadata, key).filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    let at: Result<Timestamp, _> = text.trim().parse();
    at.map(Some)
        .map_err(|_| AppError::invalid(field, "A time like 2026-11-21T08:00."))
}

fn line(field: &str, metadata: &str, key: &str) -> AppResult<Option<String>> {
    let text = metadata_value(metadata, key);
    given(text.as_deref())
        .map(|text| checked_title(field, text))
        .transpose()
}

/// Nothing is new: neither the bytes nor the case file.
fn brought_before(upload: &UploadRow, wish: &ClipWish, held: ClipId) -> Refusal {
    let linked = match wish.case_id {
        Some(_) => ", and it is linked to this case file",
        None => "",
    };
    let message = format!("{}: you brought in the same file before{linked}.", upload.file_name);
    let error = AppError::new(ProblemCode::Conflict, message)
        .kept("The clip that is there, with what was said of it then; nothing is kept twice.")
        .next("Find it among the clips; say there what else is to be said of it.");
    Refusal {
        error,
        finding: None,
        facts: vec![("clip", held.to_string().into())],
    }
}

impl App {
    /// Whether this asker brought a clip in.
    pub(super) async fn is_brought_by(&self, asker: Asker, id: ClipId) -> AppResult<bool> {
        let Asker::Person(person, _) = asker else {
            return Ok(false);
        };
        let intake = self.store.intake_of(id).await?;
        Ok(intake.is_some_and(|intake| intake.brought_by == Actor::Person(person)))
    }

    /// How a clip came in, with the name of whoever brought it.
    pub(super) async fn intake_story(&self, id: ClipId) -> AppResult<Option<IntakeStory>> {
        let Some(intake) = self.store.intake_of(id).await? else {
            return Ok(None);
        };
        let name = match &intake.brought_by {
            Actor::Dock(dock) => self.store.dock_by_id(*dock).await?.map(|dock| dock.name),
            other => Some(self.actor_name(other).await?),
        };
        Ok(Some(IntakeStory {
            brought_by: name.unwrap_or_else(|| intake.brought_by.to_string()),
            room: intake.room,
            recorded_from: intake.recorded_from,
            said_by: intake.said_by,
            stated_at: intake.stated_at,
        }))
    }

    /// What the asker brought in lately, newest first.
    ///
    /// # Errors
    /// When the asker is nobody who brings footage in.
    pub async fn clips_brought(&self, asker: Asker) -> AppResult<Vec<ClipView>> {
        self.permit(asker, Action::CreateUpload, Subject::Installation)?;
        let Some(by) = actor_of(asker) else {
            return Ok(Vec::new());
        };
        let mut clips = Vec::new();
        for intake in self.store.intakes_by(&by).await? {
            if let Some(clip) = self.clip_if_seen(asker, intake.clip_id).await? {
                clips.push(self.clip_view(clip).await?);
            }
        }
        let listing = Listing {
            state: Some("brought".to_owned()),
            ..Listing::default()
        };
        self.list_seen(asker, "clip", &listing, clips.len()).await?;
        Ok(clips)
    }

    /// What an upload says of footage; `None` for everything else.
    ///
    /// # Errors
    /// When it says what cannot be.
    pub(super) async fn clip_wish(&self, upload: &UploadRow) -> AppResult<Option<ClipWish>> {
        self.clip_wish_of(&upload.metadata).await
    }

    async fn clip_wish_of(&self, metadata: &str) -> AppResult<Option<ClipWish>> {
        if metadata_value(metadata, META_PURPOSE).as_deref() != Some(PURPOSE_CLIP) {
            return Ok(None);
        }
        let source = metadata_value(metadata, META_SOURCE).unwrap_or_default();
        let source: Result<SourceKind, _> = source.parse();
        let source = source.ok().filter(|source| *source != SourceKind::Recorder);
        let source = source.ok_or_else(|| AppError::invalid("source", "Choose one of the list."))?;
        let recorded_from = moment("recorded_from", metadata, META_RECORDED_FROM)?;
        let said_by = line("said_by", metadata, META_SAID_BY)?;
        if recorded_from.is_some() && said_by.is_none() {
            return Err(AppError::invalid("said_by", "Say who says so."));
        }
        let is_early = recorded_from.is_some_and(|at| at.as_micros() < RESET_BEFORE_MICROS);
        if is_early || recorded_from.is_some_and(|at| at > self.now()) {
            return Err(AppError::invalid(
                "recorded_from",
                "It was recorded after 2009 and before now.",
            ));
        }
        Ok(Some(ClipWish {
            source,
            room: line("room", metadata, META_ROOM)?,
            recorded_from,
            said_by: said_by.filter(|_| recorded_from.is_some()),
            modified: moment("modified", metadata, META_MODIFIED).ok().flatten(),
            case_id: self.case_wished(metadata).await?,
        }))
    }

    async fn case_wished(&self, metadata: &str) -> AppResult<Option<CaseId>> {
        let text = metadata_value(metadata, META_CASE);
        let Some(text) = given(text.as_deref()) else {
            return Ok(None);
        };
        if let Ok(id) = text.parse() {
            return Ok(Some(id));
        }
        let none = || {
            AppError::invalid(
                "case",
                "There is no case file with this number, or none that you may see.",
            )
        };
        Ok(Some(self.store.case_meant(text).await?.ok_or_else(none)?.id))
    }

    /// Whether an upload that shall become footage may begin.
    ///
    /// # Errors
    /// With the field that is wrong, or when the file is empty.
    pub(super) async fn clip_wish_check(&self, asker: Asker, draft: &UploadDraft) -> AppResult<()> {
        let Some(wish) = self.clip_wish_of(&draft.metadata).await? else {
            return Ok(());
        };
        if draft.size_bytes == 0 {
            return Err(AppError::invalid("size", "An empty file is no footage."));
        }
        let Some(case_id) = wish.case_id else { return Ok(()) };
        match self.case_row(asker, Action::LinkClip, case_id).await {
            Ok(_) => Ok(()),
            Err(error) if error.code == ProblemCode::NotFound => Err(AppError::invalid(
                "case",
                "There is no case file with this number, or none that you may see.",
            )),
            Err(error) => Err(error),
        }
    }

    /// The same bytes came from the same person before: one clip is enough. Where they name another case file this time, the
    /// clip is linked to that one too; where they name none, or one that has it, the upload is refused with these words.
    pub(super) async fn upload_brought_again(
        &self,
        upload: &UploadRow,
        (wish, sha256): (&ClipWish, Sha256Digest),
    ) -> AppResult<bool> {
        let bytes = (sha256, upload.size_bytes);
        let Some(held) = self.store.intake_before(&upload.owner, bytes).await? else {
            return Ok(false);
        };
        let Some(case_id) = self.case_to_link(wish, held.clip_id).await? else {
            self.upload_refuse(upload, brought_before(upload, wish, held.clip_id))
                .await?;
            return Ok(true);
        };
        let owner = upload.owner.clone();
        let mut tx = self
            .evidence(Event::CaseClipLinked, owner.clone(), case_id.to_string())
            .await?;
        tx.fact("upload", upload.id.to_string());
        tx.link_add(&self.link_wished((case_id, held.clip_id), owner)).await?;
        self.records_owe(&mut tx, &[held.clip_id]).await?;
        tx.upload_seal(upload.id, held.clip_id).await?;
        tx.job_end(JobKind::Seal, &upload.id.to_string()).await?;
        self.commit(tx).await?;
        Ok(true)
    }

    /// Whether the clip that an upload became was there before: then its bytes are not those of this upload.
    pub(super) async fn is_held_before(&self, upload: &UploadRow) -> AppResult<bool> {
        let Some(id) = upload.clip_id else { return Ok(false) };
        let clip = self.store.clip_by_id(id).await?;
        Ok(clip.is_some_and(|clip| upload.object_key.as_ref() != Some(&clip.object_key)))
    }

    /// The case file that was named, unless the clip is linked to it.
    pub(super) async fn case_to_link(&self, wish: &ClipWish, id: ClipId) -> AppResult<Option<CaseId>> {
        let Some(case_id) = wish.case_id else { return Ok(None) };
        let links = self.store.links_of_clip(id).await?;
        Ok(Some(case_id).filter(|_| links.iter().all(|link| link.case_id != case_id)))
    }

    fn link_wished(&self, (case_id, clip_id): (CaseId, ClipId), linked_by: Actor) -> LinkRow {
        LinkRow {
            id: LinkId::from_random(self.chance()),
            case_id,
            clip_id,
            linked_at: self.now(),
            linked_by,
            reason: None,
            unlinked_at: None,
            unlinked_by: None,
        }
    }

    /// In the commit of a clip: its link to the case file that was named with it.
    pub(super) async fn case_link_add(
        &self,
        tx: &mut EvidenceTx,
        case_id: CaseId,
        (clip_id, owner): (ClipId, Actor),
    ) -> AppResult<()> {
        let intent = (owner.clone(), case_id.to_string());
        tx.go_on_as(Event::CaseClipLinked, intent, &*self.outside.random)
            .await?;
        self.records_owe(tx, &[clip_id]).await?;
        Ok(tx.link_add(&self.link_wished((case_id, clip_id), owner)).await?)
    }

    /// The unit of whoever brought something in: a person's officer, a dock that is bound to one.
    pub(super) async fn unit_brought_for(&self, owner: &Actor) -> AppResult<Option<UnitId>> {
        match owner {
            Actor::Person(person) => match self.store.officer_of_person(*person).await? {
                Some(officer) => self.unit_today(officer.id).await,
                None => Ok(None),
            },
            Actor::Dock(dock) => Ok(self.store.dock_binding(*dock).await?.map(|binding| binding.unit_id)),
            Actor::Machine(_) | Actor::System(_) | Actor::Anonymous => Ok(None),
        }
    }

    /// The room's unit, as long as whoever brought it belongs to the same line of units: a label is only typed text.
    async fn unit_brought_to(&self, room: Option<&str>, owner: &Actor) -> AppResult<Option<UnitId>> {
        let own = self.unit_brought_for(owner).await?;
        let (Some(of_room), Some(own)) = (self.unit_of_room(room).await?, own) else {
            return Ok(self.unit_of_room(room).await?.or(own));
        };
        let units = self.store.units().await?;
        let parent = |id: UnitId| units.iter().find(|unit| unit.id == id).and_then(|unit| unit.parent_id);
        let is_above = |high: UnitId, low: UnitId| {
            std::iter::successors(Some(low), |id| parent(*id))
                .take(units.len() + 1)
                .any(|id| id == high)
        };
        let is_in_line = is_above(of_room, own) || is_above(own, of_room);
        Ok(Some(if is_in_line { of_room } else { own }))
    }

    /// In the commit that seals it: how a clip came in, unless a dock read it from a recorder, and its link to the case
    /// file that was named.
    pub(super) async fn intake_add(&self, tx: &mut EvidenceTx, sealing: &Sealing<'_>, clip: &ClipRow) -> AppResult<()> {
        let room = match sealing.statement {
            Some(statement) if !matches!(statement.read_from, ReadFrom::Hand { .. }) => return Ok(()),
            Some(statement) => statement.room.clone(),
            None => sealing.wish.and_then(|wish| wish.room.clone()),
        };
        let owner = sealing.upload.owner.clone();
        let unit_id = self.unit_brought_to(room.as_deref(), &owner).await?;
        let row = IntakeRow {
            id: IntakeId::from_random(self.chance()),
            clip_id: clip.id,
            brought_by: owner.clone(),
            unit_id,
            source: clip.source,
            room,
            recorded_from: sealing.wish.and_then(|wish| wish.recorded_from),
            said_by: sealing.wish.and_then(|wish| wish.said_by.clone()),
            stated_at: clip.sealed_at,
        };
        tx.intake_add(&row).await?;
        self.record_brought(tx, (row.room.as_deref(), &owner), clip).await?;
        match sealing.wish.and_then(|wish| wish.case_id) {
            Some(case_id) => self.case_link_add(tx, case_id, (clip.id, owner)).await,
            None => Ok(()),
        }
    }
}
