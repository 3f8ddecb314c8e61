//! The day of the demo: accounts, recorders with footage, a dock; both recorders come in, and a case file is made.

use std::path::Path;
use std::time::{Duration, Instant};

use evidence_schema::case::CaseCategory;
use evidence_schema::clip::ClipKind;
use evidence_schema::wire::cases::{CaseDetail, CaseDraft, CaseView, LinkRequest};
use evidence_schema::wire::docks::{DockingReport, DockingState};
use serde::{Deserialize, Serialize};

use super::house::House;
use super::ledger;
use crate::recorder::{RecorderSpec, RecorderVolume};
use crate::story::sign_in::sign_in;
use crate::story::{Tell, clips, size};
use crate::world::process::write_secret;
use crate::world::wait::eventually_now;
use crate::world::{Caller, chance_hex};

const DOCK: &str = "执法大队采集站";
const RECORDERS: [(&str, &str); 2] = [("patrol", "街面巡查 1 号记录仪"), ("inspection", "门店检查 2 号记录仪")];
/// The recorder that changes pairs at mid-shift.
pub(super) const SHARED: &str = "inspection";
const CLOCK_UNCERTAINTY_MS: u32 = 2000;
pub(super) const CASE_NUMBER: &str = "清综执立〔2026〕17号";
const CASE_TITLE: &str = "占道经营检查";
const ACCOUNTS: &str = "accounts.txt";
const COLLECT_LIMIT: Duration = Duration::from_mins(3);

/// Name and password.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) password: String,
}

pub(super) struct Day {
    pub(super) house: House,
    /// Administrator, user.
    accounts: [Account; 2],
    /// What is in the slots, where it was made in this run.
    pub(super) volumes: Vec<RecorderVolume>,
    start: Instant,
    is_new: bool,
}

impl Day {
    /// Starts server and agent; a new house is furnished first.
    pub(super) fn begin(mut house: House, tell: Tell<'_>) -> Self {
        let start = Instant::now();
        let kept = kept_accounts(&house.path(ACCOUNTS));
        assert!(
            kept.is_some() || !house.server_data().exists(),
            "{} holds half a demo, left by one that was cut short; remove that folder and start again",
            house.path("").display()
        );
        tell("明镜 Mingjing\n");
        house.start_server();
        tell(&format!(
            "  server     {}  (SQLite and local files in {})",
            house.address.url("/"),
            house.server_data().display()
        ));
        let accounts = kept.clone().unwrap_or_else(|| furnish(&house));
        if kept.is_none() {
            house.enroll(DOCK);
            write_accounts(&house.path(ACCOUNTS), &accounts);
        }
        house.start_agent();
        tell(&format!("  dock       {DOCK}, slots {}", house.slots().join(" ")));
        tell(&format!(
            "  screen     {} (what an officer sees at the dock)",
            house.screen.url("/")
        ));
        for account in accounts.iter().zip(["administrator", "user"]) {
            tell(&format!(
                "  account    {} / {}  ({})",
                account.0.name, account.0.password, account.1
            ));
        }
        Self {
            house,
            accounts,
            volumes: Vec::new(),
            start,
            is_new: kept.is_none(),
        }
    }

    fn say(&self, tell: Tell<'_>, line: &str) {
        tell(&format!("  {:>5.1} s  {line}", self.start.elapsed().as_secs_f64()));
    }

    /// Docks both recorders and tells how they come in, until everything is stored.
    pub(super) fn collect(&mut self, tell: Tell<'_>) {
        tell("");
        for (index, (name, _)) in RECORDERS.into_iter().enumerate() {
            let slot = self.house.path(&format!("slots/{}", index + 1));
            if slot.exists() {
                self.say(
                    tell,
                    &format!("{}  a recorder is in it already", self.house.slots()[index]),
                );
                continue;
            }
            let spec = RecorderSpec::load(name);
            self.say(
                tell,
                &format!("{}  filming with recorder {} …", self.house.slots()[index], spec.serial),
            );
            let volume = spec.make(&self.house.path(&format!("recorders/{name}")));
            let volume = self.with_the_morning(volume, tell);
            let bytes: u64 = volume.files.iter().map(|file| file.size_bytes).sum();
            self.house.dock(&volume, index);
            let officer = &volume.spec.officer.name;
            let count = volume.files.len();
            self.say(
                tell,
                &format!(
                    "{}  {officer} docks it: {count} files, {}",
                    self.house.slots()[index],
                    size(bytes)
                ),
            );
            self.volumes.push(volume);
        }
        self.await_stored(tell);
    }

    /// The inspection's recorder was with another pair in the morning: their footage is on it, too. Its clock is compared
    /// before it is docked, so that the ledger alone can tell whose each clip is.
    fn with_the_morning(&self, volume: RecorderVolume, tell: Tell<'_>) -> RecorderVolume {
        let spec = &volume.spec;
        if *spec != RecorderSpec::load(SHARED) {
            return volume;
        }
        let morning = ledger::morning(spec);
        let (serial, by) = (&spec.serial, &spec.officer.name);
        self.house.measure_clock(serial, CLOCK_UNCERTAINTY_MS, by);
        let line = format!(
            "{serial} was filmed with by {} in the morning; {by} compares its clock: exact to {} s",
            morning.officer.name,
            CLOCK_UNCERTAINTY_MS / 1000
        );
        self.say(tell, &line);
        let also = morning.make(&self.house.path("recorders/morning"));
        volume.with(also)
    }

    fn await_stored(&mut self, tell: Tell<'_>) {
        let mut shown: Vec<String> = vec![String::new(); self.house.slots().len()];
        eventually_now("both recorders are stored", COLLECT_LIMIT, || {
            self.house.check_running();
            let status = self.house.status()?;
            let slots = self.house.slots();
            let reports: Vec<_> = slots.iter().filter_map(|slot| status.in_slot(slot)).collect();
            for (report, shown) in reports.iter().zip(&mut shown) {
                let line = progress(report);
                if *shown != line {
                    self.say(tell, &line);
                    *shown = line;
                }
            }
            (reports.len() == slots.len() && status.is_all_stored()).then_some(())
        });
    }

    /// Whether nobody played a demo here before.
    pub(super) const fn is_new(&self) -> bool {
        self.is_new
    }

    /// The administrator, signed in.
    pub(super) async fn administrator(&self) -> Caller {
        sign_in(&self.house.address, &self.accounts[0].name, &self.accounts[0].password).await
    }

    /// The user, signed in.
    pub(super) async fn user(&self) -> Caller {
        sign_in(&self.house.address, &self.accounts[1].name, &self.accounts[1].password).await
    }

    pub(super) const fn user_account(&self) -> &Account {
        &self.accounts[1]
    }

    /// The user makes a case file and links every clip to it, unless an earlier demo did.
    pub(super) async fn file_case(&self, tell: Tell<'_>) {
        if self.volumes.is_empty() {
            return;
        }
        let user = self.user().await;
        let draft = CaseDraft {
            number: CASE_NUMBER.to_owned(),
            title: CASE_TITLE.to_owned(),
            heading: Some(ledger::heading(CaseCategory::Inspection, 0)),
        };
        let case: CaseView = user.tell("/api/v1/cases", &draft).await;
        let clips = clips::all(&user).await;
        let request = LinkRequest {
            clip_ids: clips.iter().map(|clip| clip.clip_id).collect(),
            reason: Some("当日巡查与检查的全部音像".to_owned()),
        };
        let detail: CaseDetail = user
            .tell(&format!("/api/v1/cases/{}/clips", case.case_id), &request)
            .await;
        let videos = detail
            .links
            .iter()
            .filter(|link| link.clip.kind == ClipKind::Video)
            .count();
        let name = &self.accounts[1].name;
        self.say(
            tell,
            &format!(
                "{name} opens case file {CASE_NUMBER} and links {} clips, {videos} of them videos",
                detail.links.len()
            ),
        );
    }

    /// What a person needs to look around.
    pub(super) fn farewell(&self) -> String {
        let [administrator, user] = &self.accounts;
        format!(
            "\nEverything is stored. Open {}\n\n  as user           {} / {}\n  as administrator  {} / {}  (sees no footage)\n  \
             dock's screen     {}\n\n\
             The accounts are also in {}. Ctrl-C ends the demo; the next one goes on from there.",
            self.house.address.url("/"),
            user.name,
            user.password,
            administrator.name,
            administrator.password,
            self.house.screen.url("/"),
            self.house.path(ACCOUNTS).display(),
        )
    }
}

/// Accounts and recorders of a new house.
fn furnish(house: &House) -> [Account; 2] {
    for (name, title) in RECORDERS {
        house.recorder_add(&RecorderSpec::load(name).serial, title);
    }
    ["administrator", "user"].map(|role| {
        let account = Account {
            name: role.to_owned(),
            password: password(),
        };
        house.user_add(&account.name, role, &account.password);
        account
    })
}

/// Twenty digits that nobody chose, in groups that can be typed.
fn password() -> String {
    let digits = chance_hex(20);
    let groups: Vec<&str> = [0, 5, 10, 15].into_iter().map(|from| &digits[from..from + 5]).collect();
    groups.join("-")
}

fn write_accounts(path: &Path, accounts: &[Account; 2]) {
    let lines = accounts
        .iter()
        .map(|account| format!("{} {}\n", account.name, account.password));
    write_secret(path, &lines.collect::<String>());
}

fn kept_accounts(path: &Path) -> Option<[Account; 2]> {
    let text = std::fs::read_to_string(path).ok()?;
    let pair = |line: &str| {
        line.split_once(' ').map(|(name, password)| Account {
            name: name.to_owned(),
            password: password.to_owned(),
        })
    };
    let accounts: Vec<Account> = text.lines().filter_map(pair).collect();
    accounts.try_into().ok()
}

/// One line about a docking: what may be done with the recorder, and how far it is.
fn progress(report: &DockingReport) -> String {
    let serial = report.device.known_serial().unwrap_or("without a serial");
    let what = match report.state {
        DockingState::Reading => "勿拔 do not remove",
        DockingState::Spooled => "可取走 may be taken",
        DockingState::Stored => "已入库 stored",
        DockingState::Ready => "可领用 ready for a shift",
        DockingState::Incomplete => "incomplete",
        DockingState::NeedsPerson => "needs a person",
        DockingState::Refused => "refused",
    };
    let message = report
        .message
        .as_deref()
        .map(|message| format!(": {message}"))
        .unwrap_or_default();
    format!(
        "{}  {serial}  {what}  {}/{} files in the spool, {} on the server ({}){message}",
        report.slot,
        report.files_spooled,
        report.files_total,
        report.files_stored,
        size(report.bytes_stored),
    )
}
