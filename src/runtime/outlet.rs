//! Where guests print.

use std::cell::RefCell;
use std::io::Write;
use std::rc::Rc;

/// One of the two streams that a program prints on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Results and what the program says.
    Out,
    /// Errors and diagnostics.
    Err,
}

/// The port through which every guest prints, so that their lines keep their order.
pub trait Outlet {
    /// Writes text as it is, without a line end of its own.
    fn write(&self, stream: Stream, text: &str);

    /// Makes what was written visible.
    fn flush(&self) {}

    /// Returns whether a person reads the stream on a terminal.
    fn is_terminal(&self, _stream: Stream) -> bool {
        false
    }
}

thread_local! {
    static OUTLET: RefCell<Rc<dyn Outlet>> = RefCell::new(Rc::new(Standard));
}

/// Returns the outlet of this thread's host; the process's own streams before there is a host.
pub fn outlet() -> Rc<dyn Outlet> {
    OUTLET.with_borrow(Rc::clone)
}

/// Replaces the outlet and returns the one before.
pub fn set_outlet(outlet: Rc<dyn Outlet>) -> Rc<dyn Outlet> {
    OUTLET.replace(outlet)
}

/// The process's own standard output and error.
struct Standard;

impl Outlet for Standard {
    fn write(&self, stream: Stream, text: &str) {
        // A closed pipe (`| head`) is no reason to fail: there is nobody left to tell.
        let _nobody_listens = match stream {
            Stream::Out => std::io::stdout().write_all(text.as_bytes()),
            Stream::Err => {
                self.flush();
                std::io::stderr().write_all(text.as_bytes())
            }
        };
    }

    fn flush(&self) {
        let _nobody_listens = std::io::stdout().flush();
    }

    fn is_terminal(&self, stream: Stream) -> bool {
        use std::io::IsTerminal;
        match stream {
            Stream::Out => std::io::stdout().is_terminal(),
            Stream::Err => std::io::stderr().is_terminal(),
        }
    }
}
