//! How the process says that it went.

use std::process::ExitCode;

use crate::object::{Error, Fault};
use crate::repl;

/// An exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Status(u8);

impl Status {
    pub(crate) const DONE: Self = Self(0);
    /// An error that nobody caught.
    pub(crate) const FAILED: Self = Self(1);
    /// The command line asks for what there is not, as clap has it.
    pub(crate) const USAGE: Self = Self(2);

    /// 128 and the number of SIGINT, as shells have it.
    pub(crate) const INTERRUPTED: Self = Self(130);

    /// Returns the status that a process has which ends by this error; the error is shown.
    pub(crate) fn of(error: &Error) -> Self {
        repl::show_error(error);
        match error.fault() {
            Fault::Exit(code) => Self::from_code(*code),
            Fault::Interrupted => Self::INTERRUPTED,
            _ => Self::FAILED,
        }
    }

    /// Returns the status for a code of any size: its lowest byte, as the system keeps it.
    pub(crate) fn from_code(code: i32) -> Self {
        Self(code.to_le_bytes()[0])
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status.0)
    }
}
