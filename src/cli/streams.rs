//! The process's own streams, as a good neighbour in a pipe.

use std::io::{self, IsTerminal, Write};
use std::rc::Rc;

use signal_hook::consts::SIGPIPE;
use signal_hook::low_level::emulate_default_handler;

use crate::runtime::{Outlet, Stream};

/// Returns the outlet that prints on this process's streams.
pub(super) fn standard() -> Rc<dyn Outlet> {
    Rc::new(Streams)
}

/// Standard output and error. When the reader of the output leaves (`| head -1`),
/// the process ends as every filter does, by the signal, and without a word:
/// code that prints for ever would otherwise never stop.
///
/// The signal itself stays ignored, so that a guest's socket whose peer leaves
/// is an error of that guest and no more.
struct Streams;

impl Outlet for Streams {
    fn write(&self, stream: Stream, text: &str) {
        match stream {
            Stream::Out => end_if_alone(io::stdout().write_all(text.as_bytes())),
            Stream::Err => {
                self.flush();
                // Where errors cannot be written, that cannot be said either.
                let _unheard = io::stderr().write_all(text.as_bytes());
            }
        }
    }

    fn flush(&self) {
        end_if_alone(io::stdout().flush());
    }

    fn is_terminal(&self, stream: Stream) -> bool {
        match stream {
            Stream::Out => io::stdout().is_terminal(),
            Stream::Err => io::stderr().is_terminal(),
        }
    }
}

fn end_if_alone(written: io::Result<()>) {
    if written.is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        // It returns only where the system refuses to end the process; then what is printed is lost.
        let _refused = emulate_default_handler(SIGPIPE);
    }
}
