//! A small HTTP receiver: hears deliveries, checks their signatures, answers as a test says.

use std::collections::VecDeque;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex};

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use evidence_schema::wire::webhooks::WebhookBody;
use tests::world::WorldSpec;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const KEY: &[u8] = b"twenty-four bytes at the least";

/// What the receiver does with a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behaviour {
    /// Answers with this status.
    Status(u16),
    /// Never answers.
    Hang,
}

/// One delivery as it came.
#[derive(Debug, Clone)]
pub(super) struct Delivery {
    pub(super) id: String,
    pub(super) path: String,
    pub(super) body: WebhookBody,
    pub(super) text: String,
    /// The status that it was answered with; absent where it was not answered.
    pub(super) answered: Option<u16>,
}

#[derive(Default)]
struct Shared {
    behaviours: VecDeque<Behaviour>,
    heard: Vec<Delivery>,
}

/// The receiver; it listens while a task of it lives.
pub(super) struct Receiver {
    pub(super) port: u16,
    shared: Arc<Mutex<Shared>>,
    listening: Option<JoinHandle<()>>,
}

impl Receiver {
    /// Listens on a port of its own.
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut receiver = Self {
            port: listener.local_addr().unwrap().port(),
            shared: Arc::default(),
            listening: None,
        };
        receiver.listen(listener);
        receiver
    }

    fn listen(&mut self, listener: TcpListener) {
        let shared = Arc::clone(&self.shared);
        self.listening = Some(tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(hear(stream, Arc::clone(&shared)));
            }
        }));
    }

    /// Stops listening; whoever connects is refused.
    pub(super) async fn go_down(&mut self) {
        if let Some(listening) = self.listening.take() {
            listening.abort();
            let _ended = listening.await;
        }
    }

    /// Listens again where it listened before.
    pub(super) async fn come_up(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.listen(listener);
    }

    /// What it does with the next deliveries; afterwards it takes them.
    pub(super) fn behave(&self, behaviours: &[Behaviour]) {
        self.shared.lock().unwrap().behaviours.extend(behaviours);
    }

    /// Everything that came, oldest first.
    pub(super) fn heard(&self) -> Vec<Delivery> {
        self.shared.lock().unwrap().heard.clone()
    }

    /// Deliveries that were taken.
    pub(super) fn taken(&self) -> Vec<Delivery> {
        let taken = self.heard().into_iter();
        taken.filter(|delivery| delivery.answered == Some(204)).collect()
    }

    /// A server that tells this receiver; `lines` are further lines of its configuration.
    pub(super) fn spec(&self, folder: &Path, lines: &[(&str, toml::Value)]) -> WorldSpec {
        WorldSpec::default().set("webhook", toml::Value::Array(vec![self.table(folder, lines).into()]))
    }

    /// Its part of the configuration.
    pub(super) fn table(&self, folder: &Path, lines: &[(&str, toml::Value)]) -> toml::Table {
        let mut table = toml::Table::new();
        table.insert("name".to_owned(), "case-system".into());
        table.insert("url".to_owned(), format!("http://127.0.0.1:{}/told", self.port).into());
        let file = secret_file(folder, 0o600);
        table.insert("secret_file".to_owned(), file.to_str().unwrap().into());
        for (name, value) in lines {
            table.insert((*name).to_owned(), value.clone());
        }
        table
    }
}

/// A file with the secret that both sides know.
pub(super) fn secret_file(folder: &Path, mode: u32) -> std::path::PathBuf {
    let path = folder.join(format!("secret-{mode:o}"));
    let mut options = std::fs::OpenOptions::new();
    let file = options.write(true).create(true).truncate(true).mode(mode).open(&path);
    let text = format!("whsec_{}\n", BASE64_STANDARD.encode(KEY));
    std::io::Write::write_all(&mut file.unwrap(), text.as_bytes()).unwrap();
    path
}

async fn hear(mut stream: TcpStream, shared: Arc<Mutex<Shared>>) {
    let Some((head, body)) = request(&mut stream).await else {
        return;
    };
    let header = |name: &str| {
        let found = head.lines().filter_map(|line| line.split_once(": "));
        let mut found = found.filter(|(key, _)| key.eq_ignore_ascii_case(name));
        found
            .next()
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default()
    };
    let (id, timestamp, signature) = (
        header("webhook-id"),
        header("webhook-timestamp"),
        header("webhook-signature"),
    );
    let key = hmac::Key::new(hmac::HMAC_SHA256, KEY);
    let tag = BASE64_STANDARD
        .decode(signature.trim_start_matches("v1,"))
        .unwrap_or_default();
    let signed = format!("{id}.{timestamp}.{body}");
    assert!(
        signature.starts_with("v1,") && hmac::verify(&key, signed.as_bytes(), &tag).is_ok(),
        "not signed: {head}"
    );
    let behaviour = shared
        .lock()
        .unwrap()
        .behaviours
        .pop_front()
        .unwrap_or(Behaviour::Status(204));
    let answered = match behaviour {
        Behaviour::Status(status) => Some(status),
        Behaviour::Hang => None,
    };
    shared.lock().unwrap().heard.push(Delivery {
        id,
        path: head.split(' ').nth(1).unwrap_or_default().to_owned(),
        body: serde_json::from_str(&body).unwrap(),
        text: body,
        answered,
    });
    match answered {
        Some(status) => {
            let location = if status == 302 { "Location: /elsewhere\r\n" } else { "" };
            let answer = format!("HTTP/1.1 {status} X\r\n{location}Content-Length: 0\r\nConnection: close\r\n\r\n");
            let _sent = stream.write_all(answer.as_bytes()).await;
        }
        // Until the other side goes away.
        None => while stream.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {},
    }
}

/// Head and body of one request.
async fn request(stream: &mut TcpStream) -> Option<(String, String)> {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let read = stream.read(&mut piece).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse::<usize>().ok())?
        });
        if body.len() >= length.unwrap_or(0) {
            return Some((head.to_owned(), body.to_owned()));
        }
    }
}
