//! Modules: other languages', and files of Lisp.
//!
//! A file of Lisp is evaluated once for an instance. What it defines at the top
//! level gets names of its own, so that no module sees another's by accident.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::definition::defined_names;
use super::engine::Engine;
use super::rewrite::Names;
use super::sources::Text;
use super::{dialect, eval, rewrite};
use crate::object::{Error, Fault, Form, Lang, Name, Object, ObjectRef, Result, Text as Characters, Traits, Value};
use crate::runtime::peers;

/// Imports a module by a specifier such as `py:math`, or a file of Lisp by its path.
pub(super) fn import(engine: &Rc<Engine>, specifier: &str) -> Result<ObjectRef> {
    let folder = engine.session.folder();
    match specifier.split_once(':') {
        Some(("lisp", path)) => import_file(engine, path, folder.as_deref()),
        Some(_) => peers()?.import(specifier, folder.as_deref()),
        None => import_file(engine, specifier, folder.as_deref()),
    }
}

/// Imports a file of Lisp, relative to `base` or to the working directory.
pub(super) fn import_file(engine: &Rc<Engine>, path: &str, base: Option<&Path>) -> Result<ObjectRef> {
    let path = resolve(path, base)?;
    if dialect::is_of_dialect(&path) {
        return dialect::import_file(engine, &path);
    }
    let known = engine.session.modules.borrow().get(&path).cloned();
    if let Some(namespace) = known {
        return Ok(namespace);
    }
    load(engine, &path)
}

/// Evaluates a file as a module, whether or not it was before.
///
/// What is known of it from before stays as it is for those who have it, and for all if this fails.
fn load(engine: &Rc<Engine>, path: &Path) -> Result<ObjectRef> {
    let text = read(path)?;
    let name = path.to_string_lossy();
    let forms = eval::read(&text, &name)?;
    let names = defined_names(&forms, &text);
    let prefix = engine.session.new_prefix();
    let scope = |name: &str| format!("{prefix}{name}");
    let edits = rewrite::edits(&forms, &text, &Scope { engine, names: &names, prefix: &prefix });
    let text = Text::new(&name, &text);
    let is_loading = Rc::new(Cell::new(true));
    let namespace = ObjectRef::new(Namespace {
        engine: engine.clone(),
        path: path.to_owned(),
        prefix: prefix.clone(),
        names: names.clone(),
        is_loading: is_loading.clone(),
    });
    // Known before it has run, so that two modules may import each other.
    let before = engine.session.modules.borrow_mut().insert(path.to_owned(), namespace.clone());
    let outcome = eval::in_folder(engine, path.parent().map(Path::to_path_buf), || {
        let note = |name: &str| engine.session.note_live(&scope(name));
        forms.iter().try_for_each(|form| eval::run_form(engine, &text, form, &edits, &scope, note).map(drop))
    });
    is_loading.set(false);
    if let Err(error) = outcome {
        let mut modules = engine.session.modules.borrow_mut();
        let failed = modules.remove(path);
        modules.extend(before.map(|before| (path.to_owned(), before)));
        drop(modules);
        drop(failed);
        return Err(error);
    }
    Ok(namespace)
}

/// What names mean in a file: its own first.
struct Scope<'a> {
    engine: &'a Engine,
    names: &'a [String],
    prefix: &'a str,
}

impl Names for Scope<'_> {
    fn replacement(&self, symbol: &str, in_macro: bool) -> Option<String> {
        if self.names.iter().any(|name| name == symbol) {
            return Some(format!("{}{symbol}", self.prefix));
        }
        if in_macro { None } else { rewrite::quote_keyword(symbol) }
    }

    fn is_variable(&self, symbol: &str) -> bool {
        self.names.iter().any(|name| name == symbol) || self.engine.session.is_variable(symbol)
    }
}

fn resolve(path: &str, base: Option<&Path>) -> Result<PathBuf> {
    let whole = base.map_or_else(|| PathBuf::from(path), |base| base.join(path));
    let found = fs::canonicalize(&whole).or_else(|missing| {
        let guesses = ["scm", "slb"].map(|extension| fs::canonicalize(whole.with_extension(extension)));
        guesses.into_iter().find_map(std::io::Result::ok).ok_or(missing)
    });
    let no_module = |reason: String| Error::new(Lang::Lisp, Fault::NoModule { module: path.to_owned(), reason });
    let found = found.map_err(|reason| no_module(reason.to_string()))?;
    if found.is_dir() { Err(no_module("it is a folder".to_owned())) } else { Ok(found) }
}

/// Reads a file.
pub(super) fn read(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path).map_err(|reason| {
        let fault = Fault::File { path: path.display().to_string(), reason: reason.to_string() };
        Error::new(Lang::Lisp, fault)
    })?;
    // The mark that some editors begin a text with is none of it.
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// What a module defines.
struct Namespace {
    engine: Rc<Engine>,
    path: PathBuf,
    prefix: String,
    names: Vec<String>,
    is_loading: Rc<Cell<bool>>,
}

impl Namespace {
    fn variable(&self, name: &Name) -> Option<String> {
        let name = name.as_str().filter(|name| self.names.iter().any(|known| known == name))?;
        Some(format!("{}{name}", self.prefix))
    }
}

impl Object for Namespace {
    fn type_name(&self) -> String {
        "module".to_owned()
    }

    fn lang(&self) -> Lang {
        Lang::Lisp
    }

    fn traits(&self) -> Traits {
        Traits::empty()
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        match self.variable(name) {
            Some(variable) => super::globals::read(&self.engine, &variable),
            None => Ok(None),
        }
    }

    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        let variable = self
            .variable(name)
            .ok_or_else(|| self.fault(Fault::NoMember { object: self.describe(), name: name.to_string() }))?;
        super::globals::write(&self.engine, &variable, value)
    }

    fn members(&self) -> Result<Vec<Characters>> {
        Ok(self.names.iter().map(|name| Characters::from(name.as_str())).collect())
    }

    fn reload(&self) -> Result<ObjectRef> {
        if self.is_loading.get() {
            let module = self.path.display().to_string();
            return Err(self.fault(Fault::NoModule { module, reason: "it is being loaded".to_owned() }));
        }
        load(&self.engine, &self.path)
    }

    fn display(&self, _form: Form) -> Result<Characters> {
        Ok(format!("#<module {}>", self.path.display()).into())
    }
}
