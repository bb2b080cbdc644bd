//! The JavaScript values that Rust and other languages hold.
//!
//! Every value behind a handle is listed, so that the engine can take it back
//! when it shuts down: a handle that is dropped later finds nothing to give back.

use std::cell::RefCell;
use std::mem::ManuallyDrop;
use std::rc::Rc;

use rquickjs::qjs;

use super::{Engine, Local, Realm};

/// A value that is held for longer than a call, e.g. by another language.
pub(in crate::runtime::js) struct Handle {
    /// Valid until the engine is closed, which the list's count sees to.
    value: qjs::JSValue,
    place: u32,
    realm: Rc<Realm>,
}

/// The values behind all handles of an engine, each with the count that its handle relies on.
#[derive(Default)]
pub(in crate::runtime::js) struct Handles {
    values: RefCell<Vec<qjs::JSValue>>,
    free: RefCell<Vec<u32>>,
}

impl Handle {
    /// Holds a value; its count goes into the list.
    pub(in crate::runtime::js) fn new(value: Local<'_>) -> Self {
        let realm = value.realm().share();
        let value = value.into_raw();
        let place = realm.engine().handles.insert(value);
        Self { value, place, realm }
    }

    /// Returns the context that was current when the handle was made.
    #[inline]
    pub(in crate::runtime::js) fn realm(&self) -> &Realm {
        &self.realm
    }

    /// Returns the value for the time of a call.
    ///
    /// Where the engine is closed there is none any more: it reads as undefined.
    #[inline]
    pub(in crate::runtime::js) fn local(&self) -> ManuallyDrop<Local<'_>> {
        let value = if self.realm.engine().is_closed() { qjs::JS_UNDEFINED } else { self.value };
        // SAFETY: the list holds a count of the value for as long as this handle lives and the engine is open.
        unsafe { self.realm.borrow(value) }
    }

    /// Returns the address of the object or symbol: its identity.
    #[inline]
    pub(in crate::runtime::js) fn address(&self) -> usize {
        // SAFETY: handles are made of objects and symbols only, whose union holds the pointer.
        unsafe { qjs::JS_VALUE_GET_PTR(self.value) }.addr()
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let engine = self.realm.engine();
        if engine.is_closed() {
            return;
        }
        engine.handles.remove(self.place);
        // SAFETY: the engine is open, and the count that the list held is ours to give back.
        unsafe { qjs::JS_FreeValueRT(engine.rt(), self.value) };
    }
}

impl Handles {
    #[expect(clippy::cast_possible_truncation, reason = "four billion handles do not fit into memory")]
    fn insert(&self, value: qjs::JSValue) -> u32 {
        let mut values = self.values.borrow_mut();
        if let Some(place) = self.free.borrow_mut().pop() {
            values[place as usize] = value;
            return place;
        }
        values.push(value);
        (values.len() - 1) as u32
    }

    fn remove(&self, place: u32) {
        self.values.borrow_mut()[place as usize] = qjs::JS_UNDEFINED;
        self.free.borrow_mut().push(place);
    }

    /// Takes every value back. The engine must be closed before a handle is used again.
    pub(super) fn release_all(&self, engine: &Engine) {
        self.free.take();
        for value in self.values.take() {
            // SAFETY: the list held this count; the handles will find the engine closed.
            unsafe { qjs::JS_FreeValueRT(engine.rt(), value) };
        }
    }
}
