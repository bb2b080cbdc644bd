//! Forms to Scheme: scope, names, special forms and macros of the dialect.
//!
//! One walk writes the code as it goes, so that a form costs little more than
//! its text. What a form means is found in this order: a list in `[ ]` or `{ }`
//! is a literal; a head that is a variable in scope makes it a call; then come
//! special forms, macros of the active target, of the current namespace, of the
//! user's, and calls again.
//!
//! | You want to know                          | Read                     |
//! |-------------------------------------------|--------------------------|
//! | what a name means                         | `names`                  |
//! | how definitions and bodies work           | `define`, `body`         |
//! | what binds variables                      | `bind`, `scope`          |
//! | what is true                              | `branch`                 |
//! | what happens while expanding              | `steps`, `now`           |
//! | how macros are used                       | `macros`, `rules`        |
//! | what is known before the program runs     | `fold`                   |

mod binding;
mod body;
mod branch;
mod call;
mod define;
mod fold;
mod macros;
mod names;
mod now;
mod output;
mod place;
mod quote;
mod record;
mod rules;
mod scope;
mod special;
mod steps;

use self::output::Output;
use self::scope::{Meaning, Scope};
use super::error::{Error, ErrorKind, Result};
use super::words::Word;
use super::{Bracket, Form, Free, Kernel, Kind, Span, Symbol, World};

pub(super) use self::rules::Rules;
pub use self::steps::Steps;

/// How deep forms may be nested in each other.
const DEEPEST: u32 = 2_000;

/// The expansion of one form of the top level.
struct Expander<'a> {
    kernel: &'a Kernel,
    world: &'a dyn World,
    out: Output,
    scope: Scope,
    /// The innermost form around this place that was written somewhere.
    here: Span,
    depth: u32,
    macros: macros::Budget,
    /// How many procedures there are around this place: what is in one need not be defined yet.
    deferred: u32,
    /// What this form defines: namespace, name, and variable.
    declared: Vec<(Symbol, Symbol, Symbol)>,
    /// Whether another target is active for this place only.
    in_target: bool,
    /// Whether what it defines is known to the engine only.
    is_opaque: bool,
    free: Vec<Free>,
}

impl<'a> Expander<'a> {
    fn new(kernel: &'a Kernel, world: &'a dyn World, here: Span) -> Self {
        Self {
            kernel,
            world,
            out: Output::default(),
            scope: Scope::default(),
            here,
            depth: 0,
            macros: macros::Budget::default(),
            deferred: 0,
            declared: Vec::new(),
            in_target: false,
            is_opaque: false,
            free: Vec::new(),
        }
    }

    /// Writes what a form means where a value is wanted.
    fn form(&mut self, form: &Form) -> Result<()> {
        match &form.kind {
            Kind::Symbol(name) => self.reference(*name, form.span),
            Kind::List(..) => self.nest(form.span, |this| this.list(form)),
            Kind::Keyword(_) => self.quote(form),
            Kind::Vector(_) | Kind::Bytes(_) => self.nest(form.span, |this| this.quote(form)),
            Kind::Nil => {
                self.out.at(form.span.or(self.here));
                self.out.word("%nil");
                Ok(())
            }
            Kind::Kept(number) => {
                let number = number.to_string();
                self.open("%kept");
                self.put(&number);
                self.close();
                Ok(())
            }
            literal => {
                self.out.at(form.span.or(self.here));
                self.out.literal(literal);
                Ok(())
            }
        }
    }

    fn forms(&mut self, forms: &[Form]) -> Result<()> {
        forms.iter().try_for_each(|form| self.form(form))
    }

    fn list(&mut self, form: &Form) -> Result<()> {
        let Kind::List(bracket, items) = &form.kind else { return Ok(()) };
        match (bracket, &**items) {
            (Bracket::Square, items) => self.application(&mut |this| this.put("%list"), &mut |_| Ok(()), items),
            (Bracket::Curly, items) => self.object(items),
            (Bracket::Round, []) => self.quote(form),
            (Bracket::Round, [head, arguments @ ..]) => {
                let Some(name) = head.as_symbol() else { return self.call(head, arguments) };
                match self.head(name) {
                    Head::Variable if self.fold(form) => Ok(()),
                    Head::Variable => self.call(head, arguments),
                    Head::Special(word) => self.special(word, form, items),
                    Head::Macro(callee) => self.expansion(&callee, form),
                }
            }
        }
    }

    /// Returns what a name means in front of a list.
    fn head(&self, name: Symbol) -> Head {
        match self.scope.find(name) {
            Some(Meaning::Variable(_)) => return Head::Variable,
            Some(Meaning::Syntax(rules)) => return Head::Macro(macros::Callee::Rules { name, rules: rules.clone() }),
            None => {}
        }
        let name = name.written();
        if let Some(word) = self.special_word(name) {
            return Head::Special(word);
        }
        self.macro_named(name).map_or(Head::Variable, Head::Macro)
    }

    /// Returns the special form that a name stands for, if nothing has defined it otherwise.
    fn special_word(&self, name: Symbol) -> Option<Word> {
        let word = name.word()?;
        (!word.is_soft() || !self.kernel.is_redefined(name)).then_some(word)
    }

    /// Returns the special form that a list begins with.
    fn word(&self, form: &Form) -> Option<Word> {
        let name = form.head()?;
        match self.scope.find(name) {
            Some(_) => None,
            None => self.special_word(name.written()),
        }
    }

    /// Returns whether a form is this name, as a mark in a special form and not as a variable.
    fn is_mark(&self, form: &Form, mark: &str) -> bool {
        form.as_symbol().is_some_and(|name| name.as_str() == mark && self.scope.find(name).is_none())
    }

    /// Does work one level deeper, for a form at `span`.
    fn nest<R>(&mut self, span: Span, work: impl FnOnce(&mut Self) -> Result<R>) -> Result<R> {
        let before = self.here;
        self.here = span.or(before);
        if self.depth >= DEEPEST {
            return Err(self.limit(format!("forms are nested more than {DEEPEST} deep")));
        }
        if !has_stack() {
            return Err(self.limit("forms are nested deeper than the stack has room for".to_owned()));
        }
        if self.out.is_too_long() {
            return Err(self.limit("the expansion has grown beyond all measure".to_owned()));
        }
        self.depth += 1;
        let outcome = work(self);
        self.depth -= 1;
        self.here = before;
        outcome
    }

    fn limit(&self, message: String) -> Error {
        Error::new(ErrorKind::Limit, self.here, message)
    }

    /// Makes the error for a form that is not written as it must be.
    fn wrong(&self, at: &Form, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Form, at.span.or(self.here), message)
    }

    /// Makes the error for the form that is being expanded.
    fn wrong_here(&self, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Form, self.here, message)
    }

    fn open(&mut self, word: &str) {
        self.out.at(self.here);
        self.out.open();
        if !word.is_empty() {
            self.out.word(word);
        }
    }

    fn close(&mut self) {
        self.out.at(self.here);
        self.out.close();
    }

    fn put(&mut self, word: &str) {
        self.out.at(self.here);
        self.out.word(word);
    }

    /// Writes a name that stands at `span`.
    fn name(&mut self, name: Symbol, span: Span) {
        self.out.at(self.here);
        self.out.name(name, span);
    }

    /// Writes a name as data.
    fn quoted(&mut self, name: Symbol) {
        self.out.at(self.here);
        self.out.quote();
        self.out.name(name, Span::NONE);
    }
}

/// What a name means in front of a list.
enum Head {
    Variable,
    Special(Word),
    Macro(macros::Callee),
}

/// Returns whether there is stack enough to go on.
///
/// The stack is not made larger where it is used up: a macro runs on it, and
/// the engine that runs the macro knows no other stack than its thread's.
fn has_stack() -> bool {
    const RESERVE: usize = 256 << 10;
    stacker::remaining_stack().is_none_or(|left| left > RESERVE)
}
