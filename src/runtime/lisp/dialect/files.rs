//! Files of the dialect: `include`, `load`, and modules for others.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rustc_hash::FxHashSet;
use steel::SteelVal;

use super::world::{self, Ground};
use super::{USER, run, to_value};
use crate::kernel::{Symbol, World};
use crate::object::{Error, Fault, Lang, ObjectRef, Result, Value};
use crate::runtime::lisp::engine::Engine;
use crate::runtime::lisp::procedures::{argument, name};
use crate::runtime::lisp::{eval, module};

/// What the files of the dialect end with, behind the dot.
pub(in crate::runtime::lisp) const EXTENSION: &str = "slb";

/// The files that an instance includes.
#[derive(Default)]
pub(super) struct Files {
    /// Those that have run.
    included: RefCell<FxHashSet<PathBuf>>,
    /// Those that are being run, the outermost first.
    running: RefCell<Vec<PathBuf>>,
}

/// `(include path ...)`: runs files, relative to the one that is being run, unless they have run before.
pub(super) fn include(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    for path in arguments {
        let path = engine.session.path(name(path, "include")?);
        let found = fs::canonicalize(&path).map_err(|reason| {
            let fault = Fault::File { path: path.display().to_string(), reason: reason.to_string() };
            Error::new(Lang::Lisp, fault)
        })?;
        include_file(engine, &found)?;
    }
    Ok(SteelVal::Void)
}

fn include_file(engine: &Rc<Engine>, path: &Path) -> Result<()> {
    let files = &engine.dialect.files;
    if files.included.borrow().contains(path) {
        return Ok(());
    }
    check_cycle(&files.running.borrow(), path)?;
    files.running.borrow_mut().push(path.to_owned());
    let outcome = run_file(engine, path);
    files.running.borrow_mut().pop();
    outcome?;
    files.included.borrow_mut().insert(path.to_owned());
    Ok(())
}

fn check_cycle(running: &[PathBuf], path: &Path) -> Result<()> {
    let Some(first) = running.iter().position(|known| known == path) else { return Ok(()) };
    let shown = |path: &PathBuf| path.display().to_string();
    let chain: Vec<String> = running[first..].iter().map(shown).chain([path.display().to_string()]).collect();
    let reason = format!("it includes itself: {}", chain.join(" -> "));
    Err(Error::new(Lang::Lisp, Fault::NoModule { module: path.display().to_string(), reason }))
}

/// `(load path)`: runs a file, however often it has run before.
pub(super) fn load(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let path = engine.session.path(name(argument(arguments, 0, "load")?, "load")?);
    run_file(engine, &path)
}

/// Runs a file as its extension says: what is none of the dialect is plain Scheme.
fn run_file(engine: &Rc<Engine>, path: &Path) -> Result<SteelVal> {
    if !is_of_dialect(path) {
        return eval::load(engine, path);
    }
    run_within(engine, Symbol::new(USER), path)
}

pub(in crate::runtime::lisp) fn is_of_dialect(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == EXTENSION)
}

/// Runs a file in a namespace. What it switches to, a namespace or a target, ends with it.
fn run_within(engine: &Rc<Engine>, namespace: Symbol, path: &Path) -> Result<SteelVal> {
    let text = module::read(path)?;
    let kernel = &engine.dialect.kernel;
    let before = (kernel.namespace(), kernel.target());
    kernel.set_namespace(namespace);
    kernel.set_target(None);
    let folder = path.parent().map(Path::to_path_buf);
    let outcome = eval::in_folder(engine, folder, || run(engine, &text, &path.to_string_lossy()));
    kernel.set_namespace(before.0);
    kernel.set_target(before.1);
    outcome
}

/// Loads a file as a module for others: a namespace of its own, which has what it defines.
pub(in crate::runtime::lisp) fn import(engine: &Rc<Engine>, path: &Path) -> Result<ObjectRef> {
    let known = engine.session.modules.borrow().get(path).cloned();
    if let Some(module) = known {
        return Ok(module);
    }
    let name = Symbol::new(&path.to_string_lossy());
    Ground(engine).open_namespace(name);
    let namespace = world::namespace(engine, name).map(|space| to_value(engine, &space));
    let Some(Value::Object(namespace)) = namespace else {
        return Err(Error::new(Lang::Lisp, Fault::Gone(Lang::Lisp)));
    };
    // Known before it has run, so that two modules may import each other.
    engine.session.modules.borrow_mut().insert(path.to_owned(), namespace.clone());
    let outcome = run_within(engine, name, path);
    if let Err(error) = outcome {
        let failed = engine.session.modules.borrow_mut().remove(path);
        drop(failed);
        return Err(error);
    }
    Ok(namespace)
}
