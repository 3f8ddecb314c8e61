//! `serve`: opens everything, listens, stops gracefully.

use std::net::{SocketAddr, TcpListener};

use anyhow::Context;
use axum_server::Handle;
use evidence_server::compose::{self, Opener};
use evidence_server::config::Config;
use evidence_server::http::serve;
use evidence_server::jobs;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::say;

/// Serves until SIGTERM or SIGINT.
pub(crate) async fn run(mut config: Config, listen: Option<SocketAddr>) -> anyhow::Result<()> {
    // Two providers are linked in (the object store brings its own); this one is meant.
    let _installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
    config.listen = listen.or(config.listen);
    let address = config.listen()?;
    let app = compose::open(&config, Opener::Server).await?;
    app.log_check_start().await?;
    for sentence in app.vault.probe().await {
        tracing::warn!("{sentence}");
    }
    app.staging_tidy().await?;
    // The folder's lock says that no other process has this name: its claims are those of one that was killed.
    let freed = app.store.job_free(&app.instance).await?;
    if freed > 0 {
        tracing::info!(freed, "jobs that an earlier process of this server left behind go on");
    }
    app.log_open().await?;
    app.webhooks_begin().await?;
    app.setup_link_offer(&config.data()).await?;
    let listener = TcpListener::bind(address).with_context(|| format!("{address} cannot be listened on"))?;
    listener.set_nonblocking(true)?;
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let tls = match &config.tls {
        Some(files) => Some(
            serve::tls(&files.certificate, &files.key)
                .await
                .context("certificate or key cannot be used")?,
        ),
        None => None,
    };
    let stop = CancellationToken::new();
    let sequencer = tokio::spawn({
        let (app, stop) = (app.clone(), stop.clone());
        async move { app.sequence(stop).await }
    });
    app.index_check_form().await?;
    app.store.case_keys_fill().await?;
    let indexer = tokio::spawn({
        let (app, stop) = (app.clone(), stop.clone());
        async move { app.index(stop).await }
    });
    let runners = jobs::start(&app, &stop);
    let handle = Handle::new();
    // Heard from here on, before anybody is told that we listen: whoever reads the line may send one at once.
    let signals = [signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?];
    tokio::spawn(stop_on_signal(handle.clone(), app.closing.clone(), signals));
    say(&format!("listening on {scheme}://{}", listener.local_addr()?));
    serve::serve(app.clone(), listener, tls, handle).await?;
    stop.cancel();
    for runner in runners {
        let _ended = runner.await;
    }
    let _ended = indexer.await;
    let _ended = sequencer.await;
    Ok(())
}

async fn stop_on_signal(handle: Handle<SocketAddr>, closing: CancellationToken, signals: [Signal; 2]) {
    let [mut terminate, mut interrupt] = signals;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping: running requests may end");
    closing.cancel();
    serve::stop(&handle);
}
