//! Recorder profiles: how a model is recognised and its file names are read.
//!
//! What must stay true: an unknown field, a missing one, a pattern that does not compile or two profiles of one rank
//! stop the agent at start; ignoring is decided before anything else; a file that no pattern reads is still collected.

pub(crate) mod block;
pub(crate) mod explain;
pub(crate) mod glob;
mod recognise;
#[cfg(test)]
mod tests;

use std::path::Path;

use chrono_tz::Tz;
use evidence_schema::clip::{ClaimMeaning, ClipKind, SourceKind};
use regex::Regex;
use serde::Deserialize;

use crate::failure::{Failure, cannot};
use crate::limits::PROFILE_BYTES_MAX;
use glob::Glob;
pub(crate) use recognise::{judge, recognise};

const EMBEDDED: [(&str, &str); 3] = [
    ("gat947", include_str!("../../../fixtures/profiles/gat947.toml")),
    ("dcam", include_str!("../../../fixtures/profiles/dcam.toml")),
    (
        "generic-dcim",
        include_str!("../../../fixtures/profiles/generic-dcim.toml"),
    ),
];

/// One recorder model.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) name: String,
    pub(crate) title: String,
    /// What kind of source the model is.
    pub(crate) source: SourceKind,
    rank: u32,
    collect: Vec<String>,
    ignore: Vec<Glob>,
    markers_all: Vec<Glob>,
    markers_any: Vec<Glob>,
    volume_label: Option<Regex>,
    /// Path of the device block.
    pub(crate) device_block: Option<String>,
    /// How its times are to be read.
    pub(crate) times: Times,
    patterns: Vec<Pattern>,
}

/// How a model's times are to be read.
#[derive(Debug, Clone)]
pub(crate) struct Times {
    pub(crate) zone: Tz,
    pub(crate) stamp_format: Option<String>,
    pub(crate) stamp_means: ClaimMeaning,
    pub(crate) file_time_means: ClaimMeaning,
}

#[derive(Debug, Clone)]
struct Pattern {
    kind: ClipKind,
    path: Regex,
}

/// What a file's path says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameFacts {
    pub(crate) kind: ClipKind,
    pub(crate) serial: Option<String>,
    pub(crate) officer: Option<String>,
    pub(crate) stamp: Option<String>,
    pub(crate) number: Option<i64>,
    pub(crate) is_important: bool,
}

/// In which of the three groups a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// A pattern reads it.
    Recognised(NameFacts),
    /// Collected all the same.
    CannotParse,
    /// No footage.
    Ignored,
    /// The device block, which the docking records instead.
    DeviceBlock,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    name: String,
    rank: u32,
    title: TitleFile,
    source: Option<SourceKind>,
    collect: Vec<String>,
    #[serde(default)]
    ignore: Vec<String>,
    #[serde(default)]
    markers: MarkersFile,
    device_block: Option<DeviceBlockFile>,
    time: TimeFile,
    pattern: Vec<PatternFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TitleFile {
    zh: String,
    en: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct MarkersFile {
    all: Vec<String>,
    any: Vec<String>,
    volume_label: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviceBlockFile {
    path: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TimeFile {
    zone: String,
    stamp_format: Option<String>,
    stamp_means: Option<Edge>,
    file_time_means: Edge,
    #[serde(rename = "container_time")]
    _container_time: ContainerTime,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Edge {
    Start,
    End,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum ContainerTime {
    Local,
    Utc,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PatternFile {
    kind: ClipKind,
    path: String,
}

impl From<Edge> for ClaimMeaning {
    fn from(edge: Edge) -> Self {
        match edge {
            Edge::Start => Self::Start,
            Edge::End => Self::End,
        }
    }
}

/// The built-in profiles and those of a folder, in the order in which they are tried.
pub(crate) fn load(folder: Option<&Path>) -> Result<Vec<Profile>, Failure> {
    let mut profiles = Vec::new();
    for (name, text) in EMBEDDED {
        profiles.push(parse(text).map_err(cannot(format!("built-in profile {name}")))?);
    }
    if let Some(folder) = folder {
        for path in toml_files(folder)? {
            let is_short = std::fs::metadata(&path).is_ok_and(|meta| meta.len() <= PROFILE_BYTES_MAX);
            let text = if is_short {
                crate::files::read_small(&path)?
            } else {
                String::new()
            };
            profiles.push(parse(&text).map_err(cannot(format!("profile {}", path.display())))?);
        }
    }
    profiles.sort_by_key(|profile| profile.rank);
    match profiles
        .windows(2)
        .find(|pair| matches!(pair, [a, b] if a.rank == b.rank || a.name == b.name))
    {
        Some([a, b]) => Err(
            Failure::new(format!("profiles {} and {} share a rank or a name", a.name, b.name))
                .next("give each profile a rank of its own"),
        ),
        _ => Ok(profiles),
    }
}

fn toml_files(folder: &Path) -> Result<Vec<std::path::PathBuf>, Failure> {
    let tried = || format!("list the profiles in {}", folder.display());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(cannot(tried()))? {
        let path = entry.map_err(cannot(tried()))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Reads one profile.
pub(crate) fn parse(text: &str) -> Result<Profile, String> {
    let file: ProfileFile = toml::from_str(text).map_err(|error| error.to_string())?;
    let patterns: Vec<Pattern> = file.pattern.iter().map(pattern).collect::<Result<_, _>>()?;
    if patterns.is_empty() || file.collect.is_empty() {
        return Err("needs at least one [[pattern]] and one folder in `collect`".to_owned());
    }
    let has_stamp = patterns
        .iter()
        .any(|p| p.path.capture_names().flatten().any(|group| group == "stamp"));
    if has_stamp && (file.time.stamp_format.is_none() || file.time.stamp_means.is_none()) {
        return Err("a pattern has the group `stamp`: time.stamp_format and time.stamp_means are needed".to_owned());
    }
    let zone: Tz = file
        .time
        .zone
        .parse()
        .map_err(|_| format!("time.zone {:?} is unknown", file.time.zone))?;
    let label = file
        .markers
        .volume_label
        .as_deref()
        .map(glob::ignoring_case)
        .transpose()?;
    Ok(Profile {
        name: file.name,
        title: format!("{} · {}", file.title.zh, file.title.en),
        source: file.source.unwrap_or(SourceKind::Recorder),
        rank: file.rank,
        collect: file.collect,
        ignore: globs(&file.ignore)?,
        markers_all: globs(&file.markers.all)?,
        markers_any: globs(&file.markers.any)?,
        volume_label: label,
        device_block: file.device_block.map(|block| block.path),
        times: Times {
            zone,
            stamp_format: file.time.stamp_format,
            stamp_means: file.time.stamp_means.map_or(ClaimMeaning::Unknown, Into::into),
            file_time_means: file.time.file_time_means.into(),
        },
        patterns,
    })
}

fn globs(texts: &[String]) -> Result<Vec<Glob>, String> {
    texts.iter().map(|text| Glob::parse(text)).collect()
}

fn pattern(file: &PatternFile) -> Result<Pattern, String> {
    const GROUPS: [&str; 5] = ["serial", "officer", "stamp", "number", "important"];
    let path = glob::ignoring_case(&file.path)?;
    match path.capture_names().flatten().find(|group| !GROUPS.contains(group)) {
        Some(group) => Err(format!("{:?}: the group {group:?} means nothing", file.path)),
        None => Ok(Pattern { kind: file.kind, path }),
    }
}

impl Profile {
    /// In which group a file is, by its path below the volume's root.
    pub(crate) fn standing(&self, path: &str) -> Standing {
        if self
            .device_block
            .as_deref()
            .is_some_and(|block| block.eq_ignore_ascii_case(path))
        {
            return Standing::DeviceBlock;
        }
        if self.ignore.iter().any(|glob| glob.hits_file(path)) {
            return Standing::Ignored;
        }
        if !self.is_in_collected_folder(path) {
            return Standing::CannotParse;
        }
        self.patterns
            .iter()
            .find_map(|pattern| facts(pattern, path))
            .map_or(Standing::CannotParse, Standing::Recognised)
    }

    fn is_in_collected_folder(&self, path: &str) -> bool {
        self.collect.iter().any(|folder| {
            let head = path.get(..folder.len()).unwrap_or_default();
            head.eq_ignore_ascii_case(folder) && path.as_bytes().get(folder.len()) == Some(&b'/')
        })
    }
}

fn facts(pattern: &Pattern, path: &str) -> Option<NameFacts> {
    let found = pattern.path.captures(path)?;
    let group = |name: &str| {
        found
            .name(name)
            .map(|text| text.as_str().to_owned())
            .filter(|text| !text.is_empty())
    };
    Some(NameFacts {
        kind: pattern.kind,
        serial: group("serial"),
        officer: group("officer"),
        stamp: group("stamp"),
        number: group("number").and_then(|digits| digits.parse().ok()),
        is_important: group("important").is_some(),
    })
}
