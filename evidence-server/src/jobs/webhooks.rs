//! One teller for each system that wants to be told.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::app::webhooks::Step;
use crate::config::Webhook;
use crate::outgoing::Sender;

const POLL: Duration = Duration::from_millis(500);
const AFTER_ERROR: Duration = Duration::from_secs(5);

/// Starts a teller for each; they end when told to stop.
pub(super) fn start(app: &App, stop: &CancellationToken) -> Vec<tokio::task::JoinHandle<()>> {
    if app.settings.webhooks.is_empty() {
        return Vec::new();
    }
    let sender = match Sender::new() {
        Ok(sender) => sender,
        Err(error) => {
            tracing::error!("nobody can be told of anything: {error}");
            return Vec::new();
        }
    };
    let hooks = app.settings.webhooks.iter().cloned();
    hooks
        .map(|hook| tokio::spawn(run(app.clone(), (hook, sender.clone()), stop.clone())))
        .collect()
}

async fn run(app: App, (hook, sender): (Webhook, Sender), stop: CancellationToken) {
    while !stop.is_cancelled() {
        let pause = match app.webhook_step(&hook, &sender).await {
            Ok(Step::Moved) => continue,
            Ok(Step::Wait) => POLL,
            Err(error) => {
                tracing::warn!(webhook = %hook.name, "{error}");
                if let Err(unheard) = app.webhook_hindered(&hook, &error).await {
                    tracing::warn!(webhook = %hook.name, "its page does not show that: {unheard}");
                }
                AFTER_ERROR
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => {}
        }
    }
    if let Err(error) = app.webhook_leave(&hook).await {
        tracing::warn!(webhook = %hook.name, "the lease was not given back: {error}");
    }
}
