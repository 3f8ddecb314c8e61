//! Docks: one-time tokens, enrolment, offers of captures, reports of dockings, alarms.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use evidence_schema::custody::entry::Event;
use evidence_schema::evidence::ClipState;
use evidence_schema::ids::{DockId, DockingId};
use evidence_schema::limits::{DOCKING_NOTES_MAX, DOCKINGS_REPORTED_MAX, OFFER_ITEMS_MAX, TITLE_CHARS_MAX};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::wire::docks::{
    DockAlarm, DockingAnswer, DockingReports, EnrollAnswer, EnrollRequest, EnrollToken, Offer, OfferAnswer,
    OfferedAnswer, OfferedCapture,
};
use evidence_schema::wire::problem::ProblemCode;

use super::asker::{actor_of, secret_hash};
use super::statements::identity_of;
use super::views::DockView;
use super::{App, AppError, AppResult, Change};
use crate::store::StoreError;
use crate::store::capture::CaptureRow;
use crate::store::dock::{DOCK_ENROLLED, DOCK_ISSUED, DOCK_REVOKED, DockRow};
use crate::store::docking::DockContact;

const TOKEN_LASTS_MS: i64 = 24 * 3600 * 1000;
/// Dock and server clocks further apart than this are a finding.
const CLOCK_APART_MS: i64 = 10_000;

/// A name that people typed: 1–200 printable characters.
pub(super) fn checked_title(field: &str, text: &str) -> AppResult<String> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 || length > TITLE_CHARS_MAX || text.chars().any(char::is_control) {
        return Err(AppError::invalid(
            field,
            format!("1 to {TITLE_CHARS_MAX} printable characters."),
        ));
    }
    Ok(text.to_owned())
}

fn enroll_refused() -> AppError {
    AppError::new(
        ProblemCode::EnrollTokenInvalid,
        "The one-time token is unknown, used or older than 24 hours.",
    )
    .next("Ask the administrator for a new one: evidence-server dock enroll --name NAME.")
}

impl App {
    /// A one-time token for a new dock: the text that `ingest-agent enroll` takes. It is shown once.
    ///
    /// # Errors
    /// When the name is wrong.
    pub async fn dock_token_issue(&self, actor: Actor, name: &str) -> AppResult<String> {
        self.dock_token_issue_in(actor, name, None).await
    }

    /// The same for a dock that belongs to a unit from the start.
    ///
    /// # Errors
    /// As [`Self::dock_token_issue`], or when there is no such unit.
    pub async fn dock_token_issue_in(&self, actor: Actor, name: &str, unit_number: Option<&str>) -> AppResult<String> {
        let name = checked_title("name", name)?;
        let secret = hex::encode(self.outside.random.bytes32());
        let dock = DockRow {
            id: DockId::from_random(self.chance()),
            name,
            state: DOCK_ISSUED.to_owned(),
            enroll_hash: Some(secret_hash(&secret)),
            enroll_expires_at: self.now().plus_ms(TOKEN_LASTS_MS),
            vkey: None,
            bearer_hash: None,
            added_at: self.now(),
            enrolled_at: None,
        };
        let binding = match unit_number {
            Some(number) => Some(self.dock_binding_meant(dock.id, number, actor.clone()).await?),
            None => None,
        };
        let mut tx = self
            .evidence(Event::DockTokenIssued, actor, dock.id.to_string())
            .await?;
        tx.dock_add(&dock).await?;
        if let Some(binding) = &binding {
            tx.dock_binding_add(binding).await?;
        }
        self.commit(tx).await?;
        let token = EnrollToken {
            secret,
            log_vkey: self.log_key.vkey().to_owned(),
            tls_sha256: self.settings.tls_sha256,
        };
        let json = serde_json::to_vec(&token).map_err(AppError::internal)?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode(json))
    }

    /// The same, asked for by somebody on a page.
    ///
    /// # Errors
    /// As [`Self::dock_token_issue`], or when the asker may not.
    pub async fn dock_token_issue_by(&self, asker: Asker, name: &str, unit: Option<&str>) -> AppResult<String> {
        self.permit_over(asker, Action::ManageDocks, None).await?;
        let actor = actor_of(asker).ok_or_else(|| AppError::not_found("person"))?;
        self.dock_token_issue_in(actor, name, unit).await
    }

    /// Whether somebody may issue tokens and revoke docks.
    ///
    /// # Errors
    /// When not.
    pub async fn may_manage_docks(&self, asker: Asker) -> AppResult<()> {
        self.permit_over(asker, Action::ManageDocks, None).await
    }

    /// The same as [`Self::dock_revoke`], asked for by somebody on a page.
    ///
    /// # Errors
    /// As there.
    pub async fn dock_revoke_by(&self, asker: Asker, id: DockId) -> AppResult<()> {
        self.permit_over(asker, Action::ManageDocks, None).await?;
        let actor = actor_of(asker).ok_or_else(|| AppError::not_found("person"))?;
        self.dock_revoke(asker, actor, id).await
    }

    /// A dock brings its one-time token and its public key.
    ///
    /// # Errors
    /// [`ProblemCode::EnrollTokenInvalid`].
    pub async fn dock_enroll(&self, request: EnrollRequest) -> AppResult<EnrollAnswer> {
        let now = self.now();
        let dock = self
            .store
            .dock_by_enroll_hash(secret_hash(&request.token))
            .await?
            .ok_or_else(enroll_refused)?;
        if dock.state != DOCK_ISSUED || dock.enroll_expires_at.is_none_or(|end| end < now) {
            return Err(enroll_refused());
        }
        let key: [u8; 32] = BASE64_STANDARD
            .decode(&request.public_key)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| AppError::invalid("public_key", "32 bytes in base64 are expected."))?;
        let vkey = evidence_schema::custody::note::vkey_from_public(&dock.id.to_string(), &key)
            .map_err(|e| AppError::invalid("public_key", e.to_string()))?;
        let bearer = hex::encode(self.outside.random.bytes32());
        let enrolled = DockRow {
            state: DOCK_ENROLLED.to_owned(),
            enroll_hash: None,
            enroll_expires_at: None,
            vkey: Some(vkey),
            bearer_hash: Some(secret_hash(&bearer)),
            enrolled_at: Some(now),
            ..dock
        };
        let mut tx = self
            .evidence(Event::DockEnrolled, Actor::Dock(enrolled.id), enrolled.id.to_string())
            .await?;
        tx.fact(
            "named_itself",
            request.name.chars().take(TITLE_CHARS_MAX).collect::<String>(),
        );
        match tx.dock_update(&enrolled).await {
            Ok(()) => self.commit(tx).await?,
            // The token was used a second time in the same moment.
            Err(StoreError::Stale) => return Err(enroll_refused()),
            Err(e) => return Err(e.into()),
        }
        let log_vkey = self.log_key.vkey().to_owned();
        Ok(EnrollAnswer {
            dock_id: enrolled.id,
            bearer,
            log_vkey,
            server_time: now,
        })
    }

    /// A dock may not talk any more; what it brought stays.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`].
    pub async fn dock_revoke(&self, asker: Asker, actor: Actor, id: DockId) -> AppResult<()> {
        self.permit_over(asker, Action::ManageDocks, None).await?;
        let dock = self
            .store
            .dock_by_id(id)
            .await?
            .ok_or_else(|| AppError::not_found("dock"))?;
        let revoked = DockRow {
            state: DOCK_REVOKED.to_owned(),
            enroll_hash: None,
            bearer_hash: None,
            ..dock
        };
        let mut tx = self.evidence(Event::DockRevoked, actor, id.to_string()).await?;
        tx.dock_update(&revoked).await?;
        self.commit(tx).await
    }

    /// What the server makes of captures that a dock holds in its spool.
    ///
    /// # Errors
    /// [`ProblemCode::TooLarge`] when too many are offered at once.
    pub async fn dock_offer(&self, asker: Asker, offer: Offer) -> AppResult<OfferAnswer> {
        self.permit(asker, Action::OfferCaptures, Subject::Installation)?;
        let Asker::Dock(dock_id) = asker else {
            return Err(AppError::refused(ProblemCode::Forbidden));
        };
        if offer.items.len() > OFFER_ITEMS_MAX {
            return Err(AppError::new(
                ProblemCode::TooLarge,
                format!("At most {OFFER_ITEMS_MAX} captures at once."),
            ));
        }
        let mut items = Vec::with_capacity(offer.items.len());
        for item in offer.items {
            items.push(self.capture_offered(dock_id, &item.statement).await?);
        }
        Ok(OfferAnswer {
            items,
            server_time: self.now(),
        })
    }

    async fn capture_offered(&self, dock_id: DockId, note: &str) -> AppResult<OfferedCapture> {
        let statement = self.statement_open(dock_id, note).await?;
        let capture_id = statement.capture_id;
        let capture = self.store.capture_by_id(capture_id).await?;
        let clip = self.store.clip_by_identity(identity_of(&statement)?).await?;
        // A damaged clip is healed with the bytes that the dock has.
        let Some(clip) = clip.filter(|clip| clip.state != ClipState::Damaged) else {
            return Ok(OfferedCapture {
                capture_id,
                answer: OfferedAnswer::Upload,
            });
        };
        if let Some(capture) = capture {
            return Ok(OfferedCapture {
                capture_id,
                answer: OfferedAnswer::Held {
                    clip_id: capture.clip_id,
                },
            });
        }
        let capture = CaptureRow {
            id: capture_id,
            clip_id: clip.id,
            dock_id,
            docking_id: statement.docking_id,
            statement: note.to_owned(),
            received_at: self.now(),
        };
        let mut tx = self
            .evidence(Event::ClipCapturedAgain, Actor::Dock(dock_id), clip.id.to_string())
            .await?;
        match tx.capture_add(&capture).await {
            Ok(()) => self.commit(tx).await?,
            // The same offer came twice at once: the other one wrote it.
            Err(StoreError::Exists) => {}
            Err(e) => return Err(e.into()),
        }
        Ok(OfferedCapture {
            capture_id,
            answer: OfferedAnswer::Held { clip_id: clip.id },
        })
    }

    /// Keeps what a dock reports, compares clocks, and tells what the dock must know.
    ///
    /// # Errors
    /// [`ProblemCode::TooLarge`] when too many are reported at once.
    pub async fn dockings_report(&self, asker: Asker, reports: DockingReports) -> AppResult<DockingAnswer> {
        self.permit(asker, Action::ReportDockings, Subject::Installation)?;
        let Asker::Dock(dock_id) = asker else {
            return Err(AppError::refused(ProblemCode::Forbidden));
        };
        if reports.dockings.len() > DOCKINGS_REPORTED_MAX {
            let message = format!("At most {DOCKINGS_REPORTED_MAX} dockings at once.");
            return Err(AppError::new(ProblemCode::TooLarge, message));
        }
        if reports
            .dockings
            .iter()
            .any(|report| report.notes.len() > DOCKING_NOTES_MAX)
        {
            let message = format!("At most {DOCKING_NOTES_MAX} notes about one docking.");
            return Err(AppError::new(ProblemCode::TooLarge, message));
        }
        let now = self.now();
        for report in &reports.dockings {
            if !self.store.docking_put(dock_id, report, now).await? {
                let id: DockingId = report.docking_id;
                return Err(AppError::new(
                    ProblemCode::Conflict,
                    format!("{id} belongs to another dock."),
                ));
            }
            if let Some(serial) = report.device.known_serial() {
                self.store.docking_serial_put(report, serial).await?;
            }
            self.docking_clock_due(report).await?;
        }
        let clock_ahead_ms = reports.dock_time.ms_since(now);
        let is_apart = clock_ahead_ms.abs() > CLOCK_APART_MS;
        self.recorders_docked((&reports.dockings, if is_apart { clock_ahead_ms } else { 0 }))
            .await?;
        let contact = DockContact {
            dock_id,
            seen_at: now,
            clock_ahead_ms,
            spool_free_bytes: reports.spool_free_bytes,
        };
        self.store.dock_contact_put(&contact).await?;
        if is_apart {
            let message = format!(
                "The dock's clock is {} s {} the server's. Times of both are kept side by side; set the dock's clock.",
                clock_ahead_ms.abs() / 1000,
                if clock_ahead_ms > 0 { "ahead of" } else { "behind" }
            );
            self.finding_raise("clock_apart", &dock_id.to_string(), &message, Actor::Dock(dock_id))
                .await?;
        }
        self.tell_of_dock(dock_id).await?;
        self.docking_answer().await
    }

    /// Something at a dock that a person must look at.
    ///
    /// # Errors
    /// When the words are out of bounds.
    pub async fn dock_alarm(&self, asker: Asker, alarm: DockAlarm) -> AppResult<()> {
        self.permit(asker, Action::ReportDockings, Subject::Installation)?;
        let Asker::Dock(dock_id) = asker else {
            return Err(AppError::refused(ProblemCode::Forbidden));
        };
        let is_word = !alarm.kind.is_empty()
            && alarm.kind.len() <= 40
            && alarm.kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if !is_word {
            return Err(AppError::invalid("kind", "A word of small letters and _ is expected."));
        }
        let message: String = alarm.message.chars().take(2000).collect();
        let about = alarm_about(&alarm).unwrap_or_else(|| dock_id.to_string());
        self.finding_raise(&format!("dock_{}", alarm.kind), &about, &message, Actor::Dock(dock_id))
            .await
    }

    /// Open pages of those who see this dock load themselves again.
    pub(super) async fn tell_of_dock(&self, dock: DockId) -> AppResult<()> {
        let binding = self.store.dock_binding(dock).await?;
        self.tell(Change::Dockings(binding.map(|binding| binding.unit_id)));
        Ok(())
    }

    /// Docks that the asker may see, with what was heard of them last and the newest dockings.
    ///
    /// # Errors
    /// When the asker may not see them.
    pub async fn docks_overview(&self, asker: Asker) -> AppResult<Vec<DockView>> {
        self.permit(asker, Action::SeeDocks, Subject::Installation)?;
        let contacts = self.store.dock_contacts().await?;
        let dockings = self.store.dockings_recent().await?;
        let grounds = self.grounds(asker).await?;
        let mut views = Vec::new();
        for dock in self.store.docks().await? {
            let unit = self.store.dock_binding(dock.id).await?.map(|binding| binding.unit_id);
            if !self.is_device_seen((asker, &grounds), Action::SeeDocks, unit).await? {
                continue;
            }
            views.push(DockView {
                contact: contacts.iter().find(|c| c.dock_id == dock.id).cloned(),
                dockings: dockings.iter().filter(|d| d.dock_id == dock.id).cloned().collect(),
                unit: self.dock_unit_named(dock.id).await?,
                dock,
            });
        }
        Ok(views)
    }
}

/// The capture, recorder or docking that an alarm names; else it is about the dock.
fn alarm_about(alarm: &DockAlarm) -> Option<String> {
    let serial = alarm
        .serial
        .as_deref()
        .and_then(|serial| checked_title("serial", serial).ok());
    let capture = alarm.capture_id.map(|id| id.to_string());
    capture.or(serial).or_else(|| alarm.docking_id.map(|id| id.to_string()))
}
