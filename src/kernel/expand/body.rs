//! Bodies: definitions that hold within them, and what is done.

use super::{Expander, Head, Meaning, Rules};
use crate::kernel::error::Result;
use crate::kernel::words::Word;
use crate::kernel::{Form, Symbol, Use};

/// A form of a body, with the macros that have made it.
struct Item {
    form: Form,
    uses: Vec<Use>,
}

impl Expander<'_> {
    /// Writes the forms of a body. Whoever opened its scope leaves it.
    pub(super) fn body(&mut self, forms: &[Form]) -> Result<()> {
        if forms.is_empty() {
            self.put("%nil");
            return Ok(());
        }
        if !forms.iter().any(|form| self.may_define(form)) {
            return self.forms(forms);
        }
        let items = self.flatten(forms)?;
        self.items_of_body(&items)
    }

    fn items_of_body(&mut self, items: &[Item]) -> Result<()> {
        for item in items {
            self.within(&item.uses, |this| this.item(&item.form))?;
        }
        if items.last().is_none_or(|item| self.defines(item)) {
            self.put("%nil");
        }
        Ok(())
    }

    fn defines(&self, item: &Item) -> bool {
        self.word(&item.form).is_some_and(Word::defines)
    }

    /// Writes forms as one expression, the value of which is that of the last one.
    pub(super) fn sequence(&mut self, forms: &[Form]) -> Result<()> {
        match forms {
            forms if forms.iter().any(|form| self.may_define(form)) => self.block(forms),
            [] => {
                self.put("%nil");
                Ok(())
            }
            [form] => self.form(form),
            forms => {
                self.open("begin");
                self.forms(forms)?;
                self.close();
                Ok(())
            }
        }
    }

    /// Writes forms one after the other where Scheme has room for several.
    pub(super) fn clause_body(&mut self, forms: &[Form]) -> Result<()> {
        if forms.len() < 2 || forms.iter().any(|form| self.may_define(form)) {
            return self.sequence(forms);
        }
        self.forms(forms)
    }

    /// Writes forms with a scope of their own, if they define something.
    fn block(&mut self, forms: &[Form]) -> Result<()> {
        let mark = self.scope.depth();
        let items = self.flatten(forms)?;
        if items.iter().any(|item| self.defines(item)) {
            self.open("let");
            self.put("()");
            self.items_of_body(&items)?;
            self.close();
        } else if let [_] = items.as_slice() {
            self.items_of_body(&items)?;
        } else {
            self.open("begin");
            self.items_of_body(&items)?;
            self.close();
        }
        self.scope.leave(mark);
        Ok(())
    }

    /// Returns whether a form defines names, or calls a macro that may make a definition.
    fn may_define(&self, form: &Form) -> bool {
        form.head().is_some_and(|name| match self.head(name) {
            Head::Special(word) => word.defines(),
            Head::Macro(_) => true,
            Head::Variable => false,
        })
    }

    /// Expands the macros that the forms of a body call, takes `begin` apart, and binds what is defined.
    fn flatten(&mut self, forms: &[Form]) -> Result<Vec<Item>> {
        let (mark, body) = (self.scope.depth(), self.scope.begin_body());
        let mut items = Vec::with_capacity(forms.len());
        let mut pending: Vec<Item> =
            forms.iter().rev().map(|form| Item { form: form.clone(), uses: Vec::new() }).collect();
        while let Some(Item { form, mut uses }) = pending.pop() {
            let form = self.head_expand(&form, &mut uses)?;
            let arguments = form.as_list().unwrap_or_default().get(1..).unwrap_or_default();
            match self.word(&form) {
                Some(Word::Begin) => {
                    let inner = arguments.iter().rev();
                    pending.extend(inner.map(|form| Item { form: form.clone(), uses: uses.clone() }));
                    continue;
                }
                Some(Word::DefineSyntax) if self.within(&uses, |this| this.local_syntax(&form, arguments, body))? => {
                    continue;
                }
                Some(word) if word.defines() => {
                    let names = self.within(&uses, |this| this.defined_names(word, &form))?;
                    for name in names {
                        self.bind_once(name, mark);
                    }
                }
                _ => {}
            }
            items.push(Item { form, uses });
        }
        self.scope.end_body(body);
        Ok(items)
    }

    fn bind_once(&mut self, name: Symbol, mark: usize) {
        if !self.scope.binds_since(mark, name) {
            self.bind(name);
        }
    }

    /// `(define-syntax name (syntax-rules ...))` in a body; `false` when it is of another kind.
    fn local_syntax(&mut self, form: &Form, arguments: &[Form], body: usize) -> Result<bool> {
        let [name, rules] = arguments else {
            return Err(self.wrong(form, "`define-syntax` takes a name and `(syntax-rules ...)`"));
        };
        let name = self.name_of(name)?;
        let Some(rules) = Rules::parse(rules, body)? else { return Ok(false) };
        self.scope.bind_syntax(name, rules);
        Ok(true)
    }

    fn item(&mut self, form: &Form) -> Result<()> {
        match self.word(form) {
            Some(word) if word.defines() => self.nest(form.span, |this| this.local_definition(word, form)),
            _ => self.form(form),
        }
    }

    /// `(let-syntax ((name (syntax-rules ...)) ...) body ...)`, and `letrec-syntax`
    pub(super) fn let_syntax(&mut self, head: &Form, arguments: &[Form]) -> Result<()> {
        let [bindings, body @ ..] = arguments else {
            return Err(self.wrong_here(format!("`{head}` needs bindings and a body")));
        };
        let (mark, bindings) = (self.scope.depth(), bindings.as_list().unwrap_or_default());
        // The macros of `letrec-syntax` see each other and themselves.
        let is_rec = head.as_symbol().is_some_and(|name| name.written().as_str() == "letrec-syntax");
        let depth = if is_rec { mark + bindings.len() } else { mark };
        for binding in bindings {
            let Some([name, rules]) = binding.as_list() else {
                return Err(self.wrong(binding, format!("a binding of `{head}` is a name and `(syntax-rules ...)`")));
            };
            let name = self.name_of(name)?;
            let Some(rules) = Rules::parse(rules, depth)? else {
                return Err(self.wrong(rules, "only `(syntax-rules ...)` makes a macro here"));
            };
            self.scope.bind_syntax(name, rules);
        }
        let outcome = self.block(body);
        self.scope.leave(mark);
        outcome
    }

    /// Returns what a variable is called in the code that is bound here.
    pub(super) fn local(&self, name: Symbol) -> Symbol {
        match self.scope.find(name) {
            Some(Meaning::Variable(variable)) => *variable,
            _ => name,
        }
    }
}
