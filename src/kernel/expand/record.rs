//! Definitions of several names at once: `define-values` and `define-record-type`.

use super::Expander;
use crate::kernel::error::Result;
use crate::kernel::{Form, Span, Symbol};

/// Names in the order they are written, and which of them takes the rest.
pub(super) type Formals = Vec<(Symbol, Formal)>;

/// How a name stands among several.
#[derive(Clone, Copy)]
pub(super) struct Formal {
    pub(super) span: Span,
    pub(super) is_rest: bool,
}

/// Returns what a name is called in the code.
type Naming<'n, 'a> = &'n mut dyn FnMut(&mut Expander<'a>, Symbol) -> Symbol;

impl<'a> Expander<'a> {
    /// Takes `(define-values formals value)` apart.
    pub(super) fn values_parts<'f>(&self, form: &'f Form) -> Result<(Formals, &'f Form)> {
        match form.as_list() {
            Some([_, formals, value]) => Ok((self.formal_names(formals)?, value)),
            _ => Err(self.wrong(form, "`define-values` takes names and one form")),
        }
    }

    /// Returns the names of `(a b . c)`, or of `c`.
    pub(super) fn formal_names(&self, formals: &Form) -> Result<Formals> {
        let named = |form: &Form, is_rest| Ok((self.name_of(form)?, Formal { span: form.span, is_rest }));
        let Some(list) = formals.as_list() else { return Ok(vec![named(formals, true)?]) };
        let (fixed, rest) = formals.as_dotted().map_or((list, None), |(fixed, rest)| (fixed, Some(rest)));
        let fixed = fixed.iter().map(|form| named(form, false));
        fixed.chain(rest.into_iter().map(|form| named(form, true))).collect()
    }

    /// Writes names as they are in parameters.
    pub(super) fn formals(&mut self, names: &Formals, naming: &dyn Fn(&Self, Symbol) -> Symbol) {
        if let [(name, Formal { span, is_rest: true })] = names.as_slice() {
            let variable = naming(self, *name);
            return self.name(variable, *span);
        }
        self.open("");
        for (name, formal) in names {
            if formal.is_rest {
                self.put(".");
            }
            let variable = naming(self, *name);
            self.name(variable, formal.span);
        }
        self.close();
    }

    /// `define-values` at the top level.
    pub(super) fn top_values(&mut self, form: &Form) -> Result<()> {
        let (names, value) = self.values_parts(form)?;
        if self.kernel.namespace() == self.kernel.user() {
            for (name, _) in &names {
                self.declare(*name);
            }
            self.open("define-values");
            self.formals(&names, &|this, name| this.declared_variable(name));
            self.form(value)?;
            self.close();
            return Ok(());
        }
        self.spread_into_namespace(&names, |this| this.form(value))
    }

    /// `define-values` in a body. Steel's own knows no rest there.
    pub(super) fn local_values(&mut self, names: &Formals, value: &Form) -> Result<()> {
        for (name, formal) in names {
            let variable = self.local(*name);
            self.open("define");
            self.name(variable, formal.span);
            self.put("%nil");
            self.close();
        }
        self.open("call-with-values");
        self.open("lambda");
        self.put("()");
        self.later(|this| this.form(value))?;
        self.close();
        self.open("lambda");
        self.formals(names, &|_, name| temporary(name));
        for (name, _) in names {
            let variable = self.local(*name);
            self.open("set!");
            self.name(variable, Span::NONE);
            self.name(temporary(*name), Span::NONE);
            self.close();
        }
        if names.is_empty() {
            self.put("%nil");
        }
        self.close();
        self.close();
        Ok(())
    }

    /// `define-record-type` at the top level.
    pub(super) fn top_record(&mut self, form: &Form) -> Result<()> {
        let names = self.record_names(form)?;
        if self.kernel.namespace() == self.kernel.user() {
            for name in &names {
                self.declare(*name);
            }
            return self.record(form, &mut |this, name| this.declared_variable(name));
        }
        let formals = names.iter().map(|name| (*name, Formal { span: Span::NONE, is_rest: false })).collect();
        self.spread_into_namespace(&formals, |this| {
            this.open("let");
            this.put("()");
            this.record(form, &mut |_, name| name.written())?;
            this.open("values");
            for name in &names {
                this.name(name.written(), Span::NONE);
            }
            this.close();
            this.close();
            Ok(())
        })
    }

    fn declared_variable(&self, name: Symbol) -> Symbol {
        let name = name.written();
        self.declared.iter().rev().find(|(_, known, _)| *known == name).map_or(name, |(_, _, variable)| *variable)
    }

    /// Defines variables of a namespace as the values that `producer` writes.
    fn spread_into_namespace(&mut self, names: &Formals, producer: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let namespace = self.kernel.namespace();
        self.open("call-with-values");
        self.open("lambda");
        self.put("()");
        producer(self)?;
        self.close();
        self.open("lambda");
        self.formals(names, &|_, name| temporary(name));
        for (name, _) in names {
            self.declare(*name);
            self.open("%ns-define!");
            self.quoted(namespace);
            self.quoted(name.written());
            self.name(temporary(*name), Span::NONE);
            self.close();
        }
        self.close();
        self.close();
        Ok(())
    }

    /// Returns the names that `define-record-type` defines.
    pub(super) fn record_names(&self, form: &Form) -> Result<Vec<Symbol>> {
        let Some([_, kind, maker, test, fields @ ..]) = form.as_list() else {
            let message = "`define-record-type` takes a name, a constructor, a predicate and fields";
            return Err(self.wrong(form, message));
        };
        let mut names = vec![self.name_of(first_of(kind))?];
        for part in [first_of(maker), test] {
            names.extend(part.as_symbol());
        }
        for field in fields {
            for accessor in field.as_list().unwrap_or_default().iter().skip(1) {
                names.push(self.name_of(accessor)?);
            }
        }
        Ok(names)
    }

    /// Writes `define-record-type`, with the names it defines as they are called in the code.
    pub(super) fn record(&mut self, form: &Form, naming: Naming<'_, 'a>) -> Result<()> {
        let Some([_, kind, maker, test, fields @ ..]) = form.as_list() else { return Ok(()) };
        self.open("define-record-type");
        self.record_part(kind, 1, naming)?;
        self.record_part(maker, 1, naming)?;
        self.record_part(test, 1, naming)?;
        for field in fields {
            // What a field is called is no variable; its accessors are.
            match field.as_list() {
                Some([name, accessors @ ..]) => {
                    self.open("");
                    self.datum(name, false)?;
                    for accessor in accessors {
                        self.record_part(accessor, 1, naming)?;
                    }
                    self.close();
                }
                _ => self.datum(field, false)?,
            }
        }
        self.close();
        Ok(())
    }

    /// Writes a name, or a list the first `named` of which are names that are defined.
    fn record_part(&mut self, part: &Form, named: usize, naming: Naming<'_, 'a>) -> Result<()> {
        if let Some(name) = part.as_symbol() {
            let variable = naming(self, name);
            self.name(variable, part.span);
            return Ok(());
        }
        let Some(items) = part.as_list() else { return self.datum(part, false) };
        self.open("");
        for (index, item) in items.iter().enumerate() {
            match item.as_symbol().filter(|_| index < named) {
                Some(name) => {
                    let variable = naming(self, name);
                    self.name(variable, item.span);
                }
                None => self.datum(item, false)?,
            }
        }
        self.close();
        Ok(())
    }
}

/// Returns what a value is called on its way to the variable of this name.
fn temporary(name: Symbol) -> Symbol {
    Symbol::new(&format!("%{name}:0"))
}

fn first_of(form: &Form) -> &Form {
    form.as_list().and_then(<[Form]>::first).unwrap_or(form)
}
