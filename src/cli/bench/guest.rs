//! The bench's hands in each language.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use super::operation::Operation;
use super::{Beside, compare};
use crate::host::Host;
use crate::object::{Error, Fault, Lang, ObjectRef, Result, Value};
use crate::runtime::Source;

/// The guests that were started, with what each is measured by.
pub(super) struct Guests<'host> {
    host: &'host Host,
    kits: RefCell<FxHashMap<Lang, Kit>>,
}

/// One language's loops, and things for the loops of the others: see `guests/`.
#[derive(Clone)]
struct Kit {
    members: ObjectRef,
    started_in: Duration,
}

impl<'host> Guests<'host> {
    pub(super) fn new(host: &'host Host) -> Self {
        Self { host, kits: RefCell::default() }
    }

    pub(super) fn host(&self) -> &'host Host {
        self.host
    }

    /// Starts a language if it was not, and returns how long that took the first time.
    pub(super) fn start(&self, lang: Lang) -> Result<Duration> {
        Ok(self.kit(lang)?.started_in)
    }

    /// Returns the cost of an operation of one language on a thing of another, in nanoseconds, beside the same on a
    /// thing of its own.
    pub(super) fn cost(&self, operation: Operation, from: Lang, to: Lang) -> Result<(f64, Beside)> {
        let per_turn = operation.per_turn();
        let (away, home) = (self.work(operation, from, to)?, self.work(operation, from, from)?);
        let (ns, home) = compare(|count| away.time(count), |count| home.time(count))?;
        Ok((ns / per_turn, Beside { ns: home.ns / per_turn, ..home }))
    }

    /// Returns the cost of an operation while `from` holds a million objects of `to`, beside the cost without them.
    ///
    /// Each is compared with the operation at home at that time, as the machine may have changed its speed since.
    pub(super) fn crowded_cost(&self, operation: Operation, from: Lang, to: Lang) -> Result<(f64, Beside)> {
        let (alone, home) = self.cost(operation, from, to)?;
        let make = self.kit(to)?.members.get("make")?;
        let crowd = expect_object(self.kit(from)?.members.get("crowd")?)?;
        let crowd = crowd.call(&[make, Value::from(CROWD)])?;
        let crowded = self.cost(operation, from, to);
        drop(crowd);
        let (crowded, crowded_home) = crowded?;
        Ok((crowded, Beside { ns: alone, ratio: crowded_home.ratio / home.ratio }))
    }

    fn work(&self, operation: Operation, from: Lang, to: Lang) -> Result<Work> {
        let caller = self.kit(from)?;
        let mut operand = self.kit(to)?.members.get(operation.operand())?;
        if operation == Operation::Raise {
            operand = expect_object(operand)?.call(&[caller.members.get("thrower")?])?;
        }
        Ok(Work { function: expect_object(caller.members.get(operation.name())?)?, operand })
    }

    fn kit(&self, lang: Lang) -> Result<Kit> {
        let known = self.kits.borrow().get(&lang).cloned();
        if let Some(kit) = known {
            return Ok(kit);
        }
        let start = Instant::now();
        self.host.instance(lang)?;
        let started_in = start.elapsed();
        let (name, text) = source(lang);
        let members = expect_object(self.host.run(lang, &Source::named(text, name))?)?;
        let kit = Kit { members, started_in };
        self.kits.borrow_mut().insert(lang, kit.clone());
        Ok(kit)
    }
}

/// How many handles are a crowd.
const CROWD: i64 = 1_000_000;

/// Returns the text that makes a language's kit, and its name.
fn source(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::Py => ("kit.py", include_str!("guests/kit.py")),
        Lang::Js => ("kit.js", include_str!("guests/kit.js")),
        Lang::Rhai => ("kit.rhai", include_str!("guests/kit.rhai")),
        Lang::Lisp => ("kit.scm", include_str!("guests/kit.scm")),
        Lang::Rust => unreachable!("a host has guests only"),
    }
}

/// A loop of a guest, and what it works on.
struct Work {
    function: ObjectRef,
    operand: Value,
}

impl Work {
    /// Times so many turns.
    fn time(&self, turns: u32) -> Result<Duration> {
        let start = Instant::now();
        self.function.call(&[self.operand.clone(), Value::from(i64::from(turns))])?;
        Ok(start.elapsed())
    }
}

fn expect_object(value: Value) -> Result<ObjectRef> {
    match value {
        Value::Object(object) => Ok(object),
        other => {
            let expected = "an object of the bench's kit".to_owned();
            Err(Error::new(Lang::Rust, Fault::Type { expected, got: other.kind() }))
        }
    }
}
