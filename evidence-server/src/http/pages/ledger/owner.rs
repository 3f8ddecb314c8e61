//! Whose footage a clip is: the card on its page, and a person saying it.

use std::collections::BTreeMap;

use evidence_schema::ids::{ClipId, HandoverId};
use evidence_schema::wire::ledger::{AttributionDraft, AttributionView};

use super::super::form::Submitted;
use super::super::views::ledger::owner::{Answer, OwnerCard, OwnerForm, handover_words, handovers_of};
use super::super::views::problem::FormErrors;
use super::super::visit::Visit;
use super::names_and_choices;
use crate::app::{AppError, AppResult};

/// Handovers that the card names at most.
const HANDOVERS_NAMED: usize = 10;

/// The card of one clip.
pub async fn card(visit: &Visit, id: ClipId, form: OwnerForm) -> AppResult<OwnerCard> {
    let answers = visit.app.attributions(visit.asker(), id).await?;
    let (names, choices) = names_and_choices(visit).await?;
    let mut known = BTreeMap::new();
    let wanted = answers.last().map(handovers_of).unwrap_or_default();
    let wanted: Vec<HandoverId> = wanted.into_iter().take(HANDOVERS_NAMED).collect();
    // One that does not exist for the visitor goes without words; the card is theirs all the same.
    for seen in visit.app.handovers_named(visit.asker(), &wanted).await? {
        known.insert(seen.handover_id, handover_words(visit.t, &names, &seen));
    }
    let answer = |view: &AttributionView| Answer::new(visit.t, (&names, &known), view);
    Ok(OwnerCard {
        answers: answers.iter().rev().map(answer).collect(),
        form,
        choices,
    })
}

/// Whether the form gives the question back to the ledger.
pub fn is_return(form: &Submitted) -> bool {
    form.text("act") == "return"
}

/// What was typed, to be shown again.
pub fn form_typed(form: &Submitted, errors: FormErrors) -> OwnerForm {
    let text = |field: &str| form.text(field).to_owned();
    OwnerForm {
        lead: text("lead_number"),
        assisting: text("assisting_number"),
        unit: text("unit_number"),
        reason: text("reason"),
        is_return: is_return(form),
        errors,
    }
}

/// Says whose footage it is, or gives the question back.
pub async fn state_typed(id: ClipId, form: &Submitted) -> AppResult<AttributionView> {
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let lead_number = form.owned("lead_number").filter(|_| !is_return(form));
    if lead_number.is_none() && !is_return(form) {
        return Err(AppError::invalid("lead_number", "Say who the lead officer was."));
    }
    let draft = AttributionDraft {
        unit_number: form.owned("unit_number"),
        lead_number,
        assisting_number: form.owned("assisting_number"),
        reason: form.text("reason").to_owned(),
    };
    let state = form
        .visit
        .app
        .run(async move { case.attribution_state(asker, id, draft).await });
    state.await
}
