//! One host for all benches of a program, on a thread with a large stack.

use std::cell::RefCell;
use std::rc::Rc;
use std::thread;

use polytarget::Host;

/// The stack that the `polytarget` program gives its host, in bytes.
const STACK: usize = 512 << 20;

thread_local! {
    static HOST: RefCell<Option<Rc<Host>>> = const { RefCell::new(None) };
}

/// Runs all benches of a program on a thread that has a host.
pub(crate) fn main() {
    let benches = || {
        HOST.set(Some(Rc::new(Host::builder().build().expect("the thread has no host yet"))));
        divan::main();
        drop(HOST.take());
    };
    let thread = thread::Builder::new().stack_size(STACK).spawn(benches).expect("there is memory for a stack");
    thread.join().expect("no bench panics");
}

/// Returns the host of this thread.
pub(crate) fn host() -> Rc<Host> {
    HOST.with_borrow(Clone::clone).expect("`main` has set it")
}
