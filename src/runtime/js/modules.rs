//! Where modules are: files of JavaScript, modules of other languages, and `polytarget`.
//!
//! A module of another language becomes one whose default export is its
//! namespace and whose named exports are its members. What a module in a file
//! imports by name is noted before, so that members need not be listed, and
//! only what is asked for is read.

use std::fs;
use std::path::{Path, PathBuf};

use super::convert::{to_js, to_value};
use super::engine::{Local, Realm, Stage, load, module_namespace};
use super::eval;
use crate::object::{Error, Fault, Lang, Name, ObjectRef, Result, Value, read_name};
use crate::runtime::peers;

/// The module that every language finds under this name.
const OURS: &str = "polytarget";

/// Stands between a foreign module's name and who imports it, as names are what QuickJS tells modules apart by.
const IMPORTED_BY: &str = " imported by ";

/// Stands between the name of a module whose program is on its way and a number: what others link to meanwhile.
const AS_IT_STANDS: &str = " as it stands ";

/// Stands between the name of a module that was loaded anew and a number, as in the addresses of browsers.
const ANEW: char = '?';

/// What a module is made of.
pub(super) enum Found<'r> {
    /// The text of a file.
    Text(String),
    /// An object whose properties are the exports.
    Exports(Local<'r>),
}

/// Returns the full name of a module that is asked for in the file `base`.
pub(super) fn resolve(realm: &Realm, base: &str, specifier: &str) -> String {
    realm.current_name(own_name(base, specifier))
}

/// Returns the name that a module has unless it was given another one.
fn own_name(base: &str, specifier: &str) -> String {
    match foreign_part(specifier) {
        Some((Lang::Js, path)) => resolve_path(base, path),
        Some((lang, path)) => {
            // Which endings may be left out, the other language knows.
            let module = if is_path(path) { full(folder(base).join(path)) } else { path.to_owned() };
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
    let asked = folder(base).join(path);
    full(candidates(&asked).into_iter().find(|file| file.is_file()).unwrap_or(asked))
}

fn folder(base: &str) -> &Path {
    Path::new(base).parent().unwrap_or(Path::new(""))
}

/// Returns the path of a file by which everybody knows it; of one that is not there, what was asked for.
fn full(path: PathBuf) -> String {
    fs::canonicalize(&path).unwrap_or(path).to_string_lossy().into_owned()
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
    if let Some((module, _)) = name.rsplit_once(AS_IT_STANDS).filter(|(_, number)| is_number(number)) {
        return stand_in(realm, module).map(Found::Exports);
    }
    if let Some(module) = foreign_module(name) {
        let namespace = peers()?.import(module, None)?;
        return exports(realm, &namespace, realm.take_wanted(name)).map(Found::Exports);
    }
    fs::read_to_string(file_of(name)).map(Found::Text).map_err(|error| no_module(file_of(name), &error.to_string()))
}

/// Returns which module of another language a name stands for, if any. A file may be called anything, but is a full path.
fn foreign_module(name: &str) -> Option<&str> {
    let (module, _) = name.split_once(IMPORTED_BY)?;
    foreign_part(module).map(|_| module)
}

/// Returns the name of what stands for a module while its program is on its way.
pub(super) fn as_it_stands(module: &str, number: usize) -> String {
    format!("{module}{AS_IT_STANDS}{number}")
}

/// Returns what a module has exported so far. What it has not defined yet is not there.
fn stand_in<'r>(realm: &'r Realm, module: &str) -> Result<Local<'r>> {
    let exports = realm.object();
    let Some(module) = realm.module(module) else { return Ok(exports) };
    let namespace = module_namespace(realm, module)?;
    for name in namespace.own_names(false)? {
        let key = realm.atom(&Name::from_text(&name));
        if let Ok(value) = namespace.get(key) {
            exports.set(key, value)?;
        }
    }
    Ok(exports)
}

/// Returns the file behind the name of a module.
pub(super) fn file_of(name: &str) -> &str {
    match name.rsplit_once(ANEW) {
        Some((file, number)) if is_number(number) && !Path::new(name).is_file() => file,
        _ => name,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Lets the main program be found by its file, whatever name it was started under.
pub(super) fn name_main(realm: &Realm, name: &str) {
    if let Ok(full) = fs::canonicalize(name) {
        let full = full.to_string_lossy();
        if *full != *name {
            realm.rename_module(&full, Some(name.to_owned()));
        }
    }
}

/// Has a module loaded again when it is asked for next.
pub(super) fn retire(realm: &Realm, name: &str) {
    realm.forget_module(name);
    let own = file_of(name).to_owned();
    realm.rename_module(&own, Some(anew(realm, &own)));
}

/// Loads a module anew, given its namespace; `None` when the object is no namespace of a module.
pub(super) fn reload(namespace: &Local<'_>) -> Result<Option<ObjectRef>> {
    for realm in namespace.realm().engine().live_realms() {
        let is_it = |module| module_namespace(&realm, module).is_ok_and(|known| known.pointer() == namespace.pointer());
        let found = realm.modules().into_iter().find(|(_, module)| is_it(*module));
        if let Some((name, _)) = found {
            return reload_named(&realm, &name).map(Some);
        }
    }
    Ok(None)
}

fn reload_named(realm: &Realm, name: &str) -> Result<ObjectRef> {
    if realm.engine().loads.stage(realm, name) != Stage::Settled {
        return Err(no_module(name, "it is being loaded"));
    }
    if let Some(module) = foreign_module(name) {
        peers()?.import(module, None)?.reload()?;
    }
    let own = own_name("", file_of(name));
    let before = realm.rename_module(&own, Some(anew(realm, &own)));
    let fresh = load(realm, "", &own).inspect_err(|_| drop(realm.rename_module(&own, before)))?;
    to_value(&fresh)?.as_object().cloned().ok_or_else(|| no_module(name, "it has no namespace"))
}

/// Returns a name that leads to the same module, and that none has had.
fn anew(realm: &Realm, own: &str) -> String {
    format!("{own}{ANEW}{}", realm.engine().loads.number())
}

fn no_module(name: &str, reason: &str) -> Error {
    Error::new(Lang::Js, Fault::NoModule { module: name.to_owned(), reason: reason.to_owned() })
}

/// Returns the exports of `polytarget`: what the global of that name has.
fn ours(realm: &Realm) -> Result<Local<'_>> {
    let global = realm.globals().get(realm.new_atom(OURS))?;
    let exports = realm.object();
    for name in global.own_names(false)? {
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
            let module = resolve(realm, file, &import.specifier);
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
        None => load(realm, base, specifier)?,
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
        _ => to_value(&load(realm, &importer, module)?)?,
    };
    namespace.as_object().cloned().ok_or_else(|| no_module(module, "it has no namespace"))
}
