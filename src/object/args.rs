//! The arguments of one call.

use super::{Name, Value};

/// Positional and keyword arguments, borrowed from the caller's stack.
#[derive(Clone, Copy, Debug, Default)]
pub struct Args<'a> {
    /// The arguments by place.
    pub positional: &'a [Value],
    /// The arguments by name, in the order in which they were written.
    pub named: &'a [(Name, Value)],
}

impl<'a> Args<'a> {
    /// No arguments at all.
    pub const NONE: Args<'static> = Args { positional: &[], named: &[] };

    /// Returns arguments by place only.
    pub const fn new(positional: &'a [Value]) -> Self {
        Self { positional, named: &[] }
    }

    /// Returns arguments by place and by name.
    pub const fn with_named(positional: &'a [Value], named: &'a [(Name, Value)]) -> Self {
        Self { positional, named }
    }

    /// Returns the argument at `index`, or nothing where the caller gave fewer.
    pub fn get(&self, index: usize) -> Value {
        self.positional.get(index).cloned().unwrap_or_default()
    }
}

impl<'a> From<&'a [Value]> for Args<'a> {
    fn from(positional: &'a [Value]) -> Self {
        Self::new(positional)
    }
}

impl<'a, const N: usize> From<&'a [Value; N]> for Args<'a> {
    fn from(positional: &'a [Value; N]) -> Self {
        Self::new(positional)
    }
}
