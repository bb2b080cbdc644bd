//! A Rhai module as the other languages see it: its functions and its exported variables.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use rhai::{FnAccess, FnPtr, GlobalRuntimeState, Module, NativeCallContext, Position, Shared};

use super::convert::{from_value, to_value};
use super::engine::State;
use super::error::{Exit, leave};
use super::library::{is_closure, taken};
use super::modules;
use crate::object::{Args, Form, Lang, Name, Object, ObjectRef, Result, Text, Traits, Value, release};

/// The namespace of a module.
struct Namespace {
    state: Rc<State>,
    path: PathBuf,
    members: Vec<(Name, Value)>,
}

/// Makes the namespace of a module.
pub(super) fn make(state: &Rc<State>, path: &Path, module: &Shared<Module>) -> Result<ObjectRef> {
    let mut members: Vec<(Name, Value)> = Vec::new();
    for (name, value) in module.iter_var() {
        members.push((Name::new(name), to_value(state, value.clone())?));
    }
    for (_, access, name, ..) in module.iter_script_fn_info().filter(|(_, _, name, ..)| !is_closure(name)) {
        let name = Name::new(name);
        if access == FnAccess::Public && members.iter().all(|(known, _)| *known != name) {
            let function = Function::new(state, module, &name);
            members.push((name, Value::Object(ObjectRef::new(function))));
        }
    }
    members.sort_by_cached_key(|(name, _)| name.to_string());
    Ok(ObjectRef::new(Namespace { state: state.clone(), path: path.to_owned(), members }))
}

impl Object for Namespace {
    fn type_name(&self) -> String {
        "module".to_owned()
    }

    fn lang(&self) -> Lang {
        Lang::Rhai
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok(self.members.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
    }

    fn members(&self) -> Result<Vec<Text>> {
        Ok(self.members.iter().map(|(name, _)| name.text().clone()).collect())
    }

    fn reload(&self) -> Result<ObjectRef> {
        self.state.receive(|| modules::reload(&self.state, &self.path))
    }

    fn display(&self, _form: Form) -> Result<Text> {
        Ok(format!("<rhai module {}>", self.path.display()).into())
    }
}

/// A function of a module. It runs with the functions and constants of its module around it.
struct Function {
    state: Rc<State>,
    name: Name,
    arities: Vec<usize>,
    global: GlobalRuntimeState,
}

impl Function {
    fn new(state: &Rc<State>, module: &Shared<Module>, name: &Name) -> Self {
        let mut global = state.library.global(&state.engine);
        global.lib.clear();
        global.lib.push(module.clone());
        let named = module.iter_script_fn_info().filter(|(_, _, known, ..)| Some(*known) == name.as_str());
        let arities = named.map(|(_, _, _, arity, _)| arity).collect();
        Self { state: state.clone(), name: name.clone(), arities, global }
    }
}

impl Object for Function {
    fn type_name(&self) -> String {
        "Fn".to_owned()
    }

    fn lang(&self) -> Lang {
        Lang::Rhai
    }

    fn traits(&self) -> Traits {
        Traits::CALLABLE | Traits::CONSTRUCTIBLE
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok((name.as_str() == Some("name")).then(|| Value::Text(self.name.text().clone())))
    }

    fn call(&self, _this: Option<&Value>, args: &Args<'_>) -> Result<Value> {
        let (state, name) = (&self.state, self.name.as_str().unwrap_or_default());
        state.receive(|| {
            let taken = &args.positional[..taken(&self.arities, args.positional.len())];
            let args = taken.iter().map(|arg| from_value(state, arg.clone())).collect::<Result<Vec<_>>>()?;
            let context =
                NativeCallContext::new_with_all_fields(&state.engine, name, None, &self.global, Position::NONE);
            let outcome = FnPtr::new(name).and_then(|pointer| pointer.call_raw(&context, None, args));
            let outcome = outcome.map_err(|raised| leave(state, raised, Exit::Function));
            release::point();
            to_value(state, outcome?)
        })
    }

    fn construct(&self, args: &Args<'_>) -> Result<Value> {
        self.call(None, args)
    }

    fn display(&self, _form: Form) -> Result<Text> {
        Ok(format!("Fn({})", self.name).into())
    }
}
