//! `evidence-server`: serve, and the commands of whoever runs it.

mod command;

use clap::Parser;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let arguments = command::Arguments::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,access=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    match command::run(arguments).await {
        Ok(code) => code,
        Err(error) => {
            command::say_error(&error);
            std::process::ExitCode::FAILURE
        }
    }
}
