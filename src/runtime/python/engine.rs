//! The interpreter: the only door to it, and the order in which it starts and stops.
//!
//! `CPython` is initialised once in a process, on the first host's thread, and
//! never finalised: it cannot start twice. A host holds the interpreter's lock
//! from [`open`] to the end of its [`Seat`], so that to [enter] costs nothing,
//! and lets go of it only while it [waits](idle).
//!
//! | You want to                                | Read             |
//! |--------------------------------------------|------------------|
//! | know whose packages can be imported        | `environment.rs` |
//! | know which `libpython` runs                | `library.rs`     |
//! | stop what runs                             | `interrupt.rs`   |
//! | compile a text, and run it                 | `code.rs`        |
//! | call something                             | `call.rs`        |
//! | know what a class can do                   | `class.rs`       |
//! | turn a name into Python's and back         | `names.rs`       |
//! | turn an integer into Python's and back     | `number.rs`      |
//! | read a traceback, or add to it             | `traceback.rs`   |
//! | know what an object holds                  | `survey.rs`      |
//! | know how other threads are answered        | `posts.rs`       |
//!
//! Invariants:
//!
//! - One thread at a time is the host thread; [`epoch`] is not 0 there, and nowhere else.
//! - Where [`enter`] finds the lock held, `pyo3` does not know of it: a `Py` or `PyErr` that is
//!   dropped there is let go of at the next full attachment, i.e. with an error or one evaluation of several.

mod buffer;
mod call;
mod class;
mod code;
mod environment;
mod interrupt;
mod library;
mod names;
mod number;
mod posts;
mod survey;
mod text;
mod traceback;

use std::cell::Cell;
use std::ffi::{CString, c_int};
use std::mem::MaybeUninit;
use std::os::unix::ffi::OsStrExt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use pyo3::ffi;
use pyo3::prelude::*;

use crate::object::{Error, Fault, Lang, Result};
use crate::runtime::limits;

pub(super) use buffer::lend;
pub(super) use call::{Arguments, call_few};
pub(super) use class::{Heritage, attribute, has as class_has, hashes_by_value, heritage, set_attribute, traits};
pub(super) use code::{Form, compile, run};
pub(super) use environment::Environment;
pub(super) use interrupt::{settle, waker};
pub(super) use library::{advice as library_advice, file as library_file, version};
pub(super) use names::{
    foreign as foreign_name, forget as forget_names, python as python_name, release as release_name, spelling,
};
pub(super) use number::{integer, new_integer, python_integer};
pub(super) use posts::{on_host, set_patience};
pub(super) use survey::{awaits_finalizer, class_at, finalize, survey};
pub(super) use text::{string, text};
pub(super) use traceback::{Step, insert_frame, steps};

thread_local! {
    /// Whether this thread holds the interpreter's lock for its host.
    static ATTACHED: Cell<bool> = const { Cell::new(false) };
    static EPOCH: Cell<u32> = const { Cell::new(0) };
    /// How many evaluations there were.
    static ENTERED: Cell<u32> = const { Cell::new(0) };
}

/// One evaluation of so many lets go of what was put off; so does every error on its way.
const FULLY: u32 = 16;

static TAKEN: AtomicBool = AtomicBool::new(false);
static EPOCHS: AtomicU32 = AtomicU32::new(0);

/// How much stack one level of recursion may take inside the interpreter, in bytes.
const STACK_PER_LEVEL: usize = 16 << 10;

/// The right of a thread to run Python. There is one in a process.
pub(super) struct Seat {
    lock: ffi::PyGILState_STATE,
}

/// Takes Python for this thread; the interpreter is initialised when this is the first time.
///
/// # Errors
/// [`Fault::NoRuntime`] when another thread's host has Python, or it cannot start.
pub(super) fn open() -> Result<Seat> {
    if TAKEN.swap(true, Ordering::SeqCst) {
        return Err(refusal("a host on another thread has Python; a process has one Python, so drop that host first"));
    }
    if let Err(reason) = initialise() {
        TAKEN.store(false, Ordering::SeqCst);
        return Err(refusal(reason));
    }
    // SAFETY: the interpreter is initialised. The matching release is in `Seat::drop`, which runs on
    // this thread because a `Seat` is not `Send`.
    let lock = unsafe { ffi::PyGILState_Ensure() };
    ATTACHED.set(true);
    EPOCH.set(EPOCHS.fetch_add(1, Ordering::SeqCst) + 1);
    let levels = (limits::stack_size() / STACK_PER_LEVEL).clamp(1_000, 30_000);
    // SAFETY: the lock is held; the limit only bounds how deep evaluations nest.
    unsafe { ffi::Py_SetRecursionLimit(c_int::try_from(levels).expect("clamped above")) };
    posts::open();
    Ok(Seat { lock })
}

impl Drop for Seat {
    fn drop(&mut self) {
        posts::close();
        EPOCH.set(0);
        ATTACHED.set(false);
        // SAFETY: taken by `open` on this thread, and nothing of Python runs on it any more.
        unsafe { ffi::PyGILState_Release(self.lock) };
        TAKEN.store(false, Ordering::SeqCst);
    }
}

/// Runs `work` with the interpreter. This is the door: nothing else in the crate attaches.
#[inline]
pub(super) fn enter<T>(work: impl FnOnce(Python<'_>) -> T) -> T {
    if ATTACHED.get() {
        // SAFETY: `ATTACHED` is set on the host thread only while it holds the lock: from `open` to
        // the end of the `Seat`, except inside `idle`, which clears it.
        return work(unsafe { Python::assume_attached() });
    }
    enter_fully(work)
}

/// Runs `work` with the interpreter so that `pyo3` knows of it, and first lets go of what it put off.
#[cold]
pub(super) fn enter_fully<T>(work: impl FnOnce(Python<'_>) -> T) -> T {
    Python::attach(work)
}

/// Runs `work`, which comes often, with the interpreter: fully now and then, so that nothing is put off for long.
#[inline]
pub(super) fn enter_often<T>(work: impl FnOnce(Python<'_>) -> T) -> T {
    let entered = ENTERED.get();
    ENTERED.set(entered.wrapping_add(1));
    if entered.is_multiple_of(FULLY) { enter_fully(work) } else { enter(work) }
}

/// Waits while Python's other threads go on. Evaluations inside `wait` take the lock for themselves.
pub(super) fn idle(wait: &mut dyn FnMut()) {
    struct Back;
    impl Drop for Back {
        fn drop(&mut self) {
            ATTACHED.set(true);
        }
    }
    struct SameThread<T>(T);
    // SAFETY: `detach` runs its closure on the thread that called it; nothing is sent anywhere.
    unsafe impl<T> Send for SameThread<T> {}
    impl SameThread<&mut dyn FnMut()> {
        fn run(self) {
            (self.0)();
        }
    }

    if !ATTACHED.replace(false) {
        return wait();
    }
    // Declared before the lock is let go of, so dropped after it was taken again, also by a panic.
    let _back = Back;
    let wait = SameThread(wait);
    // SAFETY: the lock was held until here, as `ATTACHED` said.
    unsafe { Python::assume_attached() }.detach(move || wait.run());
}

/// Returns the number of the host that this thread has Python for; 0 on every other thread.
#[inline]
pub(super) fn epoch() -> u32 {
    EPOCH.get()
}

/// Returns which environment the interpreter was started for.
pub(super) fn environment() -> Option<&'static Environment> {
    ENVIRONMENT.get()
}

static ENVIRONMENT: OnceLock<Environment> = OnceLock::new();

fn initialise() -> std::result::Result<(), String> {
    // SAFETY: may be asked at any time.
    if unsafe { ffi::Py_IsInitialized() } != 0 {
        return Ok(());
    }
    let loaded = version();
    if !loaded.starts_with(environment::VERSION) {
        let file = library_file().map_or_else(|| "the library".to_owned(), |file| file.display().to_string());
        let built = environment::VERSION;
        return Err(format!("{file} is Python {loaded}, but polytarget was built for {built}; build it again"));
    }
    library::make_symbols_global();
    let environment = ENVIRONMENT.get_or_init(environment::choose);
    let program = environment.executable.as_ref().and_then(|path| CString::new(path.as_os_str().as_bytes()).ok());
    let mut config = MaybeUninit::<ffi::PyConfig>::uninit();
    // SAFETY: `PyConfig_InitPythonConfig` fills the whole structure, which is then ours until
    // `PyConfig_Clear`; the strings given to it are copied. No other thread can be here: `TAKEN` is held.
    let status = unsafe {
        ffi::PyConfig_InitPythonConfig(config.as_mut_ptr());
        let config = config.assume_init_mut();
        config.parse_argv = 0;
        // The process's own handlers stay, see `interrupt.rs`.
        config.install_signal_handlers = 0;
        config.configure_c_stdio = 0;
        if let Some(program) = &program {
            let place = &raw mut config.program_name;
            ffi::PyConfig_SetBytesString(config, place, program.as_ptr());
        }
        let status = ffi::Py_InitializeFromConfig(config);
        ffi::PyConfig_Clear(config);
        status
    };
    // SAFETY: the status was just returned; its texts are static.
    if unsafe { ffi::PyStatus_Exception(status) } != 0 {
        return Err(library::status_message(&status));
    }
    // SAFETY: initialising leaves the lock with this thread; from here on `open` takes it like any thread.
    unsafe { ffi::PyEval_SaveThread() };
    Python::attach(interrupt::install).map_err(|error| error.to_string())
}

#[cold]
fn refusal(reason: impl Into<String>) -> Error {
    Error::new(Lang::Py, Fault::NoRuntime { lang: Lang::Py, reason: reason.into() })
}
