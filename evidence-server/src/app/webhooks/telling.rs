//! One system is told: entries are read, what they mean is sent, the place moves on.

use evidence_schema::custody::detail::Detail;
use evidence_schema::custody::entry::Entry;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::CaseId;
use evidence_schema::people::Actor;
use evidence_schema::rules::notices::{self, Notice, NoticeKind};
use evidence_schema::wire::webhooks::{WebhookBody, WebhookData};

use super::{ENTRIES_AT_ONCE, LEASE_MS, Step, later, lease, pause_ms};
use crate::app::{App, AppError, AppResult};
use crate::config::Webhook;
use crate::outgoing::{Message, SendError, Sender};
use crate::store::log::StoredEntry;
use crate::store::webhook::{Failed, Place, WebhookRow};

/// Kind of the finding about a system that cannot be told.
const FINDING: &str = "webhook_given_up";

/// Where this server itself failed it waits about a minute at most, not an hour.
const OWN_DOUBLINGS_MAX: u64 = 6;

/// A notice on its way, with the readiness that it tells.
struct Due {
    message: Message,
    seen: Option<(CaseId, Sha256Digest)>,
}

impl App {
    /// Tells what the next entries mean, until one notice was sent or nothing is left of them.
    pub(super) async fn webhook_tell(
        &self,
        hook: &Webhook,
        sender: &Sender,
        (row, head): (WebhookRow, u64),
    ) -> AppResult<Step> {
        let first = row.next.number;
        let end = head.min(first + ENTRIES_AT_ONCE);
        let mut place = row.next;
        for stored in self.store.entry_range(first, end).await? {
            let number = stored.number.unwrap_or(place.number);
            let notices = everything(&stored)?;
            let part = if number == first { row.next.part } else { 0 };
            let left = (0_u64..).zip(&notices).filter(|(index, _)| *index >= part);
            for (index, notice) in left.filter(|(_, notice)| hook.events.contains(&notice.kind)) {
                let at = Place { number, part: index };
                if let Some(due) = self.webhook_due(hook, (&stored, number), notice).await? {
                    if place != at && !self.store.webhook_pass(&hook.name, (place, at)).await? {
                        return Ok(Step::Wait);
                    }
                    return self.webhook_send(hook, sender, (at, due)).await;
                }
            }
            place = self.webhook_passed(hook, (place, number + 1, end)).await?;
        }
        if place.number < end {
            let to = Place { number: end, part: 0 };
            self.store.webhook_pass(&hook.name, (place, to)).await?;
        }
        Ok(Step::Moved)
    }

    /// Over an entry that is nothing to it; the place itself is written once for many.
    async fn webhook_passed(&self, hook: &Webhook, (from, next, end): (Place, u64, u64)) -> AppResult<Place> {
        if next < end {
            return Ok(from);
        }
        let to = Place { number: next, part: 0 };
        self.store.webhook_pass(&hook.name, (from, to)).await?;
        Ok(to)
    }

    /// The message of a notice; absent where the readiness is what it heard last.
    async fn webhook_due(
        &self,
        hook: &Webhook,
        (stored, number): (&StoredEntry, u64),
        notice: &Notice,
    ) -> AppResult<Option<Due>> {
        let entry = Entry::from_bytes(stored.body.as_bytes()).map_err(AppError::internal)?;
        let (mut missing, mut seen) = (None, None);
        if notice.kind == NoticeKind::ReadinessChanged {
            let codes = self.readiness_codes(notice.case_id).await?;
            let digest = Sha256Digest::of(codes.join("\n").as_bytes());
            if self.store.webhook_seen(&hook.name, notice.case_id).await? == Some(digest) {
                return Ok(None);
            }
            (missing, seen) = (Some(codes), Some((notice.case_id, digest)));
        }
        let case = self.store.case_by_id(notice.case_id).await?;
        let case = case.ok_or_else(|| AppError::internal("an entry speaks of a case file that is not there"))?;
        let body = WebhookBody {
            kind: notice.kind,
            timestamp: entry.time().unwrap_or_else(|| self.now()),
            data: WebhookData {
                case_id: notice.case_id,
                number: case.number,
                entry_id: stored.id,
                entry_number: number,
                ids: notice.ids.clone(),
                missing,
            },
        };
        Ok(Some(Due {
            message: Message {
                id: format!("{}_{}", stored.id, notice.kind.as_str().replace('.', "_")),
                timestamp: self.now().as_millis().div_euclid(1000),
                body: serde_json::to_string(&body).map_err(AppError::internal)?,
            },
            seen,
        }))
    }

    async fn webhook_send(&self, hook: &Webhook, sender: &Sender, (at, due): (Place, Due)) -> AppResult<Step> {
        // Held for the whole of the attempt.
        let lease = lease(&hook.name);
        if !self.store.lease_take(&lease, &self.instance, LEASE_MS).await? {
            return Ok(Step::Wait);
        }
        let sent = tokio::select! {
            sent = sender.send(&hook.receiver, &due.message) => sent,
            // Sent again after the next start, with the same id.
            () = self.closing.cancelled() => return Ok(Step::Wait),
        };
        match sent {
            Ok(()) => {
                let next = Place {
                    part: at.part + 1,
                    ..at
                };
                let arrived = (self.now(), due.seen);
                self.store.webhook_arrived(&hook.name, (at, next), arrived).await?;
                Ok(Step::Moved)
            }
            Err(error) => {
                self.webhook_failed(hook, &error).await?;
                Ok(Step::Wait)
            }
        }
    }

    /// This server could not even send: shown where deliveries that failed are shown, tried again, never given up.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn webhook_hindered(&self, hook: &Webhook, error: &AppError) -> AppResult<()> {
        let Some(row) = self.store.webhook(&hook.name).await? else {
            return Ok(());
        };
        let now = self.now();
        let [chance, ..] = self.chance();
        let failed = Failed {
            since: row.failing_since.unwrap_or(now),
            retry_at: Some(later(now, pause_ms(row.attempts.min(OWN_DOUBLINGS_MAX), chance))),
            error: format!("nothing was sent: {}", error.detail),
            given_up_at: None,
        };
        Ok(self.store.webhook_failed(&hook.name, &failed).await?)
    }

    /// Tried again later, or given up: then a finding says so and nothing is sent until somebody acts.
    async fn webhook_failed(&self, hook: &Webhook, error: &SendError) -> AppResult<()> {
        let Some(row) = self.store.webhook(&hook.name).await? else {
            return Ok(());
        };
        let now = self.now();
        let since = row.failing_since.unwrap_or(now);
        let is_given_up = *error == SendError::Gone || now.ms_since(since) >= hook.give_up_ms;
        let [chance, ..] = self.chance();
        let failed = Failed {
            since,
            retry_at: (!is_given_up).then(|| later(now, pause_ms(row.attempts, chance))),
            error: error.to_string(),
            given_up_at: is_given_up.then_some(now),
        };
        tracing::warn!(webhook = %hook.name, attempts = row.attempts + 1, "{error}");
        self.store.webhook_failed(&hook.name, &failed).await?;
        if !is_given_up {
            return Ok(());
        }
        let message = format!(
            "{} could not be told since {since}: {error}. Nothing is lost and nothing is sent: what happened since waits in \
             its order. Mend the receiver, then try again on the page of webhooks or start the server anew.",
            hook.name
        );
        let subject = format!("webhook {}", hook.name);
        self.finding_raise(FINDING, &subject, &message, Actor::system("webhooks"))
            .await
    }
}

/// All that an entry may mean to anybody, readiness last. Parts are counted in this list, not in what one system wants of it:
/// a list of events that changes in mid-telling skips nothing.
fn everything(stored: &StoredEntry) -> AppResult<Vec<Notice>> {
    let Some(detail) = &stored.detail else {
        return Ok(Vec::new());
    };
    let entry = Entry::from_bytes(stored.body.as_bytes()).map_err(AppError::internal)?;
    let detail: Detail = serde_json::from_str(detail).map_err(AppError::internal)?;
    let mut all = notices::of(&entry, &detail);
    let mut cases: Vec<CaseId> = all.iter().map(|notice| notice.case_id).collect();
    cases.dedup();
    all.extend(cases.into_iter().map(|case_id| Notice {
        kind: NoticeKind::ReadinessChanged,
        case_id,
        ids: Vec::new(),
    }));
    Ok(all)
}
