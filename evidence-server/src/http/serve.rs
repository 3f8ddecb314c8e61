//! Listening: plain on loopback, TLS where it is configured; ends gracefully.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use super::pages::face;
use super::{observe, routes};
use crate::app::App;

const GRACE: Duration = Duration::from_secs(10);
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

fn header_if_absent(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// The application as a service.
pub fn service(app: App) -> axum::Router {
    routes::router()
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(app.clone(), face::face))
        .layer(middleware::from_fn_with_state(app.clone(), observe::watch))
        .layer(header_if_absent(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(header_if_absent(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header_if_absent(header::REFERRER_POLICY, "same-origin"))
        .layer(header_if_absent(header::X_FRAME_OPTIONS, "DENY"))
        .with_state(app)
}

/// Certificate and key, read from PEM files.
///
/// # Errors
/// When they cannot be read or do not fit together.
pub async fn tls(certificate: &Path, key: &Path) -> std::io::Result<RustlsConfig> {
    RustlsConfig::from_pem_file(certificate, key).await
}

/// Serves until the handle is told to stop.
///
/// # Errors
/// When the connection loop fails.
pub async fn serve(
    app: App,
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    handle: Handle<SocketAddr>,
) -> std::io::Result<()> {
    let make = service(app).into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        Some(tls) => {
            axum_server::from_tcp_rustls(listener, tls)?
                .handle(handle)
                .serve(make)
                .await
        }
        None => axum_server::from_tcp(listener)?.handle(handle).serve(make).await,
    }
}

/// Lets running requests end.
pub fn stop(handle: &Handle<SocketAddr>) {
    handle.graceful_shutdown(Some(GRACE));
}
