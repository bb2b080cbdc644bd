//! What a language does with a thing of another.

use crate::object::Lang;

/// One operation. Its name is that of the loop in the kits of `guests/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Operation {
    /// Calls a function with one integer, which it returns.
    Call,
    /// Calls a function without arguments.
    CallNone,
    /// Calls a function with two integers.
    CallTwo,
    /// Calls a function with three integers.
    CallThree,
    /// Calls a function with one integer by name.
    CallNamed,
    /// Calls a method with one integer.
    Method,
    /// Makes an instance of a class.
    Construct,
    /// Reads a member that is an integer.
    Member,
    /// Writes a member.
    SetMember,
    /// Reads an item that is an integer.
    Index,
    /// Writes an item.
    SetIndex,
    /// Takes the next item of a sequence of 1,000 integers.
    Iterate,
    /// Calls a function of the other language, which calls one that raises, and catches what comes home.
    Raise,
}

impl Operation {
    pub(super) const ALL: [Self; 13] = [
        Self::Call,
        Self::CallNone,
        Self::CallTwo,
        Self::CallThree,
        Self::CallNamed,
        Self::Method,
        Self::Construct,
        Self::Member,
        Self::SetMember,
        Self::Index,
        Self::SetIndex,
        Self::Iterate,
        Self::Raise,
    ];

    /// Those that are measured again beside a million handles.
    pub(super) const CROWDED: [Self; 3] = [Self::Call, Self::Member, Self::Iterate];

    /// Returns the name of the loop in each guest's kit.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::CallNone => "call_none",
            Self::CallTwo => "call_two",
            Self::CallThree => "call_three",
            Self::CallNamed => "call_named",
            Self::Method => "method",
            Self::Construct => "construct",
            Self::Member => "member",
            Self::SetMember => "set_member",
            Self::Index => "index",
            Self::SetIndex => "set_index",
            Self::Iterate => "iterate",
            Self::Raise => "raise",
        }
    }

    /// Returns the name of what the loop is given, in each guest's kit.
    pub(super) fn operand(self) -> &'static str {
        match self {
            Self::Call => "callee",
            Self::CallNone => "none",
            Self::CallTwo => "two",
            Self::CallThree => "three",
            Self::CallNamed => "named",
            Self::Construct => "class",
            Self::Method | Self::Member | Self::SetMember => "thing",
            Self::Index | Self::SetIndex | Self::Iterate => "items",
            Self::Raise => "through",
        }
    }

    /// Returns how many operations one turn of the loop does.
    pub(super) fn per_turn(self) -> f64 {
        if self == Self::Iterate { 1000.0 } else { 1.0 }
    }

    /// Returns whether the kit of a language has the loop. Those of Rhai and Lisp have the most common ones.
    pub(super) fn is_in(self, lang: Lang) -> bool {
        matches!(lang, Lang::Py | Lang::Js) || matches!(self, Self::Call | Self::Member | Self::Iterate)
    }

    /// Returns how many times as long it may take as inside one language, where that is laid down.
    pub(super) fn bar(self, from: Lang, to: Lang) -> Option<f64> {
        let is_fast = |lang| matches!(lang, Lang::Py | Lang::Js);
        match self {
            Self::Call if is_fast(to) && !is_fast(from) => Some(2.5),
            _ if !is_fast(from) || !is_fast(to) => None,
            Self::Call => Some(2.0),
            Self::Member => Some(2.5),
            Self::Iterate => Some(3.5),
            Self::Raise => Some(20.0),
            _ => None,
        }
    }
}
