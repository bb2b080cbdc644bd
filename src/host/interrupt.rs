//! Stopping an evaluation from outside: Ctrl-C, a time-out.
//!
//! A request sets one flag, which engines poll, and wakes those that need it.
//! It is repeated until the evaluation at the top level has returned and taken
//! the flag back, because an engine may lose it on the way (a collection in
//! Steel resets its own).

use std::thread::{self, JoinHandle};
use std::time::Duration;

use signal_hook::consts::SIGINT;
use signal_hook::iterator::{Handle, Signals};

use super::runtimes::{Runtimes, Wakers};
use crate::runtime::limits;

/// How often a request is repeated while it has not been heard.
const REPEAT: Duration = Duration::from_millis(20);

/// Makes Ctrl-C stop what is being evaluated, as long as it lives.
pub struct InterruptWatch {
    signals: Handle,
    watcher: Option<JoinHandle<()>>,
}

impl InterruptWatch {
    pub(super) fn start(runtimes: &Runtimes) -> std::io::Result<Self> {
        let wakers = runtimes.shared_wakers();
        let mut pending = Signals::new([SIGINT])?;
        let signals = pending.handle();
        let watcher = thread::Builder::new().name("interrupts".to_owned()).spawn(move || {
            for _ in pending.forever() {
                if limits::is_evaluating() {
                    request(&wakers);
                }
            }
        })?;
        Ok(Self { signals, watcher: Some(watcher) })
    }
}

impl Drop for InterruptWatch {
    fn drop(&mut self) {
        self.signals.close();
        if let Some(watcher) = self.watcher.take() {
            // A watcher that panicked has nothing left to close.
            drop(watcher.join());
        }
    }
}

/// Returns what stops an evaluation from any thread. It returns once the evaluation has ended.
pub(super) fn interrupter(runtimes: &Runtimes) -> impl Fn() + Send + use<> {
    let wakers = runtimes.shared_wakers();
    move || {
        if limits::is_evaluating() {
            request(&wakers);
        }
    }
}

fn request(wakers: &Wakers) {
    limits::request_stop();
    while limits::stop_requested() && limits::is_evaluating() {
        wakers.lock().iter().for_each(|wake| wake());
        thread::sleep(REPEAT);
    }
}
