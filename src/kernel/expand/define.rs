//! Definitions: of the top level, of a namespace, and of a body; and procedures.

use smallvec::{SmallVec, smallvec};

use super::Expander;
use super::names::shorten;
use crate::kernel::error::{Error, ErrorKind, Result};
use crate::kernel::symbol::Shape;
use crate::kernel::words::Word;
use crate::kernel::{Bracket, Form, Kind, Span, Symbol};

/// A name and what it is to stand for.
pub(super) struct Definition<'f> {
    name: Symbol,
    span: Span,
    value: Meaning<'f>,
}

enum Meaning<'f> {
    Nothing,
    Value(&'f Form),
    Procedure(Parameters<'f>, &'f [Form]),
}

/// What a procedure takes.
#[derive(Clone, Copy)]
pub(super) enum Parameters<'f> {
    List(&'f [Form]),
    /// One list of all arguments.
    Rest(&'f Form),
}

type Definitions<'f> = SmallVec<[Definition<'f>; 1]>;

impl Expander<'_> {
    /// Takes `define`, `def` or `var` apart.
    fn definitions<'f>(&self, word: Word, form: &'f Form) -> Result<Definitions<'f>> {
        let items = form.as_list().unwrap_or_default();
        let (head, arguments) = (&items[0], &items[1..]);
        if word == Word::Var {
            return self.variables(head, arguments);
        }
        let [target, rest @ ..] = arguments else {
            return Err(self.wrong(form, format!("`{head}` needs a name, and what it stands for")));
        };
        let (name, value) = match (&target.kind, rest) {
            (Kind::List(Bracket::Round, signature), body) => {
                let Some((name, parameters)) = signature.split_first() else {
                    return Err(self.wrong(target, format!("`{head}` needs a name before the parameters")));
                };
                (name, Meaning::Procedure(Parameters::List(parameters), body))
            }
            (_, [value]) => (target, Meaning::Value(value)),
            (_, []) if word == Word::Define => (target, Meaning::Nothing),
            (_, [parameters, body @ ..]) if word == Word::Def => {
                let Some(list) = parameters.as_list() else {
                    let shown = shorten(&parameters.to_string());
                    let message = format!("`{head}` of a function has parameters in ( ) or [ ] here, not `{shown}`");
                    return Err(self.wrong(parameters, message));
                };
                (target, Meaning::Procedure(Parameters::List(list), body))
            }
            _ => {
                let message =
                    format!("`{head}` takes a name and one value, here are {} forms behind the name", rest.len());
                return Err(self.wrong(form, message));
            }
        };
        Ok(smallvec![Definition { name: self.name_of(name)?, span: name.span, value }])
    }

    /// `(var name value ...)`
    fn variables<'f>(&self, head: &Form, pairs: &'f [Form]) -> Result<Definitions<'f>> {
        if let [name] = pairs {
            return Ok(smallvec![Definition { name: self.name_of(name)?, span: name.span, value: Meaning::Nothing }]);
        }
        if pairs.is_empty() || !pairs.len().is_multiple_of(2) {
            return Err(self.wrong_here(format!("`{head}` takes names and values in pairs")));
        }
        let definition = |pair: &'f [Form]| {
            Ok(Definition { name: self.name_of(&pair[0])?, span: pair[0].span, value: Meaning::Value(&pair[1]) })
        };
        pairs.chunks_exact(2).map(definition).collect()
    }

    /// Returns the names that a definition in a body binds.
    pub(super) fn defined_names(&self, word: Word, form: &Form) -> Result<Vec<Symbol>> {
        match word {
            Word::Def | Word::Define | Word::Var => {
                Ok(self.definitions(word, form)?.iter().map(|definition| definition.name).collect())
            }
            Word::DefineValues => Ok(self.values_parts(form)?.0.iter().map(|(name, _)| *name).collect()),
            Word::DefineRecord => self.record_names(form),
            _ => Ok(Vec::new()),
        }
    }

    /// Writes a definition in a body, the names of which are bound.
    pub(super) fn local_definition(&mut self, word: Word, form: &Form) -> Result<()> {
        match word {
            Word::Def | Word::Define | Word::Var => {
                for definition in self.definitions(word, form)? {
                    let variable = self.local(definition.name);
                    self.define_as(variable, &definition)?;
                }
                Ok(())
            }
            Word::DefineValues => {
                let (names, value) = self.values_parts(form)?;
                self.local_values(&names, value)
            }
            Word::DefineRecord => self.record(form, &mut |this, name| this.local(name)),
            _ => self.verbatim(form),
        }
    }

    /// Refuses to give a special form of Scheme another meaning.
    fn check_definable(&self, name: Symbol, span: Span) -> Result<()> {
        match name.written().word() {
            Some(word) if !word.is_soft() => {
                let message = format!("`{name}` is a special form and cannot be defined otherwise");
                Err(Error::new(ErrorKind::Form, span.or(self.here), message))
            }
            _ => Ok(()),
        }
    }

    fn define_as(&mut self, variable: Symbol, definition: &Definition<'_>) -> Result<()> {
        self.open("define");
        self.name(variable, definition.span);
        self.meaning(&definition.value)?;
        self.close();
        Ok(())
    }

    fn meaning(&mut self, value: &Meaning<'_>) -> Result<()> {
        match value {
            Meaning::Nothing => {
                self.put("%nil");
                Ok(())
            }
            Meaning::Value(form) => self.form(form),
            Meaning::Procedure(parameters, body) => self.lambda(*parameters, body),
        }
    }

    /// Writes a definition at the top level, of the user's or of a namespace.
    pub(super) fn top_definition(&mut self, word: Word, form: &Form) -> Result<()> {
        match word {
            Word::DefineValues => return self.top_values(form),
            Word::DefineRecord => return self.top_record(form),
            Word::Opaque => {
                self.is_opaque = true;
                return self.verbatim(form);
            }
            _ => {}
        }
        let definitions = self.definitions(word, form)?;
        for Definition { name, span, .. } in &definitions {
            self.check_definable(*name, *span)?;
        }
        let several = definitions.len() > 1;
        if several {
            self.open("begin");
        }
        for definition in &definitions {
            if let Some(variable) = self.declare(definition.name) {
                self.define_as(variable, definition)?;
                continue;
            }
            self.open("%ns-define!");
            self.quoted(self.kernel.namespace());
            self.quoted(definition.name.written());
            self.meaning(&definition.value)?;
            self.close();
        }
        if several {
            self.close();
        }
        Ok(())
    }

    /// Notes that the current namespace is about to have a variable; returns what it is called in the user's own.
    pub(super) fn declare(&mut self, name: Symbol) -> Option<Symbol> {
        let (name, namespace) = (name.written(), self.kernel.namespace());
        if self.kernel.rules(namespace, name).is_some() {
            self.kernel.set_rules(namespace, name, None);
        }
        if self.world.has_macro(namespace, name) {
            self.world.forget_macro(namespace, name);
            self.kernel.change();
        }
        if name.word().is_some() {
            self.kernel.redefine(namespace, name);
        }
        let is_user = namespace == self.kernel.user();
        let variable = if is_user { self.world.announce(name) } else { name };
        self.declared.push((namespace, name, variable));
        is_user.then_some(variable)
    }

    /// Writes a procedure.
    pub(super) fn lambda(&mut self, parameters: Parameters<'_>, body: &[Form]) -> Result<()> {
        self.open("lambda");
        self.parameters_and_body(parameters, body)?;
        self.close();
        Ok(())
    }

    pub(super) fn parameters_and_body(&mut self, parameters: Parameters<'_>, body: &[Form]) -> Result<()> {
        let mark = self.scope.depth();
        let outcome = self.later(|this| {
            match parameters {
                Parameters::List(list) => this.parameters(list)?,
                Parameters::Rest(rest) => {
                    let variable = this.name_of(rest).map(|name| this.bind(name))?;
                    this.name(variable, rest.span);
                }
            }
            this.body(body)
        });
        self.scope.leave(mark);
        outcome
    }

    fn parameters(&mut self, list: &[Form]) -> Result<()> {
        self.check_parameters(list)?;
        let rest = self.rest_parameter(list)?;
        let fixed = &list[..list.len() - rest.map_or(0, |(_, _, forms)| forms)];
        if let (Some((name, span, _)), []) = (rest, fixed) {
            let variable = self.bind(name);
            self.name(variable, span);
            return Ok(());
        }
        self.open("");
        for parameter in fixed {
            self.parameter(parameter)?;
        }
        if let Some((name, span, _)) = rest {
            self.put(".");
            let variable = self.bind(name);
            self.name(variable, span);
        }
        self.close();
        Ok(())
    }

    /// Refuses a name that is there twice.
    fn check_parameters(&self, list: &[Form]) -> Result<()> {
        let plain = |name: Symbol| match name.entry().shape {
            Shape::Rest => Symbol::new(&name.as_str()[3..]),
            _ => name,
        };
        for (index, form) in list.iter().enumerate() {
            let Some(name) = name_in(form).map(plain) else { continue };
            if list[..index].iter().filter_map(name_in).map(plain).any(|other| other == name) {
                return Err(self.wrong(form, format!("the parameter `{name}` is there twice")));
            }
        }
        Ok(())
    }

    /// Returns the name of the rest parameter, written `...rest` or `. rest`, and how many forms it takes up.
    pub(super) fn rest_parameter(&self, list: &[Form]) -> Result<Option<(Symbol, Span, usize)>> {
        match list {
            [.., dot, rest] if self.is_mark(dot, ".") => Ok(Some((self.name_of(rest)?, rest.span, 2))),
            [.., rest] => {
                let name = rest.as_symbol().filter(|name| name.entry().shape == Shape::Rest);
                Ok(name.map(|name| (Symbol::new(&name.as_str()[3..]), rest.span, 1)))
            }
            [] => Ok(None),
        }
    }

    fn parameter(&mut self, parameter: &Form) -> Result<()> {
        match &parameter.kind {
            Kind::Symbol(name) if name.entry().shape == Shape::Rest || name.as_str() == "." => {
                Err(self.wrong(parameter, "the rest parameter is the last one"))
            }
            Kind::Symbol(name) => {
                let variable = self.bind(*name);
                self.name(variable, parameter.span);
                Ok(())
            }
            Kind::Keyword(name) if name.as_str().starts_with('#') => {
                self.put(name.as_str());
                Ok(())
            }
            Kind::List(_, items) if items.len() == 2 => self.nest(parameter.span, |this| {
                let name = this.name_of(&items[0])?;
                let variable = this.rename(name);
                this.open("");
                this.name(variable, items[0].span);
                this.form(&items[1])?;
                this.close();
                this.scope.bind_as(name, variable);
                Ok(())
            }),
            _ => {
                let shown = shorten(&parameter.to_string());
                Err(self.wrong(parameter, format!("a parameter is a name, not `{shown}`")))
            }
        }
    }
}

/// Returns the name in a parameter, which may have a default.
fn name_in(parameter: &Form) -> Option<Symbol> {
    let name = parameter.as_symbol().or_else(|| parameter.as_list()?.first()?.as_symbol())?;
    (name.as_str() != ".").then_some(name)
}
