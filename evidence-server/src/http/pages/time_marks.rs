//! Marks of a clip: the card of its page, setting and taking back without script, the track to download.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use evidence_schema::ids::{ClipId, MarkId};
use evidence_schema::marks::MarkKind;
use evidence_schema::wire::time_marks::{TimeMarkDraft, TimeMarkRemoval};

use super::clips;
use super::form::Submitted;
use super::views::problem::FormErrors;
use super::views::time_marks::TimeMarksCard;
use super::visit::{Visit, done};
use crate::app::{AppError, AppResult};
use crate::http::extract::{Id, Ids};

/// The card of a clip.
pub(super) async fn card(visit: &Visit, id: ClipId) -> AppResult<TimeMarksCard> {
    let list = visit.app.time_marks(visit.asker(), id).await?;
    Ok(TimeMarksCard::new(visit.t, &list))
}

/// `0:12:03.5` in milliseconds: seconds, minutes and seconds, or hours too.
fn place(text: &str) -> Option<u64> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let units: Vec<u64> = whole.split(':').map(|unit| unit.parse().ok()).collect::<Option<_>>()?;
    if units.len() > 3 || part.len() > 3 || !part.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let seconds = units
        .into_iter()
        .try_fold(0_u64, |sum, unit| sum.checked_mul(60)?.checked_add(unit))?;
    let millis: u64 = format!("{part:0<3}").parse().ok()?;
    seconds.checked_mul(1000)?.checked_add(millis)
}

fn draft(form: &Submitted) -> AppResult<TimeMarkDraft> {
    let wrong = || AppError::invalid("at", "A place is written as 0:00:00.");
    let (kind, words) = form.text("choice").split_once(':').unwrap_or(("note", ""));
    let kind: MarkKind = kind
        .parse()
        .map_err(|_| AppError::invalid("words", "Choose one of the list."))?;
    let typed = if kind == MarkKind::Note {
        form.text("words")
    } else {
        words
    };
    Ok(TimeMarkDraft {
        at_ms: place(form.text("at")).ok_or_else(wrong)?,
        kind,
        words: typed.to_owned(),
    })
}

async fn marked(id: ClipId, form: &Submitted) -> AppResult<()> {
    let draft = draft(form)?;
    let (app, asker) = (form.visit.app.clone(), form.visit.asker());
    let set = form
        .visit
        .app
        .run(async move { app.time_mark_set(asker, id, draft).await });
    set.await.map(|_| ())
}

/// Sets a mark.
pub async fn set(Id(id): Id<ClipId>, form: Submitted) -> AppResult<Response> {
    match marked(id, &form).await {
        Ok(()) => Ok(done(&format!("/clips/{id}"), "time-mark")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?.keeping(form.typed());
            clips::with_mark_refused(&form.visit, id, errors).await
        }
    }
}

/// Takes a mark back.
pub async fn remove(Ids(id, mark_id): Ids<ClipId, MarkId>, form: Submitted) -> AppResult<Response> {
    let removal = TimeMarkRemoval {
        reason: form.owned("reason"),
    };
    let (app, asker) = (form.visit.app.clone(), form.visit.asker());
    form.visit
        .app
        .run(async move { app.time_mark_remove(asker, (id, mark_id), removal).await })
        .await?;
    Ok(done(&format!("/clips/{id}"), "time-mark-out"))
}

/// The marks as a `WebVTT` track.
pub async fn track(visit: Visit, Id(id): Id<ClipId>) -> AppResult<Response> {
    let track = visit.app.mark_track(visit.asker(), id).await?;
    let mut headers = HeaderMap::new();
    let disposition = format!("attachment; filename=\"{id}.vtt\"");
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/vtt; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).map_err(AppError::internal)?,
    );
    Ok((headers, track).into_response())
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_place_is_hours_minutes_and_seconds() {
        assert_eq!(place("0:12:03.5"), Some(723_500));
        assert_eq!(place("12:03"), Some(723_000));
        assert_eq!(place(" 7 "), Some(7000));
        assert_eq!(place("1:00:00.004"), Some(3_600_004));
        for wrong in ["", "x", "1:2:3:4", "-1", "1.2345", "99999999999999999999", "1:"] {
            assert_eq!(place(wrong), None, "{wrong:?}");
        }
    }
}
