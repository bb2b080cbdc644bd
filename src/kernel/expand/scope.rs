//! The variables and macros that are in scope at a place.

use std::rc::Rc;

use super::{Expander, Rules};
use crate::kernel::Symbol;

/// What is bound around a place, innermost last.
#[derive(Default)]
pub(super) struct Scope {
    locals: Vec<Local>,
    /// For each body that has been taken apart, how many variables are in scope behind its definitions.
    bodies: Vec<usize>,
    /// How many variables were given another name.
    renamed: usize,
}

/// What is added to the number of a body, to tell it from a number of variables.
const BODY: usize = 1 << (usize::BITS - 1);

struct Local {
    name: Symbol,
    meaning: Meaning,
}

/// What a name means that is bound around a place.
#[derive(Clone)]
pub(super) enum Meaning {
    /// A variable, as it is called in the code.
    Variable(Symbol),
    /// A macro made by `syntax-rules`.
    Syntax(Rc<Rules>),
}

impl Scope {
    /// Returns a mark to [`leave`](Self::leave) to.
    pub(super) fn depth(&self) -> usize {
        self.locals.len()
    }

    /// Forgets what was bound since the mark.
    pub(super) fn leave(&mut self, depth: usize) {
        self.locals.truncate(depth);
    }

    /// Begins a body, and returns how deep a macro sees that is defined in it: all definitions of the body, those
    /// behind the macro as well.
    pub(super) fn begin_body(&mut self) -> usize {
        self.bodies.push(usize::MAX);
        BODY + self.bodies.len() - 1
    }

    /// Notes that all definitions of a body are bound.
    pub(super) fn end_body(&mut self, body: usize) {
        self.bodies[body - BODY] = self.locals.len();
    }

    /// Binds a variable that is called `variable` in the code.
    pub(super) fn bind_as(&mut self, name: Symbol, variable: Symbol) {
        self.locals.push(Local { name, meaning: Meaning::Variable(variable) });
    }

    /// Returns whether a name was bound since the mark.
    pub(super) fn binds_since(&self, depth: usize, name: Symbol) -> bool {
        self.locals[depth..].iter().any(|local| local.name == name)
    }

    /// Binds a macro.
    pub(super) fn bind_syntax(&mut self, name: Symbol, rules: Rc<Rules>) {
        self.locals.push(Local { name, meaning: Meaning::Syntax(rules) });
    }

    /// Returns what a name means, if it is bound here.
    pub(super) fn find(&self, name: Symbol) -> Option<&Meaning> {
        self.find_within(name, self.locals.len())
    }

    fn find_within(&self, name: Symbol, depth: usize) -> Option<&Meaning> {
        let depth = if depth < BODY { depth } else { self.bodies.get(depth - BODY).copied().unwrap_or_default() };
        let depth = depth.min(self.locals.len());
        let found = self.locals[..depth].iter().rev().find(|local| local.name == name);
        match (found, name.entry().alias) {
            (Some(local), _) => Some(&local.meaning),
            // What a template has put in means what it meant where the template was written.
            (None, Some(alias)) => self.find_within(alias.original, alias.depth),
            (None, None) => None,
        }
    }

    /// Returns the variables, as they were written.
    pub(super) fn variables(&self) -> Vec<Symbol> {
        let is_variable =
            |local: &&Local| matches!(local.meaning, Meaning::Variable(_)) && local.name.entry().alias.is_none();
        self.locals.iter().filter(is_variable).map(|local| local.name).collect()
    }

    /// Returns whether a variable in scope is called `name` in the code.
    pub(super) fn spells(&self, name: Symbol) -> bool {
        self.locals.iter().any(|local| matches!(local.meaning, Meaning::Variable(variable) if variable == name))
    }

    /// Returns whether a macro made by `syntax-rules` is in scope.
    pub(super) fn has_syntax(&self) -> bool {
        self.locals.iter().any(|local| matches!(local.meaning, Meaning::Syntax(_)))
    }

    /// Returns a name for a variable that nothing else in the code has.
    pub(super) fn apart(&mut self, name: Symbol) -> Symbol {
        self.renamed += 1;
        Symbol::new(&format!("%{name}:{}", self.renamed))
    }
}

impl Expander<'_> {
    /// Binds a variable, and returns what it is called in the code.
    pub(super) fn bind(&mut self, name: Symbol) -> Symbol {
        let variable = self.rename(name);
        self.scope.bind_as(name, variable);
        variable
    }

    /// Returns what a variable is to be called in the code: as it is, unless code of ours would mean it, or a
    /// template has put it in, or what a template puts in would mean it.
    pub(super) fn rename(&mut self, name: Symbol) -> Symbol {
        let entry = name.entry();
        if entry.alias.is_some() || entry.is_reserved || self.could_capture(name) {
            self.scope.apart(name)
        } else {
            name
        }
    }

    /// Returns whether a template may mean something else in scope by this name.
    fn could_capture(&self, name: Symbol) -> bool {
        let has_templates = self.kernel.has_rules() || self.scope.has_syntax();
        has_templates && (self.scope.spells(name) || self.world.variable(name).is_some())
    }
}
