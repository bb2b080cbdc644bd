//! Where modules are: files of JavaScript, modules of other languages, and `polytarget`.
//!
//! A module of another language becomes one whose default export is its
//! namespace and whose named exports are its members. What a module in a file
//! imports by name is noted before, so that members need not be listed, and
//! only what is asked for is read.

use std::fs;
use std::path::{Path, PathBuf};

use super::convert::{to_js, to_value};
use super::engine::{Local, Realm};
use super::eval;
use crate::object::{Error, Fault, Lang, Name, ObjectRef, Result, Value, read_name};
use crate::runtime::peers;

/// The module that every language finds under this name.
const OURS: &str = "polytarget";

/// Stands between a foreign module's name and who imports it, as names are what QuickJS tells modules apart by.
const IMPORTED_BY: &str = " imported by ";

/// What a module is made of.
pub(super) enum Found<'r> {
    /// The text of a file.
    Text(String),
    /// An object whose properties are the exports.
    Exports(Local<'r>),
}

/// Returns the full name of a module that is asked for in the file `base`.
pub(super) fn resolve(base: &str, specifier: &str) -> String {
    match foreign_part(specifier) {
        Some((Lang::Js, path)) => resolve_path(base, path),
        Some((lang, path)) => {
            let module = if is_path(path) { resolve_path(base, path) } else { path.to_owned() };
            format!("{lang}:{module}{IMPORTED_BY}{base}")
        }
        None if specifier == OURS => OURS.to_owned(),
        None => resolve_path(base, specifier),
    }
}

/// Splits `py:numpy` where what stands before the colon is a language.
fn foreign_part(specifier: &str) -> Option<(Lang, &str)> {
    let (lang, rest) = specifier.split_once(':')?;
    Some((lang.parse().ok()?, rest))
}

fn is_path(specifier: &str) -> bool {
    ["./", "../", "/"].iter().any(|start| specifier.starts_with(start))
}

fn resolve_path(base: &str, path: &str) -> String {
    let folder = Path::new(base).parent().unwrap_or(Path::new(""));
    let asked = folder.join(path);
    let found = candidates(&asked).into_iter().find(|file| file.is_file()).unwrap_or(asked);
    let full = fs::canonicalize(&found).unwrap_or(found);
    full.to_string_lossy().into_owned()
}

fn candidates(asked: &Path) -> Vec<PathBuf> {
    let with = |ending: &str| PathBuf::from(format!("{}{ending}", asked.display()));
    vec![asked.to_owned(), with(".mjs"), with(".js"), asked.join("index.mjs"), asked.join("index.js")]
}

/// Finds a module by its full name.
pub(super) fn find<'r>(realm: &'r Realm, name: &str) -> Result<Found<'r>> {
    if name == OURS {
        return ours(realm).map(Found::Exports);
    }
    if let Some((module, _)) = name.split_once(IMPORTED_BY) {
        let namespace = peers()?.import(module, None)?;
        return exports(realm, &namespace, realm.take_wanted(name)).map(Found::Exports);
    }
    fs::read_to_string(name).map(Found::Text).map_err(|error| {
        let fault = Fault::NoModule { module: name.to_owned(), reason: error.to_string() };
        Error::new(Lang::Js, fault)
    })
}

/// Returns the exports of `polytarget`: what the global of that name has.
fn ours(realm: &Realm) -> Result<Local<'_>> {
    let global = realm.globals().get(realm.new_atom(OURS))?;
    let exports = realm.object();
    for name in global.own_names(true)? {
        let key = realm.atom(&Name::from_text(&name));
        exports.set(key, global.get(key)?)?;
    }
    exports.set(realm.parts()?.keys.default, global)?;
    Ok(exports)
}

/// Makes the exports of a foreign module: those that are wanted, or all that it lists.
fn exports<'r>(realm: &'r Realm, namespace: &ObjectRef, wanted: Option<Vec<String>>) -> Result<Local<'r>> {
    let exports = realm.object();
    let names = match wanted {
        Some(wanted) if !wanted.iter().any(|name| name == "*") => wanted,
        _ => namespace.members()?.iter().map(|name| name.to_lossy().into_owned()).collect(),
    };
    for name in names {
        let name = Name::new(&name);
        if let Some(value) = read_name(namespace, namespace.traits(), &name)? {
            exports.set(realm.atom(&name), to_js(realm, &value)?)?;
        }
    }
    exports.set(realm.parts()?.keys.default, to_js(realm, &Value::Object(namespace.clone()))?)?;
    Ok(exports)
}

/// Notes what a module in a file imports from modules of other languages.
pub(super) fn note_imports(realm: &Realm, file: &str, text: &str) {
    for import in eval::imports(text) {
        if foreign_part(&import.specifier).is_some_and(|(lang, _)| lang != Lang::Js) {
            let module = resolve(file, &import.specifier);
            realm.want(module.clone(), "default".to_owned());
            import.bindings.into_iter().for_each(|(name, _)| realm.want(module.clone(), name));
        }
    }
}

/// Returns what an `import` in a cell binds: an export, or with `*` the module itself.
pub(super) fn binding<'r>(realm: &'r Realm, specifier: &str, export: &str, base: &str) -> Result<Local<'r>> {
    let foreign = match foreign_part(specifier) {
        Some((lang, _)) if lang != Lang::Js => {
            let folder = Path::new(base).parent();
            Some(to_js(realm, &Value::Object(peers()?.import(specifier, folder)?))?)
        }
        None if specifier == OURS => Some(realm.globals().get(realm.new_atom(OURS))?),
        _ => None,
    };
    let module = match foreign {
        Some(namespace) if matches!(export, "*" | "default") => return Ok(namespace),
        Some(namespace) => namespace,
        None => eval::import(realm, base, specifier)?,
    };
    if export == "*" {
        return Ok(module);
    }
    let name = Name::new(export);
    if !module.has(realm.atom(&name))? {
        let message = format!("Could not find export '{export}' in module '{specifier}'");
        return Err(Error::new(Lang::Js, Fault::Raised { class: "SyntaxError".to_owned(), message }));
    }
    module.get(realm.atom(&name))
}

/// Loads a module of JavaScript for another language, and returns its namespace.
///
/// A name that is no file's is that of a global, e.g. `Math`.
pub(super) fn namespace(realm: &Realm, module: &str, base: Option<&Path>) -> Result<ObjectRef> {
    let importer = base.map_or_else(String::new, |base| base.join("importer").to_string_lossy().into_owned());
    let is_file = Path::new(&resolve_path(&importer, module)).is_file();
    let namespace = match eval::global(realm, &Name::new(module))? {
        Some(Value::Object(object)) if !is_file => return Ok(object),
        _ => to_value(&eval::import(realm, &importer, module)?)?,
    };
    namespace.as_object().cloned().ok_or_else(|| {
        let fault = Fault::NoModule { module: module.to_owned(), reason: "it has no namespace".to_owned() };
        Error::new(Lang::Js, fault)
    })
}
