//! What is behind `(object 'a 1)`: a Lisp object with members, for all languages.
//!
//! It is a record with one box, which holds a persistent hash from keys to
//! pairs: a number that grows with each new key, so that keys can be listed in
//! the order in which they came, and the value. So Steel's collector sees
//! through it, and objects that hold each other are collected.
//!
//! A namespace is such an object too. Its variables are in cells, boxes that
//! code has at hand: a third item of the pair says that the value is in one.

use std::cell::Cell;

use steel::SteelVal;
use steel::gc::Gc;
use steel::parser::interner::InternedString;
use steel::primitives::hashmaps::hash_insert;

/// What the record is called.
const NAME: &str = "#%object";

/// Returns whether a value was made by `(object ...)`.
pub(super) fn is_object(value: &SteelVal) -> bool {
    thread_local! { static KIND: InternedString = NAME.into(); }
    matches!(value, SteelVal::CustomStruct(record) if KIND.with(|kind| record.name() == *kind))
}

/// Reads the value of a key.
pub(super) fn get(object: &SteelVal, key: &SteelVal) -> Option<SteelVal> {
    let SteelVal::HashMapV(table) = table(object) else { return None };
    match key {
        SteelVal::StringV(_) => table.get(&named(key)).map(value),
        key => table.get(key).map(value),
    }
}

/// Reads under a path of keys, nothing where the last one is missing; `None` when anything before that is no object.
pub(super) fn get_path(object: &SteelVal, keys: &[SteelVal]) -> Option<SteelVal> {
    let (first, rest) = keys.split_first()?;
    let read = |object: &SteelVal, key| is_object(object).then(|| get(object, key).unwrap_or_default());
    rest.iter().try_fold(read(object, first)?, |at, key| read(&at, key))
}

/// Adds an entry, or replaces its value; `true` when it is a new one.
pub(super) fn put(object: &SteelVal, key: &SteelVal, new: SteelVal) -> bool {
    let known = entry(object, key);
    match known.as_ref().and_then(cell_of) {
        Some(SteelVal::HeapAllocated(cell)) => drop(cell.set_and_return(new)),
        _ => insert(object, key, &[SteelVal::IntV(place(known.as_ref())), new]),
    }
    known.is_none()
}

/// Adds an entry whose value is what is in a cell, from now on and for good, and returns `true`; where there is one
/// already, that takes the new value.
pub(super) fn put_cell(object: &SteelVal, key: &SteelVal, cell: &SteelVal) -> bool {
    let known = entry(object, key);
    if let (Some(SteelVal::HeapAllocated(known)), SteelVal::HeapAllocated(new)) =
        (known.as_ref().and_then(cell_of), cell)
    {
        known.set_and_return(new.get());
        return false;
    }
    insert(object, key, &[SteelVal::IntV(place(known.as_ref())), cell.clone(), SteelVal::BoolV(true)]);
    true
}

/// Returns the cell that holds the value of a key.
pub(super) fn cell(object: &SteelVal, key: &SteelVal) -> Option<SteelVal> {
    entry(object, key).as_ref().and_then(cell_of)
}

fn entry(object: &SteelVal, key: &SteelVal) -> Option<SteelVal> {
    if let SteelVal::HashMapV(table) = table(object) { table.get(&named(key)).cloned() } else { None }
}

/// Returns the number of an entry that there is, or else the next one.
fn place(entry: Option<&SteelVal>) -> isize {
    thread_local! { static NEXT: Cell<isize> = const { Cell::new(0) }; }
    entry.map_or_else(|| NEXT.replace(NEXT.get() + 1), order)
}

fn insert(object: &SteelVal, key: &SteelVal, entry: &[SteelVal]) {
    let (mut all, mut key, mut entry) = (table(object), named(key), SteelVal::ListV(entry.to_vec().into()));
    // Only what nobody else holds is changed in place. A copy would be taken apart entry by entry when it is dropped.
    replace(object, SteelVal::Void);
    let changed = hash_insert(&mut all, &mut key, &mut entry);
    replace(object, changed.unwrap_or(all));
}

/// Removes an entry; `false` when there was none.
pub(super) fn remove(object: &SteelVal, key: &SteelVal) -> bool {
    let SteelVal::HashMapV(table) = table(object) else { return false };
    let mut entries = (*table).clone();
    let removed = entries.remove(&named(key)).is_some();
    if removed {
        replace(object, SteelVal::HashMapV(Gc::new(entries).into()));
    }
    removed
}

/// Returns the number of entries.
pub(super) fn len(object: &SteelVal) -> usize {
    if let SteelVal::HashMapV(table) = table(object) { table.len() } else { 0 }
}

/// Returns keys and values in their order.
pub(super) fn entries(object: &SteelVal) -> Vec<(SteelVal, SteelVal)> {
    let SteelVal::HashMapV(table) = table(object) else { return Vec::new() };
    let mut entries: Vec<_> = table.iter().map(|(key, entry)| (order(entry), key.clone(), value(entry))).collect();
    entries.sort_unstable_by_key(|(order, ..)| *order);
    entries.into_iter().map(|(_, key, value)| (key, value)).collect()
}

/// Lets go of what is in an object that nobody else can reach any more.
///
/// The box in it would keep the entries until Steel uses its cell for something else.
pub(super) fn let_go(object: &SteelVal) {
    let SteelVal::CustomStruct(record) = object else { return };
    if is_object(object) && Gc::strong_count(record) == 1 {
        replace(object, SteelVal::Void);
    }
}

fn table(object: &SteelVal) -> SteelVal {
    match object {
        SteelVal::CustomStruct(record) => record.get_mut_index(0).unwrap_or_default(),
        _ => SteelVal::Void,
    }
}

fn replace(object: &SteelVal, table: SteelVal) {
    if let SteelVal::CustomStruct(record) = object {
        record.set_index(0, table);
    }
}

/// Names of members are symbols, however they are spelled.
fn named(key: &SteelVal) -> SteelVal {
    match key {
        SteelVal::StringV(name) => SteelVal::SymbolV(name.clone()),
        other => other.clone(),
    }
}

fn value(entry: &SteelVal) -> SteelVal {
    let SteelVal::ListV(pair) = entry else { return SteelVal::Void };
    match cell_of(entry) {
        Some(SteelVal::HeapAllocated(cell)) => cell.get(),
        _ => pair.get(1).cloned().unwrap_or_default(),
    }
}

fn cell_of(entry: &SteelVal) -> Option<SteelVal> {
    let SteelVal::ListV(entry) = entry else { return None };
    entry.get(2).and_then(|_| entry.get(1)).cloned()
}

fn order(entry: &SteelVal) -> isize {
    let SteelVal::ListV(entry) = entry else { return 0 };
    if let Some(SteelVal::IntV(order)) = entry.get(0) { *order } else { 0 }
}
