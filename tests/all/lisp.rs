//! What holds in Lisp by itself, with Rust objects in the place of the other languages.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use polytarget::{
    Args, Error, Fault, Form, Host, Lang, Name, Object, ObjectRef, Operator, Result, Source, Text, Traits, Value,
    function,
};

use crate::support::on_host;

mod names;
mod scheme;

/// Checks that each text has the value that is written beside it, in a fresh instance.
#[track_caller]
fn check(table: &'static [(&'static str, &'static str)]) {
    let caller = std::panic::Location::caller();
    on_host(move |host| {
        let lisp = host.start(Lang::Lisp).unwrap();
        introduce(&*lisp);
        for (code, expect) in table {
            let got = match host.run_in(&*lisp, &Source::cell(code)) {
                Ok(value) => lisp.render(&value).unwrap(),
                Err(error) => format!("! {error}"),
            };
            assert_eq!(got, *expect, "{caller}: {code}");
        }
        lisp.stop();
    });
}

/// Gives an instance the Rust objects that stand for other languages.
fn introduce(lisp: &dyn polytarget::Instance) {
    let apply = |args: &Args<'_>| match &args.positional[0] {
        Value::Object(callee) => callee.call(&args.positional[1..]),
        other => panic!("{other:?} is not callable"),
    };
    let attempt =
        move |args: &Args<'_>| Ok(apply(args).unwrap_or_else(|error| Value::from(format!("failed: {error}"))));
    let globals: Vec<(&str, Value)> = vec![
        ("apply-in-rust", function("apply", apply).into()),
        ("try-in-rust", function("try", attempt).into()),
        ("fail", function("fail", |_| Err(Error::host("MyError", "it failed"))).into()),
        ("panic", function("panic", |_| panic!("a bug in Rust")).into()),
        ("identity", function("identity", |args| Ok(args.get(0))).into()),
        ("named", function("named", |args| Ok(Value::from(format!("{:?}", args.named)))).into()),
        ("point", ObjectRef::new(Point::default()).into()),
        ("numbers", ObjectRef::new(Numbers(RefCell::new(vec![3, 1, 2]))).into()),
        ("half", ObjectRef::new(Fraction(1, 2)).into()),
    ];
    for (name, value) in globals {
        lisp.set_global(&Name::new(name), value).unwrap();
    }
}

/// An object with members, a method and a lenient owner.
#[derive(Default)]
struct Point(RefCell<Vec<(String, Value)>>);

impl Object for Point {
    fn type_name(&self) -> String {
        "Point".to_owned()
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        if name.as_str() == Some("sum") {
            return Ok(Some(
                function("sum", |args| Ok(Value::Int(args.positional.iter().filter_map(Value::as_int).sum()))).into(),
            ));
        }
        let members = self.0.borrow();
        Ok(members.iter().find(|(known, _)| known == &name.to_string()).map(|(_, value)| value.clone()))
    }

    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        self.0.borrow_mut().push((name.to_string(), value));
        Ok(())
    }

    fn members(&self) -> Result<Vec<Text>> {
        Ok(self.0.borrow().iter().map(|(name, _)| Text::from(name.as_str())).collect())
    }
}

/// A list of integers.
struct Numbers(RefCell<Vec<i64>>);

impl Object for Numbers {
    fn type_name(&self) -> String {
        "Numbers".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::SEQUENCE | Traits::ITERABLE
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        let index = key.as_int().and_then(|index| usize::try_from(index).ok());
        Ok(index.and_then(|index| self.0.borrow().get(index).copied()).map(Value::Int))
    }

    fn set_item(&self, key: &Value, value: Value) -> Result<()> {
        self.0.borrow_mut()[usize::try_from(key.as_int().unwrap()).unwrap()] = value.as_int().unwrap();
        Ok(())
    }

    fn len(&self) -> Result<usize> {
        Ok(self.0.borrow().len())
    }

    fn iterate(&self) -> Result<ObjectRef> {
        Ok(ObjectRef::new(Steps(RefCell::new(self.0.borrow().clone().into_iter()))))
    }

    fn equals(&self, other: &Value) -> Result<bool> {
        let other = other.as_object().and_then(ObjectRef::downcast::<Self>);
        Ok(other.is_some_and(|other| *other.0.borrow() == *self.0.borrow()))
    }

    fn display(&self, _form: Form) -> Result<Text> {
        Ok(format!("{:?}", self.0.borrow()).into())
    }
}

struct Steps(RefCell<std::vec::IntoIter<i64>>);

impl Object for Steps {
    fn type_name(&self) -> String {
        "Steps".to_owned()
    }

    fn next(&self) -> Result<Option<Value>> {
        Ok(self.0.borrow_mut().next().map(Value::Int))
    }
}

/// A number with arithmetic of its own.
struct Fraction(i64, i64);

impl Object for Fraction {
    fn type_name(&self) -> String {
        "Fraction".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::NUMERIC
    }

    fn operate(&self, operator: Operator, other: &Value, reflected: bool) -> Result<Value> {
        let (number, side) = (other.as_int().unwrap_or(0), if reflected { "right" } else { "left" });
        Ok(format!("{}/{} {} {number}, on the {side}", self.0, self.1, operator.symbol()).into())
    }
}

#[test]
fn scheme_as_its_users_expect_it() {
    check(&[
        ("(let-values (((a b) (values 1 2)) ((c) (values 3))) (list a b c))", "(1 2 3)"),
        ("(define-values (q r . s) (values 1 2 3 4)) (list q r s)", "(1 2 (3 4))"),
        ("(receive (a . b) (values 1 2 3) (list a b))", "(1 (2 3))"),
        ("(call-with-values (lambda () (list 1 2)) length)", "2"),
        ("(+ 1 (values 2))", "3"),
        ("(define p (make-parameter 1)) (list (p) (parameterize ((p 2)) (p)) (p))", "(1 2 1)"),
        ("(define c (make-parameter 1 number->string)) (list (c) (parameterize ((c 2)) (c)))", r#"("1" "2")"#),
        ("(force (delay (+ 1 2)))", "3"),
        ("(define s (delay-force (delay 5))) (list (force s) (force s) (force 6))", "(5 5 6)"),
        ("(map + '(1 2) '(10 20))", "(11 22)"),
        ("(let ((sum 0)) (for-each (lambda (a b) (set! sum (+ sum (* a b)))) '(1 2) '(3 4)) sum)", "11"),
        ("(vector-map (lambda (x) (* x x)) (vector 1 2 3))", "#(1 4 9)"),
        ("(string-map char-upcase \"abc\")", r#""ABC""#),
        ("(sort '(3 1 2) <)", "(1 2 3)"),
        ("(assq 'b '((a 1) (b 2)))", "(b 2)"),
        ("(memq 'c '(a b c d))", "(c d)"),
        ("(let loop ((i 0)) (if (< i 10) (loop (+ i 1)) i))", "10"),
        (
            "(with-output-to-string (lambda () (display '(1 \"a\" #\\b)) (write '(1 \"a\" #\\b))))",
            r#""(1 a b)(1 \"a\" #\\b)""#,
        ),
        ("(call-with-output-string (lambda (port) (write 'x port)))", r#""x""#),
        ("(read-line (open-input-string \"one\\ntwo\"))", r#""one""#),
        ("(format #f \"~a and ~s~%\" \"x\" \"y\")", r#""x and \"y\"\n""#),
        ("(assert (= 1 2))", "! Error: assertion failed: (= 1 2)"),
        ("(case-lambda ((x) x) ((x y) y))", "#<procedure>"),
        ("`(1 ,(+ 1 1) ,@(list 3 4))", "(1 2 3 4)"),
        ("(list 'sym #t #f 1.5 1/3 (expt 2 70))", "(sym #t #f 1.5 1/3 1180591620717411303424)"),
        ("(if #f #f)", ""),
        ("", ""),
        ("; nothing but a comment", ""),
    ]);
}

#[test]
fn records() {
    check(&[
        ("(define-record-type point (make-point x y) point? (x point-x set-point-x!) (y point-y))", ""),
        ("(define p (make-point 1 2))", ""),
        ("(set-point-x! p 10)", ""),
        (
            "(list (point-x p) (point-y p) (point? p) (point? 1) (eq? p p) (eq? p (make-point 10 2)))",
            "(10 2 #t #f #t #f)",
        ),
        ("p", "#<point 10 2>"),
        ("(list (get p 'x) (keys p))", "(10 (x y))"),
        ("(set p 'x 11) (point-x p)", "11"),
        ("(set p 'y 3)", "! TypeError: immutable lisp point does not support `write item`"),
        ("(struct Pos (row column) #:transparent) (Pos-column (Pos 1 2))", "2"),
        ("(define (show) (Pos-row (Pos 7 8))) (struct Pos (column row)) (show)", "8"),
    ]);
}

#[test]
fn errors_within_lisp() {
    check(&[
        ("(with-handler (lambda (e) (error-object-message e)) (error \"boom\" 1 2))", r#""boom""#),
        ("(guard (e (#t (error-object-irritants e))) (error \"boom\" 1 'b \"c\"))", r#"(1 b "c")"#),
        ("(guard (e ((symbol? e) (list 'symbol e)) ((string? e) 'string)) (raise 'boo))", "(symbol boo)"),
        ("(guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise (list (cons 'a 42))))", "42"),
        ("(guard (e ((string? e) 'no)) (raise 'unhandled))", "! Raised: unhandled"),
        ("(guard (e (#f 'no)) (guard (e2 ((number? e2) 'number)) (raise 'through)))", "! Raised: through"),
        (
            "(list (with-handler (lambda (e) 'outer) (with-handler (lambda (e) (error \"again\")) (error \"x\"))) 'z)",
            "(outer z)",
        ),
        (
            "(call/cc (lambda (k) (with-exception-handler (lambda (e) (k (list 'caught e))) (lambda () (+ 1 (raise 'boom))))))",
            "(caught boom)",
        ),
        ("(with-exception-handler (lambda (e) 10) (lambda () (+ 1 (raise-continuable 'c))))", "11"),
        ("(guard (e (#t (error-object-name e))) (car 5))", r#""TypeError""#),
        ("(guard (e (#t (error-object-name e))) (no-such-name))", "! NameError: nothing is called `no-such-name`"),
        ("(define (later) (no-such-name)) (guard (e (#t (error-object-name e))) (later))", r#""NameError""#),
        ("(define log '()) (define (note x) (set! log (cons x log)))", ""),
        (
            "(guard (e (#t (reverse log))) (dynamic-wind (lambda () (note 'in)) (lambda () (raise 'x)) (lambda () (note 'out))))",
            "(in out)",
        ),
        (
            "(set! log '()) (call/cc (lambda (k) (dynamic-wind (lambda () (note 'in)) (lambda () (k 1)) (lambda () (note 'out))))) (reverse log)",
            "(in out)",
        ),
        ("(error-object? 1)", "#f"),
    ]);
}

#[test]
fn definitions_are_live() {
    check(&[
        ("(define (f) 1) (define (g) (f)) (define (f) 2) (g)", "2"),
        ("(define f (lambda () 3))", ""),
        ("(g)", "3"),
        ("(define (even2? n) (if (= n 0) #t (odd2? (- n 1))))", ""),
        ("(define (odd2? n) (if (= n 0) #f (even2? (- n 1))))", ""),
        ("(even2? 101)", "#f"),
        ("(define x 1) (define (get-x) x) (define x 2) (get-x)", "2"),
        // A name that was there from the start is the user's from then on, and for the user only.
        ("(define (list . all) (cons 'mine all)) (define (use) (list 1)) (use)", "(mine 1)"),
        ("(define (list . all) (cons 'again all)) (use)", "(again 1)"),
        ("(define log '()) (set! log (cons 1 log)) log", "(1)"),
        ("(define (assert x) x) (assert #f)", "#f"),
        ("`(list ,(list 2) ,@(map (lambda (sort) sort) '(3)))", "(list (again 2) 3)"),
        ("(sort '(2 1) <)", "(1 2)"),
        ("(let-values (((a b) (values 1 2))) (+ a b))", "3"),
        ("(eval-string \"(define from-text 5)\") from-text", "5"),
        ("from-text", "5"),
        ("(eval '(+ 1 2) (interaction-environment))", "3"),
        ("(begin (define b1 1) (define b2 (+ b1 1))) b2", "2"),
    ]);
}

#[test]
fn calls_back_and_forth() {
    check(&[
        ("(apply-in-rust (lambda (x) (* x 2)) 21)", "42"),
        ("(define (f a b) (let ([r (apply-in-rust (lambda (x) (+ x a)) b)]) (list a b r))) (f 1 2)", "(1 2 3)"),
        ("(define (down n) (if (= n 0) 0 (+ 1 (apply-in-rust down (- n 1))))) (down 1000)", "1000"),
        ("(map apply-in-rust (list (lambda () 1) (lambda () 2)))", "(1 2)"),
        ("(apply apply-in-rust (list + 1 2))", "3"),
        ("(apply-in-rust (lambda all all) 1 2 3 4 5)", "(1 2 3 4 5)"),
        ("(list (procedure? identity) (eq? identity identity) (foreign? identity) (foreign? car))", "(#t #t #t #f)"),
        ("(call identity 5)", "5"),
        ("(named 1 #:k 2 :other \"x\")", r#""[(\"k\", Int(2)), (\"other\", Text(\"x\"))]""#),
        ("(define v (vector 1 2)) (eq? v (identity v))", "#t"),
        ("(eq? car (identity car))", "#t"),
        ("(identity 'sym)", "sym"),
        ("(eq? 'sym (identity 'sym))", "#t"),
        (
            "(list (identity #t) (identity 1.5) (identity \"s\") (identity (expt 2 70)) (identity 1/3))",
            "(#t 1.5 \"s\" 1180591620717411303424 1/3)",
        ),
        ("(try-in-rust (lambda () (error \"inside\" 1)))", r#""failed: Error: inside 1""#),
        (
            "(define (h z) (let ([q (try-in-rust (lambda () (car z)))] [w 2]) (list z (string? q) w))) (list (h 1) (h 2))",
            "((1 #t 2) (2 #t 2))",
        ),
        (
            "(guard (e (#t (list 'caught (error-object-name e) (error-object-message e)))) (fail))",
            r#"(caught "MyError" "it failed")"#,
        ),
        (
            "(define (w n) (with-handler (lambda (e) (if (= n 3) (list 'stopped n) (raise e))) (if (= n 0) (error \"x\") (list n (apply-in-rust (lambda () (w (- n 1))))))))",
            "",
        ),
        ("(list (w 6) 'after)", "((6 (5 (4 (stopped 3)))) after)"),
        (
            "(guard (e (#t (error-object-message e))) (call/cc (lambda (k) (apply-in-rust k 5))))",
            r#""a continuation cannot cross a call from or to another language, or an evaluation within its own""#,
        ),
        ("(define kept #f)", ""),
        ("(+ 1 (call/cc (lambda (k) (set! kept k) 1)))", "2"),
        ("(kept 5)", "! Error: the evaluation in which this continuation was taken is over"),
        (
            "(guard (e (#t (error-object-message e))) (apply-in-rust kept 5))",
            r#""the evaluation in which this continuation was taken is over""#,
        ),
        ("(eval-in \"lisp\" \"(+ 1 2)\")", "3"),
        ("(guard (e (#t (error-object-name e))) (panic))", r#""InternalError""#),
        ("(+ 1 1)", "2"),
    ]);
}

#[test]
fn foreign_objects() {
    check(&[
        ("(set point 'x 5) (list (get point 'x) (get point \"x\") (has? point 'x) (has? point 'y))", "(5 5 #t #f)"),
        ("(get point 'y)", "! AttributeError: rust Point has no member `y`"),
        ("(invoke point 'sum 1 2 3)", "6"),
        ("((get point 'sum) 1 2)", "3"),
        ("(keys point)", r#"("x")"#),
        ("(list (len numbers) (get numbers 0) (->list numbers))", "(3 3 (3 1 2))"),
        ("(set numbers 0 9) (let ((all '())) (each (lambda (x) (set! all (cons x all))) numbers) all)", "(2 1 9)"),
        ("numbers", "[9, 1, 2]"),
        ("(get numbers 7)", "! LookupError: rust Numbers has no item 7"),
        ("(to-native numbers)", "(9 1 2)"),
        ("(list (equal? numbers numbers) (eq? numbers (identity numbers)) (equal? numbers 5))", "(#t #t #f)"),
        ("(type-of numbers)", r#""Numbers""#),
        ("(op \"+\" half 1)", r#""1/2 + 1, on the left""#),
        ("(op '- 1 half)", r#""1/2 - 1, on the right""#),
        ("(op \"+\" 1 2)", "3"),
        ("(len point)", "! TypeError: rust Point does not support `length`"),
        ("(hash-ref (hash numbers 'found) numbers)", "found"),
    ]);
}

#[test]
fn objects_of_lisp() {
    check(&[
        ("(define o (object 'a 1 'b (lambda (x) (* x 2)))) (get o 'a)", "1"),
        ("(invoke o 'b 21)", "42"),
        ("(set o 'c 3) (del o 'a) (list (keys o) (len o) (has? o 'a) (object? o) (object? 1))", "((b c) 2 #f #t #f)"),
        ("(eq? o (identity o))", "#t"),
        ("(object 'x 1 \"y\" 2)", "{x 1 y 2}"),
        ("(get (hash 'a 1) 'a)", "1"),
        ("(set (hash 'a 1) 'a 2)", "! TypeError: immutable lisp hash does not support `write item`"),
        ("(get (vector 1 2 3) 1)", "2"),
        ("(let ((v (vector 1))) (set v 0 5) (set v 1 6) v)", "#(5 6)"),
        ("(let ((v (vector 1))) (set v 0 v) v)", "#(...)"),
        ("(items (object 'k 'v))", "((k v))"),
    ]);
}

/// Evaluates in the main instance and returns the handle.
fn handle(host: &Host, code: &str) -> ObjectRef {
    host.eval(Lang::Lisp, code).unwrap().as_object().unwrap().clone()
}

#[test]
fn handles_answer_messages() {
    on_host(|host| {
        let vector = handle(host, "(define v1 (vector 1 2 3)) v1");
        assert!(vector.traits().contains(Traits::SEQUENCE));
        vector.set_item(&Value::Int(0), Value::from("new")).unwrap();
        vector.set_item(&Value::Int(3), Value::Int(4)).unwrap();
        assert_eq!(host.eval(Lang::Lisp, "(write-to-string v1)").unwrap().as_str(), Some(r#"#("new" 2 3 4)"#));
        assert_eq!(vector.len().unwrap(), 4);
        assert_eq!(vector.identity(), handle(host, "v1").identity());
        let steps = vector.iterate().unwrap();
        let mut count = 0;
        while steps.next().unwrap().is_some() {
            count += 1;
        }
        assert_eq!(count, 4);

        let table = handle(host, "(define t1 (object 'a 1)) t1");
        assert!(table.traits().contains(Traits::MAPPING));
        table.set("b", Value::Int(2)).unwrap();
        assert_eq!(host.eval(Lang::Lisp, "(get t1 'b)").unwrap().as_int(), Some(2));
        let keys: Vec<String> = table.keys().unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(keys, ["a", "b"]);
        assert_eq!(table.get_item(&Value::from("a")).unwrap().and_then(|value| value.as_int()), Some(1));
        assert!(handle(host, "(hash \"a\" 1 'b 2)").get("b").is_ok());

        let symbol = handle(host, "'name");
        assert_eq!(symbol.identity(), handle(host, "(car '(name))").identity());
        assert_eq!(symbol.display(Form::Literal).unwrap().as_utf8(), Some("name"));

        let bytes = handle(host, "(bytes 1 2 255)");
        assert_eq!(bytes.bytes().unwrap(), [1, 2, 255]);
        assert_eq!(host.eval(Lang::Lisp, "#\\a").unwrap().as_str(), Some("a"));

        let third = handle(host, "1/3");
        assert!(third.traits().contains(Traits::NUMERIC));
        let sum = third.operate(Operator::Add, &Value::Int(1), false).unwrap();
        assert_eq!(sum.to_string(), "4/3");
        assert!(third.equals(&host.eval(Lang::Lisp, "2/6").unwrap()).unwrap());

        let pair = handle(host, "(cons 1 2)");
        assert_eq!(pair.get("cdr").unwrap().as_int(), Some(2));
        let procedure = handle(host, "(lambda (a #:k [k 10]) (+ a k))");
        assert_eq!(procedure.call(&[Value::Int(1)]).unwrap().as_int(), Some(11));
        let named = [(Name::new("k"), Value::Int(5))];
        let args = Args::with_named(&[Value::Int(1)], &named);
        assert_eq!(Object::call(&*procedure, None, &args).unwrap().as_int(), Some(6));
        assert_eq!(handle(host, "+").call(&[Value::Int(1), Value::Int(2)]).unwrap().as_int(), Some(3));
        assert!(matches!(vector.call(&[]).unwrap_err().fault(), Fault::Unsupported { .. }));
    });
}

#[test]
fn errors_keep_their_identity() {
    on_host(|host| {
        let lisp = host.start(Lang::Lisp).unwrap();
        introduce(&*lisp);
        let eval = |code: &str| host.run_in(&*lisp, &Source::named(code, "<test>"));
        // What is raised in Lisp leaves as itself …
        let error = eval("(define thing (vector 1)) (raise thing)").unwrap_err();
        let thing = eval("thing").unwrap();
        assert_eq!(error.value().and_then(Value::as_object), thing.as_object());
        // … and comes home as itself.
        let raiser = function("raiser", move |_| Err(error.clone()));
        lisp.set_global(&Name::new("raiser"), raiser.into()).unwrap();
        let same = eval("(guard (e (#t (eq? e thing))) (raiser))").unwrap();
        assert_eq!(same.as_bool(), Some(true));
        // A scalar, too.
        let error = eval("(raise 42)").unwrap_err();
        assert_eq!(error.value().and_then(Value::as_int), Some(42));
        lisp.set_global(&Name::new("raiser"), function("raiser", move |_| Err(error.clone())).into()).unwrap();
        assert_eq!(eval("(guard (e (#t e)) (raiser))").unwrap().as_int(), Some(42));
        // A foreign error is raised again as the very same.
        let foreign = Error::raised(Lang::Py, "ValueError", "no", ObjectRef::new(Point::default()).into());
        let (value, thrown) = (foreign.value().cloned().unwrap(), foreign.clone());
        lisp.set_global(&Name::new("thrower"), function("thrower", move |_| Err(thrown.clone())).into()).unwrap();
        let error = eval("(guard (e ((string? e) 0)) (thrower))").unwrap_err();
        assert_eq!(error.lang(), Lang::Py);
        assert_eq!(error.value().and_then(Value::as_object), value.as_object());
        let error = eval("(define (again) (guard (e (#t (raise e))) (thrower)))\n(list (again))").unwrap_err();
        assert_eq!(error.class(), "ValueError");
        assert!(error.trace().frames().any(|frame| frame.function == "again"), "{}", error.report());
        lisp.set_global(&Name::new("original"), value).unwrap();
        assert_eq!(eval("(guard (e (#t (eq? (error-object e) original))) (thrower))").unwrap().as_bool(), Some(true));
        lisp.stop();
    });
}

#[test]
fn traces_tell_the_place() {
    on_host(|host| {
        let lisp = host.start(Lang::Lisp).unwrap();
        let code =
            "(define (inner x)\n  (list 1\n    (car x)))\n(define (outer y)\n  (list (inner y)))\n\n(list (outer 5))";
        let error = host.run_in(&*lisp, &Source::named(code, "<lisp 3>")).unwrap_err();
        let trace = error.trace();
        let innermost = trace.frames().next().unwrap();
        assert_eq!((innermost.function.as_str(), innermost.file.as_str()), ("inner", "<lisp 3>"));
        assert_eq!((innermost.line, innermost.column), (3, Some(6)));
        assert_eq!(innermost.source().as_deref(), Some("    (car x)))"));
        let outermost = trace.frames().next_back().unwrap();
        assert_eq!((outermost.function.as_str(), outermost.line), ("", 7));
        let syntax = host.run_in(&*lisp, &Source::named("(+ 1 2)\n(list (1 2]", "<lisp 4>")).unwrap_err();
        assert!(matches!(syntax.fault(), Fault::Syntax { .. }), "{syntax:?}");
        assert_eq!(syntax.trace().frames().next().map(|frame| frame.line), Some(2));
        // Steel's reader gives up on this one, by an assertion of its debug build.
        let crossed = "(k `(x ,@(#(list) [ quasiquote(x ,@(#(list)  2)\u{1c}lls(k\\\u{fffd} \"s\";)))))";
        let syntax = host.run_in(&*lisp, &Source::named(crossed, "<lisp 4>")).unwrap_err();
        assert!(matches!(syntax.fault(), Fault::Syntax { .. }), "{syntax:?}");
        // Its compiler cannot take this one: it looks for two arguments where there is one.
        let code = "\n(list 1)\n((lambda (a b . rest) a) 1)";
        let refused = host.run_in(&*lisp, &Source::named(code, "<lisp 4>")).unwrap_err();
        assert!(matches!(refused.fault(), Fault::Syntax { .. }), "{refused:?}");
        assert_eq!(refused.trace().frames().next().map(|frame| frame.line), Some(3), "{refused:?}");
        let caught = format!("(with-handler (lambda (e) 'caught) (eval-string {code:?}))");
        let value = host.run_in(&*lisp, &Source::cell(&caught)).unwrap();
        assert_eq!(host.render(Lang::Lisp, &value).unwrap(), "caught");
        let free = host.run_in(&*lisp, &Source::named("\n(list no-such-name)", "<lisp 5>")).unwrap_err();
        assert_eq!((free.class(), free.trace().frames().next().map(|frame| frame.line)), ("NameError", Some(2)));
        // A definition that is made again is compiled as an assignment; its columns are still the user's.
        let twice = "(define (twice) (car 1))\n(define (twice) (car 2))\n(list (twice))";
        let error = host.run_in(&*lisp, &Source::named(twice, "<lisp 6>")).unwrap_err();
        let place = error.trace().frames().next().map(|frame| (frame.line, frame.column));
        assert_eq!(place, Some((2, Some(18))));
        lisp.stop();
    });
}

#[test]
fn runaway_recursion_is_an_error() {
    on_host(|host| {
        let lisp = host.start(Lang::Lisp).unwrap();
        introduce(&*lisp);
        let eval = |code: &str| host.run_in(&*lisp, &Source::cell(code));
        for code in [
            "(define (pure n) (+ 1 (pure n))) (list 1 (with-handler (lambda (e) 'caught) (pure 0)))",
            "(list 1 (apply-in-rust (lambda () (list 2 (pure 0)))))",
            "(define (pair n) (+ 1 (apply-in-rust pair n))) (list 1 (pair 0))",
        ] {
            let error = eval(code).unwrap_err();
            assert!(matches!(error.fault(), Fault::TooDeep), "{code}: {error}");
            let healthy =
                "(let ((a 1)) (list a (with-handler (lambda (e) 'ok) (apply-in-rust (lambda () (error \"x\"))))))";
            assert_eq!(lisp.render(&eval(healthy).unwrap()).unwrap(), "(1 ok)");
        }
        assert_eq!(eval("(guard (e (#t (error-object-name e))) (pair 0))").unwrap().as_str(), Some("RecursionError"));
        lisp.stop();
    });
}

#[test]
fn interrupts_cannot_be_caught() {
    on_host(|host| {
        let lisp = host.start(Lang::Lisp).unwrap();
        introduce(&*lisp);
        let eval = |code: &str| host.run_in(&*lisp, &Source::cell(code));
        for code in [
            "(let loop () (loop))",
            "(define (forever) (guard (e (#t (forever))) (let loop () (loop)))) (forever)",
            "(list 1 (try-in-rust (lambda () (let loop ((all '())) (loop (list (box 1) 2))))))",
        ] {
            let stop = host.interrupter();
            let stopper = std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(100));
                stop();
            });
            let error = eval(code).unwrap_err();
            stopper.join().unwrap();
            assert!(matches!(error.fault(), Fault::Interrupted), "{code}: {error}");
            assert_eq!(eval("(let ((a 1)) (+ a (apply-in-rust (lambda () 2))))").unwrap().as_int(), Some(3));
        }
        assert!(matches!(eval("(guard (e (#t 1)) (exit 7))").unwrap_err().fault(), Fault::Exit(7)));
        assert_eq!(eval("(+ 1 1)").unwrap().as_int(), Some(2));
        lisp.stop();
    });
}

/// Counts how many of it are alive.
struct Counted(Rc<Cell<i64>>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl Object for Counted {
    fn type_name(&self) -> String {
        "Counted".to_owned()
    }
}

#[test]
fn what_is_dropped_is_let_go_of() {
    on_host(|host| {
        let lisp = host.start(Lang::Lisp).unwrap();
        introduce(&*lisp);
        let alive = Rc::new(Cell::new(0));
        let counter = Rc::clone(&alive);
        let make = function("make", move |_| {
            counter.set(counter.get() + 1);
            Ok(ObjectRef::new(Counted(Rc::clone(&counter))).into())
        });
        lisp.set_global(&Name::new("make"), make.into()).unwrap();
        let eval = |code: &str| host.run_in(&*lisp, &Source::cell(code)).unwrap();
        eval("(let loop ((i 0)) (if (< i 10000) (begin (make) (identity (vector i)) (loop (+ i 1))) i))");
        assert_eq!(alive.get(), 0);
        eval("(define kept (make))");
        assert_eq!(alive.get(), 1);
        eval("(set! kept #f) 1");
        eval("2");
        assert_eq!(alive.get(), 0);
        eval("(define kept (list (make) (make)))");
        lisp.stop();
        assert_eq!(alive.get(), 0);
    });
}

#[test]
fn instances_are_apart() {
    on_host(|host| {
        let (one, two) = (host.start(Lang::Lisp).unwrap(), host.start(Lang::Lisp).unwrap());
        introduce(&*one);
        introduce(&*two);
        host.run_in(&*one, &Source::cell("(define x 1) (define (f g) (list 'one (g x)))")).unwrap();
        host.run_in(&*two, &Source::cell("(define x 2) (define (g y) (list 'two x y))")).unwrap();
        assert!(one.global(&Name::new("g")).unwrap().is_none());
        let g = two.global(&Name::new("g")).unwrap().unwrap();
        one.set_global(&Name::new("g"), g.clone()).unwrap();
        let value = host.run_in(&*one, &Source::cell("(f g)")).unwrap();
        assert_eq!(one.render(&value).unwrap(), "(one (two 2 1))");
        assert!(one.global_names().unwrap().contains(&"f".to_owned()));
        two.stop();
        assert!(matches!(g.as_object().unwrap().call(&[Value::Int(1)]).unwrap_err().fault(), Fault::Gone(Lang::Lisp)));
        assert!(matches!(two.eval(&Source::cell("1")).unwrap_err().fault(), Fault::Gone(Lang::Lisp)));
        assert!(host.run_in(&*one, &Source::cell("(guard (e (#t #t)) (f g))")).is_ok());
        one.stop();
    });
}

#[test]
fn files_and_modules() {
    let folder = std::env::temp_dir().join(format!("polytarget-lisp-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let library = "(define scale 10)\n(define (area r) (* scale r r))\n(define (set-scale! new) (set! scale new))\n(define name 'scale)";
    std::fs::write(folder.join("shapes.scm"), library).unwrap();
    std::fs::write(folder.join("main.scm"), "(import-from \"shapes.scm\" (area (scale as factor)))\n(define answer (+ factor (area 2)))\n(load \"more.scm\")").unwrap();
    std::fs::write(folder.join("more.scm"), "(define more (list answer (command-line)))").unwrap();
    on_host(move |host| {
        let lisp = host.start(Lang::Lisp).unwrap();
        let main = folder.join("main.scm");
        lisp.set_arguments("main.scm", &["-v".to_owned()]).unwrap();
        let text = std::fs::read_to_string(&main).unwrap();
        host.run_in(&*lisp, &Source::script(&text, &main.to_string_lossy())).unwrap();
        let more = host.run_in(&*lisp, &Source::cell("more")).unwrap();
        assert_eq!(lisp.render(&more).unwrap(), r#"(50 ("main.scm" "-v"))"#);
        let module = lisp.import("./shapes.scm", Some(&folder)).unwrap();
        assert_eq!(module.get("area").unwrap().as_object().unwrap().call(&[Value::Int(1)]).unwrap().as_int(), Some(10));
        module.get("set-scale!").unwrap().as_object().unwrap().call(&[Value::Int(3)]).unwrap();
        assert_eq!(module.get("scale").unwrap().as_int(), Some(3));
        // Its variables are its own.
        assert!(host.run_in(&*lisp, &Source::cell("scale")).is_err());
        assert_eq!(module.get("name").unwrap().to_string(), "scale");
        assert!(matches!(lisp.import("./none.scm", Some(&folder)).unwrap_err().fault(), Fault::NoModule { .. }));
        lisp.stop();
        std::fs::remove_dir_all(&folder).unwrap();
    });
}

#[test]
fn prompts() {
    use polytarget::runtime::Completeness::{Complete, Incomplete, Invalid};
    on_host(|host| {
        let lisp = host.instance(Lang::Lisp).unwrap();
        for (input, expect) in [
            ("(+ 1 2)", Complete),
            ("(+ 1", Incomplete),
            ("\"abc", Incomplete),
            ("#| abc", Incomplete),
            ("'", Incomplete),
            (")", Invalid),
            ("(a [b)", Invalid),
        ] {
            assert_eq!(lisp.assess(input), expect, "{input}");
        }
        host.eval(Lang::Lisp, "(define my-special-name 1)").unwrap();
        assert_eq!(lisp.complete("(list my-spec"), ["my-special-name"]);
        assert!(lisp.complete("(call-with-v").contains(&"call-with-values".to_owned()));
        assert!(lisp.complete("(").is_empty());
        assert!(!host.facts(Lang::Lisp).unwrap().is_empty());
    });
}

/// What is no procedure refuses to be called in words that name it, wherever the call stands.
#[test]
fn a_foreign_object_that_is_no_procedure_says_so() {
    check(&[
        ("(guard (e [#t (error-object-message e)]) ((py.eval \"[1]\") 5))", "\"py list does not support `call`\""),
        (
            "(define (f o) (o)) (guard (e [#t (error-object-message e)]) (f (js.eval \"({})\")))",
            "\"js Object does not support `call`\"",
        ),
        (
            "(define (g o) (+ 1 (o 1 2))) (guard (e [#t (error-object-message e)]) (g (rhai.eval \"live [1]\")))",
            "\"rhai array does not support `call`\"",
        ),
        (
            "(guard (e [#t (error-object-message e)]) (apply (py.eval \"{1}\") '(1)))",
            "\"expected a procedure for apply, got object {1}\"",
        ),
        (
            "(guard (e [#t (error-object-message e)]) (map (py.eval \"{1}\") '(1)))",
            "\"py set does not support `call`\"",
        ),
        ("(guard (e [#t (error-object-name e)]) ((vector 1) 0))", "\"TypeError\""),
        (
            "(define (t f) (f 1)) (guard (e [#t (error-object-message e)]) (t 5))",
            "\"`f` is 5, which cannot be called\"",
        ),
    ]);
}

/// An error of a host procedure has the place of its call, not of what comes after it.
#[test]
fn errors_in_a_let_are_where_they_are() {
    let table: [(&str, &[&str]); 6] = [
        ("(define o (py.eval \"[]\"))\n(let ([a 1]\n      [b o.nix])\n  b)", &["<lisp>:3:10"]),
        (
            "(define (h o)\n  (let ([a 1])\n    (+ a (o.nope 3))))\n(h (py.eval \"[]\"))",
            &["<lisp>:3:11 in h", "<lisp>:4"],
        ),
        ("(define o (py.eval \"len\"))\n(let* ([a (o 1)]\n       [b 2])\n  b)", &["<lisp>:2:12"]),
        ("(let ([a 1]\n      [b (raise 2)])\n  (list b a))", &["<lisp>:2:11"]),
        ("(list 1\n  (vector-ref (vector) 7)\n  2)", &["<lisp>:2:4"]),
        ("(letrec ([f (lambda (x)\n             (list (car x)))])\n  (f 1))", &["<lisp>:2:21"]),
    ];
    on_host(move |host| {
        let lisp = host.start(Lang::Lisp).unwrap();
        for (code, places) in table {
            let report = host.run_in(&*lisp, &Source::named(code, "<lisp>")).unwrap_err().report();
            for place in places {
                assert!(report.contains(&format!("  lisp  {place}\n")), "{code}\n{place}:\n{report}");
            }
        }
    });
}
