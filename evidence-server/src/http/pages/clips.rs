//! Clips: list, one, its poster, its papers, linking it to a case file.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use evidence_schema::ids::{CaseId, ClipId};
use evidence_schema::rules::access::Action;
use evidence_schema::wire::cases::LinkRequest;
use evidence_schema::wire::clips::ClipPage;
use evidence_schema::wire::problem::ProblemCode;
use serde::Deserialize;

use super::assets;
use super::clocks;
use super::form::{Submitted, moment_typed};
use super::ledger::owner;
use super::marks;
use super::monitors;
use super::show;
use super::views::clip::ClipPageView;
use super::views::clips::{ClipLine, ClipsPage, Further, SavedFilter, SavedForm, Search};
use super::views::ledger::owner::OwnerForm;
use super::views::marks::{MarkChoices, MarksCard};
use super::views::problem::FormErrors;
use super::visit::{Visit, done};
use super::words::Key;
use crate::app::views::{About, Listing, Whose};
use crate::app::{App, AppError, AppResult};
use crate::http::api;
use crate::http::extract::{Id, Params, Who};

/// Case files offered on the page of a clip; further ones are found on the page of case files.
const CASES_OFFERED: u32 = 100;

/// What a choice between "only these" and "all" says where only these are asked for.
pub(super) const ASKED: &str = "true";

/// What the address of a list may say: the fields that `GET /api/v1/clips` knows.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    after: Option<String>,
    q: String,
    state: String,
    /// `true`, or nothing.
    unassigned: String,
    /// Word of a tag, or nothing.
    tag: String,
    /// `true`, or nothing.
    unsettled: String,
    #[serde(flatten)]
    further: Further,
}

impl ListQuery {
    /// As use cases want it.
    ///
    /// # Errors
    /// When a time cannot be read.
    pub fn listing(&self, limit: Option<u32>) -> AppResult<Listing> {
        Ok(Listing {
            after: self.after.clone(),
            limit,
            words: Some(self.q.clone()),
            state: Some(self.state.clone()),
            whose: Whose {
                is_unassigned: self.unassigned == ASKED,
                officer: Some(self.further.officer.clone()),
                with: Some(self.further.with.clone()),
                unit: Some(self.further.unit.clone()),
                serial: Some(self.further.serial.clone()),
                recorded_from: moment_typed("recorded_from", &self.further.recorded_from)?,
                recorded_to: moment_typed("recorded_to", &self.further.recorded_to)?,
            },
            tag: Some(self.tag.clone()),
            is_unsettled: self.unsettled == ASKED,
            about: About {
                case: Some(self.further.case.clone()),
                object: Some(self.further.object.clone()),
                place: Some(self.further.place.clone()),
                source: Some(self.further.source.clone()),
                is_important: self.further.important == ASKED,
            },
        })
    }

    /// As the form shows it again.
    pub fn search(&self) -> Search {
        Search {
            words: self.q.clone(),
            state: self.state.clone(),
            unassigned: self.unassigned.clone(),
            tag: self.tag.clone(),
            unsettled: self.unsettled.clone(),
            further: self.further.clone(),
            is_further: self.after.is_some(),
        }
    }
}

/// The list for a query, with what was typed to save it; and its status.
pub(super) async fn listed(visit: &Visit, query: &ListQuery, saving: SavedForm) -> AppResult<(StatusCode, ClipsPage)> {
    let found = match query.listing(None) {
        Ok(listing) => visit.app.clips(visit.asker(), listing).await,
        Err(error) => Err(error),
    };
    let (page, errors) = match found {
        Ok(page) => (page, FormErrors::default()),
        Err(error) => (ClipPage::default(), FormErrors::of(visit.t, error)?),
    };
    let marks = MarkChoices::new(visit.t, &visit.app.mark_catalogue(visit.asker())?);
    let saved = visit.app.filters(visit.asker()).await?;
    let search = query.search();
    let status = errors.status();
    let view = ClipsPage {
        marks,
        t: visit.t,
        frame: visit.frame(Key("nav-clips")),
        clips: page.clips.iter().map(|clip| ClipLine::new(visit.t, clip)).collect(),
        next: page.next.map(|after| search.next("/clips", &after)),
        search,
        errors,
        may_bring: visit.may(Action::CreateUpload),
        saved: saved.iter().map(SavedFilter::new).collect(),
        saving,
    };
    Ok((status, view))
}

/// A page of clips; what cannot be looked for is said in the form.
pub async fn list(visit: Visit, Params(query): Params<ListQuery>) -> AppResult<Response> {
    let (status, view) = listed(&visit, &query, SavedForm::default()).await?;
    visit.show_as(status, &view)
}

pub(super) async fn page(visit: &Visit, id: ClipId, form: OwnerForm) -> AppResult<ClipPageView> {
    let story = visit.app.clip_story(visit.asker(), id).await?;
    let wanted = Listing {
        limit: Some(CASES_OFFERED),
        ..Listing::default()
    };
    let cases = if visit.may(Action::LinkClip) {
        visit.app.cases(visit.asker(), wanted).await?.cases
    } else {
        Vec::new()
    };
    let frame = visit.frame_titled(&show::name(&story.view.file_name));
    let owner = owner::card(visit, id, form).await?;
    let said = visit.app.clip_marks(visit.asker(), id).await?;
    let marks = MarksCard::new(visit.t, &visit.app.mark_catalogue(visit.asker())?, &said);
    let record = monitors::card(visit, id, story.view.source).await?;
    let clock = clocks::card(visit, id).await?;
    let mut page = ClipPageView::new(visit.t, frame, (&story, &cases, clock), (owner, marks));
    page.record = record;
    Ok(page)
}

/// One clip.
pub async fn one(visit: Visit, Id(id): Id<ClipId>) -> AppResult<Response> {
    visit.show(&page(&visit, id, OwnerForm::default()).await?)
}

/// A tag, a word about importance, a class without a case: one touch.
pub async fn mark(Id(id): Id<ClipId>, form: Submitted) -> AppResult<Response> {
    match marks::done_to(&form, vec![id]).await {
        Ok(_) => Ok(done(&format!("/clips/{id}"), "marks")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?.keeping(form.typed());
            let status = errors.status();
            let mut page = page(&form.visit, id, OwnerForm::default()).await?;
            page.marks.errors = errors;
            form.visit.show_as(status, &page)
        }
    }
}

/// Which monitoring device recorded it, or what somebody found when they looked at the record.
pub async fn record(Id(id): Id<ClipId>, form: Submitted) -> AppResult<Response> {
    match monitors::record_said(id, &form).await {
        Ok(()) => Ok(done(&format!("/clips/{id}"), "record")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?.keeping(form.typed());
            let status = errors.status();
            let mut page = page(&form.visit, id, OwnerForm::default()).await?;
            if let Some(record) = &mut page.record {
                record.errors = errors;
            }
            form.visit.show_as(status, &page)
        }
    }
}

/// A person says whose footage it is, or gives the question back to the ledger.
pub async fn attribution(Id(id): Id<ClipId>, form: Submitted) -> AppResult<Response> {
    match owner::state_typed(id, &form).await {
        Ok(_) if owner::is_return(&form) => Ok(done(&format!("/clips/{id}"), "returned")),
        Ok(_) => Ok(done(&format!("/clips/{id}"), "owner")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?;
            let status = errors.status();
            let page = page(&form.visit, id, owner::form_typed(&form, errors)).await?;
            form.visit.show_as(status, &page)
        }
    }
}

/// The poster of a clip, or a picture that stands for its kind until there is one.
pub async fn poster(State(app): State<App>, who: Who, Id(id): Id<ClipId>) -> AppResult<Response> {
    let clip = app.clip(who.asker, id).await?;
    match api::clips::poster(State(app), who, Id(id)).await {
        Err(error) if error.code == ProblemCode::NotFound => assets::stand_in(clip.kind),
        answer => answer,
    }
}

fn download(name: &str, media_type: &'static str) -> AppResult<HeaderMap> {
    let mut headers = HeaderMap::new();
    let disposition = format!("attachment; filename=\"{name}\"");
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).map_err(AppError::internal)?,
    );
    Ok(headers)
}

/// The receipt of a clip, to keep and to check elsewhere.
pub async fn receipt(visit: Visit, Id(id): Id<ClipId>) -> AppResult<Response> {
    let receipt = visit.app.clip_receipt(visit.asker(), id).await?;
    let text = serde_json::to_vec_pretty(&receipt).map_err(AppError::internal)?;
    Ok((download(&format!("{id}.receipt.json"), "application/json")?, text).into_response())
}

/// The signed capture statements of a clip.
pub async fn statements(visit: Visit, Id(id): Id<ClipId>) -> AppResult<Response> {
    let notes = visit.app.clip_statements(visit.asker(), id).await?;
    Ok((
        download(&format!("{id}.statements.txt"), "text/plain; charset=utf-8")?,
        notes,
    )
        .into_response())
}

/// Links the clip to a case file.
pub async fn link(Id(id): Id<ClipId>, form: Submitted) -> AppResult<Response> {
    let case_id: CaseId = form
        .text("case")
        .parse()
        .map_err(|_| AppError::not_found("case file"))?;
    let request = LinkRequest {
        clip_ids: vec![id],
        reason: Some(form.text("reason").to_owned()),
    };
    let (app, asker) = (form.visit.app.clone(), form.visit.asker());
    let case = app.clone();
    app.run(async move { case.clips_link(asker, case_id, request).await })
        .await?;
    Ok(done(&format!("/clips/{id}"), "linked"))
}
