//! One deed for all clips that were chosen in a list: asked once when nobody saw the number before, undone with one touch.

use axum::response::Response;
use evidence_schema::ids::ClipId;

use super::form::Submitted;
use super::views::marks::{ChosenPage, DonePage, MarkChoices};
use super::visit::local_path;
use super::words::Key;
use crate::app::marks::deeds::{Changed, Deed};
use crate::app::{AppError, AppResult};

/// The clips that a form names.
fn clips_of(form: &Submitted) -> AppResult<Vec<ClipId>> {
    let chosen: Result<Vec<ClipId>, _> = form.all("clip").map(str::parse).collect();
    chosen.map_err(|_| AppError::not_found("clip"))
}

/// What a form wants done; the number of a case file stands in a field of its own.
fn deed_of(form: &Submitted) -> AppResult<Deed> {
    match form.text("deed") {
        "link" => match form.given("number") {
            Some(number) => Ok(Deed::Link(number.to_owned())),
            None => Err(AppError::invalid("number", "Say which case file.")),
        },
        text => text.parse(),
    }
}

/// Does what a form wants, to these clips.
pub(super) async fn done_to(form: &Submitted, clips: Vec<ClipId>) -> AppResult<Vec<Changed>> {
    let said = (deed_of(form)?, form.owned("reason"));
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let work = async move { case.clips_mark(asker, clips, said).await };
    form.visit.app.run(work).await
}

/// One deed for all that were chosen. A browser without script has not shown how many they are: then it is asked.
pub async fn chosen(form: Submitted) -> AppResult<Response> {
    let clips = clips_of(&form)?;
    let is_seen = form.text("count").parse() == Ok(clips.len());
    if !is_seen && !clips.is_empty() {
        return ask(&form, &clips);
    }
    let counts = clips.len();
    let changed = done_to(&form, clips).await?;
    let visit = &form.visit;
    let choices = MarkChoices::new(visit.t, &visit.app.mark_catalogue(visit.asker())?);
    visit.show(&DonePage::new(
        (visit.t, visit.frame(Key("marks-done-title"))),
        choices.answer(visit.t, &deed_of(&form)?, (changed.len(), counts)),
        (&changed, local_path(form.text("back")).to_owned()),
    ))
}

fn ask(form: &Submitted, clips: &[ClipId]) -> AppResult<Response> {
    let (visit, deed) = (&form.visit, deed_of(form)?);
    let choices = MarkChoices::new(visit.t, &visit.app.mark_catalogue(visit.asker())?);
    visit.show(&ChosenPage {
        t: visit.t,
        frame: visit.frame(Key("marks-sure-title")),
        question: choices.question(visit.t, &deed, clips.len()),
        deed: deed.to_string(),
        reason: form.text("reason").to_owned(),
        clips: clips.iter().map(ToString::to_string).collect(),
        back: local_path(form.text("back")).to_owned(),
    })
}

/// Undoes a deed: another version of each, nothing is deleted.
pub async fn undo(form: Submitted) -> AppResult<Response> {
    let (visit, clips) = (&form.visit, clips_of(&form)?);
    let deeds: AppResult<Vec<Deed>> = form.all("undo").map(str::parse).collect();
    let changed = clips.into_iter().zip(deeds?).map(|(clip_id, deed)| Changed {
        clip_id,
        undo: Some(deed),
    });
    let said = (changed.collect(), Some(visit.t.say("marks-undo-reason")));
    let (case, asker) = (visit.app.clone(), visit.asker());
    let undone = visit.app.run(async move { case.clips_undo(asker, said).await }).await?;
    let count = u64::try_from(undone.len()).unwrap_or(u64::MAX);
    visit.show(&DonePage::new(
        (visit.t, visit.frame(Key("marks-done-title"))),
        visit.t.count("marks-undone", count),
        (&[], local_path(form.text("back")).to_owned()),
    ))
}
