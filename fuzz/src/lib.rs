//! The cases of the property tests, made from the bytes of a fuzzer.
//!
//! Nothing is defined here: what a case is and what must hold of it stands in
//! `tests/all/support/border`, and the languages' kits in `tests/all/support/kit`.

use std::sync::OnceLock;

use arbitrary::Unstructured;
use polytarget::HostThread;

#[path = "../../tests/all/support/border/mod.rs"]
mod border;
#[path = "../../tests/all/support/kit.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod kit;

use border::{Case, Cell, Graph, Kits, Program, Talk, Tree, Typed, Way};

/// Scalars on their way through the languages.
pub fn way(bytes: &[u8]) {
    run::<Way>(bytes);
}

/// Nested containers, read and copied.
pub fn tree(bytes: &[u8]) {
    run::<Tree>(bytes);
}

/// Messages to a list or a map, against a model.
pub fn talk(bytes: &[u8]) {
    run::<Talk>(bytes);
}

/// Objects of several heaps, let go of in any order; the collector finds their cycles.
pub fn graph(bytes: &[u8]) {
    run::<Graph>(bytes);
}

/// Text that is evaluated.
pub fn cell(bytes: &[u8]) {
    run::<Cell>(bytes);
}

/// Text for the kernel.
pub fn kernel(bytes: &[u8]) {
    run::<Program>(bytes);
}

/// Lines at a prompt.
pub fn typed(bytes: &[u8]) {
    run::<Typed>(bytes);
}

/// Checks one case, if the bytes make one. A failure panics, which the fuzzer reports with the bytes.
fn run<C: Case>(bytes: &[u8]) {
    static HOST: OnceLock<HostThread> = OnceLock::new();
    let host = HOST.get_or_init(|| HostThread::start(|builder| builder).expect("the host starts"));
    let Ok(case) = C::arbitrary_take_rest(Unstructured::new(bytes)) else { return };
    let shown = format!("{case:#?}");
    let outcome = host.run(move |host| case.check(&Kits::of_host(host)));
    if let Err(why) = outcome {
        panic!("{why}\n{shown}");
    }
}
