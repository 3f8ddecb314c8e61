//! Who talks to the server over HTTP: anybody, people who are signed in, machines with a token.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use evidence_schema::people::{Role, Standing};
use evidence_schema::rules::access::Asker;
use evidence_schema::wire::problem::Problem;
use evidence_server::app::App;
use evidence_server::http::extract::{COOKIE_NAME, FORM_TOKEN_HEADER};
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{World, chance_hex, process};

/// Longer than the longest answer that the server may take.
const ANSWER_LIMIT: Duration = Duration::from_mins(2);

/// Where a server listens; shared, so that everybody finds it again after a restart.
#[derive(Debug, Clone, Default)]
pub struct Address(Arc<AtomicU16>);

impl Address {
    /// A port of which the caller knows that a server listens there.
    pub fn at(port: u16) -> Self {
        Self(Arc::new(AtomicU16::new(port)))
    }

    /// The port on 127.0.0.1, 0 before the first start.
    pub fn port(&self) -> u16 {
        self.0.load(Ordering::SeqCst)
    }

    pub(super) fn set_port(&self, port: u16) {
        self.0.store(port, Ordering::SeqCst);
    }

    /// `http://127.0.0.1:PORT` and a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port())
    }
}

/// Somebody who talks to the server.
#[derive(Debug, Clone)]
pub struct Caller {
    client: Client,
    address: Address,
    headers: HeaderMap,
}

impl Caller {
    /// Nobody in particular.
    pub fn anonymous(address: &Address) -> Self {
        // A connection that outlived a killed server would fail the next request.
        let client = Client::builder()
            .no_proxy()
            .timeout(ANSWER_LIMIT)
            .pool_max_idle_per_host(0);
        let client = client.redirect(reqwest::redirect::Policy::none());
        Self {
            client: client.build().expect("make an HTTP client"),
            address: address.clone(),
            headers: HeaderMap::new(),
        }
    }

    /// The same with a bearer token.
    #[must_use]
    pub fn with_bearer(&self, token: &str) -> Self {
        self.with_header(AUTHORIZATION, &format!("Bearer {token}"))
    }

    /// The same with one more header in every request.
    #[must_use]
    pub fn with_header(&self, name: HeaderName, value: &str) -> Self {
        let mut headers = self.headers.clone();
        headers.insert(name, HeaderValue::from_str(value).expect("a header's value"));
        Self {
            headers,
            ..self.clone()
        }
    }

    /// Headers that every request of this caller carries.
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Where the server listens.
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// A request, to be completed and sent.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, self.address.url(path))
            .headers(self.headers.clone())
    }

    /// Sends a GET.
    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path)
            .send()
            .await
            .unwrap_or_else(|error| panic!("GET {path}: {error:?}"))
    }

    /// Sends a POST with a JSON body.
    pub async fn post(&self, path: &str, body: &impl Serialize) -> Response {
        let sent = self.request(Method::POST, path).json(body).send().await;
        sent.unwrap_or_else(|error| panic!("POST {path}: {error:?}"))
    }

    /// GETs something that must be there.
    pub async fn read<T: DeserializeOwned>(&self, path: &str) -> T {
        answer_of(self.get(path).await).await
    }

    /// POSTs something that must be accepted.
    pub async fn tell<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> T {
        answer_of(self.post(path, body).await).await
    }
}

/// The body of an answer that must be a success.
pub(super) async fn answer_of<T: DeserializeOwned>(response: Response) -> T {
    let (status, url) = (response.status(), response.url().clone());
    let text = response.text().await.expect("read the answer's body");
    assert!(status.is_success(), "{url}: {status}: {text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{url}: {error}: {text}"))
}

/// The problem that an answer must be.
pub async fn problem_of(response: Response) -> Problem {
    let (status, url) = (response.status(), response.url().clone());
    let text = response.text().await.expect("read the answer's body");
    assert!(
        !status.is_success(),
        "{url}: a problem was expected, not {status}: {text}"
    );
    let problem: Problem = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{url}: {error}: {text}"));
    assert_eq!(problem.status, status.as_u16(), "{url}: the body names another status");
    problem
}

impl World {
    /// Nobody in particular.
    pub fn anonymous(&self) -> Caller {
        Caller::anonymous(&self.address)
    }

    /// A new user, who works with footage, signed in.
    pub async fn user(&self) -> Caller {
        self.person(Standing::User).await
    }

    /// A new administrator, who sees no footage, signed in.
    pub async fn administrator(&self) -> Caller {
        self.person(Standing::Administrator).await
    }

    async fn person(&self, role: Standing) -> Caller {
        let (name, password) = (format!("person-{}", chance_hex(8)), chance_hex(20));
        self.add_person(&name, role, &password);
        self.sign_in(&name, &password).await
    }

    /// Makes an account, on the command line.
    pub fn add_person(&self, name: &str, role: Standing, password: &str) {
        let words = [
            "user",
            "add",
            "--name",
            name,
            "--role",
            role.as_str(),
            "--password-file",
            "-",
        ];
        process::run_well(self.command(&words), password);
    }

    /// A new account with one role on one unit and all below it, or in the whole agency, signed in.
    pub async fn granted(&self, role: Role, unit: Option<&str>) -> Caller {
        self.granted_named(&format!("person-{}", chance_hex(8)), role, unit)
            .await
    }

    /// The same with a name.
    pub async fn granted_named(&self, name: &str, role: Role, unit: Option<&str>) -> Caller {
        let password = chance_hex(20);
        self.add_granted(name, (role, unit), &password);
        self.sign_in(name, &password).await
    }

    /// Makes an account with one role, on the command line.
    pub fn add_granted(&self, name: &str, (role, unit): (Role, Option<&str>), password: &str) {
        let mut words = vec!["user", "add", "--name", name, "--role", role.as_str()];
        words.extend(["--password-file", "-"]);
        words.extend(unit.into_iter().flat_map(|unit| ["--unit", unit]));
        process::run_well(self.command(&words), password);
    }

    /// A session of a person, with cookie and form token as a browser has them.
    pub async fn sign_in(&self, name: &str, password: &str) -> Caller {
        self.sign_in_through(&self.app().await, name, password).await
    }

    /// The same where the data is open already: opening a region's costs more than a sign-in.
    pub async fn sign_in_through(&self, app: &App, name: &str, password: &str) -> Caller {
        let signed_in = app.sign_in(name, password, "test world").await.expect("sign in");
        let found = app
            .asker_of_cookie(&signed_in.cookie)
            .await
            .expect("look for the session");
        let (_, session, _) = found.expect("the session is there");
        self.anonymous()
            .with_header(COOKIE, &format!("{COOKIE_NAME}={}", signed_in.cookie))
            .with_header(HeaderName::from_static(FORM_TOKEN_HEADER), &session.form_token)
    }

    /// Registers a recorder, on the command line.
    pub fn add_recorder(&self, serial: &str) {
        self.run(&["recorder", "add", "--serial", serial, "--title", serial]);
    }

    /// The bearer token of the agency's case system.
    pub fn add_case_system(&self, name: &str) -> String {
        self.run(&["machine", "add", "--name", name, "--case-system"])
            .trim()
            .to_owned()
    }

    /// The bearer token of a new machine that is no dock.
    pub fn add_machine(&self, name: &str) -> String {
        self.run(&["machine", "add", "--name", name]).trim().to_owned()
    }

    /// A new machine that is no dock.
    pub fn machine(&self) -> Caller {
        let token = self.add_machine(&format!("machine-{}", chance_hex(8)));
        self.anonymous().with_bearer(&token)
    }

    /// A one-time token for a new dock: the line that `ingest-agent enroll` takes.
    pub fn dock_token(&self, name: &str) -> String {
        self.run(&["dock", "enroll", "--name", name]).trim().to_owned()
    }

    /// Takes a dock's right to talk away, as an administrator does.
    pub async fn revoke(&self, dock: &super::TestDock) {
        let app = self.app().await;
        let administrator = evidence_schema::ids::PersonId::from_random([7; 16]);
        let asker = Asker::Person(administrator, Standing::Administrator.roles());
        let actor = evidence_schema::people::Actor::Person(administrator);
        app.dock_revoke(asker, actor, dock.id).await.expect("revoke the dock");
    }
}
