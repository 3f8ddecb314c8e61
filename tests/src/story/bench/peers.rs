//! Who runs beside us: one reading by OpenSSL, rclone to WebDAV, and the script that a careful clerk would write.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

use super::footage_gib;
use super::machine::{Cache, cpu_seconds};
use crate::recorder::RecorderVolume;
use crate::world::process::{Log, Program, command, free_port, spawn};
use crate::world::wait::{PATIENCE, eventually_now};

/// A peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Peer {
    /// `openssl dgst -sha256` over all segments: what reading and hashing once must cost.
    Openssl,
    /// `rclone copy` to `rclone serve webdav` on loopback: bytes moved, nothing proven.
    Rclone,
    /// `sha256sum`, `rclone copy`, `sha256sum -c` of the copy, one after the other.
    Clerk,
}

/// What one run took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) seconds: f64,
    /// Of all processes of the peer, its server included.
    pub(super) cpu_s: f64,
}

impl Run {
    pub(super) fn cpu_per_gib(&self) -> f64 {
        self.cpu_s / footage_gib()
    }

    pub(super) fn line(&self) -> String {
        format!("{:.2} s; CPU {:.2} s", self.seconds, self.cpu_s)
    }
}

impl Peer {
    pub(super) const ALL: [Self; 3] = [Self::Openssl, Self::Rclone, Self::Clerk];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Openssl => "openssl",
            Self::Rclone => "rclone_webdav",
            Self::Clerk => "clerk_script",
        }
    }

    /// Runs it once on the segments.
    pub(super) fn measure(self, volume: &RecorderVolume, cache: Cache) -> Run {
        let clips: Vec<PathBuf> = volume.clips().map(|clip| volume.root.join(&clip.path)).collect();
        match self {
            Self::Openssl => {
                let mut openssl = command("openssl");
                openssl.args(["dgst", "-sha256"]).args(&clips);
                timed(openssl, &volume.root, cache)
            }
            Self::Rclone => {
                let webdav = WebDav::start();
                let mut rclone = command("rclone");
                rclone
                    .args(webdav.copy_words())
                    .arg(volume.root.join("VIDEO"))
                    .arg(":webdav:");
                webdav.timed(rclone, (&volume.root, cache))
            }
            Self::Clerk => {
                let webdav = WebDav::start();
                let mut script = command("sh");
                script
                    .arg("-c")
                    .arg(webdav.clerk_script())
                    .current_dir(volume.root.join("VIDEO"));
                webdav.timed(script, (&volume.root, cache))
            }
        }
    }
}

/// An `rclone serve webdav` with an empty folder of its own.
struct WebDav {
    folder: tempfile::TempDir,
    url: String,
    server: Program,
}

impl WebDav {
    fn start() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("mingjing-bench-")
            .tempdir()
            .expect("make a folder for WebDAV");
        let port = free_port();
        let mut serve = command("rclone");
        serve.args([
            "serve",
            "webdav",
            "--config",
            "/dev/null",
            "--addr",
            &format!("127.0.0.1:{port}"),
        ]);
        serve.arg(folder.path());
        let log = Log::default();
        let server = Program::start("rclone serve webdav", serve, &log);
        eventually_now("rclone serves WebDAV", PATIENCE, || {
            std::net::TcpStream::connect(("127.0.0.1", port)).ok()
        });
        Self {
            folder,
            url: format!("http://127.0.0.1:{port}"),
            server,
        }
    }

    fn copy_words(&self) -> [&str; 5] {
        ["copy", "--config", "/dev/null", "--webdav-url", &self.url]
    }

    fn clerk_script(&self) -> String {
        let copy = self.copy_words().join(" ");
        let place = self.folder.path().display();
        format!(
            "set -e; find . -type f -print0 | sort -z | xargs -0 sha256sum > '{place}.sums'; \
             rclone {copy} . :webdav: ; cd '{place}'; sha256sum --quiet -c '{place}.sums'; rm '{place}.sums'"
        )
    }

    fn timed(self, command: Command, (footage, cache): (&Path, Cache)) -> Run {
        let before = cpu_seconds(self.server.pid());
        let run = timed(command, footage, cache);
        Run {
            cpu_s: run.cpu_s + cpu_seconds(self.server.pid()) - before,
            ..run
        }
    }
}

/// Runs a command to its good end; gives its time and that of its children.
fn timed(mut command: Command, footage: &Path, cache: Cache) -> Run {
    cache.settle(footage);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let shown = format!("{command:?}");
    let start = Instant::now();
    let mut child = spawn(command);
    let pid = i32::try_from(child.id())
        .ok()
        .and_then(Pid::from_raw)
        .expect("a child has a process id");
    // It is not waited for yet: what has ended still tells its processor time.
    waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT)
        .unwrap_or_else(|error| panic!("wait for {shown}: {error}"));
    let took: Duration = start.elapsed();
    let cpu_s = cpu_seconds(child.id());
    let status = child.wait().unwrap_or_else(|error| panic!("wait for {shown}: {error}"));
    assert!(status.success(), "{shown} failed ({status})");
    Run {
        seconds: took.as_secs_f64(),
        cpu_s,
    }
}
