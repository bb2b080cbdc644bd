;;; R7RS 4.3: macros.

(let-syntax ((swap! (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))) (let ((x 1) (y 2)) (swap! x y) (list x y)))
;=> (2 1)
;steel: ! SyntaxError ; has no `let-syntax`
;lisp: (2 1)

; Hygiene: what a template binds captures nothing of the user's.
(let-syntax ((swap! (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))) (let ((tmp 1) (other 2)) (swap! tmp other) (list tmp other)))
;=> (2 1)
;steel: ! SyntaxError ; has no `let-syntax`
;lisp: (2 1)

(letrec-syntax ((my-or (syntax-rules () ((my-or) #f) ((my-or e) e) ((my-or e1 e2 ...) (let ((temp e1)) (if temp temp (my-or e2 ...)))))))
  (let ((x #f) (y 7) (temp 8) (let odd?) (if even?)) (my-or x (let temp) (if y) y)))
;=> 7
;steel: ! SyntaxError ; has no `let-syntax`
;lisp: 7

; ... and what it uses means what it meant where the template was written.
(let ((x 'outer)) (let-syntax ((m (syntax-rules () ((m) x)))) (let ((x 'inner)) (m))))
;=> outer
;steel: ! SyntaxError ; has no `let-syntax`
;lisp: outer

(let-syntax ((given-that (syntax-rules () ((_ test stmt1 stmt2 ...) (if test (begin stmt1 stmt2 ...)))))) (let ((if #t)) (given-that if (set! if 'now)) if))
;=> now
;steel: ! SyntaxError ; has no `let-syntax`
;lisp: now

(let ((=> #f)) (cond (#t => 'ok)))
;=> ok

(define-syntax r7-first (syntax-rules () ((_ x) (car x)))) (let ((car cdr)) (r7-first '(1 2)))
;=> 1
;steel: (2) ; a local variable is captured
;lisp: 1

(define-syntax r7-my-if (syntax-rules () ((_ c a b) (cond (c a) (else b))))) (let ((else #f)) (r7-my-if #f 1 2))
;=> 2
;steel: ! NameError ; `else` of a template is not that of `cond` where a variable is called so
;lisp: 2

; Literals match only what means the same.
(define-syntax r7-for (syntax-rules (in) ((_ x in xs body) (map (lambda (x) body) xs)) ((_ x y xs body) 'no-literal))) (r7-for n in '(1 2 3) (* n n))
;=> (1 4 9)

(r7-for n of '(1 2 3) (* n n))
;=> no-literal

(define-syntax r7-is-else (syntax-rules (else) ((_ else) 'word) ((_ other) 'value))) (list (r7-is-else else) (let ((else 1)) (r7-is-else else)))
;=> (word value)

; Ellipses: several, nested, in the middle, before a tail.
(define-syntax r7-my-let (syntax-rules () ((_ ((n v) ...) b1 b2 ...) ((lambda (n ...) b1 b2 ...) v ...)))) (r7-my-let ((a 1) (b 2)) (set! a 10) (+ a b))
;=> 12

(define-syntax r7-flat (syntax-rules () ((_ (a b ...) ...) '(a ... (b ... ) ...)))) (r7-flat (1 2 3) (4) (5 6))
;=> (1 4 5 (2 3) () (6))
;steel: (1 4 5 ((2 3) () (6)) ...) ; an ellipsis over one goes wrong
;lisp: (1 4 5 (2 3) () (6))

(define-syntax r7-flatter (syntax-rules () ((_ (a ...) ...) '(a ... ...)))) (r7-flatter (1 2) () (3))
;=> (1 2 3)
;steel: ! SyntaxError ; no two ellipses behind each other
;lisp: (1 2 3)

(define-syntax r7-last (syntax-rules () ((_ first ... last) 'last))) (r7-last 1 2 3)
;=> 3

(define-syntax r7-ends (syntax-rules () ((_ a b ... c d) '(a (b ...) c d)))) (list (r7-ends 1 2 3) (r7-ends 1 2 3 4 5))
;=> ((1 () 2 3) (1 (2 3) 4 5))

(define-syntax r7-tail (syntax-rules () ((_ a . rest) '(a rest)))) (r7-tail 1 2 3)
;=> (1 (2 3))

(define-syntax r7-dotted (syntax-rules () ((_ (a b ... . c)) '(a (b ...) c)))) (r7-dotted (1 2 3 . 4))
;=> (1 (2 3) 4)

(define-syntax r7-vec (syntax-rules () ((_ #(a b ...)) '(a (b ...))))) (r7-vec #(1 2 3))
;=> (1 (2 3))

(define-syntax r7-vecs (syntax-rules () ((_ (a b) ...) '#((b a) ...)))) (r7-vecs (1 2) (3 4))
;=> #((2 1) (4 3))
;steel: #(((2 4) (1 3)) ...) ; no ellipsis in a vector
;lisp: #((2 1) (4 3))

; `_` matches anything and stands for nothing.
(define-syntax r7-second (syntax-rules () ((_ _ x _ ...) 'x))) (r7-second 1 2 3 4)
;=> 2

; Another ellipsis, and one that is escaped.
(define-syntax r7-dots (syntax-rules ::: () ((_ x :::) '(x ::: ...)))) (r7-dots 1 2)
;=> (1 2 ...)
;steel: ! SyntaxError ; no ellipsis of one's own
;lisp: (1 2 ...)

(define-syntax r7-escape (syntax-rules () ((_ x) '(x (... ...))))) (r7-escape 1)
;=> (1 ...)
;steel: ! SyntaxError ; no escaped ellipses
;lisp: (1 ...)

(define-syntax r7-be-like-begin (syntax-rules () ((_ name) (define-syntax name (syntax-rules () ((_ expr (... ...)) (begin expr (... ...)))))))) (r7-be-like-begin r7-sequence) (r7-sequence 1 2 3 4)
;=> 4
;steel: ! SyntaxError ; no escaped ellipses
;lisp: 4

; Constants in patterns.
(define-syntax r7-kind (syntax-rules () ((_ 1) 'one) ((_ "s") 'string) ((_ #\c) 'char) ((_ #t) 'truth) ((_ ()) 'empty) ((_ x) 'other))) (list (r7-kind 1) (r7-kind "s") (r7-kind #\c) (r7-kind #t) (r7-kind ()) (r7-kind 2))
;=> (one string char truth empty other)

; A macro that calls itself, and one that calls another.
(define-syntax r7-reverse (syntax-rules () ((_ () acc) 'acc) ((_ (x . rest) (a ...)) (r7-reverse rest (x a ...))))) (r7-reverse (1 2 3) ())
;=> (3 2 1)

(define-syntax r7-let* (syntax-rules () ((_ () b ...) (let () b ...)) ((_ ((n v) rest ...) b ...) (let ((n v)) (r7-let* (rest ...) b ...))))) (r7-let* ((x 1) (y (+ x 1))) (define z 10) (* z y))
;=> 20

(letrec-syntax ((even (syntax-rules () ((_) 'even) ((_ x . r) (odd . r)))) (odd (syntax-rules () ((_) 'odd) ((_ x . r) (even . r))))) (list (even 1 1) (even 1 1 1)))
;=> (even odd)
;steel: ! SyntaxError ; has no `let-syntax`
;lisp: (even odd)

; A macro may define.
(define-syntax r7-def (syntax-rules () ((_ n v) (define n v)))) (r7-def r7-defined 5) (+ r7-defined 1)
;=> 6

(let () (define-syntax def2 (syntax-rules () ((_ a b v) (begin (define a v) (define b (+ a 1)))))) (def2 x y 5) (list x y))
;=> (5 6)
;steel: ! SyntaxError ; no macros in bodies
;lisp: (5 6)

; ... what the body defines behind it, and what calls itself.
(let () (define-syntax later (syntax-rules () ((_) x))) (define x 5) (later))
;=> 5
;steel: ! NameError ; no macros in bodies
;scheme: ! SyntaxError ; no macros in bodies
;lisp: 5

(let () (define-syntax my-and (syntax-rules () ((_) #t) ((_ e) e) ((_ e r ...) (if e (my-and r ...) #f)))) (list (my-and) (my-and 1 2 3) (my-and 1 #f 3)))
;=> (#t 3 #f)
;steel: ! NameError ; no macros in bodies
;scheme: ! SyntaxError ; no macros in bodies
;lisp: (#t 3 #f)

; What a template defines by itself is nobody else's.
(let () (define-syntax hidden (syntax-rules () ((_ e) (let () (define x 1) (+ x e))))) (let ((x 10)) (hidden x)))
;=> 11
;steel: ! NameError ; no macros in bodies
;scheme: ! SyntaxError ; no macros in bodies
;lisp: 11

; Loops whose names cannot be taken by the body.
(define-syntax r7-while (syntax-rules () ((_ c b ...) (let lp () (when c b ... (lp)))))) (let ((lp 0)) (r7-while (< lp 3) (set! lp (+ lp 1))) lp)
;=> 3

(define-syntax r7-do-times (syntax-rules () ((_ (v n) b ...) (do ((v 0 (+ v 1)) (end n)) ((= v end)) b ...)))) (let ((end '())) (r7-do-times (i 3) (set! end (cons i end))) end)
;=> (2 1 0)

; What is quoted in a template are plain names.
(define-syntax r7-names (syntax-rules () ((_ x) '(x y)))) (eq? 'y (cadr (r7-names a)))
;=> #t

(define-syntax r7-quasi (syntax-rules () ((_ x y ...) `(x ,x ,@(list y ...))))) (let ((z 5)) (r7-quasi z 1 2))
;=> (z 5 1 2)

; `let-syntax` binds nothing around it, and shadows.
(let ((f (lambda () 'procedure))) (list (let-syntax ((f (syntax-rules () ((_) 'macro)))) (f)) (f)))
;=> (macro procedure)
;steel: ! SyntaxError ; has no `let-syntax`
;lisp: (macro procedure)

(let-syntax ((f (syntax-rules () ((_) 'macro)))) (let ((f (lambda () 'procedure))) (f)))
;=> procedure
;steel: ! SyntaxError ; has no `let-syntax`
;lisp: procedure

(let ((x 1)) (let-syntax ((foo (syntax-rules () ((_ y) (let-syntax ((bar (syntax-rules () ((_) (let ((x 2)) y))))) (bar)))))) (foo x)))
;=> 1
;steel: ! SyntaxError ; has no `let-syntax`
;lisp: 1

(let ((x 1)) (letrec-syntax ((foo (syntax-rules () ((_ y) (bar y)))) (bar (syntax-rules () ((_ x) (let ((x x)) (+ x 1)))))) (foo x)))
;=> 2
;steel: ! SyntaxError ; has no `let-syntax`
;lisp: 2

; No rule fits.
(define-syntax r7-one (syntax-rules () ((_ x) x))) (r7-one)
;=> ! SyntaxError

(syntax-error "no" 1)
;=> ! SyntaxError
;steel: ! NameError ; has no `syntax-error`
