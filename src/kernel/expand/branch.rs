//! What is done depending on what is true: only `false` and `nil` are not.
//!
//! For Scheme nothing but `#f` is false, so what is tested goes through
//! `%truth`, unless it is known to be no `nil`: a literal, or a call of a
//! predicate of Scheme.

use super::Expander;
use crate::kernel::error::Result;
use crate::kernel::lowering::is_predicate;
use crate::kernel::words::Word;
use crate::kernel::{Bracket, Form, Kind, Symbol};

impl Expander<'_> {
    /// Writes what is tested.
    pub(super) fn truth(&mut self, form: &Form) -> Result<()> {
        if matches!(form.kind, Kind::Nil) {
            self.put("#f");
            return Ok(());
        }
        if self.is_boolean(form) {
            return self.form(form);
        }
        self.open("%truth");
        self.form(form)?;
        self.close();
        Ok(())
    }

    /// Returns whether a form is known to be no `nil`.
    pub(super) fn is_boolean(&self, form: &Form) -> bool {
        let mut pending = vec![form];
        while let Some(form) = pending.pop() {
            match &form.kind {
                Kind::Symbol(_) | Kind::Nil | Kind::Kept(_) => return false,
                Kind::List(Bracket::Round, items) => match (self.word(form), form.head()) {
                    (Some(Word::And | Word::Or), _) => pending.extend(items.iter().skip(1)),
                    (Some(Word::Lambda), _) => {}
                    (None, Some(name)) if self.is_boolean_procedure(name) => {}
                    _ => return false,
                },
                _ => {}
            }
        }
        true
    }

    fn is_boolean_procedure(&self, name: Symbol) -> bool {
        (is_predicate(name.as_str()) || name.as_str() == "not") && self.is_original(name)
    }

    /// `(if test value test value ... otherwise)`
    pub(super) fn if_pairs(&mut self, arguments: &[Form]) -> Result<()> {
        if arguments.len() < 2 {
            let message =
                format!("`if` needs a test and a value, and may have more of both, here are {}", arguments.len());
            return Err(self.wrong_here(message));
        }
        let mut pairs = arguments.chunks_exact(2);
        for pair in pairs.by_ref() {
            self.open("if");
            self.truth(&pair[0])?;
            self.form(&pair[1])?;
        }
        match pairs.remainder() {
            [otherwise] => self.form(otherwise)?,
            _ => self.put("%nil"),
        }
        for _ in 0..arguments.len() / 2 {
            self.close();
        }
        Ok(())
    }

    /// `(and a b ...)`, `(or a b ...)`
    pub(super) fn and_or(&mut self, word: Word, arguments: &[Form]) -> Result<()> {
        self.open(if word == Word::And { "and" } else { "or" });
        if let [tested @ .., last] = arguments {
            tested.iter().try_for_each(|form| self.truth(form))?;
            self.form(last)?;
        }
        self.close();
        Ok(())
    }

    /// `(when test body ...)`, `(unless test body ...)`
    pub(super) fn when(&mut self, word: Word, arguments: &[Form]) -> Result<()> {
        let name = if word == Word::When { "when" } else { "unless" };
        let [test, body @ ..] = arguments else {
            return Err(self.wrong_here(format!("`{name}` needs a test and a body")));
        };
        self.open("if");
        self.truth(test)?;
        if word == Word::Unless {
            self.put("%nil");
        }
        self.sequence(body)?;
        if word == Word::When {
            self.put("%nil");
        }
        self.close();
        Ok(())
    }

    /// `(while test body ...)`
    pub(super) fn while_loop(&mut self, arguments: &[Form]) -> Result<()> {
        let [test, body @ ..] = arguments else { return Err(self.wrong_here("`while` needs a test and a body")) };
        self.open("let");
        self.put("%while");
        self.put("()");
        self.open("if");
        self.truth(test)?;
        self.open("begin");
        self.sequence(body)?;
        self.open("%while");
        self.close();
        self.close();
        self.put("%nil");
        self.close();
        self.close();
        Ok(())
    }

    /// `(cond (test value ...) ... (else value ...))`
    pub(super) fn cond(&mut self, clauses: &[Form]) -> Result<()> {
        self.open("cond");
        let has_else = self.clauses("cond", clauses)?;
        self.end_clauses(has_else);
        Ok(())
    }

    /// Writes clauses, and returns whether the last one is for everything else.
    fn clauses(&mut self, head: &str, clauses: &[Form]) -> Result<bool> {
        let mut has_else = false;
        for clause in clauses {
            let Some([test, body @ ..]) = clause.as_list() else {
                return Err(self.wrong(clause, format!("a clause of `{head}` is a list: a test, and what is done")));
            };
            if has_else {
                return Err(self.wrong(clause, format!("nothing of `{head}` comes after `else`")));
            }
            has_else = self.is_mark(test, "else");
            self.nest(clause.span, |this| this.clause(test, body))?;
        }
        Ok(has_else)
    }

    /// Ends a form of clauses: what none of them is for is nothing.
    fn end_clauses(&mut self, has_else: bool) {
        if !has_else {
            self.open("else");
            self.put("%nil");
            self.close();
        }
        self.close();
    }

    fn clause(&mut self, test: &Form, body: &[Form]) -> Result<()> {
        self.open("");
        if self.is_mark(test, "else") {
            self.put("else");
            self.clause_body(body)?;
        } else {
            self.truth(test)?;
            self.arrow_or_body(body)?;
        }
        self.close();
        Ok(())
    }

    /// What follows a test: `=> receiver`, any number of forms, or nothing, for what the test answers.
    fn arrow_or_body(&mut self, body: &[Form]) -> Result<()> {
        match body {
            // Steel answers nothing where a clause is a test only.
            [] => {
                self.put("=> (lambda (found) found)");
                Ok(())
            }
            [arrow, receiver] if self.is_mark(arrow, "=>") => {
                self.put("=>");
                self.form(receiver)
            }
            _ => self.clause_body(body),
        }
    }

    /// `(case key ((datum ...) value ...) ... (else value ...))`
    pub(super) fn case(&mut self, arguments: &[Form]) -> Result<()> {
        let [key, clauses @ ..] = arguments else { return Err(self.wrong_here("`case` needs a key and clauses")) };
        let hands_on = clauses.iter().any(|clause| self.receiver(clause).is_some());
        if hands_on {
            // Steel's `case` knows no `=>`.
            self.open("let ((%key");
            self.form(key)?;
            self.close();
            self.close();
        }
        self.open("case");
        if hands_on {
            self.put("%key");
        } else {
            self.form(key)?;
        }
        let mut has_else = false;
        for clause in clauses {
            let Some([data, body @ ..]) = clause.as_list() else {
                return Err(self.wrong(clause, "a clause of `case` is a list: the data, and what is done"));
            };
            let is_else = self.is_mark(data, "else");
            if !is_else && data.as_list().is_none() {
                return Err(self.wrong(data, "the data of a clause of `case` stand in a list"));
            }
            has_else |= is_else;
            self.nest(clause.span, |this| {
                this.open("");
                if is_else {
                    this.put("else");
                } else {
                    this.datum(data, false)?;
                }
                match this.receiver(clause) {
                    Some(receiver) => {
                        this.open("");
                        this.form(receiver)?;
                        this.put("%key");
                        this.close();
                    }
                    None => this.clause_body(body)?,
                }
                this.close();
                Ok(())
            })?;
        }
        self.end_clauses(has_else);
        if hands_on {
            self.close();
        }
        Ok(())
    }

    /// Returns what a clause `(data => receiver)` gives the key to.
    fn receiver<'f>(&self, clause: &'f Form) -> Option<&'f Form> {
        match clause.as_list() {
            Some([_, arrow, receiver]) if self.is_mark(arrow, "=>") => Some(receiver),
            _ => None,
        }
    }

    /// `(guard (name clause ...) body ...)`
    pub(super) fn guard(&mut self, arguments: &[Form]) -> Result<()> {
        let [handler, body @ ..] = arguments else { return Err(self.wrong_here("`guard` needs clauses and a body")) };
        let Some([name, clauses @ ..]) = handler.as_list() else {
            return Err(self.wrong(handler, "`guard` begins with a list: a name for what is raised, and clauses"));
        };
        let mark = self.scope.depth();
        self.open("guard");
        self.open("");
        let variable = self.name_of(name).map(|name| self.bind(name))?;
        self.name(variable, name.span);
        self.clauses("guard", clauses)?;
        self.close();
        self.scope.leave(mark);
        self.later(|this| this.body(body))?;
        self.close();
        self.scope.leave(mark);
        Ok(())
    }

    /// `(with-handler handler body ...)`
    pub(super) fn with_handler(&mut self, arguments: &[Form]) -> Result<()> {
        let [handler, body @ ..] = arguments else {
            return Err(self.wrong_here("`with-handler` needs a handler and a body"));
        };
        let mark = self.scope.depth();
        self.open("with-handler");
        self.form(handler)?;
        self.later(|this| this.body(body))?;
        self.close();
        self.scope.leave(mark);
        Ok(())
    }
}
