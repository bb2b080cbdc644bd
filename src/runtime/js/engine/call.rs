//! Calling JavaScript functions.

use std::ffi::c_int;

use rquickjs::qjs;
use smallvec::SmallVec;

use super::{Atom, Local, Outcome, Realm};
use crate::object::{Args, Result, Value};
use crate::runtime::js::convert::to_js;

/// A few arguments that were converted for a call, given back after it.
pub(crate) struct Few<'r, const COUNT: usize> {
    raw: [qjs::JSValue; COUNT],
    realm: &'r Realm,
}

impl<'r, const COUNT: usize> Few<'r, COUNT> {
    /// Returns arguments that are all undefined. To be filled where they are used: to move them costs as much as the call.
    #[inline]
    pub(crate) fn new(realm: &'r Realm) -> Self {
        const { assert!(COUNT <= 8, "a few") };
        Self { raw: [qjs::JS_UNDEFINED; COUNT], realm }
    }

    /// Makes them what another language gives.
    #[inline]
    pub(crate) fn fill(&mut self, args: [&Value; COUNT]) -> Result<()> {
        for (place, arg) in self.raw.iter_mut().zip(args) {
            match arg {
                Value::Int(number) if let Ok(small) = i32::try_from(*number) => {
                    *place = Local::int(self.realm, small).into_raw();
                }
                arg => *place = to_js(self.realm, arg)?.into_raw(),
            }
        }
        Ok(())
    }
}

impl<const COUNT: usize> Drop for Few<'_, COUNT> {
    #[inline]
    fn drop(&mut self) {
        for raw in &self.raw {
            // SAFETY: the conversion gave us a count of each.
            drop(unsafe { self.realm.adopt(*raw) });
        }
    }
}

impl<'r> Local<'r> {
    /// Calls a function.
    pub(crate) fn call(&self, this: Option<&Local<'_>>, args: &[Local<'_>]) -> Result<Self> {
        let mut raw = RawArgs::new();
        raw.extend(args.iter().map(Local::raw));
        // SAFETY: `args` keeps the arguments alive.
        unsafe { self.call_raw(this, &mut raw) }
    }

    /// Calls a getter for a report: what throws is as good as nothing.
    pub(crate) fn ask(&self, this: &Local<'_>) -> Option<Self> {
        let outcome = self.call_few(Some(this), &mut Few::<0>::new(self.realm()));
        if outcome.is_thrown() {
            outcome.forget(self.realm());
            return None;
        }
        outcome.check(self.realm()).ok()
    }

    /// Calls a function with a few arguments.
    #[inline]
    pub(crate) fn call_few<const COUNT: usize>(
        &self,
        this: Option<&Local<'_>>,
        args: &mut Few<'_, COUNT>,
    ) -> Outcome<'r> {
        let this = this.map_or(qjs::JS_UNDEFINED, Local::raw);
        // SAFETY: function and receiver are alive, the arguments are ours, and the pointer covers as many as are
        // counted. What is returned comes with a count, or is the mark.
        unsafe {
            let count = c_int::try_from(COUNT).unwrap_or_default();
            let (ctx, args) = (self.realm().ctx(), args.raw.as_mut_ptr());
            Outcome::new(qjs::JS_Call(ctx, self.raw(), this, count, args))
        }
    }

    /// Calls a function with what another language gives.
    pub(crate) fn call_with(&self, this: Option<&Local<'_>>, args: &Args<'_>) -> Result<Self> {
        let mut converted = Converted::new(self.realm());
        converted.fill(args)?;
        // SAFETY: `converted` keeps the arguments alive.
        unsafe { self.call_raw(this, &mut converted.raw) }
    }

    /// Calls a function.
    ///
    /// # Safety
    ///
    /// The arguments must be alive.
    #[inline]
    unsafe fn call_raw(&self, this: Option<&Local<'_>>, raw: &mut RawArgs) -> Result<Self> {
        let this = this.map_or(qjs::JS_UNDEFINED, Local::raw);
        // SAFETY: function and receiver are alive, the caller vouches for the arguments, and the pointer
        // covers as many as are counted.
        unsafe {
            let outcome = qjs::JS_Call(self.realm().ctx(), self.raw(), this, count(raw), raw.as_mut_ptr());
            self.realm().checked(outcome)
        }
    }

    /// Calls a class with `new`.
    pub(crate) fn construct(&self, args: &Args<'_>) -> Result<Self> {
        let mut converted = Converted::new(self.realm());
        converted.fill(args)?;
        let raw = &mut converted.raw;
        // SAFETY: the class and `converted` are alive, and the pointer covers as many as are counted.
        unsafe {
            let (ctx, count) = (self.realm().ctx(), count(raw));
            self.realm().checked(qjs::JS_CallConstructor(ctx, self.raw(), count, raw.as_mut_ptr()))
        }
    }

    /// Calls a method with the object as its receiver.
    pub(crate) fn invoke(&self, method: Atom, args: &[Local<'_>]) -> Result<Self> {
        self.get(method)?.call(Some(self), args)
    }
}

/// Arguments as QuickJS takes them; up to this many without an allocation.
type RawArgs = SmallVec<[qjs::JSValue; 8]>;

fn count(args: &RawArgs) -> c_int {
    c_int::try_from(args.len()).expect("no call has two billion arguments")
}

/// Arguments that were converted for a call, given back after it. Filled in place: to move them costs as much as the call.
struct Converted<'r> {
    realm: &'r Realm,
    raw: RawArgs,
}

impl<'r> Converted<'r> {
    #[inline]
    fn new(realm: &'r Realm) -> Self {
        Self { realm, raw: RawArgs::new() }
    }

    /// Converts the arguments; those by name go into one object at the end, as is the custom.
    #[inline]
    fn fill(&mut self, args: &Args<'_>) -> Result<()> {
        for arg in args.positional {
            self.raw.push(to_js(self.realm, arg)?.into_raw());
        }
        if args.named.is_empty() {
            return Ok(());
        }
        let options = self.realm.object();
        for (name, value) in args.named {
            options.set(self.realm.atom(name), to_js(self.realm, value)?)?;
        }
        self.raw.push(options.into_raw());
        Ok(())
    }
}

impl Drop for Converted<'_> {
    #[inline]
    fn drop(&mut self) {
        for raw in &self.raw {
            // SAFETY: `fill` took this count.
            unsafe { qjs::JS_FreeValue(self.realm.ctx(), *raw) };
        }
    }
}
