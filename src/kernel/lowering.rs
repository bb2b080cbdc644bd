//! The procedures that expanded code relies on. Whoever runs the code provides them.
//!
//! All of them begin with `%`. A variable of the user's that is called like one
//! of them, or like a special form, is written under another name in the code,
//! so that nothing the expander puts in can be captured; and at the top level no
//! program should define a name that begins with `%`.
//!
//! Keys of members are quoted symbols, so that an engine has them at hand:
//! `cache.repl` is `(%ref cache 'repl)`.

use super::number::is_number;

/// A procedure, or a variable, that expanded code relies on.
#[derive(Clone, Copy, Debug)]
pub struct Lowering {
    /// What it is called.
    pub name: &'static str,
    /// How it is called; empty for a variable.
    pub parameters: &'static str,
    /// What it does.
    pub contract: &'static str,
}

macro_rules! lowerings {
    ($($name:literal ($($parameters:literal)?): $contract:literal;)*) => {
        &[$(Lowering { name: $name, parameters: concat!($($parameters)?), contract: $contract }),*]
    };
}

/// Everything that expanded code relies on, besides Scheme's special forms.
pub const LOWERINGS: &[Lowering] = lowerings![
    "%nil" (): "the value of `nil`: nothing";
    "%truth" ("x"): "#f for nothing, and whatever else x is for everything else";
    "%not" ("x"): "#t for #f and nothing, #f for everything else";
    "%+" ("x ..."): "the sum of numbers; when any of them is a string, all of them in one string";
    "%str" ("x ..."): "a string of all of them: a string as it is, anything else as it is shown";
    "%list" ("x ..."): "a new list: what `[ ]` makes";
    "%object" ("key value ..."): "a new object with string keys in this order: what `{ }` makes; a key is a string or a symbol";
    "%append" ("xs ..."): "a list of all that is in these sequences, of any language, nothing being an empty one; the last may be the tail of an improper list";
    "%list->vector" ("xs"): "a vector of what is in a list";
    "%apply" ("f xs"): "what f returns for the arguments in a list";
    "%call0" ("f"): "what f returns when it takes no arguments; f itself when it needs one or more";
    "%each" ("xs f"): "calls f with each item of a sequence, and with its index too when it takes two; returns nothing";
    "%ref" ("x key ..."): "the item or member under a path of keys; nothing for a missing one, and an error that names the key for one of nothing";
    "%put!" ("x key value ..."): "stores under keys, and returns the last value";
    "%send" ("x 'name argument ..."): "calls a method: that of a foreign object, a callable member of an object, a variable of a namespace, or one built in for the type";
    "%namespace" ("'name"): "the namespace of this name, as an object";
    "%macros" ("'name"): "the table of macros of a namespace or a target, as an object: what is put into it is a macro from then on";
    "%ns-ref" ("'namespace 'name"): "the variable of a namespace; where it has none, the user's of this name; or an error that suggests near names";
    "%ns-define!" ("'namespace 'name value"): "defines a variable of a namespace";
    "%ns-set!" ("'namespace 'name value"): "assigns a variable of a namespace, or else of the user's, that there is; returns the value";
    "%cell-ref" ("cell"): "the value of a namespace's variable, by the cell in which it is kept";
    "%cell-set!" ("cell value"): "assigns a namespace's variable by its cell; returns the value";
    "%foreign" ("'target 'name"): "the global of this name in a runtime, which is started if need be";
    "%foreign-call" ("'target 'name argument ..."): "what that global returns when it is called";
    "%repl" ("'target"): "makes the prompt that of a target; 'repl is the kernel's own";
    "%target" (): "the name of the active target, as a string; \"repl\" for none";
    "%known" ("x 'name"): "x, unless nothing has defined the variable of this name: then an error that suggests near names";
    "%kept" ("number"): "the value that the world keeps under this number";
];

/// Procedures of Scheme that mean more in the dialect, and what is called in their place.
pub(super) const STAND_INS: &[(&str, &str)] = &[("+", "%+"), ("not", "%not"), ("get", "%ref")];

/// Returns what is called in place of a procedure of Scheme.
pub(super) fn stand_in(name: &str) -> Option<&'static str> {
    STAND_INS.iter().find(|(own, _)| *own == name).map(|(_, by)| *by)
}

/// Returns whether a local variable of this name has to be called otherwise in the code.
pub(super) fn is_reserved(name: &str) -> bool {
    name.starts_with('#')
        || matches!(name, "else" | "unquote" | "..." | "%while" | "%key" | "%new")
        || LOWERINGS.iter().any(|lowering| lowering.name == name)
}

/// Returns whether Steel reads a name as just this name, without bars.
pub(super) fn is_plain(name: &str) -> bool {
    // It reads `+x` as two names, and these as `lambda` and `define`.
    let misread = (name.starts_with('+') && name.len() > 1) || matches!(name, "" | "fn" | "λ" | "defn" | "return!");
    let is_hash = name.starts_with('#') && !name.starts_with("#%") && !name.starts_with("#:");
    let special = |c: char| {
        matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '"' | ';' | '\'' | '`' | ',' | '|' | '\\') || c.is_whitespace()
    };
    !misread && !is_hash && !name.contains(special) && !is_number(name)
}

/// Procedures of Scheme that return a boolean, whatever they are given.
pub(super) fn is_predicate(name: &str) -> bool {
    match name {
        "=" | "<" | ">" | "<=" | ">=" => true,
        _ => name.ends_with('?') && PREDICATES.contains(&name),
    }
}

const PREDICATES: &[&str] = &[
    "boolean?",
    "boolean=?",
    "bytes?",
    "bytevector?",
    "char-alphabetic?",
    "char-lower-case?",
    "char-numeric?",
    "char-upper-case?",
    "char-whitespace?",
    "char<=?",
    "char<?",
    "char=?",
    "char>=?",
    "char>?",
    "char?",
    "complex?",
    "empty?",
    "eof-object?",
    "eq?",
    "equal?",
    "eqv?",
    "error-object?",
    "even?",
    "exact-integer?",
    "exact?",
    "finite?",
    "float?",
    "function?",
    "hash-contains?",
    "hash-empty?",
    "hash?",
    "inexact?",
    "infinite?",
    "int?",
    "integer?",
    "list?",
    "nan?",
    "negative?",
    "null?",
    "number?",
    "odd?",
    "pair?",
    "port?",
    "positive?",
    "procedure?",
    "promise?",
    "rational?",
    "real?",
    "set?",
    "string<=?",
    "string<?",
    "string=?",
    "string>=?",
    "string>?",
    "string?",
    "symbol=?",
    "symbol?",
    "vector?",
    "void?",
    "zero?",
];

/// Procedures of Scheme that return a number, whatever they are given.
pub(super) fn is_arithmetic(name: &str) -> bool {
    matches!(name, "-" | "*" | "/" | "quotient" | "remainder" | "modulo" | "abs" | "length" | "string-length")
}
