//! `profile explain`: what the agent makes of a volume, and why, in words.

use std::fmt::Write;

use super::{Profile, Standing, judge, recognise};
use crate::docking::identity;
use crate::scan::{Listing, SourceRoot};
use crate::show::sanitised;

/// The explanation, ready to print.
pub(crate) fn explain(profiles: &[Profile], root: &SourceRoot, listing: &Listing) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{} files, {} folders", listing.files.len(), listing.folders.len());
    for problem in &listing.problems {
        let _ = writeln!(out, "! {problem}");
    }
    for profile in profiles {
        let judgement = judge(profile, listing, root.label.as_deref());
        let verdict = if judgement.is_match {
            "matches"
        } else {
            "does not match"
        };
        let _ = writeln!(
            out,
            "\nprofile {} (rank {}, {}): {verdict}",
            profile.name, profile.rank, profile.title
        );
        for reason in judgement.reasons {
            let _ = writeln!(out, "  {reason}");
        }
    }
    match recognise(profiles, listing, root.label.as_deref()) {
        Some(profile) => explain_files(&mut out, profile, root, listing),
        None => out.push_str(
            "\nno profile matches: by the preset policy this volume is not collected; `import` takes files by hand\n",
        ),
    }
    out
}

fn explain_files(out: &mut String, profile: &Profile, root: &SourceRoot, listing: &Listing) {
    let _ = writeln!(out, "\ntaken as {}", profile.name);
    let identity = identity::identify(profile, root, listing);
    let serial = identity.device.known_serial().unwrap_or("(none)");
    let _ = writeln!(out, "recorder: {} (from {})", sanitised(serial), identity.origin);
    let claims = [
        ("officer", &identity.device.officer_name),
        ("unit", &identity.device.unit_name),
    ];
    for (name, claim) in claims {
        if let Some(claim) = claim {
            let _ = writeln!(out, "{name}, as the device claims: {}", sanitised(claim));
        }
    }
    for message in identity.told.iter().map(|told| &told.words) {
        let _ = writeln!(out, "! {message}");
    }
    out.push('\n');
    for file in &listing.files {
        let _ = writeln!(
            out,
            "{:>14}  {}  {}",
            file.size_bytes,
            sanitised(&file.path),
            standing_text(profile, &file.path)
        );
    }
}

fn standing_text(profile: &Profile, path: &str) -> String {
    match profile.standing(path) {
        Standing::Ignored => "ignored: no footage".to_owned(),
        Standing::DeviceBlock => "device block: recorded with the docking".to_owned(),
        Standing::CannotParse => "cannot parse: collected all the same".to_owned(),
        Standing::Recognised(facts) => {
            let mut parts = vec![facts.kind.as_str().to_owned()];
            let named = [
                ("serial", facts.serial),
                ("officer", facts.officer),
                ("stamp", facts.stamp),
            ];
            parts.extend(
                named
                    .into_iter()
                    .filter_map(|(name, value)| value.map(|value| format!("{name} {value}"))),
            );
            parts.extend(facts.number.map(|number| format!("number {number}")));
            parts.extend(facts.is_important.then(|| "marked important".to_owned()));
            parts.join(", ")
        }
    }
}
