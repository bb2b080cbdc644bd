//! What QuickJS returned, before it is looked at.

use std::marker::PhantomData;

use rquickjs::qjs;

use super::{Local, Realm};
use crate::object::Result;

/// What an operation returned: a value with a count, or the mark that it threw.
///
/// It has two words and stays in registers; a [`Local`] in a `Result` has three and goes through memory,
/// where the processor waits for the writing of its parts before it can read the whole. Most answers are
/// small integers, and nothing more has to be made of those.
#[must_use = "the count of the value is lost otherwise"]
pub(crate) struct Outcome<'r> {
    raw: qjs::JSValue,
    realm: PhantomData<&'r Realm>,
}

impl<'r> Outcome<'r> {
    /// # Safety
    ///
    /// As for [`Realm::checked`], with the realm that the outcome is [checked](Self::check) in.
    #[inline]
    pub(super) unsafe fn new(raw: qjs::JSValue) -> Self {
        Self { raw, realm: PhantomData }
    }

    /// Returns the value when it is a small integer, of which there is no count to give back.
    #[inline]
    pub(crate) fn small_int(&self) -> Option<i32> {
        // SAFETY: reads fields of the value itself; every bit pattern of the union's first half is an integer.
        unsafe { (qjs::JS_VALUE_GET_TAG(self.raw) == qjs::JS_TAG_INT).then(|| qjs::JS_VALUE_GET_INT(self.raw)) }
    }

    /// Returns the value when there is no count of it: when it is neither an object nor a text, and nothing was thrown.
    #[inline]
    pub(crate) fn scalar(&self, realm: &'r Realm) -> Option<Local<'r>> {
        // SAFETY: reads fields of the value itself.
        let is_counted = unsafe { qjs::JS_VALUE_HAS_REF_COUNT(self.raw) };
        // SAFETY: there is no count to give back, and nothing that the value points to.
        (!is_counted && !self.is_thrown()).then(|| unsafe { realm.adopt(self.raw) })
    }

    /// Returns whether the operation threw.
    pub(crate) fn is_thrown(&self) -> bool {
        // SAFETY: the tag is read of the value itself.
        unsafe { qjs::JS_IsException(self.raw) }
    }

    /// Gives the value back, or forgets what was thrown, of which nothing is made.
    pub(crate) fn forget(self, realm: &'r Realm) {
        // SAFETY: as for `check`.
        drop(if self.is_thrown() { realm.take_exception() } else { unsafe { realm.adopt(self.raw) } });
    }

    /// Returns the value, or what was thrown. `realm` is one of the runtime that returned it, of which a thread has one.
    #[inline]
    pub(crate) fn check(self, realm: &'r Realm) -> Result<Local<'r>> {
        // SAFETY: who made the outcome vouched for it, and its count is given to nobody else.
        unsafe { realm.checked(self.raw) }
    }
}
