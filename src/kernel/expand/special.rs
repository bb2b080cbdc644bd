//! The special forms, each sent to where it is dealt with.

use super::Expander;
use super::define::Parameters;
use crate::kernel::error::Result;
use crate::kernel::words::Word;
use crate::kernel::{Bracket, Form, Kind, Symbol};

impl Expander<'_> {
    /// Writes a special form where a value is wanted.
    pub(super) fn special(&mut self, word: Word, form: &Form, items: &[Form]) -> Result<()> {
        let [head, arguments @ ..] = items else { return Ok(()) };
        match word {
            Word::And | Word::Or => self.and_or(word, arguments),
            Word::Begin => self.sequence(arguments),
            Word::Case => self.case(arguments),
            Word::CaseLambda => self.case_lambda(arguments),
            Word::Cond => self.cond(arguments),
            Word::Delay | Word::Test => self.wrapped(head, arguments),
            Word::Do => self.do_loop(arguments),
            Word::Each => self.each(arguments),
            Word::Guard => self.guard(arguments),
            Word::If => self.if_pairs(arguments),
            Word::Lambda => self.lambda_form(head, arguments),
            Word::Let => self.let_form(arguments),
            Word::LetCc => self.let_cc(arguments),
            Word::LetStar => self.let_star(arguments),
            Word::LetSyntax => self.let_syntax(head, arguments),
            Word::LetValues => self.let_values(arguments, false),
            Word::LetValuesStar => self.let_values(arguments, true),
            Word::Letrec => self.letrec(arguments),
            Word::Macro => self.define_macro(arguments),
            Word::Meta => self.meta(arguments),
            Word::Opaque => self.verbatim(form),
            Word::Parameterize => self.parameterize(arguments),
            Word::Placeholders => self.placeholders(arguments),
            Word::Quasiquote => self.one(head, arguments).and_then(|inner| self.quasiquote(inner)),
            Word::Quote => self.one(head, arguments).and_then(|inner| self.quote(inner)),
            Word::Receive => self.receive(arguments),
            Word::Repl => self.repl(arguments),
            Word::Del => self.delete(arguments),
            Word::Set => self.set(arguments),
            Word::SetBang => self.set_bang(arguments),
            Word::Target => self.target(arguments),
            Word::Unless | Word::When => self.when(word, arguments),
            Word::While => self.while_loop(arguments),
            Word::WithHandler => self.with_handler(arguments),
            Word::Unquote | Word::UnquoteSplicing => {
                let mark = if word == Word::Unquote { "unquote" } else { "unquote-splicing" };
                let hint = "a ` before a form makes it one: `(list ,x)".to_owned();
                Err(self.wrong(form, format!("`{mark}` outside of a quasiquotation")).with_hint(Some(hint)))
            }
            Word::SyntaxRules => {
                Err(self.wrong(form, "`syntax-rules` stands in `define-syntax` and `let-syntax` only"))
            }
            Word::Namespace => Err(self.wrong(form, "`namespace` stands at the top level or in `meta`")),
            Word::Def | Word::Define | Word::DefineRecord | Word::DefineSyntax | Word::DefineValues | Word::Var => {
                let message = format!("`{head}` defines, and has no value: it stands at the top level or in a body");
                Err(self.wrong(form, message))
            }
        }
    }

    /// Returns the only argument of a form.
    fn one<'f>(&self, head: &Form, arguments: &'f [Form]) -> Result<&'f Form> {
        match arguments {
            [one] => Ok(one),
            _ => Err(self.wrong_here(format!("`{head}` takes one form, here are {}", arguments.len()))),
        }
    }

    /// Writes a form of Scheme all of whose arguments are expressions, evaluated now or later.
    fn wrapped(&mut self, head: &Form, arguments: &[Form]) -> Result<()> {
        self.open("");
        self.name(head.as_symbol().unwrap_or_else(|| Symbol::new("begin")).written(), head.span);
        self.later(|this| this.forms(arguments))?;
        self.close();
        Ok(())
    }

    /// Does work for code that runs when a procedure is called.
    pub(super) fn later<R>(&mut self, work: impl FnOnce(&mut Self) -> Result<R>) -> Result<R> {
        self.deferred += 1;
        let outcome = work(self);
        self.deferred -= 1;
        outcome
    }

    fn lambda_form(&mut self, head: &Form, arguments: &[Form]) -> Result<()> {
        let [parameters, body @ ..] = arguments else {
            return Err(self.wrong_here(format!("`{head}` needs parameters and a body")));
        };
        let is_arrow = head.as_symbol().is_some_and(|name| matches!(name.as_str(), "=>" | "#"));
        let parameters = match (parameters.as_list(), parameters.as_symbol()) {
            (Some(list), _) => Parameters::List(list),
            // `(=> x x)` has one parameter, as in JavaScript; `(lambda xs xs)` any number, as in Scheme.
            (None, Some(_)) if is_arrow => Parameters::List(std::slice::from_ref(parameters)),
            _ => Parameters::Rest(parameters),
        };
        self.lambda(parameters, body)
    }

    /// `#>(+ #0 1)`
    fn placeholders(&mut self, arguments: &[Form]) -> Result<()> {
        let mut count = 0;
        let mut pending: Vec<&Form> = arguments.iter().collect();
        while let Some(form) = pending.pop() {
            if let Some(number) =
                form.as_symbol().and_then(|name| name.as_str().strip_prefix('#')?.parse::<usize>().ok())
            {
                count = count.max(number.saturating_add(1));
            }
            pending.extend(form.kind.items().into_iter().flat_map(|items| items.iter()));
        }
        if count > 9 {
            return Err(self.wrong_here("`#>( )` has at most nine arguments, `#0` to `#8`"));
        }
        let names: Vec<Form> = (0..count).map(|number| Form::symbol(format!("#{number}").as_str())).collect();
        self.lambda(Parameters::List(&names), arguments)
    }

    /// `(each xs f)`, or `(each x xs body ...)` with three forms and more.
    fn each(&mut self, arguments: &[Form]) -> Result<()> {
        match arguments {
            [xs, f] => {
                self.open("%each");
                self.form(xs)?;
                self.form(f)?;
            }
            [item, xs, body @ ..] => {
                self.open("%each");
                self.form(xs)?;
                let parameters = item.as_list().unwrap_or(std::slice::from_ref(item));
                self.lambda(Parameters::List(parameters), body)?;
            }
            _ => return Err(self.wrong_here("`each` takes a list and a function, or a name, a list and a body")),
        }
        self.close();
        Ok(())
    }

    /// Writes a form of the engine's own as it stands.
    ///
    /// `require` of files of the dialect is no form of the engine's: they are included.
    pub(super) fn verbatim(&mut self, form: &Form) -> Result<()> {
        if form.head().is_some_and(|head| head.as_str() == "require")
            && let [_, files @ ..] = form.as_list().unwrap_or_default()
            && files.iter().all(|file| matches!(&file.kind, Kind::String(path) if path.ends_with(".slb")))
        {
            self.open("include");
            self.forms(files)?;
            self.close();
            return Ok(());
        }
        self.datum(form, false)
    }

    /// Writes the call of a macro of the engine's own: nobody here knows which of its parts are programs.
    pub(super) fn engine_macro(&mut self, name: Symbol, span: crate::kernel::Span, arguments: &[Form]) -> Result<()> {
        self.open("");
        self.name(name, span);
        arguments.iter().try_for_each(|argument| self.half_known(argument))?;
        self.close();
        Ok(())
    }

    /// Writes a form that may be a program: only variables in scope are called what they are called in the code.
    fn half_known(&mut self, form: &Form) -> Result<()> {
        match &form.kind {
            Kind::Symbol(name) => {
                let variable = match self.scope.find(*name) {
                    Some(super::Meaning::Variable(variable)) => *variable,
                    _ => self.world.variable(name.written()).unwrap_or_else(|| name.written()),
                };
                self.name(variable, form.span);
                Ok(())
            }
            Kind::List(Bracket::Round, items) if !items.is_empty() => self.nest(form.span, |this| {
                if this.word(form) == Some(Word::Quote) {
                    return this.quote(&items[items.len() - 1]);
                }
                this.open("");
                items.iter().try_for_each(|item| this.half_known(item))?;
                this.close();
                Ok(())
            }),
            Kind::List(Bracket::Square, items) => self.nest(form.span, |this| {
                this.open("");
                items.iter().try_for_each(|item| this.half_known(item))?;
                this.close();
                Ok(())
            }),
            _ => self.form(form),
        }
    }
}
