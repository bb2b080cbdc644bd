;;; R7RS 4.2.1 to 4.2.5: conditionals, bindings, sequences, loops, promises.

;; 4.2.1: conditionals.

(cond ((> 3 3) 'greater) ((< 3 3) 'less) (else 'equal))
;=> equal

(cond ((assv 'b '((a 1) (b 2))) => cadr) (else #f))
;=> 2

; A clause without a body answers its test.
(cond (#f 1) ((memv 3 '(1 2 3 4))) (else 9))
;=> (3 4)
;steel: #<void> ; a clause without a body answers nothing
;lisp: (3 4)

(cond (#f 1))
;=> unspecified
;steel: #<void> ; nothing is a value of its own

(cond (1 => (lambda (x) (* x 10))))
;=> 10
;steel: ! NameError ; `=>` needs an `else` behind it
;lisp: 10

; Words that are bound are no words.
(let ((else #f)) (cond (else 1) (#t 2)))
;=> 2

(let ((=> #f)) (cond (#t => 'ok)))
;=> ok

; Bodies have several forms.
(let ((n 0)) (cond ((= n 0) (set! n 5) (* n 2)) (else 1)))
;=> 10

(case (* 2 3) ((2 3 5 7) 'prime) ((1 4 6 8 9) 'composite))
;=> composite

(case 'e ((a e i o u) 'vowel) ((w y) 'semivowel) (else 'consonant))
;=> vowel

(case 'x ((a) 1) (else => (lambda (key) (list key 'other))))
;=> (x other)
;steel: ! NameError ; no `=>` in `case`
;lisp: (x other)

(case 2 ((1 2 3) => (lambda (n) (* n 100))) (else 0))
;=> 200
;steel: ! NameError ; no `=>` in `case`
;lisp: 200

(map (lambda (k) (case k ((#\a) 'char) ((1/2) 'ratio) ((#t) 'truth) ((()) 'empty) (else 'none))) (list #\a 1/2 #t '() "s"))
;=> (char ratio truth empty none)

(case (car '(c d)) ((a) 'a))
;=> unspecified
;steel: #<void> ; nothing is a value of its own

(list (and) (and 1) (and 1 2 '(f g)) (and #f (car '())) (and 1 #f 2))
;=> (#t 1 (f g) #f #f)

(list (or) (or 1) (or #f 2) (or #f #f) (or 3 (car '())))
;=> (#f 1 2 #f 3)

(list (when (> 3 2) 1 2) (unless (< 3 2) 3 4))
;=> (2 4)

(when #f 1)
;=> unspecified
;steel: #<void> ; nothing is a value of its own

(let ((n 0)) (unless (> 1 0) (set! n 1)) (when (> 1 0) (set! n (+ n 10)) (set! n (+ n 10))) n)
;=> 20

; Which parts a system has.
(cond-expand (no-such-feature 1) ((and r7rs (not no-such-feature)) 2) (else 3))
;=> 2
;steel: ! NameError ; has no `cond-expand`

(cond-expand ((library (scheme base)) 'base) (else 'none))
;=> base
;steel: ! NameError ; has no `cond-expand`

;; 4.2.2: bindings.

(let ((x 2) (y 3)) (let ((x 7) (z (+ x y))) (* z x)))
;=> 35

(let ((x 2) (y 3)) (let* ((x 7) (z (+ x y))) (* z x)))
;=> 70

(let* ((x 1) (x (+ x 1)) (x (* x 10))) x)
;=> 20

(let* () 5)
;=> 5

(letrec ((even? (lambda (n) (if (zero? n) #t (odd? (- n 1))))) (odd? (lambda (n) (if (zero? n) #f (even? (- n 1)))))) (list (even? 88) (odd? 88)))
;=> (#t #f)

(letrec* ((p (lambda (x) (+ 1 (q (- x 1))))) (q (lambda (y) (if (zero? y) 0 (+ 1 (p (- y 1)))))) (x (p 5)) (y x)) y)
;=> 5

(let-values (((root rem) (exact-integer-sqrt 32))) (* root rem))
;=> 35
;steel: ! NameError ; has no `let-values`
;scheme: 35

(let-values (((a . rest) (values 1 2 3)) (all (values 4 5)) ((c) (values 6))) (list a rest all c))
;=> (1 (2 3) (4 5) 6)
;steel: ! NameError ; has no `let-values`
;scheme: (1 (2 3) (4 5) 6)

; Its values are computed where none of its names holds yet.
(let ((a 'a) (b 'b)) (let-values (((x a) (values a b)) ((y b) (values b a))) (list x a y b)))
;=> (a b b a)
;steel: ! NameError ; has no `let-values`
;scheme: (a b b b) ; ours goes from left to right, each name holding for the next
;lisp: (a b b a)

(let ((a 'a) (b 'b)) (let*-values (((a b) (values b a)) ((c d) (values a b))) (list a b c d)))
;=> (b a b a)
;steel: ! NameError ; has no `let*-values`
;scheme: (b a b a)

; Names that shadow procedures shadow them for the values behind as well.
(let ((list vector)) (list 1 2))
;=> #(1 2)

(let* ((car cdr) (x (car '(1 2)))) x)
;=> (2)

;; 4.2.3: sequences.

(let ((x 0)) (and (= x 0) (begin (set! x 5) (+ x 1))))
;=> 6

(begin 1 (begin 2 3))
;=> 3

; Definitions in a `begin` belong to the body around it.
(let () (begin (define a 1) (define b 2)) (+ a b))
;=> 3

;; 4.2.4: loops.

(do ((vec (make-vector 5)) (i 0 (+ i 1))) ((= i 5) vec) (vector-set! vec i i))
;=> #(0 1 2 3 4)

(let ((x '(1 3 5 7 9))) (do ((x x (cdr x)) (sum 0 (+ sum (car x)))) ((null? x) sum)))
;=> 25

(do ((i 0 (+ i 1)) (j 10)) ((= i 3) (set! j (+ j i)) (list i j)))
;=> (3 13)

(do ((i 0 (+ i 1))) ((= i 3)))
;=> unspecified
;steel: #<void> ; nothing is a value of its own

; Every turn binds anew.
(let ((all '())) (do ((i 0 (+ i 1))) ((= i 3)) (set! all (cons (lambda () i) all))) (map (lambda (f) (f)) all))
;=> (2 1 0)

(let loop ((numbers '(3 -2 1 6 -5)) (nonneg '()) (neg '()))
  (cond ((null? numbers) (list nonneg neg))
        ((>= (car numbers) 0) (loop (cdr numbers) (cons (car numbers) nonneg) neg))
        (else (loop (cdr numbers) nonneg (cons (car numbers) neg)))))
;=> ((6 1 3) (-5 -2))

(let loop () 5)
;=> 5

; The name of the loop does not hold for what it begins with.
(let ((f -)) (let f ((n (f 1))) (if (< n 3) (f (+ n 1)) n)))
;=> 3

; Tail calls take no room: in every place that R7RS says is one.
(let loop ((i 0)) (if (< i 100000) (loop (+ i 1)) i))
;=> 100000

(let loop ((i 0)) (cond ((= i 100000) 'done) (else (when #t (and #t (or #f (begin (let* ((j i)) (loop (+ j 1))))))))))
;=> done

(letrec ((even? (lambda (n) (if (= n 0) #t (odd? (- n 1))))) (odd? (lambda (n) (if (= n 0) #f (even? (- n 1)))))) (even? 100001))
;=> #f

(let loop ((i 0)) (case i ((100000) 'done) (else (apply loop (list (+ i 1))))))
;=> done

;; 4.2.5: promises.

(force (delay (+ 1 2)))
;=> 3

(let ((p (delay (+ 1 2)))) (list (force p) (force p)))
;=> (3 3)

; What is promised is computed once.
(let* ((n 0) (p (delay (begin (set! n (+ n 1)) n)))) (force p) (force p) n)
;=> 1
;steel: 2 ; computes a promise each time
;scheme: 1

(letrec ((integers (lambda (n) (delay (cons n (integers (+ n 1)))))))
  (let ((tail (lambda (s) (cdr (force s))))) (car (force (tail (tail (integers 0)))))))
;=> 2

; A promise that asks for itself keeps the first value that it gets.
(let* ((x 5) (p #f)) (set! p (delay (begin (set! x (- x 1)) (if (= x 0) 'first (begin (force p) 'last))))) (list (force p) (force p) x))
;=> (first first 0)
;steel: ! SyntaxError ; a procedure made in the value of `set!` sees the box of the variable
;scheme: (last last 4) ; the promise sees the box of the variable, as above
;lisp: (first first 0)

(let loop ((n 0)) (if (= n 1000) n (loop (force (delay (+ n 1))))))
;=> 1000

; Forcing a long chain takes no room.
(letrec ((loop (lambda (n) (if (= n 0) (delay 'done) (delay-force (loop (- n 1))))))) (force (loop 10000)))
;=> done
;steel: ! NameError ; has no `delay-force`
;scheme: done

(list (promise? (delay 1)) (promise? (make-promise 1)) (promise? 1) (force (make-promise 5)) (force 6))
;=> (#t #t #f 5 6)
;steel: ! NameError ; has no `promise?`
;scheme: (#t #t #f 5 6)

(let ((p (delay 1))) (eq? p (make-promise p)))
;=> #t
;steel: ! NameError ; has no `make-promise`
;scheme: #t
