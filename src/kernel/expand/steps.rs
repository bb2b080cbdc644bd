//! The top level: one form after the other, each expanded when those before it have run.

use super::macros::Budget;
use super::{Expander, Rules};
use crate::kernel::alias::Expansion;
use crate::kernel::error::Result;
use crate::kernel::words::Word;
use crate::kernel::{Code, Form, Kernel, Span, Symbol, Use, World};

/// The pieces of code that a form of the top level becomes.
///
/// `begin` at the top level is several forms, of which a later one may call a
/// macro that needs what an earlier one defines. So a piece is to be run before
/// the next is asked for.
pub struct Steps<'a> {
    kernel: &'a Kernel,
    world: &'a dyn World,
    /// What is still to be expanded, last first.
    pending: Vec<Step>,
    base: Base,
    _under_way: Expansion,
}

/// Where forms stand that are expanded within another expansion.
#[derive(Clone, Copy)]
pub(super) struct Base {
    pub(super) depth: u32,
    pub(super) macros: Budget,
    pub(super) here: Span,
}

/// A target, or none, that is active for a while.
#[derive(Clone, Copy)]
struct Active(Option<Symbol>);

struct Step {
    form: Form,
    /// The macros that have made it, outermost first.
    uses: Vec<Use>,
    /// The target that is active for this form only.
    target: Option<Active>,
}

impl<'a> Steps<'a> {
    pub(in crate::kernel) fn new(kernel: &'a Kernel, world: &'a dyn World, form: Form) -> Self {
        let base = Base { depth: 0, macros: Budget::default(), here: form.span };
        Self::within(kernel, world, form, base)
    }

    pub(super) fn within(kernel: &'a Kernel, world: &'a dyn World, form: Form, base: Base) -> Self {
        let pending = vec![Step { form, uses: Vec::new(), target: None }];
        Self { kernel, world, pending, base, _under_way: Expansion::begin() }
    }

    pub(in crate::kernel) fn macroexpand(&self, form: &Form, once: bool) -> Result<Form> {
        let mut expander = self.expander(form.span);
        if !once {
            return expander.head_expand(form, &mut Vec::new());
        }
        match form.head().map(|name| expander.head(name)) {
            Some(super::Head::Macro(callee)) => expander.use_macro(&callee, form),
            _ => Ok(form.clone()),
        }
    }

    fn expander(&self, span: Span) -> Expander<'a> {
        let mut expander = Expander::new(self.kernel, self.world, span.or(self.base.here));
        (expander.depth, expander.macros) = (self.base.depth, self.base.macros);
        expander
    }

    /// Expands a form, or takes it apart; `None` in the latter case.
    fn step(&mut self, mut step: Step) -> Result<Option<Code>> {
        let span = step.form.span.or(step.uses.last().map_or(self.base.here, |used| used.span));
        let mut expander = self.expander(span);
        expander.in_target = step.target.is_some();
        step.form = expander.head_expand(&step.form, &mut step.uses)?;
        let arguments = step.form.as_list().unwrap_or_default().get(1..).unwrap_or_default();
        let inner = match expander.word(&step.form) {
            Some(Word::Begin) => Some((step.target, arguments)),
            Some(Word::Target) if arguments.len() > 1 => {
                let target = expander.within(&step.uses, |this| this.target_named(&arguments[0]))?;
                Some((Some(Active(target)), &arguments[1..]))
            }
            _ => None,
        };
        if let Some((target, forms)) = inner {
            let steps = forms.iter().rev().map(|form| Step { form: form.clone(), uses: step.uses.clone(), target });
            self.pending.extend(steps);
            return Ok(None);
        }
        expander.within(&step.uses, |this| this.top(&step.form))?;
        Ok(Some(expander.finish(span)))
    }
}

impl Iterator for Steps<'_> {
    type Item = Result<Code>;

    fn next(&mut self) -> Option<Result<Code>> {
        while let Some(step) = self.pending.pop() {
            let before = step.target.map(|Active(target)| self.kernel.swap_target(target));
            let outcome = self.step(step);
            if let Some(before) = before {
                self.kernel.swap_target(before);
            }
            match outcome {
                Ok(None) => {}
                Ok(Some(code)) => return Some(Ok(code)),
                Err(error) => {
                    self.pending.clear();
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

impl Expander<'_> {
    /// Writes a form of the top level that is not to be taken apart.
    fn top(&mut self, form: &Form) -> Result<()> {
        match self.word(form) {
            Some(Word::DefineSyntax) => self.nest(form.span, |this| this.top_syntax(form)),
            Some(Word::Namespace) => self.nest(form.span, |this| this.namespace(form)),
            Some(word) if word.defines() => self.nest(form.span, |this| this.top_definition(word, form)),
            _ => self.form(form),
        }
    }

    /// `(define-syntax name (syntax-rules ...))`
    fn top_syntax(&mut self, form: &Form) -> Result<()> {
        let Some([_, written, rules]) = form.as_list() else {
            return Err(self.wrong(form, "`define-syntax` takes a name and `(syntax-rules ...)`"));
        };
        let name = self.name_of(written)?.written();
        let Some(rules) = Rules::parse(rules, 0)? else {
            self.is_opaque = true;
            return self.verbatim(form);
        };
        self.check_macro_name(written, name)?;
        self.kernel.set_rules(self.kernel.namespace(), name, Some(rules));
        self.quoted(name);
        Ok(())
    }

    fn finish(self, span: Span) -> Code {
        let user = self.kernel.user();
        let of_user = self.declared.iter().filter(|(namespace, _, _)| *namespace == user);
        let defines: Vec<Symbol> = of_user.map(|(_, _, variable)| *variable).collect();
        let is_definition = self.is_opaque || !defines.is_empty();
        Code { text: self.out.text, map: self.out.map, span, is_definition, defines, free: self.free }
    }

    /// Expands a procedure on its own.
    pub(super) fn procedure(&self, parameters: super::define::Parameters<'_>, body: &[Form]) -> Result<Code> {
        let mut alone = Expander::new(self.kernel, self.world, self.here);
        (alone.depth, alone.macros) = (self.depth, self.macros);
        alone.lambda(parameters, body)?;
        Ok(alone.finish(self.here))
    }
}
