//! The bench's hands in each language.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use super::cost;
use super::operation::Operation;
use crate::host::Host;
use crate::object::{Error, Fault, Lang, ObjectRef, Result, Value};
use crate::runtime::Source;

/// The guests that were started, with what each is measured by.
pub(super) struct Guests<'host> {
    host: &'host Host,
    kits: RefCell<FxHashMap<Lang, Kit>>,
    costs: RefCell<FxHashMap<(Operation, Lang, Lang), f64>>,
}

/// One language's loops, and things for the loops of the others: see `guests/`.
#[derive(Clone)]
struct Kit {
    members: ObjectRef,
    started_in: Duration,
}

impl<'host> Guests<'host> {
    pub(super) fn new(host: &'host Host) -> Self {
        Self { host, kits: RefCell::default(), costs: RefCell::default() }
    }

    pub(super) fn host(&self) -> &'host Host {
        self.host
    }

    /// Starts a language if it was not, and returns how long that took the first time.
    pub(super) fn start(&self, lang: Lang) -> Result<Duration> {
        Ok(self.kit(lang)?.started_in)
    }

    /// Returns the cost of an operation of one language on a thing of another, or of its own, in nanoseconds.
    pub(super) fn cost(&self, operation: Operation, from: Lang, to: Lang) -> Result<f64> {
        let known = self.costs.borrow().get(&(operation, from, to)).copied();
        if let Some(known) = known {
            return Ok(known);
        }
        let cost = self.measure(operation, from, to)?;
        self.costs.borrow_mut().insert((operation, from, to), cost);
        Ok(cost)
    }

    /// Returns the cost of an operation while `from` holds a million objects of `to`, and the cost without them.
    pub(super) fn crowded_cost(&self, operation: Operation, from: Lang, to: Lang) -> Result<(f64, f64)> {
        let alone = self.measure(operation, from, to)?;
        let make = self.kit(to)?.members.get("make")?;
        let crowd = expect_object(self.kit(from)?.members.get("crowd")?)?;
        let crowd = crowd.call(&[make, Value::from(CROWD)])?;
        let crowded = self.measure(operation, from, to);
        drop(crowd);
        Ok((crowded?, alone))
    }

    fn measure(&self, operation: Operation, from: Lang, to: Lang) -> Result<f64> {
        let caller = self.kit(from)?;
        let mut operand = self.kit(to)?.members.get(operation.operand())?;
        if operation == Operation::Raise {
            operand = expect_object(operand)?.call(&[caller.members.get("thrower")?])?;
        }
        let work = caller.members.get(operation.name())?;
        let turn = cost(|count| time(&work, &[operand.clone(), Value::from(i64::from(count))]))?;
        Ok(turn / operation.per_turn())
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

/// Times one call of a loop.
fn time(function: &Value, args: &[Value]) -> Result<Duration> {
    let function = expect_object(function.clone())?;
    let start = Instant::now();
    function.call(args)?;
    Ok(start.elapsed())
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
