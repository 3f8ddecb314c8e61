//! Which profile a volume is: each profile's markers held against the listing, with the reasons.

use super::Profile;
use super::glob::Glob;
use crate::scan::Listing;

/// What became of one profile's markers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) is_match: bool,
    /// One line per marker.
    pub(crate) reasons: Vec<String>,
}

/// The first profile whose markers are there.
pub(crate) fn recognise<'a>(profiles: &'a [Profile], listing: &Listing, label: Option<&str>) -> Option<&'a Profile> {
    profiles.iter().find(|profile| judge(profile, listing, label).is_match)
}

/// Holds one profile's markers against a volume.
pub(crate) fn judge(profile: &Profile, listing: &Listing, label: Option<&str>) -> Judgement {
    let mut reasons = Vec::new();
    let mut holds = |glob: &Glob| {
        let found = hit(glob, listing);
        reasons.push(match found {
            Some(path) => format!("+ {} hit by {path}", glob.as_str()),
            None => format!("- {} hits nothing", glob.as_str()),
        });
        found.is_some()
    };
    let all: Vec<bool> = profile.markers_all.iter().map(&mut holds).collect();
    let any: Vec<bool> = profile.markers_any.iter().map(&mut holds).collect();
    let by_label = profile.volume_label.as_ref().map(|pattern| {
        let is_match = label.is_some_and(|label| pattern.is_match(label));
        let sign = if is_match { '+' } else { '-' };
        reasons.push(format!(
            "{sign} label {pattern} against {}",
            label.unwrap_or("(no label)")
        ));
        is_match
    });
    let has_choice = !any.is_empty() || by_label.is_some();
    let has_any = any.contains(&true) || by_label == Some(true);
    Judgement {
        is_match: !all.contains(&false) && (!has_choice || has_any),
        reasons,
    }
}

fn hit<'a>(glob: &Glob, listing: &'a Listing) -> Option<&'a str> {
    let folder = listing
        .folders
        .iter()
        .find(|path| glob.hits_marker(path, true))
        .map(String::as_str);
    folder.or_else(|| {
        listing
            .files
            .iter()
            .map(|file| file.path.as_str())
            .find(|path| glob.hits_marker(path, false))
    })
}
