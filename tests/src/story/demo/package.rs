//! The case file leaves the house: exported, checked offline by `custody-verify`, damaged and checked again.

use std::path::{Path, PathBuf};
use std::process::Output;

use evidence_schema::custody::note::VerifyingNoteKey;
use evidence_schema::custody::package::{MANIFEST_NAME, Manifest, PackagedClip};
use evidence_schema::custody::receipt::{self, Expected, Receipt, ReceiptLevel};
use evidence_schema::custody::statement::CaptureStatement;

use super::day::{CASE_NUMBER, Day};
use super::outside::{CLAIMS, Outside};
use crate::recorder::Standing;
use crate::story::Tell;
use crate::world::Caller;
use crate::world::process::{command, own_program, run, run_well};

/// Exports the case file as the user; gives the folder.
pub(super) fn export(day: &Day) -> PathBuf {
    let folder = day.house.path("exported");
    let mut export = day
        .house
        .server_command(&["export", CASE_NUMBER, "--name", &day.user_account().name]);
    export.args(["--password-file", "-"]).arg("--to").arg(&folder);
    run_well(export, &day.user_account().password);
    folder
}

/// Checks the exported folder and the log, with the key that came another way.
pub(super) async fn check(
    day: &Day,
    (folder, key): (&Path, &VerifyingNoteKey),
    outside: Option<&Outside>,
    tell: Tell<'_>,
) {
    let bytes = std::fs::read(folder.join(MANIFEST_NAME)).expect("read the manifest of the exported folder");
    let manifest = Manifest::from_json(&bytes).expect("the manifest is one");
    let wanted: usize = day.volumes.iter().map(|volume| volume.collected().count()).sum();
    assert_eq!(
        manifest.clips.len(),
        wanted + usize::from(outside.is_some()),
        "clips in the exported folder"
    );
    names_are_told_as_read(day, &manifest);
    if let Some(outside) = outside {
        claims_stay_claims(outside, &manifest);
        tell("  ✓ the camera's two disagreeing times are shown and kept as claims");
    }
    one_receipt(day, &manifest, key).await;
    tell("  ✓ a receipt asked for anew: signature, inclusion, hash and size hold");
    assert_verdict(&custody_verify(folder, key, &[]), 0, "the exported case folder");
    let log = day.house.server_data().join("log");
    assert_verdict(&custody_verify_log(&log, key), 0, "the published log");
    tell(&format!(
        "  ✓ case file {CASE_NUMBER} exported; custody-verify: folder and log are proven"
    ));
    flip_a_byte(&folder.join(&manifest.clips[0].file));
    assert_verdict(
        &custody_verify(folder, key, &[]),
        1,
        "the exported folder with one byte changed",
    );
    tell("  ✓ one byte of the exported footage changed: custody-verify finds it");
}

fn custody_verify(folder: &Path, key: &VerifyingNoteKey, more: &[&str]) -> Output {
    let mut verify = command(own_program("custody-verify"));
    verify.arg(folder).args(["--vkey", key.as_str()]).args(more);
    run(verify, "")
}

fn custody_verify_log(log: &Path, key: &VerifyingNoteKey) -> Output {
    let mut verify = command(own_program("custody-verify"));
    verify.arg("--log").arg(log).args(["--vkey", key.as_str()]);
    run(verify, "")
}

fn assert_verdict(output: &Output, wanted: i32, what: &str) {
    assert_eq!(
        output.status.code(),
        Some(wanted),
        "custody-verify on {what}:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Statements of files that no pattern reads say so, the others do not.
fn names_are_told_as_read(day: &Day, manifest: &Manifest) {
    let statements: Vec<CaptureStatement> = manifest.clips.iter().flat_map(statements_of).collect();
    for volume in &day.volumes {
        for file in volume.collected() {
            let of_file = |said: &&CaptureStatement| {
                said.device.known_serial() == Some(&volume.spec.serial) && said.path == file.path
            };
            let said = statements
                .iter()
                .find(of_file)
                .unwrap_or_else(|| panic!("no statement about {}", file.path));
            let is_recognised = matches!(file.standing, Standing::Recognised(_));
            assert_eq!(
                said.is_name_parsed, is_recognised,
                "whether the name {} could be read",
                file.path
            );
        }
    }
}

fn statements_of(clip: &PackagedClip) -> impl Iterator<Item = CaptureStatement> + '_ {
    clip.capture_statements.iter().map(|signed| {
        let key = VerifyingNoteKey::from_text(&signed.dock_vkey).expect("a dock's key is a key");
        CaptureStatement::open(&signed.statement, &key)
            .unwrap_or_else(|error| panic!("{}: {error}", clip.original_name))
    })
}

/// What the worker found in the camera's file holds both times, word for word; the clip's own times hold neither.
fn claims_stay_claims(outside: &Outside, manifest: &Manifest) {
    let is_it = |clip: &&PackagedClip| clip.clip_id == outside.clip.clip_id;
    let clip = manifest
        .clips
        .iter()
        .find(is_it)
        .expect("the camera's clip is in the exported folder");
    let details: Vec<&str> = clip
        .entries
        .iter()
        .filter_map(|entry| entry.detail.as_deref())
        .collect();
    for claim in CLAIMS {
        assert!(
            details.iter().any(|detail| detail.contains(claim)),
            "the claim {claim} is not kept"
        );
        let is_fact = outside.clip.time_claims.iter().any(|time| time.text.contains(claim));
        assert!(
            !is_fact,
            "the claim {claim} stands among the times that name and file system claim"
        );
    }
}

/// Asks for one receipt as the dock does, and checks it with nothing but key, hash and size.
async fn one_receipt(day: &Day, manifest: &Manifest, key: &VerifyingNoteKey) {
    let clip = manifest
        .clips
        .iter()
        .find(|clip| !clip.capture_statements.is_empty())
        .expect("a clip of the dock");
    let statement = statements_of(clip).next().expect("a statement");
    let path = format!(
        "/api/v1/captures/{}/receipt?level=verified&since=0&wait_ms=25000",
        statement.capture_id
    );
    let dock = Caller::anonymous(&day.house.address).with_bearer(&dock_bearer(day));
    let receipt: Receipt = dock.read(&path).await;
    let expected = Expected {
        sha256: statement.sha256,
        size_bytes: statement.size_bytes,
        last_head: None,
    };
    let verified = receipt::verify(&receipt, key, &expected).unwrap_or_else(|error| panic!("a receipt: {error}"));
    assert_eq!(
        (verified.level(), verified.clip_id()),
        (ReceiptLevel::Verified, clip.clip_id),
        "what the receipt proves"
    );
}

/// The dock's bearer token, from its own identity file.
fn dock_bearer(day: &Day) -> String {
    let path = day.house.path("dock/dock.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("read {}: {error}", path.display()));
    let identity: serde_json::Value = serde_json::from_str(&text).expect("the dock's identity is JSON");
    identity["bearer"]
        .as_str()
        .expect("the dock's identity has a bearer token")
        .to_owned()
}

fn flip_a_byte(path: &Path) {
    use std::os::unix::fs::{FileExt, PermissionsExt};
    let open = |path: &Path| std::fs::File::options().read(true).write(true).open(path);
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).expect("make an exported file writable");
    let file = open(path).unwrap_or_else(|error| panic!("open {}: {error}", path.display()));
    let mut byte = [0];
    file.read_exact_at(&mut byte, 0).expect("read the first byte");
    file.write_all_at(&[byte[0] ^ 1], 0).expect("change the first byte");
}
