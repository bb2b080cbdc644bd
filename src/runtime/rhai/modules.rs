//! What `import` finds: scripts by their path, and modules of other languages.
//!
//! `import "./shapes.rhai" as shapes` is relative to the script that imports.
//! `import "py:math" as math` asks the other language, and makes a Rhai module of
//! what it answers: its functions, for any number of arguments up to
//! [`MAX_ARITY`], and its other members as constants.

use std::any::TypeId;
use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rhai::{Dynamic, Engine, Module, ModuleResolver, Position, Scope, Shared};
use rustc_hash::FxHashMap;

use super::callable::values;
use super::convert::from_value;
use super::engine::{State, send};
use super::error::{Exit, Raised, leave, of_parse, raise};
use super::loops;
use super::program::Program;
use super::proxy::function;
use crate::object::{Error, Fault, Lang, Name, ObjectRef, Result, Traits, Value};
use crate::runtime::{cycle, peers};

/// How many arguments a function of another language's module takes at most.
const MAX_ARITY: usize = 8;

/// The scripts that an instance has loaded.
#[derive(Default)]
pub(super) struct Modules {
    loaded: RefCell<FxHashMap<PathBuf, Shared<Module>>>,
    namespaces: RefCell<FxHashMap<PathBuf, ObjectRef>>,
    /// The scripts that are being loaded, from the outermost to this one, and how many imports of the host led to each.
    loading: RefCell<Vec<(PathBuf, usize)>>,
}

impl Modules {
    /// Returns whether a file has been loaded.
    pub(super) fn has(&self, file: &str) -> bool {
        self.loaded.borrow().contains_key(Path::new(file))
    }

    /// Forgets all scripts. One that is asked for again is loaded again.
    pub(super) fn clear(&self) {
        drop(self.loaded.take());
        drop(self.namespaces.take());
    }
}

/// Finds modules for the `import` statement.
pub(super) struct Resolver;

impl ModuleResolver for Resolver {
    fn resolve(&self, engine: &Engine, source: Option<&str>, path: &str, at: Position) -> Raised<Shared<Module>> {
        let state = State::of(engine)?;
        let base = source.and_then(|source| Path::new(source).parent());
        let module = match foreign(path) {
            Some(specifier) => state.send(|| foreign_module(&state, &*peers()?.import(specifier, base)?, specifier)),
            None => load(&state, &find(path, base)).map_err(|error| raise(&state, error).into()),
        };
        module.map_err(|mut raised| {
            raised.set_position(at);
            raised
        })
    }
}

/// Returns the specifier when it names another language.
fn foreign(path: &str) -> Option<&str> {
    let (target, _) = path.split_once(':')?;
    (target != Lang::Rhai.name() && !target.contains(['/', '.'])).then_some(path)
}

/// Returns the file that a path means.
fn find(path: &str, base: Option<&Path>) -> PathBuf {
    let path = path.strip_prefix("rhai:").unwrap_or(path);
    let path = base.map_or_else(|| PathBuf::from(path), |base| base.join(path));
    let path = if path.extension().is_none() { path.with_extension("rhai") } else { path };
    // A file that is not there is reported when it is read.
    path.canonicalize().unwrap_or(path)
}

/// Loads a script as a module and returns its namespace.
pub(super) fn namespace(state: &Rc<State>, path: &str, base: Option<&Path>) -> Result<ObjectRef> {
    let file = find(path, base);
    if let Some(known) = state.modules.namespaces.borrow().get(&file) {
        return Ok(known.clone());
    }
    let module = load(state, &file)?;
    keep_namespace(state, &file, &module)
}

fn keep_namespace(state: &Rc<State>, file: &Path, module: &Shared<Module>) -> Result<ObjectRef> {
    let made = super::namespace::make(state, file, module)?;
    state.modules.namespaces.borrow_mut().insert(file.to_owned(), made.clone());
    Ok(made)
}

/// Loads a script again. Who imports it from now on gets what it is now; those who have it keep what they have.
pub(super) fn reload(state: &Rc<State>, file: &Path) -> Result<ObjectRef> {
    let module = load_anew(state, file)?;
    keep_namespace(state, file, &module)
}

fn load(state: &Rc<State>, file: &Path) -> Result<Shared<Module>> {
    if let Some(known) = state.modules.loaded.borrow().get(file) {
        return Ok(known.clone());
    }
    load_anew(state, file)
}

fn load_anew(state: &Rc<State>, file: &Path) -> Result<Shared<Module>> {
    let no_module = |reason: String| {
        Error::new(Lang::Rhai, Fault::NoModule { module: file.to_string_lossy().into_owned(), reason })
    };
    let importing = peers().map(|peers| peers.importing()).unwrap_or_default();
    if let Some(reason) = cycle_to(&state.modules.loading.borrow(), file, &importing) {
        return Err(no_module(reason));
    }
    let text = fs::read_to_string(file).map_err(|error| no_module(error.to_string()))?;
    state.modules.loading.borrow_mut().push((file.to_owned(), importing.len()));
    let module = run(state, &text, &file.to_string_lossy());
    state.modules.loading.borrow_mut().pop();
    let module = Shared::new(module?);
    let before = state.modules.loaded.borrow_mut().insert(file.to_owned(), module.clone());
    drop(before);
    Ok(module)
}

/// Says how a file comes to import itself, if it is being loaded.
fn cycle_to(loading: &[(PathBuf, usize)], file: &Path, importing: &[String]) -> Option<String> {
    let first = loading.iter().position(|(known, _)| known == file)?;
    let mut links = Vec::new();
    for (place, (script, depth)) in loading.iter().enumerate().skip(first + 1) {
        let (_, before) = loading[place - 1];
        // The last of these is what the other language calls this script.
        links.extend(importing.get(before..depth.saturating_sub(1)).unwrap_or_default().iter().cloned());
        links.push(script.to_string_lossy().into_owned());
    }
    let last = loading.last().map_or(0, |(_, depth)| *depth);
    links.extend(importing.get(last..).unwrap_or_default().iter().cloned());
    Some(cycle(&file.to_string_lossy(), &links))
}

/// Runs a script and makes a module of what it defines.
fn run(state: &Rc<State>, text: &str, name: &str) -> Result<Module> {
    let ast = state.engine.compile(text).map_err(|error| of_parse(&error, name, text))?;
    let mut ast = loops::fill(state, state.optimize(ast), text);
    ast.set_source(name);
    let program = Program::new(ast);
    state.library.mention(program.members.iter());
    state.programs.learn(&program);
    state.library.add_closures(program.functions(), &name.into());
    let mut global = state.library.global(&state.engine);
    let mut scope = Scope::new();
    Module::eval_ast_as_new_raw(&state.engine, &mut scope, &mut global, program.ast())
        .map_err(|raised| leave(state, raised, Exit::Text(name)))
}

/// Makes a Rhai module of a namespace of another language.
fn foreign_module(state: &Rc<State>, namespace: &dyn crate::object::Object, specifier: &str) -> Result<Shared<Module>> {
    let mut module = Module::new();
    module.set_id(specifier);
    for text in namespace.members()? {
        let name = Name::from_text(&text);
        let Some(word) = name.as_str().filter(|word| rhai::is_valid_identifier(word)) else { continue };
        match namespace.get_member(&name) {
            Ok(Some(Value::Object(callee))) if callee.traits().contains(Traits::CALLABLE) => {
                set_function(&mut module, word, &callee);
                module.set_var(word, from_value(state, Value::Object(callee))?);
            }
            Ok(Some(value)) => drop(module.set_var(word, from_value(state, value)?)),
            // A member that cannot be read is one that the script cannot use.
            Ok(None) | Err(_) => {}
        }
    }
    module.build_index();
    Ok(Shared::new(module))
}

fn set_function(module: &mut Module, name: &str, callee: &ObjectRef) {
    for arity in 0..=MAX_ARITY {
        let callee = callee.clone();
        function(module, name, &vec![TypeId::of::<Dynamic>(); arity], move |context, args| {
            send(context.engine(), |state| {
                let args = values(state, args)?;
                from_value(state, callee.call(&args)?)
            })
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::{Object, Text, function};
    use crate::runtime::Source;

    /// A namespace as another language has it.
    struct Math;

    impl Object for Math {
        fn type_name(&self) -> String {
            "module".to_owned()
        }

        fn get_member(&self, name: &Name) -> Result<Option<Value>> {
            Ok(match name.as_str() {
                Some("pi") => Some(Value::Float(3.0)),
                Some("add") => Some(Value::Object(function("add", |args| {
                    Ok(Value::Int(args.positional.iter().filter_map(Value::as_int).sum()))
                }))),
                _ => None,
            })
        }

        fn members(&self) -> Result<Vec<Text>> {
            Ok(["pi", "add", "not an identifier"].map(Text::from).to_vec())
        }
    }

    #[test]
    fn a_foreign_namespace_is_a_module() {
        let state = State::start();
        let mut global = state.library.global(&state.engine);
        global.push_import("math", foreign_module(&state, &Math, "py:math").unwrap());
        state.library.keep_imports(&global);
        let table = [
            ("math::add(1, 2)", "3"),
            ("math::add(1, 2, 3, 4)", "10"),
            ("math::add()", "0"),
            ("math::pi", "3.0"),
            ("let f = math::add; f.call(1, 1)", "2"),
            ("fn g() { math::add(2, 2) } g()", "4"),
        ];
        for (code, expect) in table {
            let value = super::super::eval::eval(&state, &Source::cell(code));
            assert_eq!(value.map_or_else(|error| error.to_string(), |value| value.to_string()), expect, "{code}");
        }
    }
}
