//! Webhooks as the page shows them.

use askama::Template;
use evidence_schema::wire::webhooks::{WebhookPage, WebhookView};

use super::super::show::{Moment, moment, name};
use super::super::words::Words;
use super::frame::Frame;

/// The page.
#[derive(Template)]
#[template(path = "webhooks.html")]
pub struct WebhooksPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Everybody who is told.
    pub hooks: Vec<HookCard>,
}

/// One system that is told.
pub struct HookCard {
    /// Its name.
    pub name: String,
    /// Where it is told.
    pub target: String,
    /// Of what.
    pub events: String,
    /// The configuration does not name it any more.
    pub is_unconfigured: bool,
    /// How many notices arrived.
    pub delivered: u64,
    /// When the last one did.
    pub delivered_at: Option<Moment>,
    /// Since when it fails.
    pub failing_since: Option<Moment>,
    /// How often the next notice was tried.
    pub attempts: u64,
    /// What went wrong.
    pub error: String,
    /// When it is tried again.
    pub retry_at: Option<Moment>,
    /// When it was given up.
    pub given_up_at: Option<Moment>,
}

impl WebhooksPage {
    /// For one reader.
    pub fn new(t: Words, frame: Frame, page: WebhookPage) -> Self {
        Self {
            t,
            frame,
            hooks: page.webhooks.into_iter().map(card).collect(),
        }
    }
}

fn card(view: WebhookView) -> HookCard {
    let events: Vec<&str> = view.events.iter().map(|kind| kind.as_str()).collect();
    HookCard {
        name: name(&view.name),
        target: view.target,
        events: events.join(", "),
        is_unconfigured: !view.is_configured,
        delivered: view.delivered,
        delivered_at: view.delivered_at.map(moment),
        failing_since: view.failing_since.map(moment),
        attempts: view.attempts,
        error: view.last_error.as_deref().map(name).unwrap_or_default(),
        retry_at: view.retry_at.map(moment),
        given_up_at: view.given_up_at.map(moment),
    }
}
