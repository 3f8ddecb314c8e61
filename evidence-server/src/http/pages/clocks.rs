//! The clock behind a clip: the card on its page, and a head saying what it was off by.

use axum::response::Response;
use evidence_schema::clock::OffsetScope;
use evidence_schema::ids::ClipId;
use evidence_schema::rules::access::Action;
use evidence_schema::wire::clocks::OffsetDraft;

use super::clips;
use super::form::Submitted;
use super::views::clocks::ClockCard;
use super::views::ledger::owner::OwnerForm;
use super::views::problem::FormErrors;
use super::visit::{Visit, done};
use crate::app::{AppError, AppResult};
use crate::http::extract::Id;

/// The card of one clip.
pub async fn card(visit: &Visit, id: ClipId) -> AppResult<ClockCard> {
    let clock = visit.app.clip_clock(visit.asker(), id).await?;
    Ok(ClockCard::new(visit.t, &clock, visit.may(Action::StateClock)))
}

/// A length in seconds as people type it: `95`, `95.5`, at most milliseconds.
fn seconds_typed(name: &str, text: &str) -> AppResult<i64> {
    let wrong = || AppError::invalid(name, "Seconds, like 95 or 2.5.");
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || part.len() > 3 || !is_digits(whole) || !is_digits(part) {
        return Err(wrong());
    }
    let whole: i64 = whole.parse().map_err(|_| wrong())?;
    let part: i64 = format!("{part:0<3}").parse().map_err(|_| wrong())?;
    Ok(whole * 1000 + part)
}

fn draft(form: &Submitted) -> AppResult<OffsetDraft> {
    let ms = seconds_typed("offset_ms", form.text("offset_ms").trim())?;
    let choice = |name: &str| AppError::invalid(name, "Choose one of the list.");
    let offset_ms = match form.text("direction") {
        "slow" => ms,
        "fast" => -ms,
        _ => return Err(choice("direction")),
    };
    Ok(OffsetDraft {
        scope: form.text("scope").parse::<OffsetScope>().map_err(|_| choice("scope"))?,
        offset_ms,
        uncertainty_ms: seconds_typed("uncertainty_ms", form.text("uncertainty_ms").trim())?,
        reason: form.text("reason").to_owned(),
    })
}

async fn stated(id: ClipId, form: &Submitted) -> AppResult<()> {
    let draft = draft(form)?;
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let state = async move { case.offset_state(asker, id, draft).await };
    form.visit.app.run(state).await.map(|_| ())
}

/// A head says what the clock was off by.
pub async fn state(Id(id): Id<ClipId>, form: Submitted) -> AppResult<Response> {
    match stated(id, &form).await {
        Ok(()) => Ok(done(&format!("/clips/{id}"), "clock")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?.keeping(form.typed());
            let status = errors.status();
            let mut page = clips::page(&form.visit, id, OwnerForm::default()).await?;
            page.clock.errors = errors;
            form.visit.show_as(status, &page)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::seconds_typed;

    #[test]
    fn seconds_are_read_to_the_millisecond() {
        for (text, ms) in [("95", 95_000), ("2.5", 2_500), ("0.040", 40), ("0", 0), ("1.", 1_000)] {
            assert_eq!(seconds_typed("offset_ms", text).ok(), Some(ms), "{text}");
        }
        for wrong in ["", "-3", "1.2345", "abc", "１", "1e3", ".5", "9999999999999"] {
            assert!(seconds_typed("offset_ms", wrong).is_err(), "{wrong}");
        }
    }
}
