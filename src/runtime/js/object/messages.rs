//! The messages that an object of JavaScript answers.

use super::super::convert::{to_js, to_value};
use super::super::engine::Local;
use super::super::{error, modules, prelude};
use super::kind::Kind;
use super::{JsObject, array_items, classes, items};
use crate::object::{
    Args, Buffer, Derivation, Error, Fault, Form, Lang, Name, Object, ObjectRef, Operator, Result, Resume, Step, Text,
    Traits, Value,
};

impl Object for JsObject {
    fn type_name(&self) -> String {
        if self.handle.realm().check_live().is_err() {
            return "object".to_owned();
        }
        prelude::type_name(&self.handle.local())
    }

    fn lang(&self) -> Lang {
        Lang::Js
    }

    fn address(&self) -> usize {
        self.handle.address()
    }

    fn traits(&self) -> Traits {
        let object = self.handle.local();
        if self.handle.realm().check_live().is_err() {
            return Traits::LENIENT;
        }
        self.kind().traits(&object)
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        let message = self.enter()?;
        let key = message.realm.atom(name);
        let read = message.object().read(key);
        message.found(read, |object, value| {
            if value.is_undefined() && !(object.is_object() && object.has(key)?) {
                return date_member(object, name);
            }
            Ok(Some(value))
        })
    }

    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        self.enter()?.answer(|object, realm| object.set(realm.atom(name), to_js(realm, &value)?))
    }

    fn delete_member(&self, name: &Name) -> Result<bool> {
        self.enter()?.answer(|object, realm| {
            let key = realm.atom(name);
            Ok(object.is_object() && object.has(key)? && object.delete(key)?)
        })
    }

    fn has_member(&self, name: &Name) -> Result<bool> {
        self.enter()?.answer(|object, realm| Ok(object.is_object() && object.has(realm.atom(name))?))
    }

    fn members(&self) -> Result<Vec<Text>> {
        self.enter()?.answer(|object, _| items::members(object))
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        let (message, kind) = (self.enter()?, self.kind());
        match (kind, key) {
            (Kind::Array | Kind::TypedArray, Value::Int(index @ 0..)) => {
                let read = message.object().read_index(*index);
                message.found(read, |array, item| items::element(array, *index, item))
            }
            _ => message.find(|object, _| items::get(kind, object, key)),
        }
    }

    fn set_item(&self, key: &Value, value: Value) -> Result<()> {
        self.enter()?.answer(|object, _| items::set(self.kind(), object, key, &value))
    }

    fn delete_item(&self, key: &Value) -> Result<bool> {
        self.enter()?.answer(|object, _| items::delete(self.kind(), object, key))
    }

    fn has_item(&self, key: &Value) -> Result<bool> {
        self.enter()?.answer(|object, _| items::has(self.kind(), object, key))
    }

    fn keys(&self) -> Result<Vec<Value>> {
        self.enter()?.answer(|object, _| items::keys(self.kind(), object))
    }

    fn len(&self) -> Result<usize> {
        let length = self.enter()?.answer(|object, _| items::len(self.kind(), object))?;
        length.ok_or_else(|| self.refuse("length"))
    }

    fn iterate(&self) -> Result<ObjectRef> {
        let iterator = self.enter()?.answer(|object, realm| {
            if object.is_array() {
                return Ok(Some(array_items::over_array(object)));
            }
            let keys = &realm.parts()?.keys;
            if !object.get(keys.iterator)?.is_function() {
                return Ok(None);
            }
            let iterator = object.invoke(keys.iterator, &[])?;
            if !iterator.is_object() {
                let got = to_value(&iterator)?.kind();
                return Err(self.fault(Fault::Type { expected: "an iterator that is an object".to_owned(), got }));
            }
            to_value(&iterator).map(|iterator| iterator.as_object().cloned())
        })?;
        iterator.ok_or_else(|| self.refuse("iterate"))
    }

    fn next(&self) -> Result<Option<Value>> {
        self.enter()?.answer(|iterator, _| items::next(iterator))
    }

    fn resume(&self, how: Resume) -> Result<Step> {
        self.enter()?.answer(|generator, _| items::resume(generator, how))
    }

    fn iterate_async(&self) -> Result<ObjectRef> {
        let iterator = self.enter()?.answer(|object, _| to_value(&prelude::answer("iterate async", object, None)?))?;
        iterator.as_object().cloned().ok_or_else(|| {
            let expected = "an asynchronous iterator that is an object".to_owned();
            self.fault(Fault::Type { expected, got: iterator.kind() })
        })
    }

    fn settle(&self, resolve: &Value, reject: &Value) -> Result<()> {
        self.enter()?.answer(|promise, realm| {
            let callbacks = [to_js(realm, resolve)?, to_js(realm, reject)?];
            promise.invoke(realm.parts()?.keys.then, &callbacks).map(drop)
        })
    }

    fn is_disposable(&self) -> Result<bool> {
        self.enter()?.answer(|object, _| Ok(prelude::answer("is disposable", object, None)?.truth()))
    }

    fn dispose(&self) -> Result<Value> {
        self.enter()?.answer(|object, _| to_value(&prelude::answer("dispose", object, None)?))
    }

    fn call(&self, this: Option<&Value>, args: &Args<'_>) -> Result<Value> {
        let message = self.enter()?;
        if !matches!(self.kind(), Kind::Function | Kind::Class) {
            // QuickJS's own refusal would not name the object.
            return Err(self.refuse("call"));
        }
        match (args.positional, args.named) {
            ([], []) => message.call_few(this, []),
            ([one], []) => message.call_few(this, [one]),
            ([one, two], []) => message.call_few(this, [one, two]),
            ([one, two, three], []) => message.call_few(this, [one, two, three]),
            _ => message.give(|function, realm| match this {
                None => function.call_with(None, args),
                Some(this) => function.call_with(Some(&to_js(realm, this)?), args),
            }),
        }
    }

    fn invoke(&self, name: &Name, args: &Args<'_>) -> Result<Value> {
        self.enter()?.give(|object, realm| {
            let mut method = object.get(realm.atom(name))?;
            if method.is_undefined()
                && let Some(member) = date_member(object, name)?
            {
                method = member;
            }
            if method.is_undefined() {
                let object = self.describe();
                return Err(self.fault(Fault::NoMember { object, name: name.to_string() }));
            }
            method.call_with(Some(object), args)
        })
    }

    fn construct(&self, args: &Args<'_>) -> Result<Value> {
        self.enter()?.give(|class, _| {
            let outcome = class.construct(args);
            outcome.map_err(|error| if class.is_constructor() { error } else { self.refuse("construct") })
        })
    }

    fn is_instance(&self, value: &Value) -> Result<bool> {
        self.enter()?.answer(|class, realm| {
            let value = to_js(realm, value)?;
            Ok(prelude::answer("is instance", class, Some(value))?.truth())
        })
    }

    fn derive(&self, class: &Derivation) -> Result<Value> {
        self.enter()?.answer(|base, _| to_value(&classes::derive(base, class)?))
    }

    fn inherited(&self, receiver: &Value, name: &Name) -> Result<Option<Value>> {
        self.enter()?.answer(|base, _| classes::inherited(base, receiver, name))
    }

    fn inherited_members(&self) -> Result<Vec<Text>> {
        self.enter()?.answer(|base, _| classes::members(base))
    }

    fn signature(&self) -> Result<Option<Text>> {
        self.enter()?.answer(|object, _| Ok(prelude::answer("signature", object, None)?.to_text_if_string()))
    }

    /// A function may be given fewer arguments than it names; but one that names some is not meant to be given none.
    fn takes(&self, count: usize) -> Option<bool> {
        if count > 0 {
            return None;
        }
        let named = self.get_member(&Name::new("length")).ok()??.as_int()?;
        (named > 0).then_some(false)
    }

    fn doc(&self) -> Result<Option<Text>> {
        self.enter()?.answer(|object, _| Ok(prelude::answer("doc", object, None)?.to_text_if_string()))
    }

    fn reload(&self) -> Result<ObjectRef> {
        let fresh = self.enter()?.answer(|object, _| modules::reload(object))?;
        fresh.ok_or_else(|| self.refuse("reload"))
    }

    fn display(&self, form: Form) -> Result<Text> {
        self.enter()?.answer(|object, _| match form {
            Form::Plain => Ok(prelude::plain(object).into()),
            Form::Literal => Ok(prelude::inspect(object).into()),
        })
    }

    fn operate(&self, operator: Operator, other: &Value, reflected: bool) -> Result<Value> {
        self.enter()?.answer(|object, realm| {
            if self.kind() != Kind::Date {
                return Err(self.refuse(operator.symbol()));
            }
            let other = to_js(realm, other)?;
            let (left, right) = if reflected { (other, object.clone()) } else { (object.clone(), other) };
            to_value(&prelude::operate(operator.symbol(), left, right)?)
        })
    }

    fn buffer(&self) -> Result<Buffer> {
        let buffer = self.enter()?.answer(|object, _| object.lend())?;
        buffer.ok_or_else(|| self.refuse("lend memory"))
    }

    fn as_error(&self) -> Option<Error> {
        let object = self.handle.local();
        (self.handle.realm().check_live().is_ok() && object.is_error()).then(|| error::own(&object))
    }
}

/// Returns what a `Date` answers as dates of other languages do (`isoformat`, `timestamp`), in JavaScript nobody sees it.
fn date_member<'r>(object: &Local<'r>, name: &Name) -> Result<Option<Local<'r>>> {
    if !object.is_date() {
        return Ok(None);
    }
    let members = prelude::dates(object.realm())?;
    let member = members.get(object.realm().atom(name))?;
    Ok(Some(member).filter(Local::is_function))
}
