//! Making values in a realm, and what belongs to exceptions.

use rquickjs::qjs;

use super::{Atom, ERROR_CLASSES, Local, Realm};
use crate::object::{Name, Result, Text};

impl Realm {
    /// Returns the global object.
    pub(crate) fn globals(&self) -> Local<'_> {
        // SAFETY: the context is alive; a count is returned.
        unsafe { self.adopt(qjs::JS_GetGlobalObject(self.ctx())) }
    }

    /// Makes a string of ours, which is never too long.
    pub(crate) fn string(&self, text: &str) -> Local<'_> {
        self.text(&Text::from(text)).unwrap_or_else(|_| Local::undefined(self))
    }

    /// Makes an empty plain object.
    pub(crate) fn object(&self) -> Local<'_> {
        // SAFETY: the context is alive; a count is returned.
        unsafe { self.adopt(qjs::JS_NewObject(self.ctx())) }
    }

    /// Makes an array of these values.
    pub(crate) fn array<'r>(&'r self, items: impl IntoIterator<Item = Local<'r>>) -> Local<'r> {
        // SAFETY: the context is alive; a count is returned.
        let array = unsafe { self.adopt(qjs::JS_NewArray(self.ctx())) };
        for (index, item) in (0..).zip(items) {
            // SAFETY: the array is alive, and takes over the count of the item.
            unsafe { qjs::JS_SetPropertyInt64(self.ctx(), array.raw(), index, item.into_raw()) };
        }
        array
    }

    /// Interns a key; its count is never given back, so this is for keys that are kept.
    pub(crate) fn new_atom(&self, text: &str) -> Atom {
        // SAFETY: pointer and length describe one slice, which is copied or found.
        Atom(unsafe { qjs::JS_NewAtomLen(self.ctx(), text.as_ptr().cast(), text.len() as qjs::size_t) })
    }

    /// Returns the atom of a name, with a count that is never given back.
    pub(crate) fn atom_for_good(&self, name: &Name) -> Atom {
        let atom = self.atom(name);
        // SAFETY: the atom is alive, as the name's slot holds it.
        Atom(unsafe { qjs::JS_DupAtom(self.ctx(), atom.0) })
    }

    /// Returns the atom of a name.
    #[inline]
    pub(crate) fn atom(&self, name: &Name) -> Atom {
        self.engine().names.atom(self, name)
    }

    /// Makes a `BigInt`.
    pub(crate) fn bigint(&self, number: i64) -> Local<'_> {
        // SAFETY: the context is alive; a count is returned.
        unsafe { self.adopt(qjs::JS_NewBigInt64(self.ctx(), number)) }
    }

    /// Makes an error object of a native class that has no stack yet.
    ///
    /// QuickJS adds the stack when the error passes the calling function, and only then knows its line.
    pub(crate) fn new_error(&self, class: &str) -> Local<'_> {
        let place = ERROR_CLASSES.iter().position(|known| *known == class).unwrap_or_default();
        let Ok(parts) = self.parts() else { return self.new_stack() };
        let (class, prototype) = (self.engine().error_class(self), parts.error_prototypes[place]);
        // SAFETY: the context is alive, and the prototype too, as the realm holds a count of it.
        unsafe { self.adopt(qjs::JS_NewObjectProtoClass(self.ctx(), prototype, class)) }
    }

    /// Makes an error object whose stack is the calls that are under way.
    pub(crate) fn new_stack(&self) -> Local<'_> {
        // SAFETY: the context is alive; a count is returned.
        unsafe { self.adopt(qjs::JS_NewError(self.ctx())) }
    }

    /// Marks an error object so that `catch` does not see it.
    pub(crate) fn set_uncatchable(&self, error: &Local<'_>) {
        // SAFETY: the context and the value are alive; what is no error object is left as it is.
        unsafe { qjs::JS_SetUncatchableError(self.ctx(), error.raw()) };
    }

    /// Makes a value the exception of the context.
    pub(crate) fn raise(&self, thrown: Local<'_>) {
        // SAFETY: the context is alive, and takes over the count.
        unsafe { qjs::JS_Throw(self.ctx(), thrown.into_raw()) };
    }

    /// Takes the exception of the context.
    pub(crate) fn take_exception(&self) -> Local<'_> {
        // SAFETY: the context is alive; a count is returned.
        unsafe { self.adopt(qjs::JS_GetException(self.ctx())) }
    }

    /// Makes a symbol that no program knows.
    pub(super) fn new_symbol(&self) -> Atom {
        // SAFETY: the context is alive; the count of the atom is kept for good.
        unsafe {
            let symbol = self.adopt(qjs::JS_NewSymbol(self.ctx(), c"polytarget".as_ptr(), false));
            Atom(qjs::JS_ValueToAtom(self.ctx(), symbol.raw()))
        }
    }

    /// Returns the key under which error objects carry what they stand for.
    pub(crate) fn carrier_key(&self) -> Atom {
        self.engine().carrier_key(self)
    }

    /// Returns the key that is a property of `Symbol`.
    pub(super) fn well_known_symbol(&self, name: &str) -> Result<Atom> {
        let symbols = self.globals().get(self.new_atom("Symbol"))?;
        let symbol = symbols.get(self.new_atom(name))?;
        // SAFETY: the value is alive; the count that is returned is kept for good.
        Ok(Atom(unsafe { qjs::JS_ValueToAtom(self.ctx(), symbol.raw()) }))
    }
}
