//! A volume's system for tests: counts what it is asked, fails and kills where the test wants it.

use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use crate::release::medium::{Access, Medium, Space, Step};

type Told = Box<dyn Fn(Step) + Send>;

pub(crate) struct FakeMedium {
    pub(crate) free_bytes: AtomicU64,
    /// The system refuses to make a volume writable.
    pub(crate) refuses: AtomicBool,
    /// Times that a volume is busy when it should become read-only again.
    pub(crate) busy: AtomicUsize,
    /// Syncs fail.
    pub(crate) loses: AtomicBool,
    /// The thread that reaches this step for the n-th time ends there.
    kill_at: Mutex<Option<(Step, usize)>>,
    /// Called at each step, before a kill.
    on_step: Mutex<Option<Told>>,
    asked: Mutex<Vec<Access>>,
    steps: Mutex<Vec<Step>>,
}

impl Default for FakeMedium {
    fn default() -> Self {
        Self {
            free_bytes: AtomicU64::new(64 << 30),
            refuses: AtomicBool::new(false),
            busy: AtomicUsize::new(0),
            loses: AtomicBool::new(false),
            kill_at: Mutex::default(),
            on_step: Mutex::default(),
            asked: Mutex::default(),
            steps: Mutex::default(),
        }
    }
}

impl FakeMedium {
    /// Remounts so far.
    pub(crate) fn remounts(&self) -> Vec<Access> {
        self.asked.lock().unwrap().clone()
    }

    /// Steps reached so far.
    pub(crate) fn steps(&self) -> Vec<Step> {
        self.steps.lock().unwrap().clone()
    }

    pub(crate) fn kill_at(&self, step: Step, times: usize) {
        *self.kill_at.lock().unwrap() = Some((step, times));
    }

    pub(crate) fn never_kill(&self) {
        *self.kill_at.lock().unwrap() = None;
    }

    pub(crate) fn on_step(&self, told: impl Fn(Step) + Send + 'static) {
        *self.on_step.lock().unwrap() = Some(Box::new(told));
    }
}

impl Medium for FakeMedium {
    fn remount(&self, place: &Path, access: Access) -> io::Result<()> {
        self.asked.lock().unwrap().push(access);
        // As the kernel does.
        if access == Access::ReadOnly && holds_nameless_file(place) {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        let count_down = |n: usize| n.checked_sub(1);
        let busy = || self.busy.fetch_update(Ordering::SeqCst, Ordering::SeqCst, count_down);
        if access == Access::ReadOnly && busy().is_ok() {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        if access == Access::ReadWrite && self.refuses.load(Ordering::SeqCst) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        Ok(())
    }

    fn sync(&self, _place: &Path) -> io::Result<()> {
        if self.loses.load(Ordering::SeqCst) {
            return Err(io::Error::from_raw_os_error(5));
        }
        Ok(())
    }

    fn space(&self, _place: &Path) -> io::Result<Space> {
        Ok(Space {
            free_bytes: self.free_bytes.load(Ordering::SeqCst),
            total_bytes: 64 << 30,
        })
    }

    fn reached(&self, step: Step) {
        self.steps.lock().unwrap().push(step);
        if let Some(told) = self.on_step.lock().unwrap().as_ref() {
            told(step);
        }
        let is_now = self.kill_at.lock().unwrap().as_mut().is_some_and(|(at, left)| {
            if *at == step {
                *left = left.saturating_sub(1);
            }
            *at == step && *left == 0
        });
        if is_now {
            *self.kill_at.lock().unwrap() = None;
            // A thread that unwinds does nothing more, as a killed one.
            std::panic::resume_unwind(Box::new("killed by the test"));
        }
    }
}

/// Whether this process holds a file of the volume open that was unlinked.
fn holds_nameless_file(place: &Path) -> bool {
    let open = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
    open.filter_map(|entry| std::fs::read_link(entry.path()).ok())
        .any(|path| path.starts_with(place) && path.to_string_lossy().ends_with(" (deleted)"))
}
