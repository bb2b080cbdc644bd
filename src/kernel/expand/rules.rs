//! `syntax-rules`: macros by pattern and template, with hygiene.
//!
//! Each name that a template puts in is another symbol of the same spelling.
//! Where it is bound, it binds nothing that the user wrote; where it is not, it
//! means what it meant where the template was written.

use std::rc::Rc;

use super::has_stack;
use super::names::shorten;
use crate::kernel::error::{Error, ErrorKind, Result};
use crate::kernel::{Bracket, Form, Kind, Span, Symbol, alias};

/// A macro made by `syntax-rules`.
pub(in crate::kernel) struct Rules {
    ellipsis: Symbol,
    literals: Vec<Symbol>,
    /// Patterns, without the name of the macro, and templates.
    each: Vec<(Vec<Form>, Form)>,
    /// How many variables were in scope where it was written.
    depth: usize,
}

/// What a variable of a pattern stands for.
enum Match {
    One(Form),
    /// One for each of the forms before an ellipsis.
    Many(Vec<Match>),
}

type Matches = Vec<(Symbol, Match)>;

/// What the names of a template stand for, and those it has put in so far.
struct Template<'r> {
    rules: &'r Rules,
    put_in: Vec<(Symbol, Symbol)>,
}

impl Rules {
    /// Reads `(syntax-rules (literal ...) (pattern template) ...)`; `None` for something else.
    pub(super) fn parse(form: &Form, depth: usize) -> Result<Option<Rc<Self>>> {
        let wrong = |at: &Form, message: &str| Error::new(ErrorKind::Form, at.span.or(form.span), message);
        let (Some([_, parts @ ..]), Some("syntax-rules")) = (form.as_list(), form.head().map(Symbol::as_str)) else {
            return Ok(None);
        };
        let (ellipsis, parts) = match parts {
            [ellipsis, rest @ ..] if ellipsis.as_symbol().is_some() => (ellipsis.as_symbol(), rest),
            _ => (None, parts),
        };
        let Some((literals, rules)) = parts.split_first() else {
            return Err(wrong(form, "`syntax-rules` needs a list of literals, and rules"));
        };
        let Some(literals) = literals.as_list() else {
            return Err(wrong(literals, "`syntax-rules` begins with a list of literals"));
        };
        let rule = |rule: &Form| match rule.as_list() {
            Some([pattern, template]) => match pattern.as_list() {
                Some([_, pattern @ ..]) => Ok((pattern.to_vec(), template.clone())),
                _ => Err(wrong(pattern, "a pattern is a list that begins with the name of the macro")),
            },
            _ => Err(wrong(rule, "a rule is a list of a pattern and a template")),
        };
        if has_alias(form) {
            alias::keep();
        }
        Ok(Some(Rc::new(Self {
            ellipsis: ellipsis.unwrap_or_else(|| Symbol::new("...")),
            literals: literals.iter().filter_map(Form::as_symbol).collect(),
            each: rules.iter().map(rule).collect::<Result<_>>()?,
            depth,
        })))
    }

    /// Returns what the first rule that fits makes of a call.
    pub(super) fn expand(&self, name: Symbol, arguments: &[Form], is_bound: &dyn Fn(Symbol) -> bool) -> Result<Form> {
        for (pattern, template) in &self.each {
            let mut matches = Matches::new();
            if self.fits_all(pattern, arguments, &mut matches, is_bound) {
                let known: Vec<(Symbol, &Match)> = matches.iter().map(|(name, found)| (*name, found)).collect();
                return Template { rules: self, put_in: Vec::new() }.fill(template, &known, true);
            }
        }
        let shown: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        let call = shorten(&[&[name.to_string()], shown.as_slice()].concat().join(" "));
        Err(Error::new(ErrorKind::Form, Span::NONE, format!("no rule of `{name}` fits `({call})`")))
    }

    fn fits(&self, pattern: &Form, form: &Form, found: &mut Matches, is_bound: &dyn Fn(Symbol) -> bool) -> bool {
        match (&pattern.kind, &form.kind) {
            (Kind::Symbol(name), _) if self.literals.contains(name) => {
                form.as_symbol().is_some_and(|other| other.written() == name.written() && !is_bound(other))
            }
            (Kind::Symbol(name), _) => {
                if name.as_str() != "_" {
                    found.push((*name, Match::One(form.clone())));
                }
                true
            }
            (Kind::List(_, patterns), Kind::List(_, forms)) | (Kind::Vector(patterns), Kind::Vector(forms)) => {
                // Nothing that is nested too deep fits.
                has_stack() && self.fits_all(patterns, forms, found, is_bound)
            }
            (Kind::String(a), Kind::String(b)) | (Kind::Number(a), Kind::Number(b)) => a == b,
            (Kind::Char(a), Kind::Char(b)) => a == b,
            (Kind::Bool(a), Kind::Bool(b)) => a == b,
            (Kind::Keyword(a), Kind::Keyword(b)) => a == b,
            (Kind::Nil, Kind::Nil) => true,
            _ => false,
        }
    }

    fn fits_all(
        &self,
        patterns: &[Form],
        forms: &[Form],
        found: &mut Matches,
        is_bound: &dyn Fn(Symbol) -> bool,
    ) -> bool {
        let (patterns, tail) = divide(patterns);
        let (proper, end) = divide(forms);
        let each = |patterns: &[Form], forms: &[Form], found: &mut Matches| {
            patterns.iter().zip(forms).all(|(pattern, form)| self.fits(pattern, form, found, is_bound))
        };
        let fixed = match patterns.iter().position(|pattern| self.is_ellipsis(pattern)) {
            None | Some(0) => {
                if proper.len() < patterns.len() || !each(patterns, proper, found) {
                    return false;
                }
                patterns.len()
            }
            Some(at) => {
                let (before, repeated, after) = (&patterns[..at - 1], &patterns[at - 1], &patterns[at + 1..]);
                let Some(count) = proper.len().checked_sub(before.len() + after.len()) else { return false };
                let (first, rest) = proper.split_at(before.len());
                let (middle, last) = rest.split_at(count);
                let fits = each(before, first, found)
                    && self.fits_each(repeated, middle, found, is_bound)
                    && each(after, last, found);
                if !fits {
                    return false;
                }
                proper.len()
            }
        };
        match tail {
            None => proper.len() == fixed && end.is_none(),
            Some(tail) => {
                let rest = match end {
                    Some(end) if proper.len() == fixed => end.clone(),
                    _ => Form::new(Kind::List(Bracket::Round, forms[fixed..].to_vec().into())),
                };
                self.fits(tail, &rest, found, is_bound)
            }
        }
    }

    /// Matches each of several forms with the pattern before an ellipsis.
    fn fits_each(
        &self,
        pattern: &Form,
        forms: &[Form],
        found: &mut Matches,
        is_bound: &dyn Fn(Symbol) -> bool,
    ) -> bool {
        let mut names = Vec::new();
        self.variables(pattern, &mut names);
        let start = found.len();
        found.extend(names.iter().map(|name| (*name, Match::Many(Vec::with_capacity(forms.len())))));
        for form in forms {
            let mut one = Matches::new();
            if !self.fits(pattern, form, &mut one, is_bound) {
                return false;
            }
            for (name, part) in one {
                let place = found[start..].iter_mut().find(|(known, _)| *known == name);
                if let Some((_, Match::Many(parts))) = place {
                    parts.push(part);
                }
            }
        }
        true
    }

    /// Collects the variables of a pattern, or the names of a template.
    fn variables(&self, pattern: &Form, names: &mut Vec<Symbol>) {
        let mut pending = vec![pattern];
        while let Some(pattern) = pending.pop() {
            if let Some(name) = pattern.as_symbol() {
                let is_mark =
                    name == self.ellipsis || matches!(name.as_str(), "_" | ".") || self.literals.contains(&name);
                if !is_mark && !names.contains(&name) {
                    names.push(name);
                }
            }
            pending.extend(pattern.kind.items().into_iter().flat_map(|items| items.iter()));
        }
    }

    fn is_ellipsis(&self, form: &Form) -> bool {
        form.as_symbol().is_some_and(|name| {
            (name == self.ellipsis || name.written() == self.ellipsis.written()) && !self.literals.contains(&name)
        })
    }
}

impl Template<'_> {
    /// Returns what a template makes. Within `(... template)`, an ellipsis is a name like any other.
    fn fill(&mut self, template: &Form, known: &[(Symbol, &Match)], repeats: bool) -> Result<Form> {
        let kind = match &template.kind {
            Kind::Symbol(name) => match find(known, *name) {
                Some(Match::One(form)) => return Ok(form.clone()),
                Some(Match::Many(_)) => {
                    let message = format!("`{name}` stands for several forms here and needs `...` behind it");
                    return Err(Error::new(ErrorKind::Form, Span::NONE, message));
                }
                None => Kind::Symbol(self.put_in(*name)),
            },
            Kind::List(_, items) => match &**items {
                [mark, inner] if repeats && self.rules.is_ellipsis(mark) => return self.fill(inner, known, false),
                _ => return self.fill_all(template, items, known, repeats),
            },
            Kind::Vector(items) => return self.fill_all(template, items, known, repeats),
            other => other.clone(),
        };
        Ok(Form::new(kind))
    }

    fn fill_all(&mut self, template: &Form, items: &[Form], known: &[(Symbol, &Match)], repeats: bool) -> Result<Form> {
        if !has_stack() {
            let message = "the template is nested deeper than the stack has room for";
            return Err(Error::new(ErrorKind::Limit, Span::NONE, message));
        }
        let mut filled = Vec::with_capacity(items.len());
        let mut at = 0;
        while let Some(item) = items.get(at) {
            let is_ellipsis = |form: &&Form| repeats && self.rules.is_ellipsis(form);
            let ellipses = items[at + 1..].iter().take_while(is_ellipsis).count();
            at += 1 + ellipses;
            if ellipses == 0 {
                filled.push(self.fill(item, known, repeats)?);
            } else {
                self.repeat(item, ellipses, known, &mut filled)?;
            }
        }
        // `(f . rest)` is a longer list where rest stands for one.
        if let Some(Kind::List(Bracket::Round, rest)) = divide(&filled).1.map(|tail| &tail.kind) {
            let rest = rest.clone();
            filled.truncate(filled.len() - 2);
            filled.extend(rest.iter().cloned());
        }
        let items = filled.into();
        Ok(Form::new(match &template.kind {
            Kind::List(bracket, _) => Kind::List(*bracket, items),
            _ => Kind::Vector(items),
        }))
    }

    /// Fills a template once for each of the forms that its variables stand for.
    fn repeat(
        &mut self,
        template: &Form,
        ellipses: usize,
        known: &[(Symbol, &Match)],
        filled: &mut Vec<Form>,
    ) -> Result<()> {
        let mut names = Vec::new();
        self.rules.variables(template, &mut names);
        let several = |name: &Symbol| match find(known, *name) {
            Some(Match::Many(parts)) => Some((*name, parts)),
            _ => None,
        };
        let several: Vec<(Symbol, &Vec<Match>)> = names.iter().filter_map(several).collect();
        let Some(count) = several.iter().map(|(_, parts)| parts.len()).max() else {
            let message =
                format!("nothing in `{}` stands for several forms, but `...` follows", shorten(&template.to_string()));
            return Err(Error::new(ErrorKind::Form, Span::NONE, message));
        };
        for index in 0..count {
            let mut inner = known.to_vec();
            for (name, parts) in &several {
                let Some(part) = parts.get(index) else {
                    let message = format!("`{name}` stands for fewer forms than others before the same `...`");
                    return Err(Error::new(ErrorKind::Form, Span::NONE, message));
                };
                inner.push((*name, part));
            }
            if ellipses == 1 {
                filled.push(self.fill(template, &inner, true)?);
            } else {
                self.repeat(template, ellipses - 1, &inner, filled)?;
            }
        }
        Ok(())
    }

    /// Returns the symbol that stands for a name of the template in this expansion.
    fn put_in(&mut self, name: Symbol) -> Symbol {
        if matches!(name.as_str(), "." | "..." | "_") {
            return name;
        }
        if let Some((_, symbol)) = self.put_in.iter().find(|(known, _)| *known == name) {
            return *symbol;
        }
        let symbol = alias::draw(name, self.rules.depth);
        self.put_in.push((name, symbol));
        symbol
    }
}

/// Returns whether a template has put in some part of a form.
fn has_alias(form: &Form) -> bool {
    let mut pending = vec![form];
    while let Some(form) = pending.pop() {
        if form.as_symbol().is_some_and(|name| name.written() != name) {
            return true;
        }
        pending.extend(form.kind.items().into_iter().flat_map(|items| items.iter()));
    }
    false
}

/// Returns what a name stands for; what was learnt last counts.
fn find<'m>(known: &[(Symbol, &'m Match)], name: Symbol) -> Option<&'m Match> {
    known.iter().rev().find(|(other, _)| *other == name).map(|(_, found)| *found)
}

/// Returns the forms before a dot, and the one behind it.
fn divide(forms: &[Form]) -> (&[Form], Option<&Form>) {
    match forms {
        [before @ .., dot, last] if dot.as_symbol().is_some_and(|name| name.as_str() == ".") => (before, Some(last)),
        _ => (forms, None),
    }
}
