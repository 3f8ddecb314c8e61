//! Starting other programs, with the command line shown first and named again when it fails.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// Shows and runs a command; anything but exit 0 is an error that names it.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    println!("$ {shown}");
    let status = command.status().with_context(|| format!("cannot start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// Runs a command quietly and answers what it printed.
pub(crate) fn output(program: &str, arguments: &[&str]) -> Result<String> {
    let mut command = Command::new(program);
    let output = command
        .args(arguments)
        .output()
        .with_context(|| format!("cannot start `{program}`"))?;
    if !output.status.success() {
        bail!(
            "`{}` failed: {}",
            shown(&command),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{}` printed no UTF-8", shown(&command)))
}

/// Whether a command can be started and ends with 0; says nothing.
pub(crate) fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .output()
        .is_ok_and(|output| output.status.success())
}

pub(crate) fn is_on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// The command as one would type it, with the environment that was set for it.
pub(crate) fn shown(command: &Command) -> String {
    let environment = command.get_envs().filter_map(|(name, value)| Some((name, value?)));
    let environment =
        environment.map(|(name, value)| format!("{}={}", name.display(), quoted(&value.to_string_lossy())));
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words = words.map(|word| quoted(&word.to_string_lossy()));
    environment.chain(words).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    if !word.is_empty() && !word.contains([' ', '\'', '"', '$', '|', '&', ';', '*', '(', ')']) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// `3 s`, `2 min 05 s`.
pub(crate) fn since(start: Instant) -> String {
    let seconds = start.elapsed().as_secs();
    match seconds / 60 {
        0 => format!("{seconds} s"),
        minutes => format!("{minutes} min {:02} s", seconds % 60),
    }
}
