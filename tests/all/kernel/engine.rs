//! Scheme means in the dialect what it means in Scheme, and the engine takes the code that is made of it.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;

use polytarget::kernel::{Code, Form, Kernel, Symbol, World, read};
use polytarget::{Host, Instance, Result, Source};

use crate::support::on_host;

/// What expanded code relies on, as far as these programs need it, in Scheme.
const PRELUDE: &str = "
(define %nil void)
(define (%truth x) (if (equal? x void) #f x))
(define (%not x) (if (%truth x) #f #t))
(define (%+ . xs) (apply + xs))
(define (%list . xs) xs)
(define (%append . xs) (if (null? xs) '() (apply append xs)))
(define (%list->vector xs) (list->vector xs))
(define (%apply f xs) (apply f xs))
(define (%known x name) x)
(define (%call0 f) (f))
(define (%each xs f) (for-each f xs))
(define (%str . xs) (apply string-append xs))
";

/// A world on Steel: data crosses as text.
struct OnSteel<'h> {
    host: &'h Host,
    lisp: Rc<dyn Instance>,
    kernel: Kernel,
    own: RefCell<HashSet<Symbol>>,
    macros: RefCell<HashSet<(Symbol, Symbol)>>,
    fresh: Cell<usize>,
}

impl<'h> OnSteel<'h> {
    fn new(host: &'h Host) -> Self {
        let lisp = host.start_target("scheme").unwrap();
        host.run_in(&*lisp, &Source::cell(PRELUDE)).unwrap();
        let (own, macros) = (RefCell::default(), RefCell::default());
        Self { host, lisp, kernel: Kernel::default(), own, macros, fresh: Cell::default() }
    }

    fn run_text(&self, text: &str) -> Result<String> {
        let value = self.host.run_in(&*self.lisp, &Source::cell(text))?;
        self.lisp.render(&value)
    }

    /// Returns what the dialect makes of a text.
    fn eval(&self, text: &str) -> String {
        let mut last = String::new();
        for form in read(text).unwrap() {
            for code in self.kernel.expand(self, &form) {
                let code = match code {
                    Ok(code) => code.text,
                    Err(error) => return format!("! {}", error.report(text)),
                };
                last = match self.run_text(&code) {
                    Ok(shown) => shown,
                    Err(error) => return format!("! {error} in {code}"),
                };
            }
        }
        last
    }

    fn name_of(table: Symbol, name: Symbol) -> String {
        format!("%macro:{table}:{name}")
    }

    fn form(text: &str) -> Form {
        untag(read(text).unwrap().first().unwrap_or(&Form::list(Vec::new())))
    }
}

/// Gives lists that a macro has made their brackets.
fn untag(form: &Form) -> Form {
    match form.as_list() {
        Some(items) => Form::list(items.iter().map(untag).collect()),
        None => form.clone(),
    }
}

impl World for OnSteel<'_> {
    fn variable(&self, name: Symbol) -> Option<Symbol> {
        // Steel itself tells which names there are.
        let is_plain = !name.as_str().contains(['.', ':']) || self.own.borrow().contains(&name);
        is_plain.then_some(name)
    }
    fn announce(&self, name: Symbol) -> Symbol {
        self.own.borrow_mut().insert(name);
        name
    }
    fn has_macro(&self, table: Symbol, name: Symbol) -> bool {
        self.macros.borrow().contains(&(table, name))
    }
    fn forget_macro(&self, table: Symbol, name: Symbol) {
        self.macros.borrow_mut().remove(&(table, name));
    }
    fn call_macro(&self, table: Symbol, name: Symbol, arguments: &[Form]) -> Result<Form> {
        let mut call = format!("({}", Self::name_of(table, name));
        for argument in arguments {
            let quoted = Form::list(vec![Form::symbol("quasiquote"), argument.clone()]);
            let code = self.kernel.expand(self, &quoted).next().unwrap().unwrap();
            call.push(' ');
            call.push_str(&code.text);
        }
        Ok(Self::form(&self.run_text(&format!("{call})"))?))
    }
    fn define_macro(&self, table: Symbol, name: Symbol, procedure: &Code) -> Result<()> {
        self.fresh.set(self.fresh.get() + 1);
        self.run_text(&format!("(define {} {})", Self::name_of(table, name), procedure.text))?;
        self.macros.borrow_mut().insert((table, name));
        Ok(())
    }
    fn run(&self, code: &Code) -> Result<Form> {
        Ok(Self::form(&self.run_text(&code.text)?))
    }
}

/// Programs that mean the same in Scheme and in the dialect.
const SCHEME: &[&str] = &[
    // R7RS 4: expressions.
    "(quote a)",
    "'(1 . 2)",
    "'#(a b)",
    "'()",
    "'(quote a)",
    "''a",
    "\"a\\n\\\"b\"",
    "#\\a",
    "#\\space",
    "1/2",
    "-1.5e3",
    "#xff",
    "((lambda (x) (+ x x)) 4)",
    "((lambda (x y . z) z) 3 4 5 6)",
    "((lambda args args) 3 4)",
    "((lambda () 7))",
    "(if (> 3 2) 'yes 'no)",
    "(if #f 1 2)",
    "(let ((x 5)) (set! x 6) x)",
    "(cond ((> 3 2) 'greater) ((< 3 2) 'less))",
    "(cond ((assv 'b '((a 1) (b 2))) => cadr) (else #f))",
    "(cond (#f 1) (else 2))",
    "(case (* 2 3) ((2 3 5 7) 'prime) ((1 4 6 8 9) 'composite))",
    "(case 'x ((a) 1) (else 2))",
    "(and (= 2 2) (> 2 1))",
    "(and 1 2 'c '(f g))",
    "(and)",
    "(or (= 2 2) #f)",
    "(or #f #f #f)",
    "(or (memv 'b '(a b c)) 1)",
    "(or)",
    "(let ((x 2) (y 3)) (* x y))",
    "(let ((x 2) (y 3)) (let* ((x 7) (z (+ x y))) (* z x)))",
    "(letrec ((even? (lambda (n) (if (zero? n) #t (odd? (- n 1))))) (odd? (lambda (n) (if (zero? n) #f (even? (- n 1)))))) (even? 88))",
    "(let-values (((a b) (values 1 2)) ((c) (values 3))) (list a b c))",
    "(let*-values (((a b) (values 1 2)) ((x) (values (+ a b)))) x)",
    "(receive (a . b) (values 1 2 3) (list a b))",
    "(do ((vec (list)) (i 0 (+ i 1))) ((= i 5) i) (set! vec (cons i vec)))",
    "(let loop ((numbers '(3 -2 1 6 -5)) (pos '()) (neg '())) (cond ((null? numbers) (list pos neg)) ((>= (car numbers) 0) (loop (cdr numbers) (cons (car numbers) pos) neg)) (else (loop (cdr numbers) pos (cons (car numbers) neg)))))",
    "(force (delay (+ 1 2)))",
    "(let ((p (make-parameter 10))) (list (p) (parameterize ((p 2)) (p)) (p)))",
    "(guard (e (#t (list 'caught e))) (raise 'oops))",
    "(guard (e ((symbol? e) 1) ((string? e) 2)) (raise \"s\"))",
    "`(list ,(+ 1 2) 4)",
    "(let ((name 'a)) `(list ,name ',name))",
    "`(a ,(+ 1 2) ,@(map abs '(4 -5 6)) b)",
    "`((foo ,(- 10 3)) ,@(cdr '(c)) . ,(car '(cons)))",
    "`#(10 5 ,(+ 1 1))",
    "`(1 `(2 ,(3 ,(+ 1 3))))",
    "`(1 . ,(list 2 3))",
    "(case-lambda)",
    "((case-lambda ((a) (list 1 a)) ((a b) (list 2 b)) ((a . r) (list 3 r))) 1 2 3)",
    "(when (> 1 0) 1 2)",
    "(unless (> 1 0) 1 2)",
    "(let ((x '(1 2))) (apply + x))",
    "(begin 1 2 3)",
    "(let ((path '()) (add #f)) (dynamic-wind (lambda () (set! path (cons 'in path))) (lambda () 5) (lambda () (set! path (cons 'out path)))) path)",
    "(call/cc (lambda (k) (+ 1 (k 42))))",
    "(let/cc k (+ 1 (k 42)))",
    "(with-handler (lambda (e) 'handled) (error \"no\"))",
    // R7RS 4.3 and 5: macros and definitions.
    "(let ((=> #f)) (cond (#t => 'ok)))",
    "(let ((else #f)) (cond (else 1) (#t 2)))",
    "(define add3 (lambda (x) (+ x 3))) (add3 3)",
    "(define first car) (first '(1 2))",
    "(let ((x 5)) (define foo (lambda (y) (bar x y))) (define bar (lambda (a b) (+ (* a b) a))) (foo (+ x 3)))",
    "(define (f) (define a 1) (define (b) (+ a 1)) (b)) (f)",
    "(define-record-type <pare> (kons x y) pare? (x kar set-kar!) (y kdr)) (list (pare? (kons 1 2)) (pare? (cons 1 2)) (kar (kons 1 2)) (let ((k (kons 1 2))) (set-kar! k 3) (kar k)))",
    "(let () (define-record-type thing (make-thing a) thing? (a thing-a)) (thing-a (make-thing 9)))",
    "(define-values (q r) (floor/ 7 2)) (list q r)",
    "(define x 28) (define (g) x) (define x 29) (g)",
    // R7RS 6: what is in the library is called by its name.
    "(eqv? 'a 'a)",
    "(equal? '(a (b) c) '(a (b) c))",
    "(exact->inexact 1/3)",
    "(max 3 4)",
    "(quotient -13 4)",
    "(modulo -13 4)",
    "(number->string 255 16)",
    "(string->number \"1e3\")",
    "(not 3)",
    "(not #f)",
    "(boolean? '())",
    "(append '(a) '(b c d))",
    "(reverse '(a (b c) d))",
    "(list-tail '(1 2 3) 1)",
    "(memq 'c '(a b c d))",
    "(assq 'b '((a 1) (b 2)))",
    "(symbol->string 'abc)",
    "(string->symbol \"x\")",
    "(char-upcase #\\i)",
    "(string-length \"abc\")",
    "(substring \"hello\" 1 3)",
    "(string-append \"a\" \"b\")",
    "(vector-ref '#(1 1 2 3 5) 3)",
    "(vector->list '#(1 2))",
    "(bytevector-u8-ref #u8(1 2 3) 1)",
    "(map cadr '((a b) (d e)))",
    "(map + '(1 2 3) '(4 5 6))",
    "(let ((v '())) (for-each (lambda (x) (set! v (cons x v))) '(1 2)) v)",
    "(call-with-values (lambda () (values 4 5)) (lambda (a b) b))",
    "(apply + 1 2 '(3 4))",
    "(hash-ref (hash 'a 1) 'a)",
    "(list 'a \"b\" #\\c 1.5 #t)",
];

/// Programs of R7RS that Steel's own macros cannot do.
const BEYOND: &[(&str, &str)] = &[
    (
        "(let-syntax ((given-that (syntax-rules () ((_ test stmt1 stmt2 ...) (if test (begin stmt1 stmt2 ...)))))) (let ((if #t)) (given-that if (set! if 'now)) if))",
        "now",
    ),
    ("(let ((x 'outer)) (let-syntax ((m (syntax-rules () ((m) x)))) (let ((x 'inner)) (m))))", "outer"),
    (
        "(define-syntax be-like-begin (syntax-rules () ((be-like-begin name) (define-syntax name (syntax-rules () ((name expr (... ...)) (begin expr (... ...)))))))) (be-like-begin sequence) (sequence 1 2 3 4)",
        "4",
    ),
    (
        "(define-syntax my-or (syntax-rules () ((_) #f) ((_ e) e) ((_ e r ...) (let ((t e)) (if t t (my-or r ...)))))) (let ((t 5) (if list)) (my-or #f t))",
        "5",
    ),
    ("(cond (5))", "5"),
    ("((lambda (a . rest) rest) 1)", "()"),
    ("((lambda (a b . rest) (list a b rest)) 1 2 3)", "(1 2 (3))"),
    ("(case 2 ((1 2) => list) (else 'none))", "(2)"),
    ("(case 3 ((1 2) 'few) (else => list))", "(3)"),
    ("(let () (define-values (x . y) (values 1 2)) (list x y))", "(1 (2))"),
    ("(let ((a 1) (b 2)) (let-values (((x a) (values a b)) ((y b) (values b a))) (list x a y b)))", "(1 2 2 1)"),
    // A procedure that is made in what a variable is set to sees the variable, and not Steel's box around it.
    ("(let ((p 1)) (set! p (lambda () p)) (eq? p (p)))", "#t"),
    ("(let ((n 7)) (set! n ((lambda () (+ n 1)))) n)", "8"),
    // A macro sees itself, and all that its body defines.
    ("(let () (define-syntax later (syntax-rules () ((_) x))) (define x 5) (later))", "5"),
    (
        "(letrec-syntax ((even (syntax-rules () ((_) 'even) ((_ x . r) (odd . r)))) (odd (syntax-rules () ((_) 'odd) ((_ x . r) (even . r))))) (even 1 1 1))",
        "odd",
    ),
    (
        "`(1 ```,,@,,@(list (+ 1 2)) 4)",
        "(1 (quasiquote (quasiquote (quasiquote (unquote (unquote-splicing (unquote 3)))))) 4)",
    ),
    ("`(1 unquote (+ 1 1))", "(1 . 2)"),
    ("(list #\\( #\\' #\\a)", "(#\\( #\\' #\\a)"),
    ("(let ((car cdr)) (let-syntax ((first (syntax-rules () ((_ x) (car x))))) (first '(1 2))))", "(2)"),
    ("(define-syntax head (syntax-rules () ((_ x) (car x)))) (let ((car cdr)) (head '(1 2)))", "1"),
    (
        "(define-syntax while2 (syntax-rules () ((_ c b ...) (let lp () (when c b ... (lp)))))) (let ((lp 0)) (while2 (< lp 3) (set! lp (+ lp 1))) lp)",
        "3",
    ),
];

#[test]
fn scheme_means_the_same_in_the_dialect() {
    on_host(|host| {
        let (plain, dialect) = (OnSteel::new(host), OnSteel::new(host));
        let mut wrong = Vec::new();
        for text in SCHEME {
            let expected = plain.run_text(text).unwrap_or_else(|error| format!("! {error}"));
            let found = dialect.eval(text);
            if found != expected && !(found.starts_with('!') && expected.starts_with('!')) {
                wrong.push(format!("{text}\n    dialect: {found}\n    scheme:  {expected}"));
            }
        }
        for (text, expected) in BEYOND {
            let found = dialect.eval(text);
            if found != *expected {
                wrong.push(format!("{text}\n    dialect: {found}\n    R7RS:    {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    });
}

#[test]
fn the_engine_runs_what_the_dialect_makes() {
    let table = [
        ("(def add (a b) (+ a b)) (add 40 2)", "42"),
        ("(macro twice (x) `(+ ,x ,x)) (twice 21)", "42"),
        ("(macro unless3 (c ...body) `(when (not @c) ...@body)) (unless3 false 1 2)", "2"),
        ("(macro fnx (ps body) `(=> ,ps ,body)) ((fnx [a b] [b a]) 1 2)", "(2 1)"),
        ("(macro my-or (a b) (let [g 'tmp] `(let [,g ,a] (if ,g ,g ,b)))) (my-or nil 5)", "5"),
        ("(def xs [1 2]) (list 0 ...xs 3)", "(0 1 2 3)"),
        ("(var i 0) (while (< i 3) (set i (+ i 1))) i", "3"),
        ("(cond (nil 1) (0 2))", "2"),
        ("(if nil 1 false 2 3)", "3"),
        ("(\"a\" \"b\")", "\"ab\""),
        ("(let [+x 1 |a b| 2 if 3] (list +x |a b| if))", "(1 2 3)"),
        ("((=> () 5))", "5"),
        ("(#>(list #1 #0) 1 2)", "(2 1)"),
        ("(meta (def helper (x) (list 'quote x))) (macro q (x) (helper x)) (q hello)", "hello"),
        ("'(a nil)", "(a nil)"),
    ];
    on_host(move |host| {
        for (text, expected) in table {
            assert_eq!(OnSteel::new(host).eval(text), expected, "{text}");
        }
    });
}
