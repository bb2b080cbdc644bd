//! What holds of random values, structures, messages and graphs of objects.
//!
//! The cases are those of `support/border`, which the fuzz targets share.

use arbitrary::Unstructured;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::border::{Case, Cell, Graph, Kits, Program, Talk, Tree, Typed, Way};
use crate::support::on_host;

/// Runs a property over random cases; a failure is shown as small as it gets.
#[track_caller]
fn hold<C: Case>(cases: u32) {
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let made_of = vec(any::<u8>(), 0..600);
    let outcome = runner.run(&made_of, |bytes| {
        let Ok(case) = C::arbitrary_take_rest(Unstructured::new(&bytes)) else { return Ok(()) };
        let shown = format!("{case:#?}");
        let outcome = on_host(move |host| case.check(&Kits::of_host(host)));
        outcome.map_err(|why| TestCaseError::fail(format!("{why}\n{shown}")))
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn scalars_survive_any_way_through_the_languages() {
    hold::<Way>(300);
}

#[test]
fn structures_are_read_and_copied_as_they_are() {
    hold::<Tree>(200);
}

#[test]
fn containers_do_what_they_are_told_by_any_language() {
    hold::<Talk>(300);
}

#[test]
fn objects_live_as_long_as_they_can_be_reached() {
    hold::<Graph>(300);
}

#[test]
fn any_text_can_be_evaluated() {
    hold::<Cell>(300);
}

#[test]
fn any_text_is_a_program_of_the_kernel_or_refused() {
    hold::<Program>(300);
}

#[test]
fn a_session_answers_whatever_is_typed() {
    hold::<Typed>(40);
}
