//! What R7RS has and Steel lacks, where it needs no procedure of the caller's.

use std::rc::Rc;

use steel::SteelErr;

use super::argument;
use crate::object::Result;
use steel::SteelVal;
use steel::rerrs::ErrorKind;
use steel::rvals::Result as SteelResult;

use crate::runtime::lisp::engine::{Engine, native, procedure};
use crate::runtime::lisp::equality::{equal, same};

pub(super) fn all() -> Vec<(&'static str, SteelVal)> {
    vec![
        ("eq?", SteelVal::FuncV(|arguments| two("eq?", arguments, same))),
        ("eqv?", SteelVal::FuncV(|arguments| two("eqv?", arguments, same))),
        ("equal?", procedure!(equal_values)),
        ("memq", SteelVal::FuncV(member)),
        ("memv", SteelVal::FuncV(member)),
        ("assq", SteelVal::FuncV(association)),
        ("assv", SteelVal::FuncV(association)),
        (
            "boolean=?",
            SteelVal::FuncV(|arguments| Ok(SteelVal::BoolV(arguments.windows(2).all(|pair| same(&pair[0], &pair[1]))))),
        ),
        ("list-copy", native!(|_, arguments| arguments.first().cloned().ok_or_else(|| arity("list-copy")))),
        ("iota", native!(iota)),
        (
            "last-pair",
            native!(|_, arguments| list(arguments, 0, "last-pair")
                .map(|items| items[items.len().saturating_sub(1)..].to_vec())
                .map(from_items)),
        ),
        ("list-head", native!(list_head)),
        ("string-copy", native!(string_copy)),
        ("string-split", native!(string_split)),
        ("string-index", native!(string_index)),
        (
            "string-null?",
            native!(|_, arguments| string(arguments, 0, "string-null?").map(|text| SteelVal::BoolV(text.is_empty()))),
        ),
        ("char-alphabetic?", native!(|_, arguments| character(arguments, char::is_alphabetic))),
        ("char-numeric?", native!(|_, arguments| character(arguments, char::is_numeric))),
        ("char-upper-case?", native!(|_, arguments| character(arguments, char::is_uppercase))),
        ("char-lower-case?", native!(|_, arguments| character(arguments, char::is_lowercase))),
        ("digit-value", native!(digit_value)),
        (
            "exact-nonnegative-integer?",
            native!(|_, arguments| Ok(SteelVal::BoolV(matches!(arguments.first(), Some(SteelVal::IntV(0..)))))),
        ),
        ("current-jiffy", native!(|_, _| Ok(SteelVal::IntV(jiffies())))),
        ("jiffies-per-second", native!(|_, _| Ok(SteelVal::IntV(1_000_000_000)))),
    ]
}

fn arity(name: &str) -> SteelErr {
    SteelErr::new(ErrorKind::ArityMismatch, format!("{name} expects more arguments"))
}

fn mistyped(name: &str, what: &str, got: &SteelVal) -> SteelErr {
    let got = crate::runtime::lisp::print::literal(got);
    SteelErr::new(ErrorKind::TypeMismatch, format!("{name} expected {what}, found: {got}"))
}

fn two(name: &str, arguments: &[SteelVal], test: fn(&SteelVal, &SteelVal) -> bool) -> SteelResult<SteelVal> {
    match arguments {
        [left, right] => Ok(SteelVal::BoolV(test(left, right))),
        _ => Err(SteelErr::new(ErrorKind::ArityMismatch, format!("{name} expects two arguments"))),
    }
}

fn equal_values(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (left, right) = (argument(arguments, 0, "equal?")?, argument(arguments, 1, "equal?")?);
    Ok(SteelVal::BoolV(equal(engine, left, right)?))
}

fn member(arguments: &[SteelVal]) -> SteelResult<SteelVal> {
    let items = list(arguments, 1, "memq")?;
    let index = items.iter().position(|item| same(item, &arguments[0]));
    Ok(index.map_or(SteelVal::BoolV(false), |index| from_items(items[index..].to_vec())))
}

fn association(arguments: &[SteelVal]) -> SteelResult<SteelVal> {
    let items = list(arguments, 1, "assq")?;
    let is_it = |entry: &&SteelVal| match entry {
        SteelVal::ListV(entry) => entry.get(0).is_some_and(|key| same(key, &arguments[0])),
        SteelVal::Pair(entry) => same(entry.car_ref(), &arguments[0]),
        _ => false,
    };
    Ok(items.iter().find(is_it).cloned().unwrap_or(SteelVal::BoolV(false)))
}

fn list(arguments: &[SteelVal], index: usize, name: &str) -> SteelResult<Vec<SteelVal>> {
    match arguments.get(index) {
        Some(SteelVal::ListV(list)) => Ok(list.iter().cloned().collect()),
        Some(other) => Err(mistyped(name, "a list", other)),
        None => Err(arity(name)),
    }
}

fn from_items(items: Vec<SteelVal>) -> SteelVal {
    SteelVal::ListV(items.into())
}

fn string<'a>(arguments: &'a [SteelVal], index: usize, name: &str) -> SteelResult<&'a str> {
    match arguments.get(index) {
        Some(SteelVal::StringV(text)) => Ok(text.as_str()),
        Some(other) => Err(mistyped(name, "a string", other)),
        None => Err(arity(name)),
    }
}

fn size(arguments: &[SteelVal], index: usize, name: &str) -> SteelResult<Option<usize>> {
    match arguments.get(index) {
        None => Ok(None),
        Some(SteelVal::IntV(number @ 0..)) => Ok(Some(number.unsigned_abs())),
        Some(other) => Err(mistyped(name, "a size", other)),
    }
}

fn iota(_: &Rc<Engine>, arguments: &[SteelVal]) -> SteelResult<SteelVal> {
    let count = size(arguments, 0, "iota")?.ok_or_else(|| arity("iota"))?;
    let number = |index: usize, default: isize| match arguments.get(index) {
        None => Ok(default),
        Some(SteelVal::IntV(number)) => Ok(*number),
        Some(other) => Err(mistyped("iota", "an integer", other)),
    };
    let (start, step) = (number(1, 0)?, number(2, 1)?);
    Ok(from_items((0..count.cast_signed()).map(|index| SteelVal::IntV(start + index * step)).collect()))
}

fn list_head(_: &Rc<Engine>, arguments: &[SteelVal]) -> SteelResult<SteelVal> {
    let mut items = list(arguments, 0, "list-head")?;
    let count = size(arguments, 1, "list-head")?.ok_or_else(|| arity("list-head"))?;
    if count > items.len() {
        return Err(mistyped("list-head", "a list that is long enough", &arguments[0]));
    }
    items.truncate(count);
    Ok(from_items(items))
}

fn string_copy(_: &Rc<Engine>, arguments: &[SteelVal]) -> SteelResult<SteelVal> {
    let text = string(arguments, 0, "string-copy")?;
    let start = size(arguments, 1, "string-copy")?.unwrap_or(0);
    let end = size(arguments, 2, "string-copy")?.unwrap_or_else(|| text.chars().count());
    Ok(SteelVal::StringV(text.chars().take(end).skip(start).collect::<String>().into()))
}

fn string_split(_: &Rc<Engine>, arguments: &[SteelVal]) -> SteelResult<SteelVal> {
    let text = string(arguments, 0, "string-split")?;
    let part = |part: &str| SteelVal::StringV(part.into());
    let parts = match arguments.get(1) {
        None => text.split_whitespace().map(part).collect(),
        Some(SteelVal::CharV(at)) => text.split(*at).map(part).collect(),
        Some(_) => text.split(string(arguments, 1, "string-split")?).map(part).collect(),
    };
    Ok(from_items(parts))
}

fn string_index(_: &Rc<Engine>, arguments: &[SteelVal]) -> SteelResult<SteelVal> {
    let text = string(arguments, 0, "string-index")?;
    let found = if let Some(SteelVal::CharV(wanted)) = arguments.get(1) {
        text.chars().position(|letter| letter == *wanted)
    } else {
        let wanted = string(arguments, 1, "string-index")?;
        text.find(wanted).map(|bytes| text[..bytes].chars().count())
    };
    Ok(found.map_or(SteelVal::BoolV(false), |index| SteelVal::IntV(index.cast_signed())))
}

fn character(arguments: &[SteelVal], test: fn(char) -> bool) -> SteelResult<SteelVal> {
    match arguments.first() {
        Some(SteelVal::CharV(letter)) => Ok(SteelVal::BoolV(test(*letter))),
        Some(other) => Err(mistyped("char predicate", "a character", other)),
        None => Err(arity("char predicate")),
    }
}

fn digit_value(_: &Rc<Engine>, arguments: &[SteelVal]) -> SteelResult<SteelVal> {
    let Some(SteelVal::CharV(letter)) = arguments.first() else { return Err(arity("digit-value")) };
    let digit = letter.to_digit(10);
    Ok(digit.and_then(|digit| isize::try_from(digit).ok()).map_or(SteelVal::BoolV(false), SteelVal::IntV))
}

/// Returns the nanoseconds since this was first asked for.
fn jiffies() -> isize {
    use std::sync::OnceLock;
    use std::time::Instant;
    static START: OnceLock<Instant> = OnceLock::new();
    isize::try_from(START.get_or_init(Instant::now).elapsed().as_nanos()).unwrap_or(isize::MAX)
}
