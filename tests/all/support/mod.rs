//! What every test stands on: one host for the whole binary, on its own thread.

pub(crate) mod border;
pub(crate) mod kit;
pub(crate) mod naughty;
pub(crate) mod printed;
pub(crate) mod said;
pub(crate) mod stand_ins;

use std::sync::OnceLock;

use polytarget::{Host, HostThread};

pub(crate) use printed::Printed;

/// Runs `work` on the one host thread. A panic in it fails the calling test only.
pub(crate) fn on_host<T: Send + 'static>(work: impl FnOnce(&Host) -> T + Send + 'static) -> T {
    static HOST: OnceLock<HostThread> = OnceLock::new();
    HOST.get_or_init(|| HostThread::start(|builder| builder).expect("the host starts")).run(work)
}
