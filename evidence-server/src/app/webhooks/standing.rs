//! How the systems stand that want to be told, for administrators.

use evidence_schema::custody::entry::Event;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::webhooks::{WebhookPage, WebhookView};

use crate::app::asker::actor_of;
use crate::app::{App, AppError, AppResult};

impl App {
    /// Every system that is configured, or was told once.
    ///
    /// # Errors
    /// When the asker may not.
    pub async fn webhooks_standing(&self, asker: Asker) -> AppResult<WebhookPage> {
        self.permit_over(asker, Action::ManageWebhooks, None).await?;
        let head = self.store.log_head().await?.map_or(0, |head| head.size);
        let mut webhooks = Vec::new();
        for row in self.store.webhooks().await? {
            let hook = self.settings.webhooks.iter().find(|hook| hook.name == row.name);
            webhooks.push(WebhookView {
                target: hook.map(|hook| hook.receiver.target()).unwrap_or_default(),
                events: hook
                    .map(|hook| hook.events.iter().copied().collect())
                    .unwrap_or_default(),
                is_configured: hook.is_some(),
                name: row.name,
                delivered: row.delivered,
                delivered_at: row.delivered_at,
                entries_behind: head.saturating_sub(row.next.number),
                failing_since: row.failing_since,
                attempts: row.attempts,
                last_error: row.last_error,
                retry_at: row.retry_at,
                given_up_at: row.given_up_at,
            });
        }
        Ok(WebhookPage { webhooks })
    }

    /// Tries again at once to tell a system; who said so is an entry, in the same commit.
    ///
    /// # Errors
    /// When the asker may not, or no such system was ever told.
    pub async fn webhook_resume(&self, asker: Asker, name: &str) -> AppResult<()> {
        self.permit_over(asker, Action::ManageWebhooks, None).await?;
        let actor = actor_of(asker).ok_or_else(|| AppError::not_found("person"))?;
        let mut tx = self.evidence(Event::WebhookStated, actor, String::new()).await?;
        if !tx.webhook_try_again(name).await? {
            return Err(AppError::not_found("webhook"));
        }
        tx.fact("webhook", name);
        tx.fact("resumed", true);
        self.commit(tx).await
    }
}
