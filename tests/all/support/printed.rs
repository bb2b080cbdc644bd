//! What is printed, for a test to look at.

use std::cell::RefCell;

use polytarget::{Outlet, Stream};

/// Everything that is printed, on either stream, in order.
#[derive(Default)]
pub(crate) struct Printed(pub(crate) RefCell<String>);

impl Outlet for Printed {
    fn write(&self, _stream: Stream, text: &str) {
        self.0.borrow_mut().push_str(text);
    }
}
