//! What the configuration says of clearing and of the screen.

use super::{Config, ReleaseConfig};

fn loaded(text: &str) -> Result<Config, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("agent.toml");
    std::fs::write(&path, text).unwrap();
    Config::load(Some(&path)).map_err(|failure| failure.to_string())
}

#[test]
fn dock_does_what_the_server_allows_unless_it_is_told_otherwise() {
    assert!(loaded("").unwrap().release.allowed);
    let told = loaded("[release]\nallowed = false\nready_free_mib = 4096\n")
        .unwrap()
        .release;
    let expected = ReleaseConfig {
        allowed: false,
        ready_free_mib: 4096,
        ..ReleaseConfig::default()
    };
    assert_eq!(told, expected);
}

#[test]
fn numbers_out_of_bounds_and_unknown_words_are_refused() {
    for text in [
        "[release]\nready_free_percent = 101\n",
        "[release]\nready_free_mib = 1099511627776\n",
        "[release]\nask_every_ms = 10\n",
        "[release]\nenabled = true\n",
    ] {
        assert!(
            loaded(text).unwrap_err().contains("release") || text.contains("enabled"),
            "{text}"
        );
    }
}

#[test]
fn screen_is_off_by_itself_and_never_reachable_from_other_computers() {
    assert_eq!(loaded("").unwrap().screen.listen, None);
    let own = loaded("[screen]\nlisten = \"127.0.0.1:8410\"\n").unwrap().screen;
    assert_eq!(own.listen.unwrap().port(), 8410);
    for listen in ["0.0.0.0:8410", "192.168.1.5:8410", "[::]:8410"] {
        let refused = loaded(&format!("[screen]\nlisten = \"{listen}\"\n")).unwrap_err();
        assert!(refused.contains("other computers"), "{refused}");
    }
    assert!(loaded("[screen]\nlisten = \"localhost:8410\"\n").is_err());
}

#[test]
fn watched_folders_say_what_their_files_are() {
    use super::{Then, WatchConfig};
    let text = "[[watch]]\npath = \"/srv/cctv\"\nsource = \"cctv\"\nthen = \"done-folder\"\n";
    let watch = loaded(text).unwrap().watch.remove(0);
    let expected = WatchConfig {
        path: "/srv/cctv".into(),
        source: evidence_schema::clip::SourceKind::Cctv,
        by: None,
        settle_seconds: 30,
        rescan_seconds: 60,
        then: Then::DoneFolder,
        room: None,
        monitor: None,
    };
    assert_eq!(watch, expected);
}

#[test]
fn watches_that_cannot_be_meant_are_refused() {
    let cctv = "[[watch]]\npath = \"/srv/cctv\"\nsource = \"cctv\"\n";
    for (text, part) in [
        (
            "[[watch]]\npath = \"/srv/a\"\nsource = \"recorder\"\n".to_owned(),
            "never a recorder's",
        ),
        (format!("{cctv}settle_seconds = 0\n"), "settle_seconds"),
        (format!("{cctv}then = \"delete\"\n"), "unknown variant"),
        (format!("{cctv}by = \" \"\n"), "names"),
        (
            format!("{cctv}[[watch]]\npath = \"/srv/cctv/north\"\nsource = \"cctv\"\n"),
            "in each other",
        ),
        (
            "[[watch]]\npath = \"/srv/a\"\nsource = \"phone\"\nroom = \"询问室一\"\n".to_owned(),
            "fixed camera",
        ),
        (
            "[[watch]]\npath = \"/srv/a\"\nsource = \"phone\"\nmonitor = \"312国道\"\n".to_owned(),
            "source = \"camera\" or \"cctv\"",
        ),
        (
            "[[watch]]\npath = \"/srv/a\"\nsource = \"room_video\"\nmonitor = \"312国道\"\n".to_owned(),
            "never be records of a monitoring device",
        ),
        (
            format!("{cctv}room = \"询问室一\"\nmonitor = \"312国道\"\n"),
            "of a room or of a device",
        ),
        ("[[watch]]\npath = \"/srv/a\"\n".to_owned(), "missing field"),
    ] {
        let refused = loaded(&text).unwrap_err();
        assert!(refused.contains(part), "{text}: {refused}");
    }
}

#[test]
fn folder_of_a_room_or_of_a_device_takes_what_its_camera_can_be() {
    let watch = |source: &str, of: &str| {
        let text = format!("[[watch]]\npath = \"/srv/a\"\nsource = \"{source}\"\n{of} = \"K105\"\n");
        loaded(&text).is_ok()
    };
    let taken = |of: &str| {
        let all = [
            "handheld",
            "camera",
            "voice_recorder",
            "room_video",
            "cctv",
            "phone",
            "unknown",
        ];
        all.into_iter().filter(|source| watch(source, of)).collect::<Vec<_>>()
    };
    assert_eq!(taken("room"), ["camera", "room_video", "cctv"]);
    assert_eq!(taken("monitor"), ["camera", "cctv", "unknown"]);
}
