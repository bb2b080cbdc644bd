//! A small machine for expanded code: enough of Scheme to run macros, `meta` and the samples of these tests.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use polytarget::kernel::{Form, Kind, Symbol, read};
use polytarget::object::{Error, Result};

/// A value of the machine.
#[derive(Clone)]
pub(super) enum Data {
    Nil,
    Bool(bool),
    Int(i64),
    String(Rc<str>),
    Symbol(Rc<str>),
    Char(char),
    /// A list, or one that is no proper one: then with what follows the dot.
    List(Rc<Vec<Data>>),
    Procedure(Rc<Procedure>),
}

/// A procedure of the world's own.
pub(super) type Native = Box<dyn Fn(&[Data]) -> Result<Data>>;

pub(super) enum Procedure {
    Native(Native),
    Closure { parameters: Form, body: Vec<Form>, scope: Rc<Scope> },
}

#[derive(Default)]
pub(super) struct Scope {
    variables: RefCell<HashMap<String, Data>>,
    outer: Option<Rc<Scope>>,
}

pub(super) fn failure(message: impl Into<String>) -> Error {
    Error::host("Error", message)
}

pub(super) fn list(items: Vec<Data>) -> Data {
    Data::List(Rc::new(items))
}

impl Data {
    pub(super) fn items(&self) -> Result<&[Data]> {
        match self {
            Self::List(items) => Ok(items),
            Self::Nil => Ok(&[]),
            other => Err(failure(format!("{} is no list", other.show()))),
        }
    }

    pub(super) fn show(&self) -> String {
        match self {
            Self::Nil => "nil".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::String(text) => format!("{text:?}"),
            Self::Symbol(name) => name.to_string(),
            Self::Char(character) => format!("#\\{character}"),
            Self::List(items) => format!("({})", items.iter().map(Self::show).collect::<Vec<_>>().join(" ")),
            Self::Procedure(_) => "#<procedure>".to_owned(),
        }
    }

    fn is_true(&self) -> bool {
        !matches!(self, Self::Bool(false))
    }
}

impl Scope {
    pub(super) fn define(&self, name: &str, value: Data) {
        self.variables.borrow_mut().insert(name.to_owned(), value);
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.variables.borrow().keys().cloned().collect()
    }

    fn inside(outer: &Rc<Self>) -> Rc<Self> {
        Rc::new(Self { variables: RefCell::default(), outer: Some(outer.clone()) })
    }

    pub(super) fn find(&self, name: &str) -> Option<Data> {
        let found = self.variables.borrow().get(name).cloned();
        found.or_else(|| self.outer.as_ref()?.find(name))
    }

    fn assign(&self, name: &str, value: Data) -> Result<()> {
        if let Some(place) = self.variables.borrow_mut().get_mut(name) {
            *place = value;
            return Ok(());
        }
        let outer = self.outer.as_ref().ok_or_else(|| failure(format!("free identifier: {name}")))?;
        outer.assign(name, value)
    }
}

/// Runs expanded code.
pub(super) fn run(code: &str, scope: &Rc<Scope>) -> Result<Data> {
    let forms = read(code).map_err(|error| failure(format!("{}: {code}", error.report(code))))?;
    forms.iter().try_fold(Data::Nil, |_, form| eval(form, scope))
}

/// Returns a quoted form as data.
pub(super) fn data(form: &Form) -> Data {
    match &form.kind {
        Kind::Nil => Data::Symbol("nil".into()),
        Kind::Bool(value) => Data::Bool(*value),
        Kind::Number(text) => text.parse().map_or_else(|_| Data::Symbol(text.clone()), Data::Int),
        Kind::String(text) => Data::String(text.clone()),
        Kind::Symbol(name) | Kind::Keyword(name) => Data::Symbol(name.as_str().into()),
        Kind::Char(character) => Data::Char(*character),
        Kind::List(_, items) | Kind::Vector(items) | Kind::Bytes(items) => list(items.iter().map(data).collect()),
        Kind::Kept(number) => list(vec![Data::Symbol("kept".into()), Data::Int(number.cast_signed())]),
    }
}

pub(super) fn call(procedure: &Data, arguments: &[Data]) -> Result<Data> {
    let Data::Procedure(procedure) = procedure else {
        return Err(failure(format!("{} is no procedure", procedure.show())));
    };
    match &**procedure {
        Procedure::Native(native) => native(arguments),
        Procedure::Closure { parameters, body, scope } => {
            let scope = Scope::inside(scope);
            bind(parameters, arguments, &scope)?;
            eval_all(body, &scope)
        }
    }
}

fn bind(parameters: &Form, arguments: &[Data], scope: &Scope) -> Result<()> {
    if let Some(rest) = parameters.as_symbol() {
        scope.define(rest.as_str(), list(arguments.to_vec()));
        return Ok(());
    }
    let (fixed, rest) = parameters.as_dotted().map_or((parameters.as_list().unwrap(), None), |(f, r)| (f, Some(r)));
    if arguments.len() < fixed.len() || (rest.is_none() && arguments.len() > fixed.len()) {
        return Err(failure(format!("expected {} arguments, got {}", fixed.len(), arguments.len())));
    }
    for (parameter, argument) in fixed.iter().zip(arguments) {
        scope.define(parameter.as_symbol().unwrap().as_str(), argument.clone());
    }
    if let Some(rest) = rest {
        scope.define(rest.as_symbol().unwrap().as_str(), list(arguments[fixed.len()..].to_vec()));
    }
    Ok(())
}

fn eval_all(forms: &[Form], scope: &Rc<Scope>) -> Result<Data> {
    forms.iter().try_fold(Data::Nil, |_, form| eval(form, scope))
}

thread_local!(static DEPTH: Cell<u32> = const { Cell::new(0) });

/// How deep evaluation may nest: the machine recurses, and samples need not end.
const DEEPEST: u32 = 150;

fn eval(form: &Form, scope: &Rc<Scope>) -> Result<Data> {
    if DEPTH.get() > DEEPEST {
        return Err(failure("the machine's stack is used up"));
    }
    DEPTH.set(DEPTH.get() + 1);
    let outcome = eval_form(form, scope);
    DEPTH.set(DEPTH.get() - 1);
    outcome
}

fn eval_form(form: &Form, scope: &Rc<Scope>) -> Result<Data> {
    match &form.kind {
        Kind::Symbol(name) => scope.find(name.as_str()).ok_or_else(|| failure(format!("free identifier: {name}"))),
        Kind::List(_, items) => special(form, items, scope),
        _ => Ok(data(form)),
    }
}

fn special(form: &Form, items: &[Form], scope: &Rc<Scope>) -> Result<Data> {
    match (form.head().map(Symbol::as_str), items) {
        (Some("quote"), [_, inner]) => Ok(data(inner)),
        (Some("if"), [_, test, yes, no]) => eval(if eval(test, scope)?.is_true() { yes } else { no }, scope),
        (Some("begin"), [_, forms @ ..]) => eval_all(forms, scope),
        (Some("define"), [_, name, value]) => {
            let value = eval(value, scope)?;
            scope.define(name.as_symbol().unwrap().as_str(), value);
            Ok(Data::Nil)
        }
        (Some("set!"), [_, name, value]) => {
            scope.assign(name.as_symbol().unwrap().as_str(), eval(value, scope)?)?;
            Ok(Data::Nil)
        }
        (Some("lambda"), [_, parameters, body @ ..]) => Ok(closure(parameters, body, scope)),
        (Some("and"), [_, forms @ ..]) => forms
            .iter()
            .try_fold(Data::Bool(true), |last, form| if last.is_true() { eval(form, scope) } else { Ok(last) }),
        (Some("or"), [_, forms @ ..]) => forms
            .iter()
            .try_fold(Data::Bool(false), |last, form| if last.is_true() { Ok(last) } else { eval(form, scope) }),
        (Some("let"), [_, label, bindings, body @ ..]) if label.as_symbol().is_some() => {
            let (names, values) = bindings_of(bindings, scope)?;
            let inner = Scope::inside(scope);
            let parameters = Form::list(names);
            let looping = closure(&parameters, body, &inner);
            inner.define(label.as_symbol().unwrap().as_str(), looping.clone());
            call(&looping, &values)
        }
        (Some("let"), [_, bindings, body @ ..]) => {
            let (names, values) = bindings_of(bindings, scope)?;
            call(&closure(&Form::list(names), body, scope), &values)
        }
        (Some("let*" | "letrec*"), [_, bindings, body @ ..]) => {
            let inner = Scope::inside(scope);
            for binding in bindings.as_list().unwrap() {
                let parts = binding.as_list().unwrap();
                let value = eval(&parts[1], &inner)?;
                inner.define(parts[0].as_symbol().unwrap().as_str(), value);
            }
            eval_all(body, &inner)
        }
        (Some("cond"), [_, clauses @ ..]) => cond(clauses, scope),
        (_, [head, arguments @ ..]) => {
            let procedure = eval(head, scope)?;
            let arguments = arguments.iter().map(|form| eval(form, scope)).collect::<Result<Vec<_>>>()?;
            call(&procedure, &arguments)
        }
        _ => Ok(data(form)),
    }
}

fn cond(clauses: &[Form], scope: &Rc<Scope>) -> Result<Data> {
    for clause in clauses {
        let parts = clause.as_list().unwrap();
        let is_else = parts[0].as_symbol().is_some_and(|name| name.as_str() == "else");
        let test = if is_else { Data::Bool(true) } else { eval(&parts[0], scope)? };
        if !test.is_true() {
            continue;
        }
        return match &parts[1..] {
            [] => Ok(test),
            [arrow, receiver] if arrow.as_symbol().is_some_and(|name| name.as_str() == "=>") => {
                call(&eval(receiver, scope)?, &[test])
            }
            body => eval_all(body, scope),
        };
    }
    Ok(Data::Nil)
}

fn closure(parameters: &Form, body: &[Form], scope: &Rc<Scope>) -> Data {
    let (parameters, body, scope) = (parameters.clone(), body.to_vec(), scope.clone());
    Data::Procedure(Rc::new(Procedure::Closure { parameters, body, scope }))
}

fn bindings_of(bindings: &Form, scope: &Rc<Scope>) -> Result<(Vec<Form>, Vec<Data>)> {
    let mut names = Vec::new();
    let mut values = Vec::new();
    for binding in bindings.as_list().unwrap() {
        let parts = binding.as_list().unwrap();
        names.push(parts[0].clone());
        values.push(eval(&parts[1], scope)?);
    }
    Ok((names, values))
}
