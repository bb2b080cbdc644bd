//! What the border needs of a realm, looked up once: prototypes, keys.

use rquickjs::qjs;
use rustc_hash::FxHashSet;

use super::{Atom, Realm};
use crate::object::Result;

/// What the guest-side prelude hands over, and well-known keys.
pub(crate) struct Parts {
    /// The prototypes of proxies, by [`Shape`].
    pub(crate) prototypes: [qjs::JSValue; Shape::COUNT],
    /// The prototypes of `Error`, `TypeError`, `RangeError` and `SyntaxError`.
    pub(crate) error_prototypes: [qjs::JSValue; 4],
    /// What reads the stack that QuickJS has of an error object; programs see more.
    pub(crate) stack_getter: qjs::JSValue,
    /// The keys of `Array.prototype`, which a foreign sequence answers as an array does.
    pub(crate) array_keys: FxHashSet<Atom>,
    /// The class of functions that are written in JavaScript.
    pub(crate) function_class: qjs::JSClassID,
    pub(crate) keys: Keys,
}

/// The native classes of errors, in the order of [`Parts::error_prototypes`].
pub(crate) const ERROR_CLASSES: [&str; 4] = ["Error", "TypeError", "RangeError", "SyntaxError"];

/// Which methods a proxy has of its own in JavaScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Object,
    Sequence,
    Mapping,
    Set,
    Callable,
    Error,
    Iterator,
    Number,
}

impl Shape {
    pub(crate) const COUNT: usize = 8;
}

macro_rules! keys {
    ($($field:ident = $text:literal),* $(,)?) => {
        /// Keys that are looked up at the border, interned once.
        pub(crate) struct Keys {
            /// `Symbol.iterator`.
            pub(crate) iterator: Atom,
            /// `Symbol.asyncIterator`.
            pub(crate) async_iterator: Atom,
            /// `Symbol.dispose`.
            pub(crate) dispose: Atom,
            /// `Symbol.asyncDispose`.
            pub(crate) async_dispose: Atom,
            $(pub(crate) $field: Atom,)*
        }

        impl Keys {
            pub(super) fn new(realm: &Realm) -> Result<Self> {
                Ok(Self {
                    iterator: realm.well_known_symbol("iterator")?,
                    async_iterator: realm.well_known_symbol("asyncIterator")?,
                    dispose: realm.well_known_symbol("dispose")?,
                    async_dispose: realm.well_known_symbol("asyncDispose")?,
                    $($field: realm.new_atom($text),)*
                })
            }
        }
    };
}

keys! {
    length = "length", next = "next", then = "then", done = "done", value = "value", size = "size",
    get = "get", set = "set", has = "has", delete = "delete", keys = "keys", includes = "includes",
    splice = "splice", name = "name", message = "message", stack = "stack", cause = "cause",
    prototype = "prototype", constructor = "constructor", default = "default",
    throw = "throw", return_ = "return", add = "add", catch = "catch", finally = "finally",
}
