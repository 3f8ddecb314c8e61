//! The system packages of the project, by purpose: the only list of them.
//!
//! Nothing is installed unannounced, and nothing without being root or going through sudo.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::program;

/// What a machine is asked to do; each purpose has its own packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Compile the workspace: the media worker stands on FFmpeg's libraries, its bindings on libclang.
    Build,
    /// Run it and film simulated recorders, with device and time burnt in.
    Run,
    /// Hold it against browsers, databases, object stores and clients that nobody here wrote.
    Test,
    /// Measure it beside its peers.
    Bench,
}

struct Package {
    name: &'static str,
    purpose: Purpose,
    /// A program that serves as well, whoever installed it: Node.js often comes from elsewhere than Debian.
    or_program: Option<&'static str>,
}

const fn package(purpose: Purpose, name: &'static str) -> Package {
    Package {
        name,
        purpose,
        or_program: None,
    }
}

const fn package_or(purpose: Purpose, name: &'static str, program: &'static str) -> Package {
    Package {
        name,
        purpose,
        or_program: Some(program),
    }
}

/// As Debian 12 names them.
const PACKAGES: &[Package] = &[
    package(Purpose::Build, "libavcodec-dev"),
    package(Purpose::Build, "libavformat-dev"),
    package(Purpose::Build, "libavutil-dev"),
    package(Purpose::Build, "libswscale-dev"),
    package(Purpose::Build, "libswresample-dev"),
    package(Purpose::Build, "libavfilter-dev"),
    package(Purpose::Build, "libavdevice-dev"),
    package(Purpose::Build, "pkg-config"),
    package(Purpose::Build, "clang"),
    package(Purpose::Build, "libclang-dev"),
    package(Purpose::Run, "ffmpeg"),
    package(Purpose::Run, "fonts-dejavu-core"),
    package(Purpose::Test, "chromium"),
    package(Purpose::Test, "chromium-driver"),
    package(Purpose::Test, "fonts-noto-cjk"),
    package(Purpose::Test, "postgresql"),
    package(Purpose::Test, "e2fsprogs"),
    package(Purpose::Test, "eatmydata"),
    package(Purpose::Test, "xfsprogs"),
    package(Purpose::Test, "ceph-common"),
    package(Purpose::Test, "ceph-mon"),
    package(Purpose::Test, "ceph-osd"),
    package(Purpose::Test, "radosgw"),
    package(Purpose::Test, "golang-go"),
    package(Purpose::Test, "golang-golang-x-mod-dev"),
    package(Purpose::Test, "python3-venv"),
    package_or(Purpose::Test, "nodejs", "node"),
    package_or(Purpose::Test, "npm", "npm"),
    package(Purpose::Bench, "openssl"),
    package(Purpose::Bench, "rclone"),
];

/// Installs what is missing for `purposes`, after saying what that is. Silent if nothing is.
pub(crate) fn ensure(purposes: &[Purpose]) -> Result<()> {
    let wanted: Vec<&Package> = PACKAGES
        .iter()
        .filter(|package| purposes.contains(&package.purpose))
        .collect();
    let missing = missing(&wanted, &installed(&wanted)?, program::is_on_path);
    if missing.is_empty() {
        return Ok(());
    }
    println!("System packages missing on this machine: {}", missing.join(" "));
    let prefix = root_prefix(&missing)?;
    apt_get(&prefix, &["update"])?;
    let options = ["install", "--no-install-recommends", "-y"];
    apt_get(&prefix, &[&options[..], &missing[..]].concat())
}

fn missing(wanted: &[&Package], installed: &BTreeSet<String>, is_on_path: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let is_served = |package: &Package| installed.contains(package.name) || package.or_program.is_some_and(&is_on_path);
    wanted
        .iter()
        .filter(|package| !is_served(package))
        .map(|package| package.name)
        .collect()
}

fn installed(wanted: &[&Package]) -> Result<BTreeSet<String>> {
    let mut query = Command::new("dpkg-query");
    query
        .args(["-W", "-f", "${Package} ${db:Status-Status}\n"])
        .args(wanted.iter().map(|package| package.name));
    // It exits with 1 when a package is unknown; what it prints about the others is right all the same.
    let output = query.output().context(
        "cannot ask dpkg-query which packages are installed: this command knows Debian 12 and its kin; \
         on another system install the packages of tests/xtask/src/packages.rs by hand and run cargo directly",
    )?;
    Ok(parse_installed(&String::from_utf8_lossy(&output.stdout)))
}

fn parse_installed(answer: &str) -> BTreeSet<String> {
    let names = answer.lines().filter_map(|line| line.strip_suffix(" installed"));
    names.map(str::to_owned).collect()
}

/// How to become root for apt: nothing to do, through sudo, or a refusal that names the command.
fn root_prefix(missing: &[&str]) -> Result<Vec<&'static str>> {
    if program::output("id", &["-u"])?.trim() == "0" {
        return Ok(vec![]);
    }
    let may_ask = std::io::stdin().is_terminal();
    if program::is_on_path("sudo") && (may_ask || program::succeeds("sudo", &["-n", "true"])) {
        return Ok(vec!["sudo"]);
    }
    bail!(
        "installing packages needs root, and sudo is not to be had here. Nothing was changed. Run this as root, \
         then start again:\n\n  apt-get update && apt-get install --no-install-recommends -y {}",
        missing.join(" ")
    )
}

fn apt_get(prefix: &[&str], arguments: &[&str]) -> Result<()> {
    let quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    let words = [prefix, &quiet[..], arguments].concat();
    program::run(Command::new(words[0]).args(&words[1..]))
}

#[cfg(test)]
mod tests;
