//! `demo`, `soak` and `bench`: install, build, then become the program of package `tests` that does the work.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::{PathBuf, absolute};

use anyhow::{Context, Result, anyhow};

use crate::packages::{self, Purpose};
use crate::program;
use crate::workspace::{Build, Workspace};

pub(crate) fn demo(is_once: bool) -> Result<()> {
    packages::ensure(&[Purpose::Build, Purpose::Run])?;
    let arguments = if is_once {
        vec![OsString::from("--once")]
    } else {
        vec![]
    };
    become_story(Build::Dev, "demo-story", arguments)
}

pub(crate) fn soak(filter: Option<OsString>) -> Result<()> {
    packages::ensure(&[Purpose::Build, Purpose::Run, Purpose::Test])?;
    become_story(Build::Dev, "soak-story", filter.into_iter().collect())
}

pub(crate) fn bench(rows: Vec<String>, json: Option<PathBuf>, clips: Option<u64>) -> Result<()> {
    packages::ensure(&[Purpose::Build, Purpose::Run, Purpose::Test, Purpose::Bench])?;
    let mut arguments: Vec<OsString> = rows.into_iter().map(OsString::from).collect();
    if let Some(file) = json {
        // The story starts in the checkout; the file is meant where the person stands.
        let file = absolute(&file).with_context(|| format!("cannot tell where {} is", file.display()))?;
        arguments.extend(["--json".into(), file.into_os_string()]);
    }
    if let Some(clips) = clips {
        arguments.extend(["--clips".into(), clips.to_string().into()]);
    }
    become_story(Build::Release, "bench-story", arguments)
}

/// Builds everything, then lets the story take this process's place, so that signals and the exit code are its own.
fn become_story(build: Build, story: &str, arguments: Vec<OsString>) -> Result<()> {
    let workspace = Workspace::find()?;
    program::run(&mut workspace.build_programs(build))?;
    let mut command = workspace.program(build, story);
    command.args(arguments);
    println!("$ {}", program::shown(&command));
    let error = command.exec();
    Err(anyhow!(error).context(format!(
        "cannot start the story `{story}` (a program of package `tests`)"
    )))
}
