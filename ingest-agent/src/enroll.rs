//! `ingest-agent enroll`: the dock gets an identity of its own, once.
//!
//! What must stay true: the key is made here and never leaves; the log's key from the token must be the server's; an
//! enrolled dock is enrolled again only with `--again`, and its spool and heads stay.

use std::io::Read;
use std::path::Path;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::SigningKey;
use evidence_schema::custody::note::{SigningNoteKey, VerifyingNoteKey};
use evidence_schema::wire::docks::{EnrollRequest, EnrollToken};

use crate::agent::World;
use crate::failure::{Failure, cannot};
use crate::files;
use crate::identity::{IDENTITY_FILE, IdentityFile};
use crate::limits::SMALL_TEXT_BYTES_MAX;
use crate::upload::server::Server;

/// What the command line says.
pub(crate) struct Enrolment<'a> {
    pub(crate) url: &'a str,
    pub(crate) token_file: &'a Path,
    pub(crate) name: &'a str,
    pub(crate) is_again: bool,
}

/// Enrols; the answer is what to tell the person.
pub(crate) async fn enroll(data: &Path, world: &World, asked: &Enrolment<'_>) -> Result<String, Failure> {
    files::make_private_folder(data)?;
    if data.join(IDENTITY_FILE).exists() && !asked.is_again {
        return Err(Failure::new("this dock is enrolled already")
            .kept("its identity, spool and journal")
            .next("use --again with a new token if the server was set up anew"));
    }
    let token = token(asked.token_file)?;
    let log_key = VerifyingNoteKey::from_text(&token.log_vkey).map_err(cannot("the log's key in the token"))?;
    let mut seed = [0; 32];
    world.random.fill(&mut seed);
    let public = SigningKey::from_bytes(&seed).verifying_key();
    let server = Server::new(asked.url, None, token.tls_sha256)?;
    let request = EnrollRequest {
        token: token.secret,
        public_key: BASE64_STANDARD.encode(public.as_bytes()),
        name: asked.name.to_owned(),
    };
    let answer = server.enroll(&request).await.map_err(|error| {
        Failure::new(format!("enrolment at {}: {error}", asked.url))
            .kept("nothing was changed here")
            .next("ask the administrator for a new token: evidence-server dock enroll --name NAME")
    })?;
    if answer.log_vkey != log_key.as_str() {
        return Err(Failure::new("the server's log has another key than the token says")
            .kept("nothing was changed here")
            .next("do not use this server; tell the administrator"));
    }
    let dock_id = answer.dock_id;
    let key = SigningNoteKey::from_seed(&dock_id.to_string(), &seed).map_err(cannot("name the dock's key"))?;
    let file = IdentityFile {
        dock_id,
        name: asked.name.to_owned(),
        server: asked.url.trim_end_matches('/').to_owned(),
        bearer: answer.bearer,
        private_key: key.to_private_text().to_owned(),
        log_vkey: token.log_vkey,
        tls_sha256: token.tls_sha256,
    };
    file.store(data)?;
    Ok(format!(
        "enrolled as {} ({dock_id}); start it with: ingest-agent run --data {}",
        asked.name,
        data.display()
    ))
}

fn token(path: &Path) -> Result<EnrollToken, Failure> {
    let text = if path == Path::new("-") {
        from_stdin()?
    } else {
        files::read_small(path)?
    };
    let wrong =
        || Failure::new("this is no enrolment token").next("give the one line that the server printed, unchanged");
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(text.trim().trim_end_matches('='))
        .map_err(|_| wrong())?;
    serde_json::from_slice(&bytes).map_err(|_| wrong())
}

fn from_stdin() -> Result<String, Failure> {
    let mut text = String::new();
    let input = std::io::stdin()
        .lock()
        .take(SMALL_TEXT_BYTES_MAX)
        .read_to_string(&mut text);
    input.map_err(cannot("read the token from standard input"))?;
    Ok(text)
}
