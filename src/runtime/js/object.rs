//! An object of JavaScript as the others see it.
//!
//! | In JavaScript             | to the others                                        |
//! |---------------------------|------------------------------------------------------|
//! | a function                | callable, takes `this`; constructible with `new`     |
//! | a class                   | constructible only                                   |
//! | an array, a typed array   | a sequence                                           |
//! | a `Map`                   | a mapping of its entries, by any key                 |
//! | another object            | a mapping of its own properties                      |
//! | a `Set`                   | a set                                                |
//! | a symbol                  | an object that can do nothing but be itself          |
//!
//! A property that is missing reads as nothing, as it does at home.

mod array_items;
mod classes;
mod items;
mod kind;
mod messages;

use std::cell::OnceCell;
use std::mem::ManuallyDrop;
use std::rc::Rc;

use self::kind::Kind;
use super::convert;
use super::engine::{Entered, Few, Handle, Local, Outcome, Realm};
use crate::object::{Error, Fault, Lang, ObjectRef, Result, Value};

/// An object, a function or a symbol of JavaScript behind an [`ObjectRef`].
pub(super) struct JsObject {
    handle: Handle,
    /// Found out once: nothing changes its class.
    kind: OnceCell<Kind>,
}

impl JsObject {
    /// Makes a handle to an object or symbol.
    pub(super) fn handle(value: Local<'_>) -> ObjectRef {
        ObjectRef::new(Self::new(value))
    }

    fn new(value: Local<'_>) -> Self {
        Self { handle: Handle::new(value), kind: OnceCell::new() }
    }

    /// Returns what holds the object.
    pub(super) fn handle_of(&self) -> &Handle {
        &self.handle
    }

    /// Returns the object itself, in whichever realm of its engine asks for it.
    pub(super) fn come_home<'r>(&self, realm: &'r Realm) -> Result<Local<'r>> {
        if !Rc::ptr_eq(self.handle.realm().engine(), realm.engine()) {
            return Err(Error::new(Lang::Js, Fault::Gone(Lang::Js)));
        }
        self.handle.realm().check_live()?;
        Ok(realm.bring((*self.handle.local()).clone()))
    }

    /// Returns what the object is.
    #[inline]
    fn kind(&self) -> Kind {
        *self.kind.get_or_init(|| Kind::of(&self.handle.local()))
    }

    /// Begins a message: refuses where the instance is gone or the stack is used up.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "what is returned would go through memory")]
    fn enter(&self) -> Result<Message<'_>> {
        let realm = self.handle.realm();
        realm.check_live()?;
        Ok(Message { entered: realm.engine().enter()?, realm, handle: &self.handle })
    }
}

/// A message to an object, under way.
struct Message<'a> {
    entered: Entered<'a>,
    realm: &'a Realm,
    handle: &'a Handle,
}

impl<'a> Message<'a> {
    /// Returns the receiver.
    #[inline]
    fn object(&self) -> ManuallyDrop<Local<'a>> {
        self.handle.local()
    }

    /// Calls the receiver with a few arguments.
    #[inline]
    fn call_few<const COUNT: usize>(self, this: Option<&Value>, args: [&Value; COUNT]) -> Result<Value> {
        let this = match this {
            None => None,
            Some(this) => Some(convert::to_js(self.realm, this)?),
        };
        let mut few = Few::new(self.realm);
        few.fill(args)?;
        let outcome = self.object().call_few(this.as_ref(), &mut few);
        drop(few);
        match outcome.small_int() {
            Some(number) => {
                self.end();
                Ok(Value::Int(number.into()))
            }
            None => self.give(|_, realm| outcome.check(realm)),
        }
    }

    /// Answers the message with what was read; `rest` looks at what is no small integer.
    #[inline]
    fn found(
        self,
        read: Outcome<'a>,
        rest: impl FnOnce(&Local<'a>, Local<'a>) -> Result<Option<Local<'a>>>,
    ) -> Result<Option<Value>> {
        match read.small_int() {
            Some(number) => {
                self.end();
                Ok(Some(Value::Int(number.into())))
            }
            None => self.find(|object, realm| rest(object, read.check(realm)?)),
        }
    }

    /// Answers the message with the value that `work` finds.
    #[inline]
    fn give(self, work: impl FnOnce(&Local<'a>, &'a Realm) -> Result<Local<'a>>) -> Result<Value> {
        self.answer(|object, realm| convert::to_value(&work(object, realm)?))
    }

    /// Answers the message with the value that `work` finds, if any.
    #[inline]
    fn find(self, work: impl FnOnce(&Local<'a>, &'a Realm) -> Result<Option<Local<'a>>>) -> Result<Option<Value>> {
        self.answer(|object, realm| work(object, realm)?.map(|found| convert::to_value(&found)).transpose())
    }

    /// Ends the message: the border lets go of what finalizers queued.
    #[inline]
    fn end(self) {
        self.entered.leave();
        crate::object::release::point();
    }

    /// Answers the message with what `work` makes of the object.
    #[inline]
    fn answer<T>(self, work: impl FnOnce(&Local<'a>, &'a Realm) -> Result<T>) -> Result<T> {
        let outcome = work(&self.handle.local(), self.realm);
        self.end();
        outcome
    }
}
