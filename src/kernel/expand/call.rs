//! Calls: of procedures, of methods, of strings, and of what a form returns.

use super::names::Place;
use super::{Expander, Head};
use crate::kernel::error::Result;
use crate::kernel::lowering::is_arithmetic;
use crate::kernel::symbol::Shape;
use crate::kernel::words::Word;
use crate::kernel::{Form, Kind, Span, Symbol};

/// Writes a part of a call.
type Part<'p, 'a, R> = &'p mut dyn FnMut(&mut Expander<'a>) -> R;

impl<'a> Expander<'a> {
    /// Writes a call whose head is no special form and no macro.
    pub(super) fn call(&mut self, head: &Form, arguments: &[Form]) -> Result<()> {
        match &head.kind {
            Kind::Symbol(name) => self.call_name(*name, head.span, arguments),
            Kind::String(_) => self.application(&mut |this| this.put("%str"), &mut |this| this.form(head), arguments),
            Kind::List(..) if arguments.is_empty() && self.word(head) != Some(Word::Lambda) => {
                self.open("%call0");
                self.form(head)?;
                self.close();
                Ok(())
            }
            Kind::List(..) => {
                self.check_count(head, arguments)?;
                if self.takes_rest(head)? && !arguments.iter().any(|form| self.spread(form).is_some()) {
                    return self.apply_at_once(head, arguments);
                }
                let mut outcome = Ok(());
                self.application(&mut |this| outcome = this.form(head), &mut |_| Ok(()), arguments)?;
                outcome
            }
            _ => Err(self.wrong(head, format!("`{head}` cannot be called"))),
        }
    }

    /// Refuses to call a procedure that is written in place with fewer arguments than it needs.
    fn check_count(&self, head: &Form, arguments: &[Form]) -> Result<()> {
        let (Some(Word::Lambda), Some(items)) = (self.word(head), head.as_list()) else { return Ok(()) };
        let needs_none = |parameter: &Form| {
            let is_rest = |name: Symbol| name.as_str() == "." || name.entry().shape == Shape::Rest;
            parameter.as_symbol().is_none_or(is_rest)
        };
        let parameters = items.get(1).and_then(Form::as_list).unwrap_or_default();
        let needed = parameters.iter().position(needs_none).unwrap_or(parameters.len());
        if arguments.len() >= needed || arguments.iter().any(|argument| self.spread(argument).is_some()) {
            return Ok(());
        }
        let needed = if needed == 1 { "1 argument".to_owned() } else { format!("{needed} arguments") };
        let given = if arguments.len() == 1 { "is 1".to_owned() } else { format!("are {}", arguments.len()) };
        Err(self.wrong(head, format!("the procedure needs {needed}, here {given}")))
    }

    /// Returns whether a form is a procedure that is written with parameters and a rest.
    fn takes_rest(&self, form: &Form) -> Result<bool> {
        match form.as_list() {
            Some([_, parameters, ..]) if self.word(form) == Some(Word::Lambda) => {
                let list = parameters.as_list().unwrap_or_default();
                Ok(list.len() > 1 && self.rest_parameter(list)?.is_some())
            }
            _ => Ok(false),
        }
    }

    /// Writes the call of a procedure with a rest, right where it is made: Steel itself loses a rest that is empty there.
    fn apply_at_once(&mut self, procedure: &Form, arguments: &[Form]) -> Result<()> {
        self.open("%apply");
        self.form(procedure)?;
        self.open("%list");
        self.forms(arguments)?;
        self.close();
        self.close();
        Ok(())
    }

    fn call_name(&mut self, name: Symbol, span: Span, arguments: &[Form]) -> Result<()> {
        if self.scope.find(name).is_none() {
            let written = name.written();
            if self.world.is_engine_macro(written) {
                return self.engine_macro(written, span, arguments);
            }
            if written.entry().shape == Shape::Method && self.world.variable(written).is_none() {
                return self.method(written, span, arguments);
            }
        }
        match self.resolve(name, span)? {
            Place::Member(base, keys) => {
                let Some(method) = keys.last().copied() else { return Ok(()) };
                let mut receiver = |this: &mut Self| {
                    this.read_owner(&base, &keys, span);
                    this.quoted(method);
                    Ok(())
                };
                self.application(&mut |this| this.put_at("%send", span), &mut receiver, arguments)
            }
            Place::Foreign(target, name) => {
                let mut callee = |this: &mut Self| {
                    this.quoted(target);
                    this.quoted(name);
                    Ok(())
                };
                self.application(&mut |this| this.put_at("%foreign-call", span), &mut callee, arguments)
            }
            Place::Variable(variable) if self.is_plain(variable, arguments) => {
                self.application(&mut |this| this.name(variable, span), &mut |_| Ok(()), arguments)
            }
            Place::Awaited(variable) => {
                self.application(&mut |this| this.name(variable, span), &mut |_| Ok(()), arguments)
            }
            place => {
                let is_key = takes_keys(name).filter(|_| self.is_original(name)).unwrap_or(no_key);
                self.application_with(&mut |this| this.read(&place, span), &mut |_| Ok(()), arguments, is_key)
            }
        }
    }

    /// Writes the name of a procedure where the user wrote another: an error in the call has that place.
    fn put_at(&mut self, procedure: &str, span: Span) {
        self.out.at(span.or(self.here));
        self.out.word(procedure);
    }

    /// Returns whether Scheme's procedure does what the dialect's would do with these arguments.
    fn is_plain(&self, variable: Symbol, arguments: &[Form]) -> bool {
        match variable.as_str() {
            "+" => arguments.iter().all(|argument| self.is_numeric(argument)),
            "not" => arguments.iter().all(|argument| self.is_boolean(argument)),
            _ => false,
        }
    }

    /// Returns whether a form is a number, or nothing at all when it is no arithmetic.
    fn is_numeric(&self, form: &Form) -> bool {
        match &form.kind {
            Kind::Number(_) => true,
            Kind::List(..) => form.head().is_some_and(|name| is_arithmetic(name.as_str()) && self.is_original(name)),
            _ => false,
        }
    }

    /// Returns whether a name means the procedure of Scheme that is called so.
    pub(super) fn is_original(&self, name: Symbol) -> bool {
        let written = name.written();
        matches!(self.head(name), Head::Variable)
            && self.scope.find(name).is_none()
            && self.world.variable(written) == Some(written)
            && !self.is_owned(written)
    }

    fn is_owned(&self, name: Symbol) -> bool {
        let namespace = self.kernel.namespace();
        namespace != self.kernel.user()
            && (self.world.owns(namespace, name) || self.declared.iter().any(|(_, known, _)| *known == name))
    }

    /// `(.m receiver argument ...)`
    fn method(&mut self, name: Symbol, span: Span, arguments: &[Form]) -> Result<()> {
        let Some((receiver, arguments)) = arguments.split_first() else {
            return Err(self.wrong_here(format!("`{name}` is a method: it needs the object to call it on")));
        };
        let method = Symbol::new(&name.as_str()[1..]);
        let mut receiver = |this: &mut Self| {
            this.form(receiver)?;
            this.quoted(method);
            Ok(())
        };
        self.application(&mut |this| this.put_at("%send", span), &mut receiver, arguments)
    }

    /// Writes a call: what is called, what comes before the arguments, and the arguments, of which some may spread.
    pub(super) fn application(
        &mut self,
        callee: Part<'_, 'a, ()>,
        lead: Part<'_, 'a, Result<()>>,
        arguments: &[Form],
    ) -> Result<()> {
        self.application_with(callee, lead, arguments, no_key)
    }

    fn application_with(
        &mut self,
        callee: Part<'_, 'a, ()>,
        lead: Part<'_, 'a, Result<()>>,
        arguments: &[Form],
        is_key: fn(usize) -> bool,
    ) -> Result<()> {
        let Some(spread) = arguments.iter().position(|argument| self.spread(argument).is_some()) else {
            self.open("");
            callee(self);
            lead(self)?;
            self.keyed(arguments, is_key)?;
            self.close();
            return Ok(());
        };
        self.open("%apply");
        callee(self);
        self.open("%append");
        self.open("%list");
        lead(self)?;
        // Nobody knows where the others will stand.
        let (known, others) = arguments.split_at(spread);
        self.keyed(known, is_key)?;
        for argument in others {
            match self.spread(argument) {
                None => self.form(argument)?,
                Some(list) => {
                    self.close();
                    self.reference(list, argument.span)?;
                    self.open("%list");
                }
            }
        }
        self.close();
        self.close();
        self.close();
        Ok(())
    }

    /// Writes forms, of which those where `is_key` says so are keys.
    fn keyed(&mut self, forms: &[Form], is_key: fn(usize) -> bool) -> Result<()> {
        forms.iter().enumerate().try_for_each(|(at, form)| if is_key(at) { self.key(form) } else { self.form(form) })
    }

    /// Writes a key: a keyword that is written there is the name behind its colon.
    ///
    /// When the program runs it is too late to tell a keyword from the name of a member that begins with a colon.
    pub(super) fn key(&mut self, key: &Form) -> Result<()> {
        let Kind::Keyword(keyword) = &key.kind else { return self.form(key) };
        self.out.at(key.span.or(self.here));
        self.out.quote();
        self.out.name(Symbol::new(name_behind(*keyword)), Span::NONE);
        Ok(())
    }

    /// Returns the list that `...list` spreads.
    fn spread(&self, form: &Form) -> Option<Symbol> {
        let name = form.as_symbol().filter(|name| name.entry().shape == Shape::Rest)?;
        self.scope.find(name).is_none().then(|| Symbol::new(&name.written().as_str()[3..]))
    }

    /// `{key value ...}`
    pub(super) fn object(&mut self, items: &[Form]) -> Result<()> {
        if !items.len().is_multiple_of(2) {
            let message = format!(
                "`{{ }}` takes keys and values in pairs; the last key, `{}`, has no value",
                items[items.len() - 1]
            );
            return Err(self.wrong_here(message));
        }
        self.open("%object");
        for pair in items.chunks_exact(2) {
            match &pair[0].kind {
                Kind::Symbol(name) => self.key_named(name.written().as_str(), pair[0].span),
                Kind::Keyword(keyword) => self.key_named(name_behind(*keyword), pair[0].span),
                _ => self.form(&pair[0])?,
            }
            self.form(&pair[1])?;
        }
        self.close();
        Ok(())
    }

    fn key_named(&mut self, key: &str, span: Span) {
        self.out.at(span.or(self.here));
        self.out.literal(&Kind::String(key.into()));
    }
}

/// Returns the name behind the colon of a keyword.
fn name_behind(keyword: Symbol) -> &'static str {
    let keyword = keyword.as_str();
    keyword.strip_prefix("#:").or_else(|| keyword.strip_prefix(':')).unwrap_or(keyword)
}

/// Returns which arguments of a procedure of the dialect are keys, if any are.
fn takes_keys(procedure: Symbol) -> Option<fn(usize) -> bool> {
    match procedure.written().as_str() {
        "get" => Some(|at| at > 0),
        "has?" => Some(|at| at == 1),
        "object" => Some(|at| at % 2 == 0),
        _ => None,
    }
}

fn no_key(_: usize) -> bool {
    false
}
