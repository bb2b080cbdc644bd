//! The functions that an Interface may have, whoever calls them: the host, or a program of the kernel.

use crate::object::{Error, ObjectRef, Result, Traits, Value};

/// What the name of an Interface ends with.
pub const SUFFIX: &str = ".Interface";

/// A function that an Interface may have.
pub struct Role {
    /// What it is called.
    pub name: &'static str,
    /// What it is called with, if with anything.
    takes: Option<&'static str>,
}

impl Role {
    /// Evaluates code.
    pub const EVAL: Self = Self { name: "eval", takes: Some("the code to evaluate") };
    /// Starts the target anew.
    pub const START: Self = Self { name: "start-repl", takes: None };
    /// Stops it.
    pub const STOP: Self = Self { name: "stop", takes: None };
    /// Says whether an input is whole.
    pub const IS_COMPLETE: Self = Self { name: "complete?", takes: Some("the input that is being typed") };
    /// Completes an input.
    pub const COMPLETE: Self = Self { name: "complete", takes: Some("the input that is being typed") };
    /// Prints a value.
    pub const SHOW: Self = Self { name: "show", takes: Some("the value to show") };

    /// Returns the role of this name, of those that programs fill.
    pub fn named(name: &str) -> Option<Self> {
        [Self::EVAL, Self::START, Self::STOP].into_iter().find(|role| role.name == name)
    }

    /// Returns the function that the member of a target's Interface is; nothing, where there is none.
    ///
    /// # Errors
    /// When it is no function, or one that cannot be called with what it is given.
    pub fn of(&self, target: &str, member: &Value) -> Result<Option<ObjectRef>> {
        if matches!(member, Value::Nothing) {
            return Ok(None);
        }
        let function = member.as_object().filter(|member| member.traits().contains(Traits::CALLABLE));
        let wrong = match function {
            None => format!("is {}; it must be a function of", member.kind()),
            Some(function) if function.takes(self.count()) == Some(false) => "must take".to_owned(),
            Some(function) => return Ok(Some(function.clone())),
        };
        let message = format!("`{}` of {target}{SUFFIX} {wrong} {}", self.name, self.arguments());
        Err(Error::host("InterfaceError", message))
    }

    /// Returns the function, which there must be.
    ///
    /// # Errors
    /// As [`of`](Self::of); and when there is none.
    pub fn needed(&self, target: &str, member: &Value) -> Result<ObjectRef> {
        self.of(target, member)?.ok_or_else(|| {
            let name = self.name;
            let message =
                format!("{target}{SUFFIX} has no function `{name}`; define it in (namespace {target}{SUFFIX})");
            Error::host("InterfaceError", message)
        })
    }

    /// Returns the number of arguments.
    fn count(&self) -> usize {
        usize::from(self.takes.is_some())
    }

    /// Says how many arguments it is called with, and which.
    fn arguments(&self) -> String {
        self.takes.map_or_else(|| "no argument".to_owned(), |what| format!("one argument, {what}"))
    }
}
