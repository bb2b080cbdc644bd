//! Lisp data as receivers of messages: what each kind of value answers.
//!
//! Both handles, for other languages, and `get`, `set` and their kin, for Lisp
//! itself, come here.

use std::rc::Rc;

use steel::SteelVal;

use super::condition::{Condition, View};
use super::convert::{symbol, to_lisp};
use super::engine::Engine;
use super::equality::equal;
use super::table::{self, is_object};
use super::{dialect, number, print};
use crate::object::{self, Error, Fault, Lang, Name, Result, Traits, Value};

/// Returns what a value can do.
pub(super) fn traits(value: &SteelVal) -> Traits {
    match value {
        SteelVal::ListV(_) | SteelVal::VectorV(_) | SteelVal::MutableVector(_) => Traits::SEQUENCE | Traits::ITERABLE,
        SteelVal::ByteVector(_) => Traits::BUFFER | Traits::SEQUENCE | Traits::ITERABLE,
        SteelVal::HashMapV(_) => Traits::MAPPING | Traits::ITERABLE,
        SteelVal::HashSetV(_) => Traits::SET | Traits::ITERABLE,
        SteelVal::CustomStruct(_) if is_object(value) => Traits::MAPPING | Traits::ITERABLE,
        SteelVal::ContinuationFunction(_) => Traits::CALLABLE | Traits::CONSTRUCTIBLE,
        value if number::is_number(value) => Traits::NUMERIC,
        value if value.is_function() => Traits::CALLABLE | Traits::CONSTRUCTIBLE,
        value if Condition::of(value).is_some() => Traits::ERROR,
        _ => Traits::empty(),
    }
}

/// Returns the name of a value's type.
pub(super) fn type_name(value: &SteelVal) -> String {
    let name = match value {
        SteelVal::ListV(_) => "list",
        SteelVal::Pair(_) => "pair",
        SteelVal::VectorV(_) | SteelVal::MutableVector(_) => "vector",
        SteelVal::ByteVector(_) => "bytevector",
        SteelVal::HashMapV(_) => "hash",
        SteelVal::HashSetV(_) => "hashset",
        SteelVal::HeapAllocated(_) | SteelVal::Boxed(_) => "box",
        SteelVal::PortV(_) => "port",
        SteelVal::StreamV(_) => "stream",
        SteelVal::StringV(_) => "string",
        SteelVal::SymbolV(_) => "symbol",
        SteelVal::CharV(_) => "char",
        SteelVal::BoolV(_) => "boolean",
        SteelVal::Void => "void",
        SteelVal::Rational(_) | SteelVal::BigRational(_) => "rational",
        SteelVal::Complex(_) => "complex",
        value if number::is_number(value) => "number",
        SteelVal::CustomStruct(_) if is_object(value) => "object",
        SteelVal::CustomStruct(record) => return record.name().resolve().to_owned(),
        value if value.is_function() => "procedure",
        SteelVal::ContinuationFunction(_) => "procedure",
        value => return Condition::of(value).map_or_else(|| "object".to_owned(), |condition| condition.class()),
    };
    name.to_owned()
}

/// Reads a member by name.
pub(super) fn member(engine: &Rc<Engine>, value: &SteelVal, name: &str) -> Result<Option<SteelVal>> {
    match value {
        SteelVal::HashMapV(_) => item(engine, value, &SteelVal::StringV(name.into())),
        SteelVal::CustomStruct(_) if is_object(value) => item(engine, value, &symbol(name)),
        SteelVal::CustomStruct(record) => {
            let Some(field) = fields(engine, value).into_iter().position(|field| field == name) else {
                return Ok(None);
            };
            Ok(record.get_index(field).map(|content| unbox(engine, value, name, content)))
        }
        SteelVal::Pair(pair) => Ok(match name {
            "car" => Some(pair.car()),
            "cdr" => Some(pair.cdr()),
            _ => None,
        }),
        SteelVal::HeapAllocated(content) if name == "value" => Ok(Some(content.get())),
        other => match (Condition::of(other), name) {
            (None, _) => Ok(None),
            (Some(condition), "message") => Ok(Some(SteelVal::StringV(condition.message().into()))),
            (Some(condition), "name") => Ok(Some(SteelVal::StringV(condition.class().into()))),
            (Some(condition), "irritants") => Ok(Some(SteelVal::ListV(condition.irritants().into()))),
            (Some(condition), _) => member_of_origin(engine, &condition, name),
        },
    }
}

/// Reads what the exception of another language has, of which a condition tells.
fn member_of_origin(engine: &Rc<Engine>, condition: &View, name: &str) -> Result<Option<SteelVal>> {
    let origin = condition.origin();
    let Some(Value::Object(exception)) = origin.as_ref().and_then(Error::value) else { return Ok(None) };
    let found = object::read_name(exception, exception.traits(), &Name::new(name))?;
    found.map(|value| to_lisp(engine, value)).transpose()
}

/// Writes a member by name.
pub(super) fn set_member(engine: &Rc<Engine>, value: &SteelVal, name: &str, new: SteelVal) -> Result<()> {
    match value {
        SteelVal::CustomStruct(record) if !is_object(value) => {
            let field = fields(engine, value).into_iter().position(|field| field == name);
            let field = field.ok_or_else(|| no_member(value, name))?;
            if !is_mutable(engine, value, name) {
                return Err(immutable(value));
            }
            record.set_index(field, new);
            Ok(())
        }
        SteelVal::HeapAllocated(content) if name == "value" => {
            drop(content.set_and_return(new));
            Ok(())
        }
        other => set_item(engine, other, &symbol(name), new),
    }
}

/// Lists the names of the members.
pub(super) fn members(engine: &Rc<Engine>, value: &SteelVal) -> Vec<String> {
    match value {
        SteelVal::CustomStruct(_) if is_object(value) => names(&keys(engine, value).unwrap_or_default()),
        SteelVal::HashMapV(_) => names(&keys(engine, value).unwrap_or_default()),
        SteelVal::CustomStruct(_) => fields(engine, value),
        SteelVal::Pair(_) => vec!["car".to_owned(), "cdr".to_owned()],
        SteelVal::HeapAllocated(_) => vec!["value".to_owned()],
        other if Condition::of(other).is_some() => ["irritants", "message", "name"].map(str::to_owned).to_vec(),
        _ => Vec::new(),
    }
}

fn names(keys: &[SteelVal]) -> Vec<String> {
    let name = |key: &SteelVal| match key {
        SteelVal::SymbolV(name) | SteelVal::StringV(name) => Some(name.to_string()),
        _ => None,
    };
    keys.iter().filter_map(name).collect()
}

/// Reads an item by index or key.
pub(super) fn item(engine: &Rc<Engine>, value: &SteelVal, key: &SteelVal) -> Result<Option<SteelVal>> {
    Ok(match value {
        SteelVal::HashMapV(hash) => {
            let other = || other_spellings(key).into_iter().flatten().find_map(|key| hash.get(&key));
            hash.get(key).or_else(other).cloned()
        }
        SteelVal::CustomStruct(_) if is_object(value) => table::get(value, key),
        SteelVal::ListV(list) => index(key).and_then(|index| list.get(index).cloned()),
        SteelVal::VectorV(vector) => index(key).and_then(|index| vector.get(index).cloned()),
        SteelVal::MutableVector(vector) => {
            index(key).and_then(|index| vector.borrow(|items| items.get(index).cloned()))
        }
        SteelVal::ByteVector(_) => {
            let index = index(key).filter(|index| len(engine, value).is_ok_and(|len| *index < len));
            match index {
                Some(_) => Some(engine.apply("bytes-ref", &mut [value.clone(), key.clone()])?),
                None => None,
            }
        }
        other => match key {
            SteelVal::SymbolV(name) | SteelVal::StringV(name) => member(engine, other, name)?,
            _ => return Err(unsupported("read item", other)),
        },
    })
}

/// Writes an item by index or key.
pub(super) fn set_item(engine: &Rc<Engine>, value: &SteelVal, key: &SteelVal, new: SteelVal) -> Result<()> {
    match value {
        SteelVal::CustomStruct(_) if is_object(value) => dialect::write_member(engine, value, key, new),
        SteelVal::MutableVector(_) if index(key) == Some(len(engine, value)?) => {
            engine.apply("vector-push!", &mut [value.clone(), new]).map(drop)
        }
        SteelVal::MutableVector(_) | SteelVal::ByteVector(_) => {
            let name = if matches!(value, SteelVal::ByteVector(_)) { "bytes-set!" } else { "vector-set!" };
            if index(key).is_none_or(|index| len(engine, value).is_ok_and(|len| index >= len)) {
                return Err(no_item(value, key));
            }
            engine.apply(name, &mut [value.clone(), key.clone(), new]).map(drop)
        }
        SteelVal::CustomStruct(_) | SteelVal::HeapAllocated(_) => match key {
            SteelVal::SymbolV(name) | SteelVal::StringV(name) => set_member(engine, value, name, new),
            _ => Err(unsupported("write item", value)),
        },
        SteelVal::HashMapV(_)
        | SteelVal::HashSetV(_)
        | SteelVal::ListV(_)
        | SteelVal::VectorV(_)
        | SteelVal::Pair(_) => Err(immutable(value)),
        other => Err(unsupported("write item", other)),
    }
}

/// Deletes an item; `false` when there was none.
pub(super) fn delete(engine: &Rc<Engine>, value: &SteelVal, key: &SteelVal) -> Result<bool> {
    match value {
        SteelVal::CustomStruct(_) if is_object(value) && table::cell(value, key).is_some() => {
            let key = print::plain(key);
            let message = format!("`{key}` is a variable of a namespace and stays one; it can be set to nil");
            Err(Error::raised(Lang::Lisp, "TypeError", message, Value::Nothing))
        }
        SteelVal::CustomStruct(_) if is_object(value) => {
            Ok(dialect::delete_macro(engine, value, key).unwrap_or_else(|| table::remove(value, key)))
        }
        SteelVal::MutableVector(vector) => {
            let Some(index) = index(key).filter(|index| len(engine, value).is_ok_and(|len| *index < len)) else {
                return Ok(false);
            };
            let mut items = vector.get();
            items.remove(index);
            drop(vector.set_and_return(items));
            Ok(true)
        }
        SteelVal::HashMapV(_) | SteelVal::HashSetV(_) | SteelVal::ListV(_) | SteelVal::VectorV(_) => {
            Err(immutable(value))
        }
        other => Err(unsupported("delete item", other)),
    }
}

/// Returns whether a mapping has a key, or a sequence or set a value.
pub(super) fn has(engine: &Rc<Engine>, value: &SteelVal, key: &SteelVal) -> Result<bool> {
    match value {
        SteelVal::HashSetV(set) => Ok(set.contains(key)),
        SteelVal::ListV(list) => any_equal(engine, list.iter(), key),
        SteelVal::VectorV(vector) => any_equal(engine, vector.iter(), key),
        SteelVal::MutableVector(vector) => any_equal(engine, vector.get().iter(), key),
        SteelVal::ByteVector(_) => {
            let byte = if let SteelVal::IntV(byte) = key { u8::try_from(*byte).ok() } else { None };
            Ok(byte
                .is_some_and(|byte| bytes(engine, value).is_ok_and(|bytes| bytes.unwrap_or_default().contains(&byte))))
        }
        other => Ok(item(engine, other, key)?.is_some()),
    }
}

fn any_equal<'v>(engine: &Rc<Engine>, items: impl Iterator<Item = &'v SteelVal>, value: &SteelVal) -> Result<bool> {
    for item in items {
        if equal(engine, item, value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Lists the keys of a mapping.
pub(super) fn keys(engine: &Rc<Engine>, value: &SteelVal) -> Result<Vec<SteelVal>> {
    match value {
        SteelVal::HashMapV(hash) => Ok(hash.keys().cloned().collect()),
        SteelVal::CustomStruct(_) if is_object(value) => {
            Ok(table::entries(value).into_iter().map(|(key, _)| key).collect())
        }
        SteelVal::CustomStruct(_) => Ok(fields(engine, value).iter().map(|name| symbol(name)).collect()),
        other => Err(unsupported("list keys", other)),
    }
}

/// Returns the number of items.
pub(super) fn len(engine: &Rc<Engine>, value: &SteelVal) -> Result<usize> {
    Ok(match value {
        SteelVal::ListV(list) => list.len(),
        SteelVal::VectorV(vector) => vector.len(),
        SteelVal::MutableVector(vector) => vector.borrow(Vec::len),
        SteelVal::HashMapV(hash) => hash.len(),
        SteelVal::HashSetV(set) => set.len(),
        SteelVal::StringV(text) => text.chars().count(),
        SteelVal::ByteVector(_) => match engine.apply("bytes-length", &mut [value.clone()])? {
            SteelVal::IntV(length) => usize::try_from(length).unwrap_or_default(),
            _ => 0,
        },
        SteelVal::CustomStruct(_) if is_object(value) => table::len(value),
        other => return Err(unsupported("length", other)),
    })
}

/// Returns the elements that iterating over a value gives: of a mapping, its keys.
pub(super) fn elements(engine: &Rc<Engine>, value: &SteelVal) -> Result<Vec<SteelVal>> {
    Ok(match value {
        SteelVal::ListV(list) => list.iter().cloned().collect(),
        SteelVal::VectorV(vector) => vector.iter().cloned().collect(),
        SteelVal::MutableVector(vector) => vector.get(),
        SteelVal::HashSetV(set) => set.iter().cloned().collect(),
        SteelVal::StringV(text) => text.chars().map(SteelVal::CharV).collect(),
        SteelVal::ByteVector(_) => {
            let bytes = bytes(engine, value)?.unwrap_or_default();
            bytes.into_iter().map(|byte| SteelVal::IntV(isize::from(byte))).collect()
        }
        SteelVal::HashMapV(_) => keys(engine, value)?,
        SteelVal::CustomStruct(_) if is_object(value) => keys(engine, value)?,
        other => return Err(unsupported("iterate", other)),
    })
}

/// Returns the bytes of a bytevector.
pub(super) fn bytes(engine: &Rc<Engine>, value: &SteelVal) -> Result<Option<Vec<u8>>> {
    if !matches!(value, SteelVal::ByteVector(_)) {
        return Ok(None);
    }
    let SteelVal::ListV(list) = engine.apply("bytes->list", &mut [value.clone()])? else { return Ok(None) };
    let byte =
        |item: &SteelVal| if let SteelVal::IntV(byte) = item { u8::try_from(*byte).unwrap_or_default() } else { 0 };
    Ok(Some(list.iter().map(byte).collect()))
}

/// A key of a hash may be a string, a symbol or a keyword; who comes from elsewhere does not know which.
fn other_spellings(key: &SteelVal) -> [Option<SteelVal>; 2] {
    let keyword = |name: &str| Some(symbol(&format!(":{name}")));
    match key {
        SteelVal::StringV(name) => [Some(SteelVal::SymbolV(name.clone())), keyword(name)],
        SteelVal::SymbolV(name) => [Some(SteelVal::StringV(name.clone())), keyword(name)],
        _ => [None, None],
    }
}

fn index(key: &SteelVal) -> Option<usize> {
    if let SteelVal::IntV(index) = key { usize::try_from(*index).ok() } else { None }
}

fn property(engine: &Rc<Engine>, record: &SteelVal, name: &str) -> Vec<String> {
    let list = engine.apply("#%struct-property-ref", &mut [record.clone(), symbol(name)]);
    match list {
        Ok(SteelVal::ListV(list)) => list.iter().map(print::plain).collect(),
        _ => Vec::new(),
    }
}

fn fields(engine: &Rc<Engine>, record: &SteelVal) -> Vec<String> {
    property(engine, record, "#:fields")
}

fn is_mutable(engine: &Rc<Engine>, record: &SteelVal, field: &str) -> bool {
    property(engine, record, "#:mutable-fields").iter().any(|name| name == field)
}

fn unbox(engine: &Rc<Engine>, record: &SteelVal, field: &str, content: &SteelVal) -> SteelVal {
    match content {
        SteelVal::HeapAllocated(content) if is_mutable(engine, record, field) => content.get(),
        other => other.clone(),
    }
}

fn describe(value: &SteelVal) -> String {
    format!("{} {}", Lang::Lisp, type_name(value))
}

fn fault(fault: Fault) -> Error {
    Error::new(Lang::Lisp, fault)
}

/// Returns the refusal of a message by a value.
pub(super) fn unsupported(message: &'static str, value: &SteelVal) -> Error {
    fault(Fault::Unsupported { message, object: describe(value) })
}

fn immutable(value: &SteelVal) -> Error {
    fault(Fault::Unsupported { message: "write item", object: format!("immutable {}", describe(value)) })
}

fn no_member(value: &SteelVal, name: &str) -> Error {
    fault(Fault::NoMember { object: describe(value), name: name.to_owned() })
}

fn no_item(value: &SteelVal, key: &SteelVal) -> Error {
    fault(Fault::NoItem { object: describe(value), key: print::literal(key) })
}
