//! Who a recorder is: device block, else USB serial, else the serial in its file names; disagreement is told.
//!
//! What must stay true: a file on the volume can never pose as the bus; a broken block is a broken binding.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;

use evidence_schema::custody::statement::DeviceClaims;
use evidence_schema::wire::docking_notes::DockingNote;

use super::Told;
use crate::profile::block::{self, BlockError, DEVICE_BLOCK_BYTES, DeviceBlock};
use crate::profile::{Profile, Standing};
use crate::scan::{Listing, SourceRoot};
use crate::show::sanitised;

/// So many other serials are told to pages.
const SERIALS_TOLD_MAX: usize = 8;

/// Where a serial comes from that the device block names.
pub(super) const DEVICE_BLOCK: &str = "device block";

/// What a volume says about its recorder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) device: DeviceClaims,
    /// Where the serial comes from, in words.
    pub(crate) origin: &'static str,
    /// The device block is there and cannot be believed.
    pub(crate) is_broken: bool,
    pub(crate) told: Vec<Told>,
}

/// Looks at a recognised volume.
pub(crate) fn identify(profile: &Profile, root: &SourceRoot, listing: &Listing) -> Identity {
    let block = read_block(profile, root, listing);
    let named = named_serials(profile, listing);
    decide(block, root.usb_serial.as_deref(), &named)
}

type BlockOutcome = Option<Result<DeviceBlock, String>>;

fn read_block(profile: &Profile, root: &SourceRoot, listing: &Listing) -> BlockOutcome {
    let wanted = profile.device_block.as_deref()?;
    let listed = listing
        .files
        .iter()
        .find(|file| file.path.eq_ignore_ascii_case(wanted))?;
    let mut bytes = Vec::new();
    let limit = u64::try_from(DEVICE_BLOCK_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let read = File::open(listed.place(&root.path)).and_then(|file| file.take(limit).read_to_end(&mut bytes));
    if let Err(error) = read {
        return Some(Err(format!("the device block {} cannot be read: {error}", listed.path)));
    }
    let is_longer = bytes.len() > DEVICE_BLOCK_BYTES;
    let length = usize::try_from(listed.size_bytes).unwrap_or(usize::MAX);
    let outcome = if is_longer {
        Err(BlockError::Length(length))
    } else {
        block::read(&bytes)
    };
    Some(outcome.map_err(|error| error.to_string()))
}

fn named_serials(profile: &Profile, listing: &Listing) -> BTreeSet<String> {
    let serial = |path: &str| match profile.standing(path) {
        Standing::Recognised(facts) => facts.serial.map(|serial| serial.to_ascii_uppercase()),
        _ => None,
    };
    listing.files.iter().filter_map(|file| serial(&file.path)).collect()
}

fn decide(block: BlockOutcome, usb_serial: Option<&str>, named: &BTreeSet<String>) -> Identity {
    let mut identity = Identity {
        origin: "nothing",
        ..Identity::default()
    };
    identity.device.usb_serial = usb_serial.map(str::to_owned);
    match block {
        Some(Ok(block)) => {
            identity.origin = DEVICE_BLOCK;
            identity.device.serial = block.serial;
            identity.device.officer_number = block.officer_number;
            identity.device.officer_name = block.officer_name;
            identity.device.unit_number = block.unit_number;
            identity.device.unit_name = block.unit_name;
        }
        Some(Err(reason)) => {
            identity.is_broken = true;
            let words = format!("{reason}: the binding of this recorder is broken");
            identity.told.push(Told::new(DockingNote::BindingBroken, words));
        }
        None => {}
    }
    if identity.device.serial.is_none() && usb_serial.is_some() {
        identity.origin = "USB";
    } else if identity.device.serial.is_none() && named.len() == 1 {
        identity.origin = "file names";
        identity.device.serial = named.first().cloned();
    }
    identity.told.extend(disagreement(&identity, named));
    identity
}

fn disagreement(identity: &Identity, named: &BTreeSet<String>) -> Option<Told> {
    let known = identity.device.known_serial().map(str::to_ascii_uppercase);
    let others: Vec<String> = named
        .iter()
        .filter(|serial| Some(*serial) != known.as_ref())
        .map(|serial| sanitised(serial))
        .collect();
    if others.is_empty() || (identity.origin == "USB" && named.len() == 1) {
        return None;
    }
    let from = identity.origin;
    let words = format!(
        "file names speak of recorder {}, but {from} says {}: check which recorder this is",
        others.join(", "),
        sanitised(known.as_deref().unwrap_or("no serial"))
    );
    let note = DockingNote::NamesDisagree {
        others: others.into_iter().take(SERIALS_TOLD_MAX).collect(),
        serial: known,
    };
    Some(Told::new(note, words))
}

#[cfg(test)]
mod tests;
