//! The JavaScript values that Rust and other languages hold.
//!
//! Every value behind a handle is listed, so that the engine can take it back
//! when it shuts down: a handle that is dropped later finds nothing to give back.

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::rc::Rc;

use rquickjs::qjs;

use super::{Engine, Local, Realm};

/// A value that is held for longer than a call, e.g. by another language.
pub(crate) struct Handle {
    /// Valid until the engine is closed, which the list's count sees to. A [tombstone](Handle::bury) stands for the dead.
    value: Cell<qjs::JSValue>,
    /// Where the object or symbol is, or was: its identity.
    address: usize,
    place: u32,
    realm: Rc<Realm>,
}

/// The values behind all handles of an engine, each with the count that its handle relies on.
#[derive(Default)]
pub(crate) struct Handles {
    values: RefCell<Vec<qjs::JSValue>>,
    free: RefCell<Vec<u32>>,
}

impl Handle {
    /// Holds a value; its count goes into the list.
    pub(crate) fn new(value: Local<'_>) -> Self {
        let realm = value.realm().share();
        // Handles are made of objects and symbols only, which are where their value points to.
        let address = value.pointer().addr();
        let value = value.into_raw();
        let place = realm.engine().handles.insert(value);
        Self { value: Cell::new(value), address, place, realm }
    }

    /// Returns the context that was current when the handle was made.
    #[inline]
    pub(crate) fn realm(&self) -> &Realm {
        &self.realm
    }

    /// Returns the value for the time of a call.
    ///
    /// Where the engine is closed there is none any more: it reads as undefined.
    #[inline]
    pub(crate) fn local(&self) -> ManuallyDrop<Local<'_>> {
        let value = if self.realm.engine().is_closed() { qjs::JS_UNDEFINED } else { self.value.get() };
        // SAFETY: the list holds a count of the value for as long as this handle lives and the engine is open.
        unsafe { self.realm.borrow(value) }
    }

    /// Returns the address of the object or symbol: its identity.
    #[inline]
    pub(crate) fn address(&self) -> usize {
        self.address
    }

    /// Returns the value when its engine is this one, and its collector can free it.
    pub(super) fn collectable(&self, engine: &Engine) -> Option<qjs::JSValue> {
        let is_ours = std::ptr::eq(&raw const **self.realm.engine(), engine) && !engine.is_closed();
        Some(self.value.get()).filter(|value| is_ours && value.tag == i64::from(qjs::JS_TAG_OBJECT))
    }

    /// Puts a tombstone in the place of the value, which the collector has freed, whatever counts there were.
    pub(super) fn bury(&self) {
        let engine = self.realm.engine();
        let tombstone = engine.court.tombstone();
        engine.handles.replace(self.place, tombstone);
        self.value.set(tombstone);
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
        unsafe { qjs::JS_FreeValueRT(engine.rt(), self.value.get()) };
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

    /// Returns whether another language holds this object.
    pub(super) fn holds(&self, object: qjs::JSValue) -> bool {
        // SAFETY: the pointers are only compared; a value that is no object has another tag.
        let is_same = |held: &qjs::JSValue| unsafe {
            qjs::JS_VALUE_GET_TAG(*held) == qjs::JS_TAG_OBJECT
                && qjs::JS_VALUE_GET_PTR(*held) == qjs::JS_VALUE_GET_PTR(object)
        };
        self.values.borrow().iter().any(is_same)
    }

    fn remove(&self, place: u32) {
        self.values.borrow_mut()[place as usize] = qjs::JS_UNDEFINED;
        self.free.borrow_mut().push(place);
    }

    fn replace(&self, place: u32, value: qjs::JSValue) {
        self.values.borrow_mut()[place as usize] = value;
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
