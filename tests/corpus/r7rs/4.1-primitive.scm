;;; R7RS 4.1: primitive expressions.

;; 4.1.1 and 4.1.2: variables and literals.

(let ((x 28)) x)
;=> 28

(quote (+ 1 2))
;=> (+ 1 2)

'()
;=> ()

''a
;=> (quote a)

'(1 "two" #\3 #t four . 5)
;=> (1 "two" #\3 #t four . 5)

'#(a #(b) "c")
;=> #(a #(b) "c")

'"self"
;=> "self"

'`(a ,b ,@c)
;=> (quasiquote (a (unquote b) (unquote-splicing c)))

145932
;=> 145932

(list #\a)
;=> (#\a)

#u8(0 10 255)
;=> #u8(#x00 #x0A #xFF)

; Vectors stand for themselves.
#(a b)
;=> #(a b)

;; 4.1.3: calls.

((if #f + *) 3 4)
;=> 12

; What is called may be the answer of a call.
(((lambda (x) (lambda (y) (- x y))) 10) 3)
;=> 7

; A procedure that takes nothing may be the answer of one that takes nothing.
(((lambda () (lambda () 5))))
;=> 5

(let ((counter (lambda () 7))) (let ((get-counter (lambda () counter))) ((get-counter))))
;=> 7

; One that needs an argument must not be called without.
((car (list (lambda (x) x))))
;=> ! ArityMismatch
;lisp: #<procedure> ; `((f))` answers f where that needs an argument

("a" "b")
;=> ! TypeError
;steel: ! SyntaxError ; finds it before it runs, as malformed
;scheme: ! TypeError
;lisp: "ab" ; a string in front puts strings together

(5)
;=> ! TypeError
;steel: ! SyntaxError ; finds it before it runs, as malformed
;scheme: ! TypeError
;lisp: ! SyntaxError ; found by the expander

(no-such-variable-anywhere)
;=> ! NameError

;; 4.1.4: procedures.

((lambda (x) (+ x x)) 4)
;=> 8

((lambda (a b . rest) (list rest b a)) 1 2 3 4)
;=> ((3 4) 2 1)

((lambda (a . rest) rest) 1)
;=> ()
;steel: #<procedure> ; loses a rest where a lambda is called at once: this is the procedure `rest`
;lisp: ()

((lambda all all) 1 2)
;=> (1 2)

((lambda all all))
;=> ()

((lambda (x) x) 1 2)
;=> ! ArityMismatch

(let ((x 4)) (let ((add (lambda (y) (+ x y)))) (let ((x 100)) (add 6))))
;=> 10

; A parameter may be called like a procedure, and like a word of the language.
((lambda (list) (cons 0 list)) '(1))
;=> (0 1)

((lambda (if) (* if if)) 3)
;=> 9
;steel: ! SyntaxError ; words cannot be bound
;lisp: 9

((lambda (define lambda) (- define lambda)) 5 3)
;=> 2
;steel: ! SyntaxError ; words cannot be bound
;lisp: 2

(let ((quote -)) '5)
;=> -5
;steel: ! SyntaxError ; words cannot be bound
;lisp: -5

; Words of the dialect are ordinary names for Scheme.
(let ((set 1) (get 2) (def 3) (var 4) (each 5) (macro 6)) (list set get def var each macro))
;=> (1 2 3 4 5 6)

(let ((target +) (meta -) (namespace *)) (list (target 1 2) (meta 1 2) (namespace 1 2)))
;=> (3 -1 2)

;; 4.1.5: conditionals.

(if (> 3 2) 'yes 'no)
;=> yes

(if (> 2 3) 'yes 'no)
;=> no

(if #f #f)
;=> unspecified
;steel: #<void> ; nothing is a value of its own

; Only #f is false.
(map (lambda (x) (if x 'yes 'no)) (list 0 "" '() '#() #f))
;=> (yes yes yes yes no)

; Whether nothing is true is open; R7RS only says that #f is the one false value.
(if (if #f #f) 'yes 'no)
;=> yes
;lisp: no ; nothing is false

(not (if #f #f))
;=> #f
;lisp: #t ; nothing is false

(if (> 3 2) (- 3 2) (+ 3 2))
;=> 1

;; 4.1.6: assignment.

(let ((x 2)) (set! x (+ x 1)) x)
;=> 3

; What a closure has caught is the variable, not its value.
(let* ((n 0) (next (lambda () (set! n (+ n 1)) n))) (next) (next) (list n (next)))
;=> (2 3)

(let ((a 1)) ((lambda (a) (set! a 5)) a) a)
;=> 1

; A closure that is assigned to the variable that it asks for.
(let ((p #f)) (set! p (lambda () p)) (eq? p (p)))
;=> #t
;steel: #f ; a procedure made in the value of `set!` sees the box of the variable
;lisp: #t

(let ((n 7)) (set! n ((lambda () (+ n 1)))) n)
;=> 8
;steel: ! TypeError ; a procedure made in the value of `set!` sees the box of the variable
;lisp: 8

(let ((x #f)) (set! x (list (lambda () x))) (eq? x ((car x))))
;=> #t
;steel: #f ; a procedure made in the value of `set!` sees the box of the variable
;lisp: #t

(let* ((x 5) (p #f)) (set! p (lambda () (set! x (- x 1)) (if (= x 0) x (p)))) (p))
;=> 0
;steel: ! SyntaxError ; a procedure made in the value of `set!` sees the box of the variable
;scheme: ! TypeError ; the same
;lisp: 0

(set! never-defined-variable 1)
;=> ! NameError
