//! What is behind `(object 'a 1)`: a Lisp object with members, for all languages.
//!
//! It is a record with one box, which holds a persistent hash from keys to
//! pairs: a number that grows with each new key, so that keys can be listed in
//! the order in which they came, and the value. So Steel's collector sees
//! through it, and objects that hold each other are collected.

use std::cell::Cell;

use steel::SteelVal;
use steel::gc::Gc;
use steel::primitives::hashmaps::hash_insert;

/// What the record is called.
const NAME: &str = "#%object";

/// Returns whether a value was made by `(object ...)`.
pub(super) fn is_object(value: &SteelVal) -> bool {
    matches!(value, SteelVal::CustomStruct(record) if record.name().resolve() == NAME)
}

/// Reads the value of a key.
pub(super) fn get(object: &SteelVal, key: &SteelVal) -> Option<SteelVal> {
    let SteelVal::HashMapV(table) = table(object) else { return None };
    table.get(&named(key)).map(value)
}

/// Adds an entry, or replaces its value.
pub(super) fn put(object: &SteelVal, key: &SteelVal, new: SteelVal) {
    thread_local! { static ORDER: Cell<isize> = const { Cell::new(0) }; }
    let mut all = table(object);
    let SteelVal::HashMapV(entries) = &all else { return };
    let mut key = named(key);
    let order = entries.get(&key).map_or_else(|| ORDER.replace(ORDER.get() + 1), order);
    let mut entry = SteelVal::ListV(vec![SteelVal::IntV(order), new].into());
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
    if let SteelVal::ListV(entry) = entry { entry.get(1).cloned().unwrap_or_default() } else { SteelVal::Void }
}

fn order(entry: &SteelVal) -> isize {
    let SteelVal::ListV(entry) = entry else { return 0 };
    if let Some(SteelVal::IntV(order)) = entry.get(0) { *order } else { 0 }
}
