//! Foreign objects as Lisp sees them.
//!
//! One that cannot be called is a custom value over its handle. One that can is
//! a [procedure](super::callable), so that it stands wherever one may: in operator
//! position, under `map`, in `apply`.
//!
//! The same foreign object is the same value while that value lives, so `eq?`
//! tells the truth: the engine keeps a weak reference to each.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use rustc_hash::FxHashMap;
use steel::SteelVal;
use steel::gc::{Gc, ShareableMut, Shared};
use steel::rvals::{Custom, CustomType, IntoSteelVal, as_underlying_type};

use super::callable;
use super::convert::to_value;
use super::engine::Engine;
use super::number;
use crate::object::{Form, Lang, ObjectRef, Result, Text, Traits, Value, WeakRef, release};

type Identity = (Lang, usize);

/// A foreign object in Lisp.
pub(super) struct Proxy(Foreign);

/// What a value that stands for a foreign object holds.
pub(super) struct Foreign {
    /// `None` only while it is being dropped.
    object: Option<ObjectRef>,
    engine: Weak<Engine>,
    /// Which of the proxies that the object had in the course of time this is.
    number: u64,
}

impl Foreign {
    /// Returns the object.
    pub(super) fn object(&self) -> &ObjectRef {
        self.object.as_ref().expect("a proxy holds its object until it is dropped")
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        let Some(object) = self.object.take() else { return };
        if let Some(engine) = self.engine.upgrade() {
            engine.proxies.forget(object.identity(), self.number);
        }
        release::later(object);
    }
}

impl Custom for Proxy {
    fn fmt(&self) -> Option<std::result::Result<String, std::fmt::Error>> {
        let text = shown(self.0.object(), Form::Literal);
        let before = SHOWN.replace(Some((text.clone(), self.0.object().downgrade())));
        drop(before);
        Some(Ok(text))
    }

    fn equality_hint(&self, other: &dyn CustomType) -> bool {
        let other = as_underlying_type::<Self>(other).map(|other| other.0.object().clone());
        other.is_some_and(|other| equal(self.0.object(), &Value::Object(other)).unwrap_or(false))
    }

    fn equality_hint_general(&self, other: &SteelVal) -> bool {
        let Some(engine) = self.0.engine.upgrade() else { return false };
        equal(self.0.object(), &to_value(&engine, other)).unwrap_or(false)
    }
}

thread_local! {
    /// What Steel itself printed last, which it does in its own errors.
    static SHOWN: RefCell<Option<(String, WeakRef)>> = const { RefCell::new(None) };
}

/// Returns the foreign object with which a text of Steel's ends.
pub(super) fn shown_last(text: &str) -> Option<ObjectRef> {
    SHOWN.with_borrow(|shown| {
        let (shown, object) = shown.as_ref()?;
        if text.ends_with(shown.as_str()) { object.upgrade() } else { None }
    })
}

/// Returns how a foreign object prints itself.
pub(super) fn shown(object: &ObjectRef, form: Form) -> String {
    let text = object.display(form).unwrap_or_else(|_| Text::from(format!("<{}>", object.describe())));
    text.to_lossy().into_owned()
}

/// Returns whether a foreign object holds itself equal to a value.
pub(super) fn equal(object: &ObjectRef, other: &Value) -> Result<bool> {
    Ok(other.as_object().is_some_and(|other| object.is(other)) || object.equals(other)?)
}

/// Returns the foreign object that a value stands for.
pub(super) fn foreign(value: &SteelVal) -> Option<ObjectRef> {
    match value {
        SteelVal::Custom(custom) => {
            let custom = custom.try_read().ok()?;
            Some(as_underlying_type::<Proxy>(custom.as_ref())?.0.object().clone())
        }
        SteelVal::CustomStruct(_) => callable::foreign(value),
        _ => None,
    }
}

/// The proxies of an engine that are alive.
#[derive(Default)]
pub(super) struct Proxies {
    alive: RefCell<FxHashMap<Identity, (u64, WeakValue)>>,
    next: Cell<u64>,
}

/// Returns the value again as long as it lives.
type WeakValue = Box<dyn Fn() -> Option<SteelVal>>;

impl Proxies {
    /// Returns how many there are.
    pub(super) fn count(&self) -> usize {
        self.alive.borrow().len()
    }

    fn find(&self, identity: Identity) -> Option<SteelVal> {
        self.alive.borrow().get(&identity).and_then(|(_, value)| value())
    }

    fn remember(&self, identity: Identity, number: u64, value: WeakValue) {
        let before = self.alive.borrow_mut().insert(identity, (number, value));
        drop(before);
    }

    /// Forgets a proxy, unless the object has got another one since.
    fn forget(&self, identity: Identity, number: u64) {
        let Ok(mut alive) = self.alive.try_borrow_mut() else { return };
        if alive.get(&identity).is_some_and(|(known, _)| *known == number) {
            alive.remove(&identity);
        }
    }
}

/// Returns the value that stands for a foreign object: the one there is, or a new one.
///
/// # Errors
/// When the engine cannot make a procedure right now.
pub(super) fn proxy(engine: &Rc<Engine>, object: ObjectRef) -> Result<SteelVal> {
    let identity = object.identity();
    if let Some(value) = engine.proxies.find(identity) {
        return Ok(value);
    }
    let traits = object.traits();
    if traits.contains(Traits::NUMERIC)
        && let Some(native) = object.number()
    {
        return number::native(engine, native);
    }
    let number = engine.proxies.next.get();
    engine.proxies.next.set(number + 1);
    let callable = traits.contains(Traits::CALLABLE);
    let foreign = Foreign { object: Some(object), engine: Rc::downgrade(engine), number };
    let value =
        if callable { callable::make(engine, foreign)? } else { Proxy(foreign).into_steelval().unwrap_or_default() };
    let weak: WeakValue = match &value {
        SteelVal::Custom(custom) => weakly(custom, SteelVal::Custom),
        SteelVal::CustomStruct(record) => weakly(record, SteelVal::CustomStruct),
        _ => Box::new(|| None),
    };
    engine.proxies.remember(identity, number, weak);
    Ok(value)
}

/// Makes a weak reference, which Steel's own pointer has no way to.
fn weakly<T: 'static>(strong: &Gc<T>, value: fn(Gc<T>) -> SteelVal) -> WeakValue {
    // SAFETY: `Gc::into_raw` is `Shared::into_raw` on the one count that the
    // clone adds, so this takes that count over and the types agree.
    let strong = unsafe { Shared::from_raw(Gc::into_raw(strong.clone())) };
    let weak = Rc::downgrade(&strong);
    Box::new(move || {
        let strong = weak.upgrade()?;
        // SAFETY: `Gc::from_raw` is `Shared::from_raw`; the pointer and the
        // count that goes with it come from `Rc::into_raw`, and without Steel's
        // feature `sync`, `Shared` is `Rc`.
        Some(value(unsafe { Gc::from_raw(Rc::into_raw(strong)) }))
    })
}

/// Returns whether an object would be a proxy here.
pub(super) fn is_foreign(engine: &Rc<Engine>, object: &ObjectRef) -> bool {
    super::object::at_home(engine, object).is_none()
}
