//! What the evaluations of an instance came to: the last results, and what was printed meanwhile.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use super::refs::iterator;
use super::shown;
use crate::object::{Form, Object, ObjectRef, Result, Text, Traits, Value};
use crate::runtime::{Outlet, Stream, outlet, set_outlet};

/// How many evaluations are remembered. Each keeps alive what it came to.
const REMEMBERED: usize = 32;

/// How much of what one evaluation prints is remembered, in bytes: the end of it.
const LONGEST: usize = 64 << 10;

/// The last evaluations of an instance.
#[derive(Default)]
pub(super) struct History {
    entries: RefCell<VecDeque<Entry>>,
    /// How many evaluations there were.
    count: Cell<u64>,
    /// What copies the output of the next evaluation, if none is going on.
    tee: RefCell<Option<Rc<Tee>>>,
}

struct Entry {
    /// Which evaluation it was, from 1.
    number: u64,
    output: Text,
    result: Value,
}

impl History {
    /// Does an evaluation, and remembers what it printed and what it came to; nothing, where it failed.
    pub(super) fn record(&self, evaluate: impl FnOnce() -> Result<Value>) -> Result<Value> {
        let tee = self.tee.take().unwrap_or_default();
        let outcome = {
            let below = set_outlet(Rc::clone(&tee) as Rc<dyn Outlet>);
            tee.below.replace(Some(Rc::clone(&below)));
            let _restored = Restore(Some(below));
            evaluate()
        };
        let number = self.count.get() + 1;
        self.count.set(number);
        let mut output = tee.printed.take();
        shorten(&mut output);
        let output = Text::from(output);
        // Somebody may have kept it to print through later.
        if Rc::strong_count(&tee) == 1 {
            tee.below.take();
            self.tee.replace(Some(tee));
        }
        let result = outcome.as_ref().map_or(Value::Nothing, Value::clone);
        let mut entries = self.entries.borrow_mut();
        let oldest = if entries.len() == REMEMBERED { entries.pop_front() } else { None };
        entries.push_back(Entry { number, output, result });
        drop(entries);
        drop(oldest);
        outcome
    }

    /// Lets go of everything.
    pub(super) fn clear(&self) {
        let entries = self.entries.take();
        self.count.set(0);
        drop(entries);
    }

    /// Returns what an evaluation came to, where it is still remembered.
    pub(super) fn result(&self, number: u64) -> Option<Value> {
        self.entries.borrow().iter().find(|entry| entry.number == number).map(|entry| entry.result.clone())
    }

    /// Returns which evaluations came to an object, and to which.
    pub(super) fn objects(&self) -> Vec<(u64, Value)> {
        let entries = self.entries.borrow();
        let objects = entries.iter().filter(|entry| matches!(entry.result, Value::Object(_)));
        objects.map(|entry| (entry.number, entry.result.clone())).collect()
    }

    fn column(&self, column: Column) -> Vec<Value> {
        self.entries.borrow().iter().map(|entry| column.of(entry)).collect()
    }
}

/// What is remembered of an evaluation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Output,
    Result,
}

impl Column {
    fn name(self) -> &'static str {
        match self {
            Self::Output => "output",
            Self::Result => "results",
        }
    }

    fn of(self, entry: &Entry) -> Value {
        match self {
            Self::Output => Value::Text(entry.output.clone()),
            Self::Result => entry.result.clone(),
        }
    }
}

/// Passes on what is printed, and keeps a copy.
#[derive(Default)]
struct Tee {
    below: RefCell<Option<Rc<dyn Outlet>>>,
    printed: RefCell<String>,
}

impl Tee {
    fn below(&self) -> Rc<dyn Outlet> {
        self.below.borrow().clone().unwrap_or_else(outlet)
    }
}

impl Outlet for Tee {
    fn write(&self, stream: Stream, text: &str) {
        let mut printed = self.printed.borrow_mut();
        printed.push_str(text);
        // Not each time: what is left has to be moved.
        if printed.len() > 2 * LONGEST {
            shorten(&mut printed);
        }
        drop(printed);
        self.below().write(stream, text);
    }

    fn flush(&self) {
        self.below().flush();
    }

    fn is_terminal(&self, stream: Stream) -> bool {
        self.below().is_terminal(stream)
    }
}

/// Leaves the end of what was printed.
fn shorten(printed: &mut String) {
    let end = printed.ceil_char_boundary(printed.len().saturating_sub(LONGEST));
    printed.drain(..end);
}

/// Puts the outlet back, also when a panic passes.
struct Restore(Option<Rc<dyn Outlet>>);

impl Drop for Restore {
    fn drop(&mut self) {
        if let Some(before) = self.0.take() {
            drop(set_outlet(before));
        }
    }
}

/// A column of a history as a list, which grows with it; the newest is last.
pub(super) struct Past {
    pub(super) history: Rc<History>,
    pub(super) column: Column,
}

impl Object for Past {
    fn type_name(&self) -> String {
        "list".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::SEQUENCE | Traits::ITERABLE
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        let Some(index) = key.as_int() else { return Ok(None) };
        let values = self.history.column(self.column);
        let index = if index < 0 { i64::try_from(values.len()).unwrap_or(i64::MAX) + index } else { index };
        Ok(usize::try_from(index).ok().and_then(|index| values.into_iter().nth(index)))
    }

    fn len(&self) -> Result<usize> {
        Ok(self.history.entries.borrow().len())
    }

    fn iterate(&self) -> Result<ObjectRef> {
        Ok(iterator(self.history.column(self.column)))
    }

    fn display(&self, _form: Form) -> Result<Text> {
        let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), |text| format!("{text:?}"));
        // Whoever asks for a column is given another object of it.
        shown::once(Rc::as_ptr(&self.history), self.column.name(), || {
            let shown: Vec<String> = self.history.column(self.column).iter().map(shown).collect();
            Ok(format!("[{}]", shown.join(", ")).into())
        })
    }
}
