//! What an object of JavaScript is, and what that lets it do.

use super::super::engine::{Local, PropertyKind};
use crate::object::Traits;

/// The kinds that are treated differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Symbol,
    Function,
    Class,
    Array,
    TypedArray,
    Buffer,
    Map,
    Set,
    Promise,
    Error,
    Date,
    Plain,
}

impl Kind {
    /// Returns the kind of an object or symbol.
    pub(super) fn of(value: &Local<'_>) -> Self {
        match value {
            _ if value.is_symbol() => Self::Symbol,
            _ if value.is_function() => Self::of_function(value),
            _ if value.is_array() => Self::Array,
            _ if value.is_map() => Self::Map,
            _ if value.is_set() => Self::Set,
            _ if value.is_error() => Self::Error,
            _ if value.is_promise() => Self::Promise,
            _ if value.is_date() => Self::Date,
            _ if value.is_typed_array() => Self::TypedArray,
            _ if value.is_array_buffer() || value.is_data_view() => Self::Buffer,
            _ => Self::Plain,
        }
    }

    /// Tells a class from a function: in JavaScript only a class refuses to have its prototype replaced.
    ///
    /// Constructors that are built in do so as well, but most of those may be called without `new`.
    fn of_function(function: &Local<'_>) -> Self {
        let realm = function.realm();
        let is_class = realm.parts().is_ok_and(|parts| {
            function.class_id() == parts.function_class
                && function.is_constructor()
                && function.own(parts.keys.prototype).is_ok_and(|kind| kind == PropertyKind::ReadOnly)
        });
        if is_class { Self::Class } else { Self::Function }
    }

    /// Returns what an object of this kind can do.
    pub(super) fn traits(self, value: &Local<'_>) -> Traits {
        let traits = match self {
            Self::Symbol => Traits::empty(),
            Self::Function if value.is_constructor() => Traits::CALLABLE | Traits::TAKES_THIS | Traits::CONSTRUCTIBLE,
            Self::Function => Traits::CALLABLE | Traits::TAKES_THIS,
            Self::Class => Traits::CONSTRUCTIBLE,
            Self::Array => Traits::SEQUENCE | Traits::ITERABLE,
            Self::TypedArray => Traits::SEQUENCE | Traits::ITERABLE | Traits::BUFFER,
            Self::Buffer => Traits::BUFFER,
            Self::Map => Traits::MAPPING | Traits::TABLE | Traits::ITERABLE,
            Self::Set => Traits::SET | Traits::ITERABLE,
            Self::Promise => Traits::AWAITABLE,
            Self::Error => Traits::ERROR,
            Self::Date => Traits::NUMERIC,
            Self::Plain => Self::plain_traits(value),
        };
        traits | Traits::LENIENT
    }

    fn plain_traits(value: &Local<'_>) -> Traits {
        let Ok(parts) = value.realm().parts() else { return Traits::empty() };
        let has = |key| value.has(key).unwrap_or(false);
        let mut traits = Traits::empty();
        if has(parts.keys.iterator) {
            traits |= Traits::ITERABLE;
        }
        if has(parts.keys.next) && value.peek(parts.keys.next).is_some_and(|next| next.is_function()) {
            traits |= Traits::ITERATOR;
            let answers = |key| value.peek(key).is_some_and(|method: Local<'_>| method.is_function());
            if answers(parts.keys.throw) && answers(parts.keys.return_) {
                traits |= Traits::GENERATOR;
            }
        }
        if has(parts.keys.async_iterator) {
            traits |= Traits::ASYNC_ITERABLE;
            if !traits.contains(Traits::ITERABLE) {
                // Its `next` gives promises, which are no items to who does not wait.
                traits -= Traits::ITERATOR | Traits::GENERATOR;
            }
        }
        // What says itself what it consists of has no entries besides.
        if !traits.intersects(Traits::ITERATOR | Traits::ITERABLE | Traits::ASYNC_ITERABLE) {
            traits |= Traits::MAPPING;
        }
        if has(parts.keys.then) && value.peek(parts.keys.then).is_some_and(|then| then.is_function()) {
            traits |= Traits::AWAITABLE;
        }
        traits
    }
}
