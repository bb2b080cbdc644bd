//! A host on a thread of its own, with a large stack and a front that any thread may use.

use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

use nix::sys::signal::SigSet;

use super::{Builder, Host};

/// The stack of a host thread in bytes. It is reserved, and committed only as calls nest.
const STACK: usize = 512 << 20;

type Job = Box<dyn FnOnce(&Host) + Send>;

/// A host that lives on its own thread.
///
/// Work is sent to it as closures, which run one after another; what they
/// return must not hold on to the host's objects, which the compiler checks.
///
/// ```standalone_crate
/// use polytarget::{HostThread, Lang};
///
/// # fn main() -> Result<(), polytarget::StartError> {
/// let host = HostThread::start(|builder| builder)?;
/// let answer = host.run(|host| host.eval(Lang::Js, "6 * 7").map(|value| value.as_int()).ok().flatten());
/// assert_eq!(answer, Some(42));
/// # Ok(())
/// # }
/// ```
pub struct HostThread {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

/// The host thread could not be started.
#[derive(Debug, thiserror::Error)]
#[error("cannot start the host: {0}")]
pub struct StartError(String);

impl HostThread {
    /// Starts the thread and builds a host on it.
    ///
    /// Signals are blocked on the calling thread, so that they reach the host and the guests' own handlers.
    ///
    /// # Errors
    /// When there is no memory for the thread, or the host cannot be built.
    pub fn start(set_up: impl FnOnce(Builder) -> Builder + Send + 'static) -> Result<Self, StartError> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let (ready, started) = mpsc::channel();
        let body = move || {
            let host = match set_up(Host::builder()).build() {
                Ok(host) => host,
                Err(error) => return drop(ready.send(Err(StartError(error.to_string())))),
            };
            if ready.send(Ok(())).is_ok() {
                for job in queue {
                    job(&host);
                }
            }
        };
        let spawned = thread::Builder::new().name("host".to_owned()).stack_size(STACK).spawn(body);
        let thread = spawned.map_err(|error| StartError(error.to_string()))?;
        started.recv().unwrap_or_else(|_| Err(StartError("its thread has died".to_owned())))?;
        // From here on a signal finds the host thread only. A refusal leaves signals as they were.
        let _refused = SigSet::all().thread_block();
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Runs `work` on the host thread and returns what it returns.
    ///
    /// # Panics
    /// When `work` panics.
    pub fn run<T: Send + 'static>(&self, work: impl FnOnce(&Host) -> T + Send + 'static) -> T {
        let (reply, answer) = mpsc::channel();
        let job: Job = Box::new(move |host| {
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(host)));
            // Nobody waits any more when the caller's own thread has died.
            drop(reply.send(outcome));
        });
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        assert!(sent, "the host thread runs until its front is dropped");
        match answer.recv().expect("the host thread answers every job") {
            Ok(value) => value,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
}

impl Drop for HostThread {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the host thread was already passed on by the job that caused it.
            drop(thread.join());
        }
    }
}
