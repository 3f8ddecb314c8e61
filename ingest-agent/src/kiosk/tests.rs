//! The screen over HTTP, on a dock with real dockings: what it shows, and to whom.

use std::net::SocketAddr;

use evidence_schema::wire::docks::DockingState;
use reqwest::{Method, Response, StatusCode};
use tokio::task::JoinSet;

use crate::tests::{TestDock, patrol_volume, wait_until};

const FILE: &str = "ZF00417_110217_20261120093000_0001.MP4";

/// A dock with its screen.
pub(crate) struct Shown {
    pub(crate) dock: TestDock,
    pub(crate) address: SocketAddr,
    /// The serving; it ends with this.
    pub(crate) tasks: JoinSet<()>,
}

/// A dock with the slots `one` and `two` and a screen.
pub(crate) fn shown() -> Shown {
    let mut dock = TestDock::enrolled();
    dock.server.state().known_serials.push("ZF00417".to_owned());
    dock.config.screen.listen = Some("127.0.0.1:0".parse().unwrap());
    dock.config.slot = ["one", "two"]
        .map(|name| crate::config::SlotConfig {
            name: name.to_owned(),
            kind: crate::config::SlotKind::Folder,
            path: dock.folder.path().join(name),
            usb_serial: None,
        })
        .into();
    let agent = dock.start();
    wait_until("the server's word on recorders", || agent.dockings.known().is_some());
    served(dock)
}

pub(crate) fn served(dock: TestDock) -> Shown {
    let mut tasks = JoinSet::new();
    let inside = dock.runtime.enter();
    let address = super::start(dock.agent(), &mut tasks).unwrap().unwrap();
    drop(inside);
    Shown { dock, address, tasks }
}

impl Shown {
    pub(crate) fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> (Response, String) {
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let mut request = client
            .request(method, format!("http://{}{path}", self.address))
            .body(body.to_owned());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.dock.runtime.block_on(async {
            let mut answer = request.send().await.unwrap();
            let mut bytes = Vec::new();
            while let Some(chunk) = answer.chunk().await.unwrap() {
                bytes.extend_from_slice(&chunk);
            }
            (answer, String::from_utf8(bytes).unwrap())
        })
    }

    pub(crate) fn page(&self, path: &str) -> String {
        let (answer, text) = self.ask(Method::GET, path, &[], "");
        assert_eq!(answer.status(), StatusCode::OK, "{path}: {text}");
        text
    }

    pub(crate) fn token(&self) -> String {
        let page = self.page("/");
        let after = page.split("name=\"form_token\" value=\"").nth(1).unwrap();
        after.split('"').next().unwrap().to_owned()
    }
}

#[test]
fn each_slot_has_a_tile_and_says_what_may_be_done() {
    let shown = shown();
    let page = shown.page("/");
    assert_eq!(page.matches("class=\"tile empty\"").count(), 2, "{page}");
    let root = shown.dock.volume_folder("patrol");
    patrol_volume(&root, &[(FILE, b"footage")]);
    let docking = shown.dock.dock(&root);
    docking.wait_for(DockingState::Stored);
    let page = shown.page("/tiles");
    for word in ["ZF00417", "已入库", "1 / 1", "剩余空间", "未见异常", "请看机身"] {
        assert!(page.contains(word), "{word}: {page}");
    }
    assert_eq!(page.matches("class=\"tile empty\"").count(), 1, "{page}");
    docking.remove();
    assert!(!shown.page("/tiles").contains("ZF00417"), "the recorder was taken");
}

#[test]
fn what_happened_is_said_in_the_readers_language() {
    let shown = shown();
    shown.dock.server.state().known_serials.clear();
    let root = shown.dock.volume_folder("patrol");
    patrol_volume(&root, &[("ZZ00001_110217_20261120093000_0001.MP4", b"footage")]);
    let docking = shown.dock.dock(&root);
    docking.wait_for(DockingState::NeedsPerson);
    let chinese = shown.page("/tiles");
    assert!(chinese.contains("请登记记录仪 ZF00417，以便确定归属"), "{chinese}");
    assert!(
        chinese.contains("文件名写的是记录仪 ZZ00001，而设备自称 ZF00417"),
        "{chinese}"
    );
    for english in ["register recorder", "speak of recorder"] {
        assert!(!chinese.contains(english), "{english}: {chinese}");
    }
    let (_, english) = shown.ask(Method::GET, "/tiles", &[("cookie", "language=en")], "");
    assert!(
        english.contains("register recorder ZF00417 so that its footage is assigned"),
        "{english}"
    );
    let report = docking.report();
    assert!(
        report.message.unwrap().contains("register recorder"),
        "programs hear it in English"
    );
    docking.remove();
}

/// A recorder of this serial with one file.
fn recorder(shown: &Shown, serial: &str) -> std::path::PathBuf {
    let root = shown.dock.volume_folder(serial);
    patrol_volume(
        &root,
        &[(&format!("{serial}_110217_20261120093000_0001.MP4"), serial.as_bytes())],
    );
    let mut block = std::fs::read(root.join("DEVICE.DAT")).unwrap();
    block[..7].copy_from_slice(serial.as_bytes());
    std::fs::write(root.join("DEVICE.DAT"), block).unwrap();
    root
}

#[test]
fn each_full_recorder_is_an_alarm_of_its_own_with_its_serial_and_its_room() {
    use std::sync::atomic::Ordering;
    let shown = shown();
    shown.dock.server.state().known_serials.push("ZF00418".to_owned());
    shown.dock.medium.free_bytes.store(1 << 30, Ordering::SeqCst);
    let volumes = ["ZF00417", "ZF00418"].map(|serial| recorder(&shown, serial));
    let one = shown.dock.dock(&volumes[0]);
    wait_until("the first alarm", || shown.dock.alarm_kinds() == ["recorder_full"]);
    shown.dock.medium.free_bytes.store(1 << 29, Ordering::SeqCst);
    let two = shown.dock.dock(&volumes[1]);
    wait_until("both are told", || shown.dock.server.state().alarms.len() == 2);
    let mut told: Vec<_> = shown
        .dock
        .server
        .state()
        .alarms
        .iter()
        .map(|alarm| alarm.serial.clone())
        .collect();
    told.sort();
    assert_eq!(told, [Some("ZF00417".to_owned()), Some("ZF00418".to_owned())]);
    let page = shown.page("/tiles");
    let alarms: Vec<&str> = page.split("</p>").filter(|line| line.contains("换一台领用")).collect();
    assert_eq!(alarms.len(), 2, "{page}");
    for (serial, free) in [("ZF00417", "剩余 1.00 GiB"), ("ZF00418", "剩余 512.00 MiB")] {
        let is_it = |line: &&&str| line.contains(serial) && line.contains(free);
        assert_eq!(alarms.iter().filter(is_it).count(), 1, "{serial}: {page}");
    }
    // Docked again, it is still one line for the recorder.
    one.remove();
    let again = shown.dock.dock(&volumes[0]);
    wait_until("the alarm of the new docking", || {
        shown.dock.server.state().alarms.len() == 3
    });
    assert_eq!(shown.page("/tiles").matches("换一台领用").count(), 2);
    for docking in [again, two] {
        docking.remove();
    }
}

#[test]
fn server_that_is_away_is_said_and_collecting_goes_on() {
    let shown = shown();
    shown
        .dock
        .server
        .faults
        .is_away
        .store(true, std::sync::atomic::Ordering::SeqCst);
    let root = shown.dock.volume_folder("patrol");
    patrol_volume(&root, &[(FILE, b"footage")]);
    let docking = shown.dock.dock(&root);
    docking.wait_for(DockingState::Spooled);
    wait_until("the screen says so", || shown.page("/tiles").contains("连不上服务器"));
    assert!(shown.page("/tiles").contains("可取走"));
    docking.remove();
    assert!(shown.page("/tiles").contains("已取走，正在上传"));
}

#[test]
fn other_names_and_other_sites_get_nothing() {
    let shown = shown();
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:1", ""] {
        let (answer, text) = shown.ask(Method::GET, "/", &[("host", host)], "");
        assert!(
            !answer.status().is_success() && !text.contains("tile"),
            "{host}: {text}"
        );
    }
    let localhost = format!("localhost:{}", shown.address.port());
    let (answer, _) = shown.ask(Method::GET, "/", &[("host", &localhost)], "");
    assert_eq!(answer.status(), StatusCode::OK);
    let form = format!("language=en&form_token={}", shown.token());
    let cross: [&[(&str, &str)]; 3] = [
        &[("origin", "http://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
    ];
    for headers in cross {
        let (answer, _) = shown.ask(Method::POST, "/language", headers, &form);
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{headers:?}");
    }
    for body in ["language=en", "language=en&form_token=", "language=en&form_token=00"] {
        let (answer, _) = shown.ask(Method::POST, "/language", &[], body);
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{body}");
    }
    let own = format!("http://{}", shown.address);
    let (answer, _) = shown.ask(Method::POST, "/language", &[("origin", &own)], &form);
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(
        cookie.starts_with("language=en;") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    let (_, english) = shown.ask(Method::GET, "/", &[("cookie", "language=en")], "");
    assert!(english.contains("Put a recorder in"), "{english}");
}

#[test]
fn every_answer_forbids_what_the_screen_does_not_need() {
    let shown = shown();
    for (path, host) in [
        ("/", None),
        ("/screen.css", None),
        ("/nothing", None),
        ("/", Some("evil.example")),
    ] {
        let headers: Vec<_> = host.map(|host| ("host", host)).into_iter().collect();
        let (answer, _) = shown.ask(Method::GET, path, &headers, "");
        let policy = answer.headers()["content-security-policy"].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers()["cache-control"], "no-store");
    }
}

#[test]
fn names_from_a_recorder_are_text_and_nothing_else() {
    let shown = shown();
    let root = shown.dock.volume_folder("patrol");
    patrol_volume(&root, &[(FILE, b"footage")]);
    let mut block = vec![b' '; 89];
    block[..7].copy_from_slice(b"<b>&\"'x");
    std::fs::write(root.join("DEVICE.DAT"), block).unwrap();
    let docking = shown.dock.dock(&root);
    wait_until("the docking is shown", || shown.page("/tiles").contains("state-"));
    let page = shown.page("/tiles");
    assert!(!page.contains("<b>"), "{page}");
    docking.remove();
}
