//! The machine of a measurement: what it is, its page cache, the processor time of processes.

use std::fs;
use std::path::Path;

use crate::world::process::{command, is_root, run_well};

/// Whether the page cache can be emptied before each start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cache {
    Emptied,
    /// Not root: the footage is read from the cache, for everybody.
    Filled,
}

impl Cache {
    pub(super) fn probe() -> Self {
        let is_writable = is_root() && fs::write("/proc/sys/vm/drop_caches", "1").is_ok();
        if is_writable { Self::Emptied } else { Self::Filled }
    }

    /// The same state for everybody: nothing left to write, and the footage out of the cache, or wholly in it.
    pub(super) fn settle(self, footage: &Path) {
        rustix::fs::sync();
        match self {
            Self::Emptied => fs::write("/proc/sys/vm/drop_caches", "3").expect("empty the page cache"),
            Self::Filled => {
                let mut read = command("sh");
                read.args(["-c", "cat -- \"$0\"/VIDEO/* \"$0\"/VIDEO/IMP/* >/dev/null 2>&1 || true"])
                    .arg(footage);
                run_well(read, "");
            }
        }
    }
}

/// One line: processor, memory, disk, what is true of the cache, how busy others keep it.
pub(super) fn describe(folder: &Path, cache: Cache) -> String {
    let processor = first("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let flags = first("/proc/cpuinfo", "flags").unwrap_or_default();
    let sha = if flags.split(' ').any(|flag| flag == "sha_ni") {
        "with"
    } else {
        "without"
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = first("/proc/meminfo", "MemTotal").unwrap_or_default();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let mut df = command("df");
    df.args(["--output=fstype,source"]).arg(folder);
    let disk = run_well(df, "")
        .lines()
        .last()
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" on ");
    let state = match cache {
        Cache::Emptied => "page cache emptied before each start",
        Cache::Filled => "page cache NOT emptied (not root): footage is read from memory by everybody",
    };
    let kernel = kernel.trim();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    format!(
        "{processor} ({cores} cores, {sha} SHA instructions), {memory}, Linux {kernel}, {disk}; {state}; load before the start {load}"
    )
}

fn first(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

/// Processor seconds of a process and of the children that it has waited for; a process that ended and was not yet
/// waited for still tells.
pub(super) fn cpu_seconds(pid: u32) -> f64 {
    let path = format!("/proc/{pid}/stat");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("read {path}: {error}"));
    // The name in parentheses may hold anything; fields are counted behind it.
    let (_, rest) = text
        .rsplit_once(") ")
        .unwrap_or_else(|| panic!("{path} has another form: {text}"));
    let ticks: u64 = rest
        .split(' ')
        .skip(11)
        .take(4)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    let ticks = u32::try_from(ticks).expect("a process that ran for less than a year");
    let per_second = u32::try_from(rustix::param::clock_ticks_per_second()).expect("ticks per second fit u32");
    f64::from(ticks) / f64::from(per_second)
}

/// Bytes that a process made the disk write.
pub(super) fn written_bytes(pid: u32) -> u64 {
    first(&format!("/proc/{pid}/io"), "write_bytes")
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}
