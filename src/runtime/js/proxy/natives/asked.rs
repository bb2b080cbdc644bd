//! What the prototypes of proxies ask of the objects behind them, besides items.

use super::super::super::convert::{to_js, to_value};
use super::super::super::engine::Local;
use super::super::super::{error, stack as frames};
use super::Call;
use crate::object::{Derivation, Name, Result, Resume, Step, Value};

/// `own.call(object, name)`: a member as the owner has it, whatever JavaScript has under that name.
pub(super) fn own<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let found = call.object()?.get_member(&Name::new(&call.text(0)))?;
    call.give(found.unwrap_or_default())
}

/// `resume.call(generator, "throw" | "return", value)`: `[done, value]`.
pub(super) fn resume<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let how = match &*call.text(0) {
        "throw" => Resume::Throw(raised(call.arg(1), call)?),
        _ => Resume::Return(call.value(1)?),
    };
    let (done, value) = match call.object()?.resume(how)? {
        Step::Yield(item) => (false, item),
        Step::Return(result) => (true, result),
    };
    Ok(call.realm.array([Local::boolean(call.realm, done), to_js(call.realm, &value)?]))
}

/// Returns a thrown value as its owner knows it: the exception that an error object stands for.
fn raised<'r>(thrown: Option<&Local<'r>>, call: &Call<'_, 'r>) -> Result<Value> {
    let Some(thrown) = thrown else { return Ok(Value::Nothing) };
    let stood_for = thrown.is_error().then(|| error::of(call.realm, thrown).value().cloned()).flatten();
    stood_for.map_or_else(|| to_value(thrown), Ok)
}

pub(super) fn iterate_async<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let items = call.object()?.iterate_async()?;
    call.give(items)
}

/// `settle.call(promise, resolve, reject)`
pub(super) fn settle<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    call.object()?.settle(&call.value(0)?, &call.value(1)?)?;
    call.give(())
}

pub(super) fn dispose<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let outcome = call.object()?.dispose()?;
    call.give(outcome)
}

/// `isInstance.call(class, value)`
pub(super) fn is_instance<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let value = raised(call.arg(0), call)?;
    call.give(call.object()?.is_instance(&value)?)
}

/// `derive.call(class, name, methods, getters)`: a class that derives from it; the tables are arrays of pairs.
pub(super) fn derive<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let table = |index: usize| -> Result<Vec<(Name, Value)>> {
        let Some(pairs) = call.arg(index) else { return Ok(Vec::new()) };
        let pair = |place| {
            let pair = pairs.get_index(place)?;
            let name = pair.get_index(0)?.to_text_if_string().unwrap_or_else(|| "".into());
            Ok((Name::from_text(&name), to_value(&pair.get_index(1)?)?))
        };
        (0..pairs.length()?).map(pair).collect()
    };
    let class = Derivation { name: call.text(0).as_str().into(), methods: table(1)?, getters: table(2)? };
    let derived = call.object()?.derive(&class)?;
    call.give(derived)
}

/// `inherited.call(class, receiver, name)`: a member as the class has it.
pub(super) fn inherited<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let found = call.object()?.inherited(&call.value(0)?, &Name::new(&call.text(1)))?;
    call.give(found.unwrap_or_default())
}

/// `signature.call(callable)`: its parameters as text, or undefined.
pub(super) fn signature<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let text = call.object()?.signature()?;
    call.give(text.map_or(Value::Nothing, Value::Text))
}

pub(super) fn doc<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let text = call.object()?.doc()?;
    call.give(text.map_or(Value::Nothing, Value::Text))
}

/// `error.stack`: the calls of all languages that led to the place of the error.
pub(super) fn stack<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let Some(own) = frames::own(call.this) else { return call.give(()) };
    let whole = own.to_lossy().filter(|_| own.is_string()).and_then(|own| error::whole_stack(call.this, &own));
    whole.map_or(Ok(own), |whole| call.give(whole))
}
