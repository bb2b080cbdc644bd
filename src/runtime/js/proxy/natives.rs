//! Functions in Rust that the guest-side prelude builds prototypes and globals from.

mod asked;

use std::ffi::{CStr, c_int};
use std::mem::ManuallyDrop;

use rquickjs::qjs::{self, JSContext, JSValue};
use smallvec::SmallVec;

use super::super::convert::{to_js, to_value};
use super::super::engine::{Local, Realm};
use super::super::modules;
use super::super::prelude::{self, Part};
use super::exotic::{answer, give_found, locals};
use super::{Foreign, foreign, unwrap};
use crate::object::{
    Args, Error, Fault, Form, Item, Lang, Name, ObjectRef, Operator, Result, Resume, Step, Traits, Value, release,
};
use crate::runtime::{Stream, outlet};

/// What a native function is given besides its realm: its receiver and its arguments.
struct Call<'a, 'r> {
    realm: &'r Realm,
    this: &'a Local<'r>,
    args: &'a [ManuallyDrop<Local<'r>>],
}

type Native = for<'a, 'r> fn(&Call<'a, 'r>) -> Result<Local<'r>>;

/// The functions, by the number under which QuickJS calls them.
const NATIVES: &[(&CStr, Native)] = &[
    (c"kind", kind),
    (c"form", form),
    (c"number", number),
    (c"operate", operate),
    (c"equals", equals),
    (c"iterate", iterate),
    (c"callKw", call_with_names),
    (c"getItem", get_item),
    (c"setItem", set_item),
    (c"hasItem", has_item),
    (c"deleteItem", delete_item),
    (c"keys", keys),
    (c"size", size),
    (c"bytes", bytes),
    (c"numbers", numbers),
    (c"buffer", buffer),
    (c"view", view),
    (c"guard", guard),
    (c"guardWrite", guard_write),
    (c"own", asked::own),
    (c"resume", asked::resume),
    (c"iterateAsync", asked::iterate_async),
    (c"settle", asked::settle),
    (c"dispose", asked::dispose),
    (c"isInstance", asked::is_instance),
    (c"derive", asked::derive),
    (c"inherited", asked::inherited),
    (c"signature", asked::signature),
    (c"doc", asked::doc),
    (c"errorOf", error_of),
    (c"stack", asked::stack),
    (c"write", write),
    (c"exit", exit),
    (c"importBinding", import_binding),
    (c"part", part),
];

/// Makes the object through which the prelude reaches the functions.
pub(crate) fn install(realm: &Realm) -> Result<Local<'_>> {
    let natives = realm.object();
    for (number, (name, _)) in (0..).zip(NATIVES) {
        let key = realm.new_atom(&name.to_string_lossy());
        natives.set(key, new_function(realm, name, number))?;
    }
    natives.set(realm.new_atom("next"), new_next(realm))?;
    Ok(natives)
}

fn new_function<'r>(realm: &'r Realm, name: &CStr, number: c_int) -> Local<'r> {
    type Magic = unsafe extern "C" fn(*mut JSContext, JSValue, c_int, *mut JSValue, c_int) -> JSValue;
    type Plain = unsafe extern "C" fn(*mut JSContext, JSValue, c_int, *mut JSValue) -> JSValue;
    let protocol = qjs::JSCFunctionEnum_JS_CFUNC_generic_magic;
    // SAFETY: QuickJS calls a function of this protocol with the number as a fifth argument, which is the
    // signature of `dispatch`; the cast only fits it through the constructor's one parameter type.
    unsafe {
        let function = std::mem::transmute::<Magic, Plain>(dispatch);
        realm.adopt(qjs::JS_NewCFunction2(realm.ctx(), Some(function), name.as_ptr(), 1, protocol, number))
    }
}

unsafe extern "C" fn dispatch(
    ctx: *mut JSContext,
    this: JSValue,
    count: c_int,
    args: *mut JSValue,
    number: c_int,
) -> JSValue {
    // SAFETY: QuickJS passes its context, living values, and as many arguments as it counts.
    unsafe {
        answer(ctx, qjs::JS_EXCEPTION, |realm, place| {
            let (this, args) = (realm.borrow(this), locals(realm, args, count));
            let (_, native) = NATIVES[usize::try_from(number).unwrap_or_default()];
            *place = native(&Call { realm, this: &this, args: &args })?.into_raw();
            Ok(())
        })
    }
}

/// Makes the method `next` of foreign iterators. QuickJS calls one of this protocol without a result object.
fn new_next(realm: &Realm) -> Local<'_> {
    type Next = unsafe extern "C" fn(*mut JSContext, JSValue, c_int, *mut JSValue, *mut c_int, c_int) -> JSValue;
    type Plain = unsafe extern "C" fn(*mut JSContext, JSValue, c_int, *mut JSValue) -> JSValue;
    let protocol = qjs::JSCFunctionEnum_JS_CFUNC_iterator_next;
    // SAFETY: as in `new_function`, with the signature of this protocol.
    unsafe {
        let function = std::mem::transmute::<Next, Plain>(next);
        realm.adopt(qjs::JS_NewCFunction2(realm.ctx(), Some(function), c"next".as_ptr(), 0, protocol, 0))
    }
}

unsafe extern "C" fn next(
    ctx: *mut JSContext,
    this: JSValue,
    count: c_int,
    args: *mut JSValue,
    done: *mut c_int,
    _number: c_int,
) -> JSValue {
    // SAFETY: QuickJS passes its context, a living receiver, and a place to fill.
    unsafe {
        done.write(0);
        answer(ctx, qjs::JS_EXCEPTION, |realm, place| {
            let this = realm.borrow(this);
            let foreign = receiver(&this)?;
            let iterator = foreign.object.clone();
            if foreign.traits.contains(Traits::GENERATOR) {
                let args = locals(realm, args, count);
                let sent = args.first().map_or(Ok(Value::Nothing), |sent| to_value(sent))?;
                let (item, is_done) = match iterator.resume(Resume::Send(sent))? {
                    Step::Yield(item) => (item, false),
                    Step::Return(result) => (result, true),
                };
                *place = to_js(realm, &item)?.into_raw();
                done.write(is_done.into());
            } else if !give_found(realm, iterator.next(), place)? {
                *place = qjs::JS_UNDEFINED;
                done.write(1);
            }
            Ok(())
        })
    }
}

fn receiver<'v>(value: &'v Local<'_>) -> Result<&'v Foreign> {
    foreign(value).ok_or_else(|| {
        let expected = "an object of another language as the receiver".to_owned();
        Error::new(Lang::Js, Fault::Type { expected, got: "another value".to_owned() })
    })
}

impl<'a, 'r> Call<'a, 'r> {
    fn arg(&self, index: usize) -> Option<&'a Local<'r>> {
        self.args.get(index).map(|arg| &**arg)
    }

    fn value(&self, index: usize) -> Result<Value> {
        self.arg(index).map_or(Ok(Value::Nothing), to_value)
    }

    fn text(&self, index: usize) -> String {
        self.arg(index).and_then(Local::to_lossy).unwrap_or_default()
    }

    fn truth(&self, index: usize) -> bool {
        self.arg(index).is_some_and(|arg| arg.tag() == qjs::JS_TAG_BOOL && arg.small_int() != 0)
    }

    /// Returns the foreign object that the receiver is.
    fn object(&self) -> Result<ObjectRef> {
        receiver(self.this).map(|foreign| foreign.object.clone())
    }

    /// Returns the foreign object that is to lend its memory.
    fn lender(&self, operation: &str) -> Result<ObjectRef> {
        let got = || self.arg(0).map_or_else(|| "nothing".to_owned(), |arg| prelude::type_name(arg));
        self.arg(0).and_then(unwrap).ok_or_else(|| {
            let expected = format!("an object that has memory to share for polytarget.{operation}");
            Error::new(Lang::Js, Fault::Type { expected, got: got() })
        })
    }

    fn give(&self, value: impl Into<Value>) -> Result<Local<'r>> {
        to_js(self.realm, &value.into())
    }
}

/// `kind(value)`: what a foreign object is, in one word; undefined for what is not foreign.
fn kind<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    const KINDS: [(Traits, &str); 9] = [
        (Traits::CALLABLE, "callable"),
        (Traits::CONSTRUCTIBLE, "callable"),
        (Traits::ERROR, "error"),
        (Traits::BUFFER, "buffer"),
        (Traits::SEQUENCE, "sequence"),
        (Traits::MAPPING, "mapping"),
        (Traits::SET, "set"),
        (Traits::AWAITABLE, "awaitable"),
        (Traits::ITERABLE, "iterable"),
    ];
    match call.arg(0).and_then(foreign) {
        None => Ok(Local::undefined(call.realm)),
        Some(foreign) => {
            let kind = KINDS.iter().find(|(traits, _)| foreign.traits.contains(*traits));
            call.give(kind.map_or("object", |(_, kind)| kind))
        }
    }
}

/// `form.call(object, literal)`: how the object prints itself.
fn form<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let form = if call.truth(0) { Form::Literal } else { Form::Plain };
    call.realm.text(&call.object()?.display(form)?)
}

/// `number.call(object)`: the number that the object is worth; undefined where it has no arithmetic.
fn number<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let foreign = receiver(call.this)?;
    if !foreign.traits.contains(Traits::NUMERIC) {
        return Ok(Local::undefined(call.realm));
    }
    let object = foreign.object.clone();
    let worth = object.operate(Operator::Multiply, &Value::Float(1.0), false);
    match worth {
        Ok(worth) if worth.as_float().is_some() => call.give(worth),
        // What refuses to be mixed with a double may still print as a number.
        Ok(_) | Err(_) => match object.display(Form::Plain)?.to_lossy().trim().parse::<f64>() {
            Ok(number) => call.give(number),
            Err(_) => Ok(Local::undefined(call.realm)),
        },
    }
}

/// `operate.call(object, symbol, other)`: what the owner makes of an operator and another value.
fn operate<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let (symbol, object) = (call.text(0), call.object()?);
    let operator = match (symbol.as_str(), call.arg(1)) {
        ("-", None) => Operator::Negate,
        (symbol, _) => Operator::BINARY
            .into_iter()
            .find(|operator| operator.symbol() == symbol)
            .ok_or_else(|| Error::new(Lang::Js, Fault::Bug(format!("no operator `{symbol}`"))))?,
    };
    call.give(object.operate(operator, &call.value(1)?, false)?)
}

/// `equals.call(object, other)`: whether the owner holds both equal.
fn equals<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    call.give(call.object()?.equals(&call.value(0)?)?)
}

/// `iterate.call(object)`: an iterator over the object.
fn iterate<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let foreign = receiver(call.this)?;
    if foreign.traits.contains(Traits::ITERATOR) {
        return Ok(call.this.clone());
    }
    call.give(foreign.object.clone().iterate()?)
}

/// `callKw.call(callable, names, ...args)`: a call with keyword arguments.
fn call_with_names<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let callable = call.object()?;
    let mut named: SmallVec<[(Name, Value); 4]> = SmallVec::new();
    if let Some(names) = call.arg(0).filter(|names| names.is_object()) {
        for name in names.own_keys(true)? {
            let value = names.get(call.realm.atom(&name))?;
            named.push((name, to_value(&value)?));
        }
    }
    let args: SmallVec<[Value; 6]> = call.args.iter().skip(1).map(|arg| to_value(arg)).collect::<Result<_>>()?;
    call.give((*callable).call(None, &Args::with_named(&args, &named))?)
}

fn get_item<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let item = call.object()?.get_item(&call.value(0)?)?;
    call.give(item.unwrap_or_default())
}

fn set_item<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    call.object()?.set_item(&call.value(0)?, call.value(1)?)?;
    Ok(call.this.clone())
}

fn has_item<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    call.give(call.object()?.has_item(&call.value(0)?)?)
}

fn delete_item<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    call.give(call.object()?.delete_item(&call.value(0)?)?)
}

/// `keys.call(mapping)`: its keys as an array.
fn keys<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let keys = call.object()?.keys()?;
    let keys: Vec<Local<'r>> = keys.iter().map(|key| to_js(call.realm, key)).collect::<Result<_>>()?;
    Ok(call.realm.array(keys))
}

fn size<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let size = call.object()?.len()?;
    call.give(i64::try_from(size).unwrap_or(i64::MAX))
}

/// `bytes.call(buffer)`: a copy of its bytes as an `ArrayBuffer`.
fn bytes<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    call.realm.copied_buffer(&call.object()?.bytes()?)
}

/// `numbers.call(object)`: a copy of a row of numbers as a typed array, or of a single one; undefined where
/// there are more dimensions, or items that are no numbers.
fn numbers<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let object = call.object()?;
    let copy = |bytes: &[u8], item| call.realm.typed_array(&call.realm.copied_buffer(bytes)?, item);
    let Ok(buffer) = object.buffer() else {
        // Who does not share has bytes, if anything.
        return object.bytes().map_or_else(|_| call.give(()), |bytes| copy(&bytes, Item::U8));
    };
    match (buffer.item(), buffer.shape()) {
        (Some(item), [_]) => copy(&buffer.to_vec(), item),
        (Some(item), []) => copy(&buffer.to_vec(), item)?.get_index(0),
        _ => call.give(()),
    }
}

/// `buffer(object)`: its memory as an `ArrayBuffer`, without a copy.
fn buffer<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    match call.arg(0) {
        Some(own) if own.is_array_buffer() => Ok(own.clone()),
        _ => call.realm.array_buffer(call.lender("buffer")?.buffer()?),
    }
}

/// `view(object)`: its memory as a typed array of its items, without a copy.
fn view<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    match call.arg(0) {
        Some(own) if own.is_typed_array() || own.is_data_view() => return Ok(own.clone()),
        Some(own) if own.is_array_buffer() => return call.realm.typed_array(own, Item::U8),
        _ => {}
    }
    let buffer = call.lender("view")?.buffer()?;
    let Some(item) = buffer.item() else {
        let format = buffer.format();
        return Err(buffer.refuse(&format!(
            "has items of format `{format}`, for which there is no typed array; \
             polytarget.buffer(o) has its bytes, and polytarget.toNative(o) copies it"
        )));
    };
    if !buffer.start().as_ptr().addr().is_multiple_of(item.format().1) && buffer.byte_length() > 0 {
        return Err(buffer.refuse("is not aligned; copy it first, e.g. with o.copy()"));
    }
    let shape = buffer.shape().to_vec();
    let view = call.realm.typed_array(&call.realm.array_buffer(buffer)?, item)?;
    if shape.len() != 1 {
        let counts = shape.iter().map(|count| call.give(i64::try_from(*count).unwrap_or(i64::MAX)));
        let counts: Vec<Local<'r>> = counts.collect::<Result<_>>()?;
        view.define_hidden(call.realm.atom(&Name::new("shape")), call.realm.array(counts))?;
    }
    Ok(view)
}

/// `guard(buffer, operation, length)`: refuses to move memory that is lent.
fn guard<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let length = call.value(2)?.as_int().and_then(|length| usize::try_from(length).ok());
    // Views that were dropped since the last border do not count.
    release::point();
    call.arg(0).map_or(Ok(()), |buffer| buffer.guard(&call.text(1), length))?;
    call.give(())
}

/// `guardWrite(array)`: refuses where the array's memory is read-only.
fn guard_write<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    call.arg(0).map_or(Ok(()), Local::guard_write)?;
    call.give(())
}

/// `errorOf(value)`: class, message and report of an error of another language, or undefined.
fn error_of<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let Some(error) = call.arg(0).and_then(unwrap).and_then(|object| object.as_error()) else {
        return call.give(());
    };
    let texts = [error.class().to_owned(), error.message(), error.report()];
    let texts: Vec<Local<'r>> = texts.into_iter().map(|text| call.give(text)).collect::<Result<_>>()?;
    Ok(call.realm.array(texts))
}

/// `write(text, toErrors)`: prints text as it is.
fn write<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let stream = if call.truth(1) { Stream::Err } else { Stream::Out };
    outlet().write(stream, &call.text(0));
    call.give(())
}

/// `exit(status)`: asks the process to end.
fn exit<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let status = call.value(0)?.as_int().and_then(|status| i32::try_from(status).ok()).unwrap_or_default();
    Err(Error::new(Lang::Js, Fault::Exit(status)))
}

/// `part(name)`: a file of the prelude.
fn part<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    let name = call.text(0);
    let part = Part::named(&name).ok_or_else(|| Error::new(Lang::Js, Fault::Bug(format!("no prelude `{name}`"))))?;
    part.load(call.realm)
}

/// `importBinding(specifier, name, base)`: what an `import` in a cell binds.
fn import_binding<'r>(call: &Call<'_, 'r>) -> Result<Local<'r>> {
    modules::binding(call.realm, &call.text(0), &call.text(1), &call.text(2))
}
