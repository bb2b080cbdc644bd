//! A counted reference to an object of any language.

use std::cell::RefCell;
use std::fmt;
use std::ops::Deref;
use std::rc::{Rc, Weak};

use super::{Args, Lang, Object, Result, Value};

/// A reference to an object that stays in the language that made it.
///
/// It keeps the object alive. Two references are equal when they mean the same
/// object, which the owner's language and the object's address decide; what
/// equality means to the owner is asked by [`Object::equals`].
///
/// It has one word, so that a [`Value`] has two; the object's table of methods
/// is found behind it.
#[derive(Clone)]
pub struct ObjectRef(Rc<Rc<dyn Object>>);

impl ObjectRef {
    /// Makes a reference to an object of this language, or of Rust.
    pub fn new(object: impl Object) -> Self {
        // The inner count is never shared. It gives an object without size a place, and so an identity; a box would not.
        Self(Rc::new(Rc::new(object)))
    }

    /// Returns the object as the type its owner gave it, or `None` when another type owns it.
    ///
    /// This is the home rule: a runtime that finds its own type unwraps it.
    pub fn downcast<T: Object>(&self) -> Option<&T> {
        (&**self.0 as &dyn std::any::Any).downcast_ref()
    }

    /// Returns what two references to one object have in common.
    pub fn identity(&self) -> (Lang, usize) {
        (self.lang(), self.address())
    }

    /// Returns the owner's language and the type, e.g. `py list`, for messages to people.
    pub fn describe(&self) -> String {
        format!("{} {}", self.lang(), self.type_name())
    }

    /// Calls the object with arguments by place.
    ///
    /// # Errors
    /// What the callee raises, or [`Fault::Unsupported`](super::Fault) when it is not callable.
    pub fn call(&self, args: &[Value]) -> Result<Value> {
        self.0.call(None, &Args::new(args))
    }

    /// Reads a member; a missing one is nothing or an error, as its owner has it.
    pub fn get(&self, name: &str) -> Result<Value> {
        let name = super::Name::new(name);
        match super::read_name(self, self.traits(), &name)? {
            Some(value) => Ok(value),
            None => super::absent(self, &name),
        }
    }

    /// Writes a member.
    pub fn set(&self, name: &str, value: Value) -> Result<()> {
        super::write_name(self, self.traits(), &super::Name::new(name), value)
    }

    /// Asks the owner whether the object is equal to `other`.
    ///
    /// An owner that does not know may ask the other one's owner, and that one this again. Whoever is
    /// asked a question that is still open answers by identity.
    pub fn equals(&self, other: &Value) -> Result<bool> {
        let Some(foreign) = other.as_object() else { return self.0.equals(other) };
        let question = (self.identity(), foreign.identity());
        if OPEN.with_borrow(|open| open.contains(&question)) {
            return Ok(self.is(foreign));
        }
        OPEN.with_borrow_mut(|open| open.push(question));
        let _answered = Answered;
        self.0.equals(other)
    }

    /// Asks both owners whether two objects are equal: who compares two of others has no right to prefer one.
    pub fn equals_either(&self, other: &Self) -> Result<bool> {
        Ok(self.is(other)
            || self.equals(&Value::Object(other.clone()))?
            || (self.lang() != other.lang() && other.equals(&Value::Object(self.clone()))?))
    }

    /// Returns the same reference without a count: it keeps nothing alive.
    pub fn downgrade(&self) -> WeakRef {
        WeakRef(Rc::downgrade(&self.0))
    }

    /// Returns how many counts of this very reference there are, in all languages.
    pub fn holders(&self) -> usize {
        Rc::strong_count(&self.0)
    }

    /// Returns where the reference itself is: its clones have that in common.
    pub fn place(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// Returns whether both mean the same object.
    pub fn is(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

/// A reference that keeps nothing alive.
#[derive(Clone)]
pub struct WeakRef(Weak<Rc<dyn Object>>);

impl WeakRef {
    /// Returns the reference, if somebody still has a count of it.
    pub fn upgrade(&self) -> Option<ObjectRef> {
        self.0.upgrade().map(ObjectRef)
    }
}

type Identity = (Lang, usize);

thread_local! {
    /// The questions of equality that wait for an answer, the last asked last.
    static OPEN: RefCell<Vec<(Identity, Identity)>> = const { RefCell::new(Vec::new()) };
}

/// Takes the last question back, also when its answer is a panic.
struct Answered;

impl Drop for Answered {
    fn drop(&mut self) {
        OPEN.with_borrow_mut(|open| open.truncate(open.len().saturating_sub(1)));
    }
}

impl Deref for ObjectRef {
    type Target = dyn Object;

    fn deref(&self) -> &Self::Target {
        &**self.0
    }
}

impl PartialEq for ObjectRef {
    fn eq(&self, other: &Self) -> bool {
        self.is(other)
    }
}

impl Eq for ObjectRef {}

impl fmt::Debug for ObjectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Object({} at {:#x})", self.describe(), self.address())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Empty;

    impl Object for Empty {
        fn type_name(&self) -> String {
            "Empty".to_owned()
        }
    }

    #[test]
    fn objects_without_size_are_told_apart() {
        let (one, other) = (ObjectRef::new(Empty), ObjectRef::new(Empty));
        assert!(one.is(&one.clone()));
        assert!(!one.is(&other));
    }
}
