;;; R7RS 6.1: equivalence.

(list (eqv? 'a 'a) (eqv? 'a 'b) (eqv? 2 2) (eqv? 2 2.0) (eqv? '() '()) (eqv? #f 'nil))
;=> (#t #f #t #f #t #f)

(list (eqv? 100000000000000000000 100000000000000000000) (eqv? 1.5 1.5) (eqv? #\a #\a))
;=> (#t #t #t)

(eqv? 1/2 1/2)
;=> #t
;steel: #f ; compares ratios as objects
;scheme: #t

(list (eqv? (cons 1 2) (cons 1 2)) (eqv? (lambda () 1) (lambda () 2)) (let ((p (lambda (x) x))) (eqv? p p)))
;=> (#f #f #t)

(list (eqv? (list 1) (list 1)) (eqv? (vector 1) (vector 1)) (eqv? (string #\a) (string #\a)))
;=> (#f #f #f)

(eqv? +nan.0 +nan.0)
;=> #t
;steel: #f ; compares with `=`
;scheme: #t

(let ((x (list 1))) (list (eq? x x) (eq? x (list 1)) (eq? (cdr x) '())))
;=> (#t #f #t)

(list (eq? 'a 'a) (eq? "" 5) (eq? car car) (let ((v (vector))) (eq? v v)))
;=> (#t #f #t #t)

(list (equal? '(a (b) c) '(a (b) c)) (equal? "abc" "abc") (equal? 2 2) (equal? (make-vector 5 'a) (make-vector 5 'a)))
;=> (#t #t #t #t)

(equal? '((1 . #(2 "three" #\4)) #u8(5 6)) (list (cons 1 (vector 2 "three" #\4)) (bytevector 5 6)))
;=> #t
;steel: #f ; takes bytevectors for different
;scheme: #t

(list (equal? '(1 2) '(1 3)) (equal? '(1 2) '(1 2 3)) (equal? "a" 'a) (equal? 1 1.0) (equal? '#(1) '(1)))
;=> (#f #f #f #f #f)

; Labels make data that contain themselves.
(equal? '#0=(a b . #0#) '#1=(a b a b . #1#))
;=> #t
;steel: ! NameError ; has no labels: reads the marks as names
;lisp: ! SyntaxError ; has no labels, and says so
