//! Where the workspace lies, where cargo puts its binaries, and how cargo is called on it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::program;

/// By name, so that a shown command can be repeated as it stands; rustup's environment keeps it the one that started us.
const CARGO: &str = "cargo";

/// Tells the test world in which folder the programs under test are.
const BIN_DIR: &str = "MINGJING_BIN_DIR";

/// The checkout and cargo's target folder, as cargo itself sees them.
#[derive(Deserialize)]
pub(crate) struct Workspace {
    #[serde(rename = "workspace_root")]
    pub(crate) root: PathBuf,
    #[serde(rename = "target_directory")]
    pub(crate) target: PathBuf,
}

/// For whom programs are built.
#[derive(Clone, Copy)]
pub(crate) enum Build {
    /// Quick to build, checks on.
    Dev,
    /// What a customer would run: the only thing worth measuring.
    Release,
}

impl Workspace {
    pub(crate) fn find() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let manifest = manifest.to_str().context("the checkout's path is not UTF-8: move it")?;
        let arguments = [
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--manifest-path",
            manifest,
        ];
        let answer = program::output(CARGO, &arguments)?;
        serde_json::from_str(&answer).context("cargo metadata answered something that cannot be read")
    }

    pub(crate) fn bin_dir(&self, build: Build) -> PathBuf {
        self.target.join(match build {
            Build::Dev => "debug",
            Build::Release => "release",
        })
    }

    /// `cargo …` in the checkout, telling tests where the programs are.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(CARGO);
        command
            .current_dir(&self.root)
            .args(arguments)
            .env(BIN_DIR, self.bin_dir(Build::Dev));
        command
    }

    /// Builds every program but this one. One command line for all uses, so that nothing is built twice.
    pub(crate) fn build_programs(&self, build: Build) -> Command {
        let mut command = self.cargo(&["build", "--workspace", "--exclude", "xtask", "--bins"]);
        if matches!(build, Build::Release) {
            command.arg("--release");
        }
        command
    }

    /// A built program, started from the checkout and told where the others are.
    pub(crate) fn program(&self, build: Build, name: &str) -> Command {
        let mut command = Command::new(self.bin_dir(build).join(name));
        command.current_dir(&self.root).env(BIN_DIR, self.bin_dir(build));
        command
    }
}
