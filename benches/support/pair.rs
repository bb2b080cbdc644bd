//! Who does something with whose thing.

use std::fmt;

use polytarget::{Lang, Value};

use crate::kit::{kit, object};

/// A caller and the owner of what it calls.
#[derive(Clone, Copy)]
pub(crate) struct Pair(pub(crate) Lang, pub(crate) Lang);

impl Pair {
    /// Returns every pair: the twelve that cross, and each language with itself to compare.
    pub(crate) fn all() -> Vec<Self> {
        Lang::ALL.into_iter().flat_map(|from| Lang::ALL.map(|to| Self(from, to))).collect()
    }
}

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(from, to) = self;
        if from == to { write!(f, "inside {from}") } else { write!(f, "{from} -> {to}") }
    }
}

/// Returns how a loop of one language runs over a thing of another, `count` turns.
pub(crate) fn crossing(Pair(from, to): Pair, body: &str, thing: &str, count: i64) -> impl Fn() -> Value {
    let (body, args) = (object(from, body), [kit(to, thing), Value::Int(count)]);
    move || body.call(&args).expect("the loop runs")
}
