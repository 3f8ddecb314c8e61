//! Recorders become known here; unknown ones are collected by policy and flagged.

use std::collections::{BTreeMap, BTreeSet};

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{RecorderId, UnitId};
use evidence_schema::ledger::DeviceState;
use evidence_schema::limits::PAGE_ROWS_MAX;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::wire::docks::DockingAnswer;

use super::docks::checked_title;
use super::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::job::JobKind;
use crate::store::recorder::RecorderRow;

impl App {
    /// Registers a recorder. The caller has asked `permit`, or is the command line of whoever runs the server.
    ///
    /// # Errors
    /// When the serial is taken or the words are out of bounds.
    pub async fn recorder_add(&self, actor: Actor, serial: &str, title: &str) -> AppResult<RecorderRow> {
        let serial = checked_title("serial", serial)?;
        if serial.chars().count() > 64 || serial.contains(char::is_whitespace) {
            return Err(AppError::invalid(
                "serial",
                "A serial has at most 64 characters and no spaces.",
            ));
        }
        let recorder = RecorderRow {
            id: RecorderId::from_random(self.chance()),
            serial,
            title: checked_title("title", title)?,
            is_active: true,
            added_at: self.now(),
        };
        let mut tx = self
            .evidence(Event::RecorderAdded, actor, recorder.id.to_string())
            .await?;
        match tx.recorder_add(&recorder).await {
            Ok(()) => {}
            Err(StoreError::Exists) => {
                return Err(AppError::invalid(
                    "serial",
                    "A recorder with this serial is registered already.",
                ));
            }
            Err(e) => return Err(e.into()),
        }
        // Its footage may have come before it was registered.
        for clip in self.store.clips_of_serial(&recorder.serial).await? {
            tx.job_add(&self.job(JobKind::Attribute, &clip.to_string())).await?;
        }
        self.commit(tx).await?;
        self.jobs_due.notify_waiters();
        Ok(recorder)
    }

    /// The same, asked for by somebody on a page.
    ///
    /// # Errors
    /// As [`Self::recorder_add`], or when the asker may not.
    pub async fn recorder_add_by(&self, asker: Asker, serial: &str, title: &str) -> AppResult<RecorderRow> {
        self.permit_over(asker, Action::ManageRecorders, None).await?;
        let actor = super::asker::actor_of(asker).ok_or_else(|| AppError::not_found("person"))?;
        self.recorder_add(actor, serial, title).await
    }

    /// What a dock must know of recorders.
    pub(super) async fn docking_answer(&self) -> AppResult<DockingAnswer> {
        let devices = self.store.devices().await?.into_iter();
        let out_of_use = devices.filter(|device| device.state != DeviceState::InUse);
        let out_of_use: BTreeSet<RecorderId> = out_of_use.map(|device| device.recorder_id).collect();
        let recorders = self.store.recorders().await?;
        let set_aside = recorders.iter().filter(|recorder| out_of_use.contains(&recorder.id));
        Ok(DockingAnswer {
            server_time: self.now(),
            set_aside: set_aside.map(|recorder| recorder.serial.clone()).collect(),
            known_serials: recorders
                .into_iter()
                .filter(|r| r.is_active)
                .map(|r| r.serial)
                .collect(),
            unknown: self.settings.unknown_recorder,
        })
    }

    /// A page of them: recorders whose serial or title holds these words, by serial, and the serial after which the next
    /// page begins.
    ///
    /// # Errors
    /// As [`Self::recorders`].
    pub async fn recorders_page(
        &self,
        asker: Asker,
        (after, words): (&str, &str),
    ) -> AppResult<(Vec<RecorderRow>, Option<String>)> {
        let mut recorders = self.recorders(asker).await?;
        let words = words.trim().to_lowercase();
        let holds = |text: &str| text.to_lowercase().contains(&words);
        recorders.retain(|one| one.serial.as_str() > after && (holds(&one.serial) || holds(&one.title)));
        recorders.sort_by(|a, b| a.serial.cmp(&b.serial));
        let rows = usize::try_from(PAGE_ROWS_MAX).map_err(AppError::internal)?;
        let is_more = recorders.len() > rows;
        recorders.truncate(rows);
        let next = recorders.last().filter(|_| is_more).map(|last| last.serial.clone());
        Ok((recorders, next))
    }

    /// Every recorder of the asker's units.
    ///
    /// # Errors
    /// When the asker may not see recorders at all.
    pub async fn recorders(&self, asker: Asker) -> AppResult<Vec<RecorderRow>> {
        self.permit(asker, Action::SeeRecorders, Subject::Installation)?;
        let devices = self.store.devices().await?.into_iter();
        let units: BTreeMap<RecorderId, UnitId> = devices.map(|device| (device.recorder_id, device.unit_id)).collect();
        let grounds = self.grounds(asker).await?;
        // There are far fewer units than recorders.
        let mut seen: BTreeMap<Option<UnitId>, bool> = BTreeMap::new();
        let mut recorders = Vec::new();
        for recorder in self.store.recorders().await? {
            let unit = units.get(&recorder.id).copied();
            let is_seen = match seen.get(&unit) {
                Some(is_seen) => *is_seen,
                None => {
                    self.is_device_seen((asker, &grounds), Action::SeeRecorders, unit)
                        .await?
                }
            };
            seen.insert(unit, is_seen);
            if is_seen {
                recorders.push(recorder);
            }
        }
        Ok(recorders)
    }
}
