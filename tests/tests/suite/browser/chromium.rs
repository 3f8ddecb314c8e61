//! Chromium behind Debian's chromedriver, on a free port, ended with the test.

use std::time::Duration;

use serde_json::{Value, json};
use tests::world::process::{self, Log, Program, free_port};
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{Address, Caller};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::common::log::LoggingPrefsLogLevel;
use thirtyfour::error::{WebDriverErrorInner, WebDriverResult};
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, RequestData, SessionId};

const DRIVER: &str = "/usr/bin/chromedriver";
/// Width of a small phone.
pub(super) const NARROW: u32 = 390;

/// A browser that somebody sits at.
pub(super) struct Browser {
    driver: WebDriver,
    address: Address,
    _program: Program,
}

/// A command of the `DevTools` protocol, through the driver.
#[derive(Debug)]
struct DevTools(&'static str, Value);

impl FormatRequestData for DevTools {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let path = format!("/session/{session}/goog/cdp/execute");
        RequestData::new(reqwest::Method::POST, path).add_body(json!({"cmd": self.0, "params": self.1}))
    }
}

impl Browser {
    /// A browser that looks at this server; `None`, said aloud, where there is no chromedriver outside continuous
    /// integration.
    pub(super) async fn start(address: &Address) -> Option<Self> {
        if !std::path::Path::new(DRIVER).is_file() {
            assert!(
                std::env::var_os("CI").is_none(),
                "{DRIVER} is missing (package chromium-driver)"
            );
            eprintln!("SKIPPED: {DRIVER} is missing (package chromium-driver)");
            return None;
        }
        let (port, log) = (free_port(), Log::default());
        let mut command = process::command(DRIVER);
        command.arg(format!("--port={port}"));
        let program = Program::start("chromedriver", command, &log);
        let answers = Caller::anonymous(&Address::at(port));
        eventually("chromedriver is ready", PATIENCE, async || {
            let status = answers.request(reqwest::Method::GET, "/status").send().await.ok()?;
            status.status().is_success().then_some(())
        })
        .await;
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities())
            .await
            .expect("start Chromium");
        driver
            .set_script_timeout(Duration::from_mins(1))
            .await
            .expect("set a limit to scripts");
        let browser = Self {
            driver,
            address: address.clone(),
            _program: program,
        };
        browser.set_width(1280).await;
        Some(browser)
    }

    /// The screen is so wide.
    pub(super) async fn set_width(&self, width: u32) {
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        let set = self
            .driver
            .cmd(DevTools("Emulation.setDeviceMetricsOverride", size))
            .await;
        set.expect("set the size of the screen");
    }

    /// Opens a page of the server.
    pub(super) async fn open(&self, path: &str) {
        self.driver
            .goto(self.address.url(path))
            .await
            .unwrap_or_else(|error| panic!("open {path}: {error}"));
    }

    /// Path and query of the page that is open.
    pub(super) async fn path(&self) -> String {
        let url = self.driver.current_url().await.expect("ask for the address");
        url.query()
            .map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
    }

    /// Whether there is such an element now.
    pub(super) async fn has(&self, selector: &str) -> bool {
        self.driver.find(By::Css(selector)).await.is_ok()
    }

    /// The text of an element, once it is there.
    pub(super) async fn text(&self, selector: &str) -> String {
        self.with(selector, async |element| element.text().await).await
    }

    /// Types into a field.
    pub(super) async fn fill(&self, selector: &str, text: &str) {
        self.with(selector, async |element| element.send_keys(text).await).await;
    }

    /// Clicks on an element.
    pub(super) async fn click(&self, selector: &str) {
        self.with(selector, async |element| element.click().await).await;
    }

    /// Clicks on what leads to another page (or to this one anew) and waits until that page is there.
    pub(super) async fn follow(&self, selector: &str) {
        self.set_out().await;
        self.click(selector).await;
        self.arrive(selector).await;
    }

    /// From here on this page is the one that is left.
    pub(super) async fn set_out(&self) {
        self.script("window.isLeftBehind = true").await;
    }

    /// Waits until another page is there.
    pub(super) async fn arrive(&self, by: &str) {
        let is_there = "return !window.isLeftBehind && document.readyState === 'complete'";
        eventually(&format!("{by} leads to a page"), PATIENCE, async || {
            // Between two pages the browser may refuse to run a script.
            let answer = self.driver.execute(is_there, Vec::new()).await.ok()?;
            (*answer.json() == true).then_some(())
        })
        .await;
    }

    /// Does something with an element, once it is there; again where a live page put another in its place meanwhile.
    async fn with<T>(&self, selector: &str, act: impl AsyncFn(WebElement) -> WebDriverResult<T>) -> T {
        let done = eventually(selector, PATIENCE, async || {
            let element = self.driver.find(By::Css(selector)).await.ok()?;
            match act(element).await {
                Ok(value) => Some(value),
                Err(error) if matches!(error.as_inner(), WebDriverErrorInner::StaleElementReference(_)) => None,
                Err(error) => panic!("{selector}: {error}"),
            }
        });
        done.await
    }

    /// Runs a script in the page and gives what it returns.
    pub(super) async fn script(&self, text: &str) -> Value {
        let answer = self.driver.execute(text, Vec::new()).await;
        answer.unwrap_or_else(|error| panic!("{text}: {error}")).json().clone()
    }

    /// Waits until a script returns true.
    pub(super) async fn until(&self, text: &str) {
        eventually(text, PATIENCE, async || (self.script(text).await == true).then_some(())).await;
    }

    /// Signs in on the page for it and sees what comes next.
    pub(super) async fn sign_in(&self, name: &str, password: &str) {
        self.open("/sign-in").await;
        self.fill("#name", name).await;
        self.fill("#password", password).await;
        self.follow(".door button").await;
    }

    /// No page reaches beyond the screen.
    pub(super) async fn assert_fits(&self, path: &str) {
        self.open(path).await;
        let beyond = self
            .script("return document.documentElement.scrollWidth - window.innerWidth")
            .await;
        assert!(
            beyond.as_i64().is_some_and(|pixels| pixels <= 0),
            "{path} reaches {beyond} pixels beyond the screen"
        );
    }

    /// The page stands at a field inside of this part, where something is wrong, and the field is in sight.
    pub(super) async fn assert_at_wrong_field(&self, part: &str) {
        let at = format!(
            "const here = document.activeElement; const box = here.getBoundingClientRect(); \
             return here.closest('{part}') !== null && box.top >= 0 && box.bottom <= window.innerHeight && window.scrollY > 0"
        );
        self.until(&at).await;
    }

    /// The console has no errors; then the browser ends.
    pub(super) async fn close(self) {
        self.close_after_refusals(0).await;
    }

    /// The console has no errors but so many forms that were refused on purpose; then the browser ends.
    pub(super) async fn close_after_refusals(self, refusals: usize) {
        let entries = self.driver.handle().browser_log().await.expect("read the console");
        let errors: Vec<_> = entries
            .iter()
            .filter(|entry| entry.level == "SEVERE")
            .map(|e| &e.message)
            .collect();
        let (refused, errors): (Vec<_>, Vec<_>) = errors
            .into_iter()
            .partition(|message| message.contains("a status of 422"));
        assert!(errors.is_empty(), "the console has errors: {errors:#?}");
        assert_eq!(refused.len(), refusals, "forms that were refused: {refused:#?}");
        self.driver.quit().await.expect("close Chromium");
    }
}

fn capabilities() -> ChromeCapabilities {
    let mut wanted = DesiredCapabilities::chrome();
    // A test may run as root, where Chromium has no sandbox; it sees only our own pages.
    let arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--autoplay-policy=no-user-gesture-required",
        "--no-first-run",
        "--disable-background-networking",
    ];
    for argument in arguments {
        wanted.add_arg(argument).expect("an argument of Chromium");
    }
    wanted
        .set_browser_log_level(LoggingPrefsLogLevel::All)
        .expect("ask for the console");
    wanted
}
