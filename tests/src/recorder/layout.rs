//! Where each profile puts its files and how it names them. Must say the same as `fixtures/profiles/*.toml`:
//! a test reads those and compares.

use std::fs;
use std::path::Path;

use chrono::NaiveDateTime;

use super::{
    Claim, Kind, Media, Profile, RecorderSpec, Standing, VolumeFile, device_block, set_file_time, size_and_sha256,
};
use crate::footage::{Footage, MediaFile};

pub(super) fn lay_out(
    spec: &RecorderSpec,
    segments: &[MediaFile],
    extras: Option<&Footage>,
    root: &Path,
) -> Vec<VolumeFile> {
    let mut volume = Volume {
        spec,
        root,
        next_number: 1,
        files: Vec::new(),
    };
    for (segment, index) in segments.iter().zip(1..) {
        volume.put_media(Kind::Video, segment, spec.important.contains(&index));
    }
    if let Some(extras) = extras {
        volume.put_media(Kind::Photo, &extras.photo, false);
        volume.put_media(Kind::Audio, &extras.sound, false);
    }
    if spec.profile == Profile::Gat947 {
        volume.put_log();
        volume.put("DEVICE.DAT", &device_block(spec), Standing::Ignored);
    }
    if spec.clutter {
        volume.put_clutter();
    }
    volume.files
}

struct Volume<'a> {
    spec: &'a RecorderSpec,
    root: &'a Path,
    next_number: u32,
    files: Vec<VolumeFile>,
}

impl Volume<'_> {
    fn put_media(&mut self, kind: Kind, media: &MediaFile, is_important: bool) {
        let number = self.next_number;
        self.next_number += 1;
        let path = match self.spec.profile {
            Profile::Gat947 => self.gat947_path(kind, media.start, (number, is_important)),
            Profile::Dcam => self.dcam_path(kind, media.start, is_important),
        };
        let number = (self.spec.profile == Profile::Gat947).then_some(number);
        let claim = Claim {
            kind,
            start: Some(media.start),
            number,
            is_important,
        };
        let place = self.place(&path);
        bring(media, &place, matches!(self.spec.media, Media::Bulk { .. }));
        set_file_time(&place, media.end);
        let (size_bytes, sha256) = (media.size_bytes, media.sha256.clone());
        self.files.push(VolumeFile {
            path,
            size_bytes,
            sha256,
            standing: Standing::Recognised(claim),
        });
    }

    fn gat947_path(&self, kind: Kind, start: NaiveDateTime, (number, is_important): (u32, bool)) -> String {
        let (folder, extension) = match kind {
            Kind::Video => ("VIDEO", "MP4"),
            Kind::Audio => ("AUDIO", "WAV"),
            Kind::Photo => ("PHOTO", "JPG"),
            Kind::Log => ("LOG", "LOG"),
        };
        let folder = if is_important {
            format!("{folder}/IMP")
        } else {
            folder.to_owned()
        };
        let (serial, officer) = (&self.spec.serial, &self.spec.officer.number);
        format!(
            "{folder}/{serial}_{officer}_{}_{number:04}.{extension}",
            start.format("%Y%m%d%H%M%S")
        )
    }

    fn dcam_path(&self, kind: Kind, start: NaiveDateTime, is_important: bool) -> String {
        let extension = match kind {
            Kind::Video => "mp4",
            Kind::Audio => "wav",
            Kind::Photo => "jpg",
            Kind::Log => "log",
        };
        let mark = if is_important { "_IMP" } else { "" };
        let (device, user, stamp) = (
            &self.spec.serial,
            &self.spec.officer.number,
            start.format("%Y%m%d_%H%M%S"),
        );
        format!("DCIM/100_DCAM/DCAM_{device}_{user}_{stamp}{mark}.{extension}")
    }

    fn put_log(&mut self) {
        let start = self.spec.start;
        let path = format!("LOG/{}_{}.LOG", self.spec.serial, start.format("%Y%m%d"));
        let text = format!("{start} POWER ON\r\n{start} REC START\r\n");
        let claim = Claim {
            kind: Kind::Log,
            start: None,
            number: None,
            is_important: false,
        };
        self.put(&path, text.as_bytes(), Standing::Recognised(claim));
    }

    /// What lies about on a volume that has seen computers: two kinds of files to ignore, one that nobody can read.
    fn put_clutter(&mut self) {
        let folder = match self.spec.profile {
            Profile::Gat947 => "VIDEO",
            Profile::Dcam => "DCIM/100_DCAM",
        };
        self.put(
            "System Volume Information/WPSettings.dat",
            &[12, 0, 0, 0, 0xc7, 0x0d],
            Standing::Ignored,
        );
        self.put(&format!("{folder}/COVER.THM"), b"\xff\xd8\xff\xd9", Standing::Ignored);
        self.put("MISC/NOTE.TXT", self.spec.unit.name.as_bytes(), Standing::CannotParse);
    }

    fn put(&mut self, path: &str, bytes: &[u8], standing: Standing) {
        let place = self.place(path);
        fs::write(&place, bytes).unwrap_or_else(|error| panic!("write {}: {error}", place.display()));
        set_file_time(&place, self.spec.start);
        let (size_bytes, sha256) = size_and_sha256(&place);
        self.files.push(VolumeFile {
            path: path.to_owned(),
            size_bytes,
            sha256,
            standing,
        });
    }

    fn place(&self, path: &str) -> std::path::PathBuf {
        let place = self.root.join(path);
        let folder = place.parent().expect("a file of a volume lies in a folder");
        fs::create_dir_all(folder).expect("create a folder of the volume");
        place
    }
}

/// Bulk media is made for this volume alone and moves in; kept footage is copied, and the copy is not read-only.
fn bring(media: &MediaFile, place: &Path, is_ours: bool) {
    use std::os::unix::fs::PermissionsExt;
    let brought = if is_ours {
        fs::rename(&media.path, place)
    } else {
        fs::copy(&media.path, place).map(|_| ())
    };
    brought.unwrap_or_else(|error| panic!("bring {} to the volume: {error}", media.path.display()));
    fs::set_permissions(place, fs::Permissions::from_mode(0o644)).expect("make a file of the volume writable");
}
