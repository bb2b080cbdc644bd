//! Waiting for what an object promises, in languages that cannot suspend a function.

use std::cell::RefCell;
use std::rc::Rc;

use super::{Error, Fault, Lang, ObjectRef, Result, Traits, Value, function};

/// What became of a promise: its value, or the reason of its failure.
type Outcome = std::result::Result<Value, Value>;

/// Returns what a value promises; one that promises nothing is returned as it is.
///
/// # Errors
/// What the promise was rejected with, or that nothing can keep it while this call lasts.
pub fn wait(value: Value) -> Result<Value> {
    let Some(promise) = value.as_object().filter(|object| object.traits().contains(Traits::AWAITABLE)) else {
        return Ok(value);
    };
    let outcome: Rc<RefCell<Option<Outcome>>> = Rc::default();
    let note = |name: &str, kind: fn(Value) -> Outcome| {
        let outcome = outcome.clone();
        Value::Object(function(name, move |args| {
            outcome.borrow_mut().get_or_insert_with(|| kind(args.get(0)));
            Ok(Value::Nothing)
        }))
    };
    promise.settle(&note("resolve", Ok), &note("reject", Err))?;
    let settled = outcome.take();
    match settled {
        Some(Ok(kept)) => Ok(kept),
        Some(Err(reason)) => Err(failure(promise, reason)),
        None => {
            let message = format!("nothing can settle {} while this code waits for it", promise.describe());
            Err(Error::new(promise.lang(), Fault::Raised { class: "WaitError".to_owned(), message }))
        }
    }
}

/// Returns the error that the reason of a rejection is.
fn failure(promise: &ObjectRef, reason: Value) -> Error {
    let known = reason.as_object().and_then(|reason| reason.as_error());
    let lang = match promise.lang() {
        Lang::Rust => reason.as_object().map_or(Lang::Rust, |reason| reason.lang()),
        lang => lang,
    };
    known.unwrap_or_else(|| Error::raised(lang, "Error", reason.to_string(), reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::Object;

    /// Calls back at once, or never.
    struct Promise(Option<Outcome>);

    impl Object for Promise {
        fn type_name(&self) -> String {
            "Promise".to_owned()
        }

        fn traits(&self) -> Traits {
            Traits::AWAITABLE
        }

        fn settle(&self, resolve: &Value, reject: &Value) -> Result<()> {
            let (callback, value) = match &self.0 {
                Some(Ok(value)) => (resolve, value),
                Some(Err(value)) => (reject, value),
                None => return Ok(()),
            };
            let callback = callback.as_object().expect("a callback is a function");
            callback.call(std::slice::from_ref(value)).map(drop)
        }
    }

    #[test]
    fn a_promise_is_kept_or_broken_or_stays_open() {
        let wait_for = |promise| wait(Value::Object(ObjectRef::new(Promise(promise))));
        assert_eq!(wait_for(Some(Ok(Value::Int(1)))).expect("it is kept").as_int(), Some(1));
        let broken = wait_for(Some(Err(Value::Int(2)))).expect_err("it is broken");
        assert_eq!(broken.value().and_then(Value::as_int), Some(2));
        assert_eq!(wait_for(None).expect_err("it stays open").class(), "WaitError");
        assert_eq!(wait(Value::Int(3)).expect("it is no promise").as_int(), Some(3));
    }
}
