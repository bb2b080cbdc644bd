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

mod items;
mod kind;
mod messages;

use std::rc::Rc;

use super::engine::{Entered, Handle, Local, Realm};
use crate::object::{Error, Fault, Lang, ObjectRef, Result};

/// An object, a function or a symbol of JavaScript behind an [`ObjectRef`].
pub(super) struct JsObject {
    handle: Handle,
}

impl JsObject {
    /// Makes a handle to an object or symbol.
    pub(super) fn handle(value: Local<'_>) -> ObjectRef {
        ObjectRef::from_rc(Rc::new(Self { handle: Handle::new(value) }))
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

    /// Begins a message: refuses where the instance is gone or the stack is used up.
    #[inline]
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
    /// Answers the message with what `work` makes of the object.
    #[inline]
    fn answer<T>(self, work: impl FnOnce(&Local<'a>, &'a Realm) -> Result<T>) -> Result<T> {
        let outcome = work(&self.handle.local(), self.realm);
        self.entered.leave();
        crate::object::release::point();
        outcome
    }
}
