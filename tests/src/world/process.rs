//! Programs under test as processes: started in one place, heard, ended by their own id.
//!
//! What must stay true: a program never outlives the test process, even one that is killed: the kernel ends it with its
//! parent. The kernel means the parent's *thread*, so everything is started from one thread that lives to the end.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, mpsc};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

const LINES_KEPT: usize = 5000;

/// A command whose process is killed when the test process ends, however that happens.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    command
        .args(["--pdeathsig", "KILL", "--"])
        .arg(program)
        .env("NO_COLOR", "1");
    command
}

/// A program that this workspace builds.
///
/// It is taken from `MINGJING_BIN_DIR`, else from the folder in which cargo put this test.
pub fn own_program(name: &str) -> PathBuf {
    let folder = std::env::var_os("MINGJING_BIN_DIR").map_or_else(beside_this_test, PathBuf::from);
    let path = folder.join(name);
    assert!(
        path.is_file(),
        "{} is not built: run `cargo xtask test`, or `cargo build --workspace --bins` first",
        path.display()
    );
    path
}

fn beside_this_test() -> PathBuf {
    let own = std::env::current_exe().expect("know the path of this test");
    let deps = own.parent().expect("this test lies in a folder");
    let folder = if deps.ends_with("deps") {
        deps.parent()
    } else {
        Some(deps)
    };
    folder.expect("cargo's folder lies above its deps").to_owned()
}

/// Starts a command from the thread that lives to the end.
pub fn spawn(command: Command) -> Child {
    type Order = (Command, mpsc::Sender<std::io::Result<Child>>);
    static STARTER: OnceLock<mpsc::Sender<Order>> = OnceLock::new();
    let starter = STARTER.get_or_init(|| {
        let (orders, received) = mpsc::channel::<Order>();
        let starting = move || {
            for (mut command, answer) in received {
                // Whoever asked waits for the answer.
                let _heard = answer.send(command.spawn());
            }
        };
        std::thread::Builder::new()
            .name("starter".into())
            .spawn(starting)
            .expect("start the thread that starts programs");
        orders
    });
    let shown = format!("{command:?}");
    let (answer, started) = mpsc::channel();
    starter
        .send((command, answer))
        .expect("the starting thread lives to the end");
    let child = started.recv().expect("the starting thread answers");
    child.unwrap_or_else(|error| panic!("start {shown}: {error}"))
}

/// Runs a command to its end and gives what it said; `input` goes to its standard input.
pub fn run(mut command: Command, input: &str) -> Output {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let shown = format!("{command:?}");
    let mut child = spawn(command);
    let mut stdin = child.stdin.take().expect("the standard input was asked for");
    // A command that does not read its input closes it.
    let _taken = std::io::Write::write_all(&mut stdin, input.as_bytes());
    drop(stdin);
    child
        .wait_with_output()
        .unwrap_or_else(|error| panic!("wait for {shown}: {error}"))
}

/// The same, and it must have succeeded; gives its standard output.
pub fn run_well(command: Command, input: &str) -> String {
    let shown = format!("{command:?}");
    let output = run(command, input);
    assert!(
        output.status.success(),
        "{shown} failed ({}):\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap_or_else(|error| panic!("{shown} printed no UTF-8: {error}"))
}

/// What a program said, both streams in the order in which the lines came, the last 5000.
#[derive(Clone, Default)]
pub struct Log(Arc<(Mutex<Heard>, Condvar)>);

#[derive(Default)]
struct Heard {
    lines: VecDeque<String>,
    /// Number of the first line that is still kept.
    first: usize,
}

impl Log {
    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a line.
    pub fn say(&self, line: String) {
        let mut heard = self.heard();
        heard.lines.push_back(line);
        if heard.lines.len() > LINES_KEPT {
            heard.lines.pop_front();
            heard.first += 1;
        }
        self.0.1.notify_all();
    }

    /// Everything that is kept.
    pub fn text(&self) -> String {
        let heard = self.heard();
        heard.lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }

    /// Number of lines heard so far, to be given to [`Self::wait_for`].
    pub fn len(&self) -> usize {
        let heard = self.heard();
        heard.first + heard.lines.len()
    }

    /// Nothing was said yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first line from number `from` on that `wanted` accepts, `None` when it does not come in time.
    pub fn wait_for(&self, from: usize, limit: Duration, wanted: impl Fn(&str) -> bool) -> Option<String> {
        let end = Instant::now() + limit;
        let mut heard = self.heard();
        loop {
            let skipped = from.saturating_sub(heard.first);
            if let Some(line) = heard.lines.iter().skip(skipped).find(|line| wanted(line)) {
                return Some(line.clone());
            }
            let left = end.checked_duration_since(Instant::now())?;
            let waited = self.0.1.wait_timeout(heard, left.min(Duration::from_millis(500)));
            heard = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn follow(&self, stream: impl Read + Send + 'static) {
        let log = self.clone();
        std::thread::spawn(move || {
            let mut stream = BufReader::new(stream);
            let mut line = Vec::new();
            while stream.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
                log.say(String::from_utf8_lossy(&line).trim_end().to_owned());
                line.clear();
            }
        });
    }
}

/// A program that runs beside the test.
pub struct Program {
    name: String,
    child: Child,
    log: Log,
    ended: Option<ExitStatus>,
}

impl Program {
    /// Starts it; both of its streams go to `log`.
    pub fn start(name: &str, mut command: Command, log: &Log) -> Self {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = spawn(command);
        log.follow(child.stdout.take().expect("standard output was asked for"));
        log.follow(child.stderr.take().expect("standard error was asked for"));
        Self {
            name: name.to_owned(),
            child,
            log: log.clone(),
            ended: None,
        }
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it said.
    pub const fn log(&self) -> &Log {
        &self.log
    }

    /// How it ended, `None` while it runs.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        if self.ended.is_none() {
            self.ended = self
                .child
                .try_wait()
                .unwrap_or_else(|error| panic!("look after {}: {error}", self.name));
        }
        self.ended
    }

    /// Sends a signal, if it still runs.
    pub fn signal(&mut self, signal: Signal) {
        if self.ended().is_some() {
            return;
        }
        let pid = i32::try_from(self.pid()).ok().and_then(Pid::from_raw);
        let pid = pid.unwrap_or_else(|| panic!("{} has no process id", self.name));
        kill_process(pid, signal).unwrap_or_else(|error| panic!("signal {}: {error}", self.name));
    }

    /// `kill -9`, and waits until it is gone. Gives whether it died of that, and not before.
    pub fn kill(&mut self) -> bool {
        self.signal(Signal::KILL);
        let status = self
            .child
            .wait()
            .unwrap_or_else(|error| panic!("wait for {}: {error}", self.name));
        self.ended = Some(status);
        status.signal() == Some(Signal::KILL.as_raw())
    }

    /// Asks it to stop and waits for its end; it must stop in time and say that all is well.
    pub fn stop(&mut self, limit: Duration) {
        self.signal(Signal::TERM);
        let end = Instant::now() + limit;
        let status = loop {
            if let Some(status) = self.ended() {
                break status;
            }
            if Instant::now() > end {
                self.kill();
                panic!("{} did not stop within {} s", self.name, limit.as_secs());
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        assert!(status.success(), "{} stopped with {status}", self.name);
    }

    /// Bytes of memory that it holds now.
    pub fn resident_bytes(&self) -> u64 {
        memory_line(self.pid(), "VmRSS:")
    }

    /// The most bytes of memory that it ever held.
    pub fn resident_bytes_max(&self) -> u64 {
        memory_line(self.pid(), "VmHWM:")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if self.ended().is_none() {
            self.kill();
        }
    }
}

fn memory_line(pid: u32, name: &str) -> u64 {
    let path = PathBuf::from(format!("/proc/{pid}/status"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("read {}: {error}", path.display()));
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let kib = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or_else(|| panic!("{} has no {name}", path.display())) * 1024
}

/// A TCP port of 127.0.0.1 that was free a moment ago.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("listen on a free port");
    listener.local_addr().expect("know the port").port()
}

/// Whether this test process is root.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Writes a file that only its owner may read.
pub fn write_secret(path: &Path, text: &str) {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.unwrap_or_else(|error| panic!("write {}: {error}", path.display()));
}

/// Mounting needs root. In CI its absence is a failure, elsewhere the test says that it was skipped.
pub fn may_mount() -> bool {
    if is_root() {
        return true;
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "CI is set, and without root no small disk can be mounted"
    );
    eprintln!("SKIPPED: without root no small disk can be mounted");
    false
}
