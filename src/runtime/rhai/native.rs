//! Functions that every script has: `eval_in`, `to_native`, `is_same`, `type_of`.

use std::rc::Rc;

use rhai::{Array, Dynamic, Engine, EvalAltResult, FnPtr, ImmutableString, Map, NativeCallContext, Position};

use super::convert::{from_value, home, to_value};
use super::engine::{State, send};
use super::error::Raised;
use super::live::Live;
use super::prelude::{AWAIT, TYPE_OF};
use super::proxy::Foreign;
use crate::object::{Error, Fault, Item, Lang, ObjectRef, Result, Traits, Value, wait};
use crate::runtime::peers;

/// How deep `to_native` copies when it is not told.
const DEPTH: i64 = 64;

/// Those of the functions whose first argument may be any object.
pub(super) const TAKES_ANYTHING: [&str; 4] = ["to_native", "is_same", AWAIT, TYPE_OF];

/// Registers the functions.
pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("eval_in", |context: NativeCallContext<'_>, target: ImmutableString, code: ImmutableString| {
        send(context.engine(), |state| from_value(state, peers()?.eval(&target, &code)?))
    });
    engine.register_fn("to_native", |context: NativeCallContext<'_>, value: Dynamic| {
        to_native(&context, value, DEPTH, None)
    });
    engine.register_fn("to_native", |context: NativeCallContext<'_>, value: Dynamic, depth: i64| {
        to_native(&context, value, depth, None)
    });
    engine.register_fn("to_native", |context: NativeCallContext<'_>, value: Dynamic, converter: FnPtr| {
        to_native(&context, value, DEPTH, Some(converter))
    });
    engine.register_fn("to_native", |context: NativeCallContext<'_>, value: Dynamic, depth: i64, converter: FnPtr| {
        to_native(&context, value, depth, Some(converter))
    });
    engine.register_fn("is_same", |context: NativeCallContext<'_>, one: Dynamic, other: Dynamic| {
        send(context.engine(), |state| Ok(is_same(&to_value(state, one)?, &to_value(state, other)?)))
    });
    engine.register_fn(AWAIT, |context: NativeCallContext<'_>, value: Dynamic| {
        send(context.engine(), |state| from_value(state, wait(to_value(state, value)?)?))
    });
    engine.register_fn(TYPE_OF, |context: NativeCallContext<'_>, value: Dynamic| type_of(context.engine(), &value));
}

/// Returns the type of a value; a foreign object has that of what it acts like.
fn type_of(engine: &Engine, value: &Dynamic) -> ImmutableString {
    if let Some(live) = value.read_lock::<Live>() {
        return type_of(engine, live.place());
    }
    let Some(foreign) = value.read_lock::<Foreign>() else { return engine.map_type_name(value.type_name()).into() };
    if foreign.traits().contains(Traits::SEQUENCE) {
        "array".into()
    } else if foreign.traits().contains(Traits::MAPPING) {
        "map".into()
    } else {
        foreign.object().describe().into()
    }
}

/// Returns whether two values are one object, or the same scalar.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => one.is(other),
        (Value::Object(_), _) | (_, Value::Object(_)) => false,
        // Scalars that print the same, with their type, have the same bits.
        (one, other) => format!("{one:?}") == format!("{other:?}"),
    }
}

/// Copies a value. A converter is called with each foreign object; what it returns stands for the object, unless that is `()`.
fn to_native(context: &NativeCallContext<'_>, value: Dynamic, depth: i64, converter: Option<FnPtr>) -> Raised<Dynamic> {
    let Ok(depth) = usize::try_from(depth) else {
        return Err(EvalAltResult::ErrorArithmetic("a depth cannot be negative".to_owned(), Position::NONE).into());
    };
    send(context.engine(), |state| {
        let converter = converter.map(|converter| to_value(state, Dynamic::from(converter))).transpose()?;
        Copy { converter, ..Copy::new(state, depth) }.of(&to_value(state, value)?)
    })
}

/// Makes an array of values.
pub(super) fn array(state: &Rc<State>, values: Vec<Value>) -> Result<Dynamic> {
    let items = values.into_iter().map(|value| from_value(state, value)).collect::<Result<Array>>()?;
    Ok(Dynamic::from_array(items))
}

/// Makes an array of the values of a mapping.
pub(super) fn values(state: &Rc<State>, object: &ObjectRef) -> Result<Dynamic> {
    let values =
        object.keys()?.iter().map(|key| Ok(object.get_item(key)?.unwrap_or_default())).collect::<Result<_>>()?;
    array(state, values)
}

/// Copies a foreign list or dict into an array or map, with all that is in it.
pub(super) fn copy(state: &Rc<State>, value: &Value) -> Result<Dynamic> {
    Copy::new(state, usize::try_from(DEPTH).unwrap_or(usize::MAX)).of(value)
}

/// Copies the items of a foreign list or dict into an array or map, and nothing of what is in them.
pub(super) fn copy_of_items(state: &Rc<State>, object: &ObjectRef) -> Result<Dynamic> {
    Copy::new(state, 1).of(&Value::Object(object.clone()))
}

/// Returns whether a buffer is a row of bytes, as opposed to other numbers.
fn holds_bytes(object: &ObjectRef) -> bool {
    object.buffer().map_or(true, |buffer| buffer.item() == Some(Item::U8) && buffer.shape().len() == 1)
}

/// A copy in the making.
struct Copy<'a> {
    state: &'a Rc<State>,
    depth: usize,
    /// What makes of a foreign object what is to stand for it.
    converter: Option<Value>,
    /// The objects that are being copied, from the outermost to this one.
    open: Vec<ObjectRef>,
}

impl<'a> Copy<'a> {
    fn new(state: &'a Rc<State>, depth: usize) -> Self {
        Self { state, depth, converter: None, open: Vec::new() }
    }

    fn of(&mut self, value: &Value) -> Result<Dynamic> {
        let Value::Object(object) = value else { return from_value(self.state, value.clone()) };
        if let Some(converted) = self.converted(object)? {
            return Ok(converted);
        }
        let traits = object.traits();
        if traits.contains(Traits::BUFFER) && holds_bytes(object) {
            return object.bytes().map(Dynamic::from_blob);
        }
        let is_container = traits.intersects(Traits::MAPPING | Traits::SEQUENCE | Traits::SET);
        if !is_container || self.open.len() >= self.depth {
            return from_value(self.state, value.clone());
        }
        if self.open.contains(object) {
            let message = format!("{} contains itself, which a Rhai value cannot", object.describe());
            return Err(Error::new(Lang::Rhai, Fault::Range(message)));
        }
        self.open.push(object.clone());
        let copy = if traits.contains(Traits::MAPPING) { self.map(object) } else { self.array(object) };
        self.open.pop();
        copy
    }

    fn converted(&self, object: &ObjectRef) -> Result<Option<Dynamic>> {
        let Some(Value::Object(converter)) = &self.converter else { return Ok(None) };
        if home(self.state, object).is_some() {
            return Ok(None);
        }
        let made = converter.call(&[Value::Object(object.clone())])?;
        if made.is_nothing() { Ok(None) } else { from_value(self.state, made).map(Some) }
    }

    fn map(&mut self, object: &ObjectRef) -> Result<Dynamic> {
        let mut map = Map::new();
        for key in object.keys()? {
            let value = object.get_item(&key)?.unwrap_or_default();
            map.insert(key.to_string().into(), self.of(&value)?);
        }
        Ok(Dynamic::from_map(map))
    }

    fn array(&mut self, object: &ObjectRef) -> Result<Dynamic> {
        let iterator = object.iterate()?;
        let mut array = Array::new();
        while let Some(item) = iterator.next()? {
            array.push(self.of(&item)?);
        }
        Ok(Dynamic::from_array(array))
    }
}
