//! A world in which the dialect runs without any engine.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use polytarget::kernel::{Code, Error, Form, Kernel, Kind, Names, Symbol, World, read};
use polytarget::object::Result;

use super::machine::{self, Data, Native, Procedure, Scope, failure, list};

type Key = (Symbol, Symbol);
type Namespaces = Rc<RefCell<HashMap<String, HashMap<String, Data>>>>;

/// What a world knows.
pub(super) struct Model {
    pub(super) kernel: Kernel,
    globals: Rc<Scope>,
    namespaces: Namespaces,
    macros: RefCell<HashMap<Key, Data>>,
    /// Names that were there from the start, which the user's definitions must not replace.
    given: HashSet<Symbol>,
    own: RefCell<HashSet<Symbol>>,
    kept: Cell<u64>,
    calls: Cell<usize>,
}

impl Model {
    pub(super) fn new() -> Self {
        let globals = Rc::new(Scope::default());
        let namespaces = Rc::default();
        natives(&globals, &namespaces);
        let given = globals.names().iter().map(|name| Symbol::new(name)).collect();
        Self {
            kernel: Kernel::default(),
            globals,
            namespaces,
            macros: RefCell::default(),
            given,
            own: RefCell::default(),
            kept: Cell::default(),
            calls: Cell::default(),
        }
    }

    /// Expands all forms of a text, each run before the next is expanded when `runs`.
    pub(super) fn expand(&self, text: &str, runs: bool) -> std::result::Result<Vec<Code>, Error> {
        let mut codes = Vec::new();
        for form in read(text)? {
            for code in self.kernel.expand(self, &form) {
                let code = code?;
                if runs || !code.defines.is_empty() {
                    // What fails to run has been expanded all the same.
                    let _ignored = machine::run(&code.text, &self.globals);
                }
                codes.push(code);
            }
        }
        Ok(codes)
    }

    /// Runs a text and shows the value of its last form, or what is wrong with it.
    pub(super) fn eval(&self, text: &str) -> String {
        let mut value = Ok(Data::Nil);
        let forms = match read(text) {
            Ok(forms) => forms,
            Err(error) => return format!("! {}", error.report(text)),
        };
        for form in forms {
            for code in self.kernel.expand(self, &form) {
                value = match code {
                    Ok(code) => machine::run(&code.text, &self.globals),
                    Err(error) => return format!("! {}", error.report(text)),
                };
                if let Err(error) = value {
                    return format!("! {}", error.fault());
                }
            }
        }
        value.map_or_else(|error| format!("! {}", error.fault()), |value| value.show())
    }

    pub(super) fn macro_calls(&self) -> usize {
        self.calls.get()
    }

    /// Makes data of a form, and remembers which list was made of which form.
    fn to_data(form: &Form, made: &mut Vec<(Data, Form)>) -> Data {
        match &form.kind {
            Kind::Nil => Data::Nil,
            Kind::List(bracket, items) => {
                let tag = bracket.tag().map(|tag| Data::Symbol(tag.into()));
                let items = tag.into_iter().chain(items.iter().map(|item| Self::to_data(item, made))).collect();
                let data = list(items);
                made.push((data.clone(), form.clone()));
                data
            }
            _ => machine::data(form),
        }
    }

    /// Makes a form of data: of a list that was made of one, that very form.
    fn to_form(&self, data: &Data, made: &[(Data, Form)]) -> Form {
        let kind = match data {
            Data::Nil => Kind::Nil,
            Data::Bool(value) => Kind::Bool(*value),
            Data::Int(value) => Kind::Number(value.to_string().into()),
            Data::String(text) => Kind::String(text.clone()),
            Data::Char(character) => Kind::Char(*character),
            Data::Symbol(name) if name.len() > 1 && name.starts_with(':') => Kind::Keyword(Symbol::new(name)),
            Data::Symbol(name) => Kind::Symbol(Symbol::new(name)),
            Data::List(items) => {
                let is_same = |other: &Data| matches!(other, Data::List(other) if Rc::ptr_eq(items, other));
                if let Some((_, form)) = made.iter().find(|(data, _)| is_same(data)) {
                    return form.clone();
                }
                return Form::list(items.iter().map(|item| self.to_form(item, made)).collect());
            }
            Data::Procedure(_) => {
                self.kept.set(self.kept.get() + 1);
                Kind::Kept(self.kept.get())
            }
        };
        Form::new(kind)
    }
}

const LANGUAGES: [&str; 4] = ["js", "py", "rhai", "lisp"];

impl World for Model {
    fn variable(&self, name: Symbol) -> Option<Symbol> {
        if self.own.borrow().contains(&name) {
            return Some(Symbol::new(&format!("%my:{name}")));
        }
        self.globals.find(name.as_str()).map(|_| name)
    }

    fn announce(&self, name: Symbol) -> Symbol {
        if !self.given.contains(&name) {
            return name;
        }
        self.own.borrow_mut().insert(name);
        Symbol::new(&format!("%my:{name}"))
    }

    fn is_namespace(&self, name: Symbol) -> bool {
        self.namespaces.borrow().contains_key(name.as_str())
    }

    fn open_namespace(&self, name: Symbol) {
        self.namespaces.borrow_mut().entry(name.to_string()).or_default();
    }

    fn owns(&self, namespace: Symbol, name: Symbol) -> bool {
        self.namespaces.borrow().get(namespace.as_str()).is_some_and(|owned| owned.contains_key(name.as_str()))
    }

    fn is_target(&self, name: Symbol) -> bool {
        LANGUAGES.contains(&name.as_str()) || name.as_str() == "sql"
    }

    fn is_runtime(&self, name: Symbol) -> bool {
        LANGUAGES.contains(&name.as_str())
    }

    fn is_engine_macro(&self, name: Symbol) -> bool {
        name.as_str() == "~>"
    }

    fn has_macro(&self, table: Symbol, name: Symbol) -> bool {
        self.macros.borrow().contains_key(&(table, name))
    }

    fn forget_macro(&self, table: Symbol, name: Symbol) {
        self.macros.borrow_mut().remove(&(table, name));
    }

    fn call_macro(&self, table: Symbol, name: Symbol, arguments: &[Form]) -> Result<Form> {
        self.calls.set(self.calls.get() + 1);
        let procedure = self.macros.borrow()[&(table, name)].clone();
        let mut made = Vec::new();
        let arguments: Vec<Data> = arguments.iter().map(|form| Self::to_data(form, &mut made)).collect();
        let result = machine::call(&procedure, &arguments)?;
        Ok(self.to_form(&result, &made))
    }

    fn define_macro(&self, table: Symbol, name: Symbol, procedure: &Code) -> Result<()> {
        let procedure = machine::run(&procedure.text, &self.globals)?;
        self.macros.borrow_mut().insert((table, name), procedure);
        Ok(())
    }

    fn run(&self, code: &Code) -> Result<Form> {
        Ok(self.to_form(&machine::run(&code.text, &self.globals)?, &[]))
    }

    fn each_name(&self, kind: Names, visit: &mut dyn FnMut(&str)) {
        match kind {
            Names::Global => self.globals.names().iter().for_each(|name| visit(name)),
            Names::Owned(namespace) => {
                self.namespaces
                    .borrow()
                    .get(namespace.as_str())
                    .into_iter()
                    .flatten()
                    .for_each(|(name, _)| visit(name));
            }
            Names::Namespace => self.namespaces.borrow().keys().for_each(|name| visit(name)),
            Names::Target => LANGUAGES.into_iter().chain(["sql"]).for_each(visit),
            Names::Macro(table) => {
                let macros = self.macros.borrow();
                macros.keys().filter(|(owner, _)| *owner == table).for_each(|(_, name)| visit(name.as_str()));
            }
        }
    }
}

/// Defines what the samples of these tests need of the procedures that expanded code relies on.
fn natives(globals: &Scope, namespaces: &Namespaces) {
    let define = |name: &str, native: Native| {
        // A program may call them with anything.
        let needed = match name {
            "%ns-define!" => 3,
            "%apply" | "%each" | "=" | "%ns-ref" => 2,
            "%truth" | "%not" | "first" | "rest" | "null?" | "fail" | "%known" | "%namespace" => 1,
            _ => 0,
        };
        let native: Native = Box::new(move |all| {
            let few = || failure(format!("expected {needed} arguments, got {}", all.len()));
            if all.len() < needed { Err(few()) } else { native(all) }
        });
        globals.define(name, Data::Procedure(Rc::new(Procedure::Native(native))));
    };
    let text = |data: &Data| match data {
        Data::String(text) => text.to_string(),
        other => other.show(),
    };
    let add = move |arguments: &[Data]| {
        if arguments.iter().any(|data| matches!(data, Data::String(_))) {
            return Ok(Data::String(arguments.iter().map(text).collect::<String>().into()));
        }
        let number = |data: &Data| match data {
            Data::Int(value) => Ok(*value),
            other => Err(failure(format!("{} is no number", other.show()))),
        };
        Ok(Data::Int(arguments.iter().map(number).sum::<Result<i64>>()?))
    };
    define("+", Box::new(add));
    define("%+", Box::new(add));
    define("%str", Box::new(move |all| Ok(Data::String(all.iter().map(text).collect::<String>().into()))));
    define("%list", Box::new(|all| Ok(list(all.to_vec()))));
    define("list", Box::new(|all| Ok(list(all.to_vec()))));
    define(
        "%append",
        Box::new(|all| {
            let mut items = Vec::new();
            for part in all {
                items.extend_from_slice(part.items()?);
            }
            Ok(list(items))
        }),
    );
    define("%apply", Box::new(|all| machine::call(&all[0], all[1].items()?)));
    define("%truth", Box::new(|all| Ok(if matches!(all[0], Data::Nil) { Data::Bool(false) } else { all[0].clone() })));
    define("%not", Box::new(|all| Ok(Data::Bool(matches!(all[0], Data::Nil | Data::Bool(false))))));
    define(
        "%each",
        Box::new(|all| {
            all[0].items()?.iter().try_for_each(|item| machine::call(&all[1], std::slice::from_ref(item)).map(drop))?;
            Ok(Data::Nil)
        }),
    );
    define("first", Box::new(|all| Ok(all[0].items()?.first().cloned().unwrap_or(Data::Nil))));
    define("rest", Box::new(|all| Ok(list(all[0].items()?.get(1..).unwrap_or_default().to_vec()))));
    define("null?", Box::new(|all| Ok(Data::Bool(all[0].items()?.is_empty()))));
    define("=", Box::new(|all| Ok(Data::Bool(all[0].show() == all[1].show()))));
    define("gensym", Box::new(|_| Ok(Data::Symbol(Symbol::fresh("g").as_str().into()))));
    define("fail", Box::new(|all| Err(failure(all[0].show()))));
    for name in [
        "get",
        "has?",
        "object",
        "spawn",
        "get-global",
        "not",
        "null",
        "car",
        "*",
        "display",
        "->name",
        "<",
        "kernel.eval",
    ] {
        define(name, Box::new(move |all| Ok(list(all.to_vec()))));
    }
    define("print", Box::new(|_| Ok(Data::Nil)));
    define("%known", Box::new(|all| Ok(all[0].clone())));
    globals.define("%nil", Data::Nil);
    let all = namespaces.clone();
    define(
        "%ns-define!",
        Box::new(move |parts| {
            all.borrow_mut().entry(parts[0].show()).or_default().insert(parts[1].show(), parts[2].clone());
            Ok(Data::Nil)
        }),
    );
    let all = namespaces.clone();
    define(
        "%ns-ref",
        Box::new(move |parts| {
            let found = all.borrow().get(&parts[0].show()).and_then(|owned| owned.get(&parts[1].show()).cloned());
            found.ok_or_else(|| failure(format!("{} has no {}", parts[0].show(), parts[1].show())))
        }),
    );
    define("%namespace", Box::new(|parts| Ok(parts[0].clone())));
}
