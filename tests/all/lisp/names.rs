//! Names with dots and colons, and foreign callables and sequences where Lisp's own may stand.

use polytarget::{Args, Lang, Name, Object, ObjectRef, Result, Value, function};

use super::check;
use crate::support::on_host;

#[test]
fn a_dot_reads_writes_and_calls_a_member() {
    check(&[
        ("(set point 'x 5) point.x", "5"),
        ("(set point.y 6) (list point.y (get point 'y))", "(6 6)"),
        ("(set! point.z 7) point.z", "7"),
        ("(point.sum 1 2 3)", "6"),
        ("(.sum point 1 2 3)", "6"),
        ("(apply point.sum '(1 2))", "3"),
        ("(map (lambda (p) p.x) (list point point))", "(5 5)"),
        ("(list (await 5) (doc car) (signature 1))", "(5 #f #f)"),
        ("(define o (object 'in (object 'x 1))) o.in.x", "1"),
        ("(set o.in.x 2) o.in.x", "2"),
        ("(set (get o.in 'x) 3) (get (get o 'in) 'x)", "3"),
        ("(set o.f (lambda (a #:k [k 0]) (+ a k))) (list (o.f 1) (.f o 1 #:k 2))", "(1 3)"),
        ("(del o.f) (has? o 'f)", "#f"),
        ("(set numbers 0 8) (set (get numbers 1) 9) numbers", "[8, 9, 2]"),
        ("(define n 1) (set n 2) n", "2"),
        ("point.nope", "! AttributeError: rust Point has no member `nope`"),
        ("(nowhere.x)", "! NameError: nothing is called `nowhere.x`"),
        ("(list (lisp:+ 1 2) (lisp:polytarget.lisp.eval \"3\"))", "(3 3)"),
        ("(define (later) (unborn.x 1)) (define unborn (object 'x list)) (later)", "(1)"),
    ]);
}

#[test]
fn a_dot_that_is_no_member() {
    check(&[
        ("(list 1.5 -1.5 +.5 -.5e1 '... 'a.b '(x.y . z))", "(1.5 -1.5 0.5 -5.0 ... a.b (x.y . z))"),
        ("(define a.b 1) a.b", "1"),
        ("(let ([p.q 2]) p.q)", "2"),
        ("((lambda (x.y . r.s) (list x.y r.s)) 1 2)", "(1 (2))"),
        ("(define (f u.v) u.v) (f 3)", "3"),
        ("(let loop ([i.j 0]) (if (< i.j 3) (loop (+ i.j 1)) i.j))", "3"),
        ("(let-values ([(m.n o.p) (values 1 2)]) (+ m.n o.p))", "3"),
        ("(do ([i.k 0 (+ i.k 1)]) ((= i.k 2) i.k))", "2"),
        ("(case 'a.x [(a.x) 'found] [else 'lost])", "found"),
        ("(define o (object 'yes #t 'n 1))", ""),
        ("(cond [o.yes o.n] [else 0])", "1"),
        ("(guard (e [o.yes o.n]) (raise 'x))", "1"),
        ("(do ([i 0 (+ i 1)]) (o.yes (list i o.n)))", "(0 1)"),
        ("`(o.n ,o.n (o.n) ,@(list o.n))", "(o.n 1 (o.n) 1)"),
        ("(define-syntax twice (syntax-rules () [(_ x) (+ x x)])) (twice o.n)", "2"),
        ("(define-record-type p3 (make-p3 x) p3? (x p3.x)) (p3.x (make-p3 4))", "4"),
        ("\"o.n\"", "\"o.n\""),
        // A name that the user defines means what the user says, also where the reader would use it.
        ("(define (get . all) 'mine) (list (get o 'n) o.n)", "(mine 1)"),
        ("(let ([%invoke 1] [invoke 2]) (list invoke))", "(2)"),
    ]);
}

#[test]
fn foreign_callables_stand_where_procedures_do() {
    check(&[
        ("(map identity '(1 2))", "(1 2)"),
        ("(map (lambda (f) (f 5)) (list identity named))", "(5 \"[]\")"),
        ("(filter identity '(1 #f 2))", "(1 2)"),
        ("(sort '(2 1) (lambda (a b) (identity (< a b))))", "(1 2)"),
        ("(for-each identity '(1))", ""),
        ("(apply identity '(7))", "7"),
        ("(apply named 1 '(:k 2))", r#""[(\"k\", Int(2))]""#),
        ("(let ([f identity]) (list (f 1) (f)))", "(1 nil)"),
        ("(list (procedure? identity) (function? identity) (procedure? numbers) (function? car))", "(#t #t #f #t)"),
        ("(let ([again (identity identity)]) (eq? identity again))", "#t"),
        ("(list (equal? identity named) (equal? identity identity) (eqv? identity named))", "(#f #t #f)"),
        // As keys, callables are told apart.
        ("(define t (hash identity 'i named 'n fail 'f)) (hash-length t)", "3"),
        ("(list (hash-ref t named) (hash-contains? t apply-in-rust))", "(n #f)"),
        ("(hashset-contains? (hashset identity) named)", "#f"),
        ("(guard (e [#t 'refused]) (apply 5 '(1)))", "refused"),
        ("(guard (e [#t 'refused]) (apply identity))", "refused"),
        ("(guard (e [#t 'refused]) (apply identity 5))", "refused"),
        ("(named :k)", "! TypeError: expected a value after the keyword k, got the end of the arguments"),
        // A callable that calls back while it is called in the tail of a procedure.
        ("(define (g n) (if (= n 0) 'done (apply-in-rust (lambda () (g (- n 1)))))) (g 500)", "done"),
    ]);
}

#[test]
fn foreign_sequences_stand_where_lists_do() {
    check(&[
        ("(map (lambda (x) (* x 2)) numbers)", "(6 2 4)"),
        ("(map + numbers '(10 20 30))", "(13 21 32)"),
        ("(filter odd? numbers)", "(3 1)"),
        ("(sort numbers <)", "(1 2 3)"),
        ("(apply + numbers)", "6"),
        ("(apply max 0 numbers)", "3"),
        ("(foldl cons '() numbers)", "(2 1 3)"),
        ("(foldr cons '() numbers)", "(3 1 2)"),
        ("(reduce + 0 numbers)", "6"),
        ("(list (member 1 numbers) (any even? numbers) (every odd? numbers) (find even? numbers))", "((1 2) #t #f 2)"),
        ("(let ([sum 0]) (for-each (lambda (x) (set! sum (+ sum x))) numbers) sum)", "6"),
        ("(let ([sum 0]) (each numbers (lambda (x) (set! sum (+ sum x)))) sum)", "6"),
        ("(let ([all '()]) (each (lambda (x) (set! all (cons x all))) (vector 1 2)) all)", "(2 1)"),
        // A walk may be left.
        ("(call/cc (lambda (k) (each (lambda (x) (if (= x 1) (k (list 'found x)))) numbers) 'none))", "(found 1)"),
        ("(guard (e [#t (list 'raised e)]) (each (lambda (x) (raise x)) numbers))", "(raised 3)"),
        ("(map car 5)", "! TypeError: lisp number does not support `iterate`"),
        ("(each car point)", "! TypeError: rust Point does not support `iterate`"),
    ]);
}

/// There are places for a few hundred callables; those beyond work as well.
#[test]
fn more_callables_than_there_are_places() {
    on_host(|host| {
        let lisp = host.start(Lang::Lisp).unwrap();
        let make = function("make", |args: &Args<'_>| {
            let number = args.get(0);
            Ok(function("one", move |args| Ok(if args.positional.is_empty() { number.clone() } else { args.get(0) }))
                .into())
        });
        lisp.set_global(&Name::new("make"), make.into()).unwrap();
        let eval = |code: &str| {
            let value = host.run_in(&*lisp, &polytarget::Source::cell(code)).unwrap();
            lisp.render(&value).unwrap()
        };
        eval("(define all (map make (iota 700)))");
        assert_eq!(eval("(apply + (map (lambda (f) (f)) all))"), (0..700).sum::<i32>().to_string());
        assert_eq!(eval("(apply + (map (lambda (f) (f 1)) all))"), "700");
        assert_eq!(eval("(length (filter (lambda (f) (equal? f (car all))) all))"), "1");
        assert_eq!(eval("(hash-length (apply hash (append-map (lambda (f) (list f 1)) all)))"), "700");
        // Places are taken again once they are free.
        assert_eq!(
            eval("(set! all '()) (define (turn n) (when (> n 0) ((make n)) (turn (- n 1)))) (turn 2000) 'done"),
            "done"
        );
        assert_eq!(eval("((make 5))"), Value::Int(5).to_string());
        lisp.stop();
    });
}

/// An object that calls a procedure whenever a member is read, and has none.
struct Caller(ObjectRef);

impl Object for Caller {
    fn type_name(&self) -> String {
        "Caller".to_owned()
    }

    fn get_member(&self, _name: &Name) -> Result<Option<Value>> {
        self.0.call(&[]).map(|_| None)
    }
}

#[test]
fn arguments_outlive_a_collection_in_a_call_back() {
    on_host(|host| {
        let lisp = host.start_target("scheme").unwrap();
        let eval = |code: &str| host.run_in(&*lisp, &polytarget::Source::cell(code)).unwrap();
        // Cells that nobody holds are used again, so that a lost one would read as a number.
        let churn = eval(
            "(lambda () (#%gc-collect) (let loop ([i 0]) (when (< i 100000) (vector i) (loop (+ i 1)))) (#%gc-collect))",
        );
        let caller = ObjectRef::new(Caller(churn.as_object().unwrap().clone()));
        lisp.set_global(&Name::new("caller"), caller.into()).unwrap();
        for code in ["(get caller 'x (vector 'kept))", "(apply get (list caller 'x (vector 'kept)))"] {
            assert_eq!(lisp.render(&eval(code)).unwrap(), "#(kept)", "{code}");
        }
        lisp.stop();
    });
}
