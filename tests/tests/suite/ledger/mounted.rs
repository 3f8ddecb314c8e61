//! A recorder that the system mounts, a file system on a block device: found, read, cleared, and read-only again.

use std::path::{Path, PathBuf};

use evidence_schema::ids::ClipId;
use evidence_schema::marks::{DeviceMark, ImportanceVerdict};
use evidence_schema::wire::clips::{ClipPage, ClipView};
use evidence_schema::wire::ledger::UnitView;
use evidence_schema::wire::marks::{ImportanceRequest, MarkAnswer};
use tempfile::TempDir;
use tests::recorder::{RecorderSpec, RecorderVolume};
use tests::world::process::{command, may_mount, run_well};
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{AgentSpec, Engine};

use super::scene::{A, Agency, LI, WANG, unit};

const CARD_BYTES: u64 = 64 << 20;

/// A recorder's card: an image with a file system, plugged in by mounting it.
struct Card {
    folder: TempDir,
    volume: RecorderVolume,
}

impl Card {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spec = RecorderSpec {
            serial: A.to_owned(),
            start: "2026-11-10T09:30:00".parse().unwrap(),
            ..RecorderSpec::load("patrol")
        };
        let volume = spec.make(&folder.path().join("filmed"));
        let image = std::fs::File::create(folder.path().join("image")).unwrap();
        image.set_len(CARD_BYTES).unwrap();
        let mut format = command("mkfs.ext4");
        format.args(["-q", "-F", "-d"]).arg(&volume.root);
        format.arg(folder.path().join("image"));
        run_well(format, "");
        std::fs::create_dir_all(folder.path().join("media/card")).unwrap();
        Self { folder, volume }
    }

    /// The folder below which the system mounts recorders.
    fn media(&self) -> PathBuf {
        self.folder.path().join("media")
    }

    fn place(&self) -> PathBuf {
        self.media().join("card")
    }

    /// Mounted read-only, as a dock's machine should.
    fn plug_in(&self) {
        // A device that can be written, as a recorder is, mounted so that it is not.
        let mut attach = command("losetup");
        attach.args(["--find", "--show"]).arg(self.folder.path().join("image"));
        let device = run_well(attach, "");
        let mut mount = command("mount");
        mount.args(["-o", "ro", device.trim()]).arg(self.place());
        run_well(mount, "");
        // Gone with the mount.
        let mut detach = command("losetup");
        detach.args(["--detach", device.trim()]);
        run_well(detach, "");
    }

    /// Unmounts it, unless the dock is just looking at it.
    fn can_be_unplugged(&self) -> bool {
        let mut unmount = command("umount");
        unmount.arg(self.place());
        tests::world::process::run(unmount, "").status.success()
    }

    /// Films that are still on it, and whether the device marked them important.
    fn films(&self) -> Vec<bool> {
        let films = self
            .volume
            .clips()
            .filter(|file| self.place().join(&file.path).exists());
        films
            .map(|file| file.claim().is_some_and(|claim| claim.is_important))
            .collect()
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let mut unmount = command("umount");
            unmount.arg("-l").arg(self.place());
            let _gone = tests::world::process::run(unmount, "");
        }
    }
}

fn is_read_only(place: &Path) -> bool {
    let table = std::fs::read_to_string("/proc/self/mountinfo").unwrap();
    let place = place.to_str().unwrap();
    let line = table.lines().find(|line| line.split(' ').nth(4) == Some(place));
    line.is_some_and(|line| line.split(' ').nth(5).unwrap().split(',').any(|option| option == "ro"))
}

fn spec_of(card: &Card) -> AgentSpec {
    let text = format!(
        "[release]\nask_every_ms = 1000\nready_free_mib = 1\n\n[[mounts]]\nroot = \"{}\"\n",
        card.media().display()
    );
    AgentSpec {
        settings: text.parse().unwrap(),
        ..AgentSpec::default()
    }
}

/// A person looks at each clip that the device marked, and confirms or denies the mark.
async fn decide(agency: &Agency, important: usize) {
    let page: ClipPage = agency.user.read("/api/v1/clips?limit=200").await;
    let waits = |clip: &&ClipView| clip.standing.device_mark == Some(DeviceMark::Waits);
    let clip_ids: Vec<ClipId> = page.clips.iter().filter(waits).map(|clip| clip.clip_id).collect();
    assert_eq!(clip_ids.len(), important);
    let request = ImportanceRequest {
        clip_ids,
        verdict: ImportanceVerdict::NotImportant,
        reason: Some("误触".to_owned()),
    };
    let _done: MarkAnswer = agency.user.tell("/api/v1/clips/importance", &request).await;
}

#[tokio::test]
async fn a_mounted_recorder_is_read_cleared_and_left_read_only() {
    if !may_mount() {
        return;
    }
    let agency = Agency::set_on(Engine::Embedded).await;
    let mut team = unit("11", Some("1"));
    (team.erasing_is_on, team.erasing_rest_hours) = (Some(true), Some(0));
    let _unit: UnitView = agency.administrator.tell("/api/v1/units", &team).await;
    agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(18))))
        .await;
    let card = Card::new();
    let mut agent = agency.world.agent("east gate", spec_of(&card));
    card.plug_in();
    let important = card.films().iter().filter(|is_important| **is_important).count();
    assert!(important > 0 && important < card.films().len());
    eventually(
        "only what the device marked important is on the card",
        PATIENCE,
        async || {
            let films = card.films();
            (films.len() == important && films.iter().all(|is_important| *is_important)).then_some(())
        },
    )
    .await;
    eventually("the card is read-only again", PATIENCE, async || {
        is_read_only(&card.place()).then_some(())
    })
    .await;
    let app = agency.world.app().await;
    let erased = app.store.clips_of_serial(A).await.unwrap();
    eventually("the server heard of each erasing", PATIENCE, async || {
        let mut heard = 0;
        for clip in &erased {
            heard += app.store.erasures_of_clip(*clip).await.ok()?.len();
        }
        (heard >= card.volume.clips().count() - important).then_some(())
    })
    .await;
    decide(&agency, important).await;
    eventually("what was decided is cleared as well", PATIENCE, async || {
        card.films().is_empty().then_some(())
    })
    .await;
    eventually("the card can be taken out", PATIENCE, async || {
        card.can_be_unplugged().then_some(())
    })
    .await;
    agent.stop();
    agency.world.finish().await;
}
