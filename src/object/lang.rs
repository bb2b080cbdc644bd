//! The languages that meet in one process.

use std::fmt;
use std::str::FromStr;

/// A language whose objects take part: the four guests, and Rust itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Lang {
    /// Python, by `CPython`.
    Py,
    /// JavaScript, by `QuickJS`.
    Js,
    /// Rhai.
    Rhai,
    /// The Lisp kernel, by Steel.
    Lisp,
    /// The program around the guests: objects and functions made in Rust.
    Rust,
}

impl Lang {
    /// The guest languages, in the order in which tables list them.
    pub const ALL: [Self; 4] = [Self::Py, Self::Js, Self::Rhai, Self::Lisp];

    /// Returns the word that a user types for this language.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Py => "py",
            Self::Js => "js",
            Self::Rhai => "rhai",
            Self::Lisp => "lisp",
            Self::Rust => "rust",
        }
    }

    /// Returns the name of the language in prose.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Py => "Python",
            Self::Js => "JavaScript",
            Self::Rhai => "Rhai",
            Self::Lisp => "Lisp",
            Self::Rust => "Rust",
        }
    }

    /// Returns the extensions of this language's files, without their dots.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Py => &["py"],
            Self::Js => &["js", "mjs"],
            Self::Rhai => &["rhai"],
            Self::Lisp => &["slb"],
            Self::Rust => &[],
        }
    }

    /// Returns the language of a file name's extension, without its dot.
    pub fn of_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.extensions().contains(&extension))
    }

    /// Returns this language's place in [`Lang::ALL`]; `Rust` comes after it.
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The name was none of `py js rhai lisp`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no language is called `{0}`; there are py, js, rhai and lisp")]
pub struct UnknownLang(pub String);

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(name: &str) -> Result<Self, UnknownLang> {
        Self::ALL.into_iter().find(|lang| lang.name() == name).ok_or_else(|| UnknownLang(name.to_owned()))
    }
}
