//! What happens while expanding: `meta`, `macro`, `namespace` and `target`; and the prompt's `repl>`.

use super::Expander;
use super::define::Parameters;
use super::macros::divide;
use super::steps::{Base, Steps};
use crate::kernel::error::{Error, ErrorKind, Result};
use crate::kernel::near::did_you_mean;
use crate::kernel::symbol::Shape;
use crate::kernel::{Form, Kind, Names, Symbol};

/// What one may call the state of having no target.
const NO_TARGET: [&str; 3] = ["repl", "none", "kernel"];

impl Expander<'_> {
    /// `(meta body ...)`: runs the body now, and stands for its value. A `namespace` in it ends with it.
    pub(super) fn meta(&mut self, body: &[Form]) -> Result<()> {
        let before = self.kernel.namespace();
        let outcome = self.run_all(body);
        if self.kernel.namespace() != before {
            self.kernel.set_namespace(before);
        }
        self.quote(&outcome?)
    }

    fn run_all(&mut self, body: &[Form]) -> Result<Form> {
        let mut value = Form::new(Kind::Nil);
        for form in body {
            let span = form.span.or(self.here);
            let base = Base { depth: self.depth, macros: self.macros, here: span };
            for code in Steps::within(self.kernel, self.world, form.clone(), base) {
                value = self.world.run(&code?).map_err(|error| Error::raised(error, span))?;
            }
        }
        Ok(value)
    }

    /// `(macro name (parameter ...) body ...)`: makes a macro now, and stands for its name.
    pub(super) fn define_macro(&mut self, arguments: &[Form]) -> Result<()> {
        let (written, parameters, body) = match arguments {
            [name, parameters, body @ ..] if name.as_symbol().is_some() => (name, parameters.as_list(), body),
            [signature, body @ ..] => match signature.as_list() {
                Some([name, parameters @ ..]) => (name, Some(parameters), body),
                _ => return Err(self.wrong(signature, "`macro` needs a name, parameters and a body")),
            },
            [] => return Err(self.wrong_here("`macro` needs a name, parameters and a body")),
        };
        let Some(parameters) = parameters else {
            return Err(self.wrong(&arguments[1], "`macro` has parameters in ( ) or [ ] behind the name"));
        };
        let name = self.name_of(written)?.written();
        let (table, key) = if let Shape::Qualified(at) = name.entry().shape {
            divide(name, at)
        } else {
            self.check_macro_name(written, name)?;
            (self.kernel.namespace(), name)
        };
        let procedure = self.procedure(Parameters::List(parameters), body)?;
        self.world.define_macro(table, key, &procedure).map_err(|error| Error::raised(error, self.here))?;
        if self.kernel.rules(table, key).is_some() {
            self.kernel.set_rules(table, key, None);
        }
        self.kernel.change();
        self.quoted(name);
        Ok(())
    }

    /// Refuses to make a macro of a special form; those that may mean something else do so from now on.
    pub(super) fn check_macro_name(&self, written: &Form, name: Symbol) -> Result<()> {
        match name.word() {
            Some(word) if !word.is_soft() => {
                Err(self.wrong(written, format!("`{name}` is a special form and cannot be defined otherwise")))
            }
            Some(_) => {
                self.kernel.redefine(self.kernel.namespace(), name);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// `(namespace name)`: what follows belongs to it.
    pub(super) fn namespace(&mut self, form: &Form) -> Result<()> {
        let Some([_, name]) = form.as_list() else { return Err(self.wrong(form, "`namespace` takes one name")) };
        let name = self.bare_name(name)?;
        let is_user = name == self.kernel.user();
        if !is_user {
            self.world.open_namespace(name);
        }
        self.kernel.set_namespace(name);
        if is_user {
            // What is global is in no object.
            self.quoted(name);
            return Ok(());
        }
        self.open("%namespace");
        self.quoted(name);
        self.close();
        Ok(())
    }

    /// `(target)`, `(target name)`, or `(target name body ...)`.
    pub(super) fn target(&mut self, arguments: &[Form]) -> Result<()> {
        let [name, body @ ..] = arguments else {
            self.active_target();
            return Ok(());
        };
        let target = self.target_named(name)?;
        if !body.is_empty() {
            let before = (self.kernel.swap_target(target), std::mem::replace(&mut self.in_target, true));
            let outcome = self.sequence(body);
            (_, self.in_target) = (self.kernel.swap_target(before.0), before.1);
            return outcome;
        }
        if self.scope.depth() > 0 || self.deferred > 0 {
            let message = "`target` sets what is active while expanding: it stands at the top level, or has a body";
            return Err(self.wrong_here(message));
        }
        self.kernel.set_target(target);
        self.target_name();
        Ok(())
    }

    /// Writes what is active: where that is so for this place only, it is over when the code runs.
    fn active_target(&mut self) {
        if self.in_target {
            return self.target_name();
        }
        self.open("%target");
        self.close();
    }

    fn target_name(&mut self) {
        let name = self.kernel.target().map_or("repl", Symbol::as_str);
        self.out.at(self.here);
        self.out.literal(&Kind::String(name.into()));
    }

    /// Returns the target of a name; `None` for the kernel itself.
    pub(super) fn target_named(&self, form: &Form) -> Result<Option<Symbol>> {
        let name = self.bare_name(form)?;
        if NO_TARGET.contains(&name.as_str()) {
            return Ok(None);
        }
        if self.world.is_target(name) {
            return Ok(Some(name));
        }
        let mut known: Vec<String> = Vec::new();
        self.world.each_name(Names::Target, &mut |name| {
            if !known.iter().any(|other| other == name) {
                known.push(name.to_owned());
            }
        });
        let hint = did_you_mean(name.as_str(), known.iter().map(String::as_str));
        let message = format!("no target is called `{name}`; there are {}", known.join(", "));
        Err(Error::new(ErrorKind::Name, form.span.or(self.here), message).with_hint(hint))
    }

    /// `(repl> name)`: the prompt's.
    pub(super) fn repl(&mut self, arguments: &[Form]) -> Result<()> {
        let target = match arguments {
            [] => None,
            [name] => self.target_named(name)?,
            _ => return Err(self.wrong_here("`repl>` takes the name of a target, or nothing")),
        };
        self.open("%repl");
        self.quoted(target.unwrap_or_else(|| Symbol::new("repl")));
        self.close();
        Ok(())
    }

    /// Returns a name that stands for itself, as a symbol, a keyword or a string.
    fn bare_name(&self, form: &Form) -> Result<Symbol> {
        match &form.kind {
            Kind::String(name) => Ok(Symbol::new(name)),
            Kind::Keyword(name) => Ok(Symbol::new(name.as_str().trim_start_matches([':', '#']))),
            _ => self.name_of(form).map(Symbol::written),
        }
    }
}
