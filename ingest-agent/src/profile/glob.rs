//! Globs of the profiles, as regular expressions: `*`, `?`, `[…]`, `**`; ASCII case never matters.
//!
//! What must stay true: a path is compared in one spelling (ASCII lower case), so FAT's case games change nothing.

use regex::Regex;

/// One glob.
#[derive(Debug, Clone)]
pub(crate) struct Glob {
    text: String,
    pattern: Regex,
    is_for_folders: bool,
    is_for_names: bool,
}

impl Glob {
    /// Reads a glob.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let is_for_folders = text.ends_with('/');
        let body = text.strip_suffix('/').unwrap_or(text);
        let pattern = ignoring_case(&format!("^{}$", translated(body)?))?;
        Ok(Self {
            text: text.to_owned(),
            pattern,
            is_for_folders,
            is_for_names: !body.contains('/'),
        })
    }

    /// The glob as written.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// A marker: held against whole paths, of folders if it ends in `/`, of files otherwise.
    pub(crate) fn hits_marker(&self, path: &str, is_folder: bool) -> bool {
        is_folder == self.is_for_folders && self.pattern.is_match(path)
    }

    /// An ignore glob: without `/` it is held against the name alone.
    pub(crate) fn hits_file(&self, path: &str) -> bool {
        let subject = if self.is_for_names {
            path.rsplit('/').next().unwrap_or(path)
        } else {
            path
        };
        self.pattern.is_match(subject)
    }
}

/// A regular expression that reads ASCII letters in either case, and no others.
pub(crate) fn ignoring_case(pattern: &str) -> Result<Regex, String> {
    regex::RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(1 << 20)
        .build()
        .map_err(|error| error.to_string())
}

fn translated(glob: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = glob;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("**") {
            out.push_str(".*");
            rest = after;
            continue;
        }
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
        match first {
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str("[^/]"),
            '[' => {
                let (set, after) = rest
                    .split_once(']')
                    .ok_or_else(|| format!("{glob:?}: a [ without its ]"))?;
                out.push_str(&set_pattern(set));
                rest = after;
            }
            other => out.push_str(&regex::escape(&other.to_string())),
        }
    }
    Ok(out)
}

fn set_pattern(set: &str) -> String {
    let (negation, members) = match set.strip_prefix('!') {
        Some(members) => ("^", members),
        None => ("", set),
    };
    format!(
        "[{negation}{}]",
        members.replace('\\', "\\\\").replace('[', "\\[").replace('^', "\\^")
    )
}
