//! A compiled text and what it mentions.

use std::cell::{Cell, RefCell};

use rhai::{AST, ASTNode, Expr, Expression, FnCallExpr, ImmutableString, Module, Stmt, StmtBlock};
use rustc_hash::FxHashSet;

use super::library::Member;

/// A text that can be run, statement by statement.
pub(super) struct Program {
    ast: AST,
    /// The statements, each as an expression of its own.
    steps: Vec<Step>,
    /// The members that it mentions.
    pub(super) members: Vec<Member>,
    /// The functions that it calls, which may be globals that hold one.
    pub(super) calls: Vec<Member>,
    /// Whether the library knows of the members already.
    pub(super) mentioned: Cell<bool>,
    /// The variables that it mentions outside of functions; `None` when it may mention any.
    variables: Option<FxHashSet<ImmutableString>>,
    /// The variables that it assigns to.
    pub(super) assigned: Vec<ImmutableString>,
    /// Whether closures in it capture variables.
    pub(super) captures: bool,
    source: RefCell<ImmutableString>,
    /// The version of the library in which its functions were last seen.
    pub(super) added_at: Cell<u64>,
}

/// One statement at the top level, as the engine evaluates it.
enum Step {
    /// It is an expression.
    Plain,
    /// It is made one.
    Made(Expr),
}

impl Program {
    /// Takes a compiled text apart.
    pub(super) fn new(ast: AST) -> Self {
        let mut found = Found::default();
        ast.walk(&mut |path| {
            found.visit(path);
            true
        });
        let steps = ast.statements().iter().map(step).collect();
        Self {
            steps,
            members: found.members.into_iter().collect(),
            calls: found.calls.into_iter().collect(),
            mentioned: Cell::new(false),
            variables: (!found.evaluates).then_some(found.variables),
            assigned: found.assigned,
            captures: found.captures,
            source: RefCell::default(),
            added_at: Cell::new(u64::MAX),
            ast,
        }
    }

    /// Returns the text as it was compiled.
    pub(super) const fn ast(&self) -> &AST {
        &self.ast
    }

    /// Returns the functions that it defines.
    pub(super) fn functions(&self) -> &Module {
        self.ast.shared_lib()
    }

    /// Returns the statements, each as an expression of its own, and whether its value is copied out of its cell.
    pub(super) fn steps(&self) -> impl Iterator<Item = (Expression<'_>, bool)> {
        self.ast.statements().iter().zip(&self.steps).filter_map(|(statement, step)| match (statement, step) {
            (_, Step::Made(expr)) => Some((expr.into(), false)),
            (Stmt::Expr(expr), Step::Plain) => Some(((&**expr).into(), true)),
            _ => None,
        })
    }

    /// Returns the variable and the members after it, when the last statement reads nothing else.
    pub(super) fn last_path(&self) -> Option<Vec<ImmutableString>> {
        match self.ast.statements().last()? {
            Stmt::Expr(expr) => path(expr),
            _ => None,
        }
    }

    /// Returns the globals that the text may use; `None` when it may use any.
    pub(super) const fn variables(&self) -> Option<&FxHashSet<ImmutableString>> {
        self.variables.as_ref()
    }

    /// Returns the name under which the text runs, as the engine wants it.
    pub(super) fn source(&self, name: &str) -> ImmutableString {
        let mut source = self.source.borrow_mut();
        if source.as_str() != name {
            *source = name.into();
        }
        source.clone()
    }
}

/// Returns whether a text runs through once, without a function or a loop that would run again and again.
pub(super) fn is_straight(ast: &AST) -> bool {
    let is_plain = |statement: &Stmt| match statement {
        Stmt::Expr(expr) => !is_block(expr),
        Stmt::Var(..) | Stmt::FnCall(..) | Stmt::Assignment(_) | Stmt::Import(..) => true,
        _ => false,
    };
    ast.shared_lib().is_empty() && ast.statements().iter().all(is_plain)
}

fn step(statement: &Stmt) -> Step {
    match statement {
        Stmt::Expr(expr) if !is_block(expr) => Step::Plain,
        _ => {
            let place = statement.position();
            Step::Made(Expr::Stmt(Box::new(StmtBlock::new([statement.clone()], place, place))))
        }
    }
}

const fn is_block(expr: &Expr) -> bool {
    matches!(expr, Expr::Stmt(_))
}

/// Returns the names of `a.b.c`.
fn path(expr: &Expr) -> Option<Vec<ImmutableString>> {
    match expr {
        Expr::Variable(variable, ..) if variable.2.is_empty() => Some(vec![variable.1.clone()]),
        Expr::Dot(pair, flags, _) if flags.is_empty() => {
            let mut names = path(&pair.lhs)?;
            names.extend(properties(&pair.rhs)?);
            Some(names)
        }
        _ => None,
    }
}

fn properties(expr: &Expr) -> Option<Vec<ImmutableString>> {
    match expr {
        Expr::Property(property, _) => Some(vec![property.2.clone()]),
        Expr::Dot(pair, flags, _) if flags.is_empty() => {
            let mut names = properties(&pair.lhs)?;
            names.extend(properties(&pair.rhs)?);
            Some(names)
        }
        _ => None,
    }
}

/// What a walk over a text has found.
#[derive(Default)]
struct Found {
    members: FxHashSet<Member>,
    calls: FxHashSet<Member>,
    variables: FxHashSet<ImmutableString>,
    assigned: Vec<ImmutableString>,
    captures: bool,
    evaluates: bool,
}

impl Found {
    fn visit(&mut self, path: &[ASTNode<'_>]) {
        match path.last() {
            Some(ASTNode::Expr(expr)) => self.visit_expr(expr),
            Some(ASTNode::Stmt(statement)) => self.visit_statement(statement),
            _ => {}
        }
    }

    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Variable(variable, ..) => drop(self.variables.insert(variable.1.clone())),
            Expr::Property(property, _) => drop(self.members.insert(Member::Property(property.2.clone()))),
            Expr::MethodCall(call, _) => {
                self.members.insert(Member::Method(call.name.clone(), call.args.len()));
            }
            Expr::FnCall(call, _) => self.visit_call(call),
            Expr::Custom(..) => self.evaluates = true,
            _ => {}
        }
    }

    fn visit_statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::FnCall(call, _) => self.visit_call(call),
            Stmt::Share(names) => {
                self.captures = true;
                self.variables.extend(names.iter().map(|(name, _)| name.name.clone()));
            }
            Stmt::Export(names, _) => drop(self.variables.insert(names.0.name.clone())),
            Stmt::Assignment(assignment) => {
                if let Expr::Variable(variable, ..) = &assignment.1.lhs {
                    self.assigned.push(variable.1.clone());
                }
            }
            _ => {}
        }
    }

    fn visit_call(&mut self, call: &FnCallExpr) {
        if call.op_token.is_some() || call.is_qualified() {
            return;
        }
        self.variables.insert(call.name.clone());
        self.calls.insert(Member::Call(call.name.clone(), call.args.len()));
        self.evaluates |= matches!(call.name.as_str(), "eval" | "is_def_var");
    }
}
