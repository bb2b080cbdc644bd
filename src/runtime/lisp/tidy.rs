//! Letting go of foreign objects in boxes and vectors that nobody can reach any more.
//!
//! Steel collects such a cell, but what was in it stays there until another one is put into its
//! place, which may take 25,000 of them. The procedure `%tidy` puts them there; this says when that is enough, and
//! does it again as long as cells were found in what has been let go of.

use std::cell::Cell;
use std::rc::Rc;

use steel::SteelVal;
use steel::rvals::{Custom, IntoSteelVal};

use super::engine::{Engine, native};
use super::object;
use crate::object::{Args, release};

thread_local! {
    /// How many watched cells still hold what was put into them, and how often one may go on to ask.
    static WATCHED: Cell<usize> = const { Cell::new(0) };
    static PATIENCE: Cell<usize> = const { Cell::new(0) };
}

/// How often `%tidy` asks at most, for 16 cells each time.
const MOST: usize = 1 << 20;

/// How many times in a row nothing is found before that is taken for the end: a cell may hold a cell that holds one.
const IN_VAIN: usize = 3;

/// How many times it is tried at most.
const MOST_ROUNDS: usize = 20;

/// What a watched cell holds.
struct Watched;

impl Custom for Watched {}

impl Drop for Watched {
    fn drop(&mut self) {
        WATCHED.set(WATCHED.get().saturating_sub(1));
    }
}

pub(super) fn procedures() -> Vec<(&'static str, SteelVal)> {
    vec![
        (
            "%watch",
            native!(|_, _| {
                WATCHED.set(2);
                PATIENCE.set(MOST);
                Ok(SteelVal::Void)
            }),
        ),
        ("%watched", native!(|_, _| Watched.into_steelval())),
        (
            "%watching?",
            native!(|_, _| {
                PATIENCE.set(PATIENCE.get().saturating_sub(1));
                Ok(SteelVal::BoolV(WATCHED.get() > 0 && PATIENCE.get() > 0))
            }),
        ),
    ]
}

/// Returns whether anything was let go of. An engine that has run nothing since the last time is left alone.
pub(super) fn tidy(engine: &Rc<Engine>) -> bool {
    if engine.check_alive().is_err() || engine.is_tidy() {
        return false;
    }
    let before = engine.proxies.count();
    let mut in_vain = 0;
    for _ in 0..MOST_ROUNDS {
        let held = engine.proxies.count();
        // While Lisp computes there is no way in; the next collection will find what this one does not.
        if object::call(engine, engine.tidier().clone(), &Args::NONE).is_err() {
            break;
        }
        release::point();
        in_vain = if engine.proxies.count() < held { 0 } else { in_vain + 1 };
        if in_vain == IN_VAIN {
            break;
        }
    }
    engine.note_tidy();
    engine.proxies.count() < before
}
