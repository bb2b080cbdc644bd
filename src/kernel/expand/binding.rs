//! What binds variables for a body: `let` and its kin, loops, and several values.

use smallvec::SmallVec;

use super::Expander;
use super::define::Parameters;
use super::names::shorten;
use crate::kernel::error::Result;
use crate::kernel::{Form, Symbol};

/// A variable, and what it is bound to.
struct Binding<'f> {
    name: Symbol,
    written: &'f Form,
    value: Option<&'f Form>,
    /// What it becomes after each turn of a loop.
    step: Option<&'f Form>,
}

type Bindings<'f> = SmallVec<[Binding<'f>; 4]>;

impl Expander<'_> {
    /// Takes `((name value) ...)` apart, or `[name value ...]`.
    fn bindings<'f>(&self, head: &str, form: &'f Form) -> Result<Bindings<'f>> {
        let Some(items) = form.as_list() else {
            let shown = shorten(&form.to_string());
            return Err(self.wrong(form, format!("`{head}` needs bindings in ( ) or [ ] first, not `{shown}`")));
        };
        let binding =
            |name: &'f Form, value, step| Ok(Binding { name: self.name_of(name)?, written: name, value, step });
        if items.first().is_some_and(|first| first.as_symbol().is_some()) {
            if !items.len().is_multiple_of(2) {
                let name = &items[items.len() - 1];
                return Err(self.wrong(name, format!("`{head}` binds names to values in pairs; `{name}` has no value")));
            }
            return items.chunks_exact(2).map(|pair| binding(&pair[0], Some(&pair[1]), None)).collect();
        }
        let one = |item: &'f Form| match item.as_list() {
            Some([name]) => binding(name, None, None),
            Some([name, value]) => binding(name, Some(value), None),
            Some([name, value, step]) if head == "do" => binding(name, Some(value), Some(step)),
            _ => {
                let shown = shorten(&item.to_string());
                Err(self.wrong(item, format!("a binding of `{head}` is a name and a value, not `{shown}`")))
            }
        };
        items.iter().map(one).collect()
    }

    /// Refuses a name that is bound twice where all bindings hold at once.
    fn check_bindings(&self, head: &str, bindings: &Bindings<'_>) -> Result<()> {
        for (index, binding) in bindings.iter().enumerate() {
            if bindings[..index].iter().any(|other| other.name == binding.name) {
                return Err(self.wrong(binding.written, format!("`{head}` binds `{}` twice", binding.name)));
            }
        }
        Ok(())
    }

    /// Returns the bindings of a form and its body.
    fn parts<'f>(&self, head: &str, arguments: &'f [Form]) -> Result<(Bindings<'f>, &'f [Form])> {
        match arguments {
            [bindings, body @ ..] => Ok((self.bindings(head, bindings)?, body)),
            [] => Err(self.wrong_here(format!("`{head}` needs bindings and a body"))),
        }
    }

    /// Writes `(name value)`.
    fn binding(&mut self, variable: Symbol, binding: &Binding<'_>) -> Result<()> {
        self.open("");
        self.name(variable, binding.written.span);
        match binding.value {
            Some(value) => self.form(value)?,
            None => self.put("%nil"),
        }
        self.close();
        Ok(())
    }

    /// `let`, with a name or without.
    pub(super) fn let_form(&mut self, arguments: &[Form]) -> Result<()> {
        let (label, arguments) = match arguments {
            [label, rest @ ..] if label.as_symbol().is_some() => (label.as_symbol(), rest),
            _ => (None, arguments),
        };
        let (bindings, body) = self.parts("let", arguments)?;
        self.check_bindings("let", &bindings)?;
        let mark = self.scope.depth();
        let label = label.map(|name| (name, self.rename(name)));
        self.open("let");
        if let Some((_, variable)) = label {
            self.name(variable, crate::kernel::Span::NONE);
        }
        let variables = self.let_bindings(&bindings)?;
        if let Some((name, variable)) = label {
            self.scope.bind_as(name, variable);
        }
        for (binding, variable) in bindings.iter().zip(&variables) {
            self.scope.bind_as(binding.name, *variable);
        }
        // What a loop's body mentions is needed at once, but it is a procedure for the engine.
        if label.is_some() {
            self.later(|this| this.body(body))?;
        } else {
            self.body(body)?;
        }
        self.close();
        self.scope.leave(mark);
        Ok(())
    }

    /// Writes bindings, each value where none of them holds yet; returns what the variables are called.
    fn let_bindings(&mut self, bindings: &Bindings<'_>) -> Result<SmallVec<[Symbol; 4]>> {
        self.open("");
        let mut variables = SmallVec::new();
        for binding in bindings {
            let variable = self.rename(binding.name);
            self.binding(variable, binding)?;
            variables.push(variable);
        }
        self.close();
        Ok(variables)
    }

    pub(super) fn let_star(&mut self, arguments: &[Form]) -> Result<()> {
        let (bindings, body) = self.parts("let*", arguments)?;
        let mark = self.scope.depth();
        self.open("let*");
        self.open("");
        for binding in &bindings {
            let variable = self.rename(binding.name);
            self.binding(variable, binding)?;
            self.scope.bind_as(binding.name, variable);
        }
        self.close();
        self.body(body)?;
        self.close();
        self.scope.leave(mark);
        Ok(())
    }

    pub(super) fn letrec(&mut self, arguments: &[Form]) -> Result<()> {
        let (bindings, body) = self.parts("letrec", arguments)?;
        self.check_bindings("letrec", &bindings)?;
        let mark = self.scope.depth();
        // Steel's `letrec` goes from left to right, as `letrec*` does.
        self.open("letrec*");
        self.open("");
        let variables: SmallVec<[Symbol; 4]> = bindings.iter().map(|binding| self.bind(binding.name)).collect();
        for (binding, variable) in bindings.iter().zip(variables) {
            self.binding(variable, binding)?;
        }
        self.close();
        self.body(body)?;
        self.close();
        self.scope.leave(mark);
        Ok(())
    }

    /// `(do ((name init step) ...) (test result ...) body ...)` of Scheme, or Sibilant's `(do form ...)`.
    pub(super) fn do_loop(&mut self, arguments: &[Form]) -> Result<()> {
        let [bindings, end, body @ ..] = arguments else { return self.sequence(arguments) };
        let (true, Some([test, results @ ..])) = (is_loop(bindings), end.as_list()) else {
            return self.sequence(arguments);
        };
        let bindings = self.bindings("do", bindings)?;
        self.check_bindings("do", &bindings)?;
        let mark = self.scope.depth();
        self.open("do");
        self.open("");
        let variables: SmallVec<[Symbol; 4]> = bindings.iter().map(|binding| self.rename(binding.name)).collect();
        for (binding, variable) in bindings.iter().zip(&variables) {
            self.open("");
            self.name(*variable, binding.written.span);
            match binding.value {
                Some(value) => self.form(value)?,
                None => self.put("%nil"),
            }
            self.bind_all(&bindings, &variables);
            binding.step.map_or(Ok(()), |step| self.form(step))?;
            self.scope.leave(mark);
            self.close();
        }
        self.close();
        self.bind_all(&bindings, &variables);
        self.open("");
        self.truth(test)?;
        self.clause_body(results)?;
        self.close();
        if !body.is_empty() {
            self.clause_body(body)?;
        }
        self.close();
        self.scope.leave(mark);
        Ok(())
    }

    fn bind_all(&mut self, bindings: &Bindings<'_>, variables: &[Symbol]) {
        for (binding, variable) in bindings.iter().zip(variables) {
            self.scope.bind_as(binding.name, *variable);
        }
    }

    /// `(let-values ((formals value) ...) body ...)`; in order when each holds for the next.
    ///
    /// An engine may well bind in order in any case, so names that must not hold yet are spelled otherwise.
    pub(super) fn let_values(&mut self, arguments: &[Form], in_order: bool) -> Result<()> {
        let head = if in_order { "let*-values" } else { "let-values" };
        let [bindings, body @ ..] = arguments else {
            return Err(self.wrong_here(format!("`{head}` needs bindings and a body")));
        };
        let mark = self.scope.depth();
        self.open(head);
        self.open("");
        let mut later = Vec::new();
        let bindings = bindings.as_list().unwrap_or_default();
        let apart = !in_order && bindings.len() > 1;
        for binding in bindings {
            let Some([formals, value]) = binding.as_list() else {
                return Err(self.wrong(binding, format!("a binding of `{head}` is a list of names and a form")));
            };
            let names = self.formal_names(formals)?;
            let rename = |this: &mut Self, name| if apart { this.scope.apart(name) } else { this.rename(name) };
            let renamed: Vec<(Symbol, Symbol)> = names.iter().map(|(name, _)| (*name, rename(self, *name))).collect();
            self.open("");
            self.formals(&names, &|_, name| {
                renamed.iter().find(|(known, _)| *known == name).map_or(name, |known| known.1)
            });
            self.form(value)?;
            self.close();
            if in_order {
                for (name, variable) in renamed {
                    self.scope.bind_as(name, variable);
                }
            } else {
                later.extend(renamed);
            }
        }
        self.close();
        for (name, variable) in later {
            self.scope.bind_as(name, variable);
        }
        self.body(body)?;
        self.close();
        self.scope.leave(mark);
        Ok(())
    }

    /// `(receive formals value body ...)`
    pub(super) fn receive(&mut self, arguments: &[Form]) -> Result<()> {
        let [formals, value, body @ ..] = arguments else {
            return Err(self.wrong_here("`receive` needs names, a form and a body"));
        };
        self.open("call-with-values");
        self.open("lambda");
        self.put("()");
        self.form(value)?;
        self.close();
        let parameters = formals.as_list().map_or(Parameters::Rest(formals), Parameters::List);
        self.lambda(parameters, body)?;
        self.close();
        Ok(())
    }

    /// `(case-lambda (parameters body ...) ...)`
    pub(super) fn case_lambda(&mut self, clauses: &[Form]) -> Result<()> {
        self.open("case-lambda");
        for clause in clauses {
            let Some([formals, body @ ..]) = clause.as_list() else {
                return Err(self.wrong(clause, "a clause of `case-lambda` is a list of parameters and a body"));
            };
            let parameters = formals.as_list().map_or(Parameters::Rest(formals), Parameters::List);
            self.open("");
            self.parameters_and_body(parameters, body)?;
            self.close();
        }
        self.close();
        Ok(())
    }

    /// `(let/cc name body ...)`
    pub(super) fn let_cc(&mut self, arguments: &[Form]) -> Result<()> {
        let [name, body @ ..] = arguments else { return Err(self.wrong_here("`let/cc` needs a name and a body")) };
        let mark = self.scope.depth();
        let variable = self.name_of(name).map(|name| self.bind(name))?;
        self.open("let/cc");
        self.name(variable, name.span);
        self.body(body)?;
        self.close();
        self.scope.leave(mark);
        Ok(())
    }

    /// `(parameterize ((parameter value) ...) body ...)`
    pub(super) fn parameterize(&mut self, arguments: &[Form]) -> Result<()> {
        let [bindings, body @ ..] = arguments else {
            return Err(self.wrong_here("`parameterize` needs bindings and a body"));
        };
        let mark = self.scope.depth();
        self.open("parameterize");
        self.open("");
        for binding in bindings.as_list().unwrap_or_default() {
            let Some([parameter, value]) = binding.as_list() else {
                return Err(self.wrong(binding, "a binding of `parameterize` is a parameter and a value"));
            };
            self.open("");
            self.form(parameter)?;
            self.form(value)?;
            self.close();
        }
        self.close();
        self.body(body)?;
        self.close();
        self.scope.leave(mark);
        Ok(())
    }
}

/// Returns whether these are the bindings of Scheme's `do`, and not a form of Sibilant's.
fn is_loop(bindings: &Form) -> bool {
    let is_binding = |item: &Form| {
        item.as_list().is_some_and(|parts| matches!(parts.len(), 2 | 3) && parts[0].as_symbol().is_some())
    };
    bindings.as_list().is_some_and(|items| items.iter().all(is_binding))
}
