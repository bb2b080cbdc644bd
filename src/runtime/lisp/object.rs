//! A Lisp object as other languages see it.

use std::rc::Rc;

use steel::SteelVal;

use super::condition::Condition;
use super::convert::{symbol, to_lisp, to_value};
use super::engine::{Arguments, Engine, Slot, address};
use super::{data, equality, error, iteration, number, print, trace};
use crate::object::{
    Args, Buffer, Error, Fault, Form, Lang, Name, Number, Object, ObjectRef, Operator, Result, Text, Traits, Value,
    release,
};
use crate::runtime::guard::guarded;

/// A handle to anything of Lisp that is not a scalar.
pub(super) struct LispObject {
    engine: Rc<Engine>,
    slot: Slot,
    /// The native object's address; `None` where it has none, and the handle itself is the identity.
    address: Option<usize>,
    traits: Traits,
}

/// Makes a handle to a value.
pub(super) fn handle(engine: &Rc<Engine>, value: &SteelVal) -> ObjectRef {
    let address = match value {
        // Symbols are interned, so the name's own address is the identity; the handle keeps the name alive.
        SteelVal::SymbolV(name) => {
            return ObjectRef::new(Symbol { name: Name::new(name), value: value.clone(), engine: engine.clone() });
        }
        other => address(other),
    };
    let slot = engine.store.insert(value.clone());
    ObjectRef::new(LispObject { engine: engine.clone(), slot, address, traits: data::traits(value) })
}

/// Returns the value behind a handle that this engine made.
pub(super) fn at_home(engine: &Rc<Engine>, object: &ObjectRef) -> Option<SteelVal> {
    if let Some(ours) = object.downcast::<LispObject>() {
        return if Rc::ptr_eq(&ours.engine, engine) { engine.store.get(ours.slot) } else { None };
    }
    let symbol = object.downcast::<Symbol>()?;
    if Rc::ptr_eq(&symbol.engine, engine) {
        return Some(symbol.value.clone());
    }
    engine.intern(symbol.name.as_str()?).ok()
}

impl LispObject {
    /// Runs one message: the value must still be there, a panic becomes an error, releases are drained.
    fn answer<T>(&self, work: impl FnOnce(&Rc<Engine>, &SteelVal) -> Result<T>) -> Result<T> {
        let outcome = guarded(Lang::Lisp, || {
            self.engine.check_alive()?;
            let value = self.engine.store.get(self.slot).ok_or_else(|| self.fault(Fault::Gone(Lang::Lisp)))?;
            work(&self.engine, &value)
        });
        release::point();
        outcome
    }

    fn value(&self) -> Option<SteelVal> {
        self.engine.store.get(self.slot)
    }
}

impl Drop for LispObject {
    fn drop(&mut self) {
        self.engine.store.remove(self.slot);
    }
}

fn outgoing(engine: &Rc<Engine>, found: Option<SteelVal>) -> Option<Value> {
    found.map(|value| to_value(engine, &value))
}

impl Object for LispObject {
    fn type_name(&self) -> String {
        self.value().map_or_else(|| "object".to_owned(), |value| data::type_name(&value))
    }

    fn lang(&self) -> Lang {
        Lang::Lisp
    }

    fn address(&self) -> usize {
        self.address.unwrap_or_else(|| std::ptr::from_ref(self).addr())
    }

    fn traits(&self) -> Traits {
        self.traits
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        self.answer(|engine, value| Ok(outgoing(engine, data::member(engine, value, &name.text().to_lossy())?)))
    }

    fn set_member(&self, name: &Name, new: Value) -> Result<()> {
        self.answer(|engine, value| data::set_member(engine, value, &name.text().to_lossy(), to_lisp(engine, new)?))
    }

    fn delete_member(&self, name: &Name) -> Result<bool> {
        self.answer(|engine, value| data::delete(engine, value, &symbol(&name.text().to_lossy())))
    }

    fn members(&self) -> Result<Vec<Text>> {
        self.answer(|engine, value| Ok(data::members(engine, value).into_iter().map(Text::from).collect()))
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        self.answer(|engine, value| {
            let found = data::item(engine, value, &to_lisp(engine, key.clone())?)?;
            Ok(outgoing(engine, found))
        })
    }

    fn set_item(&self, key: &Value, new: Value) -> Result<()> {
        self.answer(|engine, value| {
            data::set_item(engine, value, &to_lisp(engine, key.clone())?, to_lisp(engine, new)?)
        })
    }

    fn delete_item(&self, key: &Value) -> Result<bool> {
        self.answer(|engine, value| data::delete(engine, value, &to_lisp(engine, key.clone())?))
    }

    fn has_item(&self, key: &Value) -> Result<bool> {
        self.answer(|engine, value| data::has(engine, value, &to_lisp(engine, key.clone())?))
    }

    fn keys(&self) -> Result<Vec<Value>> {
        self.answer(|engine, value| {
            let named = |key: &SteelVal| match key {
                SteelVal::SymbolV(name) => Value::from(name.as_str()),
                other => to_value(engine, other),
            };
            Ok(data::keys(engine, value)?.iter().map(named).collect())
        })
    }

    fn len(&self) -> Result<usize> {
        self.answer(data::len)
    }

    fn iterate(&self) -> Result<ObjectRef> {
        self.answer(|engine, value| iteration::iterate(engine, value, self.traits))
    }

    fn call(&self, _this: Option<&Value>, args: &Args<'_>) -> Result<Value> {
        self.answer(|engine, value| {
            if !self.traits.contains(Traits::CALLABLE) {
                return Err(self.refuse("call"));
            }
            call(engine, value.clone(), args)
        })
    }

    fn takes(&self, count: usize) -> Option<bool> {
        match self.value()? {
            SteelVal::Closure(closure) if closure.is_multi_arity() => Some(count + 1 >= closure.arity()),
            SteelVal::Closure(closure) => Some(count == closure.arity()),
            _ => None,
        }
    }

    fn construct(&self, args: &Args<'_>) -> Result<Value> {
        self.call(None, args)
    }

    fn display(&self, form: Form) -> Result<Text> {
        self.answer(|_, value| Ok(print::print(value, form).into()))
    }

    fn truth(&self) -> Result<bool> {
        Ok(true)
    }

    fn equals(&self, other: &Value) -> Result<bool> {
        self.answer(|engine, value| match to_lisp(engine, other.clone()) {
            Ok(other) => equality::equal(engine, value, &other),
            Err(_) => Ok(false),
        })
    }

    fn operate(&self, operator: Operator, other: &Value, reflected: bool) -> Result<Value> {
        self.answer(|engine, value| {
            if !self.traits.contains(Traits::NUMERIC) {
                return Err(self.refuse(operator.symbol()));
            }
            let other = to_lisp(engine, other.clone())?;
            let outcome = if reflected {
                number::operate(engine, operator, &other, value)
            } else {
                number::operate(engine, operator, value, &other)
            };
            Ok(to_value(engine, &outcome?))
        })
    }

    fn number(&self) -> Option<Number> {
        self.value().as_ref().and_then(number::of)
    }

    /// Steel keeps the memory of a bytevector to itself.
    fn buffer(&self) -> Result<Buffer> {
        if !self.traits.contains(Traits::BUFFER) {
            return Err(self.refuse("lend memory"));
        }
        let reason = "Steel does not share the memory of a bytevector; copy its bytes";
        Err(self.fault(Fault::Buffer(reason.to_owned())))
    }

    fn bytes(&self) -> Result<Vec<u8>> {
        self.answer(|engine, value| data::bytes(engine, value)?.ok_or_else(|| self.refuse("read bytes")))
    }

    fn as_error(&self) -> Option<Error> {
        let value = self.value()?;
        Condition::of(&value).map(|_| error::outgoing(&self.engine, &value))
    }
}

/// Calls a procedure with arguments from outside.
pub(super) fn call(engine: &Rc<Engine>, procedure: SteelVal, args: &Args<'_>) -> Result<Value> {
    let mut arguments = Arguments::with_capacity(args.positional.len());
    for value in args.positional {
        arguments.push(to_lisp(engine, value.clone())?);
    }
    for (name, value) in args.named {
        arguments.push(engine.intern(&format!("#:{name}"))?);
        arguments.push(to_lisp(engine, value.clone())?);
    }
    let value = engine.call_with(procedure, arguments).inspect_err(|error| {
        trace::note_procedure(error);
        trace::hide_prelude(error);
    })?;
    Ok(to_value(engine, &value))
}

/// A symbol or keyword: the same name is the same object, in every instance.
struct Symbol {
    name: Name,
    value: SteelVal,
    engine: Rc<Engine>,
}

impl Object for Symbol {
    fn type_name(&self) -> String {
        "symbol".to_owned()
    }

    fn lang(&self) -> Lang {
        Lang::Lisp
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(self.name.text()).addr()
    }

    fn display(&self, _form: Form) -> Result<Text> {
        self.engine.check_alive()?;
        Ok(self.name.text().clone())
    }
}
