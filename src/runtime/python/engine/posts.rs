//! What Python's other threads have the host thread do for them.
//!
//! Foreign objects answer on the host thread only, so another thread that uses one *posts* what it wants and waits,
//! without Python's lock. The host thread is nudged by a signal, as for an interrupt, and Python calls [`answer`] on it
//! when it looks up. That may be in the middle of anything, so whether it is a place at which foreign code may run is
//! asked of `bindings/python/turns.py`: where the host thread waits for another thread, it is; where an event loop runs, the
//! loop is asked for a turn. Elsewhere the post waits on.
//!
//! Who has waited too long gives up with an error, so that two threads which wait for each other do not for ever.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::interrupt;

/// How long a post waits for its turn, in milliseconds.
static PATIENCE: AtomicU64 = AtomicU64::new(10_000);

/// After how long the host thread is nudged again, at first and at most.
const NUDGES: (Duration, Duration) = (Duration::from_millis(2), Duration::from_millis(100));

static BOARD: Mutex<Board> = Mutex::new(Board { host: None, posts: Vec::new() });

/// The posts that wait, and who may answer them.
struct Board {
    /// The host thread, while it has Python and lets Python handle signals.
    host: Option<libc::pthread_t>,
    posts: Vec<Arc<Post>>,
}

/// Something that a thread wants to be done.
struct Post {
    state: Mutex<State>,
    changed: Condvar,
    work: Work,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    /// The host thread is at it.
    Begun,
    Done,
    /// Nobody will do it.
    Refused,
}

/// A [`Job`] of the thread that waits for it, and what runs that.
struct Work {
    job: *mut (),
    run: unsafe fn(*mut ()),
}

// SAFETY: the pointer is followed by the host thread only, between `Begun` and `Done`; who has posted waits meanwhile,
// does not touch the job, and keeps it alive. What the job refers to of Python's, the interpreter's lock protects, which
// the host thread holds.
unsafe impl Send for Work {}
// SAFETY: as above; a post is begun once.
unsafe impl Sync for Work {}

/// What is to be run, and what came of it.
struct Job<W, T> {
    work: Option<W>,
    outcome: Option<T>,
}

/// Returns what runs a job of this type.
fn run<W: FnOnce() -> T, T>(_: &Job<W, T>) -> unsafe fn(*mut ()) {
    |job| {
        // SAFETY: `Work` says that the pointer leads to the job that it was made of, and that nobody else has it now.
        let job = unsafe { &mut *job.cast::<Job<W, T>>() };
        job.outcome = job.work.take().map(|work| work());
    }
}

/// Lets this thread answer posts, from now on until [`close`].
pub(super) fn open() {
    // SAFETY: always succeeds.
    BOARD.lock().host = interrupt::is_main().then(|| unsafe { libc::pthread_self() });
}

/// Refuses what waits and what will come.
pub(super) fn close() {
    let posts = {
        let mut board = BOARD.lock();
        board.host = None;
        std::mem::take(&mut board.posts)
    };
    for post in posts {
        post.pass(State::Waiting, State::Refused);
    }
}

/// Says how long other threads wait for their turn.
pub(in crate::runtime::python) fn set_patience(patience: Duration) {
    PATIENCE.store(u64::try_from(patience.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
}

fn patience() -> Duration {
    Duration::from_millis(PATIENCE.load(Ordering::Relaxed))
}

/// Has the host thread run `work`, and waits until it has.
///
/// # Errors
/// When there is no host thread that could, or it has not come to a place where it could for too long.
pub(in crate::runtime::python) fn on_host<T>(py: Python<'_>, work: impl FnOnce() -> T) -> PyResult<T> {
    let mut job = Job { work: Some(work), outcome: None };
    let work = Work { job: (&raw mut job).cast(), run: run(&job) };
    let post = Arc::new(Post { state: Mutex::new(State::Waiting), changed: Condvar::new(), work });
    {
        let mut board = BOARD.lock();
        if board.host.is_none() {
            return Err(refusal("the host thread cannot be reached"));
        }
        board.posts.push(Arc::clone(&post));
    }
    py.detach(|| post.wait());
    BOARD.lock().posts.retain(|other| !Arc::ptr_eq(other, &post));
    // It is done, or refused: nobody has the pointer to the job any more.
    job.outcome.ok_or_else(|| refusal(&format!("it has not waited for anything in {:?}", patience())))
}

fn refusal(reason: &str) -> PyErr {
    PyRuntimeError::new_err(format!(
        "objects of other languages answer on the host thread only, and {reason}; let it wait for this thread, by \
         `join()`, `result()` or a `queue.Queue`, or run an event loop (`await asyncio.to_thread(...)`)"
    ))
}

impl Post {
    /// Changes the state if it is what it is taken for.
    fn pass(&self, from: State, to: State) -> bool {
        let mut state = self.state.lock();
        let is_so = *state == from;
        if is_so {
            *state = to;
            self.changed.notify_all();
        }
        is_so
    }

    /// Waits until the post is done, or refused.
    fn wait(&self) {
        let (began, mut pause) = (Instant::now(), NUDGES.0);
        loop {
            nudge();
            let mut state = self.state.lock();
            if *state == State::Waiting {
                self.changed.wait_for(&mut state, pause);
            }
            while *state == State::Begun {
                self.changed.wait(&mut state);
            }
            match *state {
                State::Done | State::Refused => return,
                _ if began.elapsed() > patience() => *state = State::Refused,
                _ => pause = (pause * 2).min(NUDGES.1),
            }
        }
    }
}

/// Has the host thread look up.
fn nudge() {
    let board = BOARD.lock();
    if let Some(host) = board.host.filter(|_| !board.posts.is_empty()) {
        interrupt::knock(host);
    }
}

/// Returns whether anybody waits.
fn is_awaited() -> bool {
    !BOARD.lock().posts.is_empty()
}

/// What Python calls for the signal, with what it was running.
#[pyfunction]
#[pyo3(signature = (_signal, frame))]
pub(super) fn answer(_signal: i32, frame: &Bound<'_, PyAny>) -> PyResult<()> {
    let py = frame.py();
    if frame.is_none() || !is_awaited() || super::epoch() == 0 {
        return Ok(());
    }
    let turns = crate::runtime::python::prelude::module(py, "polytarget.turns")?;
    let args = (frame, wrap_pyfunction!(answer_all, py)?);
    if turns.getattr("is_waiting")?.call1(args)?.is_truthy()? { answer_posts(py) } else { Ok(()) }
}

/// What an event loop calls at its turn.
#[pyfunction]
#[pyo3(signature = (*_nothing))]
fn answer_all(py: Python<'_>, _nothing: &Bound<'_, PyTuple>) -> PyResult<()> {
    if super::epoch() == 0 { Ok(()) } else { answer_posts(py) }
}

/// Does what is wanted, one thing after the other. Each tells its own errors to who wants it.
fn answer_posts(py: Python<'_>) -> PyResult<()> {
    loop {
        let mut board = BOARD.lock();
        if board.posts.is_empty() {
            return Ok(());
        }
        let post = board.posts.remove(0);
        drop(board);
        if post.pass(State::Waiting, State::Begun) {
            let _done = Done(&post);
            // SAFETY: the state was just passed to `Begun`, and so who has posted waits until `_done` is dropped.
            unsafe { (post.work.run)(post.work.job) };
        }
        // The request to stop is for the host thread, whoever's call took it.
        if PyErr::occurred(py) {
            return Err(PyErr::fetch(py));
        }
    }
}

/// Ends a post that was begun, also where a panic ends it.
struct Done<'a>(&'a Post);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.pass(State::Begun, State::Done);
    }
}
