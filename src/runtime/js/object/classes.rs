//! Classes of other languages that derive from one of ours.

use super::super::convert::{to_js, to_value};
use super::super::engine::{Local, Realm};
use super::super::prelude;
use crate::object::{Derivation, Name, Result, Text, Value};

/// Makes a class whose methods are functions of another language.
pub(super) fn derive<'r>(base: &Local<'r>, class: &Derivation) -> Result<Local<'r>> {
    let realm = base.realm();
    let parts = [realm.text(&class.name)?, table(realm, &class.methods)?, table(realm, &class.getters)?];
    prelude::answer("derive", base, Some(realm.array(parts)))
}

/// Makes an array of pairs.
fn table<'r>(realm: &'r Realm, entries: &[(Name, Value)]) -> Result<Local<'r>> {
    let pairs = entries.iter().map(|(name, value)| Ok(realm.array([realm.text(name.text())?, to_js(realm, value)?])));
    Ok(realm.array(pairs.collect::<Result<Vec<_>>>()?))
}

/// Reads what the prototype of the class has, with `receiver` as `this` of a getter.
pub(super) fn inherited(base: &Local<'_>, receiver: &Value, name: &Name) -> Result<Option<Value>> {
    let realm = base.realm();
    let given = realm.array([to_js(realm, receiver)?, realm.text(name.text())?]);
    let found = prelude::answer("inherited", base, Some(given))?;
    if found.is_undefined() { Ok(None) } else { to_value(&found).map(Some) }
}

/// Lists what instances inherit, except from `Object`.
pub(super) fn members(base: &Local<'_>) -> Result<Vec<Text>> {
    let names = prelude::answer("inherited members", base, None)?;
    let names = (0..names.length()?).map(|index| Ok(names.get_index(index)?.to_text_if_string()));
    Ok(names.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}
