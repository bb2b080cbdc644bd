//! What the forms of the dialect become.

use super::model::Model;

/// Expands each text in a world of its own and compares the code of its last form; an error begins with `!`.
#[track_caller]
fn check(table: &[(&str, &str)]) {
    for (text, expected) in table {
        let model = Model::new();
        let found = match model.expand(text, true) {
            Ok(codes) => codes.last().map_or(String::new(), |code| code.text.clone()),
            Err(error) => format!("! {}", error.report(text)),
        };
        assert_eq!(&found, expected, "{text}");
    }
}

#[test]
fn literals() {
    check(&[
        ("1 ", "1"),
        ("-1.50e3", "-1.50e3"),
        ("\"a\\n\\\"\"", "\"a\n\\\"\""),
        ("true", "#t"),
        ("nil", "%nil"),
        (":key", "':key"),
        ("#\\a", "#\\a"),
        ("()", "'()"),
        ("#(1 a)", "'#(1 a)"),
        ("#u8(1 2)", "#u8(1 2)"),
        ("[1, \"a\", [2]]", "(%list 1 \"a\" (%list 2))"),
        ("{a: 1 :b 2 \"c\" 3 (f) 4}", "(%object \"a\" 1 \"b\" 2 \"c\" 3 (f) 4)"),
        ("[]", "(%list)"),
    ]);
}

#[test]
fn keywords_as_keys() {
    check(&[
        ("(lambda (o) (get o :a 1 :b))", "(lambda (o) (%ref o 'a 1 'b))"),
        ("(get :a :b)", "(%ref ':a 'b)"),
        ("(define o 1) (set o :a :b)", "(%put! o 'a ':b)"),
        ("(define o 1) (set (get o :a :b) 2)", "(%put! (%ref o 'a) 'b 2)"),
        ("(define o 1) (del o :a)", "(del o 'a)"),
        ("(define o 1) (del (get o 1 :a :b))", "(del (%ref o 1 'a) 'b)"),
        ("(define o 1) (has? o :a)", "(has? o 'a)"),
        ("(object :a :b #:c 1 ::d 2)", "(object 'a ':b 'c 1 ':d 2)"),
        ("{::d 1}", "(%object \":d\" 1)"),
        ("(define-syntax m (syntax-rules () ((_ o k) (get o k)))) (m 1 :a)", "(%ref 1 'a)"),
        // A quoted one is a symbol, and whoever is called by that name only takes keywords as before.
        ("(get 1 ':a)", "(%ref 1 ':a)"),
        ("(lambda (get) (get 1 :a))", "(lambda (get) (get 1 ':a))"),
        ("(define (object a b) a) (object :a 1)", "(%my:object ':a 1)"),
        ("(namespace n) (def has? (a b) a) (has? 1 :a)", "((%ns-ref 'n 'has?) 1 ':a)"),
        ("(define o 1) (.get o :a)", "(%send o 'get ':a)"),
        ("(define xs 1) (object :a 1 ...xs :b 2)", "(%apply object (%append (%list 'a 1) xs (%list ':b 2)))"),
    ]);
}

#[test]
fn names() {
    check(&[
        ("car", "car"),
        ("nowhere", "nowhere"),
        ("(define x 1) x", "x"),
        // A name that was there from the start is another variable once the user defines it.
        ("(define (car x) x) (car 1)", "(%my:car 1)"),
        ("(define o (object)) o.a.b", "(%ref o 'a 'b)"),
        ("(define o.a 1) o.a", "o.a"),
        ("(define o.a 1) o.a.b", "(%ref o.a 'b)"),
        ("(lambda (o) o.a)", "(lambda (o) (%ref o 'a))"),
        ("(lambda (o.a) o.a)", "(lambda (o.a) o.a)"),
        ("(o.f 1)", "(%send o 'f 1)"),
        ("(o.p.f 1)", "(%send (%ref o 'p) 'f 1)"),
        ("(namespace n.I) (def x 1) n.I.x", "(%ns-ref 'n.I 'x)"),
        ("(namespace n.I) (def x (object)) (namespace user) n.I.x.y", "(%ref (%ns-ref 'n.I 'x) 'y)"),
        ("(namespace n.I) (def x 1) (namespace user) (n.I.x 1)", "((%ns-ref 'n.I 'x) 1)"),
        ("(namespace n.I) (namespace user) n.I", "(%namespace 'n.I)"),
        ("(namespace n.I) (namespace user) n.I.y", "(%ref (%namespace 'n.I) 'y)"),
        ("(namespace n) (namespace user) n", "(%namespace 'n)"),
        ("js.macros", "(%macros 'js)"),
        ("(keys js.macros)", "(keys (%macros 'js))"),
        ("js:x", "(%foreign 'js 'x)"),
        ("js/Math.PI", "(%ref (%foreign 'js 'Math) 'PI)"),
        ("(js:parseInt \"1\")", "(%foreign-call 'js 'parseInt \"1\")"),
        ("(js:Math.max 1 2)", "(%send (%foreign 'js 'Math) 'max 1 2)"),
        ("(define (f) (later:x 1))", "(define f (lambda () (later:x 1)))"),
        ("1+ -x +x |a b|", "|a b|"),
        ("+x", "|+x|"),
    ]);
}

#[test]
fn definitions() {
    check(&[
        ("(var *runtimes* (object))", "(define *runtimes* (object))"),
        ("(var a 1 b 2)", "(begin (define a 1) (define b 2))"),
        ("(var a: 1)", "(define a 1)"),
        ("(def n 5)", "(define n 5)"),
        ("(def repls [\"js\" \"py\"])", "(define repls (%list \"js\" \"py\"))"),
        ("(def f [] 1)", "(define f (lambda () 1))"),
        ("(def f (a ...r) a r)", "(define f (lambda (a . r) a r))"),
        ("(def f [...r] r)", "(define f (lambda r r))"),
        ("(def (f a) a)", "(define f (lambda (a) a))"),
        ("(define (f a . r) r)", "(define f (lambda (a . r) r))"),
        ("(define (f . r) r)", "(define f (lambda r r))"),
        ("(define f)", "(define f %nil)"),
        ("(define (f a #:k [k 1]) k)", "(define f (lambda (a #:k (k 1)) k))"),
        ("(define-values (a b) (values 1 2))", "(define-values (a b) (values 1 2))"),
        (
            "(define-record-type point (make x y) point? (x point-x set-x!))",
            "(define-record-type point (make x y) point? (x point-x set-x!))",
        ),
        ("(namespace n) (var cache (object))", "(%ns-define! 'n 'cache (object))"),
        ("(namespace n) (def f (x) (f x g))", "(%ns-define! 'n 'f (lambda (x) ((%ns-ref 'n 'f) x (%ns-ref 'n 'g))))"),
        ("(namespace n) (def f 1) (namespace user) (def f 2) f", "f"),
        (
            "(namespace n) (define-values (a . b) (f))",
            "(call-with-values (lambda () ((%ns-ref 'n 'f))) (lambda (%a:0 . %b:0) (%ns-define! 'n 'a %a:0) (%ns-define! 'n 'b %b:0)))",
        ),
        (
            "(namespace n) (define-record-type p (mk x) p? (x px))",
            "(call-with-values (lambda () (let () (define-record-type p (mk x) p? (x px)) (values p mk p? px))) (lambda (%p:0 %mk:0 %p?:0 %px:0) (%ns-define! 'n 'p %p:0) (%ns-define! 'n 'mk %mk:0) (%ns-define! 'n 'p? %p?:0) (%ns-define! 'n 'px %px:0)))",
        ),
        ("(namespace n)", "(%namespace 'n)"),
        ("(namespace n) (namespace user) (get-global (+ \"\" (+ \"n\")))", "(%namespace 'n)"),
        ("(get-global \"n\")", "(get-global \"n\")"),
        ("(+ \"a\" (+ \"b\" \"c\"))", "\"abc\""),
        ("(+ \"a\" x)", "(%+ \"a\" x)"),
        ("(+ \"a\" 1)", "(%+ \"a\" 1)"),
        ("(define (+ a b) a) (+ \"a\" \"b\")", "(%my:+ \"a\" \"b\")"),
        // Words of the dialect may be a program's own names.
        ("(define (each a b) a) (each 1 2)", "(each 1 2)"),
        ("(define (target x) x) (target 1)", "(target 1)"),
        ("(require \"x.scm\")", "(require \"x.scm\")"),
    ]);
}

#[test]
fn procedures_and_calls() {
    check(&[
        ("(=> (lang) (f lang))", "(lambda (lang) (f lang))"),
        ("(=> x x)", "(lambda (x) x)"),
        ("(fn [a b] (+ a b))", "(lambda (a b) (%+ a b))"),
        ("(# (a) a)", "(lambda (a) a)"),
        ("(lambda args args)", "(lambda args args)"),
        ("(lambda ())", "(lambda () %nil)"),
        ("#>(* #0 #1)", "(lambda (%#0:1 %#1:2) (* %#0:1 %#1:2))"),
        ("((get x \"f\"))", "(%call0 (%ref x \"f\"))"),
        ("(((get x \"f\")) 1)", "((%call0 (%ref x \"f\")) 1)"),
        ("((lambda () 1))", "((lambda () 1))"),
        ("(f)", "(f)"),
        ("(\"a\" x \"b\")", "(%str \"a\" x \"b\")"),
        ("(.send cache.repl code)", "(%send (%ref cache 'repl) 'send code)"),
        ("(.m o ...xs 1)", "(%apply %send (%append (%list o 'm) xs (%list 1)))"),
        ("(f 1 ...xs)", "(%apply f (%append (%list 1) xs (%list)))"),
        ("[1 ...xs 2]", "(%apply %list (%append (%list 1) xs (%list 2)))"),
        ("(f :k 1 #:l 2)", "(f ':k 1 #:l 2)"),
        ("(each xs f)", "(%each xs f)"),
        ("(each x xs (f x))", "(%each xs (lambda (x) (f x)))"),
        ("(each (x i) xs (f x) i)", "(%each xs (lambda (x i) (f x) i))"),
        ("(spawn \"node\" \"--interactive\")", "(spawn \"node\" \"--interactive\")"),
        ("(+ 1 2 (* 3 4))", "(+ 1 2 (* 3 4))"),
        ("(+ \"a\" 1)", "(%+ \"a\" 1)"),
        ("(map + a b)", "(map %+ a b)"),
        ("(let ((+ *)) (+ 1 x))", "(let ((+ *)) (+ 1 x))"),
        ("(get o k)", "(%ref o k)"),
        ("(~> x (f 'y) [z])", "(~> x (f 'y) (z))"),
    ]);
}

#[test]
fn assignment() {
    check(&[
        ("(define x 1) (set x 2)", "(begin (set! x 2) x)"),
        ("(define x 1) (set! x 2)", "(set! x 2)"),
        ("(set cache.repl v)", "(%put! cache 'repl v)"),
        ("(set a.b.c v)", "(%put! (%ref a 'b) 'c v)"),
        ("(set o 'a 1 \"b\" 2)", "(%put! o 'a 1 \"b\" 2)"),
        ("(set (get o k) v)", "(%put! o k v)"),
        ("(set (get o a b) v)", "(%put! (%ref o a) b v)"),
        ("(lambda (x) (set x 1 o.y 2))", "(lambda (x) (begin (begin (set! x 1) x) (%put! (%known o 'o) 'y 2)))"),
        ("(namespace n) (var x 1) (set x 2)", "(%ns-set! 'n 'x 2)"),
        ("(namespace n) (var x 1) (namespace user) (set n.x 2)", "(%ns-set! 'n 'x 2)"),
    ]);
}

#[test]
fn truth() {
    check(&[
        ("(if c a b)", "(if (%truth c) a b)"),
        ("(if c a)", "(if (%truth c) a %nil)"),
        ("(if c a d b)", "(if (%truth c) a (if (%truth d) b %nil))"),
        ("(if c a d b e)", "(if (%truth c) a (if (%truth d) b e))"),
        ("(if (null? x) 1 2)", "(if (null? x) 1 2)"),
        ("(if (and (= x 1) (not (null? y))) 1 2)", "(if (and (= x 1) (not (null? y))) 1 2)"),
        ("(if (not x) 1 2)", "(if (%not x) 1 2)"),
        ("(define (null? x) x) (if (null? x) 1 2)", "(if (%truth (%my:null? x)) 1 2)"),
        ("(if nil 1 2)", "(if #f 1 2)"),
        ("(when c a b)", "(if (%truth c) (begin a b) %nil)"),
        ("(unless c a)", "(if (%truth c) %nil a)"),
        ("(and a b)", "(and (%truth a) b)"),
        ("(or a b)", "(or (%truth a) b)"),
        ("(and)", "(and)"),
        ("(cond (a 1) ((= b 1) => f) (else 2))", "(cond ((%truth a) 1) ((= b 1) => f) (else 2))"),
        ("(cond (a) (b 1 2))", "(cond ((%truth a) => (lambda (found) found)) ((%truth b) 1 2) (else %nil))"),
        ("(case x ((1 a) 1) (else => f))", "(let ((%key x)) (case %key ((1 a) 1) (else (f %key))))"),
        ("(case x (([a] nil) 1))", "(case x (((a) nil) 1) (else %nil))"),
        ("(while c (f))", "(let %while () (if (%truth c) (begin (f) (%while)) %nil))"),
        ("(guard (e ((string? e) 1) (else 2)) (f))", "(guard (e ((%truth (string? e)) 1) (else 2)) (f))"),
    ]);
}

#[test]
fn bindings() {
    check(&[
        ("(let ((a 1) (b a)) (+ a b))", "(let ((a 1) (b a)) (%+ a b))"),
        ("(let ([a 1]) a)", "(let ((a 1)) a)"),
        ("(let [a 1 b 2] a b)", "(let ((a 1) (b 2)) a b)"),
        ("(let loop ((i 0)) (loop (+ i 1)))", "(let loop ((i 0)) (loop (%+ i 1)))"),
        ("(let* ((a 1) (b a)) b)", "(let* ((a 1) (b a)) b)"),
        ("(letrec ((f (lambda () (f)))) f)", "(letrec* ((f (lambda () (f)))) f)"),
        ("(do ((i 0 (+ i 1)) (j 1)) ((= i 5) j) (f i))", "(do ((i 0 (%+ i 1)) (j 1)) ((= i 5) j) (f i))"),
        ("(do (f) (g))", "(begin (f) (g))"),
        ("(do ((f x)) (g))", "(do ((f x)) ((%truth g) %nil))"),
        ("(let-values (((a b) (f))) a)", "(let-values (((a b) (f))) a)"),
        ("(let-values (((a b) (f)) (c (g a))) a)", "(let-values (((%a:1 %b:2) (f)) (%c:3 (g a))) %a:1)"),
        ("(let*-values (((a . r) (f)) ((c) (g a))) a)", "(let*-values (((a . r) (f)) ((c) (g a))) a)"),
        ("(receive (a . b) (f) a)", "(call-with-values (lambda () (f)) (lambda (a . b) a))"),
        ("(case-lambda ((a) a) ((a . b) b) (c c))", "(case-lambda ((a) a) ((a . b) b) (c c))"),
        ("(parameterize ((p 1)) (f))", "(parameterize ((p 1)) (f))"),
        ("(let/cc k (k 1))", "(let/cc k (k 1))"),
        ("(delay (f))", "(delay (f))"),
        ("(lambda () (define a 1) (define (b) a) (b))", "(lambda () (define a 1) (define b (lambda () a)) (b))"),
        (
            "(lambda () (def f (x) (g x)) (var g 1) (begin (def h 2) h))",
            "(lambda () (define f (lambda (x) (g x))) (define g 1) (define h 2) h)",
        ),
        ("(lambda () (var a 1))", "(lambda () (define a 1) %nil)"),
        ("(when c (var a 1) a)", "(if (%truth c) (let () (define a 1) a) %nil)"),
        (
            "(lambda () (define-values (a b) (f)) a)",
            "(lambda () (define a %nil) (define b %nil) (call-with-values (lambda () (f)) (lambda (%a:0 %b:0) (set! a %a:0) (set! b %b:0))) a)",
        ),
        (
            "(lambda () (define-record-type p (mk x) p? (x px)) (px 1))",
            "(lambda () (define-record-type p (mk x) p? (x px)) (px 1))",
        ),
    ]);
}

#[test]
fn what_the_expander_puts_in_is_not_captured() {
    check(&[
        ("(lambda (if) (if 1 2))", "(lambda (%if:1) (%if:1 1 2))"),
        ("(lambda (%ref o) o.x)", "(lambda (%%ref:1 o) (%ref o 'x))"),
        (
            "(let ((list 1) (lambda 2)) [list (=> (x) lambda)])",
            "(let ((list 1) (%lambda:1 2)) (%list list (lambda (x) %lambda:1)))",
        ),
        ("(let ((else #f)) (cond (else 1)))", "(let ((%else:1 #f)) (cond ((%truth %else:1) 1) (else %nil)))"),
        ("(let ((=> #f)) (cond (#t => 'ok)))", "(let ((%=>:1 #f)) (cond (#t %=>:1 'ok) (else %nil)))"),
        ("(let ((quote 1)) 'x)", "(let ((%quote:1 1)) (%quote:1 x))"),
        (
            "(define (f) (define (when x) x) (when 1))",
            "(define f (lambda () (define %when:1 (lambda (x) x)) (%when:1 1)))",
        ),
    ]);
}

#[test]
fn data() {
    check(&[
        ("'a", "'a"),
        ("'(a \"b\" #\\c 1.5 :k [d] {e f})", "'(a \"b\" #\\c 1.5 :k (d) (e f))"),
        ("'(a . b)", "'(a . b)"),
        ("'nil", "%nil"),
        ("'(a nil)", "(%list 'a %nil)"),
        ("'(a . nil)", "(%append (%list 'a) %nil)"),
        ("'5", "5"),
        ("'(quote a)", "'(quote a)"),
        ("`(a b)", "'(a b)"),
        ("`(a ,x)", "(%list 'a x)"),
        ("`(a @x)", "(%list 'a x)"),
        ("`(a ,@xs b)", "(%append (%list 'a) xs (%list 'b))"),
        ("`(a ...@xs)", "(%append (%list 'a) xs (%list))"),
        ("`(a . ,x)", "(%append (%list 'a) x)"),
        ("`#(1 ,x)", "(%list->vector (%list 1 x))"),
        ("`[a ,x {b ,y}]", "(%list '%vec 'a x (%list '%map 'b y))"),
        ("`(1 `(2 ,(3 ,x)))", "(%list 1 (%list 'quasiquote (%list 2 (%list 'unquote (%list 3 x)))))"),
        ("(quasiquote (a (unquote x)))", "(%list 'a x)"),
        ("`(get *runtimes* ,name)", "(%list 'get '*runtimes* name)"),
        ("`(f ...x ,y)", "(%list 'f '...x y)"),
        ("`x", "'x"),
        ("`,x", "x"),
        ("`5", "5"),
    ]);
}

#[test]
fn targets() {
    check(&[
        ("(target)", "(%target)"),
        ("(target py)", "\"py\""),
        ("(target py (target))", "\"py\""),
        ("(lambda () (list (target py (target)) (target)))", "(lambda () (list \"py\" (%target)))"),
        ("(target py) (target repl)", "\"repl\""),
        ("(repl> py)", "(%repl 'py)"),
        ("(repl>)", "(%repl 'repl)"),
        ("(macro js:show (x) `(f \"js\" ,x)) (js:show 1)", "(f \"js\" 1)"),
        ("(macro js/show (x) `(f \"js\" ,x)) (js:show 1)", "(f \"js\" 1)"),
        ("(macro js:show (x) `(f \"js\" ,x)) (js/show 1)", "(f \"js\" 1)"),
        ("(macro js:show (x) `(f \"js\" ,x)) (show 1)", "(show 1)"),
        ("(macro js:print (x) `(f ,x)) (target js) (print 1)", "(f 1)"),
        ("(macro js:print (x) `(f ,x)) (target js) (target repl) (print 1)", "(print 1)"),
        ("(macro js:print (x) `(f ,x)) (target js (print 1))", "(f 1)"),
        (
            "(macro js:print (x) `(f ,x)) (lambda (x) (target js (print 1) (print x)))",
            "(lambda (x) (begin (f 1) (f x)))",
        ),
        ("(macro js:print (x) `(f ,x)) (target js (print 1)) (print 2)", "(print 2)"),
        ("(macro sql:all (x) `(f ,x)) (target sql (def a (all 1)) (def b a))", "(define b a)"),
    ]);
}

#[test]
fn macros() {
    check(&[
        ("(macro twice (x) `(+ ,x ,x)) (twice y)", "(%+ y y)"),
        ("(macro twice [x] `(+ @x @x)) (twice (f 1))", "(%+ (f 1) (f 1))"),
        ("(macro unless3 (c ...body) `(when (not @c) ...@body)) (unless3 a b c)", "(if (%not a) (begin b c) %nil)"),
        ("(macro m (a . r) `(f ,@r)) (m 1 2 3)", "(f 2 3)"),
        ("(macro (m a) a) (m 1)", "1"),
        ("(macro fnx (ps body) `(=> ,ps ,body)) (fnx [a b] [a b])", "(lambda (a b) (%list a b))"),
        ("(macro pairs (o) `[,o {a ,o}]) (pairs 1)", "(%list 1 (%object \"a\" 1))"),
        ("(macro def5 (name) `(def ,name 5)) (def5 five)", "(define five 5)"),
        ("(macro two (a b) `(begin (def ,a 1) (def ,b ,a))) (two p q)", "(define q p)"),
        ("(lambda () (macro-free 1))", "(lambda () (macro-free 1))"),
        ("(macro loc (n) `(var ,n 1)) (lambda () (loc a) a)", "(lambda () (define a 1) a)"),
        ("(macro defshort (short long) `(macro ,short (x) (list ',long x))) (defshort pp print) (pp 3)", "(print 3)"),
        ("(def helper (x) (list 'f x)) (macro h (x) (helper x)) (h 1)", "(f 1)"),
        ("(namespace n) (macro m (x) `(f ,x)) (m 1)", "((%ns-ref 'n 'f) 1)"),
        ("(namespace n) (macro m (x) `(f ,x)) (namespace user) (n:m 1)", "(f 1)"),
        ("(namespace n) (macro m (x) `(f ,x)) (namespace user) (m 1)", "(m 1)"),
        ("(macro m (x) 1) (let ((m car)) (m 2))", "(let ((m car)) (m 2))"),
        ("(macro m (x) 1) (define (m x) 2) (m 3)", "(m 3)"),
        ("(namespace n) (macro m (x) 1) (def m (x) 2) (m 3)", "((%ns-ref 'n 'm) 3)"),
        ("(macro k () print) (k)", "(%kept 1)"),
        ("(meta (+ 1 2))", "3"),
        ("(meta (def x 1) (list x '(a)))", "'(1 (a))"),
        ("(meta)", "%nil"),
        ("(lambda (y) (meta (+ 1 2)))", "(lambda (y) 3)"),
        ("(meta (namespace n) (var x 1)) (def x 2)", "(define x 2)"),
    ]);
}

#[test]
fn syntax_rules() {
    let swap = "(define-syntax swap! (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))";
    let or =
        "(define-syntax my-or (syntax-rules () ((_) #f) ((_ e) e) ((_ e r ...) (let ((t e)) (if t t (my-or r ...))))))";
    check(&[
        (&format!("{swap} (lambda (x y) (swap! x y))"), "(lambda (x y) (let ((%tmp:1 x)) (set! x y) (set! y %tmp:1)))"),
        (
            &format!("{swap} (lambda (tmp y) (swap! tmp y))"),
            "(lambda (tmp y) (let ((%tmp:1 tmp)) (set! tmp y) (set! y %tmp:1)))",
        ),
        (&format!("{or} (let ((t 5)) (my-or #f t))"), "(let ((t 5)) (let ((%t:1 #f)) (if (%truth %t:1) %t:1 t)))"),
        // What a template puts in means what it meant there, whatever is in scope at the call.
        (
            &format!("{or} (let ((if list)) (my-or 1 2))"),
            "(let ((%if:1 list)) (let ((%t:2 1)) (if (%truth %t:2) %t:2 2)))",
        ),
        (
            "(define-syntax my-let (syntax-rules () ((_ ((n v) ...) b ...) ((lambda (n ...) b ...) v ...)))) (my-let ((a 1) (b 2)) (+ a b))",
            "((lambda (a b) (%+ a b)) 1 2)",
        ),
        ("(define-syntax flat (syntax-rules () ((_ (a ...) ...) '(a ... ...)))) (flat (1 2) (3))", "'(1 2 3)"),
        ("(define-syntax tail (syntax-rules () ((_ a . r) 'r))) (tail 1 2 3)", "'(2 3)"),
        ("(define-syntax last (syntax-rules () ((_ a ... z) 'z))) (last 1 2 3)", "3"),
        (
            "(define-syntax for (syntax-rules (in) ((_ x in xs b) (each* xs (lambda (x) b))))) (for y in ys (f y))",
            "(each* ys (lambda (y) (f y)))",
        ),
        ("(define-syntax dots (syntax-rules () ((_ a) '(a (... ...))))) (dots 1)", "'(1 ...)"),
        ("(define-syntax my (syntax-rules ::: () ((_ a :::) (list a :::)))) (my 1 2)", "(list 1 2)"),
        ("(define-syntax vec (syntax-rules () ((_ #(a ...)) (list a ...)))) (vec #(1 2))", "(list 1 2)"),
        ("(let-syntax ((foo (syntax-rules () ((_ x) (car x))))) (foo y))", "(car y)"),
        (
            "(lambda (x) (define-syntax get-x (syntax-rules () ((_) x))) (let ((x 2)) (get-x)))",
            "(lambda (x) (let ((%x:1 2)) x))",
        ),
        ("(define-syntax def2 (syntax-rules () ((_ n v) (define n v)))) (def2 z 1)", "(define z 1)"),
        (
            "(define-syntax mk (syntax-rules () ((_ n) (define-syntax n (syntax-rules () ((_ x) (let ((t 1)) (list t x)))))))) (mk a) (mk b) (lambda (t) (a (b t)))",
            "(lambda (t) (let ((%t:1 1)) (list %t:1 (let ((%t:2 1)) (list %t:2 t)))))",
        ),
        ("(define-syntax q (syntax-rules () ((_ x) '(tmp x)))) (q y)", "'(tmp y)"),
        (
            "(define-syntax be (syntax-rules () ((_ name val) (define-syntax name (syntax-rules () ((_) val)))))) (be ten 10) (ten)",
            "10",
        ),
    ]);
}
